// What `loumass doctor` says, for the operator, and the hold of a restored copy.
import { Button, Checkbox, Group } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client.ts";
import type { SystemInfo } from "../api/types.ts";
import { Ago } from "../components/bits.tsx";
import { Panel } from "../components/Page.tsx";
import { useT } from "../i18n/index.tsx";
import { num } from "../lib/format.ts";
import { toast } from "../lib/toast.ts";

/** This installation was restored from a backup: it sends when the operator says so. */
export function HeldNotice({ why }: { why: string }) {
	const t = useT().system;
	const client = useQueryClient();
	const [pauseAll, setPauseAll] = useState(true);
	const release = useMutation({
		mutationFn: () => api.post("/api/system/release", { pauseAll }),
		onSuccess: () => client.invalidateQueries(),
		onError: toast.error,
	});
	return (
		<div className="note" data-tone="warn" style={{ margin: "0 0 24px" }}>
			<strong>{t.heldTitle}</strong> {why}
			<p style={{ margin: "8px 0" }}>{t.heldText}</p>
			<Group gap="md">
				<Checkbox checked={pauseAll} onChange={e => setPauseAll(e.currentTarget.checked)} label={t.heldPause} />
				<Button size="xs" loading={release.isPending} onClick={() => release.mutate()}>
					{t.heldRelease}
				</Button>
			</Group>
		</div>
	);
}

/** Findings that are not well first; the others fold away in one line. */
export function Findings({ findings }: { findings: SystemInfo["findings"] }) {
	const t = useT().system;
	const bad = findings.filter(f => f.level !== "ok");
	const good = findings.filter(f => f.level === "ok");
	return (
		<Panel title={t.health}>
			{bad.map(f => (
				<div
					key={f.code + f.message}
					className="note"
					data-tone={f.level === "error" ? "bad" : "warn"}
					style={{ margin: "0 0 12px" }}
				>
					<strong>{f.message}</strong> {f.remedy}
				</div>
			))}
			<details>
				<summary>{bad.length === 0 ? t.allWell(num(good.length)) : t.restWell(num(good.length))}</summary>
				<ul style={{ margin: "8px 0 0", paddingLeft: 20 }}>
					{good.map(f => (
						<li key={f.code}>{f.message}</li>
					))}
				</ul>
			</details>
		</Panel>
	);
}

export function Statements({ statements }: { statements: SystemInfo["statements"] }) {
	const t = useT().system;
	if (statements.length === 0) return null;
	return (
		<Panel title={t.statements} flush>
			<div className="table-scroll">
				<table className="table table-plain">
					<caption className="sr-only">{t.statements}</caption>
					<thead>
						<tr>
							<th scope="col">{t.query}</th>
							<th scope="col" className="num" style={{ width: 90 }}>
								{t.calls}
							</th>
							<th scope="col" className="num" style={{ width: 110 }}>
								{t.mean}
							</th>
						</tr>
					</thead>
					<tbody>
						{statements.map(x => (
							<tr key={x.query}>
								<td>
									<code className="code-sm">{x.query}</code>
								</td>
								<td className="num">{num(x.calls)}</td>
								<td className="num">{num(x.meanMs, 1)} ms</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</Panel>
	);
}

/** Refusals whose words are in no table, of all accounts together; nothing says whose they are. */
export function NotUnderstoodPanel({ rows }: { rows: SystemInfo["notUnderstood"] }) {
	const t = useT().system;
	if (rows.length === 0) return null;
	return (
		<Panel title={t.notUnderstood} note={t.notUnderstoodText} flush>
			<div className="table-scroll">
				<table className="table table-plain">
					<caption className="sr-only">{t.notUnderstood}</caption>
					<thead>
						<tr>
							<th scope="col">{t.refusalWords}</th>
							<th scope="col">{t.refusalWay}</th>
							<th scope="col" className="num" style={{ width: 90 }}>
								{t.refusalTimes}
							</th>
							<th scope="col" className="hide-sm">
								{t.lastSeen}
							</th>
						</tr>
					</thead>
					<tbody>
						{rows.map(x => (
							<tr key={x.way + x.words}>
								<td style={{ overflowWrap: "anywhere" }}>{x.words}</td>
								<td>{t.refusalWays[x.way]}</td>
								<td className="num">{num(x.count)}</td>
								<td className="hide-sm">
									<Ago at={x.lastAt} />
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</Panel>
	);
}
