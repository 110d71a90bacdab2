/* What came of a sequence, from counters, and its versions; and events that a tenant's own systems report. */
#include "core/audience/contact.h"
#include "core/audience/suppression.h"
#include "core/sequence/enrollment.h"
#include "core/sequence/sequence_int.h"
#include "db/gen/sequence_q.h"
#include "wire/addr.h"

/* ---- Figures */

static void sequence_report_add_mails(struct sequence_step_figures *to, const struct sequence_step_figures *f)
{
	to->sent += f->sent;
	to->opened_people += f->opened_people;
	to->opened_machines += f->opened_machines;
	to->clicked_people += f->clicked_people;
	to->replied += f->replied;
	to->bounced += f->bounced;
}

static struct sequence_step_figures sequence_report_figures_of(const struct q_sequence_step_figures_row *r)
{
	return (struct sequence_step_figures){
		.step_id = r->step_id,
		.waiting = r->waiting,
		.entered = r->entered,
		.passed = r->passed,
		.true_taken = r->true_taken,
		.false_taken = r->false_taken,
		.sent = r->sent,
		.opened_people = r->opened_people,
		.opened_machines = r->opened_machines,
		.clicked_people = r->clicked_people,
		.replied = r->replied,
		.bounced = r->bounced,
	};
}

/* The steps in their order, then those that are gone and had somebody. */
static err sequence_report_figures_by_step(tenant_db db, struct arena *a, const struct sequence *q,
					   struct sequence_analytics *out)
{
	struct q_sequence_step_figures_rows rows;
	struct step_problems *p = arena_new(a, struct step_problems);
	struct steps s = {};
	TRY(q_sequence_step_figures(db, a, &(struct q_sequence_step_figures_in){ .id = q->id }, &rows));
	if (err_is(steps_compile_text(a, q->steps, p, &s)))
		s.n = 0;
	out->steps = arena_array(a, struct sequence_step_figures, s.n + rows.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		out->steps[i] = (struct sequence_step_figures){
			.step_id = s.v[i].id,
			.type = str_z(step_type_name(s.v[i].type)),
			.name = step_title(a, &s, (int)i),
		};
	}
	out->n = s.n;
	for (size_t k = 0; k < rows.n; k++) {
		struct sequence_step_figures f = sequence_report_figures_of(&rows.v[k]);
		int i = steps_find(&s, f.step_id);
		sequence_report_add_mails(&out->sum, &f);
		if (i != STEP_NONE) {
			f.type = out->steps[i].type;
			f.name = out->steps[i].name;
			out->steps[i] = f;
		} else {
			out->steps[out->n++] = f;
		}
	}
	return OK;
}

err sequence_analytics(tenant_db db, struct arena *a, str id, struct sequence_analytics *out)
{
	struct sequence q;
	struct q_sequence_totals_row t;
	TRY(sequence_get(db, a, id, &q));
	TRY(q_sequence_totals(db, a, &(struct q_sequence_totals_in){ .id = id }, &t));
	*out = (struct sequence_analytics){
		.enrolled = t.enrolled,
		.active = t.active,
		.completed = t.completed,
		.paused = t.paused,
		.failed = t.failed,
		.exit_replied = t.exit_replied,
		.exit_unsubscribed = t.exit_unsubscribed,
		.exit_bounced = t.exit_bounced,
		.exit_complained = t.exit_complained,
		.exit_goal = t.exit_goal,
		.exit_other = t.exit_other,
	};
	if (t.completed > 0)
		out->average_hours = SOME_F64((double)t.seconds_to_complete / (double)t.completed / 3600.0);
	return sequence_report_figures_by_step(db, a, &q, out);
}

static void sequence_report_write_mails(struct json_writer *w, const struct sequence_step_figures *f)
{
	json_kv_i64(w, "sent", f->sent);
	json_kv_i64(w, "openedPeople", f->opened_people);
	json_kv_i64(w, "openedMachines", f->opened_machines);
	json_kv_i64(w, "clickedPeople", f->clicked_people);
	json_kv_i64(w, "replied", f->replied);
	json_kv_i64(w, "bounced", f->bounced);
}

static void sequence_report_write_totals(struct json_writer *w, const struct sequence_analytics *r)
{
	json_begin_obj(w);
	json_kv_i64(w, "enrolled", r->enrolled);
	json_kv_i64(w, "active", r->active);
	json_kv_i64(w, "completed", r->completed);
	json_kv_i64(w, "paused", r->paused);
	json_kv_i64(w, "failed", r->failed);
	json_key(w, "exits");
	json_begin_obj(w);
	json_kv_i64(w, "replied", r->exit_replied);
	json_kv_i64(w, "unsubscribed", r->exit_unsubscribed);
	json_kv_i64(w, "bounced", r->exit_bounced);
	json_kv_i64(w, "complained", r->exit_complained);
	json_kv_i64(w, "goal", r->exit_goal);
	json_kv_i64(w, "other", r->exit_other);
	json_end_obj(w);
	json_kv_opt_f64(w, "averageHoursToComplete", r->average_hours);
	sequence_report_write_mails(w, &r->sum);
	json_end_obj(w);
}

