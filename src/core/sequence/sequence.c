/* Sequences as rows: made, read, listed, changed, copied, deleted, and in and out of files. */
#include "core/campaign/campaign.h"
#include "core/ground/revision.h"
#include "core/sender/sender.h"
#include "core/sequence/enrollment.h"
#include "core/sequence/sequence_int.h"
#include "db/gen/sequence_q.h"

#define STATS_OF(r)                                                                                                    \
	{                                                                                                              \
		.enrolled = (r)->enrolled, .active = (r)->active, .completed = (r)->completed, .paused = (r)->paused,  \
		.failed = (r)->failed, .sent = (r)->sent, .opened_people = (r)->opened_people,                         \
		.clicked_people = (r)->clicked_people, .replied = (r)->replied, .bounced = (r)->bounced                \
	}

#define TOO_LARGE "have %lld MB: more than 16 MB cannot be shown or run; shorten them where they were written"

void sequence_problems(struct arena *a, const struct json *steps, struct step_problems **out)
{
	struct steps s;
	*out = arena_new(a, struct step_problems);
	err e = steps_compile(a, steps, *out, &s);
	(void)e; /* the problems say it */
}

/* Errors of the steps hold an active sequence. That its trigger names no event is no reason to: another program lets people in. What a
 * filter names and is gone stops those who come to that step. */
static void sequence_hold(struct arena *a, struct sequence *q)
{
	struct step_problems *p = q->problems;
	if (!str_eq(q->status, STR("ACTIVE")))
		return;
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].level == STEP_ERROR &&
		    (str_starts(p->v[i].field, STR("settings.")) || !strcmp(p->v[i].code, "filter_gone"))) {
			p->v[i].level = STEP_WARNING;
			p->errors--;
		}
	q->held = p->errors > 0;
	for (size_t i = 0; q->held && i < p->n && str_absent(q->held_reason); i++)
		if (p->v[i].level == STEP_ERROR)
			q->held_reason =
				arena_printf(a, "%.*s: %.*s", STR_FMT(p->v[i].field), STR_FMT(p->v[i].message));
	if (!q->held)
		q->held_at.has = false;
}

err sequence_get(tenant_db db, struct arena *a, str id, struct sequence *out)
{
	struct q_sequence_one_row r;
	err e = q_sequence_one(db, a,
			       &(struct q_sequence_one_in){ .id = id, .most = STEPS_JSON_MAX, .now = clock_now() }, &r);
	if (e.code == ERR_NOT_FOUND)
		return no_sequence();
	TRY(e);
	struct sequence q = {
		.id = r.id,
		.user_id = tenant_id(db),
		.name = r.name,
		.description = r.description,
		.status = r.status,
		.trigger_type = r.trigger_type,
		.tracking = r.tracking_enabled,
		.steps = r.steps,
		.steps_too_large = r.steps_bytes > STEPS_JSON_MAX,
		.settings = r.settings,
		.sender_id = r.sender_id,
		.topic_id = r.topic_id,
		.version = r.version,
		.revision = r.revision,
		.created_at = r.created_at,
		.updated_at = r.updated_at,
		.activated_at = r.activated_at,
		.paused_at = r.paused_at,
		.resumed_at = r.resumed_at,
		.overdue = r.overdue,
		.held_at = r.held_at,
		.stuck = r.stuck,
		.stats = STATS_OF(&r),
	};
	const struct json *steps = NULL;
	q.problems = arena_new(a, struct step_problems);
	if (q.steps_too_large)
		steps_problem_add(q.problems, "too_long", STR("steps"),
				  arena_printf(a, TOO_LARGE, (long long)(r.steps_bytes >> 20)));
	sequence_check_running(a, &q, q.problems);
	TRY(sequence_filters_problems(db, a, q.steps, q.problems));
	sequence_hold(a, &q);
	if (!err_is(json_parse(a, q.steps, &steps)) && json_is(steps, JSON_ARR))
		q.step_count = (int64_t)json_len(steps);
	else
		q.steps = STR("[]"); /* another program's; the problems say so */
	*out = q;
	return OK;
}

