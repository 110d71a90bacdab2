// What a finding of the server names: fields, links, senders, figures. Its sentence is English; these stand in it as
// they are in every language, so that they can be shown beside our own words for the code.
import type { Check } from "../../api/types.ts";
import { num } from "../../lib/format.ts";

const names = /\{\{[^{}]+\}\}|"[^"]+"|https?:\/\/[^\s"]+|cid:[^\s)]+/g;
const spam = /(-?[\d.]+) \(from (-?[\d.]+) on it is spam\)(?:: (.*?))?\.(?: Most receivers|$)/;
const time = /in about (\d+) (days|hours|minutes)\./;
const file = /^The image (.+) is sent along/;

export type TimeUnit = "days" | "hours" | "minutes";

/** `about`: a length of time in words. "": nothing is named that our own words do not say. */
export function namedIn(check: Check, about: (n: number, unit: TimeUnit) => string): string {
	const { code, message } = check;
	if (code === "template_error") return message;
	const long = time.exec(message);
	if (code === "forecast") return long ? about(Number(long[1]), long[2] as TimeUnit) : "";
	const score = spam.exec(message);
	if (score) {
		const label = (message.match(/gives ("[^"]+") /)?.[1] ?? "").replace(/"/g, "");
		const figures = `${num(Number(score[1]), 1)} / ${num(Number(score[2]), 1)}`;
		return `${label ? `${label}: ` : ""}${figures}${score[3] ? `: ${score[3]}` : ""}`;
	}
	const sent = file.exec(message);
	if (sent) return sent[1] as string;
	const found = (message.match(names) ?? [])
		.map(x => (x.startsWith("http") ? x.replace(/\)?[:.,;]*$/, "") : x.replace(/^"|"$/g, "")))
		// An example of how it is written is no name.
		.filter(x => !x.includes("…") && !/^https?:\/\/$/.test(x) && !x.includes("|"));
	return [...new Set(found)].join(", ");
}
