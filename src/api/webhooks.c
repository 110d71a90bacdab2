/* What providers report about mail: their deliveries, with a signature that is checked before anything is believed,
 * and the endpoints that a tenant makes for them. */
#include "api/api.h"
#include "base/log.h"
#include "base/time.h"
#include "core/inbound/webhook.h"
#include "http/fetch.h"
#include <pthread.h>
#include <stdlib.h>

#define FETCH_LIMIT (64u << 10)
#define FETCH_TIME (10 * US_PER_S)

/* ---- Amazon's certificates: few, and the same for months */

static struct {
	pthread_mutex_t lock;
	struct cert {
		str url, pem;
	} v[8];
	unsigned next;
} certs = { .lock = PTHREAD_MUTEX_INITIALIZER };

static bool webhooks_cert_known(struct arena *a, str url, str *pem)
{
	bool found = false;
	pthread_mutex_lock(&certs.lock);
	for (size_t i = 0; i < 8 && !found; i++)
		if (certs.v[i].url.p && str_eq(certs.v[i].url, url)) {
			*pem = arena_dup(a, certs.v[i].pem);
			found = true;
		}
	pthread_mutex_unlock(&certs.lock);
	return found;
}

static str webhooks_keep(str s)
{
	char *p = malloc(s.n + 1);
	if (!p)
		abort();
	memcpy(p, s.p, s.n);
	return str_of(p, s.n);
}

static void webhooks_cert_keep(str url, str pem)
{
	pthread_mutex_lock(&certs.lock);
	struct cert *c = &certs.v[certs.next++ % 8];
	free((void *)(uintptr_t)c->url.p);
	free((void *)(uintptr_t)c->pem.p);
	*c = (struct cert){ webhooks_keep(url), webhooks_keep(pem) };
	pthread_mutex_unlock(&certs.lock);
}

static err webhooks_get(struct api_call *call, str who, str url, str *body)
{
	bool own = call->app->config->sns[0] != 0; /* the operator named it */
	struct fetch_request rq = { .method = "GET",
				    .url = url,
				    .total_us = FETCH_TIME,
				    .answer_max = FETCH_LIMIT,
				    .allow_http = own,
				    .allow_private = own };
	struct fetch_answer answer;
	if (!sns_url_allowed(url, str_z(call->app->config->sns)))
		return err_make(ERR_AUTH, "the message names an address that is not Amazon SNS's");
	TRY(api_wait(call, who));
	err e = fetch(call->arena, &rq, &answer);
	if (err_is(e) || answer.status != 200)
		return err_make(ERR_UNAVAILABLE, "Amazon SNS could not be asked");
	*body = answer.body;
	return OK;
}

static err webhooks_certificate(struct api_call *call, str who, const struct sns *s, str *pem, bool *known)
{
	if (!sns_url_allowed(s->cert_url, str_z(call->app->config->sns)))
		return err_make(ERR_AUTH, "the message's certificate is not Amazon SNS's");
	*known = webhooks_cert_known(call->arena, s->cert_url, pem);
	return *known ? OK : webhooks_get(call, who, s->cert_url, pem);
}

/* A checked message of SNS. *body: what SES says; absent: there is nothing to take (a confirmation). */
static err webhooks_unwrap_sns(struct api_call *call, system_db db, const struct webhook_door *door, str *body)
{
	struct sns s;
	str pem, ignored;
	bool known;
	TRY(sns_read(call->arena, call->raw, &s));
	TRY(webhooks_certificate(call, door->user_id, &s, &pem, &known));
	TRY(sns_check(call->arena, &s, pem));
	if (!known) /* what has proven itself */
		webhooks_cert_keep(s.cert_url, pem);
	if (!str_absent(door->topic) && !str_eq(door->topic, s.topic))
		return err_make(ERR_AUTH, "the message is of another topic");
	*body = STR_NULL;
	if (str_eq(s.type, STR("Notification"))) {
		*body = s.message;
		return OK;
	}
	if (!str_eq(s.type, STR("SubscriptionConfirmation")))
		return OK;
	TRY(webhooks_get(call, door->user_id, s.subscribe_url, &ignored));
	log_info("webhook.confirmed", "endpoint %.*s is subscribed", STR_FMT(door->id));
	return webhook_note(db, call->arena, door, 0, STR_NULL, s.topic);
}

