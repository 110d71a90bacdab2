// One segment: its name, its conditions to be built or written, who that is while one builds, and why somebody is in it.
import { ActionIcon, Button, Group, Menu, Modal, SegmentedControl, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowLeft, IconDots, IconDownload, IconTrash } from "@tabler/icons-react";
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { ApiError, api, queryString } from "../../api/client.ts";
import type { Contact, Segment, SegmentPreview } from "../../api/types.ts";
import { LinkAnchor } from "../../components/bits.tsx";
import { ConflictDialog } from "../../components/ConflictDialog.tsx";
import { Page, Panel } from "../../components/Page.tsx";
import { ErrorState, Pending } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { sameJson } from "../../lib/conflict.ts";
import { deleteWithUndo } from "../../lib/deferred.ts";
import { useDraft } from "../../lib/drafts.ts";
import { fieldErrors, fieldText, useFirstError } from "../../lib/fieldErrors.ts";
import { toast } from "../../lib/toast.ts";
import { useVersioned } from "../../lib/versioned.ts";
import { segq, type Use, useS } from "./api.ts";
import { CountPanel } from "./CountPanel.tsx";
import { type Fault, faultOf } from "./fault.ts";
import { GroupEditor } from "./GroupEditor.tsx";
import { namedText, useNames } from "./names.ts";
import { TextForm } from "./TextForm.tsx";
import { asGroup, childrenOf, type Filter, finished, isComplete, kindOfGroup, leavesMax, leavesOf } from "./tree.ts";
import { WhyPanel } from "./WhyPanel.tsx";
import { sentence } from "./words.ts";
import "./segments.css";

interface Draft {
	name: string;
	description: string;
	filter: Filter;
	/** While it is written as text. */
	text: string | null;
}
const fresh: Draft = { name: "", description: "", filter: { all: [] }, text: null };
const draftOf = (x: Segment): Draft => ({
	name: x.name,
	description: x.description ?? "",
	filter: asGroup(x.filter as unknown as Filter),
	text: null,
});
const bodyOf = (x: Segment): Record<string, unknown> => ({
	name: x.name,
	description: x.description,
	filter: x.filter,
});
const openLeaves = (f: Filter): number =>
	kindOfGroup(f) ? childrenOf(f).reduce((n, c) => n + openLeaves(c), 0) : isComplete(f) ? 0 : 1;

const useLinks = {
	segment: (u: Use) => (
		<LinkAnchor to="/segments/$segmentId" params={{ segmentId: u.id }} size="sm">
			{u.name}
		</LinkAnchor>
	),
	campaign: (u: Use) => (
		<LinkAnchor to="/campaigns/$campaignId" params={{ campaignId: u.id }} size="sm">
			{u.name}
		</LinkAnchor>
	),
	sequence: (u: Use) => (
		<LinkAnchor to="/sequences/$sequenceId" params={{ sequenceId: u.id }} size="sm">
			{u.name}
		</LinkAnchor>
	),
};
function Uses({ list }: { list: Use[] }) {
	const s = useS();
	return (
		<ul className="bare">
			{list.map(u => (
				<li key={u.id} className="ellipsis">
					{useLinks[u.kind](u)} <span className="dim-sm">{s.useKinds[u.kind]}</span>
				</li>
			))}
		</ul>
	);
}

/** The builder or the text, what is wrong in it, and what it takes. */
function useConditions(draft: Draft, refused: ApiError | null) {
	const t = useT();
	const rest = useMemo(() => finished(draft.filter), [draft.filter]);
	const [asked] = useDebouncedValue(draft.text ?? rest.filter, 350);
	const preview = useQuery(segq.preview(asked));
	const error = preview.error instanceof ApiError && preview.error.status === 422 ? preview.error : null;
	const settled = asked === (draft.text ?? rest.filter);
	const fault: Fault | null =
		draft.text !== null && error && settled
			? faultOf(draft.text, error)
			: draft.text !== null && refused
				? faultOf(draft.text, refused)
				: null;
	const errors: Record<string, string> = {};
	if (draft.text === null) {
		for (const e of error && settled ? error.errors : []) errors[rest.whole(e.field)] = fieldText(e.message, t);
		for (const e of refused?.errors ?? []) if (e.field.startsWith("filter")) errors[e.field] = fieldText(e.message, t);
	}
	const clauses = useMemo(
		() => new Map((settled && preview.data ? preview.data.clauses : []).map(c => [rest.whole(c.path), c])),
		[settled, preview.data, rest],
	);
	// While something is wrong, what was last counted stays in view.
	const [last, setLast] = useState<SegmentPreview | undefined>(undefined);
	useEffect(() => {
		if (preview.data) setLast(preview.data);
	}, [preview.data]);
	const said = settled && !preview.isPlaceholderData && !error ? preview.data : undefined;
	return { preview, shown: preview.data ?? last, said, busy: preview.isFetching || !settled, fault, errors, clauses };
}

