/* Callers: threads that take a webhook with something due, call it some times in order, and write what became of that. A
 * webhook is in one hand at a time, by a lease; a caller that dies leaves it to the next one a minute later, and what had
 * been taken is told again with the same id. Half of the threads leave slow webhooks to the other half. */
#include "hook/hooks.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "core/hook/hook.h"
#include "db/gen/sys_hook_q.h"
#include "http/fetch.h"
#include "os/clock.h"
#include "wire/token.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define HOOKS_CALLERS 6u
#define HOOKS_TURN 100 /* calls of a turn */
#define HOOKS_TURN_US (10 * US_PER_S)
#define HOOKS_CALL_US (15 * US_PER_S)
#define HOOKS_SLOW_US US_PER_S
#define HOOKS_ANSWER_MAX (64u << 10)
#define HOOKS_IN_A_ROW 3		/* failures that end a turn */
#define HOOKS_IDLE_US (400 * US_PER_MS) /* one thread looks so often, and wakes the others */
#define HOOKS_ASLEEP_US (3 * US_PER_S)
#define HOOKS_TROUBLE_US (2 * US_PER_S)
#define HOOKS_SWEEP_US US_PER_HOUR
#define HOOKS_FAILING_US (72 * US_PER_HOUR) /* then it is paused */

struct hooks {
	const struct app *app;
	pthread_t threads[HOOKS_CALLERS];
	pthread_mutex_t lock;
	pthread_cond_t wake;
	unsigned started;
	int64_t swept;
	_Atomic bool stopping;
};

/* What a turn has done so far. */
struct hooks_turn {
	const struct q_hook_claim_row *hook;
	str secret, old_secret; /* old: absent when it counts no longer */
	size_t n, in_a_row;
	int64_t *ids, *dues, *ats, *answers, *tooks;
	str *statuses, *errors, *failed_keys;
	size_t n_failed;
	int64_t took; /* all calls, µs */
	bool gone;    /* the receiver says that it is no more */
	str last_error;
};

static void hooks_sleep(struct hooks *h, int64_t us)
{
	struct timespec until;
	pthread_mutex_lock(&h->lock);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += us / US_PER_S;
	until.tv_nsec += us % US_PER_S * 1000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	if (!atomic_load(&h->stopping))
		pthread_cond_timedwait(&h->wake, &h->lock, &until);
	pthread_mutex_unlock(&h->lock);
}

static void hooks_wake(struct hooks *h)
{
	pthread_mutex_lock(&h->lock);
	pthread_cond_broadcast(&h->wake);
	pthread_mutex_unlock(&h->lock);
}

static err hooks_signatures(struct arena *a, const struct hooks_turn *t, str id, int64_t seconds, str body, str *out)
{
	str second;
	TRY(hook_sign(a, t->secret, id, seconds, body, out));
	if (str_absent(t->old_secret))
		return OK;
	TRY(hook_sign(a, t->old_secret, id, seconds, body, &second));
	*out = arena_printf(a, "%.*s %.*s", STR_FMT(*out), STR_FMT(second));
	return OK;
}

static err hooks_call(struct hooks *h, struct arena *a, const struct hooks_turn *t, const struct q_hook_due_row *d,
		      struct fetch_answer *answer)
{
	int64_t seconds = clock_now() / US_PER_S;
	str signatures;
	TRY(hooks_signatures(a, t, d->event_id, seconds, d->body, &signatures));
	const struct fetch_header headers[] = {
		{ "webhook-id", d->event_id },
		{ "webhook-timestamp", arena_printf(a, "%lld", (long long)seconds) },
		{ "webhook-signature", signatures },
		{ "User-Agent", STR("loumass") },
	};
	struct fetch_request rq = { .method = "POST",
				    .url = t->hook->url,
				    .headers = headers,
				    .n_headers = sizeof(headers) / sizeof(*headers),
				    .body = d->body,
				    .body_type = "application/json",
				    .total_us = HOOKS_CALL_US,
				    .answer_max = HOOKS_ANSWER_MAX,
				    .allow_http = h->app->config->allow_private_urls,
				    .allow_private = h->app->config->allow_private_urls,
				    .stop = &h->stopping };
	err e = fetch(a, &rq, answer);
	return e.code == ERR_LIMIT ? OK : e; /* a long answer is an answer */
}

static bool hooks_key_failed(const struct hooks_turn *t, str key)
{
	for (size_t i = 0; i < t->n_failed; i++)
		if (str_eq(t->failed_keys[i], key))
			return true;
	return false;
}

