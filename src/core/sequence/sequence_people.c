/* Who is in a sequence: let in, listed, and why each got what he got. Entering, leaving and resting themselves are
 * core/sequence/enrollment's. */
#include "base/time.h"
#include "core/audience/contact.h"
#include "core/audience/segment.h"
#include "core/audience/suppression.h"
#include "core/campaign/campaign_int.h"
#include "core/sequence/enrollment.h"
#include "core/sequence/sequence_int.h"
#include "db/gen/sequence_q.h"
#include "os/clock.h"
#include "wire/addr.h"

/* ---- Letting in */

static err sequence_people_find_addresses(tenant_db db, struct arena *a, const struct json_strs *in,
					  struct str_array *out, int64_t *unknown)
{
	struct q_sequence_contacts_by_email_rows rows;
	str *emails = arena_array(a, str, in->n + 1), *ids;
	size_t n = 0;
	for (size_t i = 0; i < in->n; i++) {
		struct addr addr;
		if (!err_is(addr_parse(a, in->v[i], &addr)))
			emails[n++] = addr.normal;
	}
	TRY(q_sequence_contacts_by_email(db, a, &(struct q_sequence_contacts_by_email_in){ .emails = { emails, n } },
					 &rows));
	ids = arena_array(a, str, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		ids[i] = rows.v[i].id;
	*out = (struct str_array){ ids, rows.n };
	*unknown = (int64_t)(in->n - rows.n);
	return OK;
}

static err sequence_people_count_known(tenant_db db, struct arena *a, const struct json_strs *in, int64_t *unknown)
{
	struct q_sequence_contacts_known_row row;
	TRY(q_sequence_contacts_known(db, a, &(struct q_sequence_contacts_known_in){ .ids = { in->v, in->n } }, &row));
	*unknown = i64_max(0, (int64_t)in->n - row.n);
	return OK;
}

static void sequence_people_put_texts(struct json_writer *w, const char *key, const str *v, size_t n)
{
	json_key(w, key);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++)
		json_put_str(w, v[i]);
	json_end_arr(w);
}

/* As a campaign's audience. */
static err sequence_people_audience_of(struct arena *a, const struct sequence_enroll *in, struct str_array ids,
				       str *out)
{
	struct buf BUF_AUTO text;
	struct json_writer w;
	buf_init(&text, 4u << 20);
	json_writer_init(&w, &text);
	json_begin_obj(&w);
	if (!str_absent(in->tag))
		sequence_people_put_texts(&w, "tags", &in->tag, 1);
	else if (!str_absent(in->segment))
		json_kv_str(&w, "segment", in->segment);
	else if (in->filter)
		json_kv_raw(&w, "filter", json_print(a, in->filter));
	else
		sequence_people_put_texts(&w, "contactIds", ids.v, ids.n);
	json_end_obj(&w);
	TRY(buf_err(&text));
	*out = arena_dup(a, buf_str(&text));
	return OK;
}

static void sequence_people_check_filter(struct arena *a, const struct json *filter, struct field_errors *errors)
{
	const struct json *spec;
	str text = arena_printf(a, "{\"filter\":%.*s}", STR_FMT(json_print(a, filter)));
	if (!err_is(json_parse(a, text, &spec)))
		audience_check_input(spec, errors);
}

err sequence_enroll(const struct app *app, tenant_db db, struct arena *a, str id, const struct sequence_enroll *in,
		    struct field_errors *errors, struct sequence_enrolled *out)
{
	struct str_array ids = { in->contact_ids.v, in->contact_ids.n };
	struct enrolled done;
	struct sequence_enrolled result = {};
	struct q_sequence_totals_row row;
	err e = q_sequence_totals(db, a, &(struct q_sequence_totals_in){ .id = id }, &row);
	if (e.code == ERR_NOT_FOUND)
		return no_sequence();
	TRY(e);
	int said = in->contact_ids.given + in->emails.given + !str_absent(in->tag) +
		   (in->filter && !json_is(in->filter, JSON_NULL)) + !str_absent(in->segment);
	if (said != 1)
		field_error_addf(errors, "contactIds", "or emails, tag, segment or filter: say one of them");
	if (in->filter && !json_is(in->filter, JSON_NULL))
		sequence_people_check_filter(a, in->filter, errors);
	TRY(field_errors_err(errors));
	if (in->emails.given)
		TRY(sequence_people_find_addresses(db, a, &in->emails, &ids, &result.unknown));
	else if (in->contact_ids.given)
		TRY(sequence_people_count_known(db, a, &in->contact_ids, &result.unknown));
	struct enroll_in enroll = {
		.sequence_id = id, .source = in->source, .hash_keys = suppression_keys(a, app->keys), .now = clock_now()
	};
	TRY(sequence_people_audience_of(a, in, ids, &enroll.audience));
	TRY(audience_resolve(db, a, enroll.audience, errors, &enroll.audience));
	TRY(enrollment_enroll(db, a, &enroll, &done));
	result.enrolled = done.enrolled;
	result.already = done.already;
	result.excluded = done.excluded;
	*out = result;
	return OK;
}

