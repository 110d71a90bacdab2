// For the operator: how the installation is doing.
import { IconServer } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { q } from "../api/queries.ts";
import { Ago } from "../components/bits.tsx";
import { Page, Panel } from "../components/Page.tsx";
import { EmptyState, ErrorState, Pending } from "../components/states.tsx";
import { useT } from "../i18n/index.tsx";
import { bytes, num } from "../lib/format.ts";
import { SystemMailPanel } from "./account/SystemMail.tsx";
import { OperatorGoogle } from "./google/OperatorGoogle.tsx";
import { Findings, HeldNotice, NotUnderstoodPanel, Statements } from "./SystemHealth.tsx";

function Tile({ label, value, note }: { label: string; value: string; note?: string }) {
	return (
		<div className="tile">
			<span className="tile-label">{label}</span>
			<div className="tile-value">{value}</div>
			<div className="tile-note">{note}</div>
		</div>
	);
}

export function System() {
	const t = useT();
	const s = t.system;
	const me = useQuery(q.me);
	const operator = me.data?.isOperator === true;
	const query = useQuery({ ...q.system, enabled: operator });
	if (me.data && !operator)
		return (
			<Page title={s.title}>
				<EmptyState icon={<IconServer size={24} />} title={s.notOperator} />
			</Page>
		);
	if (query.isPending) return <Pending />;
	const data = query.data;
	if (!data) {
		return (
			<Page title={s.title}>
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			</Page>
		);
	}
	return (
		<Page title={s.title} lead={`${s.lead} ${s.version} ${data.version}.`}>
			{data.held !== null && <HeldNotice why={data.held} />}
			<div className="tiles">
				<Tile
					label={`PostgreSQL ${data.database.version.split(" ")[0]}`}
					value={bytes(data.database.bytes)}
					note={`${s.connections}: ${num(data.database.connections)}`}
				/>
				<Tile
					label={s.pending}
					value={num(data.queue.recipientsPending)}
					note={`${s.batches}: ${num(data.queue.batches)}`}
				/>
				<Tile label={s.retries} value={num(data.queue.retries)} />
				<Tile label={s.journal} value={bytes(data.journal.trackBytes)} note={s.journalSize} />
				<Tile label={s.journalLag} value={s.seconds(num(data.journal.trackLagSeconds, 1))} note={s.journal} />
			</div>
			<Findings findings={data.findings} />
			<SystemMailPanel />
			<OperatorGoogle />
			<Panel title={s.workers} flush>
				{data.workers.length === 0 ? (
					<EmptyState icon={<IconServer size={24} />} title={s.noWorkers} />
				) : (
					<div className="table-scroll">
						<table className="table">
							<caption className="sr-only">{s.workers}</caption>
							<thead>
								<tr>
									<th scope="col">{s.role}</th>
									<th scope="col">{s.host}</th>
									<th scope="col" className="hide-sm">
										{s.version}
									</th>
									<th scope="col" className="hide-sm">
										{s.started}
									</th>
									<th scope="col">{s.lastSeen}</th>
								</tr>
							</thead>
							<tbody>
								{data.workers.map(w => (
									<tr key={w.id}>
										<td>{w.role}</td>
										<td>{w.host}</td>
										<td className="hide-sm">{w.version}</td>
										<td className="hide-sm">
											<Ago at={w.startedAt} />
										</td>
										<td>
											<Ago at={w.lastSeenAt} />
										</td>
									</tr>
								))}
							</tbody>
						</table>
					</div>
				)}
			</Panel>
			<Panel title={s.slow} flush>
				{data.database.slowQueries === null || data.database.slowQueries.length === 0 ? (
					<p className="attention" style={{ margin: 0 }}>
						{data.database.slowQueries === null ? s.slowNone : s.slowEmpty}
					</p>
				) : (
					<div className="table-scroll">
						<table className="table table-plain">
							<caption className="sr-only">{s.slow}</caption>
							<thead>
								<tr>
									<th scope="col">{s.query}</th>
									<th scope="col" className="num" style={{ width: 110 }}>
										{s.running}
									</th>
								</tr>
							</thead>
							<tbody>
								{data.database.slowQueries.map(x => (
									<tr key={x.query}>
										<td>
											<code className="code-sm">{x.query}</code>
										</td>
										<td className="num">{s.seconds(num(x.seconds, 1))}</td>
									</tr>
								))}
							</tbody>
						</table>
					</div>
				)}
			</Panel>
			<NotUnderstoodPanel rows={data.notUnderstood} />
			<Statements statements={data.statements} />
		</Page>
	);
}
