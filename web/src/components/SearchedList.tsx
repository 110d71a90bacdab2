// A list that is searched and filtered by status, with what stands there when it is empty, matches nothing or fails.
import { Button, SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import type { useList } from "../api/queries.ts";
import { useT } from "../i18n/index.tsx";
import { SearchBox } from "./bits.tsx";
import { type Column, DataTable } from "./DataTable.tsx";
import { Page } from "./Page.tsx";
import { EmptyState, ErrorState } from "./states.tsx";

export interface Sought<S extends string> {
	search?: string | undefined;
	status?: S | undefined;
}

export function SearchedList<T extends { id: string }, S extends string>({
	title,
	placeholder,
	create,
	createBig,
	icon,
	empty,
	noMatch,
	statuses,
	sought,
	seek,
	list,
	columns,
	onOpen,
}: {
	title: string;
	placeholder: string;
	/** The button that makes a new one: in the head, and where there is nothing yet. */
	create: ReactNode;
	createBig: ReactNode;
	icon: ReactNode;
	empty: { title: string; text: string };
	noMatch: string;
	statuses: readonly (S & keyof ReturnType<typeof useT>["status"])[];
	sought: Sought<S>;
	seek: (next: Sought<S>) => void;
	list: ReturnType<typeof useList<T>>;
	columns: Column<T>[];
	onOpen: (row: T) => void;
}) {
	const t = useT();
	const filtered = Boolean(sought.search || sought.status);
	const none = !list.isPending && list.rows.length === 0;
	const failed = list.isError && list.rows.length === 0;
	return (
		<Page wide title={title} actions={create}>
			{(!none || filtered) && (
				<div className="toolbar" role="search">
					<SearchBox
						value={sought.search ?? ""}
						onChange={v => seek({ ...sought, search: v || undefined })}
						placeholder={placeholder}
					/>
					<div className="scroll-x">
						<SegmentedControl
							size="sm"
							aria-label={t.common.status}
							value={sought.status ?? ""}
							onChange={v => seek({ ...sought, status: (v || undefined) as S | undefined })}
							data={[{ value: "", label: t.common.all }, ...statuses.map(value => ({ value, label: t.status[value] }))]}
						/>
					</div>
				</div>
			)}
			{failed ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : none ? (
				<div className="panel">
					{filtered ? (
						<EmptyState icon={icon} title={noMatch}>
							<Button variant="default" onClick={() => seek({})}>
								{t.common.clearFilters}
							</Button>
						</EmptyState>
					) : (
						<EmptyState icon={icon} title={empty.title} text={empty.text}>
							{createBig}
						</EmptyState>
					)}
				</div>
			) : (
				<DataTable<T>
					label={title}
					columns={columns}
					rows={list.rows}
					loading={list.isPending}
					hasMore={list.hasNextPage}
					loadingMore={list.isFetchingNextPage}
					onMore={list.fetchNextPage}
					onOpen={onOpen}
					rowHeight={56}
				/>
			)}
		</Page>
	);
}
