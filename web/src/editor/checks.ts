// What can be seen to be wrong while writing, without asking the server. The server's own checks come on top.
import type { Check, ContentFormat } from "../api/types.ts";
import { balanced, basicFields, fieldsUsed, unsubscribeField } from "../lib/template.ts";

export const gmailClip = 102 * 1024;

export interface Draft {
	subject: string;
	format: ContentFormat;
	content: string;
	textContent: string | null;
	senderId: string | null;
}

function visibleText(draft: Draft): string {
	if (draft.format === "text") return draft.textContent ?? "";
	return draft.content
		.replace(/<(style|title|script)\b[\s\S]*?<\/\1>/gi, " ")
		.replace(/<[^>]*>/g, " ")
		.replace(/&(nbsp|#8203);/g, " ");
}

/** Without fields, the unsubscribe line and its sentence there must still be something to read. */
function isEmpty(draft: Draft): boolean {
	const text = visibleText(draft)
		.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, " ")
		.trim();
	return text === "";
}

export function badLinks(html: string): string[] {
	const bad: string[] = [];
	for (const m of html.matchAll(/<a\b([^>]*)>/gi)) {
		const attrs = m[1] ?? "";
		const found = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(attrs);
		const href = (found?.[1] ?? found?.[2] ?? found?.[3] ?? "").trim();
		if (/^\{\{/.test(href) || /^(mailto:|tel:)./i.test(href)) continue;
		if (/^https?:\/\//i.test(href)) {
			const host = href.replace(/^https?:\/\//i, "").split(/[/?#]/)[0] ?? "";
			if (host.includes("{{")) continue;
			if (/^[^\s<>"]+$/.test(host) && (host.includes(".") || /^localhost(:\d+)?$/.test(host) || host.startsWith("[")))
				continue;
		}
		if (/^#./.test(href)) continue;
		bad.push(href);
	}
	return bad;
}

export function localChecks(draft: Draft, knownFields: readonly string[] | null): Check[] {
	const out: Check[] = [];
	const add = (code: string, level: Check["level"], named: string[] = []) =>
		out.push({ code, level, message: "", named: [...new Set(named)].slice(0, 8) });
	const body = draft.format === "text" ? (draft.textContent ?? "") : draft.content;
	const all = `${draft.subject}\n${body}`;

	if (draft.subject.trim() === "") add("empty_subject", "error");
	if (!draft.senderId) add("no_sender", "error");
	if (isEmpty(draft)) add("empty_content", "error");
	if (!balanced(all)) add("template_error", "error");
	if (!fieldsUsed(body).some(f => f.name === unsubscribeField)) add("no_unsubscribe", "info");
	if (knownFields) {
		const known = new Set<string>([...basicFields, unsubscribeField, "status", "tags"]);
		for (const f of knownFields) {
			known.add(f);
			known.add(f.replace(/^variables\./, ""));
		}
		const unknown = fieldsUsed(all).filter(f => !known.has(f.name));
		if (unknown.length > 0)
			add(
				"unknown_field",
				"warning",
				unknown.map(f => `{{${f.name}}}`),
			);
	}
	if (draft.format !== "text") {
		const bad = badLinks(draft.content);
		if (bad.length > 0)
			add(
				"bad_link",
				"error",
				bad.map(b => b || "–"),
			);
		if (new TextEncoder().encode(draft.content).length > gmailClip) add("too_large", "warning");
		if (/<img\b(?![^>]*\balt\s*=\s*["'][^"']+["'])[^>]*>/i.test(draft.content)) add("no_alt", "warning");
		if (draft.textContent !== null && draft.textContent.trim() === "") add("no_text", "info");
	}
	return out;
}

const weight = { error: 0, warning: 1, info: 2 } as const;
/** One list: the server's word where both have one. */
export function mergeChecks(local: readonly Check[], remote: readonly Check[]): Check[] {
	const codes = new Set(remote.map(c => c.code));
	return [...remote, ...local.filter(c => !codes.has(c.code))].sort((a, b) => weight[a.level] - weight[b.level]);
}
