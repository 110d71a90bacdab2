/* Reads the steps' JSON field by field; steps_graph.c links and checks the graph. See steps.h. */
#include "base/time.h"
#include "core/audience/filter.h"
#include "core/content/unwritten.h"
#include "core/sequence/steps_int.h"
#include "wire/template.h"
#include <stdio.h>

static const char *const types[STEP_TYPES] = { "email", "delay", "condition", "wait", "split",
					       "tag",	"untag", "webhook",   "goal", "exit" };
static const char *const conditions[] = { "opened", "clicked", "replied", "not_opened", "not_clicked", "not_replied" };

const char *step_type_name(enum step_type type)
{
	return types[type];
}

const char *condition_name(enum condition_type type)
{
	return conditions[type];
}

const char *step_condition_name(const struct step *st)
{
	return st->filter ? "filter" : conditions[st->condition];
}

bool condition_negated(enum condition_type type)
{
	return type >= CONDITION_NOT_OPENED;
}

bool step_branches(const struct step *st)
{
	return st->type == STEP_CONDITION || st->type == STEP_WAIT || st->type == STEP_SPLIT;
}

int steps_find(const struct steps *s, str id)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->v[i].id, id))
			return (int)i;
	return STEP_NONE;
}

const char *step_level_name(enum step_level level)
{
	return level == STEP_WARNING ? "warning" : "error";
}

static struct step_problem *steps_keep_problem(struct step_problems *p, struct step_problem one)
{
	p->errors += one.level == STEP_ERROR;
	if (p->total++ >= STEP_PROBLEMS_MAX)
		return NULL;
	p->v[p->n] = one;
	return &p->v[p->n++];
}

void steps_problem_add(struct step_problems *problems, const char *code, str field, str message)
{
	(void)steps_keep_problem(
		problems, (struct step_problem){ .step = STEP_NONE, .code = code, .field = field, .message = message });
}

void steps_problem_at(struct arena *a, struct step_problems *problems, const struct steps *s, int step, str field,
		      const char *code, str message)
{
	str id = s->v[step].id;
	(void)steps_keep_problem(problems,
				 (struct step_problem){ .step = step,
							.id = id,
							.code = code,
							.field = arena_printf(a, "steps[%d] (%.*s).%.*s", step,
									      STR_FMT(id), STR_FMT(field)),
							.message = message });
}

static void steps_add_problem(struct steps_work *w, int step, const char *field, struct step_problem one)
{
	one.step = step;
	struct step_problem *out = steps_keep_problem(w->problems, one);
	if (!out)
		return;
	if (step == STEP_NONE) {
		out->field = arena_dup(w->a, str_z(field));
		return;
	}
	if (w->s.v)
		out->id = w->s.v[step].id;
	out->field = arena_printf(w->a, "steps[%d]%s%.*s%s%s%s", step, out->id.n ? " (" : "", STR_FMT(out->id),
				  out->id.n ? ")" : "", field ? "." : "", field ? field : "");
}

void step_problem(struct steps_work *w, int step, const char *field, const char *code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	steps_add_problem(w, step, field,
			  (struct step_problem){ .code = code, .message = arena_vprintf(w->a, fmt, ap) });
	va_end(ap);
}

void step_warning(struct steps_work *w, int step, const char *field, const char *code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	steps_add_problem(
		w, step, field,
		(struct step_problem){ .code = code, .level = STEP_WARNING, .message = arena_vprintf(w->a, fmt, ap) });
	va_end(ap);
}

void step_unreadable(struct steps_work *w, int step, const char *field, const char *code, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	steps_add_problem(
		w, step, field,
		(struct step_problem){ .code = code, .unreadable = true, .message = arena_vprintf(w->a, fmt, ap) });
	va_end(ap);
}

void steps_field_errors(const struct step_problems *problems, struct field_errors *out)
{
	size_t kept = 0;
	for (size_t i = 0; i < problems->n; i++) {
		if (problems->v[i].level != STEP_ERROR)
			continue;
		field_error_add(out, problems->v[i].field, problems->v[i].message);
		kept++;
	}
	if (problems->errors > kept)
		out->total += problems->errors - kept;
}

