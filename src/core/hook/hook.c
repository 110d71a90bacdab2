#include "core/hook/hook.h"
#include "base/time.h"
#include "core/ground/text.h"
#include "db/gen/hook_q.h"
#include "os/clock.h"
#include "wire/cuid.h"
#include "wire/token.h"
#include "wire/url.h"
#include <assert.h>

#define OVERLAP_HOURS_MAX 168
#define EVENTS_MAX 60u

const char *const hook_types =
	"message.sent|message.delivered|message.opened|message.clicked|message.bounced|message.complained|"
	"reply.received|contact.created|contact.updated|contact.unsubscribed|contact.deleted|campaign.scheduled|"
	"campaign.started|campaign.paused|campaign.sent|campaign.cancelled|sequence.enrolled|sequence.paused|"
	"sequence.resumed|sequence.completed|sequence.left|sequence.failed|suppression.created|suppression.deleted";

static void hook_of_row(const struct q_hook_one_row *r, struct hook *out)
{
	*out = (struct hook){ .id = r->id,
			      .url = r->url,
			      .description = r->description,
			      .events = r->events,
			      .active = r->active,
			      .paused_reason = r->paused_reason,
			      .failures = r->failures,
			      .failing_since = r->failing_since,
			      .next_at = r->next_at,
			      .last_at = r->last_at,
			      .old_until = r->old_until,
			      .last_error = r->last_error,
			      .waiting = r->waiting,
			      .version = r->revision,
			      .created_at = r->created_at,
			      .updated_at = r->updated_at };
}

static err hook_missing(err e)
{
	return e.code == ERR_NOT_FOUND ? err_make(ERR_NOT_FOUND, "there is no such webhook") : e;
}

