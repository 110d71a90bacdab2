import assert from "node:assert/strict";
import { it } from "node:test";
import type { SimEvent, SimRun } from "./api.ts";
import { momentsOf, shownAt } from "./play.ts";

const event = (at: string, kind: SimEvent["kind"] = "email"): SimEvent => ({
	at,
	stepId: "s",
	stepName: null,
	kind,
	detail: null,
});
const run = (events: SimEvent[], at: string): SimRun => ({
	contactId: "c",
	email: "a@example.com",
	displayName: "A",
	events,
	ended: { at, reason: "completed" },
});

it("goes through every moment once, in order, and shows what has happened by then", () => {
	const a = run([event("2026-01-01T00:00:00Z"), event("2026-01-03T00:00:00Z", "condition")], "2026-01-03T00:00:00Z");
	const b = run([event("2026-01-02T00:00:00Z"), event("2026-01-01T00:00:00Z")], "2026-01-04T00:00:00Z");
	const moments = momentsOf([a, b]);
	assert.deepEqual(
		moments.map(m => new Date(m).getUTCDate()),
		[1, 2, 3, 4],
	);
	assert.equal(shownAt(a, moments[1]!).length, 1);
	assert.equal(shownAt(a, moments[2]!).length, 2);
	assert.deepEqual(momentsOf([]), []);
});