void steps_unreadable_errors(const struct step_problems *problems, struct field_errors *out)
{
	for (size_t i = 0; i < problems->n; i++)
		if (problems->v[i].unreadable)
			field_error_add(out, problems->v[i].field, problems->v[i].message);
}

/* ------------------------------------------------------------------------------------------------------------ one
 * step */

/* A text of at most `max` bytes; empty counts as not given. */
static str steps_read_text(struct steps_work *w, int i, const struct json *of, const char *key, const char *field,
			   size_t max)
{
	const struct json *v = json_get(of, key);
	if (!v || json_is(v, JSON_NULL))
		return STR_NULL;
	if (!json_is(v, JSON_STR)) {
		step_problem(w, i, field, "not_text", "must be text");
		return STR_NULL;
	}
	str s = json_str(v);
	if (s.n > max) {
		step_problem(w, i, field, "too_long", "must be at most %zu bytes", max);
		return STR_NULL;
	}
	return s.n ? s : STR_NULL;
}

static bool steps_read_flag(struct steps_work *w, int i, const char *key, bool otherwise)
{
	const struct json *v = json_get(w->raw[i].json, key);
	if (!v || json_is(v, JSON_NULL))
		return otherwise;
	if (!json_is(v, JSON_BOOL))
		step_problem(w, i, key, "not_bool", "must be true or false");
	return json_bool(v);
}

/* "12", "0.5", "-1" with blanks around: a decimal number as text. */
static bool steps_read_decimal(str text, double *out)
{
	double value = 0, unit = 1;
	size_t i = 0, digits = 0;
	text = str_trim(text);
	bool negative = text.n && text.p[0] == '-';
	if (text.n > 32)
		return false;
	for (i = negative; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++, digits++)
		value = value * 10 + (text.p[i] - '0');
	if (i < text.n && text.p[i] == '.')
		for (i++; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++, digits++) {
			unit /= 10;
			value += unit * (text.p[i] - '0');
		}
	*out = negative ? -value : value;
	return digits > 0 && i == text.n;
}

/* A number, or one written as text, as other programs' forms do. */
static bool steps_read_number(const struct json *v, double *out)
{
	if (json_is(v, JSON_STR))
		return steps_read_decimal(json_str(v), out);
	*out = json_f64(v);
	return json_is(v, JSON_NUM) && *out == *out;
}

static str steps_shown(struct steps_work *w, const struct json *v)
{
	str text = json_print(w->a, v);
	return str_upto(text, str_utf8_floor(text, size_min(text.n, 40)));
}

static const struct {
	const char *key;
	int64_t us;
} delay_parts[] = { { "days", US_PER_DAY }, { "hours", US_PER_HOUR }, { "minutes", US_PER_MIN } };
#define DELAY_PARTS (sizeof(delay_parts) / sizeof(*delay_parts))

/* What the delay says besides: "weeks" would be left out in silence. */
static void steps_check_delay_names(struct steps_work *w, int i, const struct json *v, const char *field)
{
	for (JSON_EACH(m, v)) {
		bool known = json_is(m, JSON_NULL) || (w->s.v[i].type == STEP_DELAY && steps_delay_name(json_name(m)));
		for (size_t k = 0; k < DELAY_PARTS; k++)
			known = known || str_eq(json_name(m), str_z(delay_parts[k].key));
		if (!known)
			step_unreadable(w, i, field, "delay_unknown",
					"holds “%.*s”, which is not understood: give days, hours and minutes",
					STR_FMT(str_upto(json_name(m),
							 str_utf8_floor(json_name(m), size_min(json_name(m).n, 40)))));
	}
}

