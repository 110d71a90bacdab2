/* A batch: claimed, walked, written, in one transaction. The walk asks for facts; all who ask are answered together, as
 * often as somebody asks. */
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "core/content/compose.h"
#include "core/ground/str_map.h"
#include "core/sender/mailbox.h"
#include "core/sequence/sequence.h"
#include "flow/flow_int.h"
#include "os/clock.h"
#include "wire/json_write.h"

/* ---- how a turn ends */

static void batch_end(struct mover *m, const char *status)
{
	m->status = str_z(status);
	m->due = 0;
	m->over = true;
	m->turn->counted = true;
	m->turn->active--;
}

void mover_exit(struct batch *b, struct mover *m, const char *reason)
{
	struct turn *t = m->turn;
	batch_end(m, "COMPLETED");
	m->exit = str_z(reason);
	trace_add(b, m, m->here, "exited", arena_printf(b->a, "{\"reason\": \"%s\"}", reason));
	*(str_eq(m->exit, STR("unsubscribed")) ? &t->unsubscribed
	  : str_eq(m->exit, STR("bounced"))    ? &t->bounced
	  : str_eq(m->exit, STR("complained")) ? &t->complained
	  : str_eq(m->exit, STR("goal"))       ? &t->goal
					       : &t->exited) += 1;
}

void mover_fail(struct batch *b, struct mover *m, str why)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	batch_end(m, "FAILED");
	m->failure = why;
	m->turn->failed++;
	buf_init(&out, 64u << 10);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_kv_str(&j, "reason", why);
	json_end_obj(&j);
	trace_add(b, m, m->here, "failed", arena_dup(b->a, buf_str(&out)));
}

static void batch_complete(struct batch *b, struct mover *m)
{
	batch_end(m, "COMPLETED");
	m->turn->completed++;
	m->turn->seconds += i64_max(0, b->now - m->row->enrolled_at) / US_PER_S;
	trace_add(b, m, STR_NULL, "completed", STR_NULL);
}

static void batch_sleep_until(struct mover *m, int64_t until)
{
	m->due = until;
	m->over = true;
}

/* ---- counting where people are */

static struct step_count *batch_count_of(struct mover *m, int step)
{
	m->graph->counted = true;
	return &m->graph->counts[step];
}

static void batch_arrive(struct mover *m)
{
	m->entered = true;
	m->from_version.has = false;
	if (m->pos.step == STEP_NONE)
		return;
	m->here = m->graph->steps.v[m->pos.step].id;
	batch_count_of(m, m->pos.step)->entered++;
}

static void batch_leave(struct mover *m, int step)
{
	batch_count_of(m, step)->passed++;
}

/* ---- taking a row in hand */

/* Where somebody goes on whose step is gone: at the first behind it, by the steps it was entered in, that is left. */
static err batch_survivor(struct batch *b, const struct mover *m, int *out)
{
	struct graph *old = NULL;
	*out = STEP_NONE;
	if (m->from_version.has)
		TRY(graphs_get(b->graphs, b->db, m->row->sequence_id, m->from_version.v, &old));
	int at = old ? steps_find(&old->steps, m->row->current_step) : STEP_NONE;
	for (size_t i = 0; at != STEP_NONE && i <= old->steps.n; i++) {
		int here = steps_find(&m->graph->steps, old->steps.v[at].id);
		if (here != STEP_NONE) {
			*out = here;
			return OK;
		}
		at = old->steps.v[at].next;
	}
	return OK;
}

static void batch_relocate(struct batch *b, struct mover *m, int to)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, 4096);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_kv_i64(&j, "version", m->graph->version);
	json_kv_str(&j, "from", m->row->current_step);
	json_kv_str(&j, "to", to == STEP_NONE ? STR_NULL : m->graph->steps.v[to].id);
	json_end_obj(&j);
	trace_add(b, m, m->row->current_step, "moved", arena_dup(b->a, buf_str(&out)));
	m->changed = true;
	m->pos = (struct walk_position){ .step = to,
					 .phase = WALK_ARRIVED,
					 .since = m->pos.phase == WALK_DONE ? m->pos.since : b->now,
					 .sent = m->sent };
	if (to == STEP_NONE)
		mover_exit(b, m, "edited");
	else
		batch_arrive(m);
}

