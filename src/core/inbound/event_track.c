/* A batch of opens, clicks and unsubscribes into the database: event_track of core/report/event.h.
 *
 * Recipients whose marks may change are locked first, so all that is known of a message is known to one transaction at
 * a time. Each recipient's marks before and after give what is counted: the difference of two states, so that an order
 * of arrival, a repetition or a later judgement cannot make the counters drift. */
#include "core/inbound/event_track.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/ground/str_map.h"
#include "core/inbound/link_source.h"
#include "core/report/agents.h"
#include "core/report/stats.h"
#include "core/sequence/enrollment.h"
#include "db/gen/sys_event_q.h"
#include "os/clock.h"
#include "wire/cuid.h"
#include "wire/json_read.h"
#include "wire/json_write.h"
#include <assert.h>
#include <stdlib.h>

struct marks { /* 0: not yet */
	int64_t opened, opened_by_person, clicked, clicked_by_person, unsubscribed;
};

struct target { /* a recipient of this batch */
	const struct q_event_lock_recipients_row *row;
	struct stats_ref ref;
	struct marks before, now;
	bool clicked; /* clicks of it are in the batch */
	bool recheck; /* clicks that were counted as a person's no longer are */
};

struct click { /* of one recipient, from the batch or the table */
	struct target *t;
	int64_t at, n;
	str id, url, link_id;
	struct verdict verdict, was; /* was: as the table has it */
	const struct tracked *item;  /* NULL: from the table */
};

struct link_state { /* a link of a recipient */
	struct target *t;
	int64_t n;
	str url;
	enum { LINK_NONE, LINK_MACHINE, LINK_PERSON } before, now;
	bool drop; /* recheck: now is made anew */
};

struct work {
	system_db db;
	struct arena *a;
	const struct tracked *v;
	size_t n;
	struct target **of; /* per item; NULL: dropped */
	struct target *targets;
	size_t n_targets;
	struct str_map by_id;
	struct verdict *verdict; /* per item */
	bool *fresh;		 /* per item */
	str *url;		 /* per item, of clicks: as the author wrote it */
	struct click *clicks;
	size_t n_clicks, cap_clicks;
	struct link_state *links;
	size_t n_links, cap_links;
	struct str_map links_by_key;
	struct stats_delta *delta;
	struct suppression_new *suppress;
	size_t n_suppress;
	struct enrollment_exit *exits;
	size_t n_exits;
};

static int64_t event_track_whole_ms(int64_t us)
{
	return us / US_PER_MS * US_PER_MS;
}

static int64_t event_track_earlier(int64_t a, int64_t b) /* 0: none */
{
	return a == 0 || (b != 0 && b < a) ? b : a;
}

/* --- the recipients */

static err event_track_resolve(struct work *w, str *ids)
{
	str *foreign = arena_array(w->a, str, w->n);
	size_t n = 0;
	for (size_t i = 0; i < w->n; i++) {
		ids[i] = w->v[i].recipient_id;
		if (str_empty(ids[i]) && !str_empty(w->v[i].tracking_id))
			foreign[n++] = w->v[i].tracking_id;
	}
	if (n == 0)
		return OK;
	struct q_event_resolve_rows rows;
	TRY(q_event_resolve(w->db, w->a, &(struct q_event_resolve_in){ .tracking_ids = { foreign, n } }, &rows));
	struct str_map map = { .a = w->a };
	for (size_t i = 0; i < rows.n; i++)
		(void)str_map_put(&map, rows.v[i].tracking_id, i);
	for (size_t i = 0; i < w->n; i++) {
		size_t at = str_empty(ids[i]) ? str_map_get(&map, w->v[i].tracking_id) : STR_MAP_NONE;
		if (at != STR_MAP_NONE)
			ids[i] = rows.v[at].id;
	}
	return OK;
}

static str event_track_domain_of(str email)
{
	size_t at = str_rfind_byte(email, '@');
	return at == STR_NPOS ? STR_NULL : str_from(email, at + 1);
}

