// The message as one contact would see it: desktop, phone, plain text.
import { ActionIcon, Group, SegmentedControl, Select, Skeleton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { Contact, Preview } from "../../api/types.ts";
import { MailFrame } from "../../components/MailFrame.tsx";
import { ErrorState } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { examples } from "../../lib/examples.ts";
import { bytes } from "../../lib/format.ts";
import { withImages } from "../../lib/mime.ts";
import { renderLine } from "../../lib/templateRun.ts";
import { cidImages } from "./images.ts";
import type { DraftState } from "./useCampaignDraft.ts";

const someone = {
	email: examples[0]!.email,
	firstName: examples[0]!.firstName,
	lastName: examples[0]!.lastName,
	variables: examples[0]!.variables,
};

type Device = "desktop" | "phone" | "plain";

export function PreviewPanel({
	campaignId,
	draft,
	contact,
	onContact,
}: {
	campaignId: string;
	draft: DraftState;
	contact: Contact | null;
	onContact: (c: Contact | null) => void;
}) {
	const t = useT();
	const e = t.editor;
	const [device, setDevice] = useState<Device>("desktop");
	const [typed, setTyped] = useState("");
	const [term] = useDebouncedValue(typed, 200);
	const found = useQuery(q.contactSearch(term === contact?.displayName ? "" : term, 20));
	const people = useMemo(() => {
		const list = found.data ?? [];
		return contact && !list.some(c => c.id === contact.id) ? [contact, ...list] : list;
	}, [found.data, contact]);
	useEffect(() => {
		if (!contact && people[0]) onContact(people[0]);
	}, [contact, people, onContact]);

	const body = useMemo(
		() => ({
			...(contact ? { contactId: contact.id } : { contact: someone }),
			subject: draft.subject ?? "",
			preheader: draft.preheader,
			content: draft.content ?? "",
			textContent: draft.textContent,
			contentFormat: draft.contentFormat,
		}),
		[contact, draft.subject, draft.content, draft.textContent, draft.contentFormat, draft.preheader],
	);
	const [settled] = useDebouncedValue(body, 350);
	const preview = useQuery({
		queryKey: ["campaign", campaignId, "preview", settled],
		queryFn: () => api.post<Preview>(`/api/campaigns/${campaignId}/preview`, settled),
		placeholderData: keepPreviousData,
		staleTime: 60_000,
		gcTime: 30_000,
		enabled: found.data !== undefined || found.isError,
	});
	// At once, while it is typed; what this reader cannot tell (a follow-up's subject, an error), the server says.
	const subject = renderLine(draft.subject ?? "", contact ?? someone)?.trim();
	const images = useMemo(() => cidImages(draft.design), [draft.design]);
	const html = withImages(preview.data?.html ?? "", images);
	const step = (by: number) => {
		const i = people.findIndex(c => c.id === contact?.id);
		const next = people[(i + by + people.length) % people.length];
		if (next) {
			setTyped("");
			onContact(next);
		}
	};
	const shown: Device = draft.contentFormat === "text" ? "plain" : device;
	return (
		<>
			<div className="side-tabs">
				<Select
					size="xs"
					aria-label={e.previewAs}
					placeholder={e.previewNobody}
					searchable
					style={{ flex: "1 1 180px" }}
					data={people.map(c => ({ value: c.id, label: c.displayName }))}
					value={contact?.id ?? null}
					onChange={id => onContact(people.find(c => c.id === id) ?? null)}
					searchValue={typed}
					onSearchChange={setTyped}
					filter={({ options }) => options}
					nothingFoundMessage={t.palette.nothing}
					maxDropdownHeight={280}
				/>
				<Group gap={0} wrap="nowrap">
					<ActionIcon
						variant="subtle"
						color="gray"
						aria-label={`${e.previewAs} ←`}
						onClick={() => step(-1)}
						disabled={people.length < 2}
					>
						<IconChevronLeft size={17} />
					</ActionIcon>
					<ActionIcon
						variant="subtle"
						color="gray"
						aria-label={`${e.previewAs} →`}
						onClick={() => step(1)}
						disabled={people.length < 2}
					>
						<IconChevronRight size={17} />
					</ActionIcon>
				</Group>
				<SegmentedControl
					size="xs"
					aria-label={e.preview}
					value={shown}
					onChange={v => setDevice(v as Device)}
					data={[
						{ value: "desktop", label: e.desktop, disabled: draft.contentFormat === "text" },
						{ value: "phone", label: e.phone, disabled: draft.contentFormat === "text" },
						{ value: "plain", label: e.plain },
					]}
				/>
			</div>
			<div className="stage">
				{preview.isError && !preview.isFetching ? (
					<ErrorState error={preview.error} onRetry={() => preview.refetch()} />
				) : !preview.data ? (
					<Skeleton height="100%" mih={420} radius="md" />
				) : (
					<div className="device" data-device={shown}>
						<div className="device-head">
							<strong>{subject || preview.data.subject || t.campaigns.noSubject}</strong>
							<span>
								{preview.data.from} → {preview.data.to}
							</span>
						</div>
						{shown === "plain" ? (
							<pre className="mail-text" tabIndex={0}>
								{preview.data.text}
							</pre>
						) : (
							<MailFrame key={shown} html={html} title={e.previewTitle} wide={shown === "desktop"} />
						)}
					</div>
				)}
				{preview.data && <p className="stage-note">{e.size(bytes(preview.data.bytes))}</p>}
			</div>
		</>
	);
}
