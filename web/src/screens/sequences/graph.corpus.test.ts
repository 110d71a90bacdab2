// The rule of where a step goes on, by the files that the engine replays too (src/core/sequence/graphs_test.c).
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { connect, edgesOf, layout, link, slotsOf, toSteps } from "./graph.ts";
import type { Step } from "./types.ts";

interface Vector {
	about: string;
	steps: Step[];
	entry?: string | null;
	ways?: Record<string, (string | null)[]>;
}
const folder = new URL("../../../../tests/corpus/graphs/", import.meta.url);
const vectors = readdirSync(folder).map(
	name => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Vector] as const,
);
const waysOf = (steps: readonly Step[]) => {
	const g = link(steps);
	return Object.fromEntries(g.steps.map(s => [s.id, slotsOf(s.type).map(slot => g.outs.get(s.id)?.[slot] ?? null)]));
};

describe("the graphs that the engine walks", () => {
	for (const [name, v] of vectors) {
		if (!v.ways) continue;
		it(`${name}: ${v.about}`, () => {
			assert.equal(link(v.steps).entry, v.entry);
			assert.deepEqual(waysOf(v.steps), v.ways);
		});
		it(`${name}: is written down as it was read`, () => {
			const again = toSteps(link(v.steps));
			assert.ok(again.ok, again.ok ? "" : again.why);
			assert.deepEqual(waysOf(again.steps), v.ways);
			assert.equal(link(again.steps).entry, v.entry);
		});
		it(`${name}: can be laid out and changed`, () => {
			const places = layout(v.steps).map(s => `${s.position?.x},${s.position?.y}`);
			assert.equal(new Set(places).size, v.steps.length, "no step covers another");
			const edge = edgesOf(link(v.steps)).find(e => e.to !== null)!;
			const cut = connect(v.steps, edge.from, edge.slot, null);
			if (cut.ok)
				assert.equal(
					waysOf(cut.steps)[edge.from]![slotsOf(v.steps.find(s => s.id === edge.from)!.type).indexOf(edge.slot)],
					null,
				);
			else assert.equal(cut.why, "entry");
		});
	}
	it("reads what holds problems as well", () => {
		for (const [name, v] of vectors) assert.equal(layout(v.steps).length, v.steps.length, name);
	});
});
