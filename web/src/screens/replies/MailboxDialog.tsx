// A sender's mailbox: where answers and bounces are read from, and a try at reading it.
import {
	Button,
	Checkbox,
	Group,
	Modal,
	NumberInput,
	PasswordInput,
	Select,
	Stack,
	Text,
	TextInput,
} from "@mantine/core";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import type { Sender } from "../../api/types.ts";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { fieldErrors, useFirstError } from "../../lib/fieldErrors.ts";
import { relative } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { type Mailbox, type MailboxTest, useW } from "./api.ts";

const keyOf = (id: string) => ["mailbox", id];
/** Where a provider of SMTP usually has its IMAP. */
const imapHost = (smtp: string) =>
	smtp === "smtp.office365.com" ? "outlook.office365.com" : smtp.replace(/^smtp\./, "imap.");
const usual = { tls: 993, starttls: 143, none: 143 };

function Form({ sender, mailbox, onClose }: { sender: Sender; mailbox: Mailbox | null; onClose: () => void }) {
	const t = useT();
	const w = useW();
	const client = useQueryClient();
	const path = `/api/senders/${sender.id}/mailbox`;
	// Its tokens are good for the mailbox, too.
	const fetched = sender.auth === "xoauth2" && sender.tokenUrl !== null;
	const [form, setForm] = useState({
		host: mailbox?.host ?? imapHost(sender.host ?? ""),
		port: (mailbox?.port ?? 993) as number | "",
		security: mailbox?.security ?? "tls",
		tlsVerify: mailbox?.tlsVerify ?? true,
		auth: mailbox?.auth ?? (fetched ? "xoauth2" : "plain"),
		username: mailbox?.username ?? sender.username ?? sender.fromEmail,
		folder: mailbox?.folder ?? "INBOX",
		enabled: mailbox?.enabled ?? true,
	});
	// The password is never kept on the device.
	const [secret, setSecret] = useState("");
	const [errors, setErrors] = useState<Record<string, string | undefined>>({});
	const formRef = useFirstError<HTMLFormElement>(errors);
	const [busy, setBusy] = useState(false);
	const [tried, setTried] = useState<MailboxTest | null>(null);
	const set = (patch: Partial<typeof form>) => setForm({ ...form, ...patch });
	const text = (key: "host" | "username" | "folder") => ({
		value: form[key],
		error: errors[key],
		onChange: (e: { currentTarget: { value: string } }) => set({ [key]: e.currentTarget.value }),
	});
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		setErrors({});
		setTried(null);
		try {
			await api.put<Mailbox>(path, {
				...form,
				port: form.port === "" ? null : form.port,
				...(secret ? { secret } : fetched && form.auth === "xoauth2" ? { secret: null } : {}),
			});
			setTried(await api.post<MailboxTest>(`${path}/test`));
			await client.invalidateQueries({ queryKey: ["senders"] });
			await client.invalidateQueries({ queryKey: keyOf(sender.id) });
		} catch (error) {
			if (error instanceof ApiError && error.errors.length > 0) setErrors(fieldErrors(error, t));
			else setErrors({ form: explain(error, t).text });
		}
		setBusy(false);
	};
	const remove = async () => {
		try {
			await api.delete(path);
			await client.invalidateQueries({ queryKey: ["senders"] });
			client.removeQueries({ queryKey: keyOf(sender.id) });
			toast.done(w.removed);
			onClose();
		} catch (error) {
			toast.error(error);
		}
	};
	return (
		<form ref={formRef} onSubmit={submit} noValidate>
			<Stack>
				<Text size="sm" c="dimmed">
					{w.mailboxText}
				</Text>
				{mailbox && (
					<p className="note" data-tone={mailbox.error ? "warn" : undefined} style={{ margin: 0 }}>
						{mailbox.error ?? (mailbox.checkedAt ? w.checked(relative(mailbox.checkedAt)) : w.never)}
					</p>
				)}
				<Group grow align="flex-start" preventGrowOverflow={false}>
					<TextInput label={w.host} data-autofocus placeholder="imap.example.com" {...text("host")} />
					<NumberInput
						label={w.port}
						w={100}
						maw={100}
						min={1}
						max={65535}
						hideControls
						value={form.port}
						error={errors.port}
						onChange={v => set({ port: typeof v === "number" ? v : "" })}
					/>
				</Group>
				<Group grow align="flex-start">
					<Select
						label={w.security}
						value={form.security}
						error={errors.security}
						allowDeselect={false}
						data={[
							{ value: "tls", label: w.tls },
							{ value: "starttls", label: w.starttls },
							{ value: "none", label: w.none },
						]}
						onChange={v => {
							const security = v as Mailbox["security"];
							set({ security, ...(form.port === usual[form.security] ? { port: usual[security] } : {}) });
						}}
					/>
					<Select
						label={w.auth}
						value={form.auth}
						allowDeselect={false}
						data={[
							{ value: "plain", label: w.password },
							{ value: "xoauth2", label: w.token },
						]}
						onChange={v => set({ auth: v as Mailbox["auth"] })}
					/>
				</Group>
				<Group grow align="flex-start">
					<TextInput label={w.username} autoComplete="off" {...text("username")} />
					<PasswordInput
						label={w.secret}
						autoComplete="new-password"
						placeholder={
							fetched && form.auth === "xoauth2" ? w.secretFetched : mailbox?.hasSecret ? w.secretKept : undefined
						}
						value={secret}
						error={errors.secret}
						onChange={e => setSecret(e.currentTarget.value)}
					/>
				</Group>
				<TextInput label={w.folder} {...text("folder")} />
				{form.security !== "none" && (
					<Checkbox
						label={w.verify}
						checked={form.tlsVerify}
						onChange={e => set({ tlsVerify: e.currentTarget.checked })}
					/>
				)}
				<Checkbox label={w.enabled} checked={form.enabled} onChange={e => set({ enabled: e.currentTarget.checked })} />
				{errors.form && (
					<Text role="alert" size="sm" className="bad">
						{errors.form}
					</Text>
				)}
				{tried && (
					<section aria-live="polite">
						<Text size="sm" fw={560}>
							{tried.ok ? w.testOk : w.testFailed}
						</Text>
						<ul className="checks">
							{tried.steps.map(step => (
								<li key={step.step} className="check" data-level={step.ok ? "good" : "error"}>
									{step.ok ? (
										<IconCheck size={17} aria-label={t.common.yes} />
									) : (
										<IconX size={17} aria-label={t.common.no} />
									)}
									<div>
										{w.steps[step.step] ?? step.step}
										{step.reply && <small>{step.reply}</small>}
									</div>
								</li>
							))}
						</ul>
					</section>
				)}
				<Group justify="space-between">
					<div>
						{mailbox && (
							<Button variant="subtle" color="red" onClick={remove}>
								{w.remove}
							</Button>
						)}
					</div>
					<Group>
						<Button variant="default" onClick={onClose}>
							{tried?.ok ? t.common.close : t.common.cancel}
						</Button>
						<Button type="submit" loading={busy}>
							{w.saveAndTest}
						</Button>
					</Group>
				</Group>
			</Stack>
		</form>
	);
}

export function MailboxDialog({ sender, onClose }: { sender: Sender; onClose: () => void }) {
	const t = useT();
	const w = useW();
	const mailbox = useQuery({
		queryKey: keyOf(sender.id),
		queryFn: async () => (sender.hasMailbox ? api.get<Mailbox>(`/api/senders/${sender.id}/mailbox`) : null),
	});
	return (
		<Modal
			opened
			onClose={onClose}
			title={`${w.mailbox}: ${sender.name}`}
			size="lg"
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			{mailbox.data !== undefined ? (
				<Form sender={sender} mailbox={mailbox.data} onClose={onClose} />
			) : mailbox.isError ? (
				<ErrorState error={mailbox.error} onRetry={() => mailbox.refetch()} />
			) : (
				<RowsSkeleton rows={5} />
			)}
		</Modal>
	);
}
