/* A filter as SQL: text from this file alone, values as elements of one array parameter. A condition may be NULL where a
 * contact has nothing to compare: that is no, so groups of none and the negative operators ask for IS NOT TRUE. Each
 * relation is led by the tenant; of Contact only "userId", "id", "status", "createdAt" and "identity" have an index, and
 * those are compared by operators alone. */
#include "base/time.h"
#include "core/audience/filter_int.h"

void filter_sql_init(struct filter_sql *s, struct arena *a, const struct filter_env *env, struct buf *out)
{
	*s = (struct filter_sql){
		.out = out, .arena = a, .env = env, .values = arena_array(a, str, FILTER_SQL_VALUES)
	};
}

str filter_sql_value(struct filter_sql *s, str v)
{
	if (s->n == FILTER_SQL_VALUES)
		s->over = true;
	else
		s->values[s->n++] = v;
	return arena_printf(s->arena, "($v)[%zu]", s->n);
}

err filter_sql_err(const struct filter_sql *s)
{
	if (s->over || s->out->over)
		return err_make(ERR_LIMIT,
				"the filter is too large: it has too many values, with those of its segments");
	return OK;
}

static void filter_sql_v(struct filter_sql *s, str v, const char *cast)
{
	buf_add(s->out, filter_sql_value(s, v));
	buf_add(s->out, str_z(cast));
}

static void filter_sql_time(struct filter_sql *s, int64_t at)
{
	char *iso = arena_alloc(s->arena, TIME_ISO_LEN);
	time_format_iso(at, iso);
	filter_sql_v(s, str_of(iso, TIME_ISO_LEN - 1), "::timestamp");
}

static void filter_sql_lit(struct filter_sql *s, const char *text)
{
	buf_add(s->out, str_z(text));
}

/* ---- Fields */

/* The JSON of a variable. */
static void filter_sql_variable(struct filter_sql *s, str name, const char *op)
{
	buf_addf(s->out, "(c.\"variables\" %s string_to_array(", op);
	filter_sql_v(s, name, "");
	filter_sql_lit(s, ", '.'))");
}

static void filter_sql_operand(struct filter_sql *s, const struct filter *f)
{
	str name;
	if (!filter_is_variable(f->field, &name)) {
		if (str_eq(f->field, STR("name")))
			filter_sql_lit(s, "concat_ws(' ', c.\"firstName\", c.\"lastName\")");
		else
			buf_addf(s->out, "c.\"%.*s\"", STR_FMT(f->field));
		return;
	}
	switch (f->type) {
	case TYPE_NUMBER:
		filter_sql_lit(s, "\"loumass_number\"");
		filter_sql_variable(s, name, "#>");
		return;
	case TYPE_BOOL:
		filter_sql_lit(s, "\"loumass_boolean\"");
		filter_sql_variable(s, name, "#>");
		return;
	case TYPE_DATE:
		filter_sql_lit(s, "\"loumass_date\"(");
		filter_sql_variable(s, name, "#>>");
		filter_sql_lit(s, ", ");
		filter_sql_v(s, s->env->zone_name, "");
		filter_sql_lit(s, ")");
		return;
	case TYPE_LIST: filter_sql_variable(s, name, "#>"); return;
	default: filter_sql_variable(s, name, "#>>"); return;
	}
}

static void filter_sql_text(struct filter_sql *s, const struct filter *f)
{
	filter_sql_lit(s, "lower(coalesce(");
	filter_sql_operand(s, f);
	filter_sql_lit(s, ", ''))");
}

static void filter_sql_lower(struct filter_sql *s, str v)
{
	filter_sql_lit(s, "lower(");
	filter_sql_v(s, v, "");
	filter_sql_lit(s, ")");
}

static void filter_sql_in(struct filter_sql *s, const struct filter *f, const char *before, const char *after)
{
	filter_sql_lit(s, " = ANY (ARRAY[");
	for (size_t i = 0; i < f->values_n; i++) {
		filter_sql_lit(s, i ? ", " : "");
		filter_sql_lit(s, before);
		filter_sql_v(s, f->values[i], after);
	}
	filter_sql_lit(s, "])");
}

static bool filter_sql_is(const struct filter *f)
{
	return f->op == OP_IS || f->op == OP_IS_NOT || f->op == OP_IN || f->op == OP_NOT_IN;
}

