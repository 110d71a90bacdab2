/* What goes with what in a leaf: field, type, operator, values. */
#include "core/audience/filter_int.h"
#include "core/ground/text.h"
#include <math.h>
#include <stdlib.h>

#define BIT(op) (1u << (op))
#define OPS_ANY (BIT(OP_SET) | BIT(OP_UNSET))
#define OPS_IS (BIT(OP_IS) | BIT(OP_IS_NOT))
#define OPS_LISTED (BIT(OP_IN) | BIT(OP_NOT_IN))

static unsigned filter_check_ops(enum filter_type t)
{
	switch (t) {
	case TYPE_TEXT:
		return OPS_ANY | OPS_IS | OPS_LISTED | BIT(OP_CONTAINS) | BIT(OP_NOT_CONTAINS) | BIT(OP_STARTS) |
		       BIT(OP_ENDS);
	case TYPE_NUMBER:
		return OPS_ANY | OPS_IS | OPS_LISTED | BIT(OP_LESS) | BIT(OP_AT_MOST) | BIT(OP_MORE) | BIT(OP_AT_LEAST);
	case TYPE_DATE: return OPS_ANY | BIT(OP_BEFORE) | BIT(OP_AFTER) | BIT(OP_ON) | BIT(OP_NEXT) | BIT(OP_LAST);
	case TYPE_BOOL: return OPS_ANY | OPS_IS;
	case TYPE_LIST: return OPS_ANY | BIT(OP_HAS) | BIT(OP_LACKS);
	case TYPE_ANY: return OPS_ANY;
	}
	return 0;
}

static str filter_check_op_list(struct arena *a, unsigned ops)
{
	str out = STR("");
	for (int i = 0; i < OP_COUNT; i++)
		if (ops & BIT(i))
			out = arena_printf(a, "%.*s%s%s", STR_FMT(out), out.n ? ", " : "", filter_op_names[i]);
	return out;
}

static void filter_check_add(struct arena *a, struct field_errors *errors, str path, const char *member,
			     const char *message)
{
	field_error_add(errors, arena_printf(a, "%.*s.%s", STR_FMT(path), member), str_z(message));
}

static size_t filter_check_digits(str s, size_t at)
{
	while (at < s.n && ascii_digit(s.p[at]))
		at++;
	return at;
}

/* As JSON writes numbers (RFC 8259, section 6). */
static bool filter_check_number(str s)
{
	char text[FILTER_NUMBER_MAX + 1];
	size_t at = s.n && s.p[0] == '-', from = at;
	if (str_empty(s) || s.n > FILTER_NUMBER_MAX)
		return false;
	at = filter_check_digits(s, at);
	if (at == from || (s.p[from] == '0' && at > from + 1))
		return false;
	if (at < s.n && s.p[at] == '.') {
		from = ++at;
		at = filter_check_digits(s, at);
		if (at == from)
			return false;
	}
	if (at < s.n && (s.p[at] == 'e' || s.p[at] == 'E')) {
		at++;
		at += at < s.n && (s.p[at] == '+' || s.p[at] == '-');
		from = at;
		at = filter_check_digits(s, at);
		if (at == from)
			return false;
	}
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	double v = strtod(text, NULL);
	return at == s.n && isfinite(v) && fabs(v) < 1e100 && (v == 0 || fabs(v) > 1e-100);
}

static const char *filter_check_value(struct arena *a, const struct filter *f, str v)
{
	if (f->type == TYPE_NUMBER)
		return filter_check_number(v) ? NULL : "must be a number, below 1e100 and of at most 40 characters";
	if (f->type == TYPE_BOOL)
		return str_eq(v, STR("true")) || str_eq(v, STR("false")) ? NULL : "must be true or false";
	if (f->op == OP_NEXT || f->op == OP_LAST)
		return str_absent(filter_span_text(a, v))
			       ? "must be a time such as 14 days (minutes, hours, days, weeks; at most 100 years)"
			       : NULL;
	if (f->type == TYPE_DATE)
		return str_absent(filter_point_text(a, v)) ? "must be a date: 2026-12-01, 2026-12-01T10:00:00Z, today, "
							     "5 days ago, in 5 days, last monday"
							   : NULL;
	if (v.n > FILTER_VALUE_MAX)
		return "must be at most 500 bytes";
	if (str_eq(f->field, STR("status")) &&
	    !(str_eq(v, STR("ACTIVE")) || str_eq(v, STR("INACTIVE")) || str_eq(v, STR("UNSUBSCRIBED"))))
		return "must be one of: ACTIVE, INACTIVE, UNSUBSCRIBED";
	bool needed = f->op != OP_IS && f->op != OP_IS_NOT && f->op != OP_IN && f->op != OP_NOT_IN;
	return needed && str_empty(v) ? "must not be empty" : NULL;
}