err sequence_list(tenant_db db, struct arena *a, const struct sequence_list_in *in, struct sequence_list *out)
{
	struct q_sequence_page_rows rows;
	str sort = str_empty(in->sort) ? STR("-createdAt") : in->sort;
	bool descending = str_starts(sort, STR("-"));
	struct q_sequence_page_in q = {
		.sort = descending ? str_from(sort, 1) : sort,
		.descending = descending,
		.status = in->status,
		.search = like_literal(a, in->search),
		.cursor_key = in->cursor_key,
		.cursor_id = in->cursor_id,
		.now = clock_now(),
		.limit = in->limit + 1,
	};
	TRY(q_sequence_page(db, a, &q, &rows));
	struct sequence_list l = { .more = rows.n > (size_t)in->limit };
	l.n = l.more ? (size_t)in->limit : rows.n;
	l.v = arena_array(a, struct sequence, l.n + 1);
	l.keys = arena_array(a, str, l.n + 1);
	for (size_t i = 0; i < l.n; i++) {
		const struct q_sequence_page_row *r = &rows.v[i];
		l.keys[i] = r->sort_key;
		l.v[i] = (struct sequence){
			.id = r->id,
			.user_id = tenant_id(db),
			.name = r->name,
			.description = r->description,
			.status = r->status,
			.trigger_type = r->trigger_type,
			.tracking = r->tracking_enabled,
			.settings = r->settings,
			.sender_id = r->sender_id,
			.topic_id = r->topic_id,
			.version = r->version,
			.revision = r->revision,
			.created_at = r->created_at,
			.updated_at = r->updated_at,
			.activated_at = r->activated_at,
			.paused_at = r->paused_at,
			.resumed_at = r->resumed_at,
			.overdue = r->overdue,
			.held = r->held,
			.held_at = r->held ? r->held_at : (struct opt_i64){},
			.held_reason = r->held ? r->held_reason : STR_NULL,
			.stuck = r->stuck,
			.step_count = r->step_count,
			.stats = STATS_OF(r),
		};
	}
	*out = l;
	return OK;
}

err sequence_count(tenant_db db, struct arena *a, str status, str search, int64_t *out)
{
	struct q_sequence_total_row row;
	TRY(q_sequence_total(
		db, a, &(struct q_sequence_total_in){ .status = status, .search = like_literal(a, search) }, &row));
	*out = row.count;
	return OK;
}

err sequence_find(tenant_db db, struct arena *a, str word, struct sequence *out)
{
	err e = sequence_get(db, a, word, out);
	if (e.code != ERR_NOT_FOUND)
		return e;
	struct sequence_list l;
	struct sequence_list_in in = { .search = word, .limit = 200 };
	str found = STR_NULL;
	TRY(sequence_list(db, a, &in, &l));
	for (size_t i = 0; i < l.n; i++) {
		if (!str_eq_nocase(l.v[i].name, word))
			continue;
		if (!str_absent(found))
			return err_make(ERR_CONFLICT, "several sequences have this name: say the id");
		found = l.v[i].id;
	}
	return str_absent(found) ? no_sequence() : sequence_get(db, a, found, out);
}

/* Steps from which no graph can be made, and values that nobody can make sense of, are refused even in a draft. */
static void sequence_check_steps(struct arena *a, const struct sequence *q, bool running, struct field_errors *errors)
{
	struct step_problems *p = arena_new(a, struct step_problems);
	struct steps s;
	err_ignore(steps_compile_text(a, q->steps, p, &s)); /* the problems say it */
	if (running)
		steps_field_errors(p, errors);
	else
		steps_unreadable_errors(p, errors);
}

err sequence_create(tenant_db db, struct arena *a, const struct sequence_patch *in, struct field_errors *errors,
		    struct sequence *out)
{
	struct sequence q = { .steps = STR("[]"), .trigger_type = STR("manual"), .tracking = true };
	sequence_merge(a, &q, in, errors);
	sequence_check_input(&q, errors);
	sequence_check_steps(a, &q, false, errors);
	TRY(field_errors_err(errors));
	TRY(sequence_check_known(db, a, in, &q, errors));
	struct q_sequence_insert_in row = {
		.id = make_id(a),
		.name = q.name,
		.description = q.description,
		.trigger_type = q.trigger_type,
		.tracking = q.tracking,
		.steps = q.steps,
		.settings = q.settings,
		.sender_id = q.sender_id,
		.topic_id = q.topic_id,
	};
	TRY(q_sequence_insert(db, a, &row, NULL));
	return sequence_get(db, a, row.id, out);
}

