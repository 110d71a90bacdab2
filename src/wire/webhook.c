#include "wire/webhook.h"
#include "base/time.h"
#include "wire/report_int.h"
#include "wire/token.h"

static const char *const names[WEBHOOK_PROVIDERS] = { "ses", "postmark", "sendgrid", "mailgun" };

const char *webhook_provider_name(enum webhook_provider p)
{
	return names[p];
}

bool webhook_provider_parse(str name, enum webhook_provider *out)
{
	for (int i = 0; i < WEBHOOK_PROVIDERS; i++)
		if (str_eq(name, str_z(names[i]))) {
			*out = (enum webhook_provider)i;
			return true;
		}
	return false;
}

struct reading {
	struct arena *a;
	enum webhook_provider p;
	struct webhook_events *out;
	size_t cap;
};

static str webhook_text(const struct json *v, const char *key)
{
	return json_str(json_get(v, key));
}

/* Some numbers come as text, others as numbers, with a fraction. */
static int64_t webhook_seconds(const struct json *v)
{
	double d = json_f64(v);
	return json_is(v, JSON_NUM) && d > 0 && d < 4e9 ? (int64_t)(d * 1e6) : 0;
}

static int64_t webhook_iso(str s)
{
	int64_t us;
	return time_parse_iso(s, &us) ? us : 0;
}

static str webhook_id_text(const struct json *v)
{
	return json_is(v, JSON_STR) ? json_str(v) : json_number_text(v);
}

/* A new event about an address; NULL: there are too many. parts of the key: what makes it this event. */
static struct webhook_event *webhook_add(struct reading *r, enum report_kind kind, str id, str address)
{
	if (r->out->n == r->cap)
		return NULL;
	struct webhook_event *e = &r->out->v[r->out->n++];
	char hash[TOKEN_HASH_LEN + 1];
	str of = arena_printf(r->a, "%s %.*s %.*s", report_kind_name(kind), STR_FMT(str_upto(id, 500)),
			      STR_FMT(address));
	token_hash(of, hash);
	*e = (struct webhook_event){ .key = arena_printf(r->a, "%s:%.40s", names[r->p], hash),
				     .report = { .kind = kind,
						 .rule = names[r->p],
						 .subject = STR(""),
						 .from = STR(""),
						 .text = STR(""),
						 .recipient = report_address(r->a, address) } };
	return e;
}

static void webhook_words(struct reading *r, struct webhook_event *e, str s)
{
	e->report.words = report_short(r->a, str_absent(s) ? STR("") : s, REPORT_WORDS_MAX);
}

static void webhook_message_id(struct webhook_event *e, str id)
{
	if (str_starts(id, STR("<")))
		report_ids(&e->report, REPORT_BY_ORIGINAL, id, false);
	else
		report_ref(&e->report, REPORT_BY_ORIGINAL, id);
}

static void webhook_judge(struct reading *r, struct webhook_event *e, str code, enum bounce_kind kind)
{
	e->report.code = report_find_code(code);
	struct refusal_in in = { .reply = report_find_reply(e->report.words),
				 .code = e->report.code,
				 .words = e->report.words };
	struct refusal said = refusal_judge(r->a, &in);
	bool understood = said.who != REFUSES_UNCLEAR;
	/* A provider calls every 5xx permanent. Words about us, the message or a full mailbox suppress nobody. */
	bool words_win = kind == BOUNCE_NONE || (kind == BOUNCE_HARD && understood && said.who != REFUSES_ADDRESS);
	e->report.bounce = words_win ? bounce_of(&said) : kind;
	if (understood)
		e->report.refusal = said;
}

/* ---- Amazon SES */

static void webhook_ses_refs(struct webhook_event *e, const struct json *mail)
{
	for (JSON_EACH(h, json_get(mail, "headers"))) {
		str name = webhook_text(h, "name");
		if (str_eq_nocase(name, STR("X-Loumass-Id")))
			report_ref(&e->report, REPORT_BY_HEADER, webhook_text(h, "value"));
		else if (str_eq_nocase(name, STR("Message-ID")))
			webhook_message_id(e, webhook_text(h, "value"));
	}
}

