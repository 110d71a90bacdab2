// A filter as a sentence, in the person's language. Pure.
import type { SegmentWords } from "../../i18n/segments.en.ts";
import { date, num } from "../../lib/format.ts";
import { childrenOf, type DidLeaf, type Filter, isBare, isSpan, kindOfGroup, type Leaf } from "./tree.ts";

/** What something is called by its id; null: not known (yet). */
export type NameOf = (id: string) => string | null;

export const fieldName = (s: SegmentWords, field: string): string =>
	s.fields[field] ?? field.replace(/^variables\./, "");

export function spanWords(s: SegmentWords, span: string): string {
	const [n, unit] = span.split(" ");
	return s.span[`${(unit ?? "day").replace(/s$/, "")}s`]?.(Number(n)) ?? span;
}

export function pointWords(s: SegmentWords, point: string): string {
	const plain = s.points[point];
	if (plain) return plain;
	if (/^\d{4}-\d\d-\d\d$/.test(point)) return date(`${point}T12:00:00Z`);
	const ago = /^(\d+ \w+) ago$/.exec(point);
	if (ago?.[1]) return s.ago(spanWords(s, ago[1]));
	const from = /^in (\d+ \w+)$/.exec(point);
	if (from?.[1]) return s.from(spanWords(s, from[1]));
	const day = /^(last|next) (\w+)$/.exec(point);
	const name = day?.[2] && s.weekdays[day[2]];
	return name ? (day?.[1] === "last" ? s.lastDay(name) : s.nextDay(name)) : point;
}

const named = (s: SegmentWords, name: NameOf, id: string): string => (id ? s.quoted(name(id) ?? "…") : "…");

function valueWords(s: SegmentWords, type: string | undefined, op: string, field: string, value: unknown): string {
	if (isBare(op)) return "";
	if (isSpan(op)) return spanWords(s, String(value ?? ""));
	const one = (v: unknown): string => {
		if (typeof v === "boolean") return v ? s.yes : s.no;
		if (typeof v === "number") return num(v, 6);
		if (type === "date" || field === "createdAt" || field === "updatedAt") return pointWords(s, String(v ?? ""));
		if (field === "status") return s.statuses[String(v)] ?? String(v);
		return s.quoted(String(v ?? ""));
	};
	return Array.isArray(value) ? s.orList(value.map(one)) : one(value);
}

function didWords(s: SegmentWords, leaf: DidLeaf, name: NameOf): string {
	const { campaign, sequence } = leaf;
	let what = s.anything;
	if (campaign !== undefined) what = campaign === "any" ? s.anyCampaign : s.theCampaign(named(s, name, campaign));
	else if (sequence !== undefined) what = sequence === "any" ? s.anySequence : s.theSequence(named(s, name, sequence));
	if (leaf.step) what = s.stepOf(s.quoted(name(leaf.step) ?? leaf.step), what);
	if (leaf.link) what = s.linkIn(leaf.link, what);
	const more = [
		(leaf.times ?? 1) > 1 && s.atLeast(leaf.times ?? 1),
		leaf.within && s.inTheLast(spanWords(s, leaf.within)),
		leaf.by === "anyone" && s.botsToo,
	].filter(Boolean);
	return (s.did[leaf.did] ?? s.did.sent!)(what, more.map(x => ` ${x}`).join(""));
}

export function leafWords(s: SegmentWords, leaf: Leaf, name: NameOf): string {
	if ("field" in leaf) {
		const value = valueWords(s, leaf.type, leaf.op, leaf.field, leaf.value);

		return [fieldName(s, leaf.field), s.ops[leaf.op] ?? leaf.op, value].filter(Boolean).join(" ");
	}
	if ("did" in leaf) return didWords(s, leaf, name);
	if ("topic" in leaf) return (leaf.op === "refuses" ? s.refuses : s.wants)(named(s, name, leaf.topic));
	if ("segment" in leaf) return s.inSegment(named(s, name, leaf.segment));
	const where = (s.inSequence[leaf.state ?? "under_way"] ?? s.inSequence.under_way!)(named(s, name, leaf.sequence));
	return leaf.step ? s.atStep(where, s.quoted(name(leaf.step) ?? leaf.step)) : where;
}

/** "Plan is “pro” and (was sent …, or …)". */
export function sentence(s: SegmentWords, f: Filter, name: NameOf, inside = false): string {
	const kind = kindOfGroup(f);
	if (!kind) return leafWords(s, f as Leaf, name);
	const parts = childrenOf(f).map(c => sentence(s, c, name, true));
	if (parts.length === 0) return s.everybody;
	if (kind === "none") return s.not(parts.length > 1 ? `(${parts.join(` ${s.or} `)})` : (parts[0] ?? ""));
	const text = parts.join(` ${kind === "all" ? s.and : s.or} `);
	return inside && parts.length > 1 ? `(${text})` : text;
}
