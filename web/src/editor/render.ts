// The rich document as HTML that mail programs understand: tables for columns and buttons, every style inline.
// Text and attributes are escaped; the template language passes through untouched. Unknown nodes show their content.
import { escapeAround, fieldTag } from "../lib/template.ts";
import type { Align, Mark, Node } from "./schema.ts";

const font = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const accent = "#2f54d6";
const ink = "#1f2430";
const width = 600;

export const escapeText = (s: string): string => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const escapeQuoted = (s: string): string => escapeText(s).replace(/"/g, "&quot;");
/** In an attribute the language's own double quotes would end it, so they become single ones. */
export const attribute = (s: string): string => escapeAround(s, escapeQuoted, tag => tag.replaceAll('"', "'"));

const string = (v: unknown): string => (typeof v === "string" ? v : "");
const alignOf = (node: Node): Align => {
	const a = node.attrs?.textAlign ?? node.attrs?.align;
	return a === "center" || a === "right" ? a : "left";
};

/** A link that mail programs should not be given (javascript: and the like) becomes none. */
export function safeHref(href: string): string {
	const s = href.trim();
	if (/^\{\{/.test(s)) return s;
	return /^(https?:|mailto:|tel:|#)/i.test(s) ? s : "";
}

function marked(html: string, marks: readonly Mark[]): string {
	let out = html;
	for (const mark of [...marks].reverse()) {
		if (mark.type === "bold") out = `<strong>${out}</strong>`;
		else if (mark.type === "italic") out = `<em>${out}</em>`;
		else if (mark.type === "underline") out = `<u>${out}</u>`;
		else if (mark.type === "strike") out = `<s>${out}</s>`;
		else if (mark.type === "code") out = `<code style="font-family:monospace">${out}</code>`;
		else if (mark.type === "link") {
			const href = safeHref(string(mark.attrs?.href));
			if (href) out = `<a href="${attribute(href)}" style="color:${accent};text-decoration:underline">${out}</a>`;
		}
	}
	return out;
}

function inline(nodes: readonly Node[] | undefined): string {
	let out = "";
	let run = "";
	let runMarks: readonly Mark[] = [];
	const flush = () => {
		if (run) out += marked(run, runMarks);
		run = "";
	};
	for (const node of nodes ?? []) {
		const html =
			node.type === "text"
				? escapeAround(node.text ?? "", escapeText)
				: node.type === "field"
					? fieldTag({ name: string(node.attrs?.name), fallback: string(node.attrs?.fallback) })
					: node.type === "hardBreak"
						? "<br>"
						: inline(node.content);
		const marks = node.marks ?? [];
		if (JSON.stringify(marks) !== JSON.stringify(runMarks)) {
			flush();
			runMarks = marks;
		}
		run += html;
	}
	flush();
	return out;
}

const align = (node: Node): string => (alignOf(node) === "left" ? "" : `text-align:${alignOf(node)};`);
const headingSize: Record<number, string> = { 1: "28px", 2: "22px", 3: "18px" };

function list(node: Node, tag: "ul" | "ol", last: boolean): string {
	const start = tag === "ol" && Number(node.attrs?.start) > 1 ? ` start="${Number(node.attrs?.start)}"` : "";
	const items = (node.content ?? [])
		.map(item => {
			const content = item.content ?? [];
			const body = content
				.map((child, i) =>
					child.type === "paragraph" && i === 0 ? inline(child.content) : block(child, i === content.length - 1),
				)
				.join("");
			return `<li style="margin:0 0 6px">${body}</li>`;
		})
		.join("");
	return `<${tag}${start} style="margin:0 0 ${last ? 0 : 16}px;padding:0 0 0 24px">${items}</${tag}>`;
}

function image(node: Node, last: boolean, room: number): string {
	const cid = string(node.attrs?.cid);
	const src = cid ? `cid:${cid}` : string(node.attrs?.src);
	if (!src || (!cid && !/^(https?:|\{\{)/i.test(src))) return "";
	const wanted = Number(node.attrs?.width) || room;
	const w = Math.max(1, Math.min(room, Math.round(wanted)));
	const margin =
		alignOf(node) === "center" ? "margin:0 auto" : alignOf(node) === "right" ? "margin:0 0 0 auto" : "margin:0";
	const img = `<img src="${attribute(src)}" alt="${attribute(string(node.attrs?.alt))}" width="${w}" style="display:block;${margin};border:0;width:${w}px;max-width:100%;height:auto">`;
	const href = safeHref(string(node.attrs?.href));
	const body = href ? `<a href="${attribute(href)}">${img}</a>` : img;
	return `<div style="margin:0 0 ${last ? 0 : 16}px;${align(node)}">${body}</div>`;
}

function button(node: Node, last: boolean): string {
	const href = safeHref(string(node.attrs?.href));
	const text = escapeAround(string(node.attrs?.text), escapeText);
	const where = href ? ` href="${attribute(href)}"` : "";
	return (
		`<table role="presentation" border="0" cellpadding="0" cellspacing="0" align="${alignOf(node)}" style="margin:${alignOf(node) === "center" ? "0 auto" : "0"}"><tr>` +
		`<td bgcolor="${accent}" style="border-radius:6px"><a${where} style="display:inline-block;padding:12px 24px;font-family:${font};font-size:16px;font-weight:600;line-height:1.3;color:#ffffff;text-decoration:none;border-radius:6px">${text}</a></td>` +
		`</tr></table><div style="clear:both;line-height:${last ? 1 : 16}px;height:${last ? 1 : 16}px;font-size:1px">&#8203;</div>`
	);
}

function columns(node: Node, last: boolean, room: number): string {
	const cols = node.content ?? [];
	const share = Math.floor(100 / Math.max(1, cols.length));
	const each = Math.floor((room - 20 * (cols.length - 1)) / Math.max(1, cols.length));
	const cells = cols
		.map((col, i) => {
			const left = i === 0 ? 0 : 10;
			const right = i === cols.length - 1 ? 0 : 10;
			return `<td class="col" width="${share}%" valign="top" style="width:${share}%;vertical-align:top;padding:0 ${right}px 0 ${left}px">${blocks(col.content, each)}</td>`;
		})
		.join("");
	return `<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="100%" style="width:100%;margin:0 0 ${last ? 0 : 16}px"><tr>${cells}</tr></table>`;
}

function block(node: Node, last: boolean, room = width): string {
	const below = last ? 0 : 16;
	switch (node.type) {
		case "paragraph": {
			const body = inline(node.content);
			const small = node.attrs?.small ? "font-size:13px;line-height:1.5;color:#5d616e;" : "";
			return `<p style="margin:0 0 ${below}px;${small}${align(node)}">${body || "&nbsp;"}</p>`;
		}
		case "heading": {
			const level = Math.min(3, Math.max(1, Number(node.attrs?.level) || 2));
			return `<h${level} style="margin:0 0 ${below}px;font-size:${headingSize[level]};line-height:1.3;font-weight:700;color:#14161b;${align(node)}">${inline(node.content)}</h${level}>`;
		}
		case "bulletList":
			return list(node, "ul", last);
		case "orderedList":
			return list(node, "ol", last);
		case "blockquote":
			return `<blockquote style="margin:0 0 ${below}px;padding:0 0 0 16px;border-left:3px solid #d3d5dc;color:#4b4f5c">${blocks(node.content, room - 19)}</blockquote>`;
		case "horizontalRule":
			return `<hr style="margin:8px 0 ${below + 8}px;border:0;border-top:1px solid #d9dbe1">`;
		case "mailImage":
			return image(node, last, room);
		case "mailButton":
			return button(node, last);
		case "columns":
			return columns(node, last, room);
		default:
			return node.type === "text" || node.type === "field" ? inline([node]) : blocks(node.content, room);
	}
}

function blocks(nodes: readonly Node[] | undefined, room = width): string {
	const list = nodes ?? [];
	return list.map((node, i) => block(node, i === list.length - 1, room)).join("\n");
}

export function renderDesign(design: Node, options: { title: string; lang?: string }): string {
	return `<!doctype html>
<html lang="${options.lang ?? "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeAround(options.title, escapeText)}</title>
<style>@media (max-width:520px){.col{display:block!important;width:100%!important;padding:0 0 16px 0!important;box-sizing:border-box}.body{padding:20px 16px!important}}</style>
</head>
<body style="margin:0;padding:0;background:#ffffff">
<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="100%" style="width:100%">
<tr><td align="center" class="body" style="padding:32px 24px">
<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="${width}" style="width:100%;max-width:${width}px;text-align:left">
<tr><td style="font-family:${font};font-size:16px;line-height:1.6;color:${ink}">
${blocks(design.content)}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

/** The document as plain text, to count and to look whether anything has been written. */
export function designText(node: Node): string {
	if (node.type === "text") return node.text ?? "";
	if (node.type === "field") return fieldTag({ name: string(node.attrs?.name), fallback: "" });
	if (node.type === "mailButton") return string(node.attrs?.text);
	if (node.type === "mailImage") return string(node.attrs?.alt) || "image";
	const inner = (node.content ?? [])
		.map(designText)
		.join(node.type === "paragraph" || node.type === "heading" ? "" : "\n");
	return inner;
}
