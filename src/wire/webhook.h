/* What mail providers report over webhooks, read into the same reports as messages in a mailbox: Amazon SES (over SNS),
 * Postmark, SendGrid, Mailgun. And the signatures on them. Pure; the bytes are outside input. Opens and clicks are not
 * taken: those are counted here by our own links. */
#pragma once
#include "wire/json_read.h"
#include "wire/report.h"

enum webhook_provider { WEBHOOK_SES, WEBHOOK_POSTMARK, WEBHOOK_SENDGRID, WEBHOOK_MAILGUN, WEBHOOK_PROVIDERS };
const char *webhook_provider_name(enum webhook_provider p); /* "ses" */
bool webhook_provider_parse(str name, enum webhook_provider *out);

#define WEBHOOK_BODY_MAX (4u << 20)
#define WEBHOOK_EVENTS_MAX 2000u
struct webhook_event {
	str key;    /* the same for the same event, whenever it is delivered */
	int64_t at; /* µs; 0: not said */
	struct report report;
};
struct webhook_events {
	struct webhook_event *v;
	size_t n;
};
/* ERR_INVALID: not what this provider sends. Events that are of no use are left out. For SES: the SNS message's own
 * text (sns.message). */
err webhook_read(struct arena *a, enum webhook_provider p, str body, struct webhook_events *out);

/* ---- Signatures. ERR_AUTH: not from them. */

/* Postmark signs nothing: the address carries a user and a password (HTTP basic). secret: "user:password". */
err webhook_check_basic(struct arena *a, str authorization, str secret);
/* ECDSA over timestamp and body; key: the public key as SendGrid shows it (base64). */
err webhook_check_sendgrid(struct arena *a, str key, str timestamp, str signature, str body);
bool webhook_sendgrid_key(struct arena *a, str key); /* is it one? */
/* HMAC-SHA256 over what the body's "signature" says. */
err webhook_check_mailgun(struct arena *a, str key, str body);

struct sns {
	str type; /* Notification, SubscriptionConfirmation, UnsubscribeConfirmation */
	str message, message_id, topic, cert_url, subscribe_url;
	str signature; /* base64 */
	int version;
	str signed_text;
};
err sns_read(struct arena *a, str body, struct sns *out);
/* pem: the certificate that cert_url gave. */
err sns_check(struct arena *a, const struct sns *s, str pem);
/* May this address be asked? https://sns.<region>.amazonaws.com(.cn)/…; with origin ("http://host:port"): that one
 * only. */
bool sns_url_allowed(str url, str origin);
