// The campaign being written: every change is kept on the device at once and sent to the server shortly after, one
// request at a time, over the version it was typed over. Without a connection it waits and goes on by itself; where
// somebody else saved meanwhile, the person chooses.
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, api, connection } from "../../api/client.ts";
import { q, queryClient } from "../../api/queries.ts";
import type { Campaign, CampaignPatch } from "../../api/types.ts";
import type { Conflict } from "../../components/ConflictDialog.tsx";
import { messages } from "../../i18n/index.tsx";
import { differing, isOurs, sameJson } from "../../lib/conflict.ts";
import { dropDraft, readDraft, writeDraft } from "../../lib/drafts.ts";
import { toast } from "../../lib/toast.ts";

export const draftKeys = [
	"name",
	"subject",
	"preheader",
	"senderId",
	"senderIds",
	"fromName",
	"replyTo",
	"trackingEnabled",
	"contentFormat",
	"content",
	"design",
	"textContent",
	"audience",
	"topicId",
	"replyToCampaignId",
	"replyElse",
	"delivery",
] as const satisfies (keyof CampaignPatch)[];
export type DraftState = Required<Pick<Campaign, (typeof draftKeys)[number]>>;

const pick = (c: Campaign): DraftState =>
	Object.fromEntries(draftKeys.map(k => [k, c[k] ?? null])) as unknown as DraftState;
const key = (id: string) => `campaign:${id}`;

export type SaveState = "saved" | "saving" | "dirty";

