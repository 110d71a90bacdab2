#include "core/inbound/unknown.h"
#include "base/time.h"
#include "core/ground/text.h"
#include "db/gen/reply_q.h"
#include "db/gen/sys_doctor_q.h"
#include "db/gen/sys_inbound_q.h"
#include "os/clock.h"
#include "wire/refusal.h"
#include <stdlib.h>

bool unknown_refusal(struct arena *a, str reply)
{
	if (reply.n < 4 || (reply.p[0] != '4' && reply.p[0] != '5') || !ascii_digit(reply.p[1]) ||
	    !ascii_digit(reply.p[2]))
		return false;
	struct refusal_in in = { .reply = (reply.p[0] - '0') * 100 + (reply.p[1] - '0') * 10 + (reply.p[2] - '0'),
				 .words = str_from(reply, 3),
				 .at = REFUSAL_AT_RCPT };
	return refusal_judge(a, &in).cause == REFUSAL_NOT_UNDERSTOOD;
}

static int unknown_order(const void *x, const void *y)
{
	const struct unknown_new *a = x, *b = y;
	int users = str_cmp(a->user_id, b->user_id);
	return users ? users : str_cmp(a->words, b->words);
}

err unknown_add(system_db db, struct arena *a, enum unknown_way way, const struct unknown_new *v, size_t n, int64_t at)
{
	struct unknown_new *sorted = arena_array(a, struct unknown_new, n + 1);
	str *ids = arena_array(a, str, n + 1), *users = arena_array(a, str, n + 1), *words = arena_array(a, str, n + 1);
	int64_t *counts = arena_array(a, int64_t, n + 1);
	size_t k = 0;
	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct unknown_new){ v[i].user_id, refusal_shape(a, v[i].words) };
	qsort(sorted, n, sizeof(*sorted), unknown_order);
	for (size_t i = 0; i < n; i++) {
		if (k > 0 && str_eq(users[k - 1], sorted[i].user_id) && str_eq(words[k - 1], sorted[i].words)) {
			counts[k - 1]++;
			continue;
		}
		ids[k] = make_id(a);
		users[k] = sorted[i].user_id;
		words[k] = sorted[i].words;
		counts[k++] = 1;
	}
	if (k == 0)
		return OK;
	struct q_unknown_refusals_add_in in = { .way = way == UNKNOWN_SESSION ? STR("session") : STR("report"),
						.at = at,
						.ids = { ids, k },
						.user_ids = { users, k },
						.words = { words, k },
						.counts = { counts, k } };
	TRY(q_unknown_refusals_add(db, a, &in, NULL));
	return q_unknown_refusals_trim(
		db, a, &(struct q_unknown_refusals_trim_in){ .user_ids = { users, k }, .most = UNKNOWN_MAX }, NULL);
}

err unknown_sweep(system_db db, struct arena *a)
{
	int64_t before = clock_now() - UNKNOWN_KEPT_DAYS * US_PER_DAY;
	return q_unknown_refusals_sweep(db, a, &(struct q_unknown_refusals_sweep_in){ .before = before }, NULL);
}

err unknown_list(tenant_db db, struct arena *a, struct unknown_list *out)
{
	struct q_not_understood_rows rows;
	struct q_not_understood_in in = { .since = clock_now() - UNKNOWN_DAYS * US_PER_DAY, .limit = UNKNOWN_SHOWN };
	TRY(q_not_understood(db, a, &in, &rows));
	*out = (struct unknown_list){ arena_array(a, struct unknown_text, rows.n + 1), rows.n };
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = (struct unknown_text){ .id = rows.v[i].id,
						   .way = rows.v[i].way,
						   .words = rows.v[i].words,
						   .count = rows.v[i].count,
						   .last_at = rows.v[i].last_at,
						   .first_at = SOME_I64(rows.v[i].first_at) };
	return OK;
}

err unknown_list_all(system_db db, struct arena *a, struct unknown_list *out)
{
	struct q_unknown_refusals_all_rows rows;
	struct q_unknown_refusals_all_in in = { .since = clock_now() - UNKNOWN_DAYS * US_PER_DAY,
						.limit = UNKNOWN_SHOWN };
	TRY(q_unknown_refusals_all(db, a, &in, &rows));
	*out = (struct unknown_list){ arena_array(a, struct unknown_text, rows.n + 1), rows.n };
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = (struct unknown_text){ .way = rows.v[i].way,
						   .words = rows.v[i].words,
						   .count = rows.v[i].count,
						   .last_at = rows.v[i].last_at };
	return OK;
}

void unknown_write(struct json_writer *w, const struct unknown_text *t)
{
	json_begin_obj(w);
	if (!str_absent(t->id))
		json_kv_str(w, "id", t->id);
	json_kv_str(w, "way", t->way);
	json_kv_str(w, "words", t->words);
	json_kv_i64(w, "count", t->count);
	if (t->first_at.has)
		json_kv_time(w, "firstAt", t->first_at.v);
	json_kv_time(w, "lastAt", t->last_at);
	json_end_obj(w);
}
