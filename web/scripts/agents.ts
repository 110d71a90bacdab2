/* Writes agents.txt beside dist: our own list of programs (src/core/report/agents.txt) with the patterns of two packages merged in at
 * its @list lines. Their patterns are regular expressions; what has no plain form (src/core/report/agent_list.h) is left out and
 * counted. Run by `npm run build`, so the versions are those of package-lock.json. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { list as isbotPatterns } from "isbot";

interface Crawler {
	pattern: string;
	tags?: string[];
}

const here = new URL("..", import.meta.url);
const need = createRequire(import.meta.url);
const own = readFileSync(new URL("../src/core/report/agents.txt", here), "utf8");
const limit = 64; // forms of one pattern

/** The texts that a plain expression matches, or null where it is not plain. `*` stands for any text, once. */
function expand(source: string): string[] | null {
	if (!source.includes("(") && source.includes("|") && !source.includes("\\|")) {
		const parts = source.split("|").map(expand);
		return parts.some(p => p === null) ? null : (parts.flat() as string[]);
	}
	let forms = [""];
	const append = (parts: string[]) => {
		forms = forms.flatMap(f => parts.map(p => f + p));
	};
	for (let i = 0; i < source.length; ) {
		const rest = source.slice(i);
		let used = 1;
		if (rest.startsWith("[\\s\\S]*")) {
			append(["*"]);
			used = 7;
		} else if (rest.startsWith("\\b")) {
			append(["\u0001"]);
			used = 2;
		} else if (rest.startsWith("\\d")) {
			append([..."0123456789"]);
			used = 2;
		} else if (/^\\[^A-Za-z0-9]/.test(rest)) {
			append([literal(rest[1] as string)]);
			used = 2;
		} else if (rest.startsWith("[")) {
			const inner = /^\[([^\]^\\-]+)\]/.exec(rest);
			if (!inner) return null;
			const letters = [...(inner[1] as string)];
			const folded = new Set(letters.map(c => c.toLowerCase()));
			append(folded.size === 1 ? [`\u0002${letters[0]}`] : letters.map(literal));
			used = inner[0].length;
		} else if (rest.startsWith("(")) {
			const inner = /^\((?:\?:)?([^()]*)\)/.exec(rest);
			if (!inner) return null;
			const parts = (inner[1] as string).split("|").map(expand);
			if (parts.some(p => p === null)) return null;
			append(parts.flat() as string[]);
			used = inner[0].length;
		} else if (rest[0] === "^") {
			append(["\u0003"]);
		} else if (rest[0] === "$") {
			append(["\u0004"]);
		} else if (/[\\.*+?|)\]{}]/.test(rest[0] as string)) {
			return null;
		} else {
			append([literal(rest[0] as string)]);
		}
		i += used;
		if (forms.length > limit || /^[*+?{]/.test(source.slice(i))) return null;
	}
	return forms;
}

function literal(c: string): string {
	return "!=^$|*\\".includes(c) ? `\\${c}` : c;
}

/** One form as a pattern of ours; exact: the package compares case. */
function pattern(form: string, exact: boolean): string | null {
	const folded = form.includes("\u0002");
	let text = form.replaceAll("\u0002", "");
	// Short words of a known spelling are not looked for in another; long ones are what they are.
	let head = exact && !folded && text.length < 8 ? "=" : "";
	let tail = "";
	if (text.startsWith("\u0003")) [head, text] = [`${head}^`, text.slice(1)];
	else if (text.startsWith("\u0001")) [head, text] = [`${head}|`, text.slice(1)];
	if (text.endsWith("\u0004")) [tail, text] = ["$", text.slice(0, -1)];
	else if (text.endsWith("\u0001")) [tail, text] = ["|", text.slice(0, -1)];
	const plain = text.replace(/\\(.)/g, "$1");
	// biome-ignore lint/suspicious/noControlCharactersInRegex: the marks above, which must be used up by now
	if (/[\u0001-\u0004\t\n]/.test(text) || plain.length < 2 || plain.length > 180 || /^\*|\*$/.test(text)) return null;
	return head + text + tail;
}

const kinds: Record<string, string> = { "social-preview": "preview", "http-library": "library" };

function crawlers(): [string, string, string, boolean][] {
	return (need("crawler-user-agents") as Crawler[]).map(c => {
		const name = c.pattern
			.replace(/\[(.)[^\]]*\]/g, "$1")
			.replace(/\\[bd]|\[\\s\\S\]\*/g, " ")
			.replace(/[\\^$()]/g, "")
			.replace(/[/ ;:]+$/g, "")
			.trim();
		return [kinds[c.tags?.[0] ?? ""] ?? "bot", name.slice(0, 50), c.pattern, true];
	});
}

const except = new Set(
	own
		.split("\n")
		.filter(l => l.startsWith("@except\t"))
		.map(l => l.slice(8)),
);
const version = (name: string) =>
	(JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, here), "utf8")) as { version: string }).version;
const license = (name: string) =>
	readFileSync(new URL(`node_modules/${name}/LICENSE`, here), "utf8")
		.trim()
		.split("\n")
		.map(l => `# ${l}`.trim());
const left: string[] = [];

function merged(entries: [string, string, string, boolean][]): string[] {
	return entries.flatMap(([kind, name, source, exact]) => {
		if (except.has(source)) return [];
		const forms = expand(source)?.map(f => pattern(f, exact)) ?? [null];
		if (forms.some(f => f === null)) {
			left.push(source);
			return [];
		}
		return [...new Set(forms)].map(f => `${kind}\t${name}\t${f}`);
	});
}

const lists: Record<string, () => string[]> = {
	"crawler-user-agents": () => merged(crawlers()),
	isbot: () => merged(isbotPatterns.map(p => ["bot", "", p, false])),
};
const lines = own.split("\n").flatMap(line => {
	if (line.startsWith("@version"))
		return [`${line}, crawler-user-agents ${version("crawler-user-agents")}, isbot ${version("isbot")}`];
	if (line.startsWith("@except")) return [];
	const name = /^@list (\S+)/.exec(line)?.[1];
	return name && lists[name] ? [`# --- ${name} ${version(name)}`, ...license(name), ...lists[name]()] : [line];
});
const out = process.argv.indexOf("--out");
writeFileSync(out > 0 ? (process.argv[out + 1] as string) : new URL("agents.txt", here), lines.join("\n"));
console.log(
	`agents.txt: ${lines.filter(l => /^[a-z]/.test(l)).length} patterns; ${left.length} of the packages' have no plain form`,
);
if (process.argv.includes("--left")) for (const l of left) console.log(l);
