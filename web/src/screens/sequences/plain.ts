// A mail written as plain text goes out as HTML that looks like it: paragraphs, line ends, links.
import { escapeAround } from "../../lib/template.ts";

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (s: string): string => s.replace(/[&<>"]/g, c => escapes[c]!);
const linked = (s: string): string =>
	s
		.split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]])/)
		.map((part, i) => (i % 2 ? `<a href="${escaped(part)}">${escaped(part)}</a>` : escaped(part)))
		.join("");

export function textToHtml(text: string): string {
	const html = escapeAround(text.trim(), linked, tag =>
		/^\{\{\s*unsubscribeUrl\s*\}\}$/.test(tag) ? `<a href="${tag}">${tag}</a>` : tag,
	);
	return html
		.split(/\n{2,}/)
		.filter(p => p.trim() !== "")
		.map(p => `<p>${p.replaceAll("\n", "<br>\n")}</p>`)
		.join("\n");
}