static err webhooks_believe(struct api_call *call, system_db db, const struct webhook_door *door, str *body)
{
	struct arena *a = call->arena;
	*body = call->raw;
	switch (door->provider) {
	case WEBHOOK_SES: return webhooks_unwrap_sns(call, db, door, body);
	case WEBHOOK_POSTMARK: return webhook_check_basic(a, http_header(call->req, "Authorization"), door->secret);
	case WEBHOOK_SENDGRID:
		return webhook_check_sendgrid(
			a, door->secret, http_header(call->req, "X-Twilio-Email-Event-Webhook-Timestamp"),
			http_header(call->req, "X-Twilio-Email-Event-Webhook-Signature"), call->raw);
	case WEBHOOK_MAILGUN: return webhook_check_mailgun(a, door->secret, call->raw);
	case WEBHOOK_PROVIDERS: break;
	}
	return err_make(ERR_AUTH, "nobody may report here");
}

static const struct schema_field taken_fields[] = {
	{ "events", SCHEMA_I64, .doc = "That concern mail: bounces, complaints, deliveries, unsubscribes" },
	{ "applied", SCHEMA_I64,
	  .doc = "Of these, which are about a message of ours and had not been reported before" },
};
static const struct schema taken_schema = SCHEMA("WebhookTaken", taken_fields);

static err webhooks_receive(struct api_call *call, system_db db)
{
	struct webhook_door door;
	struct webhook_events events = {};
	size_t applied = 0;
	str body;
	TRY(webhook_open(db, call->arena, call->app->keys, api_param(call, "provider"), api_param(call, "token"),
			 &door));
	err e = webhooks_believe(call, db, &door, &body);
	if (!err_is(e) && !str_absent(body))
		e = webhook_read(call->arena, door.provider, body, &events);
	if (!err_is(e))
		e = webhook_take(db, &door, &events, &applied);
	err noted = webhook_note(db, call->arena, &door, events.n, err_is(e) ? str_z(e.why) : STR_NULL, STR_NULL);
	TRY(e);
	TRY(noted);
	json_begin_obj(call->out);
	json_kv_i64(call->out, "events", (int64_t)events.n);
	json_kv_i64(call->out, "applied", (int64_t)applied);
	json_end_obj(call->out);
	return OK;
}

/* ---- Endpoints */

#define ENDPOINT_FIELDS                                                                                                \
	{ "id", SCHEMA_ID }, { "provider", SCHEMA_STR, .values = "ses|postmark|sendgrid|mailgun" },                    \
		{ "name", SCHEMA_STR },                                                                                \
		{ "topic", SCHEMA_STR, .nullable = true, .doc = "ses: the one SNS topic it takes" },                   \
		{ "hasSecret", SCHEMA_BOOL }, { "received", SCHEMA_I64, .doc = "Events so far" },                      \
		{ "lastAt", SCHEMA_TIME, .nullable = true },                                                           \
		{ "error", SCHEMA_STR, .nullable = true,                                                               \
		  .doc = "Why the last delivery was refused; null: it was not" },                                      \
	{                                                                                                              \
		"createdAt", SCHEMA_TIME                                                                               \
	}
static const struct schema_field endpoint_fields[] = { ENDPOINT_FIELDS };
static const struct schema endpoint_schema = SCHEMA("WebhookEndpoint", endpoint_fields);
static const struct schema_field made_fields[] = {
	ENDPOINT_FIELDS,
	{ "url", SCHEMA_STR, .nullable = true,
	  .doc = "For the provider's settings; shown this once. Null: it was kept" },
};
static const struct schema made_schema = SCHEMA("WebhookEndpointMade", made_fields);

