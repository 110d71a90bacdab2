// What is done by a link in a mail: confirming a registration, a new password, another address. The token is in the part of
// the address that no server sees.
import { Alert, Anchor, Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { forgetPerson, q, queryClient } from "../../api/queries.ts";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { AuthFrame, longEnough, looksLikeAddress } from "./AuthFrame.tsx";

const tokenOf = () => new URLSearchParams(window.location.hash.slice(1)).get("token") ?? "";

function Over({ title, to, label }: { title: string; to: "/register" | "/forgot" | "/signin"; label: string }) {
	const t = useT();
	return (
		<AuthFrame title={title} lead={t.account.linkOver}>
			<Anchor component={Link} to={to} underline="always" size="sm">
				{label}
			</Anchor>
		</AuthFrame>
	);
}

export function Verify() {
	const t = useT();
	const navigate = useNavigate();
	const [token] = useState(tokenOf);
	const [password, setPassword] = useState("");
	const [error, setError] = useState<string | null>(null);
	const [over, setOver] = useState(token === "");
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		setError(null);
		try {
			await api.post("/api/auth/verify", { token, password }, { publicCall: true });
			forgetPerson();
			await queryClient.fetchQuery({ ...q.me, staleTime: 0 });
			await navigate({ to: "/welcome" });
		} catch (e) {
			setBusy(false);
			if (e instanceof ApiError && e.status === 404) setOver(true);
			else if (e instanceof ApiError && e.field("password")) setError(t.account.verifyWrong);
			else setError(explain(e, t).text);
		}
	};
	if (over) return <Over title={t.account.verifyTitle} to="/register" label={t.auth.toRegister} />;
	return (
		<AuthFrame title={t.account.verifyTitle} lead={t.account.verifyLead}>
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<PasswordInput
						label={t.auth.password}
						autoComplete="current-password"
						size="md"
						value={password}
						error={error}
						onChange={e => {
							setPassword(e.currentTarget.value);
							setError(null);
						}}
					/>
					<Button type="submit" size="md" fullWidth loading={busy} disabled={!password}>
						{t.account.verify}
					</Button>
				</Stack>
			</form>
		</AuthFrame>
	);
}

export function Forgot() {
	const t = useT();
	const [email, setEmail] = useState("");
	const [error, setError] = useState<string | null>(null);
	const [asked, setAsked] = useState(false);
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		if (!looksLikeAddress(email)) return setError(t.auth.emailBad);
		setBusy(true);
		setError(null);
		try {
			await api.post("/api/auth/forgot", { email: email.trim() }, { publicCall: true });
			setAsked(true);
		} catch (e) {
			setError(e instanceof ApiError && e.field("email") ? t.auth.emailBad : explain(e, t).text);
			setBusy(false);
		}
	};
	if (asked)
		return (
			<AuthFrame title={t.account.checkTitle} lead={t.account.forgotAsked(email.trim())}>
				<Text size="sm">{t.account.forgotAskedText}</Text>
			</AuthFrame>
		);
	return (
		<AuthFrame title={t.account.forgotTitle} lead={t.account.forgotLead}>
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<TextInput
						label={t.auth.email}
						type="email"
						autoComplete="username"
						size="md"
						value={email}
						error={error}
						onChange={e => setEmail(e.currentTarget.value)}
					/>
					<Button type="submit" size="md" fullWidth loading={busy}>
						{t.account.forgotSend}
					</Button>
				</Stack>
			</form>
			<Text size="sm" ta="center" mt="lg">
				<Anchor component={Link} to="/signin" underline="always">
					{t.account.backToSignIn}
				</Anchor>
			</Text>
		</AuthFrame>
	);
}

export function Reset() {
	const t = useT();
	const navigate = useNavigate();
	const [token] = useState(tokenOf);
	const [password, setPassword] = useState("");
	const [error, setError] = useState<string | null>(null);
	const [over, setOver] = useState(token === "");
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		if (!longEnough(password)) return setError(t.auth.passwordShort);
		setBusy(true);
		setError(null);
		try {
			await api.post("/api/auth/reset", { token, password }, { publicCall: true });
			forgetPerson();
			await queryClient.invalidateQueries({ queryKey: q.config.queryKey });
			await navigate({ to: "/signin", search: { reset: true } });
		} catch (e) {
			setBusy(false);
			if (e instanceof ApiError && e.status === 404) setOver(true);
			else if (e instanceof ApiError && e.field("password")) setError(t.account.passwordCommon);
			else setError(explain(e, t).text);
		}
	};
	if (over) return <Over title={t.account.resetTitle} to="/forgot" label={t.account.forgotLink} />;
	return (
		<AuthFrame title={t.account.resetTitle} lead={t.account.resetLead}>
			<form onSubmit={submit} noValidate>
				<Stack gap="md">
					<PasswordInput
						label={t.account.newPassword}
						description={t.auth.passwordHint}
						autoComplete="new-password"
						size="md"
						value={password}
						error={error}
						onChange={e => {
							setPassword(e.currentTarget.value);
							setError(null);
						}}
					/>
					<Button type="submit" size="md" fullWidth loading={busy}>
						{t.account.reset}
					</Button>
				</Stack>
			</form>
		</AuthFrame>
	);
}

/** A button, not the visit itself: programs that look at links in mail confirm nothing. */
export function ConfirmAddress() {
	const t = useT();
	const [token] = useState(tokenOf);
	const [done, setDone] = useState<"half" | "whole" | null>(null);
	const [error, setError] = useState<string | null>(null);
	const [over, setOver] = useState(token === "");
	const [busy, setBusy] = useState(false);
	const confirm = async () => {
		setBusy(true);
		setError(null);
		try {
			const answer = await api.post<{ done: boolean }>("/api/auth/confirm-address", { token }, { publicCall: true });
			setDone(answer.done ? "whole" : "half");
			void queryClient.invalidateQueries({ queryKey: q.me.queryKey });
		} catch (e) {
			if (e instanceof ApiError && e.status === 404) setOver(true);
			else setError(e instanceof ApiError && e.status === 409 ? t.account.addressTaken : explain(e, t).text);
		}
		setBusy(false);
	};
	if (over) return <Over title={t.account.addressTitle} to="/signin" label={t.account.backToSignIn} />;
	if (done)
		return (
			<AuthFrame title={t.account.addressTitle} lead={done === "whole" ? t.account.addressDone : t.account.addressHalf}>
				<Anchor component={Link} to="/" underline="always" size="sm">
					{t.account.toApp}
				</Anchor>
			</AuthFrame>
		);
	return (
		<AuthFrame title={t.account.addressTitle} lead={t.account.addressLead}>
			{error && (
				<Alert color="red" mb="md" role="alert">
					{error}
				</Alert>
			)}
			<Button size="md" fullWidth loading={busy} onClick={confirm}>
				{t.account.addressConfirm}
			</Button>
		</AuthFrame>
	);
}
