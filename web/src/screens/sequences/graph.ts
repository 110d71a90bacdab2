// The canvas works on a graph: each step with the ways that lead out of it. The server keeps branches: lists of all
// their steps, or their first step with nextStepId from there on. This file turns them into the graph and back, and
// holds every change one can make. Pure: a change gives new steps, or says why it cannot be.
//
// A drawing whose ways meet only where all ways of a branch meet is written down as lists, any other one by first step.
import { isBranching, isFinal, type Step, type StepType } from "./types.ts";

export type Slot = "next" | "yes" | "no";
export type Outs = Partial<Record<Slot, string | null>>;
export interface Graph {
	/** In the order of the list. */
	steps: Step[];
	outs: Map<string, Outs>;
	/** The step everybody begins with. */
	entry: string | null;
	/** Whose branch a step stands in. */
	owner: Map<string, { id: string; yes: boolean }>;
}
export interface Edge {
	from: string;
	slot: Slot;
	to: string | null;
}
/** "self": a step would lead to itself. "entry": people would begin somewhere else, at a step that nothing leads to. */
export type Refusal = "self" | "entry";
export type Change = { ok: true; steps: Step[]; made?: string } | { ok: false; why: Refusal };

export const slotsOf = (type: StepType): Slot[] => (isFinal(type) ? [] : isBranching(type) ? ["yes", "no"] : ["next"]);

type Branching = { trueBranch?: string[] | null; falseBranch?: string[] | null };
export const branchesOf = (s: Step): Branching | null =>
	(s.type === "condition" ? s.condition : s.type === "wait" ? s.wait : s.type === "split" ? s.split : null) ?? null;
/** Another program may have written anything. */
const ids = (list: unknown): string[] => (Array.isArray(list) ? list.filter(x => typeof x === "string") : []);
const withBranches = (s: Step, trueBranch: string[], falseBranch: string[]): Step => {
	const kept = { ...branchesOf(s), trueBranch, falseBranch };
	return { ...s, [s.type]: kept } as Step;
};

/* ---------------------------------------------------------------------------------------------- lists to the graph */

/** Where a branch names a step. */
interface Place {
	owner: string;
	list: readonly string[];
	at: number;
}

/** Reads leniently, as the server does for a draft: what names no step leads to the end. The rule is that of
 * src/core/sequence/steps.h; tests/corpus/graphs is replayed by both. */
export function link(steps: readonly Step[]): Graph {
	const byId = new Map(steps.map(s => [s.id, s]));
	const owner = new Map<string, { id: string; yes: boolean }>();
	const lists = new Map<string, { yes: string[]; no: string[] }>();
	const places = new Map<string, Place[]>(steps.map(s => [s.id, []]));
	for (const s of steps) {
		const b = branchesOf(s);
		const mine = { yes: [] as string[], no: [] as string[] };
		lists.set(s.id, mine);
		if (!b) continue;
		for (const side of ["yes", "no"] as const)
			for (const id of ids(side === "yes" ? b.trueBranch : b.falseBranch)) {
				if (!byId.has(id) || id === s.id) continue;
				places.get(id)!.push({ owner: s.id, list: mine[side], at: mine[side].length });
				mine[side].push(id);
				if (!owner.has(id)) owner.set(id, { id: s.id, yes: side === "yes" });
			}
	}
	const named = (id: string): string | null => {
		const next = byId.get(id)!.nextStepId;
		return typeof next === "string" && byId.has(next) ? next : null;
	};
	const index = new Map(steps.map((s, i) => [s.id, i]));
	const ownNext = (id: string): string | null => {
		const i = index.get(id)!;
		if (steps[i]!.nextStepId !== undefined) return named(id);
		return isFinal(steps[i]!.type) ? null : (steps.slice(i + 1).find(k => !owner.has(k.id))?.id ?? null);
	};
	const known = new Map<string, string | null>();
	const open = new Set<string>();
	const following = (id: string): string | null => {
		if (known.has(id)) return known.get(id)!;
		if (open.has(id)) return null; // a branch in a branch of its own
		open.add(id);
		const place = places.get(id)![0];
		const to = place ? (place.list[place.at + 1] ?? named(id) ?? following(place.owner)) : ownNext(id);
		open.delete(id);
		known.set(id, to);
		return to;
	};
	const outs = new Map<string, Outs>();
	for (const s of steps) {
		if (isFinal(s.type)) outs.set(s.id, {});
		else if (isBranching(s.type)) {
			const next = following(s.id);
			const b = lists.get(s.id)!;
			outs.set(s.id, { yes: b.yes[0] ?? next, no: b.no[0] ?? next });
		} else outs.set(s.id, { next: following(s.id) });
	}
	const led = new Set<string>();
	for (const [id, o] of outs) for (const to of Object.values(o)) if (to && to !== id) led.add(to);
	const entry = (steps.find(s => !led.has(s.id)) ?? steps[0])?.id ?? null;
	return { steps: [...steps], outs, entry, owner };
}

