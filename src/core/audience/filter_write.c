/* A filter as JSON and as text. */
#include "base/limits.h"
#include "core/audience/filter_int.h"

static void filter_write_value(struct json_writer *w, const struct filter *f, str v)
{
	if (f->type == TYPE_NUMBER || f->type == TYPE_BOOL)
		json_put_raw(w, v);
	else
		json_put_str(w, v);
}

static void filter_write_field(struct json_writer *w, const struct filter *f)
{
	json_kv_str(w, "field", f->field);
	if (f->type != TYPE_ANY)
		json_kv_str(w, "type", str_z(filter_type_names[f->type]));
	json_kv_str(w, "op", str_z(filter_op_names[f->op]));
	if (f->op == OP_SET || f->op == OP_UNSET)
		return;
	json_key(w, "value");
	bool list = f->op == OP_IN || f->op == OP_NOT_IN;
	if (list)
		json_begin_arr(w);
	for (size_t i = 0; i < f->values_n; i++)
		filter_write_value(w, f, f->values[i]);
	if (list)
		json_end_arr(w);
}

static void filter_write_did(struct json_writer *w, const struct filter *f)
{
	json_kv_str(w, "did", str_z(filter_did_names[f->did]));
	if (f->what != WHAT_ANY)
		json_kv_str(w, f->what == WHAT_CAMPAIGN ? "campaign" : "sequence",
			    str_absent(f->ref) ? STR("any") : f->ref);
	if (!str_absent(f->step))
		json_kv_str(w, "step", f->step);
	if (!str_absent(f->link))
		json_kv_str(w, "link", f->link);
	if (f->times)
		json_kv_i64(w, "times", f->times);
	if (!str_absent(f->within))
		json_kv_str(w, "within", f->within);
	if (f->anyone)
		json_kv_str(w, "by", STR("anyone"));
}

void filter_write(struct json_writer *w, const struct filter *f)
{
	json_begin_obj(w);
	switch (f->kind) {
	case FILTER_ALL:
	case FILTER_ANY:
	case FILTER_NONE:
		json_key(w, filter_kind_names[f->kind]);
		json_begin_arr(w);
		for (const struct filter *c = f->first; c; c = c->next)
			filter_write(w, c);
		json_end_arr(w);
		break;
	case FILTER_FIELD: filter_write_field(w, f); break;
	case FILTER_TOPIC:
		json_kv_str(w, "topic", f->ref);
		json_kv_str(w, "op", str_z(filter_op_names[f->op]));
		break;
	case FILTER_DID: filter_write_did(w, f); break;
	case FILTER_SEQUENCE:
		json_kv_str(w, "sequence", f->ref);
		json_kv_str(w, "state", str_z(filter_state_names[f->state]));
		if (!str_absent(f->step))
			json_kv_str(w, "step", f->step);
		break;
	case FILTER_SEGMENT: json_kv_str(w, "segment", f->ref); break;
	}
	json_end_obj(w);
}

str filter_json(struct arena *a, const struct filter *f)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, 16 * FILTER_TEXT_MAX);
	json_writer_init(&w, &b);
	filter_write(&w, f);
	return arena_dup(a, buf_str(&b));
}

/* ---- Text */

static void filter_write_quoted(struct buf *b, str s)
{
	buf_add_byte(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '"' || c == '\\') {
			buf_add_byte(b, '\\');
			buf_add_byte(b, (char)c);
		} else if (c < 0x20 || c == 0x7f) {
			buf_addf(b, "\\u%04x", c);
		} else {
			buf_add_byte(b, (char)c);
		}
	}
	buf_add_byte(b, '"');
}

/* A name that the text form takes as it is. */
static bool filter_write_plain_name(str s)
{
	bool start = true;
	str head = str_upto(s, size_min(str_find_byte(s, '.'), s.n));
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool ok = ascii_alpha(c) || c == '_' || (!start && (ascii_digit(c) || c == '.'));
		if (!ok)
			return false;
		start = c == '.';
	}
	return s.n && !start && !filter_reserved(head) && !filter_reserved(s);
}

static void filter_write_name(struct buf *b, str field)
{
	str name;
	if (!filter_is_variable(field, &name)) {
		buf_add(b, field);
	} else if (filter_write_plain_name(name)) {
		buf_add(b, name);
	} else {
		buf_add_lit(b, "variables.");
		filter_write_quoted(b, name);
	}
}