static void filter_check_field(struct arena *a, const struct filter *f, str path, struct field_errors *errors)
{
	enum filter_type own;
	str name;
	bool variable = filter_is_variable(f->field, &name);
	if (variable && (str_empty(name) || name.n > FILTER_NAME_MAX || !one_line(name))) {
		filter_check_add(a, errors, path, "field", "must name a variable in 1 to 100 bytes, on one line");
		return;
	}
	if (!variable && !filter_field_type(f->field, &own)) {
		filter_check_add(
			a, errors, path, "field",
			"must be email, firstName, lastName, name, timezone, status, createdAt, updatedAt, tags, or "
			"a variable: variables.plan");
		return;
	}
	enum filter_type type = variable ? f->type : own;
	if (!variable && f->type != own && f->type != TYPE_ANY) {
		filter_check_add(a, errors, path, "type",
				 arena_printf(a, "is %s; leave it out", filter_type_names[own]).p);
		return;
	}
	unsigned ops = filter_check_ops(type);
	if (str_eq(f->field, STR("status")))
		ops = OPS_IS | OPS_LISTED;
	if (!(ops & BIT(f->op))) {
		filter_check_add(a, errors, path, "op",
				 arena_printf(a, "does not go with %s; use one of: %.*s",
					      type == TYPE_ANY ? "no value" : filter_type_names[type],
					      STR_FMT(filter_check_op_list(a, ops)))
					 .p);
		return;
	}
	bool list = BIT(f->op) & OPS_LISTED, none = BIT(f->op) & OPS_ANY;
	if (none ? f->values_n > 0 : list ? f->values_n == 0 || f->values_n > FILTER_LIST_MAX : f->values_n != 1)
		filter_check_add(a, errors, path, "value",
				 none	? "must be left out"
				 : list ? "must be an array of 1 to 100 values"
					: "is required: one value");
	for (size_t i = 0; i < f->values_n && i < FILTER_LIST_MAX; i++) {
		const char *why = filter_check_value(a, f, f->values[i]);
		if (why)
			filter_check_add(a, errors, path, "value", why);
	}
}

static void filter_check_ref(struct arena *a, const struct filter *f, str path, const char *member,
			     struct field_errors *errors)
{
	if (str_empty(f->ref) || f->ref.n > 200 || !one_line(f->ref))
		filter_check_add(a, errors, path, member, "must be an id or a name of 1 to 200 bytes, on one line");
}

static void filter_check_did(struct arena *a, const struct filter *f, str path, struct field_errors *errors)
{
	if (!str_absent(f->ref))
		filter_check_ref(a, f, path, f->what == WHAT_SEQUENCE ? "sequence" : "campaign", errors);
	if (!str_absent(f->step) && (f->what != WHAT_SEQUENCE || str_absent(f->ref)))
		filter_check_add(a, errors, path, "step", "needs a sequence");
	else if (!str_absent(f->step) && (str_empty(f->step) || f->step.n > 64 || !one_line(f->step)))
		filter_check_add(a, errors, path, "step", "must be the id of a step");
	if (!str_absent(f->link) && f->did != DID_CLICKED)
		filter_check_add(a, errors, path, "link", "goes with clicked only");
	else if (!str_absent(f->link) && (str_empty(f->link) || f->link.n > 2000 || !one_line(f->link)))
		filter_check_add(a, errors, path, "link", "must be a link of 1 to 2,000 bytes");
	if (f->times < 0 || f->times > FILTER_TIMES_MAX)
		filter_check_add(a, errors, path, "times", "must be 1 to 10,000");
	if (!str_absent(f->within) && str_absent(filter_span_text(a, f->within)))
		filter_check_add(a, errors, path, "within",
				 "must be a time such as 30 days (minutes, hours, days, weeks)");
	if (f->anyone && f->did != DID_OPENED && f->did != DID_CLICKED)
		filter_check_add(a, errors, path, "by", "goes with opened and clicked only");
}

void filter_check(struct arena *a, const struct filter *f, str path, struct field_errors *errors)
{
	switch (f->kind) {
	case FILTER_FIELD: filter_check_field(a, f, path, errors); return;
	case FILTER_DID: filter_check_did(a, f, path, errors); return;
	case FILTER_TOPIC:
		filter_check_ref(a, f, path, "topic", errors);
		if (f->op != OP_WANTS && f->op != OP_REFUSES)
			filter_check_add(a, errors, path, "op", "must be wants or refuses");
		return;
	case FILTER_SEQUENCE:
		filter_check_ref(a, f, path, "sequence", errors);
		if (!str_absent(f->step) && (str_empty(f->step) || f->step.n > 64 || !one_line(f->step)))
			filter_check_add(a, errors, path, "step", "must be the id of a step");
		return;
	case FILTER_SEGMENT: filter_check_ref(a, f, path, "segment", errors); return;
	default: return;
	}
}
