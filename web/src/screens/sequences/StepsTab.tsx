// The steps: drawn on the canvas or listed, the open one beside them.
import { Drawer, SegmentedControl, Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";
import { useT } from "../../i18n/index.tsx";
import { type Problem, type Sequence, sq } from "./api.ts";
import { StepList } from "./StepList.tsx";
import { StepPanel, useRemove } from "./StepPanel.tsx";
import type { SequenceDraft } from "./useSequenceDraft.ts";
import { useStepActions } from "./useStepActions.ts";
import { useW } from "./useW.ts";

const Canvas = lazy(() => import("./Canvas.tsx"));
const EmailEditor = lazy(() => import("./EmailEditor.tsx"));

export function StepsTab({
	sequence,
	draft,
	problems,
}: {
	sequence: Sequence;
	draft: SequenceDraft;
	problems: Problem[];
}) {
	const t = useT();
	const w = useW();
	const navigate = useNavigate();
	const search = useSearch({ from: "/app/sequences/$sequenceId" });
	const narrow = useMediaQuery("(max-width: 760px)", false, { getInitialValueInEffect: false });
	const view = search.view ?? (narrow ? "list" : "canvas");
	const [selected, setSelected] = useState<string | null>(null);
	const [writing, setWriting] = useState<string | null>(null);
	const select = useCallback((id: string | null) => setSelected(id), []);
	const actions = useStepActions(draft, select);
	const removing = useRemove(draft.steps, actions);
	const running = sequence.status !== "DRAFT";
	const analytics = useQuery({ ...sq.analytics(sequence.id, sequence.status === "ACTIVE"), enabled: running });
	const figures = useMemo(
		() => (running && analytics.data ? new Map(analytics.data.steps.map(f => [f.stepId, f])) : null),
		[running, analytics.data],
	);
	const byStep = useMemo(() => {
		const map = new Map<string, Problem[]>();
		for (const p of problems) if (p.stepId) map.set(p.stepId, [...(map.get(p.stepId) ?? []), p]);
		return map;
	}, [problems]);
	const triggerText =
		draft.meta.triggerType === "on_event" && draft.meta.settings.trigger?.event
			? `${w.settings.on_event}: “${draft.meta.settings.trigger.event}”`
			: w.settings[draft.meta.triggerType];
	const open = draft.steps.find(s => s.id === selected);
	const written = draft.steps.find(s => s.id === writing);
	const panel = open && (
		<StepPanel
			key={open.id}
			step={open}
			steps={draft.steps}
			actions={actions}
			problems={byStep.get(open.id) ?? []}
			figures={figures?.get(open.id) ?? null}
			locked={false}
			onClose={() => setSelected(null)}
			onWrite={() => setWriting(open.id)}
			onPeople={() =>
				navigate({
					to: "/sequences/$sequenceId",
					params: { sequenceId: sequence.id },
					search: { tab: "people", at: open.id, status: "ACTIVE" },
				})
			}
			onAskRemove={removing.ask}
		/>
	);
	const shared = {
		steps: draft.steps,
		problems: byStep,
		figures,
		selected,
		onSelect: select,
		onAskRemove: removing.ask,
		actions,
		triggerText,
	};
	return (
		<div className="steps-tab">
			<div className="steps-view">
				<SegmentedControl
					size="xs"
					aria-label={w.canvas.view}
					value={view}
					onChange={v =>
						navigate({
							to: "/sequences/$sequenceId",
							params: { sequenceId: sequence.id },
							search: { ...search, view: v as "canvas" | "list" },
							replace: true,
						})
					}
					data={[
						{ value: "canvas", label: w.canvas.asCanvas },
						{ value: "list", label: w.canvas.asList },
					]}
				/>
			</div>
			<div className="steps-cols" data-open={(!narrow && open !== undefined) || undefined}>
				{view === "canvas" ? (
					<Suspense fallback={<Skeleton className="canvas-box" />}>
						<Canvas {...shared} history={draft.history} undo={draft.undo} redo={draft.redo} />
					</Suspense>
				) : (
					<StepList {...shared} />
				)}
				{!narrow && panel}
			</div>
			{narrow && (
				<Drawer
					opened={open !== undefined && writing === null}
					onClose={() => setSelected(null)}
					position="bottom"
					size="82%"
					padding={0}
					title={open ? w.types[open.type] : ""}
					closeButtonProps={{ "aria-label": t.common.close }}
				>
					{panel}
				</Drawer>
			)}
			{written && (
				<Suspense>
					<EmailEditor
						step={written}
						steps={draft.steps}
						locked={false}
						onChange={(patch, mark) => actions.update(written.id, patch, mark)}
						onClose={() => setWriting(null)}
					/>
				</Suspense>
			)}
			{removing.dialog}
		</div>
	);
}
