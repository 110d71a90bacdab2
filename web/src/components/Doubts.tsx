// Messages of a campaign or a sequence whose delivery is in doubt: whose, when, by which sender, and the three decisions. Nothing is shown
// while nothing waits.
import { Button, Checkbox, Group, Modal, Text } from "@mantine/core";
import { IconMailQuestion, IconSend, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../api/client.ts";
import { useList } from "../api/queries.ts";
import type { Doubt } from "../api/types.ts";
import { useT } from "../i18n/index.tsx";
import { toast } from "../lib/toast.ts";
import { Ago } from "./bits.tsx";
import { Panel } from "./Page.tsx";

type Decision = "resend" | "drop" | "ask";

function DoubtRow({
	doubt,
	chosen,
	onToggle,
	step,
}: {
	doubt: Doubt;
	chosen: boolean;
	onToggle: () => void;
	step?: string | undefined;
}) {
	const d = useT().doubts;
	const sender = doubt.senderName ?? d.senderGone;
	return (
		<tr>
			<td>
				<Checkbox size="xs" checked={chosen} onChange={onToggle} aria-label={d.choose(doubt.email)} />
			</td>
			<td>
				<span className="cell-two">
					<span>{doubt.email}</span>
					{step !== undefined && <small>{step}</small>}
					<small className="only-sm">
						{sender} · <Ago at={doubt.createdAt} absolute />
					</small>
				</span>
			</td>
			<td className="hide-sm">
				<span className="cell-two">
					<span>{sender}</span>
					{doubt.senderEmail && <small>{doubt.senderEmail}</small>}
				</span>
			</td>
			<td className="hide-sm">{d.causes[doubt.cause] ?? doubt.cause}</td>
			<td className="hide-sm">
				<Ago at={doubt.createdAt} absolute />
			</td>
		</tr>
	);
}

export function Doubts({
	of,
	id,
	stepTitle,
	watch,
}: {
	of: "campaigns" | "sequences";
	id: string;
	/** A sequence's steps by name. */
	stepTitle?: (stepId: string) => string;
	/** Messages are going out: look now and then. */
	watch: boolean;
}) {
	const t = useT();
	const d = t.doubts;
	const client = useQueryClient();
	const path = `/api/${of}/${id}/doubts`;
	const list = useList<Doubt>(`doubts-${id}`, path, { undecided: true, count: true, limit: 25 }, watch ? 5000 : 30_000);
	const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
	const [asking, setAsking] = useState<Decision | null>(null);
	const [busy, setBusy] = useState(false);
	const total = Math.max(list.total ?? 0, list.rows.length);
	const ids = list.rows.filter(x => chosen.has(x.id)).map(x => x.id);
	const n = ids.length || total;
	if (list.rows.length === 0) return null;

	const toggle = (doubtId: string) => {
		const next = new Set(chosen);
		if (!next.delete(doubtId)) next.add(doubtId);
		setChosen(next);
	};
	const decide = async (decision: Decision) => {
		setBusy(true);
		try {
			const answer = await api.post<{ decided: number; undecided: number }>(path, {
				decision,
				...(ids.length > 0 ? { ids } : {}),
			});
			if (decision === "ask") toast.done(d.asked(answer.decided, answer.undecided));
			else if (answer.decided === 0) toast.hint(d.none);
			else toast.done(decision === "resend" ? d.resent(answer.decided) : d.dropped(answer.decided));
			setChosen(new Set());
			setAsking(null);
		} catch (error) {
			toast.error(error);
		}
		await Promise.all([
			list.refetch(),
			client.invalidateQueries({ queryKey: [of === "campaigns" ? "campaign" : "sequence", id] }),
		]);
		setBusy(false);
	};
	const words = {
		resend: { title: d.resendTitle(n), text: d.resendText, button: d.resend },
		drop: { title: d.dropTitle(n), text: d.dropText, button: d.drop },
		ask: { title: d.askTitle(n), text: d.askText, button: d.ask },
	};
	const all = ids.length === list.rows.length;
	return (
		<Panel
			title={d.title}
			note={d.lead(total)}
			flush
			actions={
				<Group gap="xs">
					<span className="dim-sm" aria-live="polite">
						{ids.length > 0 ? d.selected(ids.length) : total > 1 ? d.all(total) : ""}
					</span>
					<Button
						size="compact-sm"
						variant="default"
						leftSection={<IconMailQuestion size={15} />}
						onClick={() => setAsking("ask")}
					>
						{d.ask}
					</Button>
					<Button size="compact-sm" leftSection={<IconSend size={15} />} onClick={() => setAsking("resend")}>
						{d.resend}
					</Button>
					<Button
						size="compact-sm"
						variant="default"
						color="red"
						leftSection={<IconTrash size={15} />}
						onClick={() => setAsking("drop")}
					>
						{d.drop}
					</Button>
				</Group>
			}
		>
			<div className="table-scroll" style={{ maxHeight: 340 }}>
				<table className="table">
					<caption className="sr-only">{d.title}</caption>
					<thead>
						<tr>
							<th style={{ width: 44 }}>
								<Checkbox
									size="xs"
									checked={all}
									indeterminate={ids.length > 0 && !all}
									onChange={() => setChosen(all ? new Set() : new Set(list.rows.map(x => x.id)))}
									aria-label={d.chooseAll}
								/>
							</th>
							<th scope="col">{d.address}</th>
							<th scope="col" className="hide-sm">
								{d.sender}
							</th>
							<th scope="col" className="hide-sm">
								{d.why}
							</th>
							<th scope="col" className="hide-sm" style={{ width: 150 }}>
								{d.since}
							</th>
						</tr>
					</thead>
					<tbody>
						{list.rows.map(x => (
							<DoubtRow
								key={x.id}
								doubt={x}
								chosen={chosen.has(x.id)}
								onToggle={() => toggle(x.id)}
								step={x.stepId && stepTitle ? stepTitle(x.stepId) : undefined}
							/>
						))}
					</tbody>
				</table>
			</div>
			{list.hasNextPage && (
				<Group justify="center" p="sm">
					<Button
						size="compact-sm"
						variant="subtle"
						loading={list.isFetchingNextPage}
						onClick={() => list.fetchNextPage()}
					>
						{d.more}
					</Button>
				</Group>
			)}
			{asking && (
				<Modal
					opened
					onClose={() => setAsking(null)}
					title={words[asking].title}
					closeButtonProps={{ "aria-label": t.common.close }}
				>
					<Text size="sm" mb="lg">
						{words[asking].text}
					</Text>
					<Group justify="flex-end">
						<Button variant="default" data-autofocus onClick={() => setAsking(null)}>
							{t.common.cancel}
						</Button>
						<Button color={asking === "drop" ? "red" : undefined} loading={busy} onClick={() => decide(asking)}>
							{words[asking].button}
						</Button>
					</Group>
				</Modal>
			)}
		</Panel>
	);
}
