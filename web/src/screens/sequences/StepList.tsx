// The same steps as a list: for phones, for the keyboard, for people who hear the page.
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconAlertTriangle, IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { type ReactNode, useMemo } from "react";
import { TypeItems } from "./AddMenu.tsx";
import type { Problem, StepFigures } from "./api.ts";
import { branchesOf, link, type Slot, slotsOf } from "./graph.ts";
import { StepIcon } from "./look.tsx";
import { isBranching, isFinal, type Step } from "./types.ts";
import type { Spot, StepActions } from "./useStepActions.ts";
import { noteOf, problemWords, slotWords, titleOf, useW } from "./useW.ts";

export function StepList({
	steps,
	problems,
	figures,
	selected,
	onSelect,
	onAskRemove,
	actions,
	triggerText,
	locked = false,
}: {
	steps: Step[];
	problems: ReadonlyMap<string, Problem[]>;
	figures: ReadonlyMap<string, StepFigures> | null;
	selected: string | null;
	onSelect: (id: string) => void;
	onAskRemove: (id: string) => void;
	actions: StepActions;
	triggerText: string;
	locked?: boolean;
}) {
	const w = useW();
	const graph = useMemo(() => link(steps), [steps]);
	const byId = useMemo(() => new Map(steps.map(s => [s.id, s])), [steps]);

	const plus = (spot: Spot, label: string) =>
		!locked && (
			<Menu position="bottom-start" width={300} menuItemTabIndex={0} withInitialFocusPlaceholder={false}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" size={26} aria-label={label} className="list-add">
						<IconPlus size={15} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown className="add-menu">
					<TypeItems onPick={type => actions.add(type, spot)} />
				</Menu.Dropdown>
			</Menu>
		);

	const row = (s: Step): ReactNode => {
		const bad = problems.get(s.id) ?? [];
		const f = figures?.get(s.id);
		const title = titleOf(w, s, steps);
		const note = [noteOf(w, s), ...(f ? [w.canvas.here(f.waiting), w.canvas.passed(f.passed)] : [])].filter(Boolean);
		return (
			<div className="list-row" data-selected={s.id === selected || undefined} data-bad={bad.length > 0 || undefined}>
				<button type="button" className="list-open" onClick={() => onSelect(s.id)} aria-current={s.id === selected}>
					<StepIcon type={s.type} />
					<span className="step-words">
						<small>{w.types[s.type]}</small>
						<strong>{title}</strong>
						{note.length > 0 && <small>{note.join(" · ")}</small>}
						{bad.map(p => (
							<small key={p.field + p.message} className="bad">
								<IconAlertTriangle size={13} aria-hidden /> {problemWords(w, p)}
							</small>
						))}
					</span>
				</button>
				{!locked && (
					<span className="list-tools">
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={`${w.step.up}: ${title}`}
							disabled={!actions.canShift(s, -1)}
							onClick={() => actions.shift(s.id, -1)}
						>
							<IconArrowUp size={15} />
						</ActionIcon>
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={`${w.step.down}: ${title}`}
							disabled={!actions.canShift(s, 1)}
							onClick={() => actions.shift(s.id, 1)}
						>
							<IconArrowDown size={15} />
						</ActionIcon>
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={`${w.step.delete}: ${title}`}
							onClick={() => onAskRemove(s.id)}
						>
							<IconTrash size={15} />
						</ActionIcon>
					</span>
				)}
			</div>
		);
	};

	const chain = (ids: readonly string[]): ReactNode =>
		ids.map(id => {
			const s = byId.get(id)!;
			const title = titleOf(w, s, steps);
			return (
				<li key={id}>
					{row(s)}
					{isBranching(s.type) ? (
						<div className="list-sides">{(["yes", "no"] as const).map(slot => side(s, slot))}</div>
					) : (
						!isFinal(s.type) && plus({ from: id, slot: "next" }, w.canvas.addAt(title))
					)}
				</li>
			);
		});
	const side = (s: Step, slot: Slot): ReactNode => {
		const list = ((slot === "yes" ? branchesOf(s)?.trueBranch : branchesOf(s)?.falseBranch) ?? []).filter(id => {
			const o = graph.owner.get(id);
			return o?.id === s.id && o.yes === (slot === "yes");
		});
		const words = slotWords(w, s)[slot === "yes" ? "yes" : "no"];
		const to = graph.outs.get(s.id)?.[slot];
		return (
			<div className="list-side" key={slot} data-slot={slot}>
				<p>
					<b>{w.list.side(words)}</b>{" "}
					{list.length === 0 && (to ? w.list.toStep(titleOf(w, byId.get(to)!, steps)) : w.list.nothing)}
				</p>
				{plus({ from: s.id, slot }, w.canvas.addAt(`${titleOf(w, s, steps)} (${words})`))}
				{list.length > 0 && <ol>{chain(list)}</ol>}
			</div>
		);
	};

	const main: string[] = [];
	const seen = new Set<string>();
	for (let at = graph.entry; at && !seen.has(at); ) {
		seen.add(at);
		const s = byId.get(at)!;
		if (!graph.owner.has(at)) main.push(at);
		const next: string | null = (isBranching(s.type) ? s.nextStepId : graph.outs.get(at)?.next) ?? null;
		at = next && byId.has(next) ? next : null;
	}
	const last = byId.get(main.at(-1) ?? "");
	const back = last
		? slotsOf(last.type)[0]
			? isBranching(last.type)
				? last.nextStepId
				: graph.outs.get(last.id)?.next
			: null
		: null;
	const loose = steps.filter(s => !seen.has(s.id) && !graph.owner.has(s.id));
	return (
		<div className="step-list">
			<p className="list-start">{triggerText}</p>
			{steps.length === 0 ? (
				!locked && (
					<Menu width={300} menuItemTabIndex={0} withInitialFocusPlaceholder={false}>
						<Menu.Target>
							<Button leftSection={<IconPlus size={16} />}>{w.canvas.addFirst}</Button>
						</Menu.Target>
						<Menu.Dropdown className="add-menu">
							<TypeItems onPick={type => actions.add(type, "start")} />
						</Menu.Dropdown>
					</Menu>
				)
			) : (
				<>
					{plus("start", w.canvas.addFirst)}
					<ol aria-label={w.list.label}>{chain(main)}</ol>
					<p className="list-end">{back ? `↻ ${w.list.toStep(titleOf(w, byId.get(back)!, steps))}` : w.canvas.end}</p>
				</>
			)}
			{loose.length > 0 && (
				<>
					<h3>{w.list.loose}</h3>
					<ol aria-label={w.list.loose}>{chain(loose.map(s => s.id))}</ol>
				</>
			)}
		</div>
	);
}
