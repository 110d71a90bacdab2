// One sequence: its steps, its people, its results, its settings.
import { ActionIcon, Button, Group, Menu, Tabs, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
	IconAlertTriangle,
	IconArrowLeft,
	IconCopy,
	IconDots,
	IconDownload,
	IconFlask,
	IconPlayerPause,
	IconPlayerPlay,
	IconTrash,
	IconUserPlus,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import { sequenceTabs } from "../../app/router.tsx";
import { StatusBadge } from "../../components/bits.tsx";
import { ConflictDialog } from "../../components/ConflictDialog.tsx";
import { Doubts } from "../../components/Doubts.tsx";
import { Page, usePageTitle } from "../../components/Page.tsx";
import { ErrorState, Pending } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { sameJson } from "../../lib/conflict.ts";
import { deleteWithUndo } from "../../lib/deferred.ts";
import { explain } from "../../lib/explain.ts";
import { toast } from "../../lib/toast.ts";
import { type Problem, type Sequence, sq } from "./api.ts";
import { DiffDialog } from "./DiffDialog.tsx";
import { EnrollDialog } from "./EnrollDialog.tsx";
import { downloadSequence } from "./files.ts";
import { PeopleTab } from "./PeopleTab.tsx";
import { ReportTab } from "./ReportTab.tsx";
import { SettingsTab } from "./SettingsTab.tsx";
import { StepsTab } from "./StepsTab.tsx";
import "./sequences.css";
import { readable, type Step } from "./types.ts";
import { useSequenceDraft } from "./useSequenceDraft.ts";
import { problemWords, titleOf, useW } from "./useW.ts";
import { VersionsTab } from "./VersionsTab.tsx";

const BeforeStart = lazy(() => import("./BeforeStart.tsx"));
const TryIt = lazy(() => import("./TryIt.tsx"));
type Tab = (typeof sequenceTabs)[number];

function Overdue({ sequence }: { sequence: Sequence }) {
	const w = useW();
	const client = useQueryClient();
	const [busy, setBusy] = useState<string | null>(null);
	if (!sequence.overdue) return null;
	const release = async (action: "send" | "skip") => {
		setBusy(action);
		try {
			const { released } = await api.post<{ released: number }>(`/api/sequences/${sequence.id}/release`, { action });
			toast.done(action === "send" ? w.overdue.sent(released) : w.overdue.ended(released));
		} catch (error) {
			toast.error(error);
		}
		await client.invalidateQueries({ queryKey: ["sequence", sequence.id] });
		setBusy(null);
	};
	return (
		<div className="note edit-note line" data-tone="warn" role="status">
			<span>{w.overdue.text(sequence.overdue)}</span>
			<Group gap="xs">
				<Button size="compact-sm" loading={busy === "send"} onClick={() => release("send")}>
					{w.overdue.send}
				</Button>
				<Button size="compact-sm" variant="default" loading={busy === "skip"} onClick={() => release("skip")}>
					{w.overdue.skip}
				</Button>
			</Group>
		</div>
	);
}

/** Why nobody moves, by the steps as they run; until the changes are published. */
function Held({ sequence }: { sequence: Sequence }) {
	const w = useW();
	if (!sequence.held) return null;
	const errors = (sequence.problems ?? []).filter(p => p.level === "error");
	const title = (p: Problem): string => {
		const step = sequence.steps.find(s => s.id === p.stepId);
		return step ? `${titleOf(w, step, sequence.steps)}: ` : "";
	};
	return (
		<div className="note edit-note" data-tone="bad" role="alert">
			<strong>{w.held.title(sequence.stats?.active ?? 0)}</strong>
			<ul>
				{errors.slice(0, 8).map(p => (
					<li key={p.field + p.message} title={`${p.field} ${p.message}`}>
						{title(p)}
						{problemWords(w, p)} <small className="dim-sm">{p.field}</small>
					</li>
				))}
			</ul>
			<p>{w.held.fix}</p>
		</div>
	);
}

function Screen({ sequence: given }: { sequence: Sequence }) {
	const sequence = useMemo(() => ({ ...given, steps: readable(given.steps) }), [given]);
	const t = useT();
	const w = useW();
	const navigate = useNavigate();
	const client = useQueryClient();
	const { tab = "steps" } = useSearch({ from: "/app/sequences/$sequenceId" });
	const draft = useSequenceDraft(sequence, w.untitled);
	const senders = useQuery(q.senders);
	// Titles of conditions name segments (useW.ts).
	useQuery({ ...q.segments, enabled: draft.steps.some(s => s.condition?.filter != null) });
	const [dialog, setDialog] = useState<"try" | "enroll" | "diff" | "start" | null>(null);
	const [busy, setBusy] = useState(false);
	const [refused, setRefused] = useState<Problem[] | null>(null);
	const [settled] = useDebouncedValue(draft.steps, 500);
	const checked = useQuery({ ...sq.validate(settled), enabled: settled.length > 0 });
	const problems = useMemo(() => {
		// What is stored may hold more than can be drawn: the server says what is wrong with it.
		if (settled.length === 0 || sameJson(settled, sequence.steps))
			return settled.length === 0 && !sequence.held ? [] : (sequence.problems ?? []);
		return checked.data ?? sequence.problems ?? [];
	}, [checked.data, sequence.problems, sequence.steps, sequence.held, settled]);
	usePageTitle(draft.meta.name || w.untitled);
	const name = draft.meta.name || w.untitled;
	const go = (next: string | null) =>
		navigate({
			to: "/sequences/$sequenceId",
			params: { sequenceId: sequence.id },
			search: next && next !== "steps" ? { tab: next as Tab } : {},
		});
	const activate = async (anyway: boolean) => {
		setBusy(true);
		setRefused(null);
		if (await draft.flush()) {
			try {
				const saved = await api.post<Sequence>(
					`/api/sequences/${sequence.id}/activate`,
					anyway ? { anyway: true } : {},
				);
				client.setQueryData(sq.one(sequence.id).queryKey, saved);
				toast.done(w.bar.activated);
			} catch (error) {
				if (error instanceof ApiError && error.status === 422)
					setRefused(
						error.errors.map(
							e =>
								problems.find(p => p.field === e.field && p.message === e.message) ?? {
									stepId: null,
									level: "error",
									code: e.field,
									field: e.field,
									message: e.message,
								},
						),
					);
				else toast.error(error);
			}
			await client.invalidateQueries({ queryKey: ["sequence", sequence.id] });
			void client.invalidateQueries({ queryKey: ["sequences"] });
		}
		setBusy(false);
	};
	const pause = async () => {
		setBusy(true);
		try {
			client.setQueryData(
				sq.one(sequence.id).queryKey,
				await api.post<Sequence>(`/api/sequences/${sequence.id}/pause`),
			);
			toast.done(w.bar.pausedToast);
		} catch (error) {
			toast.error(error);
		}
		await client.invalidateQueries({ queryKey: ["sequence", sequence.id] });
		void client.invalidateQueries({ queryKey: ["sequences"] });
		setBusy(false);
	};
	const titleAt = (p: Problem): string => {
		const step = draft.steps.find(s => s.id === p.stepId);
		return step ? `${titleOf(w, step, draft.steps)}: ` : "";
	};
	const whole = problems.filter(p => p.stepId === null);
	return (
		<div className="edit sequence" data-tab={tab}>
			<h1 className="sr-only">{name}</h1>
			<div className="edit-bar">
				<Link to="/sequences" className="back-link" aria-label={w.title}>
					<IconArrowLeft size={17} aria-hidden />
				</Link>
				<TextInput
					className="edit-name"
					aria-label={w.bar.name}
					placeholder={w.untitled}
					value={draft.meta.name}
					maxLength={200}
					onChange={e => draft.change({ name: e.currentTarget.value })}
					onFocus={e => e.currentTarget.value === w.untitled && e.currentTarget.select()}
				/>
				<StatusBadge status={sequence.status} />
				<span className="save-state" role="status">
					{draft.save === "saved" ? t.common.saved : draft.save === "saving" ? t.common.saving : t.common.notSaved}
				</span>
				<Group gap="xs" className="bar-actions">
					<Button variant="default" leftSection={<IconFlask size={16} />} onClick={() => setDialog("try")}>
						{w.bar.tryIt}
					</Button>
					<Button variant="default" leftSection={<IconUserPlus size={16} />} onClick={() => setDialog("enroll")}>
						{w.bar.enroll}
					</Button>
					{sequence.status === "ACTIVE" ? (
						<Button variant="default" loading={busy} leftSection={<IconPlayerPause size={16} />} onClick={pause}>
							{w.bar.pause}
						</Button>
					) : (
						<Button
							loading={busy}
							leftSection={<IconPlayerPlay size={16} />}
							onClick={() => {
								setRefused(null);
								setDialog("start");
							}}
						>
							{sequence.status === "PAUSED" ? w.bar.resume : w.bar.activate}
						</Button>
					)}
					<Menu>
						<Menu.Target>
							<ActionIcon variant="default" size={36} aria-label={t.common.more}>
								<IconDots size={18} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item
								leftSection={<IconCopy size={16} />}
								onClick={async () => {
									try {
										const twin = await api.post<Sequence>(`/api/sequences/${sequence.id}/duplicate`);
										toast.done(w.duplicated);
										void client.invalidateQueries({ queryKey: ["sequences"] });
										await navigate({ to: "/sequences/$sequenceId", params: { sequenceId: twin.id } });
									} catch (error) {
										toast.error(error);
									}
								}}
							>
								{w.duplicate}
							</Menu.Item>
							<Menu.Item leftSection={<IconDownload size={16} />} onClick={() => downloadSequence(sequence.id, name)}>
								{w.exportJson}
							</Menu.Item>
							<Menu.Item
								color="red"
								disabled={sequence.status === "ACTIVE"}
								title={sequence.status === "ACTIVE" ? w.deleteFirst : undefined}
								leftSection={<IconTrash size={16} />}
								onClick={() => {
									deleteWithUndo({
										ids: [sequence.id],
										message: w.deletedToast(name),
										commit: keepalive => api.delete(`/api/sequences/${sequence.id}`, undefined, { keepalive }),
										settled: () => client.invalidateQueries({ queryKey: ["sequences"] }),
									});
									void navigate({ to: "/sequences" });
								}}
							>
								{t.common.delete}
							</Menu.Item>
						</Menu.Dropdown>
					</Menu>
				</Group>
			</div>
			<Overdue sequence={sequence} />
			{draft.restored && (
				<Group className="note edit-note" justify="space-between">
					<span>{w.draft.restored}</span>
					<Group gap="xs">
						<Button size="compact-sm" variant="subtle" onClick={() => draft.reset(sequence.steps)}>
							{w.draft.discard}
						</Button>
						<Button size="compact-sm" variant="default" onClick={draft.forgetRestored}>
							{t.common.close}
						</Button>
					</Group>
				</Group>
			)}
			{draft.unpublished && (
				<div className="note edit-note line" data-tone="warn" role="status">
					<span>{w.draft.unpublished}</span>
					<Group gap="xs">
						<Button size="compact-sm" onClick={() => setDialog("diff")}>
							{w.draft.publish}
						</Button>
						<Button
							size="compact-sm"
							variant="default"
							onClick={() => {
								draft.reset(sequence.steps);
								toast.done(w.draft.discarded);
							}}
						>
							{w.draft.discardAll}
						</Button>
					</Group>
				</div>
			)}
			{draft.refused && (
				<p className="note edit-note" data-tone="bad" role="alert">
					{explain(draft.refused, t).text}
				</p>
			)}
			{refused && (
				<div className="note edit-note" data-tone="bad" role="alert">
					<strong>{w.bar.notYet(refused.length)}</strong>
					<ul>
						{refused.slice(0, 8).map(p => (
							<li key={p.field + p.message}>
								{titleAt(p)}
								{t.editor.check[p.code] ?? problemWords(w, p)}
							</li>
						))}
					</ul>
				</div>
			)}
			<Held sequence={sequence} />
			{sequence.status !== "DRAFT" && (
				<div className="sequence-doubts">
					<Doubts
						of="sequences"
						id={sequence.id}
						watch={sequence.status === "ACTIVE"}
						stepTitle={stepId => {
							const step = sequence.steps.find(s => s.id === stepId);
							return step ? titleOf(w, step, sequence.steps) : stepId;
						}}
					/>
				</div>
			)}
			{!refused && !sequence.held && whole.length > 0 && draft.steps.length > 0 && tab === "steps" && (
				<p className="note edit-note">
					<IconAlertTriangle size={15} aria-hidden /> {whole.map(p => problemWords(w, p)).join(" · ")}
				</p>
			)}
			<Tabs value={tab} onChange={go} className="sequence-tabs">
				<Tabs.List aria-label={w.tabs.label}>
					{sequenceTabs.map(value => (
						<Tabs.Tab key={value} value={value}>
							{w.tabs[value]}
							{value === "steps" && problems.length > 0 && (
								<span className="count-dot" data-level="warning">
									{problems.length}
									<span className="sr-only"> {w.canvas.problems(problems.length)}</span>
								</span>
							)}
						</Tabs.Tab>
					))}
				</Tabs.List>
				<Tabs.Panel value="steps">
					<StepsTab sequence={sequence} draft={draft} problems={problems} />
				</Tabs.Panel>
				<Tabs.Panel value="people" className="sequence-pane">
					<PeopleTab sequence={sequence} onEnroll={() => setDialog("enroll")} />
				</Tabs.Panel>
				<Tabs.Panel value="report" className="sequence-pane">
					<ReportTab sequence={sequence} />
				</Tabs.Panel>
				<Tabs.Panel value="settings" className="sequence-pane">
					<SettingsTab draft={draft} />
				</Tabs.Panel>
				<Tabs.Panel value="versions" className="sequence-pane">
					<VersionsTab sequence={sequence} draft={draft} />
				</Tabs.Panel>
			</Tabs>
			{draft.conflict && (
				<ConflictDialog
					conflict={draft.conflict}
					name={name}
					show={(field, value) => {
						if (field === "steps")
							return t.conflict.stepsOf((value as Step[]).map(s => titleOf(w, s, value as Step[])).join(" → "));
						if (field === "senderId") return senders.data?.find(s => s.id === value)?.name ?? null;
						return null;
					}}
					onTheirs={() => void draft.takeTheirs()}
					onMine={() => void draft.keepMine()}
				/>
			)}
			{dialog === "enroll" && <EnrollDialog sequence={sequence} onClose={() => setDialog(null)} />}
			{dialog === "start" && (
				<Suspense>
					<BeforeStart
						sequence={sequence}
						steps={draft.steps}
						flush={draft.flush}
						start={activate}
						onClose={() => setDialog(null)}
					/>
				</Suspense>
			)}
			{dialog === "try" && (
				<Suspense>
					<TryIt sequence={sequence} draft={draft} onClose={() => setDialog(null)} />
				</Suspense>
			)}
			{dialog === "diff" && (
				<DiffDialog
					sequence={sequence}
					steps={draft.steps}
					revision={draft.base()}
					onDiffers={draft.differs}
					onClose={() => setDialog(null)}
					onDone={saved => {
						draft.reset(readable(saved.steps), saved.revision);
						setDialog(null);
					}}
				/>
			)}
		</div>
	);
}

export function SequencePage() {
	const w = useW();
	const { sequenceId } = useParams({ from: "/app/sequences/$sequenceId" });
	const query = useQuery({
		...sq.one(sequenceId),
		refetchOnWindowFocus: false,
		refetchInterval: s => (s.state.data?.status === "ACTIVE" ? 15_000 : false),
	});
	if (query.isPending) return <Pending />;
	if (!query.data)
		return (
			<Page title={w.title}>
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			</Page>
		);
	return <Screen key={sequenceId} sequence={query.data} />;
}
