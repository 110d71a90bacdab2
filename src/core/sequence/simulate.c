/* See simulate.h. A run is a loop over walk_next; where the engine would wait, the clock is set on. */
#include "core/sequence/simulate.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/campaign/campaign_int.h"
#include "core/ground/zones.h"
#include "core/sender/sender.h"
#include "core/sequence/enrollment.h"
#include "core/sequence/sequence_int.h"
#include "core/sequence/walk.h"
#include "db/gen/sequence_q.h"
#include "wire/template.h"
#include <string.h>

enum behaviour { DOES_NOTHING, DOES_OPEN, DOES_CLICK, DOES_REPLY };
#define BEHAVIOURS "nothing|opens|clicks|replies"

struct trial { /* what all runs share */
	const struct app *app;
	tenant_db db;
	struct arena *a;
	struct sequence q;
	const struct json *json; /* the steps as given */
	struct steps steps;
	enum behaviour *does; /* by step */
	const struct json *events;
	bool stop_on_reply, render;
	struct zone_window window;
	struct calendar_holidays holidays;
	str account_zone;
	struct sender sender;
	str base_url;
	struct link_keys keys;
	struct message **messages; /* by step, compiled when first met */
	bool *tried;
	str *faults;
	size_t rendered;
};

struct walker { /* one run */
	struct trial *t;
	const struct q_sequence_try_contacts_row *c;
	struct simulate_run *run;
	struct walk_position pos;
	bool *sent;
	int last; /* email step, or STEP_NONE */
	int64_t now;
	str thread; /* its subject; absent: none */
};

/* ---- What is given */

static bool simulate_behaviour_of(str word, enum behaviour *out)
{
	static const str words[] = { STR_INIT("nothing"), STR_INIT("opens"), STR_INIT("clicks"), STR_INIT("replies") };
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_eq(word, words[i])) {
			*out = (enum behaviour)i;
			return true;
		}
	return false;
}

static void simulate_read_behaviour(struct trial *t, const struct json *v, struct field_errors *errors)
{
	enum behaviour usual = DOES_NOTHING;
	const struct json *word = json_get(v, "default"), *steps = json_get(v, "steps");
	if (word && !json_is(word, JSON_NULL) && !simulate_behaviour_of(json_str(word), &usual))
		field_error_addf(errors, "behaviour.default", "must be one of %s", BEHAVIOURS);
	t->does = arena_array(t->a, enum behaviour, t->steps.n + 1);
	for (size_t i = 0; i < t->steps.n; i++)
		t->does[i] = usual;
	for (JSON_EACH(m, json_is(steps, JSON_OBJ) ? steps : NULL)) {
		int step = steps_find(&t->steps, json_name(m));
		if (step == STEP_NONE)
			field_error_addf(errors, "behaviour.steps", "names \"%.*s\", which is no step",
					 STR_FMT(str_upto(json_name(m), STEP_ID_MAX)));
		else if (!simulate_behaviour_of(json_str(m), &t->does[step]))
			field_error_addf(errors, "behaviour.steps", "must hold one of %s", BEHAVIOURS);
	}
	t->events = json_get(v, "events");
	if (t->events && !json_is(t->events, JSON_ARR) && !json_is(t->events, JSON_NULL))
		field_error_addf(errors, "behaviour.events", "must be a list of event names");
}

static err simulate_read_steps(struct trial *t, const struct simulate_in *in, struct field_errors *errors,
			       struct step_problems **problems)
{
	*problems = arena_new(t->a, struct step_problems);
	t->q = (struct sequence){ .id = STR("trial"), .user_id = tenant_id(t->db), .tracking = true };
	if (!str_absent(in->sequence_id))
		TRY(sequence_get(t->db, t->a, in->sequence_id, &t->q));
	else if (!in->steps)
		field_error_addf(errors, "steps", "must be given");
	if (in->settings)
		t->q.settings = sequence_settings(t->a, in->settings, errors);
	TRY(field_errors_err(errors));
	t->json = in->steps;
	if (!t->json)
		TRY(json_parse(t->a, t->q.steps, &t->json));
	if (err_is(steps_compile(t->a, t->json, *problems, &t->steps))) {
		steps_field_errors(*problems, errors);
		return field_errors_err(errors);
	}
	return OK;
}

