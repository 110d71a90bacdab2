// For the operator: the installation's own mail, and by what it is sent. While it is captured, it can be read here.
import { Button, Modal, Select } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { SystemMail } from "../../api/types.ts";
import { Ago } from "../../components/bits.tsx";
import { Panel } from "../../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { toast } from "../../lib/toast.ts";

/** The text with its links to follow. */
function MailText({ text }: { text: string }) {
	return (
		<p style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", margin: 0 }}>
			{text.split(/(https?:\/\/\S+)/).map((piece, i) =>
				i % 2 === 1 ? (
					<a key={i} href={piece}>
						{piece}
					</a>
				) : (
					piece
				),
			)}
		</p>
	);
}

export function SystemMailPanel() {
	const t = useT();
	const s = t.account;
	const client = useQueryClient();
	const mails = useQuery(q.systemMail);
	const sender = useQuery(q.systemSender);
	const senders = useQuery(q.senders);
	const [open, setOpen] = useState<SystemMail | null>(null);
	const choose = async (id: string | null) => {
		try {
			await api.put("/api/system/mail-sender", { senderId: id || null });
			toast.done(s.senderSaved);
		} catch (error) {
			toast.error(error);
		}
		await client.invalidateQueries({ queryKey: q.systemSender.queryKey });
	};
	const own = (senders.data ?? [])
		.filter(x => x.kind !== "capture")
		.map(x => ({ value: x.id, label: `${x.name} (${x.fromEmail})` }));
	const chosen = sender.data?.senderId ?? "";
	const foreign = chosen !== "" && senders.data && !own.some(x => x.value === chosen);
	return (
		<Panel title={s.systemMail} note={s.systemMailText}>
			<Select
				label={s.systemSender}
				maw={460}
				mb="md"
				allowDeselect={false}
				value={chosen}
				onChange={v => void choose(v)}
				data={[
					{ value: "", label: s.captured },
					...own,
					...(foreign ? [{ value: chosen, label: s.otherOperator }] : []),
				]}
			/>
			{mails.isPending ? (
				<RowsSkeleton rows={2} />
			) : mails.isError ? (
				<ErrorState error={mails.error} onRetry={() => mails.refetch()} />
			) : mails.data.length === 0 ? (
				<EmptyState icon={<IconMail size={24} />} title={s.noMail} />
			) : (
				<ul className="plain-list">
					{mails.data.slice(0, 20).map(m => (
						<li key={m.id} className="line">
							<div style={{ minWidth: 0, overflowWrap: "anywhere" }}>
								<strong>{m.subject}</strong>
								<div className="dim-sm">
									{m.to} · {s.statuses[m.status]} · <Ago at={m.createdAt} />
									{m.error && ` · ${m.error}`}
								</div>
							</div>
							{m.text !== null && (
								<Button
									size="compact-sm"
									variant="default"
									onClick={() => setOpen(m)}
									aria-label={`${s.read}: ${m.subject}, ${m.to}`}
								>
									{s.read}
								</Button>
							)}
						</li>
					))}
				</ul>
			)}
			<Modal
				opened={open !== null}
				onClose={() => setOpen(null)}
				title={open?.subject}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				{open?.text && <MailText text={open.text} />}
			</Modal>
		</Panel>
	);
}
