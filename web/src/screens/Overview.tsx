// What is going out, what happened this week, what needs attention.
import { Button, Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle, IconPlus, IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { q, useList } from "../api/queries.ts";
import type { Campaign, Overview as OverviewData, WeekNumbers } from "../api/types.ts";
import { Ago, LinkButton, StatusBadge } from "../components/bits.tsx";
import { Page, Panel } from "../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../components/states.tsx";
import { useT } from "../i18n/index.tsx";
import { calendarDay, num, percent, ratio } from "../lib/format.ts";
import { newCampaign } from "../lib/newCampaign.ts";

const Chart = lazy(() => import("../components/Chart.tsx"));

function Change({ now, before }: { now: number; before: number | undefined }) {
	const t = useT();
	if (before === undefined || before === 0) return <>&nbsp;</>;
	const change = now / before - 1;
	if (Math.abs(change) < 0.005) return t.overview.same;
	return change > 0 ? t.overview.more(percent(change)) : t.overview.less(percent(-change));
}

function Tiles({ data }: { data: OverviewData | undefined }) {
	const t = useT();
	const o = t.overview;
	const of = (part: number) => (data ? percent(ratio(part, data.week.sent)) : "");
	const rows: { key: keyof WeekNumbers; label: string; share?: boolean }[] = [
		{ key: "sent", label: o.sent },
		{ key: "openedPeople", label: o.opened, share: true },
		{ key: "clickedPeople", label: o.clicked, share: true },
		{ key: "replied", label: o.replied, share: true },
		{ key: "bounced", label: o.bounced, share: true },
		{ key: "unsubscribed", label: o.unsubscribed, share: true },
	];
	return (
		<section aria-label={o.week}>
			<div className="tiles">
				{rows.map(r => {
					const body = (
						<>
							<span className="tile-label">{r.label}</span>
							<div className="tile-value">
								{data ? num(data.week[r.key]) : <Skeleton height={22} width={70} my={6} />}
							</div>
							<div className="tile-note">
								{data &&
									(r.share ? (
										`${of(data.week[r.key])} ${t.report.ofSent}`
									) : (
										<Change now={data.week[r.key]} before={data.week.previous?.[r.key]} />
									))}
							</div>
						</>
					);
					if (r.key === "unsubscribed")
						return (
							<Link key={r.key} className="tile" to="/contacts" search={{ status: "UNSUBSCRIBED" }}>
								{body}
							</Link>
						);
					if (r.key === "bounced")
						return (
							<Link key={r.key} className="tile" to="/suppressions">
								{body}
							</Link>
						);
					return (
						<Link key={r.key} className="tile" to="/campaigns" search={{ status: "SENT" }}>
							{body}
						</Link>
					);
				})}
			</div>
		</section>
	);
}

function Attention({ data }: { data: OverviewData }) {
	const t = useT();
	if (data.attention.length === 0)
		return (
			<div className="attention" data-level="good">
				<IconCircleCheck size={18} aria-hidden />
				<span>{t.overview.allWell}</span>
			</div>
		);
	return (
		<ul className="live-list">
			{data.attention.map(item => {
				const body = (
					<>
						{item.level === "info" ? (
							<IconInfoCircle size={18} aria-hidden />
						) : (
							<IconAlertTriangle size={18} aria-hidden />
						)}
						<span>
							{t.overview.attentionText[item.code] ?? item.message}
							{t.overview.attentionText[item.code] && item.message && (
								<small className="attention-more">{item.message}</small>
							)}
						</span>
					</>
				);
				return (
					<li key={`${item.code}${item.href}`}>
						{item.href?.startsWith("/") ? (
							<Link to={item.href} className="attention" data-level={item.level}>
								{body}
							</Link>
						) : (
							<div className="attention" data-level={item.level}>
								{body}
							</div>
						)}
					</li>
				);
			})}
		</ul>
	);
}

function Recent() {
	const t = useT();
	const list = useList<Campaign>("campaigns", "/api/campaigns", { sort: "-updatedAt", limit: 6 });
	if (list.isPending) return <RowsSkeleton rows={4} height={14} />;
	return (
		<ul className="live-list">
			{list.rows.slice(0, 6).map(c => (
				<li key={c.id}>
					<Link
						className="live-row"
						to={c.status === "DRAFT" ? "/campaigns/$campaignId/edit" : "/campaigns/$campaignId"}
						params={{ campaignId: c.id }}
					>
						<strong>{c.name}</strong>
						<StatusBadge status={c.status} />
						<span className="dim-sm">
							{c.stats && c.stats.sent > 0
								? `${num(c.stats.sent)} ${t.overview.sent.toLowerCase()} · ${percent(ratio(c.stats.openedPeople, c.stats.delivered || c.stats.sent))} ${t.campaigns.opened.toLowerCase()}`
								: c.subject || t.campaigns.noSubject}
						</span>
						<span className="dim-sm">
							<Ago at={c.sentAt ?? c.scheduledAt ?? c.updatedAt} />
						</span>
					</Link>
				</li>
			))}
		</ul>
	);
}

export function Overview() {
	const t = useT();
	const o = t.overview;
	const navigate = useNavigate();
	const query = useQuery(q.overview);
	const campaigns = useList<Campaign>("campaigns", "/api/campaigns", { sort: "-updatedAt", limit: 6 });
	const [starting, setStarting] = useState(false);
	const data = query.data;
	if (query.isError && !data) {
		return (
			<Page title={o.title}>
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			</Page>
		);
	}
	// Somebody who has nothing yet is better served by the first steps.
	if (data && campaigns.data && data.contacts.total === 0 && campaigns.rows.length === 0)
		return <Navigate to="/welcome" replace />;
	const days = data?.days ?? [];
	return (
		<Page
			title={o.title}
			actions={
				<Button
					leftSection={<IconPlus size={16} />}
					loading={starting}
					onClick={async () => {
						setStarting(true);
						await newCampaign(navigate);
						setStarting(false);
					}}
				>
					{o.newCampaign}
				</Button>
			}
		>
			{data && data.now.length > 0 && (
				<Panel title={o.now} flush>
					<ul className="live-list">
						{data.now.map(c => (
							<li key={c.campaignId}>
								<Link className="live-row" to="/campaigns/$campaignId" params={{ campaignId: c.campaignId }}>
									<strong>{c.name}</strong>
									<StatusBadge status={c.status} />
									<div className="bar" data-tone={c.status === "PAUSED" ? "warn" : undefined}>
										<div style={{ width: `${Math.min(100, (ratio(c.sent, c.recipients) ?? 0) * 100)}%` }} />
									</div>
									<span className="dim-sm tnum">{t.common.of(num(c.sent), num(c.recipients))}</span>
									<span className="dim-sm tnum">{c.rate ? o.perSecond(num(c.rate, c.rate < 10 ? 1 : 0)) : ""}</span>
								</Link>
							</li>
						))}
					</ul>
				</Panel>
			)}
			<div className="section-head">
				<h2>{o.week}</h2>
				<span>{o.weekAgainst}</span>
			</div>
			<Tiles data={data} />
			<div className="cols-side">
				<div>
					<Panel title={o.daysQuestion}>
						{data ? (
							days.some(d => d.sent + d.opens + d.clicks > 0) ? (
								<Suspense fallback={<Skeleton height={254} />}>
									<Chart
										label={o.daysQuestion}
										times={days.map(d => Date.parse(`${d.day.slice(0, 10)}T12:00:00Z`))}
										timeHead={o.day}
										format={ms => calendarDay(new Date(ms).toISOString())}
										axisFormat={ms => calendarDay(new Date(ms).toISOString())}
										series={[
											{ label: o.sent, color: "var(--accent-mid)", values: days.map(d => d.sent), bars: true },
											{ label: o.opens, color: "var(--accent)", values: days.map(d => d.opens) },
											{ label: o.clicks, color: "var(--good)", values: days.map(d => d.clicks) },
											{ label: o.bounces, color: "var(--bad)", values: days.map(d => d.bounces), dashed: true },
										]}
									/>
								</Suspense>
							) : (
								<EmptyState icon={<IconSend size={24} />} title={t.report.noData} text={t.report.noDataText} />
							)
						) : (
							<Skeleton height={254} />
						)}
					</Panel>
				</div>
				<div>
					<Panel title={o.attention} flush>
						{data ? <Attention data={data} /> : <RowsSkeleton rows={2} height={14} />}
					</Panel>
					<Panel
						title={o.contacts}
						actions={
							<LinkButton to="/contacts/import" variant="subtle" size="compact-sm">
								{t.contacts.import}
							</LinkButton>
						}
						flush
					>
						<Link className="tile" to="/contacts">
							<div className="tile-value">
								{data ? num(data.contacts.total) : <Skeleton height={22} width={70} my={6} />}
							</div>
							<div className="tile-note">{data && o.contactsActive(num(data.contacts.active))}</div>
						</Link>
					</Panel>
				</div>
			</div>
			<Panel
				title={o.recent}
				flush
				actions={
					<LinkButton to="/campaigns" variant="subtle" size="compact-sm">
						{t.common.all}
					</LinkButton>
				}
			>
				<Recent />
			</Panel>
		</Page>
	);
}
