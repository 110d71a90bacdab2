// Sign in and register: the first thing anybody sees, so it loads little.
import { Anchor, Button, Divider, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../api/client.ts";
import { forgetPerson, q, queryClient } from "../api/queries.ts";
import type { User } from "../api/types.ts";
import { useSpeech, useT } from "../i18n/index.tsx";
import { explain } from "../lib/explain.ts";
import { fieldText } from "../lib/fieldErrors.ts";
import { AuthFrame, longEnough, looksLikeAddress } from "./account/AuthFrame.tsx";
import { GoogleButton } from "./google/GoogleButton.tsx";

function useEnter() {
	const navigate = useNavigate();
	return async (user: User, next: string | undefined, welcome: boolean) => {
		forgetPerson();
		queryClient.setQueryData(q.me.queryKey, user);
		if (welcome) await navigate({ to: "/welcome" });
		else if (next?.startsWith("/") && !next.startsWith("//")) await navigate({ href: next });
		else await navigate({ to: "/" });
	};
}

export function SignIn() {
	const t = useT();
	const enter = useEnter();
	const { next, ended, google, reset } = useSearch({ from: "/signin" });
	const config = useQuery(q.config);
	const [email, setEmail] = useState("");
	const [password, setPassword] = useState("");
	const [error, setError] = useState<string | null>(google ? (t.google.words[google] ?? null) : null);
	const [busy, setBusy] = useState<"form" | "demo" | null>(null);

	const go = async (kind: "form" | "demo") => {
		setBusy(kind);
		setError(null);
		try {
			const { user } = await api.post<{ user: User }>(
				kind === "demo" ? "/api/auth/demo" : "/api/auth/login",
				kind === "demo" ? {} : { email: email.trim(), password },
				{ publicCall: true },
			);
			await enter(user, next, false);
		} catch (e) {
			setError(e instanceof ApiError && e.status === 401 ? t.auth.wrong : explain(e, t).text);
			setBusy(null);
		}
	};
	const submit = (e: FormEvent) => {
		e.preventDefault();
		if (!looksLikeAddress(email)) return setError(t.auth.emailBad);
		void go("form");
	};
	return (
		<AuthFrame
			title={t.auth.signInTitle}
			lead={reset ? t.account.resetDone : ended ? t.auth.sessionEnded : t.auth.signInLead}
		>
			{config.data?.demo && (
				<>
					<Button fullWidth size="md" onClick={() => go("demo")} loading={busy === "demo"}>
						{t.auth.demo}
					</Button>
					<Text size="xs" c="dimmed" ta="center" mt={6}>
						{t.auth.demoLead}
					</Text>
					<Divider my="lg" />
				</>
			)}
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<TextInput
						label={t.auth.email}
						type="email"
						autoComplete="username"
						required
						withAsterisk={false}
						size="md"
						value={email}
						onChange={e => setEmail(e.currentTarget.value)}
					/>
					<PasswordInput
						label={t.auth.password}
						autoComplete="current-password"
						required
						withAsterisk={false}
						size="md"
						value={password}
						onChange={e => setPassword(e.currentTarget.value)}
					/>
					{error && (
						<Text role="alert" size="sm" className="bad">
							{error}
						</Text>
					)}
					<Button
						type="submit"
						size="md"
						fullWidth
						loading={busy === "form"}
						variant={config.data?.demo ? "default" : "filled"}
					>
						{t.auth.signIn}
					</Button>
				</Stack>
			</form>
			<Text size="sm" ta="center" mt="md">
				<Anchor component={Link} to="/forgot" underline="always">
					{t.account.forgotLink}
				</Anchor>
			</Text>
			{config.data?.google && (
				<>
					<Divider my="lg" label={t.google.or} />
					<GoogleButton next={next} />
				</>
			)}
			{config.data?.registration !== "closed" && (
				<Text size="sm" ta="center" mt="lg">
					{t.auth.noAccount}{" "}
					<Anchor component={Link} to="/register" underline="always">
						{t.auth.toRegister}
					</Anchor>
				</Text>
			)}
		</AuthFrame>
	);
}

export function Register() {
	const t = useT();
	const enter = useEnter();
	const config = useQuery(q.config);
	const [name, setName] = useState("");
	const [email, setEmail] = useState("");
	const [password, setPassword] = useState("");
	const [errors, setErrors] = useState<{ email?: string | undefined; password?: string | undefined; form?: string }>(
		{},
	);
	const [busy, setBusy] = useState(false);
	const [asked, setAsked] = useState(false);
	const { locale } = useSpeech();
	const closed = config.data?.registration === "closed";

	const submit = async (e: FormEvent) => {
		e.preventDefault();
		const found: typeof errors = {};
		if (!looksLikeAddress(email)) found.email = t.auth.emailBad;
		if (!longEnough(password)) found.password = t.auth.passwordShort;
		setErrors(found);
		if (found.email || found.password) return;
		setBusy(true);
		try {
			const { signedIn } = await api.post<{ signedIn: boolean }>(
				"/api/auth/register",
				{ email: email.trim(), password, locale, ...(name.trim() ? { name: name.trim() } : {}) },
				{ publicCall: true },
			);
			if (signedIn) await enter(await queryClient.fetchQuery({ ...q.me, staleTime: 0 }), undefined, true);
			else setAsked(true);
		} catch (error) {
			setBusy(false);
			if (error instanceof ApiError && error.status === 422)
				setErrors({
					email: error.field("email") ? fieldText(error.field("email")!, t) : undefined,
					password: error.field("password") ? fieldText(error.field("password")!, t) : undefined,
					...(error.errors.length === 0 ? { form: error.message } : {}),
				});
			else if (error instanceof ApiError && error.status === 403) setErrors({ form: t.auth.closed });
			else setErrors({ form: explain(error, t).text });
		}
	};
	if (asked)
		return (
			<AuthFrame title={t.account.checkTitle} lead={t.account.checkLead(email.trim())}>
				<Text size="sm">{t.account.checkText}</Text>
			</AuthFrame>
		);
	return (
		<AuthFrame title={t.auth.registerTitle} lead={closed ? t.auth.closed : t.auth.registerLead}>
			{!closed && (
				<form onSubmit={submit} noValidate>
					<Stack gap="md">
						<TextInput
							label={t.auth.name}
							autoComplete="name"
							size="md"
							value={name}
							onChange={e => setName(e.currentTarget.value)}
						/>
						<TextInput
							label={t.auth.email}
							type="email"
							autoComplete="username"
							required
							withAsterisk={false}
							size="md"
							error={errors.email}
							value={email}
							onChange={e => setEmail(e.currentTarget.value)}
						/>
						<PasswordInput
							label={t.auth.password}
							description={t.auth.passwordHint}
							autoComplete="new-password"
							required
							withAsterisk={false}
							size="md"
							error={errors.password}
							value={password}
							onChange={e => setPassword(e.currentTarget.value)}
						/>
						{errors.form && (
							<Text role="alert" size="sm" className="bad">
								{errors.form}
							</Text>
						)}
						<Button type="submit" size="md" fullWidth loading={busy}>
							{t.auth.register}
						</Button>
					</Stack>
				</form>
			)}
			<Text size="sm" ta="center" mt="lg">
				{t.auth.hasAccount}{" "}
				<Anchor component={Link} to="/signin" underline="always">
					{t.auth.toSignIn}
				</Anchor>
			</Text>
		</AuthFrame>
	);
}
