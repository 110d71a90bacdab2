// How far people come: totals, the funnel step by step, and why people left early.
import { Button } from "@mantine/core";
import { IconChartFunnel } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { Field } from "../../components/bits.tsx";
import { Panel } from "../../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { num, percent, ratio } from "../../lib/format.ts";
import { type Sequence, sq } from "./api.ts";
import { link, reach } from "./graph.ts";
import { StepIcon } from "./look.tsx";
import { isBranching } from "./types.ts";
import { slotWords, useTitle, useW } from "./useW.ts";

interface Performance {
	id: string;
	enrollments: number;
	completed: number;
	avgHoursToComplete: number | null;
}

/** The data model's own query. It counts the rows when asked, so it is asked for. */
function ByModel({ id }: { id: string }) {
	const r = useW().report;
	const query = useQuery({
		queryKey: ["sequence", id, "performance"],
		queryFn: async () => {
			const { data } = await api.get<{ data: Performance[] }>("/api/reports/sequence-performance");
			return data.find(p => p.id === id) ?? null;
		},
		enabled: false,
	});
	const p = query.data;
	return (
		<Panel title={r.byModel} note={r.byModelNote}>
			{query.isError && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
			{p ? (
				<dl className="facts">
					<Field label={r.modelEnrollments}>{num(p.enrollments)}</Field>
					<Field label={r.modelCompleted}>{num(p.completed)}</Field>
					<Field label={r.hours}>
						{p.avgHoursToComplete === null ? r.noHours : r.hoursValue(num(p.avgHoursToComplete, 1))}
					</Field>
				</dl>
			) : (
				<Button variant="default" size="xs" loading={query.isFetching} onClick={() => void query.refetch()}>
					{r.modelCount}
				</Button>
			)}
		</Panel>
	);
}

export function ReportTab({ sequence }: { sequence: Sequence }) {
	const w = useW();
	const r = w.report;
	const query = useQuery(sq.analytics(sequence.id, sequence.status === "ACTIVE"));
	const title = useTitle(sequence.steps);
	if (query.isPending) return <RowsSkeleton rows={6} />;
	if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
	const { totals, steps } = query.data;
	if (totals.enrolled === 0)
		return (
			<div className="panel">
				<EmptyState icon={<IconChartFunnel size={24} />} title={r.empty} text={r.emptyText} />
			</div>
		);
	const figures = new Map(steps.map(f => [f.stepId, f]));
	const graph = link(sequence.steps);
	const reached = reach(graph, graph.entry);
	const rows = sequence.steps.filter(s => reached.has(s.id));
	const most = Math.max(1, totals.enrolled, ...steps.map(f => f.entered));
	const tile = (label: string, value: string, note = "") => (
		<div className="tile" key={label}>
			<dt>{label}</dt>
			<dd style={{ margin: 0 }}>
				<div className="tile-value">{value}</div>
				<div className="tile-note">{note}</div>
			</dd>
		</div>
	);
	const exits = Object.entries(totals.exits ?? {}).filter(([, n]) => n > 0);
	return (
		<section aria-label={r.label}>
			<dl className="tiles">
				{tile(w.enrolled, num(totals.enrolled))}
				{tile(w.people, num(totals.active), totals.paused ? `${num(totals.paused)} · ${w.paused}` : "")}
				{tile(w.completed, num(totals.completed), percent(ratio(totals.completed, totals.enrolled)))}
				{tile(w.sent, num(totals.sent))}
				{tile(w.opened, percent(ratio(totals.openedPeople, totals.sent)), num(totals.openedPeople))}
				{tile(w.clicked, percent(ratio(totals.clickedPeople, totals.sent)), num(totals.clickedPeople))}
				{tile(w.replied, percent(ratio(totals.replied, totals.sent)), num(totals.replied))}
				{tile(w.bounced, percent(ratio(totals.bounced, totals.sent)), num(totals.bounced))}
			</dl>
			<div className="cols-side">
				<Panel title={r.funnel} note={r.funnelNote}>
					<ol className="step-funnel">
						{rows.map(s => {
							const f = figures.get(s.id);
							const entered = f?.entered ?? 0;
							const words = slotWords(w, s);
							return (
								<li key={s.id}>
									<div className="step-funnel-head">
										<StepIcon type={s.type} />
										<span className="step-words">
											<small>{w.types[s.type]}</small>
											<strong>{title(s.id)}</strong>
										</span>
										<span className="funnel-num">
											{num(entered)} <small>{percent(ratio(entered, totals.enrolled))}</small>
										</span>
									</div>
									<div className="funnel-track" aria-hidden>
										<i style={{ width: `${(Math.max(0, entered - (f?.waiting ?? 0)) / most) * 100}%` }} />
										<i data-kind="machines" style={{ width: `${((f?.waiting ?? 0) / most) * 100}%` }} />
									</div>
									<p>
										{[
											w.canvas.here(f?.waiting ?? 0),
											w.canvas.passed(f?.passed ?? 0),
											...(s.type === "email" && f && f.sent > 0
												? [
														`${w.sent} ${num(f.sent)}`,
														w.canvas.openedShare(percent(ratio(f.openedPeople, f.sent))),
														w.canvas.clickedShare(percent(ratio(f.clickedPeople, f.sent))),
														w.canvas.repliedShare(percent(ratio(f.replied, f.sent))),
													]
												: []),
											...(isBranching(s.type) && f
												? [`${words.yes} ${num(f.trueTaken)}`, `${words.no} ${num(f.falseTaken)}`]
												: []),
										].join(" · ")}
									</p>
								</li>
							);
						})}
					</ol>
					<div className="legend">
						<span>
							<i /> {w.step.passed}
						</span>
						<span>
							<i data-kind="machines" /> {r.nowHere}
						</span>
						<span>{r.machines}</span>
					</div>
				</Panel>
				<div>
					<Panel title={r.hours}>
						{totals.averageHoursToComplete === null || totals.averageHoursToComplete === undefined ? (
							<p className="dim-sm">{r.noHours}</p>
						) : (
							<p className="live-count" style={{ margin: 0 }}>
								{r.hoursValue(num(totals.averageHoursToComplete, 1))}
							</p>
						)}
					</Panel>
					<ByModel id={sequence.id} />
					<Panel title={r.exits}>
						{exits.length === 0 ? (
							<p className="dim-sm">{r.noExits}</p>
						) : (
							<dl className="facts">
								{exits.map(([reason, n]) => (
									<Field key={reason} label={w.exits[reason] ?? reason}>
										{num(n)} <small>{percent(ratio(n, totals.enrolled))}</small>
									</Field>
								))}
							</dl>
						)}
					</Panel>
				</div>
			</div>
		</section>
	);
}