err hook_list(tenant_db db, struct arena *a, struct hook **out, size_t *n)
{
	struct q_hook_all_rows rows;
	TRY(q_hook_all(db, a, &rows));
	static_assert(sizeof(struct q_hook_all_row) == sizeof(struct q_hook_one_row), "one order of columns");
	*out = arena_array(a, struct hook, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		hook_of_row((const struct q_hook_one_row *)&rows.v[i], &(*out)[i]);
	*n = rows.n;
	return OK;
}

err hook_get(tenant_db db, struct arena *a, str id, struct hook *out)
{
	struct q_hook_one_row r;
	TRY(hook_missing(q_hook_one(db, a, &(struct q_hook_one_in){ .id = id }, &r)));
	hook_of_row(&r, out);
	return OK;
}

/* ---- Checked */

static bool hook_knows(str event)
{
	if (str_eq(event, STR("*")) || json_choice_has(hook_types, event))
		return true;
	/* "message.*": some type begins so. */
	if (event.n < 3 || !str_ends(event, STR(".*")))
		return false;
	str rest = str_z(hook_types), type, kind = str_upto(event, event.n - 1);
	while (str_next(&rest, '|', &type))
		if (str_starts(type, kind))
			return true;
	return false;
}

static str hook_events_json(struct arena *a, const struct json_strs *events, struct field_errors *errors)
{
	struct buf BUF_AUTO out;
	struct json_writer w;
	buf_init(&out, 16384);
	json_writer_init(&w, &out);
	json_begin_arr(&w);
	for (size_t i = 0; i < events->n; i++) {
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again |= str_eq(events->v[k], events->v[i]);
		if (!hook_knows(events->v[i]))
			field_error_add(errors, arena_printf(a, "events[%zu]", i),
					arena_printf(a,
						     "\"%.*s\" is no event: take one of %s, or a kind of them "
						     "(message.*), or * for all",
						     STR_FMT(str_upto(events->v[i], 60)), hook_types));
		else if (!again)
			json_put_str(&w, events->v[i]);
	}
	json_end_arr(&w);
	return arena_dup(a, buf_str(&out));
}

static void hook_check_url(const struct app *app, str s, struct field_errors *errors)
{
	struct url u;
	if (str_empty(s)) {
		field_error_addf(errors, "url", "is required: where the calls go");
	} else if (s.n > HOOK_URL_MAX || !one_line(s)) {
		field_error_addf(errors, "url", "must be one line of at most %u bytes", HOOK_URL_MAX);
	} else {
		err e = url_parse(s, &u);
		if (err_is(e))
			field_error_addf(errors, "url", "must be an address that starts with https:// (%s)", e.why);
		else if (!app->config->allow_private_urls && !str_eq_nocase(u.scheme, STR("https")))
			field_error_addf(errors, "url",
					 "must start with https://: what is sent names people (the operator can allow "
					 "http with allow-private-urls)");
	}
}

static err hook_check(const struct app *app, struct arena *a, const struct hook_patch *in, struct field_errors *errors,
		      struct hook *h)
{
	if (in->url.given)
		h->url = str_absent(in->url.v) ? STR("") : str_trim(in->url.v);
	if (in->description.given)
		h->description = some_text(in->description.v);
	if (in->active.has)
		h->active = in->active.v;
	if (in->url.given || str_absent(h->url))
		hook_check_url(app, h->url, errors);
	if (h->description.n > HOOK_DESCRIPTION_MAX || !str_utf8_valid(h->description))
		field_error_addf(errors, "description", "must be at most %u bytes", HOOK_DESCRIPTION_MAX);
	if (in->events.given && in->events.n > EVENTS_MAX)
		field_error_addf(errors, "events", "must be at most %u", EVENTS_MAX);
	else if (in->events.given && in->events.n)
		h->events = hook_events_json(a, &in->events, errors);
	else if (in->events.given || str_absent(h->events))
		field_error_addf(errors, "events",
				 "is required: what it is told, such as [\"message.bounced\"], [\"contact.*\"] or "
				 "[\"*\"]");
	return field_errors_err(errors);
}

/* ---- Kept */

err hook_create(const struct app *app, tenant_db db, struct arena *a, const struct hook_patch *in,
		struct field_errors *errors, struct hook *out, str *secret)
{
	struct hook h = { .active = true };
	int64_t n = 0;
	TRY(hook_check(app, a, in, errors, &h));
	h.id = make_id(a);
	*secret = hook_secret_make(a);
	struct q_hook_insert_in row = { .id = h.id,
					.url = h.url,
					.description = h.description,
					.events = h.events,
					.secret_sealed = token_seal(a, app->keys, hook_seal_context(a, h.id), *secret),
					.active = h.active,
					.now = clock_now(),
					.most = HOOKS_MAX };
	TRY(q_hook_insert(db, a, &row, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, "there are 20 webhooks already: delete one first");
	return hook_get(db, a, h.id, out);
}

err hook_update(const struct app *app, tenant_db db, struct arena *a, str id, const struct hook_patch *in,
		struct field_errors *errors, struct hook *out)
{
	struct hook h;
	int64_t n = 0;
	TRY(hook_get(db, a, id, &h));
	if (in->version.has && in->version.v != h.version)
		return err_make(ERR_STALE, "somebody else changed it; read it again, then write with its version");
	bool was = h.active;
	TRY(hook_check(app, a, in, errors, &h));
	struct q_hook_update_in row = { .id = id,
					.url = h.url,
					.description = h.description,
					.events = h.events,
					.active = h.active,
					.afresh = h.active && (!was || in->url.given),
					.now = clock_now(),
					.revision = h.version };
	TRY(q_hook_update(db, a, &row, &n));
	if (n == 0)
		return err_make(ERR_STALE, "somebody else changed it; read it again, then write with its version");
	return hook_get(db, a, id, out);
}

err hook_delete(tenant_db db, struct arena *a, str id)
{
	int64_t n = 0;
	TRY(q_hook_drop(db, a, &(struct q_hook_drop_in){ .id = id }, &n));
	return n ? OK : hook_missing(err_make(ERR_NOT_FOUND, ""));
}

err hook_secret(const struct app *app, tenant_db db, struct arena *a, str id, str *secret)
{
	struct q_hook_secret_row r;
	TRY(hook_missing(q_hook_secret(db, a, &(struct q_hook_secret_in){ .id = id }, &r)));
	return token_open(a, app->keys, hook_seal_context(a, id), r.secret_sealed, secret, NULL);
}

err hook_rotate(const struct app *app, tenant_db db, struct arena *a, str id, int64_t overlap,
		struct field_errors *errors, struct hook *out, str *secret)
{
	int64_t n = 0, now = clock_now();
	if (overlap < 0 || overlap > OVERLAP_HOURS_MAX)
		field_error_addf(errors, "overlapHours", "must be between 0 and %d hours", OVERLAP_HOURS_MAX);
	TRY(field_errors_err(errors));
	*secret = hook_secret_make(a);
	struct q_hook_rotate_in row = { .id = id, .now = now };
	row.secret_sealed = token_seal(a, app->keys, hook_seal_context(a, id), *secret);
	if (overlap)
		row.until = SOME_I64(now + overlap * US_PER_HOUR);
	TRY(q_hook_rotate(db, a, &row, &n));
	return n ? hook_get(db, a, id, out) : hook_missing(err_make(ERR_NOT_FOUND, ""));
}

void hook_write(struct json_writer *w, const struct hook *h, const str *secret)
{
	json_begin_obj(w);
	json_kv_str(w, "id", h->id);
	json_kv_str(w, "url", h->url);
	json_kv_str(w, "description", h->description);
	json_kv_raw(w, "events", h->events);
	json_kv_bool(w, "active", h->active);
	json_kv_str(w, "pausedReason", h->paused_reason);
	json_kv_i64(w, "failures", h->failures);
	json_kv_opt_time(w, "failingSince", h->failing_since);
	json_kv_opt_time(w, "nextAt", h->next_at);
	json_kv_opt_time(w, "lastAt", h->last_at);
	json_kv_str(w, "lastError", h->last_error);
	json_kv_i64(w, "waiting", h->waiting);
	json_kv_opt_time(w, "oldSecretUntil", h->old_until);
	json_kv_i64(w, "version", h->version);
	json_kv_time(w, "createdAt", h->created_at);
	json_kv_time(w, "updatedAt", h->updated_at);
	if (secret)
		json_kv_str(w, "secret", *secret);
	json_end_obj(w);
}

/* ---- What was sent */

err hook_log(tenant_db db, struct arena *a, str id, const struct hook_log_in *in, struct hook_delivery **out, size_t *n)
{
	struct hook h;
	struct q_hook_deliveries_rows rows;
	struct q_hook_deliveries_in q = { .id = id,
					  .before = in->before.has ? in->before.v : INT64_MAX,
					  .status = in->status,
					  .type = in->type,
					  .limit = in->limit };
	TRY(hook_get(db, a, id, &h));
	TRY(q_hook_deliveries(db, a, &q, &rows));
	*out = arena_array(a, struct hook_delivery, rows.n + 1);
	*n = rows.n;
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_hook_deliveries_row *r = &rows.v[i];
		(*out)[i] = (struct hook_delivery){ .id = r->id,
						    .event_id = r->event_id,
						    .type = r->type,
						    .contact_id = r->contact_id,
						    .status = r->status,
						    .at = r->at,
						    .attempts = r->attempts,
						    .due_at = r->due_at,
						    .answered_at = r->answered_at,
						    .answer = r->answer,
						    .took = r->took,
						    .error = r->error };
	}
	return OK;
}

err hook_delivery_get(tenant_db db, struct arena *a, str hook_id, int64_t id, struct hook_delivery *out)
{
	struct q_hook_delivery_row r;
	err e = q_hook_delivery(db, a, &(struct q_hook_delivery_in){ .hook_id = hook_id, .id = id }, &r);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, "there is no such delivery; they are kept for 30 days");
	TRY(e);
	*out = (struct hook_delivery){ .id = r.id,
				       .event_id = r.event_id,
				       .type = r.type,
				       .contact_id = r.contact_id,
				       .status = r.status,
				       .at = r.at,
				       .attempts = r.attempts,
				       .due_at = r.due_at,
				       .answered_at = r.answered_at,
				       .answer = r.answer,
				       .took = r.took,
				       .error = r.error,
				       .body = r.body };
	return OK;
}

