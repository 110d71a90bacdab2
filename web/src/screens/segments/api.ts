// What the segments' screens ask the server.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import type { Page, Segment, SegmentPreview } from "../../api/types.ts";
import { languageOf, useSpeech } from "../../i18n/index.tsx";
import { segmentsDe } from "../../i18n/segments.de.ts";
import { type SegmentWords, segmentsEn } from "../../i18n/segments.en.ts";
import type { Filter } from "./tree.ts";

export interface Variable {
	name: string;
	type: string;
	count: number;
	values: string[];
}
export interface Use {
	kind: "segment" | "campaign" | "sequence";
	id: string;
	name: string;
}
export interface Why {
	in: boolean;
	clauses: { path: string; text: string; is: boolean; value: unknown }[];
}
interface Named {
	id: string;
	name: string;
}

export function useS(): SegmentWords {
	const { locale } = useSpeech();
	return languageOf(locale) === "de" ? segmentsDe : segmentsEn;
}

export const segq = {
	one: (id: string) =>
		queryOptions({ queryKey: ["segments", "one", id], queryFn: () => api.get<Segment>(`/api/segments/${id}`) }),
	count: (id: string) =>
		queryOptions({
			queryKey: ["segments", "count", id],
			queryFn: () => api.get<SegmentPreview>(`/api/segments/${id}/count`),
			staleTime: 30_000,
		}),
	uses: (id: string) =>
		queryOptions({
			queryKey: ["segments", "uses", id],
			queryFn: async () => (await api.get<Page<Use>>(`/api/segments/${id}/uses`)).data,
		}),
	why: (id: string, contactId: string) =>
		queryOptions({
			queryKey: ["segments", "why", id, contactId],
			queryFn: () => api.get<Why>(`/api/segments/${id}/contacts/${contactId}`),
		}),
	preview: (filter: Filter | string) =>
		queryOptions({
			queryKey: ["segments", "preview", filter],
			queryFn: () => api.post<SegmentPreview>("/api/segments/preview", { filter }),
			placeholderData: keepPreviousData,
			staleTime: 10_000,
		}),
	variables: queryOptions({
		queryKey: ["segments", "variables"],
		queryFn: async () => (await api.get<Page<Variable>>("/api/segments/variables")).data,
		staleTime: 60_000,
	}),
	campaigns: queryOptions({
		queryKey: ["segments", "campaigns"],
		queryFn: async () => (await api.get<Page<Named>>("/api/campaigns?sort=-updatedAt&limit=200")).data,
		staleTime: 30_000,
	}),
	sequences: queryOptions({
		queryKey: ["segments", "sequences"],
		queryFn: async () => (await api.get<Page<Named>>("/api/sequences?limit=200")).data,
		staleTime: 30_000,
	}),
	steps: (id: string) =>
		queryOptions({
			queryKey: ["segments", "steps", id],
			queryFn: async () =>
				(
					await api.get<{
						steps: { id: string; type: string; name?: string | null; subject?: string | null }[] | null;
					}>(`/api/sequences/${id}`)
				).steps ?? [],
			staleTime: 30_000,
		}),
};
