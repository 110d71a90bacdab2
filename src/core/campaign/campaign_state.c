/* Which step may follow which. The row is locked, the step looked up in one table, the new state written, all in one
 * transaction: two people (or a person and a worker) cannot both be first. The workers' own steps (SCHEDULED to SENDING
 * when its time has come, SENDING to SENT, to PAUSED when nothing can be sent) are in core/campaign/plan. */
#include "base/time.h"
#include "core/audience/segment.h"
#include "core/audience/suppression.h"
#include "core/campaign/campaign_int.h"
#include "core/campaign/delivery.h"
#include "core/content/unwritten.h"
#include "db/gen/campaign_q.h"
#include "wire/json_read.h"

#define SCHEDULE_MAX (366 * US_PER_DAY * 2)

enum step { STEP_SEND, STEP_SCHEDULE, STEP_UNSCHEDULE, STEP_PAUSE, STEP_RESUME, STEP_CANCEL };

static const struct transition {
	enum step step;
	const char *from, *to; /* cancelling leaves the status to the worker that ends what is left */
} transitions[] = {
	{ STEP_SEND, "DRAFT", "SENDING" },	   { STEP_SEND, "SCHEDULED", "SENDING" },
	{ STEP_SCHEDULE, "DRAFT", "SCHEDULED" },   { STEP_SCHEDULE, "SCHEDULED", "SCHEDULED" },
	{ STEP_UNSCHEDULE, "SCHEDULED", "DRAFT" }, { STEP_PAUSE, "SENDING", "PAUSED" },
	{ STEP_RESUME, "PAUSED", "SENDING" },	   { STEP_CANCEL, "SENDING", "SENDING" },
	{ STEP_CANCEL, "PAUSED", "PAUSED" },
};

static const char *const why_not[] = {
	[STEP_SEND] = "only a draft or a scheduled campaign can be sent",
	[STEP_SCHEDULE] = "only a draft or a scheduled campaign can be scheduled",
	[STEP_UNSCHEDULE] = "it is not scheduled",
	[STEP_PAUSE] = "only a campaign that is being sent can be paused",
	[STEP_RESUME] = "it is not paused",
	[STEP_CANCEL] = "only a campaign that is being sent, or paused, can be cancelled",
};

static const struct transition *campaign_state_transition_find(enum step step, str from)
{
	for (size_t i = 0; i < sizeof(transitions) / sizeof(*transitions); i++) {
		if (transitions[i].step == step && str_eq(str_z(transitions[i].from), from))
			return &transitions[i];
	}
	return NULL;
}

struct move {
	enum step step;
	struct opt_i64 scheduled_at;
	str sender_id; /* which it goes out by, when none is chosen */
	struct opt_bool anyway;
};

static err campaign_state_move_campaign(tenant_db db, struct arena *a, str id, const struct move *m,
					struct campaign *out)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_campaign_state_row state;
	TRY(tenant_begin(db, &tx));
	err e = q_campaign_state(tx.db, a, &(struct q_campaign_state_in){ .id = id }, &state);
	if (e.code == ERR_NOT_FOUND)
		return no_campaign();
	TRY(e);
	const struct transition *t = campaign_state_transition_find(m->step, state.status);
	if (!t)
		return err_make(ERR_CONFLICT,
				arena_printf(a, "%s; this one is %.*s", why_not[m->step], STR_FMT(state.status)).p);
	if (state.cancelled_at.has)
		return err_make(ERR_CONFLICT, "the campaign was cancelled");
	struct q_campaign_move_in row = {
		.id = id,
		.status = str_z(t->to),
		.sender_id = m->sender_id,
		.now = clock_now(),
		.scheduled_at = m->step == STEP_SCHEDULE     ? m->scheduled_at
				: m->step == STEP_UNSCHEDULE ? (struct opt_i64){}
							     : state.scheduled_at,
		.anyway = m->anyway,
		.starts = m->step == STEP_SEND,
		.cancels = m->step == STEP_CANCEL,
		.pause_reason = m->step == STEP_PAUSE ? STR("paused by hand") : STR_NULL,
	};
	TRY(q_campaign_move(tx.db, a, &row, NULL));
	TRY(campaign_get(tx.db, a, id, out));
	return tenant_commit(&tx);
}

/* ---- What must be there before anything is sent */

err campaign_sender(tenant_db db, struct arena *a, const struct campaign *c, struct sender *out)
{
	return str_absent(c->sender_id) ? sender_default(db, a, out) : sender_get(db, a, c->sender_id, out);
}