/* {days, hours, minutes}: numbers, also with a fraction or as text, not negative, together below a year. */
static int64_t steps_read_delay(struct steps_work *w, int i, const struct json *v, const char *field)
{
	if (!json_is(v, JSON_OBJ)) {
		step_problem(w, i, field, "delay_missing", "is missing: give days, hours and minutes");
		return 0;
	}
	const int64_t most = STEP_DELAY_DAYS_MAX * US_PER_DAY;
	double sum = 0;
	size_t given = 0, before = w->problems->total;
	steps_check_delay_names(w, i, v, field);
	for (size_t k = 0; k < DELAY_PARTS; k++) {
		const struct json *part = json_get(v, delay_parts[k].key);
		double n = 0;
		char where[64];
		snprintf(where, sizeof(where), "%s.%s", field, delay_parts[k].key);
		if (!part || json_is(part, JSON_NULL))
			continue;
		given++;
		if (!steps_read_number(part, &n))
			step_unreadable(w, i, where, "not_number", "is no number (%.*s): write digits, as in 2 or 0.5",
					STR_FMT(steps_shown(w, part)));
		else if (n < 0)
			step_problem(w, i, where, "negative", "must not be negative");
		else if (n > (double)most)
			step_problem(w, i, where, "too_far", "must be less than a year");
		else
			sum += n * (double)delay_parts[k].us;
	}
	if (sum >= (double)most) {
		step_problem(w, i, field, "too_far", "must be less than a year (%d days)", STEP_DELAY_DAYS_MAX);
		return most - US_PER_MIN;
	}
	bool calendar = w->s.v[i].type == STEP_DELAY && (json_get(v, "businessDays") || json_get(v, "until"));
	if (given == 0 && !calendar && w->problems->total == before)
		step_unreadable(w, i, field, "delay_empty", "says no time: give days, hours or minutes");
	return (int64_t)(sum + 0.5);
}

static void steps_unknown_step(struct steps_work *w, int i, const char *field, const struct json *v)
{
	str name = json_is(v, JSON_STR) ? json_str(v) : steps_shown(w, v);
	step_problem(w, i, field, "unknown_step", "names “%.*s”, which is no step of this sequence",
		     STR_FMT(str_upto(name, str_utf8_floor(name, size_min(name.n, STEP_ID_MAX)))));
}

static void steps_read_branch(struct steps_work *w, int i, const struct json *of, bool side, const char *prefix)
{
	struct step_raw *raw = &w->raw[i];
	const char *key = side ? "trueBranch" : "falseBranch";
	const struct json *list = json_get(of, key);
	char where[64];
	snprintf(where, sizeof(where), "%s.%s", prefix, key);
	if (!list || json_is(list, JSON_NULL))
		return;
	if (!json_is(list, JSON_ARR)) {
		step_problem(w, i, where, "not_steps", "must be a list of step ids");
		return;
	}
	size_t n = json_len(list);
	if (n > STEPS_MAX) {
		step_problem(w, i, where, "too_many_steps", "must name at most %u steps", STEPS_MAX);
		return;
	}
	raw->branch[side] = arena_array(w->a, int, n + 1);
	for (JSON_EACH(m, list)) {
		int to = json_is(m, JSON_STR) ? steps_find(&w->s, json_str(m)) : STEP_NONE;
		if (to == STEP_NONE)
			steps_unknown_step(w, i, where, m);
		else
			raw->branch[side][raw->branch_n[side]++] = to;
	}
}

static void steps_read_reference(struct steps_work *w, int i, const struct json *of, const char *field)
{
	struct step *st = &w->s.v[i];
	const struct json *v = json_get(of, "referenceStep");
	if (!v || json_is(v, JSON_NULL) || (json_is(v, JSON_STR) && json_str(v).n == 0))
		return;
	st->reference = json_is(v, JSON_STR) ? steps_find(&w->s, json_str(v)) : STEP_NONE;
	if (st->reference != STEP_NONE && w->s.v[st->reference].type == STEP_EMAIL)
		return;
	w->raw[i].reference_bad = true;
	if (st->reference == STEP_NONE)
		steps_unknown_step(w, i, field, v);
	else
		step_problem(w, i, field, "not_email", "must name an email step; “%.*s” is a %s", STR_FMT(json_str(v)),
			     step_type_name(w->s.v[st->reference].type));
	st->reference = STEP_NONE;
}