void hook_delivery_write(struct json_writer *w, const struct hook_delivery *d)
{
	bool waits = str_eq(d->status, STR("pending"));
	json_begin_obj(w);
	json_kv_i64(w, "id", d->id);
	json_kv_str(w, "eventId", d->event_id);
	json_kv_str(w, "type", d->type);
	json_kv_time(w, "at", d->at);
	json_kv_str(w, "contactId", d->contact_id);
	json_kv_str(w, "status", d->status);
	json_kv_i64(w, "attempts", d->attempts);
	if (waits)
		json_kv_time(w, "nextAt", d->due_at);
	else
		json_kv_null(w, "nextAt");
	json_kv_opt_time(w, "answeredAt", d->answered_at);
	json_kv_opt_i64(w, "answer", d->answer);
	json_kv_str(w, "error", d->error);
	json_kv_opt_i64(w, "took", d->took);
	if (!str_absent(d->body))
		json_kv_raw(w, "body", d->body);
	json_end_obj(w);
}

err hook_test(tenant_db db, struct arena *a, str id, struct hook_delivery *out)
{
	struct q_hook_test_row r;
	char made[CUID_LEN + 1];
	int64_t now = clock_now();
	cuid_make(now, made);
	struct q_hook_test_in in = { .id = id, .event_id = arena_printf(a, "evt_%s", made), .now = now };
	TRY(hook_missing(q_hook_test(db, a, &in, &r)));
	TRY(q_hook_wake(db, a, &(struct q_hook_wake_in){ .id = id }, NULL));
	return hook_delivery_get(db, a, id, r.id, out);
}

err hook_replay(tenant_db db, struct arena *a, str id, int64_t since, int64_t until, str status, int64_t *n)
{
	struct q_hook_replay_in in = {
		.id = id, .now = clock_now(), .since = since, .until = until, .status = status, .most = HOOK_REPLAY_MAX
	};
	TRY(q_hook_replay(db, a, &in, n));
	return q_hook_wake(db, a, &(struct q_hook_wake_in){ .id = id }, NULL);
}