err campaign_verify_sender(const struct app *app, tenant_db db, struct arena *a, const struct sender *s)
{
	struct sender_test test;
	if (str_eq(s->status, STR("PAUSED")))
		return err_make(ERR_CONFLICT, arena_printf(a, "the sender \"%.*s\" is paused (%.*s): resume it first",
							   STR_FMT(s->name), STR_FMT(s->pause_reason))
						      .p);
	if (!str_eq(s->status, STR("UNVERIFIED")) || !app->deliver)
		return OK;
	TRY(sender_test(app, db, a, s->id, &test));
	if (test.ok)
		return OK;
	str reply = test.n ? test.steps[test.n - 1].reply : STR("no answer");
	return err_make(ERR_CONFLICT,
			arena_printf(a, "the sender \"%.*s\" failed its test at %s: %.*s", STR_FMT(s->name),
				     test.n ? test.steps[test.n - 1].step : "connect", STR_FMT(reply))
				.p);
}

/* Those that share the campaign with the first. */
static err campaign_state_verify_others(const struct app *app, tenant_db db, struct arena *a, const struct campaign *c)
{
	const struct json *ids = NULL;
	struct sender s;
	if (str_absent(c->sender_ids))
		return OK;
	TRY(json_parse(a, c->sender_ids, &ids));
	for (JSON_EACH(id, ids)) {
		if (str_eq(json_str(id), c->sender_id))
			continue;
		err e = sender_get(db, a, json_str(id), &s);
		if (e.code == ERR_NOT_FOUND)
			return err_make(ERR_CONFLICT, "one of the campaign's senders is gone: choose them again");
		TRY(e);
		TRY(campaign_verify_sender(app, db, a, &s));
	}
	return OK;
}

static err campaign_state_ready_to_send(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
					struct field_errors *errors, str *sender_id)
{
	struct campaign c;
	struct sender s;
	struct q_campaign_will_get_row will;
	struct campaign_reply from;
	TRY(campaign_get(db, a, id, &c));
	if (!str_eq(c.status, STR("DRAFT")) && !str_eq(c.status, STR("SCHEDULED"))) {
		*sender_id = STR_NULL; /* the table says why not */
		return OK;
	}
	TRY(campaign_inherit_subject(db, a, &c, &from));
	if (str_empty(str_trim(c.subject)) && str_absent(from.id))
		field_error_addf(errors, "subject", UNWRITTEN_SUBJECT);
	if (unwritten_content(c.content, c.content_format))
		field_error_addf(errors, "content", UNWRITTEN_CONTENT);
	if (str_absent(c.audience))
		field_error_addf(errors, "audience", "is not chosen: say who gets it");
	TRY(field_errors_err(errors));
	err e = campaign_sender(db, a, &c, &s);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_CONFLICT, "there is no sender: add one, or choose one for this campaign");
	TRY(e);
	struct message *MESSAGE_AUTO message = NULL;
	TRY(campaign_compile(app, db, a, &c, &s, c.tracking, errors, &message));
	struct q_campaign_will_get_in who = { .audience = c.audience, .hash_keys = suppression_keys(a, app->keys) };
	TRY(audience_part(db, a, c.audience, &who.who));
	TRY(q_campaign_will_get(db, a, &who, &will));
	if (will.n == 0) {
		field_error_addf(errors, "audience", "names nobody who may be mailed");
		return field_errors_err(errors);
	}
	*sender_id = s.id;
	TRY(campaign_verify_sender(app, db, a, &s));
	TRY(campaign_state_verify_others(app, db, a, &c));
	return campaign_refusals(app, db, a, id, anyway, errors);
}

err campaign_send(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
		  struct field_errors *errors, struct campaign *out)
{
	struct move m = { .step = STEP_SEND, .anyway = SOME_BOOL(anyway) };
	TRY(campaign_state_ready_to_send(app, db, a, id, anyway, errors, &m.sender_id));
	return campaign_state_move_campaign(db, a, id, &m, out);
}

/* By its date: the first clock that shows it; when that is over, but not for the last one, at once. */
static err campaign_state_start_by_date(tenant_db db, struct arena *a, str id, int64_t now, struct field_errors *errors,
					int64_t *at)
{
	struct campaign c;
	struct delivery d;
	int64_t first, last;
	TRY(campaign_get(db, a, id, &c));
	delivery_read_text(a, c.delivery, STR_NULL, &d);
	if (!delivery_span(&d, &first, &last))
		field_error_addf(errors, "scheduledAt", "is required, unless the campaign's delivery names a date");
	else if (last < now)
		field_error_addf(errors, "delivery.date", "has passed on every clock: choose a later one, or send now");
	else
		*at = i64_max(first, now + US_PER_S);
	return field_errors_err(errors);
}