static void webhook_ses_bounce(struct reading *r, const struct json *b, const struct json *mail)
{
	str type = webhook_text(b, "bounceType"), sub = webhook_text(b, "bounceSubType");
	for (JSON_EACH(who, json_get(b, "bouncedRecipients"))) {
		struct webhook_event *e =
			webhook_add(r, REPORT_BOUNCE, webhook_text(b, "feedbackId"), webhook_text(who, "emailAddress"));
		if (!e)
			return;
		str diagnostic = webhook_text(who, "diagnosticCode");
		webhook_words(r, e, str_empty(diagnostic) ? sub : diagnostic);
		bool rejected = str_eq(sub, STR("ContentRejected")) || str_eq(sub, STR("AttachmentRejected"));
		enum bounce_kind kind = rejected			 ? BOUNCE_BLOCK
					: str_eq(type, STR("Permanent")) ? BOUNCE_HARD
					: str_eq(type, STR("Transient")) ? BOUNCE_SOFT
									 : BOUNCE_NONE;
		webhook_judge(r, e, webhook_text(who, "status"), kind);
		e->at = webhook_iso(webhook_text(b, "timestamp"));
		webhook_ses_refs(e, mail);
	}
}

static void webhook_ses_complaint(struct reading *r, const struct json *c, const struct json *mail)
{
	if (str_eq(webhook_text(c, "complaintFeedbackType"), STR("not-spam")))
		return;
	for (JSON_EACH(who, json_get(c, "complainedRecipients"))) {
		struct webhook_event *e = webhook_add(r, REPORT_COMPLAINT, webhook_text(c, "feedbackId"),
						      webhook_text(who, "emailAddress"));
		if (!e)
			return;
		webhook_words(r, e, webhook_text(c, "complaintFeedbackType"));
		e->at = webhook_iso(webhook_text(c, "timestamp"));
		webhook_ses_refs(e, mail);
	}
}

static void webhook_ses_delivery(struct reading *r, const struct json *d, const struct json *mail)
{
	for (JSON_EACH(who, json_get(d, "recipients"))) {
		struct webhook_event *e =
			webhook_add(r, REPORT_DELIVERED, webhook_text(mail, "messageId"), json_str(who));
		if (!e)
			return;
		webhook_words(r, e, webhook_text(d, "smtpResponse"));
		e->at = webhook_iso(webhook_text(d, "timestamp"));
		webhook_ses_refs(e, mail);
	}
}

static void webhook_ses(struct reading *r, const struct json *v)
{
	str type = webhook_text(v, "notificationType");
	if (str_empty(type))
		type = webhook_text(v, "eventType"); /* by configuration sets */
	const struct json *mail = json_get(v, "mail");
	if (str_eq(type, STR("Bounce")))
		webhook_ses_bounce(r, json_get(v, "bounce"), mail);
	else if (str_eq(type, STR("Complaint")))
		webhook_ses_complaint(r, json_get(v, "complaint"), mail);
	else if (str_eq(type, STR("Delivery")))
		webhook_ses_delivery(r, json_get(v, "delivery"), mail);
}

/* ---- Postmark */

static enum bounce_kind webhook_postmark_kind(str type)
{
	static const struct {
		const char *type;
		enum bounce_kind kind;
	} kinds[] = {
		{ "HardBounce", BOUNCE_HARD },	      { "BadEmailAddress", BOUNCE_HARD },
		{ "AddressChange", BOUNCE_HARD },     { "ManuallyDeactivated", BOUNCE_HARD },
		{ "SoftBounce", BOUNCE_SOFT },	      { "Transient", BOUNCE_SOFT },
		{ "DnsError", BOUNCE_SOFT },	      { "Undeliverable", BOUNCE_SOFT },
		{ "SpamNotification", BOUNCE_BLOCK }, { "Blocked", BOUNCE_BLOCK },
		{ "DMARCPolicy", BOUNCE_BLOCK },      { "VirusNotification", BOUNCE_BLOCK },
	};
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (str_eq(type, str_z(kinds[i].type)))
			return kinds[i].kind;
	return BOUNCE_NONE;
}

