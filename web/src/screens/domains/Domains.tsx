// The domains that mail comes from, and those that its links live under.
import { ActionIcon, Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAt, IconLink, IconPlus, IconX } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { TrackingDomain } from "../../api/types.ts";
import { LinkBlock } from "../../components/bits.tsx";
import { Page, Panel } from "../../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { languageOf, useSpeech, useT } from "../../i18n/index.tsx";
import { deleteWithUndo, useHidden } from "../../lib/deferred.ts";
import { explain } from "../../lib/explain.ts";
import { fieldText } from "../../lib/fieldErrors.ts";
import { relative } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { Records, State } from "./Records.tsx";

function AskDomain({
	title,
	help,
	action,
	onClose,
	onDone,
}: {
	title: string;
	help: string;
	action: (domain: string) => Promise<void>;
	onClose: () => void;
	onDone: () => void;
}) {
	const t = useT();
	const [domain, setDomain] = useState("");
	const [error, setError] = useState<string | null>(null);
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		setError(null);
		try {
			await action(domain.trim());
			onDone();
		} catch (x) {
			setBusy(false);
			setError(
				x instanceof ApiError
					? ((x.field("domain") && fieldText(x.field("domain")!, t)) ?? explain(x, t).text)
					: explain(x, t).text,
			);
		}
	};
	return (
		<Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": t.common.close }}>
			<form onSubmit={submit} noValidate>
				<Stack>
					<TextInput
						label={t.domains.domain}
						description={help}
						autoCapitalize="none"
						spellCheck={false}
						data-autofocus
						value={domain}
						error={error}
						onChange={e => setDomain(e.currentTarget.value)}
					/>
					<Group justify="flex-end">
						<Button variant="default" onClick={onClose}>
							{t.common.cancel}
						</Button>
						<Button type="submit" loading={busy} disabled={!domain.trim()}>
							{t.common.add}
						</Button>
					</Group>
				</Stack>
			</form>
		</Modal>
	);
}

