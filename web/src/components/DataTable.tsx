// A table for long lists: real table markup, only the rows in view are drawn, the next page is fetched when the end
// comes near. j/k move, x selects, Enter opens. Columns that a phone has no room for say so with `wide`.
import { Checkbox, Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useEffect, useRef, useState } from "react";
import { useShortcuts } from "../app/shortcuts.ts";
import { useT } from "../i18n/index.tsx";
import { num } from "../lib/format.ts";

export interface Column<T> {
	id: string;
	head: string;
	help?: string;
	width?: number | string;
	num?: boolean;
	className?: string;
	/** Only where there is room. */
	wide?: boolean;
	cell: (row: T) => ReactNode;
	/** Sort names for up and down; the current one is marked. */
	sort?: { up: string; down: string };
}

export interface DataTableProps<T> {
	label: string;
	columns: Column<T>[];
	rows: T[];
	total?: number | null;
	/** `total` above this means that the server stopped counting. */
	countMax?: number;
	loading?: boolean;
	hasMore?: boolean;
	loadingMore?: boolean;
	onMore?: () => void;
	onOpen?: (row: T) => void;
	sort?: string | undefined;
	onSort?: (sort: string) => void;
	selection?: {
		selected: ReadonlySet<string>;
		onChange: (next: ReadonlySet<string>) => void;
		name: (row: T) => string;
	};
	rowHeight?: number;
	height?: string;
	foot?: ReactNode;
}

