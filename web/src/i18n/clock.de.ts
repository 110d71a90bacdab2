import { num } from "../lib/format.ts";
import type { clock as en } from "./clock.en.ts";

const count = (n: number, one: string, many: string) => `${num(n)} ${n === 1 ? one : many}`;

export const clock: typeof en = {
	followUp: "Anknüpfen an",
	followUpHelp: "Alle bekommen diese Mail im Verlauf derjenigen, die sie hatten, vom selben Absender.",
	followUpNone: "An nichts",
	followUpElse: "Wer jene Mail nicht hatte",
	elseNew: "Bekommt eine eigene Mail",
	elseSkip: "Bekommt nichts",
	inThread: n => `${count(n, "Person hatte", "Personen hatten")} jene Mail`,
	withoutThread: (n, skip) =>
		skip
			? `${count(n, "Person bekommt", "Personen bekommen")} nichts: keine Mail zum Anknüpfen`
			: `${count(n, "Person bekommt", "Personen bekommen")} eine eigene Mail: nichts zum Anknüpfen`,
	followSubject: "Leer: „Re:“ und der Betreff der ersten Mail",
	zone: "Zeitzone",
	zoneNone: "Nicht bekannt",
	guessed: zone => `Geschätzt: ${zone}`,
	sources: {
		set: "Eingetragen",
		browser: "Aus dem Browser, bei der Anmeldung",
		variable: "Aus der Variable timezone",
		country: "Nach dem Land geschätzt",
		phone: "Nach der Telefonnummer geschätzt",
		unknown: "Keine Zeitzone: gilt als nicht bekannt",
	},
	times: "Uhrzeiten",
	theirTime: "Zu einer Uhrzeit nach der Uhr jeder Person",
	theirTimeHelp: "9:00 in Tokio für Leute in Tokio, 9:00 in Lima für Leute in Lima.",
	at: "Uhrzeit",
	onDate: "Am (leer: am Tag des Beginns)",
	passed: "Wessen Stunde beim Beginn vorbei ist",
	passedTomorrow: "Bekommt sie am nächsten Tag",
	passedNow: "Bekommt sie sofort",
	window: "Nur zu bestimmten Stunden und Tagen",
	windowHelp: "Was außerhalb fällig ist, wartet bis zur nächsten Öffnung.",
	days: "Tage",
	from: "Von",
	to: "Bis",
	byContact: "Nach der Uhr jeder Person",
	otherZone: "Uhr für Leute ohne bekannte Zeitzone",
	otherZoneAccount: "Die Zeitzone des Kontos",
	weekdays: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
	zones: (set, guessed, missing) =>
		`Zeitzonen: ${num(set)} eingetragen, ${num(guessed)} geschätzt, ${num(missing)} fehlen.`,
	zonesUnknown: n => `${count(n, "Kontakt hat", "Kontakte haben")} eine, die es nicht gibt.`,
	lastMail: at => `Die letzte Mail geht etwa ${at} hinaus.`,
	wavesLabel: "Wann Mails hinausgehen, während die Stunde um den Globus kommt",
	wavesTable: "Als Liste",
	confirmDate: (date, at) =>
		`Sie geht am ${date} um ${at} nach der Uhr jeder Person hinaus. Sie beginnt, wenn die erste Uhr der Welt diese Zeit zeigt.`,
};
