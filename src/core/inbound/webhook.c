#include "core/inbound/webhook.h"
#include "base/limits.h"
#include "core/ground/text.h"
#include "core/inbound/inbound.h"
#include "db/gen/mailbox_q.h"
#include "db/gen/sys_inbound_q.h"
#include "wire/token.h"

#define ENDPOINTS_MAX 50
#define TOKEN_BYTES 24u

static str webhook_seal_context(struct arena *a, str id)
{
	return arena_printf(a, "webhook:%.*s", STR_FMT(id));
}

/* q_webhook_one_row and q_webhook_all_row have the same members. */
#define FROM_ROW(r)                                                                                                    \
	{                                                                                                              \
		.id = (r)->id, .provider = (r)->provider, .name = (r)->name, .topic = (r)->topic,                      \
		.has_secret = (r)->has_secret.v, .received = (r)->received, .last_at = (r)->last_at,                   \
		.error = (r)->error, .created_at = (r)->created_at                                                     \
	}

err webhook_list(tenant_db db, struct arena *a, struct webhook_endpoint **out, size_t *n)
{
	struct q_webhook_all_rows rows;
	TRY(q_webhook_all(db, a, &rows));
	struct webhook_endpoint *v = arena_array(a, struct webhook_endpoint, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		v[i] = (struct webhook_endpoint)FROM_ROW(&rows.v[i]);
	*out = v;
	*n = rows.n;
	return OK;
}

static void webhook_check(struct arena *a, const struct webhook_new *in, str name, enum webhook_provider p,
			  struct field_errors *errors)
{
	bool has = !str_empty(in->secret);
	if (name.n > CAMPAIGN_NAME_MAX || !one_line(name) || !str_utf8_valid(name))
		field_error_addf(errors, "name", "must be one line of at most %u bytes", CAMPAIGN_NAME_MAX);
	if (in->secret.n > 2000 || !one_line(in->secret))
		field_error_addf(errors, "secret", "must be one line of at most 2000 bytes");
	switch (p) {
	case WEBHOOK_SES:
		if (has)
			field_error_addf(errors, "secret", "is not needed: SNS signs with its certificate");
		break;
	case WEBHOOK_POSTMARK:
		if (!has || str_find_byte(in->secret, ':') == STR_NPOS)
			field_error_addf(
				errors, "secret",
				"is required: \"user:password\", as set for the webhook at Postmark (basic auth)");
		break;
	case WEBHOOK_SENDGRID:
		if (!has || !webhook_sendgrid_key(a, in->secret))
			field_error_addf(
				errors, "secret",
				"is required: the verification key that SendGrid shows for its signed event webhook");
		break;
	case WEBHOOK_MAILGUN:
		if (!has)
			field_error_addf(errors, "secret", "is required: the HTTP webhook signing key of Mailgun");
		break;
	case WEBHOOK_PROVIDERS: break;
	}
	if (!str_empty(in->topic) && (p != WEBHOOK_SES || in->topic.n > 300 || !str_starts(in->topic, STR("arn:"))))
		field_error_addf(errors, "topic", "is the ARN of an SNS topic, for ses alone");
}

/* With a token that is kept as its hash only. */
static str webhook_new_address(const struct app *app, struct arena *a, str provider, char hash[TOKEN_HASH_LEN + 1])
{
	str token = token_random(a, STR("wh_"), TOKEN_BYTES);
	token_hash(token, hash);
	return arena_printf(a, "%s/api/webhooks/%.*s/%.*s", app->config->url, STR_FMT(provider), STR_FMT(token));
}

err webhook_create(const struct app *app, tenant_db db, struct arena *a, const struct webhook_new *in,
		   struct field_errors *errors, struct webhook_endpoint *out, str *url)
{
	enum webhook_provider p;
	if (!webhook_provider_parse(in->provider, &p)) {
		field_error_addf(errors, "provider", "must be ses, postmark, sendgrid or mailgun");
		return field_errors_err(errors);
	}
	str name = some_text(in->name);
	if (str_absent(name))
		name = in->provider;
	webhook_check(a, in, name, p, errors);
	TRY(field_errors_err(errors));
	char hash[TOKEN_HASH_LEN + 1];
	str id = make_id(a);
	*url = webhook_new_address(app, a, in->provider, hash);
	struct q_webhook_insert_in row = {
		.id = id,
		.provider = in->provider,
		.name = name,
		.token_hash = str_of(hash, TOKEN_HASH_LEN),
		.secret_sealed = str_empty(in->secret)
					 ? STR_NULL
					 : token_seal(a, app->keys, webhook_seal_context(a, id), in->secret),
		.topic = some_text(in->topic),
		.most = ENDPOINTS_MAX,
	};
	int64_t n = 0;
	TRY(q_webhook_insert(db, a, &row, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, "there are 50 webhook endpoints already: delete one first");
	struct q_webhook_one_row r;
	TRY(q_webhook_one(db, a, &(struct q_webhook_one_in){ .id = id }, &r));
	*out = (struct webhook_endpoint)FROM_ROW(&r);
	return OK;
}

err webhook_rotate(const struct app *app, tenant_db db, struct arena *a, str id, const struct webhook_rotation *in,
		   struct field_errors *errors, struct webhook_endpoint *out, str *url)
{
	struct q_webhook_one_row r;
	enum webhook_provider p;
	char hash[TOKEN_HASH_LEN + 1];
	str made = STR_NULL;
	bool secret = !str_empty(in->secret);
	int64_t n = 0;
	err e = q_webhook_one(db, a, &(struct q_webhook_one_in){ .id = id }, &r);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, "there is no such webhook endpoint");
	TRY(e);
	if (in->keep_address && !secret)
		field_error_addf(errors, "keepAddress",
				 "leaves nothing to change: give a secret, or let the address change");
	if (secret && webhook_provider_parse(r.provider, &p))
		webhook_check(a, &(struct webhook_new){ .provider = r.provider, .secret = in->secret }, r.name, p,
			      errors);
	TRY(field_errors_err(errors));
	struct q_webhook_rotate_in row = {
		.id = id,
		.secret_sealed = secret ? token_seal(a, app->keys, webhook_seal_context(a, id), in->secret) : STR_NULL
	};
	if (!in->keep_address) {
		made = webhook_new_address(app, a, r.provider, hash);
		row.token_hash = str_of(hash, TOKEN_HASH_LEN);
	}
	TRY(q_webhook_rotate(db, a, &row, &n));
	if (n == 0)
		return err_make(ERR_NOT_FOUND, "there is no such webhook endpoint");
	TRY(q_webhook_one(db, a, &(struct q_webhook_one_in){ .id = id }, &r));
	*out = (struct webhook_endpoint)FROM_ROW(&r);
	*url = made;
	return OK;
}

err webhook_delete(tenant_db db, struct arena *a, str id)
{
	int64_t n = 0;
	TRY(q_webhook_drop(db, a, &(struct q_webhook_drop_in){ .id = id }, &n));
	return n ? OK : err_make(ERR_NOT_FOUND, "there is no such webhook endpoint");
}

void webhook_write(struct json_writer *w, const struct webhook_endpoint *e, const str *url)
{
	json_begin_obj(w);
	json_kv_str(w, "id", e->id);
	json_kv_str(w, "provider", e->provider);
	json_kv_str(w, "name", e->name);
	json_kv_str(w, "topic", e->topic);
	json_kv_bool(w, "hasSecret", e->has_secret);
	json_kv_i64(w, "received", e->received);
	json_kv_opt_time(w, "lastAt", e->last_at);
	json_kv_str(w, "error", e->error);
	json_kv_time(w, "createdAt", e->created_at);
	if (url)
		json_kv_str(w, "url", *url);
	json_end_obj(w);
}

/* ---- Deliveries */

err webhook_open(system_db db, struct arena *a, const struct keyring *kr, str provider, str token,
		 struct webhook_door *out)
{
	char hash[TOKEN_HASH_LEN + 1];
	struct q_webhook_find_row r;
	token_hash(token, hash);
	err e = q_webhook_find(db, a, &(struct q_webhook_find_in){ .token_hash = str_of(hash, TOKEN_HASH_LEN) }, &r);
	if (e.code == ERR_NOT_FOUND || (!err_is(e) && !str_eq(r.provider, provider)))
		return err_make(ERR_NOT_FOUND, "there is no such webhook endpoint");
	TRY(e);
	struct webhook_door door = { .id = r.id, .user_id = r.user_id, .topic = r.topic };
	if (!webhook_provider_parse(r.provider, &door.provider))
		return err_make(ERR_NOT_FOUND, "there is no such webhook endpoint");
	if (!str_absent(r.secret_sealed))
		TRY(token_open(a, kr, webhook_seal_context(a, r.id), r.secret_sealed, &door.secret, NULL));
	*out = door;
	return OK;
}

err webhook_take(system_db db, const struct webhook_door *door, const struct webhook_events *events, size_t *applied)
{
	int64_t now = clock_now();
	*applied = 0;
	for (size_t i = 0; i < events->n; i++) {
		struct arena ARENA_AUTO a = {};
		const struct webhook_event *e = &events->v[i];
		struct inbound_item item = { .user_id = door->user_id,
					     .source = str_z(webhook_provider_name(door->provider)),
					     .key = e->key,
					     .at = e->at > 0 && e->at < now ? e->at : now,
					     .signed_by = true,
					     .report = &e->report };
		struct inbound_done done;
		err failed = inbound_take(db, &a, &item, &done);
		for (int tries = 0; failed.code == ERR_AGAIN && tries < 3; tries++)
			failed = inbound_take(db, &a, &item, &done);
		if (err_is(failed)) /* its reason lives in this arena */
			return err_make(failed.code, "the database did not take it");
		*applied += done.fresh;
	}
	return OK;
}

err webhook_note(system_db db, struct arena *a, const struct webhook_door *door, size_t n, str error, str topic)
{
	struct q_webhook_note_in in = { .n = (int64_t)n, .error = error, .topic = topic, .id = door->id };
	return q_webhook_note(db, a, &in, NULL);
}
