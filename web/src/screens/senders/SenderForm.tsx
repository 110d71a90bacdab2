// A sender's settings: a mail server of one's own or of a known service, or the capture sender.
import {
	Button,
	Checkbox,
	Group,
	Modal,
	NumberInput,
	PasswordInput,
	SegmentedControl,
	Select,
	SimpleGrid,
	Stack,
	Text,
	TextInput,
} from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { Sender } from "../../api/types.ts";
import { ConflictDialog } from "../../components/ConflictDialog.tsx";
import { useT } from "../../i18n/index.tsx";
import { useDraft } from "../../lib/drafts.ts";
import { explain } from "../../lib/explain.ts";
import { fieldErrors, looksLikeAddress, useFirstError } from "../../lib/fieldErrors.ts";
import { toast } from "../../lib/toast.ts";
import { useVersioned } from "../../lib/versioned.ts";
import { presetOf, presets } from "./presets.ts";
import { microsoft, noSecrets, TokenFields, type TokenForm, tokenBody, tokenFormOf } from "./TokenFields.tsx";

interface Form {
	kind: "smtp" | "capture" | "gmail";
	name: string;
	fromEmail: string;
	fromName: string;
	replyTo: string;
	host: string;
	port: number | "";
	security: "none" | "starttls" | "tls";
	auth: "none" | "plain" | "login" | "xoauth2";
	username: string;
	perSecond: number | "";
	perHour: number | "";
	perDay: number | "";
	maxConnections: number | "";
	isDefault: boolean;
	tlsVerify: boolean;
	dkim: boolean;
	replyTags: boolean;
	warmupTarget: number | "";
	tokens: TokenForm;
}

function formOf(s: Sender | null, email: string, name: string): Form {
	return {
		kind: s?.kind ?? "smtp",
		name: s?.name ?? "",
		fromEmail: s?.fromEmail ?? email,
		fromName: s?.fromName ?? name,
		replyTo: s?.replyTo ?? "",
		host: s?.host ?? "",
		port: s?.port ?? 587,
		security: s?.security ?? "starttls",
		auth: s?.auth ?? "plain",
		username: s?.username ?? "",
		perSecond: s?.perSecond ?? "",
		perHour: s?.perHour ?? "",
		perDay: s?.perDay ?? "",
		maxConnections: s?.maxConnections ?? "",
		isDefault: s?.isDefault ?? false,
		tlsVerify: s?.tlsVerify ?? true,
		dkim: s?.dkim ?? false,
		replyTags: s?.replyTags ?? false,
		warmupTarget: s?.warmupTarget ?? "",
		tokens: tokenFormOf(s),
	};
}
const limit = (v: number | ""): number | null => (v === "" ? null : v);

/** What a form stands for at the server, without secrets. */
function bodyOf(form: Form, sender: Sender | null, names: { smtp: string; capture: string }): Record<string, unknown> {
	const smtp = form.kind === "smtp";
	const tokens = form.tokens ?? tokenFormOf(sender);
	return {
		name: form.name.trim() || (smtp ? form.host.trim() || names.smtp : names.capture),
		fromEmail: form.fromEmail.trim(),
		fromName: form.fromName.trim() || null,
		replyTo: form.replyTo.trim() || null,
		perSecond: limit(form.perSecond),
		perHour: limit(form.perHour),
		perDay: limit(form.perDay),
		isDefault: form.isDefault,
		replyTags: form.replyTags,
		...(smtp
			? {
					host: form.host.trim(),
					port: form.port === "" ? null : form.port,
					security: form.security,
					tlsVerify: form.tlsVerify,
					auth: form.auth,
					username: form.auth === "none" ? null : form.username.trim() || null,
					maxConnections: form.maxConnections === "" && sender ? sender.maxConnections : limit(form.maxConnections),
					dkim: form.dkim,
					warmupTarget: limit(form.warmupTarget),
					...(form.auth === "xoauth2"
						? tokenBody(tokens, noSecrets, sender)
						: sender?.tokenUrl
							? { tokenUrl: null }
							: {}),
				}
			: {}),
	};
}