static void event_track_target_init(struct target *t, const struct q_event_lock_recipients_row *r)
{
	t->row = r;
	t->ref = (struct stats_ref){ .user_id = r->user_id,
				     .campaign_id = r->campaign_id,
				     .sequence_id = r->sequence_id,
				     .step_id = r->step_id,
				     .contact_id = r->contact_id,
				     .domain = event_track_domain_of(r->email) };
	t->before = (struct marks){ .opened = r->opened_at.v,
				    .opened_by_person = r->opened_by_person_at.v,
				    .clicked = r->clicked_at.v,
				    .clicked_by_person = r->clicked_by_person_at.v,
				    .unsubscribed = r->unsubscribed_at.v };
	t->now = t->before;
}

/* The distinct recipients, and each item's among them (STR_MAP_NONE: unknown id). */
static size_t event_track_distinct_ids(struct work *w, const str *ids, str *distinct)
{
	size_t n = 0;
	struct str_map seen = { .a = w->a };
	for (size_t i = 0; i < w->n; i++)
		if (!str_empty(ids[i]) && str_map_put(&seen, ids[i], n) == n)
			distinct[n++] = ids[i];
	return n;
}

static void event_track_set_targets(struct work *w, const struct q_event_lock_recipients_row *rows, size_t n,
				    const str *ids)
{
	w->targets = arena_array(w->a, struct target, n);
	w->n_targets = n;
	w->by_id = (struct str_map){ .a = w->a };
	for (size_t i = 0; i < n; i++) {
		event_track_target_init(&w->targets[i], &rows[i]);
		(void)str_map_put(&w->by_id, rows[i].id, i);
	}
	for (size_t i = 0; i < w->n; i++) {
		size_t at = str_empty(ids[i]) ? STR_MAP_NONE : str_map_get(&w->by_id, ids[i]);
		w->of[i] = at == STR_MAP_NONE ? NULL : &w->targets[at];
		/* Of whom nothing is to be known, nothing is kept; that they left is. */
		if (w->of[i] && w->of[i]->row->untracked && w->v[i].kind != TRACKED_UNSUBSCRIBE)
			w->of[i] = NULL;
	}
}

/* An open that comes after what its recipient's marks say of opens changes none of them. Those marks only ever move to
 * earlier times, and no later judgement makes a person of a machine, so what needed no lock a moment ago needs none
 * now. */
static bool event_track_changes_nothing(const struct work *w, size_t i)
{
	const struct marks *m = &w->of[i]->before;
	int64_t at = event_track_whole_ms(w->v[i].at);
	if (w->v[i].kind != TRACKED_OPEN || m->opened == 0 || m->opened > at)
		return false;
	return w->v[i].verdict.who != VERDICT_HUMAN || (m->opened_by_person != 0 && m->opened_by_person <= at);
}

/* Few recipients with many events each (one mail looked at again and again): true when none of them needs a lock, so
 * that several drains need not wait for each other. */
static err event_track_read_without_lock(struct work *w, const str *ids, const str *distinct, size_t n, bool *enough)
{
	struct q_event_read_recipients_rows rows;
	*enough = false;
	TRY(q_event_read_recipients(w->db, w->a, &(struct q_event_read_recipients_in){ .ids = { distinct, n } },
				    &rows));
	struct q_event_lock_recipients_row *same = arena_array(w->a, struct q_event_lock_recipients_row, rows.n);
	static_assert(sizeof(*same) == sizeof(*rows.v), "the two queries have the same columns");
	if (rows.n > 0)
		memcpy(same, rows.v, rows.n * sizeof(*same));
	event_track_set_targets(w, same, rows.n, ids);
	for (size_t i = 0; i < w->n; i++)
		if (w->of[i] && !event_track_changes_nothing(w, i))
			return OK;
	*enough = true;
	return OK;
}

#define EVENTS_PER_RECIPIENT_MANY 8

static err event_track_find_recipients(struct work *w, struct event_track_done *done)
{
	str *ids = arena_array(w->a, str, w->n), *distinct = arena_array(w->a, str, w->n);
	bool enough = false;
	TRY(event_track_resolve(w, ids));
	size_t n = event_track_distinct_ids(w, ids, distinct);
	if (n > 0 && w->n >= n * EVENTS_PER_RECIPIENT_MANY)
		TRY(event_track_read_without_lock(w, ids, distinct, n, &enough));
	if (!enough) {
		struct q_event_lock_recipients_rows rows = {};
		if (n > 0)
			TRY(q_event_lock_recipients(
				w->db, w->a, &(struct q_event_lock_recipients_in){ .ids = { distinct, n } }, &rows));
		event_track_set_targets(w, rows.v, rows.n, ids);
	}
	for (size_t i = 0; i < w->n; i++)
		done->dropped += w->of[i] == NULL;
	return OK;
}

