import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
	begin,
	type Change,
	connect,
	duplicate,
	edgesOf,
	emailsBefore,
	insert,
	layout,
	link,
	place,
	push,
	redo,
	remove,
	type Slot,
	settle,
	shift,
	slotsOf,
	startWith,
	tidy,
	toSteps,
	undo,
} from "./graph.ts";
import { isBranching, isFinal, type Step, type StepType } from "./types.ts";

const step = (id: string, type: StepType = "email", more: Partial<Step> = {}): Step => ({
	id,
	type,
	...(isBranching(type) && !more[type] ? { [type]: { type: "opened", percent: 50 } } : {}),
	...more,
});
const taken = (c: Change): Step[] => {
	assert.ok(c.ok, c.ok ? "" : c.why);
	return c.steps;
};
const ways = (steps: readonly Step[]): string[] =>
	edgesOf(link(steps)).map(e => `${e.from} ${e.slot} ${e.to ?? "end"}`);
const line = (...ids: string[]): Step[] => ids.map((id, i) => step(id, "email", { nextStepId: ids[i + 1] ?? null }));

describe("reading lists", () => {
	it("goes on in the order of the list when nothing is said", () => {
		assert.deepEqual(ways([step("a"), step("b"), step("c", "exit")]), ["a next b", "b next c"]);
	});
	it("runs branches in order and then goes on where the condition does", () => {
		const steps = [
			step("a"),
			step("c", "condition", {
				condition: { type: "opened", trueBranch: ["y1", "y2"], falseBranch: ["n1"] },
				nextStepId: "z",
			}),
			step("y1"),
			step("y2"),
			step("n1"),
			step("z", "email", { nextStepId: null }),
		];
		assert.deepEqual(ways(steps), [
			"a next c",
			"c yes y1",
			"c no n1",
			"y1 next y2",
			"y2 next z",
			"n1 next z",
			"z next end",
		]);
		assert.equal(link(steps).entry, "a");
	});
	it("leads a branch in a branch on where the outer one goes on", () => {
		const steps = [
			step("c", "condition", { condition: { type: "opened", trueBranch: ["d"], falseBranch: [] }, nextStepId: "z" }),
			step("d", "split", { split: { percent: 50, trueBranch: ["x"] }, nextStepId: "nowhere" }),
			step("x"),
			step("z", "email", { nextStepId: null }),
		];
		assert.deepEqual(ways(steps), ["c yes d", "c no z", "d yes x", "d no z", "x next z", "z next end"]);
	});
	it("takes what names no step, and a step in its own branch, as the end of the way", () => {
		const steps = [
			step("a", "email", { nextStepId: "gone" }),
			step("c", "condition", { condition: { type: "opened", trueBranch: ["c", "gone"] }, nextStepId: null }),
		];
		assert.deepEqual(ways(steps), ["a next end", "c yes end", "c no end"]);
	});
	it("reads nothing", () => assert.equal(link([]).entry, null));
});

