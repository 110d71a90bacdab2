// Writing: the envelope, the message in one of three forms, and beside it the preview and the checks.
import {
	Button,
	Collapse,
	MultiSelect,
	SegmentedControl,
	Select,
	Skeleton,
	Stack,
	Switch,
	Tabs,
	Text,
	TextInput,
} from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { q } from "../../api/queries.ts";
import type { Check, Contact, ContentFormat } from "../../api/types.ts";
import { LinkButton } from "../../components/bits.tsx";
import { LineEditor } from "../../editor/LineEditor.tsx";
import { RichEditor } from "../../editor/RichEditor.tsx";
import { renderDesign } from "../../editor/render.ts";
import { isDesign, type Node } from "../../editor/schema.ts";
import { plainOf, TextBody } from "../../editor/TextBody.tsx";
import { languageOf, useSpeech, useT } from "../../i18n/index.tsx";
import { toast } from "../../lib/toast.ts";
import { CheckList } from "./Checks.tsx";
import { PreviewPanel } from "./Preview.tsx";
import type { CampaignDraft } from "./useCampaignDraft.ts";

const HtmlEditor = lazy(() => import("../../editor/HtmlEditor.tsx"));

/** The sender, and those that share the campaign with it. */
function sharing(first: string, others: string[]): { senderId: string; senderIds: string[] | null } {
	const rest = others.filter(id => id !== first);
	return { senderId: first, senderIds: rest.length > 0 ? [first, ...rest] : null };
}

