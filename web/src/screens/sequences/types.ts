// A sequence's steps as the contract has them, and what the screens hold besides.

import type { Filter } from "../../api/types.ts";

export const stepTypes = [
	"email",
	"delay",
	"condition",
	"wait",
	"split",
	"tag",
	"untag",
	"webhook",
	"goal",
	"exit",
] as const;
export type StepType = (typeof stepTypes)[number];
export const conditionTypes = ["opened", "clicked", "replied", "not_opened", "not_clicked", "not_replied"] as const;
export type ConditionType = (typeof conditionTypes)[number];
export const waitTypes = ["opened", "clicked", "replied"] as const;

/** Another program may have written the numbers as text, and fractions. */
type Amount = number | string | null;
export interface Delay {
	days?: Amount;
	hours?: Amount;
	minutes?: Amount;
	/** Beyond the contract, on the contact's own clock: */
	sameTime?: boolean;
	businessDays?: number;
	until?: { days?: number[]; time: string };
}
export type DelayKind = "elapsed" | "same" | "business" | "until";
export const delayKind = (d: Delay | null | undefined): DelayKind =>
	d?.businessDays != null ? "business" : d?.until ? "until" : d?.sameTime ? "same" : "elapsed";
interface Branches {
	trueBranch?: string[] | null;
	falseBranch?: string[] | null;
}
export interface Step {
	id: string;
	type: StepType;
	name?: string | null;
	/** Email: as a campaign's. `content` is HTML, or with the format "text" the text itself. */
	subject?: string | null;
	preheader?: string | null;
	content?: string | null;
	contentFormat?: "rich" | "html" | "text" | null;
	design?: unknown;
	textContent?: string | null;
	replyToThread?: boolean | null;
	trackingEnabled?: boolean | null;
	delay?: Delay | null;
	condition?:
		| (Branches & {
				type?: ConditionType | "filter" | null;
				referenceStep?: string | null;
				/** Beyond the contract: anything a segment can say, as its tree or text. */
				filter?: Filter | null;
		  })
		| null;
	wait?:
		| (Branches & {
				event?: string | null;
				type?: (typeof waitTypes)[number] | null;
				referenceStep?: string | null;
				timeout?: Delay | null;
		  })
		| null;
	split?: (Branches & { percent: number }) | null;
	tags?: string[] | null;
	webhook?: { url: string } | null;
	goal?: { event: string } | null;
	position?: { x: number; y: number } | null;
	/** null: the end. Left out: the next step of the list that stands in no branch. */
	nextStepId?: string | null;
}

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === "object" && v !== null && !Array.isArray(v);
const texts = ["name", "subject", "preheader", "content", "contentFormat", "textContent"] as const;
const objects = ["delay", "condition", "wait", "split", "webhook", "goal"] as const;

/** Steps as another program may have written them, in a form that can be drawn: what is no step is left out, what is of
 * another kind than it should be counts as not given. The server says what is wrong with each. */
export function readable(steps: unknown): Step[] {
	const ids = new Set<string>();
	return (Array.isArray(steps) ? steps : []).filter(isObject).map((s, i) => {
		const out: Record<string, unknown> = { ...s };
		let id = typeof s.id === "string" && s.id ? s.id : `step-${String(i + 1)}`;
		while (ids.has(id)) id += "-2";
		ids.add(id);
		out.id = id;
		if (typeof s.type !== "string") out.type = "unknown";
		for (const key of texts) if (key in s && typeof s[key] !== "string") out[key] = null;
		for (const key of objects) if (key in s && !isObject(s[key])) out[key] = null;
		if ("tags" in s && !Array.isArray(s.tags)) out.tags = [];
		const at = s.position;
		if ("position" in s && !(isObject(at) && Number.isFinite(at.x) && Number.isFinite(at.y))) delete out.position;
		return out as unknown as Step;
	});
}

/** The segment that a condition's filter is, and nothing else; "": one is to be chosen. */
export const segmentOf = (filter: Filter | null | undefined): string | null =>
	typeof filter === "object" && filter && typeof filter.segment === "string" && Object.keys(filter).length === 1
		? filter.segment
		: null;

export const isBranching = (type: StepType): type is "condition" | "wait" | "split" =>
	type === "condition" || type === "wait" || type === "split";
/** Nothing comes after these. */
export const isFinal = (type: StepType): boolean => type === "exit" || type === "goal";

/** As the server reads it (src/core/sequence/steps.c); what is no number counts as nothing, and is a problem there. */
const amount = (v: Amount | undefined): number =>
	typeof v === "number" ? v : typeof v === "string" && /^-?(\d+\.?\d*|\.\d+)$/.test(v.trim()) ? Number(v) : 0;
export const delayMinutes = (d: Delay | null | undefined): number =>
	amount(d?.days) * 1440 + amount(d?.hours) * 60 + amount(d?.minutes);
export const toDelay = (minutes: number): { days: number; hours: number; minutes: number } => ({
	days: Math.floor(minutes / 1440),
	hours: Math.floor(minutes / 60) % 24,
	minutes: Math.floor(minutes) % 60,
});
