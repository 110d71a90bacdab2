// What went wrong, and what to do, in the person's language.
import { ApiError } from "../api/client.ts";
import type { Messages } from "../i18n/en.ts";
import { fieldLabel, fieldText } from "./fieldErrors.ts";

export function explain(error: unknown, t: Messages): { title: string; text: string } {
	if (!(error instanceof ApiError)) return { title: t.errors.title, text: t.errors.server };
	if (error.offline) return { title: t.errors.offlineTitle, text: t.errors.offline };
	const fields = error.errors.map(e => `${fieldLabel(e.field, t)}: ${fieldText(e.message, t)}`).join("\n");
	switch (error.status) {
		case 403:
			return { title: t.errors.title, text: error.message || t.errors.forbidden };
		case 404:
			return { title: t.errors.notFoundTitle, text: t.errors.notFound };
		case 413:
			return { title: t.errors.title, text: t.errors.tooLarge };
		case 422:
			return { title: t.errors.fields, text: fields || error.message };
		case 429:
			return {
				title: t.errors.title,
				text: error.retryAfter ? t.errors.throttled(error.retryAfter) : t.errors.throttledSoon,
			};
		default:
			if (error.status >= 500) return { title: t.errors.title, text: t.errors.server };
			return { title: t.errors.title, text: error.message || error.title };
	}
}