void sequence_enrolled_write(struct json_writer *w, const struct sequence_enrolled *e)
{
	json_begin_obj(w);
	json_kv_i64(w, "enrolled", e->enrolled);
	json_kv_i64(w, "already", e->already);
	json_kv_i64(w, "excluded", e->excluded);
	json_kv_i64(w, "unknown", e->unknown);
	json_end_obj(w);
}

/* ---- Steps of the versions that a page needs, each read once */

#define GRAPHS_MAX 32
struct graphs {
	struct {
		struct opt_i64 version;
		struct steps steps;
	} v[GRAPHS_MAX];
	size_t n;
};

static err sequence_people_graph_of(tenant_db db, struct arena *a, struct graphs *g, str sequence_id,
				    struct opt_i64 version, const struct steps **out)
{
	for (size_t i = 0; i < g->n; i++)
		if (g->v[i].version.has == version.has && g->v[i].version.v == version.v) {
			*out = &g->v[i].steps;
			return OK;
		}
	*out = NULL;
	if (g->n == GRAPHS_MAX)
		return OK;
	struct q_sequence_version_steps_row row;
	struct step_problems *p = arena_new(a, struct step_problems);
	struct steps s = {};
	TRY(q_sequence_version_steps(
		db, a,
		&(struct q_sequence_version_steps_in){ .id = sequence_id, .version = version, .most = STEPS_JSON_MAX },
		&row));
	if (!str_absent(row.steps) && err_is(steps_compile_text(a, row.steps, p, &s)))
		s = (struct steps){ .entry = STEP_NONE };
	g->v[g->n].version = version;
	g->v[g->n].steps = s;
	*out = &g->v[g->n++].steps;
	return OK;
}

/* ---- Lists */

#define ENROLLMENT_OF(r)                                                                                               \
	{                                                                                                              \
		.id = (r)->id, .contact_id = (r)->contact_id, .email = (r)->email, .display_name = (r)->display_name,  \
		.status = (r)->status, .current_step = (r)->current_step, .enrolled_at = (r)->enrolled_at,             \
		.completed_at = (r)->completed_at, .paused_at = (r)->paused_at, .failed_at = (r)->failed_at,           \
		.failure_reason = (r)->failure_reason, .exit_reason = (r)->exit_reason, .version = (r)->version,       \
		.run = (r)->run, .source = (r)->source, .due_at = (r)->due_at, .problem = (r)->problem                 \
	}

static void sequence_people_name_place(struct arena *a, const struct steps *s, str phase, str waiting_mail,
				       struct enrollment *e)
{
	int step = s && !str_absent(e->current_step) ? steps_find(s, e->current_step) : STEP_NONE;
	if (step != STEP_NONE)
		e->step_name = step_title(a, s, step);
	if (!str_eq(e->status, STR("ACTIVE"))) {
		e->due_at = (struct opt_i64){};
		return;
	}
	if (!str_absent(waiting_mail)) {
		e->waiting_for = "mail";
		e->due_at = (struct opt_i64){}; /* the queue's date is a safety only */
	} else if (step != STEP_NONE && s->v[step].type == STEP_WAIT) {
		e->waiting_for = "event";
	} else if (e->due_at.has && !str_eq(phase, STR("begun"))) {
		e->waiting_for = "time";
	}
}