/* ---- Changing */

static err sequence_lock(tenant_db db, struct arena *a, str id, struct q_sequence_lock_row *out)
{
	err e = q_sequence_lock(db, a, &(struct q_sequence_lock_in){ .id = id }, out);
	return e.code == ERR_NOT_FOUND ? no_sequence() : e;
}

static err sequence_keep_version(tenant_db db, struct arena *a, str id, int64_t version, int64_t now)
{
	struct q_sequence_version_keep_in in = { .id = id, .version = version, .version_id = make_id(a), .now = now };
	return q_sequence_version_keep(db, a, &in, NULL);
}

static err sequence_carry_over(tenant_db db, struct arena *a, str id, str what, int64_t version, int64_t now)
{
	int64_t n;
	if (str_eq(what, STR("move")))
		return enrollment_move_all(db, a, id, version, now, &n);
	if (str_eq(what, STR("end")))
		return enrollment_end_all(db, a, id, STR("edited"), now, &n);
	return OK;
}

static err sequence_check_change(struct arena *a, const struct sequence *q, bool running, bool steps_given,
				 struct field_errors *errors)
{
	struct step_problems *p = arena_new(a, struct step_problems);
	sequence_check_input(q, errors);
	if (running) {
		sequence_check_running(a, q, p);
		steps_field_errors(p, errors);
	} else if (steps_given) {
		sequence_check_steps(a, q, false, errors);
	}
	return field_errors_err(errors);
}

err sequence_update(tenant_db db, struct arena *a, str id, const struct sequence_patch *in, struct field_errors *errors,
		    struct sequence *out)
{
	struct q_sequence_lock_row state;
	struct q_sequence_differs_row steps = {};
	struct sequence q;
	int64_t now = clock_now();
	TRY(sequence_get(db, a, id, &q));
	if (q.steps_too_large && !in->steps)
		field_error_addf(
			errors, "steps",
			"are too large to be read, and nothing else can be changed while they are: write them anew");
	sequence_merge(a, &q, in, errors);
	TRY(field_errors_err(errors));
	TRY(sequence_check_known(db, a, in, &q, errors));
	struct tenant_tx TENANT_TX_AUTO tx;
	TRY(tenant_begin(db, &tx));
	TRY(sequence_lock(tx.db, a, id, &state));
	TRY(revision_check(a, in->revision, state.revision, state.revised_fields, errors));
	TRY(sequence_get(tx.db, a, id, &q));
	sequence_merge(a, &q, in, errors);
	bool running = !str_eq(state.status, STR("DRAFT"));
	if (in->steps) {
		struct q_sequence_differs_in differs = { .id = id, .steps = q.steps };
		TRY(q_sequence_differs(tx.db, a, &differs, &steps));
	}
	TRY(sequence_check_change(a, &q, running && (steps.differs || in->settings || in->trigger_type.given),
				  in->steps != NULL, errors));
	/* What is held never was a version: what replaces it takes its number. */
	bool fresh = running && steps.differs;
	struct q_sequence_set_in row = {
		.id = id,
		.name = q.name,
		.description = q.description,
		.trigger_type = q.trigger_type,
		.tracking = q.tracking,
		.steps = q.steps,
		.settings = q.settings,
		.sender_id = q.sender_id,
		.topic_id = q.topic_id,
		.version = state.version + (fresh && steps.fresh),
	};
	TRY(q_sequence_set(tx.db, a, &row, NULL));
	if (fresh) {
		TRY(sequence_keep_version(tx.db, a, id, row.version, now));
		TRY(sequence_carry_over(tx.db, a, id, in->enrollments, row.version, now));
	}
	TRY(sequence_get(tx.db, a, id, out));
	return tenant_commit(&tx);
}

err sequence_delete(tenant_db db, struct arena *a, str id)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_sequence_lock_row state;
	TRY(tenant_begin(db, &tx));
	TRY(sequence_lock(tx.db, a, id, &state));
	if (str_eq(state.status, STR("ACTIVE")))
		return err_make(ERR_CONFLICT, "the sequence is ACTIVE: pause it first");
	TRY(q_sequence_drop(tx.db, a, &(struct q_sequence_drop_in){ .id = id }, NULL));
	return tenant_commit(&tx);
}