static bool steps_read_condition_type(struct steps_work *w, int i, const struct json *of, const char *field, bool wait)
{
	struct step *st = &w->s.v[i];
	str name = json_str(json_get(of, "type"));
	for (int k = 0; k < (wait ? 3 : 6); k++)
		if (str_eq(name, str_z(conditions[k]))) {
			st->condition = (enum condition_type)k;
			return true;
		}
	step_problem(w, i, field, "condition_type",
		     wait ? "must be opened, clicked or replied"
			  : "must be opened, clicked, replied, not_opened, not_clicked or not_replied");
	return false;
}

static void steps_read_template(struct steps_work *w, int i, const char *field, str source, enum tpl_context context)
{
	struct tpl_error error;
	TPL_AUTO struct tpl *t = NULL;
	if (source.n && err_is(tpl_compile(source, context, &error, &t)))
		step_problem(w, i, field, "template", "line %u, column %u: %s", error.line, error.column,
			     error.message);
}

static void steps_read_email(struct steps_work *w, int i)
{
	struct step *st = &w->s.v[i];
	const struct json *o = w->raw[i].json;
	st->subject = steps_read_text(w, i, o, "subject", "subject", SUBJECT_MAX);
	st->content = steps_read_text(w, i, o, "content", "content", CONTENT_MAX);
	st->reply_to_thread = steps_read_flag(w, i, "replyToThread", false);
	st->tracking = steps_read_flag(w, i, "trackingEnabled", true);
	if (str_empty(str_trim(st->subject)) && !st->reply_to_thread)
		step_problem(w, i, "subject", "subject_missing",
			     UNWRITTEN_SUBJECT ", or let the mail reply in the thread");
	str format = steps_read_text(w, i, o, "contentFormat", "contentFormat", 16);
	if (unwritten_content(st->content, format))
		step_problem(w, i, "content", "content_missing", UNWRITTEN_CONTENT);
	if (format.p && !str_eq(format, STR("html")) && !str_eq(format, STR("rich")) && !str_eq(format, STR("text")))
		step_problem(w, i, "contentFormat", "content_format", "must be html, rich or text");
	(void)steps_read_text(w, i, o, "textContent", "textContent", CONTENT_MAX);
	(void)steps_read_text(w, i, o, "preheader", "preheader", SUBJECT_MAX);
	steps_read_template(w, i, "subject", st->subject, TPL_HEADER);
	steps_read_template(w, i, "content", st->content, TPL_HTML);
}

/* A filter of the person. What it names is looked for where there is a database (sequence_filter.c). */
static void steps_read_filter(struct steps_work *w, int i, const struct json *of, const struct json *filter, bool typed)
{
	const struct json *type = json_get(of, "type");
	struct field_errors errors;
	struct filter *f;
	if (!typed && type && !json_is(type, JSON_NULL)) {
		step_problem(w, i, "condition.type", "condition_type", "must be filter, or left out, beside a filter");
		return;
	}
	if (!json_is(filter, JSON_STR) && !json_is(filter, JSON_OBJ)) {
		step_problem(w, i, "condition.filter", "filter_missing",
			     "is missing: a filter as text or tree, such as {\"segment\": \"its id\"}");
		return;
	}
	w->s.v[i].filter = filter;
	field_errors_init(&errors, w->a);
	err_ignore(filter_take(w->a, filter, "condition.filter", &errors, &f)); /* the errors say it */
	for (size_t k = 0; k < errors.n; k++)
		step_problem(w, i, arena_z(w->a, errors.v[k].field), "filter", "%.*s", STR_FMT(errors.v[k].message));
}

/* "if plan = "pro"": as it was written. */
static str steps_filter_words(struct arena *a, const struct step *st)
{
	struct field_errors errors;
	struct filter *f;
	field_errors_init(&errors, a);
	str text = json_str(st->filter);
	if (!json_is(st->filter, JSON_STR))
		text = err_is(filter_read(a, st->filter, "filter", &errors, &f)) ? STR("a filter") : filter_text(a, f);
	return arena_printf(a, "if %.*s%s", STR_FMT(str_upto(text, str_utf8_floor(text, size_min(text.n, 120)))),
			    text.n > 120 ? "…" : "");
}

