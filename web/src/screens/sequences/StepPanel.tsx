// One step, open: what is wrong with it, what it does, where it goes on, and on a running sequence who is there.
import { ActionIcon, Button, Group, Menu, Modal, Select, Stack, Text } from "@mantine/core";
import {
	IconAlertTriangle,
	IconArrowDown,
	IconArrowUp,
	IconCopy,
	IconPlus,
	IconTrash,
	IconUsers,
	IconX,
} from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { Field } from "../../components/bits.tsx";
import { useT } from "../../i18n/index.tsx";
import { num, percent, ratio } from "../../lib/format.ts";
import { TypeItems } from "./AddMenu.tsx";
import type { Problem, StepFigures } from "./api.ts";
import { branchSteps, into, link, type Slot, slotsOf } from "./graph.ts";
import { StepIcon } from "./look.tsx";
import { StepForm } from "./StepForm.tsx";
import { isBranching, type Step } from "./types.ts";
import type { StepActions } from "./useStepActions.ts";
import { problemWords, titleOf, useW } from "./useW.ts";

function GoesOn({ step, steps, actions }: { step: Step; steps: Step[]; actions: StepActions }) {
	const w = useW();
	const graph = useMemo(() => link(steps), [steps]);
	const words: Record<Slot, string> = {
		next: w.step.goesOn,
		yes: step.type === "wait" ? w.step.goesOnCame : step.type === "split" ? w.step.goesOnA : w.step.goesOnYes,
		no: step.type === "wait" ? w.step.goesOnTimeout : step.type === "split" ? w.step.goesOnB : w.step.goesOnNo,
	};
	const choices = [
		{ value: "", label: w.step.theEnd },
		...steps
			.filter(s => s.id !== step.id)
			.map(s => ({ value: s.id, label: `${w.types[s.type]}: ${titleOf(w, s, steps)}` })),
	];
	return slotsOf(step.type).map(slot => (
		<Select
			key={slot}
			label={words[slot]}
			searchable
			data={choices}
			value={graph.outs.get(step.id)?.[slot] ?? ""}
			onChange={v => actions.connect(step.id, slot, v || null)}
		/>
	));
}

function Numbers({ step, f, onPeople }: { step: Step; f: StepFigures; onPeople: () => void }) {
	const w = useW();
	const t = useT();
	const of = (n: number) => `${num(n)} · ${percent(ratio(n, f.sent))}`;
	return (
		<section className="panel-part">
			<h3>{w.step.figures}</h3>
			<dl className="facts facts-row">
				<Field label={w.step.waiting}>{num(f.waiting)}</Field>
				<Field label={w.step.entered}>{num(f.entered)}</Field>
				<Field label={w.step.passed}>{num(f.passed)}</Field>
				{step.type === "email" && (
					<>
						<Field label={w.sent}>{num(f.sent)}</Field>
						<Field label={w.opened}>{of(f.openedPeople)}</Field>
						<Field label={w.clicked}>{of(f.clickedPeople)}</Field>
						<Field label={w.replied}>{of(f.replied)}</Field>
						<Field label={w.bounced}>{of(f.bounced)}</Field>
					</>
				)}
				{isBranching(step.type) && (
					<>
						<Field label={w.step.yesTaken}>{num(f.trueTaken)}</Field>
						<Field label={w.step.noTaken}>{num(f.falseTaken)}</Field>
					</>
				)}
			</dl>
			<Button
				mt="sm"
				fullWidth
				variant="default"
				leftSection={<IconUsers size={16} />}
				onClick={onPeople}
				disabled={f.waiting === 0}
			>
				{f.waiting === 0 ? `${w.step.waiting}: ${t.common.none}` : w.step.showPeople(f.waiting)}
			</Button>
		</section>
	);
}

