// On a contact's page: the sequences this person is or was in, each with its "Why?".
import { UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Ago, LinkAnchor } from "../../components/bits.tsx";
import { Panel } from "../../components/Page.tsx";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { type Enrollment, sq } from "./api.ts";
import { EnrollmentBadge, exitWords, WhyDrawer } from "./Trace.tsx";
import { useW } from "./useW.ts";

/** The drawer needs the steps for their names; they are read when it opens. */
function Why({ enrollment, onClose }: { enrollment: Enrollment; onClose: () => void }) {
	const sequence = useQuery({ ...sq.one(enrollment.sequenceId), staleTime: 60_000 });
	return <WhyDrawer id={enrollment.id} steps={sequence.data?.steps ?? []} onClose={onClose} withSequence />;
}

export default function ContactSequences({ contactId }: { contactId: string }) {
	const w = useW();
	const list = useQuery(sq.ofContact(contactId));
	const [open, setOpen] = useState<Enrollment | null>(null);
	return (
		<Panel title={w.why.onContact} flush>
			{list.isPending ? (
				<RowsSkeleton rows={1} />
			) : !list.data ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : list.data.length === 0 ? (
				<p className="dim-sm" style={{ margin: 0, padding: "14px 18px" }}>
					{w.why.onContactNone}
				</p>
			) : (
				<ul className="plain-list">
					{list.data.map(e => (
						<li key={e.id} className="line">
							<div>
								<LinkAnchor to="/sequences/$sequenceId" params={{ sequenceId: e.sequenceId }} size="sm" fw={550}>
									{e.sequenceName ?? w.untitled}
								</LinkAnchor>
								<div className="dim-sm">
									<EnrollmentBadge status={e.status} />
									{exitWords(w, e) && ` · ${exitWords(w, e)}`}
									{" · "}
									<Ago at={e.enrolledAt} />
								</div>
							</div>
							<UnstyledButton
								className="link-button"
								c="var(--accent)"
								aria-label={`${w.peopleTab.why} ${e.sequenceName ?? ""}`}
								onClick={() => setOpen(e)}
							>
								{w.peopleTab.why}
							</UnstyledButton>
						</li>
					))}
				</ul>
			)}
			{open && <Why enrollment={open} onClose={() => setOpen(null)} />}
		</Panel>
	);
}
