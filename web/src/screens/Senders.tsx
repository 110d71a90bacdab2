// How mail leaves: mail servers and the capture sender, with their limits, today's use, and a test.
import {
	ActionIcon,
	Badge,
	Button,
	Checkbox,
	Group,
	Menu,
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
import {
	IconCheck,
	IconDots,
	IconInbox,
	IconMailbox,
	IconMailForward,
	IconPencil,
	IconPlayerPause,
	IconPlayerPlay,
	IconPlus,
	IconTrash,
	IconX,
} from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, lazy, Suspense, useCallback, useState } from "react";
import { ApiError, api } from "../api/client.ts";
import { q } from "../api/queries.ts";
import type { Sender, SenderTest } from "../api/types.ts";
import { LinkButton, StatusBadge } from "../components/bits.tsx";
import { Page } from "../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../components/states.tsx";
import { useT } from "../i18n/index.tsx";
import { deleteWithUndo, useHidden } from "../lib/deferred.ts";
import { useDraft } from "../lib/drafts.ts";
import { explain } from "../lib/explain.ts";
import { dateTime, num, relative } from "../lib/format.ts";
import { toast } from "../lib/toast.ts";
import { ConnectGmail, GmailActions, useGoogleWord } from "./google/ConnectGmail.tsx";
import { microsoft, noSecrets, TokenFields, type TokenForm, tokenBody, tokenFormOf } from "./senders/TokenFields.tsx";

const MailboxDialog = lazy(async () => ({ default: (await import("./replies/MailboxDialog.tsx")).MailboxDialog }));

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

