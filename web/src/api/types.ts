// The shapes of /api as the app uses them.

export type ContactStatus = "ACTIVE" | "INACTIVE" | "UNSUBSCRIBED";
export type CampaignStatus = "DRAFT" | "SCHEDULED" | "SENDING" | "SENT" | "PAUSED";
export type RecipientStatus = "PENDING" | "SENT" | "FAILED" | "BOUNCED";
export type Verdict = "human" | "machine" | "unknown";

export interface Page<T> {
	data: T[];
	page: { next: string | null };
	total?: number | null;
}

export interface AppConfig {
	version: string;
	demo: boolean;
	demoEmail?: string | null;
	registration: "open" | "closed";
	url: string;
	google: boolean;
}

export interface User {
	id: string;
	email: string;
	name: string | null;
	image: string | null;
	timezone: string | null;
	locale: string | null;
	isOperator: boolean;
	createdAt: string;
}

export interface Session {
	id: string;
	createdAt: string;
	lastSeenAt: string;
	userAgent: string | null;
	current: boolean;
}

export interface ApiKey {
	id: string;
	name: string;
	prefix: string;
	scopes: string[];
	createdAt: string;
	lastUsedAt: string | null;
	key?: string;
}

export interface Contact {
	id: string;
	email: string;
	firstName: string | null;
	lastName: string | null;
	tags: string[] | null;
	variables: Record<string, unknown> | null;
	status: ContactStatus;
	displayName: string;
	engagementRate: number | null;
	createdAt: string;
	updatedAt: string;
}

export interface ContactFilter {
	search?: string | undefined;
	status?: ContactStatus | undefined;
	tags?: string[] | undefined;
}

export interface SavedView {
	id: string;
	name: string;
	filter: ContactFilter & { sort?: string | undefined };
}

export interface TimelineItem {
	at: string;
	type: string;
	campaignId?: string | null;
	campaignName?: string | null;
	sequenceId?: string | null;
	recipientId?: string | null;
	subject?: string | null;
	verdict?: Verdict | null;
	reason?: string | null;
	detail?: unknown;
}

export interface Import {
	id: string;
	status: "UPLOADED" | "RUNNING" | "DONE" | "FAILED" | "UNDONE";
	filename: string | null;
	bytes: number;
	bytesRead: number;
	delimiter?: string | null;
	encoding?: string | null;
	columns?: string[] | null;
	preview?: string[][] | null;
	guess?: Record<string, string> | null;
	map?: Record<string, string> | null;
	dryRun: boolean;
	rowsRead: number;
	created: number;
	updated: number;
	unchanged: number;
	refused: number;
	error?: string | null;
	sample?: Partial<Contact>[] | null;
	createdAt: string;
	finishedAt: string | null;
}

export type SenderKind = "smtp" | "capture" | "gmail";
export interface Sender {
	id: string;
	kind: SenderKind;
	name: string;
	fromEmail: string;
	fromName: string | null;
	replyTo: string | null;
	host: string | null;
	port: number | null;
	security: "none" | "starttls" | "tls" | null;
	tlsVerify?: boolean;
	auth: "none" | "plain" | "login" | "xoauth2" | null;
	username: string | null;
	hasSecret: boolean;
	perSecond: number | null;
	perHour: number | null;
	perDay: number | null;
	maxConnections: number | null;
	status: "ACTIVE" | "PAUSED" | "UNVERIFIED";
	pauseReason: string | null;
	pausedUntil: string | null;
	verifiedAt: string | null;
	isDefault: boolean;
	usage: { hour: number; day: number };
	createdAt: string;
	updatedAt: string;
}

export interface SenderTest {
	ok: boolean;
	steps: { step: string; ok: boolean; reply: string | null }[];
}

export interface CapturedSummary {
	id: string;
	recipientId: string | null;
	campaignId: string | null;
	sequenceId: string | null;
	contactId: string | null;
	from: string;
	to: string;
	subject: string;
	createdAt: string;
	bytes: number;
}

export interface CapturedMail extends CapturedSummary {
	headers: { name: string; value: string }[];
	html: string | null;
	text: string | null;
	attachments: { filename: string | null; contentType: string; bytes: number }[];
}

export interface Audience {
	all?: boolean | undefined;
	tags?: string[] | undefined;
	match?: "any" | "all" | undefined;
	status?: ContactStatus | undefined;
	contactIds?: string[] | undefined;
	exclude?:
		| { tags?: string[] | undefined; contactIds?: string[] | undefined; campaignIds?: string[] | undefined }
		| undefined;
}

export interface AudienceCount {
	count: number;
	excluded: { suppressed: number; unsubscribed: number; inactive: number; duplicate: number };
	sample: Contact[];
}

