// Try it: a virtual clock walks chosen contacts through the steps as they are drawn. Nothing is sent, nothing is kept.
import {
	ActionIcon,
	Button,
	Group,
	Modal,
	SegmentedControl,
	Select,
	Slider,
	Stack,
	Text,
	TextInput,
	Tooltip,
} from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import {
	IconPlayerPauseFilled,
	IconPlayerPlayFilled,
	IconPlayerSkipBackFilled,
	IconPlayerSkipForwardFilled,
	IconPlayerTrackNextFilled,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import { LinkButton } from "../../components/bits.tsx";
import { MailFrame } from "../../components/MailFrame.tsx";
import { EmptyState } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { currentZone, dateTime, dateTimeFull } from "../../lib/format.ts";
import { instantToWall, wallToInstant } from "../../lib/zone.ts";
import {
	type Behaviour,
	behaviours,
	mailError,
	type Sequence,
	type SimEvent,
	type SimRun,
	type Simulation,
} from "./api.ts";
import { ContactsPicker } from "./EnrollDialog.tsx";
import { StepIcon } from "./look.tsx";
import { momentsOf, shownAt } from "./play.ts";
import type { Step } from "./types.ts";
import type { SequenceDraft } from "./useSequenceDraft.ts";
import { slotWords, useTitle, useW } from "./useW.ts";

const tick = 1100;

function What({ e, step, title }: { e: SimEvent; step: Step | undefined; title: string }) {
	const w = useW();
	const words = slotWords(w, step);
	const more: string[] = [];
	if (typeof e.taken === "boolean") more.push(`→ ${e.taken ? words.yes : words.no}`);
	if (e.until) more.push(w.tryIt.until(dateTime(e.until)));
	if (e.inThread) more.push(w.tryIt.inThread);
	return (
		<p>
			<strong>{e.kind === "email" && e.subject ? e.subject : title || (w.kinds[e.kind] ?? e.kind)}</strong>
			{more.length > 0 && <span className="dim-sm"> {more.join(" · ")}</span>}
		</p>
	);
}

function Mail({ e }: { e: SimEvent }) {
	const w = useW();
	return (
		<section className="try-mail" aria-label={w.tryIt.mailSubject(e.subject ?? "")}>
			<header className="device-head">
				<strong>{e.subject}</strong>
				<span>
					{dateTimeFull(e.at)}
					{e.inThread ? ` · ${w.tryIt.inThread}` : ""}
				</span>
			</header>
			{mailError(e) && (
				<p className="note" data-tone="bad" role="status" style={{ margin: 12 }}>
					{mailError(e)}
				</p>
			)}
			{e.html ? (
				<MailFrame html={e.html} title={w.tryIt.mail} wide />
			) : (
				<pre className="mail-text" tabIndex={0}>
					{e.text}
				</pre>
			)}
		</section>
	);
}

function Player({ runs, steps }: { runs: SimRun[]; steps: Step[] }) {
	const w = useW();
	const tr = w.tryIt;
	const title = useTitle(steps);
	const byId = useMemo(() => new Map(steps.map(s => [s.id, s])), [steps]);
	const moments = useMemo(() => momentsOf(runs), [runs]);
	const last = Math.max(0, moments.length - 1);
	const [at, setAt] = useState(0);
	const [playing, setPlaying] = useState(true);
	const [speed, setSpeed] = useState("1");
	const [who, setWho] = useState(runs[0]?.contactId ?? "");
	const [mail, setMail] = useState<SimEvent | null>(null);
	const [followed, setFollowed] = useState(true);

	useEffect(() => {
		if (!playing) return;
		if (at >= last) {
			setPlaying(false);
			return;
		}
		const timer = setTimeout(() => setAt(a => a + 1), tick / Number(speed));
		return () => clearTimeout(timer);
	}, [playing, at, last, speed]);
	const now = moments[at] ?? 0;
	const run = runs.find(r => r.contactId === who) ?? runs[0];
	const seen = run ? shownAt(run, now) : [];
	const newest = seen.filter(e => e.kind === "email").at(-1) ?? null;
	const open = followed ? newest : mail;
	const ended = run && Date.parse(run.ended.at) <= now;
	const tool = (label: string, icon: React.ReactNode, onClick: () => void, disabled = false) => (
		<Tooltip label={label}>
			<ActionIcon variant="default" size={36} aria-label={label} onClick={onClick} disabled={disabled}>
				{icon}
			</ActionIcon>
		</Tooltip>
	);
	return (
		<div className="try-player">
			<div className="try-clock">
				<div>
					<small>{tr.clock}</small>
					<time dateTime={new Date(now).toISOString()} role="timer" aria-live="off">
						{dateTimeFull(now)}
					</time>
				</div>
				<Group gap={6} wrap="nowrap">
					{tool(tr.restart, <IconPlayerSkipBackFilled size={16} />, () => {
						setAt(0);
						setFollowed(true);
						setPlaying(true);
					})}
					{tool(
						playing ? tr.pause : tr.go,
						playing ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />,
						() => setPlaying(p => !p),
						at >= last && !playing,
					)}
					{tool(tr.next, <IconPlayerTrackNextFilled size={16} />, () => setAt(a => Math.min(last, a + 1)), at >= last)}
					{tool(
						tr.toEnd,
						<IconPlayerSkipForwardFilled size={16} />,
						() => {
							setPlaying(false);
							setAt(last);
						},
						at >= last,
					)}
					<SegmentedControl
						size="xs"
						aria-label={tr.speed}
						value={speed}
						onChange={setSpeed}
						data={["1", "2", "5"].map(value => ({ value, label: `${value}×` }))}
					/>
				</Group>
				<Slider
					className="try-slider"
					thumbLabel={tr.position}
					min={0}
					max={Math.max(1, last)}
					value={at}
					label={null}
					onChange={v => {
						setPlaying(false);
						setAt(Math.min(last, v));
					}}
				/>
			</div>
			{runs.length > 1 && (
				<Select
					aria-label={tr.contacts}
					data={runs.map(r => ({ value: r.contactId, label: r.displayName }))}
					value={run?.contactId ?? null}
					onChange={v => {
						if (v) setWho(v);
						setFollowed(true);
					}}
				/>
			)}
			<div className="try-cols">
				<div className="panel try-line">
					<ol className="timeline" aria-label={tr.timeline(run?.displayName ?? "")}>
						{seen.map((e, i) => {
							const step = e.stepId ? byId.get(e.stepId) : undefined;
							const chosen = e.kind === "email" && open === e;
							return (
								<li key={i} data-chosen={chosen || undefined}>
									{step ? <StepIcon type={step.type} size={15} /> : <span className="timeline-icon" />}
									<div>
										{e.kind === "email" ? (
											<button
												type="button"
												className="link-button try-mail-link"
												aria-label={tr.mailSubject(e.subject ?? "")}
												onClick={() => {
													setFollowed(false);
													setMail(e);
												}}
											>
												<What e={e} step={step} title={title(e.stepId)} />
											</button>
										) : (
											<What e={e} step={step} title={title(e.stepId)} />
										)}
									</div>
									<small>
										<time dateTime={e.at}>{dateTime(e.at)}</time>
									</small>
								</li>
							);
						})}
						{ended && run && (
							<li>
								<span className="timeline-icon" data-type="CLICKED" />
								<div>
									<p>
										<strong>
											{run.ended.reason && run.ended.reason !== "completed"
												? tr.endedBy(w.exits[run.ended.reason] ?? run.ended.reason)
												: tr.ended}
										</strong>
									</p>
								</div>
								<small>
									<time dateTime={run.ended.at}>{dateTime(run.ended.at)}</time>
								</small>
							</li>
						)}
					</ol>
				</div>
				<div className="try-stage">
					{open ? <Mail key={`${open.at}${open.stepId}`} e={open} /> : <p className="stage-note">{tr.noMail}</p>}
				</div>
			</div>
		</div>
	);
}

export default function TryIt({
	sequence,
	draft,
	onClose,
}: {
	sequence: Sequence;
	draft: SequenceDraft;
	onClose: () => void;
}) {
	const t = useT();
	const w = useW();
	const tr = w.tryIt;
	const narrow = useMediaQuery("(max-width: 980px)", false, { getInitialValueInEffect: false });
	const steps = draft.steps;
	const title = useTitle(steps);
	const emails = steps.filter(s => s.type === "email");
	const some = useQuery(q.contactSearch("", 20));
	const [contacts, setContacts] = useState<{ value: string; label: string }[] | null>(null);
	const first = some.data?.[0];
	const chosen = contacts ?? (first ? [{ value: first.id, label: first.displayName }] : []);
	const [start, setStart] = useState(() => instantToWall(Date.now(), currentZone()));
	const [every, setEvery] = useState<Behaviour>("nothing");
	const [single, setSingle] = useState<Record<string, Behaviour>>({});
	const [runs, setRuns] = useState<SimRun[] | null>(null);
	const show = useRef<HTMLDivElement>(null);
	const [round, setRound] = useState(0);
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<string | null>(null);
	const play = async () => {
		setBusy(true);
		setError(null);
		try {
			const instant = wallToInstant(start, currentZone());
			const answer = await api.post<Simulation>("/api/sequences/simulate", {
				steps,
				settings: draft.meta.settings,
				contactIds: chosen.map(c => c.value),
				...(instant === null ? {} : { start: new Date(instant).toISOString() }),
				behaviour: { default: every, steps: single },
				render: true,
			});
			setRuns(answer.runs);
			setRound(r => r + 1);
			requestAnimationFrame(() => show.current?.scrollIntoView({ block: "start" }));
		} catch (x) {
			setRuns(null);
			setError(explain(x, t).text);
		}
		setBusy(false);
	};
	const does = behaviours.map(value => ({ value, label: tr.does[value] }));
	return (
		<Modal
			opened
			onClose={onClose}
			fullScreen={narrow}
			size="min(1360px, 95vw)"
			title={`${tr.title}: ${draft.meta.name || sequence.name}`}
			closeButtonProps={{ "aria-label": t.common.close }}
			classNames={{ body: "try" }}
		>
			{some.data?.length === 0 ? (
				<EmptyState title={tr.nobody}>
					<LinkButton to="/contacts">{tr.addContact}</LinkButton>
				</EmptyState>
			) : (
				<div className="try-grid">
					<form
						className="try-setup"
						onSubmit={e => {
							e.preventDefault();
							void play();
						}}
					>
						<Stack>
							<Text size="sm" c="dimmed">
								{tr.lead}
							</Text>
							<ContactsPicker label={tr.contacts} value={chosen} onChange={setContacts} max={20} />
							<TextInput
								type="datetime-local"
								label={tr.startAt}
								value={start}
								onChange={e => setStart(e.currentTarget.value)}
							/>
							<Select label={tr.everybody} data={does} value={every} onChange={v => v && setEvery(v as Behaviour)} />
							{emails.length > 0 && (
								<fieldset className="bare-set try-each">
									<legend>{tr.perEmail}</legend>
									{emails.map(s => (
										<Select
											key={s.id}
											label={title(s.id)}
											data={[{ value: "", label: tr.asAbove }, ...does]}
											value={single[s.id] ?? ""}
											onChange={v => {
												const { [s.id]: _old, ...rest } = single;
												setSingle(v ? { ...rest, [s.id]: v as Behaviour } : rest);
											}}
										/>
									))}
								</fieldset>
							)}
							{error && (
								<Text role="alert" size="sm" className="bad">
									{error}
								</Text>
							)}
							<Button
								type="submit"
								loading={busy}
								disabled={chosen.length === 0 || steps.length === 0}
								leftSection={<IconPlayerPlayFilled size={15} />}
							>
								{runs ? tr.again : tr.run}
							</Button>
						</Stack>
					</form>
					<div className="try-show" ref={show}>
						{runs ? <Player key={round} runs={runs} steps={steps} /> : <p className="stage-note">{tr.noMail}</p>}
					</div>
				</div>
			)}
		</Modal>
	);
}
