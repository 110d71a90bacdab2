// A group of conditions, to be read as a sentence: "People for whom all of these are true: …, and …".
import { ActionIcon, Button, Group as Row, Select, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { SegmentPreview } from "../../api/types.ts";
import { useS } from "./api.ts";
import { LeafEditor } from "./LeafEditor.tsx";
import {
	childrenOf,
	deepest,
	type Filter,
	type Group,
	group,
	type Kind,
	kindOfGroup,
	kinds,
	type Leaf,
	newLeaf,
} from "./tree.ts";

type Clause = SegmentPreview["clauses"][number];

function Wrong({ text }: { text: string | undefined }) {
	if (!text) return null;
	return (
		<Text size="xs" className="bad" role="alert">
			{text}
		</Text>
	);
}

/** How many this condition leaves, of those before it. */
function Left({ clause }: { clause: Clause | undefined }) {
	const s = useS();
	if (clause?.leaves == null || clause.count == null) return null;
	return (
		<span className="clause-left tnum" title={s.leavesHelp(clause.count)}>
			{s.leaves(clause.leaves)}
		</span>
	);
}

export function GroupEditor({
	value,
	onChange,
	path = "filter",
	depth = 1,
	errors,
	clauses,
	self,
	full,
}: {
	value: Group;
	onChange: (g: Group) => void;
	path?: string;
	depth?: number;
	/** By path. */
	errors: Record<string, string>;
	/** Of the outermost group. */
	clauses?: ReadonlyMap<string, Clause> | undefined;
	self: string | undefined;
	/** There are as many conditions as there can be. */
	full: boolean;
}) {
	const s = useS();
	const kind = kindOfGroup(value) ?? "all";
	const children = childrenOf(value);
	const put = (i: number, c: Filter) =>
		onChange(
			group(
				kind,
				children.map((x, k) => (k === i ? c : x)),
			),
		);
	const add = (c: Filter) => onChange(group(kind, [...children, c]));
	const drop = (i: number) =>
		onChange(
			group(
				kind,
				children.filter((_, k) => k !== i),
			),
		);
	const start = () => newLeaf("email", "text");
	return (
		<fieldset className="clause-group" data-depth={depth}>
			<legend className="sr-only">
				{s.whom} {s.kinds[kind]}
			</legend>
			<div className="clause-head">
				<span>{s.whom}</span>
				<Select
					aria-label={s.whom}
					size="xs"
					w={210}
					data={kinds.map(k => ({ value: k, label: s.kinds[k] ?? k }))}
					value={kind}
					onChange={k => k && onChange(group(k as Kind, children))}
				/>
			</div>
			<Wrong text={errors[path]} />
			{children.length === 0 && depth === 1 && <p className="note clause-none">{s.everyone}</p>}
			<ol className="bare">
				{children.map((c, i) => {
					const here = `${path}.${kind}[${i}]`;
					const nested = kindOfGroup(c) !== null;
					const wrong = Object.entries(errors).find(([p]) => p === here || (p.startsWith(`${here}.`) && !nested))?.[1];
					return (
						// A condition has no name of its own: its key is its place.
						<li key={i} className="clause" data-wrong={wrong ? "" : undefined}>
							<span className="clause-join">{i > 0 ? s.joins[kind] : ""}</span>
							<div className="clause-body">
								{nested ? (
									<GroupEditor
										value={c as Group}
										onChange={g => put(i, g)}
										path={here}
										depth={depth + 1}
										errors={errors}
										self={self}
										full={full}
									/>
								) : (
									<LeafEditor leaf={c as Leaf} onChange={l => put(i, l)} self={self} />
								)}
								{!nested && <Wrong text={wrong} />}
							</div>
							<Left clause={clauses?.get(here)} />
							<ActionIcon
								variant="subtle"
								color="gray"
								aria-label={nested ? s.removeGroup(i + 1) : s.removeCondition(i + 1)}
								onClick={() => drop(i)}
							>
								<IconX size={16} />
							</ActionIcon>
						</li>
					);
				})}
			</ol>
			<Row gap="xs" className="clause-add">
				<Button
					size="compact-sm"
					variant="default"
					leftSection={<IconPlus size={14} />}
					disabled={full}
					title={full ? s.tooMany : undefined}
					onClick={() => add(start())}
				>
					{s.addCondition}
				</Button>
				{depth < deepest && (
					<Button
						size="compact-sm"
						variant="subtle"
						leftSection={<IconPlus size={14} />}
						disabled={full}
						onClick={() => add({ any: [start()] })}
					>
						{s.addGroup}
					</Button>
				)}
			</Row>
		</fieldset>
	);
}
