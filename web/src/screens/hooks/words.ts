import type { components } from "../../api/schema.d.ts";
import { hooksDe } from "../../i18n/hooks.de.ts";
import { type HookWords, hooksEn } from "../../i18n/hooks.en.ts";
import { languageOf, useSpeech } from "../../i18n/index.tsx";

export type Hook = components["schemas"]["Hook"];
export type HookMade = components["schemas"]["HookMade"];
export type Delivery = components["schemas"]["HookDelivery"];
export const hooksKey = ["hooks"];

export function useHookWords(): HookWords {
	return languageOf(useSpeech().locale) === "de" ? hooksDe : hooksEn;
}
