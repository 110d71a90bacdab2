// The person's own: profile, password and sessions, API keys, their data.
import {
	Button,
	Checkbox,
	Group,
	Modal,
	PasswordInput,
	SegmentedControl,
	Select,
	Stack,
	Tabs,
	Text,
	TextInput,
	useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload, IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import { ApiError, api } from "../api/client.ts";
import { q, sessionOver } from "../api/queries.ts";
import type { ApiKey, NewApiKey, User } from "../api/types.ts";
import type { settingsTabs } from "../app/router.tsx";
import { CopyIcon, Tag } from "../components/bits.tsx";
import { HolidaysInput } from "../components/HolidaysInput.tsx";
import { Page, Panel } from "../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../components/states.tsx";
import { locales, useSpeech, useT } from "../i18n/index.tsx";
import { deviceName } from "../lib/device.ts";
import { dropAllDrafts } from "../lib/drafts.ts";
import { explain } from "../lib/explain.ts";
import { num, relative } from "../lib/format.ts";
import { toast } from "../lib/toast.ts";
import { allZones, browserZone } from "../lib/zone.ts";
import { ChangeAddress } from "./account/ChangeAddress.tsx";
import { AuditLog, PrivacySettings } from "./privacy/Privacy.tsx";

const Hooks = lazy(async () => ({ default: (await import("./hooks/Hooks.tsx")).Hooks }));
const Webhooks = lazy(async () => ({ default: (await import("./webhooks/Webhooks.tsx")).Webhooks }));

function Profile({ user }: { user: User }) {
	const t = useT();
	const s = t.settings;
	const client = useQueryClient();
	const speech = useSpeech();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const [name, setName] = useState(user.name ?? "");
	const localeOf = (x: string) =>
		locales.find(l => l.value === x)?.value ?? (x.toLowerCase().startsWith("de") ? "de-DE" : "en-GB");
	const [locale, setLocale] = useState(localeOf(user.locale ?? speech.locale));
	const [zone, setZone] = useState(user.timezone ?? browserZone());
	const [holidays, setHolidays] = useState<string[]>(user.holidays ?? []);
	const [busy, setBusy] = useState(false);
	const [zones] = useState(allZones);
	const changed =
		name !== (user.name ?? "") ||
		locale !== user.locale ||
		zone !== user.timezone ||
		holidays.join() !== (user.holidays ?? []).join();
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		try {
			const answer = await api.patch<{ user: User }>("/api/me", {
				name: name.trim() || null,
				locale,
				timezone: zone,
				holidays,
			});
			client.setQueryData(q.me.queryKey, answer.user);
			setHolidays(answer.user.holidays ?? []);
			speech.setLocale(locale, zone);
			toast.done(s.profileSaved);
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	return (
		<>
			<Panel title={s.profile}>
				<form onSubmit={submit}>
					<Stack maw={460}>
						<TextInput label={s.name} autoComplete="name" value={name} onChange={e => setName(e.currentTarget.value)} />
						<TextInput label={s.email} description={s.emailHelp} value={user.email} readOnly variant="filled" />
						<Select label={s.language} data={locales} value={locale} onChange={v => v && setLocale(v)} />
						<Select
							label={s.timezone}
							description={s.timezoneHelp}
							data={zones}
							value={zone}
							onChange={v => v && setZone(v)}
							searchable
							limit={60}
						/>
						<HolidaysInput label={s.holidays} description={s.holidaysHelp} value={holidays} onChange={setHolidays} />
						<Group>
							<Button type="submit" loading={busy} disabled={!changed}>
								{t.common.save}
							</Button>
						</Group>
					</Stack>
				</form>
			</Panel>
			<ChangeAddress current={user.email} />
			<Panel title={s.appearance}>
				<SegmentedControl
					aria-label={t.nav.theme}
					value={colorScheme}
					onChange={v => setColorScheme(v as "light" | "dark" | "auto")}
					data={[
						{ value: "light", label: t.nav.light },
						{ value: "dark", label: t.nav.dark },
						{ value: "auto", label: t.nav.auto },
					]}
				/>
			</Panel>
		</>
	);
}

function Password({ user }: { user: User }) {
	const t = useT();
	const s = t.settings;
	const client = useQueryClient();
	const [current, setCurrent] = useState("");
	const [next, setNext] = useState("");
	const [errors, setErrors] = useState<{ current?: string; next?: string }>({});
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		if ([...next].length < 8) return setErrors({ next: t.auth.passwordShort });
		setBusy(true);
		setErrors({});
		try {
			await api.post("/api/me/password", { current, next }, { publicCall: true });
			setCurrent("");
			setNext("");
			toast.done(s.passwordChanged);
			void client.invalidateQueries({ queryKey: ["sessions"] });
		} catch (error) {
			if (error instanceof ApiError && (error.status === 401 || error.status === 403 || error.field("current")))
				setErrors({ current: s.passwordWrong });
			else if (error instanceof ApiError && error.field("next")) setErrors({ next: error.field("next") ?? "" });
			else setErrors({ current: explain(error, t).text });
		}
		setBusy(false);
	};
	return (
		<Panel title={s.passwordTitle}>
			<form onSubmit={submit} noValidate>
				<input type="text" name="username" autoComplete="username" value={user.email} readOnly hidden />
				<Stack maw={460}>
					<PasswordInput
						label={s.current}
						autoComplete="current-password"
						value={current}
						error={errors.current}
						onChange={e => setCurrent(e.currentTarget.value)}
					/>
					<PasswordInput
						label={s.nextPassword}
						description={t.auth.passwordHint}
						autoComplete="new-password"
						value={next}
						error={errors.next}
						onChange={e => setNext(e.currentTarget.value)}
					/>
					<Group>
						<Button type="submit" loading={busy} disabled={!current || !next}>
							{s.changePassword}
						</Button>
					</Group>
				</Stack>
			</form>
		</Panel>
	);
}

function Sessions() {
	const t = useT();
	const s = t.settings;
	const client = useQueryClient();
	const list = useQuery(q.sessions);
	const end = async (id: string | null) => {
		try {
			await api.delete(id ? `/api/sessions/${id}` : "/api/sessions");
			toast.done(id ? s.ended : s.endedAll);
			await client.invalidateQueries({ queryKey: ["sessions"] });
		} catch (error) {
			toast.error(error);
		}
	};
	return (
		<Panel
			title={s.sessions}
			note={s.sessionsText}
			flush
			actions={
				(list.data?.length ?? 0) > 1 && (
					<Button size="compact-sm" variant="default" onClick={() => end(null)}>
						{s.endAll}
					</Button>
				)
			}
		>
			{list.isPending ? (
				<RowsSkeleton rows={2} />
			) : list.isError ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : (
				<ul className="plain-list">
					{list.data.map(x => (
						<li key={x.id} className="line">
							<div>
								<strong>{deviceName(x.userAgent) ?? s.unknownDevice}</strong>
								<div className="dim-sm">
									{x.current ? s.thisSession : s.lastSeen(relative(x.lastSeenAt))} · {s.signedIn(relative(x.createdAt))}
								</div>
							</div>
							{!x.current && (
								<Button size="compact-sm" variant="default" onClick={() => end(x.id)}>
									{s.end}
								</Button>
							)}
						</li>
					))}
				</ul>
			)}
		</Panel>
	);
}

const scopes = [
	"read",
	"contacts:write",
	"campaigns:write",
	"senders:write",
	"send",
	"sequences:write",
	"webhooks:write",
] as const;

function NewKey({ onClose }: { onClose: () => void }) {
	const t = useT();
	const s = t.settings;
	const client = useQueryClient();
	const [name, setName] = useState("");
	const [chosen, setChosen] = useState<string[]>(["read"]);
	const [made, setMade] = useState<NewApiKey | null>(null);
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		try {
			setMade(await api.post<NewApiKey>("/api/api-keys", { name: name.trim(), scopes: chosen }));
			await client.invalidateQueries({ queryKey: ["api-keys"] });
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	return (
		<Modal
			opened
			onClose={onClose}
			title={made ? s.keyCreated : s.newKey}
			size="lg"
			closeOnClickOutside={!made}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			{made ? (
				<Stack>
					<p className="note" data-tone="warn" style={{ margin: 0 }}>
						{s.keyOnce}
					</p>
					<Group wrap="nowrap" gap="xs">
						<TextInput readOnly value={made.key} aria-label={s.keyCreated} style={{ flex: 1 }} className="mono-input" />
						<CopyIcon value={made.key} />
					</Group>
					<Group justify="flex-end">
						<Button onClick={onClose}>{t.common.close}</Button>
					</Group>
				</Stack>
			) : (
				<form onSubmit={submit}>
					<Stack>
						<TextInput
							label={s.keyName}
							data-autofocus
							value={name}
							maxLength={100}
							onChange={e => setName(e.currentTarget.value)}
						/>
						<Checkbox.Group label={s.scopes} value={chosen} onChange={setChosen}>
							<Stack gap={8} mt={8}>
								{scopes.map(x => (
									<Checkbox key={x} value={x} label={s.scopeText[x]} />
								))}
							</Stack>
						</Checkbox.Group>
						<Group justify="flex-end">
							<Button variant="default" onClick={onClose}>
								{t.common.cancel}
							</Button>
							<Button type="submit" loading={busy} disabled={!name.trim() || chosen.length === 0}>
								{t.common.create}
							</Button>
						</Group>
					</Stack>
				</form>
			)}
		</Modal>
	);
}

function Keys() {
	const t = useT();
	const s = t.settings;
	const client = useQueryClient();
	const list = useQuery(q.apiKeys);
	const [creating, ops] = useDisclosure(false);
	const [revoking, setRevoking] = useState<ApiKey | null>(null);
	const revoke = async (key: ApiKey) => {
		setRevoking(null);
		try {
			await api.delete(`/api/api-keys/${key.id}`);
			toast.done(s.keyRevoked);
			await client.invalidateQueries({ queryKey: ["api-keys"] });
		} catch (error) {
			toast.error(error);
		}
	};
	return (
		<Panel
			title={s.apiKeys}
			note={s.keysText}
			flush
			actions={
				<Button size="compact-sm" leftSection={<IconPlus size={15} />} onClick={ops.open}>
					{s.newKey}
				</Button>
			}
		>
			{list.isPending ? (
				<RowsSkeleton rows={2} />
			) : list.isError ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : list.data.length === 0 ? (
				<EmptyState icon={<IconKey size={24} />} title={s.keysEmpty} />
			) : (
				<ul className="plain-list">
					{list.data.map(key => (
						<li key={key.id} className="line">
							<div>
								<strong>{key.name}</strong> <code className="code-sm">{key.prefix}…</code>
								<div style={{ margin: "4px 0" }}>
									<span className="tags" style={{ flexWrap: "wrap" }}>
										{key.scopes.map(x => (
											<Tag key={x}>{s.scopeText[x] ?? x}</Tag>
										))}
									</span>
								</div>
								<div className="dim-sm">{key.lastUsedAt ? s.lastUsed(relative(key.lastUsedAt)) : s.neverUsed}</div>
							</div>
							<Button
								size="compact-sm"
								variant="default"
								onClick={() => setRevoking(key)}
								aria-label={`${s.revoke}: ${key.name}`}
							>
								{s.revoke}
							</Button>
						</li>
					))}
				</ul>
			)}
			{creating && <NewKey onClose={ops.close} />}
			{revoking && (
				<Modal
					opened
					onClose={() => setRevoking(null)}
					title={s.revokeTitle(revoking.name)}
					closeButtonProps={{ "aria-label": t.common.close }}
				>
					<Text size="sm" mb="lg">
						{s.revokeText}
					</Text>
					<Group justify="flex-end">
						<Button variant="default" data-autofocus onClick={() => setRevoking(null)}>
							{t.common.cancel}
						</Button>
						<Button color="red" onClick={() => revoke(revoking)}>
							{s.revoke}
						</Button>
					</Group>
				</Modal>
			)}
		</Panel>
	);
}

function Data() {
	const t = useT();
	const s = t.settings;
	const navigate = useNavigate();
	const [asking, ops] = useDisclosure(false);
	const [password, setPassword] = useState("");
	const [error, setError] = useState<string | null>(null);
	const [removed, setRemoved] = useState<Record<string, number> | null>(null);
	const [busy, setBusy] = useState(false);
	const remove = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		setError(null);
		try {
			const answer = await api.delete<{ removed: Record<string, number> } | undefined>(
				"/api/me",
				{ password },
				{ publicCall: true },
			);
			setRemoved(answer?.removed ?? {});
			dropAllDrafts();
		} catch (x) {
			if (x instanceof ApiError && (x.status === 401 || x.status === 403 || x.field("password")))
				setError(s.passwordWrong);
			else setError(explain(x, t).text);
		}
		setBusy(false);
	};
	const leave = () => sessionOver(() => navigate({ to: "/signin" }));
	return (
		<>
			<Panel title={s.exportTitle}>
				<Text size="sm" c="dimmed" mb="md" maw={560}>
					{s.exportText}
				</Text>
				<Button component="a" href="/api/me/export" download variant="default" leftSection={<IconDownload size={16} />}>
					{s.exportButton}
				</Button>
			</Panel>
			<Panel title={s.deleteTitle}>
				<Text size="sm" c="dimmed" mb="md" maw={560}>
					{s.deleteText}
				</Text>
				<Button variant="default" className="bad" onClick={ops.open}>
					{s.deleteButton}
				</Button>
			</Panel>
			<Modal
				opened={asking}
				onClose={removed ? leave : ops.close}
				title={removed ? s.deletedTitle : s.deleteTitle}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				{removed ? (
					<Stack>
						<Text size="sm">{s.deletedText}</Text>
						<ul style={{ margin: 0 }}>
							{Object.entries(removed)
								.filter(([, n]) => n > 0)
								.map(([what, n]) => (
									<li key={what}>
										{s.removedNames[what] ?? what}: {num(n)}
									</li>
								))}
						</ul>
						<Group justify="flex-end">
							<Button onClick={leave}>{t.common.close}</Button>
						</Group>
					</Stack>
				) : (
					<form onSubmit={remove} noValidate>
						<Stack>
							<Text size="sm">{s.deleteText}</Text>
							<PasswordInput
								label={s.deleteConfirm}
								autoComplete="current-password"
								data-autofocus
								value={password}
								error={error}
								onChange={e => setPassword(e.currentTarget.value)}
							/>
							<Group justify="flex-end">
								<Button variant="default" onClick={ops.close}>
									{t.common.cancel}
								</Button>
								<Button type="submit" color="red" loading={busy} disabled={!password}>
									{s.deleteButton}
								</Button>
							</Group>
						</Stack>
					</form>
				)}
			</Modal>
		</>
	);
}

export function Settings() {
	const t = useT();
	const s = t.settings;
	const navigate = useNavigate();
	const { tab = "profile" } = useSearch({ from: "/app/settings" });
	const me = useQuery(q.me);
	const tabs = useRef<HTMLDivElement>(null);
	// On a phone the tabs are wider than the screen.
	const shown = me.data !== undefined;
	useEffect(() => {
		if (shown)
			tabs.current?.querySelector(`[id$="-tab-${tab}"]`)?.scrollIntoView({ inline: "nearest", block: "nearest" });
	}, [tab, shown]);
	if (!me.data) return null;
	return (
		<Page title={s.title}>
			<Tabs
				value={tab}
				onChange={v =>
					navigate({
						to: "/settings",
						search: v && v !== "profile" ? { tab: v as (typeof settingsTabs)[number] } : {},
						replace: true,
					})
				}
			>
				<Tabs.List ref={tabs} mb="lg" aria-label={s.title}>
					<Tabs.Tab value="profile">{s.profile}</Tabs.Tab>
					<Tabs.Tab value="security">{s.security}</Tabs.Tab>
					<Tabs.Tab value="keys">{s.apiKeys}</Tabs.Tab>
					<Tabs.Tab value="hooks">Webhooks</Tabs.Tab>
					<Tabs.Tab value="webhooks">{s.webhooks}</Tabs.Tab>
					<Tabs.Tab value="privacy">{t.choice.privacy}</Tabs.Tab>
					<Tabs.Tab value="audit">{t.choice.audit}</Tabs.Tab>
					<Tabs.Tab value="data">{s.data}</Tabs.Tab>
				</Tabs.List>
				<Tabs.Panel value="profile">
					<Profile user={me.data} key={me.data.id} />
				</Tabs.Panel>
				<Tabs.Panel value="security">
					<Password user={me.data} />
					<Sessions />
				</Tabs.Panel>
				<Tabs.Panel value="keys">
					<Keys />
				</Tabs.Panel>
				<Tabs.Panel value="hooks">
					<Suspense fallback={<RowsSkeleton rows={3} />}>
						<Hooks />
					</Suspense>
				</Tabs.Panel>
				<Tabs.Panel value="webhooks">
					<Suspense fallback={<RowsSkeleton rows={3} />}>
						<Webhooks />
					</Suspense>
				</Tabs.Panel>
				<Tabs.Panel value="privacy">
					<PrivacySettings />
				</Tabs.Panel>
				<Tabs.Panel value="audit">
					<AuditLog />
				</Tabs.Panel>
				<Tabs.Panel value="data">
					<Data />
				</Tabs.Panel>
			</Tabs>
		</Page>
	);
}
