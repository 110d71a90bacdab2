/* The mails of sequences, for the feeder: what the enrolment says about each (does it still wait for it, is it paused,
 * is the sending window open, which thread does it belong to), and the message of its step. */
#include "base/limits.h"
#include "base/num.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/ground/str_map.h"
#include "core/ground/zones.h"
#include "core/sender/mailbox.h"
#include "os/clock.h"
#include "send/engine.h"
#include "wire/cuid.h"
#include "wire/json_read.h"
#include <assert.h>

#define PAUSED_WAIT (10 * 60 * US_PER_S) /* resuming ends it at once */
#define UNREAD_WAIT (2 * US_PER_S)

/* The thread's subject for all its mails, "Re: " for all but the first; and the ids of those before. */
static void steps_join_thread(struct arena *a, struct row *r, str text)
{
	const struct json *thread;
	if (err_is(json_parse(a, text, &thread)))
		return;
	str subject = json_str(json_get(thread, "subject")), last = STR_NULL;
	struct buf BUF_AUTO before;
	buf_init(&before, 16u << 10);
	for (JSON_EACH(x, json_get(thread, "ids"))) {
		str id = json_str(x);
		if (!message_id_is(id, r->id)) {
			if (before.n)
				buf_add_lit(&before, " ");
			buf_add(&before, id);
			last = id;
			continue;
		}
		if (str_absent(last)) {
			r->subject = subject;
			return;
		}
		r->in_reply_to = last;
		r->references = arena_dup(a, buf_str(&before));
		r->subject = str_starts_nocase(subject, STR("Re:")) ? subject
								    : arena_printf(a, "Re: %.*s", STR_FMT(subject));
		return;
	}
}

/* The recipient's id in "<id@domain>". */
static str steps_own_id(str message_id)
{
	return message_id.n ? str_upto(str_from(message_id, 1), size_min(message_id.n - 1, CUID_LEN)) : STR_NULL;
}

static bool steps_next_id(str *list, str *id)
{
	size_t end = size_min(list->n, str_find_byte(*list, ' '));
	*id = str_upto(*list, end);
	*list = str_from(*list, size_min(list->n, end + 1));
	return id->n > 0;
}

/* Gmail may have written Message-IDs of its own: a follow-up answers the mails as they really went out. */
static err steps_name_as_sent(struct claim *c, struct batch *b)
{
	struct arena *a = &b->arena;
	struct str_map index = { .a = a };
	struct q_send_sent_as_rows found;
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		for (size_t k = 0; k < b->rows[i].references.n; k++)
			n += b->rows[i].references.p[k] == '<';
	if (n == 0)
		return OK;
	str *ids = arena_array(a, str, n);
	n = 0;
	for (size_t i = 0; i < b->n; i++)
		for (str list = b->rows[i].references, id; steps_next_id(&list, &id);)
			ids[n++] = steps_own_id(id);
	struct q_send_sent_as_in in = { .ids = { ids, n }, .user_id = b->user_id };
	TRY(q_send_sent_as(app_system(c->e->app), a, &in, &found));
	for (size_t i = 0; i < found.n; i++)
		(void)str_map_put(&index, found.v[i].id, i);
	for (size_t i = 0; i < b->n && found.n > 0; i++) {
		struct row *r = &b->rows[i];
		struct buf BUF_AUTO before;
		buf_init(&before, 64u << 10);
		for (str list = r->references, id; steps_next_id(&list, &id);) {
			size_t at = str_map_get(&index, steps_own_id(id));
			r->in_reply_to = at == STR_MAP_NONE ? id : found.v[at].message_id;
			if (before.n)
				buf_add_lit(&before, " ");
			buf_add(&before, r->in_reply_to);
		}
		if (before.n)
			r->references = arena_dup(a, buf_str(&before));
	}
	return OK;
}

static int64_t steps_window_wait(struct arena *a, const struct q_send_load_step_range_row *in)
{
	const struct json *v;
	struct zone_window w;
	int64_t now = clock_now();
	if (str_absent(in->window) || err_is(json_parse(a, in->window, &v)))
		return 0;
	zone_window_read(v, &w);
	struct calendar_holidays holidays = {};
	if (w.given && !str_absent(in->holidays) && !err_is(json_parse(a, in->holidays, &v)))
		holidays = zones_holidays(a, v);
	return zone_window_next(&w, in->timezone, in->account_zone, &holidays, now) - now;
}

static void steps_fill(struct arena *a, struct row *r, const struct q_send_load_step_range_row *in)
{
	const struct q_send_load_range_row base = { .id = in->id,
						    .tracking_id = in->tracking_id,
						    .contact_id = in->contact_id,
						    .email = in->email,
						    .first_name = in->first_name,
						    .last_name = in->last_name,
						    .variables = in->variables,
						    .status = in->status,
						    .step_id = in->step_id,
						    .enrollment_id = in->enrollment_id,
						    .suppressed = in->suppressed,
						    .unwanted = in->unwanted,
						    .untracked = in->untracked };
	row_fill(a, r, &base);
	bool under_way = str_eq(in->enrollment, STR("ACTIVE")) || str_eq(in->enrollment, STR("PAUSED"));
	if (!r->skip && !(under_way && in->waited))
		r->skip = str_absent(in->exit_reason)
				  ? "its enrolment no longer waits for it"
				  : arena_printf(a, "its enrolment ended: %.*s", STR_FMT(in->exit_reason)).p;
	r->wait_us = str_eq(in->enrollment, STR("PAUSED")) ? PAUSED_WAIT : steps_window_wait(a, in);
	if (in->capped > 0)
		r->wait_us = i64_max(r->wait_us, (int64_t)(in->capped * 1e6) + US_PER_S);
	if (in->unread)
		r->wait_us = i64_max(r->wait_us, UNREAD_WAIT);
	if (!str_absent(in->thread))
		steps_join_thread(a, r, in->thread);
}