export function DataTable<T extends { id: string }>({
	label,
	columns: allColumns,
	rows,
	total,
	countMax,
	loading,
	hasMore,
	loadingMore,
	onMore,
	onOpen,
	sort,
	onSort,
	selection,
	rowHeight = 48,
	height = "max(320px, calc(100dvh - 236px))",
	foot,
}: DataTableProps<T>) {
	const t = useT();
	const narrow = useMediaQuery("(max-width: 760px)", false, { getInitialValueInEffect: false });
	const columns = narrow ? allColumns.filter(c => !c.wide) : allColumns;
	const scroller = useRef<HTMLDivElement>(null);
	const [at, setAt] = useState(-1);
	const lastChecked = useRef(-1);
	const virtual = useVirtualizer({
		count: rows.length,
		getScrollElement: () => scroller.current,
		estimateSize: () => rowHeight,
		overscan: 12,
	});
	const items = virtual.getVirtualItems();
	const last = items[items.length - 1]?.index ?? -1;
	const inView = virtual.range ?? { startIndex: 0, endIndex: -1 };

	useEffect(() => {
		if (hasMore && !loadingMore && rows.length > 0 && last >= rows.length - 15) onMore?.();
	}, [last, rows.length, hasMore, loadingMore, onMore]);

	const toggle = useCallback(
		(index: number, range: boolean) => {
			if (!selection) return;
			const next = new Set(selection.selected);
			const row = rows[index];
			if (!row) return;
			const on = !next.has(row.id);
			const from = range && lastChecked.current >= 0 ? Math.min(lastChecked.current, index) : index;
			const to = range && lastChecked.current >= 0 ? Math.max(lastChecked.current, index) : index;
			for (let i = from; i <= to; i++) {
				const id = rows[i]?.id;
				if (id) on ? next.add(id) : next.delete(id);
			}
			lastChecked.current = index;
			selection.onChange(next);
		},
		[selection, rows],
	);
	const move = (by: number) => {
		const next = Math.max(0, Math.min(rows.length - 1, at + by));
		setAt(next);
		virtual.scrollToIndex(next, { align: "auto" });
	};
	useShortcuts({
		j: () => move(1),
		k: () => move(-1),
		...(selection ? { x: () => at >= 0 && toggle(at, false) } : {}),
		...(onOpen
			? {
					Enter: () =>
						at >= 0 &&
						document.activeElement?.tagName !== "A" &&
						document.activeElement?.tagName !== "BUTTON" &&
						rows[at] &&
						onOpen(rows[at]),
				}
			: {}),
	});

	// Where the columns leave too little for the name, the table is wider than its place and scrolls.
	const narrowest = columns.reduce(
		(sum, c) => sum + (typeof c.width === "number" ? (narrow ? Math.min(c.width, 122) : c.width) : narrow ? 120 : 200),
		selection ? 44 : 0,
	);
	const span = columns.length + (selection ? 1 : 0);
	const before = items[0]?.start ?? 0;
	const after = virtual.getTotalSize() - (items[items.length - 1]?.end ?? 0);
	const allSelected = selection !== undefined && rows.length > 0 && rows.every(r => selection.selected.has(r.id));
	const someSelected = selection !== undefined && !allSelected && selection.selected.size > 0;

	return (
		<div className="panel">
			<div
				className="table-scroll"
				ref={scroller}
				style={{ maxHeight: height }}
				tabIndex={0}
				role="region"
				aria-label={label}
			>
				<table
					className="table"
					style={{ minWidth: narrowest }}
					aria-rowcount={
						(countMax === undefined || (total ?? 0) <= countMax ? total : -1) ?? (hasMore ? -1 : rows.length + 1)
					}
					aria-busy={loading}
				>
					<caption className="sr-only">{label}</caption>
					<colgroup>
						{selection && <col className="col-check" />}
						{columns.map(c => (
							<col
								key={c.id}
								style={
									c.width
										? { width: narrow && typeof c.width === "number" ? Math.min(c.width, 122) : c.width }
										: undefined
								}
							/>
						))}
					</colgroup>
					<thead>
						<tr aria-rowindex={1}>
							{selection && (
								<th scope="col">
									<Checkbox
										size="xs"
										aria-label={t.contacts.selectAll}
										checked={allSelected}
										indeterminate={someSelected}
										disabled={rows.length === 0}
										onChange={() => selection.onChange(allSelected ? new Set() : new Set(rows.map(r => r.id)))}
									/>
								</th>
							)}
							{columns.map(c => {
								const dir =
									c.sort && sort === c.sort.up
										? "ascending"
										: c.sort && sort === c.sort.down
											? "descending"
											: undefined;
								return (
									<th
										key={c.id}
										scope="col"
										title={c.help}
										aria-sort={dir}
										className={c.className ?? (c.num ? "num" : undefined)}
									>
										{c.sort && onSort ? (
											<button
												type="button"
												className="sort-head"
												onClick={() => c.sort && onSort(sort === c.sort.up ? c.sort.down : c.sort.up)}
											>
												{c.head}
												{dir === "ascending" && <IconArrowUp size={13} aria-hidden />}
												{dir === "descending" && <IconArrowDown size={13} aria-hidden />}
											</button>
										) : (
											c.head
										)}
									</th>
								);
							})}
						</tr>
					</thead>
					<tbody>
						{loading &&
							Array.from({ length: 10 }, (_, i) => (
								<tr key={i}>
									{selection && <td />}
									{columns.map((c, k) => (
										<td key={c.id} style={{ height: rowHeight }}>
											<Skeleton height={12} width={`${k === 0 ? 70 - ((i * 17) % 30) : 56 - ((i * 11) % 26)}%`} />
										</td>
									))}
								</tr>
							))}
						{before > 0 && (
							<tr className="spacer" aria-hidden>
								<td colSpan={span} style={{ height: before }} />
							</tr>
						)}
						{items.map(item => {
							const row = rows[item.index];
							if (!row) return null;
							const selected = selection?.selected.has(row.id);
							return (
								<tr
									key={row.id}
									aria-rowindex={item.index + 2}
									data-link={onOpen ? "" : undefined}
									data-selected={selected || undefined}
									data-at={item.index === at || undefined}
									onClick={e => {
										if (!onOpen || (e.target as HTMLElement).closest("a,button,input,label")) return;
										if (getSelection()?.toString()) return;
										onOpen(row);
									}}
								>
									{selection && (
										<td style={{ height: rowHeight }}>
											<Checkbox
												size="xs"
												aria-label={t.contacts.selectRow(selection.name(row))}
												checked={selected ?? false}
												onChange={e => toggle(item.index, (e.nativeEvent as MouseEvent).shiftKey)}
											/>
										</td>
									)}
									{columns.map(c => (
										<td key={c.id} style={{ height: rowHeight }} className={c.className ?? (c.num ? "num" : undefined)}>
											{c.cell(row)}
										</td>
									))}
								</tr>
							);
						})}
						{after > 0 && (
							<tr className="spacer" aria-hidden>
								<td colSpan={span} style={{ height: after }} />
							</tr>
						)}
					</tbody>
				</table>
			</div>
			{!loading && rows.length > 0 && (
				<div className="table-foot">
					<span className="tnum" aria-live="polite">
						{foot ??
							(total !== null && total !== undefined
								? t.common.of(
										`${num(inView.startIndex + 1)}–${num(Math.min(inView.endIndex + 1, rows.length))}`,
										countMax !== undefined && total > countMax
											? t.common.moreThan(countMax)
											: num(Math.max(total, rows.length)),
									)
								: t.common.showing(rows.length))}
					</span>
					<span>{loadingMore ? `${t.common.loading}…` : !hasMore ? t.common.endOfList : ""}</span>
				</div>
			)}
		</div>
	);
}
