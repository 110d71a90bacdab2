// Two who write the same thing: what differs between their text and one's own, and the rule of whose it is. A version
// of the server decides, never a clock.

/** Equal as JSON: the order of keys does not count, and what is absent is null. */
export function sameJson(a: unknown, b: unknown): boolean {
	if (a === b || (a ?? null) === (b ?? null)) return true;
	if (typeof a !== "object" || typeof b !== "object" || !a || !b || Array.isArray(a) !== Array.isArray(b)) return false;
	if (Array.isArray(a))
		return a.length === (b as unknown[]).length && a.every((x, i) => sameJson(x, (b as unknown[])[i]));
	const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
	return [...new Set([...Object.keys(x), ...Object.keys(y)])].every(k => sameJson(x[k], y[k]));
}

/** The part of a patch that says something else than what is there. */
export function differing<T extends object>(patch: T, there: object): Partial<T> {
	return Object.fromEntries(
		Object.entries(patch).filter(([k, v]) => !sameJson(v, (there as Record<string, unknown>)[k])),
	) as Partial<T>;
}

/** What was changed between two objects, made to a third: of the names that were not touched, what is there now stays. */
export function rebaseObject(from: object, to: object, onto: object): Record<string, unknown> {
	const [a, b] = [from as Record<string, unknown>, to as Record<string, unknown>];
	const out: Record<string, unknown> = { ...onto };
	for (const k of Object.keys(a)) if (!(k in b)) delete out[k];
	for (const [k, v] of Object.entries(b)) if (!(k in a) || !sameJson(a[k], v)) out[k] = v;
	return out;
}

/** The same for sets of texts. */
export function rebaseSet(from: readonly string[], to: readonly string[], onto: readonly string[]): string[] {
	const gone = new Set(from.filter(x => !to.includes(x)));
	return [...new Set([...onto.filter(x => !gone.has(x)), ...to.filter(x => !from.includes(x))])];
}

/** Whose changes they are that made the version another: our own, of a request whose answer was lost, or somebody's. */
export function isOurs(changed: readonly string[], there: object, ...sent: (object | null)[]): boolean {
	return (
		changed.length > 0 &&
		changed.every(field =>
			sent.some(
				mine =>
					mine !== null &&
					field in mine &&
					sameJson((mine as Record<string, unknown>)[field], (there as Record<string, unknown>)[field]),
			),
		)
	);
}

const readable = (html: string): string =>
	html
		.replace(/<(style|title|script|head)\b[\s\S]*?<\/\1>/gi, " ")
		.replace(/<[^>]*>/g, " ")
		.replace(/&nbsp;/g, " ")
		.replace(/&lt;/g, "<")
		.replace(/&amp;/g, "&")
		.replace(/\s+/g, " ")
		.trim();

/** Both texts from where they begin to differ, cut to what fits beside each other. */
export function excerpts(mine: string, theirs: string, room = 160): [string, string] {
	const [a, b] = [readable(mine), readable(theirs)];
	let at = 0;
	while (at < a.length && at < b.length && a[at] === b[at]) at++;
	const from = Math.max(0, at - 40);
	const cut = (s: string) => `${from > 0 ? "…" : ""}${s.slice(from, from + room)}${s.length > from + room ? "…" : ""}`;
	return [cut(a), cut(b)];
}
