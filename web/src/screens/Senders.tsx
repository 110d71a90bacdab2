// How mail leaves: mail servers and the capture sender, with their limits, today's use, and a test.
import { ActionIcon, Badge, Button, Group, Menu, Modal, Stack } from "@mantine/core";
import {
	IconCheck,
	IconDots,
	IconInbox,
	IconMailbox,
	IconMailForward,
	IconPencil,
	IconPlayerPause,
	IconPlayerPlay,
	IconPlus,
	IconTrash,
	IconX,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useState } from "react";
import { api } from "../api/client.ts";
import { q } from "../api/queries.ts";
import type { Sender, SenderTest } from "../api/types.ts";
import { LinkButton, StatusBadge } from "../components/bits.tsx";
import { Page } from "../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../components/states.tsx";
import { useT } from "../i18n/index.tsx";
import { deleteWithUndo, useHidden } from "../lib/deferred.ts";
import { dateTime, num, relative } from "../lib/format.ts";
import { toast } from "../lib/toast.ts";
import { ConnectGmail, GmailActions, useGoogleWord } from "./google/ConnectGmail.tsx";
import { SenderForm } from "./senders/SenderForm.tsx";

const MailboxDialog = lazy(async () => ({ default: (await import("./replies/MailboxDialog.tsx")).MailboxDialog }));

function Use({ label, used, max }: { label: string; used: number; max: number | null }) {
	const t = useT();
	const share = max ? Math.min(1, used / max) : 0;
	return (
		<div>
			<Group justify="space-between" mb={4} wrap="nowrap">
				<span className="dim-sm">{label}</span>
				<span className="tnum nowrap" style={{ fontSize: 13 }}>
					{max ? t.common.of(num(used), num(max)) : `${num(used)} · ${t.senders.noLimit}`}
				</span>
			</Group>
			<div className="bar" data-tone={share >= 0.9 ? "warn" : undefined}>
				<div style={{ width: `${share * 100}%` }} />
			</div>
		</div>
	);
}

function TestResult({ result, onClose }: { result: SenderTest; onClose: () => void }) {
	const t = useT();
	return (
		<Modal
			opened
			onClose={onClose}
			title={result.ok ? t.senders.testOk : t.senders.testFailed}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<ul className="checks">
				{result.steps.map(step => (
					<li key={step.step} className="check" data-level={step.ok ? "good" : "error"}>
						{step.ok ? <IconCheck size={17} aria-label={t.common.yes} /> : <IconX size={17} aria-label={t.common.no} />}
						<div>
							{t.senders.steps[step.step] ?? step.step}
							{step.reply && <small>{step.reply}</small>}
						</div>
					</li>
				))}
			</ul>
		</Modal>
	);
}

/** Why a sender is paused, or rests for a while: what its server's words say, in the app's language, and the words themselves. */
function WhyPaused({ sender }: { sender: Sender }) {
	const s = useT().senders;
	const rests = !!sender.pausedUntil && new Date(sender.pausedUntil) > new Date();
	if (!sender.pauseReason || (sender.status !== "PAUSED" && !rests)) return null;
	const cause = s.refusalReason[sender.pauseCause ?? ""];
	const until = sender.pausedUntil ? ` (${s.until(dateTime(sender.pausedUntil))})` : "";
	return (
		<div className="note" data-tone="warn" style={{ margin: "0 0 12px", overflowWrap: "anywhere" }}>
			<strong>{s.pausedBecause(cause ?? sender.pauseReason) + until}</strong>
			{cause && (
				<>
					{" "}
					{s.refusalAdvice[sender.pauseCause ?? ""]}
					<small style={{ display: "block" }}>{s.refusedReply(sender.pauseReply ?? sender.pauseReason)}</small>
				</>
			)}
		</div>
	);
}

