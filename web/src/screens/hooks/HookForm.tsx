// Makes a webhook, and shows its secret; or changes one.
import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { CopyIcon } from "../../components/bits.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { fieldErrors, useFirstError } from "../../lib/fieldErrors.ts";
import { toast } from "../../lib/toast.ts";
import { type Hook, type HookMade, hooksKey, useHookWords } from "./words.ts";

const kinds = ["message", "reply", "contact", "campaign", "sequence", "suppression"];

export function HookSecret({ secret, onClose }: { secret: string; onClose: () => void }) {
	const t = useT();
	const w = useHookWords();
	return (
		<Stack>
			<Group wrap="nowrap" gap="xs" align="flex-end">
				<TextInput readOnly label={w.secret} value={secret} style={{ flex: 1 }} className="mono-input" />
				<CopyIcon value={secret} />
			</Group>
			<Text size="sm">{w.secretHelp}</Text>
			<Group justify="flex-end">
				<Button onClick={onClose}>{t.common.close}</Button>
			</Group>
		</Stack>
	);
}

/** Kinds as boxes; what else it is told (single types, by API or CLI) is kept as it is. */
function Events({
	value,
	error,
	onChange,
}: {
	value: string[];
	error: string | undefined;
	onChange: (v: string[]) => void;
}) {
	const w = useHookWords();
	const all = value.includes("*");
	const single = value.filter(e => e !== "*" && !e.endsWith(".*"));
	return (
		<Checkbox.Group label={w.events} value={all ? ["*"] : value} error={error} onChange={onChange}>
			<Stack gap={8} mt={6}>
				<Checkbox value="*" label={w.everything} />
				{kinds.map(k => (
					<Checkbox key={k} value={`${k}.*`} label={w.kinds[k]} disabled={all} />
				))}
				{single.map(e => (
					<Checkbox key={e} value={e} label={<code>{e}</code>} disabled={all} />
				))}
			</Stack>
		</Checkbox.Group>
	);
}

export function HookForm({ hook, onClose }: { hook: Hook | null; onClose: () => void }) {
	const t = useT();
	const w = useHookWords();
	const client = useQueryClient();
	const [url, setUrl] = useState(hook?.url ?? "");
	const [description, setDescription] = useState(hook?.description ?? "");
	const [events, setEvents] = useState<string[]>(hook?.events ?? ["message.*", "reply.*"]);
	const [errors, setErrors] = useState<Record<string, string | undefined>>({});
	const [busy, setBusy] = useState(false);
	const [made, setMade] = useState<HookMade | null>(null);
	const formRef = useFirstError<HTMLFormElement>(errors);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		setErrors({});
		const body = {
			url: url.trim(),
			description: description.trim() || null,
			events: events.includes("*") ? ["*"] : events,
		};
		try {
			if (hook) {
				await api.patch(`/api/hooks/${hook.id}`, { ...body, version: hook.version });
				toast.done(w.saved);
				onClose();
			} else {
				setMade(await api.post<HookMade>("/api/hooks", body));
			}
			await client.invalidateQueries({ queryKey: hooksKey });
		} catch (error) {
			if (error instanceof ApiError && error.errors.length > 0) setErrors(fieldErrors(error, t));
			else setErrors({ form: explain(error, t).text });
		}
		setBusy(false);
	};
	return (
		<Modal
			opened
			onClose={onClose}
			size="lg"
			title={made ? w.made : hook ? w.editTitle : w.create}
			closeOnClickOutside={!made}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			{made ? (
				<HookSecret secret={made.secret} onClose={onClose} />
			) : (
				<form ref={formRef} onSubmit={submit} noValidate>
					<Stack>
						<TextInput
							label={w.url}
							description={w.urlHelp}
							placeholder="https://example.com/hooks"
							value={url}
							error={errors.url}
							onChange={e => setUrl(e.currentTarget.value)}
							data-autofocus
						/>
						<TextInput
							label={`${w.description} (${t.common.optional})`}
							value={description}
							error={errors.description}
							onChange={e => setDescription(e.currentTarget.value)}
						/>
						<Events value={events} error={errors.events} onChange={setEvents} />
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
								{hook ? t.common.save : t.common.create}
							</Button>
						</Group>
					</Stack>
				</form>
			)}
		</Modal>
	);
}
