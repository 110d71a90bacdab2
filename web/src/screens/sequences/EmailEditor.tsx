// An email step, written with the campaign editor's parts; beside it the mail as any contact will see it.
import { Button, Group, Modal, SegmentedControl, Select, Skeleton } from "@mantine/core";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import { MailFrame } from "../../components/MailFrame.tsx";
import { ErrorState } from "../../components/states.tsx";
import { LineEditor } from "../../editor/LineEditor.tsx";
import { RichEditor } from "../../editor/RichEditor.tsx";
import { renderDesign } from "../../editor/render.ts";
import { isDesign, type Node } from "../../editor/schema.ts";
import { plainOf, TextBody } from "../../editor/TextBody.tsx";
import { languageOf, useSpeech, useT } from "../../i18n/index.tsx";
import { toast } from "../../lib/toast.ts";
import { mailError, type Simulation } from "./api.ts";
import type { Step } from "./types.ts";
import { titleOf, useW } from "./useW.ts";

const HtmlEditor = lazy(() => import("../../editor/HtmlEditor.tsx"));
type Format = "rich" | "html" | "text";
type Device = "desktop" | "phone" | "plain";

/** One mail as one contact would get it: the walk through a sequence of nothing else. */
export function usePreview(step: Step, contactId: string | null) {
	const body = useMemo(
		() => ({
			contactIds: contactId ? [contactId] : [],
			render: true,
			steps: [
				{
					id: step.id,
					type: "email",
					subject: step.subject || (step.replyToThread ? "Re:" : " "),
					content: step.content || " ",
					contentFormat: step.contentFormat ?? "html",
					textContent: step.textContent ?? null,
					preheader: step.preheader ?? null,
					nextStepId: null,
				},
			],
		}),
		[
			step.id,
			step.subject,
			step.content,
			step.contentFormat,
			step.textContent,
			step.preheader,
			step.replyToThread,
			contactId,
		],
	);
	const [settled] = useDebouncedValue(body, 400);
	return useQuery({
		queryKey: ["sequence-preview", settled],
		queryFn: async () => {
			const answer = await api.post<Simulation>("/api/sequences/simulate", settled);
			return answer.runs[0]?.events.find(e => e.kind === "email") ?? null;
		},
		placeholderData: keepPreviousData,
		staleTime: 60_000,
		gcTime: 30_000,
		enabled: settled.contactIds.length > 0,
	});
}

function PreviewSide({ step }: { step: Step }) {
	const t = useT();
	const w = useW();
	const e = t.editor;
	const [device, setDevice] = useState<Device>("desktop");
	const [typed, setTyped] = useState("");
	const [chosen, setChosen] = useState<string | null>(null);
	const [name, setName] = useState("");
	const [term] = useDebouncedValue(typed, 200);
	const found = useQuery(q.contactSearch(term === name ? "" : term, 20));
	const people = found.data ?? [];
	const contactId = chosen ?? people[0]?.id ?? null;
	const preview = usePreview(step, contactId);
	const shown: Device = step.contentFormat === "text" ? "plain" : device;
	const choices = people.map(c => ({ value: c.id, label: c.displayName }));
	if (chosen && !choices.some(c => c.value === chosen)) choices.unshift({ value: chosen, label: name });
	return (
		<>
			<div className="side-tabs">
				<Select
					size="xs"
					aria-label={e.previewAs}
					placeholder={e.previewNobody}
					searchable
					style={{ flex: "1 1 160px" }}
					data={choices}
					value={contactId}
					onChange={(id, option) => {
						setChosen(id);
						setName(option?.label ?? "");
					}}
					onSearchChange={setTyped}
					filter={({ options }) => options}
					nothingFoundMessage={t.palette.nothing}
					maxDropdownHeight={280}
				/>
				<SegmentedControl
					size="xs"
					aria-label={e.preview}
					value={shown}
					onChange={v => setDevice(v as Device)}
					data={[
						{ value: "desktop", label: e.desktop, disabled: step.contentFormat === "text" },
						{ value: "phone", label: e.phone, disabled: step.contentFormat === "text" },
						{ value: "plain", label: e.plain },
					]}
				/>
			</div>
			<div className="stage">
				{contactId === null && found.isFetched ? (
					<p className="stage-note">{w.email.previewNobody}</p>
				) : preview.isError && !preview.isFetching ? (
					<ErrorState error={preview.error} onRetry={() => preview.refetch()} />
				) : !preview.data ? (
					<Skeleton height="100%" mih={320} radius="md" />
				) : (
					<div className="device" data-device={shown}>
						<div className="device-head">
							<strong>
								{step.subject?.trim()
									? preview.data.subject
									: step.replyToThread
										? w.email.inThreadSubject
										: w.step.noSubject}
							</strong>
						</div>
						{mailError(preview.data) && (
							<p className="note" data-tone="bad" role="status" style={{ margin: 12 }}>
								{mailError(preview.data)}
							</p>
						)}
						{shown === "plain" ? (
							<pre className="mail-text" tabIndex={0}>
								{preview.data.text}
							</pre>
						) : (
							<MailFrame key={shown} html={preview.data.html ?? ""} title={e.previewTitle} wide={shown === "desktop"} />
						)}
					</div>
				)}
			</div>
		</>
	);
}

