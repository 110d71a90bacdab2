// Before a sequence runs: what its steps, its sender's domain, its links and a spam filter have to say. Red findings
// stop the button; the server refuses them as well.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconCircleX, IconPlayerPlay } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { Check } from "../../api/types.ts";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { CheckList } from "../campaigns/Checks.tsx";
import type { Problem, Sequence } from "./api.ts";
import type { Step } from "./types.ts";
import { problemWords, titleOf, useW } from "./useW.ts";

export default function BeforeStart({
	sequence,
	steps,
	flush,
	start,
	onClose,
}: {
	sequence: Sequence;
	steps: readonly Step[];
	/** Saves what is typed: the server looks at what it has. False: it could not. */
	flush: () => Promise<boolean>;
	start: (anyway: boolean) => Promise<void>;
	onClose: () => void;
}) {
	const t = useT();
	const w = useW();
	const b = w.before;
	const senders = useQuery(q.senders);
	const save = useRef(flush);
	const [saved, setSaved] = useState<boolean | null>(null);
	const [busy, setBusy] = useState(false);
	useEffect(() => {
		let here = true;
		void save.current().then(ok => here && setSaved(ok));
		return () => {
			here = false;
		};
	}, []);
	const looked = useQuery({
		queryKey: ["sequence", sequence.id, "before"],
		queryFn: async () => {
			const [{ checks }, { problems = [] }] = await Promise.all([
				api.post<{ checks: Check[] }>(`/api/sequences/${sequence.id}/check`),
				api.get<Sequence & { problems?: Problem[] }>(`/api/sequences/${sequence.id}`),
			]);
			return { checks: checks.filter(c => c.code !== "step_problem"), problems };
		},
		enabled: saved === true,
		gcTime: 0,
		staleTime: 0,
		retry: false,
		refetchOnWindowFocus: false,
	});
	const { checks = [], problems = [] } = looked.data ?? {};
	const errors = checks.filter(c => c.level === "error");
	// What only spoils a mail may go out all the same; the server says which that is (core/ground/check.h).
	const judged = errors.filter(c => c.overridable).length;
	const stops = problems.filter(p => p.level === "error").length + errors.length - judged;
	const sender = senders.data?.find(s => (sequence.senderId ? s.id === sequence.senderId : s.isDefault));
	const ready = looked.data !== undefined && !looked.isFetching && stops === 0;
	const label = sequence.status === "PAUSED" ? w.bar.resume : w.bar.activate;
	const where = (p: Problem): string => {
		const step = steps.find(s => s.id === p.stepId);
		return step ? `${titleOf(w, step, steps)}: ` : "";
	};
	return (
		<Modal
			opened
			size="lg"
			onClose={() => !busy && onClose()}
			title={b.title}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			<Stack>
				<Text size="sm">{b.text}</Text>
				{sender && (
					<p className="note" style={{ margin: 0 }} {...(sender.kind === "capture" ? { "data-tone": "warn" } : {})}>
						{b.sentBy(sender.fromName ? `${sender.fromName} <${sender.fromEmail}>` : sender.fromEmail, sender.name)}
						{sender.kind === "capture" && ` ${b.capture}`}
					</p>
				)}
				{saved === false ? (
					<Text size="sm" className="bad" role="alert">
						{b.notSaved}
					</Text>
				) : looked.isError ? (
					<ErrorState error={looked.error} onRetry={() => looked.refetch()} />
				) : !looked.data ? (
					<div aria-busy="true">
						<span className="sr-only" role="status">
							{b.looking}
						</span>
						<RowsSkeleton rows={3} />
					</div>
				) : (
					<div>
						{problems.length > 0 && (
							<ul className="checks">
								{problems.map(p => (
									<li key={p.field + p.message} className="check" data-level={p.level}>
										<IconCircleX size={17} aria-hidden />
										<div>
											{where(p)}
											{problemWords(w, p)}
										</div>
									</li>
								))}
							</ul>
						)}
						{(checks.length > 0 || problems.length === 0) && <CheckList checks={checks} />}
					</div>
				)}
				<Group justify="flex-end" gap="md">
					{stops === 0 && judged > 0 && (
						<Text size="sm" className="bad" role="status">
							{b.judged}
						</Text>
					)}
					{stops > 0 && (
						<Text size="sm" className="bad" role="status">
							{b.stopped}
						</Text>
					)}
					<Button variant="default" onClick={onClose} disabled={busy}>
						{t.common.cancel}
					</Button>
					<Button
						disabled={!ready}
						{...(judged > 0 ? { color: "red" } : {})}
						loading={busy}
						leftSection={<IconPlayerPlay size={16} />}
						onClick={async () => {
							setBusy(true);
							await start(judged > 0);
							onClose();
						}}
					>
						{judged > 0 ? b.anyway : label}
					</Button>
				</Group>
			</Stack>
		</Modal>
	);
}
