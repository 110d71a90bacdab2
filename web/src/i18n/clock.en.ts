// Following up in threads, and everybody's own clock.
import { num } from "../lib/format.ts";

const count = (n: number, one: string, many: string) => `${num(n)} ${n === 1 ? one : many}`;

export const clock = {
	followUp: "Follow up on",
	followUpHelp: "Each person gets this mail in the thread of the one they had, from the same sender.",
	followUpNone: "No follow-up",
	followUpElse: "People without that mail",
	elseNew: "Get a mail of their own",
	elseSkip: "Are left out",
	inThread: (n: number) => `${count(n, "person has", "people have")} had that mail`,
	withoutThread: (n: number, skip: boolean) =>
		skip
			? `${count(n, "person is", "people are")} left out: no mail to follow up on`
			: `${count(n, "person gets", "people get")} a mail of their own: nothing to follow up on`,
	followSubject: "Left empty: “Re:” and the subject of the first mail",
	zone: "Time zone",
	zoneNone: "Not known",
	guessed: (zone: string) => `Guessed: ${zone}`,
	sources: {
		set: "Set",
		browser: "From their browser, at sign-up",
		variable: "From the variable timezone",
		country: "Guessed from the country",
		phone: "Guessed from the phone number",
		unknown: "No such time zone: counts as not known",
	} as Record<string, string>,
	times: "Hours",
	theirTime: "At a time of day on everybody’s own clock",
	theirTimeHelp: "9:00 in Tokyo for people in Tokyo, 9:00 in Lima for people in Lima.",
	at: "Time of day",
	onDate: "On the date (none: the day it starts)",
	passed: "People whose hour has gone by when it starts",
	passedTomorrow: "Get it the next day",
	passedNow: "Get it at once",
	window: "Only at certain hours and days",
	windowHelp: "What is due outside waits for the next opening.",
	days: "Days",
	from: "From",
	to: "To",
	byContact: "On everybody’s own clock",
	otherZone: "Clock of people whose time zone is not known",
	otherZoneAccount: "The account’s time zone",
	weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as string[],
	zones: (set: number, guessed: number, missing: number) =>
		`Time zones: ${num(set)} set, ${num(guessed)} guessed, ${num(missing)} missing.`,
	zonesUnknown: (n: number) => `${count(n, "contact has", "contacts have")} one that does not exist.`,
	lastMail: (at: string) => `The last mail leaves about ${at}.`,
	wavesLabel: "When mails leave, as the hour comes around the globe",
	wavesTable: "As a list",
	confirmDate: (date: string, at: string) =>
		`It goes out on ${date} at ${at} on everybody’s own clock. It starts when the first clock on Earth shows that time.`,
};
