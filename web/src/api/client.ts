// The one place that talks to the server: JSON in and out, problems as ApiError, and whether we are connected.
// Unsafe requests that create or send carry an Idempotency-Key, so a retry after a lost answer does nothing twice.

import { parseJson } from "../lib/digits.ts";
import { uuid } from "../lib/random.ts";

export interface FieldError {
	field: string;
	message: string;
}

export class ApiError extends Error {
	readonly status: number;
	readonly title: string;
	readonly errors: FieldError[];
	readonly retryAfter: number | null;
	constructor(status: number, title: string, detail: string, errors: FieldError[], retryAfter: number | null) {
		super(detail || title);
		this.name = "ApiError";
		this.status = status;
		this.title = title;
		this.errors = errors;
		this.retryAfter = retryAfter;
	}
	/** The request never got an answer. */
	get offline(): boolean {
		return this.status === 0;
	}
	field(name: string): string | undefined {
		return this.errors.find(e => e.field === name)?.message;
	}
}

type ConnectionListener = (online: boolean) => void;
let online = true;
const listeners = new Set<ConnectionListener>();
export const connection = {
	get online(): boolean {
		return online;
	},
	subscribe(fn: ConnectionListener): () => void {
		listeners.add(fn);
		return () => listeners.delete(fn);
	},
	report(state: boolean): void {
		if (state === online) return;
		online = state;
		for (const fn of listeners) fn(state);
	},
	/** Ask the server whether it is there. Any answer below 500 counts. */
	async probe(): Promise<boolean> {
		try {
			const res = await fetch("/healthz", { cache: "no-store" });
			const up = res.status < 500;
			connection.report(up);
			return up;
		} catch {
			connection.report(false);
			return false;
		}
	},
};

let onUnauthorized: () => void = () => {};
export function setUnauthorizedHandler(fn: () => void): void {
	onUnauthorized = fn;
}

export type QueryValue = string | number | boolean | null | undefined | readonly string[];
export function queryString(params: Record<string, QueryValue>): string {
	const q = new URLSearchParams();
	for (const [key, value] of Object.entries(params)) {
		if (value === undefined || value === null || value === "" || value === false) continue;
		if (typeof value === "object") for (const v of value) q.append(key, v);
		else q.append(key, String(value));
	}
	const s = q.toString();
	return s ? `?${s}` : "";
}

interface Options {
	method?: string;
	body?: unknown;
	raw?: { body: Blob | string; type: string };
	signal?: AbortSignal | undefined;
	keepalive?: boolean;
	idempotencyKey?: string;
	/** 401 means a wrong password here, not a lost session. */
	publicCall?: boolean;
}

async function problemOf(res: Response): Promise<ApiError> {
	let title = res.statusText;
	let detail = "";
	let errors: FieldError[] = [];
	try {
		const p = (await res.json()) as { title?: string; detail?: string; errors?: FieldError[] };
		title = p.title ?? title;
		detail = p.detail ?? "";
		errors = p.errors ?? [];
	} catch {
		// Not JSON: the status has to do.
	}
	const after = Number(res.headers.get("Retry-After"));
	return new ApiError(res.status, title, detail, errors, Number.isFinite(after) && after > 0 ? after : null);
}

export async function request(path: string, options: Options = {}): Promise<Response> {
	const method = options.method ?? "GET";
	const headers: Record<string, string> = { Accept: "application/json" };
	let body: BodyInit | null = null;
	if (options.raw) {
		headers["Content-Type"] = options.raw.type;
		body = options.raw.body;
	} else if (options.body !== undefined) {
		headers["Content-Type"] = "application/json";
		body = JSON.stringify(options.body);
	}
	if (method === "POST") headers["Idempotency-Key"] = options.idempotencyKey ?? uuid();
	let res: Response;
	try {
		res = await fetch(path, {
			method,
			headers,
			body,
			credentials: "same-origin",
			keepalive: options.keepalive ?? false,
			...(options.signal ? { signal: options.signal } : {}),
		});
	} catch (cause) {
		if (options.signal?.aborted) throw cause;
		connection.report(false);
		throw new ApiError(0, "offline", "", [], null);
	}
	if (res.status === 502 || res.status === 503 || res.status === 504) void connection.probe();
	else connection.report(true);
	if (!res.ok) {
		const problem = await problemOf(res);
		if (res.status === 401 && !options.publicCall) onUnauthorized();
		throw problem;
	}
	return res;
}

async function json<T>(path: string, options?: Options): Promise<T> {
	const res = await request(path, options);
	if (res.status === 204) return undefined as T;
	const text = await res.text();
	return (text ? parseJson(text) : undefined) as T;
}

export const api = {
	get: <T>(path: string, signal?: AbortSignal) => json<T>(path, { signal }),
	post: <T>(path: string, body: unknown = {}, extra: Omit<Options, "method" | "body"> = {}) =>
		json<T>(path, { method: "POST", body, ...extra }),
	patch: <T>(path: string, body: unknown, extra: Omit<Options, "method" | "body"> = {}) =>
		json<T>(path, { method: "PATCH", body, ...extra }),
	put: <T>(path: string, body: unknown, extra: Omit<Options, "method" | "body"> = {}) =>
		json<T>(path, { method: "PUT", body, ...extra }),
	delete: <T = void>(path: string, body?: unknown, extra: Omit<Options, "method" | "body"> = {}) =>
		json<T>(path, { method: "DELETE", ...(body === undefined ? {} : { body }), ...extra }),
	text: async (path: string, signal?: AbortSignal) => (await request(path, { signal })).text(),
	blob: async (path: string, signal?: AbortSignal) => (await request(path, { signal })).blob(),
};

/** Upload with progress; fetch cannot report how much has gone out. */
export function upload<T>(path: string, file: Blob, type: string, onProgress: (share: number) => void): Promise<T> {
	return new Promise((resolve, reject) => {
		const xhr = new XMLHttpRequest();
		xhr.open("POST", path);
		xhr.setRequestHeader("Content-Type", type);
		xhr.setRequestHeader("Accept", "application/json");
		xhr.setRequestHeader("Idempotency-Key", uuid());
		xhr.upload.onprogress = e => e.lengthComputable && onProgress(e.loaded / e.total);
		xhr.onload = () => {
			connection.report(true);
			let parsed: unknown;
			try {
				parsed = JSON.parse(xhr.responseText);
			} catch {
				parsed = {};
			}
			if (xhr.status >= 200 && xhr.status < 300) return resolve(parsed as T);
			if (xhr.status === 401) onUnauthorized();
			const p = parsed as { title?: string; detail?: string; errors?: FieldError[] };
			reject(new ApiError(xhr.status, p.title ?? xhr.statusText, p.detail ?? "", p.errors ?? [], null));
		};
		xhr.onerror = () => {
			connection.report(false);
			reject(new ApiError(0, "offline", "", [], null));
		};
		xhr.send(file);
	});
}
