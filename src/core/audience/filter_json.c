/* A filter from JSON. */
#include "core/audience/filter_int.h"

struct filter_json {
	struct arena *a;
	struct field_errors *errors;
	size_t leaves;
};

static void filter_json_add(struct filter_json *r, str path, const char *member, const char *message)
{
	field_error_add(r->errors, member ? arena_printf(r->a, "%.*s.%s", STR_FMT(path), member) : path,
			str_z(message));
}

/* Only these members. */
static void filter_json_known(struct filter_json *r, const struct json *v, str path, const char *names)
{
	for (JSON_EACH(m, v)) {
		bool known = false;
		str rest = str_z(names), name;
		while (str_next(&rest, '|', &name))
			known |= str_eq(json_name(m), name);
		if (!known)
			field_error_add(r->errors,
					arena_printf(r->a, "%.*s.%.*s", STR_FMT(path), STR_FMT(json_name(m))),
					arena_printf(r->a, "is not known here; known are: %s", names));
	}
}

static bool filter_json_has(const struct json *v, const char *name)
{
	const struct json *m = json_get(v, name);
	return m && !json_is(m, JSON_NULL);
}

static str filter_json_str(struct filter_json *r, const struct json *v, str path, const char *name)
{
	const struct json *m = json_get(v, name);
	if (!m || json_is(m, JSON_NULL))
		return STR_NULL;
	if (!json_is(m, JSON_STR)) {
		filter_json_add(r, path, name, "must be text");
		return STR_NULL;
	}
	return arena_dup(r->a, json_str(m));
}

static int filter_json_choice(struct filter_json *r, const struct json *v, str path, const char *name,
			      const char *const *names, int n)
{
	str s = filter_json_str(r, v, path, name);
	if (str_absent(s))
		return -1;
	int i = filter_index(names, n, s);
	if (i >= 0)
		return i;
	str all = STR("");
	for (int k = 0; k < n; k++)
		all = arena_printf(r->a, "%.*s%s%s", STR_FMT(all), k ? ", " : "", names[k]);
	filter_json_add(r, path, name, arena_printf(r->a, "must be one of: %.*s", STR_FMT(all)).p);
	return -1;
}

static str filter_json_value(struct filter_json *r, const struct json *v)
{
	switch (json_kind(v)) {
	case JSON_STR: return arena_dup(r->a, json_str(v));
	case JSON_NUM: return arena_dup(r->a, json_number_text(v));
	case JSON_BOOL: return json_bool(v) ? STR("true") : STR("false");
	default: return STR_NULL;
	}
}

/* What a value's kind says about a variable's type, where the operator leaves it open. */
static enum filter_type filter_json_infer(enum filter_op op, const struct json *value)
{
	const struct json *v = json_is(value, JSON_ARR) ? json_first(value) : value;
	if (op == OP_SET || op == OP_UNSET)
		return TYPE_ANY;
	if (op >= OP_BEFORE && op <= OP_LAST)
		return TYPE_DATE;
	if (op == OP_HAS || op == OP_LACKS)
		return TYPE_LIST;
	if (op >= OP_LESS && op <= OP_AT_LEAST)
		return TYPE_NUMBER;
	return json_is(v, JSON_NUM) ? TYPE_NUMBER : json_is(v, JSON_BOOL) ? TYPE_BOOL : TYPE_TEXT;
}

static bool filter_json_fits(enum filter_type type, enum json_kind k)
{
	return k == (type == TYPE_NUMBER ? JSON_NUM : type == TYPE_BOOL ? JSON_BOOL : JSON_STR);
}