function SenderCard({ sender, onEdit }: { sender: Sender; onEdit: () => void }) {
	const t = useT();
	const s = t.senders;
	const client = useQueryClient();
	const [testing, setTesting] = useState(false);
	const [result, setResult] = useState<SenderTest | null>(null);
	const [mailbox, setMailbox] = useState(false);
	const refresh = () => client.invalidateQueries({ queryKey: ["senders"] });
	const test = async () => {
		setTesting(true);
		try {
			setResult(await api.post<SenderTest>(`/api/senders/${sender.id}/test`));
			await refresh();
		} catch (error) {
			toast.error(error);
		}
		setTesting(false);
	};
	const setPaused = async (paused: boolean) => {
		const key = q.senders.queryKey;
		const before = client.getQueryData(key);
		client.setQueryData(key, list =>
			list?.map(x => (x.id === sender.id ? { ...x, status: paused ? "PAUSED" : "ACTIVE" } : x)),
		);
		try {
			await api.post(`/api/senders/${sender.id}/${paused ? "pause" : "resume"}`);
		} catch (error) {
			client.setQueryData(key, before);
			toast.error(error);
		}
		await refresh();
	};
	const kind = sender.kind === "smtp" ? s.smtp : sender.kind === "gmail" ? s.gmail : s.capture;
	return (
		<section className="card" aria-label={sender.name}>
			<Group justify="space-between" wrap="nowrap" align="flex-start">
				<div style={{ minWidth: 0 }}>
					<Group gap={8}>
						<h2 className="card-title">{sender.name}</h2>
						{sender.isDefault && (
							<Badge size="sm" variant="default" radius="sm" tt="none" fw={500}>
								{s.default}
							</Badge>
						)}
					</Group>
					<p className="dim-sm" style={{ margin: 0 }}>
						{sender.fromName ? `${sender.fromName} <${sender.fromEmail}>` : sender.fromEmail}
					</p>
				</div>
				<Menu>
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" aria-label={`${t.common.actions}: ${sender.name}`}>
							<IconDots size={18} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
							{t.common.edit}
						</Menu.Item>
						{sender.kind === "smtp" && (
							<Menu.Item leftSection={<IconMailbox size={16} />} onClick={() => setMailbox(true)}>
								{s.mailbox}
							</Menu.Item>
						)}
						{sender.status === "PAUSED" ? (
							<Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => setPaused(false)}>
								{s.resume}
							</Menu.Item>
						) : (
							<Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => setPaused(true)}>
								{s.pause}
							</Menu.Item>
						)}
						<Menu.Divider />
						<Menu.Item
							color="red"
							leftSection={<IconTrash size={16} />}
							onClick={() =>
								deleteWithUndo({
									ids: [sender.id],
									message: s.deletedToast(sender.name),
									commit: keepalive => api.delete(`/api/senders/${sender.id}`, undefined, { keepalive }),
									settled: refresh,
								})
							}
						>
							{t.common.delete}
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
			</Group>
			<div style={{ margin: "10px 0 12px" }}>
				<StatusBadge status={sender.status} />
				<span className="dim-sm" style={{ display: "block" }}>
					{kind}
					{sender.host ? ` · ${sender.host}:${sender.port}` : ""}
				</span>
			</div>
			<WhyPaused sender={sender} />
			{sender.status !== "PAUSED" && sender.tokenError && (
				<p className="note" data-tone="warn" style={{ margin: "0 0 12px" }}>
					{s.tokenError(sender.tokenError)}
				</p>
			)}
			{sender.refusals?.map(r => (
				<p key={r.domain} className="note" data-tone="warn" style={{ margin: "0 0 12px", overflowWrap: "anywhere" }}>
					<strong>{s.refusedBy(r.domain ?? "", s.refusalReason[r.cause ?? ""] ?? r.reason ?? "")}</strong>{" "}
					{s.refusalAdvice[r.cause ?? ""] ?? r.advice} {r.nextTryAt && s.refusedNext(dateTime(r.nextTryAt))}
					<small style={{ display: "block" }}>{s.refusedReply(r.reply ?? "")}</small>
				</p>
			))}
			{sender.kind === "capture" && (
				<p className="dim-sm" style={{ margin: "0 0 12px", whiteSpace: "normal" }}>
					{s.captureText}
				</p>
			)}
			<Stack gap="sm" mt="auto">
				<Use label={s.usedHour} used={sender.usage?.hour ?? 0} max={sender.perHour} />
				<Use label={s.usedDay} used={sender.usage?.day ?? 0} max={sender.warmupLimit ?? sender.perDay} />
				{sender.warmupTarget && sender.warmupLimit && (
					<p className="dim-sm" style={{ margin: 0, whiteSpace: "normal" }}>
						{t.domains.warming(num(sender.warmupLimit), num(sender.warmupTarget))}
					</p>
				)}
			</Stack>
			<Group justify="space-between" mt="md">
				<span className="dim-sm">
					{sender.kind === "capture" ? "" : sender.verifiedAt ? s.verified(relative(sender.verifiedAt)) : s.notVerified}
				</span>
				{sender.kind === "capture" ? (
					<LinkButton to="/captured" size="compact-sm" variant="default" leftSection={<IconInbox size={15} />}>
						{t.capture.title}
					</LinkButton>
				) : (
					<Button size="compact-sm" variant="default" loading={testing} onClick={test}>
						{s.test}
					</Button>
				)}
			</Group>
			{sender.kind === "gmail" && (
				<div style={{ marginTop: 12 }}>
					<GmailActions sender={sender} onDone={refresh} />
				</div>
			)}
			{result && <TestResult result={result} onClose={() => setResult(null)} />}
			{mailbox && (
				<Suspense>
					<MailboxDialog sender={sender} onClose={() => setMailbox(false)} />
				</Suspense>
			)}
		</section>
	);
}