function Tracking({ domain }: { domain: TrackingDomain }) {
	const { t, locale } = useSpeech();
	const d = t.domains;
	const client = useQueryClient();
	const [busy, setBusy] = useState(false);
	const refresh = () => client.invalidateQueries({ queryKey: ["tracking-domains"] });
	const records = domain.dnsRecords ?? [];
	const verify = async () => {
		setBusy(true);
		try {
			const now = await api.post<TrackingDomain>(`/api/tracking-domains/${domain.id}/verify`);
			if (now.verified && !domain.verified) toast.done(d.verifiedToast(now.domain));
			await refresh();
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	const found = domain.found
		? domain.found.map(f => `${f.type} ${f.value}`).join(", ") || d.foundNothing
		: d.notChecked;
	return (
		<li className="domain">
			<Group justify="space-between" wrap="nowrap" align="flex-start">
				<div style={{ minWidth: 0 }}>
					<h3 className="card-title">{domain.domain}</h3>
					<span className="status" data-setup={domain.verified ? "ok" : "missing"}>
						{domain.verified ? d.verified : d.notVerified}
					</span>
				</div>
				<Group gap={6} wrap="nowrap">
					<Button size="compact-sm" variant="default" loading={busy} onClick={verify}>
						{d.verify}
					</Button>
					<ActionIcon
						variant="subtle"
						color="gray"
						aria-label={d.remove(domain.domain)}
						title={d.remove(domain.domain)}
						onClick={() =>
							deleteWithUndo({
								ids: [domain.id],
								message: d.removed(domain.domain),
								commit: keepalive => api.delete(`/api/tracking-domains/${domain.id}`, undefined, { keepalive }),
								settled: refresh,
							})
						}
					>
						<IconX size={16} />
					</ActionIcon>
				</Group>
			</Group>
			{domain.error && (
				<p className="note" data-tone="warn" style={{ margin: "10px 0 0" }}>
					{languageOf(locale) === "en" ? domain.error : d.elsewhere}
				</p>
			)}
			{!(domain.verified && !domain.error) && (
				<>
					<h4 className="record-head">{d.set}</h4>
					<Records records={records.filter((r, i) => !r.alternative || i === 0)} />
					{records.some((r, i) => r.alternative && i > 0) && (
						<>
							<h4 className="record-head">{d.orSet}</h4>
							<Records records={records.filter((r, i) => r.alternative && i > 0)} />
						</>
					)}
				</>
			)}
			<p className="dim-sm" style={{ margin: "10px 0 0", whiteSpace: "normal" }}>
				{d.found}: {found}
				{domain.checkedAt && ` · ${d.checked(relative(domain.checkedAt))}`}
			</p>
		</li>
	);
}

export function Domains() {
	const t = useT();
	const d = t.domains;
	const client = useQueryClient();
	const navigate = useNavigate();
	const from = useQuery(q.domains);
	const tracking = useQuery(q.trackingDomains);
	const hidden = useHidden();
	const [adding, addingOps] = useDisclosure(false);
	const [looking, lookingOps] = useDisclosure(false);
	const rows = (tracking.data ?? []).filter(x => !hidden.has(x.id));
	return (
		<Page title={d.title} lead={d.lead}>
			<Panel
				title={d.from}
				note={d.fromText}
				flush
				actions={
					<Button size="compact-sm" variant="default" leftSection={<IconPlus size={15} />} onClick={lookingOps.open}>
						{d.look}
					</Button>
				}
			>
				{from.isPending ? (
					<div className="panel-body">
						<RowsSkeleton rows={2} />
					</div>
				) : from.isError && !from.data ? (
					<ErrorState error={from.error} onRetry={() => from.refetch()} />
				) : (from.data ?? []).length === 0 ? (
					<EmptyState icon={<IconAt size={24} />} title={d.noneFrom} text={d.noneFromText} />
				) : (
					<ul className="domain-list">
						{(from.data ?? []).map(row => (
							<li key={row.domain}>
								<LinkBlock to="/domains/$domain" params={{ domain: row.domain }} className="domain-row">
									<span className="cell-two">
										<span>{row.domain}</span>
										<small>{d.senders(row.senders)}</small>
									</span>
									<State state={row.state} />
								</LinkBlock>
							</li>
						))}
					</ul>
				)}
			</Panel>
			<Panel
				title={d.tracking}
				note={d.trackingText}
				flush
				actions={
					<Button size="compact-sm" leftSection={<IconPlus size={15} />} onClick={addingOps.open}>
						{d.add}
					</Button>
				}
			>
				{tracking.isPending ? (
					<div className="panel-body">
						<RowsSkeleton rows={2} />
					</div>
				) : tracking.isError && !tracking.data ? (
					<ErrorState error={tracking.error} onRetry={() => tracking.refetch()} />
				) : rows.length === 0 ? (
					<EmptyState icon={<IconLink size={24} />} title={d.noneTracking} text={d.noneTrackingText} />
				) : (
					<ul className="domain-list">
						{rows.map(x => (
							<Tracking key={x.id} domain={x} />
						))}
					</ul>
				)}
			</Panel>
			{adding && (
				<AskDomain
					title={d.add}
					help={d.addHelp}
					onClose={addingOps.close}
					action={async domain => {
						await api.post("/api/tracking-domains", { domain });
						await client.invalidateQueries({ queryKey: ["tracking-domains"] });
					}}
					onDone={() => {
						toast.done(d.added);
						addingOps.close();
					}}
				/>
			)}
			{looking && (
				<AskDomain
					title={d.look}
					help={d.lookHelp}
					onClose={lookingOps.close}
					action={async domain => {
						const made = await api.post<{ domain: string }>("/api/domains", { domain });
						await client.invalidateQueries({ queryKey: ["domains"] });
						await navigate({ to: "/domains/$domain", params: { domain: made.domain } });
					}}
					onDone={lookingOps.close}
				/>
			)}
		</Page>
	);
}
