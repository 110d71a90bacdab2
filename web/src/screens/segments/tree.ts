// The tree of a filter (docs/audience.md), as the app changes it. Pure.

export type Kind = "all" | "any" | "none";
export type Group = { all: Filter[] } | { any: Filter[] } | { none: Filter[] };
export interface FieldLeaf {
	field: string;
	type?: string | undefined;
	op: string;
	value?: unknown;
}
export interface DidLeaf {
	did: string;
	campaign?: string | undefined;
	sequence?: string | undefined;
	step?: string | undefined;
	link?: string | undefined;
	times?: number | undefined;
	within?: string | undefined;
	by?: string | undefined;
}
export interface SequenceLeaf {
	sequence: string;
	state?: string | undefined;
	step?: string | undefined;
}
export interface TopicLeaf {
	topic: string;
	op: string;
}
export interface SegmentLeaf {
	segment: string;
}
export type Leaf = FieldLeaf | DidLeaf | SequenceLeaf | TopicLeaf | SegmentLeaf;
export type Filter = Group | Leaf;

export const kinds: Kind[] = ["all", "any", "none"];
/** As the server has them: core/audience/filter.h. */
export const deepest = 8;
export const leavesMax = 100;

export const kindOfGroup = (f: Filter): Kind | null => kinds.find(k => k in f) ?? null;
export const childrenOf = (f: Filter): Filter[] => {
	const kind = kindOfGroup(f);
	return kind ? ((f as Record<Kind, Filter[]>)[kind] ?? []) : [];
};
export const group = (kind: Kind, children: Filter[]): Group => ({ [kind]: children }) as unknown as Group;
/** What the editor shows at the outermost place is a group. */
export const asGroup = (f: Filter): Group => (kindOfGroup(f) ? (f as Group) : { all: [f] });
export const leavesOf = (f: Filter): number =>
	kindOfGroup(f) ? childrenOf(f).reduce((n, c) => n + leavesOf(c), 0) : 1;

/** The contact's own fields; every other one is a variable. */
export const fieldTypes: Record<string, string> = {
	email: "text",
	firstName: "text",
	lastName: "text",
	name: "text",
	status: "text",
	tags: "list",
	timezone: "text",
	createdAt: "date",
	updatedAt: "date",
};
export const variableTypes = ["text", "number", "date", "boolean", "list"];
const ops: Record<string, string[]> = {
	text: ["is", "is_not", "in", "not_in", "contains", "not_contains", "starts_with", "ends_with", "set", "not_set"],
	number: ["is", "is_not", "less", "at_most", "more", "at_least", "in", "not_in", "set", "not_set"],
	date: ["before", "after", "on", "next", "last", "set", "not_set"],
	boolean: ["is", "is_not", "set", "not_set"],
	list: ["has", "lacks", "set", "not_set"],
};
export const opsOf = (field: string, type: string): string[] =>
	field === "status" ? ["is", "is_not", "in", "not_in"] : (ops[type] ?? ops.text ?? []);
export const isSpan = (op: string): boolean => op === "next" || op === "last";
export const isList = (op: string): boolean => op === "in" || op === "not_in";
export const isBare = (op: string): boolean => op === "set" || op === "not_set";

/** Undefined: a value is to be chosen. */
const firstValue = (field: string, type: string, op: string): unknown => {
	if (isList(op)) return [];
	if (isSpan(op)) return "7 days";
	if (field === "status") return "ACTIVE";
	return type === "boolean" ? true : type === "date" ? "today" : undefined;
};
const kindOfType: Record<string, string> = { number: "number", boolean: "boolean" };
/** A value stays where the new operator takes one of its kind. */
export const withOp = (leaf: FieldLeaf, type: string, op: string): FieldLeaf => {
	if (isBare(op)) return { field: leaf.field, op };
	let value = leaf.value;
	if (isList(op) && !Array.isArray(value)) value = value === undefined || value === "" ? [] : [value];
	else if (!isList(op) && Array.isArray(value)) value = value[0];
	const one = Array.isArray(value) ? value[0] : value;
	const fits =
		value !== undefined &&
		isSpan(op) === isSpan(leaf.op) &&
		(one === undefined || typeof one === (kindOfType[type] ?? "string"));
	const next = fits ? value : firstValue(leaf.field, type, op);
	return { field: leaf.field, type, op, ...(next === undefined ? {} : { value: next }) };
};

