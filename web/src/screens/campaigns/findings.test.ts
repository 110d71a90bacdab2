import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { it } from "node:test";
import type { Check } from "../../api/types.ts";
import { de } from "../../i18n/de.ts";
import { en } from "../../i18n/en.ts";
import { namedIn } from "./findings.ts";

const named = (code: string, message: string): string =>
	namedIn({ code, level: "warning", message } as Check, en.editor.checkTime);

it("takes out of a sentence what it names", () => {
	assert.equal(
		named(
			"missing_value",
			'161 of 1797 have no value for {{company}} and will see a gap: write {{company | default: "…"}}.',
		),
		"{{company}}",
	);
	assert.equal(
		named(
			"broken_link",
			"2 links lead to nothing (the first is https://a.example/x?y=(1)): the page or its host does not exist. Mend it.",
		),
		"https://a.example/x?y=(1)",
	);
	assert.equal(
		named("bad_link", '1 link leads nowhere (the first is "htps:/a"): write whole addresses, https://…'),
		"htps:/a",
	);
	assert.equal(named("sender_paused", 'The sender "Ours" is paused (token revoked): resume it first.'), "Ours");
	assert.equal(named("unused_image", "The image my logo.png is sent along but not shown in the text."), "my logo.png");
	assert.equal(
		named(
			"spam",
			"The spam filter gives 16.2 (from 15.0 on it is spam): A 9.0, B 4.1. Most receivers would not show it: change what weighs most.",
		),
		"16.2 / 15: A 9.0, B 4.1",
	);
	assert.equal(
		named("forecast", '90000 recipients: within the limits of "Ours" the last mail leaves in about 5 days.'),
		"about 5 days",
	);
	assert.equal(named("no_spf", "The From domain has no SPF record: add one."), "");
});

it("has words of its own for every finding of the server", () => {
	const dir = new URL("../../../../src/core/", import.meta.url);
	const source = readdirSync(dir)
		.filter(f => /^(campaign_check|sequence_check|preflight.*)\.c$/.test(f))
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
