// JSON as the server writes it, without losing digits: a number that a double cannot hold (an order number of 18 digits)
// stays its text and is sent back as it came. Browsers without JSON.rawJSON read it as any number.
type RawJson = { rawJSON?: (text: string) => unknown };
type Reviver = (key: string, value: unknown, context?: { source?: string }) => unknown;

export class Digits {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
	toJSON(): unknown {
		return (JSON as RawJson).rawJSON?.(this.text);
	}
	toString(): string {
		return this.text;
	}
}

const keep: Reviver = (_, value, context) =>
	typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source
		? new Digits(context.source)
		: value;

export function parseJson(text: string): unknown {
	return "rawJSON" in JSON ? JSON.parse(text, keep as (key: string, value: unknown) => unknown) : JSON.parse(text);
}