/** What a choice of the first box begins with. */
export const newLeaf = (what: string, type: string): Leaf => {
	if (what.startsWith("did:")) return { did: what.slice(4) };
	if (what === "topic") return { topic: "", op: "wants" };
	if (what === "sequence") return { sequence: "", state: "under_way" };
	if (what === "segment") return { segment: "" };
	const part = ["email", "firstName", "lastName", "name"].includes(what);
	return withOp({ field: what, op: "" }, type, part ? "contains" : (opsOf(what, type)[0] ?? "is"));
};
export const whatOf = (leaf: Leaf): string => {
	if ("field" in leaf) return leaf.field;
	if ("did" in leaf) return `did:${leaf.did}`;
	return "topic" in leaf ? "topic" : "segment" in leaf ? "segment" : "sequence";
};

/** Enough is said for the server to count it. */
export const isComplete = (f: Filter): boolean => {
	if (kindOfGroup(f)) return childrenOf(f).length > 0 && childrenOf(f).every(isComplete);
	const leaf = f as Leaf;
	if ("field" in leaf) {
		if (isBare(leaf.op)) return true;
		if (Array.isArray(leaf.value)) return leaf.value.length > 0;
		return leaf.value !== undefined && (leaf.value !== "" || leaf.op === "is" || leaf.op === "is_not");
	}
	if ("did" in leaf) return leaf.campaign !== "" && leaf.sequence !== "";
	if ("topic" in leaf) return leaf.topic !== "";
	return "segment" in leaf ? leaf.segment !== "" : leaf.sequence !== "";
};

/** What is not finished left out, so that the rest is counted while one is being written; paths of the rest lead to where
 * they are in the whole. */
export function finished(f: Filter): { filter: Filter; whole: (path: string) => string } {
	const places = new Map<string, string>();
	const keep = (x: Filter, was: string, is: string): Filter | null => {
		places.set(is, was);
		const kind = kindOfGroup(x);
		if (!kind) return isComplete(x) ? x : null;
		const kept: Filter[] = [];
		childrenOf(x).forEach((c, i) => {
			const rest = keep(c, `${was}.${kind}[${i}]`, `${is}.${kind}[${kept.length}]`);
			if (rest) kept.push(rest);
		});
		return kept.length > 0 || was === "filter" ? group(kind, kept) : null;
	};
	const outer = asGroup(f);
	const filter = keep(outer, "filter", "filter") ?? outer;
	const none = kindOfGroup(filter) !== "all" && childrenOf(filter).length === 0;
	return {
		filter: none ? { all: [] } : filter,
		whole: path => {
			let head = path;
			while (head && !places.has(head)) head = head.slice(0, Math.max(head.lastIndexOf("."), 0));
			return head ? `${places.get(head)}${path.slice(head.length)}` : path;
		},
	};
}

/** The leaf or group at a path such as "filter.all[1].any[0]". */
export function at(f: Filter, path: string): Filter | null {
	let here: Filter | undefined = f;
	for (const m of path.matchAll(/\.(all|any|none)\[(\d+)\]/g)) here = here && childrenOf(here)[Number(m[2])];
	return here ?? null;
}

/** What the list of contacts is filtered by, as a tree. */
export function ofContacts(c: {
	search?: string | undefined;
	status?: string | undefined;
	tags?: string[] | undefined;
	segment?: string | undefined;
}): Filter {
	const parts: Filter[] = [];
	if (c.segment) parts.push({ segment: c.segment });
	if (c.status) parts.push({ field: "status", type: "text", op: "is", value: c.status });
	for (const tag of c.tags ?? []) parts.push({ field: "tags", type: "list", op: "has", value: tag });
	if (c.search)
		parts.push({
			any: ["email", "name"].map(field => ({ field, type: "text", op: "contains", value: c.search })),
		});
	return { all: parts };
}
