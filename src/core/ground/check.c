#include "core/ground/check.h"
#include <stdarg.h>

static const char *const levels[] = { "error", "warning", "info" };

const char *check_level_name(enum check_level l)
{
	return levels[l];
}

enum check_level check_level_of(str name)
{
	return str_eq(name, STR("error")) ? CHECK_ERROR : str_eq(name, STR("warning")) ? CHECK_WARNING : CHECK_INFO;
}

struct check *check_add(struct checks *out, struct arena *a, const char *code, enum check_level level, const char *fmt,
			...)
{
	static _Thread_local struct check beyond; /* more than fits is not told */
	struct check *c = out->n < CHECKS_MAX ? &out->v[out->n++] : &beyond;
	va_list ap;
	va_start(ap, fmt);
	*c = (struct check){ .code = code, .level = level, .message = arena_vprintf(a, fmt, ap), .mail = STR_NULL };
	va_end(ap);
	return c;
}

struct check *check_name(struct check *c, str name)
{
	for (size_t i = 0; i < c->named_n; i++)
		if (str_eq(c->named[i], name))
			return c;
	if (!str_empty(name) && c->named_n < CHECK_NAMES_MAX)
		c->named[c->named_n++] = name;
	return c;
}

bool check_is_judgement(const char *code)
{
	static const char *const certain[] = { "no_sender",	 "sender_paused", "no_audience",
					       "empty_audience", "empty_subject", "empty_content",
					       "template_error", "step_problem",  "reply_gone" };
	for (size_t i = 0; i < sizeof(certain) / sizeof(*certain); i++)
		if (strcmp(code, certain[i]) == 0)
			return false;
	return true;
}

void checks_refuse(const struct checks *c, bool anyway, struct field_errors *errors)
{
	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].level == CHECK_ERROR && !(anyway && check_is_judgement(c->v[i].code)))
			field_error_addf(errors, c->v[i].code, "%.*s", STR_FMT(c->v[i].message));
}

static void check_write_one(struct json_writer *w, const struct check *c)
{
	json_begin_obj(w);
	json_kv_str(w, "code", str_z(c->code));
	json_kv_str(w, "level", str_z(check_level_name(c->level)));
	json_kv_str(w, "message", c->message);
	json_kv_bool(w, "overridable", c->level == CHECK_ERROR && check_is_judgement(c->code));
	json_kv_str(w, "mail", c->mail);
	json_key(w, "named");
	json_begin_arr(w);
	for (size_t i = 0; i < c->named_n; i++)
		json_put_str(w, c->named[i]);
	json_end_arr(w);
	json_kv_opt_i64(w, "count", c->count);
	json_kv_opt_i64(w, "seconds", c->seconds);
	json_kv_opt_f64(w, "score", c->score);
	json_kv_opt_f64(w, "junkFrom", c->junk_from);
	json_key(w, "contacts");
	json_begin_arr(w);
	for (size_t i = 0; i < c->contacts_n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "id", c->contacts[i].id);
		json_kv_str(w, "email", c->contacts[i].email);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
}

void checks_write(struct json_writer *w, const struct checks *c, size_t from)
{
	json_begin_arr(w);
	for (size_t i = from; i < c->n; i++)
		check_write_one(w, &c->v[i]);
	json_end_arr(w);
}

void checks_read(struct arena *a, const struct json *array, struct checks *out)
{
	for (JSON_EACH(f, array)) {
		int64_t n;
		struct check *c = check_add(out, a, arena_z(a, json_str(json_get(f, "code"))),
					    check_level_of(json_str(json_get(f, "level"))), "%.*s",
					    STR_FMT(json_str(json_get(f, "message"))));
		if (json_is(json_get(f, "mail"), JSON_STR))
			c->mail = json_str(json_get(f, "mail"));
		for (JSON_EACH(name, json_get(f, "named")))
			check_name(c, json_str(name));
		if (json_i64(json_get(f, "count"), &n))
			c->count = SOME_I64(n);
	}
}
