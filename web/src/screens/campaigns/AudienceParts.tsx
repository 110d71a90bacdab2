// An audience in words: its segments by name, its filter as text.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { q } from "../../api/queries.ts";
import type { Audience, ContactFilter, Filter, Segment } from "../../api/types.ts";
import type { Messages } from "../../i18n/en.ts";
import { useT } from "../../i18n/index.tsx";
import { isPlain, segmentsOf } from "../../lib/audience.ts";

export const segmentName = (t: Messages, segments: Segment[] | undefined, id: string): string =>
	segments?.find(s => s.id === id || s.name === id)?.name ?? (segments ? t.editor.segmentGone : "…");

const plainWords = (t: Messages, f: ContactFilter): string =>
	[f.search && `“${f.search}”`, f.status && t.status[f.status], f.tags?.length && f.tags.join(", ")]
		.filter(Boolean)
		.join(" · ");

/** What it says but for its tree of conditions, one a line. */
const wordsOf = (t: Messages, a: Audience, segments: Segment[] | undefined): string[] => {
	const e = t.editor;
	const words: string[] = [];
	if (a.all) words.push(e.whoAll);
	for (const id of segmentsOf(a)) words.push(`${e.segment}: ${segmentName(t, segments, id)}`);
	if (a.tags?.length) words.push(`${e.tagsLabel}: ${a.tags.join(", ")}`);
	if (a.contactIds?.length) words.push(e.whoContactsCount(a.contactIds.length));
	if (a.filter && isPlain(a.filter)) words.push(`${e.filter}: ${plainWords(t, a.filter)}`);
	if (a.status) words.push(`${e.onlyStatus}: ${t.status[a.status]}`);
	return words;
};

/** In one line, where there is no room or no time to ask for a filter's text. */
export function audienceWords(t: Messages, a: Audience | null, segments: Segment[] | undefined): string {
	const words = a ? wordsOf(t, a, segments) : [];
	if (a?.filter && !isPlain(a.filter)) words.push(t.editor.filter);
	return words.length > 0 ? words.join("; ") : t.common.all;
}

/** A filter as its text; what it names by id, by name. */
export function FilterText({ filter }: { filter: Filter }) {
	const t = useT();
	const said = useQuery(q.filter(filter));
	if (said.isError) return <span>{typeof filter === "string" ? filter : JSON.stringify(filter)}</span>;
	if (!said.data) return <span aria-busy="true">{t.editor.filter} …</span>;
	const text = Object.entries(said.data.names).reduce((x, [id, name]) => x.replaceAll(id, name), said.data.text);
	return <code className="filter-text">{text}</code>;
}

export function AudienceParts({ audience }: { audience: Audience }) {
	const t = useT();
	const segments = useQuery(q.segments);
	return (
		<ul className="bare">
			{wordsOf(t, audience, segments.data).map(x => (
				<li key={x}>
					<Text size="sm">{x}</Text>
				</li>
			))}
			{audience.filter && !isPlain(audience.filter) && (
				<li>
					<Text size="sm" component="span">
						{t.editor.filter}: <FilterText filter={audience.filter} />
					</Text>
				</li>
			)}
		</ul>
	);
}
