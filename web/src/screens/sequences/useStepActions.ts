// What can be done to the steps, for the canvas, the list and the panel alike. A change that cannot be written down
// is refused with a word why.
import { useMemo } from "react";
import { languageOf, useSpeech, useT } from "../../i18n/index.tsx";
import { toast } from "../../lib/toast.ts";
import {
	type Change,
	connect,
	duplicate,
	insert,
	layout,
	link,
	place,
	remove,
	type Slot,
	settle,
	shift,
	shiftSpot,
	startWith,
} from "./graph.ts";
import { newId, newStep } from "./newStep.ts";
import type { Step, StepType } from "./types.ts";
import type { SequenceDraft } from "./useSequenceDraft.ts";
import { useW } from "./useW.ts";

/** Where a new step goes: onto a way, before everything, or loose on the canvas. */
export type Spot = { from: string; slot: Slot } | "start" | { x: number; y: number };

export function useStepActions(draft: SequenceDraft, onSelect: (id: string | null) => void) {
	const t = useT();
	const w = useW();
	const { locale } = useSpeech();
	const { steps, set } = draft;
	return useMemo(() => {
		const graph = link(steps);
		const take = (change: Change | null): boolean => {
			if (!change) return false;
			if (!change.ok) {
				toast.hint(w.canvas.refused[change.why]);
				return false;
			}
			set(settle(steps, change.steps, change.made));
			return true;
		};
		return {
			add: (type: StepType, spot: Spot): void => {
				const step = newStep(type, t, languageOf(locale));
				const change =
					spot === "start"
						? insert(steps, step, null)
						: "from" in spot
							? insert(steps, step, spot)
							: place(steps, { ...step, position: spot });
				if (take(change)) onSelect(step.id);
			},
			connect: (from: string, slot: Slot, to: string | null): boolean => take(connect(steps, from, slot, to)),
			startWith: (id: string): boolean => take(startWith(steps, id)),
			remove: (id: string, keep: "yes" | "no" | "none" = "none"): void => {
				if (take(remove(steps, id, keep))) onSelect(null);
			},
			duplicate: (id: string): void => {
				const type = steps.find(s => s.id === id)?.type;
				if (!type) return;
				const twin = newId(type);
				if (take(duplicate(steps, id, twin))) onSelect(twin);
			},
			shift: (id: string, by: -1 | 1): boolean => take(shift(steps, id, by)),
			canShift: (step: Step, by: -1 | 1): boolean => shiftSpot(graph, step, by) !== undefined,
			update: (id: string, patch: Partial<Step>, mark: string | null = null): void =>
				set(
					steps.map(s => (s.id === id ? { ...s, ...patch } : s)),
					mark && `${id} ${mark}`,
				),
			move: (places: ReadonlyMap<string, { x: number; y: number }>): void =>
				set(steps.map(s => ({ ...s, position: places.get(s.id) ?? s.position ?? { x: 0, y: 0 } }))),
			tidy: (): void => set(layout(steps)),
		};
	}, [steps, set, t, w, locale, onSelect]);
}
export type StepActions = ReturnType<typeof useStepActions>;
