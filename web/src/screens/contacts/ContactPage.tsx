// One person: who they are, whether they get mail and why not, and everything that happened.
import { ActionIcon, Button, Group, Menu, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
	IconArrowLeft,
	IconBan,
	IconClick,
	IconClock,
	IconCornerUpLeft,
	IconDots,
	IconEye,
	IconMailX,
	IconPencil,
	IconSend,
	IconTrash,
	IconUserMinus,
	IconUserPlus,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { api } from "../../api/client.ts";
import { q, useList } from "../../api/queries.ts";
import type { Contact, ContactStatus, TimelineItem } from "../../api/types.ts";
import { Ago, CopyIcon, Field, LinkAnchor, TagPicker } from "../../components/bits.tsx";
import { Page, Panel } from "../../components/Page.tsx";
import { EmptyState, ErrorState, Pending, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { deleteWithUndo } from "../../lib/deferred.ts";
import { dateTime, percent } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { useW } from "../replies/api.ts";
import { ContactForm } from "./ContactForm.tsx";
import { ContactState } from "./ContactState.tsx";

const ContactRights = lazy(() => import("./ContactRights.tsx"));
const ContactSequences = lazy(() => import("../sequences/ContactSequences.tsx"));

const icons: Record<string, ReactNode> = {
	SENT: <IconSend size={15} />,
	DELIVERED: <IconSend size={15} />,
	OPENED: <IconEye size={15} />,
	CLICKED: <IconClick size={15} />,
	REPLIED: <IconCornerUpLeft size={15} />,
	BOUNCED: <IconMailX size={15} />,
	FAILED: <IconMailX size={15} />,
	COMPLAINED: <IconBan size={15} />,
	UNSUBSCRIBED: <IconUserMinus size={15} />,
	SKIPPED: <IconBan size={15} />,
	CREATED: <IconUserPlus size={15} />,
	IMPORTED: <IconUserPlus size={15} />,
};

function detailText(detail: unknown): string {
	if (typeof detail === "string") return detail;
	if (detail && typeof detail === "object") {
		const d = detail as Record<string, unknown>;
		const first = d.url ?? d.link ?? d.reply ?? d.reason ?? d.message;
		if (typeof first === "string") return first;
	}
	return "";
}

function Timeline({ id }: { id: string }) {
	const t = useT();
	const w = useW();
	const list = useList<TimelineItem & { id: string }>("timeline", `/api/contacts/${id}/timeline`, { limit: 50 });
	if (list.isPending) return <RowsSkeleton rows={5} />;
	if (list.isError) return <ErrorState error={list.error} onRetry={() => list.refetch()} />;
	if (list.rows.length === 0) return <EmptyState icon={<IconClock size={24} />} title={t.contacts.timelineEmpty} />;
	return (
		<>
			<ol className="timeline">
				{list.rows.map((item, i) => {
					const by =
						item.verdict === "machine" ? t.events.byMachine : item.verdict === "human" ? t.events.byPerson : undefined;
					const why = item.whyCode ? w.why[item.whyCode]?.(w.causes[item.whyOf ?? ""] ?? item.whyOf ?? "") : undefined;
					const cause = item.cause ? w.causes[item.cause] : undefined;
					const detail = why ?? (detailText(item.detail) || (t.verdicts[item.reason ?? ""] ?? item.reason ?? ""));
					return (
						<li key={`${item.at}${item.type}${i}`}>
							<span className="timeline-icon" data-type={item.type} aria-hidden>
								{icons[item.type] ?? <IconClock size={15} />}
							</span>
							<div>
								<p>
									<strong>{t.events[item.type] ?? item.type}</strong>
									{by && ["OPENED", "CLICKED"].includes(item.type) && ` ${by}`}
									{item.sequenceId && (
										<>
											{" · "}
											<LinkAnchor to="/sequences/$sequenceId" params={{ sequenceId: item.sequenceId }} size="sm">
												{item.subject || t.nav.sequences}
											</LinkAnchor>
										</>
									)}
									{item.campaignId && (
										<>
											{" · "}
											<LinkAnchor to="/campaigns/$campaignId" params={{ campaignId: item.campaignId }} size="sm">
												{item.campaignName ?? item.subject ?? t.capture.campaign}
											</LinkAnchor>
										</>
									)}
								</p>
								{detail && (
									<small>{cause ? `${cause.charAt(0).toUpperCase()}${cause.slice(1)}: ${detail}` : detail}</small>
								)}
							</div>
							<small>
								<Ago at={item.at} />
							</small>
						</li>
					);
				})}
			</ol>
			{list.hasNextPage && (
				<Group justify="center" pb="md">
					<Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
						{t.common.loadMore}
					</Button>
				</Group>
			)}
		</>
	);
}

export function ContactPage() {
	const t = useT();
	const c = t.contacts;
	const { contactId } = useParams({ from: "/app/contacts/$contactId" });
	const navigate = useNavigate();
	const client = useQueryClient();
	const query = useQuery(q.contact(contactId));
	const [editing, editOps] = useDisclosure(false);
	const contact = query.data;

	if (query.isPending) return <Pending />;
	if (!contact)
		return (
			<Page title={c.title}>
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			</Page>
		);

	/** Shown at once; taken back when the server refuses. */
	const change = async (patch: { tags?: string[]; status?: ContactStatus }) => {
		const key = q.contact(contactId).queryKey;
		const before = contact;
		client.setQueryData<Contact>(key, { ...before, ...patch });
		try {
			client.setQueryData<Contact>(key, await api.patch<Contact>(`/api/contacts/${contactId}`, patch));
			void client.invalidateQueries({ queryKey: ["contacts"] });
		} catch (error) {
			client.setQueryData<Contact>(key, before);
			toast.error(error);
		}
	};
	const remove = () => {
		deleteWithUndo({
			ids: [contactId],
			message: c.deletedToast(contact.displayName),
			commit: keepalive => api.delete(`/api/contacts/${contactId}`, undefined, { keepalive }),
			settled: () => client.invalidateQueries({ queryKey: ["contacts"] }),
		});
		void navigate({ to: "/contacts" });
	};
	const variables = Object.entries(contact.variables ?? {});
	return (
		<Page
			title={contact.displayName}
			heading={
				<>
					<Link to="/contacts" className="back-link">
						<IconArrowLeft size={15} aria-hidden />
						{c.title}
					</Link>
					<Title order={1} size="h3">
						{contact.displayName}
					</Title>
				</>
			}
			actions={
				<>
					<Button variant="default" leftSection={<IconPencil size={16} />} onClick={editOps.open}>
						{t.common.edit}
					</Button>
					<Menu>
						<Menu.Target>
							<ActionIcon variant="default" size={36} aria-label={t.common.more}>
								<IconDots size={18} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							{(["ACTIVE", "INACTIVE", "UNSUBSCRIBED"] as const)
								.filter(s => s !== contact.status)
								.map(status => (
									<Menu.Item key={status} onClick={() => change({ status })}>
										{`${c.bulkStatus}: ${t.status[status]}`}
									</Menu.Item>
								))}
							<Menu.Divider />
							<Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={remove}>
								{t.common.delete}
							</Menu.Item>
						</Menu.Dropdown>
					</Menu>
				</>
			}
		>
			<div className="cols-side">
				<Panel title={c.timeline} flush>
					<Timeline id={contactId} />
				</Panel>
				<div>
					<Panel title={c.details}>
						<dl className="facts">
							<Field label={t.common.email}>
								<Group gap={4} wrap="nowrap">
									<span style={{ minWidth: 0, overflowWrap: "anywhere" }}>{contact.email}</span>
									<CopyIcon value={contact.email} />
								</Group>
							</Field>
							<Field label={t.common.status}>
								<ContactState contact={contact} />
								<p className="dim-sm" style={{ whiteSpace: "normal", margin: 0 }}>
									{c.notSendable[contact.status] ??
										(contact.suppressed
											? c.suppressedBecause(t.suppressions.reasons[contact.suppressed] ?? contact.suppressed)
											: c.sendable)}
								</p>
							</Field>
							<Field label={c.engagement}>
								<span title={c.engagementHelp}>{percent(contact.engagementRate)}</span>
							</Field>
							<Field label={t.clock.zone}>
								{contact.timezone ?? t.clock.zoneNone}
								{contact.timezone && (
									<p className="dim-sm" style={{ margin: 0 }}>
										{t.clock.sources[contact.timezoneSource ?? "set"] ?? ""}
									</p>
								)}
							</Field>
							<Field label={c.added}>{dateTime(contact.createdAt)}</Field>
							<Field label={c.tags}>
								<TagPicker hideLabel label={c.tags} value={contact.tags ?? []} onChange={tags => change({ tags })} />
							</Field>
							{variables.map(([name, value]) => (
								<Field key={name} label={name}>
									{typeof value === "string" ? value : JSON.stringify(value)}
								</Field>
							))}
						</dl>
					</Panel>
					<Suspense>
						<ContactSequences contactId={contactId} />
						<ContactRights contactId={contactId} email={contact.email} />
					</Suspense>
				</div>
			</div>
			{editing && <ContactForm contact={contact} onClose={editOps.close} />}
		</Page>
	);
}
