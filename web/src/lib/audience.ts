// What an audience says, in the form that the app can edit: everyone, segments, tags, chosen people. All else (a filter, a
// status, several of these at once) came over the API: it is shown, and kept until the person chooses something else.
import type { Audience, ContactFilter, Filter } from "../api/types.ts";

export type AudienceKind = "all" | "segment" | "tags" | "contacts" | "other";

export const segmentsOf = (a: { segment?: string | string[] | null | undefined } | null | undefined): string[] =>
	typeof a?.segment === "string" ? [a.segment] : (a?.segment ?? []);

export function kindOf(a: Audience | null): AudienceKind {
	if (!a) return "all";
	if (a.status || a.filter) return "other";
	if (a.all) return "all";
	const said = [
		(a.segment !== undefined && a.segment !== null && "segment") || null,
		(a.tags && "tags") || null,
		(a.contactIds?.length && "contacts") || null,
	].filter(x => x !== null) as AudienceKind[];
	return said.length > 1 ? "other" : (said[0] ?? "all");
}

/** Whether anybody can be meant at all: segments or tags chosen by kind but not by name reach nobody. */
export function isChosen(a: Audience | null): boolean {
	const kind = kindOf(a);
	if (kind === "segment") return segmentsOf(a).length > 0;
	return kind !== "tags" || (a?.tags?.length ?? 0) > 0;
}

/** {search, status, tags}, as the list of contacts filters, and no tree. */
export const isPlain = (filter: Filter | ContactFilter): filter is ContactFilter =>
	typeof filter === "object" && Object.keys(filter).every(k => k === "search" || k === "status" || k === "tags");

/** What is left out, changed in one member; an empty list says nothing, all that is not named stays. */
export function leftOut(a: Audience, patch: NonNullable<Audience["exclude"]>): Audience {
	const next = Object.entries({ ...a.exclude, ...patch }).filter(([, v]) => v && (!Array.isArray(v) || v.length > 0));
	const { exclude: _, ...rest } = a;
	return next.length > 0 ? { ...rest, exclude: Object.fromEntries(next) } : rest;
}
