// All segments: what each says, how many are in it now, and where it is used.
import { Skeleton } from "@mantine/core";
import { IconFilter, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useMemo } from "react";
import { q } from "../../api/queries.ts";
import type { Segment } from "../../api/types.ts";
import { Ago, LinkAnchor, LinkButton, SearchBox } from "../../components/bits.tsx";
import { DataTable } from "../../components/DataTable.tsx";
import { Page } from "../../components/Page.tsx";
import { EmptyState, ErrorState } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { useHidden } from "../../lib/deferred.ts";
import { segq, useS } from "./api.ts";
import { Count } from "./CountPanel.tsx";
import { useNames } from "./names.ts";
import type { Filter } from "./tree.ts";
import { sentence } from "./words.ts";
import "./segments.css";

function CountCell({ id }: { id: string }) {
	const count = useQuery(segq.count(id));
	if (count.data) return <Count preview={count.data} />;
	return count.isError ? <span>–</span> : <Skeleton height={12} width={40} ml="auto" />;
}

function UsesCell({ id }: { id: string }) {
	const s = useS();
	const uses = useQuery(segq.uses(id));
	if (!uses.data || uses.data.length === 0) return <span className="dim-sm">{uses.data ? s.unused : ""}</span>;
	const names = uses.data.map(u => u.name || "–");
	return (
		<span className="ellipsis segment-uses" title={uses.data.map(u => `${s.useKinds[u.kind]}: ${u.name}`).join("\n")}>
			{names[0]}
			{names.length > 1 && ` +${names.length - 1}`}
		</span>
	);
}

function Sentence({ segment }: { segment: Segment }) {
	const s = useS();
	const name = useNames();
	const said = sentence(s, segment.filter as unknown as Filter, name);
	return (
		<span className="segment-says" title={said}>
			{said}
		</span>
	);
}

export function Segments() {
	const t = useT();
	const s = useS();
	const navigate = useNavigate();
	const { search } = useSearch({ from: "/app/segments" });
	const list = useQuery(q.segments);
	const hidden = useHidden();
	const wanted = (search ?? "").trim().toLocaleLowerCase();
	const all = (list.data ?? []).filter(x => !hidden.has(x.id));
	const rows = all.filter(
		x => !wanted || `${x.name}\n${x.description ?? ""}\n${x.text ?? ""}`.toLocaleLowerCase().includes(wanted),
	);
	const columns = useMemo(
		() => [
			{
				id: "name",
				head: s.name,
				cell: (r: Segment): ReactNode => (
					<span className="cell-two">
						<LinkAnchor
							to="/segments/$segmentId"
							params={{ segmentId: r.id }}
							className="row-link"
							c="inherit"
							underline="never"
							size="sm"
						>
							{r.name}
						</LinkAnchor>
						<small>{r.description}</small>
					</span>
				),
			},
			{ id: "who", head: s.who, wide: true, width: "44%", cell: (r: Segment) => <Sentence segment={r} /> },
			{ id: "count", head: t.nav.contacts, width: 104, num: true, cell: (r: Segment) => <CountCell id={r.id} /> },
			{ id: "uses", head: s.usedIn, wide: true, width: 170, cell: (r: Segment) => <UsesCell id={r.id} /> },
			{ id: "changed", head: s.changed, wide: true, width: 130, cell: (r: Segment) => <Ago at={r.updatedAt} /> },
		],
		[s, t],
	);
	const create = (
		<LinkButton to="/segments/new" leftSection={<IconPlus size={16} />}>
			{s.new}
		</LinkButton>
	);
	return (
		<Page wide title={s.title} lead={s.lead} actions={all.length > 0 ? create : undefined}>
			{all.length > 0 && (
				<div className="toolbar" role="search">
					<SearchBox
						value={search ?? ""}
						onChange={v => navigate({ to: "/segments", search: v ? { search: v } : {}, replace: true })}
						placeholder={s.searchPlaceholder}
					/>
				</div>
			)}
			{list.isError && all.length === 0 ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : !list.isPending && rows.length === 0 ? (
				<div className="panel">
					{all.length > 0 ? (
						<EmptyState icon={<IconFilter size={24} />} title={s.noMatch} />
					) : (
						<EmptyState icon={<IconFilter size={24} />} title={s.emptyTitle} text={s.emptyText}>
							{create}
						</EmptyState>
					)}
				</div>
			) : (
				<DataTable<Segment>
					label={s.title}
					columns={columns}
					rows={rows}
					loading={list.isPending}
					onOpen={r => navigate({ to: "/segments/$segmentId", params: { segmentId: r.id } })}
					rowHeight={60}
				/>
			)}
		</Page>
	);
}
