// Server-sent events as a hook: the last value, re-connecting by itself (EventSource does), closed when not wanted.
import { useEffect, useRef, useState } from "react";

export function useEvents<T>(url: string | null, event: string, onValue?: (value: T) => void): T | null {
	const [value, setValue] = useState<T | null>(null);
	const handler = useRef(onValue);
	handler.current = onValue;
	useEffect(() => {
		setValue(null);
		if (!url) return;
		let source: EventSource | null = null;
		let retry: ReturnType<typeof setTimeout> | undefined;
		const open = () => {
			source = new EventSource(url);
			const take = (e: MessageEvent<string>) => {
				try {
					const parsed = JSON.parse(e.data) as T;
					setValue(parsed);
					handler.current?.(parsed);
				} catch {
					// A line that is not JSON carries nothing for us.
				}
			};
			source.addEventListener(event, take);
			source.onmessage = take;
			source.onerror = () => {
				// CLOSED means the browser gave up (an error status): try again later, gently.
				if (source?.readyState === EventSource.CLOSED) {
					source.close();
					retry = setTimeout(open, 3000);
				}
			};
		};
		open();
		return () => {
			clearTimeout(retry);
			source?.close();
		};
	}, [url, event]);
	return value;
}
