import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Draft, linkFault, localChecks, mergeChecks } from "./checks.ts";

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
	it("tells bad links from good ones, as the server does", () => {
		const faults: [string, string][] = [
			["", "empty_link"],
			["#", "empty_link"],
			["http://", "link_not_url"],
			["https:// x.y", "link_not_url"],
			["https://a.b:99999", "link_not_url"],
			["example.com", "relative_link"],
			["javascript:x", "script_link"],
			["data:text/html,x", "blocked_link"],
			["myapp://x", "unusual_link"],
			["http://{{unsubscribeUrl}}", "unsubscribe_link"],
		];
		for (const [href, code] of faults) assert.equal(linkFault(href)?.[0], code, href);
		const html = faults.map(([href]) => `<a href="${href}">x</a>`).join("");
		const found = localChecks({ ...good, subject: "{{compny}}", content: html }, []);
		assert.deepEqual(found.find(c => c.code === "empty_link")?.named, ["–", "#"]);
		assert.deepEqual(found.find(c => c.code === "unknown_field")?.named, ["{{compny}}"]);
		for (const href of [
			"https://a.b",
			"https://nodot",
			"//a.b/x",
			"mailto:a@b.c",
			"sms:+49",
			"{{unsubscribeUrl}}",
			"https://{{host}}/x",
			"https://a.b/{% if x %}y{% endif %}",
			"http://localhost:8425/",
			"#top",
		])
			assert.equal(linkFault(href), null, href);
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
