/* The accountants' threads: each takes what the loop concluded of its batches, in order, and writes it to PostgreSQL,
 * up to ACCOUNT_MAX items a transaction. While the database is away they keep trying the same; nothing is dropped, and
 * the slots fill up, which stops the loop from starting more. */
#include "base/fault.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "db/gen/sys_send_q.h"
#include "os/clock.h"
#include "send/engine.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define GATHER_US (50 * US_PER_MS) /* wait this long for a fuller transaction */
#define SYNC_EVERY (200 * US_PER_MS)

struct outcome *outcome_new(void)
{
	struct outcome *o = calloc(1, sizeof(*o));
	if (!o)
		abort();
	return o;
}

void accountant_put(struct engine *e, struct outcome *o)
{
	struct accountant *k = &e->accountants[o->accountant];
	o->next = NULL;
	if (o->item.capture)
		atomic_fetch_add(&e->queued_bytes, o->item.capture->raw.n);
	pthread_mutex_lock(&k->lock);
	*k->queue_tail = o;
	k->queue_tail = &o->next;
	if (k->queued++ % 256 == 0 || o->ended || o->is_sender)
		pthread_cond_signal(&k->wake);
	pthread_mutex_unlock(&k->lock);
}

bool accountant_waits(struct engine *e, unsigned which, int64_t now)
{
	int64_t since = atomic_load_explicit(&e->accountants[which].writing_since, memory_order_relaxed);
	return since && now - since > UNHEARD_MAX;
}

static void accountant_timespec_in(struct timespec *ts, int64_t us)
{
	clock_gettime(CLOCK_MONOTONIC, ts);
	int64_t ns = ts->tv_nsec + us % US_PER_S * 1000;
	ts->tv_sec += us / US_PER_S + ns / 1000000000;
	ts->tv_nsec = ns % 1000000000;
}

/* Nothing more will be put. */
static bool accountant_over(const struct engine *e)
{
	return atomic_load(&e->stopping) && atomic_load(&e->loop_ended);
}

/* Up to ACCOUNT_MAX outcomes off the queue; waits for some. NULL: stopping, and there is nothing left. */
static struct outcome *accountant_gather(struct accountant *k, size_t *n)
{
	struct timespec until;
	pthread_mutex_lock(&k->lock);
	while (!k->queue && !accountant_over(k->e)) {
		accountant_timespec_in(&until, 100 * US_PER_MS);
		pthread_cond_timedwait(&k->wake, &k->lock, &until);
	}
	accountant_timespec_in(&until, GATHER_US);
	while (k->queue && k->queued < ACCOUNT_MAX && !atomic_load(&k->e->stopping))
		if (pthread_cond_timedwait(&k->wake, &k->lock, &until) == ETIMEDOUT)
			break;
	struct outcome *first = k->queue, **at = &k->queue;
	for (*n = 0; *at && *n < ACCOUNT_MAX; ++*n)
		at = &(*at)->next;
	k->queue = *at;
	*at = NULL;
	k->queued -= *n;
	if (!k->queue)
		k->queue_tail = &k->queue;
	pthread_mutex_unlock(&k->lock);
	return first;
}

/* Where a batch that is handed back goes on: at the smallest id that was not started. */
static str accountant_first_left(const struct batch *b)
{
	str first = b->cursor < b->n ? b->rows[b->cursor].id : STR_NULL;
	for (size_t i = 0; i < b->again_n; i++) {
		str id = b->rows[b->again[i]].id;
		if (str_absent(first) || str_cmp(id, first) < 0)
			first = id;
	}
	return first;
}

static struct settle_range accountant_range_of(const struct batch *b)
{
	str first = accountant_first_left(b);
	if (str_absent(first) && b->whole)
		return (struct settle_range){ .id = b->id, .done = true };
	/* Everything loaded is done, but the range goes on behind it. */
	if (str_absent(first))
		first = b->n ? b->rows[b->n - 1].id : STR("");
	return (struct settle_range){ .id = b->id, .first_id = first, .wait_seconds = b->wait_seconds };
}

