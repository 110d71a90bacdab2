// What can be seen to be wrong while writing, without asking the server. The server's own checks come on top.
import type { Check, ContentFormat } from "../api/types.ts";
import { balanced, basicFields, fieldsUsed, unsubscribeField } from "../lib/template.ts";
import { isUnwritten } from "./unwritten.ts";

export const gmailClip = 102 * 1024;

export interface Draft {
	subject: string;
	format: ContentFormat;
	content: string;
	textContent: string | null;
	senderId: string | null;
}

/** A browser's reading of an address; fields in it stand for one letter each. */
function readable(href: string): boolean {
	if (/\{%/.test(href)) return true; // which branch it is, only the recipient tells
	const tidy = href.replace(/\{\{[\s\S]*?\}\}/g, "x").replace(/[\t\n\r]/g, "");
	try {
		return Boolean(new URL(/^[/\\]{2}/.test(tidy) ? `https:${tidy}` : tidy));
	} catch {
		return false;
	}
}

/** What the server says of an href (wire/links.c), as far as it can be seen here. */
export function linkFault(href: string): [code: string, level: Check["level"]] | null {
	const url = href.trim();
	if (url === "" || url === "#") return ["empty_link", "warning"];
	if (url.startsWith("{{") || url.startsWith("{%") || url.startsWith("#")) return null;
	if (/\{\{\s*unsubscribeUrl/.test(url)) return ["unsubscribe_link", "error"];
	if (/^(https?:|[/\\]{2})/i.test(url)) return readable(url) ? null : ["link_not_url", "error"];
	if (/^(javascript|vbscript|livescript):/i.test(url)) return ["script_link", "error"];
	if (/^(data|file|blob|filesystem|view-source|about):/i.test(url)) return ["blocked_link", "warning"];
	if (/^(mailto|tel|sms|cid):/i.test(url)) return null;
	return /^[a-z][a-z0-9+.-]*:/i.test(url) ? ["unusual_link", "warning"] : ["relative_link", "error"];
}

function hrefs(html: string): string[] {
	return [...html.matchAll(/<a\b([^>]*)>/gi)].flatMap(m => {
		const found = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(m[1] ?? "");
		return found ? [found[1] ?? found[2] ?? found[3] ?? ""] : [];
	});
}

export function localChecks(draft: Draft, knownFields: readonly string[] | null): Check[] {
	const out: Check[] = [];
	const add = (code: string, level: Check["level"], named: string[] = []) =>
		out.push({ code, level, message: "", named: [...new Set(named)].slice(0, 8) });
	const body = draft.format === "text" ? (draft.textContent ?? "") : draft.content;
	const all = `${draft.subject}\n${body}`;

	if (draft.subject.trim() === "") add("empty_subject", "error");
	if (!draft.senderId) add("no_sender", "error");
	if (isUnwritten(body, draft.format === "text" ? "text" : "html")) add("empty_content", "error");
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
		const faults = new Map<string, { level: Check["level"]; named: string[] }>();
		for (const href of hrefs(draft.content)) {
			const fault = linkFault(href);
			if (!fault) continue;
			const all = faults.get(fault[0]) ?? { level: fault[1], named: [] };
			all.named.push(href.trim() || "–");
			faults.set(fault[0], all);
		}
		for (const [code, { level, named }] of faults) add(code, level, named);
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