export function edgesOf(g: Graph): Edge[] {
	return g.steps.flatMap(s =>
		slotsOf(s.type).map(slot => ({ from: s.id, slot, to: g.outs.get(s.id)?.[slot] ?? null })),
	);
}
export const into = (g: Graph, id: string): Edge[] => edgesOf(g).filter(e => e.to === id);

/** Everything a walk from `from` can meet, itself included. */
export function reach(g: Graph, from: string | null): Set<string> {
	const seen = new Set<string>();
	const todo = from ? [from] : [];
	for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
		if (seen.has(id)) continue;
		seen.add(id);
		for (const to of Object.values(g.outs.get(id) ?? {})) if (to) todo.push(to);
	}
	return seen;
}

/** The emails that come before a step on some way: what a condition there can look at. */
export function emailsBefore(g: Graph, id: string): Step[] {
	return g.steps.filter(s => s.type === "email" && s.id !== id && reach(g, s.id).has(id));
}

/* ---------------------------------------------------------------------------------------------- the graph to lists */

/** Where a way leads: to a step, to the end (" end"), or back to a step it came from (" back:…"). Ids hold no blank
 * in front. */
const END = " end";
const isStep = (t: string): boolean => !t.startsWith(" ");
const idOf = (t: string): string | null => (t === END ? null : t.startsWith(" back:") ? t.slice(6) : t);

interface Ways {
	to: (id: string, slot: Slot) => string;
	/** The nearest point that all ways from a step come to; undefined: they all stop, or end apart. */
	meet: Map<string, string | undefined>;
	/** The steps, each behind all that lead to it (but for the ways back). */
	order: string[];
}

function ways(g: Graph): Ways {
	const type = new Map(g.steps.map(s => [s.id, s.type]));
	const state = new Map<string, "open" | "done">();
	const back = new Set<string>();
	const post: string[] = [];
	const visit = (id: string): void => {
		state.set(id, "open");
		for (const slot of slotsOf(type.get(id)!)) {
			const to = g.outs.get(id)?.[slot];
			if (!to) continue;
			if (state.get(to) === "open") back.add(`${id} ${slot}`);
			else if (!state.has(to)) visit(to);
		}
		state.set(id, "done");
		post.push(id);
	};
	const led = new Set(edgesOf(g).map(e => e.to));
	for (const id of [g.entry, ...g.steps.map(s => s.id).filter(id => !led.has(id)), ...g.steps.map(s => s.id)])
		if (id && !state.has(id)) visit(id);
	const to = (id: string, slot: Slot): string => {
		const target = g.outs.get(id)?.[slot];
		return !target ? END : back.has(`${id} ${slot}`) ? ` back:${target}` : target;
	};

	// Without the ways back the graph has no circle, so whatever comes later is done first.
	const parent = new Map<string, string | undefined>();
	const depth = new Map<string, number>();
	const depthOf = (t: string): number => (isStep(t) ? (depth.get(t) ?? 1) : 1);
	const up = (t: string): string | undefined => (isStep(t) ? parent.get(t) : undefined);
	const common = (a: string | undefined, b: string | undefined): string | undefined => {
		let [x, y] = [a, b];
		while (x !== y) {
			if (x === undefined || y === undefined) return undefined;
			if (depthOf(x) >= depthOf(y)) x = up(x);
			else y = up(y);
		}
		return x;
	};
	const stops = new Set<string>();
	for (const id of post) {
		const all = slotsOf(type.get(id)!).map(slot => to(id, slot));
		let live = all.filter(t => !stops.has(t));
		if (live.length === 0) {
			stops.add(id);
			live = all;
		}
		if (live.length === 0) continue;
		const meet = live.reduce<string | undefined>((a, b) => common(a, b), live[0]);
		parent.set(id, meet);
		depth.set(id, meet === undefined ? 1 : depthOf(meet) + 1);
	}
	return { to, meet: parent, order: post.reverse() };
}

