// Whether anybody has written a mail: not when it is blank, or is what the editor begins with. The server's rule is src/core/content/unwritten.c; tests/corpus/unwritten.json is replayed by both.

// What start.ts writes, in each of the app's languages, without its fields.
const starts = [
	{ greeting: "Hello ,", closing: "You get this mail because you are on our list." },
	{ greeting: "Hallo ,", closing: "Sie bekommen diese E-Mail, weil Sie auf unserer Liste stehen." },
];
const tag = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const unseen = /\u034f|[\u00ad\u200b-\u200d\u2060\ufeff]/g;

/** Line by line, as a person reads it, without the words of links to the way out. */
function linesOf(html: string): string[] {
	return html
		.replace(/<!--[\s\S]*?-->/g, "")
		.replace(/<(style|title|script)\b[\s\S]*?<\/\1>/gi, "")
		.replace(/<a\b[^>]*unsubscribeUrl[\s\S]*?<\/a>/gi, "")
		.replace(/<(div|p|span|td)\b[^>]*display:\s*none[\s\S]*?<\/\1>/gi, "")
		.replace(/<\/?(p|div|h\d|li|ul|ol|tr|td|table|blockquote|hr|br)\b[^>]*>/gi, "\n")
		.replace(/<[^>]*>/g, "")
		.replace(/&(nbsp|#8203|#160);/g, " ")
		.split("\n");
}

export function isUnwritten(content: string, format: "html" | "text"): boolean {
	if (format === "html" && /<img\b/i.test(content)) return false;
	let greeted = false;
	let closed = false;
	let out = format === "html" && /<a\b[^>]*unsubscribeUrl[^>]*>\s*[^\s<][\s\S]*?<\/a>/i.test(content);
	for (const line of format === "html" ? linesOf(content) : content.split("\n")) {
		const tags = line.match(tag) ?? [];
		const away = tags.some(x => x.includes("unsubscribeUrl"));
		const field = tags.some(x => x.startsWith("{{") && !x.includes("unsubscribeUrl"));
		const said = line.replace(tag, "").replace(unseen, " ").trim();
		if (!greeted && field && starts.some(s => s.greeting === said)) greeted = true;
		else if (starts.some(s => said.startsWith(s.closing))) closed = true;
		else if (field || /[^-_=* ]/.test(said)) return false;
		out ||= away;
	}
	return closed || (!greeted && !out);
}
