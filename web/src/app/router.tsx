// Every address of the app. Screens are loaded when they are opened; a list's filters live in its address.
import {
	createRootRoute,
	createRoute,
	createRouter,
	lazyRouteComponent,
	Outlet,
	redirect,
} from "@tanstack/react-router";
import { ApiError, connection } from "../api/client.ts";
import { q, queryClient } from "../api/queries.ts";
import type { CampaignStatus, ContactStatus, RecipientStatus } from "../api/types.ts";
import { ErrorScreen, NotFound, Pending } from "../components/states.tsx";

const text = (v: unknown): string | undefined => (typeof v === "string" && v !== "" ? v : undefined);
const oneOf = <T extends string>(v: unknown, list: readonly T[]): T | undefined =>
	list.includes(v as T) ? (v as T) : undefined;
const texts = (v: unknown): string[] | undefined => {
	const list = (Array.isArray(v) ? v : v === undefined ? [] : [v]).map(String).filter(Boolean);
	return list.length > 0 ? list : undefined;
};

export const contactStatuses = ["ACTIVE", "INACTIVE", "UNSUBSCRIBED"] as const satisfies ContactStatus[];
export const campaignStatuses = ["DRAFT", "SCHEDULED", "SENDING", "PAUSED", "SENT"] as const satisfies CampaignStatus[];
export const recipientStatuses = ["PENDING", "SENT", "FAILED", "BOUNCED"] as const satisfies RecipientStatus[];
export const contactSorts = ["-createdAt", "createdAt", "email", "-email", "name", "-name"] as const;

/** A screen whose file is loaded when it is opened. Without a connection it says so, where the router would load the page anew. */
const room = ((load, name) =>
	lazyRouteComponent(
		() =>
			load().catch(error => {
				throw navigator.onLine && connection.online ? error : new ApiError(0, "offline", "", [], null);
			}),
		name,
	)) as typeof lazyRouteComponent;

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

/** The cookie is out of reach, and asking who one is while signed out is an error in the browser's eyes: ask whether. */
const signedIn = async () => (await queryClient.fetchQuery({ ...q.config, staleTime: 1000 })).signedIn;

const guest = async () => {
	if (!(await signedIn().catch(() => false))) return;
	const me = await queryClient.ensureQueryData(q.me).catch(() => null);
	if (me) throw redirect({ to: "/" });
};
export const signIn = createRoute({
	getParentRoute: () => root,
	path: "/signin",
	validateSearch: (
		s: Record<string, unknown>,
	): {
		next?: string | undefined;
		ended?: boolean | undefined;
		reset?: boolean | undefined;
		google?: string | undefined;
	} => ({
		next: text(s.next),
		ended: s.ended === true ? true : undefined,
		reset: s.reset === true ? true : undefined,
		google: text(s.google),
	}),
	beforeLoad: guest,
	component: room(() => import("../screens/SignIn.tsx"), "SignIn"),
});
export const register = createRoute({
	getParentRoute: () => root,
	path: "/register",
	beforeLoad: guest,
	component: room(() => import("../screens/SignIn.tsx"), "Register"),
});

const byMail = () => import("../screens/account/ByMail.tsx");
export const verify = createRoute({
	getParentRoute: () => root,
	path: "/verify",
	component: room(byMail, "Verify"),
});
export const forgot = createRoute({
	getParentRoute: () => root,
	path: "/forgot",
	component: room(byMail, "Forgot"),
});
export const reset = createRoute({
	getParentRoute: () => root,
	path: "/reset",
	component: room(byMail, "Reset"),
});
export const confirmAddress = createRoute({
	getParentRoute: () => root,
	path: "/confirm-address",
	component: room(byMail, "ConfirmAddress"),
});

export const app = createRoute({
	getParentRoute: () => root,
	id: "app",
	beforeLoad: async ({ location }) => {
		if (queryClient.getQueryData(q.me.queryKey)) return;
		const toSignIn = () =>
			redirect({ to: "/signin", search: location.pathname === "/" ? {} : { next: location.href } });
		try {
			if (!(await signedIn())) throw toSignIn();
			await queryClient.ensureQueryData(q.me);
		} catch (error) {
			if (error instanceof ApiError && error.status === 401) throw toSignIn();
			throw error;
		}
	},
	component: room(() => import("./Shell.tsx"), "Shell"),
});

export const overview = createRoute({
	getParentRoute: () => app,
	path: "/",
	component: room(() => import("../screens/Overview.tsx"), "Overview"),
});
export const welcome = createRoute({
	getParentRoute: () => app,
	path: "/welcome",
	component: room(() => import("../screens/Welcome.tsx"), "Welcome"),
});

