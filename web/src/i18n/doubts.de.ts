// Nachrichten, deren Zustellung ungewiss ist und über die jemand entscheidet.
import { num } from "../lib/format.ts";
import type { doubts as en } from "./doubts.en.ts";

const messages = (n: number): string => (n === 1 ? "1 Nachricht" : `${num(n)} Nachrichten`);

export const doubts: typeof en = {
	title: "Ungewiss",
	lead: n =>
		n === 1
			? "1 Nachricht wurde vielleicht zugestellt, vielleicht nicht: Die Zustellung ließ sich nicht bestätigen. Sie wartet auf Ihre Entscheidung."
			: `${num(n)} Nachrichten wurden vielleicht zugestellt, vielleicht nicht: Die Zustellung ließ sich nicht bestätigen. Sie warten auf Ihre Entscheidung.`,
	address: "Adresse",
	since: "Seit",
	sender: "Absender",
	why: "Was geschah",
	step: "E-Mail",
	senderGone: "gelöscht",
	causes: {
		killed: "Der sendende Prozess endete",
		connection: "Die Verbindung brach vor der Antwort ab",
		lease: "Der Rechner, der sie sendete, fiel aus",
	} as Record<string, string>,
	choose: email => `${email} auswählen`,
	chooseAll: "Alle gezeigten auswählen",
	selected: n => `${num(n)} ausgewählt`,
	all: n => `Alle ${num(n)}`,
	resend: "Erneut senden",
	drop: "Verwerfen",
	ask: "Postfach fragen",
	resendTitle: n => `${messages(n)} erneut senden?`,
	resendText:
		"Wer die erste bekommen hat, bekommt eine zweite. Sie trägt dieselbe Message-ID: Viele Mailprogramme zeigen sie nur einmal.",
	dropTitle: n => `${messages(n)} verwerfen?`,
	dropText:
		"Nichts wird erneut gesendet. Wer sie nicht bekommen hat, bekommt sie nie. Das lässt sich nicht rückgängig machen.",
	askTitle: n => `Das Postfach nach ${messages(n)} fragen?`,
	askText:
		"Sucht jede Nachricht im Ordner der gesendeten Nachrichten im Postfach des Absenders. Was dort liegt, gilt als gesendet; der Rest bleibt hier. Höchstens 200 auf einmal.",
	resent: n => `${messages(n)} erneut auf dem Weg`,
	dropped: n => `${messages(n)} verworfen`,
	asked: (found, left) => `${messages(found)} im Ordner der gesendeten gefunden, ${num(left)} weiter offen`,
	none: "Darüber hat inzwischen jemand anderes entschieden",
	more: "Mehr zeigen",
};