static const struct json_field new_fields[] = {
	JSON_FIELD(struct webhook_new, provider, "provider", JSON_FIELD_CHOICE, .required = true,
		   .values = "ses|postmark|sendgrid|mailgun"),
	JSON_FIELD(struct webhook_new, name, "name", JSON_FIELD_STR, .max = 200, .doc = "The provider when not given"),
	JSON_FIELD(
		struct webhook_new, secret, "secret", JSON_FIELD_STR, .max = 2000,
		.doc = "What signatures are checked with. sendgrid: the verification key; mailgun: the webhook signing "
		       "key; postmark: \"user:password\" of basic auth; ses: none"),
	JSON_FIELD(struct webhook_new, topic, "topic", JSON_FIELD_STR, .max = 300,
		   .doc = "ses: the topic's ARN; the first that is confirmed when not given"),
};

static err webhooks_list(struct api_call *call, tenant_db db)
{
	struct webhook_endpoint *v;
	size_t n;
	TRY(webhook_list(db, call->arena, &v, &n));
	json_begin_obj(call->out);
	json_key(call->out, "data");
	json_begin_arr(call->out);
	for (size_t i = 0; i < n; i++)
		webhook_write(call->out, &v[i], NULL);
	json_end_arr(call->out);
	json_end_obj(call->out);
	return OK;
}

static err webhooks_create(struct api_call *call, tenant_db db)
{
	struct webhook_endpoint e;
	str url;
	TRY(webhook_create(call->app, db, call->arena, call->body, &call->errors, &e, &url));
	webhook_write(call->out, &e, &url);
	return OK;
}

static const struct json_field rotation_fields[] = {
	JSON_FIELD(struct webhook_rotation, secret, "secret", JSON_FIELD_STR, .max = 2000,
		   .doc = "A new one to check signatures with; the old one stays when not given"),
	JSON_FIELD(struct webhook_rotation, keep_address, "keepAddress", JSON_FIELD_BOOL,
		   .doc = "Only the secret changes; false when not given"),
};

static err webhooks_rotate(struct api_call *call, tenant_db db)
{
	struct webhook_endpoint e;
	str url;
	TRY(webhook_rotate(call->app, db, call->arena, api_param(call, "id"), call->body, &call->errors, &e, &url));
	webhook_write(call->out, &e, &url);
	return OK;
}

static err webhooks_remove_(struct api_call *call, tenant_db db)
{
	return webhook_delete(db, call->arena, api_param(call, "id"));
}

const struct route webhook_routes[] = {
	{ .method = HTTP_POST,
	  .path = "/api/webhooks/:provider/:token",
	  .system = webhooks_receive,
	  .scope = SCOPE_PUBLIC,
	  .flags = ROUTE_RAW,
	  .body_max = WEBHOOK_BODY_MAX,
	  .answer = &taken_schema,
	  .summary = "A provider's report about mail",
	  .doc = "Amazon SES (over SNS), Postmark, SendGrid and Mailgun post here. Signatures are verified; the same "
		 "report again changes nothing." },
	{ .method = HTTP_GET,
	  .path = "/api/webhook-endpoints",
	  .tenant = webhooks_list,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &endpoint_schema,
	  .summary = "Where providers report what became of mail" },
	{ .method = HTTP_POST,
	  .path = "/api/webhook-endpoints",
	  .tenant = webhooks_create,
	  .scope = SCOPE_SENDERS_WRITE,
	  ROUTE_BODY(new_fields, struct webhook_new),
	  .answer = &made_schema,
	  .status = 201,
	  .summary = "Make an endpoint; its address is shown once" },
	{ .method = HTTP_POST,
	  .path = "/api/webhook-endpoints/:id/rotate",
	  .tenant = webhooks_rotate,
	  .scope = SCOPE_SENDERS_WRITE,
	  ROUTE_BODY(rotation_fields, struct webhook_rotation),
	  .answer = &made_schema,
	  .summary = "Give an endpoint a new address, a new secret, or both",
	  .doc = "The old ones count no longer; what was received stays. The new address is shown once." },
	{ .method = HTTP_DELETE,
	  .path = "/api/webhook-endpoints/:id",
	  .tenant = webhooks_remove_,
	  .scope = SCOPE_SENDERS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Delete an endpoint" },
};
const size_t webhook_routes_n = sizeof(webhook_routes) / sizeof(*webhook_routes);
