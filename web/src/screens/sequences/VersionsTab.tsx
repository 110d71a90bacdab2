// The versions of the steps, each with the people that are still on it.
import { Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { dateTime } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { type Sequence, sq } from "./api.ts";
import type { SequenceDraft } from "./useSequenceDraft.ts";
import { useW } from "./useW.ts";

export function VersionsTab({ sequence, draft }: { sequence: Sequence; draft: SequenceDraft }) {
	const w = useW();
	const v = w.versions;
	const query = useQuery(sq.versions(sequence.id));
	if (query.isPending) return <RowsSkeleton rows={3} />;
	if (!query.data) return <ErrorState error={query.error} onRetry={() => query.refetch()} />;
	return (
		<section className="panel" aria-label={v.label}>
			{query.data.length === 0 ? (
				<EmptyState icon={<IconHistory size={24} />} title={v.none} text={v.noneText} />
			) : (
				<ul className="plain-list">
					{query.data.map(row => (
						<li key={row.version} className="line">
							<div>
								<strong>{v.version(row.version)}</strong>
								{row.version === sequence.version && sequence.status === "ACTIVE" && (
									<span className="dim-sm"> · {v.current}</span>
								)}
								<p className="dim-sm" style={{ margin: 0 }}>
									{dateTime(row.createdAt)} · {v.people(row.people)}
									{Array.isArray(row.steps) && ` · ${v.steps(row.steps.length)}`}
								</p>
							</div>
							{row.version !== sequence.version && Array.isArray(row.steps) && (
								<Button
									variant="default"
									size="compact-sm"
									onClick={() => {
										draft.set(row.steps);
										toast.done(v.brought);
									}}
								>
									{v.bring}
								</Button>
							)}
						</li>
					))}
				</ul>
			)}
		</section>
	);
}