/* --- judging again, with what is known by now */

static void event_track_judge_times(struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct target *t = w->of[i];
		w->verdict[i] = w->v[i].verdict;
		/* A captured message was delivered to nobody: whoever opens it reads it in the app, at once. */
		if (t && t->row->sent_at.has && !t->row->captured && w->v[i].kind != TRACKED_UNSUBSCRIBE)
			w->verdict[i] = verdict_retime(w->verdict[i], w->v[i].kind == TRACKED_CLICK,
						       w->v[i].at - t->row->sent_at.v);
	}
}

static void event_track_push_click(struct work *w, struct click c)
{
	if (w->n_clicks == w->cap_clicks) {
		w->cap_clicks = w->cap_clicks ? w->cap_clicks * 2 : 64;
		struct click *v = arena_array(w->a, struct click, w->cap_clicks);
		if (w->n_clicks > 0)
			memcpy(v, w->clicks, w->n_clicks * sizeof(*v));
		w->clicks = v;
	}
	w->clicks[w->n_clicks++] = c;
}

static void event_track_click_of_row(struct work *w, const struct q_event_recent_clicks_row *r)
{
	const struct json *data;
	size_t at = str_map_get(&w->by_id, r->recipient_id);
	int64_t n;
	if (at == STR_MAP_NONE || err_is(json_parse(w->a, r->data, &data)) || !json_i64(json_get(data, "n"), &n))
		return; /* not one of ours */
	struct click c = { .t = &w->targets[at], .at = r->timestamp, .n = n, .id = r->id };
	(void)verdict_who_parse(json_str(json_get(data, "verdict")), &c.verdict.who);
	(void)verdict_reason_parse(json_str(json_get(data, "reason")), &c.verdict.reason);
	c.was = c.verdict;
	event_track_push_click(w, c);
}

/* Clicks of the batch, and those of the same recipients shortly before. */
static err event_track_gather_clicks(struct work *w)
{
	str *ids = arena_array(w->a, str, w->n_targets + 1);
	size_t n = 0;
	int64_t since = INT64_MAX;
	for (size_t i = 0; i < w->n; i++) {
		struct target *t = w->of[i];
		if (!t || w->v[i].kind != TRACKED_CLICK)
			continue;
		since = w->v[i].at < since ? w->v[i].at : since;
		if (!t->clicked)
			ids[n++] = t->row->id;
		t->clicked = true;
	}
	if (n == 0)
		return OK;
	char floor[CUID_LEN + 1];
	since = event_track_whole_ms(since - VERDICT_HIDDEN_WINDOW);
	cuid_floor(since, floor);
	struct q_event_recent_clicks_rows rows;
	TRY(q_event_recent_clicks(w->db, w->a,
				  &(struct q_event_recent_clicks_in){ .recipient_ids = { ids, n },
								      .floor = str_of(floor, CUID_LEN),
								      .since = since },
				  &rows));
	struct str_map known = { .a = w->a };
	for (size_t i = 0; i < rows.n; i++) {
		(void)str_map_put(&known, rows.v[i].id, i);
		event_track_click_of_row(w, &rows.v[i]);
	}
	for (size_t i = 0; i < w->n; i++) {
		const struct tracked *v = &w->v[i];
		if (w->of[i] && v->kind == TRACKED_CLICK && str_map_get(&known, v->id) == STR_MAP_NONE)
			event_track_push_click(w, (struct click){ .t = w->of[i],
								  .at = event_track_whole_ms(v->at),
								  .n = v->link,
								  .id = v->id,
								  .url = v->url,
								  .link_id = v->link_id,
								  .verdict = w->verdict[i],
								  .item = v });
	}
	return OK;
}

static int event_track_by_target_and_time(const void *a, const void *b)
{
	const struct click *x = a, *y = b;
	if (x->t != y->t)
		return x->t < y->t ? -1 : 1;
	return x->at != y->at ? (x->at < y->at ? -1 : 1) : str_cmp(x->id, y->id);
}