/** With every branch as the list of its steps, in an order that reads well: each branch behind its step. Undefined:
 * the ways meet elsewhere. */
function asLists(g: Graph): Step[] | undefined {
	const byId = new Map(g.steps.map(s => [s.id, s]));
	const { to, meet } = ways(g);
	const placed = new Set<string>();
	const out: Step[] = [];
	const STOPPED = " stopped";
	let fits = true;

	const chain = (start: string, stop: string | undefined, main: boolean): { ids: string[]; end: string } => {
		const ids: string[] = [];
		let at = start;
		while (at !== stop && fits) {
			if (!isStep(at)) return { ids, end: at };
			if (placed.has(at)) {
				// From the main line one may go on anywhere; a branch has but one way out.
				fits &&= main;
				return { ids, end: at };
			}
			const s = byId.get(at)!;
			placed.add(at);
			ids.push(at);
			const place = out.push(s) - 1;
			if (isFinal(s.type)) {
				out[place] = { ...s, nextStepId: null };
				return { ids, end: STOPPED };
			}
			if (!isBranching(s.type)) {
				const next = to(at, "next");
				out[place] = { ...s, nextStepId: idOf(next) };
				at = next;
				continue;
			}
			const joint = meet.get(at);
			const until = joint !== undefined && isStep(joint) ? joint : undefined;
			const yes = chain(to(at, "yes"), until, false);
			const no = chain(to(at, "no"), until, false);
			const ends = [...new Set([yes.end, no.end].filter(e => e !== STOPPED))];
			fits &&= ends.length <= 1;
			const next = ends[0];
			out[place] = { ...withBranches(s, yes.ids, no.ids), nextStepId: next === undefined ? null : idOf(next) };
			if (next === undefined) return { ids, end: STOPPED };
			at = next;
		}
		return { ids, end: at };
	};
	const led = new Set(edgesOf(g).map(e => e.to));
	const roots = [g.entry, ...g.steps.map(s => s.id).filter(id => !led.has(id)), ...g.steps.map(s => s.id)];
	for (const id of roots) if (fits && id && !placed.has(id)) chain(id, undefined, true);
	return fits && says(out, g) ? out : undefined;
}

/** With every branch by its first step. */
function byFirstStep(g: Graph): Step[] {
	return [...g.steps.filter(s => s.id === g.entry), ...g.steps.filter(s => s.id !== g.entry)].map(s => {
		const outs = g.outs.get(s.id) ?? {};
		if (!isBranching(s.type)) return { ...s, nextStepId: isFinal(s.type) ? null : (outs.next ?? null) };
		return { ...withBranches(s, outs.yes ? [outs.yes] : [], outs.no ? [outs.no] : []), nextStepId: null };
	});
}