function SenderForm({ sender, onClose }: { sender: Sender | null; onClose: () => void }) {
	const t = useT();
	const s = t.senders;
	const client = useQueryClient();
	const me = useQuery(q.me);
	const draft = useDraft<Form>(
		sender ? `sender:${sender.id}` : "sender:new",
		formOf(sender, me.data?.email ?? "", me.data?.name ?? ""),
	);
	const form = draft.value;
	const set = (patch: Partial<Form>) => draft.set({ ...form, ...patch });
	// The password is never kept on the device.
	const [secret, setSecret] = useState("");
	const [tokenSecrets, setTokenSecrets] = useState(noSecrets);
	const [errors, setErrors] = useState<Record<string, string | undefined>>({});
	const [busy, setBusy] = useState(false);
	const smtp = form.kind === "smtp";
	// A draft that was begun before there were such settings has none.
	const tokens = form.tokens ?? tokenFormOf(sender);
	const fetched = form.auth === "xoauth2" && tokens.fetched;

	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		setErrors({});
		const body: Record<string, unknown> = {
			...(sender ? {} : { kind: form.kind }),
			name: form.name.trim() || (smtp ? form.host.trim() || s.smtp : s.capture),
			fromEmail: form.fromEmail.trim(),
			fromName: form.fromName.trim() || null,
			replyTo: form.replyTo.trim() || null,
			perSecond: limit(form.perSecond),
			perHour: limit(form.perHour),
			perDay: limit(form.perDay),
			isDefault: form.isDefault,
			replyTags: form.replyTags,
		};
		if (smtp) {
			Object.assign(body, {
				host: form.host.trim(),
				port: form.port === "" ? null : form.port,
				security: form.security,
				tlsVerify: form.tlsVerify,
				auth: form.auth,
				username: form.auth === "none" ? null : form.username.trim() || null,
				maxConnections: limit(form.maxConnections),
				dkim: form.dkim,
				warmupTarget: limit(form.warmupTarget),
			});
			if (form.auth === "xoauth2") Object.assign(body, tokenBody(tokens, tokenSecrets, sender));
			else if (sender?.tokenUrl) body.tokenUrl = null;
			if (secret && !fetched) body.secret = secret;
		}
		try {
			if (sender) await api.patch<Sender>(`/api/senders/${sender.id}`, body);
			else await api.post<Sender>("/api/senders", body);
			draft.clear();
			await client.invalidateQueries({ queryKey: ["senders"] });
			toast.done(sender ? s.savedToast : s.createdToast);
			onClose();
		} catch (error) {
			setBusy(false);
			if (error instanceof ApiError && error.status === 422 && error.errors.length > 0)
				setErrors(Object.fromEntries(error.errors.map(x => [x.field, x.message])));
			else setErrors({ form: explain(error, t).text });
		}
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
			<form onSubmit={submit} noValidate>
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
					{smtp && (
						<>
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
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t.common.cancel}
						</Button>
						<Button type="submit" loading={busy}>
							{t.common.save}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}

function Use({ label, used, max }: { label: string; used: number; max: number | null }) {
	const t = useT();
	const share = max ? Math.min(1, used / max) : 0;
	return (
		<div>
			<Group justify="space-between" mb={4} wrap="nowrap">
				<span className="dim-sm">{label}</span>
				<span className="tnum nowrap" style={{ fontSize: 13 }}>
					{max ? t.common.of(num(used), num(max)) : `${num(used)} · ${t.senders.noLimit}`}
				</span>
			</Group>
			<div className="bar" data-tone={share >= 0.9 ? "warn" : undefined}>
				<div style={{ width: `${share * 100}%` }} />
			</div>
		</div>
	);
}

function TestResult({ result, onClose }: { result: SenderTest; onClose: () => void }) {
	const t = useT();
	return (
		<Modal
			opened
			onClose={onClose}
			title={result.ok ? t.senders.testOk : t.senders.testFailed}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<ul className="checks">
				{result.steps.map(step => (
					<li key={step.step} className="check" data-level={step.ok ? "good" : "error"}>
						{step.ok ? <IconCheck size={17} aria-label={t.common.yes} /> : <IconX size={17} aria-label={t.common.no} />}
						<div>
							{t.senders.steps[step.step] ?? step.step}
							{step.reply && <small>{step.reply}</small>}
						</div>
					</li>
				))}
			</ul>
		</Modal>
	);
}

function SenderCard({ sender, onEdit }: { sender: Sender; onEdit: () => void }) {
	const t = useT();
	const s = t.senders;
	const client = useQueryClient();
	const [testing, setTesting] = useState(false);
	const [result, setResult] = useState<SenderTest | null>(null);
	const [mailbox, setMailbox] = useState(false);
	const refresh = () => client.invalidateQueries({ queryKey: ["senders"] });
	const test = async () => {
		setTesting(true);
		try {
			setResult(await api.post<SenderTest>(`/api/senders/${sender.id}/test`));
			await refresh();
		} catch (error) {
			toast.error(error);
		}
		setTesting(false);
	};
	const setPaused = async (paused: boolean) => {
		const key = q.senders.queryKey;
		const before = client.getQueryData(key);
		client.setQueryData(key, list =>
			list?.map(x => (x.id === sender.id ? { ...x, status: paused ? "PAUSED" : "ACTIVE" } : x)),
		);
		try {
			await api.post(`/api/senders/${sender.id}/${paused ? "pause" : "resume"}`);
		} catch (error) {
			client.setQueryData(key, before);
			toast.error(error);
		}
		await refresh();
	};
	const kind = sender.kind === "smtp" ? s.smtp : sender.kind === "gmail" ? s.gmail : s.capture;
	return (
		<section className="card" aria-label={sender.name}>
			<Group justify="space-between" wrap="nowrap" align="flex-start">
				<div style={{ minWidth: 0 }}>
					<Group gap={8}>
						<h2 className="card-title">{sender.name}</h2>
						{sender.isDefault && (
							<Badge size="sm" variant="default" radius="sm" tt="none" fw={500}>
								{s.default}
							</Badge>
						)}
					</Group>
					<p className="dim-sm" style={{ margin: 0 }}>
						{sender.fromName ? `${sender.fromName} <${sender.fromEmail}>` : sender.fromEmail}
					</p>
				</div>
				<Menu>
					<Menu.Target>
						<ActionIcon variant="subtle" color="gray" aria-label={`${t.common.actions}: ${sender.name}`}>
							<IconDots size={18} />
						</ActionIcon>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item leftSection={<IconPencil size={16} />} onClick={onEdit}>
							{t.common.edit}
						</Menu.Item>
						{sender.kind === "smtp" && (
							<Menu.Item leftSection={<IconMailbox size={16} />} onClick={() => setMailbox(true)}>
								{s.mailbox}
							</Menu.Item>
						)}
						{sender.status === "PAUSED" ? (
							<Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => setPaused(false)}>
								{s.resume}
							</Menu.Item>
						) : (
							<Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => setPaused(true)}>
								{s.pause}
							</Menu.Item>
						)}
						<Menu.Divider />
						<Menu.Item
							color="red"
							leftSection={<IconTrash size={16} />}
							onClick={() =>
								deleteWithUndo({
									ids: [sender.id],
									message: s.deletedToast(sender.name),
									commit: keepalive => api.delete(`/api/senders/${sender.id}`, undefined, { keepalive }),
									settled: refresh,
								})
							}
						>
							{t.common.delete}
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
			</Group>
			<div style={{ margin: "10px 0 12px" }}>
				<StatusBadge status={sender.status} />
				<span className="dim-sm" style={{ display: "block" }}>
					{kind}
					{sender.host ? ` · ${sender.host}:${sender.port}` : ""}
				</span>
			</div>
			{sender.status === "PAUSED" && sender.pauseReason && (
				<p className="note" data-tone="warn" style={{ margin: "0 0 12px" }}>
					{s.pausedBecause(sender.pauseReason)}
					{sender.pausedUntil && ` (${s.until(dateTime(sender.pausedUntil))})`}
				</p>
			)}
			{sender.status !== "PAUSED" && sender.tokenError && (
				<p className="note" data-tone="warn" style={{ margin: "0 0 12px" }}>
					{s.tokenError(sender.tokenError)}
				</p>
			)}
			{sender.refusals?.map(r => (
				<p key={r.domain} className="note" data-tone="warn" style={{ margin: "0 0 12px", overflowWrap: "anywhere" }}>
					<strong>{s.refusedBy(r.domain ?? "", s.refusalReason[r.cause ?? ""] ?? r.reason ?? "")}</strong>{" "}
					{s.refusalAdvice[r.cause ?? ""] ?? r.advice} {r.nextTryAt && s.refusedNext(dateTime(r.nextTryAt))}
					<small style={{ display: "block" }}>{s.refusedReply(r.reply ?? "")}</small>
				</p>
			))}
			{sender.kind === "capture" && (
				<p className="dim-sm" style={{ margin: "0 0 12px", whiteSpace: "normal" }}>
					{s.captureText}
				</p>
			)}
			<Stack gap="sm" mt="auto">
				<Use label={s.usedHour} used={sender.usage?.hour ?? 0} max={sender.perHour} />
				<Use label={s.usedDay} used={sender.usage?.day ?? 0} max={sender.warmupLimit ?? sender.perDay} />
				{sender.warmupTarget && sender.warmupLimit && (
					<p className="dim-sm" style={{ margin: 0, whiteSpace: "normal" }}>
						{t.domains.warming(num(sender.warmupLimit), num(sender.warmupTarget))}
					</p>
				)}
			</Stack>
			<Group justify="space-between" mt="md">
				<span className="dim-sm">
					{sender.kind === "capture" ? "" : sender.verifiedAt ? s.verified(relative(sender.verifiedAt)) : s.notVerified}
				</span>
				{sender.kind === "capture" ? (
					<LinkButton to="/captured" size="compact-sm" variant="default" leftSection={<IconInbox size={15} />}>
						{t.capture.title}
					</LinkButton>
				) : (
					<Button size="compact-sm" variant="default" loading={testing} onClick={test}>
						{s.test}
					</Button>
				)}
			</Group>
			{sender.kind === "gmail" && (
				<div style={{ marginTop: 12 }}>
					<GmailActions sender={sender} onDone={refresh} />
				</div>
			)}
			{result && <TestResult result={result} onClose={() => setResult(null)} />}
			{mailbox && (
				<Suspense>
					<MailboxDialog sender={sender} onClose={() => setMailbox(false)} />
				</Suspense>
			)}
		</section>
	);
}

