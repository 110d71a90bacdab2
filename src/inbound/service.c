/* The service: a dispatcher that claims mailboxes and hands each to a thread of its own, as many as
 * inbound_connections; and the small duties that go with it. */
#include "base/log.h"
#include "base/time.h"
#include "core/inbound/inbound.h"
#include "inbound/inbound.h"
#include "inbound/inbound_int.h"
#include "os/clock.h"
#include "wire/cuid.h"
#include <pthread.h>
#include <stdlib.h>

#define TICK (US_PER_S / 2)
#define DUTIES_EVERY (2 * US_PER_S)
#define BACKOFF_MAX 3600.0

struct inbound {
	const struct app *app;
	char me[CUID_LEN + 1];
	struct track_keys track;
	pthread_t thread;
	_Atomic bool stop, crowd;
	_Atomic int64_t running;
};

struct job {
	struct inbound *in;
	struct arena arena; /* the row's */
	struct q_mailbox_claim_row box;
};

err reading_take(struct reading *r, str raw, int64_t at, str thread_id)
{
	struct arena ARENA_AUTO a = {};
	struct report report;
	struct inbound_done done;
	err e = report_read(&a, raw, &report);
	if (e.code == ERR_INVALID)
		return OK; /* no message: nothing to be found in it */
	TRY(e);
	int64_t now = clock_now();
	struct inbound_item item = { .user_id = r->box->user_id,
				     .sender_id = r->box->sender_id,
				     .source = r->box->kind,
				     .key = inbound_key(&a, &report, raw),
				     .at = at > 0 && at < now ? at : now,
				     .thread_id = thread_id,
				     .keys = r->keys,
				     .raw = raw,
				     .report = &report };
	for (int tries = 0;; tries++) {
		e = inbound_take(app_system(r->app), &a, &item, &done);
		if (e.code != ERR_AGAIN || tries == 5 || atomic_load(r->stop))
			break;
		clock_sleep(50 * US_PER_MS << tries);
	}
	if (err_is(e))
		return err_make(e.code, e.code == ERR_AGAIN ? "the database is busy" : "the database did not take it");
	if (done.unmatched)
		log_info("inbound.unmatched", "%s that is about no message of ours", report_kind_name(report.kind));
	if (done.fresh)
		log_info("inbound.taken", "%s about recipient %.*s", report_kind_name(report.kind),
			 STR_FMT(done.recipient_id));
	return OK;
}

err reading_seen(struct reading *r, int64_t message_at)
{
	struct arena ARENA_AUTO a = {};
	int64_t n = 0;
	struct q_mailbox_seen_in in = { .uid_validity = r->uid_validity,
					.uid_next = r->uid_next,
					.history_id = r->history_id,
					.looked_at = r->looked,
					.message_at = message_at ? SOME_I64(message_at) : (struct opt_i64){},
					.id = r->box->id,
					.me = r->me };
	err e = q_mailbox_seen(app_system(r->app), &a, &in, &n);
	if (err_is(e))
		return err_make(e.code, "the database did not take how far the mailbox is read");
	return n ? OK : err_make(ERR_CONFLICT, "the mailbox was changed, or is another worker's");
}

err reading_hold(struct reading *r)
{
	struct arena ARENA_AUTO a = {};
	int64_t now = clock_mono(), n = 0;
	if (atomic_load(r->stop))
		return err_make(ERR_AGAIN, "stopping");
	if (r->renewed && now - r->renewed < LEASE_RENEW / 2)
		return OK;
	struct q_mailbox_renew_in in = { .seconds = LEASE_SECONDS, .id = r->box->id, .me = r->me };
	err e = q_mailbox_renew(app_system(r->app), &a, &in, &n);
	if (err_is(e))
		return err_make(e.code, "the lease could not be renewed");
	r->renewed = now;
	return n ? OK : err_make(ERR_CONFLICT, "the mailbox was changed, or is another worker's");
}

/* Looked at again soon when all went well; later and later when not. */
static void service_give_back(struct inbound *in, const struct q_mailbox_claim_row *box, str me, err e)
{
	struct arena ARENA_AUTO a = {};
	bool failed = err_is(e) && e.code != ERR_AGAIN;
	double wait = (double)in->app->config->inbound_poll / 1e6;
	for (int64_t i = 0; failed && i < box->failures && wait < BACKOFF_MAX; i++)
		wait *= 2;
	if (e.code == ERR_CONFLICT) /* not ours any more */
		return;
	if (e.code == ERR_AGAIN)
		wait = 0;
	if (failed)
		log_warn("inbound.mailbox", "mailbox %.*s: %s", STR_FMT(box->id), e.why);
	struct q_mailbox_release_in row = { .seconds = wait < BACKOFF_MAX ? wait : BACKOFF_MAX,
					    .error = failed ? str_upto(str_z(e.why), 500) : STR_NULL,
					    .id = box->id,
					    .me = me };
	err_ignore(q_mailbox_release(app_system(in->app), &a, &row, NULL)); /* else the lease runs out */
}