/* The account's, and the sequence's own. */
static err simulate_read_holidays(struct trial *t, str account)
{
	const struct json *v = NULL;
	struct calendar_holidays all = {}, own = {};
	if (!str_absent(account) && !err_is(json_parse(t->a, account, &v)))
		all = zones_holidays(t->a, v);
	if (!str_absent(t->q.settings)) {
		TRY(json_parse(t->a, t->q.settings, &v));
		own = zones_holidays(t->a, json_get(v, "holidays"));
	}
	struct calendar_date *both = arena_array(t->a, struct calendar_date, all.n + own.n + 1);
	if (all.n)
		memcpy(both, all.v, all.n * sizeof(*both));
	if (own.n)
		memcpy(both + all.n, own.v, own.n * sizeof(*both));
	t->holidays = (struct calendar_holidays){ both, all.n + own.n };
	return OK;
}

static err simulate_read_settings(struct trial *t)
{
	const struct json *v;
	struct q_sequence_account_zone_row account;
	TRY(q_sequence_account_zone(t->db, t->a, &account));
	t->account_zone = account.timezone;
	t->stop_on_reply = true;
	TRY(simulate_read_holidays(t, account.holidays));
	if (str_absent(t->q.settings))
		return OK;
	TRY(json_parse(t->a, t->q.settings, &v));
	const struct json *stop = json_get(v, "stopOnReply"), *window = json_get(v, "window");
	t->stop_on_reply = !json_is(stop, JSON_BOOL) || json_bool(stop);
	zone_window_read(window, &t->window);
	return OK;
}

static err simulate_find_sender(struct trial *t)
{
	err e = str_absent(t->q.sender_id) ? sender_default(t->db, t->a, &t->sender)
					   : sender_get(t->db, t->a, t->q.sender_id, &t->sender);
	if (e.code != ERR_NOT_FOUND)
		return e;
	t->sender = (struct sender){ .from_email = STR("sender@example.com") };
	return OK;
}

/* ---- Mails */

static void simulate_compile(struct trial *t, int step)
{
	const struct step *st = &t->steps.v[step];
	const struct json *json = json_at(t->json, (size_t)step);
	struct tpl_error fault = {};
	t->tried[step] = true;
	struct compose_in in = {
		.id = arena_printf(t->a, "%.*s.%.*s", STR_FMT(t->q.id), STR_FMT(st->id)),
		.user_id = t->q.user_id,
		.locale = t->sender.locale,
		.subject = str_absent(st->subject) ? STR("") : st->subject,
		.content = str_absent(st->content) ? STR("") : st->content,
		.content_format = json_is(json_get(json, "contentFormat"), JSON_STR)
					  ? json_str(json_get(json, "contentFormat"))
					  : STR("html"),
		.text_content = json_str(json_get(json, "textContent")),
		.preheader = json_str(json_get(json, "preheader")),
		.tracking = t->q.tracking && st->tracking,
		.sender = { .from_email = t->sender.from_email,
			    .from_name = t->sender.from_name,
			    .reply_to = t->sender.reply_to },
		.base_url = t->base_url,
	};
	err e = compose_message(t->a, &in, &t->keys, &fault, &t->messages[step]);
	if (err_is(e))
		t->faults[step] = fault.message[0] ? arena_dup(t->a, str_z(fault.message)) : str_z(e.why);
}

static str simulate_thread_subject(struct arena *a, str subject)
{
	return str_starts_nocase(subject, STR("Re:")) ? subject : arena_printf(a, "Re: %.*s", STR_FMT(subject));
}

/* Without the rest of the mail. */
static void simulate_render_subject(struct walker *k, const struct step *st, const struct tpl_values *values, str *out)
{
	struct tpl_error fault;
	struct tpl *TPL_AUTO subject = NULL;
	struct buf BUF_AUTO text;
	buf_init(&text, 16 * SUBJECT_MAX);
	if (err_is(tpl_compile(str_absent(st->subject) ? STR("") : st->subject, TPL_HEADER, &fault, &subject)))
		return;
	tpl_render(subject, values, &text);
	*out = arena_dup(k->t->a, buf_str(&text));
}

static err simulate_render(struct walker *k, int step, struct simulate_event *e)
{
	struct trial *t = k->t;
	const struct step *st = &t->steps.v[step];
	bool reply = st->reply_to_thread && !str_absent(k->thread);
	struct message_preview shown = {};
	struct message_to to = { .id = STR("trial"),
				 .tracking_id = compose_trial_id(t->app->keys, t->a, t->q.user_id),
				 .date_us = k->now,
				 .subject_re = reply ? simulate_thread_subject(t->a, k->thread) : STR_NULL,
				 .values = { .email = k->c->email,
					     .first_name = k->c->first_name,
					     .last_name = k->c->last_name,
					     .variables = k->c->variables } };
	e->in_thread = reply ? SIMULATE_YES : SIMULATE_NO;
	if (t->render && !t->tried[step])
		simulate_compile(t, step);
	if (t->messages[step])
		TRY(message_preview(t->messages[step], &to, t->a, &shown));
	else if (reply)
		shown.subject = to.subject_re;
	else
		simulate_render_subject(k, st, &to.values, &shown.subject);
	e->subject = shown.subject;
	if (!reply)
		k->thread = shown.subject;
	e->html = shown.html;
	e->text = shown.text;
	t->rendered += shown.html.n + shown.text.n;
	if (t->rendered > SIMULATE_RENDERED_MAX)
		return err_make(ERR_LIMIT, "the mails are too large together: try fewer contacts, or without render");
	return OK;
}

