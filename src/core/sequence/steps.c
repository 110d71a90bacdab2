/* Reads the steps' JSON field by field; steps_graph.c links and checks the graph. See steps.h. */
#include "base/time.h"
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

void step_problem(struct steps_work *w, int step, const char *field, const char *code, const char *fmt, ...)
{
	struct step_problems *p = w->problems;
	if (p->total++ >= STEP_PROBLEMS_MAX)
		return;
	struct step_problem *out = &p->v[p->n++];
	*out = (struct step_problem){ .step = step, .code = code };
	va_list ap;
	va_start(ap, fmt);
	out->message = arena_vprintf(w->a, fmt, ap);
	va_end(ap);
	if (step == STEP_NONE) {
		out->field = arena_dup(w->a, str_z(field));
		return;
	}
	if (w->s.v)
		out->id = w->s.v[step].id;
	out->field = arena_printf(w->a, "steps[%d]%s%.*s%s%s%s", step, out->id.n ? " (" : "", STR_FMT(out->id),
				  out->id.n ? ")" : "", field ? "." : "", field ? field : "");
}

void steps_field_errors(const struct step_problems *problems, struct field_errors *out)
{
	for (size_t i = 0; i < problems->n; i++)
		field_error_add(out, problems->v[i].field, problems->v[i].message);
	if (problems->total > problems->n)
		out->total += problems->total - problems->n;
}

/* ------------------------------------------------------------------------------------------------------------ one
 * step */

/* A text of at most `max` bytes; empty counts as not given. */
static str read_text(struct steps_work *w, int i, const struct json *of, const char *key, const char *field, size_t max)
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

static bool read_flag(struct steps_work *w, int i, const char *key, bool otherwise)
{
	const struct json *v = json_get(w->raw[i].json, key);
	if (!v || json_is(v, JSON_NULL))
		return otherwise;
	if (!json_is(v, JSON_BOOL))
		step_problem(w, i, key, "not_bool", "must be true or false");
	return json_bool(v);
}

/* {days, hours, minutes}: whole numbers, not negative, together below a year. */
static int64_t read_delay(struct steps_work *w, int i, const struct json *v, const char *field)
{
	static const struct {
		const char *key;
		int64_t minutes;
	} parts[] = { { "days", 1440 }, { "hours", 60 }, { "minutes", 1 } };
	if (!json_is(v, JSON_OBJ)) {
		step_problem(w, i, field, "delay_missing", "is missing: give days, hours and minutes");
		return 0;
	}
	const int64_t most = STEP_DELAY_DAYS_MAX * 1440;
	int64_t minutes = 0;
	for (size_t k = 0; k < 3; k++) {
		const struct json *part = json_get(v, parts[k].key);
		int64_t n = 0;
		char where[64];
		snprintf(where, sizeof(where), "%s.%s", field, parts[k].key);
		if (part && !json_is(part, JSON_NULL) && !json_i64(part, &n))
			step_problem(w, i, where, "not_whole", "must be a whole number");
		else if (n < 0)
			step_problem(w, i, where, "negative", "must not be negative");
		else if (n > most)
			step_problem(w, i, where, "too_far", "must be less than a year");
		else
			minutes += n * parts[k].minutes;
	}
	if (minutes >= most) {
		step_problem(w, i, field, "too_far", "must be less than a year (%d days)", STEP_DELAY_DAYS_MAX);
		minutes = most - 1;
	}
	return minutes * US_PER_MIN;
}

static void read_branch(struct steps_work *w, int i, const struct json *of, bool side, const char *prefix)
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
			step_problem(w, i, where, "unknown_step", "names “%.*s”, which is no step of this sequence",
				     STR_FMT(str_upto(json_str(m), STEP_ID_MAX)));
		else
			raw->branch[side][raw->branch_n[side]++] = to;
	}
}

