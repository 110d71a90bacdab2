// What was sent to a webhook, and what waits; one delivery opens to what is sent.
import { Button, Code, Group, Modal, Stack, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { dateTime, relative } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { type Delivery, type Hook, useHookWords } from "./words.ts";

type Page = { data: Delivery[]; page: { next: string | null } };
const tone: Record<string, string> = { pending: "PENDING", delivered: "DONE", failed: "FAILED" };

function Body({ hook, delivery }: { hook: Hook; delivery: Delivery }) {
	const w = useHookWords();
	const whole = useQuery({
		queryKey: ["hooks", hook.id, "delivery", delivery.id],
		queryFn: () => api.get<{ body: unknown }>(`/api/hooks/${hook.id}/deliveries/${delivery.id}`),
	});
	if (whole.isError) return <ErrorState error={whole.error} onRetry={() => whole.refetch()} />;
	return (
		<Code block aria-label={w.body} tabIndex={0}>
			{whole.isPending ? "…" : JSON.stringify(whole.data.body, null, 2)}
		</Code>
	);
}

function Row({ hook, delivery: d }: { hook: Hook; delivery: Delivery }) {
	const w = useHookWords();
	const [open, setOpen] = useState(false);
	return (
		<li className="line" style={{ display: "block" }}>
			<Group justify="space-between" wrap="nowrap" gap="xs">
				<Button variant="subtle" size="compact-sm" aria-expanded={open} onClick={() => setOpen(o => !o)}>
					{d.type}
				</Button>
				<span className="status" data-status={tone[d.status]}>
					{w.status[d.status]}
					{d.answer ? ` (${d.answer})` : ""}
				</span>
			</Group>
			<div className="dim-sm" style={{ whiteSpace: "normal", paddingInline: 8 }}>
				{dateTime(d.at)} · {w.tries(d.attempts)}
				{d.error ? ` · ${d.error}` : ""}
				{d.nextAt && d.attempts > 0 ? ` · ${w.next(relative(d.nextAt))}` : ""}
			</div>
			{open && <Body hook={hook} delivery={d} />}
		</li>
	);
}

export function HookLog({ hook, onClose }: { hook: Hook; onClose: () => void }) {
	const t = useT();
	const w = useHookWords();
	const client = useQueryClient();
	const log = useInfiniteQuery({
		queryKey: ["hooks", hook.id, "log"],
		initialPageParam: "",
		queryFn: ({ pageParam }) =>
			api.get<Page>(
				`/api/hooks/${hook.id}/deliveries?limit=30${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`,
			),
		getNextPageParam: last => last.page.next ?? undefined,
		refetchInterval: 5_000,
	});
	const rows = log.data?.pages.flatMap(p => p.data) ?? [];
	const replay = async () => {
		const since = new Date(Date.now() - 30 * 86_400_000).toISOString();
		try {
			const { deliveries } = await api.post<{ deliveries: number }>(`/api/hooks/${hook.id}/replay`, {
				since,
				status: "failed",
			});
			toast.done(w.replayed(deliveries));
		} catch (error) {
			toast.error(error);
		}
		await client.invalidateQueries({ queryKey: ["hooks"] });
	};
	return (
		<Modal
			opened
			onClose={onClose}
			size="xl"
			title={w.logTitle(hook.url)}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			{log.isPending ? (
				<RowsSkeleton rows={4} />
			) : log.isError ? (
				<ErrorState error={log.error} onRetry={() => log.refetch()} />
			) : rows.length === 0 ? (
				<EmptyState title={w.logEmpty} />
			) : (
				<Stack>
					{hook.lastError && (
						<Text size="sm" className="bad">
							{w.lastError(hook.lastError)}
						</Text>
					)}
					<ul className="plain-list">
						{rows.map(d => (
							<Row key={d.id} hook={hook} delivery={d} />
						))}
					</ul>
					<Group justify="space-between">
						<Button variant="default" size="compact-sm" onClick={replay}>
							{w.replay}
						</Button>
						{log.hasNextPage && (
							<Button variant="default" size="compact-sm" onClick={() => log.fetchNextPage()}>
								{t.common.more}
							</Button>
						)}
					</Group>
				</Stack>
			)}
		</Modal>
	);
}