export function Senders() {
	const t = useT();
	const s = t.senders;
	const navigate = useNavigate();
	const client = useQueryClient();
	const search = useSearch({ from: "/app/senders" });
	const query = useQuery({ ...q.senders, refetchInterval: 15_000 });
	const hidden = useHidden();
	const [editing, setEditing] = useState<Sender | null>(null);
	const creating = search.new === true;
	const open = (on: boolean) => navigate({ to: "/senders", search: on ? { new: true } : {}, replace: true });
	const rows = (query.data ?? []).filter(x => !hidden.has(x.id));
	const me = useQuery(q.me);
	const said = useCallback(() => navigate({ to: "/senders", search: {}, replace: true }), [navigate]);
	useGoogleWord(search.google, said);
	return (
		<Page
			title={s.title}
			actions={
				<>
					<ConnectGmail />
					<Button leftSection={<IconPlus size={16} />} onClick={() => open(true)}>
						{s.new}
					</Button>
				</>
			}
		>
			{query.isPending ? (
				<div className="card-grid">
					<div className="card">
						<RowsSkeleton rows={4} />
					</div>
				</div>
			) : query.isError && !query.data ? (
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			) : rows.length === 0 ? (
				<div className="panel">
					<EmptyState icon={<IconMailForward size={24} />} title={s.emptyTitle} text={s.emptyText}>
						<Button onClick={() => open(true)}>{s.new}</Button>
						<Button
							variant="default"
							onClick={async () => {
								try {
									await api.post("/api/senders", {
										kind: "capture",
										name: s.capture,
										fromEmail: me.data?.email,
										...(me.data?.name ? { fromName: me.data.name } : {}),
									});
									await client.invalidateQueries({ queryKey: ["senders"] });
								} catch (error) {
									toast.error(error);
								}
							}}
						>
							{s.addCapture}
						</Button>
					</EmptyState>
				</div>
			) : (
				<div className="card-grid">
					{rows.map(x => (
						<SenderCard key={x.id} sender={x} onEdit={() => setEditing(x)} />
					))}
				</div>
			)}
			{creating && (
				<SenderForm sender={null} first={rows.every(x => x.kind === "capture")} onClose={() => open(false)} />
			)}
			{search.mailbox && (rows.find(x => x.kind === "smtp" && !x.hasMailbox) ?? rows.find(x => x.kind === "smtp")) ? (
				<Suspense>
					<MailboxDialog
						sender={(rows.find(x => x.kind === "smtp" && !x.hasMailbox) ?? rows.find(x => x.kind === "smtp"))!}
						onClose={() => open(false)}
					/>
				</Suspense>
			) : (
				search.mailbox &&
				query.data && (
					<Modal
						opened
						onClose={() => open(false)}
						title={s.mailbox}
						closeButtonProps={{ "aria-label": t.common.close }}
					>
						<p style={{ marginTop: 0 }}>{s.mailboxFirst}</p>
						<Group justify="flex-end">
							<Button onClick={() => open(true)}>{s.new}</Button>
						</Group>
					</Modal>
				)
			)}
			{editing && <SenderForm sender={editing} onClose={() => setEditing(null)} />}
		</Page>
	);
}
