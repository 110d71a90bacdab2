#include "track/track.h"
#include "base/log.h"
#include "core/content/compose.h"
#include "os/clock.h"
#include "os/file.h"
#include "track/track_int.h"
#include <stdio.h>
#include <stdlib.h>

static const unsigned char gif[43] = { 'G',  'I',  'F',	 '8',  '9',  'a',  0x01, 0x00, 0x01, 0x00, 0x80,
				       0x00, 0x00, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x21, 0xf9, 0x04,
				       0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x01,
				       0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3b };

static bool track_journal_dir(const struct app *app, char *out, size_t n)
{
	return snprintf(out, n, "%s/journal/track", app->config->data) < (int)n;
}

static void track_canned(struct track *t)
{
	static const char *const no_store[] = { "Cache-Control", "no-store, private, max-age=0", NULL };
	static const char *const later[] = { "Retry-After", "5", "Cache-Control", "no-store", NULL };
	static const char *const allow[] = { "Allow", "GET, HEAD, POST", "Cache-Control", "no-store", NULL };
	t->gif = http_canned_new(200, "image/gif", str_of((const char *)gif, sizeof(gif)), no_store);
	t->not_found =
		http_canned_new(404, "text/plain; charset=utf-8", STR("There is nothing at this address.\n"), no_store);
	t->unavailable =
		http_canned_new(503, "text/plain; charset=utf-8", STR("Not now; try again in a moment.\n"), later);
	t->wrong_method = http_canned_new(405, "text/plain; charset=utf-8", STR("Not this way.\n"), allow);
}

static void track_keys(struct track *t)
{
	const struct keyring *kr = t->app->keys;
	track_keys_init(&t->ids, kr);
	keyring_subkey(kr, "ip", 0, t->ip_key);
	compose_link_keys(kr, &t->links);
}

static void track_free(struct track *t)
{
	hosts_stop(t->hosts);
	drain_stop(t->drain);
	journal_close(t->journal);
	http_canned_free(t->gif);
	http_canned_free(t->not_found);
	http_canned_free(t->wrong_method);
	http_canned_free(t->unavailable);
	free(t);
}

static err track_start(const struct app *app, bool accepts, void **state)
{
	char dir[4096];
	if (!track_journal_dir(app, dir, sizeof(dir)))
		return err_make(ERR_INVALID, "the data directory's path is too long");
	TRY(file_mkdirs(dir, 0700));
	struct track *t = calloc(1, sizeof(*t));
	if (!t)
		abort();
	t->app = app;
	err e = OK;
	if (accepts) {
		track_keys(t);
		track_canned(t);
		e = journal_open(&(struct journal_options){ .dir = dir }, &t->journal);
		if (!err_is(e))
			e = hosts_start(app, &t->hosts);
	}
	if (!err_is(e))
		e = drain_start(app, t->journal, dir, &t->drain);
	if (err_is(e)) {
		track_free(t);
		return e;
	}
	*state = t;
	return OK;
}

static err track_start_both(const struct app *app, void **state)
{
	return track_start(app, true, state);
}

static err track_start_drain(const struct app *app, void **state)
{
	return track_start(app, false, state);
}

static void track_drain(void *state, int64_t deadline)
{
	drain_finish(((struct track *)state)->drain, deadline);
}

static void track_stop(void *state)
{
	if (state)
		track_free(state);
}

const struct service track_service = {
	.name = "track", .start = track_start_both, .drain = track_drain, .stop = track_stop
};
const struct service track_drain_service = { .name = "track-drain", .start = track_start_drain, .stop = track_stop };

void track_mounts(void *state, struct http_mount out[TRACK_MOUNTS])
{
	out[0] = (struct http_mount){
		.prefix = "/t/o/", .pick = track_pick_open, .ctx = state, .quick = track_quick_open
	};
	out[1] = (struct http_mount){ .prefix = "/t/c/", .pick = track_pick_click, .ctx = state };
	out[2] = (struct http_mount){ .prefix = "/u/", .pick = track_pick_preferences, .ctx = state };
	out[3] = (struct http_mount){ .prefix = "/f/", .pick = track_pick_forms, .ctx = state };
}

struct track_status track_status(const struct app *app)
{
	char dir[4096];
	int64_t oldest = atomic_load(&track_counts.oldest), now = clock_now();
	struct track_status s = {
		.lag = oldest && now > oldest ? now - oldest : 0,
		.accepted = atomic_load(&track_counts.accepted),
		.refused = atomic_load(&track_counts.refused),
		.drained = atomic_load(&track_counts.drained),
		.repeated = atomic_load(&track_counts.repeated),
		.dropped = atomic_load(&track_counts.dropped),
		.unwritable = atomic_load(&track_counts.unwritable),
	};
	if (track_journal_dir(app, dir, sizeof(dir)))
		s.bytes = journal_dir_bytes(dir);
	return s;
}
