// What the inbox asks the server, and in which shapes it answers.
import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { languageOf, useSpeech } from "../../i18n/index.tsx";
import { repliesDe } from "../../i18n/replies.de.ts";
import { type ReplyWords, repliesEn } from "../../i18n/replies.en.ts";

export const replyStatuses = ["open", "snoozed", "done"] as const;
export type ReplyStatus = (typeof replyStatuses)[number];
export interface Reply {
	id: string;
	status: ReplyStatus;
	snoozedUntil: string | null;
	unread: boolean;
	asksToLeave: boolean;
	subject: string;
	excerpt: string;
	messages: number;
	lastMessageAt: string;
	contact: { id: string; email: string; firstName: string | null; lastName: string | null };
	senderId: string | null;
	senderName: string | null;
	campaignId: string | null;
	campaignName: string | null;
	sequenceId: string | null;
	sequenceName: string | null;
}
export interface ReplyMessage {
	id: string;
	direction: "in" | "out";
	status: "received" | "sending" | "sent" | "failed" | "uncertain";
	error: string | null;
	from: string;
	fromName: string | null;
	to: string;
	subject: string;
	text: string;
	said: string;
	quoted: string;
	signature: string;
	kind: string | null;
	why: string | null;
	whyCode: string | null;
	whyOf: string | null;
	at: string;
}
export interface Unmatched {
	id: string;
	status: "open" | "assigned" | "dismissed";
	kind: string;
	bounce: string | null;
	leave: "no" | "doubtful" | "sure";
	why: string;
	whyCode: string | null;
	whyOf: string | null;
	senderName: string | null;
	from: string;
	fromName: string | null;
	subject: string;
	excerpt: string;
	failedAddress: string | null;
	contactId: string | null;
	contactEmail: string | null;
	receivedAt: string;
}
export interface UnmatchedWhole extends Unmatched {
	said: string;
	quoted: string;
}
export interface Hold {
	contact: { id: string; email: string; firstName: string | null; lastName: string | null };
	reason: "away" | "asks_to_leave";
	until: string | null;
	words: string | null;
	colleague: string | null;
	colleagueName: string | null;
	colleagueKnown: boolean;
	createdAt: string;
}
export interface NotUnderstood {
	id: string;
	way: "session" | "report";
	words: string;
	count: number;
	firstAt: string;
	lastAt: string;
}
export interface Waiting {
	asksToLeave: number;
	unmatched: number;
	away: number;
	notUnderstood: number;
}
export interface Thread extends Reply {
	thread: ReplyMessage[];
}
export interface BounceSettings {
	bounceRate: number | null;
	complaintRate: number | null;
	guardAfter: number;
	softBounces: number;
	softBounceDays: number;
}
export interface Mailbox {
	kind: "imap" | "gmail";
	host: string | null;
	port: number | null;
	security: "none" | "starttls" | "tls";
	tlsVerify: boolean;
	auth: "plain" | "xoauth2";
	username: string | null;
	hasSecret: boolean;
	folder: string;
	enabled: boolean;
	error: string | null;
	checkedAt: string | null;
}
export interface MailboxTest {
	ok: boolean;
	steps: { step: string; ok: boolean; reply: string | null }[];
}

export const threadQuery = (id: string) =>
	queryOptions({
		queryKey: ["reply", id],
		queryFn: () => api.get<Thread>(`/api/replies/${id}`),
		refetchInterval: 10_000,
	});

export const waitingQuery = queryOptions({
	queryKey: ["replies", "waiting"],
	queryFn: () => api.get<Waiting>("/api/replies/waiting"),
	refetchInterval: 15_000,
});

export function useW(): ReplyWords {
	const { locale } = useSpeech();
	return languageOf(locale) === "de" ? repliesDe : repliesEn;
}

export const nameOf = (r: Pick<Reply, "contact">): string =>
	[r.contact.firstName, r.contact.lastName].filter(Boolean).join(" ") || r.contact.email;
