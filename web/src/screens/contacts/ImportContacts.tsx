// Bringing in a file: drop it, say what is in which column, check the whole file without changing anything, import,
// see the result, take it back. The address carries the import's id, so leaving and coming back goes on where it was.
import {
	Alert,
	Button,
	Checkbox,
	type ComboboxData,
	Group,
	Progress,
	Radio,
	Select,
	Skeleton,
	Stack,
	Text,
	Title,
} from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconDownload, IconFileUpload } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { ApiError, api, upload } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import { useEvents } from "../../api/sse.ts";
import type { Import } from "../../api/types.ts";
import { Ago, LinkAnchor, LinkButton, StatusBadge, TagPicker } from "../../components/bits.tsx";
import { Page, Panel } from "../../components/Page.tsx";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { readDraft, writeDraft } from "../../lib/drafts.ts";
import { bytes, num, percent } from "../../lib/format.ts";
import {
	basicTargets,
	clashes,
	consentTargets,
	fieldName,
	guessTargets,
	toMap,
	unusedConsent,
} from "../../lib/mapping.ts";
import { newCampaign } from "../../lib/newCampaign.ts";
import { toast } from "../../lib/toast.ts";

interface Plan {
	targets: string[];
	tags: string[];
	policy: "update" | "skip";
	/** The first rows of the file; the server shows them only until the import has been started. */
	preview: string[][];
	/** Columns that speak of consent, and the encodings to choose from; likewise. */
	consent: string[];
	encodings: string[];
}
const planKey = (id: string) => `import:${id}`;

const quoted = (names: readonly string[]) => names.map(n => `“${n}”`).join(", ");

function Steps({ at }: { at: number }) {
	const t = useT();
	const names = [t.imports.stepFile, t.imports.stepColumns, t.imports.stepCheck, t.imports.stepResult];
	return (
		<ol className="steps">
			{names.map((name, i) => (
				<li key={name} aria-current={i === at ? "step" : undefined} data-done={i < at || undefined}>
					<span>{i < at ? <IconCheck size={14} aria-hidden /> : i + 1}</span>
					{name}
				</li>
			))}
		</ol>
	);
}

function DropZone({ onUploaded }: { onUploaded: (i: Import) => void }) {
	const t = useT();
	const input = useRef<HTMLInputElement>(null);
	const [over, setOver] = useState(false);
	const [share, setShare] = useState<number | null>(null);
	const [error, setError] = useState<string | null>(null);
	const take = async (file: File | undefined) => {
		if (!file || share !== null) return;
		setError(null);
		if (file.size === 0) return setError(t.imports.emptyFile);
		setShare(0);
		try {
			onUploaded(
				await upload<Import>(`/api/imports?filename=${encodeURIComponent(file.name)}`, file, "text/csv", setShare),
			);
		} catch (e) {
			setShare(null);
			if (e instanceof ApiError && e.status === 413) setError(t.imports.tooBig);
			else if (e instanceof ApiError && e.status === 422) setError(e.errors[0]?.message ?? e.message);
			else toast.error(e);
		}
	};
	return (
		<section
			className="drop"
			aria-label={t.imports.dropTitle}
			data-over={over || undefined}
			onDragOver={e => {
				e.preventDefault();
				setOver(true);
			}}
			onDragLeave={() => setOver(false)}
			onDrop={e => {
				e.preventDefault();
				setOver(false);
				void take(e.dataTransfer.files[0]);
			}}
		>
			<div className="empty-icon" aria-hidden>
				<IconFileUpload size={26} />
			</div>
			<Title order={2} size="h4">
				{t.imports.dropTitle}
			</Title>
			<Text c="dimmed" size="sm" maw={440}>
				{t.imports.dropText}
			</Text>
			<input
				ref={input}
				type="file"
				accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
				className="sr-only"
				tabIndex={-1}
				aria-label={t.imports.choose}
				onChange={e => take(e.currentTarget.files?.[0])}
			/>
			{share === null ? (
				<Button mt="sm" onClick={() => input.current?.click()}>
					{t.imports.choose}
				</Button>
			) : (
				<Stack w={260} gap={6} mt="sm">
					<Progress value={share * 100} aria-label={t.imports.uploading(percent(share))} />
					<Text size="sm" c="dimmed">
						{t.imports.uploading(percent(share))}
					</Text>
				</Stack>
			)}
			{error && (
				<Text role="alert" className="bad" size="sm">
					{error}
				</Text>
			)}
		</section>
	);
}