static void steps_read_condition(struct steps_work *w, int i)
{
	const struct json *c = json_get(w->raw[i].json, "condition");
	if (!json_is(c, JSON_OBJ)) {
		step_problem(w, i, "condition", "condition_missing",
			     "is missing: say what to look at and where to go on");
		return;
	}
	const struct json *filter = json_get(c, "filter");
	bool typed = str_eq(json_str(json_get(c, "type")), STR("filter"));
	if (typed || (filter && !json_is(filter, JSON_NULL))) {
		steps_read_filter(w, i, c, filter, typed);
	} else {
		(void)steps_read_condition_type(w, i, c, "condition.type", false);
		steps_read_reference(w, i, c, "condition.referenceStep");
	}
	steps_read_branch(w, i, c, true, "condition");
	steps_read_branch(w, i, c, false, "condition");
}

static void steps_read_wait(struct steps_work *w, int i)
{
	struct step *st = &w->s.v[i];
	const struct json *c = json_get(w->raw[i].json, "wait");
	if (!json_is(c, JSON_OBJ)) {
		step_problem(w, i, "wait", "wait_missing", "is missing: say what to wait for, and how long");
		return;
	}
	st->event = steps_read_text(w, i, c, "event", "wait.event", EVENT_NAME_MAX);
	if (!st->event.p && steps_read_condition_type(w, i, c, "wait.type", true))
		steps_read_reference(w, i, c, "wait.referenceStep");
	st->delay = steps_read_delay(w, i, json_get(c, "timeout"), "wait.timeout");
	if (st->delay == 0)
		step_problem(w, i, "wait.timeout", "timeout_missing", "must be longer than nothing");
	steps_read_branch(w, i, c, true, "wait");
	steps_read_branch(w, i, c, false, "wait");
}

static void steps_read_split(struct steps_work *w, int i)
{
	const struct json *c = json_get(w->raw[i].json, "split");
	double percent = 0;
	if (!json_is(c, JSON_OBJ)) {
		step_problem(w, i, "split", "split_missing",
			     "is missing: say what share of the people goes the first way");
		return;
	}
	if (!steps_read_number(json_get(c, "percent"), &percent) || percent < 1 || percent > 99 ||
	    percent != (double)(int)percent) {
		step_problem(w, i, "split.percent", "split_percent", "must be a whole number from 1 to 99");
		percent = 50;
	}
	w->s.v[i].percent = (int)percent;
	steps_read_branch(w, i, c, true, "split");
	steps_read_branch(w, i, c, false, "split");
}

static void steps_read_tags(struct steps_work *w, int i)
{
	struct step *st = &w->s.v[i];
	const struct json *list = json_get(w->raw[i].json, "tags");
	size_t n = json_is(list, JSON_ARR) ? json_len(list) : 0;
	if (n == 0 || n > STEP_TAGS_MAX) {
		step_problem(w, i, "tags", "tags_missing", "must be a list of 1 to %u tags", STEP_TAGS_MAX);
		return;
	}
	str *tags = arena_array(w->a, str, n);
	for (JSON_EACH(m, list)) {
		str tag = str_trim(json_str(m));
		if (tag.n == 0 || tag.n > CONTACT_TAG_MAX)
			step_problem(w, i, "tags", "tag_length", "must hold texts of 1 to %u bytes", CONTACT_TAG_MAX);
		else
			tags[st->tag_count++] = tag;
	}
	st->tags = tags;
}

static void steps_read_webhook(struct steps_work *w, int i)
{
	struct step *st = &w->s.v[i];
	st->url = steps_read_text(w, i, json_get(w->raw[i].json, "webhook"), "url", "webhook.url", WEBHOOK_URL_MAX);
	if (!str_starts_nocase(st->url, STR("https://")) && !str_starts_nocase(st->url, STR("http://")))
		step_problem(w, i, "webhook.url", "bad_url", "must be an address that starts with https:// or http://");
}

