// What the inbox asks a person: messages that matched nothing, absences, refusals that are in no table.
import { Button, Group, Select } from "@mantine/core";
import { IconInboxOff, IconPlane, IconQuestionMark } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import { Ago, LinkAnchor } from "../../components/bits.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { dateTime } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import {
	type Hold,
	type NotUnderstood,
	nameOf,
	type ReplyMessage,
	type Unmatched,
	type UnmatchedWhole,
	useW,
} from "./api.ts";

/** What a message was taken for, and why: in the app's language where it has the words, else in the server's. */
export function Why({ of }: { of: Pick<ReplyMessage, "kind" | "why" | "whyCode" | "whyOf"> }) {
	const w = useW();
	const words = of.whyCode ? w.why[of.whyCode] : undefined;
	return (
		<small className="dim-sm why">
			{of.kind && <b>{w.kinds[of.kind] ?? of.kind}</b>}{" "}
			{words ? words(w.causes[of.whyOf ?? ""] ?? of.whyOf ?? "") : of.why}
		</small>
	);
}

function useAfter() {
	const client = useQueryClient();
	return () => client.invalidateQueries({ queryKey: ["replies"] });
}

interface Person {
	id: string;
	email: string;
	displayName: string;
}

function AssignTo({ u, onDone }: { u: Unmatched; onDone: () => void }) {
	const w = useW();
	const [search, setSearch] = useState("");
	const [who, setWho] = useState<string | null>(u.contactId);
	const [busy, setBusy] = useState(false);
	const found = useQuery({
		queryKey: ["contacts", "pick", search],
		queryFn: () =>
			api.get<{ data: Person[] }>(
				`/api/contacts?limit=20${search.trim() ? `&search=${encodeURIComponent(search.trim())}` : ""}`,
			),
	});
	const people = (found.data?.data ?? []).map(p => ({
		value: p.id,
		label: p.displayName === p.email ? p.email : `${p.displayName} · ${p.email}`,
	}));
	if (u.contactId && u.contactEmail && !people.some(p => p.value === u.contactId))
		people.unshift({ value: u.contactId, label: u.contactEmail });
	const act = async (path: string, body: object, words: string) => {
		setBusy(true);
		try {
			await api.post(`/api/inbox/unmatched/${u.id}/${path}`, body);
			toast.done(words);
			onDone();
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	return (
		<Group gap="xs" wrap="wrap">
			<Select
				aria-label={w.whose}
				placeholder={w.whose}
				searchable
				size="xs"
				style={{ flex: "1 1 220px" }}
				data={people}
				value={who}
				onChange={setWho}
				onSearchChange={setSearch}
				filter={({ options }) => options}
				nothingFoundMessage={w.nobodyFound}
			/>
			<Button
				size="compact-sm"
				disabled={!who}
				loading={busy}
				onClick={() => act("assign", { contactId: who }, w.assigned)}
			>
				{w.assign}
			</Button>
			<Button size="compact-sm" variant="default" disabled={busy} onClick={() => act("dismiss", {}, w.dismissed)}>
				{w.dismiss}
			</Button>
		</Group>
	);
}

function UnmatchedItem({ u, onDone }: { u: Unmatched; onDone: () => void }) {
	const w = useW();
	const [open, setOpen] = useState(false);
	const whole = useQuery({
		queryKey: ["unmatched", u.id],
		queryFn: () => api.get<UnmatchedWhole>(`/api/inbox/unmatched/${u.id}`),
		enabled: open,
	});
	return (
		<li className="desk-item">
			<header>
				<strong>{u.failedAddress ?? u.fromName ?? u.from}</strong>
				<small>
					<Ago at={u.receivedAt} />
				</small>
			</header>
			<p className="dim-sm">
				{u.from}
				{u.senderName && ` · ${w.via(u.senderName)}`}
			</p>
			<p>
				<b>{u.subject || w.noSubject}</b>
			</p>
			<p style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
				{open && whole.data ? whole.data.said : u.excerpt}
			</p>
			{!open && (
				<Button variant="subtle" size="compact-xs" onClick={() => setOpen(true)}>
					{w.showAll}
				</Button>
			)}
			{open && whole.isError && <ErrorState error={whole.error} onRetry={() => whole.refetch()} />}
			<Why of={u} />
			<AssignTo u={u} onDone={onDone} />
		</li>
	);
}

export function UnmatchedList() {
	const w = useW();
	const after = useAfter();
	const list = useList<Unmatched>("replies", "/api/inbox/unmatched", { status: "open", limit: 30 }, 15000);
	if (list.isPending) return <RowsSkeleton rows={6} />;
	if (list.isError && list.rows.length === 0) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
	if (list.rows.length === 0)
		return (
			<div className="panel">
				<EmptyState icon={<IconInboxOff size={24} />} title={w.unmatchedEmpty} text={w.unmatchedText} />
			</div>
		);
	return (
		<>
			<p className="dim-sm">{w.unmatchedText}</p>
			<ul className="desk">
				{list.rows.map(u => (
					<UnmatchedItem key={u.id} u={u} onDone={after} />
				))}
			</ul>
			{list.hasNextPage && (
				<Button variant="default" onClick={() => list.fetchNextPage()}>
					{w.more}
				</Button>
			)}
		</>
	);
}

export function Away() {
	const w = useW();
	const after = useAfter();
	const list = useList<Hold & { id: string }>("replies", "/api/inbox/holds", { limit: 50 }, 15000);
	const run = async (what: () => Promise<unknown>, words: string) => {
		try {
			await what();
			toast.done(words);
			await after();
		} catch (error) {
			toast.error(error);
		}
	};
	if (list.isPending) return <RowsSkeleton rows={6} />;
	if (list.isError && list.rows.length === 0) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
	if (list.rows.length === 0)
		return (
			<div className="panel">
				<EmptyState icon={<IconPlane size={24} />} title={w.awayEmpty} text={w.awayText} />
			</div>
		);
	return (
		<ul className="desk">
			{list.rows.map(h => (
				<li className="desk-item" key={h.contact.id}>
					<header>
						<LinkAnchor to="/contacts/$contactId" params={{ contactId: h.contact.id }}>
							{nameOf(h)}
						</LinkAnchor>
						<small>{h.until ? w.until(dateTime(h.until)) : w.untilDecided}</small>
					</header>
					{h.words && <p>“{h.words}”</p>}
					{h.colleague && (
						<p>
							{w.colleague(h.colleagueName ? `${h.colleagueName} <${h.colleague}>` : h.colleague)}{" "}
							{h.colleagueKnown ? (
								<small className="dim-sm">{w.colleagueKnown}</small>
							) : (
								<Button
									size="compact-xs"
									variant="light"
									onClick={() =>
										run(
											() =>
												api.post("/api/contacts", {
													email: h.colleague,
													...(h.colleagueName && {
														firstName: h.colleagueName.split(" ")[0],
														lastName: h.colleagueName.split(" ").slice(1).join(" ") || undefined,
													}),
												}),
											w.colleagueAdded,
										)
									}
								>
									{w.addContact}
								</Button>
							)}
						</p>
					)}
					<Group gap="xs">
						<Button
							size="compact-sm"
							variant="default"
							onClick={() => run(() => api.delete(`/api/inbox/holds/${h.contact.id}`), w.resumed)}
						>
							{w.resume}
						</Button>
					</Group>
				</li>
			))}
		</ul>
	);
}

export function NotUnderstoodList() {
	const w = useW();
	const list = useList<NotUnderstood>("replies", "/api/replies/not-understood", {}, 60000);
	if (list.isPending) return <RowsSkeleton rows={4} />;
	if (list.isError && list.rows.length === 0) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
	if (list.rows.length === 0)
		return (
			<div className="panel">
				<EmptyState icon={<IconQuestionMark size={24} />} title={w.refusalsEmpty} text={w.refusalsText} />
			</div>
		);
	return (
		<>
			<p className="dim-sm">{w.refusalsText}</p>
			<ul className="desk">
				{list.rows.map(r => (
					<li className="desk-item" key={r.id}>
						<header>
							<strong>
								{w.refusalWays[r.way]} · {w.refusalTimes(r.count)}
							</strong>
							<small>
								<Ago at={r.lastAt} />
							</small>
						</header>
						<p style={{ overflowWrap: "anywhere" }}>{r.words}</p>
					</li>
				))}
			</ul>
		</>
	);
}
