// The campaign being written: every change is kept on the device at once and sent to the server shortly after, one
// request at a time. Without a connection it waits and goes on by itself.
import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError, api, connection } from "../../api/client.ts";
import { q, queryClient } from "../../api/queries.ts";
import type { Campaign, CampaignPatch } from "../../api/types.ts";
import { messages } from "../../i18n/index.tsx";
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
		const fresh = kept !== null && kept.at > Date.parse(campaign.updatedAt) - 1000;
		if (kept && !fresh) dropDraft(key(campaign.id));
		return { state: fresh ? { ...pick(campaign), ...kept.value } : pick(campaign), patch: fresh ? kept.value : {} };
	});
	const [state, setState] = useState<DraftState>(initial.state);
	const [save, setSave] = useState<SaveState>(Object.keys(initial.patch).length > 0 ? "dirty" : "saved");
	const [restored, setRestored] = useState(Object.keys(initial.patch).length > 0);
	const [refused, setRefused] = useState<ApiError | null>(null);
	const pending = useRef<Partial<DraftState>>(initial.patch);
	const busy = useRef<Promise<void> | null>(null);
	const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
	const id = campaign.id;

	const flush = useCallback(
		async (keepalive = false): Promise<boolean> => {
			clearTimeout(timer.current);
			while (busy.current) await busy.current;
			const patch = pending.current;
			if (Object.keys(patch).length === 0) return true;
			pending.current = {};
			setSave("saving");
			let ok = true;
			// A name is required; a blank one is being typed.
			const sent = patch.name?.trim() === "" ? { ...patch, name: messages().campaigns.untitled } : patch;
			const body = JSON.stringify(sent);
			busy.current = (async () => {
				try {
					// A page that is being left may send 64 kB; more is kept on the device and sent next time.
					const saved = await api.patch<Campaign>(`/api/campaigns/${id}`, sent, {
						keepalive: keepalive && body.length < 60_000,
					});
					queryClient.setQueryData(q.campaign(id).queryKey, saved);
					setRefused(null);
					if (Object.keys(pending.current).length === 0) {
						dropDraft(key(id));
						setSave("saved");
					} else writeDraft(key(id), pending.current);
				} catch (error) {
					ok = false;
					pending.current = { ...patch, ...pending.current };
					setSave("dirty");
					if (error instanceof ApiError && !error.offline) {
						if (error.status === 422 || error.status === 409 || error.status === 400) setRefused(error);
						else toast.error(error);
					}
				}
			})();
			await busy.current;
			busy.current = null;
			return ok;
		},
		[id],
	);

	const change = useCallback(
		(patch: Partial<DraftState>) => {
			setState(s => ({ ...s, ...patch }));
			pending.current = { ...pending.current, ...patch };
			setSave("dirty");
			writeDraft(key(id), pending.current);
			clearTimeout(timer.current);
			timer.current = setTimeout(() => void flush(), 700);
		},
		[id, flush],
	);

	const discard = useCallback(() => {
		pending.current = {};
		clearTimeout(timer.current);
		dropDraft(key(id));
		setState(pick(campaign));
		setRestored(false);
		setSave("saved");
	}, [campaign, id]);

	useEffect(() => {
		if (Object.keys(initial.patch).length > 0) timer.current = setTimeout(() => void flush(), 1500);
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

	return { state, change, save, flush, restored, discard, forgetRestored: () => setRestored(false), refused };
}
export type CampaignDraft = ReturnType<typeof useCampaignDraft>;
