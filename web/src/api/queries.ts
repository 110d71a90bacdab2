// What the app asks the server, by key. Screens use these; nothing else builds paths for reading.
import {
	type InfiniteData,
	infiniteQueryOptions,
	keepPreviousData,
	QueryClient,
	queryOptions,
	useInfiniteQuery,
} from "@tanstack/react-query";
import { useMemo } from "react";
import { useHidden } from "../lib/deferred.ts";
import { ApiError, api, type QueryValue, queryString } from "./client.ts";
import type {
	Analytics,
	ApiKey,
	AppConfig,
	Attachment,
	Audience,
	AudienceCount,
	Campaign,
	CapturedMail,
	Contact,
	Domain,
	DomainSetup,
	Filter,
	Forecast,
	Google,
	GoogleClient,
	Import,
	Overview,
	Page,
	RecipientEvent,
	SavedView,
	Segment,
	SegmentPreview,
	Sender,
	Session,
	SystemInfo,
	SystemMail,
	SystemSender,
	Topic,
	TrackingDomain,
	User,
} from "./types.ts";

export const queryClient = new QueryClient({
	defaultOptions: {
		queries: {
			staleTime: 15_000,
			gcTime: 10 * 60_000,
			refetchOnWindowFocus: true,
			networkMode: "always",
			retry: (failures, error) => {
				if (error instanceof ApiError && error.status > 0 && error.status < 500) return false;
				return failures < 2;
			},
			retryDelay: attempt => Math.min(600 * 2 ** attempt, 5000),
		},
		mutations: { networkMode: "always", retry: false },
	},
});

/** Somebody else may be next: what is remembered goes, but for what is true of everybody. */
export const forgetPerson = (): void => queryClient.removeQueries({ predicate: x => x.queryKey[0] !== "config" });

/** The session is over: `go` leads away first, so that no screen on its way out asks for what it showed. */
export async function sessionOver(go: () => Promise<void>): Promise<void> {
	queryClient.setQueryData(q.config.queryKey, before => before && { ...before, signedIn: false });
	await go();
	forgetPerson();
}