/* What becomes of this one: over, or again later. */
static void hooks_note(struct hooks_turn *t, struct arena *a, const struct q_hook_due_row *d, err e,
		       const struct fetch_answer *answer, int64_t took)
{
	int64_t now = clock_now(), pause = 0;
	bool ok = !err_is(e) && answer->status >= 200 && answer->status < 300;
	bool again = !ok && hook_pause_after(d->attempts + 1, &pause);
	size_t i = t->n++;
	str error = STR("");
	if (err_is(e))
		error = str_upto(arena_dup(a, str_z(e.why)), 500);
	else if (!ok)
		error = arena_printf(a, "it answered %d", answer->status);
	if (again)
		pause = i64_max(pause, i64_min(answer->retry_after, 86400) * US_PER_S);
	t->ids[i] = d->id;
	t->statuses[i] = ok ? STR("delivered") : again ? STR("pending") : STR("failed");
	t->dues[i] = now + pause;
	t->ats[i] = now;
	t->answers[i] = err_is(e) ? 0 : answer->status;
	t->errors[i] = error;
	t->tooks[i] = took / US_PER_MS;
	t->took += took;
	t->in_a_row = ok ? 0 : t->in_a_row + 1;
	t->last_error = ok ? STR_NULL : error;
	t->gone |= answer->status == 410;
	if (again)
		t->failed_keys[t->n_failed++] = d->key;
}

static err hooks_write(struct hooks *h, struct arena *a, const struct hooks_turn *t, bool any_taken)
{
	int64_t now = clock_now(), pause = 0;
	bool failing = t->in_a_row > 0;
	int64_t failures = failing ? (any_taken ? 0 : t->hook->failures) + (int64_t)t->in_a_row : 0;
	struct opt_i64 since = {};
	if (failing)
		since = any_taken || !t->hook->failing_since.has ? SOME_I64(now) : t->hook->failing_since;
	struct q_hook_answered_in in = { .ids = { t->ids, t->n },
					 .statuses = { t->statuses, t->n },
					 .dues = { t->dues, t->n },
					 .ats = { t->ats, t->n },
					 .answers = { t->answers, t->n },
					 .errors = { t->errors, t->n },
					 .tooks = { t->tooks, t->n } };
	struct q_hook_put_back_in back = { .id = t->hook->id,
					   .failures = failures,
					   .failing_since = since,
					   .slow = failing || (t->n && t->took / (int64_t)t->n > HOOKS_SLOW_US),
					   .now = now,
					   .last_error = t->last_error };
	if (t->in_a_row >= HOOKS_IN_A_ROW && hook_pause_after(failures / HOOKS_IN_A_ROW, &pause))
		back.next_at = SOME_I64(now + pause);
	else if (t->in_a_row >= HOOKS_IN_A_ROW)
		back.next_at = SOME_I64(now + US_PER_DAY);
	if (t->gone)
		back.gone = STR("The receiver answered 410: it wants no more calls.");
	else if (since.has && now - since.v > HOOKS_FAILING_US)
		back.gone = arena_printf(a, "No call was taken for three days: %.*s", STR_FMT(t->last_error));
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(app_system(h->app), &tx));
	if (t->n)
		TRY(q_hook_answered(tx.db, a, &in, NULL));
	TRY(q_hook_put_back(tx.db, a, &back, NULL));
	return system_commit(&tx);
}

static err hooks_secrets(struct hooks *h, struct arena *a, struct hooks_turn *t)
{
	const struct q_hook_claim_row *k = t->hook;
	str context = hook_seal_context(a, k->id);
	TRY(token_open(a, h->app->keys, context, k->secret_sealed, &t->secret, NULL));
	if (!str_absent(k->old_secret_sealed) && k->old_until.has && k->old_until.v > clock_now())
		TRY(token_open(a, h->app->keys, context, k->old_secret_sealed, &t->old_secret, NULL));
	return OK;
}

static void hooks_turn_room(struct hooks_turn *t, struct arena *a, size_t n)
{
	t->ids = arena_array(a, int64_t, n + 1);
	t->dues = arena_array(a, int64_t, n + 1);
	t->ats = arena_array(a, int64_t, n + 1);
	t->answers = arena_array(a, int64_t, n + 1);
	t->tooks = arena_array(a, int64_t, n + 1);
	t->statuses = arena_array(a, str, n + 1);
	t->errors = arena_array(a, str, n + 1);
	t->failed_keys = arena_array(a, str, n + 1);
}

