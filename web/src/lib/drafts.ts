// What was typed and not yet saved, kept on this device until it is.
import { useCallback, useEffect, useRef, useState } from "react";

const prefix = "loumass-draft:";
interface Kept<T> {
	at: number;
	value: T;
}

export function readDraft<T>(key: string): Kept<T> | null {
	try {
		const text = localStorage.getItem(prefix + key);
		return text ? (JSON.parse(text) as Kept<T>) : null;
	} catch {
		return null;
	}
}
export function writeDraft<T>(key: string, value: T): void {
	try {
		localStorage.setItem(prefix + key, JSON.stringify({ at: Date.now(), value } satisfies Kept<T>));
	} catch {
		// Full or forbidden: the form still holds it.
	}
}
export function dropDraft(key: string): void {
	try {
		localStorage.removeItem(prefix + key);
	} catch {
		// Nothing to drop then.
	}
}
export function dropAllDrafts(): void {
	try {
		for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
	} catch {
		// Nothing kept.
	}
}

/** Form state that survives a closed tab. `clear` once it has been saved. */
export function useDraft<T>(
	key: string,
	initial: T,
): { value: T; set: (v: T) => void; clear: () => void; restored: boolean } {
	const [state] = useState(() => readDraft<T>(key));
	const [value, setValue] = useState<T>(state?.value ?? initial);
	const [restored] = useState(state !== null);
	const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
	const latest = useRef<T | null>(null);
	const flush = useCallback(() => {
		clearTimeout(timer.current);
		if (latest.current !== null) writeDraft(key, latest.current);
		latest.current = null;
	}, [key]);
	useEffect(() => {
		addEventListener("pagehide", flush);
		return () => {
			removeEventListener("pagehide", flush);
			flush();
		};
	}, [flush]);
	const set = useCallback(
		(v: T) => {
			setValue(v);
			latest.current = v;
			clearTimeout(timer.current);
			timer.current = setTimeout(flush, 400);
		},
		[flush],
	);
	const clear = useCallback(() => {
		clearTimeout(timer.current);
		latest.current = null;
		dropDraft(key);
	}, [key]);
	return { value, set, clear, restored };
}