describe("writing lists", () => {
	it("writes a condition whose sides meet, end apart, or stop", () => {
		let steps = line("a", "z");
		steps = taken(insert(steps, step("c", "condition"), { from: "a", slot: "next" }));
		steps = taken(insert(steps, step("y"), { from: "c", slot: "yes" }));
		steps = taken(insert(steps, step("n"), { from: "c", slot: "no" }));
		const c = steps.find(s => s.id === "c")!;
		assert.deepEqual([c.condition?.trueBranch, c.condition?.falseBranch, c.nextStepId], [["y"], ["n"], "z"]);
		assert.deepEqual(
			steps.map(s => s.id),
			["a", "c", "y", "n", "z"],
		);
		steps = taken(connect(steps, "n", "next", null));
		const apart = steps.find(s => s.id === "c")!;
		assert.deepEqual([apart.condition?.trueBranch, apart.condition?.falseBranch], [["y", "z"], ["n"]]);
		assert.equal(apart.nextStepId, null);
		steps = taken(insert(steps, step("x", "exit"), { from: "n", slot: "next" }));
		steps = taken(connect(steps, "y", "next", "z"));
		assert.deepEqual(ways(steps), ["a next c", "c yes y", "c no n", "n next x", "y next z", "z next end"]);
	});
	it("leads back in a circle, whether the other side stops or goes on", () => {
		let steps = [...line("a", "d"), step("c", "condition"), step("x", "exit")];
		steps = taken(connect(steps, "d", "next", "c"));
		steps = taken(connect(steps, "c", "yes", null));
		assert.deepEqual(connect(steps, "c", "no", "a"), { ok: false, why: "entry" }, "people would begin at x");
		const goesOn = taken(
			connect(
				steps.filter(s => s.id !== "x"),
				"c",
				"no",
				"a",
			),
		);
		assert.deepEqual(ways(goesOn), ["a next d", "d next c", "c yes end", "c no a"]);
		steps = taken(connect(steps, "c", "yes", "x"));
		steps = taken(connect(steps, "c", "no", "a"));
		const c = steps.find(s => s.id === "c")!;
		assert.deepEqual([c.condition?.trueBranch, c.condition?.falseBranch, c.nextStepId], [["x"], [], "a"]);
		assert.equal(link(steps).entry, "a");
	});
	it("writes ways that meet in the middle of a branch by first step", () => {
		let steps: Step[] = taken(insert([], step("c", "condition"), null));
		steps = taken(insert(steps, step("x"), { from: "c", slot: "yes" }));
		steps = taken(insert(steps, step("d", "condition"), { from: "c", slot: "no" }));
		steps = taken(insert(steps, step("y"), { from: "d", slot: "no" }));
		const met = taken(connect(steps, "d", "yes", "x"));
		assert.deepEqual(ways(met).sort(), ["c no d", "c yes x", "d no y", "d yes x", "x next end", "y next end"]);
		assert.deepEqual(met.find(s => s.id === "c")?.condition?.trueBranch, ["x"]);
		assert.deepEqual(met.find(s => s.id === "d")?.condition?.trueBranch, ["x"]);
		assert.deepEqual(connect(steps, "x", "next", "x"), { ok: false, why: "self" });
	});
	it("says exactly what was drawn, for any drawing that it takes", () => {
		let seed = 20;
		const random = (n: number): number => {
			seed = (seed * 1103515245 + 12345) % 2147483648;
			return Math.floor((seed / 2147483648) * n);
		};
		const types: StepType[] = ["email", "email", "delay", "condition", "split", "wait", "tag", "exit", "goal"];
		let accepted = 0;
		let refused = 0;
		for (let round = 0; round < 400; round++) {
			let steps: Step[] = [];
			for (let k = 0; k < 14; k++) {
				const edges = edgesOf(link(steps));
				const edge = edges[random(edges.length || 1)];
				const what = random(10);
				let change: Change | null;
				const wanted: { from: string; slot: Slot; to: string | null }[] = [];
				if (what < 5 || steps.length < 2) {
					const s = step(`s${k}`, types[random(types.length)]!);
					change = insert(steps, s, edge ? { from: edge.from, slot: edge.slot } : null);
				} else if (what < 8 && edge) {
					const to = random(6) === 0 ? null : steps[random(steps.length)]!.id;
					change = connect(steps, edge.from, edge.slot, to);
					wanted.push(...edges.map(e => (e === edge ? { ...e, to } : e)));
				} else if (what === 8)
					change = remove(steps, steps[random(steps.length)]!.id, (["yes", "no", "none"] as const)[random(3)]!);
				else
					change = random(2)
						? shift(steps, steps[random(steps.length)]!.id, random(2) ? 1 : -1)
						: duplicate(steps, steps[random(steps.length)]!.id, `t${k}`);
				if (!change) continue;
				if (!change.ok) {
					refused++;
					continue;
				}
				accepted++;
				const after = edgesOf(link(change.steps));
				for (const w of wanted) assert.equal(after.find(e => e.from === w.from && e.slot === w.slot)?.to, w.to);
				assert.equal(new Set(change.steps.map(s => s.id)).size, change.steps.length);
				assert.deepEqual(taken(toSteps(link(change.steps))), change.steps, "written again, it is the same");
				for (const s of change.steps) {
					const outs: Record<string, unknown> = link(change.steps).outs.get(s.id)!;
					assert.deepEqual(Object.keys(outs), slotsOf(s.type));
					if (isFinal(s.type)) assert.equal(s.nextStepId, null);
				}
				assert.equal(layout(change.steps).length, change.steps.length);
				steps = settle(steps, change.steps, change.made);
			}
		}
		assert.ok(accepted > 2000 && refused > 5, `${accepted} taken, ${refused} refused`);
	});
});

