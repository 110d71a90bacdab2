// The words of these screens and what a step is called in them.
import { useMemo } from "react";
import { q, queryClient } from "../../api/queries.ts";
import type { Filter } from "../../api/types.ts";
import { languageOf, useSpeech } from "../../i18n/index.tsx";
import { sequencesDe } from "../../i18n/sequences.de.ts";
import { type SequenceWords, sequencesEn } from "../../i18n/sequences.en.ts";
import { pieces } from "../../lib/template.ts";
import type { Problem } from "./api.ts";
import { type Delay, delayMinutes, type Step, segmentOf, toDelay } from "./types.ts";

export function useW(): SequenceWords {
	const { locale } = useSpeech();
	return languageOf(locale) === "de" ? sequencesDe : sequencesEn;
}

/** What is wrong with a step, in the person's language; what the server calls by name is quoted in its words. */
export function problemWords(w: SequenceWords, p: Problem): string {
	const named = /“([^”]*)”/.exec(p.message)?.[1] ?? "";
	if (p.code === "template") return w.templateProblem(p.message);
	return w.problems[p.code]?.(named) ?? p.message;
}

/** "2 days 3 hours" */
export function delayWords(w: SequenceWords, delay: Delay | null | undefined): string {
	const d = toDelay(delayMinutes(delay));
	const elapsed = [
		...(d.days ? [w.step.day(d.days)] : []),
		...(d.hours ? [w.step.hour(d.hours)] : []),
		...(d.minutes ? [w.step.minute(d.minutes)] : []),
	].join(" ");
	const until = delay?.until;
	const names = (until?.days ?? []).map(n => w.settings.weekdays[n - 1] ?? "").filter(Boolean);
	const parts = [
		...(elapsed ? [delay?.sameTime ? w.clock.sameTime(elapsed) : elapsed] : []),
		...(delay?.businessDays != null ? [w.clock.business(delay.businessDays)] : []),
		...(until ? [w.clock.until(names.join(", "), until.time)] : []),
	];
	return parts.join(", ") || w.step.noTime;
}

/** A subject as people read it: fields by their name. */
export function plainSubject(subject: string): string {
	return pieces(subject)
		.map(p => ("text" in p ? p.text : p.fallback || `[${p.name.replace(/^variables\./, "")}]`))
		.join("");
}

function filterTitle(w: SequenceWords, filter: Filter): string {
	const id = segmentOf(filter);
	if (id === null) return typeof filter === "string" && filter.trim() ? `${filter.trim()}?` : w.says.filter;
	const named = queryClient.getQueryData(q.segments.queryKey)?.find(s => s.id === id || s.name === id)?.name;
	return named ? w.says.inSegment(w.says.quoted(named)) : w.says.inOne;
}

export function titleOf(w: SequenceWords, step: Step, all: readonly Step[]): string {
	if (step.name?.trim()) return step.name;
	const says = w.says;
	const reference = (id: string | null | undefined): string => {
		const ref = id ? all.find(s => s.id === id) : undefined;
		return ref ? says.quoted(titleOf(w, ref, all)) : says.theLast;
	};
	switch (step.type) {
		case "email":
			return plainSubject(step.subject ?? "").trim() || (step.replyToThread ? w.step.threadSubject : w.step.noSubject);
		case "delay":
			return says.delay(delayWords(w, step.delay));
		case "condition":
			if (step.condition?.filter != null) return filterTitle(w, step.condition.filter);
			return step.condition
				? (
						(says.condition as Record<string, (ref: string) => string>)[step.condition.type ?? "opened"] ??
						says.condition.opened
					)(reference(step.condition.referenceStep))
				: says.none;
		case "wait":
			if (!step.wait) return says.none;
			return step.wait.event
				? says.wait.event(step.wait.event)
				: step.wait.type && says.wait[step.wait.type]
					? says.wait[step.wait.type](reference(step.wait.referenceStep))
					: says.none;
		case "split":
			return step.split ? says.split(step.split.percent, 100 - step.split.percent) : says.none;
		case "tag":
		case "untag":
			return step.tags?.join(", ") || says.none;
		case "webhook":
			return step.webhook?.url || says.none;
		case "goal":
			return step.goal?.event ? says.goal(step.goal.event) : says.none;
		case "exit":
			return says.exit;
		default:
			return String(step.type satisfies never); // another program's kind
	}
}

/** What stands below a title: what it is in more words. */
export function noteOf(w: SequenceWords, step: Step): string {
	if (step.type === "email" && step.replyToThread) return w.step.threadSubject;
	if (step.type === "wait" && step.wait?.timeout) return w.says.atMost(delayWords(w, step.wait.timeout));
	return "";
}

export function slotWords(w: SequenceWords, step: Step | undefined): { yes: string; no: string } {
	if (step?.type === "wait") return { yes: w.canvas.came, no: w.canvas.timedOut };
	if (step?.type === "split")
		return { yes: w.canvas.first(step.split?.percent ?? 50), no: w.canvas.second(100 - (step.split?.percent ?? 50)) };
	return { yes: w.canvas.yes, no: w.canvas.no };
}

export function useTitle(steps: readonly Step[]): (id: string | null | undefined) => string {
	const w = useW();
	return useMemo(() => {
		const byId = new Map(steps.map(s => [s.id, s]));
		return id => {
			const s = id ? byId.get(id) : undefined;
			return s ? titleOf(w, s, steps) : (id ?? "");
		};
	}, [w, steps]);
}