static void filter_write_literal(struct buf *b, const struct filter *f, str v)
{
	if (f->type == TYPE_BOOL)
		buf_add(b, str_eq(v, STR("true")) ? STR("yes") : STR("no"));
	else if (f->type == TYPE_NUMBER || f->type == TYPE_DATE)
		buf_add(b, v);
	else
		filter_write_quoted(b, v);
}

static void filter_write_field_text(struct buf *b, const struct filter *f)
{
	filter_write_name(b, f->field);
	buf_addf(b, " %s", filter_op_words[f->op]);
	if (f->op == OP_SET || f->op == OP_UNSET)
		return;
	bool list = f->op == OP_IN || f->op == OP_NOT_IN;
	buf_add(b, list ? STR(" (") : STR(" "));
	for (size_t i = 0; i < f->values_n; i++) {
		if (i)
			buf_add_lit(b, ", ");
		filter_write_literal(b, f, f->values[i]);
	}
	if (list)
		buf_add_byte(b, ')');
}

static void filter_write_part(struct buf *b, const char *word, str s)
{
	if (str_absent(s))
		return;
	buf_addf(b, " %s ", word);
	filter_write_quoted(b, s);
}

static void filter_write_did_text(struct buf *b, const struct filter *f)
{
	static const char *const verbs[] = { "was sent", "opened", "clicked", "replied to", "bounced" };
	static const char *const whats[] = { "any", "campaign", "sequence" };
	buf_add(b, str_z(verbs[f->did]));
	filter_write_part(b, "link", f->link);
	if (!str_absent(f->link))
		buf_add_lit(b, " in");
	if (f->what == WHAT_ANY || str_absent(f->ref))
		buf_addf(b, f->what == WHAT_ANY ? " any" : " any %s", whats[f->what]);
	else
		filter_write_part(b, whats[f->what], f->ref);
	filter_write_part(b, "step", f->step);
	if (f->times)
		buf_addf(b, " at least %lld times", (long long)f->times);
	if (!str_absent(f->within))
		buf_addf(b, " within %.*s", STR_FMT(f->within));
	if (f->anyone)
		buf_add_lit(b, " by anyone");
}

static void filter_write_leaf_text(struct buf *b, const struct filter *f)
{
	switch (f->kind) {
	case FILTER_TOPIC:
		buf_add(b, f->op == OP_REFUSES ? STR("refuses") : STR("wants"));
		filter_write_part(b, "topic", f->ref);
		return;
	case FILTER_DID: filter_write_did_text(b, f); return;
	case FILTER_SEQUENCE:
		buf_add_lit(b, "in");
		filter_write_part(b, "sequence", f->ref);
		if (f->state != STATE_UNDER_WAY)
			buf_addf(b, " %s", filter_state_names[f->state]);
		filter_write_part(b, "at step", f->step);
		return;
	case FILTER_SEGMENT:
		buf_add_lit(b, "in");
		filter_write_part(b, "segment", f->ref);
		return;
	default: filter_write_field_text(b, f); return;
	}
}

/* Groups with a word before them stand in brackets by themselves; others need them inside of other groups. */
static void filter_write_text(struct buf *b, const struct filter *f, bool inside)
{
	if (!filter_is_group(f)) {
		filter_write_leaf_text(b, f);
		return;
	}
	if (f->n == 0) {
		buf_add_lit(b, "everyone");
		return;
	}
	if (f->kind == FILTER_NONE && f->n == 1 && !filter_is_group(f->first)) {
		buf_add_lit(b, "not ");
		filter_write_leaf_text(b, f->first);
		return;
	}
	bool listed = f->kind == FILTER_NONE || f->n == 1;
	if (listed)
		buf_addf(b, "%s ", filter_kind_names[f->kind]);
	if (listed || inside)
		buf_add_byte(b, '(');
	for (const struct filter *c = f->first; c; c = c->next) {
		if (c != f->first)
			buf_add(b, listed ? STR(", ") : f->kind == FILTER_ALL ? STR(" and ") : STR(" or "));
		filter_write_text(b, c, !listed);
	}
	if (listed || inside)
		buf_add_byte(b, ')');
}

str filter_text(struct arena *a, const struct filter *f)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 16 * FILTER_TEXT_MAX);
	filter_write_text(&b, f, false);
	return arena_dup(a, buf_str(&b));
}
