// Connect Gmail: explains what is asked for, whose OAuth client asks, and sends the browser to Google.
import { Anchor, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconBrandGmail } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { Sender } from "../../api/types.ts";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { toast } from "../../lib/toast.ts";
import { ClientForm } from "./ClientForm.tsx";

async function go(senderId?: string): Promise<void> {
	try {
		const { url } = await api.post<{ url: string }>("/api/google/connect", {
			returnTo: "/senders",
			...(senderId ? { senderId } : {}),
		});
		window.location.assign(url);
	} catch (error) {
		toast.error(error);
	}
}

/** What became of the way to Google and back, said once. */
export function useGoogleWord(word: string | undefined, done: () => void): void {
	const t = useT();
	useEffect(() => {
		if (!word) return;
		if (word === "connected") toast.done(t.google.connected);
		else toast.trouble(t.google.words[word] ?? t.google.words.unavailable ?? word);
		done();
	}, [word, done, t]);
}

function Dialog({ onClose }: { onClose: () => void }) {
	const t = useT();
	const g = t.google;
	const queries = useQueryClient();
	const query = useQuery(q.google);
	const [own, setOwn] = useState(false);
	const [leaving, setLeaving] = useState(false);
	const client = query.data?.client;
	return (
		<Modal opened onClose={onClose} title={g.connect} closeButtonProps={{ "aria-label": t.common.close }}>
			{query.isPending ? (
				<RowsSkeleton rows={2} />
			) : !client ? (
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			) : (
				<Stack gap="md">
					<Text size="sm">{g.connectText}</Text>
					{client.source === "none" && (
						<p className="note" data-tone="warn" style={{ margin: 0 }}>
							{g.notSetUp}
						</p>
					)}
					{own || client.source === "own" || client.source === "none" ? (
						<fieldset className="plain-fieldset">
							<legend>{g.ownClient}</legend>
							<ClientForm
								client={client}
								path="/api/google/client"
								removable={client.source === "own"}
								onDone={() => queries.invalidateQueries({ queryKey: q.google.queryKey })}
							/>
						</fieldset>
					) : (
						<Anchor component="button" type="button" size="sm" ta="start" onClick={() => setOwn(true)}>
							{g.bringOwn}
						</Anchor>
					)}
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t.common.cancel}
						</Button>
						<Button
							disabled={client.source === "none"}
							loading={leaving}
							onClick={async () => {
								setLeaving(true);
								await go();
								setLeaving(false);
							}}
						>
							{g.toGoogle}
						</Button>
					</Group>
				</Stack>
			)}
		</Modal>
	);
}

export function ConnectGmail() {
	const t = useT();
	const [open, setOpen] = useState(false);
	return (
		<>
			<Button variant="default" leftSection={<IconBrandGmail size={16} />} onClick={() => setOpen(true)}>
				{t.google.connect}
			</Button>
			{open && <Dialog onClose={() => setOpen(false)} />}
		</>
	);
}

/** On a Gmail sender's card: connect it again, or disconnect it. */
export function GmailActions({ sender, onDone }: { sender: Sender; onDone: () => void }) {
	const t = useT();
	const query = useQuery(q.google);
	const queries = useQueryClient();
	const mailbox = query.data?.mailboxes.find(m => m.senderId === sender.id);
	const off = !mailbox || mailbox.disconnectedAt !== null;
	const disconnect = async () => {
		try {
			await api.post(`/api/senders/${sender.id}/disconnect`);
			await queries.invalidateQueries({ queryKey: q.google.queryKey });
			onDone();
		} catch (error) {
			toast.error(error);
		}
	};
	return (
		<Group gap="xs">
			{(off || sender.status === "PAUSED") && (
				<Button size="compact-sm" onClick={() => go(sender.id)}>
					{t.google.again}
				</Button>
			)}
			{!off && (
				<Button size="compact-sm" variant="default" onClick={disconnect}>
					{t.google.disconnect}
				</Button>
			)}
		</Group>
	);
}
