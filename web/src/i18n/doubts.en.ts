// Messages in doubt that wait for a decision.
import { num } from "../lib/format.ts";

const messages = (n: number): string => (n === 1 ? "1 message" : `${num(n)} messages`);

export const doubts = {
	title: "In doubt",
	lead: (n: number) =>
		n === 1
			? "1 message may have been delivered, or not: its delivery could not be confirmed. It is held until you decide."
			: `${num(n)} messages may have been delivered, or not: their delivery could not be confirmed. They are held until you decide.`,
	address: "Address",
	since: "Since",
	sender: "Sender",
	why: "What happened",
	step: "Email",
	senderGone: "deleted",
	causes: {
		killed: "The sending process ended",
		connection: "The connection broke before the answer",
		lease: "The machine that sent it was lost",
	} as Record<string, string>,
	choose: (email: string) => `Select ${email}`,
	chooseAll: "Select all shown",
	selected: (n: number) => `${num(n)} selected`,
	all: (n: number) => `All ${num(n)}`,
	resend: "Resend",
	drop: "Drop",
	ask: "Ask the mailbox",
	resendTitle: (n: number) => `Resend ${messages(n)}?`,
	resendText:
		"People who got the first copy get a second one. It has the same Message-ID: many mail programs show it only once.",
	dropTitle: (n: number) => `Drop ${messages(n)}?`,
	dropText: "Nothing is sent again. People who did not get it will never get it. This cannot be undone.",
	askTitle: (n: number) => `Ask the mailbox about ${messages(n)}?`,
	askText:
		"Looks for each message in the folder of sent mail of the sender's mailbox. What is found there counts as sent; the rest stays here. At most 200 at a time.",
	resent: (n: number) => `Resending ${messages(n)}`,
	dropped: (n: number) => `Dropped ${messages(n)}`,
	asked: (found: number, left: number) => `${messages(found)} found among the sent mail, ${num(left)} still undecided`,
	none: "Somebody else has decided about these meanwhile",
	more: "Show more",
};
