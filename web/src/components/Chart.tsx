// A plot over time with its numbers on hover, and the same numbers as a table. uPlot draws; it is loaded with this.
import "uplot/dist/uPlot.min.css";
import { Button, useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconChartBar, IconTable } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import { useT } from "../i18n/index.tsx";
import { compact, currentZone, num } from "../lib/format.ts";

export interface Series {
	label: string;
	color: string;
	values: number[];
	bars?: boolean;
	dashed?: boolean;
	fill?: boolean;
}

function resolve(color: string, el: HTMLElement): string {
	const probe = document.createElement("span");
	probe.style.color = color;
	el.append(probe);
	const value = getComputedStyle(probe).color;
	probe.remove();
	return value;
}

export default function Chart({
	label,
	times,
	series,
	format,
	axisFormat,
	timeHead,
	height = 220,
}: {
	label: string;
	/** Milliseconds. */
	times: number[];
	series: Series[];
	format: (ms: number) => string;
	axisFormat: (ms: number) => string;
	timeHead: string;
	height?: number;
}) {
	const t = useT();
	const scheme = useComputedColorScheme("light");
	const { ref: sizeRef, width } = useElementSize();
	const host = useRef<HTMLDivElement>(null);
	const [table, setTable] = useState(false);
	const [tip, setTip] = useState<{ at: number; x: number; y: number } | null>(null);
	const pen = useRef({ format, axisFormat });
	pen.current = { format, axisFormat };
	const key = JSON.stringify([times.length, times[0], times.at(-1), series.map(s => [s.label, s.color])]);
	const bars = series.some(s => s.bars);
	const halfStep = times.length > 1 ? (times[1]! - times[0]!) / 2000 : 43_200;
	const plot = useRef<uPlot | null>(null);
	const data = [times.map(x => x / 1000), ...series.map(s => s.values)] as uPlot.AlignedData;
	const latest = useRef(data);
	latest.current = data;

	// biome-ignore lint/correctness/useExhaustiveDependencies: the plot is rebuilt when its shape, colours or width change
	useEffect(() => {
		const el = host.current;
		if (!el || table || width === 0) return;
		const css = (v: string) => resolve(v, el);
		const grid = css("var(--line)");
		const dim = css("var(--dim)");
		const u = new uPlot(
			{
				width,
				height,
				padding: [12, 26, 0, 0],
				legend: { show: false },
				tzDate: ts => uPlot.tzDate(new Date(ts * 1000), currentZone()),
				cursor: { drag: { x: false, y: false }, points: { size: 7 }, y: false },
				scales: {
					x: bars ? { range: (_u, min, max) => [min - halfStep, max + halfStep] } : {},
					y: { range: (_u, _min, max) => [0, Math.max(4, max * 1.08)] },
				},
				axes: [
					{
						stroke: dim,
						grid: { show: false },
						ticks: { show: false },
						font: "12px 'Inter Variable', sans-serif",
						space: 80,
						size: 30,
						// Ticks within one day would say the same twice.
						values: (_u, splits) => {
							const words = splits.map(s => pen.current.axisFormat(s * 1000));
							return words.map((w, i) => (w === words[i - 1] ? "" : w));
						},
					},
					{
						stroke: dim,
						size: 48,
						grid: { stroke: grid, width: 1 },
						ticks: { show: false },
						font: "12px 'Inter Variable', sans-serif",
						space: 44,
						values: (_u, splits) => splits.map(s => (Number.isInteger(s) ? compact(s) : "")),
					},
				],
				series: [
					{},
					...series.map<uPlot.Series>(s => ({
						label: s.label,
						stroke: css(s.color),
						width: s.bars ? 0 : 1.75,
						points: { show: times.length < 3 },
						...(s.dashed ? { dash: [4, 4] } : {}),
						...(s.bars && uPlot.paths.bars
							? { fill: css(s.color), paths: uPlot.paths.bars({ size: [0.62, 36], radius: 0.15 }) }
							: {}),
					})),
				],
				hooks: {
					setCursor: [
						me => {
							const i = me.cursor.idx;
							if (i === null || i === undefined || (me.cursor.left ?? -1) < 0) setTip(null);
							else setTip({ at: i, x: me.valToPos(me.data[0][i]!, "x") + 48, y: 8 });
						},
					],
				},
			},
			latest.current,
			el,
		);
		plot.current = u;
		return () => {
			plot.current = null;
			u.destroy();
		};
	}, [key, width, height, scheme, table]);
	useEffect(() => {
		plot.current?.setData(data);
	});

	return (
		<div ref={sizeRef}>
			<div className="line" style={{ marginBottom: 8 }}>
				<div className="legend chart-legend">
					{series.map(s => (
						<span key={s.label}>
							<i style={{ background: s.color }} />
							{s.label}
						</span>
					))}
				</div>
				<Button
					variant="subtle"
					color="gray"
					size="compact-xs"
					leftSection={table ? <IconChartBar size={14} /> : <IconTable size={14} />}
					onClick={() => setTable(v => !v)}
				>
					{table ? t.common.asChart : t.common.asTable}
				</Button>
			</div>
			{table ? (
				<div className="table-scroll" style={{ maxHeight: height + 40 }} tabIndex={0} role="region" aria-label={label}>
					<table className="table">
						<caption className="sr-only">{label}</caption>
						<thead>
							<tr>
								<th scope="col">{timeHead}</th>
								{series.map(s => (
									<th scope="col" className="num" key={s.label}>
										{s.label}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{times.map((ms, i) => (
								<tr key={ms}>
									<td>{format(ms)}</td>
									{series.map(s => (
										<td key={s.label} className="num">
											{num(s.values[i] ?? 0)}
										</td>
									))}
								</tr>
							))}
						</tbody>
					</table>
				</div>
			) : (
				<div className="chart" style={{ height }} role="img" aria-label={label} ref={host}>
					{tip && times[tip.at] !== undefined && (
						<div
							className="chart-tip"
							style={tip.x > width / 2 ? { right: width - tip.x + 12, top: tip.y } : { left: tip.x + 12, top: tip.y }}
						>
							<strong>{format(times[tip.at]!)}</strong>
							{series.map(s => (
								<div key={s.label}>
									<i style={{ background: s.color }} />
									{s.label}
									<b>{num(s.values[tip.at] ?? 0)}</b>
								</div>
							))}
						</div>
					)}
				</div>
			)}
		</div>
	);
}