/* Who follows the link that nobody sees follows the others beside it, too. Clicks are sorted. */
static void event_track_judge_hidden(struct work *w)
{
	struct click *c = w->clicks;
	for (size_t i = 0; i < w->n_clicks; i++)
		for (size_t k = 0; c[i].n == 0 && k < w->n_clicks; k++)
			if (c[k].t == c[i].t && c[k].at - c[i].at <= VERDICT_HIDDEN_WINDOW &&
			    c[i].at - c[k].at <= VERDICT_HIDDEN_WINDOW && c[k].verdict.who != VERDICT_MACHINE)
				c[k].verdict = (struct verdict){ VERDICT_MACHINE, VERDICT_HIDDEN_LINK };
}

/* Several different links of one message within seconds are followed by a scanner, not by a person. */
static void event_track_judge_fans(struct work *w)
{
	const struct verdict machine = { VERDICT_MACHINE, VERDICT_ALL_LINKS };
	struct click *c = w->clicks;
	if (w->n_clicks > 1)
		qsort(c, w->n_clicks, sizeof(*c), event_track_by_target_and_time);
	for (size_t from = 0; from < w->n_clicks; from++) {
		int64_t links[VERDICT_FAN_LINKS];
		size_t n = 0, to = from;
		if (c[from].t->row->captured)
			continue;
		for (; to < w->n_clicks && c[to].t == c[from].t && c[to].at - c[from].at <= VERDICT_FAN_WINDOW; to++) {
			bool known = false;
			for (size_t i = 0; i < n; i++)
				known = known || links[i] == c[to].n;
			if (!known && n < VERDICT_FAN_LINKS)
				links[n++] = c[to].n;
		}
		for (size_t i = from; n == VERDICT_FAN_LINKS && i < to; i++)
			if (c[i].verdict.who != VERDICT_MACHINE)
				c[i].verdict = machine;
	}
	event_track_judge_hidden(w);
	for (size_t i = 0; i < w->n_clicks; i++)
		if (c[i].item)
			w->verdict[c[i].item - w->v] = c[i].verdict;
}

/* --- the events */

/* Clicks that came without a target: their links have fields, and what those became is kept nowhere. */
static err event_track_find_templates(struct work *w)
{
	struct link_wanted *want = arena_array(w->a, struct link_wanted, w->n + 1);
	size_t *item = arena_array(w->a, size_t, w->n + 1), n = 0;
	for (size_t i = 0; i < w->n; i++) {
		const struct tracked *v = &w->v[i];
		w->url[i] = v->url;
		if (!w->of[i] || v->kind != TRACKED_CLICK || v->link == 0 || !str_empty(v->url))
			continue;
		const struct stats_ref *ref = &w->of[i]->ref;
		item[n] = i;
		want[n] = (struct link_wanted){ .stats_id = stats_id(w->a, ref),
						.campaign_id = ref->campaign_id,
						.sequence_id = ref->sequence_id,
						.step_id = ref->step_id,
						.n = v->link };
		n++;
	}
	TRY(link_templates(w->db, w->a, want, n));
	for (size_t i = 0; i < n; i++)
		w->url[item[i]] = want[i].url;
	return OK;
}

static str event_data(struct arena *a, const struct tracked *v, str url, struct verdict verdict)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, JOURNAL_RECORD_MAX * 6); /* every byte of a url as \u00xx */
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_kv_str(&j, "verdict", verdict_who_name(verdict.who));
	json_kv_str(&j, "reason", verdict_reason_name(verdict.reason));
	str program;
	(void)agents_judge(str_trim(v->user_agent), &program);
	if (program.n)
		json_kv_str(&j, "program", program);
	if (v->net != VERDICT_NET_NONE)
		json_kv_str(&j, "net", verdict_net_name(v->net));
	if (v->kind == TRACKED_CLICK) {
		json_kv_i64(&j, "n", v->link);
		json_kv_str(&j, "linkId", v->link_id);
		json_kv_str(&j, "url", url);
	}
	json_end_obj(&j);
	return arena_dup(a, buf_str(&out));
}

