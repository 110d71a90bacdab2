/* Steps that somebody wrote, the API or another program, are looked at before anybody is moved by them: with errors they hold
 * their sequence, without they become the version that new enrollments get. One sequence a transaction; what cannot be read
 * at all is held too, so that no shape of JSON stops the others. */
#include "base/limits.h"
#include "base/log.h"
#include "core/sequence/sequence.h"
#include "flow/flow_int.h"
#include "os/clock.h"
#include <stdio.h>

#define PROBLEMS_KEPT 20u /* with the sequence; the API lists them all */
#define WRITTEN_ARENA (1u << 30)

static err written_hold(system_db db, struct arena *a, const struct q_flow_written_row *q, struct step_problems *p)
{
	struct buf BUF_AUTO out;
	struct json_writer w;
	size_t n = 0;
	for (size_t i = 0; i < p->n && n < PROBLEMS_KEPT; i++)
		if (p->v[i].level == STEP_ERROR)
			p->v[n++] = p->v[i];
	p->n = n;
	buf_init(&out, 1u << 20);
	json_writer_init(&w, &out);
	sequence_problems_write(&w, p);
	log_warn("flow.held", "sequence %.*s is held: %.*s %.*s", STR_FMT(q->id), STR_FMT(p->v[0].field),
		 STR_FMT(p->v[0].message));
	return q_flow_hold(
		db, a, &(struct q_flow_hold_in){ .id = q->id, .problems = buf_str(&out), .now = clock_now() }, NULL);
}

static err written_judge(system_db db, struct arena *a, const struct q_flow_written_row *q)
{
	struct steps s;
	struct step_problems *p = arena_new(a, struct step_problems);
	if (str_absent(q->steps))
		steps_problem_add(p, "too_long", STR("steps"), STR("are too large to be read"));
	else
		err_ignore(steps_compile_text(a, q->steps, p, &s)); /* the problems say it */
	if (p->errors)
		return written_hold(db, a, q, p);
	struct q_flow_adopt_in in = { .id = q->id, .version = q->version + q->changed, .now = clock_now() };
	TRY(q_flow_adopt(db, a, &in, NULL));
	if (!q->window_changed)
		return OK;
	return q_flow_window_wake(db, a, &(struct q_flow_window_wake_in){ .id = q->id, .now = clock_now() }, NULL);
}

/* One; found: there was one behind `after`, which names it now. */
static err written_next(const struct app *app, char after[64], bool *found)
{
	struct arena ARENA_AUTO a = { .ceiling = WRITTEN_ARENA };
	struct system_tx SYSTEM_TX_AUTO tx;
	struct q_flow_written_row q;
	*found = false;
	TRY(system_begin(app_system(app), &tx));
	err e = q_flow_written(tx.db, &a, &(struct q_flow_written_in){ .after = str_z(after), .most = STEPS_JSON_MAX },
			       &q);
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	str id = str_upto(q.id, 63);
	memcpy(after, id.p, id.n);
	after[id.n] = 0;
	*found = true;
	TRY(written_judge(tx.db, &a, &q));
	return system_commit(&tx);
}

err written_look(const struct app *app)
{
	char after[64] = "";
	for (bool found = true; found;)
		TRY(written_next(app, after, &found));
	return OK;
}
