#include "core/sender/sender_token.h"
#include "base/log.h"
#include "base/time.h"
#include "core/ground/hold.h"
#include "core/sender/deliver.h"
#include "db/gen/sys_send_q.h"
#include "db/gen/sys_sender_token_q.h"
#include "os/clock.h"
#include "os/patience.h"
#include "wire/oauth.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define LIFE_MIN (2 * US_PER_MIN) /* of a token that is given out */
#define AHEAD (10 * US_PER_MIN)	  /* fetched so long before the end of the last one */
#define ROUND (5 * US_PER_S)
#define KEEPERS 4 /* threads: most of the time an endpoint is waited for */
#define RETRY_S 30.0
#define WAIT_FOR_OTHERS (50 * US_PER_S) /* a lease ends after 45 s */
#define LIFE_MOST (30 * 86400)		/* seconds; a longer one is fetched again after that */

struct fetching {
	const struct app *app;
	struct arena *a;
	str id;
	struct q_sender_token_row row;
};

static bool sender_token_lives(const struct fetching *f, int64_t at_least)
{
	return !str_absent(f->row.access_token_sealed) && f->row.left_us.has && f->row.left_us.v > at_least;
}

static err sender_token_load(struct fetching *f)
{
	err e = q_sender_token(app_system(f->app), f->a, &(struct q_sender_token_in){ .id = f->id }, &f->row);
	return e.code == ERR_NOT_FOUND ? err_make(ERR_NOT_FOUND, "this sender's tokens are not fetched") : e;
}

static err sender_token_opened(struct fetching *f, str sealed, str *out)
{
	*out = STR_NULL;
	if (!str_absent(sealed) &&
	    err_is(token_open(f->a, f->app->keys, sender_seal_context(f->a, f->id), sealed, out, NULL)))
		return err_make(ERR_AUTH, "the client's secrets were sealed with a key that this installation no "
					  "longer has: enter them again");
	return OK;
}

static err sender_token_ask(struct fetching *f, struct oauth_tokens *out)
{
	struct oauth_client client = { .id = f->row.client_id };
	struct hold hold;
	str refresh, body = STR_NULL;
	int status = 0;
	TRY(hold_get(app_system(f->app), f->a, &hold));
	if (hold.since && !str_absent(f->row.refresh_token_sealed))
		return err_make(ERR_UNAVAILABLE, "this is a restored copy that is held: the refresh token, which may "
						 "be good only once, is the original's");
	TRY(sender_token_opened(f, f->row.client_secret_sealed, &client.secret));
	TRY(sender_token_opened(f, f->row.refresh_token_sealed, &refresh));
	if (!f->app->deliver)
		return err_make(ERR_UNAVAILABLE, "this process cannot reach the token endpoint");
	struct deliver_http rq = { .url = f->row.token_url,
				   .form = oauth_login_form(f->a, &client, refresh, f->row.scope),
				   .public_only = !f->app->config->allow_private_urls };
	TRY(f->app->deliver->http(f->a, &rq, &status, &body));
	return oauth_tokens_read(f->a, status, body, out);
}

static err sender_token_keep(struct fetching *f, const struct oauth_tokens *t)
{
	str context = sender_seal_context(f->a, f->id);
	int64_t seconds = i64_max(1, i64_min(t->seconds, LIFE_MOST));
	struct q_sender_token_got_in in = {
		.id = f->id,
		.token_url = f->row.token_url,
		.client_id = f->row.client_id,
		.access_token = token_seal(f->a, f->app->keys, context, t->access),
		.refresh_token = str_empty(t->refresh) ? STR_NULL : token_seal(f->a, f->app->keys, context, t->refresh),
		.seconds = (double)seconds,
	};
	log_info("sender.token", "sender %.*s has a new access token", STR_FMT(f->id));
	return q_sender_token_got(app_system(f->app), f->a, &in, NULL);
}

/* What was refused waits for a person; what could not be asked is asked again. */
static err sender_token_failed(struct fetching *f, err why)
{
	bool refused = why.code == ERR_AUTH || why.code == ERR_FORBIDDEN || why.code == ERR_PROTO;
	struct q_sender_token_failed_in in = { .id = f->id, .why = str_z(why.why), .seconds = RETRY_S };
	struct q_send_pause_sender_in pause = {
		.id = f->id,
		.reason = arena_printf(f->a, "no access token to log in with (%s): look at its client, then resume it",
				       why.why)
	};
	TRY(q_sender_token_failed(app_system(f->app), f->a, &in, NULL));
	log_warn("sender.token", "sender %.*s has no new access token: %s", STR_FMT(f->id), why.why);
	if (!refused)
		return err_make(ERR_UNAVAILABLE, why.why);
	TRY(q_send_pause_sender(app_system(f->app), f->a, &pause, NULL));
	return err_make(ERR_AUTH, why.why);
}