export function useCampaignDraft(campaign: Campaign) {
	const [initial] = useState(() => {
		const kept = readDraft<Partial<DraftState>>(key(campaign.id));
		// What the server has by now (the answer was lost, or the page was left) is no change.
		const patch = kept ? differing(kept.value, campaign) : {};
		const some = Object.keys(patch).length > 0;
		if (kept && !some) dropDraft(key(campaign.id));
		const older = some && kept?.version !== campaign.version;
		return {
			state: some ? { ...pick(campaign), ...patch } : pick(campaign),
			patch,
			conflict: older ? { mine: patch, theirs: campaign, version: campaign.version, changed: [] } : null,
		};
	});
	const [state, setState] = useState<DraftState>(initial.state);
	const [save, setSave] = useState<SaveState>(Object.keys(initial.patch).length > 0 ? "dirty" : "saved");
	const [restored, setRestored] = useState(Object.keys(initial.patch).length > 0);
	const [refused, setRefused] = useState<ApiError | null>(null);
	const [conflict, setConflict] = useState<Conflict<Campaign> | null>(initial.conflict as Conflict<Campaign> | null);
	const torn = useRef(initial.conflict !== null);
	const base = useRef(campaign.version);
	/** Sent, and no answer came: it may have been written. */
	const unanswered = useRef<Partial<DraftState> | null>(null);
	const pending = useRef<Partial<DraftState>>(initial.patch);
	const busy = useRef<Promise<void> | null>(null);
	const again = useRef(false);
	const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
	const id = campaign.id;

	/** Another version is there: our own of a lost answer is gone on from; somebody else's is shown. */
	const differs = useCallback(
		async (refusal: ApiError): Promise<void> => {
			const theirs = await api.get<Campaign>(`/api/campaigns/${id}`).catch(() => null);
			if (!theirs) return;
			const changed = refusal.errors.map(e => e.field);
			if (isOurs(changed, theirs, unanswered.current, pending.current)) {
				base.current = theirs.version;
				again.current = true;
				return;
			}
			torn.current = true;
			setConflict({
				mine: differing(pending.current, theirs) as Partial<Campaign>,
				theirs,
				version: theirs.version,
				changed,
			});
		},
		[id],
	);

	const flush = useCallback(
		async (keepalive = false): Promise<boolean> => {
			clearTimeout(timer.current);
			while (busy.current) await busy.current;
			const patch = pending.current;
			if (Object.keys(patch).length === 0) return true;
			if (torn.current) return false;
			pending.current = {};
			setSave("saving");
			let ok = true;
			// A name is required; a blank one is being typed.
			const sent = patch.name?.trim() === "" ? { ...patch, name: messages().campaigns.untitled } : patch;
			const body = JSON.stringify(sent);
			const over = base.current;
			busy.current = (async () => {
				try {
					// A page that is being left may send 64 kB; more is kept on the device and sent next time.
					const saved = await api.patch<Campaign>(
						`/api/campaigns/${id}`,
						{ ...sent, version: over },
						{ keepalive: keepalive && body.length < 60_000 },
					);
					base.current = saved.version;
					unanswered.current = null;
					queryClient.setQueryData(q.campaign(id).queryKey, saved);
					setRefused(null);
					if (Object.keys(pending.current).length === 0) {
						dropDraft(key(id));
						setSave("saved");
					} else writeDraft(key(id), pending.current, base.current);
				} catch (error) {
					ok = false;
					pending.current = { ...patch, ...pending.current };
					setSave("dirty");
					if (error instanceof ApiError && error.status === 412) await differs(error);
					else if (error instanceof ApiError && error.offline) unanswered.current = { ...unanswered.current, ...sent };
					else if (error instanceof ApiError) {
						if (error.status === 422 || error.status === 409 || error.status === 400) setRefused(error);
						else toast.error(error);
					}
				}
			})();
			await busy.current;
			busy.current = null;
			if (!ok && again.current) {
				again.current = false;
				return flush(keepalive);
			}
			return ok;
		},
		[id, differs],
	);
	const takeTheirs = useCallback(() => {
		if (!conflict) return;
		clearTimeout(timer.current);
		pending.current = {};
		unanswered.current = null;
		torn.current = false;
		base.current = conflict.version;
		dropDraft(key(id));
		queryClient.setQueryData(q.campaign(id).queryKey, conflict.theirs);
		setState(pick(conflict.theirs));
		setRestored(false);
		setConflict(null);
		setSave("saved");
		toast.done(messages().conflict.tookTheirs);
	}, [conflict, id]);
	const keepMine = useCallback(async () => {
		if (!conflict) return;
		const mine = differing(pending.current, conflict.theirs);
		pending.current = mine;
		unanswered.current = null;
		torn.current = false;
		base.current = conflict.version;
		setState({ ...pick(conflict.theirs), ...mine });
		setRestored(false);
		setConflict(null);
		if (await flush()) toast.done(messages().conflict.keptMine);
	}, [conflict, flush]);

	const change = useCallback(
		(patch: Partial<DraftState>) => {
			setState(s => ({ ...s, ...patch }));
			pending.current = { ...pending.current, ...patch };
			setSave("dirty");
			writeDraft(key(id), pending.current, base.current);
			clearTimeout(timer.current);
			timer.current = setTimeout(() => void flush(), 700);
		},
		[id, flush],
	);

	const discard = useCallback(() => {
		pending.current = {};
		clearTimeout(timer.current);
		dropDraft(key(id));
		base.current = campaign.version;
		setState(pick(campaign));
		setRestored(false);
		setSave("saved");
	}, [campaign, id]);

	// Read again and written elsewhere: with nothing typed here, that is what is shown.
	useEffect(() => {
		if (campaign.version <= base.current || busy.current || Object.keys(pending.current).length > 0) return;
		base.current = campaign.version;
		setState(s => (sameJson(s, pick(campaign)) ? s : pick(campaign)));
	}, [campaign]);

	useEffect(() => {
		if (Object.keys(initial.patch).length > 0 && !torn.current) timer.current = setTimeout(() => void flush(), 1500);
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
	}, [flush, initial]);

	return {
		state,
		change,
		save,
		flush,
		restored: restored && !conflict,
		discard,
		forgetRestored: () => setRestored(false),
		refused,
		conflict,
		takeTheirs,
		keepMine,
	};
}
export type CampaignDraft = ReturnType<typeof useCampaignDraft>;