static void filter_json_values(struct filter_json *r, const struct json *v, str path, struct filter *f)
{
	const struct json *value = json_get(v, "value");
	if (!value || json_is(value, JSON_NULL))
		return;
	bool list = f->op == OP_IN || f->op == OP_NOT_IN;
	if (json_is(value, JSON_ARR) != list) {
		filter_json_add(r, path, "value", list ? "must be an array of 1 to 100 values" : "must be one value");
		return;
	}
	size_t n = list ? size_min(json_len(value), FILTER_LIST_MAX + 1) : 1;
	str *to = arena_array(r->a, str, n + 1);
	const struct json *at = list ? json_first(value) : value;
	for (size_t i = 0; i < n; i++, at = json_next(at)) {
		if (!filter_json_fits(f->type, json_kind(at))) {
			filter_json_add(r, path, "value",
					f->type == TYPE_NUMBER ? "must be a number"
					: f->type == TYPE_BOOL ? "must be true or false"
							       : "must be text");
			return;
		}
		to[i] = filter_json_value(r, at);
		str canonical = STR_NULL;
		if (f->op == OP_NEXT || f->op == OP_LAST)
			canonical = filter_span_text(r->a, to[i]);
		else if (f->type == TYPE_DATE)
			canonical = filter_point_text(r->a, to[i]);
		to[i] = str_absent(canonical) ? to[i] : canonical;
	}
	f->values = to;
	f->values_n = n;
}

static void filter_json_field(struct filter_json *r, const struct json *v, str path, struct filter *f)
{
	str name;
	f->kind = FILTER_FIELD;
	filter_json_known(r, v, path, "field|type|op|value");
	f->field = filter_json_str(r, v, path, "field");
	int type = filter_json_choice(r, v, path, "type", filter_type_names, TYPES);
	int op = filter_json_choice(r, v, path, "op", filter_op_names, OP_WANTS);
	if (op < 0) {
		if (!filter_json_has(v, "op"))
			filter_json_add(r, path, "op", "is required");
		return;
	}
	f->op = (enum filter_op)op;
	bool variable = filter_is_variable(f->field, &name);
	if (!variable && !filter_field_type(f->field, &f->type)) {
		filter_check(r->a, f, path, r->errors);
		return;
	}
	if (variable)
		f->type = filter_json_infer(f->op, json_get(v, "value"));
	if (type >= 0 && f->op != OP_SET && f->op != OP_UNSET && (enum filter_type)type != f->type) {
		filter_json_add(
			r, path, "type",
			arena_printf(r->a, "is %s by the operator and the value", filter_type_names[f->type]).p);
		return;
	}
	if (f->op == OP_SET || f->op == OP_UNSET)
		f->type = variable ? TYPE_ANY : f->type;
	size_t before = r->errors->total;
	filter_json_values(r, v, path, f);
	if (r->errors->total == before)
		filter_check(r->a, f, path, r->errors);
}

static void filter_json_did(struct filter_json *r, const struct json *v, str path, struct filter *f)
{
	f->kind = FILTER_DID;
	filter_json_known(r, v, path, "did|campaign|sequence|step|link|times|within|by");
	int did = filter_json_choice(r, v, path, "did", filter_did_names, DIDS);
	f->did = did < 0 ? DID_SENT : (enum filter_did)did;
	str campaign = filter_json_str(r, v, path, "campaign"), sequence = filter_json_str(r, v, path, "sequence");
	if (!str_absent(campaign) && !str_absent(sequence))
		filter_json_add(r, path, "sequence", "and campaign exclude each other: give one");
	f->what = !str_absent(campaign) ? WHAT_CAMPAIGN : !str_absent(sequence) ? WHAT_SEQUENCE : WHAT_ANY;
	f->ref = !str_absent(campaign) ? campaign : sequence;
	if (str_eq(f->ref, STR("any")))
		f->ref = STR_NULL;
	f->step = filter_json_str(r, v, path, "step");
	f->link = filter_json_str(r, v, path, "link");
	f->within = filter_json_str(r, v, path, "within");
	str span = str_absent(f->within) ? STR_NULL : filter_span_text(r->a, f->within);
	f->within = str_absent(span) ? f->within : span;
	const struct json *times = json_get(v, "times");
	if (filter_json_has(v, "times") && (!json_i64(times, &f->times) || f->times < 1))
		filter_json_add(r, path, "times", "must be a whole number from 1 to 10,000");
	f->times = f->times == 1 ? 0 : f->times;
	str by = filter_json_str(r, v, path, "by");
	f->anyone = str_eq(by, STR("anyone"));
	if (!str_absent(by) && !f->anyone && !str_eq(by, STR("people")))
		filter_json_add(r, path, "by", "must be people or anyone");
	filter_check(r->a, f, path, r->errors);
}

