// What became of a campaign: progress while it runs, the funnel, when people opened and clicked, links, mail
// providers, each recipient, and the message itself.
import {
	ActionIcon,
	Button,
	Group,
	Menu,
	Modal,
	SegmentedControl,
	Select,
	Skeleton,
	Stack,
	Tabs,
	Text,
	Title,
} from "@mantine/core";
import {
	IconArrowLeft,
	IconChartBar,
	IconCopy,
	IconDots,
	IconDownload,
	IconPencil,
	IconPlayerPause,
	IconPlayerPlay,
	IconPlayerStop,
	IconTrash,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from "react";
import { ApiError, api, queryString } from "../../api/client.ts";
import { q, useList } from "../../api/queries.ts";
import { useEvents } from "../../api/sse.ts";
import type { Analytics, Campaign, Check, Preview, Progress, Recipient, RecipientStatus } from "../../api/types.ts";
import { engagements, type ReportSearch, recipientStatuses } from "../../app/router.tsx";
import { Ago, LinkAnchor, LinkButton, SearchBox, StatusBadge } from "../../components/bits.tsx";
import { type Column, DataTable } from "../../components/DataTable.tsx";
import { Doubts } from "../../components/Doubts.tsx";
import { MailFrame } from "../../components/MailFrame.tsx";
import { Page, Panel } from "../../components/Page.tsx";
import { EmptyState, ErrorState, Pending, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { deleteWithUndo } from "../../lib/deferred.ts";
import { dateTime, dateTimeFull, dayShort, num, percent, ratio, relative, time } from "../../lib/format.ts";
import { withImages } from "../../lib/mime.ts";
import { toast } from "../../lib/toast.ts";
import { CheckList } from "./Checks.tsx";
import { useDuration } from "./duration.ts";
import { Forecast } from "./Forecast.tsx";
import { cidImages } from "./images.ts";

const Chart = lazy(() => import("../../components/Chart.tsx"));

function Live({ progress, campaign }: { progress: Progress | null; campaign: Campaign }) {
	const t = useT();
	const duration = useDuration();
	const s = campaign.stats;
	const p = progress ?? {
		recipients: s?.recipients ?? 0,
		sent: s?.sent ?? 0,
		failed: s?.failed ?? 0,
		bounced: s?.bounced ?? 0,
		planning: false,
		pending: s?.pending ?? 0,
		inDoubt: s?.inDoubt ?? 0,
		rate: 0,
		eta: null,
	};
	const done = p.sent + p.failed + p.bounced;
	const share = p.recipients > 0 ? Math.min(1, done / p.recipients) : 0;
	const paused = campaign.status === "PAUSED";
	return (
		<Panel>
			<div className="line" style={{ marginBottom: 10 }}>
				<Group gap="md">
					<span className="live-count">{t.common.of(num(done), num(p.recipients))}</span>
					<span className="dim-sm">{percent(share)}</span>
				</Group>
				<span className="dim-sm tnum">
					{paused
						? (progress?.pauseReason ?? campaign.pauseReason) &&
							t.report.pausedBecause(progress?.pauseReason ?? campaign.pauseReason ?? "")
						: [
								p.rate > 0 && t.report.rate(num(p.rate, p.rate < 10 ? 1 : 0)),
								p.planning
									? t.report.planning
									: p.rate > 0 && p.eta !== null
										? t.report.eta(duration(p.eta))
										: t.report.etaUnknown,
							]
								.filter(Boolean)
								.join(" · ")}
				</span>
			</div>
			<div
				className="bar bar-big"
				data-tone={paused ? "warn" : undefined}
				role="progressbar"
				aria-label={t.report.progress}
				aria-valuemin={0}
				aria-valuemax={100}
				aria-valuenow={Math.round(share * 100)}
			>
				<div style={{ width: `${share * 100}%` }} />
			</div>
			{(paused || campaign.status === "SENDING") && (
				<p className="dim-sm" style={{ margin: "8px 0 0" }}>
					<Forecast campaignId={campaign.id} about={campaign.status} />
				</p>
			)}
		</Panel>
	);
}

function Funnel({ a }: { a: Analytics["totals"] }) {
	const t = useT();
	const r = t.report;
	const base = Math.max(1, a.recipients);
	const rows = [
		{ label: r.fRecipients, n: a.recipients, machines: 0, share: null as number | null },
		{ label: r.fSent, n: a.sent, machines: 0, share: ratio(a.sent, a.recipients) },
		{
			label: r.fOpened,
			n: a.openedPeople,
			machines: a.openedMachines,
			share: ratio(a.openedPeople, a.delivered || a.sent),
		},
		{
			label: r.fClicked,
			n: a.clickedPeople,
			machines: a.clickedMachines,
			share: ratio(a.clickedPeople, a.delivered || a.sent),
		},
	];
	return (
		<Stack gap="md">
			<dl className="funnel">
				{rows.map((row, i) => (
					<div className="funnel-row" key={row.label}>
						<dt>{row.label}</dt>
						<dd className="funnel-bar">
							<div className="funnel-track" aria-hidden>
								<i style={{ width: `${(row.n / base) * 100}%` }} />
								{row.machines > 0 && (
									<i
										data-kind="machines"
										style={{ width: `${Math.min(row.machines / base, Math.max(0, 1 - row.n / base)) * 100}%` }}
									/>
								)}
							</div>
						</dd>
						<dd className="funnel-num">
							{num(row.n)} <small>{i > 0 ? percent(row.share) : ""}</small>
							{row.machines > 0 && <span className="sr-only">{`, ${r.machines}: ${num(row.machines)}`}</span>}
						</dd>
					</div>
				))}
			</dl>
			<div className="legend" title={r.machinesHelp}>
				<span>
					<i /> {r.people}
				</span>
				<span>
					<i data-kind="machines" /> {r.machines}: {num(a.openedMachines)}
				</span>
			</div>
		</Stack>
	);
}

/** One hour alone makes no line: begin it with the empty hour before. */
function withStart(hours: Analytics["hours"]): Analytics["hours"] {
	const first = hours[0];
	if (!first || hours.length > 1) return hours;
	const at = new Date(Date.parse(first.at) - 3_600_000).toISOString();
	return [{ at, sent: 0, opensPeople: 0, opensMachines: 0, clicksPeople: 0, clicksMachines: 0 }, first];
}

const Share = (n: { of: number; in: number }) => <span title={num(n.of)}>{percent(ratio(n.of, n.in))}</span>;

interface BreakdownColumn<Row> {
	head: string;
	cell: (row: Row) => ReactNode;
	width?: number;
	/** Only where there is room. */
	wide?: boolean;
}
/** What the first column names, and its numbers in the others. */
function Breakdown<Row>(props: {
	title: string;
	empty: string;
	rows: Row[];
	keyOf: (row: Row) => string;
	columns: BreakdownColumn<Row>[];
}) {
	const kind = (i: number, c: BreakdownColumn<Row>) => (i === 0 ? undefined : c.wide ? "num hide-sm" : "num");
	return (
		<Panel title={props.title} flush>
			{props.rows.length === 0 ? (
				<EmptyState title={props.empty} />
			) : (
				<div className="table-scroll">
					<table className="table">
						<caption className="sr-only">{props.title}</caption>
						<thead>
							<tr>
								{props.columns.map((c, i) => (
									<th key={c.head} scope="col" className={kind(i, c)} style={{ width: c.width }}>
										{c.head}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{props.rows.map(row => (
								<tr key={props.keyOf(row)}>
									{props.columns.map((c, i) => (
										<td key={c.head} className={kind(i, c)}>
											{c.cell(row)}
										</td>
									))}
								</tr>
							))}
						</tbody>
					</table>
				</div>
			)}
		</Panel>
	);
}

function Summary({ id, live }: { id: string; live: boolean }) {
	const t = useT();
	const r = t.report;
	const query = useQuery(q.analytics(id, live));
	const hours = withStart(query.data?.hours ?? []);
	if (query.isPending)
		return (
			<Panel>
				<RowsSkeleton rows={6} />
			</Panel>
		);
	if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
	const a = query.data;
	if (a.totals.recipients === 0)
		return (
			<div className="panel">
				<EmptyState icon={<IconChartBar size={24} />} title={r.noData} text={r.noDataText} />
			</div>
		);
	const to = (search: ReportSearch) => ({
		to: "/campaigns/$campaignId" as const,
		params: { campaignId: id },
		search: { tab: "recipients" as const, ...search },
	});
	const tiles: [string, number, ReportSearch | null, string?][] = [
		[r.pending, a.totals.pending, { status: "PENDING" }],
		[r.bounceRate, a.totals.bounced, { status: "BOUNCED" }],
		[r.failed, a.totals.failed, { status: "FAILED" }],
		[r.unsubscribed, a.totals.unsubscribed, { engaged: "unsubscribed" }],
		[r.replied, a.totals.replied, { engaged: "replied" }],
		[r.complained, a.totals.complained, null],
		...(a.totals.inDoubt > 0
			? [
					[r.inDoubt, a.totals.inDoubt, { engaged: "in_doubt" }, r.inDoubtHelp] as [
						string,
						number,
						ReportSearch,
						string,
					],
				]
			: []),
	];
	return (
		<>
			<div className="tiles">
				{tiles.map(([label, n, search, help]) => {
					const body = (
						<>
							<span className="tile-label">{label}</span>
							<div className="tile-value">{num(n)}</div>
							<div className="tile-note">{n > 0 ? percent(ratio(n, a.totals.recipients)) : ""}</div>
						</>
					);
					return search ? (
						<Link key={label} className="tile" title={help} {...to(search)}>
							{body}
						</Link>
					) : (
						<div key={label} className="tile" title={help}>
							{body}
						</div>
					);
				})}
			</div>
			<div className="cols-2">
				<Panel title={r.funnel}>
					<Funnel a={a.totals} />
				</Panel>
				<Panel title={r.overTimeQuestion}>
					{hours.length > 0 ? (
						<Suspense fallback={<Skeleton height={254} />}>
							<Chart
								label={r.overTimeQuestion}
								times={hours.map(h => Date.parse(h.at))}
								timeHead={r.hour}
								format={ms => dateTime(ms)}
								axisFormat={ms => (hours.length > 36 ? dayShort(ms) : time(ms))}
								height={200}
								series={[
									{ label: r.opensPeople, color: "var(--accent)", values: hours.map(h => h.opensPeople) },
									{ label: r.clicksPeople, color: "var(--good)", values: hours.map(h => h.clicksPeople) },
									{
										label: r.opensMachines,
										color: "var(--idle)",
										values: hours.map(h => h.opensMachines),
										dashed: true,
									},
								]}
							/>
						</Suspense>
					) : (
						<EmptyState title={r.noData} />
					)}
				</Panel>
			</div>
			<Breakdown
				title={r.links}
				empty={r.noLinks}
				rows={a.links}
				keyOf={l => String(l.n)}
				columns={[
					{
						head: r.link,
						cell: l =>
							l.url ? (
								<a href={l.url} target="_blank" rel="noreferrer" className="plain-link" title={l.url}>
									{l.url.replace(/^https?:\/\//, "")}
								</a>
							) : (
								`${r.link} ${l.n}`
							),
					},
					{ head: r.uniquePeople, width: 176, cell: l => num(l.uniquePeople) },
					{ head: r.clicksPeople, width: 176, wide: true, cell: l => num(l.people) },
					{ head: r.machines, width: 110, wide: true, cell: l => num(l.machines) },
				]}
			/>
			{a.programs.length > 0 && (
				<Breakdown
					title={r.programs}
					empty={r.noData}
					rows={a.programs}
					keyOf={p => p.program}
					columns={[
						{ head: r.program, cell: p => p.program },
						{ head: r.programKind, wide: true, cell: p => r.programKinds[p.kind] ?? t.verdicts[p.kind] ?? p.kind },
						{ head: r.opensN, width: 110, cell: p => num(p.opens) },
						{ head: r.clicksN, width: 110, cell: p => num(p.clicks) },
					]}
				/>
			)}
			{a.senders.length > 0 && (
				<Breakdown
					title={r.senders}
					empty={r.noDomains}
					rows={a.senders}
					keyOf={s => s.senderId}
					columns={[
						{ head: r.sender, cell: s => s.name },
						{ head: r.senderAddress, wide: true, cell: s => s.fromEmail },
						{ head: r.share, width: 110, cell: s => num(s.recipients) },
						{ head: r.fSent, width: 110, cell: s => num(s.sent) },
					]}
				/>
			)}
			<Breakdown
				title={r.domains}
				empty={r.noDomains}
				rows={a.domains}
				keyOf={d => d.domain}
				columns={[
					{ head: r.domain, cell: d => (d.domain === "*" ? r.otherDomains : d.domain) },
					{ head: r.fSent, width: 110, wide: true, cell: d => num(d.sent) },
					{ head: r.bounceRate, width: 100, cell: d => <Share of={d.bounced} in={d.sent + d.bounced} /> },
					{ head: r.fOpened, width: 100, cell: d => <Share of={d.opened} in={d.sent} /> },
					{ head: r.fClicked, width: 110, wide: true, cell: d => <Share of={d.clicked} in={d.sent} /> },
				]}
			/>
		</>
	);
}

function RecipientEvents({ recipient, onClose }: { recipient: Recipient; onClose: () => void }) {
	const t = useT();
	const query = useQuery(q.recipientEvents(recipient.id));
	return (
		<Modal
			opened
			onClose={onClose}
			title={recipient.displayName}
			size="lg"
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<Group mb="md" justify="space-between">
				<StatusBadge status={recipient.status} />
				{recipient.contactId && (
					<LinkAnchor to="/contacts/$contactId" params={{ contactId: recipient.contactId }} size="sm">
						{recipient.email}
					</LinkAnchor>
				)}
			</Group>
			{(recipient.failureReason || recipient.lastReply || recipient.inDoubt) && (
				<p className="note" data-tone={recipient.status === "SENT" ? undefined : "bad"}>
					{recipient.inDoubt ? `${t.report.inDoubt}: ${t.report.inDoubtHelp} ` : ""}
					{recipient.failureReason ?? recipient.lastReply}
				</p>
			)}
			{query.isPending ? (
				<RowsSkeleton rows={3} />
			) : query.isError ? (
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			) : query.data.length === 0 ? (
				<EmptyState title={t.report.noEvents} />
			) : (
				<ul className="plain-list">
					{query.data.map(e => (
						<li key={e.id} className="line">
							<div>
								<strong>{t.events[e.type] ?? e.type}</strong>{" "}
								{["OPENED", "CLICKED"].includes(e.type) && (
									<span className="dim-sm">
										{e.verdict === "machine"
											? t.events.byMachine
											: e.verdict === "human"
												? t.events.byPerson
												: t.events.byUnknown}
									</span>
								)}
								<div className="dim-sm" style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
									{[
										typeof e.data?.url === "string" ? e.data.url : (t.verdicts[e.reason ?? ""] ?? e.reason ?? ""),
										typeof e.data?.program === "string" ? e.data.program : "",
									]
										.filter(Boolean)
										.join(" · ")}
								</div>
							</div>
							<Ago at={e.timestamp} absolute />
						</li>
					))}
				</ul>
			)}
		</Modal>
	);
}

function Recipients({ id, live }: { id: string; live: boolean }) {
	const t = useT();
	const r = t.report;
	const navigate = useNavigate();
	const search = useSearch({ from: "/app/campaigns/$campaignId" });
	const filters = { status: search.status, engaged: search.engaged, search: search.search };
	const list = useList<Recipient>(
		`recipients-${id}`,
		`/api/campaigns/${id}/recipients`,
		{ ...filters, limit: 100, count: true },
		live ? 5000 : undefined,
	);
	const [open, setOpen] = useState<Recipient | null>(null);
	const patch = (p: Partial<ReportSearch>) =>
		navigate({ to: "/campaigns/$campaignId", params: { campaignId: id }, search: { ...search, ...p }, replace: true });
	const columns = useMemo<Column<Recipient>[]>(
		() => [
			{
				id: "name",
				head: r.recipients,
				cell: x => (
					<span className="cell-two">
						<button type="button" className="link-button row-link" onClick={() => setOpen(x)}>
							{x.displayName}
						</button>
						{x.displayName !== x.email && <small>{x.email}</small>}
					</span>
				),
			},
			{
				id: "status",
				head: t.common.status,
				width: 150,
				cell: x => (
					<span className="cell-two" title={x.failureReason ?? x.lastReply ?? undefined}>
						<StatusBadge status={x.status} />
						{x.inDoubt && <small>{r.inDoubt}</small>}
						{x.status === "PENDING" && x.nextAttemptAt && <small>{r.nextTry(relative(x.nextAttemptAt))}</small>}
					</span>
				),
			},
			{
				id: "reason",
				head: r.reason,
				wide: true,
				cell: x => (
					<span className="dim-sm">{x.failureReason ?? (x.status === "PENDING" ? x.lastReply : null) ?? ""}</span>
				),
			},
			{ id: "sent", head: r.sentAt, wide: true, width: 140, cell: x => <Ago at={x.sentAt} /> },
			{
				id: "opened",
				head: r.openedAt,
				wide: true,
				width: 150,
				cell: x => (
					<span className="cell-two">
						<Ago at={x.openedAt} />
						{x.openedAt && x.openedBy === "machine" && <small>{t.events.byMachine}</small>}
					</span>
				),
			},
			{ id: "clicked", head: r.clickedAt, wide: true, width: 140, cell: x => <Ago at={x.clickedAt} /> },
		],
		[r, t],
	);
	return (
		<>
			<div className="toolbar" role="search">
				<SearchBox
					value={search.search ?? ""}
					onChange={v => patch({ search: v || undefined })}
					placeholder={r.searchRecipients}
				/>
				<Select
					aria-label={r.filterStatus}
					w={150}
					value={search.status ?? ""}
					onChange={v => patch({ status: (v || undefined) as RecipientStatus | undefined })}
					data={[
						{ value: "", label: t.contacts.anyStatus },
						...recipientStatuses.map(value => ({ value, label: t.status[value] })),
					]}
				/>
				<Select
					aria-label={r.filterEngaged}
					w={190}
					value={search.engaged ?? ""}
					onChange={v => patch({ engaged: (v || undefined) as ReportSearch["engaged"] })}
					data={[
						{ value: "", label: r.engagedAny },
						...engagements.map(value => ({ value, label: r.engaged[value] ?? value })),
					]}
				/>
				<Button
					component="a"
					href={`/api/campaigns/${id}/recipients/export${queryString(filters)}`}
					download
					variant="default"
					leftSection={<IconDownload size={16} />}
					ml="auto"
				>
					{r.exportCsv}
				</Button>
			</div>
			{list.isError && list.rows.length === 0 ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : !list.isPending && list.rows.length === 0 ? (
				<div className="panel">
					<EmptyState title={r.noRecipients} />
				</div>
			) : (
				<DataTable<Recipient>
					label={r.recipients}
					columns={columns}
					rows={list.rows}
					total={list.total}
					loading={list.isPending}
					hasMore={list.hasNextPage}
					loadingMore={list.isFetchingNextPage}
					onMore={list.fetchNextPage}
					onOpen={setOpen}
					rowHeight={50}
					height="max(320px, calc(100dvh - 320px))"
				/>
			)}
			{open && <RecipientEvents recipient={open} onClose={() => setOpen(null)} />}
		</>
	);
}

function Message({ campaign }: { campaign: Campaign }) {
	const t = useT();
	const [view, setView] = useState<"html" | "text">("html");
	const preview = useQuery({
		queryKey: ["campaign", campaign.id, "message"],
		queryFn: () => api.post<Preview>(`/api/campaigns/${campaign.id}/preview`, {}),
		staleTime: 60_000,
	});
	const shown = campaign.contentFormat === "text" ? "text" : view;
	return (
		<Panel
			title={preview.data?.subject || campaign.subject}
			note={preview.data?.from}
			flush
			actions={
				<SegmentedControl
					size="xs"
					aria-label={t.report.message}
					value={shown}
					onChange={v => setView(v as "html" | "text")}
					data={[
						{ value: "html", label: t.capture.html, disabled: campaign.contentFormat === "text" },
						{ value: "text", label: t.capture.text },
					]}
				/>
			}
		>
			{preview.isPending ? (
				<RowsSkeleton rows={8} />
			) : preview.isError ? (
				<ErrorState error={preview.error} onRetry={() => preview.refetch()} />
			) : shown === "html" && preview.data.html ? (
				<div style={{ height: "max(480px, 62vh)" }}>
					<MailFrame html={withImages(preview.data.html, cidImages(campaign.design))} title={t.editor.previewTitle} />
				</div>
			) : (
				<pre className="mail-text">{preview.data.text}</pre>
			)}
		</Panel>
	);
}

export function Report() {
	const t = useT();
	const c = t.campaigns;
	const client = useQueryClient();
	const navigate = useNavigate();
	const { campaignId } = useParams({ from: "/app/campaigns/$campaignId" });
	const search = useSearch({ from: "/app/campaigns/$campaignId" });
	const query = useQuery({
		...q.campaign(campaignId),
		refetchInterval: x => (x.state.data?.status === "SENDING" || x.state.data?.status === "SCHEDULED" ? 5000 : 30_000),
	});
	const campaign = query.data;
	const live = campaign?.status === "SENDING";
	const progress = useEvents<Progress>(
		live || campaign?.status === "PAUSED" ? `/api/campaigns/${campaignId}/progress` : null,
		"progress",
		p => {
			if (campaign && p.status !== campaign.status)
				client.setQueryData<Campaign>(
					q.campaign(campaignId).queryKey,
					before => before && { ...before, status: p.status },
				);
		},
	);
	const [cancelling, setCancelling] = useState(false);
	const [busy, setBusy] = useState(false);
	/** Why it may not go on; what is only our judgement may be overruled. */
	const [refusals, setRefusals] = useState<Check[] | null>(null);
	const status = campaign?.status;
	useEffect(() => {
		if (status) {
			void client.invalidateQueries({ queryKey: ["campaign", campaignId, "analytics"] });
			void client.invalidateQueries({ queryKey: ["campaigns"] });
		}
	}, [status, campaignId, client]);

	if (query.isPending) return <Pending />;
	if (!campaign)
		return (
			<Page title={c.title}>
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			</Page>
		);

	const act = async (
		verb: "pause" | "resume" | "cancel" | "unschedule",
		next: Campaign["status"],
		message: string,
		anyway = false,
	) => {
		const key = q.campaign(campaignId).queryKey;
		const before = campaign;
		if (verb !== "cancel") client.setQueryData<Campaign>(key, { ...before, status: next });
		setBusy(true);
		try {
			const answer = await api.post<Campaign | undefined>(
				`/api/campaigns/${campaignId}/${verb}`,
				anyway ? { anyway: true } : {},
			);
			setRefusals(null);
			if (answer?.id) client.setQueryData<Campaign>(key, answer);
			toast.done(message);
			setCancelling(false);
			await query.refetch();
			if (verb === "unschedule") await navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId } });
		} catch (error) {
			client.setQueryData<Campaign>(key, before);
			const said =
				verb === "resume" && error instanceof ApiError && error.status === 422
					? await api.post<{ checks: Check[] }>(`/api/campaigns/${campaignId}/check`).catch(() => null)
					: null;
			const found = said?.checks.filter(x => x.level === "error") ?? [];
			if (found.length > 0) setRefusals(found);
			else toast.error(error);
		}
		setBusy(false);
	};
	const duplicate = async () => {
		try {
			const copy = await api.post<Campaign>(`/api/campaigns/${campaignId}/duplicate`);
			await client.invalidateQueries({ queryKey: ["campaigns"] });
			toast.done(c.duplicated);
			await navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId: copy.id } });
		} catch (error) {
			toast.error(error);
		}
	};
	const remove = () => {
		deleteWithUndo({
			ids: [campaignId],
			message: c.deletedToast(campaign.name || c.untitled),
			commit: keepalive => api.delete(`/api/campaigns/${campaignId}`, undefined, { keepalive }),
			settled: () => client.invalidateQueries({ queryKey: ["campaigns"] }),
		});
		void navigate({ to: "/campaigns" });
	};
	const pending = progress?.pending ?? campaign.stats?.pending ?? 0;
	const tab = search.tab ?? "summary";
	return (
		<Page
			wide
			title={campaign.name || c.untitled}
			heading={
				<>
					<Link to="/campaigns" className="back-link">
						<IconArrowLeft size={15} aria-hidden />
						{t.report.back}
					</Link>
					<Group gap="md">
						<Title order={1} size="h3">
							{campaign.name || c.untitled}
						</Title>
						<StatusBadge status={campaign.status} />
					</Group>
				</>
			}
			lead={
				campaign.status === "SCHEDULED" && campaign.scheduledAt
					? t.report.scheduledFor(dateTimeFull(campaign.scheduledAt))
					: campaign.sentAt
						? c.sentOn(dateTime(campaign.sentAt))
						: campaign.startedAt
							? c.startedAgo(relative(campaign.startedAt))
							: campaign.subject
			}
			actions={
				<>
					{campaign.status === "SENDING" && (
						<Button
							variant="default"
							leftSection={<IconPlayerPause size={16} />}
							disabled={busy}
							onClick={() => act("pause", "PAUSED", c.paused)}
						>
							{c.pause}
						</Button>
					)}
					{campaign.status === "PAUSED" && (
						<Button
							leftSection={<IconPlayerPlay size={16} />}
							disabled={busy}
							onClick={() => act("resume", "SENDING", c.resumed)}
						>
							{c.resume}
						</Button>
					)}
					{(campaign.status === "SENDING" || campaign.status === "PAUSED") && (
						<Button variant="default" leftSection={<IconPlayerStop size={16} />} onClick={() => setCancelling(true)}>
							{c.cancelSend}
						</Button>
					)}
					{campaign.status === "SCHEDULED" && (
						<Button variant="default" disabled={busy} onClick={() => act("unschedule", "DRAFT", c.unscheduled)}>
							{c.unschedule}
						</Button>
					)}
					{campaign.status === "DRAFT" && (
						<LinkButton to="/campaigns/$campaignId/edit" params={{ campaignId }} leftSection={<IconPencil size={16} />}>
							{t.report.continueEditing}
						</LinkButton>
					)}
					<Menu>
						<Menu.Target>
							<ActionIcon variant="default" size={36} aria-label={t.common.more}>
								<IconDots size={18} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item leftSection={<IconCopy size={16} />} onClick={duplicate}>
								{c.duplicate}
							</Menu.Item>
							{campaign.status !== "SENDING" && (
								<Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={remove}>
									{t.common.delete}
								</Menu.Item>
							)}
						</Menu.Dropdown>
					</Menu>
				</>
			}
		>
			{(campaign.status === "SENDING" || campaign.status === "PAUSED") && (
				<Live progress={progress} campaign={campaign} />
			)}
			{(campaign.stats?.undecided ?? 0) > 0 && <Doubts of="campaigns" id={campaignId} watch={live} />}
			<Tabs
				value={tab}
				onChange={v =>
					navigate({
						to: "/campaigns/$campaignId",
						params: { campaignId },
						search: v === "summary" || !v ? {} : { tab: v as "recipients" | "message" },
						replace: true,
					})
				}
			>
				<Tabs.List mb="lg" aria-label={campaign.name}>
					<Tabs.Tab value="summary">{t.report.summary}</Tabs.Tab>
					<Tabs.Tab value="recipients">{t.report.recipients}</Tabs.Tab>
					<Tabs.Tab value="message">{t.report.message}</Tabs.Tab>
				</Tabs.List>
				<Tabs.Panel value="summary">
					<Summary id={campaignId} live={live} />
				</Tabs.Panel>
				<Tabs.Panel value="recipients">
					<Recipients id={campaignId} live={live} />
				</Tabs.Panel>
				<Tabs.Panel value="message">
					<Message campaign={campaign} />
				</Tabs.Panel>
			</Tabs>
			<Modal
				opened={refusals !== null}
				onClose={() => setRefusals(null)}
				title={c.resume}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				<Text size="sm" fw={550} mb={6} role="alert">
					{refusals?.some(x => !x.overridable) ? t.editor.refusedHard : t.editor.refusedJudged}
				</Text>
				<CheckList checks={refusals ?? []} />
				<Group justify="flex-end" mt="md">
					<Button variant="default" data-autofocus onClick={() => setRefusals(null)}>
						{t.common.cancel}
					</Button>
					{refusals?.every(x => x.overridable) && (
						<Button color="red" loading={busy} onClick={() => act("resume", "SENDING", c.resumed, true)}>
							{t.editor.sendAnyway}
						</Button>
					)}
				</Group>
			</Modal>
			<Modal
				opened={cancelling}
				onClose={() => setCancelling(false)}
				title={c.cancelTitle}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				<Text size="sm" mb="lg">
					{c.cancelText(pending)}
				</Text>
				<Group justify="flex-end">
					<Button variant="default" data-autofocus onClick={() => setCancelling(false)}>
						{c.keepSending}
					</Button>
					<Button color="red" loading={busy} onClick={() => act("cancel", "SENT", c.cancelled)}>
						{c.cancelSend}
					</Button>
				</Group>
			</Modal>
		</Page>
	);
}