static void steps_read_goal(struct steps_work *w, int i)
{
	w->s.v[i].event =
		steps_read_text(w, i, json_get(w->raw[i].json, "goal"), "event", "goal.event", EVENT_NAME_MAX);
	if (!w->s.v[i].event.p)
		step_problem(w, i, "goal.event", "goal_missing", "is missing: name the event that is the goal");
}

static void steps_read_delay_step(struct steps_work *w, int i)
{
	size_t before = w->problems->total;
	w->s.v[i].delay = steps_read_delay(w, i, json_get(w->raw[i].json, "delay"), "delay");
	(void)steps_read_calendar(w, i, json_get(w->raw[i].json, "delay"));
	if (w->s.v[i].delay == 0 && w->problems->total == before)
		step_warning(w, i, "delay", "delay_zero", "is zero: the next step follows at once");
}

/* Where the step stands on the canvas; the engine does not read it. */
static void steps_check_position(struct steps_work *w, int i)
{
	const struct json *v = json_get(w->raw[i].json, "position");
	if (v && !json_is(v, JSON_NULL) &&
	    !(json_is(json_get(v, "x"), JSON_NUM) && json_is(json_get(v, "y"), JSON_NUM)))
		step_warning(w, i, "position", "bad_position",
			     "must hold the numbers x and y: the canvas places the step");
}

static void steps_read_step(struct steps_work *w, int i)
{
	struct step *st = &w->s.v[i];
	struct step_raw *raw = &w->raw[i];
	const struct json *next = json_get(raw->json, "nextStepId");
	raw->next_named = STEP_NONE;
	raw->next_given = next != NULL;
	if (next && !json_is(next, JSON_NULL)) {
		raw->next_named = json_is(next, JSON_STR) ? steps_find(&w->s, json_str(next)) : STEP_NONE;
		if (raw->next_named == STEP_NONE)
			steps_unknown_step(w, i, "nextStepId", next);
	}
	st->name = steps_read_text(w, i, raw->json, "name", "name", CAMPAIGN_NAME_MAX);
	static void (*const read[STEP_TYPES])(struct steps_work *, int) = {
		[STEP_EMAIL] = steps_read_email, [STEP_CONDITION] = steps_read_condition,
		[STEP_WAIT] = steps_read_wait,	 [STEP_SPLIT] = steps_read_split,
		[STEP_TAG] = steps_read_tags,	 [STEP_UNTAG] = steps_read_tags,
		[STEP_GOAL] = steps_read_goal,	 [STEP_WEBHOOK] = steps_read_webhook,
	};
	steps_check_position(w, i);
	if (st->type == STEP_DELAY)
		steps_read_delay_step(w, i);
	else if (st->known && read[st->type])
		read[st->type](w, i);
}

/* ------------------------------------------------------------------------------------------------------------- the
 * whole */

static err steps_refuse(struct steps_work *w, int step, const char *field, const char *why)
{
	step_unreadable(w, step, field, "malformed", "%s", why);
	return err_make(ERR_INVALID, why);
}

/* Ids and types come first, so that any step can name any other. */
static err steps_read_heads(struct steps_work *w, const struct json *json)
{
	size_t n = json_len(json);
	w->s.v = arena_array(w->a, struct step, n + 1);
	w->raw = arena_array(w->a, struct step_raw, n + 1);
	int i = 0;
	for (JSON_EACH(m, json)) {
		struct step *st = &w->s.v[i];
		*st = (struct step){ .type = STEP_EXIT,
				     .next = STEP_NONE,
				     .on_true = STEP_NONE,
				     .on_false = STEP_NONE,
				     .branch_of = STEP_NONE,
				     .reference = STEP_NONE };
		w->raw[i].json = m;
		if (!json_is(m, JSON_OBJ))
			return steps_refuse(w, i, NULL, "must be an object");
		str id = json_str(json_get(m, "id"));
		if (id.n == 0 || id.n > STEP_ID_MAX)
			return steps_refuse(w, i, "id", "must be a text of 1 to 64 bytes");
		if (steps_find(&w->s, id) != STEP_NONE)
			return steps_refuse(w, i, "id", "is another step's id too: ids must be unique");
		st->id = id;
		w->s.n = (size_t)++i;
		str type = json_str(json_get(m, "type"));
		for (int k = 0; k < STEP_TYPES && !st->known; k++)
			if (str_eq(type, str_z(types[k]))) {
				st->type = (enum step_type)k;
				st->known = true;
			}
		if (!st->known)
			step_problem(w, i - 1, "type", "unknown_type",
				     "must be email, delay, condition, wait, split, tag, untag, webhook, goal or exit");
	}
	return OK;
}