static void filter_sql_text_leaf(struct filter_sql *s, const struct filter *f)
{
	bool empty = filter_sql_is(f) && str_empty(f->values[0]);
	if (filter_sql_is(f) && str_eq(f->field, STR("email")) && !empty) {
		/* One person, however the address is written; the function is on the value. */
		filter_sql_lit(s, "c.\"identity\"");
		filter_sql_in(s, f, "\"loumass_identity\"(", ")");
	} else if (filter_sql_is(f) && str_eq(f->field, STR("status"))) {
		filter_sql_lit(s, "c.\"status\"");
		filter_sql_in(s, f, "", "");
	} else if (filter_sql_is(f)) {
		filter_sql_text(s, f);
		filter_sql_in(s, f, "lower(", ")");
	} else if (f->op == OP_STARTS) {
		filter_sql_lit(s, "starts_with(");
		filter_sql_text(s, f);
		filter_sql_lit(s, ", ");
		filter_sql_lower(s, f->values[0]);
		filter_sql_lit(s, ")");
	} else if (f->op == OP_ENDS) {
		filter_sql_lit(s, "right(");
		filter_sql_text(s, f);
		filter_sql_lit(s, ", length(");
		filter_sql_lower(s, f->values[0]);
		filter_sql_lit(s, ")) = ");
		filter_sql_lower(s, f->values[0]);
	} else {
		filter_sql_lit(s, "position(");
		filter_sql_lower(s, f->values[0]);
		filter_sql_lit(s, " IN ");
		filter_sql_text(s, f);
		filter_sql_lit(s, ") > 0");
	}
}

static void filter_sql_number_leaf(struct filter_sql *s, const struct filter *f)
{
	static const char *const signs[] = { " < ", " <= ", " > ", " >= " };
	filter_sql_operand(s, f);
	if (filter_sql_is(f)) {
		filter_sql_in(s, f, "", f->type == TYPE_NUMBER ? "::numeric" : "::boolean");
		return;
	}
	filter_sql_lit(s, signs[f->op - OP_LESS]);
	filter_sql_v(s, f->values[0], "::numeric");
}

static void filter_sql_date_leaf(struct filter_sql *s, const struct filter *f)
{
	struct filter_range r = {};
	if (f->op == OP_NEXT || f->op == OP_LAST)
		r = filter_window(s->env, f->values[0], f->op == OP_NEXT);
	else if (!filter_point(s->env, f->values[0], &r))
		s->over = true; /* checked when it was read */
	bool from = f->op != OP_BEFORE, to = f->op != OP_AFTER;
	bool instant = r.from == r.to;
	if (f->op == OP_ON && instant)
		r.to += US_PER_MS;
	if (from) {
		filter_sql_operand(s, f);
		filter_sql_lit(s, f->op == OP_AFTER && instant ? " > " : " >= ");
		filter_sql_time(s, f->op == OP_AFTER ? r.to : r.from);
	}
	if (from && to)
		filter_sql_lit(s, " AND ");
	if (to) {
		filter_sql_operand(s, f);
		filter_sql_lit(s, " < ");
		filter_sql_time(s, f->op == OP_BEFORE ? r.from : r.to);
	}
}

static void filter_sql_list_leaf(struct filter_sql *s, const struct filter *f)
{
	filter_sql_lit(s, "CASE jsonb_typeof(");
	filter_sql_operand(s, f);
	filter_sql_lit(s, ") WHEN 'array' THEN ");
	filter_sql_operand(s, f);
	filter_sql_lit(s, " ? ");
	filter_sql_v(s, f->values[0], "");
	if (!str_eq(f->field, STR("tags"))) {
		filter_sql_lit(s, " WHEN 'string' THEN ");
		filter_sql_operand(s, f);
		filter_sql_lit(s, " = to_jsonb(");
		filter_sql_v(s, f->values[0], "");
		filter_sql_lit(s, ")");
	}
	filter_sql_lit(s, " ELSE false END");
}

static void filter_sql_set_leaf(struct filter_sql *s, const struct filter *f)
{
	str name;
	bool variable = filter_is_variable(f->field, &name);
	if (!variable && f->type == TYPE_DATE) {
		filter_sql_operand(s, f);
		filter_sql_lit(s, " IS NOT NULL");
		return;
	}
	if (variable)
		filter_sql_variable(s, name, "#>>");
	else if (f->type == TYPE_LIST)
		filter_sql_lit(s, "(c.\"tags\" #>> '{}')");
	else
		filter_sql_operand(s, f);
	filter_sql_lit(s, f->type == TYPE_LIST || variable ? " NOT IN ('', '[]', '{}')" : " <> ''");
}

static bool filter_sql_negative(const struct filter *f)
{
	return f->op == OP_IS_NOT || f->op == OP_NOT_IN || f->op == OP_NOT_CONTAINS || f->op == OP_LACKS ||
	       f->op == OP_UNSET || f->op == OP_REFUSES;
}