function History() {
	const t = useT();
	const list = useQuery(q.imports);
	if (!list.data || list.data.length === 0) return null;
	return (
		<Panel title={t.imports.history} flush>
			<div className="table-scroll">
				<table className="table">
					<caption className="sr-only">{t.imports.history}</caption>
					<thead>
						<tr>
							<th scope="col">{t.imports.file}</th>
							<th scope="col" style={{ width: 150 }}>
								{t.common.status}
							</th>
							<th scope="col" className="num hide-sm" style={{ width: 100 }}>
								{t.imports.created}
							</th>
							<th scope="col" className="num hide-sm" style={{ width: 100 }}>
								{t.imports.updatedCount}
							</th>
							<th scope="col" className="num hide-sm" style={{ width: 100 }}>
								{t.imports.refused}
							</th>
							<th scope="col" className="hide-sm" style={{ width: 150 }}>
								{t.imports.when}
							</th>
						</tr>
					</thead>
					<tbody>
						{list.data.map(i => (
							<tr key={i.id}>
								<td>
									<LinkAnchor to="/contacts/import" search={{ id: i.id }} size="sm">
										{i.filename || i.id}
									</LinkAnchor>
								</td>
								<td>
									<StatusBadge status={i.status} />
								</td>
								<td className="num hide-sm">{num(i.dryRun ? 0 : i.created)}</td>
								<td className="num hide-sm">{num(i.dryRun ? 0 : i.updated)}</td>
								<td className="num hide-sm">{num(i.refused)}</td>
								<td className="hide-sm">
									<Ago at={i.createdAt} />
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</Panel>
	);
}

function Mapping({
	item,
	plan,
	onPlan,
	onCheck,
	onReread,
	busy,
}: {
	item: Import;
	plan: Plan;
	onPlan: (p: Plan) => void;
	onCheck: () => void;
	onReread: (how: { encoding: string; header?: boolean }) => void;
	busy: boolean;
}) {
	const t = useT();
	const known = useQuery(q.fields);
	const columns = item.columns ?? [];
	const rows = plan.preview;
	const clash = clashes(plan.targets);
	const twice = clash.includes(true);
	const unused = unusedConsent(columns, plan.targets, plan.consent ?? []);
	const noEmail = !plan.targets.includes("email");
	const own = useMemo(() => {
		const names = new Set((known.data ?? []).map(f => f.name.replace(/^variables\./, "")));
		for (const c of columns) if (fieldName(c)) names.add(fieldName(c));
		for (const target of plan.targets) if (target.startsWith("variables.")) names.add(target.slice(10));
		return [...names];
	}, [known.data, columns, plan.targets]);
	const labels = t.imports.targets;
	const data: ComboboxData = [
		{ value: "skip", label: t.imports.skip },
		{ group: t.imports.basicGroup, items: basicTargets.map(value => ({ value, label: labels[value] })) },
		{ group: t.imports.consentGroup, items: consentTargets.map(value => ({ value, label: labels[value] })) },
		{
			group: t.imports.fieldsGroup,
			items: own.map(name => ({ value: `variables.${name}`, label: t.imports.targetNew(name) })),
		},
	];
	return (
		<>
			<Panel
				title={t.imports.mapTitle}
				note={`${t.imports.mapText} ${item.filename ?? ""} · ${t.imports.facts(columns.length, bytes(item.bytes), item.encoding ?? "UTF-8")}`}
				flush
			>
				<Group className="map-reading" gap="lg" align="flex-end" px="md" py="md">
					<Select
						label={t.imports.encoding}
						description={t.imports.encodingHelp}
						data={plan.encodings?.length ? plan.encodings : [item.encoding ?? "UTF-8"]}
						value={item.encoding ?? "UTF-8"}
						searchable
						allowDeselect={false}
						disabled={busy}
						onChange={v => v && v !== item.encoding && onReread({ encoding: v })}
						w={{ base: "100%", sm: 300 }}
					/>
					<Checkbox
						label={t.imports.header}
						checked={item.header}
						disabled={busy}
						onChange={e => onReread({ encoding: item.encoding ?? "UTF-8", header: e.currentTarget.checked })}
						mb={8}
					/>
				</Group>
				{unused.length > 0 && (
					<div className="note" data-tone="warn" role="status" style={{ margin: "0 16px 16px" }}>
						{t.imports.consentUnused(quoted(unused), unused.length)}
					</div>
				)}
				<div className="table-scroll">
					<table className="table table-plain map-table">
						<caption className="sr-only">{t.imports.mapTitle}</caption>
						<thead>
							<tr>
								<th scope="col" style={{ width: "24%" }}>
									{t.imports.column}
								</th>
								<th scope="col" style={{ width: 240 }}>
									{t.imports.becomes}
								</th>
								<th scope="col" className="hide-sm">
									{t.imports.example}
								</th>
							</tr>
						</thead>
						<tbody>
							{columns.map((column, i) => (
								<tr key={`${column}${i}`}>
									<td>
										<strong>{column || `#${i + 1}`}</strong>
									</td>
									<td>
										<Select
											aria-label={`${t.imports.becomes}: ${column}`}
											data={data}
											value={plan.targets[i] || "skip"}
											onChange={v =>
												onPlan({
													...plan,
													targets: plan.targets.map((x, k) => (k === i ? (v === "skip" ? "" : (v ?? "")) : x)),
												})
											}
											error={clash[i]}
											maxDropdownHeight={320}
										/>
									</td>
									<td className="hide-sm map-examples">
										{rows
											.slice(0, 3)
											.map(r => r[i])
											.filter(Boolean)
											.join(" · ")}
									</td>
								</tr>
							))}
						</tbody>
					</table>
				</div>
			</Panel>
			<Panel>
				<Stack gap="lg">
					<TagPicker
						label={t.imports.tags}
						description={t.imports.tagsHelp}
						value={plan.tags}
						onChange={tags => onPlan({ ...plan, tags })}
					/>
					<Radio.Group
						label={t.imports.policy}
						value={plan.policy}
						onChange={v => onPlan({ ...plan, policy: v as Plan["policy"] })}
					>
						<Stack gap={8} mt={8}>
							<Radio value="update" label={t.imports.policyUpdate} />
							<Radio value="skip" label={t.imports.policySkip} />
						</Stack>
					</Radio.Group>
				</Stack>
			</Panel>
			<Group justify="flex-end" align="center">
				{(noEmail || twice) && (
					<Text size="sm" className="bad" role="alert">
						{noEmail ? t.imports.needEmail : t.imports.twice}
					</Text>
				)}
				<Button onClick={onCheck} disabled={noEmail || twice} loading={busy}>
					{t.imports.dryRun}
				</Button>
			</Group>
		</>
	);
}

function Counts({ item }: { item: Import }) {
	const t = useT();
	const back = item.status === "UNDOING" || item.status === "UNDONE";
	const rows: [string, number][] = [
		[t.imports.rowsRead, item.rowsRead],
		[t.imports.created, item.created],
		[t.imports.updatedCount, item.updated],
		[t.imports.unchanged, item.unchanged],
		[t.imports.refused, item.refused],
		[t.imports.suppressed, item.suppressed],
		...((back
			? [
					[t.imports.deleted, item.deleted],
					[t.imports.restored, item.restored],
				]
			: []) as [string, number][]),
	];
	return (
		<dl className="count-grid">
			{rows.map(([label, n]) => (
				<div key={label}>
					<dt>{label}</dt>
					<dd className={label === t.imports.refused && n > 0 ? "bad" : undefined}>{num(n)}</dd>
				</div>
			))}
		</dl>
	);
}

function Warnings({ item }: { item: Import }) {
	const t = useT();
	const columns = item.warnings ?? [];
	if (columns.length === 0) return null;
	return (
		<div className="note" data-tone="warn" role="status">
			{t.imports.consentUnused(quoted(columns), columns.length)}
		</div>
	);
}

function Refused({ item }: { item: Import }) {
	const t = useT();
	if (item.refused === 0) return null;
	return (
		<Group className="note" data-tone="warn" justify="space-between">
			<span>{item.dryRun ? t.imports.refusedDry(item.refused) : t.imports.refusedText(item.refused)}</span>
			<Button
				component="a"
				href={`/api/imports/${item.id}/refused.csv`}
				download
				size="compact-sm"
				variant="default"
				leftSection={<IconDownload size={15} />}
			>
				{t.imports.downloadRefused}
			</Button>
		</Group>
	);
}

/** What the first rows become under the mapping. */
function mapped(plan: Plan): {
	email: string;
	firstName: string;
	lastName: string;
	choice: string;
	tags: string;
	variables: Record<string, string>;
}[] {
	return plan.preview.map(row => {
		const at = (target: string) => row[plan.targets.indexOf(target)] ?? "";
		return {
			email: at("email"),
			firstName: at("firstName"),
			lastName: at("lastName") || (at("firstName") ? "" : at("name")),
			choice: plan.targets
				.flatMap((x, i) => ((consentTargets as readonly string[]).includes(x) && row[i] ? [row[i]] : []))
				.join(", "),
			tags: at("tags"),
			variables: Object.fromEntries(
				plan.targets.flatMap((x, i) => (x.startsWith("variables.") ? [[x.slice(10), row[i] ?? ""]] : [])),
			),
		};
	});
}

function Sample({ plan }: { plan: Plan }) {
	const t = useT();
	const rows = mapped(plan);
	if (rows.length === 0) return null;
	const names = [...new Set(rows.flatMap(r => Object.keys(r.variables)))].slice(0, 4);
	const more = [
		{ head: t.imports.consentGroup, cell: (r: (typeof rows)[number]) => r.choice },
		{ head: t.imports.targets.tags, cell: (r: (typeof rows)[number]) => r.tags },
	].filter(c => rows.some(r => c.cell(r)));
	return (
		<Panel title={t.imports.firstRows} flush>
			<div className="table-scroll" tabIndex={0} role="region" aria-label={t.imports.firstRows}>
				<table className="table" style={{ minWidth: 560 }}>
					<caption className="sr-only">{t.imports.firstRows}</caption>
					<thead>
						<tr>
							<th scope="col">{t.imports.targets.email}</th>
							<th scope="col">{t.imports.targets.firstName}</th>
							<th scope="col">{t.imports.targets.lastName}</th>
							{more.map(c => (
								<th scope="col" key={c.head}>
									{c.head}
								</th>
							))}
							{names.map(n => (
								<th scope="col" key={n}>
									{n}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{rows.slice(0, 8).map((r, i) => (
							<tr key={i}>
								<td>{r.email}</td>
								<td>{r.firstName}</td>
								<td>{r.lastName}</td>
								{more.map(c => (
									<td key={c.head}>{c.cell(r)}</td>
								))}
								{names.map(n => (
									<td key={n}>{r.variables[n]}</td>
								))}
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</Panel>
	);
}

function Running({ item }: { item: Import }) {
	const t = useT();
	const undoing = item.status === "UNDOING";
	const part = undoing ? item.deleted + item.restored : item.bytesRead;
	const whole = undoing ? item.created + item.updated : item.bytes;
	const share = whole > 0 ? Math.min(1, part / whole) : 0;
	const title = undoing ? t.imports.undoing : item.dryRun ? t.imports.dryRunning : t.imports.running;
	return (
		<Panel title={title}>
			<Stack gap="lg">
				<Group gap="sm" wrap="nowrap">
					<Progress value={share * 100} style={{ flex: 1 }} aria-label={title} transitionDuration={300} />
					<span className="tnum" style={{ width: 44, textAlign: "right" }}>
						{percent(share)}
					</span>
				</Group>
				<Counts item={item} />
				<Text size="sm" c="dimmed">
					{undoing ? t.imports.undoingText : t.imports.runningText}
				</Text>
			</Stack>
		</Panel>
	);
}

/** As guessed; of an upload only, for later the server does not show what the file holds. */
function planOf(item: Import): Plan {
	return {
		targets: guessTargets(item.columns ?? [], item.guess ?? {}),
		tags: [],
		policy: "update",
		preview: (item.preview ?? []).slice(0, 8),
		consent: item.consent ?? [],
		encodings: item.encodings ?? [],
	};
}

export function ImportContacts() {
	const t = useT();
	const m = t.imports;
	const navigate = useNavigate();
	const client = useQueryClient();
	const { id } = useSearch({ from: "/app/contacts/import" });
	const query = useQuery({ ...q.import(id ?? ""), enabled: Boolean(id) });
	const [plan, setPlan] = useState<Plan | null>(null);
	const [remap, setRemap] = useState(false);
	const [busy, setBusy] = useState(false);
	const item = id ? query.data : undefined;
	const running = item?.status === "RUNNING" || item?.status === "UNDOING";

	useEvents<Import>(running && id ? `/api/imports/${id}/progress` : null, "progress", live => {
		client.setQueryData<Import>(q.import(id!).queryKey, before => (before ? { ...before, ...live } : live));
		if (live.status !== "RUNNING" && live.status !== "UNDOING") void query.refetch();
	});
	// The stream may be cut by a proxy; ask now and then as well.
	useEffect(() => {
		if (!running) return;
		const timer = setInterval(() => query.refetch(), 2500);
		return () => clearInterval(timer);
	}, [running, query.refetch]);
	const finished = item && !item.dryRun && (item.status === "DONE" || item.status === "UNDONE");
	useEffect(() => {
		if (!finished) return;
		void client.invalidateQueries({ queryKey: ["contacts"] });
		void client.invalidateQueries({ queryKey: ["imports"] });
	}, [finished, client]);

	useEffect(() => {
		if (!item) return setPlan(null);
		setPlan(current => {
			if (current && current.targets.length === (item.columns ?? []).length) return current;
			const kept = readDraft<Plan>(planKey(item.id))?.value;
			if (kept && kept.targets.length === (item.columns ?? []).length) return kept;
			return planOf(item);
		});
	}, [item]);
	const changePlan = (p: Plan) => {
		setPlan(p);
		if (id) writeDraft(planKey(id), p);
	};

	const reread = async (how: { encoding: string; header?: boolean }) => {
		if (!item) return;
		setBusy(true);
		try {
			const next = await api.patch<Import>(`/api/imports/${item.id}`, how);
			changePlan({ ...planOf(next), tags: plan?.tags ?? [], policy: plan?.policy ?? "update" });
			setRemap(false);
			client.setQueryData<Import>(q.import(item.id).queryKey, next);
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	const start = async (dryRun: boolean) => {
		if (!item || !plan) return;
		setBusy(true);
		try {
			const next = await api.post<Import>(`/api/imports/${item.id}/start`, {
				map: toMap(item.columns ?? [], plan.targets),
				tags: plan.tags,
				policy: plan.policy,
				dryRun,
			});
			setRemap(false);
			client.setQueryData<Import>(q.import(item.id).queryKey, { ...item, ...next });
		} catch (error) {
			if (error instanceof ApiError && error.status === 422) toast.error(error);
			else toast.error(error);
		}
		setBusy(false);
	};
	const undo = async () => {
		if (!item) return;
		setBusy(true);
		try {
			const next = await api.post<Import>(`/api/imports/${item.id}/undo`);
			client.setQueryData<Import>(q.import(item.id).queryKey, { ...item, ...(next ?? {}) });
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};

	const mapping = item && plan && (item.status === "UPLOADED" || remap) && !running;
	const dryDone = item?.dryRun && item.status === "DONE" && !remap;
	const step = !id ? 0 : mapping ? 1 : item?.dryRun ? 2 : item ? 3 : 1;
	const heading = (
		<>
			<Link to="/contacts" className="back-link">
				{t.contacts.title}
			</Link>
			<Title order={1} size="h3">
				{m.title}
			</Title>
		</>
	);
	return (
		<Page
			title={m.title}
			heading={heading}
			actions={
				id ? (
					<LinkButton to="/contacts/import" search={{}} variant="default">
						{m.another}
					</LinkButton>
				) : undefined
			}
		>
			<Steps at={step} />
			{!id && (
				<>
					<DropZone
						onUploaded={i => {
							client.setQueryData(q.import(i.id).queryKey, i);
							void client.invalidateQueries({ queryKey: ["imports"] });
							void navigate({ to: "/contacts/import", search: { id: i.id } });
						}}
					/>
					<div style={{ height: 24 }} />
					<History />
				</>
			)}
			{id && query.isError && !item && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
			{id && !item && query.isPending && (
				<Panel>
					<Skeleton height={20} width={240} mb="md" />
					<RowsSkeleton rows={5} />
				</Panel>
			)}
			{mapping && (
				<Mapping
					item={item}
					plan={plan}
					onPlan={changePlan}
					onCheck={() => start(true)}
					onReread={reread}
					busy={busy}
				/>
			)}
			{item && running && <Running item={item} />}
			{dryDone && (
				<>
					<Panel title={m.dryTitle}>
						<Stack gap="lg">
							<Warnings item={item} />
							<Counts item={item} />
							<Refused item={item} />
						</Stack>
					</Panel>
					{plan && <Sample plan={plan} />}
					<Group justify="flex-end">
						<Button variant="default" onClick={() => setRemap(true)}>
							{m.changeMapping}
						</Button>
						<Button
							loading={busy}
							onClick={() => start(false)}
							disabled={item.created + item.updated + item.suppressed === 0}
						>
							{item.created + item.updated > 0 ? m.start(item.created + item.updated) : m.startAll}
						</Button>
					</Group>
				</>
			)}
			{item && !item.dryRun && (item.status === "DONE" || item.status === "UNDONE") && (
				<>
					<Panel title={item.status === "DONE" ? m.done : m.undone}>
						<Stack gap="lg">
							<Counts item={item} />
							{item.status === "DONE" && <Refused item={item} />}
						</Stack>
					</Panel>
					<Group justify="flex-end">
						{item.status === "DONE" && item.created + item.updated > 0 && (
							<Button
								variant="subtle"
								color="gray"
								leftSection={<IconArrowBackUp size={16} />}
								loading={busy}
								onClick={undo}
							>
								{m.undo}
							</Button>
						)}
						<LinkButton to="/contacts" search={plan?.tags[0] ? { tags: [plan.tags[0]] } : {}} variant="default">
							{m.see}
						</LinkButton>
						{item.status === "DONE" && (
							<Button
								onClick={() =>
									newCampaign(navigate, plan?.tags.length ? { audience: { tags: plan.tags, match: "any" } } : {})
								}
							>
								{m.write}
							</Button>
						)}
					</Group>
				</>
			)}
			{item?.status === "FAILED" && !remap && (
				<>
					<Alert color="red" title={m.failed} mb="lg">
						{item.error}
					</Alert>
					<Group justify="flex-end">
						<Button onClick={() => setRemap(true)}>{m.changeMapping}</Button>
					</Group>
				</>
			)}
		</Page>
	);
}
