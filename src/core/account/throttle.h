/* Wrong guesses within a quarter of an hour, counted by keyed hashes of what is guessed and by whom. Past its threshold
 * each further one blocks for twice as long as the one before. No address is stored. */
#pragma once
#include "core/ground/app.h"
#include "db/tenant.h"

struct throttle {
	str key;
	int64_t threshold;
};
struct throttle throttle_of(const struct app *app, struct arena *a, int64_t threshold, const char *kind, str what);
/* ERR_AGAIN: one of them is blocked; *retry_after in seconds. */
err throttle_ask(const struct app *app, struct arena *a, const struct throttle *t, size_t n, int64_t *retry_after);
/* One more wrong guess. */
err throttle_count(const struct app *app, struct arena *a, const struct throttle *t, size_t n);
/* A right one. *failed: how many wrong ones there were. */
err throttle_clear(const struct app *app, struct arena *a, const struct throttle *t, int64_t *failed);
