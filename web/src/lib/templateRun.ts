// The template language (src/wire/template.h) for one line of text: what a subject becomes for a person, at once, while it
// is typed. null: there is an error in it, or something this reader does not know; the server says what.
// tests/corpus/template.json is replayed by both.

export interface TemplateValues {
	email?: string | null;
	firstName?: string | null;
	lastName?: string | null;
	displayName?: string | null;
	variables?: Record<string, unknown> | null;
}

/** Blank is white space, also no-break and zero-width. False is no value, nor is the text "false"; 0 is one. */
export function isValue(shown: string): boolean {
	const bare = shown.replace(/[\s\u200b\ufeff]/g, "");
	return bare !== "" && shown.trim().toLowerCase() !== "false";
}

interface Operand {
	text: string;
	isFalse: boolean;
	nothing: boolean;
	literal: boolean;
}

class Stop extends Error {}

const tag = /\{\{(-?)([\s\S]*?)(-?)\}\}|\{%(-?)\s*([\s\S]*?)\s*(-?)%\}/g;
const token = /\s*(?:"([^"]*)"|'([^']*)'|(-?\d[\w.]*)|([A-Za-z_][\w-]*(?:\.[\w-]+)*)|(==|!=|\||:))/y;

class Words {
	private at = 0;
	private readonly all: { text: string; kind: "string" | "number" | "word" | "sign" }[] = [];
	constructor(source: string) {
		token.lastIndex = 0;
		while (token.lastIndex < source.trimEnd().length) {
			const m = token.exec(source);
			if (!m) throw new Stop(source);
			const quoted = m[1] ?? m[2];
			if (quoted !== undefined) this.all.push({ text: quoted, kind: "string" });
			else if (m[3]) this.all.push({ text: m[3], kind: "number" });
			else this.all.push({ text: m[4] ?? m[5]!, kind: m[4] ? "word" : "sign" });
		}
	}
	take(...texts: string[]): string | null {
		const w = this.all[this.at];
		if (!w || w.kind === "string" || !texts.includes(w.text)) return null;
		this.at++;
		return w.text;
	}
	next() {
		const w = this.all[this.at++];
		if (!w) throw new Stop("end");
		return w;
	}
	get done(): boolean {
		return this.at >= this.all.length;
	}
}

function shown(v: unknown): string {
	if (v === null || v === undefined || v === false) return "";
	if (Array.isArray(v)) return v.map(x => (x === false ? "false" : shown(x))).join(", ");
	return typeof v === "object" ? JSON.stringify(v) : String(v);
}

function lookup(name: string, values: TemplateValues): unknown {
	const basic: Record<string, unknown> = {
		email: values.email,
		firstName: values.firstName,
		lastName: values.lastName,
		displayName:
			values.displayName ||
			[values.firstName, values.lastName]
				.map(s => s?.trim())
				.filter(Boolean)
				.join(" ") ||
			values.email,
	};
	if (name in basic) return basic[name];
	if (name === "unsubscribeUrl") throw new Stop(name); // only the server knows it
	let v: unknown = values.variables;
	for (const part of name.replace(/^variables\./, "").split("."))
		v =
			v !== null && typeof v === "object" && Object.hasOwn(v, part) ? (v as Record<string, unknown>)[part] : undefined;
	return v;
}

function operand(words: Words, values: TemplateValues): Operand {
	const w = words.next();
	const literal = { text: w.text, literal: true, nothing: false, isFalse: w.text === "false" };
	if (w.kind === "string" || w.kind === "number") return literal;
	if (w.kind === "sign") throw new Stop(w.text);
	if (w.text === "true" || w.text === "false") return literal;
	if (["blank", "empty", "nil", "null"].includes(w.text))
		return { text: "", literal: true, nothing: true, isFalse: false };
	const v = lookup(w.text, values);
	return { text: shown(v), literal: false, nothing: false, isFalse: v === false };
}

