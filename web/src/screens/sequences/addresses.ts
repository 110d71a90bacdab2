// The addresses in a pasted list or a CSV file, each once, in any column.
export function addressesIn(text: string): string[] {
	const found = new Map<string, string>();
	for (const m of text.matchAll(/[^\s,;<>"'()[\]:]+@[^\s,;<>"'()[\]:]+\.[^\s,;<>"'()[\]:.]+/g)) {
		const address = m[0].replace(/^mailto:/i, "");
		const key = address.toLowerCase();
		if (!found.has(key)) found.set(key, address);
	}
	return [...found.values()];
}
