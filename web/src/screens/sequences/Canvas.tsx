// The drawing: React Flow shows the steps and the ways between them; every change goes through graph.ts.
import "@xyflow/react/dist/style.css";
import { ActionIcon, Tooltip, useComputedColorScheme } from "@mantine/core";
import {
	IconAlertTriangle,
	IconArrowBackUp,
	IconArrowForwardUp,
	IconLayoutGrid,
	IconPlus,
	IconX,
} from "@tabler/icons-react";
import {
	Background,
	BaseEdge,
	type Connection,
	Controls,
	EdgeLabelRenderer,
	type EdgeProps,
	type Edge as FlowEdge,
	getSmoothStepPath,
	Handle,
	MarkerType,
	MiniMap,
	type Node,
	type NodeProps,
	Panel,
	Position,
	ReactFlow,
	ReactFlowProvider,
	useNodesState,
	useReactFlow,
} from "@xyflow/react";
import { createContext, memo, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { num, percent, ratio } from "../../lib/format.ts";
import { AddMenu } from "./AddMenu.tsx";
import type { Problem, StepFigures } from "./api.ts";
import { branchRow, columnWidth, edgesOf, type History, into, link, rowHeight, type Slot, slotsOf } from "./graph.ts";
import { StepIcon } from "./look.tsx";
import type { Step, StepType } from "./types.ts";
import type { Spot, StepActions } from "./useStepActions.ts";
import { noteOf, problemWords, slotWords, titleOf, useW } from "./useW.ts";

const cardWidth = 240;
const START = "\u0000start";

interface Board {
	ask: (spot: Spot, from: Element) => void;
	cut: (from: string, slot: Slot) => void;
	locked: boolean;
}
const BoardContext = createContext<Board>({ ask: () => {}, cut: () => {}, locked: true });

type StepNode = Node<
	{
		step: Step;
		title: string;
		note: string;
		problems: Problem[];
		figures: StepFigures | null;
		loose: boolean;
		locked: boolean;
	},
	"step"
>;
type StartNode = Node<{ text: string; empty: boolean }, "start">;
type EndNode = Node<{ spot: { from: string; slot: Slot }; title: string }, "end">;
type AnyNode = StepNode | StartNode | EndNode;
type WayEdge = FlowEdge<{ slot: Slot; label: string; after: string; target: string | null }, "way">;

function Figures({ step, f }: { step: Step; f: StepFigures }) {
	const w = useW();
	const rates =
		step.type === "email" && f.sent > 0
			? [
					w.canvas.openedShare(percent(ratio(f.openedPeople, f.sent))),
					w.canvas.clickedShare(percent(ratio(f.clickedPeople, f.sent))),
				]
			: step.type === "condition" || step.type === "split" || step.type === "wait"
				? [w.canvas.taken(num(f.trueTaken), num(f.falseTaken))]
				: [];
	return (
		<div className="step-live">
			<span className="step-here" data-some={f.waiting > 0 || undefined}>
				{w.canvas.here(f.waiting)}
			</span>
			<span>{w.canvas.passed(f.passed)}</span>
			{rates.length > 0 && <span className="step-rates">{rates.join(" · ")}</span>}
		</div>
	);
}

const StepCard = memo(function StepCard({ data, selected }: NodeProps<StepNode>) {
	const w = useW();
	const { step, title, note, problems, figures, loose, locked } = data;
	const slots = slotsOf(step.type);
	return (
		<div className="step-card" data-selected={selected || undefined} data-bad={problems.length > 0 || undefined}>
			<Handle type="target" position={Position.Top} isConnectable={!locked} />
			<div className="step-head">
				<StepIcon type={step.type} />
				<div className="step-words">
					<small>{w.types[step.type]}</small>
					<strong title={title}>{title}</strong>
					{note && <small>{note}</small>}
				</div>
				{problems.length > 0 && (
					<span className="step-bad" title={problems.map(p => problemWords(w, p)).join("\n")}>
						<IconAlertTriangle size={16} aria-hidden />
						<span className="sr-only">{w.canvas.problems(problems.length)}</span>
					</span>
				)}
			</div>
			{loose && <p className="step-loose">{w.canvas.unreached}</p>}
			{figures && <Figures step={step} f={figures} />}
			{slots.map(slot => (
				<Handle
					key={slot}
					id={slot}
					type="source"
					position={Position.Bottom}
					isConnectable={!locked}
					style={slot === "yes" ? { left: "25%" } : slot === "no" ? { left: "75%" } : undefined}
				/>
			))}
		</div>
	);
});

function StartCard({ data }: NodeProps<StartNode>) {
	const w = useW();
	const board = use(BoardContext);
	return (
		<div className="step-start">
			<span>{data.text}</span>
			{data.empty && !board.locked && (
				<ActionIcon
					size={26}
					radius="xl"
					variant="default"
					className="nodrag nopan"
					aria-label={w.canvas.addFirst}
					onClick={e => board.ask("start", e.currentTarget)}
				>
					<IconPlus size={15} />
				</ActionIcon>
			)}
			<Handle id="next" type="source" position={Position.Bottom} isConnectable={!board.locked} />
		</div>
	);
}

function EndCard({ data }: NodeProps<EndNode>) {
	const w = useW();
	const board = use(BoardContext);
	return (
		<div className="step-end">
			<Handle type="target" position={Position.Top} isConnectable={false} />
			{board.locked ? (
				<span>{w.canvas.end}</span>
			) : (
				<ActionIcon
					size={26}
					radius="xl"
					variant="default"
					className="nodrag nopan"
					aria-label={w.canvas.addAt(data.title)}
					onClick={e => board.ask(data.spot, e.currentTarget)}
				>
					<IconPlus size={15} />
				</ActionIcon>
			)}
		</div>
	);
}

const WayLine = memo(function WayLine(p: EdgeProps<WayEdge>) {
	const w = useW();
	const board = use(BoardContext);
	const { slot, label, after, target } = p.data!;
	const back = p.targetY < p.sourceY;
	const [path, x, y] = getSmoothStepPath({
		sourceX: p.sourceX,
		sourceY: p.sourceY,
		sourcePosition: p.sourcePosition,
		targetX: p.targetX,
		targetY: p.targetY,
		targetPosition: p.targetPosition,
		borderRadius: 12,
		...(back ? { offset: 34 } : {}),
	});
	const straight = Math.abs(p.sourceX - p.targetX) < 2;
	const spot: Spot = p.source === START ? "start" : { from: p.source, slot };
	return (
		<>
			<BaseEdge id={p.id} path={path} {...(p.markerEnd ? { markerEnd: p.markerEnd } : {})} />
			<EdgeLabelRenderer>
				{label && (
					<span
						className="way-label"
						data-slot={slot}
						style={{ transform: `translate(-50%, -50%) translate(${p.sourceX}px, ${p.sourceY + 13}px)` }}
					>
						{label}
					</span>
				)}
				{target !== null && !board.locked && (
					<span
						className="way-tools nodrag nopan"
						style={{
							transform: `translate(-50%, -50%) translate(${straight || back ? x : p.sourceX}px, ${label ? Math.max(y, p.sourceY + 36) : y}px)`,
						}}
					>
						<button
							type="button"
							className="way-add"
							aria-label={w.canvas.addAt(after)}
							onClick={e => board.ask(spot, e.currentTarget)}
						>
							<IconPlus size={13} />
						</button>
						{p.source !== START && (
							<button
								type="button"
								className="way-cut"
								aria-label={`${w.canvas.cut}: ${after} → ${target}`}
								title={w.canvas.cut}
								onClick={() => board.cut(p.source, slot)}
							>
								<IconX size={11} />
							</button>
						)}
					</span>
				)}
			</EdgeLabelRenderer>
		</>
	);
});

const nodeTypes = { step: StepCard, start: StartCard, end: EndCard };
const edgeTypes = { way: WayLine };

export interface CanvasProps {
	steps: Step[];
	history: History;
	problems: ReadonlyMap<string, Problem[]>;
	figures: ReadonlyMap<string, StepFigures> | null;
	selected: string | null;
	onSelect: (id: string | null) => void;
	onAskRemove: (id: string) => void;
	actions: StepActions;
	undo: () => void;
	redo: () => void;
	triggerText: string;
	locked?: boolean;
}

function Drawing({
	steps,
	history,
	problems,
	figures,
	selected,
	onSelect,
	onAskRemove,
	actions,
	undo,
	redo,
	triggerText,
	locked = false,
}: CanvasProps) {
	const w = useW();
	const scheme = useComputedColorScheme("light");
	const flow = useReactFlow();
	const graph = useMemo(() => link(steps), [steps]);
	const [asked, setAsked] = useState<{ spot: Spot; x: number; y: number; from: Element | null } | null>(null);

	const wanted = useMemo<AnyNode[]>(() => {
		const out: AnyNode[] = [];
		const places = new Map(steps.map((s, i) => [s.id, s.position ?? { x: 0, y: i * rowHeight }]));
		const first = graph.entry ? places.get(graph.entry)! : { x: 0, y: 0 };
		out.push({
			id: START,
			type: "start",
			position: { x: first.x, y: first.y - 90 },
			data: { text: triggerText, empty: steps.length === 0 },
			draggable: false,
			selectable: false,
			focusable: false,
			width: cardWidth,
		});
		for (const s of steps) {
			const title = titleOf(w, s, steps);
			out.push({
				id: s.id,
				type: "step",
				position: places.get(s.id)!,
				width: cardWidth,
				selected: s.id === selected,
				ariaLabel: [
					w.canvas.node(w.types[s.type], title),
					...(problems.get(s.id)?.length ? [w.canvas.problems(problems.get(s.id)!.length)] : []),
				].join(", "),
				data: {
					step: s,
					title,
					note: noteOf(w, s),
					problems: problems.get(s.id) ?? [],
					figures: figures?.get(s.id) ?? null,
					loose: s.id !== graph.entry && into(graph, s.id).length === 0,
					locked,
				},
			});
			for (const slot of slotsOf(s.type)) {
				if (graph.outs.get(s.id)?.[slot]) continue;
				const p = places.get(s.id)!;
				const side = slot === "yes" ? -columnWidth / 2 : slot === "no" ? columnWidth / 2 : 0;
				out.push({
					id: `\u0000end ${s.id} ${slot}`,
					type: "end",
					position: { x: p.x + side + cardWidth / 2 - 15, y: p.y + (slot === "next" ? rowHeight - 24 : branchRow - 6) },
					data: {
						spot: { from: s.id, slot },
						title: slot === "next" ? title : `${title} (${slotWords(w, s)[slot]})`,
					},
					draggable: false,
					selectable: false,
					focusable: false,
					width: 30,
				});
			}
		}
		return out;
	}, [steps, graph, problems, figures, selected, triggerText, locked, w]);

	const wires = useMemo<WayEdge[]>(() => {
		const byId = new Map(steps.map(s => [s.id, s]));
		const title = (id: string) => titleOf(w, byId.get(id)!, steps);
		const arrow = { type: MarkerType.ArrowClosed, width: 15, height: 15 };
		const way = (from: string, slot: Slot, to: string | null): WayEdge => {
			const step = byId.get(from);
			const words = slotWords(w, step);
			return {
				id: `${from} ${slot}`,
				type: "way",
				source: from,
				sourceHandle: slot,
				target: to ?? `\u0000end ${from} ${slot}`,
				focusable: false,
				selectable: false,
				...(to ? { markerEnd: arrow } : {}),
				data: {
					slot,
					label: slot === "next" ? "" : words[slot],
					after: step ? `${title(from)}${slot === "next" ? "" : ` (${words[slot]})`}` : triggerText,
					target: to ? title(to) : null,
				},
			};
		};
		return [
			...(graph.entry ? [way(START, "next", graph.entry)] : []),
			...edgesOf(graph).map(e => way(e.from, e.slot, e.to)),
		];
	}, [steps, graph, triggerText, w]);

	const [nodes, setNodes, onNodesChange] = useNodesState<AnyNode>(wanted);
	useEffect(() => {
		setNodes(old => {
			const sizes = new Map(old.map(n => [n.id, n.measured]));
			return wanted.map(n => ({ ...n, ...(sizes.get(n.id) ? { measured: sizes.get(n.id)! } : {}) }));
		});
	}, [wanted, setNodes]);

	// A step that was just made, or chosen elsewhere, comes into view.
	const shown = useRef<string | null>(null);
	useEffect(() => {
		if (!selected || shown.current === selected) {
			shown.current = selected;
			return;
		}
		shown.current = selected;
		const at = steps.find(s => s.id === selected)?.position;
		const host = document.querySelector(".canvas-box")?.getBoundingClientRect();
		if (!at || !host) return;
		// With the plus sign below it.
		const top = flow.flowToScreenPosition({ x: at.x, y: at.y });
		const foot = flow.flowToScreenPosition({ x: at.x + cardWidth, y: at.y + rowHeight + 20 });
		const inside = top.x > host.left && foot.x < host.right && top.y > host.top + 50 && foot.y < host.bottom - 20;
		if (!inside)
			void flow.setCenter(at.x + cardWidth / 2, at.y + rowHeight / 2, {
				zoom: Math.max(0.7, flow.getZoom()),
				duration: 200,
			});
	}, [selected, steps, flow]);

	const ask = useCallback((spot: Spot, from: Element) => {
		const r = from.getBoundingClientRect();
		setAsked({ spot, x: r.left + r.width / 2, y: r.bottom + 4, from });
	}, []);
	const cut = useCallback((from: string, slot: Slot) => actions.connect(from, slot, null), [actions]);
	const board = useMemo<Board>(() => ({ ask, cut, locked }), [ask, cut, locked]);

	const onConnect = (c: Connection) => {
		if (c.source === START) actions.startWith(c.target);
		else if (c.source && c.target && !c.target.startsWith("\u0000"))
			actions.connect(c.source, (c.sourceHandle as Slot | null) ?? "next", c.target);
	};
	const onKeyDown = (e: React.KeyboardEvent) => {
		const mod = e.metaKey || e.ctrlKey;
		const card = (e.target as HTMLElement).closest<HTMLElement>(".react-flow__node-step");
		const id = card?.dataset.id;
		const key = e.key.toLowerCase();
		if (mod && key === "z") {
			e.preventDefault();
			if (e.shiftKey) redo();
			else undo();
			return;
		}
		if (mod && key === "y") {
			e.preventDefault();
			redo();
			return;
		}
		if (!id || !card || mod || e.altKey || (e.target as HTMLElement).closest("button")) return;
		if (e.key === "Enter" || e.key === " ") {
			e.preventDefault();
			e.stopPropagation();
			onSelect(id);
		} else if (!locked && (e.key === "Delete" || e.key === "Backspace")) {
			e.preventDefault();
			onAskRemove(id);
		} else if (!locked && key === "d") {
			e.preventDefault();
			e.stopPropagation();
			actions.duplicate(id);
		} else if (!locked && key === "a") {
			e.preventDefault();
			e.stopPropagation();
			const slot = slotsOf(steps.find(s => s.id === id)!.type)[0];
			if (slot) ask({ from: id, slot }, card);
		}
	};
	const pick = (type: StepType) => {
		const spot = asked?.spot;
		setAsked(null);
		if (spot) actions.add(type, spot);
	};
	return (
		<BoardContext value={board}>
			<div
				className="canvas-box"
				onKeyDown={onKeyDown}
				role="application"
				aria-label={w.canvas.label}
				aria-describedby="canvas-keys"
			>
				<p id="canvas-keys" className="sr-only">
					{w.canvas.keys}
				</p>
				<ReactFlow<AnyNode, WayEdge>
					nodes={nodes}
					edges={wires}
					nodeTypes={nodeTypes}
					edgeTypes={edgeTypes}
					onNodesChange={onNodesChange}
					onNodeClick={(_e, n) => n.type === "step" && onSelect(n.id)}
					onPaneClick={() => onSelect(null)}
					onNodeDragStop={(_e, _n, moved) =>
						actions.move(new Map(moved.filter(n => n.type === "step").map(n => [n.id, n.position])))
					}
					onConnect={onConnect}
					isValidConnection={c => c.source !== c.target && !c.target.startsWith("\u0000")}
					nodesDraggable={!locked}
					nodesConnectable={!locked}
					edgesFocusable={false}
					deleteKeyCode={null}
					multiSelectionKeyCode={null}
					selectionKeyCode={null}
					connectionRadius={40}
					snapToGrid
					snapGrid={[10, 10]}
					minZoom={0.15}
					maxZoom={1.6}
					onInit={() => {
						const host = document.querySelector(".canvas-box")?.getBoundingClientRect();
						if (!host) return;
						const middle = (graph.entry && steps.find(s => s.id === graph.entry)?.position) || { x: 0, y: 0 };
						const fromTop = (zoom: number) =>
							flow.setViewport({
								x: host.width / 2 - (middle.x + cardWidth / 2) * zoom,
								y: 160 - middle.y * zoom,
								zoom,
							});
						// A short one begins at the top, at its full size; a longer one is shown whole, while that can be read.
						if (steps.length < 4) void fromTop(1);
						else void flow.fitView({ maxZoom: 1, padding: 0.12 }).then(() => flow.getZoom() < 0.4 && fromTop(0.8));
					}}
					onlyRenderVisibleElements={steps.length > 80}
					colorMode={scheme}
					ariaLabelConfig={{
						"controls.zoomIn.ariaLabel": w.canvas.zoomIn,
						"controls.zoomOut.ariaLabel": w.canvas.zoomOut,
						"controls.fitView.ariaLabel": w.canvas.fit,
						"minimap.ariaLabel": w.canvas.minimap,
						"node.a11yDescription.default": w.canvas.keys,
						"node.a11yDescription.keyboardDisabled": w.canvas.keys,
					}}
					proOptions={{ hideAttribution: false }}
				>
					<Background gap={20} size={1} />
					<Controls showInteractive={false} position="bottom-left" />
					<MiniMap
						pannable
						zoomable
						position="bottom-right"
						nodeStrokeWidth={0}
						className="hide-sm"
						style={{ width: 150, height: 110 }}
					/>
					{steps.length === 0 && (
						<Panel position="bottom-center" className="canvas-hint">
							<strong>{w.canvas.empty}</strong>
							<p>{w.canvas.emptyText}</p>
						</Panel>
					)}
					<Panel position="top-left" className="canvas-tools">
						{!locked && (
							<>
								<Tool label={w.canvas.undo} disabled={history.past.length === 0} onClick={undo}>
									<IconArrowBackUp size={17} />
								</Tool>
								<Tool label={w.canvas.redo} disabled={history.future.length === 0} onClick={redo}>
									<IconArrowForwardUp size={17} />
								</Tool>
								<Tool
									label={w.canvas.tidy}
									disabled={steps.length === 0}
									onClick={() => {
										actions.tidy();
										requestAnimationFrame(() => flow.fitView({ maxZoom: 1, padding: 0.16, duration: 200 }));
									}}
								>
									<IconLayoutGrid size={17} />
								</Tool>
								<Tool
									label={w.canvas.addHere}
									onClick={e => {
										const host = e.currentTarget.closest(".canvas-box")!.getBoundingClientRect();
										const spot = flow.screenToFlowPosition({
											x: host.left + host.width / 2,
											y: host.top + host.height / 2,
										});
										ask(
											steps.length === 0 ? "start" : { x: Math.round(spot.x), y: Math.round(spot.y) },
											e.currentTarget,
										);
									}}
								>
									<IconPlus size={17} />
								</Tool>
							</>
						)}
					</Panel>
				</ReactFlow>
				<AddMenu
					at={asked}
					onPick={pick}
					onClose={() => {
						const from = asked?.from;
						setAsked(null);
						if (from instanceof HTMLElement) from.focus();
					}}
				/>
			</div>
		</BoardContext>
	);
}

function Tool({
	label,
	disabled,
	onClick,
	children,
}: {
	label: string;
	disabled?: boolean;
	onClick: (e: React.MouseEvent<HTMLButtonElement>) => void;
	children: React.ReactNode;
}) {
	return (
		<Tooltip label={label}>
			<ActionIcon variant="default" size={32} aria-label={label} disabled={disabled} onClick={onClick}>
				{children}
			</ActionIcon>
		</Tooltip>
	);
}

export default function Canvas(props: CanvasProps) {
	return (
		<ReactFlowProvider>
			<Drawing {...props} />
		</ReactFlowProvider>
	);
}
