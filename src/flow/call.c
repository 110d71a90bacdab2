/* Webhooks of sequences: called by threads of their own, after the batch that began them is committed. What is told is
 * signed; an answer of 2xx, or giving up, lets the enrolment go on; in between it is tried again with growing pauses. A
 * caller that dies leaves its enrolment begun: the engine comes back to it after CALL_SAFETY, and the receiver knows
 * the repetition by its id. */
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "core/sequence/enrollment.h"
#include "flow/flow_int.h"
#include "http/fetch.h"
#include "os/clock.h"
#include "wire/cuid.h"
#include "wire/json_write.h"
#include "wire/token.h"
#include <stdio.h>
#include <stdlib.h>

#define CALLERS 2u
#define CALLS_WAITING_MAX 256u
#define CALL_US (20 * US_PER_S)
#define CALL_ATTEMPTS 8
#define ANSWER_MAX (64u << 10)

struct call {
	struct call *next;
	str enrollment, step, url; /* behind it */
};

struct calls {
	const struct app *app;
	pthread_t threads[CALLERS];
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct call *first, **tail;
	size_t waiting;
	_Atomic bool stopping;
};

static str call_copy(char **at, str s)
{
	char *p = *at;
	memcpy(p, s.p, s.n);
	*at += s.n;
	return str_of(p, s.n);
}

bool calls_put(struct calls *c, str enrollment_id, str step_id, str url)
{
	pthread_mutex_lock(&c->lock);
	bool room = c->waiting < CALLS_WAITING_MAX;
	if (room) {
		struct call *k = malloc(sizeof(*k) + enrollment_id.n + step_id.n + url.n);
		if (!k)
			abort();
		char *at = (char *)(k + 1);
		*k = (struct call){ .enrollment = call_copy(&at, enrollment_id),
				    .step = call_copy(&at, step_id),
				    .url = call_copy(&at, url) };
		*c->tail = k;
		c->tail = &k->next;
		c->waiting++;
		pthread_cond_signal(&c->wake);
	}
	pthread_mutex_unlock(&c->lock);
	return room;
}

/* Waits at 1, 5, 30 minutes, 2, 6, 12 hours. */
static int64_t call_pause_after(int64_t attempts)
{
	static const int64_t minutes[] = { 1, 5, 30, 120, 360, 720 };
	int64_t n = sizeof(minutes) / sizeof(*minutes);
	return minutes[i64_min(attempts, n) - 1] * 60 * US_PER_S;
}

static str call_body_of(struct arena *a, const struct q_flow_call_of_row *r, str step, str id)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, 1u << 20);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_kv_str(&j, "id", id);
	json_kv_str(&j, "type", STR("sequence.step"));
	json_kv_time(&j, "at", clock_now());
	json_key(&j, "sequence");
	json_begin_obj(&j);
	json_kv_str(&j, "id", r->sequence_id);
	json_kv_str(&j, "name", r->sequence_name);
	json_end_obj(&j);
	json_kv_str(&j, "stepId", step);
	json_key(&j, "enrollment");
	json_begin_obj(&j);
	json_kv_str(&j, "id", r->id);
	json_kv_i64(&j, "run", r->run);
	json_kv_time(&j, "enrolledAt", r->enrolled_at);
	json_end_obj(&j);
	json_key(&j, "contact");
	json_begin_obj(&j);
	json_kv_str(&j, "id", r->contact_id);
	json_kv_str(&j, "email", r->email);
	json_kv_str(&j, "firstName", r->first_name);
	json_kv_str(&j, "lastName", r->last_name);
	json_kv_raw(&j, "tags", r->tags);
	json_kv_raw(&j, "variables", r->variables);
	json_end_obj(&j);
	json_end_obj(&j);
	return arena_dup(a, buf_str(&out));
}

static str call_signature(struct arena *a, const struct app *app, str user_id, str body)
{
	unsigned char mac[TOKEN_HMAC_BYTES];
	char hex[2 * TOKEN_HMAC_BYTES];
	long long at = (long long)(clock_now() / US_PER_S);
	str signed_text = arena_printf(a, "%lld.%.*s", at, STR_FMT(body));
	token_hmac(enrollment_webhook_secret(a, app->keys, user_id), signed_text, mac);
	token_hex(mac, sizeof(mac), hex);
	return arena_printf(a, "t=%lld,v1=%.*s", at, (int)sizeof(hex), hex);
}

static str call_called(struct arena *a, bool ok, int status, err e, int64_t attempts)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, 8192);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_kv_bool(&j, "ok", ok);
	if (status)
		json_kv_i64(&j, "status", status);
	else
		json_kv_str(&j, "error", str_upto(str_z(e.why), 500));
	json_kv_i64(&j, "attempts", attempts);
	json_end_obj(&j);
	return arena_dup(a, buf_str(&out));
}

