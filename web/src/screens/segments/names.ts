// What the things a filter names are called; and its text with names in place of ids.
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { SegmentPreview } from "../../api/types.ts";
import { sameJson } from "../../lib/conflict.ts";
import { segq } from "./api.ts";
import type { NameOf } from "./words.ts";

/** From the lists that the app has, and from what an answer says itself. */
export function useNames(said?: Record<string, string>): NameOf {
	const campaigns = useQuery(segq.campaigns).data;
	const sequences = useQuery(segq.sequences).data;
	const topics = useQuery(q.topics).data;
	const segments = useQuery(q.segments).data;
	return useCallback(
		(id: string) => {
			const found = said?.[id];
			if (found) return found;
			for (const list of [segments, campaigns, sequences, topics] as ({ id: string; name: string }[] | undefined)[]) {
				const row = list?.find(x => x.id === id);
				if (row) return row.name;
			}
			return null;
		},
		[said, campaigns, sequences, topics, segments],
	);
}

const quoted = (name: string): string => `"${name.replace(/["\\]/g, x => `\\${x}`)}"`;

/** The text with names where they lead back to the same things; with ids where a name is not one thing's alone. */
export async function namedText(preview: SegmentPreview): Promise<string> {
	const names = Object.entries(preview.names);
	if (names.length === 0) return preview.text;
	const text = names.reduce((x, [id, name]) => x.replaceAll(`"${id}"`, () => quoted(name)), preview.text);
	try {
		const back = await api.post<SegmentPreview>("/api/segments/preview", { filter: text });
		return sameJson(back.filter, preview.filter) ? text : preview.text;
	} catch {
		return preview.text;
	}
}
