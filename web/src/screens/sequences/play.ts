// The virtual clock of "Try it" goes from one moment at which something happens to the next.
import type { SimEvent, SimRun } from "./api.ts";

/** Every moment at which something happens to anybody, in order, each once. */
export function momentsOf(runs: readonly SimRun[]): number[] {
	const all = new Set<number>();
	for (const r of runs) {
		for (const e of r.events) all.add(Date.parse(e.at));
		all.add(Date.parse(r.ended.at));
	}
	return [...all].filter(Number.isFinite).sort((a, b) => a - b);
}

/** What has happened to one person by then. */
export function shownAt(run: SimRun, now: number): SimEvent[] {
	return run.events.filter(e => Date.parse(e.at) <= now && e.kind !== "end");
}
