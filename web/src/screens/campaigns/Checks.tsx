// The list of what is wrong or could be better.

import { useDebouncedValue } from "@mantine/hooks";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "../../api/client.ts";
import type { Check } from "../../api/types.ts";
import { localChecks, mergeChecks } from "../../editor/checks.ts";
import { useFields } from "../../editor/useFields.ts";
import { languageOf, useSpeech } from "../../i18n/index.tsx";
import { namedIn } from "./findings.ts";
import type { CampaignDraft } from "./useCampaignDraft.ts";

export function useChecks(campaignId: string, draft: CampaignDraft): Check[] {
	const { known } = useFields();
	const { state, save } = draft;
	const local = useMemo(
		() =>
			localChecks(
				{
					subject: state.subject ?? "",
					format: state.contentFormat,
					content: state.content ?? "",
					textContent: state.textContent,
					senderId: state.senderId,
				},
				known,
			),
		[state.subject, state.contentFormat, state.content, state.textContent, state.senderId, known],
	);
	const version = useMemo(
		() => [state.subject, state.content, state.textContent, state.senderId, state.audience, state.contentFormat],
		[state.subject, state.content, state.textContent, state.senderId, state.audience, state.contentFormat],
	);
	const [settled] = useDebouncedValue(version, 1200);
	const remote = useQuery({
		queryKey: ["campaign", campaignId, "check", settled],
		queryFn: async () => (await api.post<{ checks: Check[] }>(`/api/campaigns/${campaignId}/check`)).checks,
		enabled: save === "saved" && settled === version,
		placeholderData: keepPreviousData,
		staleTime: 30_000,
		gcTime: 60_000,
		retry: false,
	});
	return useMemo(() => {
		// The server saw an older text while there are changes it does not have; then our own eyes come first.
		const fresh = save === "saved" && settled === version && !remote.isPlaceholderData;
		return mergeChecks(local, fresh ? (remote.data ?? []) : []);
	}, [local, remote.data, remote.isPlaceholderData, save, settled, version]);
}

/** Findings that count people; others count links and images, whose first one is named. */
const ofPeople = new Set(["missing_value", "default_used", "duplicates"]);

const icon = {
	error: IconCircleX,
	warning: IconAlertTriangle,
	info: IconInfoCircle,
};

export function CheckList({ checks }: { checks: Check[] }) {
	const { t, locale } = useSpeech();
	const language = languageOf(locale);
	if (checks.length === 0)
		return (
			<p className="check" data-level="good" style={{ margin: 0 }}>
				<IconCircleCheck size={17} aria-hidden />
				{t.editor.checksGood}
			</p>
		);
	return (
		<ul className="checks">
			{checks.map((check, i) => {
				const Icon = icon[check.level] ?? IconInfoCircle;
				const known = t.editor.check[check.code];
				// The server explains in English; elsewhere our words for the code, and below them what it named.
				const spoken =
					language === "en" && check.message && check.message.includes(" ") && check.message.endsWith(".")
						? check.message
						: (known ?? check.message);
				const detail = spoken === check.message ? "" : namedIn(check, t.editor.checkTime);
				return (
					<li key={`${check.code}${i}`} className="check" data-level={check.level}>
						<Icon size={17} aria-hidden />
						<div>
							{spoken}
							{detail && <small>{detail}</small>}
							{check.count && spoken !== check.message && ofPeople.has(check.code) ? (
								<small>{t.editor.checkAffects(check.count)}</small>
							) : null}
						</div>
					</li>
				);
			})}
		</ul>
	);
}