static void filter_sql_field(struct filter_sql *s, const struct filter *f)
{
	filter_sql_lit(s, "(");
	if (f->op == OP_SET || f->op == OP_UNSET)
		filter_sql_set_leaf(s, f);
	else if (f->type == TYPE_TEXT)
		filter_sql_text_leaf(s, f);
	else if (f->type == TYPE_DATE)
		filter_sql_date_leaf(s, f);
	else if (f->type == TYPE_LIST)
		filter_sql_list_leaf(s, f);
	else
		filter_sql_number_leaf(s, f);
	filter_sql_lit(s, filter_sql_negative(f) ? ") IS NOT TRUE" : ")");
}

/* ---- What became of mail */

static const char *filter_sql_column(const struct filter *f)
{
	static const char *const columns[] = { "sentAt", "openedByPersonAt", "clickedByPersonAt", "repliedAt", "" };
	static const char *const of_anyone[] = { "sentAt", "openedAt", "clickedAt", "repliedAt", "" };
	return (f->anyone ? of_anyone : columns)[f->did];
}

/* An event e of the mail r. */
static void filter_sql_event(struct filter_sql *s, const struct filter *f)
{
	static const char *const types[] = { "SENT", "OPENED", "CLICKED", "REPLIED", "BOUNCED" };
	buf_addf(s->out, "e.\"recipientId\" = r.\"id\" AND e.\"userId\" = $t AND e.\"type\" = '%s'", types[f->did]);
	if (!f->anyone && (f->did == DID_OPENED || f->did == DID_CLICKED))
		filter_sql_lit(s, " AND e.\"data\" ->> 'verdict' = 'human'");
	if (!str_absent(f->link)) {
		filter_sql_lit(s, " AND e.\"data\" ->> 'url' = ");
		filter_sql_v(s, f->link, "");
	}
	if (!str_absent(f->within)) {
		filter_sql_lit(s, " AND e.\"timestamp\" >= ");
		filter_sql_time(s, filter_since(s->env, f->within));
	}
}

/* That it happened to the mail r, by the columns of r and, where these do not say, by its events. */
static void filter_sql_happened(struct filter_sql *s, const struct filter *f)
{
	const char *column = filter_sql_column(f);
	bool within = !str_absent(f->within), events = within || !str_absent(f->link);
	if (f->did == DID_BOUNCED)
		filter_sql_lit(s, " AND r.\"status\" IS NOT DISTINCT FROM 'BOUNCED'");
	else
		buf_addf(s->out, " AND r.\"%s\" IS NOT NULL", column);
	if (within && f->did == DID_SENT) {
		filter_sql_lit(s, " AND r.\"sentAt\" >= ");
		filter_sql_time(s, filter_since(s->env, f->within));
	} else if (events) {
		filter_sql_lit(s, " AND (");
		if (str_absent(f->link) && f->did != DID_BOUNCED) {
			buf_addf(s->out, "r.\"%s\" >= ", column);
			filter_sql_time(s, filter_since(s->env, f->within));
			filter_sql_lit(s, " OR ");
		}
		filter_sql_lit(s, "EXISTS (SELECT 1 FROM \"EmailEvent\" e WHERE ");
		filter_sql_event(s, f);
		filter_sql_lit(s, "))");
	}
}

/* Which mails r; then what happened to them. Several times: messages that were sent, else events. */
static void filter_sql_mails(struct filter_sql *s, const struct filter *f)
{
	bool counted = f->times > 1 && f->did != DID_SENT;
	filter_sql_lit(s, "FROM \"Recipient\" r");
	if (counted) {
		filter_sql_lit(s, " JOIN \"EmailEvent\" e ON ");
		filter_sql_event(s, f);
	}
	filter_sql_lit(s, " WHERE r.\"userId\" = $t");
	if (f->what != WHAT_ANY) {
		const char *column = f->what == WHAT_CAMPAIGN ? "campaignId" : "sequenceId";
		buf_addf(s->out, " AND r.\"%s\"", column);
		filter_sql_lit(s, str_absent(f->ref) ? " IS NOT NULL" : " = ");
		if (!str_absent(f->ref))
			filter_sql_v(s, f->ref, "");
	}
	if (!str_absent(f->step)) {
		filter_sql_lit(s, " AND r.\"stepId\" = ");
		filter_sql_v(s, f->step, "");
	}
	if (!counted)
		filter_sql_happened(s, f);
}