static void webhook_postmark_refs(struct webhook_event *e, const struct json *v)
{
	str content = webhook_text(v, "Content"); /* what came back, headers and all */
	report_ref(&e->report, REPORT_BY_HEADER, webhook_text(json_get(v, "Metadata"), "loumass-id"));
	report_ref(&e->report, REPORT_BY_HEADER, report_quoted_field(content, "X-Loumass-Id"));
	report_ids(&e->report, REPORT_BY_ORIGINAL, report_quoted_field(content, "Message-ID"), false);
}

static void webhook_postmark(struct reading *r, const struct json *v)
{
	str record = webhook_text(v, "RecordType"), type = webhook_text(v, "Type");
	struct webhook_event *e = NULL;
	/* Its numbers are beyond what JSON's keep: the message and the instant tell events apart, too. */
	str id = arena_printf(r->a, "%.*s %.*s %.*s", STR_FMT(webhook_id_text(json_get(v, "ID"))),
			      STR_FMT(webhook_text(v, "MessageID")), STR_FMT(webhook_text(v, "BouncedAt")));
	if (str_eq(record, STR("SpamComplaint"))) {
		e = webhook_add(r, REPORT_COMPLAINT, id, webhook_text(v, "Email"));
	} else if (str_eq(record, STR("Bounce")) && str_eq(type, STR("AutoResponder"))) {
		e = webhook_add(r, REPORT_AUTO_REPLY, id, webhook_text(v, "Email"));
	} else if (str_eq(record, STR("Bounce"))) {
		e = webhook_add(r, REPORT_BOUNCE, id, webhook_text(v, "Email"));
		webhook_words(r, e,
			      str_empty(webhook_text(v, "Details")) ? webhook_text(v, "Description")
								    : webhook_text(v, "Details"));
		webhook_judge(r, e, webhook_text(v, "Details"), webhook_postmark_kind(type));
	} else if (str_eq(record, STR("Delivery"))) {
		e = webhook_add(r, REPORT_DELIVERED, webhook_text(v, "MessageID"), webhook_text(v, "Recipient"));
	} else if (str_eq(record, STR("SubscriptionChange")) && json_bool(json_get(v, "SuppressSending")) &&
		   str_eq(webhook_text(v, "SuppressionReason"), STR("ManualSuppression"))) {
		e = webhook_add(r, REPORT_UNSUBSCRIBE, webhook_text(v, "ChangedAt"), webhook_text(v, "Recipient"));
	}
	if (!e)
		return;
	static const char *const times[] = { "BouncedAt", "DeliveredAt", "ChangedAt" };
	for (size_t i = 0; i < 3 && !e->at; i++)
		e->at = webhook_iso(webhook_text(v, times[i]));
	webhook_postmark_refs(e, v);
}

/* ---- SendGrid */

