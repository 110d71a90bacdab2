// Mail services that people have, with what their servers want. Each one's own documentation is the source.
export interface Preset {
	id: string;
	name: string;
	host: string;
	port: number;
	security: "starttls" | "tls";
	auth: "plain" | "login" | "xoauth2";
	/** A user name that is the same for everybody. */
	username?: string;
}

export const presets: readonly Preset[] = [
	{
		id: "ses",
		name: "Amazon SES",
		host: "email-smtp.eu-central-1.amazonaws.com",
		port: 587,
		security: "starttls",
		auth: "plain",
	},
	{ id: "postmark", name: "Postmark", host: "smtp.postmarkapp.com", port: 587, security: "starttls", auth: "plain" },
	{ id: "mailgun", name: "Mailgun", host: "smtp.mailgun.org", port: 587, security: "starttls", auth: "plain" },
	{
		id: "sendgrid",
		name: "SendGrid",
		host: "smtp.sendgrid.net",
		port: 587,
		security: "starttls",
		auth: "plain",
		username: "apikey",
	},
	{ id: "brevo", name: "Brevo", host: "smtp-relay.brevo.com", port: 587, security: "starttls", auth: "plain" },
	{
		id: "microsoft",
		name: "Microsoft 365",
		host: "smtp.office365.com",
		port: 587,
		security: "starttls",
		auth: "xoauth2",
	},
	{ id: "google", name: "Google", host: "smtp.gmail.com", port: 587, security: "starttls", auth: "plain" },
];

/** Which one a server belongs to; null: somebody's own. */
export const presetOf = (host: string): Preset | null =>
	presets.find(
		p =>
			p.host === host.trim().toLowerCase() ||
			(p.id === "ses" && /^email-smtp\.[a-z0-9-]+\.amazonaws\.com$/i.test(host.trim())) ||
			(p.id === "mailgun" && /^smtp(\.eu)?\.mailgun\.org$/i.test(host.trim())),
	) ?? null;
