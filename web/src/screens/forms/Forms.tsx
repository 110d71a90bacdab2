// How people come, and what they choose: sign-up forms with double opt-in, and the topics of the preference page.
import {
	ActionIcon,
	Button,
	Checkbox,
	Group,
	Modal,
	MultiSelect,
	Select,
	Stack,
	TagsInput,
	Text,
	Textarea,
	TextInput,
} from "@mantine/core";
import { IconCode, IconExternalLink, IconForms, IconPencil, IconPlus, IconTags, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { Sender, SignupForm, Topic } from "../../api/types.ts";
import { Page, Panel } from "../../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { deleteWithUndo, useHidden } from "../../lib/deferred.ts";
import { toast } from "../../lib/toast.ts";

const forms = { queryKey: ["forms"], queryFn: async () => (await api.get<{ data: SignupForm[] }>("/api/forms")).data };

type Draft = Pick<
	SignupForm,
	| "name"
	| "title"
	| "intro"
	| "consentText"
	| "buttonText"
	| "askName"
	| "tags"
	| "topicIds"
	| "captcha"
	| "active"
	| "senderId"
	| "confirmSubject"
	| "confirmText"
	| "redirectUrl"
>;

function FormDialog({ form, topics, onClose }: { form: SignupForm | null; topics: Topic[]; onClose: () => void }) {
	const t = useT();
	const c = t.choice;
	const client = useQueryClient();
	const senders = useQuery({
		queryKey: ["senders"],
		queryFn: async () => (await api.get<{ data: Sender[] }>("/api/senders")).data,
	});
	const [d, setDraft] = useState<Partial<Draft>>(form ?? {});
	const [error, setError] = useState<ApiError | null>(null);
	const [busy, setBusy] = useState(false);
	const set = (patch: Partial<Draft>) => setDraft({ ...d, ...patch });
	const text = (
		field: "name" | "title" | "buttonText" | "confirmSubject" | "redirectUrl",
		label: string,
		help?: string,
	) => (
		<TextInput
			label={label}
			description={help}
			value={d[field] ?? ""}
			error={error?.field(field)}
			onChange={e => set({ [field]: e.currentTarget.value })}
		/>
	);
	const long = (field: "intro" | "consentText" | "confirmText", label: string, help?: string) => (
		<Textarea
			label={label}
			description={help}
			autosize
			minRows={2}
			value={d[field] ?? ""}
			error={error?.field(field)}
			onChange={e => set({ [field]: e.currentTarget.value })}
		/>
	);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		setError(null);
		const keys: (keyof Draft)[] = [
			"name",
			"title",
			"intro",
			"consentText",
			"buttonText",
			"askName",
			"tags",
			"topicIds",
			"captcha",
			"active",
			"senderId",
			"confirmSubject",
			"confirmText",
			"redirectUrl",
		];
		const body = Object.fromEntries(keys.filter(k => d[k] !== undefined).map(k => [k, d[k] === "" ? null : d[k]]));
		try {
			if (form) await api.patch(`/api/forms/${form.id}`, body);
			else await api.post("/api/forms", body);
			await client.invalidateQueries({ queryKey: ["forms"] });
			toast.done(c.formSaved);
			onClose();
		} catch (x) {
			setBusy(false);
			if (x instanceof ApiError && x.status === 422) setError(x);
			else toast.error(x);
		}
	};
	return (
		<Modal
			opened
			onClose={onClose}
			size="lg"
			title={form ? c.editForm(form.name) : c.newForm}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<form onSubmit={submit} noValidate>
				<Stack>
					{text("name", c.name, c.nameHelp)}
					{form && text("title", c.formTitle)}
					{long("intro", `${c.intro} (${t.common.optional})`)}
					{long("consentText", c.consentText, c.consentHelp)}
					<Checkbox
						label={c.askName}
						checked={d.askName ?? false}
						onChange={e => set({ askName: e.currentTarget.checked })}
					/>
					<Checkbox
						label={c.captcha}
						description={c.captchaHelp}
						checked={d.captcha ?? false}
						onChange={e => set({ captcha: e.currentTarget.checked })}
					/>
					{form && (
						<Checkbox
							label={c.active}
							checked={d.active ?? true}
							onChange={e => set({ active: e.currentTarget.checked })}
						/>
					)}
					<TagsInput label={c.tags} value={d.tags ?? []} onChange={tags => set({ tags })} />
					{topics.length > 0 && (
						<MultiSelect
							label={c.formTopics}
							data={topics.map(x => ({ value: x.id, label: x.name }))}
							value={d.topicIds ?? []}
							onChange={topicIds => set({ topicIds })}
						/>
					)}
					<Select
						label={c.sender}
						placeholder={c.defaultSender}
						clearable
						data={(senders.data ?? []).map(s => ({ value: s.id, label: s.name }))}
						value={d.senderId ?? null}
						onChange={senderId => set({ senderId })}
					/>
					{form && (
						<>
							{text("buttonText", c.buttonText)}
							{text("confirmSubject", c.confirmSubject)}
							{long("confirmText", c.confirmText, c.confirmHelp)}
						</>
					)}
					{text("redirectUrl", `${c.redirectUrl} (${t.common.optional})`, c.redirectHelp)}
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t.common.cancel}
						</Button>
						<Button type="submit" loading={busy} disabled={!d.name?.trim() || !d.consentText?.trim()}>
							{form ? t.common.save : t.common.create}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}

