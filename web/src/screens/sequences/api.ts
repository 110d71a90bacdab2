// What the sequence screens ask the server, and in which shapes it answers: generated, with what JSON columns hold said
// more closely.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import type { components } from "../../api/schema.d.ts";
import type { ContactStatus, Page } from "../../api/types.ts";
import type { Language } from "../../i18n/index.tsx";
import type { Step } from "./types.ts";

type S = components["schemas"];
type With<T, U> = Omit<T, keyof U> & U;

export type SequenceStatus = S["Sequence"]["status"];
export type TriggerType = "manual" | "on_signup" | "on_event";
export type Problem = S["SequenceProblem"];
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
	holidays?: string[] | undefined;
}
/** In lists, steps and problems are left out. */
export type Sequence = With<S["Sequence"], { steps: Step[]; settings: Settings | null; triggerType: TriggerType }>;
export type Template = With<
	S["SequenceTemplate"],
	{ steps: Step[]; settings: Settings | null; triggerType: TriggerType }
>;
export type Diff = S["SequenceDiff"];
export type Enrollment = S["Enrollment"];
export type EnrollmentStatus = Enrollment["status"];
export const enrollmentStatuses = ["ACTIVE", "COMPLETED", "PAUSED", "FAILED"] as const satisfies EnrollmentStatus[];
export type TraceEntry = With<S["EnrollmentTrace"], { detail: Record<string, unknown> | null }>;
export type StepFigures = S["SequenceStepFigures"];
export type SequenceAnalytics = S["SequenceAnalytics"];
export type Version = With<S["SequenceVersion"], { steps: Step[] }>;
export const behaviours = ["nothing", "opens", "clicks", "replies"] as const;
export type Behaviour = (typeof behaviours)[number];
export type SimEvent = S["SimulationEvent"];
export type SimRun = S["SimulationRun"];
export type Simulation = S["Simulation"];
export type Enrolled = S["Enrolled"];

/** Why a mail could not be made for this contact. */
export const mailError = (e: SimEvent): string | null => {
	const error = (e.detail as { error?: unknown } | null)?.error;
	return typeof error === "string" ? error : null;
};

export const sq = {
	one: (id: string) =>
		queryOptions({ queryKey: ["sequence", id], queryFn: () => api.get<Sequence>(`/api/sequences/${id}`) }),
	templates: (language: Language) =>
		queryOptions({
			queryKey: ["sequence-templates", language],
			queryFn: async () => (await api.get<Page<Template>>(`/api/sequences/templates?language=${language}`)).data,
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
	ofContact: (contactId: string) =>
		queryOptions({
			queryKey: ["contact", contactId, "enrollments"],
			queryFn: async () => (await api.get<Page<Enrollment>>(`/api/contacts/${contactId}/enrollments?limit=50`)).data,
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
