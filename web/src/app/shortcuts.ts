// Keys of the whole app. Single keys and two-key sequences ("g c") work when nobody is typing; "mod+" always.
import { useEffect, useRef } from "react";

export function isTyping(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement)
		return true;
	return (
		target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit", "range"].includes(target.type)
	);
}
const dialogOpen = () => document.querySelector('[role="dialog"][aria-modal="true"]') !== null;

export function useShortcuts(keys: Record<string, () => void>): void {
	const current = useRef(keys);
	current.current = keys;
	useEffect(() => {
		let first = "";
		let timer: ReturnType<typeof setTimeout> | undefined;
		const onKey = (e: KeyboardEvent) => {
			if (e.defaultPrevented || e.altKey || e.isComposing) return;
			const mod = e.metaKey || e.ctrlKey;
			if (isTyping(e.target) || dialogOpen()) return;
			const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
			const name = mod ? `mod+${key}` : first ? `${first} ${key}` : key;
			const run = current.current[name] ?? (first ? current.current[key] : undefined);
			clearTimeout(timer);
			const begins = !mod && !first && Object.keys(current.current).some(k => k.startsWith(`${key} `));
			first = "";
			if (run) {
				e.preventDefault();
				run();
			} else if (begins) {
				first = key;
				timer = setTimeout(() => {
					first = "";
				}, 1200);
			}
		};
		addEventListener("keydown", onKey);
		return () => {
			clearTimeout(timer);
			removeEventListener("keydown", onKey);
		};
	}, []);
}
