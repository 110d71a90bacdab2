// Where mail providers report what became of mail: the endpoints, their addresses (shown once), new ones for old.
import { Button, Checkbox, Group, Modal, PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import { CopyIcon } from "../../components/bits.tsx";
import { Panel } from "../../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { languageOf, useSpeech, useT } from "../../i18n/index.tsx";
import { webhooksDe } from "../../i18n/webhooks.de.ts";
import { webhooksEn } from "../../i18n/webhooks.en.ts";
import { explain } from "../../lib/explain.ts";
import { fieldErrors, useFirstError } from "../../lib/fieldErrors.ts";
import { relative } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";

type Endpoint = components["schemas"]["WebhookEndpoint"];
type Made = components["schemas"]["WebhookEndpointMade"];
const key = ["webhook-endpoints"];
const providers = [
	{ value: "ses", label: "Amazon SES" },
	{ value: "postmark", label: "Postmark" },
	{ value: "sendgrid", label: "SendGrid" },
	{ value: "mailgun", label: "Mailgun" },
];
const labelOf = (provider: string) => providers.find(p => p.value === provider)?.label ?? provider;

function useW() {
	return languageOf(useSpeech().locale) === "de" ? webhooksDe : webhooksEn;
}

/** Sends a form; keeps what is wrong with it, by field ("form": with the whole). */
function useSubmit() {
	const t = useT();
	const [errors, setErrors] = useState<Record<string, string | undefined>>({});
	const formRef = useFirstError<HTMLFormElement>(errors);
	const [busy, setBusy] = useState(false);
	const submit = async (work: () => Promise<void>) => {
		setBusy(true);
		setErrors({});
		try {
			await work();
		} catch (error) {
			if (error instanceof ApiError && error.errors.length > 0) setErrors(fieldErrors(error, t));
			else setErrors({ form: explain(error, t).text });
		}
		setBusy(false);
	};
	return { errors, busy, submit, formRef };
}

function Wrong({ text }: { text: string | undefined }) {
	return text ? (
		<Text role="alert" size="sm" className="bad">
			{text}
		</Text>
	) : null;
}

function Address({ made, onClose }: { made: Made; onClose: () => void }) {
	const t = useT();
	const w = useW();
	return (
		<Stack>
			<p className="note" data-tone="warn" style={{ margin: 0 }}>
				{w.once}
			</p>
			<Group wrap="nowrap" gap="xs">
				<TextInput readOnly value={made.url ?? ""} aria-label={w.address} style={{ flex: 1 }} className="mono-input" />
				<CopyIcon value={made.url ?? ""} />
			</Group>
			<Text size="sm">{w.paste[made.provider]}</Text>
			<Group justify="flex-end">
				<Button onClick={onClose}>{t.common.close}</Button>
			</Group>
		</Stack>
	);
}

function Secret({
	provider,
	label,
	value,
	error,
	onChange,
}: {
	provider: string;
	label: string | undefined;
	value: string;
	error: string | undefined;
	onChange: (v: string) => void;
}) {
	const w = useW();
	return (
		<PasswordInput
			label={label}
			description={w.secretHelp[provider]}
			autoComplete="new-password"
			value={value}
			error={error}
			onChange={e => onChange(e.currentTarget.value)}
		/>
	);
}

function NewEndpoint({ onClose }: { onClose: () => void }) {
	const t = useT();
	const w = useW();
	const client = useQueryClient();
	const { errors, busy, submit, formRef } = useSubmit();
	const [provider, setProvider] = useState("ses");
	const [name, setName] = useState("");
	const [secret, setSecret] = useState("");
	const [topic, setTopic] = useState("");
	const [made, setMade] = useState<Made | null>(null);
	const create = (e: FormEvent) => {
		e.preventDefault();
		return submit(async () => {
			const body = { provider, name: name.trim() || labelOf(provider) };
			const more = provider === "ses" ? { topic: topic.trim() } : { secret: secret.trim() };
			setMade(await api.post<Made>("/api/webhook-endpoints", { ...body, ...more }));
			await client.invalidateQueries({ queryKey: key });
		});
	};
	return (
		<Modal
			opened
			onClose={onClose}
			title={made ? w.made(made.name) : w.create}
			size="lg"
			closeOnClickOutside={!made}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			{made ? (
				<Address made={made} onClose={onClose} />
			) : (
				<form ref={formRef} onSubmit={create} noValidate>
					<Stack>
						<Select
							label={w.provider}
							data={providers}
							value={provider}
							allowDeselect={false}
							onChange={v => setProvider(v ?? "ses")}
						/>
						{provider === "ses" ? (
							<TextInput
								label={`${w.topic} (${t.common.optional})`}
								description={w.topicHelp}
								placeholder="arn:aws:sns:…"
								value={topic}
								error={errors.topic}
								onChange={e => setTopic(e.currentTarget.value)}
							/>
						) : (
							<Secret
								provider={provider}
								label={w.secret[provider]}
								value={secret}
								error={errors.secret}
								onChange={setSecret}
							/>
						)}
						<TextInput
							label={`${w.name} (${t.common.optional})`}
							placeholder={labelOf(provider)}
							value={name}
							error={errors.name}
							onChange={e => setName(e.currentTarget.value)}
						/>
						<Wrong text={errors.form} />
						<Group justify="flex-end">
							<Button variant="default" onClick={onClose}>
								{t.common.cancel}
							</Button>
							<Button type="submit" loading={busy}>
								{t.common.create}
							</Button>
						</Group>
					</Stack>
				</form>
			)}
		</Modal>
	);
}

function Rotate({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
	const t = useT();
	const w = useW();
	const client = useQueryClient();
	const { errors, busy, submit } = useSubmit();
	const [fresh, setFresh] = useState(true);
	const [secret, setSecret] = useState("");
	const [made, setMade] = useState<Made | null>(null);
	const rotate = (e: FormEvent) => {
		e.preventDefault();
		return submit(async () => {
			const answer = await api.post<Made>(`/api/webhook-endpoints/${endpoint.id}/rotate`, {
				keepAddress: !fresh,
				...(secret.trim() ? { secret: secret.trim() } : {}),
			});
			await client.invalidateQueries({ queryKey: key });
			if (answer.url) {
				setMade(answer);
			} else {
				toast.done(w.rotated);
				onClose();
			}
		});
	};
	return (
		<Modal
			opened
			onClose={onClose}
			title={made ? w.made(made.name) : w.rotateTitle(endpoint.name)}
			size="lg"
			closeOnClickOutside={!made}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			{made ? (
				<Address made={made} onClose={onClose} />
			) : (
				<form onSubmit={rotate} noValidate>
					<Stack>
						<Checkbox
							label={w.newAddress}
							description={w.newAddressHelp}
							checked={fresh}
							error={errors.keepAddress}
							onChange={e => setFresh(e.currentTarget.checked)}
						/>
						{endpoint.provider !== "ses" && (
							<Secret
								provider={endpoint.provider}
								label={w.newSecret}
								value={secret}
								error={errors.secret}
								onChange={setSecret}
							/>
						)}
						<Wrong text={errors.form} />
						<Group justify="flex-end">
							<Button variant="default" onClick={onClose}>
								{t.common.cancel}
							</Button>
							<Button type="submit" loading={busy} disabled={!fresh && !secret.trim()}>
								{w.rotate}
							</Button>
						</Group>
					</Stack>
				</form>
			)}
		</Modal>
	);
}

function Delete({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
	const t = useT();
	const w = useW();
	const client = useQueryClient();
	const remove = async () => {
		onClose();
		try {
			await api.delete(`/api/webhook-endpoints/${endpoint.id}`);
			toast.done(w.deleted);
		} catch (error) {
			toast.error(error);
		}
		await client.invalidateQueries({ queryKey: key });
	};
	return (
		<Modal
			opened
			onClose={onClose}
			title={w.deleteTitle(endpoint.name)}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<Text size="sm" mb="lg">
				{w.deleteText}
			</Text>
			<Group justify="flex-end">
				<Button variant="default" data-autofocus onClick={onClose}>
					{t.common.cancel}
				</Button>
				<Button color="red" onClick={remove}>
					{t.common.delete}
				</Button>
			</Group>
		</Modal>
	);
}

export function Webhooks() {
	const t = useT();
	const w = useW();
	const list = useQuery({
		queryKey: key,
		queryFn: async () => (await api.get<{ data: Endpoint[] }>("/api/webhook-endpoints")).data,
		refetchInterval: 30_000,
	});
	const [creating, ops] = useDisclosure(false);
	const [rotating, setRotating] = useState<Endpoint | null>(null);
	const [deleting, setDeleting] = useState<Endpoint | null>(null);
	return (
		<Panel
			title={w.title}
			note={w.text}
			flush
			actions={
				<Button size="compact-sm" leftSection={<IconPlus size={15} />} onClick={ops.open}>
					{w.create}
				</Button>
			}
		>
			{list.isPending ? (
				<RowsSkeleton rows={2} />
			) : list.isError ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : list.data.length === 0 ? (
				<EmptyState icon={<IconWebhook size={24} />} title={w.empty} />
			) : (
				<ul className="plain-list">
					{list.data.map(e => (
						<li key={e.id} className="line">
							<div style={{ minWidth: 0 }}>
								<strong>{e.name}</strong>
								<div className="dim-sm" style={{ whiteSpace: "normal" }}>
									{e.name === labelOf(e.provider) ? "" : `${labelOf(e.provider)} · `}
									{e.received ? w.received(e.received) : w.never}
									{e.lastAt ? ` · ${w.last(relative(e.lastAt))}` : ""}
								</div>
								{e.topic && <code className="code-sm">{e.topic}</code>}
								{e.error && (
									<p className="note" data-tone="warn" style={{ margin: "6px 0 0" }}>
										{w.refused(e.error)}
									</p>
								)}
							</div>
							<Group gap="xs" wrap="nowrap">
								<Button
									size="compact-sm"
									variant="default"
									onClick={() => setRotating(e)}
									aria-label={`${w.rotate}: ${e.name}`}
								>
									{w.rotate}
								</Button>
								<Button
									size="compact-sm"
									variant="default"
									onClick={() => setDeleting(e)}
									aria-label={`${t.common.delete}: ${e.name}`}
								>
									{t.common.delete}
								</Button>
							</Group>
						</li>
					))}
				</ul>
			)}
			{creating && <NewEndpoint onClose={ops.close} />}
			{rotating && <Rotate endpoint={rotating} onClose={() => setRotating(null)} />}
			{deleting && <Delete endpoint={deleting} onClose={() => setDeleting(null)} />}
		</Panel>
	);
}