export function Senders() {
	const t = useT();
	const s = t.senders;
	const navigate = useNavigate();
	const client = useQueryClient();
	const search = useSearch({ from: "/app/senders" });
	const query = useQuery({ ...q.senders, refetchInterval: 15_000 });
	const hidden = useHidden();
	const [editing, setEditing] = useState<Sender | null>(null);
	const creating = search.new === true;
	const open = (on: boolean) => navigate({ to: "/senders", search: on ? { new: true } : {}, replace: true });
	const rows = (query.data ?? []).filter(x => !hidden.has(x.id));
	const me = useQuery(q.me);
	const said = useCallback(() => navigate({ to: "/senders", search: {}, replace: true }), [navigate]);
	useGoogleWord(search.google, said);
	return (
		<Page
			title={s.title}
			actions={
				<>
					<ConnectGmail />
					<Button leftSection={<IconPlus size={16} />} onClick={() => open(true)}>
						{s.new}
					</Button>
				</>
			}
		>
			{query.isPending ? (
				<div className="card-grid">
					<div className="card">
						<RowsSkeleton rows={4} />
					</div>
				</div>
			) : query.isError && !query.data ? (
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			) : rows.length === 0 ? (
				<div className="panel">
					<EmptyState icon={<IconMailForward size={24} />} title={s.emptyTitle} text={s.emptyText}>
						<Button onClick={() => open(true)}>{s.new}</Button>
						<Button
							variant="default"
							onClick={async () => {
								try {
									await api.post("/api/senders", {
										kind: "capture",
										name: s.capture,
										fromEmail: me.data?.email,
										...(me.data?.name ? { fromName: me.data.name } : {}),
									});
									await client.invalidateQueries({ queryKey: ["senders"] });
								} catch (error) {
									toast.error(error);
								}
							}}
						>
							{s.addCapture}
						</Button>
					</EmptyState>
				</div>
			) : (
				<div className="card-grid">
					{rows.map(x => (
						<SenderCard key={x.id} sender={x} onEdit={() => setEditing(x)} />
					))}
				</div>
			)}
			{creating && <SenderForm sender={null} onClose={() => open(false)} />}
			{editing && <SenderForm sender={editing} onClose={() => setEditing(null)} />}
		</Page>
	);
}
