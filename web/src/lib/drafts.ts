// What was typed and not yet saved, kept on this device until it is. A draft remembers the version of what it was typed
// over: another version there since is for the person to decide, never for this device's clock.
import { useCallback, useEffect, useRef, useState } from "react";

const prefix = "loumass-draft:";
type Version = string | number | null;
interface Kept<T> {
	version: Version;
	value: T;
}

export function readDraft<T>(key: string): Kept<T> | null {
	try {
		const text = localStorage.getItem(prefix + key);
		const kept = text ? (JSON.parse(text) as Partial<Kept<T>>) : null;
		return kept && kept.value !== undefined ? { version: kept.version ?? null, value: kept.value } : null;
	} catch {
		return null;
	}
}
export function writeDraft<T>(key: string, value: T, version: Version = null): void {
	try {
		localStorage.setItem(prefix + key, JSON.stringify({ version, value } satisfies Kept<T>));
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

/**
 * Form state that survives a closed tab. `clear` once it has been saved. `version`: of what the form began with; a draft
 * typed over another one is not put in, but offered as `older`.
 */
export function useDraft<T>(
	key: string,
	initial: T,
	version: Version = null,
): { value: T; set: (v: T) => void; clear: () => void; restored: boolean; older: T | null; takeOlder: () => void } {
	const [state] = useState(() => readDraft<T>(key));
	const [base] = useState(version);
	const fits = state !== null && state.version === base;
	const [value, setValue] = useState<T>(fits ? state.value : initial);
	const [restored, setRestored] = useState(fits);
	const [older, setOlder] = useState<T | null>(state && !fits ? state.value : null);
	const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
	const latest = useRef<T | null>(null);
	const flush = useCallback(() => {
		clearTimeout(timer.current);
		if (latest.current !== null) writeDraft(key, latest.current, base);
		latest.current = null;
	}, [key, base]);
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
		setOlder(null);
		dropDraft(key);
	}, [key]);
	const takeOlder = useCallback(() => {
		if (older === null) return;
		set(older);
		setOlder(null);
		setRestored(true);
	}, [older, set]);
	return { value, set, clear, restored, older, takeOlder };
}