static err sender_token_fetch_new(struct fetching *f, str *access)
{
	struct oauth_tokens t;
	err e = sender_token_ask(f, &t);
	if (!err_is(e)) {
		*access = t.access;
		return sender_token_keep(f, &t);
	}
	bool alive = sender_token_lives(f, 0); /* loaded before: what is there may do for a while */
	err told = sender_token_failed(f, e);
	return alive && told.code == ERR_UNAVAILABLE ? sender_token_opened(f, f->row.access_token_sealed, access)
						     : told;
}

static err sender_token_token_for(const struct app *app, struct arena *a, str sender_id, int64_t life, str *access)
{
	struct fetching f = { .app = app, .a = a, .id = sender_id };
	for (int64_t until = clock_mono() + WAIT_FOR_OTHERS; clock_mono() < until; clock_sleep(200 * US_PER_MS)) {
		int64_t leased = 0;
		TRY(sender_token_load(&f));
		if (sender_token_lives(&f, life))
			return sender_token_opened(&f, f.row.access_token_sealed, access);
		TRY(patience_wait("a token endpoint"));
		TRY(q_sender_token_lease(app_system(app), a, &(struct q_sender_token_lease_in){ .id = sender_id },
					 &leased));
		if (!leased)
			continue;
		/* Another may have been faster between our look and our lease. */
		TRY(sender_token_load(&f));
		if (!sender_token_lives(&f, life))
			return sender_token_fetch_new(&f, access);
		TRY(q_sender_token_unlease(app_system(app), a, &(struct q_sender_token_unlease_in){ .id = sender_id },
					   NULL));
		return sender_token_opened(&f, f.row.access_token_sealed, access);
	}
	return err_make(ERR_UNAVAILABLE, "another process is still fetching this sender's token");
}

err sender_token(const struct app *app, struct arena *a, str sender_id, str *access)
{
	return sender_token_token_for(app, a, sender_id, LIFE_MIN, access);
}

/* ---- In time */

struct keeper {
	const struct app *app;
	pthread_t threads[KEEPERS];
	size_t n;
	_Atomic bool stopping;
};

/* ERR_NOT_FOUND: nobody needs one now. */
static err sender_token_keep_one(struct keeper *k)
{
	struct arena ARENA_AUTO a = {};
	struct q_sender_token_due_row due;
	struct q_sender_token_due_in in = { .seconds = (double)AHEAD / 1e6 };
	str access = STR_NULL;
	TRY(q_sender_token_due(app_system(k->app), &a, &in, &due));
	err e = sender_token_token_for(k->app, &a, due.id, AHEAD, &access); /* it is in the row, and in the log */
	if (!str_empty(access))
		token_wipe((char *)(uintptr_t)access.p, access.n);
	return e.code == ERR_NOT_FOUND ? OK : e;
}

static void *sender_token_keeper_run(void *state)
{
	struct keeper *k = state;
	while (!atomic_load(&k->stopping)) {
		err e = sender_token_keep_one(k);
		for (int64_t t = 0; err_is(e) && t < ROUND && !atomic_load(&k->stopping); t += 200 * US_PER_MS)
			clock_sleep(200 * US_PER_MS);
	}
	return NULL;
}

static void sender_token_keeper_stop(void *state)
{
	struct keeper *k = state;
	atomic_store(&k->stopping, true);
	for (size_t i = 0; i < k->n; i++)
		pthread_join(k->threads[i], NULL);
	free(k);
}

static err sender_token_keeper_start(const struct app *app, void **state)
{
	struct keeper *k = calloc(1, sizeof(*k));
	if (!k)
		abort();
	k->app = app;
	for (; k->n < KEEPERS; k->n++)
		if (pthread_create(&k->threads[k->n], NULL, sender_token_keeper_run, k) != 0) {
			sender_token_keeper_stop(k);
			return err_make(ERR_IO, "no thread for tokens");
		}
	*state = k;
	return OK;
}

const struct service sender_token_service = { .name = "sender-token",
					      .start = sender_token_keeper_start,
					      .stop = sender_token_keeper_stop };
