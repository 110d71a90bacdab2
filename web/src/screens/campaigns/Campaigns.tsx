// All campaigns, with the running ones moving.
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconCopy, IconDots, IconPencil, IconPlus, IconSend, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import type { Campaign } from "../../api/types.ts";
import { campaignStatuses } from "../../app/router.tsx";
import { Ago, LinkAnchor, StatusBadge } from "../../components/bits.tsx";
import type { Column } from "../../components/DataTable.tsx";
import { SearchedList } from "../../components/SearchedList.tsx";
import { useT } from "../../i18n/index.tsx";
import { deleteWithUndo } from "../../lib/deferred.ts";
import { num, percent, ratio } from "../../lib/format.ts";
import { newCampaign } from "../../lib/newCampaign.ts";
import { toast } from "../../lib/toast.ts";

function ProgressCell({ c }: { c: Campaign }) {
	const t = useT();
	const s = c.stats;
	if (!s || s.recipients === 0) return <span className="dim-sm">–</span>;
	const done = s.sent + s.failed + s.bounced;
	if (c.status === "SENT")
		return (
			<span className="tnum" title={t.campaigns.recipients(s.recipients)}>
				{num(s.sent)}
			</span>
		);
	return (
		<div className="cell-progress">
			<div className="bar" data-tone={c.status === "PAUSED" ? "warn" : undefined}>
				<div style={{ width: `${Math.min(100, (done / s.recipients) * 100)}%` }} />
			</div>
			<small className="tnum">{t.common.of(num(done), num(s.recipients))}</small>
		</div>
	);
}

export function Campaigns() {
	const t = useT();
	const c = t.campaigns;
	const client = useQueryClient();
	const navigate = useNavigate();
	const search = useSearch({ from: "/app/campaigns" });
	const [live, setLive] = useState(false);
	const list = useList<Campaign>(
		"campaigns",
		"/api/campaigns",
		{ search: search.search, status: search.status, sort: "-updatedAt", limit: 50 },
		live ? 2000 : 20_000,
	);
	const anyLive = list.rows.some(r => r.status === "SENDING");
	if (anyLive !== live) setLive(anyLive);
	const [starting, setStarting] = useState(false);

	const open = (r: Campaign) =>
		r.status === "DRAFT"
			? navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId: r.id } })
			: navigate({ to: "/campaigns/$campaignId", params: { campaignId: r.id } });

	const columns = useMemo<Column<Campaign>[]>(
		() => [
			{
				id: "name",
				head: c.name,
				cell: r => (
					<span className="cell-two">
						<LinkAnchor
							to={r.status === "DRAFT" ? "/campaigns/$campaignId/edit" : "/campaigns/$campaignId"}
							params={{ campaignId: r.id }}
							className="row-link"
							c="inherit"
							underline="never"
							size="sm"
						>
							{r.name || c.untitled}
						</LinkAnchor>
						<small className="hide-sm">{r.subject || c.noSubject}</small>
						<span className="only-sm">
							<StatusBadge status={r.status} />
							{r.stats && r.stats.sent > 0 && (
								<small className="only-sm">
									{` ${c.opened} ${percent(ratio(r.stats.openedPeople, r.stats.delivered || r.stats.sent))} · ${c.clicked} ${percent(ratio(r.stats.clickedPeople, r.stats.delivered || r.stats.sent))}`}
								</small>
							)}
						</span>
					</span>
				),
			},
			{ id: "status", head: t.common.status, width: 122, wide: true, cell: r => <StatusBadge status={r.status} /> },
			{ id: "progress", head: t.overview.sent, width: 170, wide: true, cell: r => <ProgressCell c={r} /> },
			{
				id: "opened",
				head: c.opened,
				width: 90,
				num: true,
				wide: true,
				cell: r => percent(r.stats ? ratio(r.stats.openedPeople, r.stats.delivered || r.stats.sent) : null),
			},
			{
				id: "clicked",
				head: c.clicked,
				width: 90,
				num: true,
				wide: true,
				cell: r => percent(r.stats ? ratio(r.stats.clickedPeople, r.stats.delivered || r.stats.sent) : null),
			},
			{
				id: "when",
				head: c.when,
				width: 150,
				wide: true,
				cell: r => <Ago at={r.sentAt ?? (r.status === "SCHEDULED" ? r.scheduledAt : r.updatedAt)} />,
			},
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
							{r.status === "DRAFT" && (
								<Menu.Item
									leftSection={<IconPencil size={16} />}
									onClick={() => navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId: r.id } })}
								>
									{t.common.edit}
								</Menu.Item>
							)}
							<Menu.Item
								leftSection={<IconCopy size={16} />}
								onClick={async () => {
									try {
										const copy = await api.post<Campaign>(`/api/campaigns/${r.id}/duplicate`);
										toast.done(c.duplicated);
										await client.invalidateQueries({ queryKey: ["campaigns"] });
										await navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId: copy.id } });
									} catch (error) {
										toast.error(error);
									}
								}}
							>
								{c.duplicate}
							</Menu.Item>
							{r.status !== "SENDING" && (
								<Menu.Item
									color="red"
									leftSection={<IconTrash size={16} />}
									onClick={() =>
										deleteWithUndo({
											ids: [r.id],
											message: c.deletedToast(r.name || c.untitled),
											commit: keepalive => api.delete(`/api/campaigns/${r.id}`, undefined, { keepalive }),
											settled: () => client.invalidateQueries({ queryKey: ["campaigns"] }),
										})
									}
								>
									{t.common.delete}
								</Menu.Item>
							)}
						</Menu.Dropdown>
					</Menu>
				),
			},
		],
		[c, t, client, navigate],
	);
	const create = async () => {
		setStarting(true);
		await newCampaign(navigate);
		setStarting(false);
	};
	return (
		<SearchedList
			title={c.title}
			placeholder={c.searchPlaceholder}
			create={
				<Button leftSection={<IconPlus size={16} />} loading={starting} onClick={create}>
					{c.new}
				</Button>
			}
			createBig={
				<Button loading={starting} onClick={create}>
					{c.new}
				</Button>
			}
			icon={<IconSend size={24} />}
			empty={{ title: c.emptyTitle, text: c.emptyText }}
			noMatch={c.noMatch}
			statuses={campaignStatuses}
			sought={search}
			seek={next => navigate({ to: "/campaigns", search: next, replace: true })}
			list={list}
			columns={columns}
			onOpen={open}
		/>
	);
}
