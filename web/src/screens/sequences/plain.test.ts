import assert from "node:assert/strict";
import { it } from "node:test";
import { textToHtml } from "./plain.ts";

it("makes paragraphs, line ends and links of plain text, and leaves fields alone", () => {
	assert.equal(
		textToHtml('Hi {{firstName | default: "you"}},\nhow is <it>?\n\n\nSee https://example.com/a?b=1&c=2.\n'),
		'<p>Hi {{firstName | default: "you"}},<br>\nhow is &lt;it&gt;?</p>\n' +
			'<p>See <a href="https://example.com/a?b=1&amp;c=2">https://example.com/a?b=1&amp;c=2</a>.</p>',
	);
	assert.equal(
		textToHtml("Stop: {{unsubscribeUrl}}"),
		'<p>Stop: <a href="{{unsubscribeUrl}}">{{unsubscribeUrl}}</a></p>',
	);
	assert.equal(textToHtml("  \n"), "");
});
