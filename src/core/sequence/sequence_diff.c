/* What an edit of the steps changes: steps that come, go, say something else (changed) or lead elsewhere (moved). Where
 * a step stands on the canvas counts for nothing. */
#include "core/sequence/sequence_int.h"
#include "db/gen/sequence_q.h"

#define EXACT 9007199254740992.0 /* 2^53 */

/* ---- Two values that mean the same: the order of members is no matter, null is as good as missing. */

static bool sequence_diff_same(const struct json *a, const struct json *b);

/* Of doubled names the last counts. */
static const struct json *sequence_diff_member(const struct json *of, str name)
{
	const struct json *found = NULL;
	for (JSON_EACH(m, of))
		if (str_eq(json_name(m), name))
			found = m;
	return found;
}

#define MEMBERS_MAX 64u /* of an object whose members are looked up one by one */

/* What is in both is compared once, whatever the depth. */
static bool sequence_diff_same_members(const struct json *a, const struct json *b)
{
	for (JSON_EACH(m, a))
		if (!sequence_diff_same(sequence_diff_member(a, json_name(m)), sequence_diff_member(b, json_name(m))))
			return false;
	for (JSON_EACH(m, b))
		if (!json_is(sequence_diff_member(b, json_name(m)), JSON_NULL) &&
		    !sequence_diff_member(a, json_name(m)))
			return false;
	return true;
}

/* No step of ours has objects this wide: here the order counts. */
static bool sequence_diff_same_in_order(const struct json *a, const struct json *b)
{
	const struct json *x = json_first(a), *y = json_first(b);
	for (; x && y; x = json_next(x), y = json_next(y))
		if (!str_eq(json_name(x), json_name(y)) || !sequence_diff_same(x, y))
			return false;
	return !x && !y;
}

static bool sequence_diff_same(const struct json *a, const struct json *b)
{
	enum json_kind kind = json_kind(a);
	if (kind != json_kind(b))
		return false;
	switch (kind) {
	case JSON_NULL: return true;
	case JSON_BOOL: return json_bool(a) == json_bool(b);
	case JSON_NUM: {
		double x = json_f64(a), y = json_f64(b); /* 1.0 is 1; beyond what a double keeps the digits decide */
		return x == y && ((x < EXACT && x > -EXACT) || str_eq(json_number_text(a), json_number_text(b)));
	}
	case JSON_STR: return str_eq(json_str(a), json_str(b));
	case JSON_OBJ:
		return json_len(a) > MEMBERS_MAX || json_len(b) > MEMBERS_MAX ? sequence_diff_same_in_order(a, b)
									      : sequence_diff_same_members(a, b);
	case JSON_ARR: break;
	}
	const struct json *x = json_first(a), *y = json_first(b);
	for (; x && y; x = json_next(x), y = json_next(y))
		if (!sequence_diff_same(x, y))
			return false;
	return !x && !y;
}

static bool sequence_diff_same_flag(const struct json *a, const struct json *b, bool otherwise)
{
	bool x = json_is(a, JSON_BOOL) ? json_bool(a) : otherwise, y = json_is(b, JSON_BOOL) ? json_bool(b) : otherwise;
	return x == y;
}

static const char *const members[] = { "type",	      "name",	   "subject", "content",   "contentFormat",
				       "textContent", "preheader", "delay",   "condition", "wait",
				       "split",	      "tags",	   "webhook", "goal" };

static void sequence_diff_compare(const struct json *a, const struct json *b, struct sequence_change *out)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (!sequence_diff_same(json_get(a, members[i]), json_get(b, members[i])))
			out->fields[out->fields_n++] = members[i];
	if (!sequence_diff_same_flag(json_get(a, "replyToThread"), json_get(b, "replyToThread"), false))
		out->fields[out->fields_n++] = "replyToThread";
	if (!sequence_diff_same_flag(json_get(a, "trackingEnabled"), json_get(b, "trackingEnabled"), true))
		out->fields[out->fields_n++] = "trackingEnabled";
}

/* ---- The whole */

struct side {
	struct steps steps;
	const struct json **json; /* by index */
};

