// All contacts: search, filters, saved views, bulk actions, and a table that does not mind a million rows.
import {
	ActionIcon,
	Button,
	Group,
	Menu,
	Modal,
	Popover,
	SegmentedControl,
	Select,
	Stack,
	Text,
	TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
	IconAddressBook,
	IconBookmark,
	IconChevronDown,
	IconDots,
	IconDownload,
	IconFileImport,
	IconFilterOff,
	IconPlus,
	IconTrash,
	IconUsersGroup,
	IconX,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { ApiError, api, queryString } from "../../api/client.ts";
import { q, useList } from "../../api/queries.ts";
import type { Contact, ContactFilter, ContactStatus } from "../../api/types.ts";
import type { ContactsSearch } from "../../app/router.tsx";
import { Ago, LinkAnchor, LinkButton, SearchBox, TagPicker, TagRow } from "../../components/bits.tsx";
import { DataTable } from "../../components/DataTable.tsx";
import { Page } from "../../components/Page.tsx";
import { EmptyState, ErrorState } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { deleteWithUndo } from "../../lib/deferred.ts";
import { num, percent } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { ofContacts } from "../segments/tree.ts";
import { ContactForm } from "./ContactForm.tsx";
import { ContactState } from "./ContactState.tsx";

/** The server counts no further than one more than this. */
const countMax = 100_000;

function TagAction({
	label,
	onApply,
	creatable,
}: {
	label: string;
	onApply: (tags: string[]) => void;
	creatable: boolean;
}) {
	const t = useT();
	const [opened, ops] = useDisclosure(false);
	const [tags, setTags] = useState<string[]>([]);
	return (
		<Popover opened={opened} onChange={o => !o && ops.close()} width={340} trapFocus returnFocus withinPortal>
			<Popover.Target>
				<Button size="compact-sm" variant="default" onClick={ops.toggle}>
					{label}
				</Button>
			</Popover.Target>
			<Popover.Dropdown>
				<form
					onSubmit={e => {
						e.preventDefault();
						if (tags.length > 0) onApply(tags);
						setTags([]);
						ops.close();
					}}
				>
					{/* Beside each other: the list of tags falls over what is below. */}
					<Group gap="xs" wrap="nowrap" align="flex-end">
						<div style={{ flex: 1, minWidth: 0 }}>
							<TagPicker label={t.contacts.tagName} value={tags} onChange={setTags} creatable={creatable} />
						</div>
						<Button type="submit" disabled={tags.length === 0}>
							{t.editor.applyField}
						</Button>
					</Group>
				</form>
			</Popover.Dropdown>
		</Popover>
	);
}

function SaveView({ search }: { search: ContactsSearch }) {
	const t = useT();
	const client = useQueryClient();
	const [opened, ops] = useDisclosure(false);
	const [name, setName] = useState("");
	const [busy, setBusy] = useState(false);
	const [kind, setKind] = useState<"view" | "segment">("view");
	const [error, setError] = useState<string | null>(null);
	const { sort: _, ...filter } = search;
	const narrows = Object.values(filter).some(x => x !== undefined);
	const as = narrows ? kind : "view";
	const save = async () => {
		if (as === "view") await api.post("/api/views", { name: name.trim(), filter: search });
		else await api.post("/api/segments", { name: name.trim(), filter: ofContacts(filter) });
		await client.invalidateQueries({ queryKey: [as === "view" ? "views" : "segments"] });
		toast.done(as === "view" ? t.contacts.viewSaved : t.contacts.segmentSaved);
	};
	return (
		<Popover opened={opened} onChange={o => !o && ops.close()} width={300} trapFocus returnFocus>
			<Popover.Target>
				<Button variant="subtle" color="gray" leftSection={<IconBookmark size={15} />} onClick={ops.toggle}>
					{t.contacts.saveView}
				</Button>
			</Popover.Target>
			<Popover.Dropdown>
				<form
					onSubmit={async e => {
						e.preventDefault();
						if (!name.trim()) return;
						setBusy(true);
						setError(null);
						try {
							await save();
							setName("");
							ops.close();
						} catch (x) {
							if (x instanceof ApiError && x.status === 409) setError(t.fieldErrors.taken);
							else toast.error(x);
						}
						setBusy(false);
					}}
				>
					<Stack gap="sm">
						{narrows && (
							<SegmentedControl
								fullWidth
								size="xs"
								aria-label={t.contacts.saveAs}
								value={kind}
								onChange={v => setKind(v as "view" | "segment")}
								data={[
									{ value: "view", label: t.contacts.asView },
									{ value: "segment", label: t.contacts.asSegment },
								]}
							/>
						)}
						<TextInput
							label={as === "view" ? t.contacts.viewName : t.contacts.segmentName}
							description={as === "view" ? t.contacts.saveViewText : t.contacts.saveSegmentText}
							error={error}
							value={name}
							onChange={e => setName(e.currentTarget.value)}
							data-autofocus
							maxLength={80}
						/>
						<Button type="submit" size="compact-sm" loading={busy} disabled={!name.trim()}>
							{t.common.save}
						</Button>
					</Stack>
				</form>
			</Popover.Dropdown>
		</Popover>
	);
}

function Views({ go }: { go: (s: ContactsSearch) => void }) {
	const t = useT();
	const client = useQueryClient();
	const views = useQuery(q.views);
	if (!views.data || views.data.length === 0) return null;
	return (
		<Menu position="bottom-start" width={260}>
			<Menu.Target>
				<Button variant="default" rightSection={<IconChevronDown size={15} />}>
					{t.contacts.views}
				</Button>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item onClick={() => go({})}>{t.contacts.allContacts}</Menu.Item>
				<Menu.Divider />
				{views.data.map(v => (
					<Group key={v.id} gap={0} wrap="nowrap">
						<Menu.Item
							onClick={() =>
								go({
									search: v.filter?.search,
									status: v.filter?.status,
									tags: v.filter?.tags,
									segment: v.filter?.segment,
									sort: v.filter?.sort as ContactsSearch["sort"],
								})
							}
						>
							{v.name}
						</Menu.Item>
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={t.contacts.deleteView(v.name)}
							onClick={async () => {
								try {
									await api.delete(`/api/views/${v.id}`);
									await client.invalidateQueries({ queryKey: ["views"] });
									toast.undo(t.contacts.viewDeleted, async () => {
										await api.post("/api/views", { name: v.name, filter: v.filter }).catch(toast.error);
										await client.invalidateQueries({ queryKey: ["views"] });
									});
								} catch (error) {
									toast.error(error);
								}
							}}
						>
							<IconX size={14} />
						</ActionIcon>
					</Group>
				))}
			</Menu.Dropdown>
		</Menu>
	);
}

export function Contacts() {
	const t = useT();
	const c = t.contacts;
	const client = useQueryClient();
	const navigate = useNavigate();
	const search = useSearch({ from: "/app/contacts" });
	const sort = search.sort ?? "-createdAt";
	const filters = { search: search.search, status: search.status, tag: search.tags, segment: search.segment };
	const segments = useQuery(q.segments);
	const list = useList<Contact>("contacts", "/api/contacts", { ...filters, sort, limit: 100, count: true });
	const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
	const [allMatching, setAllMatching] = useState(false);
	const [form, formOps] = useDisclosure(false);
	const [confirmDelete, setConfirmDelete] = useState(false);
	const [busy, setBusy] = useState(false);
	const filtered = Boolean(search.search || search.status || search.tags || search.segment);
	const total = list.total;

	const clear = useCallback(() => {
		setSelected(new Set());
		setAllMatching(false);
	}, []);
	const go = useCallback(
		(next: ContactsSearch) => {
			clear();
			void navigate({ to: "/contacts", search: next, replace: true });
		},
		[navigate, clear],
	);
	const patch = (p: Partial<ContactsSearch>) => go({ ...search, ...p });

	const filter: ContactFilter = {
		search: search.search,
		status: search.status,
		tags: search.tags,
		segment: search.segment,
	};
	const target = allMatching ? { filter } : { ids: [...selected] };
	const matching = (total ?? 0) > countMax ? t.common.moreThan(countMax) : num(total);
	const refresh = () => client.invalidateQueries({ queryKey: ["contacts"] });

	/** Bulk changes to named rows can be taken back: each row's own state before is known. */
	const bulk = async (
		body: { action: "tag" | "untag" | "status"; tags?: string[]; status?: ContactStatus },
		message: (n: number) => string,
	) => {
		setBusy(true);
		const before = allMatching ? [] : list.rows.filter(r => selected.has(r.id));
		try {
			const { affected, refused } = await api.post<{ affected: number; refused: number }>("/api/contacts/bulk", {
				...body,
				...target,
			});
			await refresh();
			// Who is set to unsubscribed comes back by their own hand only: there is nothing to take back.
			if (allMatching || refused > 0 || body.status === "UNSUBSCRIBED")
				toast.done(refused > 0 ? `${message(affected)}. ${c.refusedN(refused)}` : message(affected));
			else
				toast.undo(message(affected), async () => {
					try {
						await undoBulk(body, before);
						await refresh();
					} catch (error) {
						toast.error(error);
					}
				});
			clear();
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	const remove = () => {
		if (allMatching) return setConfirmDelete(true);
		const ids = [...selected];
		deleteWithUndo({
			ids,
			message: c.deletedN(ids.length),
			commit: keepalive => api.post("/api/contacts/bulk", { action: "delete", ids }, { keepalive }),
			settled: refresh,
		});
		clear();
	};

	const columns = useMemo(
		() => [
			{
				id: "name",
				head: c.name,
				sort: { up: "name", down: "-name" },
				cell: (r: Contact): ReactNode => (
					<span className="cell-two">
						<LinkAnchor
							to="/contacts/$contactId"
							params={{ contactId: r.id }}
							className="row-link"
							c="inherit"
							underline="never"
							size="sm"
						>
							{r.displayName}
						</LinkAnchor>
						{r.displayName !== r.email && <small>{r.email}</small>}
					</span>
				),
			},
			{ id: "status", head: t.common.status, width: 140, cell: (r: Contact) => <ContactState contact={r} /> },
			{ id: "tags", head: c.tags, wide: true, width: "26%", cell: (r: Contact) => <TagRow tags={r.tags} /> },
			{
				id: "engagement",
				head: c.engagement,
				help: c.engagementHelp,
				wide: true,
				width: 116,
				num: true,
				cell: (r: Contact) => percent(r.engagementRate),
			},
			{
				id: "added",
				head: c.added,
				wide: true,
				width: 140,
				sort: { up: "createdAt", down: "-createdAt" },
				cell: (r: Contact) => <Ago at={r.createdAt} />,
			},
		],
		[c, t],
	);

	return (
		<Page
			wide
			title={c.title}
			actions={
				<>
					<Menu>
						<Menu.Target>
							<ActionIcon variant="default" size={36} aria-label={t.common.more}>
								<IconDots size={18} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item
								leftSection={<IconUsersGroup size={16} />}
								onClick={() => navigate({ to: "/contacts/doubles" })}
							>
								{c.doubles}
							</Menu.Item>
							{(["csv", "ndjson"] as const).map(format => (
								<Menu.Item
									key={format}
									component="a"
									href={`/api/contacts/export${queryString({ format, ...filters })}`}
									download
									leftSection={<IconDownload size={16} />}
								>
									{format === "csv" ? c.exportCsv : c.exportNdjson}
								</Menu.Item>
							))}
						</Menu.Dropdown>
					</Menu>
					<LinkButton to="/contacts/import" variant="default" leftSection={<IconFileImport size={16} />}>
						{c.import}
					</LinkButton>
					<Button leftSection={<IconPlus size={16} />} onClick={formOps.open}>
						{c.new}
					</Button>
				</>
			}
		>
			{(filtered || list.isPending || list.rows.length > 0) && (
				<div className="toolbar" role="search">
					<SearchBox
						value={search.search ?? ""}
						onChange={v => patch({ search: v || undefined })}
						placeholder={c.searchPlaceholder}
					/>
					<Select
						aria-label={c.filterStatus}
						w={160}
						data={[
							{ value: "", label: c.anyStatus },
							...(["ACTIVE", "INACTIVE", "UNSUBSCRIBED"] as const).map(value => ({ value, label: t.status[value] })),
						]}
						value={search.status ?? ""}
						onChange={v => patch({ status: (v || undefined) as ContactStatus | undefined })}
					/>
					<div className="tag-filter">
						<TagPicker
							hideLabel
							label={c.filterTags}
							placeholder={c.filterTags}
							creatable={false}
							value={search.tags ?? []}
							onChange={tags => patch({ tags: tags.length > 0 ? tags : undefined })}
						/>
					</div>
					{((segments.data?.length ?? 0) > 0 || search.segment) && (
						<Select
							aria-label={c.filterSegment}
							w={190}
							searchable
							data={[
								{ value: "", label: c.anySegment },
								...(segments.data ?? []).map(x => ({ value: x.id, label: x.name })),
								...(search.segment && segments.data && !segments.data.some(x => x.id === search.segment)
									? [{ value: search.segment, label: t.editor.segmentGone }]
									: []),
							]}
							value={search.segment ?? ""}
							onChange={v => patch({ segment: v || undefined })}
						/>
					)}
					<Views go={go} />
					{(filtered || search.sort) && (
						<>
							<SaveView search={search} />
							<Button variant="subtle" color="gray" leftSection={<IconFilterOff size={15} />} onClick={() => go({})}>
								{t.common.clearFilters}
							</Button>
						</>
					)}
				</div>
			)}
			{(selected.size > 0 || allMatching) && (
				<section className="bulkbar" aria-label={t.common.actions} aria-busy={busy}>
					<strong aria-live="polite">{allMatching ? c.allMatching(matching) : t.common.selected(selected.size)}</strong>
					{!allMatching && total !== null && total > selected.size && selected.size >= list.rows.length && (
						<Button size="compact-sm" variant="subtle" onClick={() => setAllMatching(true)}>
							{c.selectMatching(matching)}
						</Button>
					)}
					<TagAction
						label={c.bulkTag}
						creatable
						onApply={tags => bulk({ action: "tag", tags }, n => c.tagged(n, tags.join(", ")))}
					/>
					<TagAction
						label={c.bulkUntag}
						creatable={false}
						onApply={tags => bulk({ action: "untag", tags }, n => c.untagged(n, tags.join(", ")))}
					/>
					<Menu>
						<Menu.Target>
							<Button size="compact-sm" variant="default" rightSection={<IconChevronDown size={14} />}>
								{c.bulkStatus}
							</Button>
						</Menu.Target>
						<Menu.Dropdown>
							{(["ACTIVE", "INACTIVE", "UNSUBSCRIBED"] as const).map(status => (
								<Menu.Item key={status} onClick={() => bulk({ action: "status", status }, c.statusSet)}>
									{t.status[status]}
								</Menu.Item>
							))}
						</Menu.Dropdown>
					</Menu>
					<Button
						size="compact-sm"
						variant="default"
						className="bad"
						leftSection={<IconTrash size={14} />}
						onClick={remove}
					>
						{c.bulkDelete}
					</Button>
					<Button size="compact-sm" variant="subtle" color="gray" ml="auto" onClick={clear}>
						{t.common.clear}
					</Button>
				</section>
			)}
			{list.isError && list.rows.length === 0 ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : !list.isPending && list.rows.length === 0 ? (
				<div className="panel">
					{filtered ? (
						<EmptyState icon={<IconAddressBook size={24} />} title={c.noMatchTitle} text={c.noMatchText}>
							<Button variant="default" onClick={() => go({})}>
								{t.common.clearFilters}
							</Button>
						</EmptyState>
					) : (
						<EmptyState icon={<IconAddressBook size={24} />} title={c.emptyTitle} text={c.emptyText}>
							<LinkButton to="/contacts/import">{t.welcome.importCsv}</LinkButton>
							<Button variant="default" onClick={formOps.open}>
								{c.new}
							</Button>
						</EmptyState>
					)}
				</div>
			) : (
				<div data-stale={list.isPlaceholderData || undefined}>
					<DataTable<Contact>
						label={c.title}
						columns={columns}
						rows={list.rows}
						total={total}
						countMax={countMax}
						loading={list.isPending}
						hasMore={list.hasNextPage}
						loadingMore={list.isFetchingNextPage}
						onMore={list.fetchNextPage}
						onOpen={r => navigate({ to: "/contacts/$contactId", params: { contactId: r.id } })}
						sort={sort}
						onSort={s => patch({ sort: s as ContactsSearch["sort"] })}
						selection={{
							selected: allMatching ? new Set(list.rows.map(r => r.id)) : selected,
							onChange: next => {
								setAllMatching(false);
								setSelected(next);
							},
							name: r => r.displayName,
						}}
					/>
				</div>
			)}
			{form && (
				<ContactForm
					contact={null}
					onClose={formOps.close}
					onSaved={saved => navigate({ to: "/contacts/$contactId", params: { contactId: saved.id } })}
				/>
			)}
			<Modal
				opened={confirmDelete}
				onClose={() => setConfirmDelete(false)}
				title={c.deleteManyTitle(matching)}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				<Text size="sm" mb="lg">
					{c.deleteManyText}
				</Text>
				<Group justify="flex-end">
					<Button variant="default" onClick={() => setConfirmDelete(false)} data-autofocus>
						{t.common.cancel}
					</Button>
					<Button
						color="red"
						loading={busy}
						onClick={async () => {
							setBusy(true);
							try {
								const { affected } = await api.post<{ affected: number }>("/api/contacts/bulk", {
									action: "delete",
									filter,
								});
								toast.done(c.deletedN(affected));
								setConfirmDelete(false);
								clear();
								await refresh();
							} catch (error) {
								toast.error(error);
							}
							setBusy(false);
						}}
					>
						{t.common.delete}
					</Button>
				</Group>
			</Modal>
		</Page>
	);
}

async function undoBulk(
	body: { action: "tag" | "untag" | "status"; tags?: string[]; status?: ContactStatus },
	before: Contact[],
): Promise<void> {
	if (body.action === "status") {
		for (const status of ["ACTIVE", "INACTIVE", "UNSUBSCRIBED"] as const) {
			const ids = before.filter(r => r.status === status).map(r => r.id);
			if (ids.length > 0) await api.post("/api/contacts/bulk", { action: "status", status, ids });
		}
		return;
	}
	for (const tag of body.tags ?? []) {
		const had = (r: Contact) => (r.tags ?? []).includes(tag);
		const ids = before.filter(r => (body.action === "tag" ? !had(r) : had(r))).map(r => r.id);
		if (ids.length > 0)
			await api.post("/api/contacts/bulk", { action: body.action === "tag" ? "untag" : "tag", tags: [tag], ids });
	}
}
