// What a finding of the server is about. Its sentence is English; this stands beside our own words for the code.
import type { Check } from "../../api/types.ts";
import { num } from "../../lib/format.ts";

export type TimeUnit = "days" | "hours" | "minutes";

const units: [TimeUnit, number][] = [
	["days", 86_400],
	["hours", 3_600],
];

function length(seconds: number, about: (n: number, unit: TimeUnit) => string): string {
	const [unit, each] = units.find(([, each]) => seconds >= 2 * each) ?? (["minutes", 60] as const);
	return about(Math.round(seconds / each), unit);
}

/** `about`: a length of time in words. "": nothing is named that our own words do not say. */
export function namedIn(check: Check, about: (n: number, unit: TimeUnit) => string): string {
	// Its sentence holds where in the text, and what the template language says to it.
	if (check.code === "template_error") return check.message;
	if (check.seconds != null) return length(check.seconds, about);
	const named = check.named?.join(", ") ?? "";
	const figures = check.score == null ? "" : `${num(check.score, 1)} / ${num(check.junkFrom ?? 0, 1)}`;
	return [check.mail, figures, named].filter(Boolean).join(": ");
}
