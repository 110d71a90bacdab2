// One domain that mail comes from: what DNS says, what it should say, and the keys that sign.
import { Button, Group, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { q } from "../../api/queries.ts";
import type { DomainSetup as Setup } from "../../api/types.ts";
import { LinkAnchor } from "../../components/bits.tsx";
import { Page, Panel } from "../../components/Page.tsx";
import { ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { languageOf, useSpeech, useT } from "../../i18n/index.tsx";
import { dateTime, relative } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { Records, State } from "./Records.tsx";

const icons = {
	ok: IconCircleCheck,
	warning: IconAlertTriangle,
	missing: IconCircleX,
	wrong: IconCircleX,
	unknown: IconInfoCircle,
};
const levels = { ok: "good", warning: "warning", missing: "error", wrong: "error", unknown: "info" };

function Item({ item }: { item: Setup["items"][number] }) {
	const { t, locale } = useSpeech();
	const d = t.domains;
	const Icon = icons[item.state];
	const english = languageOf(locale) === "en";
	return (
		<Panel title={d.item[item.id] ?? item.id} note={d.why[item.id]} actions={<State state={item.state} />}>
			<p className="check" data-level={levels[item.state]} style={{ margin: 0, padding: 0 }}>
				<Icon size={17} aria-hidden />
				<span>
					{english ? item.message : d.advice[item.state]}
					{!english && item.state !== "ok" && <small lang="en">{item.message}</small>}
				</span>
			</p>
			{item.state !== "ok" && item.records.length > 0 && (
				<>
					<h3 className="record-head">{d.set}</h3>
					<Records records={item.records} />
				</>
			)}
			{item.found.length > 0 && (
				<>
					<h3 className="record-head">{d.found}</h3>
					<ul className="found">
						{item.found.map(f => (
							<li key={f}>
								<code>{f}</code>
							</li>
						))}
					</ul>
				</>
			)}
		</Panel>
	);
}

function Keys({ setup, onChange }: { setup: Setup; onChange: (s?: Setup) => void }) {
	const t = useT();
	const d = t.domains;
	const [busy, setBusy] = useState(false);
	const [asking, askingOps] = useDisclosure(false);
	const path = `/api/domains/${encodeURIComponent(setup.domain)}/dkim`;
	const waiting = setup.keys.some(k => k.state === "waiting");
	const make = async () => {
		setBusy(true);
		try {
			onChange(await api.post<Setup>(path));
			toast.done(d.keysMade);
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	const drop = async () => {
		setBusy(true);
		try {
			await api.delete(path);
			toast.done(d.keysDeleted);
			askingOps.close();
			onChange();
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	return (
		<Panel title={d.keys} note={d.keysText}>
			{setup.keys.length === 0 ? (
				<Text size="sm" c="dimmed">
					{d.noKeys}
				</Text>
			) : (
				<ul className="found">
					{setup.keys.map(k => (
						<li key={k.selector}>
							<code>{k.selector}</code> · {k.algorithm} · {d.keyState[k.state] ?? k.state}
							{k.state === "retiring" && k.rotateAt && ` ${d.until(dateTime(k.rotateAt))}`}
						</li>
					))}
				</ul>
			)}
			{setup.keys.length > 0 && !setup.signs && (
				<p className="note" data-tone="warn" style={{ margin: "12px 0 0" }}>
					{d.signsNot}{" "}
					<LinkAnchor to="/senders" underline="always" c="inherit">
						{d.toSenders}
					</LinkAnchor>
				</p>
			)}
			<Group mt="md" gap="xs">
				<Button size="compact-sm" variant="default" loading={busy && !asking} disabled={waiting} onClick={make}>
					{setup.keys.length > 0 ? d.nextKeys : d.makeKeys}
				</Button>
				{setup.keys.length > 0 && (
					<Button size="compact-sm" variant="subtle" color="red" onClick={askingOps.open}>
						{d.deleteKeys}
					</Button>
				)}
			</Group>
			<Modal
				opened={asking}
				onClose={askingOps.close}
				title={d.deleteKeys}
				closeButtonProps={{ "aria-label": t.common.close }}
			>
				<Text size="sm">{d.deleteKeysText}</Text>
				<Group justify="flex-end" mt="lg">
					<Button variant="default" onClick={askingOps.close} data-autofocus>
						{t.common.cancel}
					</Button>
					<Button color="red" loading={busy} onClick={drop}>
						{t.common.delete}
					</Button>
				</Group>
			</Modal>
		</Panel>
	);
}

export function DomainSetup() {
	const t = useT();
	const d = t.domains;
	const client = useQueryClient();
	const { domain } = useParams({ from: "/app/domains/$domain" });
	const query = useQuery(q.domainSetup(domain));
	const [busy, setBusy] = useState(false);
	const take = async (setup?: Setup) => {
		const key = q.domainSetup(domain).queryKey;
		if (setup) client.setQueryData(key, setup);
		else client.setQueryData(key, await api.post<Setup>(`/api/domains/${encodeURIComponent(domain)}/check`));
		await client.invalidateQueries({ queryKey: ["domains"], exact: true });
	};
	const check = async () => {
		setBusy(true);
		try {
			await take();
			toast.done(d.checkedToast);
		} catch (error) {
			toast.error(error);
		}
		setBusy(false);
	};
	const setup = query.data;
	return (
		<Page
			title={domain}
			lead={
				<>
					<LinkAnchor to="/domains" underline="always">
						{d.back}
					</LinkAnchor>
					{setup && ` · ${d.checked(relative(setup.checkedAt))}`}
				</>
			}
			actions={
				<Button loading={busy} onClick={check}>
					{d.check}
				</Button>
			}
		>
			{query.isPending ? (
				<div className="panel">
					<div className="panel-body">
						<RowsSkeleton rows={6} />
					</div>
				</div>
			) : query.isError && !setup ? (
				<ErrorState error={query.error} onRetry={() => query.refetch()} />
			) : setup ? (
				<>
					{setup.items.map(item => (
						<Item key={item.id} item={item} />
					))}
					<Keys setup={setup} onChange={take} />
				</>
			) : null}
		</Page>
	);
}