static void read_reference(struct steps_work *w, int i, const struct json *of, const char *field)
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
		step_problem(w, i, field, "unknown_step", "names “%.*s”, which is no step of this sequence",
			     STR_FMT(str_upto(json_str(v), STEP_ID_MAX)));
	else
		step_problem(w, i, field, "not_email", "must name an email step; “%.*s” is a %s", STR_FMT(json_str(v)),
			     step_type_name(w->s.v[st->reference].type));
	st->reference = STEP_NONE;
}

static bool read_condition_type(struct steps_work *w, int i, const struct json *of, const char *field, bool wait)
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

static void read_template(struct steps_work *w, int i, const char *field, str source, enum tpl_context context)
{
	struct tpl_error error;
	TPL_AUTO struct tpl *t = NULL;
	if (source.n && err_is(tpl_compile(source, context, &error, &t)))
		step_problem(w, i, field, "template", "line %u, column %u: %s", error.line, error.column,
			     error.message);
}

static void read_email(struct steps_work *w, int i)
{
	struct step *st = &w->s.v[i];
	const struct json *o = w->raw[i].json;
	st->subject = read_text(w, i, o, "subject", "subject", SUBJECT_MAX);
	st->content = read_text(w, i, o, "content", "content", CONTENT_MAX);
	st->reply_to_thread = read_flag(w, i, "replyToThread", false);
	st->tracking = read_flag(w, i, "trackingEnabled", true);
	if (str_empty(str_trim(st->subject)) && !st->reply_to_thread)
		step_problem(w, i, "subject", "subject_missing",
			     "is missing: write a subject, or let the mail reply in the thread");
	if (str_empty(str_trim(st->content)))
		step_problem(w, i, "content", "content_missing", "is missing: write the mail");
	read_template(w, i, "subject", st->subject, TPL_HEADER);
	read_template(w, i, "content", st->content, TPL_HTML);
}

static void read_condition(struct steps_work *w, int i)
{
	const struct json *c = json_get(w->raw[i].json, "condition");
	if (!json_is(c, JSON_OBJ)) {
		step_problem(w, i, "condition", "condition_missing",
			     "is missing: say what to look at and where to go on");
		return;
	}
	(void)read_condition_type(w, i, c, "condition.type", false);
	read_reference(w, i, c, "condition.referenceStep");
	read_branch(w, i, c, true, "condition");
	read_branch(w, i, c, false, "condition");
}

static void read_wait(struct steps_work *w, int i)
{
	struct step *st = &w->s.v[i];
	const struct json *c = json_get(w->raw[i].json, "wait");
	if (!json_is(c, JSON_OBJ)) {
		step_problem(w, i, "wait", "wait_missing", "is missing: say what to wait for, and how long");
		return;
	}
	st->event = read_text(w, i, c, "event", "wait.event", EVENT_NAME_MAX);
	if (!st->event.p && read_condition_type(w, i, c, "wait.type", true))
		read_reference(w, i, c, "wait.referenceStep");
	st->delay = read_delay(w, i, json_get(c, "timeout"), "wait.timeout");
	if (st->delay == 0)
		step_problem(w, i, "wait.timeout", "timeout_missing", "must be longer than nothing");
	read_branch(w, i, c, true, "wait");
	read_branch(w, i, c, false, "wait");
}

static void read_split(struct steps_work *w, int i)
{
	const struct json *c = json_get(w->raw[i].json, "split");
	int64_t percent = 50;
	if (!json_is(c, JSON_OBJ)) {
		step_problem(w, i, "split", "split_missing",
			     "is missing: say what share of the people goes the first way");
		return;
	}
	if (!json_i64(json_get(c, "percent"), &percent) || percent < 1 || percent > 99) {
		step_problem(w, i, "split.percent", "split_percent", "must be a whole number from 1 to 99");
		percent = 50;
	}
	w->s.v[i].percent = (int)percent;
	read_branch(w, i, c, true, "split");
	read_branch(w, i, c, false, "split");
}

