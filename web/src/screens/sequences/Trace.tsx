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
import { type Enrollment, sq } from "./api.ts";
import { useW } from "./useW.ts";

const icons: Record<string, ReactNode> = {
	enrolled: <IconUserPlus size={15} />,
	planned: <IconSend size={15} />,
	email: <IconSend size={15} />,
	sent: <IconSend size={15} />,
	condition: <IconArrowsSplit2 size={15} />,
	wait: <IconArrowsSplit2 size={15} />,
	split: <IconArrowsSplit2 size={15} />,
	tag: <IconTag size={15} />,
	untag: <IconTag size={15} />,
	paused: <IconPlayerPause size={15} />,
	resumed: <IconPlayerPlay size={15} />,
	completed: <IconCheck size={15} />,
	end: <IconCheck size={15} />,
	exit: <IconDoorExit size={15} />,
	goal: <IconCheck size={15} />,
	failed: <IconX size={15} />,
};

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

export function Trace({ id, title }: { id: string; title: (stepId: string | null | undefined) => string }) {
	const w = useW();
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
							<strong>{w.kinds[item.kind] ?? item.kind}</strong>
							{(item.stepName || item.stepId) && ` · ${item.stepName || title(item.stepId)}`}
						</p>
						{item.text && <small>{item.text}</small>}
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
	title,
	onClose,
	withSequence,
}: {
	id: string;
	title: (stepId: string | null | undefined) => string;
	onClose: () => void;
	withSequence?: boolean;
}) {
	const t = useT();
	const w = useW();
	const one = useQuery(sq.enrollment(id));
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
						{withSequence && e.sequenceId && (
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
					<Trace id={id} title={title} />
				</>
			)}
		</Drawer>
	);
}