/* A mail that was planned: sent, refused for good, or still on its way. */
static void batch_look_at_mail(struct batch *b, struct mover *m)
{
	const struct q_flow_claim_row *r = m->row;
	if (str_eq(r->mail_status, STR("SENT"))) {
		m->last = m->waiting;
		m->waiting = STR_NULL;
		walk_done(&m->pos, r->mail_sent_at.has ? r->mail_sent_at.v : b->now);
		struct buf BUF_AUTO out;
		struct json_writer j;
		buf_init(&out, 512);
		json_writer_init(&j, &out);
		json_begin_obj(&j);
		json_kv_str(&j, "recipientId", m->last);
		json_kv_time(&j, "at", m->pos.since);
		json_end_obj(&j);
		trace_add(b, m, r->current_step, "sent", arena_dup(b->a, buf_str(&out)));
	} else if (str_eq(r->mail_status, STR("BOUNCED"))) {
		mover_exit(b, m, "bounced");
	} else if (str_eq(r->mail_status, STR("PENDING")) || r->mail_held) {
		if (r->mail_held)
			trace_add(b, m, r->current_step, "doubt", STR_NULL);
		if (m->pos.step == STEP_NONE) /* else the walk says so, unless a goal is reached */
			batch_sleep_until(m, b->now + MAIL_SAFETY);
	} else if (str_absent(r->mail_status)) {
		mover_fail(b, m, STR("its mail was taken away before it was sent"));
	} else if (str_eq(r->mail_reason, STR("unsubscribed")) ||
		   str_eq(r->mail_reason, STR("the person does not want this topic"))) {
		mover_exit(b, m, "unsubscribed");
	} else if (str_eq(r->mail_reason, STR("suppressed"))) {
		mover_exit(b, m, "suppressed");
	} else if (str_eq(r->mail_reason, STR("the contact is not active"))) {
		mover_exit(b, m, "inactive");
	} else {
		mover_fail(b, m, str_absent(r->mail_reason) ? STR("its mail failed") : r->mail_reason);
	}
}

static void batch_mark_sent(struct batch *b, struct mover *m)
{
	m->sent = arena_array(b->a, bool, m->graph->steps.n + 1);
	for (size_t i = 0; i < m->mails.n; i++) {
		int step = steps_find(&m->graph->steps, m->mails.v[i].key);
		if (step != STEP_NONE)
			m->sent[step] = true;
	}
	m->pos.sent = m->sent;
}

/* Somebody must change something: the steps, or where it stands. Never a guess. */
static void batch_stand_still(struct batch *b, struct mover *m, str why)
{
	m->problem = why;
	m->over = true;
	m->due = b->now + PROBLEM_WAIT;
}

/* The version it runs. Who has not begun, and whom another program gave a step, runs the sequence's own; so does whoever is
 * in one that has errors. */
static err batch_take_graph(struct batch *b, struct mover *m)
{
	const struct q_flow_claim_row *r = m->row;
	int64_t newest = m->turn->row->version, mine = r->version.has ? r->version.v : newest;
	TRY(graphs_get(b->graphs, b->db, r->sequence_id, m->standing ? mine : newest, &m->graph));
	bool unusable = !m->graph || m->graph->broken;
	if (mine == newest)
		return OK;
	if (m->standing && unusable) {
		TRY(graphs_get(b->graphs, b->db, r->sequence_id, newest, &m->graph));
		if (!m->from_version.has)
			m->from_version = (struct opt_i64){ true, mine };
		return OK;
	}
	if (m->standing || unusable || str_absent(r->current_step) ||
	    steps_find(&m->graph->steps, r->current_step) != STEP_NONE)
		return OK;
	struct graph *old;
	TRY(graphs_get(b->graphs, b->db, r->sequence_id, mine, &old));
	if (old && !old->broken && steps_find(&old->steps, r->current_step) != STEP_NONE)
		m->graph = old;
	return OK;
}

