import { Group, Text, Title } from "@mantine/core";
import { type ReactNode, useEffect } from "react";
import { useT } from "../i18n/index.tsx";

export function usePageTitle(title: string): void {
	const t = useT();
	useEffect(() => {
		document.title = t.title(title);
	}, [title, t]);
}

/** The frame of a screen: its name, what can be done, its content. */
export function Page({
	title,
	heading,
	lead,
	actions,
	children,
	wide,
}: {
	title: string;
	heading?: ReactNode;
	lead?: ReactNode;
	actions?: ReactNode;
	children: ReactNode;
	wide?: boolean;
}) {
	usePageTitle(title);
	return (
		<div className={wide ? "page page-wide" : "page"}>
			<header className="page-head">
				<div className="page-title">
					{heading ?? (
						<Title order={1} size="h3">
							{title}
						</Title>
					)}
					{lead && (
						<Text c="dimmed" size="sm">
							{lead}
						</Text>
					)}
				</div>
				{actions && <Group gap="xs">{actions}</Group>}
			</header>
			{children}
		</div>
	);
}

export function Panel({
	title,
	actions,
	children,
	flush,
	note,
}: {
	title?: ReactNode;
	actions?: ReactNode;
	children: ReactNode;
	flush?: boolean;
	note?: ReactNode;
}) {
	return (
		<section className="panel">
			{(title || actions) && (
				<header className="panel-head">
					<div>
						<h2>{title}</h2>
						{note && <p>{note}</p>}
					</div>
					{actions}
				</header>
			)}
			<div className={flush ? undefined : "panel-body"}>{children}</div>
		</section>
	);
}