static err sequence_diff_read_side(struct arena *a, const struct json *v, struct field_errors *errors, struct side *out)
{
	struct step_problems *p = arena_new(a, struct step_problems);
	if (err_is(steps_compile(a, v, p, &out->steps))) {
		steps_field_errors(p, errors);
		return field_errors_err(errors);
	}
	out->json = arena_array(a, const struct json *, out->steps.n + 1);
	size_t i = 0;
	for (JSON_EACH(m, v))
		out->json[i++] = m;
	return OK;
}

static str sequence_diff_id_of(const struct steps *s, int step)
{
	return step == STEP_NONE ? STR_NULL : s->v[step].id;
}

static bool sequence_diff_goes_elsewhere(const struct side *x, int i, const struct side *y, int k)
{
	const struct step *a = &x->steps.v[i], *b = &y->steps.v[k];
	return !str_eq(sequence_diff_id_of(&x->steps, a->next), sequence_diff_id_of(&y->steps, b->next)) ||
	       !str_eq(sequence_diff_id_of(&x->steps, a->on_true), sequence_diff_id_of(&y->steps, b->on_true)) ||
	       !str_eq(sequence_diff_id_of(&x->steps, a->on_false), sequence_diff_id_of(&y->steps, b->on_false));
}

err sequence_diff_steps(struct arena *a, const struct json *before, const struct json *after,
			struct field_errors *errors, struct sequence_diff *out)
{
	struct side x, y;
	struct sequence_diff d = {};
	TRY(sequence_diff_read_side(a, before, errors, &x));
	TRY(sequence_diff_read_side(a, after, errors, &y));
	size_t most = x.steps.n + y.steps.n + 1;
	struct sequence_change **lists[] = { &d.added, &d.removed, &d.changed, &d.moved };
	for (size_t i = 0; i < 4; i++)
		*lists[i] = arena_array(a, struct sequence_change, most);
	for (size_t i = 0; i < x.steps.n; i++)
		if (steps_find(&y.steps, x.steps.v[i].id) == STEP_NONE)
			d.removed[d.removed_n++].step_id = x.steps.v[i].id;
	for (size_t k = 0; k < y.steps.n; k++) {
		struct sequence_change change = { .step_id = y.steps.v[k].id };
		int i = steps_find(&x.steps, change.step_id);
		if (i == STEP_NONE) {
			d.added[d.added_n++] = change;
			continue;
		}
		if (sequence_diff_goes_elsewhere(&x, i, &y, (int)k))
			d.moved[d.moved_n++] = change;
		sequence_diff_compare(x.json[i], y.json[k], &change);
		if (change.fields_n)
			d.changed[d.changed_n++] = change;
	}
	*out = d;
	return OK;
}

/* ---- Who will skip a mail */

/* Where somebody who stands at old step `at` goes on by the new steps: there, or at the first one behind that is left. */
static int sequence_diff_survivor(const struct steps *old, const struct steps *fresh, int at)
{
	for (size_t i = 0; at != STEP_NONE && i <= old->n; i++) {
		int here = steps_find(fresh, old->v[at].id);
		if (here != STEP_NONE)
			return here;
		at = old->v[at].next;
	}
	return STEP_NONE;
}

static bool *sequence_diff_ahead(struct arena *a, const struct steps *s, int from)
{
	struct steps there = *s;
	bool *out = arena_array(a, bool, s->n + 1);
	there.entry = from;
	for (size_t i = 0; from != STEP_NONE && i < s->n; i++)
		out[i] = steps_reach(a, &there, (int)i, NULL);
	return out;
}

void sequence_diff_skips(struct arena *a, const struct steps *before, const struct steps *after, str step_id,
			 int64_t people, struct sequence_diff *out)
{
	int at = steps_find(before, step_id);
	if (at == STEP_NONE)
		return;
	bool *old = sequence_diff_ahead(a, before, at),
	     *fresh = sequence_diff_ahead(a, after, sequence_diff_survivor(before, after, at));
	if (!out->skips)
		out->skips = arena_array(a, struct sequence_skip, SEQUENCE_SKIPS_MAX);
	for (size_t i = 0; i < before->n && out->skips_n < SEQUENCE_SKIPS_MAX; i++) {
		int now = steps_find(after, before->v[i].id);
		bool had = (int)i == at; /* planned or sent already, or about to be: at the same step again */
		if (before->v[i].type != STEP_EMAIL || !old[i] || had || now == STEP_NONE || fresh[now])
			continue;
		out->skips[out->skips_n++] =
			(struct sequence_skip){ .step_id = step_id, .email_id = before->v[i].id, .people = people };
	}
}