static void *service_run_job(void *arg)
{
	struct job *job = arg;
	struct inbound *in = job->in;
	struct arena ARENA_AUTO words = {};
	struct reading r = { .app = in->app,
			     .box = &job->box,
			     .me = str_z(in->me),
			     .stop = &in->stop,
			     .crowd = &in->crowd,
			     .uid_validity = job->box.uid_validity,
			     .uid_next = job->box.uid_next,
			     .history_id = job->box.history_id,
			     .words = &words,
			     .keys = &in->track };
	err e = str_eq(job->box.kind, STR("gmail")) ? gmail_read_mailbox(&r) : imap_read_mailbox(&r);
	service_give_back(in, &job->box, r.me, e);
	arena_deinit(&job->arena);
	free(job);
	atomic_fetch_sub(&in->running, 1);
	return NULL;
}

/* True: one was claimed. */
static bool service_claim(struct inbound *in)
{
	struct job *job = calloc(1, sizeof(*job));
	if (!job)
		abort();
	job->in = in;
	struct q_mailbox_claim_in ask = { .me = str_z(in->me), .seconds = LEASE_SECONDS };
	err e = q_mailbox_claim(app_system(in->app), &job->arena, &ask, &job->box);
	pthread_t thread;
	pthread_attr_t detached;
	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	bool ran = false;
	if (!err_is(e)) {
		atomic_fetch_add(&in->running, 1);
		ran = pthread_create(&thread, &detached, service_run_job, job) == 0;
		if (!ran)
			atomic_fetch_sub(&in->running, 1); /* its lease runs out */
	}
	pthread_attr_destroy(&detached);
	if (!ran) {
		arena_deinit(&job->arena);
		free(job);
	}
	return ran;
}

static void service_look_for_a_crowd(struct inbound *in)
{
	struct arena ARENA_AUTO a = {};
	struct q_mailbox_due_row due = {};
	bool full = atomic_load(&in->running) >= in->app->config->inbound_connections;
	err e = full ? q_mailbox_due(app_system(in->app), &a, &due) : OK;
	atomic_store(&in->crowd, !err_is(e) && full && due.n > 0);
}

static void service_duties(struct inbound *in)
{
	struct arena ARENA_AUTO a = {};
	size_t paused;
	system_db db = app_system(in->app);
	err e = inbound_guard(db, &a, &paused);
	if (!err_is(e))
		e = inbound_wake(db, &a);
	if (!err_is(e))
		e = q_mailbox_adopt_gmail(db, &a, NULL);
	if (err_is(e) && e.code != ERR_UNAVAILABLE && e.code != ERR_AGAIN)
		log_warn("inbound.duties", "%s", e.why);
}

static void *service_run(void *arg)
{
	struct inbound *in = arg;
	int64_t done = 0;
	while (!atomic_load(&in->stop)) {
		while (!atomic_load(&in->stop) && atomic_load(&in->running) < in->app->config->inbound_connections &&
		       service_claim(in))
			;
		service_look_for_a_crowd(in);
		if (!done || clock_mono() - done > DUTIES_EVERY) {
			service_duties(in);
			done = clock_mono();
		}
		clock_sleep(TICK);
	}
	return NULL;
}

static err service_start(const struct app *app, void **state)
{
	struct inbound *in = calloc(1, sizeof(*in));
	if (!in)
		abort();
	in->app = app;
	cuid_make(clock_now(), in->me);
	track_keys_init(&in->track, app->keys);
	if (pthread_create(&in->thread, NULL, service_run, in) != 0) {
		free(in);
		return err_make(ERR_IO, "no thread for reading mailboxes");
	}
	pthread_setname_np(in->thread, "inbound");
	*state = in;
	return OK;
}

static void service_stop(void *state)
{
	struct inbound *in = state;
	atomic_store(&in->stop, true);
	pthread_join(in->thread, NULL);
	while (atomic_load(&in->running) > 0) /* their waits look at stop several times a second */
		clock_sleep(20 * US_PER_MS);
	free(in);
}

const struct service inbound_service = { .name = "inbound", .start = service_start, .stop = service_stop };
