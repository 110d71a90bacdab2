// A sequence as a file, and a file as a sequence.
import { api } from "../../api/client.ts";
import { toast } from "../../lib/toast.ts";

export async function downloadSequence(id: string, name: string): Promise<void> {
	try {
		const text = JSON.stringify(await api.get<unknown>(`/api/sequences/${id}/export`), null, "\t");
		const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
		const a = document.createElement("a");
		a.href = url;
		a.download = `${name.replace(/[^\p{L}\p{N} _-]+/gu, "").trim() || "sequence"}.json`;
		a.click();
		URL.revokeObjectURL(url);
	} catch (error) {
		toast.error(error);
	}
}

/** What a file holds, or null when it is no JSON object. */
export async function readSequence(file: File): Promise<Record<string, unknown> | null> {
	try {
		const value: unknown = JSON.parse(await file.text());
		return value && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
	} catch {
		return null;
	}
}
