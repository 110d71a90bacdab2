// The words of the endpoints at which providers report, in English. Loaded with their screen.
import { num } from "../lib/format.ts";

export const webhooksEn = {
	title: "Provider reports",
	text: "Amazon SES, Postmark, SendGrid and Mailgun can report bounces, complaints, deliveries and unsubscribes here. Each endpoint has an address of its own, and what arrives there counts only when its signature is right.",
	create: "New endpoint",
	empty: "No endpoints yet",
	provider: "Provider",
	name: "Name",
	secret: { postmark: "User and password", sendgrid: "Verification key", mailgun: "Webhook signing key" } as Record<
		string,
		string
	>,
	secretHelp: {
		postmark: "As user:password. Choose them here and set the same basic auth at Postmark.",
		sendgrid: "SendGrid shows it under Settings → Mail Settings → Signed Event Webhook.",
		mailgun: "Mailgun shows it under Sending → Webhooks as HTTP webhook signing key.",
	} as Record<string, string>,
	topic: "Topic ARN",
	topicHelp: "Only this SNS topic is taken; left empty, the first that is confirmed.",
	made: (name: string) => `Address of ${name}`,
	once: "Copy the address now: it is shown this once.",
	address: "Address",
	paste: {
		ses: "In Amazon SNS, subscribe this address to the topic that SES reports to, as an HTTPS endpoint. The subscription confirms itself. Let SES include the original headers.",
		postmark:
			"In Postmark, add it as a webhook of the message stream, with the same basic auth, for bounces, spam complaints, deliveries and subscription changes.",
		sendgrid: "In SendGrid, enter it as the Post URL of the event webhook and turn on the signed event webhook.",
		mailgun: "In Mailgun, add it as a webhook for delivered, failed, complained and unsubscribed.",
	} as Record<string, string>,
	received: (n: number) => `${num(n)} ${n === 1 ? "event" : "events"}`,
	last: (when: string) => `last: ${when}`,
	never: "Nothing received yet",
	refused: (why: string) => `The last delivery was refused: ${why}`,
	rotate: "Rotate",
	rotateTitle: (name: string) => `Rotate ${name}?`,
	newAddress: "New address",
	newAddressHelp: "The old one counts no longer, at once: enter the new one at the provider.",
	newSecret: "New secret (left empty, it stays)",
	rotated: "The secret is changed",
	deleteTitle: (name: string) => `Delete ${name}?`,
	deleteText: "What the provider reports to this address is refused from now on. What was received stays.",
	deleted: "The endpoint is deleted",
};
export type WebhookWords = typeof webhooksEn;
