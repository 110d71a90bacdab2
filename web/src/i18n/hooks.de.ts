// Die Worte der Webhooks auf Deutsch.
import { num } from "../lib/format.ts";
import type { HookWords } from "./hooks.en.ts";

export const hooksDe: HookWords = {
	title: "Webhooks",
	text: "LOUMASS ruft diese Adressen auf, wenn etwas geschieht: ein Rückläufer, eine Antwort, ein geänderter Kontakt, eine Kampagne, die endet. Aufrufe sind signiert und werden drei Tage lang wiederholt.",
	create: "Neuer Webhook",
	empty: "Noch keine Webhooks",
	url: "Adresse",
	urlHelp: "Wohin die Aufrufe gehen. Sie muss mit https:// beginnen.",
	description: "Wozu dient er?",
	events: "Ereignisse",
	everything: "Alles, was geschieht",
	kinds: {
		message: "Mails",
		reply: "Antworten",
		contact: "Kontakte",
		campaign: "Kampagnen",
		sequence: "Abläufe",
		suppression: "Sperrungen",
	},
	made: "Der Webhook ist angelegt",
	secret: "Geheimnis",
	secretHelp: "Damit prüft Ihr Programm die Signaturen (Standard Webhooks). Sie finden es unter „Geheimnis“ wieder.",
	showSecret: "Geheimnis",
	rotate: "Neues Geheimnis",
	rotated: "Aufrufe sind mit dem neuen Geheimnis signiert, 24 Stunden lang auch mit dem bisherigen.",
	edit: "Bearbeiten",
	editTitle: "Webhook bearbeiten",
	saved: "Gespeichert",
	pause: "Anhalten",
	resume: "Fortsetzen",
	paused: "Angehalten",
	failing: "Gestört",
	active: "Aktiv",
	waiting: n =>
		n > 10_000
			? "mehr als 10.000 Zustellungen warten"
			: n === 1
				? "1 Zustellung wartet"
				: `${num(n)} Zustellungen warten`,
	last: when => `letzter Aufruf ${when}`,
	never: "Noch nicht aufgerufen",
	lastError: why => `Der letzte Aufruf wurde nicht angenommen: ${why}`,
	test: "Test senden",
	tested: "Ein Testereignis ist unterwegs",
	log: "Zustellungen",
	logTitle: url => `Zustellungen an ${url}`,
	logEmpty: "Noch nichts gesendet",
	type: "Ereignis",
	at: "Wann",
	result: "Ergebnis",
	tries: n => `${num(n)} ${n === 1 ? "Versuch" : "Versuche"}`,
	status: { pending: "Wartet", delivered: "Zugestellt", failed: "Aufgegeben" },
	next: when => `nächster Versuch ${when}`,
	body: "Was gesendet wird",
	replay: "Aufgegebene erneut senden",
	replayed: n => `${num(n)} ${n === 1 ? "Zustellung wird" : "Zustellungen werden"} erneut gesendet`,
	deleteTitle: "Diesen Webhook löschen?",
	deleteText: "Was für ihn wartet, wird nicht gesendet, und sein Protokoll wird gelöscht.",
	deleted: "Der Webhook ist gelöscht",
};