static err event_track_insert_events(struct work *w, struct event_track_done *done)
{
	struct event_row *rows = arena_array(w->a, struct event_row, w->n);
	size_t *item = arena_array(w->a, size_t, w->n), n = 0;
	for (size_t i = 0; i < w->n; i++) {
		const struct tracked *v = &w->v[i];
		if (!w->of[i] || v->kind == TRACKED_UNSUBSCRIBE)
			continue;
		rows[n] = (struct event_row){ .id = v->id,
					      .recipient_id = w->of[i]->row->id,
					      .user_id = w->of[i]->ref.user_id,
					      .type = v->kind == TRACKED_CLICK ? EVENT_CLICKED : EVENT_OPENED,
					      .at = v->at,
					      .data = event_data(w->a, v, w->url[i], w->verdict[i]),
					      .ip_hash = v->ip_hash,
					      .user_agent = v->user_agent };
		item[n++] = i;
	}
	bool *fresh = arena_array(w->a, bool, n + 1);
	TRY(event_insert(w->db, w->a, rows, n, fresh));
	for (size_t i = 0; i < n; i++) {
		w->fresh[item[i]] = fresh[i];
		done->inserted += fresh[i];
		done->repeated += !fresh[i];
	}
	return OK;
}

static enum stat event_track_stat_of(bool click, enum verdict_who who)
{
	static const enum stat stats[2][3] = {
		{ STAT_OPENS_PEOPLE, STAT_OPENS_MACHINES, STAT_OPENS_UNKNOWN },
		{ STAT_CLICKS_PEOPLE, STAT_CLICKS_MACHINES, STAT_CLICKS_UNKNOWN },
	};
	return stats[click][who];
}

static struct link_state *event_track_link_of(struct work *w, struct target *t, int64_t n)
{
	char *key = arena_alloc(w->a, sizeof(n) + sizeof(t));
	memcpy(key, &n, sizeof(n));
	memcpy(key + sizeof(n), &t, sizeof(t));
	size_t at = str_map_put(&w->links_by_key, str_of(key, sizeof(n) + sizeof(t)), w->n_links);
	if (at < w->n_links)
		return &w->links[at];
	if (w->n_links == w->cap_links) {
		w->cap_links = w->cap_links ? w->cap_links * 2 : 64;
		struct link_state *v = arena_array(w->a, struct link_state, w->cap_links);
		if (w->n_links > 0)
			memcpy(v, w->links, w->n_links * sizeof(*v));
		w->links = v;
	}
	w->links[w->n_links] = (struct link_state){ .t = t, .n = n };
	return &w->links[w->n_links++];
}

static err event_track_load_links(struct work *w)
{
	str *ids = arena_array(w->a, str, w->n_targets + 1);
	size_t n = 0;
	w->links_by_key.a = w->a;
	for (size_t i = 0; i < w->n_targets; i++)
		if (w->targets[i].clicked)
			ids[n++] = w->targets[i].row->id;
	if (n == 0)
		return OK;
	struct q_event_links_clicked_rows rows;
	TRY(q_event_links_clicked(w->db, w->a, &(struct q_event_links_clicked_in){ .recipient_ids = { ids, n } },
				  &rows));
	for (size_t i = 0; i < rows.n; i++) {
		size_t at = str_map_get(&w->by_id, rows.v[i].recipient_id);
		if (at == STR_MAP_NONE)
			continue;
		struct link_state *k = event_track_link_of(w, &w->targets[at], rows.v[i].n);
		k->before = k->now = rows.v[i].by_person ? LINK_PERSON : LINK_MACHINE;
	}
	return OK;
}

static void event_track_count_program(struct work *w, const struct target *t, const struct tracked *v, bool click)
{
	str program;
	struct verdict list = agents_judge(str_trim(v->user_agent), &program);
	/* The list may be replaced at any time: what is counted outlives it. */
	stats_count_program(w->delta, &t->ref, arena_dup(w->a, program), verdict_reason_name(list.reason), click, 1);
}

