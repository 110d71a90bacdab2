// Which column of a file fills which field: the server's guess first, then our own from the column's name.
export const skipTarget = "";
export const basicTargets = ["email", "firstName", "lastName", "tags"] as const;

const synonyms: Record<string, readonly string[]> = {
	email: ["email", "emailaddress", "mail", "adresse", "address", "mailadresse", "emailadresse"],
	firstName: ["firstname", "first", "givenname", "vorname", "forename", "fname"],
	lastName: ["lastname", "last", "surname", "familyname", "nachname", "lname"],
	tags: ["tags", "tag", "labels", "gruppen", "groups"],
};
const bare = (s: string) =>
	s
		.toLowerCase()
		.normalize("NFKD")
		.replace(/[^a-z0-9]/g, "");

/** A name a field can have: letters, digits and underscores. */
export function fieldName(column: string): string {
	const words = column
		.normalize("NFKD")
		.replace(/[̀-ͯ]/g, "")
		.split(/[^A-Za-z0-9]+/)
		.filter(Boolean);
	const name = words
		.map((w, i) => (i === 0 ? w.slice(0, 1).toLowerCase() + w.slice(1) : w.slice(0, 1).toUpperCase() + w.slice(1)))
		.join("");
	return /^[A-Za-z]/.test(name) ? name : name ? `f${name}` : "";
}

/** For each column, by place, what it fills; "" is left out. */
export function guessTargets(columns: readonly string[], guess: Readonly<Record<string, string>>): string[] {
	const targets: string[] = columns.map(() => "");
	const used = new Set<string>();
	for (const [target, column] of Object.entries(guess)) {
		const i = columns.indexOf(column);
		if (i >= 0 && !targets[i] && !used.has(target)) {
			targets[i] = target;
			used.add(target);
		}
	}
	columns.forEach((column, i) => {
		if (targets[i]) return;
		const hit = Object.entries(synonyms).find(([target, names]) => !used.has(target) && names.includes(bare(column)));
		const target = hit?.[0] ?? (fieldName(column) ? `variables.${fieldName(column)}` : "");
		if (target && !used.has(target)) {
			targets[i] = target;
			used.add(target);
		}
	});
	return targets;
}

/** The API's way: field to column name. */
export function toMap(columns: readonly string[], targets: readonly string[]): Record<string, string> {
	const map: Record<string, string> = {};
	targets.forEach((target, i) => {
		if (target) map[target] = columns[i] ?? "";
	});
	return map;
}