/** Whether these steps, read again, lead where the drawing does. */
function says(steps: readonly Step[], g: Graph): boolean {
	const again = link(steps);
	return edgesOf(g).every(e => (again.outs.get(e.from)?.[e.slot] ?? null) === e.to);
}

/** The steps as the server keeps them. */
export function toSteps(g: Graph, keepEntry = true): Change {
	const out = asLists(g) ?? byFirstStep(g);
	const entry = link(out).entry;
	if (entry === g.entry) return { ok: true, steps: out };
	return keepEntry ? { ok: false, why: "entry" } : toSteps({ ...g, entry }, false);
}

/* --------------------------------------------------------------------------------------------------------- changes */

const copy = (g: Graph): Graph => ({
	...g,
	steps: [...g.steps],
	outs: new Map([...g.outs].map(([id, o]) => [id, { ...o }])),
	owner: new Map(g.owner),
});
const set = (g: Graph, from: string, slot: Slot, to: string | null): void => {
	g.outs.set(from, { ...g.outs.get(from), [slot]: to });
};

/** Puts a step onto a way; without one, before everything. A condition there has two sides that meet again. */
export function insert(steps: readonly Step[], step: Step, at: { from: string; slot: Slot } | null): Change {
	const g = copy(link(steps));
	const to = at ? (g.outs.get(at.from)?.[at.slot] ?? null) : g.entry;
	g.steps.push(step);
	const next = to === at?.from ? null : to;
	g.outs.set(step.id, Object.fromEntries(slotsOf(step.type).map(slot => [slot, next])));
	if (at) set(g, at.from, at.slot, step.id);
	else g.entry = step.id;
	const done = toSteps(g);
	return done.ok ? { ...done, made: step.id } : done;
}

/** A step on its own, to be connected later. */
export function place(steps: readonly Step[], step: Step): Change {
	if (steps.length === 0) return insert(steps, step, null);
	const g = copy(link(steps));
	g.steps.push(step);
	g.outs.set(step.id, Object.fromEntries(slotsOf(step.type).map(slot => [slot, null])));
	const done = toSteps(g);
	return done.ok ? { ...done, made: step.id } : done;
}

export function connect(steps: readonly Step[], from: string, slot: Slot, to: string | null): Change {
	if (from === to) return { ok: false, why: "self" };
	const g = copy(link(steps));
	set(g, from, slot, to);
	// The first step stays the first, even when a way leads back to it.
	return toSteps(g);
}

/** Makes a step that nothing leads to the one everybody begins with. */
export function startWith(steps: readonly Step[], id: string): Change {
	const g = copy(link(steps));
	g.entry = id;
	g.steps.sort((a, b) => Number(b.id === id) - Number(a.id === id));
	return toSteps(g);
}

/** Where a condition's two sides come together again; null: at the end. */
export function joinOf(g: Graph, id: string): string | null {
	const joint = ways(g).meet.get(id);
	return joint !== undefined && isStep(joint) ? joint : null;
}

/** The steps of a condition's side, those of branches within it included. */
export function branchSteps(steps: readonly Step[], id: string, yes: boolean): string[] {
	const g = link(steps);
	const lists = asLists(g);
	if (lists) {
		const { owner } = link(lists);
		const within = (k: string): boolean => {
			for (let o = owner.get(k), up = 0; o && up <= steps.length; o = owner.get(o.id), up++)
				if (o.id === id) return o.yes === yes;
			return false;
		};
		return steps.map(s => s.id).filter(within);
	}
	// What only this side leads to.
	const slot = yes ? "yes" : "no";
	const without = copy(g);
	set(without, id, slot, null);
	const rest = reach(without, g.entry);
	return [...reach(g, g.outs.get(id)?.[slot] ?? null)].filter(k => k !== id && !rest.has(k));
}

