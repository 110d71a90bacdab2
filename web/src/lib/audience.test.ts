import assert from "node:assert/strict";
import { it } from "node:test";
import type { Audience } from "../api/types.ts";
import { isChosen, isPlain, kindOf, leftOut, segmentsOf } from "./audience.ts";

const tree = { all: [{ field: "variables.plan", op: "is" as const, value: "pro" }] };

it("tells what an audience says, and takes nothing for everyone that is not", () => {
	const cases: [Audience | null, string, boolean][] = [
		[null, "all", true],
		[{ all: true }, "all", true],
		[{ all: true, exclude: { filter: tree } }, "all", true],
		[{ segment: "a" }, "segment", true],
		[{ segment: ["a", "b"] }, "segment", true],
		[{ segment: [] }, "segment", false],
		[{ tags: ["vip"] }, "tags", true],
		[{ tags: [] }, "tags", false],
		[{ contactIds: ["a"] }, "contacts", true],
		[{ filter: tree }, "other", true],
		[{ filter: { search: "ada" } }, "other", true],
		[{ segment: "a", tags: ["vip"] }, "other", true],
		[{ tags: ["vip"], contactIds: ["a"] }, "other", true],
		[{ all: true, status: "ACTIVE" }, "other", true],
	];
	for (const [audience, kind, chosen] of cases) {
		assert.equal(kindOf(audience), kind, JSON.stringify(audience));
		assert.equal(isChosen(audience), chosen, JSON.stringify(audience));
	}
	assert.deepEqual(segmentsOf({ segment: "a" }), ["a"]);
	assert.deepEqual(segmentsOf(null), []);
	assert.ok(isPlain({ search: "ada", tags: ["vip"] }));
	assert.ok(!isPlain(tree) && !isPlain("everyone"));
});

it("changes one thing that is left out, and keeps the others", () => {
	const audience: Audience = { all: true, exclude: { segment: "a", filter: tree, tags: ["vip"], contactIds: ["x"] } };
	assert.deepEqual(leftOut(audience, { tags: [] }), {
		all: true,
		exclude: { segment: "a", filter: tree, contactIds: ["x"] },
	});
	assert.deepEqual(leftOut({ tags: ["vip"], exclude: { filter: tree } }, { filter: undefined }), { tags: ["vip"] });
});