static void webhook_sendgrid_one(struct reading *r, const struct json *v)
{
	static const struct {
		const char *event;
		enum report_kind kind;
	} kinds[] = {
		{ "bounce", REPORT_BOUNCE },
		{ "delivered", REPORT_DELIVERED },
		{ "spamreport", REPORT_COMPLAINT },
		{ "unsubscribe", REPORT_UNSUBSCRIBE },
		{ "group_unsubscribe", REPORT_UNSUBSCRIBE },
		{ "dropped", REPORT_BOUNCE },
	};
	str event = webhook_text(v, "event"), reason = webhook_text(v, "reason");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (!str_eq(event, str_z(kinds[i].event)))
			continue;
		struct webhook_event *e =
			webhook_add(r, kinds[i].kind, webhook_text(v, "sg_event_id"), webhook_text(v, "email"));
		if (!e)
			return;
		webhook_words(r, e, str_empty(reason) ? webhook_text(v, "response") : reason);
		if (e->report.kind == REPORT_BOUNCE) {
			bool blocked = str_eq(webhook_text(v, "type"), STR("blocked"));
			bool dropped =
				i == 5 && (str_eq(reason, STR("Bounced Address")) || str_eq(reason, STR("Invalid")));
			webhook_judge(r, e, webhook_text(v, "status"),
				      blocked	? BOUNCE_BLOCK
				      : dropped ? BOUNCE_HARD
				      : i == 5	? BOUNCE_BLOCK
						: BOUNCE_NONE);
		}
		e->at = webhook_seconds(json_get(v, "timestamp"));
		report_ref(&e->report, REPORT_BY_HEADER, webhook_text(v, "loumass-id"));
		webhook_message_id(e, webhook_text(v, "smtp-id"));
		return;
	}
}

/* ---- Mailgun */

static void webhook_mailgun(struct reading *r, const struct json *body)
{
	const struct json *v = json_get(body, "event-data");
	const struct json *status = json_get(v, "delivery-status");
	str event = webhook_text(v, "event");
	enum report_kind kind = str_eq(event, STR("failed"))	     ? REPORT_BOUNCE
				: str_eq(event, STR("delivered"))    ? REPORT_DELIVERED
				: str_eq(event, STR("complained"))   ? REPORT_COMPLAINT
				: str_eq(event, STR("unsubscribed")) ? REPORT_UNSUBSCRIBE
								     : REPORT_OTHER;
	if (kind == REPORT_BOUNCE && str_eq(webhook_text(v, "severity"), STR("temporary")))
		kind = REPORT_DELAY; /* it tries again */
	if (kind == REPORT_OTHER)
		return;
	struct webhook_event *e = webhook_add(r, kind, webhook_text(v, "id"), webhook_text(v, "recipient"));
	if (!e)
		return;
	str said = webhook_text(status, "message");
	webhook_words(r, e, str_empty(said) ? webhook_text(status, "description") : said);
	if (kind == REPORT_BOUNCE) {
		str reason = webhook_text(v, "reason");
		str code = webhook_id_text(json_get(status, "bounce-code"));
		bool known = str_eq(reason, STR("suppress-bounce"));
		webhook_judge(r, e, str_empty(code) ? said : code, known ? BOUNCE_HARD : BOUNCE_NONE);
	}
	e->at = webhook_seconds(json_get(v, "timestamp"));
	report_ref(&e->report, REPORT_BY_HEADER, webhook_text(json_get(v, "user-variables"), "loumass-id"));
	webhook_message_id(e, webhook_text(json_get(json_get(v, "message"), "headers"), "message-id"));
}

err webhook_read(struct arena *a, enum webhook_provider p, str body, struct webhook_events *out)
{
	const struct json *v;
	if (body.n > WEBHOOK_BODY_MAX)
		return err_make(ERR_LIMIT, "the report is too large");
	if (err_is(json_parse(a, body, &v)))
		return err_make(ERR_INVALID, "this is no JSON");
	struct webhook_events found = {};
	struct reading r = { .a = a, .p = p, .out = &found, .cap = WEBHOOK_EVENTS_MAX };
	if (!json_is(v, p == WEBHOOK_SENDGRID ? JSON_ARR : JSON_OBJ))
		return err_make(ERR_INVALID, "this is not what the provider sends");
	found.v = arena_array(a, struct webhook_event, r.cap);
	switch (p) {
	case WEBHOOK_SES: webhook_ses(&r, v); break;
	case WEBHOOK_POSTMARK: webhook_postmark(&r, v); break;
	case WEBHOOK_MAILGUN: webhook_mailgun(&r, v); break;
	case WEBHOOK_SENDGRID:
		for (JSON_EACH(one, v))
			webhook_sendgrid_one(&r, one);
		break;
	case WEBHOOK_PROVIDERS: break;
	}
	*out = found;
	return OK;
}
