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
};