static void sequence_diff_will_skip(struct arena *a, const struct json *before, const struct json *after,
				    struct sequence_diff *out)
{
	struct step_problems *p = arena_new(a, struct step_problems);
	struct steps x, y;
	if (err_is(steps_compile(a, before, p, &x)) || err_is(steps_compile(a, after, p, &y)))
		return;
	for (size_t i = 0; i < out->people_n; i++)
		if (!str_absent(out->people[i].step_id) && out->people[i].people > 0)
			sequence_diff_skips(a, &x, &y, out->people[i].step_id, out->people[i].people, out);
}

static void sequence_diff_count_people(struct sequence_change *v, size_t n, const struct q_sequence_people_rows *rows)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < rows->n; k++)
			if (str_eq(v[i].step_id, rows->v[k].step_id))
				v[i].people = rows->v[k].people;
}

err sequence_diff(tenant_db db, struct arena *a, str id, const struct json *steps, struct field_errors *errors,
		  struct sequence_diff *out)
{
	struct sequence q;
	struct q_sequence_people_rows rows;
	const struct json *before;
	TRY(sequence_get(db, a, id, &q));
	/* Of steps that cannot be read nothing was running: all is new. */
	struct steps readable;
	if (err_is(json_parse(a, q.steps, &before)) ||
	    err_is(steps_compile(a, before, arena_new(a, struct step_problems), &readable)))
		TRY(json_parse(a, STR("[]"), &before));
	TRY(sequence_diff_steps(a, before, steps, errors, out));
	TRY(q_sequence_people(db, a, &(struct q_sequence_people_in){ .id = id }, &rows));
	sequence_diff_count_people(out->removed, out->removed_n, &rows);
	sequence_diff_count_people(out->changed, out->changed_n, &rows);
	sequence_diff_count_people(out->moved, out->moved_n, &rows);
	out->people = arena_array(a, struct sequence_change, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		out->people[out->people_n++] =
			(struct sequence_change){ .step_id = rows.v[i].step_id, .people = rows.v[i].people };
	sequence_diff_will_skip(a, before, steps, out);
	return OK;
}

static void sequence_diff_write_list(struct json_writer *w, const char *name, const struct sequence_change *v, size_t n,
				     bool fields)
{
	json_key(w, name);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "stepId", v[i].step_id);
		json_kv_i64(w, "people", v[i].people);
		if (fields) {
			json_key(w, "fields");
			json_begin_arr(w);
			for (size_t k = 0; k < v[i].fields_n; k++)
				json_put_str(w, str_z(v[i].fields[k]));
			json_end_arr(w);
		}
		json_end_obj(w);
	}
	json_end_arr(w);
}

void sequence_diff_write(struct json_writer *w, const struct sequence_diff *d)
{
	json_begin_obj(w);
	json_key(w, "added");
	json_begin_arr(w);
	for (size_t i = 0; i < d->added_n; i++)
		json_put_str(w, d->added[i].step_id);
	json_end_arr(w);
	sequence_diff_write_list(w, "removed", d->removed, d->removed_n, false);
	sequence_diff_write_list(w, "changed", d->changed, d->changed_n, true);
	sequence_diff_write_list(w, "moved", d->moved, d->moved_n, false);
	sequence_diff_write_list(w, "people", d->people, d->people_n, false);
	json_key(w, "skips");
	json_begin_arr(w);
	for (size_t i = 0; i < d->skips_n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "stepId", d->skips[i].step_id);
		json_kv_str(w, "emailId", d->skips[i].email_id);
		json_kv_i64(w, "people", d->skips[i].people);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
}