err sequence_duplicate(tenant_db db, struct arena *a, str id, str name, struct sequence *out)
{
	struct sequence q;
	TRY(sequence_get(db, a, id, &q));
	str called = str_empty(name) ? arena_printf(a, "Copy of %.*s", STR_FMT(q.name)) : some_text(name);
	called = str_upto(called, str_utf8_floor(called, size_min(called.n, CAMPAIGN_NAME_MAX)));
	if (!one_line(called) || str_empty(called))
		return err_make(ERR_INVALID, "the name must be one line of text");
	struct q_sequence_copy_in copy = { .new_id = make_id(a), .id = id, .name = called, .now = clock_now() };
	TRY(q_sequence_copy(db, a, &copy, NULL));
	return sequence_get(db, a, copy.new_id, out);
}

/* ---- Status */

static err sequence_move(tenant_db db, struct arena *a, str id, const char *from, const char *to, const char *why_not,
			 struct sequence *out)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_sequence_lock_row state;
	int64_t now = clock_now();
	TRY(tenant_begin(db, &tx));
	TRY(sequence_lock(tx.db, a, id, &state));
	if (!json_choice_has(from, state.status))
		return err_make(ERR_CONFLICT,
				arena_printf(a, "%s; this one is %.*s", why_not, STR_FMT(state.status)).p);
	struct q_sequence_move_in row = { .id = id, .status = str_z(to), .version = state.version, .now = now };
	TRY(sequence_get(tx.db, a, id, out));
	if (str_eq(row.status, STR("ACTIVE")) && out->problems->errors)
		return err_make(ERR_CONFLICT, "its steps were changed just now: look at them again");
	if (str_eq(row.status, STR("ACTIVE")) && state.has_version && state.changed.v)
		row.version++; /* another program changed the steps */
	TRY(q_sequence_move(tx.db, a, &row, NULL));
	if (str_eq(row.status, STR("ACTIVE")))
		TRY(sequence_keep_version(tx.db, a, id, row.version, now));
	TRY(sequence_get(tx.db, a, id, out));
	return tenant_commit(&tx);
}

err sequence_activate(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
		      struct field_errors *errors, struct sequence *out)
{
	struct sequence q;
	struct sender s;
	TRY(sequence_get(db, a, id, &q));
	if (str_eq(q.status, STR("ACTIVE")))
		return err_make(ERR_CONFLICT, "the sequence is ACTIVE already");
	steps_field_errors(q.problems, errors);
	TRY(field_errors_err(errors));
	err e = str_absent(q.sender_id) ? sender_default(db, a, &s) : sender_get(db, a, q.sender_id, &s);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_CONFLICT, "there is no sender: add one, or choose one for this sequence");
	TRY(e);
	TRY(campaign_verify_sender(app, db, a, &s));
	TRY(sequence_refusals(app, db, a, id, anyway, errors));
	return sequence_move(db, a, id, "DRAFT|PAUSED", "ACTIVE", "only a draft or a paused sequence can be activated",
			     out);
}

err sequence_pause(tenant_db db, struct arena *a, str id, struct sequence *out)
{
	return sequence_move(db, a, id, "ACTIVE", "PAUSED", "only an active sequence can be paused", out);
}

err sequence_release(tenant_db db, struct arena *a, str id, bool send, int64_t *released, struct sequence *out)
{
	TRY(sequence_get(db, a, id, out));
	TRY(enrollment_release(db, a, id, send, clock_now(), released));
	return sequence_get(db, a, id, out);
}

/* ---- Files */

err sequence_import(tenant_db db, struct arena *a, const struct json *file, struct field_errors *errors,
		    struct sequence *out)
{
	int64_t version = 0;
	if (!str_eq(json_str(json_get(file, "format")), STR(SEQUENCE_FORMAT)))
		field_error_addf(errors, "format", "must be \"%s\": the file of an exported sequence", SEQUENCE_FORMAT);
	else if (!json_i64(json_get(file, "formatVersion"), &version) || version != 1)
		field_error_addf(errors, "formatVersion", "must be 1");
	if (!json_is(json_get(file, "steps"), JSON_ARR))
		field_error_addf(errors, "steps", "must be a list of steps");
	TRY(field_errors_err(errors));
	const struct json *tracking = json_get(file, "trackingEnabled"), *trigger = json_get(file, "triggerType");
	struct sequence_patch in = {
		.name = { true, json_str(json_get(file, "name")) },
		.description = { true, json_str(json_get(file, "description")) },
		.trigger_type = { trigger != NULL, json_str(trigger) },
		.steps = json_get(file, "steps"),
		.settings = json_get(file, "settings"),
	};
	if (json_is(tracking, JSON_BOOL))
		in.tracking = SOME_BOOL(json_bool(tracking));
	return sequence_create(db, a, &in, errors, out);
}