export interface ContactsSearch {
	search?: string | undefined;
	status?: ContactStatus | undefined;
	tags?: string[] | undefined;
	segment?: string | undefined;
	sort?: (typeof contactSorts)[number] | undefined;
}
export const contacts = createRoute({
	getParentRoute: () => app,
	path: "/contacts",
	validateSearch: (s: Record<string, unknown>): ContactsSearch => ({
		search: text(s.search),
		status: oneOf(s.status, contactStatuses),
		tags: texts(s.tags),
		segment: text(s.segment),
		sort: oneOf(s.sort, contactSorts),
	}),
	component: room(() => import("../screens/contacts/Contacts.tsx"), "Contacts"),
});
export const importContacts = createRoute({
	getParentRoute: () => app,
	path: "/contacts/import",
	validateSearch: (s: Record<string, unknown>): { id?: string | undefined } => ({ id: text(s.id) }),
	component: room(() => import("../screens/contacts/ImportContacts.tsx"), "ImportContacts"),
});
export const doubles = createRoute({
	getParentRoute: () => app,
	path: "/contacts/doubles",
	component: room(() => import("../screens/contacts/Doubles.tsx"), "Doubles"),
});
export const contact = createRoute({
	getParentRoute: () => app,
	path: "/contacts/$contactId",
	component: room(() => import("../screens/contacts/ContactPage.tsx"), "ContactPage"),
});

export const segments = createRoute({
	getParentRoute: () => app,
	path: "/segments",
	validateSearch: (s: Record<string, unknown>): { search?: string | undefined } => ({ search: text(s.search) }),
	component: room(() => import("../screens/segments/Segments.tsx"), "Segments"),
});
const segmentPage = () => import("../screens/segments/SegmentPage.tsx");
export const newSegment = createRoute({
	getParentRoute: () => app,
	path: "/segments/new",
	component: room(segmentPage, "NewSegment"),
});
export const segment = createRoute({
	getParentRoute: () => app,
	path: "/segments/$segmentId",
	component: room(segmentPage, "SegmentPage"),
});

export interface CampaignsSearch {
	search?: string | undefined;
	status?: CampaignStatus | undefined;
}
export const campaigns = createRoute({
	getParentRoute: () => app,
	path: "/campaigns",
	validateSearch: (s: Record<string, unknown>): CampaignsSearch => ({
		search: text(s.search),
		status: oneOf(s.status, campaignStatuses),
	}),
	component: room(() => import("../screens/campaigns/Campaigns.tsx"), "Campaigns"),
});

export const engagements = [
	"opened",
	"clicked",
	"not_opened",
	"not_clicked",
	"replied",
	"unsubscribed",
	"machines",
	"in_doubt",
] as const;
export interface ReportSearch {
	tab?: "recipients" | "message" | undefined;
	status?: RecipientStatus | undefined;
	engaged?: (typeof engagements)[number] | undefined;
	search?: string | undefined;
}
export const campaign = createRoute({
	getParentRoute: () => app,
	path: "/campaigns/$campaignId",
	validateSearch: (s: Record<string, unknown>): ReportSearch => ({
		tab: oneOf(s.tab, ["recipients", "message"] as const),
		status: oneOf(s.status, recipientStatuses),
		engaged: oneOf(s.engaged, engagements),
		search: text(s.search),
	}),
	component: room(() => import("../screens/campaigns/Report.tsx"), "Report"),
});
export const editSteps = ["write", "audience", "review"] as const;
export const editCampaign = createRoute({
	getParentRoute: () => app,
	path: "/campaigns/$campaignId/edit",
	validateSearch: (s: Record<string, unknown>): { step?: (typeof editSteps)[number] | undefined } => ({
		step: oneOf(s.step, editSteps),
	}),
	component: room(() => import("../screens/campaigns/EditCampaign.tsx"), "EditCampaign"),
});

export const sequenceStatuses = ["DRAFT", "ACTIVE", "PAUSED"] as const;
export const sequenceTabs = ["steps", "people", "report", "settings", "versions"] as const;
export interface SequencesSearch {
	search?: string | undefined;
	status?: (typeof sequenceStatuses)[number] | undefined;
	new?: boolean | undefined;
}
export const sequences = createRoute({
	getParentRoute: () => app,
	path: "/sequences",
	validateSearch: (s: Record<string, unknown>): SequencesSearch => ({
		search: text(s.search),
		status: oneOf(s.status, sequenceStatuses),
		new: s.new === true ? true : undefined,
	}),
	component: room(() => import("../screens/sequences/Sequences.tsx"), "Sequences"),
});
export interface SequenceSearch {
	tab?: (typeof sequenceTabs)[number] | undefined;
	view?: "canvas" | "list" | undefined;
	status?: "ACTIVE" | "COMPLETED" | "PAUSED" | "FAILED" | undefined;
	/** People who do not get on. */
	state?: "held" | "overdue" | "failed" | "stuck" | undefined;
	/** People at this step. */
	at?: string | undefined;
	search?: string | undefined;
	/** The enrolment whose trace is open. */
	why?: string | undefined;
}
export const sequence = createRoute({
	getParentRoute: () => app,
	path: "/sequences/$sequenceId",
	validateSearch: (s: Record<string, unknown>): SequenceSearch => ({
		tab: oneOf(s.tab, sequenceTabs),
		view: oneOf(s.view, ["canvas", "list"] as const),
		status: oneOf(s.status, ["ACTIVE", "COMPLETED", "PAUSED", "FAILED"] as const),
		state: oneOf(s.state, ["held", "overdue", "failed", "stuck"] as const),
		at: text(s.at),
		search: text(s.search),
		why: text(s.why),
	}),
	component: room(() => import("../screens/sequences/SequencePage.tsx"), "SequencePage"),
});

