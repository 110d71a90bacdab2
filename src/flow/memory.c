/* What an enrolment remembers of its run ("SequenceEnrollment"."state"), as JSON: {"sent": {stepId: recipientId},
 * "taken": {stepId: true|false}, "thread": {"subject", "ids": ["<…>"]}, "from": version}. And the words of the trace.
 */
#include "base/limits.h"
#include "flow/flow_int.h"
#include "wire/cuid.h"
#include "wire/json_write.h"

#define STATE_MAX (256u << 10)

str pairs_get(const struct pairs *p, str key)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->v[i].key, key))
			return p->v[i].value;
	return STR_NULL;
}

static void memory_pairs_push(struct arena *a, struct pairs *p, str key, str value)
{
	if (p->n == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 4;
		struct pair *v = arena_array(a, struct pair, p->cap);
		if (p->n > 0)
			memcpy(v, p->v, p->n * sizeof(*v));
		p->v = v;
	}
	p->v[p->n++] = (struct pair){ key, value };
}

void pairs_put(struct arena *a, struct pairs *p, str key, str value)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->v[i].key, key)) {
			p->v[i].value = value;
			return;
		}
	memory_pairs_push(a, p, key, value);
}

err memory_read(struct batch *b, struct mover *m)
{
	const struct json *state;
	int64_t from;
	if (str_absent(m->row->state))
		return OK;
	TRY(json_parse(b->a, m->row->state, &state));
	for (JSON_EACH(x, json_get(state, "sent")))
		memory_pairs_push(b->a, &m->mails, json_name(x), json_str(x));
	for (JSON_EACH(x, json_get(state, "taken")))
		memory_pairs_push(b->a, &m->taken, json_name(x), json_bool(x) ? STR("true") : STR("false"));
	const struct json *thread = json_get(state, "thread");
	m->subject = json_str(json_get(thread, "subject"));
	for (JSON_EACH(x, json_get(thread, "ids")))
		memory_pairs_push(b->a, &m->thread, json_str(x), STR_NULL);
	if (json_i64(json_get(state, "from"), &from))
		m->from_version = (struct opt_i64){ true, from };
	return OK;
}

static void memory_put_pairs(struct json_writer *j, const char *name, const struct pairs *p, bool raw)
{
	if (p->n == 0)
		return;
	json_key(j, name);
	json_begin_obj(j);
	for (size_t i = 0; i < p->n; i++) {
		json_key_str(j, p->v[i].key);
		if (raw)
			json_put_raw(j, p->v[i].value);
		else
			json_put_str(j, p->v[i].value);
	}
	json_end_obj(j);
}

str memory_write(struct batch *b, const struct mover *m)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, STATE_MAX);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	memory_put_pairs(&j, "sent", &m->mails, false);
	memory_put_pairs(&j, "taken", &m->taken, true);
	if (m->thread.n > 0) {
		json_key(&j, "thread");
		json_begin_obj(&j);
		json_kv_str(&j, "subject", m->subject);
		json_key(&j, "ids");
		json_begin_arr(&j);
		for (size_t i = 0; i < m->thread.n; i++)
			json_put_str(&j, m->thread.v[i].key);
		json_end_arr(&j);
		json_end_obj(&j);
	}
	if (m->from_version.has)
		json_kv_i64(&j, "from", m->from_version.v);
	json_end_obj(&j);
	/* Too much to remember: what it remembered before stays, and the recipients' keys keep a mail from going out
	 * twice. */
	return err_is(buf_err(&out)) ? STR_NULL : arena_dup(b->a, buf_str(&out));
}

/* ---- trace */

static void memory_trace_grow(struct batch *b)
{
	size_t cap = b->cap_trace ? b->cap_trace * 2 : 2 * b->n + 64, n = b->n_trace;
	str *s = arena_array(b->a, str, 7 * cap);
	int64_t *i = arena_array(b->a, int64_t, 2 * cap);
	const struct str_array *old[7] = { &b->trace.ids,	&b->trace.enrollments, &b->trace.users,
					   &b->trace.sequences, &b->trace.steps,       &b->trace.kinds,
					   &b->trace.details };
	for (size_t k = 0; k < 7 && n > 0; k++)
		memcpy(s + k * cap, old[k]->v, n * sizeof(str));
	if (n > 0) {
		memcpy(i, b->trace.runs.v, n * sizeof(*i));
		memcpy(i + cap, b->trace.at.v, n * sizeof(*i));
	}
	b->trace = (struct q_flow_trace_in){ .ids = { s, n },
					     .enrollments = { s + cap, n },
					     .users = { s + 2 * cap, n },
					     .sequences = { s + 3 * cap, n },
					     .steps = { s + 4 * cap, n },
					     .kinds = { s + 5 * cap, n },
					     .details = { s + 6 * cap, n },
					     .runs = { i, n },
					     .at = { i + cap, n } };
	b->cap_trace = cap;
}

void trace_add(struct batch *b, const struct mover *m, str step_id, const char *kind, str detail)
{
	if (b->n_trace == b->cap_trace)
		memory_trace_grow(b);
	size_t i = b->n_trace++;
	char *id = arena_alloc(b->a, CUID_LEN + 1);
	cuid_make(b->now, id);
	((str *)b->trace.ids.v)[i] = str_of(id, CUID_LEN);
	((str *)b->trace.enrollments.v)[i] = m->row->id;
	((str *)b->trace.users.v)[i] = m->row->user_id;
	((str *)b->trace.sequences.v)[i] = m->row->sequence_id;
	((str *)b->trace.steps.v)[i] = step_id;
	((str *)b->trace.kinds.v)[i] = str_z(kind);
	((str *)b->trace.details.v)[i] = detail;
	((int64_t *)b->trace.runs.v)[i] = m->row->run;
	((int64_t *)b->trace.at.v)[i] = b->now;
}

str trace_detail_time(struct batch *b, const char *name, int64_t us)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, 256);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_kv_time(&j, name, us);
	json_end_obj(&j);
	return arena_dup(b->a, buf_str(&out));
}