describe("changes", () => {
	it("inserts on a way, at the start, at the end and on its own", () => {
		let steps = line("a", "b");
		steps = taken(insert(steps, step("m"), { from: "a", slot: "next" }));
		steps = taken(insert(steps, step("first"), null));
		steps = taken(insert(steps, step("last"), { from: "b", slot: "next" }));
		assert.deepEqual(ways(steps), ["first next a", "a next m", "m next b", "b next last", "last next end"]);
		steps = taken(place(steps, step("lone")));
		assert.equal(link(steps).entry, "first");
		steps = taken(connect(steps, "last", "next", "lone"));
		assert.deepEqual(ways(steps).slice(-2), ["last next lone", "lone next end"]);
	});
	it("closes the gap when a step goes, and forgets it as a reference", () => {
		let steps = line("a", "b", "c");
		steps = taken(
			insert(steps, step("q", "condition", { condition: { type: "opened", referenceStep: "b" } }), {
				from: "b",
				slot: "next",
			}),
		);
		steps = taken(remove(steps, "b"));
		assert.deepEqual(ways(steps), ["a next q", "q yes c", "q no c", "c next end"]);
		assert.equal(steps.find(s => s.id === "q")?.condition?.referenceStep, null);
		assert.equal(link(taken(remove(steps, "a"))).entry, "q");
		assert.deepEqual(taken(remove(line("a"), "a")), []);
	});
	it("keeps one side of a condition that goes, or none", () => {
		let steps = line("a", "z");
		steps = taken(insert(steps, step("c", "condition"), { from: "a", slot: "next" }));
		steps = taken(insert(steps, step("y"), { from: "c", slot: "yes" }));
		steps = taken(insert(steps, step("n"), { from: "c", slot: "no" }));
		assert.deepEqual(ways(taken(remove(steps, "c", "yes"))), ["a next y", "y next z", "z next end"]);
		assert.deepEqual(ways(taken(remove(steps, "c", "no"))), ["a next n", "n next z", "z next end"]);
		assert.deepEqual(ways(taken(remove(steps, "c"))), ["a next z", "z next end"]);
	});
	it("doubles a step behind it, a condition before it", () => {
		assert.deepEqual(ways(taken(duplicate(line("a", "b"), "a", "a2"))), ["a next a2", "a2 next b", "b next end"]);
		const steps = taken(insert(line("a"), step("c", "condition"), { from: "a", slot: "next" }));
		assert.deepEqual(ways(taken(duplicate(steps, "c", "c2"))).slice(0, 3), ["a next c2", "c2 yes c", "c2 no c"]);
	});
	it("moves a step up and down its way, and not beyond", () => {
		const steps = line("a", "b", "c");
		assert.deepEqual(ways(taken(shift(steps, "b", -1)!)), ["b next a", "a next c", "c next end"]);
		assert.deepEqual(ways(taken(shift(steps, "b", 1)!)), ["a next c", "c next b", "b next end"]);
		assert.equal(shift(steps, "a", -1), null);
		assert.equal(shift(steps, "c", 1), null);
	});
	it("begins with another step only when nothing leads there", () => {
		const steps = taken(place(line("a", "b"), step("x")));
		assert.equal(link(taken(startWith(steps, "x"))).entry, "x");
		assert.equal(startWith(steps, "b").ok, false);
	});
	it("knows the emails before a step", () => {
		const steps = taken(insert(line("a", "b", "c"), step("q", "condition"), { from: "b", slot: "next" }));
		assert.deepEqual(
			emailsBefore(link(steps), "q").map(s => s.id),
			["a", "b"],
		);
	});
});

describe("places", () => {
	it("puts what follows below, and the sides of a condition beside each other, never two in one place", () => {
		let steps = layout(line("a", "z"));
		for (const [id, type, from, slot] of [
			["c", "condition", "a", "next"],
			["y", "email", "c", "yes"],
			["n", "condition", "c", "no"],
			["n1", "email", "n", "yes"],
			["n2", "email", "n", "no"],
		] as [string, StepType, string, Slot][]) {
			const change = insert(steps, step(id, type), { from, slot });
			steps = settle(steps, taken(change), id);
			assert.ok(tidy(steps));
		}
		const at = (id: string) => steps.find(s => s.id === id)!.position!;
		assert.ok(at("y").x < at("n").x && at("y").y === at("n").y);
		assert.ok(at("z").y > at("n1").y && at("n1").x < at("n2").x);
		assert.equal(at("c").x, at("a").x);
		assert.equal(new Set(steps.map(s => `${s.position!.x} ${s.position!.y}`)).size, steps.length);
	});
	it("leaves a drawing of one's own as it is, and makes room for a new step", () => {
		const own = layout(line("a", "b")).map((s, i) => ({ ...s, position: { x: i * 40, y: s.position!.y } }));
		assert.equal(tidy(own), false);
		const change = insert(own, step("m"), { from: "a", slot: "next" });
		const after = settle(own, taken(change), "m");
		const at = (id: string) => after.find(s => s.id === id)!.position!;
		assert.deepEqual(at("a"), { x: 0, y: 0 });
		assert.ok(at("m").y > at("a").y && at("b").y > at("m").y);
		assert.equal(at("b").x, 40);
	});
});

it("undoes and redoes; typing in one field is one change", () => {
	let h = begin(line("a"));
	h = push(h, line("a", "b"));
	h = push(h, line("a", "b", "c"), "subject");
	h = push(h, line("a", "b", "d"), "subject");
	assert.equal(h.past.length, 2);
	h = undo(h);
	assert.deepEqual(
		h.now.map(s => s.id),
		["a", "b"],
	);
	h = undo(h);
	h = undo(h);
	assert.deepEqual(
		h.now.map(s => s.id),
		["a"],
	);
	h = redo(redo(redo(h)));
	assert.deepEqual(
		h.now.map(s => s.id),
		["a", "b", "d"],
	);
	assert.equal(push(h, line("x")).future.length, 0);
});