function same(l: Operand, r: Operand): boolean {
	if (l.nothing || r.nothing) return (l.nothing || !isValue(l.text)) && (r.nothing || !isValue(r.text));
	return (
		l.text === r.text ||
		(r.literal && r.isFalse && !l.literal && l.isFalse) ||
		(l.literal && l.isFalse && !r.literal && r.isFalse)
	);
}

function comparison(words: Words, values: TemplateValues): boolean {
	if (words.take("not")) return !comparison(words, values);
	const left = operand(words, values);
	const sign = words.take("==", "!=", "contains");
	if (!sign) return isValue(left.text);
	const right = operand(words, values);
	if (sign === "contains") return right.text !== "" && left.text.includes(right.text);
	return same(left, right) === (sign === "==");
}

function condition(source: string, values: TemplateValues): boolean {
	const words = new Words(source);
	let any = false;
	let all = comparison(words, values);
	for (;;) {
		const word = words.take("and", "or");
		if (word === "or") any ||= all;
		if (!word) break;
		const one = comparison(words, values);
		all = word === "or" ? one : all && one;
	}
	if (!words.done) throw new Stop(source);
	return any || all;
}

function filtered(source: string, values: TemplateValues): string {
	const words = new Words(source);
	const first = words.next();
	if (first.kind !== "word") throw new Stop(first.text);
	let v = shown(lookup(first.text, values));
	while (words.take("|")) {
		const name = words.next().text;
		const has = words.take(":") !== null;
		const arg = has ? operand(words, values).text : "";
		if (name === "default" && has) v = isValue(v) ? v : arg;
		else if (name === "truncate" && has)
			v =
				[...v].length > Number(arg)
					? `${[...v]
							.slice(0, Number(arg) - 1)
							.join("")
							.trim()}…`
					: v;
		else if (has) throw new Stop(name);
		else if (name === "upper" || name === "upcase") v = v.toUpperCase();
		else if (name === "lower" || name === "downcase") v = v.toLowerCase();
		else if (name === "capitalize") v = v.charAt(0).toUpperCase() + v.slice(1);
		else if (name === "trim" || name === "strip") v = v.trim();
		else throw new Stop(name);
	}
	if (!words.done) throw new Stop(source);
	return v;
}

interface Branch {
	was: boolean; // what surrounds it is shown
	taken: boolean; // one of its ways was
	now: boolean;
}

function run(source: string, values: TemplateValues): string {
	let out = "";
	let last = 0;
	let trimNext = false;
	let raw = false;
	const open: Branch[] = [];
	const showing = () => open.every(b => b.was && b.now);
	const put = (text: string, trimEnd: boolean) => {
		let t = trimNext ? text.trimStart() : text;
		if (trimEnd) t = t.trimEnd();
		if (showing()) out += t;
		trimNext = false;
	};
	for (const m of source.matchAll(tag)) {
		const word = m[5] === undefined ? "" : (/^\w+/.exec(m[5])?.[0] ?? "");
		if (raw && word !== "endraw") continue;
		put(source.slice(last, m.index), m[1] === "-" || m[4] === "-");
		last = m.index + m[0].length;
		trimNext = m[3] === "-" || m[6] === "-";
		const rest = (m[5] ?? "").slice(word.length);
		const top = open.at(-1);
		if (m[5] === undefined) {
			if (showing()) out += filtered(m[2]!, values);
		} else if (word === "if") {
			const now = condition(rest, values);
			open.push({ was: showing(), taken: now, now });
		} else if ((word === "elsif" || word === "else") && top) {
			top.now = !top.taken && (word === "else" || condition(rest, values));
			top.taken ||= top.now;
		} else if (word === "endif" && top) open.pop();
		else if (word === "raw") raw = true;
		else if (word === "endraw" && raw) raw = false;
		else throw new Stop(word);
	}
	if (open.length > 0 || raw) throw new Stop("open");
	put(source.slice(last), false);
	return out;
}

export function renderLine(source: string, values: TemplateValues): string | null {
	try {
		const out = run(source, values);
		return /\{\{|\{%/.test(source.replace(tag, "")) ? null : out;
	} catch (e) {
		if (e instanceof Stop) return null;
		throw e;
	}
}
