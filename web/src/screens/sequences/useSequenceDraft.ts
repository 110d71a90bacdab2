// The sequence being drawn. Name and settings are saved as they change; so are the steps of a draft. The steps of a
// sequence that runs are kept on the device until they are published. Everything typed survives a closed tab.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError, api, connection } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { dropDraft, readDraft, writeDraft } from "../../lib/drafts.ts";
import { toast } from "../../lib/toast.ts";
import { type Sequence, type Settings, sq } from "./api.ts";
import { begin, type History, push, redo, undo } from "./graph.ts";
import type { Step } from "./types.ts";

export interface Meta {
	name: string;
	description: string | null;
	triggerType: Sequence["triggerType"];
	trackingEnabled: boolean;
	senderId: string | null;
	topicId: string | null;
	settings: Settings;
}
type Patch = Partial<Meta> & { steps?: Step[] };

const pick = (s: Sequence): Meta => ({
	name: s.name,
	description: s.description,
	triggerType: s.triggerType,
	trackingEnabled: s.trackingEnabled,
	senderId: s.senderId,
	topicId: s.topicId,
	settings: s.settings ?? {},
});
const key = (id: string) => `sequence:${id}`;
const same = (a: readonly Step[], b: readonly Step[]): boolean => JSON.stringify(a) === JSON.stringify(b);

export type SaveState = "saved" | "saving" | "dirty";

export function useSequenceDraft(sequence: Sequence, untitled: string) {
	const id = sequence.id;
	const live = sequence.status !== "DRAFT";
	const [kept] = useState(() => {
		const draft = readDraft<Patch>(key(id));
		const fresh = draft !== null && draft.at > Date.parse(sequence.updatedAt) - 1000;
		if (draft && !fresh) dropDraft(key(id));
		return fresh ? draft.value : null;
	});
	const [meta, setMeta] = useState<Meta>({ ...pick(sequence), ...without(kept ?? {}) });
	const [history, setHistory] = useState<History>(() => begin(kept?.steps ?? sequence.steps));
	const [restored, setRestored] = useState(kept !== null);
	const [save, setSave] = useState<SaveState>(kept ? "dirty" : "saved");
	const [refused, setRefused] = useState<ApiError | null>(null);
	const pending = useRef<Patch>(kept ?? {});
	const busy = useRef<Promise<void> | null>(null);
	const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
	const isLive = useRef(live);
	isLive.current = live;

	const keep = useCallback(() => {
		if (Object.keys(pending.current).length > 0) writeDraft(key(id), pending.current);
		else dropDraft(key(id));
	}, [id]);

	const flush = useCallback(
		async (keepalive = false): Promise<boolean> => {
			clearTimeout(timer.current);
			while (busy.current) await busy.current;
			const { steps, ...rest } = pending.current;
			const patch: Patch = isLive.current || steps === undefined ? rest : { ...rest, steps };
			if (Object.keys(patch).length === 0) {
				setSave("saved");
				return true;
			}
			pending.current = isLive.current && steps !== undefined ? { steps } : {};
			setSave("saving");
			let ok = true;
			const sent = patch.name?.trim() === "" ? { ...patch, name: untitled } : patch;
			const small = JSON.stringify(sent).length < 60_000;
			busy.current = (async () => {
				try {
					const saved = await api.patch<Sequence>(`/api/sequences/${id}`, sent, { keepalive: keepalive && small });
					queryClient.setQueryData(sq.one(id).queryKey, saved);
					setRefused(null);
					if (Object.keys(pending.current).every(k => k === "steps" && isLive.current)) setSave("saved");
				} catch (error) {
					ok = false;
					pending.current = { ...patch, ...pending.current };
					setSave("dirty");
					if (error instanceof ApiError && !error.offline) {
						if ([400, 409, 422].includes(error.status)) setRefused(error);
						else toast.error(error);
					}
				}
				keep();
			})();
			await busy.current;
			busy.current = null;
			return ok;
		},
		[id, untitled, keep],
	);
	const later = useCallback(() => {
		clearTimeout(timer.current);
		timer.current = setTimeout(() => void flush(), 700);
	}, [flush]);

	const change = useCallback(
		(patch: Partial<Meta>) => {
			setMeta(m => ({ ...m, ...patch }));
			pending.current = { ...pending.current, ...patch };
			setSave("dirty");
			keep();
			later();
		},
		[keep, later],
	);
	const stepsChanged = useCallback(
		(next: History) => {
			setHistory(next);
			pending.current = { ...pending.current, steps: next.now };
			keep();
			if (isLive.current) return;
			setSave("dirty");
			later();
		},
		[keep, later],
	);
	const latest = useRef(history);
	latest.current = history;
	const ops = useMemo(
		() => ({
			/** `mark`: what is being typed in, so that undo takes back the whole of it. */
			set: (steps: Step[], mark: string | null = null) => {
				latest.current = push(latest.current, steps, mark);
				stepsChanged(latest.current);
			},
			undo: () => {
				latest.current = undo(latest.current);
				stepsChanged(latest.current);
			},
			redo: () => {
				latest.current = redo(latest.current);
				stepsChanged(latest.current);
			},
		}),
		[stepsChanged],
	);

	/** Back to what the server has. */
	const reset = useCallback(
		(steps: Step[]) => {
			clearTimeout(timer.current);
			const { steps: _gone, ...rest } = pending.current;
			pending.current = rest;
			setHistory(begin(steps));
			setRestored(false);
			keep();
		},
		[keep],
	);

	useEffect(() => {
		if (kept && Object.keys(kept).some(k => k !== "steps" || !isLive.current)) later();
		else if (kept) setSave("saved");
		const leave = () => void flush(true);
		addEventListener("pagehide", leave);
		const back = connection.subscribe(online => {
			if (online) void flush();
		});
		return () => {
			removeEventListener("pagehide", leave);
			back();
			void flush(true);
		};
	}, [flush, later, kept]);

	const steps = history.now;
	const unpublished = live && !same(steps, sequence.steps);
	return {
		meta,
		change,
		steps,
		history,
		...ops,
		save,
		flush,
		reset,
		unpublished,
		restored,
		forgetRestored: () => setRestored(false),
		refused,
		live,
	};
}
export type SequenceDraft = ReturnType<typeof useSequenceDraft>;

function without(patch: Patch): Partial<Meta> {
	const { steps: _steps, ...rest } = patch;
	return rest;
}