/* An answer may be in the mailbox: it is read before a follow-up goes. */
static err steps_look_for_answers(struct claim *c, struct arena *a, const struct q_send_load_step_range_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->v[i].unread)
			return q_send_look(app_system(c->e->app), a,
					   &(struct q_send_look_in){ .sender_id = c->source.sender_id }, NULL);
	return OK;
}

/* The message of a step, composed once for all rows that have it. */
struct composer {
	struct claim *c;
	struct batch *b;
	struct arena *a;
	str *step; /* of b->others */
	int64_t *version;
	bool *untracked;
};

static err steps_message_of(struct composer *k, const struct q_send_load_step_range_row *in, struct composed **out,
			    str *why)
{
	struct claim *c = k->c;
	struct batch *b = k->b;
	/* Of a range they are the range's; of a retry the enrolment's. */
	int64_t version = c->has_range && c->range.version.has ? c->range.version.v : in->version.v;
	for (size_t i = 0; i < b->n_others; i++)
		if (k->version[i] == version && k->untracked[i] == in->untracked && str_eq(k->step[i], in->step_id)) {
			*out = b->others[i];
			return OK;
		}
	struct compose_sender from = { .from_email = c->sender.from_email,
				       .from_name = c->sender.from_name,
				       .reply_to = c->sender.reply_to,
				       .reply_tags = c->sender.reply_tags,
				       .leave_to = c->sender.leave_to };
	struct compose_step step = { .sequence_id = c->source.sequence_id,
				     .step_id = in->step_id,
				     .user_id = b->user_id,
				     .version = version,
				     .untracked = in->untracked };
	TRY(compose_step(c->e->cache, k->a, &step, &from, out, why));
	k->step[b->n_others] = in->step_id;
	k->version[b->n_others] = version;
	k->untracked[b->n_others] = in->untracked;
	b->others[b->n_others++] = *out;
	return OK;
}

err steps_load(struct claim *c, struct batch *b, struct arena *a, str *why)
{
	struct q_send_load_step_range_rows rows;
	system_db db = app_system(c->e->app);
	if (c->has_range) {
		struct q_send_load_step_range_in in = { .user_id = c->source.user_id,
							.first_id = c->range.first_id,
							.last_id = c->range.last_id,
							.sequence_id = c->source.sequence_id,
							.step_id = c->range.step_id,
							.sender_id = c->source.sender_id,
							.n = c->grant,
							.stale_seconds = mailbox_stale(c->e->app->config),
							.hash_keys = suppression_keys(&b->arena, c->e->app->keys) };
		TRY(q_send_load_step_range(db, &b->arena, &in, &rows));
	} else {
		str *ids = arena_array(&b->arena, str, c->retries.n + 1);
		for (size_t i = 0; i < c->retries.n; i++)
			ids[i] = c->retries.v[i].recipient_id;
		struct q_send_load_step_ids_in in = { .user_id = c->source.user_id,
						      .ids = { ids, c->retries.n },
						      .sequence_id = c->source.sequence_id,
						      .stale_seconds = mailbox_stale(c->e->app->config),
						      .hash_keys = suppression_keys(&b->arena, c->e->app->keys) };
		struct q_send_load_step_ids_rows found;
		TRY(q_send_load_step_ids(db, &b->arena, &in, &found));
		static_assert(sizeof(*found.v) == sizeof(*rows.v), "the two loads give the same columns");
		rows.v = arena_array(&b->arena, struct q_send_load_step_range_row, found.n + 1);
		memcpy(rows.v, found.v, found.n * sizeof(*found.v));
		rows.n = found.n;
	}
	b->rows = arena_array(&b->arena, struct row, rows.n + 1);
	b->others = arena_array(&b->arena, struct composed *, rows.n + 1);
	struct composer k = { .c = c,
			      .b = b,
			      .a = a,
			      .step = arena_array(a, str, rows.n + 1),
			      .version = arena_array(a, int64_t, rows.n + 1),
			      .untracked = arena_array(a, bool, rows.n + 1) };
	/* All rows first: what cannot be composed is handed back whole. */
	for (; b->n < rows.n; b->n++)
		steps_fill(&b->arena, &b->rows[b->n], &rows.v[b->n]);
	TRY(steps_name_as_sent(c, b));
	TRY(steps_look_for_answers(c, a, &rows));
	for (size_t i = 0; i < b->n; i++)
		if (!b->rows[i].skip && b->rows[i].wait_us == 0)
			TRY(steps_message_of(&k, &rows.v[i], &b->rows[i].message, why));
	return OK;
}
