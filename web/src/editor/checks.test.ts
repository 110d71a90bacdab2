import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { badLinks, type Draft, localChecks, mergeChecks } from "./checks.ts";

const good: Draft = {
	subject: 'Hi {{firstName | default: "there"}}',
	format: "html",
	content: '<p>Hello</p><a href="https://example.com">x</a><a href="{{unsubscribeUrl}}">out</a>',
	textContent: null,
	senderId: "s",
};
const codes = (d: Partial<Draft>, known: string[] | null = ["variables.company"]) =>
	localChecks({ ...good, ...d }, known).map(c => c.code);

describe("checks as one writes", () => {
	it("finds nothing in a good message", () => assert.deepEqual(codes({}), []));
	it("misses subject, sender, content and the way out", () => {
		assert.deepEqual(codes({ subject: " ", senderId: null, content: "<p>&nbsp;</p>" }), [
			"empty_subject",
			"no_sender",
			"empty_content",
			"no_unsubscribe",
		]);
	});
	it("knows the contact's fields, own fields with and without their prefix", () => {
		assert.deepEqual(codes({ subject: "{{company}} {{variables.company}} {{email}}" }), []);
		assert.deepEqual(codes({ subject: "{{compny}}" }), ["unknown_field"]);
		assert.deepEqual(codes({ subject: "{{compny}}" }, null), []);
	});
	it("sees unclosed tags and conditions", () => {
		assert.ok(codes({ subject: "{{firstName" }).includes("template_error"));
		assert.ok(codes({ subject: "{% if firstName %}x" }).includes("template_error"));
		assert.ok(!codes({ subject: "{% raw %}{{x{% endraw %}" }).includes("template_error"));
	});
	it("measures what Gmail clips", () => {
		assert.ok(codes({ content: `${good.content}${"x".repeat(103 * 1024)}` }).includes("too_large"));
	});
	it("tells bad links from good ones", () => {
		const html = ["", "#", "http://", "example.com", "javascript:x", "https://nodot", "https:// x.y"]
			.map(h => `<a href="${h}">x</a>`)
			.join("");
		assert.equal(badLinks(html).length, 7);
		const found = localChecks({ ...good, subject: "{{compny}}", content: html }, []);
		assert.deepEqual(found.find(c => c.code === "bad_link")?.named?.slice(0, 3), ["–", "#", "http://"]);
		assert.deepEqual(found.find(c => c.code === "unknown_field")?.named, ["{{compny}}"]);
		const fine = [
			"https://a.b",
			"mailto:a@b.c",
			"{{unsubscribeUrl}}",
			"https://{{host}}/x",
			"http://localhost:8425/",
			"#top",
		]
			.map(h => `<a class="k" href='${h}'>x</a>`)
			.join("");
		assert.deepEqual(badLinks(fine), []);
	});
	it("lets the server have the last word, worst first", () => {
		const merged = mergeChecks(
			[
				{ code: "a", level: "info", message: "mine" },
				{ code: "b", level: "error", message: "" },
			],
			[{ code: "a", level: "warning", message: "theirs" }],
		);
		assert.deepEqual(
			merged.map(c => [c.code, c.message]),
			[
				["b", ""],
				["a", "theirs"],
			],
		);
	});
});
