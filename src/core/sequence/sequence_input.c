/* What a person writes into a sequence, laid over what was and checked. Settings are stored in one form: known members
 * only, of the right kind, no nulls, since SQL reads them. */
#include "base/limits.h"
#include "core/ground/zones.h"
#include "core/sender/sender.h"
#include "core/sequence/sequence_int.h"
#include "db/gen/choice_q.h"
#include "db/gen/sequence_q.h"

#define SETTINGS_MAX (64u << 10)
#define DESCRIPTION_MAX 2000u

static void sequence_input_set_some(str *to, const struct json_opt_str *in)
{
	if (in->given)
		*to = some_text(in->v);
}

/* ---- Settings */

struct reading {
	struct json_writer w;
	struct field_errors *errors;
};

static bool sequence_input_has(const struct json *v)
{
	return v && !json_is(v, JSON_NULL);
}

static const struct json *sequence_input_object(struct reading *r, const char *where, const struct json *v,
						const char *names)
{
	if (!sequence_input_has(v))
		return NULL;
	if (!json_is(v, JSON_OBJ)) {
		field_error_addf(r->errors, where, "must be an object");
		return NULL;
	}
	for (JSON_EACH(m, v)) {
		if (!json_choice_has(names, json_name(m)))
			field_error_addf(r->errors, where, "has no \"%.*s\"; known are %s",
					 STR_FMT(str_upto(json_name(m), 100)), names);
	}
	return v;
}

static void sequence_input_flag(struct reading *r, const char *where, const char *name, const struct json *v)
{
	if (!sequence_input_has(v))
		return;
	if (!json_is(v, JSON_BOOL))
		field_error_addf(r->errors, where, "must be true or false");
	json_kv_bool(&r->w, name, json_bool(v));
}

static void sequence_input_number(struct reading *r, const char *where, const char *name, const struct json *v,
				  int64_t min, int64_t max)
{
	int64_t n = 0;
	if (!sequence_input_has(v))
		return;
	if (!json_i64(v, &n) || n < min || n > max)
		field_error_addf(r->errors, where, "must be a whole number from %lld to %lld", (long long)min,
				 (long long)max);
	json_kv_i64(&r->w, name, n);
}

static void sequence_input_choice(struct reading *r, const char *where, const char *name, const struct json *v,
				  const char *values)
{
	if (!sequence_input_has(v))
		return;
	if (!json_is(v, JSON_STR) || !json_choice_has(values, json_str(v)))
		field_error_addf(r->errors, where, "must be one of %s", values);
	json_kv_str(&r->w, name, json_str(v));
}

static void sequence_input_text(struct reading *r, const char *where, const char *name, const struct json *v,
				size_t max)
{
	if (!sequence_input_has(v))
		return;
	str s = str_trim(json_str(v));
	if (!json_is(v, JSON_STR) || s.n > max || !one_line(s))
		field_error_addf(r->errors, where, "must be one line of text of at most %zu bytes", max);
	if (s.n)
		json_kv_str(&r->w, name, s);
}

static bool sequence_input_clock_time(str s)
{
	if (s.n != 5 || s.p[2] != ':')
		return false;
	for (size_t i = 0; i < 5; i++)
		if (i != 2 && !ascii_digit(s.p[i]))
			return false;
	int h = (s.p[0] - '0') * 10 + s.p[1] - '0', m = (s.p[3] - '0') * 10 + s.p[4] - '0';
	return m < 60 && (h < 24 || (h == 24 && m == 0));
}

static void sequence_input_time_of_day(struct reading *r, const char *where, const char *name, const struct json *v)
{
	if (!sequence_input_has(v))
		return;
	if (!sequence_input_clock_time(json_str(v)))
		field_error_addf(r->errors, where, "must be a time of day such as 09:00");
	json_kv_str(&r->w, name, json_str(v));
}

static void sequence_input_week_days(struct reading *r, const struct json *v)
{
	if (!sequence_input_has(v))
		return;
	bool fine = json_is(v, JSON_ARR) && json_len(v) >= 1 && json_len(v) <= 7;
	json_key(&r->w, "days");
	json_begin_arr(&r->w);
	for (JSON_EACH(d, fine ? v : NULL)) {
		int64_t n = 0;
		fine = json_i64(d, &n) && n >= 1 && n <= 7 && fine;
		json_put_i64(&r->w, n);
	}
	json_end_arr(&r->w);
	if (!fine)
		field_error_addf(r->errors, "settings.window.days",
				 "must be a list of week days, from 1 (Monday) to 7 (Sunday)");
}