/** Takes a step out and closes the gap. Of a condition one side may stay; the other goes with it. */
export function remove(steps: readonly Step[], id: string, keep: "yes" | "no" | "none" = "none"): Change {
	const g = copy(link(steps));
	const step = g.steps.find(s => s.id === id);
	if (!step) return { ok: true, steps: [...steps] };
	const gone = new Set([id]);
	let next: string | null = null;
	if (isBranching(step.type)) {
		for (const side of ["yes", "no"] as const)
			if (side !== keep) for (const k of branchSteps(steps, id, side === "yes")) gone.add(k);
		const sideWay = keep === "none" ? null : (g.outs.get(id)?.[keep] ?? null);
		next = sideWay ?? joinOf(g, id);
		if (keep === "none") next = joinOf(g, id);
	} else next = g.outs.get(id)?.next ?? null;
	const landing = next !== null && gone.has(next) ? null : next;
	for (const e of edgesOf(g))
		if (e.to !== null && gone.has(e.to)) set(g, e.from, e.slot, landing === e.from ? null : landing);
	g.steps = g.steps.filter(s => !gone.has(s.id)).map(s => forget(s, gone));
	for (const k of gone) g.outs.delete(k);
	if (g.entry !== null && gone.has(g.entry)) g.entry = landing ?? g.steps[0]?.id ?? null;
	return toSteps(g, false);
}

/** A condition that looked at a step which is gone looks at the last email instead. */
function forget(s: Step, gone: ReadonlySet<string>): Step {
	if (s.condition?.referenceStep && gone.has(s.condition.referenceStep))
		return { ...s, condition: { ...s.condition, referenceStep: null } };
	if (s.wait?.referenceStep && gone.has(s.wait.referenceStep))
		return { ...s, wait: { ...s.wait, referenceStep: null } };
	return s;
}

/** The same step once more, right behind it; of a condition right before it, without its branches. */
export function duplicate(steps: readonly Step[], id: string, newId: string): Change {
	const step = steps.find(s => s.id === id);
	if (!step) return { ok: true, steps: [...steps] };
	const twin: Step = {
		...(isBranching(step.type) ? withBranches(step, [], []) : structuredClone(step)),
		id: newId,
		position: { x: step.position?.x ?? 0, y: (step.position?.y ?? 0) + rowHeight },
	};
	if (!isBranching(step.type) && !isFinal(step.type)) return insert(steps, twin, { from: id, slot: "next" });
	if (isFinal(step.type)) return place(steps, twin);
	const g = copy(link(steps));
	g.steps.push(twin);
	g.outs.set(newId, { yes: id, no: id });
	for (const e of into(link(steps), id)) set(g, e.from, e.slot, newId);
	if (g.entry === id) g.entry = newId;
	const done = toSteps(g);
	return done.ok ? { ...done, made: newId } : done;
}

/** Where a step would stand one place up or down its way; undefined: nowhere to go. */
export function shiftSpot(
	g: Graph,
	step: Step | undefined,
	by: -1 | 1,
): { from: string; slot: Slot } | null | undefined {
	if (!step || isBranching(step.type) || isFinal(step.type)) return undefined;
	if (by === 1) {
		const next = g.outs.get(step.id)?.next ?? null;
		const over = g.steps.find(s => s.id === next);
		if (!over || isFinal(over.type) || g.entry === next) return undefined;
		return { from: over.id, slot: isBranching(over.type) ? "yes" : "next" };
	}
	const ins = into(g, step.id);
	const first = ins[0];
	if (!first || ins.length > 1) return undefined;
	const above = into(g, first.from);
	if (above.length > 1 || (above.length === 0 && g.entry !== first.from)) return undefined;
	return above[0] ? { from: above[0].from, slot: above[0].slot } : null;
}

/** Up or down by one place on its way. Null when there is nowhere to go. */
export function shift(steps: readonly Step[], id: string, by: -1 | 1): Change | null {
	const step = steps.find(s => s.id === id);
	const at = shiftSpot(link(steps), step, by);
	if (!step || at === undefined) return null;
	const without = remove(steps, id);
	return without.ok ? insert(without.steps, step, at) : without;
}

