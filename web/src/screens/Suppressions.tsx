// Addresses that never get mail: where they come from, adding, importing, taking one off again.
import { ActionIcon, Button, FileButton, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBan, IconDownload, IconFileImport, IconLock, IconPlus, IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useMemo, useState } from "react";
import { ApiError, api } from "../api/client.ts";
import { useList } from "../api/queries.ts";
import type { Suppression } from "../api/types.ts";
import { Ago, SearchBox } from "../components/bits.tsx";
import { DataTable } from "../components/DataTable.tsx";
import { Page } from "../components/Page.tsx";
import { EmptyState, ErrorState } from "../components/states.tsx";
import { useT } from "../i18n/index.tsx";
import { deleteWithUndo } from "../lib/deferred.ts";
import { useDraft } from "../lib/drafts.ts";
import { explain } from "../lib/explain.ts";
import { toast } from "../lib/toast.ts";

function AddOne({ onClose }: { onClose: () => void }) {
	const t = useT();
	const s = t.suppressions;
	const client = useQueryClient();
	const [email, setEmail] = useState("");
	const [error, setError] = useState<string | null>(null);
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		setError(null);
		try {
			await api.post("/api/suppressions", { email: email.trim() });
			await client.invalidateQueries({ queryKey: ["suppressions"] });
			toast.done(s.added);
			onClose();
		} catch (x) {
			setBusy(false);
			if (x instanceof ApiError && x.status === 409) setError(s.duplicate);
			else setError(x instanceof ApiError ? (x.field("email") ?? explain(x, t).text) : explain(x, t).text);
		}
	};
	return (
		<Modal opened onClose={onClose} title={s.add} closeButtonProps={{ "aria-label": t.common.close }}>
			<form onSubmit={submit} noValidate>
				<Stack>
					<TextInput
						label={s.address}
						description={s.addHelp}
						inputMode="email"
						data-autofocus
						value={email}
						error={error}
						onChange={e => setEmail(e.currentTarget.value)}
					/>
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t.common.cancel}
						</Button>
						<Button type="submit" loading={busy} disabled={!email.trim()}>
							{t.common.add}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}

function ImportList({ onClose }: { onClose: () => void }) {
	const t = useT();
	const s = t.suppressions;
	const client = useQueryClient();
	const draft = useDraft("suppressions:import", "");
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		try {
			const { added } = await api.post<{ added: number }>("/api/suppressions/import", undefined, {
				raw: { body: draft.value, type: "text/plain" },
			});
			draft.clear();
			await client.invalidateQueries({ queryKey: ["suppressions"] });
			toast.done(s.imported(added));
			onClose();
		} catch (error) {
			setBusy(false);
			toast.error(error);
		}
	};
	return (
		<Modal opened onClose={onClose} title={s.importTitle} size="lg" closeButtonProps={{ "aria-label": t.common.close }}>
			<form onSubmit={submit}>
				<Stack>
					<Textarea
						label={s.importText}
						rows={10}
						className="mono"
						data-autofocus
						value={draft.value}
						onChange={e => draft.set(e.currentTarget.value)}
					/>
					<Group justify="space-between">
						<FileButton accept="text/plain,.txt,.csv" onChange={async file => file && draft.set(await file.text())}>
							{props => (
								<Button variant="default" {...props}>
									{s.importFile}
								</Button>
							)}
						</FileButton>
						<Group>
							<Button variant="default" onClick={onClose}>
								{t.common.cancel}
							</Button>
							<Button type="submit" loading={busy} disabled={!draft.value.trim()}>
								{s.importList}
							</Button>
						</Group>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}

// Who left by their own hand comes back by their own hand.
const theirs = new Set(["unsubscribe", "complaint", "erased", "deleted"]);
const kinds = ["all", "address", "domain", "hash"] as const;