static err batch_take_place(struct batch *b, struct mover *m)
{
	const struct q_flow_claim_row *r = m->row;
	bool nowhere = str_absent(r->current_step) || !m->standing;
	int step = str_absent(r->current_step) ? m->graph->steps.entry : steps_find(&m->graph->steps, r->current_step);
	if (step == STEP_NONE && nowhere) {
		batch_stand_still(b, m,
				  arena_printf(b->a, "its current step “%.*s” is no step of version %lld",
					       STR_FMT(str_upto(r->current_step, STEP_ID_MAX)),
					       (long long)m->graph->version));
		return OK;
	}
	m->pos.phase = walk_phase_of(r->phase);
	m->pos.since = r->step_started_at.has ? r->step_started_at.v : r->enrolled_at;
	m->pos.step = step;
	if (!str_absent(m->waiting)) {
		/* The mail is part of the place where it was planned, whatever the steps say by now. */
		batch_look_at_mail(b, m);
		if (m->over)
			return OK;
	}
	if (step == STEP_NONE && !str_absent(r->current_step)) {
		TRY(batch_survivor(b, m, &step));
		batch_relocate(b, m, step);
	} else if (nowhere) {
		m->pos.phase = WALK_ARRIVED;
		batch_arrive(m);
	}
	return OK;
}

static err flow_batch_take(struct batch *b, struct mover *m)
{
	const struct q_flow_claim_row *r = m->row;
	m->status = r->status;
	m->waiting = r->waiting_recipient_id;
	m->last = r->last_recipient_id;
	m->sender = r->sender_id;
	m->here = r->current_step;
	m->standing = !str_absent(r->phase);
	m->pos.step = STEP_NONE;
	if (!str_eq(r->status, STR("ACTIVE"))) { /* another program has changed it */
		m->due = 0;
		m->over = true;
		return OK;
	}
	TRY(memory_read(b, m));
	TRY(batch_take_graph(b, m));
	if (!m->graph || m->graph->broken) {
		batch_stand_still(b, m, STR("the steps of its version cannot be read"));
		m->graph = NULL;
		return OK;
	}
	m->graph->user_id = r->user_id;
	batch_mark_sent(b, m);
	return batch_take_place(b, m);
}

/* ---- walking */

static void batch_branched(struct batch *b, struct mover *m, const struct walk_action *act, int64_t since)
{
	const struct step *s = &m->graph->steps.v[act->step];
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, 4096);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_kv_str(&j, "type", str_z(s->type == STEP_CONDITION ? step_condition_name(s) : step_type_name(s->type)));
	json_kv_bool(&j, "taken", act->taken);
	if (s->type == STEP_SPLIT)
		json_kv_i64(&j, "percent", s->percent);
	else if (!str_empty(s->event))
		json_kv_str(&j, "event", s->event);
	else if (s->filter)
		json_kv_str(&j, "filter",
			    str_upto(m->ask_filter, str_utf8_floor(m->ask_filter, size_min(m->ask_filter.n, 2000))));
	else
		json_kv_str(&j, "recipientId", m->ask_recipient);
	if (s->type == STEP_WAIT) {
		json_kv_bool(&j, "timedOut", !act->taken);
		json_kv_time(&j, "since", since);
	}
	json_end_obj(&j);
	trace_add(b, m, s->id, "branched", arena_dup(b->a, buf_str(&out)));
	pairs_put(b->a, &m->taken, s->id, act->taken ? STR("true") : STR("false"));
	m->changed = true;
	struct step_count *c = batch_count_of(m, act->step);
	*(act->taken ? &c->trues : &c->falses) += 1;
}