export function WriteStep({
	campaignId,
	draft,
	checks,
	contact,
	onContact,
}: {
	campaignId: string;
	draft: CampaignDraft;
	checks: Check[];
	contact: Contact | null;
	onContact: (c: Contact | null) => void;
}) {
	const t = useT();
	const e = t.editor;
	const { locale } = useSpeech();
	const { state, change } = draft;
	const senders = useQuery(q.senders);
	const [options, setOptions] = useState(Boolean(state.fromName || state.replyTo || state.trackingEnabled === false));
	const [side, setSide] = useState<string | null>("preview");
	const keptHtml = useRef<string | null>(null);
	const format = state.contentFormat;
	const sender = senders.data?.find(s => s.id === state.senderId);
	const others = (state.senderIds ?? []).filter(id => id !== state.senderId);
	const render = (design: Node) => renderDesign(design, { title: "", lang: languageOf(locale) });

	const switchTo = (next: ContentFormat) => {
		if (next === format) return;
		const before = {
			contentFormat: format,
			content: state.content,
			design: state.design,
			textContent: state.textContent,
		};
		if (format === "html") keptHtml.current = state.content;
		if (next === "html") {
			const source = keptHtml.current ?? (isDesign(state.design) ? render(state.design) : state.content);
			change({ contentFormat: "html", content: source, ...(format === "text" ? { textContent: null } : {}) });
			toast.undo(e.switchedToHtml, () => change(before));
		} else if (next === "rich") {
			change({
				contentFormat: "rich",
				...(isDesign(state.design) ? { content: render(state.design) } : {}),
				...(format === "text" ? { textContent: null } : {}),
			});
			toast.undo(e.switchedToRich, () => change(before));
		} else {
			const plain = state.textContent ?? plainOf(state.content ?? "");
			change({ contentFormat: "text", textContent: plain, content: plain });
			toast.undo(e.switchedToText, () => change(before));
		}
	};
	const errors = checks.filter(c => c.level === "error").length;
	const warnings = checks.filter(c => c.level === "warning").length;
	return (
		<div className="write">
			<div className="write-main">
				<div className="envelope">
					<div className="envelope-row">
						<label htmlFor="sender">{e.from}</label>
						{senders.data?.length === 0 ? (
							<LinkButton
								to="/senders"
								search={{ new: true }}
								variant="subtle"
								size="compact-sm"
								style={{ justifySelf: "start" }}
							>
								{e.addSender}
							</LinkButton>
						) : (
							<Select
								id="sender"
								placeholder={e.noSender}
								data={(senders.data ?? []).map(s => ({
									value: s.id,
									label: `${s.fromName ? `${s.fromName} <${s.fromEmail}>` : s.fromEmail} · ${s.name}`,
								}))}
								value={state.senderId}
								onChange={v => v && change(sharing(v, others))}
							/>
						)}
					</div>
					{state.senderId && (senders.data?.length ?? 0) > 1 && (
						<div className="envelope-row">
							<label htmlFor="others">{e.sharedWith}</label>
							<MultiSelect
								id="others"
								placeholder={others.length === 0 ? e.sharedWithHelp : undefined}
								maxValues={19}
								hidePickedOptions
								data={(senders.data ?? [])
									.filter(s => s.id !== state.senderId)
									.map(s => ({ value: s.id, label: `${s.fromEmail} · ${s.name}` }))}
								value={others}
								onChange={v => state.senderId && change(sharing(state.senderId, v))}
							/>
						</div>
					)}
					<div className="envelope-row">
						<span className="envelope-label" aria-hidden>
							{e.subject}
						</span>
						<LineEditor
							label={e.subject}
							placeholder={e.subjectPlaceholder}
							value={state.subject ?? ""}
							onChange={subject => change({ subject })}
						/>
					</div>
					<div className="envelope-row">
						<span className="envelope-label" aria-hidden>
							{e.preheader}
						</span>
						<LineEditor
							label={e.preheader}
							placeholder={e.preheaderHelp}
							value={state.preheader ?? ""}
							onChange={preheader => change({ preheader: preheader || null })}
						/>
					</div>
					<div className="envelope-more">
						<Button
							variant="subtle"
							color="gray"
							size="compact-sm"
							aria-expanded={options}
							leftSection={options ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
							onClick={() => setOptions(o => !o)}
						>
							{e.moreOptions}
						</Button>
						<Collapse expanded={options}>
							<Stack gap="sm" p="8px 10px 14px">
								<TextInput
									label={e.fromName}
									placeholder={sender?.fromName ?? ""}
									value={state.fromName ?? ""}
									onChange={x => change({ fromName: x.currentTarget.value || null })}
								/>
								<TextInput
									label={e.replyTo}
									type="email"
									placeholder={sender?.replyTo ?? sender?.fromEmail ?? ""}
									value={state.replyTo ?? ""}
									onChange={x => change({ replyTo: x.currentTarget.value || null })}
								/>
								<Switch
									label={e.tracking}
									description={e.trackingHelp}
									checked={state.trackingEnabled}
									onChange={x => change({ trackingEnabled: x.currentTarget.checked })}
								/>
							</Stack>
						</Collapse>
					</div>
				</div>
				<div className="line" style={{ marginBottom: 10 }}>
					<SegmentedControl
						aria-label={e.format}
						size="xs"
						value={format}
						onChange={v => switchTo(v as ContentFormat)}
						data={[
							{ value: "rich", label: e.rich },
							{ value: "html", label: e.html },
							{ value: "text", label: e.text },
						]}
					/>
				</div>
				{format === "rich" && (
					<RichEditor
						campaignId={campaignId}
						design={isDesign(state.design) ? state.design : (state.content ?? "")}
						onChange={design => change({ design, content: render(design) })}
					/>
				)}
				{format === "html" && (
					<Suspense fallback={<Skeleton height={420} radius="md" />}>
						<HtmlEditor label={e.htmlLabel} value={state.content ?? ""} onChange={content => change({ content })} />
					</Suspense>
				)}
				{format === "text" && (
					<TextBody
						label={e.textLabel}
						value={state.textContent ?? state.content ?? ""}
						onChange={text => change({ textContent: text, content: text })}
					/>
				)}
				{format !== "text" && (
					<div className="text-part">
						<div className="line">
							<div>
								<Text size="sm" fw={550}>
									{e.textPart}
								</Text>
								<Text size="xs" c="dimmed">
									{e.textPartHelp}
								</Text>
							</div>
							<SegmentedControl
								size="xs"
								aria-label={e.textPart}
								value={state.textContent === null ? "auto" : "own"}
								onChange={v => change({ textContent: v === "auto" ? null : plainOf(state.content ?? "") })}
								data={[
									{ value: "auto", label: e.textAuto },
									{ value: "own", label: e.textOwn },
								]}
							/>
						</div>
						{state.textContent !== null && (
							<TextBody label={e.textPart} value={state.textContent} onChange={text => change({ textContent: text })} />
						)}
					</div>
				)}
			</div>
			<aside className="write-side" aria-label={e.preview}>
				<Tabs value={side} onChange={setSide} className="side-panes">
					<Tabs.List>
						<Tabs.Tab value="preview">{e.preview}</Tabs.Tab>
						<Tabs.Tab value="checks">
							{e.checks}
							{errors + warnings > 0 && (
								<span className="count-dot" data-level={errors > 0 ? "error" : "warning"}>
									{errors + warnings}
								</span>
							)}
						</Tabs.Tab>
					</Tabs.List>
					<Tabs.Panel value="preview" className="side-pane">
						<PreviewPanel campaignId={campaignId} draft={state} contact={contact} onContact={onContact} />
					</Tabs.Panel>
					<Tabs.Panel value="checks" className="side-pane">
						<CheckList checks={checks} />
					</Tabs.Panel>
				</Tabs>
			</aside>
		</div>
	);
}
