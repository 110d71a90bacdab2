// Addresses that never get mail: where they come from, adding, importing, taking one off again.
import { ActionIcon, Button, FileButton, Group, Modal, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBan, IconDownload, IconFileImport, IconLock, IconPlus, IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useEffect, useMemo, useState } from "react";
import { ApiError, api } from "../api/client.ts";
import { useList } from "../api/queries.ts";
import type { Suppression, SuppressionImport } from "../api/types.ts";
import { Ago, SearchBox } from "../components/bits.tsx";
import { DataTable } from "../components/DataTable.tsx";
import { Page } from "../components/Page.tsx";
import { EmptyState, ErrorState } from "../components/states.tsx";
import { useT } from "../i18n/index.tsx";
import { deleteWithUndo } from "../lib/deferred.ts";
import { useDraft } from "../lib/drafts.ts";
import { explain } from "../lib/explain.ts";
import { fieldText } from "../lib/fieldErrors.ts";
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
			else
				setError(
					x instanceof ApiError
						? ((x.field("email") && fieldText(x.field("email")!, t)) ?? explain(x, t).text)
						: explain(x, t).text,
				);
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
	const [result, setResult] = useState<SuppressionImport | null>(null);
	/** A file goes as it is: the server finds out its encoding. */
	const send = async (body: string | File) => {
		setBusy(true);
		try {
			const done = await api.post<SuppressionImport>("/api/suppressions/import", undefined, {
				raw: { body, type: "text/csv" },
			});
			draft.clear();
			await client.invalidateQueries({ queryKey: ["suppressions"] });
			if (done.refused > 0) return setResult(done);
			toast.done(s.imported(done.added));
			onClose();
		} catch (error) {
			toast.error(error);
		} finally {
			setBusy(false);
		}
	};
	return (
		<Modal opened onClose={onClose} title={s.importTitle} size="lg" closeButtonProps={{ "aria-label": t.common.close }}>
			{result ? (
				<Refused result={result} onClose={onClose} />
			) : (
				<form
					onSubmit={e => {
						e.preventDefault();
						void send(draft.value);
					}}
				>
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
							<FileButton accept="text/plain,.txt,.csv,.tsv" onChange={file => file && void send(file)}>
								{props => (
									<Button variant="default" loading={busy} {...props}>
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
			)}
		</Modal>
	);
}

/** A cell that no spreadsheet takes for a formula. */
const cell = (text: string) => `"${(/^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

function Refused({ result, onClose }: { result: SuppressionImport; onClose: () => void }) {
	const t = useT();
	const s = t.suppressions;
	const lines = result.refusedLines;
	const csv = useMemo(
		() =>
			URL.createObjectURL(
				new Blob(
					[
						["line,reason,text", ...lines.map(l => [String(l.line), cell(l.reason), cell(l.text)].join(","))].join(
							"\r\n",
						),
					],
					{ type: "text/csv" },
				),
			),
		[lines],
	);
	useEffect(() => () => URL.revokeObjectURL(csv), [csv]);
	return (
		<Stack>
			<p role="status">{s.importResult(result.added, result.existing, result.refused)}</p>
			<div className="table-scroll" style={{ maxHeight: 320 }} tabIndex={0} role="region" aria-label={s.importTitle}>
				<table className="table">
					<thead>
						<tr>
							<th scope="col" style={{ width: 70 }}>
								{s.importLine}
							</th>
							<th scope="col">{s.importWhat}</th>
							<th scope="col">{s.importWhy}</th>
						</tr>
					</thead>
					<tbody>
						{lines.slice(0, 100).map(l => (
							<tr key={l.line}>
								<td className="num">{l.line}</td>
								<td>{l.text}</td>
								<td>{l.reason}</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
			<Group justify="flex-end">
				<Button
					component="a"
					href={csv}
					download="refused.csv"
					variant="default"
					leftSection={<IconDownload size={16} />}
				>
					{s.importDownload}
				</Button>
				<Button onClick={onClose}>{t.common.close}</Button>
			</Group>
		</Stack>
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
