// The frame around every screen once signed in: sidebar, quick search, shortcuts, the person's menu.
import { ActionIcon, Drawer, Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
	IconDeviceDesktop,
	IconKeyboard,
	IconLogout,
	IconMenu2,
	IconMoon,
	IconSearch,
	IconSelector,
	IconSettings,
	IconSun,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { api, setUnauthorizedHandler } from "../api/client.ts";
import { q, sessionOver } from "../api/queries.ts";
import type { User } from "../api/types.ts";
import { Mark } from "../components/Mark.tsx";
import { useSpeech, useT } from "../i18n/index.tsx";
import { commitDeferred } from "../lib/deferred.ts";
import { dropAllDrafts } from "../lib/drafts.ts";
import { newCampaign } from "../lib/newCampaign.ts";
import { toast } from "../lib/toast.ts";
import { allRooms, rooms } from "./nav.tsx";
import { isTyping, useShortcuts } from "./shortcuts.ts";

const Palette = lazy(() => import("./Palette.tsx"));
const ShortcutHelp = lazy(() => import("./ShortcutHelp.tsx"));

export const modKey = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

function Nav({ user, onNavigate }: { user: User; onNavigate?: () => void }) {
	const t = useT();
	const path = useRouterState({ select: s => s.location.pathname });
	return (
		<nav aria-label={t.nav.main} className="nav">
			{rooms.map((group, i) => (
				<div key={i} className="nav-group">
					{group.heading && <p className="nav-heading">{group.heading(t)}</p>}
					<ul>
						{group.rooms
							.filter(r => !r.operatorOnly || user.isOperator)
							.map(room => {
								const here = room.to === "/" ? path === "/" : path.startsWith(room.to);
								return (
									<li key={room.to}>
										<Link
											to={room.to}
											className="nav-link"
											data-active={here || undefined}
											aria-current={here ? "page" : undefined}
											onClick={onNavigate}
										>
											<room.icon size={18} stroke={1.6} />
											{room.label(t)}
										</Link>
									</li>
								);
							})}
					</ul>
				</div>
			))}
		</nav>
	);
}

function PersonMenu({ user, onHelp }: { user: User; onHelp: () => void }) {
	const t = useT();
	const navigate = useNavigate();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const signOut = async () => {
		commitDeferred();
		try {
			await api.post("/api/auth/logout", undefined, { publicCall: true });
		} catch (error) {
			toast.error(error);
			return;
		}
		dropAllDrafts();
		await sessionOver(() => navigate({ to: "/signin" }));
	};
	return (
		<Menu position="top-start" width={232}>
			<Menu.Target>
				<UnstyledButton className="person" aria-label={`${t.nav.menu}: ${user.name ?? user.email}`}>
					<span className="avatar" aria-hidden>
						{(user.name ?? user.email).slice(0, 1).toUpperCase()}
					</span>
					<span className="person-name">
						<span>{user.name ?? user.email}</span>
						{user.name && <small>{user.email}</small>}
					</span>
					<IconSelector size={16} aria-hidden />
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>{t.nav.theme}</Menu.Label>
				<div className="menu-scheme">
					<SegmentedControl
						fullWidth
						size="xs"
						aria-label={t.nav.theme}
						value={colorScheme}
						onChange={v => setColorScheme(v as "light" | "dark" | "auto")}
						data={[
							{ value: "light", label: <Scheme icon={<IconSun size={15} aria-hidden />} text={t.nav.light} /> },
							{ value: "dark", label: <Scheme icon={<IconMoon size={15} aria-hidden />} text={t.nav.dark} /> },
							{ value: "auto", label: <Scheme icon={<IconDeviceDesktop size={15} aria-hidden />} text={t.nav.auto} /> },
						]}
					/>
				</div>
				<Menu.Divider />
				<Menu.Item leftSection={<IconSettings size={16} />} onClick={() => navigate({ to: "/settings" })}>
					{t.nav.settings}
				</Menu.Item>
				<Menu.Item
					leftSection={<IconKeyboard size={16} />}
					rightSection={<kbd className="key">?</kbd>}
					onClick={onHelp}
				>
					{t.nav.help}
				</Menu.Item>
				<Menu.Divider />
				<Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
					{t.nav.signOut}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}

function Scheme({ icon, text }: { icon: React.ReactNode; text: string }) {
	return (
		<span className="scheme-choice" title={text}>
			{icon}
			<span className="sr-only">{text}</span>
		</span>
	);
}

export function Shell() {
	const t = useT();
	const speech = useSpeech();
	const navigate = useNavigate();
	const { data: user } = useQuery(q.me);
	const [menu, menuOps] = useDisclosure(false);
	const [help, setHelp] = useState(false);
	const [palette, setPalette] = useState(false);
	const href = useRouterState({ select: s => s.location.href });
	const path = useRouterState({ select: s => s.location.pathname });

	useEffect(() => {
		if (user?.locale || user?.timezone) speech.setLocale(user.locale ?? speech.locale, user.timezone);
	}, [user?.locale, user?.timezone, speech]);

	useEffect(() => {
		setUnauthorizedHandler(() => {
			// Several requests may be refused at once; the first one leads away.
			if (href.startsWith("/signin")) return;
			void sessionOver(() => navigate({ to: "/signin", search: { next: href, ended: true } }));
		});
		return () => setUnauthorizedHandler(() => {});
	}, [navigate, href]);

	// A new screen starts with its own heading for people who hear the page.
	useEffect(() => {
		if (path && document.activeElement === document.body)
			document.getElementById("main")?.focus({ preventScroll: true });
	}, [path]);

	useShortcuts({
		"mod+k": () => setPalette(true),
		"?": () => setHelp(true),
		"/": () => {
			const box = document.querySelector<HTMLInputElement>("[data-page-search]");
			if (box) box.focus();
			else setPalette(true);
		},
		n: () => void newCampaign(navigate),
		...Object.fromEntries(
			allRooms.filter(r => !r.operatorOnly || user?.isOperator).map(r => [`g ${r.key}`, () => navigate({ to: r.to })]),
		),
	});

	useEffect(() => {
		const onKey = (e: KeyboardEvent) => {
			if (
				(e.metaKey || e.ctrlKey) &&
				e.key.toLowerCase() === "k" &&
				isTyping(e.target) &&
				!document.querySelector("[data-own-mod-k]:focus-within")
			) {
				e.preventDefault();
				setPalette(true);
			}
		};
		addEventListener("keydown", onKey);
		return () => removeEventListener("keydown", onKey);
	}, []);

	if (!user) return null;
	const side = (onNavigate?: () => void) => (
		<>
			<UnstyledButton
				className="quick"
				onClick={() => {
					onNavigate?.();
					setPalette(true);
				}}
			>
				<IconSearch size={15} aria-hidden />
				<span>{t.nav.quick}</span>
				<kbd className="key" aria-hidden>
					{modKey} K
				</kbd>
			</UnstyledButton>
			<Nav user={user} {...(onNavigate ? { onNavigate } : {})} />
			<div className="side-foot">
				<PersonMenu user={user} onHelp={() => setHelp(true)} />
			</div>
		</>
	);

	return (
		<div className="shell">
			<a href="#main" className="skip">
				{t.common.skipToContent}
			</a>
			<aside className="side">
				<Link to="/" className="brand">
					<Mark />
					LOUMASS
				</Link>
				{side()}
			</aside>
			<header className="topbar">
				<ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.nav.menu} onClick={menuOps.open}>
					<IconMenu2 size={20} />
				</ActionIcon>
				<Link to="/" className="brand">
					<Mark />
					LOUMASS
				</Link>
				<ActionIcon
					variant="subtle"
					color="gray"
					size="lg"
					aria-label={t.palette.title}
					onClick={() => setPalette(true)}
				>
					<IconSearch size={20} />
				</ActionIcon>
			</header>
			<Drawer
				opened={menu}
				onClose={menuOps.close}
				size={280}
				title={<Text fw={650}>LOUMASS</Text>}
				closeButtonProps={{ "aria-label": t.common.close }}
				classNames={{ body: "side-body" }}
			>
				{side(menuOps.close)}
			</Drawer>
			<main id="main" tabIndex={-1}>
				<Outlet />
			</main>
			<Suspense>
				{palette && <Palette onClose={() => setPalette(false)} onHelp={() => setHelp(true)} user={user} />}
				{help && <ShortcutHelp onClose={() => setHelp(false)} />}
			</Suspense>
		</div>
	);
}