export function Suppressions() {
	const t = useT();
	const s = t.suppressions;
	const navigate = useNavigate();
	const client = useQueryClient();
	const { search } = useSearch({ from: "/app/suppressions" });
	const [kind, setKind] = useState<(typeof kinds)[number]>("all");
	const list = useList<Suppression>("suppressions", "/api/suppressions", {
		search,
		kind: kind === "all" ? undefined : kind,
		limit: 100,
		count: true,
	});
	const [add, addOps] = useDisclosure(false);
	const [bulk, bulkOps] = useDisclosure(false);
	const columns = useMemo(
		() => [
			{
				id: "email",
				head: s.address,
				cell: (r: Suppression) => (
					<span className="cell-two">
						<span>{r.email ?? s.erasedPerson}</span>
						<small className="only-sm">{s.reasons[r.reason] ?? r.reason}</small>
					</span>
				),
			},
			{
				id: "reason",
				head: s.reason,
				width: 160,
				wide: true,
				cell: (r: Suppression) => s.reasons[r.reason] ?? r.reason,
			},
			{
				id: "source",
				head: s.source,
				wide: true,
				cell: (r: Suppression) => (r.source && !/^c[a-z0-9]{24}$/.test(r.source) ? r.source : "–"),
			},
			{ id: "since", head: s.since, wide: true, width: 150, cell: (r: Suppression) => <Ago at={r.createdAt} /> },
			{
				id: "remove",
				head: t.common.actions,
				width: 96,
				className: "act",
				cell: (r: Suppression) => {
					const email = r.email;
					if (!email || theirs.has(r.reason))
						return (
							<span role="img" className="muted" aria-label={s.theirChoice} title={s.theirChoice}>
								<IconLock size={16} aria-hidden />
							</span>
						);
					return (
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={s.removeOne(email)}
							title={s.removeOne(email)}
							onClick={() =>
								deleteWithUndo({
									ids: [r.id],
									message: s.removed(email),
									commit: keepalive => api.delete(`/api/suppressions/${r.id}`, undefined, { keepalive }),
									settled: () => client.invalidateQueries({ queryKey: ["suppressions"] }),
								})
							}
						>
							<IconX size={16} />
						</ActionIcon>
					);
				},
			},
		],
		[s, t, client],
	);
	const empty = !list.isPending && list.rows.length === 0;
	return (
		<Page
			title={s.title}
			lead={s.lead}
			actions={
				<>
					{!empty && (
						<Button
							component="a"
							href="/api/suppressions/export"
							download
							variant="default"
							leftSection={<IconDownload size={16} />}
						>
							{t.common.export}
						</Button>
					)}
					<Button variant="default" leftSection={<IconFileImport size={16} />} onClick={bulkOps.open}>
						{s.importList}
					</Button>
					<Button leftSection={<IconPlus size={16} />} onClick={addOps.open}>
						{s.add}
					</Button>
				</>
			}
		>
			{(!empty || search || kind !== "all") && (
				<div className="toolbar" role="search">
					<SearchBox
						value={search ?? ""}
						onChange={v => navigate({ to: "/suppressions", search: { search: v || undefined }, replace: true })}
						placeholder={s.searchPlaceholder}
					/>
					<Select
						aria-label={s.kind}
						value={kind}
						data={kinds.map(value => ({ value, label: s.kinds[value] }))}
						allowDeselect={false}
						w={190}
						onChange={v => setKind((v ?? "all") as (typeof kinds)[number])}
					/>
				</div>
			)}
			{list.isError && list.rows.length === 0 ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : empty ? (
				<div className="panel">
					<EmptyState
						icon={<IconBan size={24} />}
						title={search || kind !== "all" ? s.noMatch : s.emptyTitle}
						{...(search || kind !== "all" ? {} : { text: s.emptyText })}
					/>
				</div>
			) : (
				<DataTable<Suppression>
					label={s.title}
					columns={columns}
					rows={list.rows}
					total={list.total}
					loading={list.isPending}
					hasMore={list.hasNextPage}
					loadingMore={list.isFetchingNextPage}
					onMore={list.fetchNextPage}
					rowHeight={44}
				/>
			)}
			{add && <AddOne onClose={addOps.close} />}
			{bulk && <ImportList onClose={bulkOps.close} />}
		</Page>
	);
}