static void filter_json_sequence(struct filter_json *r, const struct json *v, str path, struct filter *f)
{
	f->kind = FILTER_SEQUENCE;
	filter_json_known(r, v, path, "sequence|state|step");
	f->ref = filter_json_str(r, v, path, "sequence");
	f->step = filter_json_str(r, v, path, "step");
	int state = filter_json_choice(r, v, path, "state", filter_state_names, STATES);
	f->state = state < 0 ? STATE_UNDER_WAY : (enum filter_state)state;
	filter_check(r->a, f, path, r->errors);
}

static void filter_json_leaf(struct filter_json *r, const struct json *v, str path, struct filter *f)
{
	if (++r->leaves > FILTER_LEAVES_MAX) {
		if (r->leaves == FILTER_LEAVES_MAX + 1)
			filter_json_add(r, path, NULL, "is one leaf too many: a filter has at most 100");
		return;
	}
	if (filter_json_has(v, "field")) {
		filter_json_field(r, v, path, f);
	} else if (filter_json_has(v, "did")) {
		filter_json_did(r, v, path, f);
	} else if (filter_json_has(v, "sequence")) {
		filter_json_sequence(r, v, path, f);
	} else if (filter_json_has(v, "topic")) {
		f->kind = FILTER_TOPIC;
		filter_json_known(r, v, path, "topic|op");
		f->ref = filter_json_str(r, v, path, "topic");
		int op = filter_json_choice(r, v, path, "op", filter_op_names + OP_WANTS, 2);
		f->op = op == 1 ? OP_REFUSES : OP_WANTS;
		filter_check(r->a, f, path, r->errors);
	} else if (filter_json_has(v, "segment")) {
		f->kind = FILTER_SEGMENT;
		filter_json_known(r, v, path, "segment");
		f->ref = filter_json_str(r, v, path, "segment");
		filter_check(r->a, f, path, r->errors);
	} else {
		filter_json_add(r, path, NULL,
				"must be a group (all, any, none) or a leaf (field, did, topic, sequence, segment)");
	}
}

static struct filter *filter_json_node(struct filter_json *r, const struct json *v, str path, unsigned depth)
{
	struct filter *f = arena_new(r->a, struct filter);
	if (!json_is(v, JSON_OBJ)) {
		filter_json_add(r, path, NULL, "must be an object");
		return f;
	}
	int kind = -1;
	for (int i = 0; i < 3; i++)
		if (json_get(v, filter_kind_names[i]) && kind < 0)
			kind = i;
	if (kind < 0) {
		f->kind = FILTER_SEGMENT;
		filter_json_leaf(r, v, path, f);
		return f;
	}
	const struct json *items = json_get(v, filter_kind_names[kind]);
	f->kind = (enum filter_kind)kind;
	filter_json_known(r, v, path, filter_kind_names[kind]);
	if (depth >= FILTER_DEPTH_MAX) {
		filter_json_add(r, path, NULL, "is too deep: groups stand in groups at most 8 deep");
		return f;
	}
	if (!json_is(items, JSON_ARR) || (json_len(items) == 0 && (kind != FILTER_ALL || depth > 0))) {
		filter_json_add(r, path, filter_kind_names[kind], "must be an array of at least one filter");
		return f;
	}
	struct filter **to = &f->first;
	size_t i = 0;
	for (const struct json *c = json_first(items); c && r->leaves <= FILTER_LEAVES_MAX; c = json_next(c), i++) {
		*to = filter_json_node(
			r, c, arena_printf(r->a, "%.*s.%s[%zu]", STR_FMT(path), filter_kind_names[kind], i), depth + 1);
		to = &(*to)->next;
		f->n++;
	}
	return f;
}

err filter_read(struct arena *a, const struct json *v, const char *path, struct field_errors *errors,
		struct filter **out)
{
	struct filter_json r = { .a = a, .errors = errors };
	size_t before = errors->total;
	struct filter *f = filter_json_node(&r, v, str_z(path), 0);
	if (errors->total > before)
		return field_errors_err(errors);
	*out = f;
	return OK;
}

err filter_take(struct arena *a, const struct json *v, const char *path, struct field_errors *errors,
		struct filter **out)
{
	if (json_is(v, JSON_STR))
		return filter_parse(a, json_str(v), path, errors, out);
	return filter_read(a, v, path, errors, out);
}