/* ---- Events of a run */

static struct simulate_event *simulate_put(struct walker *k, int step, const char *kind)
{
	struct simulate_run *r = k->run;
	if (r->n == r->cap) {
		size_t cap = r->cap ? 2 * r->cap : 16;
		struct simulate_event *v = arena_array(k->t->a, struct simulate_event, cap);
		if (r->n)
			memcpy(v, r->events, r->n * sizeof(*v));
		r->events = v;
		r->cap = cap;
	}
	struct simulate_event *e = &r->events[r->n++];
	*e = (struct simulate_event){ .at = k->now, .kind = kind };
	if (step != STEP_NONE) {
		e->step_id = k->t->steps.v[step].id;
		e->step_name = step_title(k->t->a, &k->t->steps, step);
	}
	return e;
}

static void simulate_end(struct walker *k, const char *reason)
{
	k->run->ended = reason;
	k->run->ended_at = k->now;
}

/* One member as JSON. */
static str simulate_detail_text(struct arena *a, const char *name, str value)
{
	struct buf BUF_AUTO out;
	struct json_writer w;
	buf_init(&out, 16u << 10);
	json_writer_init(&w, &out);
	json_begin_obj(&w);
	json_kv_str(&w, name, value);
	json_end_obj(&w);
	return arena_dup(a, buf_str(&out));
}

static str simulate_detail_tags(struct arena *a, const struct step *st)
{
	struct buf BUF_AUTO out;
	struct json_writer w;
	buf_init(&out, 16u << 10);
	json_writer_init(&w, &out);
	json_begin_obj(&w);
	json_key(&w, "tags");
	json_begin_arr(&w);
	for (size_t i = 0; i < st->tag_count; i++)
		json_put_str(&w, st->tags[i]);
	json_end_arr(&w);
	json_end_obj(&w);
	return arena_dup(a, buf_str(&out));
}

static bool simulate_may_get_mail(struct walker *k)
{
	if (str_eq(k->c->status, STR("UNSUBSCRIBED")))
		simulate_end(k, "unsubscribed");
	else if (k->c->suppressed)
		simulate_end(k, "suppressed");
	else if (!str_eq(k->c->status, STR("ACTIVE")))
		simulate_end(k, "inactive");
	return k->run->ended == NULL;
}

static err simulate_send(struct walker *k, int step)
{
	struct trial *t = k->t;
	int64_t at = k->now;
	if (!simulate_may_get_mail(k))
		return OK;
	at = zone_window_next(&t->window, k->c->timezone, t->account_zone, &t->holidays, k->now);
	str waited = STR_NULL;
	if (at > k->now) {
		char since[TIME_ISO_LEN];
		time_format_iso(k->now, since);
		waited = simulate_detail_text(t->a, "waitedSince", str_of(since, TIME_ISO_LEN));
	}
	k->now = at;
	struct simulate_event *e = simulate_put(k, step, "email");
	TRY(simulate_render(k, step, e));
	e->detail = !str_absent(t->faults[step]) ? simulate_detail_text(t->a, "error", t->faults[step]) : waited;
	k->sent[step] = true;
	k->last = step;
	walk_done(&k->pos, k->now);
	if (t->does[step] == DOES_REPLY && t->stop_on_reply)
		simulate_end(k, "replied");
	return OK;
}

static struct walk_facts simulate_facts_of(const struct walker *k, const struct walk_action *act)
{
	const struct trial *t = k->t;
	const struct step *st = &t->steps.v[act->step];
	struct walk_facts f = {};
	int step = act->reference == STEP_NONE ? k->last : act->reference;
	if (step != STEP_NONE && k->sent[step]) {
		f.opened = t->does[step] != DOES_NOTHING;
		f.clicked = t->does[step] == DOES_CLICK;
		f.replied = t->does[step] == DOES_REPLY;
	}
	if (st->type == STEP_WAIT && !str_absent(st->event))
		for (JSON_EACH(m, json_is(t->events, JSON_ARR) ? t->events : NULL))
			f.came = f.came || str_eq(json_str(m), st->event);
	return f;
}

