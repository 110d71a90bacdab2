import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { renderLine, type TemplateValues } from "./templateRun.ts";

interface Vector {
	name: string;
	template: string;
	variables: TemplateValues["variables"];
	expect: string;
}
const vectors: Vector[] = JSON.parse(
	readFileSync(new URL("../../../tests/corpus/template.json", import.meta.url), "utf8"),
);

describe("the template language in the app", () => {
	for (const v of vectors)
		it(`has the server's meaning: ${v.name}`, () => {
			assert.equal(renderLine(v.template, { email: "kim@one.example", variables: v.variables }), v.expect);
		});
	it("has all the vectors", () => assert.ok(vectors.length >= 40));
	it("reads a person's own fields", () => {
		const ada = { email: "ada@one.example", firstName: " Ada ", lastName: "Love" };
		assert.equal(
			renderLine("{{displayName}}, {{firstName | trim}} <{{email}}>", ada),
			"Ada Love, Ada <ada@one.example>",
		);
		assert.equal(renderLine("{{displayName}}", { email: "x@y.example" }), "x@y.example");
	});
	it("leaves to the server what it cannot read", () => {
		for (const half of [
			"{{",
			"{{firstName",
			"{% if x %}a",
			"{{x | nonsense}}",
			"{% for x %}",
			"{{unsubscribeUrl}}",
			"{{x",
			"a {% endif %}",
		])
			assert.equal(renderLine(half, {}), null, half);
	});
});
