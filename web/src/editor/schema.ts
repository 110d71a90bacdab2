// The rich editor's document, as plain data.
export interface Mark {
	type: string;
	attrs?: Record<string, unknown>;
}
export interface Node {
	type: string;
	attrs?: Record<string, unknown>;
	content?: Node[];
	marks?: Mark[];
	text?: string;
}
export type Align = "left" | "center" | "right";

export function isDesign(v: unknown): v is Node {
	return typeof v === "object" && v !== null && (v as Node).type === "doc";
}