export const replyFilters = ["open", "asks", "snoozed", "done", "all", "unmatched", "away", "refusals"] as const;
export const replies = createRoute({
	getParentRoute: () => app,
	path: "/replies",
	validateSearch: (
		s: Record<string, unknown>,
	): { search?: string | undefined; id?: string | undefined; status?: (typeof replyFilters)[number] | undefined } => ({
		search: text(s.search),
		id: text(s.id),
		status: oneOf(s.status, replyFilters),
	}),
	component: room(() => import("../screens/replies/Replies.tsx"), "Replies"),
});

export const senders = createRoute({
	getParentRoute: () => app,
	path: "/senders",
	validateSearch: (
		s: Record<string, unknown>,
	): { new?: boolean | undefined; mailbox?: boolean | undefined; google?: string | undefined } => ({
		new: s.new === true ? true : undefined,
		mailbox: s.mailbox === true ? true : undefined,
		google: text(s.google),
	}),
	component: room(() => import("../screens/Senders.tsx"), "Senders"),
});
/** A link to one sender leads to the list, where each is open to view. */
export const sender = createRoute({
	getParentRoute: () => app,
	path: "/senders/$senderId",
	beforeLoad: () => {
		throw redirect({ to: "/senders", replace: true });
	},
});
export const domains = createRoute({
	getParentRoute: () => app,
	path: "/domains",
	component: room(() => import("../screens/domains/Domains.tsx"), "Domains"),
});
export const domain = createRoute({
	getParentRoute: () => app,
	path: "/domains/$domain",
	component: room(() => import("../screens/domains/DomainSetup.tsx"), "DomainSetup"),
});
export const captured = createRoute({
	getParentRoute: () => app,
	path: "/captured",
	validateSearch: (s: Record<string, unknown>): { search?: string | undefined; id?: string | undefined } => ({
		search: text(s.search),
		id: text(s.id),
	}),
	component: room(() => import("../screens/Captured.tsx"), "Captured"),
});
export const suppressions = createRoute({
	getParentRoute: () => app,
	path: "/suppressions",
	validateSearch: (s: Record<string, unknown>): { search?: string | undefined } => ({ search: text(s.search) }),
	component: room(() => import("../screens/Suppressions.tsx"), "Suppressions"),
});
export const forms = createRoute({
	getParentRoute: () => app,
	path: "/forms",
	component: room(() => import("../screens/forms/Forms.tsx"), "Forms"),
});
export const settingsTabs = ["profile", "security", "keys", "hooks", "webhooks", "privacy", "audit", "data"] as const;
export const settings = createRoute({
	getParentRoute: () => app,
	path: "/settings",
	validateSearch: (s: Record<string, unknown>): { tab?: (typeof settingsTabs)[number] | undefined } => ({
		tab: oneOf(s.tab, settingsTabs),
	}),
	component: room(() => import("../screens/Settings.tsx"), "Settings"),
});
export const system = createRoute({
	getParentRoute: () => app,
	path: "/system",
	component: room(() => import("../screens/System.tsx"), "System"),
});

export const router = createRouter({
	routeTree: root.addChildren([
		signIn,
		register,
		verify,
		forgot,
		reset,
		confirmAddress,
		app.addChildren([
			overview,
			welcome,
			contacts,
			importContacts,
			doubles,
			contact,
			segments,
			newSegment,
			segment,
			campaigns,
			campaign,
			editCampaign,
			sequences,
			sequence,
			replies,
			senders,
			sender,
			domains,
			domain,
			captured,
			suppressions,
			forms,
			settings,
			system,
		]),
	]),
	defaultPreload: "intent",
	defaultPreloadStaleTime: 0,
	defaultPendingMs: 150,
	defaultPendingMinMs: 0,
	defaultPendingComponent: Pending,
	defaultErrorComponent: ErrorScreen,
	defaultNotFoundComponent: NotFound,
	scrollRestoration: true,
});

declare module "@tanstack/react-router" {
	interface Register {
		router: typeof router;
	}
}
