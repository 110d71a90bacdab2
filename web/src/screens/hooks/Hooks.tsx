// Webhooks: addresses of other programs that are told what happens.
import { Button, Group, Menu, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconPlus, IconWebhook } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { Panel } from "../../components/Page.tsx";
import { EmptyState, ErrorState, RowsSkeleton } from "../../components/states.tsx";
import { useT } from "../../i18n/index.tsx";
import { relative } from "../../lib/format.ts";
import { toast } from "../../lib/toast.ts";
import { HookForm, HookSecret } from "./HookForm.tsx";
import { HookLog } from "./HookLog.tsx";
import { type Hook, hooksKey, useHookWords } from "./words.ts";

type Does = (hook: Hook) => void;

function HookRow({
	hook,
	onEdit,
	onLog,
	onSecret,
	onDelete,
}: {
	hook: Hook;
	onEdit: Does;
	onLog: Does;
	onSecret: Does;
	onDelete: Does;
}) {
	const t = useT();
	const w = useHookWords();
	const client = useQueryClient();
	const act = async (work: () => Promise<unknown>, done: string) => {
		try {
			await work();
			toast.done(done);
		} catch (error) {
			toast.error(error);
		}
		await client.invalidateQueries({ queryKey: hooksKey });
	};
	const told = hook.events.includes("*")
		? w.everything
		: hook.events.map(e => (e.endsWith(".*") ? (w.kinds[e.slice(0, -2)] ?? e) : e)).join(", ");
	return (
		<li className="line">
			<div style={{ minWidth: 0 }}>
				<strong style={{ overflowWrap: "anywhere" }}>{hook.description ?? hook.url}</strong>{" "}
				<span className="status" data-status={!hook.active ? "PAUSED" : hook.failures > 0 ? "FAILED" : "ACTIVE"}>
					{!hook.active ? w.paused : hook.failures > 0 ? w.failing : w.active}
				</span>
				<div className="dim-sm" style={{ whiteSpace: "normal", overflowWrap: "anywhere" }}>
					{hook.description ? `${hook.url} · ` : ""}
					{told} · {hook.lastAt ? w.last(relative(hook.lastAt)) : w.never}
					{hook.waiting > 0 ? ` · ${w.waiting(hook.waiting)}` : ""}
				</div>
				{(hook.pausedReason || (hook.failures > 0 && hook.lastError)) && (
					<p className="note" data-tone="warn" style={{ margin: "6px 0 0" }}>
						{hook.pausedReason ?? w.lastError(hook.lastError ?? "")}
					</p>
				)}
			</div>
			<Group gap="xs" wrap="nowrap">
				<Button size="compact-sm" variant="default" onClick={() => onLog(hook)}>
					{w.log}
				</Button>
				<Menu position="bottom-end">
					<Menu.Target>
						<Button size="compact-sm" variant="default" aria-label={`${t.common.more}: ${hook.url}`}>
							<IconDots size={16} />
						</Button>
					</Menu.Target>
					<Menu.Dropdown>
						<Menu.Item onClick={() => act(() => api.post(`/api/hooks/${hook.id}/test`, {}), w.tested)}>
							{w.test}
						</Menu.Item>
						<Menu.Item onClick={() => onEdit(hook)}>{w.edit}</Menu.Item>
						<Menu.Item onClick={() => act(() => api.patch(`/api/hooks/${hook.id}`, { active: !hook.active }), w.saved)}>
							{hook.active ? w.pause : w.resume}
						</Menu.Item>
						<Menu.Item onClick={() => onSecret(hook)}>{w.showSecret}</Menu.Item>
						<Menu.Item onClick={() => act(() => api.post(`/api/hooks/${hook.id}/rotate`, {}), w.rotated)}>
							{w.rotate}
						</Menu.Item>
						<Menu.Item color="red" onClick={() => onDelete(hook)}>
							{t.common.delete}
						</Menu.Item>
					</Menu.Dropdown>
				</Menu>
			</Group>
		</li>
	);
}

function Secret({ hook, onClose }: { hook: Hook; onClose: () => void }) {
	const t = useT();
	const w = useHookWords();
	const secret = useQuery({
		queryKey: [...hooksKey, hook.id, "secret"],
		queryFn: () => api.get<{ secret: string }>(`/api/hooks/${hook.id}/secret`),
		gcTime: 0,
	});
	return (
		<Modal opened onClose={onClose} size="lg" title={w.showSecret} closeButtonProps={{ "aria-label": t.common.close }}>
			{secret.isPending ? (
				<RowsSkeleton rows={1} />
			) : secret.isError ? (
				<ErrorState error={secret.error} onRetry={() => secret.refetch()} />
			) : (
				<HookSecret secret={secret.data.secret} onClose={onClose} />
			)}
		</Modal>
	);
}

function Delete({ hook, onClose }: { hook: Hook; onClose: () => void }) {
	const t = useT();
	const w = useHookWords();
	const client = useQueryClient();
	const remove = async () => {
		onClose();
		try {
			await api.delete(`/api/hooks/${hook.id}`);
			toast.done(w.deleted);
		} catch (error) {
			toast.error(error);
		}
		await client.invalidateQueries({ queryKey: hooksKey });
	};
	return (
		<Modal opened onClose={onClose} title={w.deleteTitle} closeButtonProps={{ "aria-label": t.common.close }}>
			<Text size="sm" mb="lg">
				{w.deleteText}
			</Text>
			<Group justify="flex-end">
				<Button variant="default" data-autofocus onClick={onClose}>
					{t.common.cancel}
				</Button>
				<Button color="red" onClick={remove}>
					{t.common.delete}
				</Button>
			</Group>
		</Modal>
	);
}

export function Hooks() {
	const w = useHookWords();
	const list = useQuery({
		queryKey: hooksKey,
		queryFn: async () => (await api.get<{ data: Hook[] }>("/api/hooks")).data,
		refetchInterval: 15_000,
	});
	const [creating, ops] = useDisclosure(false);
	const [editing, setEditing] = useState<Hook | null>(null);
	const [logged, setLogged] = useState<Hook | null>(null);
	const [secret, setSecret] = useState<Hook | null>(null);
	const [deleting, setDeleting] = useState<Hook | null>(null);
	return (
		<Panel
			title={w.title}
			note={w.text}
			flush
			actions={
				<Button size="compact-sm" leftSection={<IconPlus size={15} />} onClick={ops.open}>
					{w.create}
				</Button>
			}
		>
			{list.isPending ? (
				<RowsSkeleton rows={2} />
			) : list.isError ? (
				<ErrorState error={list.error} onRetry={() => list.refetch()} />
			) : list.data.length === 0 ? (
				<EmptyState icon={<IconWebhook size={24} />} title={w.empty} />
			) : (
				<ul className="plain-list">
					{list.data.map(h => (
						<HookRow
							key={h.id}
							hook={h}
							onEdit={setEditing}
							onLog={setLogged}
							onSecret={setSecret}
							onDelete={setDeleting}
						/>
					))}
				</ul>
			)}
			{creating && <HookForm hook={null} onClose={ops.close} />}
			{editing && <HookForm hook={editing} onClose={() => setEditing(null)} />}
			{logged && <HookLog hook={logged} onClose={() => setLogged(null)} />}
			{secret && <Secret hook={secret} onClose={() => setSecret(null)} />}
			{deleting && <Delete hook={deleting} onClose={() => setDeleting(null)} />}
		</Panel>
	);
}
