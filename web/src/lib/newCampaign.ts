// Starts a campaign: makes the draft on the server and opens the editor on it.
import type { useNavigate } from "@tanstack/react-router";
import { api } from "../api/client.ts";
import { q, queryClient } from "../api/queries.ts";
import type { Audience, Campaign, Sender } from "../api/types.ts";
import { messages } from "../i18n/index.tsx";
import { toast } from "./toast.ts";

export async function newCampaign(
	navigate: ReturnType<typeof useNavigate>,
	options: { audience?: Audience } = {},
): Promise<void> {
	const t = messages();
	try {
		const senders = await queryClient.ensureQueryData(q.senders).catch((): Sender[] => []);
		const sender = senders.find(s => s.isDefault) ?? senders[0];
		const { startDesign } = await import("../editor/start.ts");
		const { renderDesign } = await import("../editor/render.ts");
		const design = startDesign(t);
		const campaign = await api.post<Campaign>("/api/campaigns", {
			name: t.campaigns.untitled,
			subject: "",
			content: renderDesign(design, { title: "" }),
			contentFormat: "rich",
			design,
			audience: options.audience ?? { all: true },
			...(sender ? { senderId: sender.id } : {}),
		});
		queryClient.setQueryData(q.campaign(campaign.id).queryKey, campaign);
		void queryClient.invalidateQueries({ queryKey: ["campaigns"] });
		await navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId: campaign.id } });
	} catch (error) {
		toast.error(error);
	}
}
