// The frame of the pages before one is signed in.
import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Mark } from "../../components/Mark.tsx";
import { usePageTitle } from "../../components/Page.tsx";
import { useT } from "../../i18n/index.tsx";

export { looksLikeAddress } from "../../lib/fieldErrors.ts";
export const longEnough = (password: string) => [...password].length >= 8;

export function AuthFrame({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
	const t = useT();
	usePageTitle(title);
	return (
		<main className="auth">
			<div className="auth-box">
				<div className="auth-brand">
					<Mark size={36} />
					<span>LOUMASS</span>
				</div>
				<Title order={1} size="h3">
					{title}
				</Title>
				<Text c="dimmed" size="sm" mb="lg">
					{lead}
				</Text>
				{children}
			</div>
			<p className="auth-foot">{t.auth.tagline}</p>
		</main>
	);
}