static void read_tags(struct steps_work *w, int i)
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

static void read_webhook(struct steps_work *w, int i)
{
	struct step *st = &w->s.v[i];
	st->url = read_text(w, i, json_get(w->raw[i].json, "webhook"), "url", "webhook.url", WEBHOOK_URL_MAX);
	if (!str_starts_nocase(st->url, STR("https://")) && !str_starts_nocase(st->url, STR("http://")))
		step_problem(w, i, "webhook.url", "bad_url", "must be an address that starts with https:// or http://");
}

static void read_goal(struct steps_work *w, int i)
{
	w->s.v[i].event = read_text(w, i, json_get(w->raw[i].json, "goal"), "event", "goal.event", EVENT_NAME_MAX);
	if (!w->s.v[i].event.p)
		step_problem(w, i, "goal.event", "goal_missing", "is missing: name the event that is the goal");
}

static void read_step(struct steps_work *w, int i)
{
	struct step *st = &w->s.v[i];
	struct step_raw *raw = &w->raw[i];
	const struct json *next = json_get(raw->json, "nextStepId");
	raw->next_named = STEP_NONE;
	raw->next_given = next != NULL;
	if (next && !json_is(next, JSON_NULL)) {
		raw->next_named = json_is(next, JSON_STR) ? steps_find(&w->s, json_str(next)) : STEP_NONE;
		if (raw->next_named == STEP_NONE)
			step_problem(w, i, "nextStepId", "unknown_step",
				     "names “%.*s”, which is no step of this sequence",
				     STR_FMT(str_upto(json_str(next), STEP_ID_MAX)));
	}
	st->name = read_text(w, i, raw->json, "name", "name", CAMPAIGN_NAME_MAX);
	static void (*const read[STEP_TYPES])(struct steps_work *, int) = {
		[STEP_EMAIL] = read_email, [STEP_CONDITION] = read_condition,
		[STEP_WAIT] = read_wait,   [STEP_SPLIT] = read_split,
		[STEP_TAG] = read_tags,	   [STEP_UNTAG] = read_tags,
		[STEP_GOAL] = read_goal,   [STEP_WEBHOOK] = read_webhook,
	};
	if (st->type == STEP_DELAY)
		st->delay = read_delay(w, i, json_get(raw->json, "delay"), "delay");
	else if (st->known && read[st->type])
		read[st->type](w, i);
}

/* ------------------------------------------------------------------------------------------------------------- the
 * whole */

static err refuse(struct steps_work *w, int step, const char *field, const char *why)
{
	step_problem(w, step, field, "malformed", "%s", why);
	return err_make(ERR_INVALID, why);
}

/* Ids and types come first, so that any step can name any other. */
static err read_heads(struct steps_work *w, const struct json *json)
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
			return refuse(w, i, NULL, "must be an object");
		str id = json_str(json_get(m, "id"));
		if (id.n == 0 || id.n > STEP_ID_MAX)
			return refuse(w, i, "id", "must be a text of 1 to 64 bytes");
		if (steps_find(&w->s, id) != STEP_NONE)
			return refuse(w, i, "id", "is another step's id too: ids must be unique");
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
		return refuse(&w, STEP_NONE, "steps", "must be a list of steps");
	if (json_len(json) > STEPS_MAX)
		return refuse(&w, STEP_NONE, "steps", "must be at most 500 steps");
	TRY(read_heads(&w, json));
	for (size_t i = 0; i < w.s.n; i++)
		read_step(&w, (int)i);
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
		return refuse(&w, STEP_NONE, "steps", e.why);
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
	} parts[] = { { minutes / 1440, "day" }, { minutes / 60 % 24, "hour" }, { minutes % 60, "minute" } };
	str out = STR("");
	for (size_t i = 0; i < 3; i++)
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
	case STEP_DELAY: return steps_duration(a, st->delay);
	case STEP_CONDITION:
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
