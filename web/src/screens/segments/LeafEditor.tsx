// One condition: what, how it is compared, and with what. Fields and values are proposed from what is there.
import { Autocomplete, Checkbox, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { q } from "../../api/queries.ts";
import { segq, useS } from "./api.ts";
import {
	type DidLeaf,
	type FieldLeaf,
	fieldTypes,
	isBare,
	isList,
	isSpan,
	type Leaf,
	newLeaf,
	opsOf,
	type SegmentLeaf,
	type SequenceLeaf,
	type TopicLeaf,
	variableTypes,
	whatOf,
	withOp,
} from "./tree.ts";
import { fieldName } from "./words.ts";

const size = "xs" as const;
const options = (ids: readonly string[], names: Record<string, string>) =>
	ids.map(value => ({ value, label: names[value] ?? value }));

function useChoices() {
	const s = useS();
	const variables = useQuery(segq.variables).data ?? [];
	return {
		variables,
		what: [
			{ group: s.groupContact, items: options(Object.keys(fieldTypes), s.fields) },
			{ group: s.groupVariables, items: variables.map(v => ({ value: v.name, label: fieldName(s, v.name) })) },
			{
				group: s.groupMail,
				items: Object.entries(s.didChoice).map(([value, label]) => ({ value: `did:${value}`, label })),
			},
			{
				group: s.groupMore,
				items: [
					{ value: "sequence", label: s.sequence },
					{ value: "segment", label: s.segment },
					{ value: "topic", label: s.topic },
				],
			},
		],
	};
}

function Span({ value, onChange }: { value: string; onChange: (v: string) => void }) {
	const s = useS();
	const [n, unit] = value.split(" ");
	const units = `${(unit ?? "days").replace(/s$/, "")}s`;
	return (
		<>
			<NumberInput
				size={size}
				aria-label={s.amount}
				w={76}
				min={1}
				max={36500}
				allowDecimal={false}
				value={Number(n) || 1}
				onChange={v => onChange(`${Number(v) || 1} ${units}`)}
			/>
			<Select
				size={size}
				aria-label={s.unit}
				w={100}
				data={Object.entries(s.units).map(([v, label]) => ({ value: v, label }))}
				value={units}
				onChange={u => onChange(`${Number(n) || 1} ${u ?? "days"}`)}
			/>
		</>
	);
}

function FieldValue({ leaf, type, onChange }: { leaf: FieldLeaf; type: string; onChange: (l: FieldLeaf) => void }) {
	const s = useS();
	const { variables } = useChoices();
	const tags = useQuery({ ...q.tags, enabled: leaf.field === "tags" });
	const statuses = leaf.field === "status";
	const proposed =
		leaf.field === "tags"
			? (tags.data ?? []).map(x => x.tag)
			: (variables.find(v => v.name === leaf.field)?.values ?? []);
	const set = (value: unknown) => onChange({ ...leaf, type, value });
	if (isBare(leaf.op)) return null;
	if (isSpan(leaf.op)) return <Span value={String(leaf.value ?? "7 days")} onChange={set} />;
	if (isList(leaf.op)) {
		const values = Array.isArray(leaf.value) ? leaf.value.map(String) : [];
		return (
			<TagsInput
				size={size}
				aria-label={s.values}
				className="grow"
				data={statuses ? Object.keys(s.statuses) : proposed}
				value={values}
				maxTags={100}
				acceptValueOnBlur
				onChange={v => {
					if (statuses) set(v.filter(x => s.statuses[x]));
					else set(type === "number" ? v.map(Number).filter(Number.isFinite) : v);
				}}
			/>
		);
	}
	if (statuses)
		return (
			<Select
				size={size}
				aria-label={s.value}
				w={150}
				data={options(Object.keys(s.statuses), s.statuses)}
				value={String(leaf.value ?? "ACTIVE")}
				onChange={set}
			/>
		);
	if (type === "boolean")
		return (
			<Select
				size={size}
				aria-label={s.value}
				w={90}
				data={options(["true", "false"], { true: s.yes, false: s.no })}
				value={String(leaf.value ?? true)}
				onChange={v => set(v === "true")}
			/>
		);
	if (type === "number")
		return (
			<NumberInput
				size={size}
				aria-label={s.value}
				w={120}
				value={leaf.value === undefined ? "" : Number(leaf.value)}
				onChange={v => set(v === "" || !Number.isFinite(Number(v)) ? undefined : Number(v))}
			/>
		);
	return (
		<Autocomplete
			size={size}
			aria-label={s.value}
			className="grow"
			data={type === "date" ? ["today", "yesterday", "last monday", "7 days ago", "in 7 days"] : [...new Set(proposed)]}
			placeholder={type === "date" ? s.dateHelp : undefined}
			title={type === "date" ? s.dateHelp : undefined}
			value={String(leaf.value ?? "")}
			onChange={set}
		/>
	);
}

function FieldParts({ leaf, onChange }: { leaf: FieldLeaf; onChange: (l: Leaf) => void }) {
	const s = useS();
	const { variables } = useChoices();
	const own = fieldTypes[leaf.field];
	const type = own ?? leaf.type ?? variables.find(v => v.name === leaf.field)?.type ?? "text";
	return (
		<>
			{!own && (
				<Select
					size={size}
					aria-label={s.type}
					w={104}
					data={options(variableTypes, s.types)}
					value={type}
					onChange={v => v && onChange(withOp({ field: leaf.field, op: "" }, v, opsOf(leaf.field, v)[0] ?? "is"))}
				/>
			)}
			<Select
				size={size}
				aria-label={s.operator}
				w={148}
				data={options([...new Set([...opsOf(leaf.field, type), leaf.op])], s.ops)}
				value={leaf.op}
				onChange={op => op && onChange(withOp(leaf, type, op))}
			/>
			<FieldValue leaf={leaf} type={type} onChange={onChange} />
		</>
	);
}

function StepChoice({
	sequence,
	step,
	emails,
	onChange,
}: {
	sequence: string;
	step: string | undefined;
	emails: boolean;
	onChange: (step: string | undefined) => void;
}) {
	const s = useS();
	const steps = useQuery(segq.steps(sequence));
	const data = (steps.data ?? [])
		.filter(x => !emails || x.type === "email")
		.map(x => ({ value: x.id, label: x.name || x.subject || `${s.stepKinds[x.type] ?? x.type} (${x.id})` }));
	if (step && !data.some(x => x.value === step)) data.push({ value: step, label: step });
	return (
		<Select
			size={size}
			aria-label={s.step}
			w={170}
			searchable
			data={[{ value: "", label: s.anyStep }, ...data]}
			value={step ?? ""}
			onChange={v => onChange(v || undefined)}
		/>
	);
}

const perDay: Record<string, number> = { minute: 1 / 1440, hour: 1 / 24, day: 1, week: 7 };
const daysOf = (span: string): number => {
	const [n, unit] = span.split(" ");
	return Number(n) * (perDay[(unit ?? "day").replace(/s$/, "")] ?? 1);
};

function DidParts({ leaf, onChange }: { leaf: DidLeaf; onChange: (l: Leaf) => void }) {
	const s = useS();
	const campaigns = useQuery(segq.campaigns);
	const sequences = useQuery(segq.sequences);
	const object =
		leaf.campaign !== undefined
			? `campaign:${leaf.campaign}`
			: leaf.sequence !== undefined
				? `sequence:${leaf.sequence}`
				: "any";
	const { campaign: _c, sequence: _s, step: _p, ...rest } = leaf;
	const named = (kind: string, list: { id: string; name: string }[] | undefined) =>
		(list ?? []).map(c => ({ value: `${kind}:${c.id}`, label: c.name || c.id }));
	const data = [
		{ group: s.anything, items: [{ value: "any", label: s.anything }] },
		{
			group: s.campaigns,
			items: [{ value: "campaign:any", label: s.anyCampaign }, ...named("campaign", campaigns.data)],
		},
		{
			group: s.sequences,
			items: [{ value: "sequence:any", label: s.anySequence }, ...named("sequence", sequences.data)],
		},
	];
	const listed = data.some(g => g.items.some(i => i.value === object));
	return (
		<>
			<Select
				size={size}
				aria-label={s.object}
				w={190}
				searchable
				data={
					listed ? data : [...data, { group: "…", items: [{ value: object, label: object.split(":")[1] ?? object }] }]
				}
				value={object}
				onChange={v => {
					const [kind, id] = (v ?? "any").split(":");
					onChange(id === undefined ? rest : { ...rest, [kind as "campaign" | "sequence"]: id });
				}}
			/>
			{leaf.sequence !== undefined && leaf.sequence !== "any" && (
				<StepChoice sequence={leaf.sequence} step={leaf.step} emails onChange={step => onChange({ ...leaf, step })} />
			)}
			{leaf.did === "clicked" && (
				<TextInput
					size={size}
					aria-label={s.link}
					placeholder={s.anyLink}
					w={190}
					value={leaf.link ?? ""}
					onChange={e => onChange({ ...leaf, link: e.currentTarget.value || undefined })}
				/>
			)}
			<NumberInput
				size={size}
				aria-label={s.times}
				title={s.times}
				placeholder={s.once}
				prefix={s.atLeastShort}
				suffix={s.timesShort}
				w={128}
				min={1}
				max={10000}
				allowDecimal={false}
				value={leaf.times ?? ""}
				onChange={v => onChange({ ...leaf, times: Number(v) > 1 ? Number(v) : undefined })}
			/>
			<NumberInput
				size={size}
				aria-label={s.within}
				title={s.within}
				placeholder={s.ever}
				prefix={s.withinShort}
				suffix={s.daysShort}
				w={128}
				min={1}
				max={36500}
				allowDecimal={false}
				value={leaf.within ? Math.max(1, Math.round(daysOf(leaf.within))) : ""}
				onChange={v => onChange({ ...leaf, within: Number(v) > 0 ? `${Number(v)} days` : undefined })}
			/>
			{(leaf.did === "opened" || leaf.did === "clicked") && (
				<Checkbox
					size={size}
					label={s.bots}
					checked={leaf.by === "anyone"}
					onChange={e => onChange({ ...leaf, by: e.currentTarget.checked ? "anyone" : undefined })}
				/>
			)}
		</>
	);
}

function RefParts({
	leaf,
	onChange,
	self,
}: {
	leaf: SequenceLeaf | TopicLeaf | SegmentLeaf;
	onChange: (l: Leaf) => void;
	self: string | undefined;
}) {
	const s = useS();
	const topics = useQuery({ ...q.topics, enabled: "topic" in leaf });
	const sequences = useQuery({ ...segq.sequences, enabled: "sequence" in leaf });
	const segments = useQuery({ ...q.segments, enabled: "segment" in leaf });
	const pick = (
		label: string,
		list: { id: string; name: string }[] | undefined,
		value: string,
		set: (v: string) => void,
	) => (
		<Select
			size={size}
			aria-label={label}
			placeholder={s.choose}
			className="grow"
			searchable
			data={[
				...(list ?? []).map(x => ({ value: x.id, label: x.name || x.id })),
				...(value && list && !list.some(x => x.id === value) ? [{ value, label: value }] : []),
			]}
			value={value || null}
			onChange={v => set(v ?? "")}
		/>
	);
	if ("topic" in leaf)
		return (
			<>
				<Select
					size={size}
					aria-label={s.operator}
					w={148}
					data={options(["wants", "refuses"], s.topicOps)}
					value={leaf.op}
					onChange={op => onChange({ ...leaf, op: op ?? "wants" })}
				/>
				{pick(s.topic, topics.data, leaf.topic, topic => onChange({ ...leaf, topic }))}
			</>
		);
	if ("segment" in leaf)
		return pick(
			s.segment,
			segments.data?.filter(x => x.id !== self),
			leaf.segment,
			segment => onChange({ segment }),
		);
	return (
		<>
			{pick(s.sequence, sequences.data, leaf.sequence, sequence =>
				onChange({ sequence, state: leaf.state ?? "under_way" }),
			)}
			<Select
				size={size}
				aria-label={s.state}
				w={150}
				data={Object.entries(s.states).map(([value, label]) => ({ value, label }))}
				value={leaf.state ?? "under_way"}
				onChange={state => onChange({ ...leaf, state: state ?? "under_way" })}
			/>
			{leaf.sequence && (
				<StepChoice
					sequence={leaf.sequence}
					step={leaf.step}
					emails={false}
					onChange={step => onChange({ ...leaf, step })}
				/>
			)}
		</>
	);
}

export function LeafEditor({
	leaf,
	onChange,
	self,
}: {
	leaf: Leaf;
	onChange: (l: Leaf) => void;
	/** The segment this is in: it cannot be in itself. */
	self: string | undefined;
}) {
	const s = useS();
	const { what, variables } = useChoices();
	const value = whatOf(leaf);
	const listed = what.some(g => g.items.some(i => i.value === value));
	return (
		<div className="clause-parts">
			<Select
				size={size}
				aria-label={s.what}
				w={150}
				searchable
				className="clause-what"
				data={listed ? what : [...what, { group: s.groupVariables, items: [{ value, label: fieldName(s, value) }] }]}
				value={value}
				onChange={v => {
					if (!v || v === value) return;
					onChange(newLeaf(v, fieldTypes[v] ?? variables.find(x => x.name === v)?.type ?? "text"));
				}}
			/>
			{"field" in leaf ? (
				<FieldParts leaf={leaf} onChange={onChange} />
			) : "did" in leaf ? (
				<DidParts leaf={leaf} onChange={onChange} />
			) : (
				<RefParts leaf={leaf} onChange={onChange} self={self} />
			)}
		</div>
	);
}
