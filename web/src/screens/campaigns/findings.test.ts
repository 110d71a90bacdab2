import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { it } from "node:test";
import type { Check } from "../../api/types.ts";
import { de } from "../../i18n/de.ts";
import { en } from "../../i18n/en.ts";
import { namedIn } from "./findings.ts";

const named = (check: Partial<Check>): string =>
	namedIn({ code: "x", level: "warning", message: "In English.", ...check }, en.editor.checkTime);

it("says what a finding is about, in no language", () => {
	assert.equal(named({ named: ["{{company}}"] }), "{{company}}");
	assert.equal(named({ mail: "Welcome", named: ["https://a.example/x", "b"] }), "Welcome: https://a.example/x, b");
	assert.equal(
		named({ code: "spam", score: 16.2, junkFrom: 15, named: ["A 9.0", "B 4.1"] }),
		"16.2 / 15: A 9.0, B 4.1",
	);
	assert.equal(named({ mail: "Welcome", score: 1, junkFrom: 15 }), "Welcome: 1 / 15");
	assert.equal(named({ code: "template_error", named: ["content"], message: "content: line 1" }), "content: line 1");
	assert.equal(named({}), "");
});

it("rounds a length of time as the server's sentence does", () => {
	const long = (seconds: number) => named({ code: "forecast", named: ["Ours"], seconds });
	assert.equal(long(5 * 86_400 + 100), "about 5 days");
	assert.equal(long(86_400), "about 24 hours");
	assert.equal(long(7_199), "about 120 minutes");
});

it("has words of its own for every finding of the server", () => {
	const dir = new URL("../../../../src/core/", import.meta.url);
	const source = readdirSync(dir, { recursive: true, encoding: "utf8" })
		.filter(f => /\/(campaign_check|content_check|sequence_check|preflight.*)\.c$/.test(f))
		.map(f => readFileSync(new URL(f, dir), "utf8"))
		.join("\n");
	const codes = new Set(
		[...source.matchAll(/"([a-z_]+)",\s*(?:[^,"]*\? )?CHECK_(?:ERROR|WARNING|INFO)/g)].map(m => m[1]!),
	);
	codes.delete("step_problem");
	assert.ok(codes.size > 30, `only ${codes.size} codes found`);
	for (const code of codes) {
		assert.ok(en.editor.check[code], `en: ${code}`);
		assert.ok(de.editor.check[code], `de: ${code}`);
	}
});
