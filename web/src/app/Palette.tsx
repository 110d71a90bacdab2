// The command palette: rooms, things to do, and a search through contacts, campaigns and sequences.
import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
	IconAddressBook,
	IconArrowRight,
	IconFileImport,
	IconKeyboard,
	IconMailPlus,
	IconRoute,
	IconSearch,
	IconSend,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { api, queryString } from "../api/client.ts";
import { q } from "../api/queries.ts";
import type { Page, User } from "../api/types.ts";
import { useT } from "../i18n/index.tsx";
import { newCampaign } from "../lib/newCampaign.ts";
import { allRooms } from "./nav.tsx";

interface Item {
	id: string;
	group: string;
	label: string;
	detail?: string;
	icon: ReactNode;
	run: () => void;
}

export default function Palette({ onClose, onHelp, user }: { onClose: () => void; onHelp: () => void; user: User }) {
	const t = useT();
	const navigate = useNavigate();
	const [typed, setTyped] = useState("");
	const [term] = useDebouncedValue(typed.trim(), 180);
	const [at, setAt] = useState(0);
	const list = useRef<HTMLDivElement>(null);
	const contacts = useQuery({ ...q.contactSearch(term, 5), enabled: term.length > 1 });
	const campaigns = useQuery({ ...q.campaignSearch(term, 5), enabled: term.length > 1 });

	const sequences = useQuery({
		queryKey: ["sequences", "palette", term],
		queryFn: async ({ signal }) =>
			(
				await api.get<Page<{ id: string; name: string; status: keyof typeof t.status }>>(
					`/api/sequences${queryString({ search: term, limit: 5 })}`,
					signal,
				)
			).data,
		enabled: term.length > 1,
	});

	const items = useMemo<Item[]>(() => {
		const has = (s: string) => s.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase());
		const go = allRooms
			.filter(r => (!r.operatorOnly || user.isOperator) && has(r.label(t)))
			.map<Item>(r => ({
				id: r.to,
				group: t.palette.goTo,
				label: r.label(t),
				icon: <IconArrowRight size={16} />,
				run: () => navigate({ to: r.to }),
			}));
		const act: Item[] = [
			{
				id: "new-campaign",
				group: t.palette.doIt,
				label: t.campaigns.new,
				icon: <IconMailPlus size={16} />,
				run: () => newCampaign(navigate),
			},
			{
				id: "new-sequence",
				group: t.palette.doIt,
				label: t.nav.newSequence,
				icon: <IconRoute size={16} />,
				run: () => navigate({ to: "/sequences", search: { new: true } }),
			},
			{
				id: "import",
				group: t.palette.doIt,
				label: t.imports.title,
				icon: <IconFileImport size={16} />,
				run: () => navigate({ to: "/contacts/import" }),
			},
			{
				id: "help",
				group: t.palette.doIt,
				label: t.nav.help,
				icon: <IconKeyboard size={16} />,
				run: onHelp,
			},
		].filter(i => has(i.label));
		const found: Item[] =
			term.length > 1
				? [
						...(campaigns.data ?? []).map<Item>(c => ({
							id: c.id,
							group: t.palette.campaigns,
							label: c.name,
							detail: t.status[c.status],
							icon: <IconSend size={16} />,
							run: () =>
								c.status === "DRAFT"
									? navigate({ to: "/campaigns/$campaignId/edit", params: { campaignId: c.id } })
									: navigate({ to: "/campaigns/$campaignId", params: { campaignId: c.id } }),
						})),
						...(sequences.data ?? []).map<Item>(s => ({
							id: s.id,
							group: t.nav.sequences,
							label: s.name,
							detail: t.status[s.status],
							icon: <IconRoute size={16} />,
							run: () => navigate({ to: "/sequences/$sequenceId", params: { sequenceId: s.id } }),
						})),
						...(contacts.data ?? []).map<Item>(c => ({
							id: c.id,
							group: t.palette.contacts,
							label: c.displayName,
							detail: c.displayName === c.email ? "" : c.email,
							icon: <IconAddressBook size={16} />,
							run: () => navigate({ to: "/contacts/$contactId", params: { contactId: c.id } }),
						})),
					]
				: [];
		return [...go, ...act, ...found];
	}, [typed, term, contacts.data, campaigns.data, sequences.data, t, navigate, user, onHelp]);

	useEffect(() => {
		if (at >= items.length) setAt(Math.max(0, items.length - 1));
	}, [items, at]);
	useEffect(() => {
		list.current?.querySelector(`[data-index="${at}"]`)?.scrollIntoView({ block: "nearest" });
	}, [at]);

	const run = (item: Item | undefined) => {
		if (!item) return;
		onClose();
		item.run();
	};
	return (
		<Modal
			opened
			onClose={onClose}
			withCloseButton={false}
			title={undefined}
			aria-label={t.palette.title}
			size={560}
			padding={0}
			yOffset="12vh"
			centered={false}
			trapFocus
			transitionProps={{ duration: 80 }}
		>
			<div className="palette">
				<div className="palette-input">
					<IconSearch size={18} aria-hidden />
					<input
						data-autofocus
						role="combobox"
						aria-expanded
						aria-controls="palette-list"
						aria-activedescendant={items[at] ? `palette-${at}` : undefined}
						aria-label={t.palette.title}
						placeholder={t.palette.placeholder}
						value={typed}
						onChange={e => {
							setTyped(e.currentTarget.value);
							setAt(0);
						}}
						onKeyDown={e => {
							if (e.key === "Escape") {
								e.preventDefault();
								return onClose();
							}
							if (e.key === "ArrowDown") {
								e.preventDefault();
								setAt(a => (items.length ? (a + 1) % items.length : 0));
							} else if (e.key === "ArrowUp") {
								e.preventDefault();
								setAt(a => (items.length ? (a + items.length - 1) % items.length : 0));
							} else if (e.key === "Enter") {
								e.preventDefault();
								run(items[at]);
							}
						}}
					/>
				</div>
				<div
					className="palette-list"
					id="palette-list"
					role="listbox"
					aria-label={t.palette.title}
					ref={list}
					tabIndex={-1}
				>
					{items.length === 0 && <p className="palette-none">{t.palette.nothing}</p>}
					{items.map((item, i) => (
						<div key={item.id} role="presentation">
							{item.group !== items[i - 1]?.group && (
								<div className="palette-group" role="presentation">
									{item.group}
								</div>
							)}
							<div
								role="option"
								id={`palette-${i}`}
								data-index={i}
								aria-selected={i === at}
								tabIndex={-1}
								className="palette-item"
								onMouseMove={() => setAt(i)}
								onClick={() => run(item)}
							>
								<span aria-hidden>{item.icon}</span>
								<span>{item.label}</span>
								{item.detail && <small>{item.detail}</small>}
							</div>
						</div>
					))}
				</div>
				<p className="palette-hint">{t.palette.hint}</p>
			</div>
		</Modal>
	);
}
