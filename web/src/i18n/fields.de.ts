// Was an einem Feld falsch ist.
import type { fieldErrors as en } from "./fields.en.ts";

export const fieldErrors: typeof en = {
	required: "Bitte füllen Sie das aus.",
	email: "Das ist keine E-Mail-Adresse. Sie sieht aus wie name@example.com.",
	url: "Das ist keine Webadresse. Sie beginnt mit https:// oder http://.",
	tooLong: n => `Das ist zu lang: höchstens ${n} Zeichen.`,
	tooShort: n => `Das ist zu kurz: mindestens ${n} Zeichen.`,
	range: (from, to) => `Bitte geben Sie eine Zahl von ${from} bis ${to} an.`,
	number: "Bitte geben Sie eine ganze Zahl an.",
	oneLine: "Bitte schreiben Sie das in eine Zeile.",
	control: "Hier sind unsichtbare Steuerzeichen. Bitte tippen Sie es neu.",
	invisible: sign => `Hier ist ein unsichtbares Zeichen (${sign}). Bitte tippen Sie es neu.`,
	gone: "Das gibt es nicht mehr. Bitte wählen Sie neu.",
	time: "Bitte geben Sie eine Uhrzeit an, etwa 09:00.",
	date: "Bitte geben Sie Datum und Uhrzeit an.",
	taken: "Das ist schon vergeben. Bitte wählen Sie etwas anderes.",
	choice: "Bitte wählen Sie etwas aus der Liste.",
	other: message => `Bitte prüfen Sie dieses Feld. Der Server sagt: „${message}“`,
};