void sequence_export_write(struct json_writer *w, const struct sequence *q)
{
	json_begin_obj(w);
	json_kv_str(w, "format", STR(SEQUENCE_FORMAT));
	json_kv_i64(w, "formatVersion", 1);
	json_kv_str(w, "name", q->name);
	json_kv_str(w, "description", q->description);
	json_kv_str(w, "triggerType", q->trigger_type);
	json_kv_bool(w, "trackingEnabled", q->tracking);
	json_kv_raw(w, "steps", q->steps);
	json_kv_raw(w, "settings", str_absent(q->settings) ? STR("{}") : q->settings);
	json_end_obj(w);
}

/* ---- JSON */

static void sequence_write_stats(struct json_writer *w, const struct sequence_stats *s)
{
	json_begin_obj(w);
	json_kv_i64(w, "enrolled", s->enrolled);
	json_kv_i64(w, "active", s->active);
	json_kv_i64(w, "completed", s->completed);
	json_kv_i64(w, "paused", s->paused);
	json_kv_i64(w, "failed", s->failed);
	json_kv_i64(w, "sent", s->sent);
	json_kv_i64(w, "openedPeople", s->opened_people);
	json_kv_i64(w, "clickedPeople", s->clicked_people);
	json_kv_i64(w, "replied", s->replied);
	json_kv_i64(w, "bounced", s->bounced);
	json_end_obj(w);
}

void sequence_problems_write(struct json_writer *w, const struct step_problems *p)
{
	json_begin_arr(w);
	for (size_t i = 0; i < p->n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "stepId", str_empty(p->v[i].id) ? STR_NULL : p->v[i].id);
		json_kv_str(w, "level", str_z(step_level_name(p->v[i].level)));
		json_kv_str(w, "code", str_z(p->v[i].code));
		json_kv_str(w, "field", p->v[i].field);
		json_kv_str(w, "message", p->v[i].message);
		json_end_obj(w);
	}
	json_end_arr(w);
}

void sequence_write(struct json_writer *w, const struct sequence *q)
{
	json_begin_obj(w);
	json_kv_str(w, "id", q->id);
	json_kv_str(w, "name", q->name);
	json_kv_str(w, "description", q->description);
	json_kv_str(w, "status", q->status);
	json_kv_str(w, "triggerType", q->trigger_type);
	json_kv_bool(w, "trackingEnabled", q->tracking);
	if (!str_absent(q->steps))
		json_kv_raw(w, "steps", q->steps);
	json_kv_i64(w, "stepCount", q->step_count);
	json_kv_raw(w, "settings", str_absent(q->settings) ? STR("{}") : q->settings);
	json_kv_str(w, "senderId", q->sender_id);
	json_kv_str(w, "topicId", q->topic_id);
	json_kv_i64(w, "version", q->version);
	json_kv_i64(w, "revision", q->revision);
	json_kv_time(w, "createdAt", q->created_at);
	json_kv_time(w, "updatedAt", q->updated_at);
	json_kv_opt_time(w, "activatedAt", q->activated_at);
	json_kv_opt_time(w, "pausedAt", q->paused_at);
	json_kv_opt_time(w, "resumedAt", q->resumed_at);
	json_kv_i64(w, "overdue", q->overdue);
	json_kv_bool(w, "held", q->held);
	json_kv_opt_time(w, "heldAt", q->held_at);
	json_kv_str(w, "heldReason", q->held_reason);
	json_kv_i64(w, "stuck", q->stuck);
	json_key(w, "stats");
	sequence_write_stats(w, &q->stats);
	if (q->problems) {
		json_key(w, "problems");
		sequence_problems_write(w, q->problems);
	}
	json_end_obj(w);
}