/* A claim of retries that is handed back. */
static err accountant_release_retries(struct engine *e, struct arena *a, const struct batch *b)
{
	str *ids = arena_array(a, str, b->n + 1);
	size_t n = 0;
	for (size_t i = b->cursor; i < b->n; i++)
		ids[n++] = b->rows[i].id;
	for (size_t i = 0; i < b->again_n && n < b->n; i++)
		ids[n++] = b->rows[b->again[i]].id;
	if (n == 0)
		return OK;
	return q_send_release_retries(
		app_system(e->app), a,
		&(struct q_send_release_retries_in){ .me = slots_name(e->slots), .ids = { ids, n } }, NULL);
}

static err accountant_end_batch(struct engine *e, struct arena *a, struct batch *b)
{
	int64_t unused = b->granted - (int64_t)b->used;
	if (unused > 0)
		TRY(q_send_return(
			app_system(e->app), a,
			&(struct q_send_return_in){ .sender_id = b->sender_id, .n = unused, .minute = b->granted_at },
			NULL));
	b->granted = (int64_t)b->used; /* not twice, should this be called again */
	return str_absent(b->id) ? accountant_release_retries(e, a, b) : OK;
}

/* A domain refuses this sender because of the sender, or takes its mail again. */
static err accountant_tell_domain(system_db db, struct arena *a, const struct outcome *o)
{
	if (o->rest_seconds < 0)
		return q_send_refusal_drop(
			db, a, &(struct q_send_refusal_drop_in){ .id = o->sender_id, .domain = o->domain }, NULL);
	struct refusal r = refusal_of(o->why);
	struct q_send_refusal_put_in in = { .id = o->sender_id,
					    .domain = o->domain,
					    .cause = str_z(r.name),
					    .reason = str_z(r.reason),
					    .advice = str_z(r.advice),
					    .reply = o->item.text,
					    .seconds = o->rest_seconds };
	return q_send_refusal_put(db, a, &in, NULL);
}

static err accountant_tell_sender(struct engine *e, struct arena *a, const struct outcome *o)
{
	system_db db = app_system(e->app);
	if (!str_absent(o->domain))
		return accountant_tell_domain(db, a, o);
	if (o->rest_seconds < 0)
		return q_send_awake_sender(db, a, &(struct q_send_awake_sender_in){ .id = o->sender_id }, NULL);
	if (o->rest_seconds > 0)
		return q_send_rest_sender(db, a,
					  &(struct q_send_rest_sender_in){ .id = o->sender_id,
									   .seconds = o->rest_seconds,
									   .reason = o->item.text },
					  NULL);
	return q_send_pause_sender(
		db, a, &(struct q_send_pause_sender_in){ .id = o->sender_id, .reason = o->item.text }, NULL);
}

static err accountant_write_all(struct engine *e, struct arena *a, const struct outcome *list, size_t n)
{
	struct settle_item *items = arena_array(a, struct settle_item, n + 1);
	struct settle_range *ranges = arena_array(a, struct settle_range, n + 1);
	size_t n_items = 0, n_ranges = 0;
	for (const struct outcome *o = list; o; o = o->next) {
		if (o->ended && !str_absent(o->ended->id))
			ranges[n_ranges++] = accountant_range_of(o->ended);
		else if (!o->ended && !o->is_sender)
			items[n_items++] = o->item;
	}
	if (n_items + n_ranges > 0)
		TRY(settle_outcomes(app_system(e->app), a, &e->policy, items, n_items, ranges, n_ranges));
	for (const struct outcome *o = list; o; o = o->next) {
		if (o->is_sender)
			TRY(accountant_tell_sender(e, a, o));
		if (o->ended)
			TRY(accountant_end_batch(e, a, o->ended));
	}
	return OK;
}

static void accountant_forget_batch(struct engine *e, struct batch *b)
{
	pthread_mutex_lock(&e->hand_lock);
	for (struct batch **at = &e->hand; *at; at = &(*at)->next_hand)
		if (*at == b) {
			*at = b->next_hand;
			break;
		}
	e->hand_rows -= b->n;
	e->hand_bytes -= b->bytes;
	pthread_cond_signal(&e->feeder_wake);
	pthread_mutex_unlock(&e->hand_lock);
	batch_free(b);
}

