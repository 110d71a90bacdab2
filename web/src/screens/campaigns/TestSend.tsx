import { Button, Group, Modal, Stack, TagsInput, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { Contact } from "../../api/types.ts";
import { LinkAnchor } from "../../components/bits.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { fieldText } from "../../lib/fieldErrors.ts";
import type { CampaignDraft } from "./useCampaignDraft.ts";

export function TestSend({
	campaignId,
	draft,
	contact,
	onClose,
}: {
	campaignId: string;
	draft: CampaignDraft;
	contact: Contact | null;
	onClose: () => void;
}) {
	const t = useT();
	const e = t.editor;
	const me = useQuery(q.me);
	const senders = useQuery(q.senders);
	const captured = senders.data?.find(s => s.id === draft.state.senderId)?.kind === "capture";
	const [to, setTo] = useState<string[]>(me.data ? [me.data.email] : []);
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<string | null>(null);
	const [sent, setSent] = useState<number | null>(null);
	const submit = async (ev: FormEvent) => {
		ev.preventDefault();
		setBusy(true);
		setError(null);
		try {
			await draft.flush();
			const answer = await api.post<{ sent: number }>(`/api/campaigns/${campaignId}/test`, {
				to,
				...(contact ? { contactId: contact.id } : {}),
			});
			setSent(answer.sent);
		} catch (x) {
			setError(x instanceof ApiError && x.errors[0] ? fieldText(x.errors[0].message, t) : explain(x, t).text);
		}
		setBusy(false);
	};
	return (
		<Modal opened onClose={onClose} title={e.testTitle} closeButtonProps={{ "aria-label": t.common.close }}>
			<form onSubmit={submit}>
				<Stack>
					<Text size="sm" c="dimmed">
						{e.testText}
					</Text>
					<TagsInput
						label={e.testTo}
						value={to}
						onChange={list => {
							setSent(null);
							setTo(list.slice(0, 5));
						}}
						maxTags={5}
						splitChars={[",", ";", " "]}
						acceptValueOnBlur
						data-autofocus
					/>
					{error && (
						<Text role="alert" size="sm" className="bad">
							{error}
						</Text>
					)}
					{sent !== null && (
						<p className="note" data-tone="good" role="status" style={{ margin: 0 }}>
							{e.testSent(sent)}
							{captured && (
								<>
									{" · "}
									<LinkAnchor to="/captured" size="sm" underline="always">
										{t.capture.title}
									</LinkAnchor>
								</>
							)}
						</p>
					)}
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t.common.close}
						</Button>
						<Button type="submit" loading={busy} disabled={to.length === 0}>
							{e.testSend}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}
