// Which column of a file fills which field. The server guesses; people change it.
export const basicTargets = [
	"email",
	"name",
	"firstName",
	"lastName",
	"tags",
	"variables",
	"timezone",
	"timezoneSource",
	"createdAt",
] as const;
export const consentTargets = ["status", "optOut", "optIn", "bounced", "complained"] as const;
/** Fields that several columns may fill. */
const many = new Set<string>(["tags", "variables", ...consentTargets]);

export type ColumnMap = Record<string, string | string[]>;

/** A name a field can have: letters of any script, digits and underscores. */
export function fieldName(column: string): string {
	const words = column.split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
	const name = words
		.map((w, i) => (i === 0 ? w.slice(0, 1).toLowerCase() + w.slice(1) : w.slice(0, 1).toUpperCase() + w.slice(1)))
		.join("");
	return /^\p{N}/u.test(name) ? `f${name}` : name;
}

/** For each column, by place, what it fills; "" is left out. */
export function guessTargets(columns: readonly string[], guess: Readonly<ColumnMap>): string[] {
	const targets: string[] = columns.map(() => "");
	for (const [target, given] of Object.entries(guess))
		for (const column of Array.isArray(given) ? given : [given]) {
			const i = columns.indexOf(column);
			if (i >= 0) targets[i] = target;
		}
	return targets;
}

/** Columns whose field another column fills too, where it can be one only. */
export function clashes(targets: readonly string[]): boolean[] {
	return targets.map((t, i) => Boolean(t) && !many.has(t) && targets.some((x, k) => k !== i && x === t));
}

/** The columns that speak of consent and are not used for it. */
export function unusedConsent(
	columns: readonly string[],
	targets: readonly string[],
	consent: readonly string[],
): string[] {
	return columns.filter(
		(c, i) => consent.includes(c) && !(consentTargets as readonly string[]).includes(targets[i] ?? ""),
	);
}

/** The API's way: field to the name of its column, or several. */
export function toMap(columns: readonly string[], targets: readonly string[]): ColumnMap {
	const map: ColumnMap = {};
	targets.forEach((target, i) => {
		const column = columns[i] ?? "";
		const before = map[target];
		if (!target) return;
		map[target] = before === undefined ? column : [...(Array.isArray(before) ? before : [before]), column];
	});
	return map;
}