/* What could not be written keeps its slots, for whoever comes next. */
static void accountant_release_all(struct engine *e, struct outcome *list, bool written)
{
	for (struct outcome *o = list, *next; o; o = next) {
		next = o->next;
		if (o->slot && written)
			slots_free(e->slots, o->slot);
		if (o->item.capture)
			atomic_fetch_sub(&e->queued_bytes, o->item.capture->raw.n);
		if (o->ended)
			accountant_forget_batch(e, o->ended);
		free(o->owned);
		free(o);
	}
}

/* True when written; false when stopping and the database is away: the slots keep it. */
static bool accountant_write_until_done(struct engine *e, const struct outcome *list, size_t n)
{
	int64_t wait = 50 * US_PER_MS, give_up = 0;
	for (;;) {
		struct arena ARENA_AUTO a = {};
		err why = accountant_write_all(e, &a, list, n);
		if (!err_is(why))
			return true;
		log_warn("send.account", "%zu outcomes wait: %s (%s)", n, why.why, err_name(why.code));
		if (accountant_over(e)) {
			give_up = give_up ? give_up : clock_mono() + 5 * US_PER_S;
			if (clock_mono() > give_up || atomic_load(&e->unwritten))
				return false;
		}
		clock_sleep(wait);
		wait = i64_min(wait * 2, US_PER_S);
	}
}

/* Whichever has something to write sees to it: with few batches some have nothing. */
static void accountant_sync(struct engine *e)
{
	int64_t now = clock_mono(), last = atomic_load(&e->synced);
	if (now - last <= SYNC_EVERY || !atomic_compare_exchange_strong(&e->synced, &last, now))
		return;
	if (err_is(slots_sync(e->slots)))
		log_error("send.slots", "the slots cannot be made durable");
}

static void *accountant_run(void *arg)
{
	struct accountant *k = arg;
	struct engine *e = k->e;
	size_t n;
	for (struct outcome *list; (list = accountant_gather(k, &n)) != NULL;) {
		accountant_sync(e);
		atomic_store(&k->writing_since, clock_mono());
		bool written = accountant_write_until_done(e, list, n);
		atomic_store(&k->writing_since, 0);
		if (!written)
			atomic_store(&e->unwritten, true);
		accountant_release_all(e, list, written);
	}
	return NULL;
}

void accountants_start(struct engine *e)
{
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	for (unsigned i = 0; i < ACCOUNTANTS; i++) {
		struct accountant *k = &e->accountants[i];
		k->e = e;
		k->queue_tail = &k->queue;
		pthread_mutex_init(&k->lock, NULL);
		pthread_cond_init(&k->wake, &attr);
	}
	pthread_condattr_destroy(&attr);
	for (unsigned i = 0; i < ACCOUNTANTS; i++) {
		if (pthread_create(&e->accountants[i].thread, NULL, accountant_run, &e->accountants[i]) != 0) {
			fputs("loumass: no thread can be started\n", stderr);
			abort();
		}
	}
}

void accountants_join(struct engine *e)
{
	for (unsigned i = 0; i < ACCOUNTANTS; i++) {
		pthread_join(e->accountants[i].thread, NULL);
		pthread_mutex_destroy(&e->accountants[i].lock);
		pthread_cond_destroy(&e->accountants[i].wake);
	}
}

/* --- after a death --- */

