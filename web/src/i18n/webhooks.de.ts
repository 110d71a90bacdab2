// The words of the endpoints at which providers report, in German.
import { num } from "../lib/format.ts";
import type { WebhookWords } from "./webhooks.en.ts";

export const webhooksDe: WebhookWords = {
	title: "Meldungen der Anbieter",
	text: "Amazon SES, Postmark, SendGrid und Mailgun können hier Rückläufer, Beschwerden, Zustellungen und Abmeldungen melden. Jeder Endpunkt hat eine eigene Adresse, und was dort ankommt, zählt nur mit richtiger Signatur.",
	create: "Neuer Endpunkt",
	empty: "Noch keine Endpunkte",
	provider: "Anbieter",
	name: "Name",
	secret: { postmark: "Benutzer und Passwort", sendgrid: "Prüfschlüssel", mailgun: "Signaturschlüssel der Webhooks" },
	secretHelp: {
		postmark: "Als benutzer:passwort. Wählen Sie beides hier und stellen Sie dieselbe Basic-Auth bei Postmark ein.",
		sendgrid: "SendGrid zeigt ihn unter Settings → Mail Settings → Signed Event Webhook.",
		mailgun: "Mailgun zeigt ihn unter Sending → Webhooks als HTTP webhook signing key.",
	},
	topic: "ARN des Topics",
	topicHelp: "Nur dieses SNS-Topic wird angenommen; ohne Angabe das erste, das bestätigt wird.",
	made: (name: string) => `Adresse von ${name}`,
	once: "Kopieren Sie die Adresse jetzt: Sie wird nur dieses eine Mal gezeigt.",
	address: "Adresse",
	paste: {
		ses: "Abonnieren Sie in Amazon SNS das Topic, an das SES meldet, mit dieser Adresse als HTTPS-Endpunkt. Das Abonnement bestätigt sich selbst. Lassen Sie SES die ursprünglichen Kopfzeilen mitsenden.",
		postmark:
			"Tragen Sie sie in Postmark als Webhook des Message Streams ein, mit derselben Basic-Auth, für Bounces, Spam-Beschwerden, Zustellungen und Abmeldungen.",
		sendgrid:
			"Tragen Sie sie in SendGrid als Post URL des Event Webhooks ein und schalten Sie den Signed Event Webhook an.",
		mailgun: "Tragen Sie sie in Mailgun als Webhook für delivered, failed, complained und unsubscribed ein.",
	},
	received: (n: number) => `${num(n)} ${n === 1 ? "Ereignis" : "Ereignisse"}`,
	last: (when: string) => `zuletzt: ${when}`,
	never: "Noch nichts empfangen",
	refused: (why: string) => `Die letzte Meldung wurde abgewiesen: ${why}`,
	rotate: "Erneuern",
	rotateTitle: (name: string) => `${name} erneuern?`,
	newAddress: "Neue Adresse",
	newAddressHelp: "Die alte gilt sofort nicht mehr: Tragen Sie die neue beim Anbieter ein.",
	newSecret: "Neues Geheimnis (leer: es bleibt)",
	rotated: "Das Geheimnis ist geändert",
	deleteTitle: (name: string) => `${name} löschen?`,
	deleteText: "Was der Anbieter an diese Adresse meldet, wird ab jetzt abgewiesen. Was empfangen wurde, bleibt.",
	deleted: "Der Endpunkt ist gelöscht",
};
