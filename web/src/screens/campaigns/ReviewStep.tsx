// The last page: exactly what will happen, and the button. Sending asks once more, because it cannot be undone.
import { Button, Group, Modal, Radio, Select, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { IconCalendarClock, IconSend } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { Campaign, Check, Preview, Sender } from "../../api/types.ts";
import { Panel } from "../../components/Page.tsx";
import { useT } from "../../i18n/index.tsx";
import { isChosen, kindOf } from "../../lib/audience.ts";
import { currentZone, dateTimeFull, num, relative } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { allZones, instantToWall, wallToInstant } from "../../lib/zone.ts";
import { AudienceParts } from "./AudienceParts.tsx";
import { Excluded, InThreads } from "./AudienceStep.tsx";
import { CheckList } from "./Checks.tsx";
import { useDuration } from "./duration.ts";
import { Forecast } from "./Forecast.tsx";
import { isZoned, Times } from "./Times.tsx";
import type { CampaignDraft } from "./useCampaignDraft.ts";

function Pace({ sender, count, campaignId }: { sender: Sender; count: number; campaignId: string }) {
	const t = useT();
	const e = t.editor;
	const duration = useDuration();
	if (sender.kind === "capture" && !sender.perSecond) return <p>{e.reviewCapture}</p>;
	const perSecond = Math.min(
		sender.perSecond ?? Number.POSITIVE_INFINITY,
		sender.perHour && count > sender.perHour ? sender.perHour / 3600 : Number.POSITIVE_INFINITY,
	);
	const days = sender.perDay && count > sender.perDay ? count / sender.perDay : 0;
	return (
		<>
			{sender.kind === "capture" && <p>{e.reviewCapture}</p>}
			{Number.isFinite(perSecond) ? (
				<p>{e.reviewPaceText(num(perSecond, perSecond < 10 ? 1 : 0), duration(count / perSecond))}</p>
			) : (
				<p>{e.reviewPaceFree}</p>
			)}
			{days > 1 && sender.perDay && <p>{e.reviewPaceDay(num(sender.perDay), duration(days * 86_400))}</p>}
			<p>
				<Forecast campaignId={campaignId} about={`${sender.id} ${count}`} />
			</p>
		</>
	);
}

export function ReviewStep({
	campaignId,
	draft,
	checks,
}: {
	campaignId: string;
	draft: CampaignDraft;
	checks: Check[];
}) {
	const t = useT();
	const e = t.editor;
	const navigate = useNavigate();
	const client = useQueryClient();
	const { state } = draft;
	const audience = state.audience ?? { all: true };
	const chosen = isChosen(audience);
	const count = useQuery({
		...q.audience(audience, state.topicId, state.replyToCampaignId, isZoned(state.delivery)),
		enabled: chosen,
		staleTime: 0,
	});
	const senders = useQuery(q.senders);
	const sender = senders.data?.find(s => s.id === state.senderId);
	const others = (senders.data ?? []).filter(s => s.id !== state.senderId && state.senderIds?.includes(s.id));
	const first = count.data?.sample?.[0];
	const preview = useQuery({
		queryKey: ["campaign", campaignId, "review", first?.id, state.subject],
		queryFn: () =>
			api.post<Preview>(`/api/campaigns/${campaignId}/preview`, {
				...(first ? { contactId: first.id } : {}),
				subject: state.subject ?? "",
			}),
		enabled: count.data !== undefined,
		retry: false,
	});
	const [later, setLater] = useState(false);
	const [zone, setZone] = useState(currentZone());
	const [wall, setWall] = useState(() => instantToWall(nextMorning(currentZone()), currentZone()));
	const [asking, setAsking] = useState(false);
	const [busy, setBusy] = useState(false);
	const [zones] = useState(allZones);
	const [now, setNow] = useState(Date.now());
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), 10_000);
		return () => clearInterval(timer);
	}, []);
	const instant = useMemo(() => wallToInstant(wall, zone), [wall, zone]);
	const whenError = later
		? wall && instant === null
			? e.whenNone
			: instant !== null && instant <= now
				? e.whenPast
				: null
		: null;

	/* With a date of its own a campaign starts when the first clock on Earth shows it. */
	const byDate = !later && Boolean(state.delivery?.at && state.delivery.date);
	const n = chosen ? (count.data?.count ?? 0) : 0;
	const errors = checks.filter(c => c.level === "error");
	// What only spoils a mail may be sent all the same; the server says which that is (core/ground/check.h).
	const judged = errors.filter(c => c.overridable);
	const [refusals, setRefusals] = useState<Check[] | null>(null);
	const ready =
		(n > 0 || (count.data?.estimated ?? false)) &&
		errors.length === judged.length &&
		sender !== undefined &&
		(!later || (instant !== null && !whenError));
	const name = state.fromName ?? sender?.fromName;
	const hard = refusals?.some(c => !c.overridable) ?? false;

	const ask = () => {
		setRefusals(judged.length > 0 ? judged : null);
		setAsking(true);
	};
	const go = async (anyway: boolean) => {
		setBusy(true);
		try {
			if (!(await draft.flush())) {
				setBusy(false);
				return;
			}
			const path = `/api/campaigns/${campaignId}/${later || byDate ? "schedule" : "send"}`;
			const campaign = await api.post<Campaign>(path, {
				...(later && instant !== null ? { scheduledAt: new Date(instant).toISOString() } : {}),
				...(anyway ? { anyway: true } : {}),
			});
			if (campaign?.id) client.setQueryData(q.campaign(campaignId).queryKey, campaign);
			await client.invalidateQueries({ queryKey: ["campaign", campaignId], exact: true });
			void client.invalidateQueries({ queryKey: ["campaigns"] });
			void client.invalidateQueries({ queryKey: ["overview"] });
			toast.done(later ? e.scheduled : e.started);
			await navigate({ to: "/campaigns/$campaignId", params: { campaignId } });
		} catch (error) {
			setBusy(false);
			// Refused after all (somebody changed it, or the server saw more): what it says, and the way on where there is one.
			if (error instanceof ApiError && error.status === 422) {
				const said = await api.post<{ checks: Check[] }>(`/api/campaigns/${campaignId}/check`).catch(() => null);
				const found = said?.checks.filter(c => c.level === "error") ?? [];
				if (found.length > 0) return setRefusals(found);
			}
			toast.error(error);
			setAsking(false);
		}
	};
	return (
		<div className="page" style={{ maxWidth: 860 }}>
			<Panel title={e.reviewTitle} flush>
				<dl className="review-list">
					<div>
						<dt>{e.reviewTo}</dt>
						<dd>
							{chosen && count.isPending ? (
								<Skeleton height={18} width={120} />
							) : (
								<>
									<strong>{e.reviewPeople(n)}</strong>
									{["segment", "tags", "other"].includes(kindOf(audience)) && <AudienceParts audience={audience} />}
									{count.data && <InThreads count={count.data} skip={state.replyElse === "skip"} />}
									{count.data && chosen && <Excluded count={count.data} />}
									{n === 0 && <p>{e.nobody}</p>}
								</>
							)}
						</dd>
					</div>
					<div>
						<dt>{e.reviewSubject}</dt>
						<dd>
							<strong>{preview.data?.subject || state.subject || t.campaigns.noSubject}</strong>
							{first && <p>{`${e.previewAs} ${first.displayName}`}</p>}
						</dd>
					</div>
					<div>
						<dt>{e.reviewFrom}</dt>
						<dd>
							{sender ? (
								<>
									{name ? `${name} <${sender.fromEmail}>` : sender.fromEmail}
									<p>
										{e.sender}: {sender.name}
									</p>
									{others.length > 0 && (
										<>
											<p>{e.reviewShared(others.map(s => s.fromEmail).join(", "))}</p>
											<Forecast campaignId={campaignId} about={`${state.senderIds?.join()} ${n}`} />
										</>
									)}
								</>
							) : (
								<span className="bad">{e.noSender}</span>
							)}
						</dd>
					</div>
					{(state.replyTo || sender?.replyTo) && (
						<div>
							<dt>{e.reviewReply}</dt>
							<dd>{state.replyTo || sender?.replyTo}</dd>
						</div>
					)}
					<div>
						<dt>{e.reviewTracking}</dt>
						<dd>{state.trackingEnabled ? e.reviewTrackingOn : e.reviewTrackingOff}</dd>
					</div>
					{sender && others.length === 0 && (
						<div>
							<dt>{e.reviewPace}</dt>
							<dd>
								<Pace sender={sender} count={n} campaignId={campaignId} />
							</dd>
						</div>
					)}
					<div>
						<dt>{e.reviewWhen}</dt>
						<dd>
							<Radio.Group
								aria-label={e.reviewWhen}
								value={later ? "later" : "now"}
								onChange={v => setLater(v === "later")}
							>
								<Stack gap={8}>
									<Radio value="now" label={e.whenNow} />
									<Radio value="later" label={e.whenLater} />
								</Stack>
							</Radio.Group>
							{later && (
								<Stack gap="xs" mt="sm">
									<Group align="flex-end" gap="sm">
										<TextInput
											type="datetime-local"
											label={e.whenDate}
											value={wall}
											error={Boolean(whenError)}
											onChange={x => setWall(x.currentTarget.value)}
										/>
										<Select
											label={e.whenZone}
											data={zones}
											value={zone}
											searchable
											limit={60}
											w={230}
											onChange={v => v && setZone(v)}
										/>
									</Group>
									{whenError ? (
										<Text size="sm" className="bad" role="alert">
											{whenError}
										</Text>
									) : (
										instant !== null && (
											<Text size="sm" c="dimmed">
												{e.whenRelative(dateTimeFull(instant, zone), relative(instant, now))}
											</Text>
										)
									)}
								</Stack>
							)}
						</dd>
					</div>
					<div>
						<dt>{t.clock.times}</dt>
						<dd>
							<Times campaignId={campaignId} draft={draft} count={count.data} />
						</dd>
					</div>
				</dl>
			</Panel>
			<Panel title={e.checks} flush>
				<CheckList checks={checks} />
			</Panel>
			<Group justify="flex-end" gap="md">
				{errors.length > judged.length && (
					<Text size="sm" className="bad">
						{e.blocked}
					</Text>
				)}
				<Button
					size="md"
					disabled={!ready}
					leftSection={later ? <IconCalendarClock size={18} /> : <IconSend size={18} />}
					onClick={ask}
				>
					{later || byDate ? e.scheduleIt : e.sendNow(n)}
				</Button>
			</Group>
			<Modal
				opened={asking}
				onClose={() => !busy && setAsking(false)}
				title={later || byDate ? e.confirmScheduleTitle(n) : e.confirmTitle(n)}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				<Text size="sm" mb="lg">
					{later && instant !== null
						? e.confirmScheduleText(dateTimeFull(instant, zone))
						: byDate
							? t.clock.confirmDate(state.delivery?.date ?? "", state.delivery?.at ?? "")
							: e.confirmText}
				</Text>
				{refusals && (
					<div style={{ marginBottom: 18 }}>
						<Text size="sm" fw={550} mb={6} role="alert">
							{hard ? e.refusedHard : e.refusedJudged}
						</Text>
						<CheckList checks={refusals} />
					</div>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={() => setAsking(false)} disabled={busy}>
						{e.notYet}
					</Button>
					{!hard && (
						<Button
							onClick={() => go(refusals !== null)}
							loading={busy}
							{...(refusals ? { color: "red" } : { "data-autofocus": true })}
						>
							{refusals ? e.sendAnyway : later || byDate ? e.confirmSchedule : e.confirmSend}
						</Button>
					)}
				</Group>
			</Modal>
		</div>
	);
}

/** Nine in the morning of the next day there. */
function nextMorning(zone: string): number {
	const tomorrow = instantToWall(Date.now() + 86_400_000, zone).slice(0, 10);
	return wallToInstant(`${tomorrow}T09:00`, zone) ?? Date.now() + 86_400_000;
}