static void accountant_recover_slot(const struct slot *s, struct settle_item *it)
{
	bool outcome = s->state == SLOT_OUTCOME;
	*it = (struct settle_item){
		.kind = outcome ? ACCOUNT_OUTCOME : ACCOUNT_DOUBT,
		.outcome = (enum smtp_outcome)s->outcome,
		.counted = s->counted,
		.recipient = str_of(s->recipient, strnlen(s->recipient, SLOT_ID_MAX)),
		.attempt = str_of(s->attempt, strnlen(s->attempt, SLOT_ID_MAX)),
		.text = outcome ? str_of(s->text, size_min(s->text_n, SLOT_TEXT_MAX))
				: STR("the sending process died before the answer came"),
		.cause = STR("killed"),
		.at = s->at,
		.first_tried = s->first_tried,
		.wait_us = outcome ? s->wait_us : 2 * US_PER_S,
		.attempts = s->attempts,
		.gmail_id = str_of(s->gmail_id, strnlen(s->gmail_id, SLOT_ID_MAX)),
		.gmail_thread = str_of(s->gmail_thread, strnlen(s->gmail_thread, SLOT_ID_MAX)),
	};
}

/* The machine went down: intents of its last moment may not have reached the disk, so all that the dead worker had
 * announced and did not report is in doubt. */
static err accountant_recover_unsynced(system_db db, const struct settle_policy *policy)
{
	struct arena ARENA_AUTO a = {};
	struct q_send_leased_ranges_rows ranges;
	struct q_send_leased_retries_rows retries;
	TRY(q_send_leased_ranges(db, &a, &(struct q_send_leased_ranges_in){ .me = policy->me }, &ranges));
	for (size_t i = 0; i < ranges.n; i++) {
		struct arena ARENA_AUTO piece = {};
		const struct q_send_leased_ranges_row *r = &ranges.v[i];
		struct q_send_lost_rows_in in = { .first_id = r->first_id,
						  .last_id = lost_last(r->before_to, r->last_id),
						  .user_id = r->user_id,
						  .source_id = r->source_id,
						  .step_id = r->step_id,
						  .zone = r->zone,
						  .n = lost_most(r->before_to, r->before) };
		struct q_send_lost_rows_rows rows;
		TRY(q_send_lost_rows(db, &piece, &in, &rows));
		str *ids = arena_array(&piece, str, rows.n + 1);
		for (size_t k = 0; k < rows.n; k++)
			ids[k] = rows.v[k].id;
		TRY(settle_lost(db, &piece, policy, ids, rows.n));
	}
	TRY(q_send_leased_retries(db, &a, &(struct q_send_leased_retries_in){ .me = policy->me }, &retries));
	str *ids = arena_array(&a, str, retries.n + 1);
	for (size_t k = 0; k < retries.n; k++)
		ids[k] = retries.v[k].recipient_id;
	for (size_t k = 0; k < retries.n; k += ACCOUNT_MAX) {
		struct arena ARENA_AUTO piece = {};
		TRY(settle_lost(db, &piece, policy, ids + k, size_min(retries.n - k, ACCOUNT_MAX)));
	}
	return OK;
}

err accountant_recover(const struct engine *e, struct slots *left)
{
	struct settle_policy policy = e->policy;
	size_t found = 0;
	policy.me = slots_name(left);
	for (size_t i = 0; i < SLOTS_COUNT;) {
		struct arena ARENA_AUTO a = {};
		struct settle_item *items = arena_array(&a, struct settle_item, ACCOUNT_MAX);
		size_t n = 0;
		for (; i < SLOTS_COUNT && n < ACCOUNT_MAX; i++)
			if (slots_at(left, i)->state == SLOT_INTENT || slots_at(left, i)->state == SLOT_OUTCOME)
				accountant_recover_slot(slots_at(left, i), &items[n++]);
		if (n > 0)
			TRY(settle_outcomes(app_system(e->app), &a, &policy, items, n, NULL, 0));
		found += n;
	}
	if (!slots_survived(left))
		TRY(accountant_recover_unsynced(app_system(e->app), &policy));
	struct arena ARENA_AUTO a = {};
	TRY(q_send_release_all(app_system(e->app), &a, &(struct q_send_release_all_in){ .me = policy.me }, NULL));
	for (size_t i = 0; i < SLOTS_COUNT; i++)
		slots_at(left, i)->state = SLOT_FREE;
	log_info("send.recovered", "a worker that died left %zu messages unaccounted for; they are accounted for now",
		 found);
	slots_retire(left);
	return slots_sync(left);
}
