// A row that a dialog edits: only what was changed is sent, over the version that was read; where somebody else saved
// meanwhile, the person chooses (components/ConflictDialog.tsx).
import { useRef, useState } from "react";
import type { ApiError } from "../api/client.ts";
import type { Conflict } from "../components/ConflictDialog.tsx";
import { differing } from "./conflict.ts";

type Body = Record<string, unknown>;

export function useVersioned<Row extends { version: number }>(
	row: Row | null,
	/** As it is sent. */
	bodyOf: (row: Row) => Body,
	read: () => Promise<Row>,
) {
	const base = useRef(row);
	/** As it was when the dialog opened: what was not touched since stays as others have it. */
	const origin = useRef(row);
	const touched = (body: Body): Body => (origin.current ? differing(body, bodyOf(origin.current)) : body);
	const [conflict, setConflict] = useState<(Conflict & { row: Row }) | null>(null);
	return {
		conflict,
		/** What of this is to be written, and over what. */
		patch: (body: Body): Body =>
			base.current ? { ...differing(touched(body), bodyOf(base.current)), version: base.current.version } : body,
		/** After a 412: what differs is shown. */
		differs: async (refusal: ApiError, body: Body): Promise<void> => {
			const now = await read();
			setConflict({
				row: now,
				mine: touched(body),
				theirs: bodyOf(now),
				version: now.version,
				changed: refusal.errors.map(e => e.field),
			});
		},
		/** The choice was made: what is sent next is over theirs; `theirs`: and what is shown is theirs. */
		settle: (theirs = false): Row | null => {
			if (conflict) base.current = conflict.row;
			if (conflict && theirs) origin.current = conflict.row;
			setConflict(null);
			return conflict?.row ?? null;
		},
	};
}