function Editor({ segment, onSaved }: { segment: Segment | null; onSaved: (now: Segment) => Promise<unknown> }) {
	const t = useT();
	const s = useS();
	const client = useQueryClient();
	const navigate = useNavigate();
	const kept = useDraft<Draft>(`segment:${segment?.id ?? "new"}`, segment ? draftOf(segment) : fresh, segment?.version);
	const draft = kept.value;
	const set = (patch: Partial<Draft>) => {
		setRefused(null);
		kept.set({ ...draft, ...patch });
	};
	const [refused, setRefused] = useState<ApiError | null>(null);
	const [nameError, setNameError] = useState<Record<string, string> | null>(null);
	const [busy, setBusy] = useState(false);
	const [using, setUsing] = useState(false);
	const form = useFirstError<HTMLFormElement>(nameError);
	const row = useVersioned<Segment>(segment, bodyOf, () => api.get<Segment>(`/api/segments/${segment?.id}`));
	const uses = useQuery({ ...segq.uses(segment?.id ?? ""), enabled: segment !== null });
	const c = useConditions(draft, refused);
	const name = useNames(c.shown?.names);
	const start = segment ? draftOf(segment) : fresh;
	const tree = draft.text !== null && c.said ? asGroup(c.said.filter as unknown as Filter) : draft.filter;
	const dirty =
		draft.name !== start.name ||
		draft.description !== start.description ||
		!sameJson(tree, start.filter) ||
		c.fault !== null;

	const switchTo = async (form: string) => {
		if (form === "text") {
			const from =
				c.said ?? (await api.post<SegmentPreview>("/api/segments/preview", { filter: finished(draft.filter).filter }));
			set({ text: await namedText(from) });
		} else if (c.said) set({ text: null, filter: asGroup(c.said.filter as unknown as Filter) });
	};
	const send = async () => {
		setBusy(true);
		setRefused(null);
		setNameError(null);
		const body = {
			name: draft.name.trim(),
			description: draft.description.trim() || null,
			filter: draft.text === null || c.said ? tree : draft.text,
		};
		try {
			const saved = segment
				? await api.patch<Segment>(`/api/segments/${segment.id}`, row.patch(body))
				: await api.post<Segment>("/api/segments", body);
			kept.clear();
			toast.done(s.saved);
			await onSaved(saved);
		} catch (x) {
			if (x instanceof ApiError && x.status === 412) await row.differs(x, body);
			else if (x instanceof ApiError && x.status === 409 && x.message.includes("name"))
				setNameError({ name: t.fieldErrors.taken });
			else if (x instanceof ApiError && x.status === 422) {
				setRefused(x);
				const said = fieldErrors(x, t);
				if (said.name || said.description) setNameError(said);
			} else toast.error(x);
		}
		setBusy(false);
	};
	const remove = () => {
		if (!segment) return;
		if (uses.data && uses.data.length > 0) return setUsing(true);
		kept.clear();
		deleteWithUndo({
			ids: [segment.id],
			message: s.removed(segment.name),
			commit: keepalive => api.delete(`/api/segments/${segment.id}`, undefined, { keepalive }),
			settled: () => client.invalidateQueries({ queryKey: ["segments"] }),
		});
		void navigate({ to: "/segments" });
	};
	const unfinished = draft.text === null ? openLeaves(draft.filter) : 0;
	const title = segment ? segment.name : s.new;
	return (
		<Page
			wide
			title={title}
			heading={
				<Group gap="xs" wrap="nowrap">
					<ActionIcon
						variant="subtle"
						color="gray"
						aria-label={s.title}
						renderRoot={props => <Link to="/segments" {...props} />}
					>
						<IconArrowLeft size={18} />
					</ActionIcon>
					<Title order={1} size="h3" className="ellipsis">
						{title}
					</Title>
				</Group>
			}
			actions={
				<>
					{segment && (
						<Menu>
							<Menu.Target>
								<ActionIcon variant="default" size={36} aria-label={s.more}>
									<IconDots size={18} />
								</ActionIcon>
							</Menu.Target>
							<Menu.Dropdown>
								<Menu.Item
									component="a"
									href={`/api/contacts/export${queryString({ format: "csv", segment: segment.id })}`}
									download
									leftSection={<IconDownload size={16} />}
								>
									{s.export}
								</Menu.Item>
								<Menu.Item className="bad" leftSection={<IconTrash size={16} />} onClick={remove}>
									{s.remove}
								</Menu.Item>
							</Menu.Dropdown>
						</Menu>
					)}
					<Button loading={busy} disabled={segment !== null && !dirty} onClick={() => form.current?.requestSubmit()}>
						{s.save}
					</Button>
				</>
			}
		>
			{(kept.older !== null || (kept.restored && dirty)) && (
				<div className="note segment-note" role="status">
					<span>{kept.older ? t.conflict.older : s.restored}</span>
					{kept.older && (
						<Button size="compact-sm" variant="default" onClick={kept.takeOlder}>
							{t.conflict.useMine}
						</Button>
					)}
					<Button
						size="compact-sm"
						variant="subtle"
						onClick={() => {
							kept.set(start);
							kept.clear();
						}}
					>
						{s.discard}
					</Button>
				</div>
			)}
			<div className="cols-side">
				<form
					ref={form}
					noValidate
					onSubmit={e => {
						e.preventDefault();
						if (!draft.name.trim()) return setNameError({ name: t.fieldErrors.required });
						void send();
					}}
				>
					<Panel>
						<div className="segment-names">
							<TextInput
								label={s.name}
								value={draft.name}
								error={nameError?.name}
								maxLength={100}
								data-autofocus
								onChange={e => set({ name: e.currentTarget.value })}
							/>
							<TextInput
								label={`${s.description} (${t.common.optional})`}
								placeholder={s.descriptionPlaceholder}
								value={draft.description}
								error={nameError?.description}
								maxLength={500}
								onChange={e => set({ description: e.currentTarget.value })}
							/>
						</div>
					</Panel>
					<Panel
						title={s.conditions}
						actions={
							<SegmentedControl
								size="xs"
								aria-label={s.form}
								value={draft.text === null ? "builder" : "text"}
								onChange={v => void switchTo(v).catch(toast.error)}
								data={[
									{ value: "builder", label: s.builder, disabled: draft.text !== null && !c.said },
									{ value: "text", label: s.text },
								]}
							/>
						}
					>
						<p className="segment-sentence" aria-live="polite">
							{sentence(s, tree, name)}
						</p>
						{draft.text === null ? (
							<GroupEditor
								value={asGroup(draft.filter)}
								onChange={filter => set({ filter })}
								errors={c.errors}
								clauses={c.clauses}
								self={segment?.id}
								full={leavesOf(draft.filter) >= leavesMax}
							/>
						) : (
							<TextForm value={draft.text} onChange={text => set({ text })} fault={c.fault} />
						)}
					</Panel>
				</form>
				<div className="segment-side">
					<CountPanel
						preview={c.shown}
						busy={c.busy || c.fault !== null}
						unfinished={unfinished}
						failed={c.preview.isError && c.fault === null}
					>
						{segment && !dirty && (
							<LinkAnchor to="/contacts" search={{ segment: segment.id }} size="sm">
								{s.showContacts}
							</LinkAnchor>
						)}
					</CountPanel>
					{segment && (
						<>
							<WhyPanel segment={segment} name={name} sample={(c.shown?.sample ?? []) as Contact[]} />
							<Panel title={s.usedIn}>
								{uses.data && uses.data.length > 0 ? (
									<Uses list={uses.data} />
								) : (
									<Text size="sm" c="dimmed">
										{uses.data ? s.notUsed : "…"}
									</Text>
								)}
							</Panel>
						</>
					)}
				</div>
			</div>
			<Modal
				opened={using}
				onClose={() => setUsing(false)}
				title={s.cannotDelete(segment?.name ?? "")}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				<Stack>
					<Text size="sm">{s.cannotDeleteText}</Text>
					<Uses list={uses.data ?? []} />
				</Stack>
			</Modal>
			{row.conflict && (
				<ConflictDialog
					conflict={row.conflict}
					name={draft.name}
					show={(field, value) =>
						field === "filter" ? (typeof value === "string" ? value : sentence(s, value as Filter, name)) : null
					}
					onTheirs={() => {
						const theirs = row.settle(true);
						kept.clear();
						if (theirs) void onSaved(theirs);
					}}
					onMine={() => {
						row.settle();
						void send();
					}}
				/>
			)}
		</Page>
	);
}

