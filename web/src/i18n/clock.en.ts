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
};
