import assert from "node:assert/strict";
import { test } from "node:test";
import { ApiError } from "../../api/client.ts";
import { segmentsDe } from "../../i18n/segments.de.ts";
import { segmentsEn } from "../../i18n/segments.en.ts";
import { faultOf } from "./fault.ts";
import {
	asGroup,
	at,
	type Filter,
	finished,
	group,
	isComplete,
	leavesOf,
	newLeaf,
	ofContacts,
	withOp,
} from "./tree.ts";
import { sentence } from "./words.ts";

test("a new leaf is one that the server takes once its value is there", () => {
	assert.deepEqual(newLeaf("status", "text"), { field: "status", type: "text", op: "is", value: "ACTIVE" });
	assert.deepEqual(newLeaf("createdAt", "date"), { field: "createdAt", type: "date", op: "before", value: "today" });
	assert.deepEqual(newLeaf("did:opened", "text"), { did: "opened" });
	assert.equal(isComplete(newLeaf("topic", "text")), false);
	assert.equal(isComplete(newLeaf("email", "text")), false);
	assert.equal(isComplete(newLeaf("variables.n", "number")), false);
});

test("another operator keeps a value that fits and drops one that does not", () => {
	const leaf = { field: "variables.n", op: "less", type: "number", value: 5 };
	assert.deepEqual(withOp(leaf, "number", "more"), { ...leaf, op: "more" });
	assert.deepEqual(withOp(leaf, "number", "in"), { ...leaf, op: "in", value: [5] });
	assert.deepEqual(withOp({ ...leaf, op: "in", value: [5, 6] }, "number", "is"), { ...leaf, op: "is" });
	assert.deepEqual(withOp(leaf, "number", "set"), { field: "variables.n", op: "set" });
	assert.deepEqual(withOp(leaf, "text", "is"), { field: "variables.n", op: "is", type: "text" });
	const date = { field: "createdAt", type: "date", op: "before", value: "today" };
	assert.deepEqual(withOp(date, "date", "next"), { ...date, op: "next", value: "7 days" });
	assert.deepEqual(withOp({ ...date, op: "next", value: "7 days" }, "date", "on"), { ...date, op: "on" });
});

test("an empty text is a value of is, and no value of contains", () => {
	assert.equal(isComplete({ field: "firstName", op: "is", value: "" }), true);
	assert.equal(isComplete({ field: "firstName", op: "contains", value: "" }), false);
	assert.equal(isComplete({ field: "status", op: "in", value: [] }), false);
});

test("what is not finished is left out of the count, and errors lead back to the whole", () => {
	const tree: Filter = {
		all: [{ segment: "" }, { did: "opened" }, { any: [{ topic: "", op: "wants" }] }, group("none", [{ did: "sent" }])],
	};
	const { filter, whole } = finished(tree);
	assert.deepEqual(filter, { all: [{ did: "opened" }, { none: [{ did: "sent" }] }] });
	assert.equal(whole("filter.all[0].within"), "filter.all[1].within");
	assert.equal(whole("filter.all[1].none[0]"), "filter.all[3].none[0]");
	assert.deepEqual(finished({ any: [{ segment: "" }] }).filter, { all: [] });
	assert.deepEqual(asGroup({ did: "sent" }), { all: [{ did: "sent" }] });
	assert.deepEqual(at(tree, "filter.all[3].none[0]"), { did: "sent" });
	assert.equal(leavesOf(tree), 4);
});

test("the filter of the contacts list is a tree", () => {
	assert.deepEqual(ofContacts({ search: "ann", status: "ACTIVE", tags: ["a", "b"], segment: "s" }), {
		all: [
			{ segment: "s" },
			{ field: "status", type: "text", op: "is", value: "ACTIVE" },
			{ field: "tags", type: "list", op: "has", value: "a" },
			{ field: "tags", type: "list", op: "has", value: "b" },
			{
				any: [
					{ field: "email", type: "text", op: "contains", value: "ann" },
					{ field: "name", type: "text", op: "contains", value: "ann" },
				],
			},
		],
	});
});

test("a filter is a sentence in both languages", () => {
	const tree: Filter = {
		all: [
			{ field: "variables.plan", op: "is", value: "pro" },
			{ did: "clicked", campaign: "c1", times: 2, within: "30 days" },
			{ none: [{ segment: "s1" }, { sequence: "q1", state: "completed" }] },
			{ field: "createdAt", op: "before", value: "last monday" },
		],
	};
	const name = (id: string) => ({ c1: "Spring", s1: "Customers" })[id] ?? null;
	assert.equal(
		sentence(segmentsEn, tree, name),
		"plan is “pro” and clicked the campaign “Spring” at least twice in the last 30 days and " +
			"not (is in the segment “Customers” or has completed “…”) and Added is before last Monday",
	);
	assert.match(sentence(segmentsDe, tree, name), /^plan ist „pro“ und klickte die Kampagne „Spring“ mindestens 2-mal/);
	assert.equal(sentence(segmentsEn, { all: [] }, name), "everybody");
});

test("a refused text is pointed at where it is wrong", () => {
	const refused = (message: string, field = "filter") => new ApiError(422, "", "", [{ field, message }], null);
	assert.deepEqual(faultOf('ü = "x" and plan ~ 1', refused("character 18: this character has no meaning here")), {
		from: 17,
		to: 18,
		message: "this character has no meaning here",
	});
	assert.deepEqual(faultOf("plan = ", refused("character 8: a value is expected")), {
		from: 7,
		to: 8,
		message: "a value is expected",
	});
	assert.equal(faultOf("x", refused("must be at most 64 kB"))?.to, 0);
});
