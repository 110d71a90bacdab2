import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { de } from "../i18n/de.ts";
import { en } from "../i18n/en.ts";
import { renderDesign } from "./render.ts";
import { startDesign } from "./start.ts";
import { isUnwritten } from "./unwritten.ts";

interface Mail {
	name: string;
	format: "html" | "text";
	unwritten: boolean;
	content: string;
}
const mails: Mail[] = JSON.parse(
	readFileSync(new URL("../../../tests/corpus/unwritten.json", import.meta.url), "utf8"),
);

describe("a mail that nobody has written", () => {
	for (const m of mails)
		it(`is what the server takes for one: ${m.name}`, () =>
			assert.equal(isUnwritten(m.content, m.format), m.unwritten));
	for (const [lang, t] of [
		["en", en],
		["de", de],
	] as const)
		it(`is what the editor begins with, ${lang}`, () => {
			const start = renderDesign(startDesign(t), { title: "", lang });
			assert.equal(mails.find(m => m.name === `the editor's start, ${lang}`)?.content, start);
		});
});
