// "Why is Ann in it, or not?" Clause by clause, with what she has there.
import { Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { q } from "../../api/queries.ts";
import type { Contact, Segment } from "../../api/types.ts";
import { LinkAnchor } from "../../components/bits.tsx";
import { Panel } from "../../components/Page.tsx";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { dateTime } from "../../lib/format.ts";
import { segq, useS } from "./api.ts";
import { at, type Filter, kindOfGroup, type Leaf } from "./tree.ts";
import { leafWords, type NameOf } from "./words.ts";

function Answer({ segment, contact, name }: { segment: Segment; contact: Contact; name: NameOf }) {
	const s = useS();
	const why = useQuery(segq.why(segment.id, contact.id));
	if (why.isError) return <ErrorState error={why.error} onRetry={() => why.refetch()} />;
	if (!why.data) return <RowsSkeleton rows={3} />;
	const has = (v: unknown): string => {
		if (v === null || v === undefined || v === "") return s.why.nothing;
		if (Array.isArray(v)) return v.length > 0 ? v.join(", ") : s.why.nothing;
		if (typeof v === "string" && /^\d{4}-\d\d-\d\dT\d\d:/.test(v)) return dateTime(v);
		return typeof v === "object" ? JSON.stringify(v) : String(v);
	};
	return (
		<div aria-live="polite">
			<p className="note why-verdict" data-tone={why.data.in ? "good" : undefined}>
				<strong>{why.data.in ? s.why.isIn(contact.displayName) : s.why.isOut(contact.displayName)}</strong>
			</p>
			<ul className="bare why-list">
				{why.data.clauses.map(c => {
					const leaf = at(segment.filter as unknown as Filter, c.path);
					const field = leaf && "field" in leaf;
					return (
						<li key={c.path} data-is={c.is}>
							<span className="why-mark">
								{c.is ? <IconCheck size={15} aria-hidden /> : <IconX size={15} aria-hidden />}
								<span className="sr-only">{c.is ? s.why.true : s.why.false}</span>
							</span>
							<span>
								{leaf && !kindOfGroup(leaf) ? leafWords(s, leaf as Leaf, name) : c.text}
								{field && (
									<small>
										{s.why.has}: {has(c.value)}
									</small>
								)}
							</span>
						</li>
					);
				})}
			</ul>
		</div>
	);
}

export function WhyPanel({ segment, name, sample }: { segment: Segment; name: NameOf; sample: Contact[] }) {
	const s = useS();
	const t = useT();
	const [chosen, setChosen] = useState<Contact | null>(null);
	const [typed, setTyped] = useState("");
	const [term] = useDebouncedValue(typed.trim(), 200);
	const found = useQuery(q.contactSearch(term, 12));
	const list = found.data ?? sample;
	const known = chosen && !list.some(c => c.id === chosen.id) ? [chosen, ...list] : list;
	return (
		<Panel title={s.why.title} note={s.why.asSaved}>
			<Stack gap="sm">
				<Select
					aria-label={s.why.pick}
					placeholder={s.why.placeholder}
					searchable
					clearable
					data={known.map(c => ({
						value: c.id,
						label: c.displayName === c.email ? c.email : `${c.displayName} · ${c.email}`,
					}))}
					value={chosen?.id ?? null}
					onChange={id => setChosen(known.find(c => c.id === id) ?? null)}
					onSearchChange={setTyped}
					filter={({ options }) => options}
					nothingFoundMessage={t.palette.nothing}
				/>
				{chosen && (
					<>
						<Answer segment={segment} contact={chosen} name={name} />
						<Text size="sm">
							<LinkAnchor to="/contacts/$contactId" params={{ contactId: chosen.id }} size="sm">
								{chosen.displayName}
							</LinkAnchor>
						</Text>
					</>
				)}
			</Stack>
		</Panel>
	);
}
