// Deleting with Undo: the thing disappears at once, the request goes out when the chance to undo has passed,
// or when the page is left.
import { useSyncExternalStore } from "react";
import { toast } from "./toast.ts";

let hidden: ReadonlySet<string> = new Set();
const listeners = new Set<() => void>();
const waiting = new Map<symbol, (leaving: boolean) => void>();

function change(ids: readonly string[], hide: boolean): void {
	const next = new Set(hidden);
	for (const id of ids) hide ? next.add(id) : next.delete(id);
	hidden = next;
	for (const fn of listeners) fn();
}

export function useHidden(): ReadonlySet<string> {
	return useSyncExternalStore(
		fn => {
			listeners.add(fn);
			return () => listeners.delete(fn);
		},
		() => hidden,
	);
}

export function deleteWithUndo(options: {
	ids: readonly string[];
	message: string;
	commit: (keepalive: boolean) => Promise<unknown>;
	settled?: () => Promise<unknown> | unknown;
}): void {
	const key = Symbol();
	change(options.ids, true);
	const commit = (leaving: boolean) => {
		if (!waiting.delete(key)) return;
		options
			.commit(leaving)
			.then(() => options.settled?.())
			.catch(toast.error)
			.finally(() => change(options.ids, false));
	};
	waiting.set(key, commit);
	toast.undo(
		options.message,
		() => {
			waiting.delete(key);
			change(options.ids, false);
		},
		() => commit(false),
	);
}

/** Before signing out, and when the page goes away. */
export function commitDeferred(): void {
	for (const commit of [...waiting.values()]) commit(true);
}
addEventListener("pagehide", commitDeferred);
