// What the sequence screens ask the server, and in which shapes it answers.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, queryString } from "../../api/client.ts";
import type { ContactStatus, Page } from "../../api/types.ts";
import type { Step } from "./types.ts";

export type SequenceStatus = "DRAFT" | "ACTIVE" | "PAUSED";
export type TriggerType = "manual" | "on_signup" | "on_event";
export interface Problem {
	stepId: string | null;
	field: string;
	message: string;
}
export interface Window {
	days?: number[] | undefined;
	from?: string | undefined;
	to?: string | undefined;
	timezone?: string | undefined;
	useContactTimezone?: boolean | undefined;
}
export interface Settings {
	reentry?: "never" | "after_completed" | undefined;
	reentryDays?: number | undefined;
	stopOnReply?: boolean | undefined;
	stopCompanyOnReply?: boolean | undefined;
	window?: Window | null | undefined;
	trigger?:
		| {
				event?: string | undefined;
				filter?: { tags?: string[] | undefined; match?: "any" | "all" | undefined; status?: ContactStatus | undefined };
		  }
		| null
		| undefined;
	latenessHours?: number | undefined;
}
export interface SequenceStats {
	enrolled: number;
	active: number;
	completed: number;
	paused: number;
	failed: number;
	sent: number;
	openedPeople: number;
	clickedPeople: number;
	replied: number;
	bounced: number;
}
export interface Sequence {
	id: string;
	name: string;
	description: string | null;
	status: SequenceStatus;
	triggerType: TriggerType;
	trackingEnabled: boolean;
	steps: Step[];
	settings: Settings | null;
	senderId: string | null;
	version: number;
	createdAt: string;
	updatedAt: string;
	activatedAt: string | null;
	overdue: number;
	stats: SequenceStats | null;
	problems?: Problem[] | null;
}
export interface Template {
	id: string;
	name: string;
	description: string;
	triggerType: TriggerType;
	steps: Step[];
	settings: Settings | null;
}
export interface Diff {
	added: string[];
	removed: { stepId: string; people: number }[];
	changed: { stepId: string; fields: string[]; people: number }[];
	moved: { stepId: string; people: number }[];
	people: { stepId: string | null; people: number }[];
}
export type EnrollmentStatus = "ACTIVE" | "COMPLETED" | "PAUSED" | "FAILED";
export const enrollmentStatuses = ["ACTIVE", "COMPLETED", "PAUSED", "FAILED"] as const satisfies EnrollmentStatus[];
export interface Enrollment {
	id: string;
	sequenceId?: string;
	sequenceName?: string | null;
	contactId: string;
	email: string;
	displayName: string;
	status: EnrollmentStatus;
	currentStep: string | null;
	enrolledAt: string;
	completedAt: string | null;
	pausedAt: string | null;
	failedAt: string | null;
	failureReason: string | null;
	exitReason: string | null;
	version: number | null;
	run: number;
	dueAt: string | null;
	waitingFor: "time" | "mail" | "event" | null;
}
export interface TraceEntry {
	id: string;
	at: string;
	kind: string;
	stepId: string | null;
	stepName: string | null;
	text: string | null;
	detail: Record<string, unknown> | null;
}
export interface StepFigures {
	stepId: string;
	waiting: number;
	entered: number;
	passed: number;
	sent: number;
	openedPeople: number;
	openedMachines: number;
	clickedPeople: number;
	replied: number;
	bounced: number;
	trueTaken: number;
	falseTaken: number;
}
export interface SequenceAnalytics {
	totals: {
		enrolled: number;
		active: number;
		completed: number;
		paused: number;
		failed: number;
		exits: Record<string, number>;
		averageHoursToComplete: number | null;
		sent: number;
		openedPeople: number;
		openedMachines: number;
		clickedPeople: number;
		replied: number;
		bounced: number;
	};
	steps: StepFigures[];
}
export interface Version {
	version: number;
	createdAt: string;
	steps: Step[];
	people: number;
}
export const behaviours = ["nothing", "opens", "clicks", "replies"] as const;
export type Behaviour = (typeof behaviours)[number];
export interface SimEvent {
	at: string;
	stepId: string | null;
	kind: string;
	detail?: Record<string, unknown> | null;
	subject?: string | null;
	html?: string | null;
	text?: string | null;
	inThread?: boolean | null;
	taken?: boolean | null;
	until?: string | null;
}
export interface SimRun {
	contactId: string;
	email: string;
	displayName: string;
	events: SimEvent[];
	ended: { at: string; reason: string | null };
}
export interface Enrolled {
	enrolled: number;
	already: number;
	excluded: number;
	unknown: number;
}

export const sq = {
	one: (id: string) =>
		queryOptions({ queryKey: ["sequence", id], queryFn: () => api.get<Sequence>(`/api/sequences/${id}`) }),
	find: (search: string, limit = 8) =>
		queryOptions({
			queryKey: ["sequences", "find", search, limit],
			queryFn: async ({ signal }) =>
				(await api.get<Page<Sequence>>(`/api/sequences${queryString({ search, limit })}`, signal)).data,
			placeholderData: keepPreviousData,
		}),
	templates: queryOptions({
		queryKey: ["sequence-templates"],
		queryFn: async () => (await api.get<Page<Template>>("/api/sequences/templates")).data,
		staleTime: Number.POSITIVE_INFINITY,
	}),
	analytics: (id: string, live: boolean) =>
		queryOptions({
			queryKey: ["sequence", id, "analytics"],
			queryFn: () => api.get<SequenceAnalytics>(`/api/sequences/${id}/analytics`),
			staleTime: 2000,
			...(live ? { refetchInterval: 5000 } : {}),
		}),
	versions: (id: string) =>
		queryOptions({
			queryKey: ["sequence", id, "versions"],
			queryFn: async () => (await api.get<Page<Version>>(`/api/sequences/${id}/versions`)).data,
		}),
	enrollment: (id: string) =>
		queryOptions({
			queryKey: ["enrollment", id],
			queryFn: () => api.get<Enrollment>(`/api/enrollments/${id}`),
			refetchInterval: 5000,
		}),
	trace: (id: string) =>
		queryOptions({
			queryKey: ["enrollment", id, "trace"],
			queryFn: async () => (await api.get<Page<TraceEntry>>(`/api/enrollments/${id}/trace?limit=200`)).data,
			refetchInterval: 5000,
		}),
	validate: (steps: Step[]) =>
		queryOptions({
			queryKey: ["sequence-validate", steps],
			queryFn: async () => (await api.post<{ problems: Problem[] }>("/api/sequences/validate", { steps })).problems,
			placeholderData: keepPreviousData,
			staleTime: Number.POSITIVE_INFINITY,
			gcTime: 60_000,
		}),
};