export function StepPanel({
	step,
	steps,
	actions,
	problems,
	figures,
	locked,
	onClose,
	onWrite,
	onPeople,
	onAskRemove,
}: {
	step: Step;
	steps: Step[];
	actions: StepActions;
	problems: Problem[];
	figures: StepFigures | null;
	locked: boolean;
	onClose: () => void;
	onWrite: () => void;
	onPeople: () => void;
	onAskRemove: (id: string) => void;
}) {
	const w = useW();
	const graph = useMemo(() => link(steps), [steps]);
	const loose = graph.entry !== step.id && into(graph, step.id).length === 0;
	const slot = slotsOf(step.type)[0];
	return (
		<aside className="step-panel" aria-label={`${w.step.panel}: ${titleOf(w, step, steps)}`}>
			<header>
				<StepIcon type={step.type} />
				<h2>{w.types[step.type]}</h2>
				<ActionIcon variant="subtle" color="gray" aria-label={w.step.close} onClick={onClose}>
					<IconX size={18} />
				</ActionIcon>
			</header>
			<div className="step-panel-body">
				{problems.length > 0 && (
					<div className="note" data-tone="bad" role="status">
						<strong>
							<IconAlertTriangle size={15} aria-hidden /> {w.step.problems}
						</strong>
						<ul>
							{problems.map(p => (
								<li key={p.field + p.message}>{problemWords(w, p)}</li>
							))}
						</ul>
					</div>
				)}
				<StepForm step={step} steps={steps} actions={actions} locked={locked} onWrite={onWrite} />
				{figures && <Numbers step={step} f={figures} onPeople={onPeople} />}
				{!locked && (
					<section className="panel-part">
						<Stack gap="sm">
							<GoesOn step={step} steps={steps} actions={actions} />
							{loose && (
								<Button variant="default" onClick={() => actions.startWith(step.id)}>
									{w.step.makeFirst}
								</Button>
							)}
							<Group gap="xs">
								{slot && (
									<Menu position="bottom-start" width={300} menuItemTabIndex={0} withInitialFocusPlaceholder={false}>
										<Menu.Target>
											<Button variant="default" size="compact-sm" leftSection={<IconPlus size={14} />}>
												{w.step.addAfter}
											</Button>
										</Menu.Target>
										<Menu.Dropdown className="add-menu">
											<TypeItems onPick={type => actions.add(type, { from: step.id, slot })} />
										</Menu.Dropdown>
									</Menu>
								)}
								<Button
									variant="default"
									size="compact-sm"
									leftSection={<IconCopy size={14} />}
									onClick={() => actions.duplicate(step.id)}
								>
									{w.step.duplicate}
								</Button>
								<ActionIcon
									variant="default"
									size={26}
									aria-label={w.step.up}
									disabled={!actions.canShift(step, -1)}
									onClick={() => actions.shift(step.id, -1)}
								>
									<IconArrowUp size={14} />
								</ActionIcon>
								<ActionIcon
									variant="default"
									size={26}
									aria-label={w.step.down}
									disabled={!actions.canShift(step, 1)}
									onClick={() => actions.shift(step.id, 1)}
								>
									<IconArrowDown size={14} />
								</ActionIcon>
								<Button
									variant="subtle"
									color="red"
									size="compact-sm"
									leftSection={<IconTrash size={14} />}
									onClick={() => onAskRemove(step.id)}
								>
									{w.step.delete}
								</Button>
							</Group>
						</Stack>
					</section>
				)}
			</div>
		</aside>
	);
}

/** A condition with steps on its sides asks which of them stay; anything else goes at once, with Undo. */
export function useRemove(steps: Step[], actions: StepActions) {
	const t = useT();
	const w = useW();
	const [asking, setAsking] = useState<string | null>(null);
	const ask = (id: string) => {
		const step = steps.find(s => s.id === id);
		if (!step) return;
		if (isBranching(step.type) && branchSteps(steps, id, true).length + branchSteps(steps, id, false).length > 0)
			setAsking(id);
		else actions.remove(id);
	};
	const go = (keep: "yes" | "no" | "none") => {
		if (asking) actions.remove(asking, keep);
		setAsking(null);
	};
	const yes = asking ? branchSteps(steps, asking, true).length : 0;
	const no = asking ? branchSteps(steps, asking, false).length : 0;
	const dialog = (
		<Modal
			opened={asking !== null}
			onClose={() => setAsking(null)}
			title={w.step.deleteTitle}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<Stack>
				<Text size="sm">{w.step.deleteText}</Text>
				{yes > 0 && (
					<Button variant="default" onClick={() => go("yes")}>
						{w.step.keepYes(yes)}
					</Button>
				)}
				{no > 0 && (
					<Button variant="default" onClick={() => go("no")}>
						{w.step.keepNo(no)}
					</Button>
				)}
				<Button variant="light" color="red" onClick={() => go("none")}>
					{w.step.keepNone}
				</Button>
			</Stack>
		</Modal>
	);
	return { ask, dialog };
}