static void sequence_input_window(struct reading *r, const struct json *v)
{
	v = sequence_input_object(r, "settings.window", v, "days|from|to|timezone|useContactTimezone");
	if (!v)
		return;
	json_key(&r->w, "window");
	json_begin_obj(&r->w);
	sequence_input_week_days(r, json_get(v, "days"));
	sequence_input_time_of_day(r, "settings.window.from", "from", json_get(v, "from"));
	sequence_input_time_of_day(r, "settings.window.to", "to", json_get(v, "to"));
	sequence_input_text(r, "settings.window.timezone", "timezone", json_get(v, "timezone"), 64);
	sequence_input_flag(r, "settings.window.useContactTimezone", "useContactTimezone",
			    json_get(v, "useContactTimezone"));
	json_end_obj(&r->w);
}

static void sequence_input_filter_tags(struct reading *r, const struct json *v)
{
	if (!sequence_input_has(v))
		return;
	bool fine = json_is(v, JSON_ARR) && json_len(v) <= CONTACT_TAGS_MAX;
	json_key(&r->w, "tags");
	json_begin_arr(&r->w);
	for (JSON_EACH(t, fine ? v : NULL)) {
		fine = fine && json_is(t, JSON_STR) && json_str(t).n > 0 && json_str(t).n <= CONTACT_TAG_MAX;
		json_put_str(&r->w, json_str(t));
	}
	json_end_arr(&r->w);
	if (!fine)
		field_error_addf(r->errors, "settings.trigger.filter.tags", "must be a list of tags");
}

static void sequence_input_trigger(struct reading *r, const struct json *v)
{
	v = sequence_input_object(r, "settings.trigger", v, "event|filter");
	if (!v)
		return;
	json_key(&r->w, "trigger");
	json_begin_obj(&r->w);
	sequence_input_text(r, "settings.trigger.event", "event", json_get(v, "event"), EVENT_NAME_MAX);
	const struct json *f =
		sequence_input_object(r, "settings.trigger.filter", json_get(v, "filter"), "tags|match|status");
	if (f) {
		json_key(&r->w, "filter");
		json_begin_obj(&r->w);
		sequence_input_filter_tags(r, json_get(f, "tags"));
		sequence_input_choice(r, "settings.trigger.filter.match", "match", json_get(f, "match"), "any|all");
		sequence_input_choice(r, "settings.trigger.filter.status", "status", json_get(f, "status"),
				      "ACTIVE|INACTIVE|UNSUBSCRIBED");
		json_end_obj(&r->w);
	}
	json_end_obj(&r->w);
}

/* Days that no business day of a delay falls on. */
static void sequence_input_holidays(struct reading *r, const struct json *v)
{
	struct calendar_date date;
	if (!v || json_is(v, JSON_NULL))
		return;
	bool fine = json_is(v, JSON_ARR) && json_len(v) <= ZONES_HOLIDAYS_MAX;
	if (!fine)
		field_error_addf(r->errors, "settings.holidays", "must be a list of at most %u dates",
				 ZONES_HOLIDAYS_MAX);
	for (JSON_EACH(d, fine ? v : NULL))
		if (!json_is(d, JSON_STR) || !calendar_date_parse(json_str(d), &date)) {
			field_error_addf(r->errors, "settings.holidays",
					 "must hold dates only, as 2026-12-25, or 12-25 for every year");
			return;
		}
	if (!fine)
		return;
	json_key(&r->w, "holidays");
	json_begin_arr(&r->w);
	for (JSON_EACH(d, v))
		json_put_str(&r->w, json_str(d));
	json_end_arr(&r->w);
}