export function SenderForm({
	sender,
	first = false,
	onClose,
}: {
	sender: Sender | null;
	/** No mail leaves yet: the first one that sends becomes the default. */
	first?: boolean;
	onClose: () => void;
}) {
	const t = useT();
	const s = t.senders;
	const client = useQueryClient();
	const me = useQuery(q.me);
	const fresh = formOf(sender, me.data?.email ?? "", me.data?.name ?? "");
	const draft = useDraft<Form>(
		sender ? `sender:${sender.id}` : "sender:new",
		sender ? fresh : { ...fresh, isDefault: first },
		sender?.version ?? null,
	);
	const row = useVersioned<Sender>(
		sender,
		now => bodyOf(formOf(now, "", ""), now, s),
		() => api.get<Sender>(`/api/senders/${sender?.id}`),
	);
	const form = draft.value;
	const set = (patch: Partial<Form>) => draft.set({ ...form, ...patch });
	// The password is never kept on the device.
	const [secret, setSecret] = useState("");
	const [tokenSecrets, setTokenSecrets] = useState(noSecrets);
	const [errors, setErrors] = useState<Record<string, string | undefined>>({});
	const formRef = useFirstError<HTMLFormElement>(errors);
	const [busy, setBusy] = useState(false);
	const smtp = form.kind === "smtp";
	// A draft that was begun before there were such settings has none.
	const tokens = form.tokens ?? tokenFormOf(sender);
	const fetched = form.auth === "xoauth2" && tokens.fetched;

	const send = async () => {
		setBusy(true);
		setErrors({});
		const whole = bodyOf(form, sender, s);
		try {
			if (sender) {
				const secrets = {
					...(smtp && form.auth === "xoauth2" ? tokenBody(tokens, tokenSecrets, sender) : {}),
					...(smtp && secret && !fetched ? { secret } : {}),
				};
				await api.patch<Sender>(`/api/senders/${sender.id}`, { ...secrets, ...row.patch(whole) });
			} else
				await api.post<Sender>("/api/senders", {
					...whole,
					kind: form.kind,
					...(smtp && form.auth === "xoauth2" ? tokenBody(tokens, tokenSecrets, null) : {}),
					...(smtp && secret && !fetched ? { secret } : {}),
				});
			draft.clear();
			await client.invalidateQueries({ queryKey: ["senders"] });
			toast.done(sender ? s.savedToast : s.createdToast);
			onClose();
		} catch (error) {
			setBusy(false);
			if (error instanceof ApiError && error.status === 412) await row.differs(error, whole);
			else if (error instanceof ApiError && error.status === 422 && error.errors.length > 0)
				setErrors(fieldErrors(error, t));
			else setErrors({ form: explain(error, t).text });
		}
	};
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		const missing: Record<string, string> = {};
		if (smtp && !form.host.trim()) missing.host = t.fieldErrors.required;
		if (smtp && form.auth !== "none") {
			if (!form.username.trim()) missing.username = t.fieldErrors.required;
			if (!sender && !secret && !fetched) missing.secret = t.fieldErrors.required;
		}
		if (!form.fromEmail.trim()) missing.fromEmail = t.fieldErrors.required;
		else if (!looksLikeAddress(form.fromEmail)) missing.fromEmail = t.fieldErrors.email;
		if (form.replyTo.trim() && !looksLikeAddress(form.replyTo)) missing.replyTo = t.fieldErrors.email;
		if (Object.keys(missing).length > 0) return setErrors(missing);
		await send();
	};
	const preset = presetOf(form.host);
	const choose = (id: string | null) => {
		const p = presets.find(x => x.id === id);
		if (!p) return set({ host: preset ? "" : form.host });
		const { host, port, security, auth, username } = p;
		set({
			host,
			port,
			security,
			auth,
			username: username ?? (preset?.username === form.username ? "" : form.username),
			...(p.id === "microsoft"
				? { tokens: { ...tokens, tokenUrl: tokens.tokenUrl || microsoft.tokenUrl, scope: microsoft.scope } }
				: {}),
		});
	};
	const text = (key: "name" | "fromEmail" | "fromName" | "replyTo" | "host" | "username") => ({
		value: form[key],
		error: errors[key],
		onChange: (e: { currentTarget: { value: string } }) => set({ [key]: e.currentTarget.value }),
	});
	const number = (key: "port" | "perSecond" | "perHour" | "perDay" | "maxConnections" | "warmupTarget") => ({
		value: form[key],
		error: errors[key],
		min: key === "perSecond" ? 0 : 1,
		hideControls: true,
		allowNegative: false,
		onChange: (v: string | number) => set({ [key]: typeof v === "number" ? v : "" }),
	});
	return (
		<Modal
			opened
			onClose={onClose}
			title={sender ? s.editTitle : s.createTitle}
			size="lg"
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<form ref={formRef} onSubmit={submit} noValidate>
				<Stack gap="md">
					{!sender && (
						<div>
							<SegmentedControl
								fullWidth
								aria-label={s.kind}
								value={form.kind}
								onChange={v => set({ kind: v as "smtp" | "capture" })}
								data={[
									{ value: "smtp", label: s.smtp },
									{ value: "capture", label: s.capture },
								]}
							/>
							<Text size="xs" c="dimmed" mt={6}>
								{smtp ? s.smtpText : s.captureText}
							</Text>
						</div>
					)}
					{draft.older && (
						<Group className="note" data-tone="warn" justify="space-between">
							<span>{t.conflict.older}</span>
							<Button size="compact-xs" variant="default" onClick={draft.takeOlder}>
								{t.conflict.useMine}
							</Button>
						</Group>
					)}
					{smtp && (
						<>
							<Select
								label={s.preset}
								description={preset ? s.presetHelp[preset.id] : undefined}
								allowDeselect={false}
								data={[...presets.map(p => ({ value: p.id, label: p.name })), { value: "own", label: s.presetOwn }]}
								value={preset?.id ?? "own"}
								onChange={choose}
							/>
							<Group grow align="flex-start" preventGrowOverflow={false} wrap="nowrap">
								<TextInput
									label={s.host}
									data-autofocus
									placeholder="smtp.example.com"
									required
									withAsterisk={false}
									{...text("host")}
								/>
								<NumberInput label={s.port} w={100} maw={100} max={65535} {...number("port")} />
							</Group>
							<Group grow align="flex-start">
								<Select
									label={s.security}
									data={[
										{ value: "starttls", label: s.securityStarttls },
										{ value: "tls", label: s.securityTls },
										{ value: "none", label: s.securityNone },
									]}
									value={form.security}
									onChange={v => {
										const security = v as Form["security"];
										const usual = { starttls: 587, tls: 465, none: 25 };
										set({
											security,
											...(form.port === usual[form.security] || form.port === "" ? { port: usual[security] } : {}),
										});
									}}
								/>
								<Select
									label={s.auth}
									data={[
										{ value: "plain", label: s.authPlain },
										{ value: "login", label: s.authLogin },
										{ value: "xoauth2", label: s.authXoauth2 },
										{ value: "none", label: s.authNone },
									]}
									value={form.auth}
									onChange={v => set({ auth: v as Form["auth"] })}
								/>
							</Group>
							{form.auth !== "none" && (
								<Group grow align="flex-start">
									<TextInput label={s.username} autoComplete="off" {...text("username")} />
									{!fetched && (
										<PasswordInput
											label={form.auth === "xoauth2" ? s.accessToken : s.secret}
											autoComplete="new-password"
											placeholder={sender?.hasSecret ? s.secretKept : undefined}
											value={secret}
											error={errors.secret}
											onChange={e => setSecret(e.currentTarget.value)}
										/>
									)}
								</Group>
							)}
							{form.auth === "xoauth2" && (
								<TokenFields
									sender={sender}
									form={tokens}
									secrets={tokenSecrets}
									errors={errors}
									onForm={patch => set({ tokens: { ...tokens, ...patch } })}
									onSecrets={patch => setTokenSecrets({ ...tokenSecrets, ...patch })}
									onMicrosoft={() => {
										const { tokenUrl, scope, ...server } = microsoft;
										set({ ...server, tokens: { ...tokens, tokenUrl: tokens.tokenUrl || tokenUrl, scope } });
									}}
								/>
							)}
							{form.security !== "none" && (
								<Checkbox
									label={s.tlsVerify}
									checked={form.tlsVerify}
									onChange={e => set({ tlsVerify: e.currentTarget.checked })}
								/>
							)}
							{form.security === "none" && form.auth !== "none" && (
								<p className="note" data-tone="warn" style={{ margin: 0 }}>
									{s.plainWarning}
								</p>
							)}
						</>
					)}
					<Group grow align="flex-start">
						<TextInput label={s.fromEmail} type="email" required withAsterisk={false} {...text("fromEmail")} />
						<TextInput label={s.fromName} {...text("fromName")} />
					</Group>
					<SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="md">
						<TextInput label={`${s.replyTo} (${t.common.optional})`} type="email" {...text("replyTo")} />
						<TextInput label={`${s.nameLabel} (${t.common.optional})`} {...text("name")} />
					</SimpleGrid>
					<fieldset className="plain-fieldset">
						<legend>{s.limits}</legend>
						<Text size="xs" c="dimmed" mb={8} mt={-4}>
							{s.limitsHelp}
						</Text>
						<SimpleGrid cols={{ base: 2, xs: smtp ? 4 : 3 }} spacing="sm" verticalSpacing="xs">
							<NumberInput label={s.perSecond} {...number("perSecond")} />
							<NumberInput label={s.perHour} {...number("perHour")} />
							<NumberInput label={s.perDay} {...number("perDay")} />
							{smtp && <NumberInput label={s.connections} {...number("maxConnections")} />}
						</SimpleGrid>
					</fieldset>
					{smtp && (
						<>
							<NumberInput
								label={t.domains.warmup}
								description={t.domains.warmupHelp}
								maw={260}
								{...number("warmupTarget")}
							/>
							<Checkbox
								label={t.domains.dkimLabel}
								description={t.domains.dkimHelp}
								checked={form.dkim}
								error={errors.dkim}
								onChange={e => set({ dkim: e.currentTarget.checked })}
							/>
						</>
					)}
					<Checkbox
						label={s.replyTags}
						description={s.replyTagsHelp}
						checked={form.replyTags}
						error={errors.replyTags}
						onChange={e => set({ replyTags: e.currentTarget.checked })}
					/>
					<Checkbox
						label={s.makeDefault}
						checked={form.isDefault}
						onChange={e => set({ isDefault: e.currentTarget.checked })}
					/>
					{errors.form && (
						<Text role="alert" size="sm" className="bad">
							{errors.form}
						</Text>
					)}
				</Stack>
				<Group justify="flex-end" className="dialog-foot">
					<Button variant="default" onClick={onClose}>
						{t.common.cancel}
					</Button>
					<Button type="submit" loading={busy}>
						{t.common.save}
					</Button>
				</Group>
			</form>
			{row.conflict && (
				<ConflictDialog
					conflict={row.conflict}
					name={form.name || form.fromEmail}
					onTheirs={() => {
						const theirs = row.settle(true);
						if (theirs) draft.set(formOf(theirs, "", ""));
						draft.clear();
					}}
					onMine={() => {
						row.settle();
						void send();
					}}
				/>
			)}
		</Modal>
	);
}
