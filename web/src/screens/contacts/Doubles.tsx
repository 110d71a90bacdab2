// People who are several contacts, one per spelling of their address, and their merge.
import { Badge, Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useList } from "../../api/queries.ts";
import type { Contact, Double } from "../../api/types.ts";
import { Ago, LinkAnchor, LinkButton } from "../../components/bits.tsx";
import { Page } from "../../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { toast } from "../../lib/toast.ts";
import { ContactState } from "./ContactState.tsx";

function Person({ double, onMerge }: { double: Double; onMerge: (keep: Contact) => void }) {
	const t = useT();
	const c = t.contacts;
	const contacts = double.contacts as Contact[];
	const [kept, setKept] = useState(contacts[0]?.id ?? "");
	return (
		<section className="panel" aria-label={double.identity} style={{ padding: "var(--mantine-spacing-md)" }}>
			<Radio.Group value={kept} onChange={setKept} aria-label={c.keeps}>
				<Stack gap="xs">
					{contacts.map(k => (
						<Group key={k.id} gap="sm" wrap="wrap">
							<Radio value={k.id} aria-label={c.keepThis(k.email)} />
							<div style={{ flex: 1, minWidth: 200, overflowWrap: "anywhere" }}>
								<LinkAnchor to="/contacts/$contactId" params={{ contactId: k.id }} size="sm">
									{k.email}
								</LinkAnchor>
								{k.displayName !== k.email && (
									<Text size="xs" c="dimmed">
										{k.displayName}
									</Text>
								)}
							</div>
							{k.id === kept && (
								<Badge variant="light" tt="none">
									{c.keeps}
								</Badge>
							)}
							<ContactState contact={k} />
							<Text size="xs" c="dimmed">
								<Ago at={k.createdAt} />
							</Text>
						</Group>
					))}
				</Stack>
			</Radio.Group>
			<Group justify="flex-end" mt="sm">
				<Button
					size="compact-sm"
					variant="default"
					onClick={() => {
						const keep = contacts.find(k => k.id === kept);
						if (keep) onMerge(keep);
					}}
				>
					{c.merge}
				</Button>
			</Group>
		</section>
	);
}

export function Doubles() {
	const t = useT();
	const c = t.contacts;
	const client = useQueryClient();
	const list = useList<Double>("doubles", "/api/contacts/doubles", { limit: 50 });
	const [asked, setAsked] = useState<Contact | "all" | null>(null);
	const [busy, setBusy] = useState(false);

	const merge = async () => {
		if (!asked) return;
		setBusy(true);
		try {
			if (asked === "all") {
				const done = await api.post<{ contacts: number }>("/api/contacts/doubles/merge", {});
				toast.done(c.merged(done.contacts));
			} else {
				const of = list.rows.find(d => d.contacts.some(k => k.id === asked.id));
				await api.post(`/api/contacts/${asked.id}/merge`, {});
				toast.done(c.merged(of?.contacts.length ?? 2));
			}
			setAsked(null);
			await client.invalidateQueries({ queryKey: ["doubles"] });
			void client.invalidateQueries({ queryKey: ["contacts"] });
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};

	return (
		<Page
			title={c.doublesTitle}
			lead={c.doublesLead}
			actions={
				list.rows.length > 0 && (
					<Button leftSection={<IconUsersGroup size={16} />} onClick={() => setAsked("all")}>
						{c.mergeAll}
					</Button>
				)
			}
		>
			{list.isError && list.rows.length === 0 ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : list.isPending ? (
				<RowsSkeleton />
			) : list.rows.length === 0 ? (
				<div className="panel">
					<EmptyState icon={<IconUsersGroup size={24} />} title={c.doublesEmptyTitle} text={c.doublesEmptyText}>
						<LinkButton to="/contacts" variant="default">
							{c.title}
						</LinkButton>
					</EmptyState>
				</div>
			) : (
				<Stack gap="md">
					{list.rows.map(d => (
						<Person key={d.identity} double={d} onMerge={setAsked} />
					))}
					{list.hasNextPage && (
						<Button variant="default" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
							{t.common.more}
						</Button>
					)}
				</Stack>
			)}
			<Modal
				opened={asked !== null}
				onClose={() => setAsked(null)}
				title={asked === "all" ? c.mergeAllTitle : c.mergeTitle}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				<Text size="sm" mb="lg">
					{asked === "all" ? c.mergeAllText : asked ? c.mergeText(asked.email) : ""}
				</Text>
				<Group justify="flex-end">
					<Button variant="default" onClick={() => setAsked(null)} data-autofocus>
						{t.common.cancel}
					</Button>
					<Button color="red" loading={busy} onClick={merge}>
						{c.merge}
					</Button>
				</Group>
			</Modal>
		</Page>
	);
}