/* What the new events change in their recipient's marks and links. */
static void event_track_mark_events(struct work *w)
{
	for (size_t i = 0; i < w->n; i++) {
		const struct tracked *v = &w->v[i];
		struct target *t = w->of[i];
		if (!t || !w->fresh[i])
			continue;
		bool click = v->kind == TRACKED_CLICK, person = w->verdict[i].who == VERDICT_HUMAN;
		int64_t at = event_track_whole_ms(v->at);
		stats_count(w->delta, &t->ref, event_track_stat_of(click, w->verdict[i].who), at, 1);
		event_track_count_program(w, t, v, click);
		if (!click) {
			t->now.opened = event_track_earlier(t->now.opened, at);
			if (person)
				t->now.opened_by_person = event_track_earlier(t->now.opened_by_person, at);
			continue;
		}
		t->now.clicked = event_track_earlier(t->now.clicked, at);
		if (person)
			t->now.clicked_by_person = event_track_earlier(t->now.clicked_by_person, at);
		if (v->link == 0)
			continue; /* the hidden link is none of the message's */
		struct link_state *k = event_track_link_of(w, t, v->link);
		k->url = w->url[i];
		k->now = person || k->now == LINK_PERSON ? LINK_PERSON : LINK_MACHINE;
		stats_count_link(w->delta, &t->ref, v->link, w->url[i],
				 (struct stats_link){ .people = person, .machines = !person });
	}
}

/* --- clicks in the table that turned out to be part of a fan */

static err event_track_rejudge(struct work *w)
{
	str *ids = arena_array(w->a, str, w->n_clicks + 1), *whos = arena_array(w->a, str, w->n_clicks + 1);
	str *reasons = arena_array(w->a, str, w->n_clicks + 1);
	size_t n = 0;
	for (size_t i = 0; i < w->n_clicks; i++) {
		struct click *c = &w->clicks[i];
		if (c->item || c->verdict.who == c->was.who)
			continue;
		whos[n] = verdict_who_name(c->verdict.who);
		reasons[n] = verdict_reason_name(c->verdict.reason);
		ids[n++] = c->id;
		stats_count(w->delta, &c->t->ref, event_track_stat_of(true, c->was.who), c->at, -1);
		stats_count(w->delta, &c->t->ref, event_track_stat_of(true, c->verdict.who), c->at, 1);
		if (c->was.who != VERDICT_HUMAN)
			continue;
		stats_count_link(w->delta, &c->t->ref, c->n, STR_NULL,
				 (struct stats_link){ .people = -1, .machines = 1 });
		c->t->recheck = true;
	}
	if (n == 0)
		return OK;
	return q_event_rejudge(
		w->db, w->a,
		&(struct q_event_rejudge_in){ .ids = { ids, n }, .verdicts = { whos, n }, .reasons = { reasons, n } },
		NULL);
}

/* Their recipients' marks by people, made anew from the clicks that are left. */
static err event_track_recheck(struct work *w)
{
	str *ids = arena_array(w->a, str, w->n_targets + 1);
	size_t n = 0;
	for (size_t i = 0; i < w->n_targets; i++)
		if (w->targets[i].recheck)
			ids[n++] = w->targets[i].row->id;
	if (n == 0)
		return OK;
	struct q_event_clicks_by_people_rows rows;
	TRY(q_event_clicks_by_people(w->db, w->a, &(struct q_event_clicks_by_people_in){ .recipient_ids = { ids, n } },
				     &rows));
	for (size_t i = 0; i < w->n_targets; i++)
		if (w->targets[i].recheck)
			w->targets[i].now.clicked_by_person = 0;
	for (size_t i = 0; i < w->n_links; i++)
		if (w->links[i].t->recheck && w->links[i].now == LINK_PERSON)
			w->links[i].now = LINK_MACHINE;
	for (size_t i = 0; i < rows.n; i++) {
		struct target *t = &w->targets[str_map_get(&w->by_id, rows.v[i].recipient_id)];
		t->now.clicked_by_person = event_track_earlier(t->now.clicked_by_person, rows.v[i].first);
		event_track_link_of(w, t, rows.v[i].n)->now = LINK_PERSON;
	}
	return OK;
}

/* --- unsubscribes */

