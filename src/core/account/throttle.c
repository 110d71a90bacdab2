#include "core/account/throttle.h"
#include "base/num.h"
#include "base/time.h"
#include "db/gen/sys_account_q.h"
#include "os/clock.h"
#include "wire/token.h"

#define WINDOW (15 * US_PER_MIN)
#define BLOCK_FIRST (30 * US_PER_S)
#define BLOCK_MOST (15 * US_PER_MIN)

struct throttle throttle_of(const struct app *app, struct arena *a, int64_t threshold, const char *kind, str what)
{
	char hash[IP_HASH_LEN + 1];
	token_ip_hash(app->keys, arena_printf(a, "%s:%.*s", kind, STR_FMT(what)), hash);
	return (struct throttle){ arena_dup(a, str_z(hash)), threshold };
}

err throttle_ask(const struct app *app, struct arena *a, const struct throttle *t, size_t n, int64_t *retry_after)
{
	int64_t now = clock_now(), until = 0;
	for (size_t i = 0; i < n; i++) {
		struct q_throttle_get_in in = { .key = t[i].key };
		struct q_throttle_get_row row;
		err e = q_throttle_get(app_system(app), a, &in, &row);
		if (e.code == ERR_NOT_FOUND)
			continue;
		TRY(e);
		if (row.blocked_until.has && row.blocked_until.v > now)
			until = i64_max(until, row.blocked_until.v);
	}
	if (!until)
		return OK;
	/* A clock that was set back leaves nobody out for longer than the longest block. */
	*retry_after = (i64_min(until - now, BLOCK_MOST) + US_PER_S - 1) / US_PER_S;
	return err_make(ERR_AGAIN, "too many wrong guesses; wait a little");
}

err throttle_count(const struct app *app, struct arena *a, const struct throttle *t, size_t n)
{
	system_db db = app_system(app);
	int64_t now = clock_now();
	for (size_t i = 0; i < n; i++) {
		struct q_throttle_fail_in in = { .key = t[i].key, .now = now, .forget = now - WINDOW };
		struct q_throttle_fail_row row;
		TRY(q_throttle_fail(db, a, &in, &row));
		int64_t over = row.failures - t[i].threshold;
		if (over < 0)
			continue;
		int64_t span = over > 5 ? BLOCK_MOST : i64_min(BLOCK_MOST, BLOCK_FIRST << over);
		struct q_throttle_block_in block = { .key = t[i].key, .until = now + span };
		TRY(q_throttle_block(db, a, &block, NULL));
	}
	return OK;
}

err throttle_clear(const struct app *app, struct arena *a, const struct throttle *t, int64_t *failed)
{
	struct q_throttle_clear_in clear = { .key = t->key };
	struct q_throttle_clear_row before = {};
	err e = q_throttle_clear(app_system(app), a, &clear, &before);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	*failed = before.failures;
	return OK;
}
