// Another address for one's account: both have to be confirmed.
import { Button, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { Panel } from "../../components/Page.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { fieldText } from "../../lib/fieldErrors.ts";
import { looksLikeAddress } from "./AuthFrame.tsx";

export function ChangeAddress({ current }: { current: string }) {
	const t = useT();
	const [email, setEmail] = useState("");
	const [password, setPassword] = useState("");
	const [errors, setErrors] = useState<{ email?: string; password?: string }>({});
	const [asked, setAsked] = useState<string | null>(null);
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		if (!looksLikeAddress(email)) return setErrors({ email: t.auth.emailBad });
		setBusy(true);
		setErrors({});
		try {
			await api.post("/api/me/address", { email: email.trim(), password }, { publicCall: true });
			setAsked(email.trim());
			setEmail("");
			setPassword("");
		} catch (error) {
			if (error instanceof ApiError && error.field("password")) setErrors({ password: t.settings.passwordWrong });
			else if (error instanceof ApiError && error.field("email"))
				setErrors({ email: fieldText(error.field("email") ?? "", t) });
			else setErrors({ password: explain(error, t).text });
		}
		setBusy(false);
	};
	return (
		<Panel title={t.account.changeTitle} note={t.account.changeText(current)}>
			<form onSubmit={submit} noValidate>
				<Stack maw={460}>
					<TextInput
						label={t.account.newAddress}
						type="email"
						autoComplete="email"
						value={email}
						error={errors.email}
						onChange={e => setEmail(e.currentTarget.value)}
					/>
					<PasswordInput
						label={t.settings.current}
						autoComplete="current-password"
						value={password}
						error={errors.password}
						onChange={e => setPassword(e.currentTarget.value)}
					/>
					{asked && (
						<Text size="sm" role="status">
							{t.account.changeAsked(asked, current)}
						</Text>
					)}
					<Group>
						<Button type="submit" loading={busy} disabled={!email || !password}>
							{t.account.changeAddress}
						</Button>
					</Group>
				</Stack>
			</form>
		</Panel>
	);
}