static void event_track_unsubscribe(struct work *w, struct event_track_done *done)
{
	w->suppress = arena_array(w->a, struct suppression_new, w->n);
	w->exits = arena_array(w->a, struct enrollment_exit, w->n);
	for (size_t i = 0; i < w->n; i++) {
		struct target *t = w->of[i];
		int64_t at = event_track_whole_ms(w->v[i].at);
		if (!t || w->v[i].kind != TRACKED_UNSUBSCRIBE)
			continue;
		if (t->now.unsubscribed != 0 && t->now.unsubscribed >= at) {
			done->repeated++;
			continue;
		}
		/* Asked again later (after coming back, say): done again, counted once. */
		done->inserted++;
		if (t->now.unsubscribed == 0)
			t->now.unsubscribed = at;
		stats_unsubscribe_contact(w->delta, &t->ref, at);
		w->suppress[w->n_suppress++] = (struct suppression_new){ .user_id = t->ref.user_id,
									 .email = t->row->email,
									 .reason = SUPPRESSION_UNSUBSCRIBE,
									 .source = w->v[i].source,
									 .at = at };
		w->exits[w->n_exits++] = (struct enrollment_exit){ .contact_id = t->ref.contact_id,
								   .reason = ENROLLMENT_UNSUBSCRIBED,
								   .recipient_id = t->row->id,
								   .at = at };
	}
}

/* By messages that were deleted since: what is known of the person is stopped. */
static err event_track_unsubscribe_gone(struct work *w, struct event_track_done *done)
{
	str *ids = arena_array(w->a, str, w->n), *reasons = arena_array(w->a, str, w->n);
	str *sources = arena_array(w->a, str, w->n);
	int64_t *at = arena_array(w->a, int64_t, w->n);
	size_t n = 0;
	for (size_t i = 0; i < w->n; i++) {
		const struct tracked *v = &w->v[i];
		if (w->of[i] || v->kind != TRACKED_UNSUBSCRIBE)
			continue;
		reasons[n] = suppression_reason_name(SUPPRESSION_UNSUBSCRIBE);
		sources[n] = v->source;
		at[n] = event_track_whole_ms(v->at);
		ids[n++] = str_empty(v->recipient_id) ? v->tracking_id : v->recipient_id;
	}
	if (n == 0)
		return OK;
	struct q_event_leave_gone_row found;
	TRY(q_event_leave_gone(
		w->db, w->a,
		&(struct q_event_leave_gone_in){
			.ids = { ids, n }, .reasons = { reasons, n }, .sources = { sources, n }, .at = { at, n } },
		&found));
	size_t left = size_min((size_t)found.n, n);
	done->inserted += left;
	done->dropped -= left;
	return OK;
}

/* --- the difference, counted and written */

static int64_t event_track_first_engaged(const struct target *t, const struct marks *m)
{
	return event_track_earlier(event_track_earlier(m->opened_by_person, m->clicked_by_person),
				   t->row->replied_at.v);
}

static void event_track_count_change(struct work *w, const struct target *t, enum stat what, int64_t before,
				     int64_t now)
{
	if (before == now)
		return;
	if (before)
		stats_count(w->delta, &t->ref, what, before, -1);
	if (now)
		stats_count(w->delta, &t->ref, what, now, 1);
}

static void event_track_count_target(struct work *w, const struct target *t)
{
	const struct marks *b = &t->before, *n = &t->now;
	event_track_count_change(w, t, STAT_OPENED_PEOPLE, b->opened_by_person, n->opened_by_person);
	event_track_count_change(w, t, STAT_OPENED_MACHINES, b->opened_by_person ? 0 : b->opened,
				 n->opened_by_person ? 0 : n->opened);
	event_track_count_change(w, t, STAT_CLICKED_PEOPLE, b->clicked_by_person, n->clicked_by_person);
	event_track_count_change(w, t, STAT_CLICKED_MACHINES, b->clicked_by_person ? 0 : b->clicked,
				 n->clicked_by_person ? 0 : n->clicked);
	event_track_count_change(w, t, STAT_ENGAGED, event_track_first_engaged(t, b), event_track_first_engaged(t, n));
	event_track_count_change(w, t, STAT_UNSUBSCRIBED, b->unsubscribed, n->unsubscribed);
}

static err event_track_write_marks(struct work *w)
{
	str *ids = arena_array(w->a, str, w->n_targets + 1);
	int64_t *m = arena_array(w->a, int64_t, w->n_targets * 5 + 1);
	size_t n = 0, cap = w->n_targets;
	for (size_t i = 0; i < w->n_targets; i++) {
		const struct target *t = &w->targets[i];
		if (memcmp(&t->before, &t->now, sizeof(t->now)) == 0)
			continue;
		event_track_count_target(w, t);
		ids[n] = t->row->id;
		m[n] = t->now.opened;
		m[cap + n] = t->now.opened_by_person;
		m[2 * cap + n] = t->now.clicked;
		m[3 * cap + n] = t->now.clicked_by_person;
		m[4 * cap + n++] = t->now.unsubscribed;
	}
	if (n == 0)
		return OK;
	return q_event_mark_recipients(w->db, w->a,
				       &(struct q_event_mark_recipients_in){ .ids = { ids, n },
									     .opened = { m, n },
									     .opened_by_person = { m + cap, n },
									     .clicked = { m + 2 * cap, n },
									     .clicked_by_person = { m + 3 * cap, n },
									     .unsubscribed = { m + 4 * cap, n } },
				       NULL);
}