static err call_done(const struct app *app, struct arena *a, const struct call *k, const struct q_flow_call_of_row *r,
		     str detail)
{
	struct system_tx SYSTEM_TX_AUTO tx;
	struct q_flow_call_done_row row;
	int64_t now = clock_now(), run = r->run;
	char id[CUID_LEN + 1];
	str kind = STR("called"), trace_id = str_of(id, CUID_LEN);
	cuid_make(now, id);
	TRY(system_begin(app_system(app), &tx));
	TRY(q_flow_call_done(
		tx.db, a, &(struct q_flow_call_done_in){ .id = r->id, .step = k->step, .run = run, .now = now }, &row));
	struct q_flow_trace_in in = { .ids = { &trace_id, 1 },
				      .enrollments = { &r->id, 1 },
				      .users = { &r->user_id, 1 },
				      .sequences = { &r->sequence_id, 1 },
				      .runs = { &run, 1 },
				      .steps = { &k->step, 1 },
				      .at = { &now, 1 },
				      .kinds = { &kind, 1 },
				      .details = { &detail, 1 } };
	TRY(q_flow_trace(tx.db, a, &in, NULL));
	return system_commit(&tx);
}

static bool call_final(int status)
{
	return status >= 200 && status < 500 && status != 408 && status != 425 && status != 429;
}

static err call_perform(struct calls *c, const struct call *k)
{
	struct arena ARENA_AUTO a = {};
	struct q_flow_call_of_row r;
	struct fetch_answer answer = { .retry_after = -1 };
	TRY(q_flow_call_of(app_system(c->app), &a, &(struct q_flow_call_of_in){ .id = k->enrollment, .step = k->step },
			   &r));
	str id = arena_printf(&a, "%.*s:%.*s:%lld", STR_FMT(r.id), STR_FMT(k->step), (long long)r.run);
	str body = call_body_of(&a, &r, k->step, id);
	const struct fetch_header headers[] = { { "Loumass-Signature", call_signature(&a, c->app, r.user_id, body) },
						{ "Idempotency-Key", id },
						{ "User-Agent", STR("loumass") } };
	struct fetch_request rq = { .method = "POST",
				    .url = k->url,
				    .headers = headers,
				    .n_headers = sizeof(headers) / sizeof(*headers),
				    .body = body,
				    .body_type = "application/json",
				    .total_us = CALL_US,
				    .answer_max = ANSWER_MAX,
				    .allow_http = c->app->config->allow_private_urls,
				    .allow_private = c->app->config->allow_private_urls,
				    .stop = &c->stopping };
	err e = fetch(&a, &rq, &answer);
	if (atomic_load(&c->stopping))
		return OK; /* whoever comes next does it again */
	bool answered = !err_is(e) || e.code == ERR_LIMIT;
	bool ok = answered && answer.status >= 200 && answer.status < 300;
	int64_t attempts = r.attempts + 1;
	bool over = answered ? call_final(answer.status) : e.code == ERR_INVALID || e.code == ERR_FORBIDDEN;
	if (over || attempts >= CALL_ATTEMPTS)
		return call_done(c->app, &a, k, &r, call_called(&a, ok, answer.status, e, attempts));
	int64_t wait = i64_max(call_pause_after(attempts), i64_min(answer.retry_after, 86400) * US_PER_S);
	struct q_flow_call_later_in later = { .id = r.id, .at = clock_now() + wait, .attempts = attempts };
	return q_flow_call_later(app_system(c->app), &a, &later, NULL);
}

static struct call *call_next(struct calls *c)
{
	pthread_mutex_lock(&c->lock);
	while (!c->first && !atomic_load(&c->stopping))
		pthread_cond_wait(&c->wake, &c->lock);
	struct call *k = c->first;
	if (k) {
		c->first = k->next;
		if (!c->first)
			c->tail = &c->first;
		c->waiting--;
	}
	pthread_mutex_unlock(&c->lock);
	return k;
}

static void *call_run(void *arg)
{
	struct calls *c = arg;
	for (struct call *k; (k = call_next(c)) != NULL; free(k)) {
		if (atomic_load(&c->stopping))
			continue;
		err e = call_perform(c, k);
		if (err_is(e) && e.code != ERR_NOT_FOUND && e.code != ERR_UNAVAILABLE)
			log_warn("flow.webhook", "a webhook waits: %s (%s)", e.why, err_name(e.code));
	}
	return NULL;
}

err calls_start(const struct app *app, struct calls **out)
{
	struct calls *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->app = app;
	c->tail = &c->first;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->wake, NULL);
	for (unsigned i = 0; i < CALLERS; i++)
		if (pthread_create(&c->threads[i], NULL, call_run, c) != 0) {
			fputs("loumass: no thread can be started\n", stderr);
			abort();
		}
	*out = c;
	return OK;
}

void calls_stop(struct calls *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	atomic_store(&c->stopping, true);
	pthread_cond_broadcast(&c->wake);
	pthread_mutex_unlock(&c->lock);
	for (unsigned i = 0; i < CALLERS; i++)
		pthread_join(c->threads[i], NULL);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->wake);
	free(c);
}
