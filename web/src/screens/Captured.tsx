// The inbox of what the capture sender kept: read as HTML, text, headers or source; links work.
import { ActionIcon, Button, Group, Modal, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { IconArrowLeft, IconDownload, IconInbox, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { api } from "../api/client.ts";
import { q, useList } from "../api/queries.ts";
import type { CapturedSummary } from "../api/types.ts";
import { useShortcuts } from "../app/shortcuts.ts";
import { Ago, LinkAnchor, SearchBox } from "../components/bits.tsx";
import { MailFrame } from "../components/MailFrame.tsx";
import { Page } from "../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../components/states.tsx";
import { useT } from "../i18n/index.tsx";
import { deleteWithUndo } from "../lib/deferred.ts";
import { bytes, dateTimeFull } from "../lib/format.ts";
import { inlineImages } from "../lib/mime.ts";
import { toast } from "../lib/toast.ts";

type View = "html" | "text" | "source";

function Reader({ id, onBack, onDeleted }: { id: string; onBack: () => void; onDeleted: () => void }) {
	const t = useT();
	const c = t.capture;
	const client = useQueryClient();
	const [view, setView] = useState<View>("html");
	const mail = useQuery(q.captured(id));
	const needsRaw = view === "source" || /\bcid:/.test(mail.data?.html ?? "");
	const raw = useQuery({ ...q.capturedRaw(id), enabled: needsRaw });
	if (mail.isPending)
		return (
			<div className="inbox-read">
				<RowsSkeleton rows={6} />
			</div>
		);
	if (!mail.data)
		return (
			<div className="inbox-read">
				<ErrorState error={mail.error} onRetry={() => mail.refetch()} />
			</div>
		);
	const m = mail.data;
	const shown: View = view === "html" && !m.html ? "text" : view;
	const remove = () => {
		deleteWithUndo({
			ids: [id],
			message: c.deletedToast,
			commit: keepalive => api.delete(`/api/capture/${id}`, undefined, { keepalive }),
			settled: () => client.invalidateQueries({ queryKey: ["capture"] }),
		});
		onDeleted();
	};
	return (
		<article className="inbox-read" aria-label={m.subject || c.noSubject}>
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
						<h2>{m.subject || c.noSubject}</h2>
					</Group>
					<Group gap={2} wrap="nowrap">
						<ActionIcon
							component="a"
							href={`/api/capture/${id}/raw`}
							download={`${id}.eml`}
							variant="subtle"
							color="gray"
							aria-label={c.download}
							title={c.download}
						>
							<IconDownload size={17} />
						</ActionIcon>
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={t.common.delete}
							title={t.common.delete}
							onClick={remove}
						>
							<IconTrash size={17} />
						</ActionIcon>
					</Group>
				</Group>
				<p>
					{c.from} <b>{m.from}</b>
				</p>
				<p>
					{c.to} <b>{m.to}</b> · <time dateTime={m.createdAt}>{dateTimeFull(m.createdAt)}</time>
				</p>
				<Group justify="space-between" mt={10} gap="xs">
					<SegmentedControl
						size="xs"
						aria-label={t.common.open}
						value={shown}
						onChange={v => setView(v as View)}
						data={[
							{ value: "html", label: c.html, disabled: !m.html },
							{ value: "text", label: c.text },
							{ value: "source", label: c.source },
						]}
					/>
					<Group gap="md">
						{m.contactId && (
							<LinkAnchor to="/contacts/$contactId" params={{ contactId: m.contactId }} size="sm">
								{c.contact}
							</LinkAnchor>
						)}
						{m.campaignId && (
							<LinkAnchor to="/campaigns/$campaignId" params={{ campaignId: m.campaignId }} size="sm">
								{c.campaign}
							</LinkAnchor>
						)}
					</Group>
				</Group>
			</header>
			<div className="inbox-body" tabIndex={shown === "html" ? undefined : 0} role="region" aria-label={c.frame}>
				{shown === "html" &&
					m.html &&
					(needsRaw && raw.isPending ? (
						<Skeleton height={300} m="md" />
					) : (
						<MailFrame html={inlineImages(m.html, raw.data)} title={c.frame} />
					))}
				{shown === "text" && <pre className="mail-text">{m.text || c.noText}</pre>}
				{shown === "source" &&
					(raw.data === undefined ? (
						raw.isError ? (
							<ErrorState error={raw.error} onRetry={() => raw.refetch()} />
						) : (
							<Skeleton height={300} m="md" />
						)
					) : (
						<pre className="mail-text">{raw.data}</pre>
					))}
			</div>
			{m.attachments?.length > 0 && (
				<footer className="inbox-foot">
					{c.attachments}: {m.attachments.map(a => `${a.filename ?? a.contentType} (${bytes(a.bytes)})`).join(", ")}
				</footer>
			)}
		</article>
	);
}

export function Captured() {
	const t = useT();
	const c = t.capture;
	const navigate = useNavigate();
	const client = useQueryClient();
	const search = useSearch({ from: "/app/captured" });
	const list = useList<CapturedSummary>("capture", "/api/capture", { search: search.search, limit: 60 }, 5000);
	const [confirm, setConfirm] = useState(false);
	const [busy, setBusy] = useState(false);
	const more = useRef<HTMLDivElement>(null);
	const open = (id: string | undefined) => navigate({ to: "/captured", search: { ...search, id }, replace: true });
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

	const empty = !list.isPending && list.rows.length === 0;
	return (
		<Page
			wide
			title={c.title}
			lead={c.lead}
			actions={
				list.rows.length > 0 && (
					<Button variant="default" leftSection={<IconTrash size={16} />} onClick={() => setConfirm(true)}>
						{c.deleteAll}
					</Button>
				)
			}
		>
			{(!empty || search.search) && (
				<div className="toolbar" role="search">
					<SearchBox
						value={search.search ?? ""}
						onChange={v => navigate({ to: "/captured", search: { search: v || undefined }, replace: true })}
						placeholder={c.searchPlaceholder}
					/>
				</div>
			)}
			{list.isError && list.rows.length === 0 ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : empty ? (
				<div className="panel">
					<EmptyState
						icon={<IconInbox size={24} />}
						title={search.search ? c.noMatch : c.emptyTitle}
						{...(search.search ? {} : { text: c.emptyText })}
					/>
				</div>
			) : (
				<div className="inbox" data-reading={search.id ? "" : undefined}>
					<nav className="inbox-list" aria-label={c.list}>
						{list.isPending ? (
							<RowsSkeleton rows={8} height={30} />
						) : (
							list.rows.map(r => (
								<Link
									key={r.id}
									to="/captured"
									search={{ ...search, id: r.id }}
									replace
									className="inbox-item"
									data-active={r.id === search.id || undefined}
									aria-current={r.id === search.id ? "true" : undefined}
								>
									<span>
										<strong>{r.to}</strong>
										<small>
											<Ago at={r.createdAt} />
										</small>
									</span>
									<span>
										<em>{r.subject || c.noSubject}</em>
									</span>
								</Link>
							))
						)}
						<div ref={more} style={{ height: 1 }} />
					</nav>
					{search.id ? (
						<Reader
							key={search.id}
							id={search.id}
							onBack={() => open(undefined)}
							onDeleted={() => open(list.rows[index + 1]?.id ?? list.rows[index - 1]?.id)}
						/>
					) : (
						<div className="inbox-read">
							<EmptyState icon={<IconInbox size={24} />} title={c.choose} />
						</div>
					)}
				</div>
			)}
			<Modal
				opened={confirm}
				onClose={() => setConfirm(false)}
				title={c.deleteAllTitle}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				<Text size="sm" mb="lg">
					{c.deleteAllText}
				</Text>
				<Group justify="flex-end">
					<Button variant="default" data-autofocus onClick={() => setConfirm(false)}>
						{t.common.cancel}
					</Button>
					<Button
						color="red"
						loading={busy}
						onClick={async () => {
							setBusy(true);
							try {
								await api.delete("/api/capture");
								setConfirm(false);
								await navigate({ to: "/captured", search: {}, replace: true });
								await client.invalidateQueries({ queryKey: ["capture"] });
							} catch (error) {
								toast.error(error);
							}
							setBusy(false);
						}}
					>
						{c.deleteAll}
					</Button>
				</Group>
			</Modal>
		</Page>
	);
}