function TopicDialog({ topic, onClose }: { topic: Topic | null; onClose: () => void }) {
	const t = useT();
	const c = t.choice;
	const client = useQueryClient();
	const [name, setName] = useState(topic?.name ?? "");
	const [description, setDescription] = useState(topic?.description ?? "");
	const [optIn, setOptIn] = useState(topic?.optIn ?? false);
	const [error, setError] = useState<string | null>(null);
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		const body = { name: name.trim(), description: description.trim() || null, optIn };
		try {
			if (topic) await api.patch(`/api/topics/${topic.id}`, body);
			else await api.post("/api/topics", body);
			await client.invalidateQueries({ queryKey: ["topics"] });
			toast.done(c.topicSaved);
			onClose();
		} catch (x) {
			setBusy(false);
			if (x instanceof ApiError && (x.status === 422 || x.status === 409)) setError(x.field("name") ?? x.message);
			else toast.error(x);
		}
	};
	return (
		<Modal
			opened
			onClose={onClose}
			title={topic ? c.edit(topic.name) : c.newTopic}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<form onSubmit={submit} noValidate>
				<Stack>
					<TextInput
						label={c.name}
						data-autofocus
						value={name}
						error={error}
						onChange={e => setName(e.currentTarget.value)}
					/>
					<Textarea
						label={`${c.description} (${t.common.optional})`}
						value={description}
						onChange={e => setDescription(e.currentTarget.value)}
					/>
					<Checkbox label={c.optIn} checked={optIn} onChange={e => setOptIn(e.currentTarget.checked)} />
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t.common.cancel}
						</Button>
						<Button type="submit" loading={busy} disabled={!name.trim()}>
							{topic ? t.common.save : t.common.add}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}

function Row({ title, note, children }: { title: string; note: string; children: React.ReactNode }) {
	return (
		<li className="domain">
			<Group justify="space-between" wrap="nowrap" align="flex-start">
				<div style={{ minWidth: 0 }}>
					<h3 className="card-title">{title}</h3>
					<Text size="sm" c="dimmed">
						{note}
					</Text>
				</div>
				<Group gap={6} wrap="nowrap">
					{children}
				</Group>
			</Group>
		</li>
	);
}

function Act({ label, onClick, icon }: { label: string; onClick: () => void; icon: React.ReactNode }) {
	return (
		<ActionIcon variant="subtle" color="gray" aria-label={label} title={label} onClick={onClick}>
			{icon}
		</ActionIcon>
	);
}

