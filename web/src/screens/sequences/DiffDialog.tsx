// Before changes to a running sequence count: what is different, who stands where, and what becomes of them.
import { Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { queryClient } from "../../api/queries.ts";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { toast } from "../../lib/toast.ts";
import { type Diff, type Sequence, sq } from "./api.ts";
import { StepIcon } from "./look.tsx";
import type { Step } from "./types.ts";
import { titleOf, useW } from "./useW.ts";

export function DiffDialog({
	sequence,
	steps,
	revision,
	onDiffers,
	onDone,
	onClose,
}: {
	sequence: Sequence;
	steps: Step[];
	/** What these steps were drawn over. */
	revision: number;
	/** Somebody else changed it meanwhile. */
	onDiffers: (refusal: ApiError) => Promise<void>;
	onDone: (saved: Sequence) => void;
	onClose: () => void;
}) {
	const t = useT();
	const w = useW();
	const d = w.diff;
	const [choice, setChoice] = useState<"keep" | "move" | "end">("keep");
	const [busy, setBusy] = useState(false);
	const diff = useQuery({
		queryKey: ["sequence", sequence.id, "diff", steps],
		queryFn: () => api.post<Diff>(`/api/sequences/${sequence.id}/diff`, { steps }),
		gcTime: 0,
	});
	const row = (id: string | null, from: readonly Step[], note?: ReactNode) => {
		const s = from.find(x => x.id === id);
		return (
			<li key={id}>
				{s && <StepIcon type={s.type} />}
				<span>
					{s ? titleOf(w, s, from) : id}
					{note && <small>{note}</small>}
				</span>
			</li>
		);
	};
	const name = (id: string, from: readonly Step[]): string => {
		const s = from.find(x => x.id === id);
		return s ? titleOf(w, s, from) : id;
	};
	const part = (title: string, rows: ReactNode[]) =>
		rows.length > 0 && (
			<section className="diff-part">
				<h3>{title}</h3>
				<ul>{rows}</ul>
			</section>
		);
	const publish = async () => {
		setBusy(true);
		try {
			const saved = await api.patch<Sequence>(`/api/sequences/${sequence.id}`, {
				steps,
				revision,
				enrollments: choice,
			});
			queryClient.setQueryData(sq.one(sequence.id).queryKey, saved);
			void queryClient.invalidateQueries({ queryKey: ["sequence", sequence.id] });
			toast.done(d.published(saved.version));
			onDone(saved);
		} catch (error) {
			if (error instanceof ApiError && error.status === 412) {
				await onDiffers(error);
				return onClose();
			}
			toast.error(error);
			setBusy(false);
		}
	};
	const x = diff.data;
	const under = x ? x.people.reduce((n, p) => n + p.people, 0) : 0;
	const nothing = x && x.added.length + x.removed.length + x.changed.length + x.moved.length === 0;
	return (
		<Modal opened onClose={onClose} title={d.title} size="lg" closeButtonProps={{ "aria-label": t.common.close }}>
			{diff.isPending ? (
				<RowsSkeleton rows={4} />
			) : !x ? (
				<ErrorState error={diff.error} onRetry={() => diff.refetch()} />
			) : (
				<Stack>
					<Text size="sm" c="dimmed">
						{nothing ? d.none : d.lead(sequence.version + 1)}
					</Text>
					<div className="diff">
						{part(
							d.added,
							x.added.map(id => row(id, steps)),
						)}
						{part(
							d.changed,
							x.changed.map(c => row(c.stepId, steps, `${d.fields(c.fields.join(", "))} · ${d.peopleAt(c.people)}`)),
						)}
						{part(
							d.moved,
							x.moved.map(m => row(m.stepId, steps, d.peopleAt(m.people))),
						)}
						{part(
							d.removed,
							x.removed.map(r => row(r.stepId, sequence.steps, d.peopleAt(r.people))),
						)}
					</div>
					{under > 0 && (
						<Radio.Group label={d.choice(under)} value={choice} onChange={v => setChoice(v as "keep" | "move" | "end")}>
							<Stack gap="sm" mt="xs">
								<Radio value="keep" label={d.keep} description={d.keepText} />
								<Radio value="move" label={d.move} description={d.moveText} />
								<Radio value="end" label={d.end} description={d.endText} />
							</Stack>
						</Radio.Group>
					)}
					{under > 0 && choice === "move" && x.skips.length > 0 && (
						<div className="note" data-tone="warn" role="status">
							<strong>{d.skips}</strong>
							<ul>
								{x.skips.map(s => (
									<li key={`${s.stepId} ${s.emailId}`}>
										{d.skip(s.people, name(s.stepId, sequence.steps), name(s.emailId, steps))}
									</li>
								))}
							</ul>
						</div>
					)}
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t.common.cancel}
						</Button>
						<Button loading={busy} onClick={publish}>
							{d.publish}
						</Button>
					</Group>
				</Stack>
			)}
		</Modal>
	);
}
