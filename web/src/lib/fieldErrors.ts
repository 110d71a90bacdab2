// What the server says of a field, in the app's words and language; and the first wrong field brought into view.
import { useEffect, useRef } from "react";
import type { ApiError } from "../api/client.ts";
import type { Messages } from "../i18n/en.ts";

type Words = Messages["fieldErrors"];
/** The server's sentences (field_error_addf in src/) by their kind. */
const kinds: readonly [RegExp, (w: Words, m: RegExpExecArray) => string][] = [
	[/is required|must be given|is needed/, w => w.required],
	[/begins with https?:\/\/|is no URL|https address/, w => w.url],
	[/U\+[0-9A-F]{4}/, (w, m) => w.invisible(m[0])],
	[/at least (\d+) (?:bytes|characters)/, (w, m) => w.tooShort(Number(m[1]))],
	[/at most (\d+) (?:bytes|characters)/, (w, m) => w.tooLong(Number(m[1]))],
	[/between (-?[\d.]+) and (-?[\d.]+)|from (-?[\d.]+) to (-?[\d.]+)/, (w, m) => w.range(m[1] ?? m[3]!, m[2] ?? m[4]!)],
	[/mail address|not an address|no address|has no @|without (an )?@|has no "@"/i, w => w.email],
	[/whole number|must be a number/, w => w.number],
	[/control characters/, w => w.control],
	[/one line/, w => w.oneLine],
	[/there is no such|is not one of your|that is not there/, w => w.gone],
	[/time of day/, w => w.time],
	[/must be a (date|time)/, w => w.date],
	[/taken|there is one already|already has/, w => w.taken],
	[/^must be one of|^must be \S+(, \S+)* or \S+$/, w => w.choice],
];

export function fieldText(message: string, t: Messages): string {
	for (const [pattern, say] of kinds) {
		const found = pattern.exec(message);
		if (found) return say(t.fieldErrors, found);
	}
	return t.fieldErrors.other(message);
}

export const fieldErrors = (error: ApiError, t: Messages): Record<string, string> =>
	Object.fromEntries(error.errors.map(x => [x.field, fieldText(x.message, t)]));

/** The label of a field as the app shows it. */
export const fieldLabel = (field: string, t: Messages): string => t.conflict.fields[field] ?? field;

/** Of a form: whenever its errors change, the first wrong field is scrolled to and has the cursor. */
export function useFirstError<E extends HTMLElement>(errors: unknown) {
	const form = useRef<E>(null);
	useEffect(() => {
		if (!errors) return;
		const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]');
		wrong?.scrollIntoView({ block: "center" });
		wrong?.focus({ preventScroll: true });
	}, [errors]);
	return form;
}

export const looksLikeAddress = (s: string) => /^[^\s@]+@[^\s@]+$/.test(s.trim());
