// What one can set on a step, by its kind.
import { Button, Select, Slider, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { IconEye, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { q } from "../../api/queries.ts";
import { TagPicker } from "../../components/bits.tsx";
import { LineEditor } from "../../editor/LineEditor.tsx";
import { useT } from "../../i18n/index.tsx";
import { num } from "../../lib/format.ts";
import { DelayForm, ElapsedFields } from "./DelayForm.tsx";
import { emailsBefore, link } from "./graph.ts";
import { WebhookSecret } from "./Secret.tsx";
import { type ConditionType, conditionTypes, type Step, segmentOf, waitTypes } from "./types.ts";
import type { StepActions } from "./useStepActions.ts";
import { titleOf, useW } from "./useW.ts";

interface FormProps {
	step: Step;
	steps: Step[];
	actions: StepActions;
	locked: boolean;
	onWrite: () => void;
}

function ReferenceSelect({
	step,
	steps,
	value,
	onChange,
}: {
	step: Step;
	steps: Step[];
	value: string | null | undefined;
	onChange: (id: string | null) => void;
}) {
	const w = useW();
	const choices = useMemo(() => {
		const before = emailsBefore(link(steps), step.id);
		const lost = value && !before.some(s => s.id === value) ? steps.find(s => s.id === value) : undefined;
		return [...before, ...(lost ? [lost] : [])].map(s => ({ value: s.id, label: titleOf(w, s, steps) }));
	}, [steps, step.id, value, w]);
	return (
		<Select
			label={w.step.reference}
			data={[{ value: "", label: w.step.lastEmail }, ...choices]}
			value={value ?? ""}
			onChange={v => onChange(v || null)}
		/>
	);
}

function EmailFields({ step, actions, locked, onWrite }: FormProps) {
	const t = useT();
	const w = useW();
	return (
		<>
			<div className="panel-line">
				<span className="envelope-label" aria-hidden>
					{w.step.subject}
				</span>
				{locked ? (
					<p>{step.subject}</p>
				) : (
					<LineEditor
						key={step.id}
						label={w.step.subject}
						placeholder={step.replyToThread ? w.email.inThreadSubject : t.editor.subjectPlaceholder}
						value={step.subject ?? ""}
						onChange={subject => actions.update(step.id, { subject }, "subject")}
					/>
				)}
			</div>
			<Button
				variant={locked ? "default" : "light"}
				leftSection={locked ? <IconEye size={16} /> : <IconPencil size={16} />}
				onClick={onWrite}
			>
				{locked ? w.step.look : w.step.write}
			</Button>
			<Switch
				label={w.step.inThread}
				description={w.step.inThreadHelp}
				checked={step.replyToThread === true}
				onChange={e => actions.update(step.id, { replyToThread: e.currentTarget.checked })}
			/>
			<Switch
				label={w.step.tracking}
				checked={step.trackingEnabled !== false}
				onChange={e => actions.update(step.id, { trackingEnabled: e.currentTarget.checked })}
			/>
		</>
	);
}

function ConditionFields({ step, steps, actions }: FormProps) {
	const w = useW();
	const c: NonNullable<Step["condition"]> = step.condition ?? { type: "opened" };
	const set = (condition: NonNullable<Step["condition"]>, kind?: string) =>
		actions.update(step.id, { condition }, kind);
	const segment = segmentOf(c.filter);
	const segments = useQuery(q.segments);
	const said = useQuery({
		...q.filter(c.filter ?? ""),
		enabled: typeof c.filter === "object" && c.filter !== null && segment === null,
	});
	return (
		<>
			<Select
				label={w.step.what}
				data={[
					...conditionTypes.map(value => ({ value: value as string, label: w.conditions[value] ?? value })),
					{ value: "segment", label: w.step.inSegment },
					{ value: "filter", label: w.step.byFilter },
				]}
				value={c.filter == null ? (c.type ?? null) : segment === null ? "filter" : "segment"}
				onChange={v => {
					const { filter: _, referenceStep: reference, ...rest } = c;
					if (v === "segment" || v === "filter")
						set({ ...rest, type: "filter", filter: v === "filter" ? "" : { segment: "" } });
					else if (v) set({ ...rest, type: v as ConditionType, ...(reference ? { referenceStep: reference } : {}) });
				}}
			/>
			{c.filter == null ? (
				<ReferenceSelect
					step={step}
					steps={steps}
					value={c.referenceStep}
					onChange={referenceStep => set({ ...c, referenceStep })}
				/>
			) : segment !== null ? (
				<Select
					label={w.step.segment}
					searchable
					data={[
						...(segments.data ?? []).map(s => ({ value: s.id, label: s.name })),
						...(segment && segments.data && !segments.data.some(s => s.id === segment)
							? [{ value: segment, label: segment }]
							: []),
					]}
					value={segment || null}
					onChange={v => set({ ...c, filter: { segment: v ?? "" } })}
				/>
			) : (
				<Textarea
					label={w.step.filter}
					description={w.step.filterHelp}
					autosize
					minRows={2}
					spellCheck={false}
					value={typeof c.filter === "string" ? c.filter : (said.data?.text ?? "")}
					onChange={e => set({ ...c, filter: e.currentTarget.value }, "filter")}
				/>
			)}
			<Text size="xs" c="dimmed">
				{w.step.decided}
			</Text>
		</>
	);
}

function WaitFields({ step, steps, actions }: FormProps) {
	const w = useW();
	const c = step.wait ?? {};
	const own = typeof c.event === "string";
	return (
		<>
			<Select
				label={w.step.waitFor}
				data={[
					...waitTypes.map(value => ({ value: value as string, label: w.conditions[value] ?? value })),
					{ value: "event", label: w.step.waitEvent },
				]}
				value={own ? "event" : (c.type ?? null)}
				onChange={v =>
					actions.update(step.id, {
						wait:
							v === "event"
								? { ...c, event: "", type: null, referenceStep: null }
								: { ...c, event: null, type: v as (typeof waitTypes)[number] },
					})
				}
			/>
			{own ? (
				<TextInput
					label={w.step.eventName}
					description={w.step.eventHelp}
					maxLength={100}
					value={c.event ?? ""}
					onChange={e => actions.update(step.id, { wait: { ...c, event: e.currentTarget.value } }, "event")}
				/>
			) : (
				<ReferenceSelect
					step={step}
					steps={steps}
					value={c.referenceStep}
					onChange={referenceStep => actions.update(step.id, { wait: { ...c, referenceStep } })}
				/>
			)}
			<ElapsedFields
				label={w.step.timeout}
				value={c.timeout}
				onChange={timeout => actions.update(step.id, { wait: { ...c, timeout } }, "timeout")}
			/>
		</>
	);
}

function SplitFields({ step, actions }: FormProps) {
	const w = useW();
	const percent = step.split?.percent ?? 50;
	return (
		<div>
			<Text size="sm" fw={500} mb={6} id="split-share">
				{w.step.share}
			</Text>
			<Slider
				min={1}
				max={99}
				value={percent}
				thumbLabel={w.step.share}
				label={v => `${num(v)} %`}
				onChange={v => actions.update(step.id, { split: { ...step.split, percent: v } }, "percent")}
			/>
			<Text size="xs" c="dimmed" mt="sm">
				{w.step.splitText(`${num(percent)} %`, `${num(100 - percent)} %`)}
			</Text>
		</div>
	);
}

function OwnFields(p: FormProps) {
	const w = useW();
	const { step, actions } = p;
	switch (step.type) {
		case "email":
			return <EmailFields {...p} />;
		case "delay":
			return <DelayForm value={step.delay} onChange={(delay, kind) => actions.update(step.id, { delay }, kind)} />;
		case "condition":
			return <ConditionFields {...p} />;
		case "wait":
			return <WaitFields {...p} />;
		case "split":
			return <SplitFields {...p} />;
		case "tag":
		case "untag":
			return (
				<TagPicker
					label={w.step.tags}
					value={step.tags ?? []}
					onChange={tags => actions.update(step.id, { tags: tags.slice(0, 20) })}
				/>
			);
		case "webhook":
			return (
				<>
					<TextInput
						label={w.step.url}
						description={w.step.urlHelp}
						type="url"
						placeholder="https://"
						value={step.webhook?.url ?? ""}
						onChange={e => actions.update(step.id, { webhook: { url: e.currentTarget.value.trim() } }, "url")}
					/>
					<WebhookSecret />
				</>
			);
		case "goal":
			return (
				<TextInput
					label={w.step.eventName}
					description={w.step.goalHelp}
					maxLength={100}
					value={step.goal?.event ?? ""}
					onChange={e => actions.update(step.id, { goal: { event: e.currentTarget.value } }, "event")}
				/>
			);
		case "exit":
			return (
				<Text size="sm" c="dimmed">
					{w.step.exitText}
				</Text>
			);
	}
}

export function StepForm(p: FormProps) {
	const w = useW();
	return (
		<fieldset disabled={p.locked} className="bare-set">
			<Stack gap="md">
				<OwnFields {...p} />
				{p.step.type !== "exit" && (
					<TextInput
						label={w.step.name}
						placeholder={w.step.namePlaceholder}
						maxLength={200}
						value={p.step.name ?? ""}
						onChange={e => p.actions.update(p.step.id, { name: e.currentTarget.value || null }, "name")}
					/>
				)}
			</Stack>
		</fieldset>
	);
}
