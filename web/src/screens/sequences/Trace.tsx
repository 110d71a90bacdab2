// Why: every decision about one person in one sequence, with its time and its reason.
import { Button, Drawer, Group } from "@mantine/core";
import {
	IconArrowsSplit2,
	IconCheck,
	IconClock,
	IconDoorExit,
	IconPlayerPause,
	IconPlayerPlay,
	IconSend,
	IconTag,
	IconUserPlus,
	IconX,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { Ago, Field, LinkButton } from "../../components/bits.tsx";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import type { SequenceWords } from "../../i18n/sequences.en.ts";
import { dateTime, dateTimeFull } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { type Enrollment, sq, type TraceEntry } from "./api.ts";
import type { Step } from "./types.ts";
import { slotWords, useTitle, useW } from "./useW.ts";

const icons: Record<string, ReactNode> = {
	enrolled: <IconUserPlus size={15} />,
	planned: <IconSend size={15} />,
	sent: <IconSend size={15} />,
	branched: <IconArrowsSplit2 size={15} />,
	tagged: <IconTag size={15} />,
	untagged: <IconTag size={15} />,
	paused: <IconPlayerPause size={15} />,
	resumed: <IconPlayerPlay size={15} />,
	completed: <IconCheck size={15} />,
	exited: <IconDoorExit size={15} />,
	failed: <IconX size={15} />,
};

/** A decision in the reader's words and time zone. What is not known here is told in the server's words. */
function told(w: SequenceWords, item: TraceEntry, step: Step | undefined, title: string): string {
	const d = item.detail ?? {};
	const text = (name: string): string => (typeof d[name] === "string" ? (d[name] as string) : "");
	const number = (name: string): number => (typeof d[name] === "number" ? (d[name] as number) : 0);
	const list = (): string => (Array.isArray(d.tags) ? d.tags.map(String).join(", ") : "");
	const until = text("until") ? dateTime(text("until")) : "";
	const { tell } = w;
	switch (item.kind) {
		case "enrolled":
			return tell.enrolled[text("source")] ?? tell.enrolledAnyhow;
		case "planned":
		case "sent":
		case "again":
			return tell[item.kind](title);
		case "doubt":
			return tell.doubt(title);
		case "window":
			return tell.window(until);
		case "held":
			return until ? tell.away(until) : tell.asks;
		case "waiting":
			return step?.type === "wait" ? `${title}. ${tell.waitingMost(until)}` : tell.waiting(until);
		case "branched": {
			const words = slotWords(w, step);
			return tell.branched(title, `→ ${d.taken === true ? words.yes : words.no}`);
		}
		case "tagged":
		case "untagged":
			return tell[item.kind](list());
		case "calling":
			return tell.calling;
		case "called":
			if (d.ok === true) return tell.called;
			return tell.notCalled(
				number("attempts"),
				number("status") ? tell.answered(number("status")) : text("error") || tell.noAnswer,
			);
		case "moved":
			return tell.moved(number("version"));
		case "rewritten":
			return tell.rewritten(
				text("to") ? title : "",
				text("status") ? (w.enrollmentStatus[text("status")] ?? text("status")) : "",
			);
		case "paused":
		case "resumed":
		case "completed":
			return tell[item.kind];
		case "exited":
			return tell.exited(w.exits[text("reason")] ?? text("reason"));
		case "failed":
			return tell.failed(text("reason"));
		default:
			return item.text ?? item.kind;
	}
}

export function exitWords(w: SequenceWords, e: Pick<Enrollment, "exitReason" | "failureReason">): string {
	if (e.failureReason) return e.failureReason;
	return e.exitReason ? (w.exits[e.exitReason] ?? e.exitReason) : "";
}

export function EnrollmentBadge({ status }: { status: string }) {
	const w = useW();
	const look = status === "ACTIVE" ? "RUNNING" : status === "COMPLETED" ? "DONE" : status;
	return (
		<span className="status" data-status={look}>
			{w.enrollmentStatus[status] ?? status}
		</span>
	);
}

/** Pause, resume or stop one person; the lists that show it are asked again. */
export async function changeEnrollment(id: string, action: "pause" | "resume" | "stop", done: string): Promise<void> {
	try {
		await api.post(`/api/enrollments/${id}/${action}`);
		toast.done(done);
	} catch (error) {
		toast.error(error);
	}
	await Promise.all(
		[["enrollments"], ["enrollment", id], ["sequence"], ["contact"]].map(queryKey =>
			queryClient.invalidateQueries({ queryKey }),
		),
	);
}

export function Trace({ id, steps }: { id: string; steps: Step[] }) {
	const w = useW();
	const title = useTitle(steps);
	const known = (stepId: string | null) => stepId !== null && steps.some(s => s.id === stepId);
	const trace = useQuery(sq.trace(id));
	if (trace.isPending) return <RowsSkeleton rows={5} />;
	if (!trace.data) return <ErrorState error={trace.error} onRetry={() => trace.refetch()} />;
	if (trace.data.length === 0) return <p className="dim-sm">{w.why.empty}</p>;
	return (
		<ol className="timeline">
			{trace.data.map(item => (
				<li key={item.id}>
					<span className="timeline-icon" data-type={item.kind} aria-hidden>
						{icons[item.kind] ?? <IconClock size={15} />}
					</span>
					<div>
						<p>
							{told(
								w,
								item,
								steps.find(s => s.id === item.stepId),
								known(item.stepId) ? title(item.stepId) : (item.stepName ?? ""),
							)}
						</p>
					</div>
					<small>
						<time dateTime={item.at} title={dateTimeFull(item.at)}>
							{dateTime(item.at)}
						</time>
					</small>
				</li>
			))}
		</ol>
	);
}

export function WhyDrawer({
	id,
	steps,
	onClose,
	withSequence,
}: {
	id: string;
	steps: Step[];
	onClose: () => void;
	withSequence?: boolean;
}) {
	const t = useT();
	const w = useW();
	const one = useQuery(sq.enrollment(id));
	const title = useTitle(steps);
	const e = one.data;
	return (
		<Drawer
			opened
			onClose={onClose}
			position="right"
			size="lg"
			title={e ? w.why.title(e.displayName) : w.peopleTab.why}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			{one.isError && !e ? (
				<ErrorState error={one.error} onRetry={() => one.refetch()} />
			) : !e ? (
				<RowsSkeleton rows={4} />
			) : (
				<>
					<dl className="facts facts-row">
						<Field label={t.common.status}>
							<EnrollmentBadge status={e.status} />
							{exitWords(w, e) && <p className="dim-sm why-reason">{exitWords(w, e)}</p>}
						</Field>
						<Field label={w.peopleTab.step}>{e.currentStep ? title(e.currentStep) : "–"}</Field>
						<Field label={w.peopleTab.since}>
							<Ago at={e.enrolledAt} />
						</Field>
						{e.status === "ACTIVE" && e.waitingFor === "time" && e.dueAt && (
							<Field label={w.peopleTab.next}>
								<Ago at={e.dueAt} />
							</Field>
						)}
					</dl>
					<Group gap="xs" my="md">
						{e.status === "ACTIVE" && (
							<Button
								size="compact-sm"
								variant="default"
								onClick={() => changeEnrollment(e.id, "pause", w.peopleTab.pausedToast(e.displayName))}
							>
								{w.peopleTab.pause}
							</Button>
						)}
						{e.status === "PAUSED" && (
							<Button
								size="compact-sm"
								variant="default"
								onClick={() => changeEnrollment(e.id, "resume", w.peopleTab.resumedToast(e.displayName))}
							>
								{w.peopleTab.resume}
							</Button>
						)}
						<LinkButton
							size="compact-sm"
							variant="default"
							to="/contacts/$contactId"
							params={{ contactId: e.contactId }}
						>
							{w.why.contact}
						</LinkButton>
						{withSequence && (
							<LinkButton
								size="compact-sm"
								variant="default"
								to="/sequences/$sequenceId"
								params={{ sequenceId: e.sequenceId }}
							>
								{w.why.sequence}
							</LinkButton>
						)}
					</Group>
					<p className="dim-sm">{w.why.lead}</p>
					<Trace id={id} steps={steps} />
				</>
			)}
		</Drawer>
	);
}