export interface CampaignStats {
	recipients: number;
	pending: number;
	sent: number;
	failed: number;
	bounced: number;
	delivered: number;
	openedPeople: number;
	openedMachines: number;
	clickedPeople: number;
	clickedMachines: number;
	unsubscribed: number;
	replied: number;
	complained: number;
	inDoubt: number;
}

export type ContentFormat = "rich" | "html" | "text";

export interface Campaign {
	id: string;
	name: string;
	subject: string;
	content: string;
	status: CampaignStatus;
	trackingEnabled: boolean;
	scheduledAt: string | null;
	sentAt: string | null;
	gmailThreadId: string | null;
	createdAt: string;
	updatedAt: string;
	senderId: string | null;
	fromName: string | null;
	replyTo: string | null;
	preheader: string | null;
	contentFormat: ContentFormat;
	design: unknown;
	textContent: string | null;
	audience: Audience | null;
	stats: CampaignStats | null;
	pauseReason: string | null;
	startedAt: string | null;
}

export type CampaignPatch = Partial<
	Pick<
		Campaign,
		| "name"
		| "subject"
		| "content"
		| "trackingEnabled"
		| "senderId"
		| "fromName"
		| "replyTo"
		| "preheader"
		| "contentFormat"
		| "design"
		| "textContent"
		| "audience"
	>
>;

export interface Preview {
	from: string;
	to: string;
	subject: string;
	html: string | null;
	text: string | null;
	bytes: number;
	warnings: { code: string; message: string }[];
}

export interface Check {
	code: string;
	level: "error" | "warning" | "info";
	message: string;
	count?: number | null;
	contacts?: { id: string; email: string }[] | string[] | null;
}

export interface Progress {
	status: CampaignStatus;
	recipients: number;
	sent: number;
	failed: number;
	bounced: number;
	pending: number;
	inDoubt: number;
	rate: number;
	eta: number | null;
	opened: number;
	clicked: number;
}

export interface Recipient {
	id: string;
	contactId: string | null;
	email: string;
	displayName: string;
	status: RecipientStatus;
	sentAt: string | null;
	failureReason: string | null;
	attempts: number | null;
	lastReply: string | null;
	nextAttemptAt: string | null;
	inDoubt: boolean;
	openedAt: string | null;
	openedBy: Verdict | null;
	clickedAt: string | null;
	events: number;
}

export interface RecipientEvent {
	id: string;
	type: string;
	timestamp: string;
	verdict: Verdict | null;
	reason: string | null;
	data: Record<string, unknown> | null;
	userAgent: string | null;
}

export interface EngagementCount {
	total: number;
	people: number;
	machines: number;
	uniquePeople: number;
	uniqueMachines: number;
}

export interface Analytics {
	totals: CampaignStats & { opens: EngagementCount; clicks: EngagementCount };
	rates: Record<string, number | null>;
	links: { n: number; url: string | null; people: number; machines: number; uniquePeople: number }[];
	hours: {
		at: string;
		sent: number;
		opensPeople: number;
		opensMachines: number;
		clicksPeople: number;
		clicksMachines: number;
	}[];
	domains: { domain: string; recipients: number; sent: number; bounced: number; opened: number; clicked: number }[];
}

export interface Attachment {
	id: string;
	filename: string;
	contentType: string;
	contentId: string | null;
	bytes: number;
}

export interface WeekNumbers {
	sent: number;
	openedPeople: number;
	clickedPeople: number;
	replied: number;
	bounced: number;
	unsubscribed: number;
}

export interface Overview {
	now: {
		campaignId: string;
		name: string;
		status: CampaignStatus;
		sent: number;
		recipients: number;
		rate: number | null;
	}[];
	week: WeekNumbers & { previous: WeekNumbers | null };
	days: { day: string; sent: number; opens: number; clicks: number; bounces: number }[];
	attention: { code: string; level: "error" | "warning" | "info"; message: string; href: string | null }[];
	contacts: { total: number; active: number };
}

export interface Suppression {
	id: string;
	email: string;
	reason: "unsubscribe" | "bounce" | "complaint" | "manual" | "import";
	source: string | null;
	createdAt: string;
}

export interface SystemInfo {
	version: string;
	database: {
		bytes: number;
		connections: number;
		slowQueries: { query: string; calls: number; meanMs: number; totalMs?: number }[] | null;
	};
	queue: { batches: number; recipientsPending: number; retries: number };
	journal: { trackBytes: number; trackLagSeconds: number };
	workers: { id: string; role: string; host: string; startedAt: string; lastSeenAt: string; version: string }[];
}