static void batch_tag(struct batch *b, struct mover *m, const struct step *s)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, 64u << 10);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_key(&j, "tags");
	json_begin_arr(&j);
	for (size_t i = 0; i < s->tag_count; i++) {
		json_put_str(&j, s->tags[i]);
		if (b->n_tags == b->cap_tags) {
			b->cap_tags = b->cap_tags ? b->cap_tags * 2 : 64;
			struct tag_change *v = arena_array(b->a, struct tag_change, b->cap_tags);
			if (b->n_tags > 0)
				memcpy(v, b->tags, b->n_tags * sizeof(*v));
			b->tags = v;
		}
		b->tags[b->n_tags++] = (struct tag_change){ .contact_id = m->row->contact_id,
							    .tag = s->tags[i],
							    .on = s->type == STEP_TAG };
	}
	json_end_arr(&j);
	json_end_obj(&j);
	trace_add(b, m, s->id, s->type == STEP_TAG ? "tagged" : "untagged", arena_dup(b->a, buf_str(&out)));
}

static void batch_ask(const struct batch *b, struct mover *m, const struct walk_action *act)
{
	const struct step *s = &m->graph->steps.v[act->step];
	m->facts = (struct walk_facts){};
	if (s->type == STEP_WAIT && !str_empty(s->event)) {
		m->ask = ASK_EVENT;
		m->ask_event = s->event;
		return;
	}
	if (s->filter) {
		/* What this batch has done, tags above all, is written before it is asked. */
		if (m->entered)
			batch_sleep_until(m, b->now);
		else
			m->ask = ASK_FILTER;
		return;
	}
	m->ask_recipient =
		act->reference == STEP_NONE ? m->last : pairs_get(&m->mails, m->graph->steps.v[act->reference].id);
	if (str_empty(m->ask_recipient))
		m->answered = true; /* no such mail: nothing can have happened to it */
	else
		m->ask = ASK_MESSAGE;
}

/* The webhook is begun, or was and its caller died: once more, with the same id. */
static void batch_begin_call(struct batch *b, struct mover *m)
{
	if (m->entered)
		trace_add(b, m, m->graph->steps.v[m->pos.step].id, "calling", STR_NULL);
	m->call = true;
	m->attempts = m->entered ? 0 : m->row->attempts;
	batch_sleep_until(m, b->now + CALL_SAFETY);
}

static void batch_act_on(struct batch *b, struct mover *m, const struct walk_action *act, int64_t since)
{
	const struct step *s = act->step == STEP_NONE ? NULL : &m->graph->steps.v[act->step];
	switch (act->act) {
	case WALK_COMPLETE: batch_complete(b, m); return;
	case WALK_EXIT:
		batch_leave(m, act->step);
		mover_exit(b, m, s->type == STEP_GOAL ? "goal" : "exit");
		return;
	case WALK_SEND:
		m->ask = ASK_CONTACT;
		m->over = true;
		return;
	case WALK_CALL: batch_begin_call(b, m); return;
	case WALK_AWAIT:
		if (s->type == STEP_WEBHOOK)
			batch_begin_call(b, m);
		else
			batch_sleep_until(m, b->now + MAIL_SAFETY);
		return;
	case WALK_SLEEP:
		if (m->entered)
			trace_add(b, m, s->id, "waiting", trace_detail_time(b, "until", act->until));
		batch_sleep_until(m, act->until);
		return;
	case WALK_ASK: batch_ask(b, m, act); return;
	case WALK_AGAIN: trace_add(b, m, s->id, "again", STR_NULL); break;
	case WALK_BRANCHED: batch_branched(b, m, act, since); break;
	case WALK_TAG: batch_tag(b, m, s); break;
	case WALK_MOVED: break;
	}
	batch_leave(m, act->step);
	batch_arrive(m);
}

static void batch_walk(struct batch *b, struct mover *m)
{
	while (!m->over && m->ask == ASK_NOTHING) {
		if (m->calls++ > WALK_TURN_MAX) {
			mover_fail(b, m, STR("the steps go round without a delay"));
			return;
		}
		int64_t since = m->pos.since;
		int lot = 0;
		if (m->pos.step != STEP_NONE && m->graph->steps.v[m->pos.step].type == STEP_SPLIT)
			lot = walk_lot(m->row->id, m->graph->steps.v[m->pos.step].id);
		bool answered = m->answered;
		m->answered = false;
		m->pos.zone = zones_first(m->row->timezone, m->turn->window.timezone, m->turn->row->account_zone);
		m->pos.holidays = &m->turn->holidays;
		struct walk_action act = walk_next(&m->graph->steps, &m->pos, b->now, answered ? &m->facts : NULL, lot);
		batch_act_on(b, m, &act, since);
	}
}

