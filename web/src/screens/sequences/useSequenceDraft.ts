// The sequence being drawn. Name and settings are saved as they change; so are the steps of a draft. The steps of a
// sequence that runs are kept on the device until they are published. Everything typed survives a closed tab, and is
// saved over the version it was typed over: where somebody else saved meanwhile, the person chooses.
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { ApiError, api, connection } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import type { Conflict } from "../../components/ConflictDialog.tsx";
import { messages } from "../../i18n/index.tsx";
import { differing, isOurs, sameJson } from "../../lib/conflict.ts";
import { dropDraft, readDraft, writeDraft } from "../../lib/drafts.ts";
import { toast } from "../../lib/toast.ts";
import { type Sequence, type Settings, sq } from "./api.ts";
import { begin, type History, push, redo, undo } from "./graph.ts";
import { readable, type Step } from "./types.ts";

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
/** As the editor holds it: steps that other programs wrote are read as they run. */
const there = (s: Sequence): Meta & { steps: Step[] } => ({ ...pick(s), steps: readable(s.steps) });

export type SaveState = "saved" | "saving" | "dirty";

export function useSequenceDraft(sequence: Sequence, untitled: string) {
	const id = sequence.id;
	const live = sequence.status !== "DRAFT";
	const [kept] = useState(() => {
		const draft = readDraft<Patch>(key(id));
		const patch: Patch = draft ? differing(draft.value, there(sequence)) : {};
		if (Object.keys(patch).length > 0) return patch;
		if (draft) dropDraft(key(id));
		return null;
	});
	const [conflict, setConflict] = useState<Conflict<Meta & { steps: Step[] }> | null>(() =>
		kept && readDraft<Patch>(key(id))?.version !== sequence.revision
			? { mine: kept, theirs: there(sequence), version: sequence.revision, changed: [] }
			: null,
	);
	const torn = useRef(conflict !== null);
	const base = useRef(sequence.revision);
	/** Sent, and no answer came: it may have been written. */
	const unanswered = useRef<Patch | null>(null);
	const again = useRef(false);
	const [meta, setMeta] = useState<Meta>({ ...pick(sequence), ...without(kept ?? {}) });
	const [history, setHistory] = useState<History>(() => begin(kept?.steps ?? sequence.steps));
	const latest = useRef(history);
	latest.current = history;
	const [restored, setRestored] = useState(kept !== null);
	const [save, setSave] = useState<SaveState>(kept ? "dirty" : "saved");
	const [refused, setRefused] = useState<ApiError | null>(null);
	const pending = useRef<Patch>(kept ?? {});
	const busy = useRef<Promise<void> | null>(null);
	const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
	const isLive = useRef(live);
	isLive.current = live;

	const keep = useCallback(() => {
		if (Object.keys(pending.current).length > 0) writeDraft(key(id), pending.current, base.current);
		else dropDraft(key(id));
	}, [id]);

	/** Another version is there: our own of a lost answer is gone on from; somebody else's is shown. */
	const differs = useCallback(
		async (refusal: ApiError): Promise<void> => {
			const read = await api.get<Sequence>(`/api/sequences/${id}`).catch(() => null);
			if (!read) return;
			const theirs = there(read);
			const changed = refusal.errors.map(e => e.field);
			if (isOurs(changed, theirs, unanswered.current, pending.current)) {
				base.current = read.revision;
				again.current = true;
				return;
			}
			torn.current = true;
			setConflict({ mine: differing(pending.current, theirs), theirs, version: read.revision, changed });
		},
		[id],
	);
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
			if (torn.current) return false;
			pending.current = isLive.current && steps !== undefined ? { steps } : {};
			setSave("saving");
			let ok = true;
			const sent = patch.name?.trim() === "" ? { ...patch, name: untitled } : patch;
			const small = JSON.stringify(sent).length < 60_000;
			busy.current = (async () => {
				try {
					const saved = await api.patch<Sequence>(
						`/api/sequences/${id}`,
						{ ...sent, revision: base.current },
						{ keepalive: keepalive && small },
					);
					base.current = saved.revision;
					unanswered.current = null;
					queryClient.setQueryData(sq.one(id).queryKey, saved);
					setRefused(null);
					if (Object.keys(pending.current).every(k => k === "steps" && isLive.current)) setSave("saved");
				} catch (error) {
					ok = false;
					pending.current = { ...patch, ...pending.current };
					setSave("dirty");
					if (error instanceof ApiError && error.status === 412) await differs(error);
					else if (error instanceof ApiError && error.offline) unanswered.current = { ...unanswered.current, ...sent };
					else if (error instanceof ApiError) {
						if ([400, 409, 422].includes(error.status)) setRefused(error);
						else toast.error(error);
					}
				}
				keep();
			})();
			await busy.current;
			busy.current = null;
			if (!ok && again.current) {
				again.current = false;
				return flush(keepalive);
			}
			return ok;
		},
		[id, untitled, keep, differs],
	);
	const settle = useCallback(
		(mine: Patch, theirs: Meta & { steps: Step[] }, version: number) => {
			clearTimeout(timer.current);
			pending.current = mine;
			unanswered.current = null;
			torn.current = false;
			base.current = version;
			setMeta({ ...pickMeta(theirs), ...without(mine) });
			latest.current = begin(mine.steps ?? theirs.steps);
			setHistory(latest.current);
			setRestored(false);
			setConflict(null);
			keep();
		},
		[keep],
	);
	const takeTheirs = useCallback(async () => {
		if (!conflict) return;
		settle({}, conflict.theirs, conflict.version);
		setSave("saved");
		await queryClient.invalidateQueries({ queryKey: sq.one(id).queryKey, exact: true });
		toast.done(messages().conflict.tookTheirs);
	}, [conflict, settle, id]);
	const keepMine = useCallback(async () => {
		if (!conflict) return;
		settle(differing(pending.current, conflict.theirs) as Patch, conflict.theirs, conflict.version);
		const saved = await flush();
		await queryClient.invalidateQueries({ queryKey: sq.one(id).queryKey, exact: true });
		if (saved && !(isLive.current && pending.current.steps)) toast.done(messages().conflict.keptMine);
	}, [conflict, settle, flush, id]);
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

	/** Back to what the server has, and which version that is. */
	const reset = useCallback(
		(steps: Step[], revision?: number) => {
			clearTimeout(timer.current);
			if (revision !== undefined) base.current = revision;
			const { steps: _gone, ...rest } = pending.current;
			pending.current = rest;
			setHistory(begin(steps));
			setRestored(false);
			keep();
		},
		[keep],
	);

	// Read again and written elsewhere: with nothing typed here, that is what is shown.
	useEffect(() => {
		if (sequence.revision < base.current || busy.current || Object.keys(pending.current).length > 0) return;
		base.current = sequence.revision;
		const now = there(sequence);
		setMeta(m => (sameJson(m, pickMeta(now)) ? m : pickMeta(now)));
		if (!sameJson(latest.current.now, now.steps)) setHistory(begin(now.steps));
	}, [sequence]);

	useEffect(() => {
		if (torn.current) return;
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
	// Only what was changed here and is not the server's: what runs is never called unpublished.
	const unpublished = live && pending.current.steps !== undefined && !sameJson(steps, readable(sequence.steps));
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
		restored: restored && !conflict,
		conflict,
		takeTheirs,
		keepMine,
		/** The version that publishing is over, and its refusal. */
		base: () => base.current,
		differs,
		forgetRestored: () => setRestored(false),
		refused,
		live,
	};
}
export type SequenceDraft = ReturnType<typeof useSequenceDraft>;

function pickMeta({ steps: _steps, ...meta }: Meta & { steps: Step[] }): Meta {
	return meta;
}
function without(patch: Patch): Partial<Meta> {
	const { steps: _steps, ...rest } = patch;
	return rest;
}
