// Which language is spoken. English is in the first load; the other is fetched when somebody speaks it.
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { setFormatting } from "../lib/format.ts";
import { browserZone } from "../lib/zone.ts";
import { en, type Messages } from "./en.ts";

export type Language = "en" | "de";
export const locales = [
	{ value: "en-GB", label: "English (31/12/2026)" },
	{ value: "en-US", label: "English, US (12/31/2026)" },
	{ value: "de-DE", label: "Deutsch" },
	{ value: "de-AT", label: "Deutsch (Österreich)" },
	{ value: "de-CH", label: "Deutsch (Schweiz)" },
];

let active: Messages = en;
/** For code outside components, such as a message after a mutation. */
export const messages = (): Messages => active;

export const languageOf = (locale: string): Language => (locale.toLowerCase().startsWith("de") ? "de" : "en");

const storeKey = "loumass-locale";
export function initialLocale(): string {
	try {
		const kept = localStorage.getItem(storeKey);
		if (kept) return kept;
	} catch {
		// No storage: the browser's language will do.
	}
	return navigator.language || "en";
}

interface Speech {
	t: Messages;
	locale: string;
	setLocale: (locale: string, zone: string | null) => void;
}
const SpeechContext = createContext<Speech>({ t: en, locale: "en", setLocale: () => {} });

async function load(language: Language): Promise<Messages> {
	return language === "de" ? (await import("./de.ts")).de : en;
}

export function I18nProvider({ children }: { children: ReactNode }) {
	const [state, setState] = useState<{ t: Messages; locale: string; zone: string } | null>(null);
	const [wanted, setWanted] = useState({ locale: initialLocale(), zone: browserZone() });

	useEffect(() => {
		let stale = false;
		load(languageOf(wanted.locale))
			.catch(() => en)
			.then(t => {
				if (stale) return;
				active = t;
				setFormatting(wanted.locale, wanted.zone);
				document.documentElement.lang = languageOf(wanted.locale);
				setState({ t, ...wanted });
			});
		return () => {
			stale = true;
		};
	}, [wanted]);

	const speech = useMemo<Speech | null>(
		() =>
			state && {
				t: state.t,
				locale: state.locale,
				setLocale: (locale, zone) => {
					try {
						localStorage.setItem(storeKey, locale);
					} catch {
						// Kept for this visit only.
					}
					setWanted(w => {
						const next = { locale, zone: zone ?? w.zone };
						return next.locale === w.locale && next.zone === w.zone ? w : next;
					});
				},
			},
		[state],
	);
	if (!speech) return null;
	return <SpeechContext value={speech}>{children}</SpeechContext>;
}

export const useT = (): Messages => use(SpeechContext).t;
export const useSpeech = (): Speech => use(SpeechContext);