/* ---- facts */

/* When it is asked whether somebody has replied: his mailbox must have been read since. 0: that does not decide. */
static int64_t batch_replied_by(const struct batch *b, const struct mover *m)
{
	const struct step *s = &m->graph->steps.v[m->pos.step];
	int64_t at = m->pos.since + (s->type == STEP_WAIT ? s->delay : 0);
	bool replies = s->condition == CONDITION_REPLIED || s->condition == CONDITION_NOT_REPLIED;
	return replies && at <= b->now ? at : 0;
}

/* They come again in a moment, and stay where they are. */
static err batch_wait_for_mailboxes(struct batch *b, const struct q_flow_messages_rows *rows)
{
	str *ids = arena_array(b->a, str, rows->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < rows->n; i++)
		if (rows->v[i].unread)
			ids[n++] = rows->v[i].id;
	if (n == 0)
		return OK;
	return q_flow_look(b->db, b->a, &(struct q_flow_look_in){ .now = b->now, .ids = { ids, n } }, NULL);
}

static err batch_answer_messages(struct batch *b)
{
	str *ids = arena_array(b->a, str, b->n + 1);
	int64_t *asked = arena_array(b->a, int64_t, b->n + 1);
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].ask == ASK_MESSAGE) {
			asked[n] = batch_replied_by(b, &b->v[i]);
			ids[n++] = b->v[i].ask_recipient;
		}
	if (n == 0)
		return OK;
	struct q_flow_messages_rows rows;
	struct q_flow_messages_in in = {
		.ids = { ids, n }, .asked = { asked, n }, .now = b->now, .stale_seconds = mailbox_stale(b->app->config)
	};
	TRY(q_flow_messages(b->db, b->a, &in, &rows));
	TRY(batch_wait_for_mailboxes(b, &rows));
	struct str_map found = { .a = b->a };
	for (size_t i = 0; i < rows.n; i++)
		(void)str_map_put(&found, rows.v[i].id, i);
	for (size_t i = 0; i < b->n; i++) {
		struct mover *m = &b->v[i];
		if (m->ask != ASK_MESSAGE)
			continue;
		size_t at = str_map_get(&found, m->ask_recipient);
		if (at != STR_MAP_NONE)
			m->facts = (struct walk_facts){ .opened = rows.v[at].opened,
							.clicked = rows.v[at].clicked,
							.replied = rows.v[at].replied };
		m->ask = ASK_NOTHING;
		if (at != STR_MAP_NONE && rows.v[at].unread)
			batch_sleep_until(m, b->now + MAILBOX_WAIT);
		else
			m->answered = true;
	}
	return OK;
}

struct wanted_events {
	str *contacts, *events;
	int64_t *since;
	struct mover **of;
	size_t n;
};

static void batch_wanted_init(struct batch *b, struct wanted_events *w, size_t cap)
{
	*w = (struct wanted_events){ .contacts = arena_array(b->a, str, cap + 1),
				     .events = arena_array(b->a, str, cap + 1),
				     .since = arena_array(b->a, int64_t, cap + 1),
				     .of = arena_array(b->a, struct mover *, cap + 1) };
}

static void batch_want(struct wanted_events *w, struct mover *m, str event, int64_t since)
{
	w->contacts[w->n] = m->row->contact_id;
	w->events[w->n] = event;
	w->since[w->n] = since;
	w->of[w->n++] = m;
}

