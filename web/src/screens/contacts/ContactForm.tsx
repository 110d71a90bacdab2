// Adding and editing one contact. What is typed is kept on this device until it is saved.
import { ActionIcon, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { Contact, ContactStatus } from "../../api/types.ts";
import { TagPicker } from "../../components/bits.tsx";
import { ConflictDialog } from "../../components/ConflictDialog.tsx";
import { useT } from "../../i18n/index.tsx";
import { rebaseObject, rebaseSet } from "../../lib/conflict.ts";
import { useDraft } from "../../lib/drafts.ts";
import { explain } from "../../lib/explain.ts";
import { fieldErrors, useFirstError } from "../../lib/fieldErrors.ts";
import { toast } from "../../lib/toast.ts";
import { useVersioned } from "../../lib/versioned.ts";
import { allZones } from "../../lib/zone.ts";

interface Form {
	email: string;
	firstName: string;
	lastName: string;
	timezone: string | null;
	status: ContactStatus;
	tags: string[];
	fields: { name: string; value: string }[];
}

const asText = (v: unknown): string => (typeof v === "string" ? v : JSON.stringify(v));
function formOf(c: Contact | null): Form {
	return {
		email: c?.email ?? "",
		firstName: c?.firstName ?? "",
		lastName: c?.lastName ?? "",
		timezone:
			c?.timezone && c.timezoneSource !== "country" && c.timezoneSource !== "phone" && c.timezoneSource !== "variable"
				? c.timezone
				: null,
		status: c?.status ?? "ACTIVE",
		tags: c?.tags ?? [],
		fields: Object.entries(c?.variables ?? {}).map(([name, value]) => ({ name, value: asText(value) })),
	};
}
/** A value that was not text stays what it was when its text is unchanged. */
function variablesOf(form: Form, before: Record<string, unknown>): Record<string, unknown> {
	const out: Record<string, unknown> = {};
	for (const { name, value } of form.fields) {
		const key = name.trim();
		if (!key) continue;
		out[key] = key in before && asText(before[key]) === value ? before[key] : value;
	}
	return out;
}

/** As it is sent. */
function bodyOf(c: Contact): Record<string, unknown> {
	const { email, firstName, lastName, timezone, status, tags } = formOf(c);
	return {
		email,
		firstName: firstName || null,
		lastName: lastName || null,
		timezone,
		status,
		tags,
		variables: c.variables ?? {},
	};
}

export function ContactForm({
	contact,
	onClose,
	onSaved,
}: {
	contact: Contact | null;
	onClose: () => void;
	onSaved?: (c: Contact) => void;
}) {
	const t = useT();
	const c = t.contacts;
	const client = useQueryClient();
	const draft = useDraft<Form>(
		contact ? `contact:${contact.id}` : "contact:new",
		formOf(contact),
		contact?.version ?? null,
	);
	const form = draft.value;
	const set = (patch: Partial<Form>) => draft.set({ ...form, ...patch });
	const [errors, setErrors] = useState<Record<string, string | undefined>>({});
	const formRef = useFirstError<HTMLFormElement>(errors);
	const [busy, setBusy] = useState(false);
	const [zones] = useState(allZones);

	const row = useVersioned<Contact>(contact, bodyOf, () => api.get<Contact>(`/api/contacts/${contact?.id}`));
	/** What is changed here is changed from this … */
	const from = useRef(contact);
	/** … and written over this. */
	const onto = useRef(contact);

	const send = async () => {
		setBusy(true);
		setErrors({});
		const variables = variablesOf(form, from.current?.variables ?? {});
		const body = {
			email: form.email.trim(),
			firstName: form.firstName.trim() || null,
			lastName: form.lastName.trim() || null,
			timezone: form.timezone,
			status: form.status,
			tags: form.tags,
			variables,
		};
		const merged = {
			...body,
			tags: rebaseSet(from.current?.tags ?? [], form.tags, onto.current?.tags ?? []),
			variables: rebaseObject(from.current?.variables ?? {}, variables, onto.current?.variables ?? {}),
		};
		try {
			const saved = contact
				? await api.patch<Contact>(`/api/contacts/${contact.id}`, row.patch(merged))
				: await api.post<Contact>("/api/contacts", form.timezone ? body : { ...body, timezone: undefined });
			draft.clear();
			client.setQueryData(q.contact(saved.id).queryKey, saved);
			void client.invalidateQueries({ queryKey: ["contacts"] });
			toast.done(contact ? c.savedToast : c.createdToast);
			onSaved?.(saved);
			onClose();
		} catch (error) {
			setBusy(false);
			if (error instanceof ApiError && error.status === 412) await row.differs(error, body).catch(toast.error);
			else if (error instanceof ApiError && error.status === 409)
				setErrors(
					contact && form.status !== contact.status ? { form: explain(error, t).text } : { email: c.duplicate },
				);
			else if (error instanceof ApiError && error.status === 422 && error.errors.length > 0)
				setErrors(fieldErrors(error, t));
			else setErrors({ form: explain(error, t).text });
		}
	};
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		if (!/^[^\s@]+@[^\s@]+$/.test(form.email.trim())) return setErrors({ email: t.auth.emailBad });
		await send();
	};
	const takeTheirs = () => {
		const theirs = row.settle(true);
		if (!theirs) return;
		from.current = onto.current = theirs;
		draft.set(formOf(theirs));
		draft.clear();
		client.setQueryData(q.contact(theirs.id).queryKey, theirs);
	};
	const keepMine = () => {
		onto.current = row.settle();
		void send();
	};
	return (
		<Modal
			opened
			onClose={onClose}
			title={contact ? c.editTitle : c.createTitle}
			size="lg"
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<form ref={formRef} onSubmit={submit} noValidate>
				<Stack gap="md">
					{draft.older && (
						<Group className="note" data-tone="warn" justify="space-between">
							<span>{t.conflict.older}</span>
							<Button size="compact-xs" variant="default" onClick={draft.takeOlder}>
								{t.conflict.useMine}
							</Button>
						</Group>
					)}
					{draft.restored && (
						<Group className="note" justify="space-between">
							<span>{c.restored}</span>
							<Button
								size="compact-xs"
								variant="subtle"
								onClick={() => {
									draft.set(formOf(contact));
									draft.clear();
								}}
							>
								{t.editor.draftDiscard}
							</Button>
						</Group>
					)}
					<TextInput
						label={c.email}
						type="email"
						required
						withAsterisk={false}
						data-autofocus
						value={form.email}
						error={errors.email}
						onChange={e => set({ email: e.currentTarget.value })}
					/>
					<Group grow align="flex-start">
						<TextInput
							label={c.firstName}
							value={form.firstName}
							error={errors.firstName}
							onChange={e => set({ firstName: e.currentTarget.value })}
						/>
						<TextInput
							label={c.lastName}
							value={form.lastName}
							error={errors.lastName}
							onChange={e => set({ lastName: e.currentTarget.value })}
						/>
					</Group>
					<Select
						label={t.clock.zone}
						placeholder={contact?.timezone ? t.clock.guessed(contact.timezone) : t.clock.zoneNone}
						clearable
						searchable
						limit={60}
						error={errors.timezone}
						data={form.timezone && !zones.includes(form.timezone) ? [form.timezone, ...zones] : zones}
						value={form.timezone}
						onChange={timezone => set({ timezone })}
					/>
					<TagPicker label={c.tags} value={form.tags} onChange={tags => set({ tags })} />
					<Select
						label={t.common.status}
						data={(["ACTIVE", "INACTIVE", "UNSUBSCRIBED"] as const).map(value => ({ value, label: t.status[value] }))}
						value={form.status}
						onChange={v => v && set({ status: v as ContactStatus })}
					/>
					<fieldset className="plain-fieldset">
						<legend>{c.fields}</legend>
						<Stack gap="xs">
							{form.fields.map((f, i) => (
								<Group key={i} gap="xs" wrap="nowrap">
									<TextInput
										aria-label={c.fieldName}
										placeholder={c.fieldName}
										value={f.name}
										w="38%"
										onChange={e =>
											set({ fields: form.fields.map((x, k) => (k === i ? { ...x, name: e.currentTarget.value } : x)) })
										}
									/>
									<TextInput
										aria-label={`${c.fieldValue} ${f.name}`}
										placeholder={c.fieldValue}
										value={f.value}
										style={{ flex: 1 }}
										onChange={e =>
											set({ fields: form.fields.map((x, k) => (k === i ? { ...x, value: e.currentTarget.value } : x)) })
										}
									/>
									<ActionIcon
										variant="subtle"
										color="gray"
										aria-label={c.removeField(f.name)}
										onClick={() => set({ fields: form.fields.filter((_, k) => k !== i) })}
									>
										<IconTrash size={16} />
									</ActionIcon>
								</Group>
							))}
							{errors.variables && (
								<Text size="xs" className="bad">
									{errors.variables}
								</Text>
							)}
							<Button
								variant="subtle"
								size="compact-sm"
								leftSection={<IconPlus size={14} />}
								style={{ alignSelf: "flex-start" }}
								onClick={() => set({ fields: [...form.fields, { name: "", value: "" }] })}
							>
								{c.addField}
							</Button>
						</Stack>
					</fieldset>
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
							{t.common.save}
						</Button>
					</Group>
				</Stack>
			</form>
			{row.conflict && (
				<ConflictDialog
					conflict={row.conflict}
					name={contact?.displayName ?? form.email}
					show={(field, value) => (field === "status" ? (t.status[value as ContactStatus] ?? null) : null)}
					onTheirs={takeTheirs}
					onMine={keepMine}
				/>
			)}
		</Modal>
	);
}