/* Filters are asked of the person as they are now: no clock is set on and nothing of the trial is in it. */
static err simulate_filter(const struct walker *k, const struct step *st, struct walk_facts *f)
{
	str text, why = STR_NULL;
	err e = sequence_filter_ask(k->t->db, k->t->a, st->filter, &k->c->id, 1, &f->matches, &text, &why);
	return e.code == ERR_INVALID ? OK : e; /* the problems say it; false here */
}

static void simulate_branched(struct walker *k, const struct walk_action *act)
{
	const struct step *st = &k->t->steps.v[act->step];
	struct simulate_event *e = simulate_put(k, act->step, step_type_name(st->type));
	e->taken = act->taken ? SIMULATE_YES : SIMULATE_NO;
	if (st->type == STEP_SPLIT)
		e->detail = arena_printf(k->t->a, "{\"percent\":%d}", st->percent);
	else if (st->filter)
		e->detail = STR("{\"type\":\"filter\"}");
	else if (st->reference != STEP_NONE || (k->last != STEP_NONE && str_absent(st->event)))
		e->detail =
			simulate_detail_text(k->t->a, "referenceStep",
					     k->t->steps.v[st->reference != STEP_NONE ? st->reference : k->last].id);
}

static err simulate_act_on(struct walker *k, const struct walk_action *act, struct walk_facts *facts, bool *asked)
{
	struct trial *t = k->t;
	const struct step *st = act->step == STEP_NONE ? NULL : &t->steps.v[act->step];
	struct simulate_event *e;
	*asked = false;
	switch (act->act) {
	case WALK_COMPLETE:
		simulate_put(k, STEP_NONE, "end");
		simulate_end(k, "completed");
		return OK;
	case WALK_EXIT:
		simulate_put(k, act->step, step_type_name(st->type));
		simulate_end(k, st->type == STEP_GOAL ? "goal" : "exit");
		return OK;
	case WALK_SEND: return simulate_send(k, act->step);
	case WALK_CALL:
		e = simulate_put(k, act->step, "webhook");
		e->detail = simulate_detail_text(t->a, "url", st->url);
		walk_done(&k->pos, k->now);
		return OK;
	case WALK_AWAIT: walk_done(&k->pos, k->now); return OK;
	case WALK_SLEEP:
		if (st->type == STEP_DELAY) {
			e = simulate_put(k, act->step, "delay");
			e->until = SOME_I64(act->until);
		}
		k->now = act->until;
		return OK;
	case WALK_ASK:
		*facts = simulate_facts_of(k, act);
		*asked = true;
		return st->filter ? simulate_filter(k, st, facts) : OK;
	case WALK_AGAIN:
		e = simulate_put(k, act->step, "email");
		e->detail = STR("{\"again\":true}");
		return OK;
	case WALK_BRANCHED: simulate_branched(k, act); return OK;
	case WALK_TAG:
		e = simulate_put(k, act->step, step_type_name(st->type));
		e->detail = simulate_detail_tags(t->a, st);
		return OK;
	case WALK_MOVED: return OK;
	}
	return OK;
}

static err simulate_walk(struct trial *t, const struct q_sequence_try_contacts_row *c, int64_t start,
			 struct simulate_run *run)
{
	struct walker k = { .t = t, .c = c, .run = run, .last = STEP_NONE, .now = start };
	struct walk_facts facts;
	bool asked = false;
	k.sent = arena_array(t->a, bool, t->steps.n + 1);
	k.pos = (struct walk_position){ .step = t->steps.entry, .since = start, .sent = k.sent };
	k.pos.zone = zones_first(c->timezone, t->window.timezone, t->account_zone);
	k.pos.holidays = &t->holidays;
	for (size_t calls = 0; !run->ended; calls++) {
		if (run->n >= SIMULATE_EVENTS_MAX || calls > 4 * SIMULATE_EVENTS_MAX) {
			simulate_end(&k, "endless");
			break;
		}
		str step = k.pos.step == STEP_NONE ? STR("") : t->steps.v[k.pos.step].id;
		struct walk_action act =
			walk_next(&t->steps, &k.pos, k.now, asked ? &facts : NULL, walk_lot(c->id, step));
		TRY(simulate_act_on(&k, &act, &facts, &asked));
	}
	return OK;
}

/* ---- All */

