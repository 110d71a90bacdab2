// The first minutes: contacts, a sender, a campaign. Each step shows when it is done.
import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api } from "../api/client.ts";
import { q, useList } from "../api/queries.ts";
import type { Campaign } from "../api/types.ts";
import { LinkButton } from "../components/bits.tsx";
import { Page } from "../components/Page.tsx";
import { ErrorState } from "../components/states.tsx";
import { useT } from "../i18n/index.tsx";
import { examples } from "../lib/examples.ts";
import { newCampaign } from "../lib/newCampaign.ts";
import { toast } from "../lib/toast.ts";

function Step({
	n,
	done,
	title,
	text,
	children,
}: {
	n: number;
	done: boolean;
	title: string;
	text: string;
	children: ReactNode;
}) {
	const t = useT();
	return (
		<section className="welcome-step" data-done={done || undefined}>
			<span className="welcome-num">{done ? <IconCheck size={17} aria-label={t.welcome.done} /> : n}</span>
			<div>
				<h2>{title}</h2>
				<p>{text}</p>
			</div>
			<div className="welcome-act">{children}</div>
		</section>
	);
}

export function Welcome() {
	const t = useT();
	const w = t.welcome;
	const navigate = useNavigate();
	const client = useQueryClient();
	const me = useQuery(q.me);
	const count = useQuery(q.contactCount({}));
	const senders = useQuery(q.senders);
	const campaigns = useList<Campaign>("campaigns", "/api/campaigns", { sort: "-updatedAt", limit: 6 });
	const [busy, setBusy] = useState<string | null>(null);

	const hasContacts = (count.data ?? 0) > 0;
	const hasSender = (senders.data?.length ?? 0) > 0;
	const hasCampaign = campaigns.rows.length > 0;
	const done = [hasContacts, hasSender, hasCampaign].filter(Boolean).length;
	const failed = [count, senders, campaigns].find(x => x.isError);

	const doing = async (name: string, act: () => Promise<unknown>) => {
		setBusy(name);
		try {
			await act();
		} catch (error) {
			toast.error(error);
		}
		setBusy(null);
	};
	const addExamples = () =>
		doing("examples", async () => {
			for (const person of examples) await api.post("/api/contacts", person).catch(() => {});
			await client.invalidateQueries({ queryKey: ["contacts"] });
			toast.done(w.examplesAdded);
		});
	const addCapture = () =>
		doing("capture", async () => {
			await api.post("/api/senders", {
				kind: "capture",
				name: t.senders.capture,
				fromEmail: me.data?.email ?? "me@example.com",
				...(me.data?.name ? { fromName: me.data.name } : {}),
			});
			await client.invalidateQueries({ queryKey: ["senders"] });
		});

	return (
		<Page
			title={w.title(me.data?.name?.split(" ")[0] ?? "")}
			lead={w.lead}
			actions={
				(hasContacts || hasCampaign) && (
					<LinkButton to="/" variant="subtle" color="gray">
						{w.skip}
					</LinkButton>
				)
			}
		>
			{failed && <ErrorState error={failed.error} onRetry={() => client.refetchQueries({ type: "active" })} />}
			<div className="panel">
				<Step n={1} done={hasContacts} title={w.stepContacts} text={w.stepContactsText}>
					<div className="toolbar" style={{ margin: 0 }}>
						<LinkButton to="/contacts/import" variant={hasContacts ? "default" : "filled"}>
							{w.importCsv}
						</LinkButton>
						{!hasContacts && (
							<Button variant="default" loading={busy === "examples"} onClick={addExamples}>
								{w.useExamples}
							</Button>
						)}
					</div>
				</Step>
				<Step n={2} done={hasSender} title={w.stepSender} text={w.stepSenderText}>
					<div className="toolbar" style={{ margin: 0 }}>
						{!hasSender && (
							<Button variant={hasContacts ? "filled" : "default"} loading={busy === "capture"} onClick={addCapture}>
								{w.addCapture}
							</Button>
						)}
						<LinkButton to="/senders" search={{ new: true }} variant="default">
							{w.addSmtp}
						</LinkButton>
					</div>
				</Step>
				<Step n={3} done={hasCampaign} title={w.stepCampaign} text={w.stepCampaignText}>
					<Button
						variant={hasContacts && hasSender ? "filled" : "default"}
						loading={busy === "campaign"}
						onClick={() => doing("campaign", () => newCampaign(navigate))}
					>
						{w.start}
					</Button>
				</Step>
			</div>
			<p className="dim-sm" aria-live="polite">
				{count.isSuccess && senders.isSuccess && campaigns.isSuccess && w.progress(done, 3)}
			</p>
		</Page>
	);
}