static err batch_look_for(struct batch *b, const struct wanted_events *w, struct q_flow_events_rows *rows)
{
	*rows = (struct q_flow_events_rows){};
	if (w->n == 0)
		return OK;
	return q_flow_events(b->db, b->a,
			     &(struct q_flow_events_in){ .contact_ids = { w->contacts, w->n },
							 .events = { w->events, w->n },
							 .since = { w->since, w->n } },
			     rows);
}

static err batch_answer_events(struct batch *b)
{
	struct wanted_events w;
	struct q_flow_events_rows rows;
	batch_wanted_init(b, &w, b->n);
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].ask == ASK_EVENT)
			batch_want(&w, &b->v[i], b->v[i].ask_event, b->v[i].pos.since);
	TRY(batch_look_for(b, &w, &rows));
	for (size_t i = 0; i < w.n; i++) {
		w.of[i]->ask = ASK_NOTHING;
		w.of[i]->answered = true;
	}
	for (size_t i = 0; i < rows.n; i++)
		w.of[rows.v[i].n - 1]->facts.came = true;
	return OK;
}

/* One step's filter, of all who stand there: as their own tenant, on a connection of its own. */
static err batch_answer_filter(struct batch *b, struct mover *first)
{
	const struct step *s = &first->graph->steps.v[first->pos.step];
	struct mover **those = arena_array(b->a, struct mover *, b->n + 1);
	str *ids = arena_array(b->a, str, b->n + 1), text = STR_NULL, why = STR_NULL;
	bool *is = arena_array(b->a, bool, b->n + 1);
	size_t n = 0;
	for (struct mover *m = first; m < b->v + b->n; m++)
		if (m->ask == ASK_FILTER && m->graph == first->graph && m->pos.step == first->pos.step) {
			ids[n] = m->row->contact_id;
			those[n++] = m;
		}
	tenant_db db = tenant_of(b->app->db, b->a, first->row->user_id);
	err e = sequence_filter_ask(db, b->a, s->filter, ids, n, is, &text, &why);
	if (err_is(e) && e.code != ERR_INVALID && e.code != ERR_AGAIN)
		return e;
	for (size_t i = 0; i < n; i++) {
		struct mover *m = those[i];
		m->ask = ASK_NOTHING;
		if (e.code == ERR_INVALID) {
			batch_stand_still(b, m,
					  arena_printf(b->a, "the condition “%.*s” cannot be asked: %.*s",
						       STR_FMT(step_title(b->a, &m->graph->steps, m->pos.step)),
						       STR_FMT(why)));
		} else if (e.code == ERR_AGAIN) {
			batch_sleep_until(m, b->now + FILTER_WAIT);
		} else {
			m->facts.matches = is[i];
			m->ask_filter = text;
			m->answered = true;
		}
	}
	return OK;
}

static err batch_answer_filters(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->v[i].ask == ASK_FILTER)
			TRY(batch_answer_filter(b, &b->v[i]));
	return OK;
}

