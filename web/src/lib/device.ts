/** A browser and system as people call them, from a user agent. */
export function deviceName(ua: string | null): string | null {
	if (!ua) return null;
	const browser = /Edg\//.test(ua)
		? "Edge"
		: /OPR\//.test(ua)
			? "Opera"
			: /Firefox\//.test(ua)
				? "Firefox"
				: /Chrome\/|Chromium\/|CriOS\//.test(ua)
					? "Chrome"
					: /Safari\//.test(ua)
						? "Safari"
						: (/^([A-Za-z][\w.-]*)/.exec(ua)?.[1] ?? null);
	const system = /Android/.test(ua)
		? "Android"
		: /iPhone|iPad/.test(ua)
			? "iOS"
			: /Mac OS X/.test(ua)
				? "macOS"
				: /Windows/.test(ua)
					? "Windows"
					: /Linux/.test(ua)
						? "Linux"
						: null;
	return [browser, system].filter(Boolean).join(" · ") || null;
}
