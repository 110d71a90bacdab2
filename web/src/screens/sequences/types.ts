// A sequence's steps as the contract has them, and what the screens hold besides.

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
}
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
	condition?: (Branches & { type: ConditionType; referenceStep?: string | null }) | null;
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
