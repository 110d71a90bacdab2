import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { attribute, renderDesign, safeHref } from "./render.ts";
import type { Node } from "./schema.ts";

const doc = (...content: Node[]): string => renderDesign({ type: "doc", content }, { title: "T" });
const p = (...content: Node[]): Node => ({ type: "paragraph", content });
const text = (t: string, ...marks: Node["marks"] & object): Node => ({ type: "text", text: t, marks });

describe("the rich document as HTML", () => {
	it("escapes what is written and leaves the template language alone", () => {
		const html = doc(
			p(text('<script>alert("x")</script> & {{firstName | default: "you & me"}} {% if a > 1 %}x{% endif %}')),
		);
		assert.ok(html.includes('&lt;script&gt;alert("x")&lt;/script&gt; &amp; '));
		assert.ok(html.includes('{{firstName | default: "you & me"}} {% if a > 1 %}x{% endif %}'));
	});
	it("writes fields with their fallback", () => {
		const html = doc(p({ type: "field", attrs: { name: "firstName", fallback: 'the "one"' } }));
		assert.ok(html.includes('{{firstName | default: "the ”one”"}}'));
	});
	it("joins runs under the same marks and nests the marks", () => {
		const html = doc(
			p(text("a", { type: "bold" }), text("b", { type: "bold" }), text("c", { type: "bold" }, { type: "italic" })),
		);
		assert.ok(html.includes("<strong>ab</strong><strong><em>c</em></strong>"), html);
	});
	it("gives no dangerous link away", () => {
		assert.equal(safeHref("javascript:alert(1)"), "");
		assert.equal(safeHref(" data:text/html,x"), "");
		assert.equal(safeHref("https://example.com"), "https://example.com");
		assert.equal(safeHref("{{unsubscribeUrl}}"), "{{unsubscribeUrl}}");
		const html = doc(p(text("x", { type: "link", attrs: { href: "javascript:alert(1)" } })));
		assert.ok(!html.includes("javascript"));
	});
	it("keeps quotes from ending an attribute", () => {
		assert.equal(attribute('a"b<c'), "a&quot;b&lt;c");
		assert.equal(attribute('https://x/{{a | default: "b"}}?c="'), "https://x/{{a | default: 'b'}}?c=&quot;");
	});
	it("lays columns out as a table with shares, and buttons as tables", () => {
		const html = doc(
			{ type: "columns", content: [1, 2, 3].map(i => ({ type: "column", content: [p(text(String(i)))] })) },
			{ type: "mailButton", attrs: { text: "Go", href: "https://example.com/?a=1&b=2", align: "center" } },
		);
		assert.equal(html.match(/class="col" width="33%"/g)?.length, 3);
		assert.ok(html.includes('href="https://example.com/?a=1&amp;b=2"'));
		assert.ok(html.includes('align="center"'));
	});
	it("names inline images by their content id and bounds their width", () => {
		const html = doc({
			type: "mailImage",
			attrs: { cid: "abc@loumass", src: "data:image/png;base64,xx", alt: "A <b>", width: 900 },
		});
		assert.ok(html.includes('src="cid:abc@loumass"'));
		assert.ok(html.includes('alt="A &lt;b&gt;"'));
		assert.ok(html.includes('width="600"'));
		assert.ok(!html.includes("base64"));
	});
	it("keeps lists, headings, quotes, lines and small print", () => {
		const html = doc(
			{ type: "heading", attrs: { level: 1, textAlign: "center" }, content: [text("H")] },
			{ type: "orderedList", attrs: { start: 3 }, content: [{ type: "listItem", content: [p(text("one"))] }] },
			{ type: "blockquote", content: [p(text("q"))] },
			{ type: "horizontalRule" },
			{ type: "paragraph", attrs: { small: true }, content: [text("s")] },
			{ type: "paragraph" },
		);
		assert.match(html, /<h1 style="[^"]*text-align:center/);
		assert.match(html, /<ol start="3"[^>]*><li[^>]*>one<\/li><\/ol>/);
		assert.match(html, /<blockquote[^>]*><p/);
		assert.match(html, /<hr/);
		assert.match(html, /font-size:13px[^>]*>s<\/p>/);
		assert.match(html, /&nbsp;<\/p>/);
	});
	it("survives nodes it does not know", () => {
		assert.ok(doc({ type: "mystery", content: [p(text("inside"))] }).includes("inside"));
	});
});
