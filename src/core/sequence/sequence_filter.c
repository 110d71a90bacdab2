/* Conditions on anything a segment can say: `condition.filter` of a step, a filter's text or tree (docs/audience.md). It is read
 * with the steps (steps.c), and asked of the people who stand at the step when they are there. What it names may be gone by then:
 * nobody is sent one way or the other on a guess. */
#include "core/audience/segment.h"
#include "core/sequence/sequence_int.h"

err sequence_filter_ask(tenant_db db, struct arena *a, const struct json *filter, const str *ids, size_t n, bool *is,
			str *text, str *why)
{
	struct field_errors errors;
	struct filter *f;
	str *found;
	size_t many;
	field_errors_init(&errors, a);
	err e = segment_take(db, a, filter, "filter", &errors, &f);
	if (e.code == ERR_INVALID) {
		*why = errors.n ? errors.v[0].message : str_z(e.why);
		return err_make(ERR_INVALID, "the filter names what is not there");
	}
	TRY(e);
	*text = filter_text(a, f);
	TRY(segment_among(db, a, f, ids, n, &found, &many));
	for (size_t i = 0; i < n; i++) {
		is[i] = false;
		for (size_t k = 0; k < many && !is[i]; k++)
			is[i] = str_eq(ids[i], found[k]);
	}
	return OK;
}

err sequence_filters_check(tenant_db db, struct arena *a, const struct steps *s, struct step_problems *out)
{
	for (size_t i = 0; i < s->n; i++) {
		struct field_errors errors;
		struct filter *f;
		if (!s->v[i].filter)
			continue;
		field_errors_init(&errors, a);
		if (err_is(filter_take(a, s->v[i].filter, "condition.filter", &errors, &f)))
			continue; /* said with the steps */
		err e = segment_resolve(db, a, f, "condition.filter", &errors);
		if (err_is(e) && e.code != ERR_INVALID)
			return e;
		for (size_t k = 0; k < errors.n; k++)
			steps_problem_at(a, out, s, (int)i, errors.v[k].field, "filter_gone", errors.v[k].message);
	}
	return OK;
}

err sequence_filters_problems(tenant_db db, struct arena *a, str text, struct step_problems *out)
{
	struct steps s;
	if (str_find(text, STR("\"filter\"")) == STR_NPOS ||
	    err_is(steps_compile_text(a, text, arena_new(a, struct step_problems), &s)))
		return OK;
	return sequence_filters_check(db, a, &s, out);
}
