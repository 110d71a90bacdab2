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
import { ConflictDialog } from "../../components/ConflictDialog.tsx";
import { Page, Panel } from "../../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { type Language, languageOf, useSpeech, useT } from "../../i18n/index.tsx";
import { deleteWithUndo, useHidden } from "../../lib/deferred.ts";
import { explain } from "../../lib/explain.ts";
import { fieldErrors, useFirstError } from "../../lib/fieldErrors.ts";
import { toast } from "../../lib/toast.ts";
import { useVersioned } from "../../lib/versioned.ts";

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
	| "language"
>;

/** What the server would put in, to be seen and changed before the form exists (core/form/form.c). */
const words: Record<Language, Pick<SignupForm, "title" | "buttonText" | "confirmSubject" | "confirmText">> = {
	en: {
		title: "Sign up",
		buttonText: "Sign up",
		confirmSubject: "Please confirm your address",
		confirmText:
			"Somebody, hopefully you, signed up with this address. If it was you, please confirm it by this link. If not, do nothing.",
	},
	de: {
		title: "Anmelden",
		buttonText: "Anmelden",
		confirmSubject: "Bitte bestätigen Sie Ihre Adresse",
		confirmText:
			"Jemand, hoffentlich Sie, hat sich mit dieser Adresse angemeldet. Wenn Sie es waren, bestätigen Sie sie bitte mit diesem Link. Wenn nicht, tun Sie nichts.",
	},
};
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
	"language",
];
const bodyOf = (d: Partial<Draft>): Record<string, unknown> =>
	Object.fromEntries(keys.filter(k => d[k] !== undefined).map(k => [k, d[k] === "" ? null : d[k]]));
const needed = ["name", "title", "consentText", "buttonText", "confirmSubject", "confirmText"] as const;

function FormDialog({ form, topics, onClose }: { form: SignupForm | null; topics: Topic[]; onClose: () => void }) {
	const t = useT();
	const c = t.choice;
	const client = useQueryClient();
	const senders = useQuery({
		queryKey: ["senders"],
		queryFn: async () => (await api.get<{ data: Sender[] }>("/api/senders")).data,
	});
	const { locale } = useSpeech();
	const own = languageOf(locale);
	const [d, setDraft] = useState<Partial<Draft>>(form ?? { language: own, ...words[own] });
	const [errors, setErrors] = useState<Record<string, string>>({});
	const [busy, setBusy] = useState(false);
	const formRef = useFirstError<HTMLFormElement>(errors);
	const set = (patch: Partial<Draft>) => setDraft({ ...d, ...patch });
	const row = useVersioned<SignupForm>(form, bodyOf, () => api.get<SignupForm>(`/api/forms/${form?.id}`));
	/** Words that nobody has changed speak the new language, too. */
	const speak = (next: Language | null) => {
		const before = d.language === "en" || d.language === "de" ? words[d.language] : null;
		const patch: Partial<Draft> = { language: next };
		if (before && next)
			for (const k of Object.keys(before) as (keyof typeof before)[]) if (d[k] === before[k]) patch[k] = words[next][k];
		set(patch);
	};
	const text = (
		field: "name" | "title" | "buttonText" | "confirmSubject" | "redirectUrl",
		label: string,
		help?: string,
	) => (
		<TextInput
			label={label}
			description={help}
			value={d[field] ?? ""}
			error={errors[field]}
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
			error={errors[field]}
			onChange={e => set({ [field]: e.currentTarget.value })}
		/>
	);
	const send = async () => {
		setBusy(true);
		setErrors({});
		const body = bodyOf(d);
		try {
			if (form) await api.patch(`/api/forms/${form.id}`, row.patch(body));
			else await api.post("/api/forms", body);
			await client.invalidateQueries({ queryKey: ["forms"] });
			toast.done(c.formSaved);
			onClose();
		} catch (x) {
			setBusy(false);
			if (x instanceof ApiError && x.status === 412) await row.differs(x, body);
			else if (x instanceof ApiError && x.status === 422) setErrors(fieldErrors(x, t));
			else toast.error(x);
		}
	};
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		const missing = needed.filter(k => !d[k]?.trim());
		if (missing.length > 0) return setErrors(Object.fromEntries(missing.map(k => [k, t.fieldErrors.required])));
		await send();
	};
	return (
		<Modal
			opened
			onClose={onClose}
			size="lg"
			title={form ? c.editForm(form.name) : c.newForm}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<form ref={formRef} onSubmit={submit} noValidate>
				<Stack>
					{text("name", c.name, c.nameHelp)}
					<Select
						label={c.language}
						description={c.languageHelp}
						allowDeselect={false}
						data={[
							{ value: "en", label: "English" },
							{ value: "de", label: "Deutsch" },
							{ value: "any", label: c.languageAny },
						]}
						value={d.language ?? "any"}
						onChange={v => speak(v === "en" || v === "de" ? v : null)}
					/>
					{text("title", c.formTitle)}
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
					{text("buttonText", c.buttonText)}
					{text("confirmSubject", c.confirmSubject)}
					{long("confirmText", c.confirmText, c.confirmHelp)}
					{text("redirectUrl", `${c.redirectUrl} (${t.common.optional})`, c.redirectHelp)}
				</Stack>
				<Group justify="flex-end" className="dialog-foot">
					<Button variant="default" onClick={onClose}>
						{t.common.cancel}
					</Button>
					<Button type="submit" loading={busy}>
						{form ? t.common.save : t.common.create}
					</Button>
				</Group>
			</form>
			{row.conflict && (
				<ConflictDialog
					conflict={row.conflict}
					name={d.name ?? ""}
					onTheirs={() => setDraft(row.settle(true) ?? d)}
					onMine={() => {
						row.settle();
						void send();
					}}
				/>
			)}
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
	const row = useVersioned<Topic>(
		topic,
		x => ({ name: x.name, description: x.description, optIn: x.optIn }),
		async () => (await api.get<{ data: Topic[] }>("/api/topics")).data.find(x => x.id === topic?.id) ?? topic!,
	);
	const send = async () => {
		setBusy(true);
		const body = { name: name.trim(), description: description.trim() || null, optIn };
		try {
			if (topic) await api.patch(`/api/topics/${topic.id}`, row.patch(body));
			else await api.post("/api/topics", body);
			await client.invalidateQueries({ queryKey: ["topics"] });
			toast.done(c.topicSaved);
			onClose();
		} catch (x) {
			setBusy(false);
			if (x instanceof ApiError && x.status === 412) await row.differs(x, body);
			else if (x instanceof ApiError && x.status === 409) setError(t.fieldErrors.taken);
			else if (x instanceof ApiError && x.status === 422) setError(fieldErrors(x, t).name ?? explain(x, t).text);
			else toast.error(x);
		}
	};
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		if (!name.trim()) return setError(t.fieldErrors.required);
		await send();
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
						<Button type="submit" loading={busy}>
							{topic ? t.common.save : t.common.add}
						</Button>
					</Group>
				</Stack>
			</form>
			{row.conflict && (
				<ConflictDialog
					conflict={row.conflict}
					name={name}
					onTheirs={() => {
						const theirs = row.settle(true);
						setName(theirs?.name ?? "");
						setDescription(theirs?.description ?? "");
						setOptIn(theirs?.optIn ?? false);
					}}
					onMine={() => {
						row.settle();
						void send();
					}}
				/>
			)}
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