err steps_compile(struct arena *a, const struct json *json, struct step_problems *problems, struct steps *out)
{
	struct steps_work w = { .a = a, .problems = problems };
	if (!json_is(json, JSON_ARR))
		return steps_refuse(&w, STEP_NONE, "steps", "must be a list of steps");
	if (json_len(json) > STEPS_MAX)
		return steps_refuse(&w, STEP_NONE, "steps", "must be at most 500 steps");
	TRY(steps_read_heads(&w, json));
	for (size_t i = 0; i < w.s.n; i++)
		steps_read_step(&w, (int)i);
	steps_link(&w);
	steps_check(&w);
	*out = w.s;
	return OK;
}

err steps_compile_text(struct arena *a, str text, struct step_problems *problems, struct steps *out)
{
	const struct json *json = NULL;
	err e = json_parse(a, text, &json);
	if (err_is(e)) {
		struct steps_work w = { .a = a, .problems = problems };
		return steps_refuse(&w, STEP_NONE, "steps", e.why);
	}
	return steps_compile(a, json, problems, out);
}

/* --------------------------------------------------------------------------------------------------------- for
 * people */

str steps_duration(struct arena *a, int64_t us)
{
	int64_t minutes = us / US_PER_MIN;
	const struct {
		int64_t n;
		const char *name;
	} parts[] = { { minutes / 1440, "day" },
		      { minutes / 60 % 24, "hour" },
		      { minutes % 60, "minute" },
		      { us / US_PER_S % 60, "second" } };
	str out = STR("");
	for (size_t i = 0; i < 4; i++)
		if (parts[i].n)
			out = arena_printf(a, "%.*s%s%lld %s%s", STR_FMT(out), out.n ? " " : "", (long long)parts[i].n,
					   parts[i].name, parts[i].n == 1 ? "" : "s");
	return out.n ? out : STR("no time");
}

str step_title(struct arena *a, const struct steps *s, int step)
{
	if (step < 0 || (size_t)step >= s->n)
		return STR("the end");
	const struct step *st = &s->v[step];
	if (st->name.n)
		return st->name;
	switch (st->type) {
	case STEP_EMAIL: return st->subject.n ? st->subject : st->reply_to_thread ? STR("Reply in the thread") : st->id;
	case STEP_DELAY: return steps_delay_words(a, st);
	case STEP_CONDITION:
		if (st->filter)
			return steps_filter_words(a, st);
		return st->reference == STEP_NONE ? arena_printf(a, "%s the last email", condition_name(st->condition))
						  : arena_printf(a, "%s %.*s", condition_name(st->condition),
								 STR_FMT(step_title(a, s, st->reference)));
	case STEP_WAIT:
		return st->event.n ? arena_printf(a, "wait for %.*s", STR_FMT(st->event))
				   : arena_printf(a, "wait until %s", condition_name(st->condition));
	case STEP_SPLIT: return arena_printf(a, "split %d/%d", st->percent, 100 - st->percent);
	case STEP_TAG:
	case STEP_UNTAG:
		return st->tag_count ? arena_printf(a, "%s %.*s", step_type_name(st->type), STR_FMT(st->tags[0]))
				     : st->id;
	case STEP_GOAL: return arena_printf(a, "goal %.*s", STR_FMT(st->event));
	case STEP_WEBHOOK:
	case STEP_EXIT: break;
	}
	return str_z(step_type_name(st->type));
}
