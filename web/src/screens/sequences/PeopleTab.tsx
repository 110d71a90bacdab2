// Everybody in the sequence: where they stand, what comes next; pause, resume, stop, and why.
import { ActionIcon, Button, Group, Menu, Modal, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import {
	IconDots,
	IconHelpCircle,
	IconPlayerPause,
	IconPlayerPlay,
	IconPlayerStop,
	IconUser,
	IconUsersGroup,
} from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useList } from "../../api/queries.ts";
import type { SequenceSearch } from "../../app/router.tsx";
import { Ago, SearchBox } from "../../components/bits.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { EmptyState, ErrorState } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import type { SequenceWords } from "../../i18n/sequences.en.ts";
import { relative } from "../../lib/format.ts";
import { type Enrollment, type EnrollmentStatus, enrollmentStatuses, type Sequence } from "./api.ts";
import { changeEnrollment, EnrollmentBadge, exitWords, WhyDrawer } from "./Trace.tsx";
import { useTitle, useW } from "./useW.ts";

function nextWords(w: SequenceWords, e: Enrollment): string {
	const p = w.peopleTab;
	if (e.problem) return p.stuckAt(e.currentStep ?? "");
	if (e.status !== "ACTIVE") return exitWords(w, e);
	if (e.waitingFor === "time" && e.dueAt)
		return Date.parse(e.dueAt) <= Date.now() ? p.dueNow : p.dueAt(relative(e.dueAt));
	return e.waitingFor ? (p.waitingFor[e.waitingFor] ?? e.waitingFor) : "";
}

