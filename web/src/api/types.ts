// The shapes of /api: generated from the server's own description (schema.d.ts, "npm run gen:api"), with what JSON
// columns hold said more closely.
import type { components } from "./schema.d.ts";

type S = components["schemas"];
type With<T, U> = Omit<T, keyof U> & U;

export interface Page<T> {
	data: T[];
	page: S["Page"];
	total?: number | null;
}

export type AppConfig = S["Installation"];
export type Doubt = S["Doubt"];
export type User = S["User"];
export type Session = S["Session"];
export type ApiKey = S["ApiKey"];
export type NewApiKey = S["NewApiKey"];
export type SystemMail = S["SystemMail"];
export type SystemSender = S["SystemSender"];

export type ContactStatus = S["Contact"]["status"];
export type Double = S["Double"];
export type Contact = With<S["Contact"], { variables: Record<string, unknown> | null }>;
export interface ContactFilter {
	search?: string | undefined;
	status?: ContactStatus | undefined;
	tags?: string[] | undefined;
	/** Its id. */
	segment?: string | undefined;
}
export type SavedView = With<S["ContactView"], { filter: ContactFilter & { sort?: string | undefined } }>;
export type TimelineItem = S["TimelineEntry"];

export type Import = With<
	S["Import"],
	{
		map: Record<string, string | string[]> | null;
		preview?: string[][];
		guess?: Record<string, string | string[]>;
	}
>;

export type Sender = S["Sender"];
export type SenderTest = S["SenderTest"];
export type Domain = S["Domain"];
export type DomainSetup = S["DomainSetup"];
export type TrackingDomain = S["TrackingDomain"];
export type GoogleClient = S["GoogleClient"];
export type Google = S["Google"];
export type CapturedSummary = S["CapturedSummary"];
export type CapturedMail = S["CapturedMail"];

/** A filter's tree (docs/audience.md), or its text. */
export type Filter = S["Filter"] | string;
export type Segment = S["Segment"];
export type SegmentPreview = S["SegmentPreview"];
export interface Audience {
	all?: boolean | undefined;
	tags?: string[] | undefined;
	match?: "any" | "all" | undefined;
	status?: ContactStatus | undefined;
	contactIds?: string[] | undefined;
	/** Ids, as the server keeps them. */
	segment?: string | string[] | undefined;
	filter?: Filter | ContactFilter | undefined;
	exclude?:
		| {
				tags?: string[] | undefined;
				contactIds?: string[] | undefined;
				campaignIds?: string[] | undefined;
				segment?: string | string[] | undefined;
				filter?: Filter | undefined;
		  }
		| undefined;
}
/** When mails may leave: src/core/campaign/delivery.h. */
export interface Delivery {
	at?: string | undefined;
	date?: string | undefined;
	passed?: "tomorrow" | "now" | undefined;
	timezone?: string | undefined;
	window?:
		| {
				days?: number[] | undefined;
				from?: string | undefined;
				to?: string | undefined;
				timezone?: string | undefined;
				useContactTimezone?: boolean | undefined;
		  }
		| undefined;
}
export type AudienceCount = With<S["AudienceCount"], { sample: Contact[] }>;

export type CampaignStatus = S["Campaign"]["status"];
export type ContentFormat = S["Campaign"]["contentFormat"];
export type CampaignStats = S["CampaignStats"];
/** In lists, content, design and textContent are left out. */
export type Campaign = With<
	S["Campaign"],
	{ content: string; design: unknown; textContent: string | null; audience: Audience | null; delivery: Delivery | null }
>;
export type CampaignPatch = Partial<
	Pick<
		Campaign,
		| "name"
		| "subject"
		| "content"
		| "trackingEnabled"
		| "senderId"
		| "senderIds"
		| "fromName"
		| "replyTo"
		| "preheader"
		| "contentFormat"
		| "design"
		| "textContent"
		| "audience"
		| "topicId"
		| "gmailThreadId"
		| "replyToCampaignId"
		| "replyElse"
		| "delivery"
	>
>;
export type Preview = S["Preview"];
/** The app's own checks name no contacts. */
export type Check = Pick<S["Check"], "code" | "level" | "message"> & Partial<S["Check"]>;
export type Progress = S["Progress"];
export type Forecast = S["Forecast"];
export type Recipient = S["Recipient"];
export type RecipientStatus = Recipient["status"];
export type RecipientEvent = With<S["EmailEvent"], { data: Record<string, unknown> | null }>;
export type Analytics = S["Analytics"];
export type Attachment = S["Attachment"];

export type Overview = S["Overview"];
export type WeekNumbers = S["WeekBefore"];
export type Suppression = S["Suppression"];
export type Topic = S["Topic"];
export type Choices = S["Choices"];
export type SignupForm = S["SignupForm"];
export type MailPolicy = S["MailPolicy"];
export type AuditEntry = S["AuditEntry"];
export type AuditProof = S["AuditProof"];
export type ErasureReceipt = S["ErasureReceipt"];
export type SuppressionImport = S["SuppressionImport"];
export type SystemInfo = S["System"];
export type Removed = S["Removed"];
