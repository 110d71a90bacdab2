/* Idempotency-Key: the first request with a key runs; the same again gets the first one's answer; the same while the
 * first still runs gets 409; another request with the same key 422. Only answers of success are kept: after a failure
 * the key is free again. One whose commit is uncertain keeps the key until it is stale. */
#include "api/api_int.h"
#include "base/log.h"
#include "base/time.h"
#include "db/gen/account_q.h"
#include "os/clock.h"
#include "wire/token.h"

#define KEY_MAX 200u
#define STALE (2 * US_PER_MIN) /* longer than any request runs */

static str idempotency_hash_request(struct api_call *call)
{
	struct buf BUF_AUTO b;
	buf_init(&b, HTTP_BODY_MAX + HTTP_URL_MAX + 1024);
	buf_addf(&b, "%s %.*s?%.*s\n%llu\n", http_method_name(http_method(call->req)), STR_FMT(http_path(call->req)),
		 STR_FMT(http_query(call->req)), (unsigned long long)http_body_size(call->req));
	buf_add(&b, http_body(call->req));
	char hash[TOKEN_HASH_LEN + 1];
	token_hash(buf_str(&b), hash);
	return arena_dup(call->arena, str_z(hash));
}

err idempotency_begin(struct api_call *call, tenant_db db, struct idempotency_slot *slot, enum idempotency *what)
{
	*what = IDEMPOTENCY_RUN;
	slot->active = false;
	slot->key = http_header(call->req, "Idempotency-Key");
	if (str_absent(slot->key) || !(call->route->flags & ROUTE_IDEMPOTENT))
		return OK;
	if (slot->key.n == 0 || slot->key.n > KEY_MAX || !str_utf8_valid(slot->key))
		return api_invalid(call, "Idempotency-Key", "must be 1 to 200 bytes of text");
	int64_t now = clock_now();
	struct q_idempotency_begin_in in = {
		.key = slot->key, .request_hash = idempotency_hash_request(call), .now = now, .stale = now - STALE
	};
	struct q_idempotency_begin_row row;
	TRY(q_idempotency_begin(db, call->arena, &in, &row));
	if (row.fresh) {
		slot->active = true;
		return OK;
	}
	if (!str_absent(row.request_hash) && !str_eq(row.request_hash, in.request_hash))
		return api_invalid(call, "Idempotency-Key", "was used for another request");
	if (!row.status.has)
		return err_make(ERR_CONFLICT, "a request with this Idempotency-Key is still running");
	http_answer_header(call->req, "Idempotent-Replayed", STR("true"));
	http_answer_header(call->req, "Cache-Control", STR("no-store"));
	http_reply(call->req, (int)row.status.v, "application/json; charset=utf-8", row.response);
	*what = IDEMPOTENCY_ANSWERED;
	return OK;
}

void idempotency_end(struct api_call *call, tenant_db db, struct idempotency_slot *slot, err outcome, str body)
{
	if (!slot->active || outcome.code == ERR_UNCERTAIN)
		return;
	err e;
	if (err_is(outcome)) {
		struct q_idempotency_drop_in in = { .key = slot->key };
		e = q_idempotency_drop(db, call->arena, &in, NULL);
	} else {
		struct q_idempotency_finish_in in = { .key = slot->key, .status = call->status, .response = body };
		e = q_idempotency_finish(db, call->arena, &in, NULL);
	}
	if (err_is(e)) /* the work is done and answered; a retry within STALE gets 409 instead of the answer */
		log_warn("api.idempotency", "an answer could not be kept: %s", e.why);
}