err enrollment_list(tenant_db db, struct arena *a, const struct enrollment_list_in *in, struct enrollment_list *out)
{
	struct q_sequence_enrollments_rows rows;
	struct q_sequence_version_steps_row row;
	struct graphs *g = arena_new(a, struct graphs);
	const struct steps *s;
	err e = q_sequence_version_steps(
		db, a, &(struct q_sequence_version_steps_in){ .id = in->sequence_id, .most = STEPS_JSON_MAX }, &row);
	if (e.code == ERR_NOT_FOUND)
		return no_sequence();
	TRY(e);
	struct q_sequence_enrollments_in q = { .sequence_id = in->sequence_id,
					       .status = in->status,
					       .step = in->step,
					       .exit_reason = in->exit_reason,
					       .state = in->state,
					       .now = clock_now(),
					       .search = like_literal(a, in->search),
					       .cursor = in->cursor,
					       .limit = in->limit + 1 };
	TRY(q_sequence_enrollments(db, a, &q, &rows));
	struct enrollment_list l = { .more = rows.n > (size_t)in->limit };
	l.n = l.more ? (size_t)in->limit : rows.n;
	l.v = arena_array(a, struct enrollment, l.n + 1);
	for (size_t i = 0; i < l.n; i++) {
		const struct q_sequence_enrollments_row *r = &rows.v[i];
		l.v[i] = (struct enrollment)ENROLLMENT_OF(r);
		l.v[i].sequence_id = in->sequence_id;
		TRY(sequence_people_graph_of(db, a, g, in->sequence_id, r->version, &s));
		sequence_people_name_place(a, s, r->phase, r->waiting_recipient_id, &l.v[i]);
	}
	*out = l;
	return OK;
}

err enrollment_count(tenant_db db, struct arena *a, const struct enrollment_list_in *in, int64_t *out)
{
	struct q_sequence_enrollments_total_row row;
	struct q_sequence_enrollments_total_in q = { .sequence_id = in->sequence_id,
						     .status = in->status,
						     .step = in->step,
						     .exit_reason = in->exit_reason,
						     .state = in->state,
						     .now = clock_now(),
						     .search = like_literal(a, in->search),
						     .most = ENROLLMENT_COUNT_MAX };
	TRY(q_sequence_enrollments_total(db, a, &q, &row));
	*out = row.count;
	return OK;
}

static err sequence_people_no_enrollment(err e)
{
	return e.code == ERR_NOT_FOUND ? err_make(ERR_NOT_FOUND, "there is no such enrolment") : e;
}

err enrollment_get(tenant_db db, struct arena *a, str id, struct enrollment *out)
{
	struct q_sequence_enrollment_one_row r;
	struct graphs *g = arena_new(a, struct graphs);
	const struct steps *s;
	TRY(sequence_people_no_enrollment(
		q_sequence_enrollment_one(db, a, &(struct q_sequence_enrollment_one_in){ .id = id }, &r)));
	struct enrollment e = ENROLLMENT_OF(&r);
	e.sequence_id = r.sequence_id;
	e.sequence_name = r.sequence_name;
	TRY(sequence_people_graph_of(db, a, g, r.sequence_id, r.version, &s));
	sequence_people_name_place(a, s, r.phase, r.waiting_recipient_id, &e);
	*out = e;
	return OK;
}

err enrollment_of_contact(tenant_db db, struct arena *a, str contact_id, str cursor, int64_t limit,
			  struct enrollment_list *out)
{
	struct contact c;
	struct q_sequence_enrollments_of_contact_rows rows;
	struct graphs *g = arena_new(a, struct graphs);
	const struct steps *s;
	TRY(contact_get(db, a, contact_id, &c));
	struct q_sequence_enrollments_of_contact_in q = { .contact_id = contact_id,
							  .cursor = cursor,
							  .limit = limit + 1 };
	TRY(q_sequence_enrollments_of_contact(db, a, &q, &rows));
	struct enrollment_list l = { .more = rows.n > (size_t)limit };
	l.n = l.more ? (size_t)limit : rows.n;
	l.v = arena_array(a, struct enrollment, l.n + 1);
	for (size_t i = 0; i < l.n; i++) {
		const struct q_sequence_enrollments_of_contact_row *r = &rows.v[i];
		g->n = 0; /* another sequence */
		l.v[i] = (struct enrollment)ENROLLMENT_OF(r);
		l.v[i].sequence_id = r->sequence_id;
		l.v[i].sequence_name = r->sequence_name;
		s = NULL;
		if (i < GRAPHS_MAX) /* the rest keep their steps' ids */
			TRY(sequence_people_graph_of(db, a, g, r->sequence_id, r->version, &s));
		sequence_people_name_place(a, s, r->phase, r->waiting_recipient_id, &l.v[i]);
	}
	*out = l;
	return OK;
}