static err simulate_find_contacts(struct trial *t, const struct simulate_in *in, struct field_errors *errors,
				  struct q_sequence_try_contacts_rows *rows)
{
	struct q_sequence_try_contacts_in q = { .ids = { in->contact_ids.v, in->contact_ids.n },
						.hash_keys = suppression_keys(t->a, t->app->keys) };
	if (in->contact_ids.n == 0 || in->contact_ids.n > SIMULATE_CONTACTS_MAX) {
		field_error_addf(errors, "contactIds", "must name 1 to %u contacts", SIMULATE_CONTACTS_MAX);
		return field_errors_err(errors);
	}
	TRY(q_sequence_try_contacts(t->db, t->a, &q, rows));
	if (rows->n != in->contact_ids.n)
		field_error_addf(errors, "contactIds", "must name contacts of yours");
	return field_errors_err(errors);
}

static err simulate_run_all(struct trial *t, const struct q_sequence_try_contacts_rows *rows, int64_t start,
			    struct simulate_out *out)
{
	out->runs = arena_array(t->a, struct simulate_run, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++) {
		const struct q_sequence_try_contacts_row *c = &rows->v[i];
		out->runs[i] = (struct simulate_run){ .contact_id = c->id,
						      .email = c->email,
						      .display_name = c->display_name };
		TRY(simulate_walk(t, c, start, &out->runs[i]));
		out->n++;
	}
	return OK;
}

err simulate(const struct app *app, tenant_db db, struct arena *a, const struct simulate_in *in,
	     struct field_errors *errors, struct simulate_out *out)
{
	struct trial t = { .app = app, .db = db, .a = a, .render = in->render };
	struct q_sequence_try_contacts_rows rows;
	*out = (struct simulate_out){};
	TRY(simulate_read_steps(&t, in, errors, &out->problems));
	TRY(sequence_filters_check(db, a, &t.steps, out->problems));
	TRY(simulate_read_settings(&t));
	simulate_read_behaviour(&t, in->behaviour, errors);
	TRY(field_errors_err(errors));
	TRY(simulate_find_contacts(&t, in, errors, &rows));
	TRY(simulate_find_sender(&t));
	TRY(campaign_base_url(app, db, a, &t.base_url));
	compose_link_keys(app->keys, &t.keys);
	t.messages = arena_array(a, struct message *, t.steps.n + 1);
	t.tried = arena_array(a, bool, t.steps.n + 1);
	t.faults = arena_array(a, str, t.steps.n + 1);
	err e = simulate_run_all(&t, &rows, in->start.has ? in->start.v : clock_now(), out);
	for (size_t i = 0; i < t.steps.n; i++)
		message_free(t.messages[i]);
	return e;
}

static void simulate_write_flag(struct json_writer *w, const char *key, enum simulate_flag v)
{
	if (v != SIMULATE_NONE)
		json_kv_bool(w, key, v == SIMULATE_YES);
}

static void simulate_write_event(struct json_writer *w, const struct simulate_event *e)
{
	json_begin_obj(w);
	json_kv_time(w, "at", e->at);
	json_kv_str(w, "stepId", e->step_id);
	json_kv_str(w, "stepName", e->step_name);
	json_kv_str(w, "kind", str_z(e->kind));
	json_kv_raw(w, "detail", str_absent(e->detail) ? STR("{}") : e->detail);
	if (!str_absent(e->subject))
		json_kv_str(w, "subject", e->subject);
	if (!str_absent(e->html))
		json_kv_str(w, "html", e->html);
	if (!str_absent(e->text))
		json_kv_str(w, "text", e->text);
	simulate_write_flag(w, "inThread", e->in_thread);
	simulate_write_flag(w, "taken", e->taken);
	if (e->until.has)
		json_kv_time(w, "until", e->until.v);
	json_end_obj(w);
}

void simulate_write(struct json_writer *w, const struct simulate_out *r)
{
	json_begin_obj(w);
	json_key(w, "runs");
	json_begin_arr(w);
	for (size_t i = 0; i < r->n; i++) {
		const struct simulate_run *run = &r->runs[i];
		json_begin_obj(w);
		json_kv_str(w, "contactId", run->contact_id);
		json_kv_str(w, "email", run->email);
		json_kv_str(w, "displayName", run->display_name);
		json_key(w, "events");
		json_begin_arr(w);
		for (size_t k = 0; k < run->n; k++)
			simulate_write_event(w, &run->events[k]);
		json_end_arr(w);
		json_key(w, "ended");
		json_begin_obj(w);
		json_kv_time(w, "at", run->ended_at);
		json_kv_str(w, "reason", str_z(run->ended));
		json_end_obj(w);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_key(w, "problems");
	sequence_problems_write(w, r->problems);
	json_end_obj(w);
}