str sequence_settings(struct arena *a, const struct json *in, struct field_errors *errors)
{
	struct buf BUF_AUTO out;
	struct reading r = { .errors = errors };
	buf_init(&out, SETTINGS_MAX);
	const struct json *v = sequence_input_object(
		&r, "settings", in,
		"reentry|reentryDays|stopOnReply|stopCompanyOnReply|window|trigger|latenessHours|holidays");
	if (!v)
		return STR_NULL;
	json_writer_init(&r.w, &out);
	json_begin_obj(&r.w);
	sequence_input_choice(&r, "settings.reentry", "reentry", json_get(v, "reentry"), "never|after_completed");
	sequence_input_number(&r, "settings.reentryDays", "reentryDays", json_get(v, "reentryDays"), 0, 3650);
	sequence_input_flag(&r, "settings.stopOnReply", "stopOnReply", json_get(v, "stopOnReply"));
	sequence_input_flag(&r, "settings.stopCompanyOnReply", "stopCompanyOnReply", json_get(v, "stopCompanyOnReply"));
	sequence_input_window(&r, json_get(v, "window"));
	sequence_input_trigger(&r, json_get(v, "trigger"));
	sequence_input_holidays(&r, json_get(v, "holidays"));
	sequence_input_number(&r, "settings.latenessHours", "latenessHours", json_get(v, "latenessHours"), 1, 8760);
	json_end_obj(&r.w);
	if (err_is(buf_err(&out)))
		field_error_addf(errors, "settings", "are too large");
	return arena_dup(a, buf_str(&out));
}

/* ---- The whole */

void sequence_merge(struct arena *a, struct sequence *q, const struct sequence_patch *in, struct field_errors *errors)
{
	sequence_input_set_some(&q->name, &in->name);
	sequence_input_set_some(&q->description, &in->description);
	sequence_input_set_some(&q->sender_id, &in->sender_id);
	sequence_input_set_some(&q->topic_id, &in->topic_id);
	if (in->trigger_type.given)
		q->trigger_type = in->trigger_type.v;
	if (in->tracking.has)
		q->tracking = in->tracking.v;
	if (in->steps)
		q->steps = json_is(in->steps, JSON_NULL) ? STR("[]") : json_print(a, in->steps);
	if (in->settings)
		q->settings = sequence_settings(a, in->settings, errors);
}

void sequence_check_input(const struct sequence *q, struct field_errors *errors)
{
	if (str_absent(q->name))
		field_error_addf(errors, "name", "is required: what you will find the sequence by");
	else if (q->name.n > CAMPAIGN_NAME_MAX)
		field_error_addf(errors, "name", "must be at most %u bytes", CAMPAIGN_NAME_MAX);
	else if (!one_line(q->name))
		field_error_addf(errors, "name", "must be one line of text");
	if (q->description.n > DESCRIPTION_MAX)
		field_error_addf(errors, "description", "must be at most %u bytes", DESCRIPTION_MAX);
	if (!json_choice_has("manual|on_signup|on_event", q->trigger_type))
		field_error_addf(errors, "triggerType", "must be manual, on_signup or on_event");
}

static str sequence_input_setting(struct arena *a, const struct sequence *q, const char *group, const char *name)
{
	const struct json *v;
	if (str_absent(q->settings) || err_is(json_parse(a, q->settings, &v)))
		return STR_NULL;
	return json_str(json_get(json_get(v, group), name));
}

void sequence_check_running(struct arena *a, const struct sequence *q, struct step_problems *out)
{
	struct steps steps;
	(void)steps_compile_text(a, q->steps, out, &steps).code;
	if (str_eq(q->trigger_type, STR("on_event")) && str_empty(sequence_input_setting(a, q, "trigger", "event")))
		steps_problem_add(out, "event_missing", STR("settings.trigger.event"),
				  STR("is missing: name the event that lets people in"));
}

err sequence_check_known(tenant_db db, struct arena *a, const struct sequence_patch *in, const struct sequence *q,
			 struct field_errors *errors)
{
	struct sender s;
	if (in->sender_id.given && !str_absent(q->sender_id)) {
		err e = sender_get(db, a, q->sender_id, &s);
		if (e.code == ERR_NOT_FOUND)
			field_error_addf(errors, "senderId", "is not one of your senders");
		else
			TRY(e);
	}
	if (in->topic_id.given && !str_absent(q->topic_id)) {
		struct q_topic_one_row topic;
		err e = q_topic_one(db, a, &(struct q_topic_one_in){ .id = q->topic_id }, &topic);
		if (e.code == ERR_NOT_FOUND)
			field_error_addf(errors, "topicId", "is not one of your topics");
		else
			TRY(e);
	}
	str zone = in->settings ? sequence_input_setting(a, q, "window", "timezone") : STR_NULL;
	if (!str_empty(zone) && !zones_find(zone))
		field_error_addf(errors, "settings.window.timezone", "%.*s", STR_FMT(zones_refusal(a, zone)));
	return field_errors_err(errors);
}
