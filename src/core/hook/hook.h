/* Webhooks: addresses of other programs that are told what happens (docs/webhooks.md). What happened is written by triggers, in
 * the transaction that did it; src/hook makes the calls. Signed as Standard Webhooks says
 * (https://github.com/standard-webhooks/standard-webhooks). */
#pragma once
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_body.h"
#include "wire/json_write.h"

#define HOOKS_MAX 20
#define HOOK_URL_MAX 2000u
#define HOOK_DESCRIPTION_MAX 500u
#define HOOK_REPLAY_MAX 10000
/* "message.sent|message.opened|…": every type there is, but "test". */
extern const char *const hook_types;

struct hook {
	str id, url, description, events; /* events: a JSON array of types, "message.*" or "*" */
	bool active;
	str paused_reason; /* why we paused it; absent: its owner did, or it is active */
	int64_t failures;  /* in a row */
	struct opt_i64 failing_since, next_at, last_at, old_until;
	str last_error;	 /* absent: the last call was taken */
	int64_t waiting; /* deliveries; at most 10,001 */
	int64_t version, created_at, updated_at;
};

struct hook_patch {
	struct json_opt_str url, description;
	struct json_strs events;
	struct opt_bool active;
	struct opt_i64 version;
};

err hook_list(tenant_db db, struct arena *a, struct hook **out, size_t *n);
err hook_get(tenant_db db, struct arena *a, str id, struct hook *out); /* ERR_NOT_FOUND */
/* secret: "whsec_…". ERR_INVALID with errors; ERR_CONFLICT: there are HOOKS_MAX. */
err hook_create(const struct app *app, tenant_db db, struct arena *a, const struct hook_patch *in,
		struct field_errors *errors, struct hook *out, str *secret);
/* What is not given stays. Made active, it starts afresh. ERR_STALE: it has another version by now. */
err hook_update(const struct app *app, tenant_db db, struct arena *a, str id, const struct hook_patch *in,
		struct field_errors *errors, struct hook *out);
err hook_delete(tenant_db db, struct arena *a, str id); /* ERR_NOT_FOUND */
err hook_secret(const struct app *app, tenant_db db, struct arena *a, str id, str *secret);
/* overlap: hours (0 to 168) in which calls are signed with the old secret, too. */
err hook_rotate(const struct app *app, tenant_db db, struct arena *a, str id, int64_t overlap,
		struct field_errors *errors, struct hook *out, str *secret);
void hook_write(struct json_writer *w, const struct hook *h, const str *secret); /* secret NULL: not shown */

/* ---- What was sent */

struct hook_delivery {
	int64_t id;
	str event_id, type, contact_id, status; /* status: pending, delivered, failed */
	int64_t at, attempts, due_at;
	struct opt_i64 answered_at, answer, took; /* answer: HTTP status; took: ms */
	str error, body;			  /* body: only of hook_delivery_get */
};
struct hook_log_in {
	struct opt_i64 before; /* id */
	str status, type;      /* absent: any */
	int64_t limit;
};
err hook_log(tenant_db db, struct arena *a, str id, const struct hook_log_in *in, struct hook_delivery **out,
	     size_t *n);
err hook_delivery_get(tenant_db db, struct arena *a, str hook_id, int64_t id, struct hook_delivery *out);
void hook_delivery_write(struct json_writer *w, const struct hook_delivery *d);
/* An event of type "test" for this webhook alone. */
err hook_test(tenant_db db, struct arena *a, str id, struct hook_delivery *out);
/* Deliveries between two times, once more, with the same ids: HOOK_REPLAY_MAX at most. status: "failed", "delivered"; absent: both. */
err hook_replay(tenant_db db, struct arena *a, str id, int64_t since, int64_t until, str status, int64_t *n);

/* ---- hook_sign.c: pure */

#define HOOK_SECRET_PREFIX "whsec_"
str hook_secret_make(struct arena *a);
/* "v1,<base64>": HMAC-SHA256 of "id.seconds.body" by the secret's bytes. ERR_INVALID: it is no such secret. */
err hook_sign(struct arena *a, str secret, str id, int64_t seconds, str body, str *out);
/* How long to wait behind so many tries in vain (1 or more), µs; false: it was tried often enough, for three days. */
bool hook_pause_after(int64_t attempts, int64_t *out);
str hook_seal_context(struct arena *a, str id);
