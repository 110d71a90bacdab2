// An OAuth client of Google's: the installation's, set by its operator, or a person's own.
import { Button, Code, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import type { GoogleClient } from "../../api/types.ts";
import { CopyIcon } from "../../components/bits.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { fieldErrors, useFirstError } from "../../lib/fieldErrors.ts";

export function ClientForm({
	client,
	path,
	removable,
	onDone,
}: {
	client: GoogleClient;
	path: "/api/google/client" | "/api/system/google";
	removable: boolean;
	onDone: () => void;
}) {
	const t = useT();
	const g = t.google;
	const [id, setId] = useState("");
	// Never kept on the device.
	const [secret, setSecret] = useState("");
	const [errors, setErrors] = useState<Record<string, string | undefined>>({});
	const formRef = useFirstError<HTMLFormElement>(errors);
	const [busy, setBusy] = useState(false);

	const run = async (work: () => Promise<unknown>) => {
		setBusy(true);
		setErrors({});
		try {
			await work();
			setId("");
			setSecret("");
			onDone();
		} catch (error) {
			if (error instanceof ApiError && error.status === 422 && error.errors.length > 0)
				setErrors(fieldErrors(error, t));
			else setErrors({ form: explain(error, t).text });
		}
		setBusy(false);
	};
	const submit = (e: FormEvent) => {
		e.preventDefault();
		void run(() => api.put(path, { clientId: id.trim(), clientSecret: secret.trim() }));
	};
	return (
		<form ref={formRef} onSubmit={submit} noValidate>
			<Stack gap="sm">
				<div>
					<Text size="sm" fw={500}>
						{g.redirectUri}
					</Text>
					<Text size="xs" c="dimmed">
						{g.redirectHelp}
					</Text>
					<Group gap={4} wrap="nowrap" mt={4}>
						<Code style={{ overflowWrap: "anywhere" }}>{client.redirectUri}</Code>
						<CopyIcon value={client.redirectUri} />
					</Group>
				</div>
				{client.clientId && (
					<Text size="sm" style={{ overflowWrap: "anywhere" }}>
						{g.source[client.source]} {client.clientId}
					</Text>
				)}
				{client.source !== "configuration" || path === "/api/google/client" ? (
					<>
						<TextInput
							label={g.clientId}
							autoComplete="off"
							value={id}
							error={errors.clientId}
							onChange={e => setId(e.currentTarget.value)}
						/>
						<PasswordInput
							label={g.clientSecret}
							autoComplete="new-password"
							value={secret}
							error={errors.clientSecret}
							onChange={e => setSecret(e.currentTarget.value)}
						/>
						{errors.form && (
							<Text role="alert" size="sm" className="bad">
								{errors.form}
							</Text>
						)}
						<Group justify="flex-end">
							{removable && (
								<Button variant="default" loading={busy} onClick={() => run(() => api.delete(path))}>
									{g.removeClient}
								</Button>
							)}
							<Button type="submit" loading={busy} disabled={!id.trim() || !secret.trim()}>
								{t.common.save}
							</Button>
						</Group>
					</>
				) : null}
			</Stack>
		</form>
	);
}
