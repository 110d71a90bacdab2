// The editor of a campaign in three steps: write, audience, review and send.
import { Button, Group, TextInput } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { q } from "../../api/queries.ts";
import type { Audience, Campaign, Contact } from "../../api/types.ts";
import { editSteps } from "../../app/router.tsx";
import { ConflictDialog } from "../../components/ConflictDialog.tsx";
import { Page, usePageTitle } from "../../components/Page.tsx";
import { ErrorState, Pending } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { audienceWords } from "./AudienceParts.tsx";
import { AudienceStep } from "./AudienceStep.tsx";
import { useChecks } from "./Checks.tsx";
import { ReviewStep } from "./ReviewStep.tsx";
import { TestSend } from "./TestSend.tsx";
import { useCampaignDraft } from "./useCampaignDraft.ts";
import { WriteStep } from "./WriteStep.tsx";

function Editor({ campaign }: { campaign: Campaign }) {
	const t = useT();
	const e = t.editor;
	const navigate = useNavigate();
	const { step = "write" } = useSearch({ from: "/app/campaigns/$campaignId/edit" });
	const draft = useCampaignDraft(campaign);
	const checks = useChecks(campaign.id, draft);
	const senders = useQuery(q.senders);
	const segments = useQuery({ ...q.segments, enabled: draft.conflict !== null });
	const [contact, setContact] = useState<Contact | null>(null);
	const [testing, setTesting] = useState(false);
	usePageTitle(draft.state.name || t.campaigns.untitled);
	const names = { write: e.write, audience: e.audience, review: e.review };
	const next = step === "write" ? "audience" : "review";
	return (
		<div className="edit">
			<h1 className="sr-only">{draft.state.name || t.campaigns.untitled}</h1>
			<div className="edit-bar">
				<TextInput
					className="edit-name"
					aria-label={e.nameLabel}
					title={e.nameHelp}
					placeholder={t.campaigns.untitled}
					value={draft.state.name ?? ""}
					maxLength={200}
					onChange={x => draft.change({ name: x.currentTarget.value })}
					onFocus={x => x.currentTarget.value === t.campaigns.untitled && x.currentTarget.select()}
				/>
				<nav aria-label={e.steps}>
					<ol className="edit-steps">
						{editSteps.map(s => (
							<li key={s}>
								<Link
									to="/campaigns/$campaignId/edit"
									params={{ campaignId: campaign.id }}
									search={s === "write" ? {} : { step: s }}
									activeOptions={{ exact: true, includeSearch: true }}
									activeProps={{ "aria-current": "step" }}
								>
									{names[s]}
								</Link>
							</li>
						))}
					</ol>
				</nav>
				<span className="save-state" role="status">
					{draft.save === "saved" ? t.common.saved : draft.save === "saving" ? t.common.saving : t.common.notSaved}
				</span>
				<Group gap="xs" wrap="nowrap">
					<Button variant="default" leftSection={<IconFlask size={16} />} onClick={() => setTesting(true)}>
						{e.test}
					</Button>
					{step !== "review" && (
						<Button
							className="hide-sm"
							onClick={() =>
								navigate({
									to: "/campaigns/$campaignId/edit",
									params: { campaignId: campaign.id },
									search: { step: next },
								})
							}
						>
							{next === "audience" ? e.continueAudience : e.continueReview}
						</Button>
					)}
				</Group>
			</div>
			{draft.restored && (
				<Group className="note edit-note" justify="space-between">
					<span>{e.draftRestored}</span>
					<Group gap="xs">
						<Button size="compact-sm" variant="subtle" onClick={draft.discard}>
							{e.draftDiscard}
						</Button>
						<Button size="compact-sm" variant="default" onClick={draft.forgetRestored}>
							{t.common.close}
						</Button>
					</Group>
				</Group>
			)}
			{draft.refused && (
				<p className="note edit-note" data-tone="bad" role="alert">
					{explain(draft.refused, t).text}
				</p>
			)}
			{step === "write" && (
				<WriteStep campaignId={campaign.id} draft={draft} checks={checks} contact={contact} onContact={setContact} />
			)}
			{step === "audience" && <AudienceStep campaignId={campaign.id} draft={draft} />}
			{step === "review" && <ReviewStep campaignId={campaign.id} draft={draft} checks={checks} />}
			{step !== "review" && (
				<div className="mobile-only edit-foot">
					<Button
						fullWidth
						onClick={() =>
							navigate({
								to: "/campaigns/$campaignId/edit",
								params: { campaignId: campaign.id },
								search: { step: next },
							})
						}
					>
						{next === "audience" ? e.continueAudience : e.continueReview}
					</Button>
				</div>
			)}
			{draft.conflict && (
				<ConflictDialog
					conflict={draft.conflict}
					name={draft.state.name || t.campaigns.untitled}
					show={(field, value) =>
						field === "senderId"
							? (senders.data?.find(s => s.id === value)?.name ?? null)
							: field === "audience"
								? audienceWords(t, value as Audience | null, segments.data)
								: null
					}
					onTheirs={draft.takeTheirs}
					onMine={() => void draft.keepMine()}
				/>
			)}
			{testing && (
				<TestSend campaignId={campaign.id} draft={draft} contact={contact} onClose={() => setTesting(false)} />
			)}
		</div>
	);
}

export function EditCampaign() {
	const t = useT();
	const { campaignId } = useParams({ from: "/app/campaigns/$campaignId/edit" });
	const query = useQuery({ ...q.campaign(campaignId), refetchOnWindowFocus: false, staleTime: 60_000 });
	if (query.isPending) return <Pending />;
	if (!query.data)
		return (
			<Page title={t.campaigns.title}>
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			</Page>
		);
	if (query.data.status !== "DRAFT") return <Navigate to="/campaigns/$campaignId" params={{ campaignId }} replace />;
	return <Editor key={campaignId} campaign={query.data} />;
}