static void filter_sql_did(struct filter_sql *s, const struct filter *f)
{
	bool several = f->times > 1;
	str times = several ? arena_printf(s->arena, "%lld", (long long)f->times) : STR_NULL;
	/* What one campaign or sequence did is a set of its own; of all mail, each contact is looked up. */
	if (!s->env->one && !str_absent(f->ref)) {
		filter_sql_lit(s, "c.\"id\" IN (SELECT r.\"contactId\" ");
		filter_sql_mails(s, f);
		if (several) {
			filter_sql_lit(s, " GROUP BY r.\"contactId\" HAVING count(*) >= ");
			filter_sql_v(s, times, "::bigint");
		}
		filter_sql_lit(s, ")");
		return;
	}
	filter_sql_lit(s, several ? "(SELECT count(*) FROM (SELECT 1 " : "EXISTS (SELECT 1 ");
	filter_sql_mails(s, f);
	filter_sql_lit(s, " AND r.\"contactId\" = c.\"id\"");
	if (several) {
		filter_sql_lit(s, " LIMIT ");
		filter_sql_v(s, times, "::bigint");
		filter_sql_lit(s, ") n) >= ");
		filter_sql_v(s, times, "::bigint");
	} else {
		filter_sql_lit(s, ")");
	}
}

static void filter_sql_sequence(struct filter_sql *s, const struct filter *f)
{
	static const char *const states[] = { " AND (e.\"status\" IN ('ACTIVE', 'PAUSED')) IS TRUE",
					      " AND e.\"status\" IS NOT DISTINCT FROM 'ACTIVE'",
					      " AND e.\"status\" IS NOT DISTINCT FROM 'PAUSED'",
					      " AND e.\"status\" IS NOT DISTINCT FROM 'COMPLETED'",
					      " AND e.\"status\" IS NOT DISTINCT FROM 'FAILED'",
					      "" };
	filter_sql_lit(s, s->env->one ? "EXISTS (SELECT 1" : "c.\"id\" IN (SELECT e.\"contactId\"");
	filter_sql_lit(s, " FROM \"SequenceEnrollment\" e WHERE e.\"userId\" = $t AND e.\"sequenceId\" = ");
	filter_sql_v(s, f->ref, "");
	filter_sql_lit(s, states[f->state]);
	if (!str_absent(f->step)) {
		filter_sql_lit(s, " AND e.\"currentStep\" = ");
		filter_sql_v(s, f->step, "");
	}
	filter_sql_lit(s, s->env->one ? " AND e.\"contactId\" = c.\"id\")" : ")");
}

static void filter_sql_topic(struct filter_sql *s, const struct filter *f)
{
	filter_sql_lit(s, "(coalesce((SELECT x.\"subscribed\" FROM \"ContactTopic\" x WHERE x.\"userId\" = $t AND "
			  "x.\"contactId\" = c.\"id\" "
			  "AND x.\"topicId\" = ");
	filter_sql_v(s, f->ref, "");
	filter_sql_lit(s, "), (SELECT NOT t.\"optIn\" FROM \"Topic\" t WHERE t.\"userId\" = $t AND t.\"id\" = ");
	filter_sql_v(s, f->ref, "");
	filter_sql_lit(s, filter_sql_negative(f) ? ")) IS FALSE)" : ")) IS TRUE)");
}

/* ---- Groups */

static void filter_sql_group(struct filter_sql *s, const struct filter *f)
{
	if (f->n == 0) {
		filter_sql_lit(s, "true");
		return;
	}
	filter_sql_lit(s, "(");
	for (const struct filter *c = f->first; c; c = c->next) {
		bool sure = c->kind == FILTER_DID || c->kind == FILTER_SEQUENCE || c->kind == FILTER_TOPIC;
		if (c != f->first)
			filter_sql_lit(s, f->kind == FILTER_ANY ? " OR " : " AND ");
		if (f->kind == FILTER_NONE && sure)
			filter_sql_lit(s, "NOT ");
		filter_sql_add(s, c);
		if (f->kind == FILTER_NONE && !sure)
			filter_sql_lit(s, " IS NOT TRUE");
	}
	filter_sql_lit(s, ")");
}

void filter_sql_add(struct filter_sql *s, const struct filter *f)
{
	switch (f->kind) {
	case FILTER_ALL:
	case FILTER_ANY:
	case FILTER_NONE: filter_sql_group(s, f); return;
	case FILTER_FIELD:
		filter_sql_lit(s, "(");
		filter_sql_field(s, f);
		filter_sql_lit(s, ")");
		return;
	case FILTER_TOPIC: filter_sql_topic(s, f); return;
	case FILTER_DID:
		filter_sql_lit(s, "(");
		filter_sql_did(s, f);
		filter_sql_lit(s, ")");
		return;
	case FILTER_SEQUENCE:
		filter_sql_lit(s, "(");
		filter_sql_sequence(s, f);
		filter_sql_lit(s, ")");
		return;
	case FILTER_SEGMENT:
		filter_sql_lit(s, "(");
		if (f->first)
			filter_sql_add(s, f->first);
		else
			filter_sql_lit(s, "false");
		filter_sql_lit(s, ")");
		return;
	}
}
