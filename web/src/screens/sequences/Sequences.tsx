// All sequences with their figures, and the ways to begin one.
import { ActionIcon, Button, FileButton, Group, Menu, Modal, Text, UnstyledButton } from "@mantine/core";
import { IconCopy, IconDots, IconDownload, IconFileImport, IconPlus, IconRoute, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import { sequenceStatuses } from "../../app/router.tsx";
import { Ago, LinkAnchor, StatusBadge } from "../../components/bits.tsx";
import type { Column } from "../../components/DataTable.tsx";
import { SearchedList } from "../../components/SearchedList.tsx";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { languageOf, useSpeech, useT } from "../../i18n/index.tsx";
import type { SequenceWords } from "../../i18n/sequences.en.ts";
import { deleteWithUndo } from "../../lib/deferred.ts";
import { num, percent, ratio } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { type Sequence, sq, type Template } from "./api.ts";
import { downloadSequence, readSequence } from "./files.ts";
import { layout } from "./graph.ts";
import { StepIcon } from "./look.tsx";
import "./sequences.css";
import { useW } from "./useW.ts";

function StartDialog({ onClose }: { onClose: () => void }) {
	const t = useT();
	const w = useW();
	const navigate = useNavigate();
	const client = useQueryClient();
	const templates = useQuery(sq.templates(languageOf(useSpeech().locale)));
	const [busy, setBusy] = useState<string | null>(null);
	const open = async (id: string, make: () => Promise<Sequence>) => {
		setBusy(id);
		try {
			const made = await make();
			client.setQueryData(sq.one(made.id).queryKey, made);
			void client.invalidateQueries({ queryKey: ["sequences"] });
			onClose();
			await navigate({ to: "/sequences/$sequenceId", params: { sequenceId: made.id } });
		} catch (error) {
			toast.error(error);
			setBusy(null);
		}
	};
	const blank = () =>
		open("blank", () => api.post<Sequence>("/api/sequences", { name: w.untitled, triggerType: "manual", steps: [] }));
	const from = (x: Template) =>
		open(x.id, () =>
			api.post<Sequence>("/api/sequences", {
				name: x.name,
				description: x.description,
				triggerType: x.triggerType,
				steps: layout(x.steps),
				...(x.settings ? { settings: x.settings } : {}),
			}),
		);
	const bring = async (file: File | null) => {
		if (!file) return;
		const value = await readSequence(file);
		if (!value) {
			toast.done(w.importBad);
			return;
		}
		await open("import", () => api.post<Sequence>("/api/sequences/import", value));
	};
	return (
		<Modal opened onClose={onClose} title={w.start.title} size="xl" closeButtonProps={{ "aria-label": t.common.close }}>
			<div className="start-grid">
				<UnstyledButton className="start-card" onClick={blank} disabled={busy !== null} data-autofocus>
					<span className="start-icon" aria-hidden>
						<IconPlus size={18} />
					</span>
					<strong>{w.start.blank}</strong>
					<span>{w.start.blankText}</span>
				</UnstyledButton>
				{templates.isPending && <RowsSkeleton rows={3} />}
				{(templates.data ?? []).map(x => (
					<UnstyledButton key={x.id} className="start-card" onClick={() => from(x)} disabled={busy !== null}>
						<span className="start-icons" aria-hidden>
							{x.steps.slice(0, 7).map(s => (
								<StepIcon key={s.id} type={s.type} size={14} />
							))}
						</span>
						<strong>{x.name}</strong>
						<span>{x.description}</span>
						<small>{w.start.steps(x.steps.length)}</small>
					</UnstyledButton>
				))}
			</div>
			{templates.isError && <ErrorState error={templates.error} onRetry={() => templates.refetch()} />}
			<Group justify="space-between" mt="md">
				<Text size="sm" c="dimmed">
					{w.importText}
				</Text>
				<FileButton accept="application/json,.json" onChange={bring}>
					{props => (
						<Button variant="default" leftSection={<IconFileImport size={16} />} loading={busy === "import"} {...props}>
							{w.importJson}
						</Button>
					)}
				</FileButton>
			</Group>
		</Modal>
	);
}

/** "3 overdue · 1 stuck · 2 failed" */
function trouble(w: SequenceWords, r: Sequence): string {
	return [
		...(r.overdue ? [w.held.overdue(r.overdue)] : []),
		...(r.stuck ? [w.held.stuck(r.stuck)] : []),
		...(r.stats?.failed ? [w.held.failed(r.stats.failed)] : []),
	].join(" · ");
}

export function Sequences() {
	const t = useT();
	const w = useW();
	const client = useQueryClient();
	const navigate = useNavigate();
	const search = useSearch({ from: "/app/sequences" });
	const list = useList<Sequence>(
		"sequences",
		"/api/sequences",
		{ search: search.search, status: search.status, sort: "-updatedAt", limit: 50 },
		20_000,
	);
	const starting = search.new === true;
	const setStarting = (on: boolean) =>
		navigate({ to: "/sequences", search: { ...search, new: on || undefined }, replace: true });

	const columns = useMemo<Column<Sequence>[]>(
		() => [
			{
				id: "name",
				head: t.common.name,
				cell: r => (
					<span className="cell-two">
						<LinkAnchor
							to="/sequences/$sequenceId"
							params={{ sequenceId: r.id }}
							className="row-link"
							c="inherit"
							underline="never"
							size="sm"
						>
							{r.name || w.untitled}
						</LinkAnchor>
						<small className="hide-sm">{r.description || w.settings[r.triggerType]}</small>
						<span className="only-sm">
							<StatusBadge status={r.status} />
							{r.held && ` ${w.held.badge}`} {trouble(w, r)}
						</span>
					</span>
				),
			},
			{
				id: "status",
				head: t.common.status,
				width: 132,
				wide: true,
				cell: r => (
					<span className="cell-two">
						{r.held ? (
							<span className="status" data-status="FAILED" title={r.heldReason ?? undefined}>
								{w.held.badge}
							</span>
						) : (
							<StatusBadge status={r.status} />
						)}
						{trouble(w, r) && <small>{trouble(w, r)}</small>}
					</span>
				),
			},
			...(
				[
					["active", w.people, 96, r => num(r.stats?.active ?? 0)],
					["completed", w.completed, 90, r => num(r.stats?.completed ?? 0)],
					["sent", w.sent, 88, r => num(r.stats?.sent ?? 0)],
					["opened", w.opened, 90, r => percent(r.stats ? ratio(r.stats.openedPeople, r.stats.sent) : null)],
					["clicked", w.clicked, 90, r => percent(r.stats ? ratio(r.stats.clickedPeople, r.stats.sent) : null)],
					["replied", w.replied, 108, r => percent(r.stats ? ratio(r.stats.replied, r.stats.sent) : null)],
				] as [string, string, number, (r: Sequence) => string][]
			).map(([id, head, width, value]) => ({
				id,
				head,
				width,
				num: true,
				wide: true,
				cell: value,
			})),
			{ id: "when", head: w.changed, width: 130, wide: true, cell: r => <Ago at={r.updatedAt} /> },
			{
				id: "act",
				head: "",
				width: 64,
				className: "act",
				cell: r => (
					<Menu>
						<Menu.Target>
							<ActionIcon variant="subtle" color="gray" aria-label={`${t.common.actions}: ${r.name}`}>
								<IconDots size={17} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item
								leftSection={<IconCopy size={16} />}
								onClick={async () => {
									try {
										await api.post<Sequence>(`/api/sequences/${r.id}/duplicate`);
										toast.done(w.duplicated);
									} catch (error) {
										toast.error(error);
									}
									await client.invalidateQueries({ queryKey: ["sequences"] });
								}}
							>
								{w.duplicate}
							</Menu.Item>
							<Menu.Item leftSection={<IconDownload size={16} />} onClick={() => downloadSequence(r.id, r.name)}>
								{w.exportJson}
							</Menu.Item>
							<Menu.Item
								color="red"
								disabled={r.status === "ACTIVE"}
								title={r.status === "ACTIVE" ? w.deleteFirst : undefined}
								leftSection={<IconTrash size={16} />}
								onClick={() =>
									deleteWithUndo({
										ids: [r.id],
										message: w.deletedToast(r.name || w.untitled),
										commit: keepalive => api.delete(`/api/sequences/${r.id}`, undefined, { keepalive }),
										settled: () => client.invalidateQueries({ queryKey: ["sequences"] }),
									})
								}
							>
								{t.common.delete}
							</Menu.Item>
						</Menu.Dropdown>
					</Menu>
				),
			},
		],
		[t, w, client],
	);
	return (
		<>
			<SearchedList
				title={w.title}
				placeholder={w.searchPlaceholder}
				create={
					<Button leftSection={<IconPlus size={16} />} onClick={() => setStarting(true)}>
						{w.new}
					</Button>
				}
				createBig={<Button onClick={() => setStarting(true)}>{w.new}</Button>}
				icon={<IconRoute size={24} />}
				empty={{ title: w.emptyTitle, text: w.emptyText }}
				noMatch={w.noMatch}
				statuses={sequenceStatuses}
				sought={{ search: search.search, status: search.status }}
				seek={next => navigate({ to: "/sequences", search: next, replace: true })}
				list={list}
				columns={columns}
				onOpen={r => navigate({ to: "/sequences/$sequenceId", params: { sequenceId: r.id } })}
			/>
			{starting && <StartDialog onClose={() => setStarting(false)} />}
		</>
	);
}
