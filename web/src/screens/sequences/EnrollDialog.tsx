// Putting people into the sequence: one by one, by tag, by segment, by filter, or by a list of addresses.
import {
	Button,
	FileButton,
	Group,
	Modal,
	MultiSelect,
	SegmentedControl,
	Select,
	Stack,
	Text,
	Textarea,
	TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useMemo, useState } from "react";
import { api, queryString } from "../../api/client.ts";
import { q, queryClient } from "../../api/queries.ts";
import type { Contact, Page } from "../../api/types.ts";
import { TagPicker } from "../../components/bits.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { segq } from "../segments/api.ts";
import { addressesIn } from "./addresses.ts";
import type { Enrolled, Sequence } from "./api.ts";
import { useW } from "./useW.ts";

const addressesMax = 10_000;
type How = "contacts" | "tag" | "segment" | "filter" | "emails";

/** Several contacts, found by typing. */
export function ContactsPicker({
	value,
	onChange,
	label,
	max,
}: {
	value: { value: string; label: string }[];
	onChange: (v: { value: string; label: string }[]) => void;
	label: string;
	max: number;
}) {
	const t = useT();
	const w = useW();
	const [typed, setTyped] = useState("");
	const [open, setOpen] = useState(false);
	const [term] = useDebouncedValue(typed.trim(), 200);
	const found = useQuery(q.contactSearch(term, 20));
	const data = useMemo(() => {
		const known = new Map(value.map(v => [v.value, v.label]));
		for (const c of found.data ?? [])
			known.set(c.id, c.displayName === c.email ? c.email : `${c.displayName} · ${c.email}`);
		return [...known].map(([id, text]) => ({ value: id, label: text }));
	}, [found.data, value]);
	return (
		<MultiSelect
			label={label}
			placeholder={value.length === 0 ? w.enroll.pickPlaceholder : undefined}
			searchable
			hidePickedOptions
			maxValues={max}
			data={data}
			value={value.map(v => v.value)}
			dropdownOpened={open}
			onDropdownOpen={() => setOpen(true)}
			onDropdownClose={() => setOpen(false)}
			onChange={ids => {
				setTyped("");
				setOpen(false); // it lies over what is pressed next
				onChange(ids.map(id => ({ value: id, label: data.find(d => d.value === id)?.label ?? id })));
			}}
			searchValue={typed}
			onSearchChange={setTyped}
			filter={({ options }) => options}
			nothingFoundMessage={t.palette.nothing}
			maxDropdownHeight={240}
		/>
	);
}

