// The place of a fault in a filter's text.
import type { ApiError } from "../../api/client.ts";

export interface Fault {
	/** Of the text, in characters. */
	from: number;
	to: number;
	message: string;
}

/** Where in a text the server's refusal points: "character 17: …". */
export function faultOf(text: string, error: ApiError): Fault | null {
	const first = error.errors[0];
	if (!first) return null;
	const chars = [...text];
	const placed = /^character (\d+): (.*)$/s.exec(first.message);
	if (placed) {
		const from = Math.min(Number(placed[1]) - 1, chars.length);
		const word = /^([\w.]+|"[^"]*"?|\S)/.exec(chars.slice(from).join(""))?.[0] ?? "";
		return { from, to: from + Math.max([...word].length, 1), message: placed[2] ?? first.message };
	}
	return { from: 0, to: 0, message: first.message };
}