void sequence_analytics_write(struct json_writer *w, const struct sequence_analytics *r)
{
	json_begin_obj(w);
	json_key(w, "totals");
	sequence_report_write_totals(w, r);
	json_key(w, "steps");
	json_begin_arr(w);
	for (size_t i = 0; i < r->n; i++) {
		const struct sequence_step_figures *f = &r->steps[i];
		json_begin_obj(w);
		json_kv_str(w, "stepId", f->step_id);
		json_kv_str(w, "type", f->type);
		json_kv_str(w, "name", f->name);
		json_kv_i64(w, "waiting", f->waiting);
		json_kv_i64(w, "entered", f->entered);
		json_kv_i64(w, "passed", f->passed);
		sequence_report_write_mails(w, f);
		json_kv_i64(w, "trueTaken", f->true_taken);
		json_kv_i64(w, "falseTaken", f->false_taken);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
}

/* ---- Versions */

err sequence_versions(tenant_db db, struct arena *a, str id, struct opt_i64 before, int64_t limit,
		      struct sequence_version **out, size_t *n, bool *more)
{
	struct q_sequence_totals_row t;
	struct q_sequence_versions_rows rows;
	err e = q_sequence_totals(db, a, &(struct q_sequence_totals_in){ .id = id }, &t);
	if (e.code == ERR_NOT_FOUND)
		return no_sequence();
	TRY(e);
	struct q_sequence_versions_in in = { .id = id, .before = before, .limit = limit + 1, .most = STEPS_JSON_MAX };
	TRY(q_sequence_versions(db, a, &in, &rows));
	*more = rows.n > (size_t)limit;
	*n = *more ? (size_t)limit : rows.n;
	*out = arena_array(a, struct sequence_version, *n + 1);
	for (size_t i = 0; i < *n; i++)
		(*out)[i] = (struct sequence_version){ .version = rows.v[i].version,
						       .created_at = rows.v[i].created_at,
						       .people = rows.v[i].people,
						       .steps = rows.v[i].steps };
	return OK;
}

/* ---- Reported events */

static err sequence_report_whose(tenant_db db, struct arena *a, const struct received_event_in *in,
				 struct field_errors *errors, str *contact_id)
{
	struct contact c;
	struct addr addr;
	const char *field = str_absent(in->contact_id) ? "email" : "contactId";
	err e = OK;
	if (str_absent(in->contact_id) == str_absent(in->email)) {
		field_error_addf(errors, "email", "or contactId: say one of them");
		return field_errors_err(errors);
	}
	if (str_absent(in->email)) {
		e = contact_get(db, a, in->contact_id, &c);
	} else {
		e = addr_parse(a, in->email, &addr);
		if (err_is(e))
			field_error_addf(errors, "email", "%s", e.why);
		TRY(field_errors_err(errors));
		e = contact_by_email(db, a, addr.normal, &c);
	}
	if (e.code == ERR_NOT_FOUND) {
		field_error_addf(errors, field, "is no contact of yours: create the contact first");
		return field_errors_err(errors);
	}
	TRY(e);
	*contact_id = c.id;
	return OK;
}

static void sequence_report_check_event(struct arena *a, const struct received_event_in *in,
					struct field_errors *errors, str *data)
{
	if (str_empty(str_trim(in->event)) || in->event.n > EVENT_NAME_MAX || !one_line(in->event))
		field_error_addf(errors, "event", "must be one line of text of 1 to %u bytes", EVENT_NAME_MAX);
	*data = in->data && !json_is(in->data, JSON_NULL) ? json_print(a, in->data) : STR_NULL;
	if (data->n > EVENT_DATA_MAX)
		field_error_addf(errors, "data", "must be at most %u bytes as JSON", EVENT_DATA_MAX);
}

err received_event_add(const struct app *app, tenant_db db, struct arena *a, const struct received_event_in *in,
		       struct field_errors *errors, struct received_event *out)
{
	str data, contact_id;
	sequence_report_check_event(a, in, errors, &data);
	TRY(field_errors_err(errors));
	TRY(sequence_report_whose(db, a, in, errors, &contact_id));
	struct q_sequence_event_add_in row = { .id = make_id(a),
					       .key = str_empty(in->key) ? STR_NULL : in->key,
					       .event = str_trim(in->event),
					       .contact_id = contact_id,
					       .data = data,
					       .now = clock_now() };
	struct enrollment_event_in event = { .contact_id = contact_id,
					     .event = row.event,
					     .hash_keys = suppression_keys(a, app->keys),
					     .now = row.now };
	struct enrollment_event_done done;
	struct q_sequence_event_by_key_row before;
	int64_t added;
	struct tenant_tx TENANT_TX_AUTO tx;
	TRY(tenant_begin(db, &tx));
	TRY(q_sequence_event_add(tx.db, a, &row, &added));
	if (added == 0) {
		TRY(q_sequence_event_by_key(tx.db, a, &(struct q_sequence_event_by_key_in){ .key = row.key }, &before));
		*out = (struct received_event){ .id = before.id, .repeated = true };
		return OK;
	}
	TRY(enrollment_event(tx.db, a, &event, &done));
	TRY(tenant_commit(&tx));
	*out = (struct received_event){ .id = row.id, .enrolled = done.sequences, .n = done.n, .woken = done.woken };
	return OK;
}