static err event_track_write_links(struct work *w)
{
	str *ids = arena_array(w->a, str, w->n_links + 1), *users = arena_array(w->a, str, w->n_links + 1);
	int64_t *ns = arena_array(w->a, int64_t, w->n_links + 1);
	bool *person = arena_array(w->a, bool, w->n_links + 1);
	size_t n = 0;
	for (size_t i = 0; i < w->n_links; i++) {
		const struct link_state *k = &w->links[i];
		if (k->before == k->now)
			continue;
		stats_count_link(w->delta, &k->t->ref, k->n, k->url,
				 (struct stats_link){
					 .unique_people = (k->now == LINK_PERSON) - (k->before == LINK_PERSON),
					 .unique_machines = (k->now == LINK_MACHINE) - (k->before == LINK_MACHINE),
				 });
		ids[n] = k->t->row->id;
		users[n] = k->t->ref.user_id;
		ns[n] = k->n;
		person[n++] = k->now == LINK_PERSON;
	}
	if (n == 0)
		return OK;
	return q_event_link_clicks_set(w->db, w->a,
				       &(struct q_event_link_clicks_set_in){ .recipient_ids = { ids, n },
									     .n = { ns, n },
									     .user_ids = { users, n },
									     .by_person = { person, n } },
				       NULL);
}

/* Sequences: who unsubscribed leaves, who waits for an open or a click looks again. */
static err event_track_move_enrollments(struct work *w)
{
	str *ids = arena_array(w->a, str, w->n_targets + 1);
	size_t n = 0;
	for (size_t i = 0; i < w->n_targets; i++) {
		const struct target *t = &w->targets[i];
		bool person = t->before.opened_by_person != t->now.opened_by_person ||
			      t->before.clicked_by_person != t->now.clicked_by_person;
		if (person && !str_absent(t->row->sequence_id))
			ids[n++] = t->row->id;
	}
	TRY(enrollment_exit_contacts(w->db, w->a, w->exits, w->n_exits));
	return enrollment_wake_by_recipients(w->db, w->a, ids, n, clock_now());
}

static err event_track_track(struct work *w, struct event_track_done *done)
{
	w->of = arena_array(w->a, struct target *, w->n);
	w->verdict = arena_array(w->a, struct verdict, w->n);
	w->fresh = arena_array(w->a, bool, w->n);
	w->url = arena_array(w->a, str, w->n);
	w->delta = stats_delta_new(w->a);
	TRY(event_track_find_recipients(w, done));
	event_track_judge_times(w);
	TRY(event_track_gather_clicks(w));
	event_track_judge_fans(w);
	TRY(event_track_find_templates(w));
	TRY(event_track_insert_events(w, done));
	TRY(event_track_load_links(w));
	event_track_mark_events(w);
	TRY(event_track_rejudge(w));
	TRY(event_track_recheck(w));
	event_track_unsubscribe(w, done);
	TRY(event_track_write_marks(w));
	TRY(event_track_write_links(w));
	TRY(suppression_add_many(w->db, w->a, w->suppress, w->n_suppress));
	TRY(event_track_unsubscribe_gone(w, done));
	TRY(event_track_move_enrollments(w));
	return stats_apply(w->db, w->a, w->delta);
}

err event_track(system_db db, struct arena *a, const struct tracked *v, size_t n, struct event_track_done *out)
{
	struct event_track_done done = {};
	if (n > EVENT_TRACK_MAX)
		return err_make(ERR_BUG, "too many events for one transaction");
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(db, &tx));
	struct work w = { .db = tx.db, .a = a, .v = v, .n = n };
	TRY(event_track_track(&w, &done));
	TRY(system_commit(&tx));
	*out = done;
	return OK;
}
