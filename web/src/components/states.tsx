// What a screen shows when there is nothing, not yet, or not any more.
import { Button, Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconMoodEmpty } from "@tabler/icons-react";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ApiError, connection } from "../api/client.ts";
import { useT } from "../i18n/index.tsx";
import { explain } from "../lib/explain.ts";

export function EmptyState({
	icon,
	title,
	text,
	children,
}: {
	icon?: ReactNode;
	title: string;
	text?: string;
	children?: ReactNode;
}) {
	return (
		<div className="empty">
			{icon && (
				<div className="empty-icon" aria-hidden>
					{icon}
				</div>
			)}
			<Title order={2} size="h4">
				{title}
			</Title>
			{text && (
				<Text c="dimmed" size="sm" maw={420}>
					{text}
				</Text>
			)}
			{children && (
				<Group justify="center" mt="md" gap="sm">
					{children}
				</Group>
			)}
		</div>
	);
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
	const t = useT();
	const missing = error instanceof ApiError && error.status === 404;
	const { title, text } = explain(error, t);
	return (
		<div role="alert">
			<EmptyState
				icon={missing ? <IconMoodEmpty size={26} /> : <IconAlertTriangle size={26} />}
				title={title}
				text={text}
			>
				{missing ? (
					<Button component={Link} to="/" variant="default">
						{t.errors.goHome}
					</Button>
				) : (
					onRetry && (
						<Button variant="default" onClick={onRetry}>
							{t.common.retry}
						</Button>
					)
				)}
			</EmptyState>
		</div>
	);
}

export function RowsSkeleton({ rows = 8, height = 20 }: { rows?: number; height?: number }) {
	const t = useT();
	return (
		<Stack gap="lg" p="md" aria-busy aria-label={t.common.loading} role="status">
			{Array.from({ length: rows }, (_, i) => (
				<Skeleton key={i} height={height} width={`${92 - ((i * 13) % 38)}%`} />
			))}
		</Stack>
	);
}

export function Pending() {
	const t = useT();
	return (
		<div className="page" role="status" aria-busy aria-label={t.common.loading}>
			<Skeleton height={28} width={180} mb="xl" />
			<RowsSkeleton />
		</div>
	);
}

export function NotFound() {
	const t = useT();
	return (
		<main className="page">
			<EmptyState icon={<IconMoodEmpty size={26} />} title={t.errors.notFoundTitle} text={t.errors.notFound}>
				<Button component={Link} to="/" variant="default">
					{t.errors.goHome}
				</Button>
			</EmptyState>
		</main>
	);
}

export function ErrorScreen({ error, reset }: ErrorComponentProps) {
	const t = useT();
	const offline = error instanceof ApiError && error.offline;
	if (error instanceof ApiError && !offline) {
		return (
			<main className="page">
				<ErrorState error={error} onRetry={reset} />
			</main>
		);
	}
	// A room that was never opened here needs the server; what is open stays, and the way back with it.
	if (
		offline ||
		!navigator.onLine ||
		!connection.online ||
		/dynamically imported module|Importing a module|preload/i.test(String(error))
	)
		return (
			<main className="page">
				<ErrorState
					error={new ApiError(0, "offline", "", [], null)}
					onRetry={async () => {
						if (await connection.probe()) location.reload();
					}}
				/>
			</main>
		);
	console.error(error);
	return (
		<main className="page">
			<EmptyState icon={<IconAlertTriangle size={26} />} title={t.errors.crashTitle} text={t.errors.crash}>
				<Button onClick={() => location.reload()}>{t.errors.reload}</Button>
				<Button component={Link} to="/" variant="default" onClick={reset}>
					{t.errors.goHome}
				</Button>
			</EmptyState>
		</main>
	);
}
