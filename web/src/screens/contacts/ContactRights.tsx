// What a person chose and agreed to, whether their opens and clicks are measured, everything that is known about them
// as a file, and their erasure.
import { Button, Group, Stack, Switch, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import type { Choices } from "../../api/types.ts";
import { Panel } from "../../components/Page.tsx";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { dateTime } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { EraseDialog } from "../privacy/Privacy.tsx";

function Chosen({ contactId, choices }: { contactId: string; choices: Choices }) {
	const c = useT().choice;
	const client = useQueryClient();
	const [busy, setBusy] = useState(false);
	const key = ["contact", contactId, "choices"];
	/** Shown at once; taken back when the server refuses. */
	const track = async (on: boolean) => {
		setBusy(true);
		client.setQueryData<Choices>(key, { ...choices, trackingOff: !on });
		try {
			client.setQueryData<Choices>(
				key,
				await api.patch<Choices>(`/api/contacts/${contactId}/choices`, { trackingOff: !on }),
			);
		} catch (error) {
			client.setQueryData<Choices>(key, choices);
			toast.error(error);
		}
		setBusy(false);
	};
	return (
		<Stack>
			<Switch
				label={c.tracking}
				description={c.contactTrackingHelp}
				checked={!choices.trackingOff}
				disabled={busy}
				onChange={e => track(e.currentTarget.checked)}
			/>
			{choices.topics.length > 0 && (
				<div>
					<Text component="h3" size="sm" fw={600}>
						{c.topics}
					</Text>
					<ul className="bare">
						{choices.topics.map(topic => (
							<li key={topic.id}>
								<Text size="sm" span fw={550}>
									{topic.name}
								</Text>{" "}
								<Text size="xs" c="dimmed" span>
									{topic.subscribed ? c.topicYes : c.topicNo}
									{topic.chosen ? ` · ${c.topicChosen}` : ""}
								</Text>
							</li>
						))}
					</ul>
				</div>
			)}
			<div>
				<Text component="h3" size="sm" fw={600}>
					{c.consents}
				</Text>
				{choices.consents.length === 0 ? (
					<Text size="sm" c="dimmed">
						{c.noConsents}
					</Text>
				) : (
					<ul className="bare">
						{choices.consents.map(x => (
							<li key={x.id}>
								<Text size="sm" style={{ overflowWrap: "anywhere" }}>
									“{x.text}”
								</Text>
								<Text size="xs" c="dimmed">
									{c.consentBy[x.source] ?? x.source} · {c.consentAt(dateTime(x.confirmedAt))}
								</Text>
							</li>
						))}
					</ul>
				)}
			</div>
		</Stack>
	);
}

export default function ContactRights({ contactId, email }: { contactId: string; email: string }) {
	const t = useT();
	const c = t.choice;
	const navigate = useNavigate();
	const [erasing, setErasing] = useState(false);
	const choices = useQuery({
		queryKey: ["contact", contactId, "choices"],
		queryFn: () => api.get<Choices>(`/api/contacts/${contactId}/choices`),
	});
	return (
		<Panel title={c.rights}>
			<Stack>
				{choices.data ? (
					<Chosen contactId={contactId} choices={choices.data} />
				) : choices.isError ? (
					<ErrorState error={choices.error} onRetry={() => choices.refetch()} />
				) : (
					<RowsSkeleton rows={2} />
				)}
				<Group gap="xs">
					<Button
						component="a"
						href={`/api/privacy/person?email=${encodeURIComponent(email)}`}
						download
						size="compact-sm"
						variant="default"
						leftSection={<IconDownload size={15} />}
					>
						{c.personExport}
					</Button>
					<Button size="compact-sm" variant="default" className="bad" onClick={() => setErasing(true)}>
						{c.erase}
					</Button>
				</Group>
			</Stack>
			{erasing && (
				<EraseDialog
					email={email}
					onClose={async erased => {
						if (erased) await navigate({ to: "/contacts" });
						else setErasing(false);
					}}
					onError={error => toast.error(explain(error, t).text)}
				/>
			)}
		</Panel>
	);
}