/* A goal ends an enrolment whenever its event has come. */
static err batch_reach_goals(struct batch *b)
{
	struct wanted_events w;
	struct q_flow_events_rows rows;
	size_t cap = 0;
	for (size_t i = 0; i < b->n; i++)
		cap += !b->v[i].over ? b->v[i].graph->n_goals : 0;
	if (cap == 0)
		return OK;
	batch_wanted_init(b, &w, cap);
	for (size_t i = 0; i < b->n; i++) {
		struct mover *m = &b->v[i];
		for (size_t k = 0; !m->over && k < m->graph->n_goals; k++)
			batch_want(&w, m, m->graph->steps.v[m->graph->goals[k]].event, m->row->enrolled_at);
	}
	TRY(batch_look_for(b, &w, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (!w.of[rows.v[i].n - 1]->over)
			mover_exit(b, w.of[rows.v[i].n - 1], "goal");
	return OK;
}

static err batch_walk_all(struct batch *b)
{
	TRY(batch_reach_goals(b));
	for (bool asked = true; asked;) {
		asked = false;
		for (size_t i = 0; i < b->n; i++) {
			batch_walk(b, &b->v[i]);
			asked |= b->v[i].ask == ASK_MESSAGE || b->v[i].ask == ASK_EVENT || b->v[i].ask == ASK_FILTER;
		}
		if (!asked)
			break;
		TRY(batch_answer_messages(b));
		TRY(batch_answer_events(b));
		TRY(batch_answer_filters(b));
	}
	return plan_mails(b);
}

/* ---- the whole */

static void batch_turn_clock(struct batch *b, struct turn *t)
{
	const struct json *v;
	if (!str_absent(t->row->window) && !err_is(json_parse(b->a, t->row->window, &v)))
		zone_window_read(v, &t->window);
	if (!str_absent(t->row->holidays) && !err_is(json_parse(b->a, t->row->holidays, &v)))
		t->holidays = zones_holidays(b->a, v);
}

static void batch_turns_init(struct batch *b, const struct q_flow_sequences_rows *due)
{
	b->turns = arena_array(b->a, struct turn, due->n + 1);
	b->n_turns = due->n;
	for (size_t i = 0; i < due->n; i++) {
		str from;
		b->turns[i] = (struct turn){ .row = &due->v[i] };
		batch_turn_clock(b, &b->turns[i]);
		if (!str_absent(due->v[i].from_email) &&
		    !err_is(compose_envelope_from(b->a, due->v[i].from_email, &from)))
			b->turns[i].from_domain = str_from(from, str_rfind_byte(from, '@') + 1);
	}
}

static err batch_claim(struct batch *b, int64_t per)
{
	struct q_flow_claim_rows rows;
	str *ids = arena_array(b->a, str, b->n_turns + 1);
	int64_t *floors = arena_array(b->a, int64_t, b->n_turns + 1);
	struct str_map by_id = { .a = b->a };
	for (size_t i = 0; i < b->n_turns; i++) {
		ids[i] = b->turns[i].row->id;
		floors[i] = b->turns[i].row->floor;
		(void)str_map_put(&by_id, ids[i], i);
	}
	struct q_flow_claim_in in = {
		.sequence_ids = { ids, b->n_turns }, .floors = { floors, b->n_turns }, .now = b->now, .per = per
	};
	TRY(q_flow_claim(b->db, b->a, &in, &rows));
	b->v = arena_array(b->a, struct mover, rows.n + 1);
	b->n = rows.n;
	for (size_t i = 0; i < rows.n; i++)
		b->v[i] = (struct mover){ .row = &rows.v[i],
					  .turn = &b->turns[str_map_get(&by_id, rows.v[i].sequence_id)] };
	for (size_t i = 0; i < b->n; i++)
		TRY(flow_batch_take(b, &b->v[i]));
	return OK;
}

static void batch_call_webhooks(const struct batch *b, struct calls *calls)
{
	for (size_t i = 0; i < b->n; i++) {
		const struct mover *m = &b->v[i];
		const struct step *s = m->call ? &m->graph->steps.v[m->pos.step] : NULL;
		if (s)
			(void)calls_put(calls, m->row->id, s->id, s->url);
	}
}

err batch_run(const struct app *app, struct graphs *gs, struct calls *calls, str key,
	      const struct q_flow_sequences_rows *due, int64_t per, size_t *moved)
{
	struct arena ARENA_AUTO a = {};
	struct system_tx SYSTEM_TX_AUTO tx;
	struct batch b = { .app = app, .graphs = gs, .a = &a, .now = clock_now(), .key = key };
	*moved = 0;
	graphs_prune(gs);
	batch_turns_init(&b, due);
	TRY(system_begin(app_system(app), &tx));
	b.db = tx.db;
	TRY(batch_claim(&b, per));
	if (b.n == 0)
		return OK;
	fault_point("flow.after_claim");
	TRY(batch_walk_all(&b));
	TRY(batch_write(&b));
	if (fault_point("flow.before_commit"))
		return err_make(ERR_AGAIN, "fault flow.before_commit");
	TRY(system_commit(&tx));
	fault_point("flow.after_commit");
	batch_call_webhooks(&b, calls);
	*moved = b.n;
	return OK;
}
