// How many a filter takes, and some of them.
import { Skeleton, Stack, Text } from "@mantine/core";
import type { SegmentPreview } from "../../api/types.ts";
import { LinkAnchor } from "../../components/bits.tsx";
import { Panel } from "../../components/Page.tsx";
import { useT } from "../../i18n/index.tsx";
import { num } from "../../lib/format.ts";
import { useS } from "./api.ts";

export function Count({ preview }: { preview: SegmentPreview }) {
	const s = useS();
	return (
		<span className="tnum" title={preview.estimated ? s.aboutHelp : undefined}>
			{preview.estimated ? `${s.about} ` : ""}
			{num(preview.count)}
		</span>
	);
}

export function CountPanel({
	preview,
	busy,
	unfinished,
	failed,
	children,
}: {
	preview: SegmentPreview | undefined;
	busy: boolean;
	/** Conditions that are not counted yet. */
	unfinished: number;
	failed: boolean;
	children?: React.ReactNode;
}) {
	const s = useS();
	const t = useT();
	return (
		<Panel>
			<div aria-live="polite" aria-busy={busy}>
				{preview ? (
					<Stack gap="md">
						<div className="big-count">
							<strong>
								<Count preview={preview} />
							</strong>
							<span>{s.people(preview.count)}</span>
						</div>
						{unfinished > 0 && (
							<Text size="sm" c="dimmed">
								{s.unfinished(unfinished)}
							</Text>
						)}
						{preview.sample.length > 0 ? (
							<div>
								<Text size="sm" c="dimmed" mb={6}>
									{s.sample}
								</Text>
								<ul className="bare faces">
									{preview.sample.slice(0, 5).map(c => (
										<li key={c.id}>
											<span className="avatar" aria-hidden>
												{c.displayName.slice(0, 1).toUpperCase()}
											</span>
											<span className="cell-two">
												<LinkAnchor
													to="/contacts/$contactId"
													params={{ contactId: c.id }}
													size="sm"
													className="ellipsis"
												>
													{c.displayName}
												</LinkAnchor>
												{c.displayName !== c.email && <small>{c.email}</small>}
											</span>
										</li>
									))}
								</ul>
							</div>
						) : (
							<Text size="sm" c="dimmed">
								{s.nobody}
							</Text>
						)}
						{children}
					</Stack>
				) : failed ? (
					<p className="bad" style={{ margin: 0 }}>
						{t.errors.title}
					</p>
				) : (
					<Skeleton height={42} width={140} />
				)}
			</div>
		</Panel>
	);
}