/** What is known of segments is asked anew: others may name this one. */
async function savedNow(client: QueryClient, now: Segment): Promise<void> {
	await client.invalidateQueries({ queryKey: ["segments"] });
	client.setQueryData(segq.one(now.id).queryKey, now);
}

export function NewSegment() {
	const client = useQueryClient();
	const navigate = useNavigate();
	return (
		<Editor
			segment={null}
			onSaved={async now => {
				await savedNow(client, now);
				await navigate({ to: "/segments/$segmentId", params: { segmentId: now.id }, replace: true });
			}}
		/>
	);
}

export function SegmentPage() {
	const { segmentId } = useParams({ from: "/app/segments/$segmentId" });
	const client = useQueryClient();
	const segment = useQuery(segq.one(segmentId));
	// What is edited stays what it was until it is saved, whatever is read meanwhile.
	const [base, setBase] = useState<Segment | null>(null);
	const shown = base?.id === segmentId ? base : segment.data;
	useEffect(() => {
		if (segment.data && base?.id !== segmentId) setBase(segment.data);
	}, [segment.data, base, segmentId]);
	if (!shown)
		return segment.isError ? <ErrorState error={segment.error} onRetry={() => segment.refetch()} /> : <Pending />;
	return (
		<Editor
			key={`${segmentId} ${shown.version}`}
			segment={shown}
			onSaved={async now => {
				await savedNow(client, now);
				setBase(now);
			}}
		/>
	);
}