/* ---------------------------------------------------------------------------------------------------------- layout */

export const columnWidth = 300;
export const rowHeight = 170;
/** A condition is taller, and names its two ways below itself. */
export const branchRow = 210;

/** A tidy place for every step: what follows stands below, a condition's two sides stand beside each other. */
export function layout(steps: readonly Step[]): Step[] {
	const g = link(steps);
	const met = reach(g, g.entry);
	const listed = (all: readonly Step[]): boolean => {
		const places = layoutLists(all);
		return (
			new Set([...places.values()].map(p => `${p.x} ${p.y}`)).size === all.length &&
			[...met].every(id => !places.get(id)!.lone)
		);
	};
	const lists = listed(steps) ? steps : asLists(g);
	const places = lists && (lists === steps || listed(lists)) ? layoutLists(lists) : layoutRows(g);
	return steps.map(s => {
		const p = places.get(s.id);
		return { ...s, position: p ? { x: p.x, y: p.y } : (s.position ?? { x: 0, y: 0 }) };
	});
}

interface Spot {
	x: number;
	y: number;
	/** Beside the rest: no branch and no way of the main line leads to it. */
	lone?: boolean;
}

/** Ways that meet anywhere: each step in a row below all that lead to it. */
function layoutRows(g: Graph): Map<string, Spot> {
	const { order, to } = ways(g);
	const row = new Map(order.map(id => [id, 0]));
	const type = new Map(g.steps.map(s => [s.id, s.type]));
	for (const id of order)
		for (const slot of slotsOf(type.get(id)!)) {
			const next = to(id, slot);
			if (isStep(next)) row.set(next, Math.max(row.get(next)!, row.get(id)! + 1));
		}
	const places = new Map<string, Spot>();
	for (const id of order) {
		const y = row.get(id)!;
		const beside = order.filter(k => row.get(k) === y);
		const x = Math.round((beside.indexOf(id) - (beside.length - 1) / 2) * columnWidth);
		places.set(id, { x, y: y * branchRow });
	}
	return places;
}

function layoutLists(steps: readonly Step[]): Map<string, Spot> {
	const g = link(steps);
	const byId = new Map(steps.map(s => [s.id, s]));
	const places = new Map<string, Spot>();
	const listOf = (owner: string, yes: boolean): string[] => {
		const b = branchesOf(byId.get(owner)!);
		return ids(yes ? b?.trueBranch : b?.falseBranch).filter(id => {
			const o = g.owner.get(id);
			return o?.id === owner && o.yes === yes;
		});
	};
	const widths = new Map<string, number>();
	const widthOf = (id: string): number => {
		let w = widths.get(id);
		if (w === undefined) {
			widths.set(id, 1); // a branch in a branch of its own
			w = isBranching(byId.get(id)!.type) ? listWidth(listOf(id, true)) + listWidth(listOf(id, false)) : 1;
			widths.set(id, w);
		}
		return w;
	};
	const listWidth = (list: string[]): number => Math.max(1, ...list.map(widthOf));
	/** Lays a list below `y`, around the line at `x`; gives the y below it. */
	const put = (list: string[], x: number, y: number): number => {
		let at = y;
		for (const id of list) {
			if (places.has(id)) continue;
			places.set(id, { x: Math.round(x * columnWidth), y: at });
			at += isBranching(byId.get(id)!.type) ? branchRow : rowHeight;
			if (!isBranching(byId.get(id)!.type)) continue;
			const [yes, no] = [listOf(id, true), listOf(id, false)];
			const [wy, wn] = [listWidth(yes), listWidth(no)];
			const left = x - (wy + wn) / 2;
			at = Math.max(put(yes, left + wy / 2, at), put(no, left + wy + wn / 2, at));
		}
		return at;
	};
	const main: string[] = [];
	let at: string | null = g.entry;
	const seen = new Set<string>();
	while (at !== null && !seen.has(at)) {
		seen.add(at);
		if (!g.owner.has(at)) main.push(at);
		const s = byId.get(at)!;
		const next: string | null | undefined = isBranching(s.type) ? s.nextStepId : g.outs.get(at)?.next;
		at = next !== undefined && next !== null && byId.has(next) ? next : null;
	}
	put(main, 0, 0);
	// What nothing leads to yet stands to the right.
	const lone = steps.filter(s => !places.has(s.id) && !g.owner.has(s.id)).map(s => s.id);
	const right = Math.max(1, ...[...places.values()].map(p => p.x / columnWidth + 1));
	let x = right + 0.5;
	const rest = new Set(lone);
	for (const id of lone) {
		if (!rest.has(id)) continue;
		const run: string[] = [];
		for (let k: string | null = id; k !== null && rest.has(k); k = g.outs.get(k)?.next ?? null) {
			rest.delete(k);
			run.push(k);
		}
		put(run, x, 0);
		for (const id of run) places.get(id)!.lone = true;
		x += listWidth(run);
	}
	return places;
}