static err hooks_claim(struct hooks *h, struct arena *a, bool quick, struct q_hook_claim_row *out)
{
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(app_system(h->app), &tx));
	TRY(q_hook_turn(tx.db, a, NULL));
	TRY(q_hook_claim(tx.db, a, &(struct q_hook_claim_in){ .now = clock_now(), .quick = quick }, out));
	return system_commit(&tx);
}

/* ERR_NOT_FOUND: nothing is due. */
static err hooks_take_turn(struct hooks *h, bool quick)
{
	struct arena ARENA_AUTO a = {};
	struct q_hook_claim_row claimed;
	struct q_hook_due_rows due;
	bool any_taken = false;
	TRY(hooks_claim(h, &a, quick, &claimed));
	hooks_wake(h); /* there may be others */
	struct hooks_turn t = { .hook = &claimed, .old_secret = STR_NULL, .last_error = STR_NULL };
	TRY(hooks_secrets(h, &a, &t));
	struct q_hook_due_in in = { .hook_id = claimed.id, .now = clock_now(), .limit = HOOKS_TURN };
	TRY(q_hook_due(app_system(h->app), &a, &in, &due));
	hooks_turn_room(&t, &a, due.n);
	int64_t end = clock_mono() + HOOKS_TURN_US;
	for (size_t i = 0; i < due.n && !t.gone && t.in_a_row < HOOKS_IN_A_ROW && clock_mono() < end; i++) {
		struct arena ARENA_AUTO one = {};
		struct fetch_answer answer = { .retry_after = -1 };
		if (hooks_key_failed(&t, due.v[i].key))
			continue;
		int64_t began = clock_mono();
		err e = hooks_call(h, &one, &t, &due.v[i], &answer);
		if (atomic_load(&h->stopping) && err_is(e))
			break; /* whoever comes next does it again */
		hooks_note(&t, &a, &due.v[i], e, &answer, clock_mono() - began);
		any_taken |= t.in_a_row == 0;
	}
	return hooks_write(h, &a, &t, any_taken);
}

static void hooks_sweep(struct hooks *h)
{
	int64_t n = 1, now = clock_mono();
	pthread_mutex_lock(&h->lock);
	bool due = h->swept == 0 || now - h->swept > HOOKS_SWEEP_US;
	if (due)
		h->swept = now;
	pthread_mutex_unlock(&h->lock);
	while (due && n > 0 && !atomic_load(&h->stopping)) {
		struct arena ARENA_AUTO a = {};
		if (err_is(q_hook_sweep(app_system(h->app), &a, &(struct q_hook_sweep_in){ .now = clock_now() }, &n)))
			return;
	}
}

static void *hooks_run(void *arg)
{
	struct hooks *h = arg;
	pthread_mutex_lock(&h->lock);
	unsigned n = h->started++;
	pthread_mutex_unlock(&h->lock);
	bool quick = n % 2 == 0;
	while (!atomic_load(&h->stopping)) {
		err e = hooks_take_turn(h, quick);
		if (e.code == ERR_NOT_FOUND) {
			if (!quick)
				hooks_sweep(h);
			hooks_sleep(h, n == 0 ? HOOKS_IDLE_US : HOOKS_ASLEEP_US);
		} else if (err_is(e)) {
			if (e.code != ERR_UNAVAILABLE && e.code != ERR_AGAIN)
				log_warn("hook", "a webhook waits: %s (%s)", e.why, err_name(e.code));
			hooks_sleep(h, HOOKS_TROUBLE_US);
		}
	}
	return NULL;
}

static err hooks_start(const struct app *app, void **state)
{
	struct hooks *h = calloc(1, sizeof(*h));
	pthread_condattr_t attr;
	if (!h)
		abort();
	h->app = app;
	pthread_mutex_init(&h->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&h->wake, &attr);
	pthread_condattr_destroy(&attr);
	for (unsigned i = 0; i < HOOKS_CALLERS; i++)
		if (pthread_create(&h->threads[i], NULL, hooks_run, h) != 0) {
			fputs("loumass: no thread can be started\n", stderr);
			abort();
		}
	*state = h;
	return OK;
}

static void hooks_stop(void *state)
{
	struct hooks *h = state;
	pthread_mutex_lock(&h->lock);
	atomic_store(&h->stopping, true);
	pthread_cond_broadcast(&h->wake);
	pthread_mutex_unlock(&h->lock);
	for (unsigned i = 0; i < HOOKS_CALLERS; i++)
		pthread_join(h->threads[i], NULL);
	pthread_cond_destroy(&h->wake);
	pthread_mutex_destroy(&h->lock);
	free(h);
}

const struct service hook_service = { .name = "hook", .start = hooks_start, .stop = hooks_stop };
