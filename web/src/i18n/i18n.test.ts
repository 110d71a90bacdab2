import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { de } from "./de.ts";
import { en } from "./en.ts";
import { hooksDe } from "./hooks.de.ts";
import { hooksEn } from "./hooks.en.ts";
import { repliesDe } from "./replies.de.ts";
import { repliesEn } from "./replies.en.ts";
import { segmentsDe } from "./segments.de.ts";
import { segmentsEn } from "./segments.en.ts";
import { sequencesDe } from "./sequences.de.ts";
import { sequencesEn } from "./sequences.en.ts";
import { webhooksDe } from "./webhooks.de.ts";
import { webhooksEn } from "./webhooks.en.ts";

type Tree = { [k: string]: unknown };
function walk(a: Tree, b: Tree, path: string, visit: (path: string, a: unknown, b: unknown) => void): void {
	assert.deepEqual(Object.keys(b).sort(), Object.keys(a).sort(), `keys of ${path || "the messages"}`);
	for (const key of Object.keys(a)) {
		const [x, y] = [a[key], b[key]];
		if (typeof x === "object" && x !== null) walk(x as Tree, y as Tree, `${path}.${key}`, visit);
		else visit(`${path}.${key}`, x, y);
	}
}

const same = (english: Tree, other: Tree): void =>
	walk(english, other, "", (path, a, b) => {
		assert.equal(typeof b, typeof a, path);
		if (typeof a === "string") assert.ok((b as string).trim() !== "", path);
		if (typeof a === "function") {
			assert.equal((b as (...x: unknown[]) => string).length, a.length, path);
			for (const n of [0, 1, 2]) {
				const args = Array.from({ length: a.length }, () => n);
				for (const f of [a, b] as ((...x: unknown[]) => string)[]) {
					const text = f(...args);
					assert.ok(typeof text === "string" && !/undefined|NaN|\[object/.test(text), `${path}: ${text}`);
				}
			}
		}
	});

it("both languages say everything, with the same values", () => {
	same(en as unknown as Tree, de as unknown as Tree);
	same(repliesEn as unknown as Tree, repliesDe as unknown as Tree);
	same(segmentsEn as unknown as Tree, segmentsDe as unknown as Tree);
	same(sequencesEn as unknown as Tree, sequencesDe as unknown as Tree);
	same(hooksEn as unknown as Tree, hooksDe as unknown as Tree);
	same(webhooksEn as unknown as Tree, webhooksDe as unknown as Tree);
});

it("the audit log has words for every request that changes something", () => {
	const schema = readFileSync(new URL("../api/schema.d.ts", import.meta.url), "utf8");
	const wanted = new Set<string>();
	let path = "";
	let scope = "";
	for (const line of schema.slice(0, schema.indexOf("export type webhooks")).split("\n")) {
		path = /^ {4}"\/api\/(.+)": \{/.exec(line)?.[1] ?? path;
		scope = /Scope: `([^`]+)`/.exec(line)?.[1] ?? (line.includes("/**") ? "" : scope);
		const method = /^ {8}(post|put|patch|delete): operations/.exec(line)?.[1];
		if (method && scope !== "read" && scope !== "")
			wanted.add(`${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`);
	}
	assert.ok(wanted.size > 60, `only ${wanted.size} were found`);
	for (const words of [en.choice.auditWords, de.choice.auditWords])
		assert.deepEqual(
			[...wanted].filter(key => !words[key]),
			[],
		);
});