/** Whether everything stands where `layout` would put it: then a change is laid out again by itself. */
export function tidy(steps: readonly Step[]): boolean {
	const laid = layout(steps);
	return steps.every((s, i) => {
		const p = laid[i]!.position!;
		return s.position ? Math.abs(s.position.x - p.x) < 1 && Math.abs(s.position.y - p.y) < 1 : true;
	});
}

/** After a change: tidy stays tidy; on a drawing of one's own, what comes below a new step makes room for it. */
export function settle(before: readonly Step[], after: Step[], made?: string): Step[] {
	if (before.length === 0 || tidy(before)) return layout(after);
	const known = new Set(before.map(s => s.id));
	if (!made || known.has(made)) return after;
	const g = link(after);
	const above = into(g, made)[0];
	const parent = after.find(s => s.id === above?.from)?.position;
	const side = above?.slot === "yes" ? -columnWidth / 2 : above?.slot === "no" ? columnWidth / 2 : 0;
	const spot = parent ? { x: parent.x + side, y: parent.y + rowHeight } : after.find(s => s.id === made)?.position;
	if (!spot) return layout(after);
	const below = reach(g, made);
	const loops = above ? below.has(above.from) : false;
	const crowded = after.some(
		s =>
			s.id !== made &&
			s.position &&
			Math.abs(s.position.x - spot.x) < columnWidth - 20 &&
			Math.abs(s.position.y - spot.y) < rowHeight - 20,
	);
	return after.map(s => {
		if (s.id === made) return { ...s, position: spot };
		if (!crowded || loops || !below.has(s.id) || !s.position || s.position.y < spot.y - 1) return s;
		return { ...s, position: { x: s.position.x, y: s.position.y + rowHeight } };
	});
}

/* ------------------------------------------------------------------------------------------------------------ undo */

export interface History {
	past: Step[][];
	now: Step[];
	future: Step[][];
	/** What the last change was about: typing in one field makes one entry. */
	mark: string | null;
}
const historyMax = 100;
export const begin = (now: Step[]): History => ({ past: [], now, future: [], mark: null });
export function push(h: History, now: Step[], mark: string | null = null): History {
	if (mark !== null && mark === h.mark) return { ...h, now, future: [] };
	return { past: [...h.past.slice(-historyMax + 1), h.now], now, future: [], mark };
}
export function undo(h: History): History {
	const last = h.past.at(-1);
	return last ? { past: h.past.slice(0, -1), now: last, future: [h.now, ...h.future], mark: null } : h;
}
export function redo(h: History): History {
	const next = h.future[0];
	return next ? { past: [...h.past, h.now], now: next, future: h.future.slice(1), mark: null } : h;
}