export function Forms() {
	const t = useT();
	const c = t.choice;
	const client = useQueryClient();
	const list = useQuery(forms);
	const topics = useQuery(q.topics);
	const hidden = useHidden();
	const [form, setForm] = useState<SignupForm | "new" | null>(null);
	const [topic, setTopic] = useState<Topic | "new" | null>(null);
	const [snippet, setSnippet] = useState<SignupForm | null>(null);
	const remove = (path: string, key: string, id: string, name: string) =>
		deleteWithUndo({
			ids: [id],
			message: c.removed(name),
			commit: keepalive => api.delete(`${path}/${id}`, undefined, { keepalive }),
			settled: () => client.invalidateQueries({ queryKey: [key] }),
		});
	const shownForms = (list.data ?? []).filter(f => !hidden.has(f.id));
	const shownTopics = (topics.data ?? []).filter(x => !hidden.has(x.id));
	return (
		<Page title={c.title} lead={c.lead}>
			<Panel
				title={c.forms}
				note={c.formsNote}
				flush
				actions={
					<Button size="compact-sm" leftSection={<IconPlus size={15} />} onClick={() => setForm("new")}>
						{c.newForm}
					</Button>
				}
			>
				{list.isError ? (
					<ErrorState error={list.error} onRetry={() => list.refetch()} />
				) : list.isPending ? (
					<RowsSkeleton rows={2} />
				) : shownForms.length === 0 ? (
					<EmptyState icon={<IconForms size={24} />} title={c.noForms} text={c.noFormsText} />
				) : (
					<ul className="bare domain-list">
						{shownForms.map(f => (
							<Row
								key={f.id}
								title={f.name}
								note={`${c.counts(f.asked, f.confirmed)}${f.active ? "" : ` · ${c.closed}`}`}
							>
								<ActionIcon
									component="a"
									href={f.url}
									target="_blank"
									rel="noreferrer"
									variant="subtle"
									color="gray"
									aria-label={`${c.openForm}: ${f.name}`}
									title={c.openForm}
								>
									<IconExternalLink size={16} />
								</ActionIcon>
								<Act label={c.showSnippet(f.name)} onClick={() => setSnippet(f)} icon={<IconCode size={16} />} />
								<Act label={c.edit(f.name)} onClick={() => setForm(f)} icon={<IconPencil size={16} />} />
								<Act
									label={c.remove(f.name)}
									onClick={() => remove("/api/forms", "forms", f.id, f.name)}
									icon={<IconX size={16} />}
								/>
							</Row>
						))}
					</ul>
				)}
			</Panel>
			<Panel
				title={c.topics}
				note={c.topicsNote}
				flush
				actions={
					<Button size="compact-sm" leftSection={<IconPlus size={15} />} onClick={() => setTopic("new")}>
						{c.newTopic}
					</Button>
				}
			>
				{topics.isError ? (
					<ErrorState error={topics.error} onRetry={() => topics.refetch()} />
				) : topics.isPending ? (
					<RowsSkeleton rows={2} />
				) : shownTopics.length === 0 ? (
					<EmptyState icon={<IconTags size={24} />} title={c.noTopics} text={c.noTopicsText} />
				) : (
					<ul className="bare domain-list">
						{shownTopics.map(x => (
							<Row
								key={x.id}
								title={x.name}
								note={`${c.topicCounts(x.wanted, x.refused)}${x.optIn ? ` · ${c.optInShort}` : ""}`}
							>
								<Act label={c.edit(x.name)} onClick={() => setTopic(x)} icon={<IconPencil size={16} />} />
								<Act
									label={c.remove(x.name)}
									onClick={() => remove("/api/topics", "topics", x.id, x.name)}
									icon={<IconX size={16} />}
								/>
							</Row>
						))}
					</ul>
				)}
			</Panel>
			{form && (
				<FormDialog form={form === "new" ? null : form} topics={topics.data ?? []} onClose={() => setForm(null)} />
			)}
			{topic && <TopicDialog topic={topic === "new" ? null : topic} onClose={() => setTopic(null)} />}
			{snippet && (
				<Modal
					opened
					onClose={() => setSnippet(null)}
					size="lg"
					title={c.snippet}
					closeButtonProps={{ "aria-label": t.common.close }}
				>
					<Textarea
						aria-label={c.showSnippet(snippet.name)}
						className="mono"
						autosize
						readOnly
						value={snippet.snippet}
					/>
				</Modal>
			)}
		</Page>
	);
}
