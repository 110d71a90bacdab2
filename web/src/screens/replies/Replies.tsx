// The inbox of people's replies: the list, the thread, an answer, snoozing, done.
import { ActionIcon, Button, Group, Menu, Select, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
	IconArrowLeft,
	IconCheck,
	IconClock,
	IconDots,
	IconMailOpened,
	IconMessages,
	IconRotate,
	IconSettings,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import { replyFilters } from "../../app/router.tsx";
import { useShortcuts } from "../../app/shortcuts.ts";
import { Ago, LinkAnchor, LinkButton, SearchBox } from "../../components/bits.tsx";
import { Page } from "../../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import type { ReplyWords } from "../../i18n/replies.en.ts";
import { useDraft } from "../../lib/drafts.ts";
import { dateTime, dateTimeFull } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import {
	nameOf,
	type Reply,
	type ReplyMessage,
	type ReplyStatus,
	type Thread,
	threadQuery,
	useW,
	type Waiting,
	waitingQuery,
} from "./api.ts";
import { BounceRules } from "./BounceRules.tsx";
import { Away, NotUnderstoodList, UnmatchedList, Why } from "./Decide.tsx";

type ReplyFilter = (typeof replyFilters)[number];

const hours = (n: number) => new Date(Date.now() + n * 3_600_000);
function morning(days: number): Date {
	const d = hours(24 * days);
	d.setHours(8, 0, 0, 0);
	return d;
}

function filterLabel(w: ReplyWords, value: ReplyFilter, n: Waiting | undefined): string {
	const count =
		n && { asks: n.asksToLeave, unmatched: n.unmatched, away: n.away, refusals: n.notUnderstood }[value as string];
	return count ? `${w.status[value]} (${count >= 1000 ? "1,000+" : count})` : w.status[value];
}

function Message({ m }: { m: ReplyMessage }) {
	const w = useW();
	const [open, setOpen] = useState(false);
	const rest = [m.quoted, m.signature].filter(x => x.trim()).join("\n");
	// What a person wrote is never hidden: a message of nothing but quotes is shown whole.
	const said = m.said.trim() ? m.said : m.text;
	const hides = rest !== "" && m.said.trim() !== "";
	const trouble = m.status === "failed" ? w.failed : m.status === "uncertain" ? w.uncertain : null;
	return (
		<li className="reply" data-direction={m.direction}>
			<header>
				<b>{m.direction === "out" ? w.you : (m.fromName ?? m.from)}</b>
				<time dateTime={m.at}>{dateTimeFull(m.at)}</time>
			</header>
			<p>{open ? m.text : said.trim()}</p>
			{hides && (
				<Button variant="subtle" size="compact-xs" onClick={() => setOpen(!open)} aria-expanded={open}>
					{open ? w.hideQuoted : w.quoted}
				</Button>
			)}
			{m.why && <Why of={m} />}
			{m.status === "sending" && <small className="dim-sm">{w.sending}</small>}
			{trouble && (
				<small role="alert" className="bad">
					{trouble}
					{m.error ? `: ${m.error}` : ""}
				</small>
			)}
		</li>
	);
}

function Reader({ id, onBack }: { id: string; onBack: () => void }) {
	const t = useT();
	const w = useW();
	const client = useQueryClient();
	const thread = useQuery(threadQuery(id));
	const draft = useDraft(`reply:${id}`, "");
	const [busy, setBusy] = useState(false);
	const marked = useRef(false);
	const took = (next: Thread) => {
		client.setQueryData(threadQuery(id).queryKey, next);
		void client.invalidateQueries({ queryKey: ["replies"] });
	};
	const set = async (body: { status?: ReplyStatus; snoozedUntil?: string; unread?: boolean }, words?: string) => {
		try {
			took(await api.patch<Thread>(`/api/replies/${id}`, body));
			if (words) toast.done(words);
		} catch (error) {
			toast.error(error);
		}
	};
	const unread = thread.data?.unread === true;
	// biome-ignore lint/correctness/useExhaustiveDependencies: it is read once, when it is opened
	useEffect(() => {
		if (!unread || marked.current) return;
		marked.current = true;
		void set({ unread: false });
	}, [unread]);
	if (!thread.data)
		return (
			<div className="inbox-read">
				{thread.isError ? (
					<ErrorState error={thread.error} onRetry={() => thread.refetch()} />
				) : (
					<RowsSkeleton rows={6} />
				)}
			</div>
		);
	const r = thread.data;
	const send = async (done: boolean) => {
		setBusy(true);
		try {
			const next = await api.post<Thread>(`/api/replies/${id}/answer`, { text: draft.value, done });
			took(next);
			const state = next.thread.at(-1)?.status;
			if (state !== "failed") draft.clear();
			if (state === "sent") toast.done(w.sent);
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	const snooze = (until: Date) =>
		set({ status: "snoozed", snoozedUntil: until.toISOString() }, w.snoozedUntil(dateTime(until.toISOString())));
	return (
		<article className="inbox-read" aria-label={r.subject || w.noSubject}>
			<header className="inbox-head">
				<Group justify="space-between" wrap="nowrap" align="flex-start">
					<Group gap={6} wrap="nowrap" align="flex-start" style={{ minWidth: 0 }}>
						<ActionIcon
							className="reader-back"
							variant="subtle"
							color="gray"
							aria-label={t.common.back}
							onClick={onBack}
						>
							<IconArrowLeft size={18} />
						</ActionIcon>
						<h2>{r.subject || w.noSubject}</h2>
					</Group>
					<Group gap={6} wrap="nowrap">
						{r.status === "open" ? (
							<Button
								size="compact-sm"
								variant="default"
								leftSection={<IconCheck size={15} />}
								onClick={() => set({ status: "done" }, w.doneToast)}
							>
								{w.done}
							</Button>
						) : (
							<Button
								size="compact-sm"
								variant="default"
								leftSection={<IconRotate size={15} />}
								onClick={() => set({ status: "open" }, w.reopened)}
							>
								{w.reopen}
							</Button>
						)}
						<Menu position="bottom-end">
							<Menu.Target>
								<ActionIcon variant="subtle" color="gray" aria-label={t.common.actions}>
									<IconDots size={18} />
								</ActionIcon>
							</Menu.Target>
							<Menu.Dropdown>
								<Menu.Label>{w.snooze}</Menu.Label>
								<Menu.Item leftSection={<IconClock size={16} />} onClick={() => snooze(hours(3))}>
									{w.later}
								</Menu.Item>
								<Menu.Item leftSection={<IconClock size={16} />} onClick={() => snooze(morning(1))}>
									{w.tomorrow}
								</Menu.Item>
								<Menu.Item leftSection={<IconClock size={16} />} onClick={() => snooze(morning(7))}>
									{w.nextWeek}
								</Menu.Item>
								<Menu.Divider />
								<Menu.Item leftSection={<IconMailOpened size={16} />} onClick={() => set({ unread: true })}>
									{w.markUnread}
								</Menu.Item>
							</Menu.Dropdown>
						</Menu>
					</Group>
				</Group>
				<p>
					<LinkAnchor to="/contacts/$contactId" params={{ contactId: r.contact.id }} size="sm">
						{nameOf(r)}
					</LinkAnchor>{" "}
					{r.contact.email !== nameOf(r) && r.contact.email} {r.senderName && `· ${w.via(r.senderName)}`}
				</p>
				<p>
					{r.campaignId && (
						<>
							{w.answers}{" "}
							<LinkAnchor to="/campaigns/$campaignId" params={{ campaignId: r.campaignId }} size="sm">
								{r.campaignName}
							</LinkAnchor>
						</>
					)}
					{r.sequenceId && (
						<>
							{w.answers}{" "}
							<LinkAnchor to="/sequences/$sequenceId" params={{ sequenceId: r.sequenceId }} size="sm">
								{r.sequenceName}
							</LinkAnchor>
						</>
					)}
					{r.status === "snoozed" && r.snoozedUntil && ` · ${w.snoozedUntil(dateTime(r.snoozedUntil))}`}
				</p>
			</header>
			{r.asksToLeave && <AsksToLeave id={id} email={r.contact.email} onDecided={took} />}
			<div className="inbox-body" tabIndex={0} role="region" aria-label={w.thread}>
				<ol className="thread">
					{r.thread.map(m => (
						<Message key={m.id} m={m} />
					))}
				</ol>
			</div>
			<footer className="inbox-foot">
				<form
					onSubmit={e => {
						e.preventDefault();
						void send(false);
					}}
				>
					<Textarea
						aria-label={w.answer}
						placeholder={w.answerPlaceholder}
						autosize
						minRows={3}
						maxRows={10}
						value={draft.value}
						onChange={e => draft.set(e.currentTarget.value)}
					/>
					<Group justify="flex-end" mt={8} gap="xs">
						<Button variant="default" disabled={!draft.value.trim() || busy} onClick={() => send(true)}>
							{w.sendDone}
						</Button>
						<Button type="submit" loading={busy} disabled={!draft.value.trim()}>
							{w.send}
						</Button>
					</Group>
				</form>
			</footer>
		</article>
	);
}

function AsksToLeave({ id, email, onDecided }: { id: string; email: string; onDecided: (t: Thread) => void }) {
	const w = useW();
	const [busy, setBusy] = useState(false);
	const decide = async (leave: boolean) => {
		setBusy(true);
		try {
			onDecided(await api.post<Thread>(`/api/replies/${id}/leave`, { leave }));
			toast.done(leave ? w.unsubscribed(email) : w.stays(email));
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	return (
		<section className="inbox-ask" aria-label={w.status.asks}>
			<p>{w.asksText}</p>
			<Group gap="xs">
				<Button size="compact-sm" color="red" loading={busy} onClick={() => decide(true)}>
					{w.unsubscribe}
				</Button>
				<Button size="compact-sm" variant="default" disabled={busy} onClick={() => decide(false)}>
					{w.keep}
				</Button>
			</Group>
		</section>
	);
}

export function Replies() {
	const t = useT();
	const w = useW();
	const navigate = useNavigate();
	const search = useSearch({ from: "/app/replies" });
	const status = search.status ?? "open";
	const desk = status === "unmatched" || status === "away" || status === "refusals";
	const waiting = useQuery(waitingQuery);
	const [rules, rulesOps] = useDisclosure(false);
	const more = useRef<HTMLDivElement>(null);
	const list = useList<Reply>(
		"replies",
		"/api/replies",
		{
			search: search.search,
			status: status === "all" || status === "asks" || desk ? undefined : status,
			asksToLeave: status === "asks" ? true : undefined,
			limit: 60,
		},
		8000,
	);
	const open = (id: string | undefined) => navigate({ to: "/replies", search: { ...search, id }, replace: true });
	const index = list.rows.findIndex(r => r.id === search.id);
	const step = (by: number) => {
		const next = list.rows[Math.max(0, Math.min(list.rows.length - 1, index + by))];
		if (next) void open(next.id);
	};
	useShortcuts({ j: () => step(1), k: () => step(-1), Escape: () => search.id && void open(undefined) });
	useEffect(() => {
		const el = more.current;
		if (!el || !list.hasNextPage) return;
		const seen = new IntersectionObserver(entries => {
			if (entries.some(e => e.isIntersecting)) void list.fetchNextPage();
		});
		seen.observe(el);
		return () => seen.disconnect();
	}, [list.hasNextPage, list.fetchNextPage]);
	const empty = !list.isPending && list.rows.length === 0 && !search.id;
	return (
		<Page
			wide
			title={w.title}
			lead={w.lead}
			actions={
				<Button variant="default" leftSection={<IconSettings size={16} />} onClick={rulesOps.open}>
					{w.rules}
				</Button>
			}
		>
			<div className="toolbar" role="search">
				<SearchBox
					value={search.search ?? ""}
					onChange={v => navigate({ to: "/replies", search: { ...search, search: v || undefined }, replace: true })}
					placeholder={w.searchPlaceholder}
				/>
				<Select
					aria-label={w.show}
					w={210}
					allowDeselect={false}
					comboboxProps={{ withinPortal: true }}
					value={status}
					data={replyFilters.map(value => ({ value, label: filterLabel(w, value, waiting.data) }))}
					onChange={v =>
						navigate({
							to: "/replies",
							search: { search: search.search, status: v === "open" ? undefined : (v as ReplyFilter) },
							replace: true,
						})
					}
				/>
			</div>
			{status === "unmatched" ? (
				<UnmatchedList />
			) : status === "away" ? (
				<Away />
			) : status === "refusals" ? (
				<NotUnderstoodList />
			) : list.isError && list.rows.length === 0 ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : empty ? (
				<div className="panel">
					<EmptyState
						icon={<IconMessages size={24} />}
						title={search.search ? w.noMatch : w.emptyTitle}
						{...(search.search ? {} : { text: w.emptyText })}
					>
						{!search.search && status === "open" && (
							<LinkButton to="/senders" search={{ mailbox: true }} variant="default">
								{w.toSenders}
							</LinkButton>
						)}
					</EmptyState>
				</div>
			) : (
				<div className="inbox" data-reading={search.id ? "" : undefined}>
					<nav className="inbox-list" aria-label={w.list}>
						{list.isPending ? (
							<RowsSkeleton rows={8} height={30} />
						) : (
							list.rows.map(r => (
								<Link
									key={r.id}
									to="/replies"
									search={{ ...search, id: r.id }}
									replace
									className="inbox-item"
									data-active={r.id === search.id || undefined}
									data-unread={r.unread || undefined}
									aria-current={r.id === search.id ? "true" : undefined}
								>
									<span>
										<strong>
											{r.unread && <i className="unread-dot" role="img" aria-label={w.unread} />}
											{nameOf(r)}
											{r.asksToLeave && <span className="tag-warn">{w.status.asks}</span>}
										</strong>
										<small>
											<Ago at={r.lastMessageAt} />
										</small>
									</span>
									<span>
										<em>{r.excerpt || r.subject || w.noSubject}</em>
									</span>
									<span>
										<small>{r.campaignName ?? r.sequenceName ?? r.senderName}</small>
									</span>
								</Link>
							))
						)}
						<div ref={more} style={{ height: 1 }} />
					</nav>
					{search.id ? (
						<Reader key={search.id} id={search.id} onBack={() => open(undefined)} />
					) : (
						<div className="inbox-read">
							<EmptyState icon={<IconMessages size={24} />} title={w.choose} />
						</div>
					)}
				</div>
			)}
			{rules && <BounceRules onClose={rulesOps.close} closeLabel={t.common.close} />}
		</Page>
	);
}