err campaign_schedule(const struct app *app, tenant_db db, struct arena *a, str id, struct opt_i64 when, bool anyway,
		      struct field_errors *errors, struct campaign *out)
{
	int64_t now = clock_now(), at = when.v;
	if (!when.has)
		TRY(campaign_state_start_by_date(db, a, id, now, errors, &at));
	struct move m = { .step = STEP_SCHEDULE, .scheduled_at = SOME_I64(at), .anyway = SOME_BOOL(anyway) };
	if (at <= now || at > now + SCHEDULE_MAX) {
		field_error_addf(errors, "scheduledAt",
				 at <= now ? "is in the past: choose a later time, or send now"
					   : "must be within two years");
		return field_errors_err(errors);
	}
	TRY(campaign_state_ready_to_send(app, db, a, id, anyway, errors, &m.sender_id));
	return campaign_state_move_campaign(db, a, id, &m, out);
}

err campaign_unschedule(tenant_db db, struct arena *a, str id, struct campaign *out)
{
	return campaign_state_move_campaign(db, a, id, &(struct move){ .step = STEP_UNSCHEDULE }, out);
}

err campaign_pause(tenant_db db, struct arena *a, str id, struct campaign *out)
{
	return campaign_state_move_campaign(db, a, id, &(struct move){ .step = STEP_PAUSE }, out);
}

err campaign_resume(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
		    struct field_errors *errors, struct campaign *out)
{
	struct move m = { .step = STEP_RESUME };
	struct campaign c;
	TRY(campaign_get(db, a, id, &c));
	if (anyway)
		m.anyway = SOME_BOOL(true);
	if (str_eq(c.status, STR("PAUSED")) && !c.cancelled_at.has)
		TRY(campaign_refusals(app, db, a, id, anyway || c.send_anyway, errors));
	return campaign_state_move_campaign(db, a, id, &m, out);
}

err campaign_cancel(tenant_db db, struct arena *a, str id, struct campaign *out)
{
	return campaign_state_move_campaign(db, a, id, &(struct move){ .step = STEP_CANCEL }, out);
}

/* ---- How it goes on */

err campaign_progress(tenant_db db, struct arena *a, str id, struct campaign_progress *out)
{
	struct q_campaign_look_row r;
	err e = q_campaign_look(db, a, &(struct q_campaign_look_in){ .id = id }, &r);
	if (e.code == ERR_NOT_FOUND)
		return no_campaign();
	TRY(e);
	*out = (struct campaign_progress){
		.status = r.status,
		.pause_reason = r.pause_reason,
		.recipients = r.recipients.v,
		.sent = r.sent.v,
		.failed = r.failed.v,
		.bounced = r.bounced.v,
		.in_doubt = r.in_doubt.v,
		.undecided = r.undecided,
		.opened = r.opened_people.v,
		.clicked = r.clicked_people.v,
		.started_at = r.started_at,
		.scheduled_at = r.scheduled_at,
		.planned = r.planned_at.has && !r.planning,
		.planning = r.planning,
		.cancelled = r.cancelled_at.has,
		.pending = i64_max(0, r.recipients.v - r.sent.v - r.failed.v - r.bounced.v),
	};
	return OK;
}

/* A moving average of about five seconds, so that batches do not make the figure jump. */
void campaign_pace_look(struct campaign_pace *p, const struct campaign_progress *g, int64_t now_mono)
{
	int64_t done = g->sent + g->failed + g->bounced;
	if (p->begun && now_mono > p->at) {
		double seconds = (double)(now_mono - p->at) / (double)US_PER_S;
		double rate = (double)i64_max(0, done - p->done) / seconds;
		double share = seconds >= 5 ? 1 : seconds / 5;
		p->rate = p->rate == 0 ? rate : p->rate + (rate - p->rate) * share;
	}
	p->begun = true;
	p->at = now_mono;
	p->done = done;
}

struct opt_i64 campaign_pace_eta(const struct campaign_pace *p, const struct campaign_progress *g)
{
	if (!str_eq(g->status, STR("SENDING")) || p->rate < 0.01 || g->pending == 0 || g->planning)
		return (struct opt_i64){};
	return SOME_I64((int64_t)((double)g->pending / p->rate + 0.5));
}

void campaign_progress_write(struct json_writer *w, const struct campaign_progress *g, const struct campaign_pace *p)
{
	json_begin_obj(w);
	json_kv_str(w, "status", g->status);
	json_kv_str(w, "pauseReason", g->pause_reason);
	json_kv_i64(w, "recipients", g->recipients);
	json_kv_bool(w, "planning", g->planning);
	json_kv_i64(w, "sent", g->sent);
	json_kv_i64(w, "failed", g->failed);
	json_kv_i64(w, "bounced", g->bounced);
	json_kv_i64(w, "pending", g->pending);
	json_kv_i64(w, "inDoubt", g->in_doubt);
	json_kv_i64(w, "undecided", g->undecided);
	json_kv_f64(w, "rate", (double)(int64_t)(p->rate * 10 + 0.5) / 10);
	json_kv_opt_i64(w, "eta", campaign_pace_eta(p, g));
	json_kv_i64(w, "opened", g->opened);
	json_kv_i64(w, "clicked", g->clicked);
	json_end_obj(w);
}
