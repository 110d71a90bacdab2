// How an XOAUTH2 sender gets its access tokens: fetched for it at a token endpoint, or the one that is typed in.
import { Anchor, Group, PasswordInput, SegmentedControl, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { Sender } from "../../api/types.ts";
import { useT } from "../../i18n/index.tsx";

export interface TokenForm {
	fetched: boolean;
	tokenUrl: string;
	clientId: string;
	scope: string;
}
/** Never kept on the device. */
export interface TokenSecrets {
	clientSecret: string;
	refreshToken: string;
}
export const noSecrets: TokenSecrets = { clientSecret: "", refreshToken: "" };

export function tokenFormOf(s: Sender | null): TokenForm {
	return {
		fetched: s?.auth !== "xoauth2" || s.tokenUrl !== null,
		tokenUrl: s?.tokenUrl ?? "",
		clientId: s?.clientId ?? "",
		scope: s?.scope ?? "",
	};
}

/** What is sent of it; null clears all. */
export function tokenBody(form: TokenForm, secrets: TokenSecrets, sender: Sender | null): Record<string, unknown> {
	if (!form.fetched) return sender?.tokenUrl ? { tokenUrl: null } : {};
	return {
		tokenUrl: form.tokenUrl.trim(),
		clientId: form.clientId.trim() || null,
		scope: form.scope.trim() || null,
		...(secrets.clientSecret ? { clientSecret: secrets.clientSecret } : {}),
		...(secrets.refreshToken ? { refreshToken: secrets.refreshToken } : {}),
	};
}

/** Microsoft 365, by the client's own right; the directory's id is to be filled in. */
export const microsoft = {
	host: "smtp.office365.com",
	port: 587,
	security: "starttls" as const,
	tokenUrl: "https://login.microsoftonline.com/DIRECTORY-ID/oauth2/v2.0/token",
	scope: "https://outlook.office365.com/.default",
};

interface Props {
	sender: Sender | null;
	form: TokenForm;
	secrets: TokenSecrets;
	errors: Record<string, string | undefined>;
	onForm: (patch: Partial<TokenForm>) => void;
	onSecrets: (patch: Partial<TokenSecrets>) => void;
	onMicrosoft: () => void;
}

export function TokenFields({ sender, form, secrets, errors, onForm, onSecrets, onMicrosoft }: Props) {
	const t = useT();
	const s = t.senders;
	const text = (key: "tokenUrl" | "clientId" | "scope") => ({
		value: form[key],
		error: errors[key],
		autoComplete: "off",
		onChange: (e: { currentTarget: { value: string } }) => onForm({ [key]: e.currentTarget.value }),
	});
	const secret = (key: keyof TokenSecrets, kept: boolean | undefined) => ({
		value: secrets[key],
		error: errors[key],
		autoComplete: "new-password",
		placeholder: kept ? s.secretKept : undefined,
		onChange: (e: { currentTarget: { value: string } }) => onSecrets({ [key]: e.currentTarget.value }),
	});
	return (
		<Stack gap="xs">
			<SegmentedControl
				fullWidth
				aria-label={s.tokens}
				value={form.fetched ? "fetched" : "own"}
				onChange={v => onForm({ fetched: v === "fetched" })}
				data={[
					{ value: "fetched", label: s.tokensFetched },
					{ value: "own", label: s.tokensOwn },
				]}
			/>
			<Group justify="space-between" align="flex-start" wrap="nowrap">
				<Text size="xs" c="dimmed">
					{form.fetched ? s.tokensFetchedHelp : s.tokensOwnHelp}
				</Text>
				{form.fetched && (
					<Anchor component="button" type="button" size="xs" className="nowrap" onClick={onMicrosoft}>
						{s.tokensMicrosoft}
					</Anchor>
				)}
			</Group>
			{form.fetched && (
				<>
					<TextInput label={s.tokenUrl} placeholder="https://login.example.com/oauth2/token" {...text("tokenUrl")} />
					<SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="xs">
						<TextInput label={s.clientId} {...text("clientId")} />
						<PasswordInput label={s.clientSecret} {...secret("clientSecret", sender?.hasClientSecret)} />
						<TextInput label={`${s.scope} (${t.common.optional})`} {...text("scope")} />
						<PasswordInput
							label={`${s.refreshToken} (${t.common.optional})`}
							{...secret("refreshToken", sender?.hasRefreshToken)}
						/>
					</SimpleGrid>
				</>
			)}
		</Stack>
	);
}