export function EnrollDialog({ sequence, onClose }: { sequence: Sequence; onClose: () => void }) {
	const t = useT();
	const w = useW();
	const e = w.enroll;
	const tags = useQuery(q.tags);
	const [how, setHow] = useState<How>("contacts");
	const [contacts, setContacts] = useState<{ value: string; label: string }[]>([]);
	const [tag, setTag] = useState<string | null>(null);
	const segments = useQuery(q.segments);
	const [segment, setSegment] = useState<string | null>(null);
	const inSegment = useQuery({ ...segq.count(segment ?? ""), enabled: how === "segment" && segment !== null });
	const [search, setSearch] = useState("");
	const [filterTags, setFilterTags] = useState<string[]>([]);
	const [text, setText] = useState("");
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<string | null>(null);
	const [done, setDone] = useState<Enrolled | null>(null);
	const emails = useMemo(() => addressesIn(text), [text]);
	const [filter] = useDebouncedValue(
		{ ...(search.trim() ? { search: search.trim() } : {}), ...(filterTags.length > 0 ? { tags: filterTags } : {}) },
		300,
	);
	const matching = useQuery({
		queryKey: ["contacts", "count", "enroll", filter],
		queryFn: async () =>
			(
				await api.get<Page<Contact>>(
					`/api/contacts${queryString({ search: filter.search, tag: filter.tags, status: "ACTIVE", limit: 1, count: true })}`,
				)
			).total ?? 0,
		enabled: how === "filter",
	});
	const ready =
		how === "contacts"
			? contacts.length > 0
			: how === "tag"
				? tag !== null
				: how === "segment"
					? segment !== null
					: how === "filter"
						? (matching.data ?? 0) > 0
						: emails.length > 0 && emails.length <= addressesMax;
	const submit = async (ev: FormEvent) => {
		ev.preventDefault();
		setBusy(true);
		setError(null);
		try {
			setDone(
				await api.post<Enrolled>(`/api/sequences/${sequence.id}/enroll`, {
					...(how === "contacts" ? { contactIds: contacts.map(c => c.value) } : {}),
					...(how === "tag" ? { tag } : {}),
					...(how === "segment" ? { segment } : {}),
					...(how === "filter" ? { filter: { ...filter, status: "ACTIVE" } } : {}),
					...(how === "emails" ? { emails } : {}),
				}),
			);
			void queryClient.invalidateQueries({ queryKey: ["sequence", sequence.id] });
			void queryClient.invalidateQueries({ queryKey: ["enrollments"] });
		} catch (x) {
			setError(explain(x, t).text);
		}
		setBusy(false);
	};
	return (
		<Modal opened onClose={onClose} title={e.title} size="lg" closeButtonProps={{ "aria-label": t.common.close }}>
			{done ? (
				<Stack role="status">
					<p className="note" data-tone="good" style={{ margin: 0 }}>
						<strong>{e.result(done.enrolled)}</strong>
						{done.already > 0 && (
							<>
								<br />
								{e.already(done.already)}
							</>
						)}
						{done.excluded > 0 && (
							<>
								<br />
								{e.excluded(done.excluded)}
							</>
						)}
						{done.unknown > 0 && (
							<>
								<br />
								{e.unknown(done.unknown)}
							</>
						)}
					</p>
					<Group justify="flex-end">
						<Button data-autofocus onClick={onClose}>
							{t.common.close}
						</Button>
					</Group>
				</Stack>
			) : (
				<form onSubmit={submit}>
					<Stack>
						{sequence.status !== "ACTIVE" && (
							<p className="note" style={{ margin: 0 }}>
								{sequence.status === "DRAFT" ? e.draft : e.notRunning}
							</p>
						)}
						<div className="scroll-x">
							<SegmentedControl
								aria-label={e.how}
								value={how}
								onChange={v => setHow(v as How)}
								data={(["contacts", "tag", "segment", "filter", "emails"] as const)
									.filter(x => x !== "segment" || (segments.data?.length ?? 0) > 0)
									.map(value => ({ value, label: e[value] }))}
							/>
						</div>
						{how === "contacts" && <ContactsPicker label={e.pick} value={contacts} onChange={setContacts} max={200} />}
						{how === "tag" && (
							<Select
								label={e.tagPick}
								searchable
								data={(tags.data ?? []).map(x => ({ value: x.tag, label: `${x.tag} (${x.count})` }))}
								value={tag}
								onChange={setTag}
								nothingFoundMessage={t.palette.nothing}
							/>
						)}
						{how === "segment" && (
							<>
								<Select
									label={e.segmentPick}
									searchable
									data={(segments.data ?? []).map(x => ({ value: x.id, label: x.name }))}
									value={segment}
									onChange={setSegment}
									nothingFoundMessage={t.palette.nothing}
								/>
								{segment && (
									<Text size="sm" aria-live="polite">
										{inSegment.data === undefined ? "…" : e.segmentCount(inSegment.data.count)}
									</Text>
								)}
							</>
						)}
						{how === "filter" && (
							<>
								<TextInput label={e.filterSearch} value={search} onChange={x => setSearch(x.currentTarget.value)} />
								<TagPicker label={e.filterTags} value={filterTags} onChange={setFilterTags} creatable={false} />
								<Text size="sm" aria-live="polite">
									{matching.data === undefined ? "…" : e.matches(matching.data)}
								</Text>
							</>
						)}
						{how === "emails" && (
							<>
								<Textarea
									label={e.paste}
									description={e.pasteHelp}
									autosize
									minRows={6}
									maxRows={14}
									value={text}
									onChange={x => setText(x.currentTarget.value)}
									error={emails.length > addressesMax ? e.tooMany : undefined}
								/>
								<Group justify="space-between">
									<FileButton
										accept=".csv,.txt,text/csv,text/plain"
										onChange={async file => {
											if (file) setText(await file.slice(0, 4_000_000).text());
										}}
									>
										{props => (
											<Button variant="default" size="compact-sm" {...props}>
												{e.file}
											</Button>
										)}
									</FileButton>
									<Text size="sm" c="dimmed" aria-live="polite">
										{e.found(emails.length)}
									</Text>
								</Group>
							</>
						)}
						{error && (
							<Text role="alert" size="sm" className="bad">
								{error}
							</Text>
						)}
						<Group justify="flex-end">
							<Button variant="default" onClick={onClose}>
								{t.common.cancel}
							</Button>
							<Button type="submit" loading={busy} disabled={!ready || sequence.status === "DRAFT"}>
								{e.submit}
							</Button>
						</Group>
					</Stack>
				</form>
			)}
		</Modal>
	);
}
