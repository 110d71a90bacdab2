// The template language as far as the app needs it: fields with fallbacks, and finding what a text uses.
// {{firstName | default: "there"}}, {{variables.company}}, {% if firstName %}…{% endif %}

export const basicFields = ["firstName", "lastName", "displayName", "email"] as const;
export const unsubscribeField = "unsubscribeUrl";

export interface FieldRef {
	name: string;
	fallback: string;
}

const fieldPattern = /\{\{\s*([A-Za-z_][\w.-]*)\s*(?:\|\s*default:\s*(?:"([^"]*)"|'([^']*)')\s*)?\}\}/g;
const tagPattern = /\{\{(?:(?!\{[{%])[\s\S])*?\}\}|\{%(?:(?!\{[{%])[\s\S])*?%\}/g;

/** A fallback stands in double quotes, so it can hold none itself. */
export function fieldTag({ name, fallback }: FieldRef): string {
	return fallback
		? `{{${name} | default: "${fallback.replaceAll('"', "”").replace(/[{}\r\n]/g, " ")}"}}`
		: `{{${name}}}`;
}

export type Piece = { text: string } | FieldRef;

/** Cuts a text at its simple fields; anything else of the language stays text. */
export function pieces(source: string): Piece[] {
	const out: Piece[] = [];
	let last = 0;
	for (const m of source.matchAll(fieldPattern)) {
		if (m.index > last) out.push({ text: source.slice(last, m.index) });
		out.push({ name: m[1]!, fallback: m[2] ?? m[3] ?? "" });
		last = m.index + m[0].length;
	}
	if (last < source.length) out.push({ text: source.slice(last) });
	return out;
}

/** Applies `escapeText` to everything outside the language's tags. */
export function escapeAround(
	source: string,
	escapeText: (s: string) => string,
	tag: (s: string) => string = s => s,
): string {
	let out = "";
	let last = 0;
	for (const m of source.matchAll(tagPattern)) {
		out += escapeText(source.slice(last, m.index)) + tag(m[0]);
		last = m.index + m[0].length;
	}
	return out + escapeText(source.slice(last));
}

/** The names of all fields used, each once; in conditions too. */
export function fieldsUsed(source: string): { name: string; fallback: boolean }[] {
	const found = new Map<string, boolean>();
	for (const m of source.matchAll(/\{\{\s*([A-Za-z_][\w.-]*)\s*(\|\s*default)?/g)) {
		found.set(m[1]!, (found.get(m[1]!) ?? true) && m[2] !== undefined);
	}
	for (const m of source.matchAll(/\{%\s*(?:els)?if\s+([\s\S]*?)%\}/g)) {
		const condition = m[1]!.replace(/"[^"]*"|'[^']*'/g, " ");
		for (const word of condition.matchAll(/[A-Za-z_][\w.-]*/g)) {
			if (/^(and|or|not|contains|true|false|blank|empty|nil)$/.test(word[0])) continue;
			if (!found.has(word[0])) found.set(word[0], true);
		}
	}
	return [...found].map(([name, fallback]) => ({ name, fallback }));
}

/** Whether every tag is closed and every condition ended. */
export function balanced(source: string): boolean {
	const rest = source.replace(/\{%\s*raw\s*%\}[\s\S]*?\{%\s*endraw\s*%\}/g, "");
	const opens = (rest.match(/\{%\s*if\b/g) ?? []).length;
	const ends = (rest.match(/\{%\s*endif\b/g) ?? []).length;
	const without = rest.replace(tagPattern, "");
	return opens === ends && !/\{\{|\{%/.test(without);
}
