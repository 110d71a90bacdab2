// The rooms of the house, in the order of the sidebar. A new part adds its line to the group it belongs to.
import {
	IconAddressBook,
	IconBan,
	IconFilter,
	IconForms,
	IconHome,
	IconInbox,
	IconMailForward,
	IconMessages,
	IconRoute,
	IconSend,
	IconServer,
	IconSettings,
	IconWorldWww,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { Messages } from "../i18n/en.ts";

export interface Room {
	to:
		| "/"
		| "/campaigns"
		| "/sequences"
		| "/replies"
		| "/contacts"
		| "/segments"
		| "/suppressions"
		| "/forms"
		| "/senders"
		| "/domains"
		| "/captured"
		| "/settings"
		| "/system";
	label: (t: Messages) => string;
	icon: ComponentType<{ size?: number; stroke?: number }>;
	/** After "g". */
	key: string;
	operatorOnly?: boolean;
}

export const rooms: { heading: ((t: Messages) => string) | null; rooms: Room[] }[] = [
	{
		heading: null,
		rooms: [
			{ to: "/", label: t => t.nav.overview, icon: IconHome, key: "o" },
			{ to: "/campaigns", label: t => t.nav.campaigns, icon: IconSend, key: "c" },
			{ to: "/sequences", label: t => t.nav.sequences, icon: IconRoute, key: "q" },
			{ to: "/replies", label: t => t.nav.replies, icon: IconMessages, key: "r" },
		],
	},
	{
		heading: t => t.nav.audience,
		rooms: [
			{ to: "/contacts", label: t => t.nav.contacts, icon: IconAddressBook, key: "p" },
			{ to: "/segments", label: t => t.nav.segments, icon: IconFilter, key: "u" },
			{ to: "/suppressions", label: t => t.nav.suppressions, icon: IconBan, key: "b" },
			{ to: "/forms", label: t => t.choice.title, icon: IconForms, key: "f" },
		],
	},
	{
		heading: t => t.nav.sending,
		rooms: [
			{ to: "/senders", label: t => t.nav.senders, icon: IconMailForward, key: "s" },
			{ to: "/domains", label: t => t.domains.title, icon: IconWorldWww, key: "d" },
			{ to: "/captured", label: t => t.nav.captured, icon: IconInbox, key: "m" },
		],
	},
	{
		heading: t => t.nav.account,
		rooms: [
			{ to: "/settings", label: t => t.nav.settings, icon: IconSettings, key: "e" },
			{ to: "/system", label: t => t.nav.system, icon: IconServer, key: "y", operatorOnly: true },
		],
	},
];
export const allRooms = rooms.flatMap(g => g.rooms);