export default function EmailEditor({
	step,
	steps,
	locked,
	onChange,
	onClose,
}: {
	step: Step;
	steps: Step[];
	locked: boolean;
	onChange: (patch: Partial<Step>, mark: string) => void;
	onClose: () => void;
}) {
	const t = useT();
	const w = useW();
	const e = t.editor;
	const { locale } = useSpeech();
	const narrow = useMediaQuery("(max-width: 980px)", false, { getInitialValueInEffect: false });
	const [pane, setPane] = useState<"write" | "look">(locked ? "look" : "write");
	const format: Format = step.contentFormat ?? (isDesign(step.design) ? "rich" : "html");
	const render = (design: Node) => renderDesign(design, { title: "", lang: languageOf(locale) });
	const switchTo = (next: Format) => {
		if (next === format) return;
		const before = {
			contentFormat: step.contentFormat ?? null,
			content: step.content ?? "",
			design: step.design,
			textContent: step.textContent ?? null,
		};
		const fromText = format === "text" ? { textContent: null } : {};
		if (next === "html") {
			const source = isDesign(step.design) ? render(step.design) : (step.content ?? "");
			onChange({ contentFormat: "html", content: source, ...fromText }, "format");
		} else if (next === "rich")
			onChange(
				{ contentFormat: "rich", ...(isDesign(step.design) ? { content: render(step.design) } : {}), ...fromText },
				"format",
			);
		else {
			const text = step.textContent ?? plainOf(step.content ?? "");
			onChange({ contentFormat: "text", textContent: text, content: text }, "format");
		}
		toast.undo(w.email.switched, () => onChange(before, "format"));
	};
	const showWrite = !locked && (!narrow || pane === "write");
	const showLook = locked || !narrow || pane === "look";
	return (
		<Modal
			opened
			onClose={onClose}
			fullScreen={narrow}
			size="min(1280px, 94vw)"
			title={locked ? w.step.look : `${w.email.title}: ${titleOf(w, step, steps)}`}
			closeButtonProps={{ "aria-label": t.common.close }}
			closeOnClickOutside={false}
			classNames={{ body: "email-modal" }}
		>
			{narrow && !locked && (
				<SegmentedControl
					fullWidth
					mb="sm"
					aria-label={w.canvas.view}
					value={pane}
					onChange={v => setPane(v as "write" | "look")}
					data={[
						{ value: "write", label: e.write },
						{ value: "look", label: e.preview },
					]}
				/>
			)}
			<div className="email-cols" data-one={locked || undefined}>
				{showWrite && (
					<div className="email-write">
						<div className="envelope">
							<div className="envelope-row">
								<span className="envelope-label" aria-hidden>
									{e.subject}
								</span>
								<LineEditor
									label={e.subject}
									placeholder={step.replyToThread ? w.email.inThreadSubject : e.subjectPlaceholder}
									value={step.subject ?? ""}
									onChange={subject => onChange({ subject }, "subject")}
								/>
							</div>
							<div className="envelope-row">
								<span className="envelope-label" aria-hidden>
									{e.preheader}
								</span>
								<LineEditor
									label={e.preheader}
									placeholder={e.preheaderHelp}
									value={step.preheader ?? ""}
									onChange={preheader => onChange({ preheader: preheader || null }, "preheader")}
								/>
							</div>
						</div>
						<SegmentedControl
							mb="sm"
							size="xs"
							aria-label={w.email.format}
							value={format}
							onChange={v => switchTo(v as Format)}
							data={[
								{ value: "rich", label: e.rich },
								{ value: "html", label: e.html },
								{ value: "text", label: e.text },
							]}
						/>
						{format === "rich" && (
							<RichEditor
								design={isDesign(step.design) ? step.design : (step.content ?? "")}
								onChange={design => onChange({ design, content: render(design), contentFormat: "rich" }, "content")}
							/>
						)}
						{format === "html" && (
							<Suspense fallback={<Skeleton height={420} radius="md" />}>
								<HtmlEditor
									label={e.htmlLabel}
									value={step.content ?? ""}
									onChange={content => onChange({ content, contentFormat: "html" }, "content")}
								/>
							</Suspense>
						)}
						{format === "text" && (
							<TextBody
								label={e.textLabel}
								value={step.textContent ?? ""}
								onChange={text => onChange({ textContent: text, content: text, contentFormat: "text" }, "content")}
							/>
						)}
					</div>
				)}
				{showLook && (
					<aside className="email-look" aria-label={e.preview}>
						<PreviewSide step={step} />
					</aside>
				)}
			</div>
			{!locked && (
				<Group justify="flex-end" className="email-foot">
					<Button onClick={onClose}>{w.email.done}</Button>
				</Group>
			)}
		</Modal>
	);
}