export const q = {
	config: queryOptions({
		queryKey: ["config"],
		queryFn: () => api.get<AppConfig>("/api/config"),
		staleTime: Number.POSITIVE_INFINITY,
	}),
	me: queryOptions({
		queryKey: ["me"],
		queryFn: async () => (await api.get<{ user: User }>("/api/me")).user,
		staleTime: 5 * 60_000,
	}),
	topics: queryOptions({
		queryKey: ["topics"],
		queryFn: async () => (await api.get<Page<Topic>>("/api/topics")).data,
	}),
	domains: queryOptions({
		queryKey: ["domains"],
		queryFn: async () => (await api.get<Page<Domain>>("/api/domains")).data,
	}),
	domainSetup: (domain: string) =>
		queryOptions({
			queryKey: ["domains", domain],
			queryFn: () => api.get<DomainSetup>(`/api/domains/${encodeURIComponent(domain)}/setup`),
		}),
	trackingDomains: queryOptions({
		queryKey: ["tracking-domains"],
		queryFn: async () => (await api.get<Page<TrackingDomain>>("/api/tracking-domains")).data,
	}),
	overview: queryOptions({
		queryKey: ["overview"],
		queryFn: () => api.get<Overview>("/api/overview"),
		staleTime: 2000,
		refetchInterval: 4000,
	}),
	tags: queryOptions({
		queryKey: ["contacts", "tags"],
		queryFn: async () => (await api.get<Page<{ tag: string; count: number }>>("/api/contacts/tags")).data,
	}),
	segments: queryOptions({
		queryKey: ["segments"],
		queryFn: async () => (await api.get<Page<Segment>>("/api/segments")).data,
	}),
	/** A filter in words, and how many it takes. */
	filter: (filter: Filter) =>
		queryOptions({
			queryKey: ["segments", "preview", filter],
			queryFn: () => api.post<SegmentPreview>("/api/segments/preview", { filter }),
			staleTime: 60_000,
		}),
	fields: queryOptions({
		queryKey: ["contacts", "fields"],
		queryFn: async () => (await api.get<Page<{ name: string; count: number }>>("/api/contacts/fields")).data,
		staleTime: 60_000,
	}),
	views: queryOptions({
		queryKey: ["views"],
		queryFn: async () => (await api.get<Page<SavedView>>("/api/views")).data,
	}),
	contact: (id: string) =>
		queryOptions({ queryKey: ["contact", id], queryFn: () => api.get<Contact>(`/api/contacts/${id}`) }),
	contactSearch: (search: string, limit = 8) =>
		queryOptions({
			queryKey: ["contacts", "find", search, limit],
			queryFn: async ({ signal }) =>
				(await api.get<Page<Contact>>(`/api/contacts${queryString({ search, limit })}`, signal)).data,
			placeholderData: keepPreviousData,
		}),
	campaignSearch: (search: string, limit = 8) =>
		queryOptions({
			queryKey: ["campaigns", "find", search, limit],
			queryFn: async ({ signal }) =>
				(await api.get<Page<Campaign>>(`/api/campaigns${queryString({ search, limit })}`, signal)).data,
			placeholderData: keepPreviousData,
		}),
	contactCount: (filter: { status?: string; tag?: string[] }) =>
		queryOptions({
			queryKey: ["contacts", "count", filter],
			queryFn: async () =>
				(await api.get<Page<Contact>>(`/api/contacts${queryString({ ...filter, limit: 1, count: true })}`)).total ?? 0,
		}),
	imports: queryOptions({
		queryKey: ["imports"],
		queryFn: async () => (await api.get<Page<Import>>("/api/imports?limit=20")).data,
	}),
	import: (id: string) =>
		queryOptions({ queryKey: ["import", id], queryFn: () => api.get<Import>(`/api/imports/${id}`), staleTime: 1000 }),
	senders: queryOptions({
		queryKey: ["senders"],
		queryFn: async () => (await api.get<Page<Sender>>("/api/senders?limit=200")).data,
	}),
	forecast: (id: string, about: string) =>
		queryOptions({
			queryKey: ["forecast", id, about],
			queryFn: () => api.get<Forecast>(`/api/campaigns/${id}/forecast`),
			staleTime: 10_000,
		}),
	google: queryOptions({ queryKey: ["google"], queryFn: () => api.get<Google>("/api/google") }),
	systemGoogle: queryOptions({
		queryKey: ["system", "google"],
		queryFn: () => api.get<GoogleClient>("/api/system/google"),
	}),
	captured: (id: string) =>
		queryOptions({
			queryKey: ["captured", id],
			queryFn: () => api.get<CapturedMail>(`/api/capture/${id}`),
			staleTime: Number.POSITIVE_INFINITY,
		}),
	capturedRaw: (id: string) =>
		queryOptions({
			queryKey: ["captured", id, "raw"],
			queryFn: () => api.text(`/api/capture/${id}/raw`),
			staleTime: Number.POSITIVE_INFINITY,
		}),
	campaign: (id: string) =>
		queryOptions({ queryKey: ["campaign", id], queryFn: () => api.get<Campaign>(`/api/campaigns/${id}`) }),
	analytics: (id: string, live: boolean) =>
		queryOptions({
			queryKey: ["campaign", id, "analytics"],
			queryFn: () => api.get<Analytics>(`/api/campaigns/${id}/analytics`),
			staleTime: 2000,
			refetchInterval: live ? 3000 : 15_000,
		}),
	attachments: (id: string) =>
		queryOptions({
			queryKey: ["campaign", id, "attachments"],
			queryFn: async () => (await api.get<Page<Attachment>>(`/api/campaigns/${id}/attachments`)).data,
		}),
	audience: (
		audience: Audience,
		topicId: string | null = null,
		replyToCampaignId: string | null = null,
		zones = false,
	) =>
		queryOptions({
			queryKey: ["audience", audience, topicId, replyToCampaignId, zones],
			queryFn: () => api.post<AudienceCount>("/api/audience/count", { audience, topicId, replyToCampaignId, zones }),
			placeholderData: keepPreviousData,
			staleTime: 5000,
		}),
	recipientEvents: (id: string) =>
		queryOptions({
			queryKey: ["recipient", id, "events"],
			queryFn: async () => (await api.get<Page<RecipientEvent>>(`/api/recipients/${id}/events`)).data,
		}),
	sessions: queryOptions({
		queryKey: ["sessions"],
		queryFn: async () => (await api.get<Page<Session>>("/api/sessions")).data,
	}),
	apiKeys: queryOptions({
		queryKey: ["api-keys"],
		queryFn: async () => (await api.get<Page<ApiKey>>("/api/api-keys")).data,
	}),
	systemMail: queryOptions({
		queryKey: ["system", "mail"],
		queryFn: () => api.get<{ data: SystemMail[] }>("/api/system/mail").then(r => r.data),
	}),
	systemSender: queryOptions({
		queryKey: ["system", "mail-sender"],
		queryFn: () => api.get<SystemSender>("/api/system/mail-sender"),
	}),
	system: queryOptions({
		queryKey: ["system"],
		queryFn: () => api.get<SystemInfo>("/api/system"),
		refetchInterval: 5000,
	}),
};

export function listOptions<T>(
	key: string,
	path: string,
	params: Record<string, QueryValue>,
	refetchInterval?: number,
) {
	return infiniteQueryOptions<Page<T>, Error, InfiniteData<Page<T>>, readonly unknown[], string | null>({
		queryKey: [key, "list", path, params],
		queryFn: ({ pageParam, signal }) =>
			api.get<Page<T>>(
				`${path}${queryString({ ...params, cursor: pageParam, ...(pageParam ? { count: undefined } : {}) })}`,
				signal,
			),
		initialPageParam: null,
		getNextPageParam: last => last.page.next,
		placeholderData: keepPreviousData,
		...(refetchInterval ? { refetchInterval } : {}),
	});
}

/** A cursor-paged list as one array, without what is being deleted. */
export function useList<T extends { id: string }>(
	key: string,
	path: string,
	params: Record<string, QueryValue>,
	refetchInterval?: number,
) {
	const query = useInfiniteQuery(listOptions<T>(key, path, params, refetchInterval));
	const hidden = useHidden();
	const rows = useMemo(
		() => (query.data?.pages ?? []).flatMap(p => p.data).filter(row => !hidden.has(row.id)),
		[query.data, hidden],
	);
	return { ...query, rows, total: query.data?.pages[0]?.total ?? null };
}