export function PeopleTab({ sequence, onEnroll }: { sequence: Sequence; onEnroll: () => void }) {
	const t = useT();
	const w = useW();
	const p = w.peopleTab;
	const navigate = useNavigate();
	const search = useSearch({ from: "/app/sequences/$sequenceId" });
	const title = useTitle(sequence.steps);
	const [stopping, setStopping] = useState<Enrollment | null>(null);
	const go = useCallback(
		(patch: SequenceSearch) =>
			navigate({
				to: "/sequences/$sequenceId",
				params: { sequenceId: sequence.id },
				search: { ...search, ...patch },
				replace: true,
			}),
		[navigate, search, sequence.id],
	);
	const list = useList<Enrollment>(
		"enrollments",
		`/api/sequences/${sequence.id}/enrollments`,
		{ status: search.status, state: search.state, step: search.at, search: search.search, limit: 50 },
		sequence.status === "ACTIVE" ? 5000 : 30_000,
	);
	const columns = useMemo<Column<Enrollment>[]>(
		() => [
			{
				id: "who",
				head: t.contacts.name,
				cell: e => (
					<span className="cell-two">
						<button type="button" className="link-button" onClick={() => go({ why: e.id })}>
							{e.displayName}
						</button>
						{e.displayName !== e.email && <small>{e.email}</small>}
						<small className="only-sm">{e.currentStep ? title(e.currentStep) : ""}</small>
					</span>
				),
			},
			{ id: "status", head: t.common.status, width: 130, cell: e => <EnrollmentBadge status={e.status} /> },
			{ id: "step", head: p.step, wide: true, cell: e => (e.currentStep ? title(e.currentStep) : "–") },
			{ id: "next", head: p.next, wide: true, width: 200, cell: e => nextWords(w, e) },
			{ id: "since", head: p.since, wide: true, width: 150, cell: e => <Ago at={e.enrolledAt} /> },
			{
				id: "act",
				head: "",
				width: 64,
				className: "act",
				cell: e => (
					<Menu>
						<Menu.Target>
							<ActionIcon variant="subtle" color="gray" aria-label={`${t.common.actions}: ${e.displayName}`}>
								<IconDots size={17} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item leftSection={<IconHelpCircle size={16} />} onClick={() => go({ why: e.id })}>
								{p.why}
							</Menu.Item>
							<Menu.Item
								leftSection={<IconUser size={16} />}
								onClick={() => navigate({ to: "/contacts/$contactId", params: { contactId: e.contactId } })}
							>
								{w.why.contact}
							</Menu.Item>
							{e.status === "ACTIVE" && (
								<Menu.Item
									leftSection={<IconPlayerPause size={16} />}
									onClick={() => changeEnrollment(e.id, "pause", p.pausedToast(e.displayName))}
								>
									{p.pause}
								</Menu.Item>
							)}
							{e.status === "PAUSED" && (
								<Menu.Item
									leftSection={<IconPlayerPlay size={16} />}
									onClick={() => changeEnrollment(e.id, "resume", p.resumedToast(e.displayName))}
								>
									{p.resume}
								</Menu.Item>
							)}
							{(e.status === "ACTIVE" || e.status === "PAUSED") && (
								<Menu.Item color="red" leftSection={<IconPlayerStop size={16} />} onClick={() => setStopping(e)}>
									{p.stop}
								</Menu.Item>
							)}
						</Menu.Dropdown>
					</Menu>
				),
			},
		],
		[t, w, p, title, go, navigate],
	);
	const filtered = Boolean(search.search || search.status || search.state || search.at);
	const empty = !list.isPending && list.rows.length === 0;
	return (
		<>
			{(!empty || filtered) && (
				<div className="toolbar" role="search">
					<SearchBox
						value={search.search ?? ""}
						onChange={v => go({ search: v || undefined })}
						placeholder={p.searchPlaceholder}
					/>
					<div className="scroll-x">
						<SegmentedControl
							size="sm"
							aria-label={t.common.status}
							value={search.status ?? ""}
							onChange={v => go({ status: (v || undefined) as EnrollmentStatus | undefined })}
							data={[
								{ value: "", label: t.common.all },
								...enrollmentStatuses.map(value => ({ value, label: w.enrollmentStatus[value] ?? value })),
							]}
						/>
					</div>
					<Select
						aria-label={p.state}
						placeholder={p.state}
						clearable
						w={200}
						data={(["held", "overdue", "stuck", "failed"] as const).map(value => ({ value, label: p.states[value] }))}
						value={search.state ?? null}
						onChange={v => go({ state: (v ?? undefined) as SequenceSearch["state"] })}
					/>
					<Select
						aria-label={p.step}
						placeholder={p.allSteps}
						clearable
						searchable
						w={240}
						data={sequence.steps.map(s => ({ value: s.id, label: title(s.id) }))}
						value={search.at ?? null}
						onChange={v => go({ at: v ?? undefined })}
					/>
				</div>
			)}
			{list.isError && list.rows.length === 0 ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : empty ? (
				<div className="panel">
					<EmptyState
						icon={<IconUsersGroup size={24} />}
						title={filtered ? p.noMatch : p.empty}
						{...(filtered ? {} : { text: p.emptyText })}
					>
						{filtered ? (
							<Button
								variant="default"
								onClick={() => go({ search: undefined, status: undefined, state: undefined, at: undefined })}
							>
								{t.common.clearFilters}
							</Button>
						) : (
							<Button onClick={onEnroll}>{w.bar.enroll}</Button>
						)}
					</EmptyState>
				</div>
			) : (
				<DataTable<Enrollment>
					label={p.label}
					columns={columns}
					rows={list.rows}
					loading={list.isPending}
					hasMore={list.hasNextPage}
					loadingMore={list.isFetchingNextPage}
					onMore={list.fetchNextPage}
					onOpen={e => go({ why: e.id })}
					rowHeight={56}
					height="max(320px, calc(100dvh - 300px))"
				/>
			)}
			{search.why && <WhyDrawer id={search.why} steps={sequence.steps} onClose={() => go({ why: undefined })} />}
			<Modal
				opened={stopping !== null}
				onClose={() => setStopping(null)}
				title={p.stopTitle(stopping?.displayName ?? "")}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				<Stack>
					<Text size="sm">{p.stopText}</Text>
					<Group justify="flex-end">
						<Button variant="default" onClick={() => setStopping(null)}>
							{t.common.cancel}
						</Button>
						<Button
							color="red"
							onClick={() => {
								if (stopping) void changeEnrollment(stopping.id, "stop", p.stoppedToast(stopping.displayName));
								setStopping(null);
							}}
						>
							{p.stop}
						</Button>
					</Group>
				</Stack>
			</Modal>
		</>
	);
}
