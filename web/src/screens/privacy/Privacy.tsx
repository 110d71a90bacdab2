// Settings about people's rights: the policy of the account, one person's data, and the log of what was done.
import { Button, Group, Modal, NumberInput, Select, Stack, Switch, Text, TextInput } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, api } from "../../api/client.ts";
import type { AuditEntry, AuditProof, ErasureReceipt, MailPolicy } from "../../api/types.ts";
import { Ago } from "../../components/bits.tsx";
import { Panel } from "../../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { explain } from "../../lib/explain.ts";
import { fieldText } from "../../lib/fieldErrors.ts";
import { num } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";

const whole = (v: string | number): number | null => (typeof v === "number" ? v : null);

function PolicyForm({ policy }: { policy: MailPolicy }) {
	const t = useT();
	const c = t.choice;
	const client = useQueryClient();
	const [p, setPolicy] = useState(policy);
	const [busy, setBusy] = useState(false);
	const submit = async (e: FormEvent) => {
		e.preventDefault();
		setBusy(true);
		try {
			const saved = await api.patch<MailPolicy>("/api/policy", {
				tracking: p.tracking,
				retentionDays: p.retentionDays,
				retentionMode: p.retentionMode,
				capMessages: p.capMessages,
				capDays: p.capDays,
			});
			client.setQueryData(["policy"], saved);
			toast.done(c.saved);
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	return (
		<form onSubmit={submit} noValidate>
			<Stack maw={520}>
				<Switch
					label={c.tracking}
					description={c.trackingHelp}
					checked={p.tracking}
					onChange={e => setPolicy({ ...p, tracking: e.currentTarget.checked })}
				/>
				<NumberInput
					label={c.keep}
					description={c.keepHelp}
					min={1}
					max={3650}
					allowDecimal={false}
					value={p.retentionDays ?? ""}
					onChange={v => setPolicy({ ...p, retentionDays: whole(v) })}
				/>
				<Select
					label={c.mode}
					allowDeselect={false}
					disabled={p.retentionDays === null}
					data={(["drop", "strip"] as const).map(value => ({ value, label: c.modes[value] }))}
					value={p.retentionMode}
					onChange={v => setPolicy({ ...p, retentionMode: (v ?? "drop") as MailPolicy["retentionMode"] })}
				/>
				<NumberInput
					label={c.cap}
					description={c.capHelp}
					min={1}
					max={1000}
					allowDecimal={false}
					value={p.capMessages ?? ""}
					onChange={v => setPolicy({ ...p, capMessages: whole(v) })}
				/>
				<NumberInput
					label={c.capDays}
					min={1}
					max={365}
					allowDecimal={false}
					disabled={p.capMessages === null}
					value={p.capDays}
					onChange={v => setPolicy({ ...p, capDays: whole(v) ?? 7 })}
				/>
				<Group>
					<Button type="submit" loading={busy}>
						{c.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function Receipt({ receipt }: { receipt: ErasureReceipt }) {
	const c = useT().choice;
	return (
		<Stack>
			<Text size="sm">{c.erasedText}</Text>
			<ul style={{ margin: 0 }}>
				{receipt.removed.map(r => (
					<li key={r.model} className="tnum">
						{c.rows(r.model, r.rows)}
					</li>
				))}
				{receipt.files > 0 && <li>{c.files(receipt.files)}</li>}
			</ul>
			{receipt.left.length > 0 && (
				<>
					<Text size="sm">{c.left}</Text>
					<ul style={{ margin: 0 }}>
						{receipt.left.map(r => (
							<li key={r.model} className="tnum">
								{c.rows(r.model, r.rows)}
							</li>
						))}
					</ul>
				</>
			)}
			<Text size="xs" c="dimmed" className="mono" style={{ overflowWrap: "anywhere" }}>
				{receipt.hash}
			</Text>
		</Stack>
	);
}

/** Asks once more, erases, and shows the receipt. Nothing is read anew before it is closed: the page below may be the person's. */
export function EraseDialog({
	email,
	onClose,
	onError,
}: {
	email: string;
	/** What it leads to comes before anything is read anew. */
	onClose: (erased: boolean) => void | Promise<void>;
	onError: (error: unknown) => void;
}) {
	const t = useT();
	const c = t.choice;
	const client = useQueryClient();
	const [receipt, setReceipt] = useState<ErasureReceipt | null>(null);
	const [busy, setBusy] = useState(false);
	const erase = async () => {
		setBusy(true);
		try {
			setReceipt(await api.post<ErasureReceipt>("/api/privacy/erase", { email }));
		} catch (error) {
			onError(error);
			void onClose(false);
		}
		setBusy(false);
	};
	const close = async () => {
		if (busy) return;
		await onClose(receipt !== null);
		if (receipt) await client.invalidateQueries();
	};
	return (
		<Modal
			opened
			onClose={close}
			title={receipt ? c.erased : c.erase}
			closeButtonProps={{ "aria-label": t.common.close }}
		>
			{receipt ? (
				<Receipt receipt={receipt} />
			) : (
				<Stack>
					<Text size="sm">{c.eraseText(email)}</Text>
					<Group justify="flex-end">
						<Button variant="default" onClick={close}>
							{t.common.cancel}
						</Button>
						<Button color="red" loading={busy} onClick={erase}>
							{c.erase}
						</Button>
					</Group>
				</Stack>
			)}
		</Modal>
	);
}

function Person() {
	const t = useT();
	const c = t.choice;
	const [email, setEmail] = useState("");
	const [asking, setAsking] = useState(false);
	const [error, setError] = useState<string | null>(null);
	const named = email.trim().includes("@");
	return (
		<Panel title={c.personTitle} note={c.personText}>
			<Stack maw={520}>
				<TextInput
					label={c.personEmail}
					type="email"
					autoComplete="off"
					value={email}
					error={error}
					onChange={e => setEmail(e.currentTarget.value)}
				/>
				<Group>
					<Button
						component="a"
						href={named ? `/api/privacy/person?email=${encodeURIComponent(email.trim())}` : undefined}
						download
						variant="default"
						aria-disabled={!named}
						data-disabled={!named || undefined}
						leftSection={<IconDownload size={16} />}
					>
						{c.personExport}
					</Button>
					<Button
						variant="default"
						className="bad"
						disabled={!named}
						onClick={() => {
							setError(null);
							setAsking(true);
						}}
					>
						{c.erase}
					</Button>
				</Group>
			</Stack>
			{asking && (
				<EraseDialog
					email={email.trim()}
					onClose={erased => {
						setAsking(false);
						if (erased) setEmail("");
					}}
					onError={x =>
						setError(
							(x instanceof ApiError && x.field("email") && fieldText(x.field("email")!, t)) || explain(x, t).text,
						)
					}
				/>
			)}
		</Panel>
	);
}

function Reasons() {
	const c = useT().choice;
	const reasons = useQuery({
		queryKey: ["leave-reasons"],
		queryFn: () => api.get<{ counts: { reason: string; n: number }[] }>("/api/leave-reasons"),
	});
	if (!reasons.data?.counts.length) return null;
	return (
		<Panel title={c.reasons}>
			<ul className="bare">
				{reasons.data.counts.map(r => (
					<li key={r.reason} className="tnum">
						{num(r.n)} {c.reasonNames[r.reason] ?? r.reason}
					</li>
				))}
			</ul>
		</Panel>
	);
}

export function PrivacySettings() {
	const c = useT().choice;
	const policy = useQuery({ queryKey: ["policy"], queryFn: () => api.get<MailPolicy>("/api/policy") });
	return (
		<>
			<Panel title={c.policyTitle}>
				{policy.isError ? (
					<ErrorState error={policy.error} onRetry={() => policy.refetch()} />
				) : policy.data ? (
					<PolicyForm policy={policy.data} />
				) : (
					<RowsSkeleton rows={3} />
				)}
			</Panel>
			<Person />
			<Reasons />
		</>
	);
}

export function AuditLog() {
	const t = useT();
	const c = t.choice;
	const [proof, setProof] = useState<AuditProof | null>(null);
	const [busy, setBusy] = useState(false);
	const log = useInfiniteQuery({
		queryKey: ["audit"],
		queryFn: ({ pageParam }) =>
			api.get<{ data: AuditEntry[]; page: { next: string | null } }>(
				`/api/audit?limit=50${pageParam ? `&cursor=${encodeURIComponent(pageParam)}` : ""}`,
			),
		initialPageParam: "",
		getNextPageParam: last => last.page.next,
	});
	const verify = async () => {
		setBusy(true);
		try {
			setProof(await api.get<AuditProof>("/api/audit/verify"));
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	const rows = log.data?.pages.flatMap(p => p.data) ?? [];
	return (
		<Panel
			title={c.audit}
			note={c.auditNote}
			actions={
				<Button size="compact-sm" variant="default" loading={busy} onClick={verify}>
					{c.verify}
				</Button>
			}
		>
			{proof && (
				<Text size="sm" role="status" mb="md" fw={600}>
					{proof.intact ? c.intact(proof.entries) : c.broken(proof.brokenAt ?? 0)}
				</Text>
			)}
			{log.isError ? (
				<ErrorState error={log.error} onRetry={() => log.refetch()} />
			) : log.isPending ? (
				<RowsSkeleton rows={5} />
			) : rows.length === 0 ? (
				<EmptyState title={c.auditEmpty} />
			) : (
				<ul className="bare" aria-label={c.audit}>
					{rows.map(r => (
						<li key={r.id} style={{ paddingBlock: 6 }}>
							<Text size="sm" style={{ overflowWrap: "anywhere" }}>
								<strong>{c.auditWords[r.action.replace(" /api/", " ")] ?? r.action}</strong> {r.detail ?? ""}
							</Text>
							<Text size="xs" c="dimmed">
								<Ago at={r.at} /> · {c.actors[r.actor] ?? r.actor}
								{r.who ? ` “${r.who}”` : ""} · #{r.seq}
								{r.action.includes(" /api/") && ` · ${r.action}`}
							</Text>
						</li>
					))}
				</ul>
			)}
			{log.hasNextPage && (
				<Button variant="default" mt="md" loading={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
					{c.olderEntries}
				</Button>
			)}
		</Panel>
	);
}