err enrollment_find(tenant_db db, struct arena *a, str sequence_id, str who, str *id)
{
	struct q_sequence_enrollment_of_row row;
	struct q_sequence_enrollment_of_in in = { .sequence_id = sequence_id, .who = who };
	err e = q_sequence_enrollment_of(db, a, &in, &row);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, "this contact is not in this sequence");
	TRY(e);
	*id = row.id;
	return OK;
}

void enrollment_write(struct json_writer *w, const struct enrollment *e)
{
	json_begin_obj(w);
	json_kv_str(w, "id", e->id);
	json_kv_str(w, "sequenceId", e->sequence_id);
	if (!str_absent(e->sequence_name))
		json_kv_str(w, "sequenceName", e->sequence_name);
	json_kv_str(w, "contactId", e->contact_id);
	json_kv_str(w, "email", e->email);
	json_kv_str(w, "displayName", e->display_name);
	json_kv_str(w, "status", e->status);
	json_kv_str(w, "currentStep", e->current_step);
	json_kv_str(w, "stepName", e->step_name);
	json_kv_time(w, "enrolledAt", e->enrolled_at);
	json_kv_opt_time(w, "completedAt", e->completed_at);
	json_kv_opt_time(w, "pausedAt", e->paused_at);
	json_kv_opt_time(w, "failedAt", e->failed_at);
	json_kv_str(w, "failureReason", e->failure_reason);
	json_kv_str(w, "exitReason", e->exit_reason);
	json_kv_str(w, "problem", e->problem);
	json_kv_opt_i64(w, "version", e->version);
	json_kv_i64(w, "run", e->run);
	json_kv_str(w, "source", e->source);
	json_kv_opt_time(w, "dueAt", e->due_at);
	json_kv_str(w, "waitingFor", str_z(e->waiting_for));
	json_end_obj(w);
}

/* ---- Why? */

err enrollment_story(tenant_db db, struct arena *a, str id, str cursor, int64_t limit, struct enrollment_story *out)
{
	struct q_sequence_enrollment_one_row e;
	struct q_sequence_trace_rows rows;
	struct graphs *g = arena_new(a, struct graphs);
	const struct steps *s;
	TRY(sequence_people_no_enrollment(
		q_sequence_enrollment_one(db, a, &(struct q_sequence_enrollment_one_in){ .id = id }, &e)));
	TRY(sequence_people_graph_of(db, a, g, e.sequence_id, e.version, &s));
	struct q_sequence_trace_in q = { .id = id, .cursor = cursor, .limit = limit + 1 };
	TRY(q_sequence_trace(db, a, &q, &rows));
	struct enrollment_story story = { .more = rows.n > (size_t)limit };
	story.n = story.more ? (size_t)limit : rows.n;
	story.v = arena_array(a, struct enrollment_step, story.n + 1);
	for (size_t i = 0; i < story.n; i++) {
		const struct q_sequence_trace_row *r = &rows.v[i];
		int step = str_absent(r->step_id) ? STEP_NONE : steps_find(s, r->step_id);
		story.v[i] = (struct enrollment_step){
			.id = r->id,
			.kind = r->kind,
			.step_id = r->step_id,
			.step_name = step == STEP_NONE ? r->step_id : step_title(a, s, step),
			.text = enrollment_story_text(a, s, r->kind, r->step_id, r->detail),
			.detail = r->detail,
			.at = r->at,
			.run = r->run,
		};
	}
	*out = story;
	return OK;
}

void enrollment_story_write(struct json_writer *w, const struct enrollment_step *s)
{
	json_begin_obj(w);
	json_kv_str(w, "id", s->id);
	json_kv_time(w, "at", s->at);
	json_kv_str(w, "kind", s->kind);
	json_kv_i64(w, "run", s->run);
	json_kv_str(w, "stepId", s->step_id);
	json_kv_str(w, "stepName", s->step_name);
	json_kv_str(w, "text", s->text);
	json_kv_raw(w, "detail", str_absent(s->detail) ? STR("{}") : s->detail);
	json_end_obj(w);
}

void received_event_write(struct json_writer *w, const struct received_event *e)
{
	json_begin_obj(w);
	json_kv_str(w, "id", e->id);
	json_kv_bool(w, "repeated", e->repeated);
	json_key(w, "enrolled");
	json_begin_arr(w);
	for (size_t i = 0; i < e->n; i++)
		json_put_str(w, e->enrolled[i]);
	json_end_arr(w);
	json_kv_i64(w, "woken", e->woken);
	json_end_obj(w);
}
