/* A batch's end: everything it decided, a few statements for all. Locks in the order of core/sequence/enrollment.h. */
#include "base/limits.h"
#include "core/ground/str_map.h"
#include "core/report/stats.h"
#include "flow/flow_int.h"
#include "wire/json_write.h"

static str *write_strs(struct batch *b, size_t n)
{
	return arena_array(b->a, str, n + 1);
}

static int64_t *write_ints(struct batch *b, size_t n)
{
	return arena_array(b->a, int64_t, n + 1);
}

/* ---- ranges of mails for the senders */

struct ranges {
	str *source, *user, *sequence, *sender, *step, *id, *first, *last;
	int64_t *version, *size, *priority;
	size_t n;
};

static bool write_same_range(const struct mail *x, const struct mail *y)
{
	return x->step == y->step && x->m->graph == y->m->graph && str_eq(x->sender, y->sender);
}

static void write_range(struct batch *b, struct ranges *r, const struct mail *first, const struct mail *last,
			size_t size)
{
	const struct q_flow_claim_row *e = first->m->row;
	size_t i = r->n++;
	r->source[i] = arena_printf(b->a, "%.*s:%.*s", STR_FMT(e->sequence_id), STR_FMT(first->sender));
	r->user[i] = e->user_id;
	r->sequence[i] = e->sequence_id;
	r->sender[i] = first->sender;
	r->step[i] = first->m->graph->steps.v[first->step].id;
	r->id[i] = first->id; /* a recipient is the first of one range */
	r->first[i] = first->id;
	r->last[i] = last->id;
	r->version[i] = first->m->graph->version;
	r->size[i] = (int64_t)size;
	/* Who has had a mail goes before who has not. */
	r->priority[i] = !str_absent(first->m->last);
}

static err write_ranges(struct batch *b)
{
	struct ranges r = {};
	size_t cap = b->n_mails;
	if (cap == 0)
		return OK;
	str **texts[] = { &r.source, &r.user, &r.sequence, &r.sender, &r.step, &r.id, &r.first, &r.last };
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		*texts[i] = write_strs(b, cap);
	r.version = write_ints(b, cap), r.size = write_ints(b, cap), r.priority = write_ints(b, cap);
	for (size_t i = 0, k; i < cap; i = k) {
		const struct mail *first = NULL, *last = NULL;
		size_t size = 0;
		for (k = i; k < cap && write_same_range(&b->mails[i], &b->mails[k]); k++) {
			if (b->mails[k].again)
				continue;
			first = first ? first : &b->mails[k];
			last = &b->mails[k];
			size++;
		}
		if (size > 0)
			write_range(b, &r, first, last, size);
	}
	if (r.n == 0)
		return OK;
	/* Sources repeat among the ranges; ON CONFLICT DO NOTHING does not mind. */
	TRY(q_flow_sources(b->db, b->a,
			   &(struct q_flow_sources_in){ .ids = { r.source, r.n },
							.users = { r.user, r.n },
							.sequences = { r.sequence, r.n },
							.senders = { r.sender, r.n } },
			   NULL));
	return q_flow_batches(b->db, b->a,
			      &(struct q_flow_batches_in){ .ids = { r.id, r.n },
							   .sources = { r.source, r.n },
							   .users = { r.user, r.n },
							   .senders = { r.sender, r.n },
							   .steps = { r.step, r.n },
							   .versions = { r.version, r.n },
							   .firsts = { r.first, r.n },
							   .lasts = { r.last, r.n },
							   .sizes = { r.size, r.n },
							   .priorities = { r.priority, r.n } },
			      NULL);
}

/* ---- where they stand */

static str write_place_of(const struct mover *m)
{
	bool completed = str_eq(m->status, STR("COMPLETED")) && str_absent(m->exit);
	return completed ? STR_NULL : m->here;
}

static err write_places(struct batch *b)
{
	size_t n = 0;
	str *s = write_strs(b, 11 * b->n);
	int64_t *since = write_ints(b, b->n), *version = write_ints(b, b->n);
	for (size_t i = 0; i < b->n; i++) {
		struct mover *m = &b->v[i];
		if (!str_eq(m->row->status, STR("ACTIVE")))
			continue;
		/* Who stands still keeps the place it was given. */
		bool still = !str_absent(m->problem);
		const str columns[11] = {
			m->row->id,	   m->status,
			write_place_of(m), still ? m->row->phase : str_z(walk_phase_name(m->pos.phase)),
			m->waiting,	   m->last,
			m->sender,	   m->failure,
			m->exit,	   m->changed ? memory_write(b, m) : STR_NULL,
			m->problem
		};
		for (size_t k = 0; k < 11; k++)
			s[k * b->n + n] = columns[k];
		since[n] = !still			 ? m->pos.since
			   : m->row->step_started_at.has ? m->row->step_started_at.v
							 : m->row->enrolled_at;
		version[n++] = m->graph ? m->graph->version : m->row->version.v;
	}
	if (n == 0)
		return OK;
	struct q_flow_moved_in in = { .ids = { s, n },
				      .statuses = { s + b->n, n },
				      .steps = { s + 2 * b->n, n },
				      .phases = { s + 3 * b->n, n },
				      .waiting = { s + 4 * b->n, n },
				      .last = { s + 5 * b->n, n },
				      .senders = { s + 6 * b->n, n },
				      .failures = { s + 7 * b->n, n },
				      .exits = { s + 8 * b->n, n },
				      .states = { s + 9 * b->n, n },
				      .problems = { s + 10 * b->n, n },
				      .since = { since, n },
				      .versions = { version, n },
				      .now = b->now };
	return q_flow_moved(b->db, b->a, &in, NULL);
}

static err write_queue(struct batch *b)
{
	str *ids = write_strs(b, b->n), *gone = write_strs(b, b->n);
	int64_t *at = write_ints(b, b->n), *attempts = write_ints(b, b->n);
	size_t n = 0, n_gone = 0;
	for (size_t i = 0; i < b->n; i++) {
		const struct mover *m = &b->v[i];
		if (m->due == 0) {
			gone[n_gone++] = m->row->id;
			continue;
		}
		ids[n] = m->row->id;
		at[n] = m->due;
		attempts[n++] = m->attempts;
	}
	if (n > 0)
		TRY(q_flow_due(
			b->db, b->a,
			&(struct q_flow_due_in){ .ids = { ids, n }, .at = { at, n }, .attempts = { attempts, n } },
			NULL));
	if (n_gone > 0)
		TRY(q_flow_due_drop(b->db, b->a, &(struct q_flow_due_drop_in){ .ids = { gone, n_gone } }, NULL));
	return OK;
}

static err write_trace(struct batch *b)
{
	size_t n = b->n_trace;
	if (n == 0)
		return OK;
	b->trace.ids.n = b->trace.enrollments.n = b->trace.users.n = b->trace.sequences.n = b->trace.steps.n = n;
	b->trace.kinds.n = b->trace.details.n = b->trace.runs.n = b->trace.at.n = n;
	return q_flow_trace(b->db, b->a, &b->trace, NULL);
}

/* ---- counters */

static err write_count_sequences(struct batch *b)
{
	size_t n = 0, cap = b->n_turns;
	str *ids = write_strs(b, cap), *users = write_strs(b, cap);
	int64_t *c[9];
	for (size_t k = 0; k < 9; k++)
		c[k] = write_ints(b, cap);
	for (size_t i = 0; i < cap; i++) {
		const struct turn *t = &b->turns[i];
		if (!t->counted)
			continue;
		const int64_t v[9] = { t->active,     t->completed, t->failed, t->unsubscribed, t->bounced,
				       t->complained, t->goal,	    t->exited, t->seconds };
		for (size_t k = 0; k < 9; k++)
			c[k][n] = v[k];
		ids[n] = t->row->id;
		users[n++] = t->row->user_id;
	}
	if (n == 0)
		return OK;
	return q_flow_count(b->db, b->a,
			    &(struct q_flow_count_in){ .ids = { ids, n },
						       .users = { users, n },
						       .active = { c[0], n },
						       .completed = { c[1], n },
						       .failed = { c[2], n },
						       .unsubscribed = { c[3], n },
						       .bounced = { c[4], n },
						       .complained = { c[5], n },
						       .goal = { c[6], n },
						       .exited = { c[7], n },
						       .seconds = { c[8], n } },
			    NULL);
}

struct step_sums { /* over the versions of a sequence */
	struct batch *b;
	struct str_map by_key;
	str *sequence, *step, *user;
	struct step_count *v;
	size_t n, cap;
};

static struct step_count *write_sum_of(struct step_sums *s, str sequence, str step, str user)
{
	size_t at = str_map_put(&s->by_key, arena_printf(s->b->a, "%.*s %.*s", STR_FMT(sequence), STR_FMT(step)), s->n);
	if (at == s->n) {
		s->sequence[at] = sequence;
		s->step[at] = step;
		s->user[at] = user;
		s->v[at] = (struct step_count){};
		s->n++;
	}
	return &s->v[at];
}

static bool write_stands(const struct mover *m)
{
	return str_eq(m->status, STR("ACTIVE")) && !str_absent(m->here);
}

static err write_count_steps(struct batch *b)
{
	struct step_sums s = { .b = b, .by_key = { .a = b->a }, .cap = 2 * b->n };
	for (const struct graph *g = b->graphs->list; g; g = g->next)
		s.cap += g->counted ? g->steps.n : 0;
	s.sequence = write_strs(b, s.cap), s.step = write_strs(b, s.cap), s.user = write_strs(b, s.cap);
	s.v = arena_array(b->a, struct step_count, s.cap + 1);
	for (const struct graph *g = b->graphs->list; g; g = g->next)
		for (size_t i = 0; g->counted && i < g->steps.n; i++) {
			const struct step_count *c = &g->counts[i];
			if (!c->entered && !c->passed)
				continue;
			struct step_count *to = write_sum_of(&s, g->sequence_id, g->steps.v[i].id, g->user_id);
			to->entered += c->entered, to->passed += c->passed;
			to->trues += c->trues, to->falses += c->falses;
		}
	for (size_t i = 0; i < b->n; i++) {
		const struct mover *m = &b->v[i];
		const struct q_flow_claim_row *r = m->row;
		if (!str_eq(r->status, STR("ACTIVE")) || !str_absent(m->problem) ||
		    (m->standing && write_stands(m) && str_eq(r->current_step, m->here)))
			continue;
		if (m->standing && !str_absent(r->current_step))
			write_sum_of(&s, r->sequence_id, r->current_step, r->user_id)->waiting--;
		if (write_stands(m))
			write_sum_of(&s, r->sequence_id, m->here, r->user_id)->waiting++;
	}
	if (s.n == 0)
		return OK;
	int64_t *c[5];
	for (size_t k = 0; k < 5; k++)
		c[k] = write_ints(b, s.n);
	for (size_t i = 0; i < s.n; i++) {
		const int64_t v[5] = { s.v[i].entered, s.v[i].passed, s.v[i].waiting, s.v[i].trues, s.v[i].falses };
		for (size_t k = 0; k < 5; k++)
			c[k][i] = v[k];
	}
	return q_flow_count_steps(b->db, b->a,
				  &(struct q_flow_count_steps_in){ .sequences = { s.sequence, s.n },
								   .steps = { s.step, s.n },
								   .users = { s.user, s.n },
								   .entered = { c[0], s.n },
								   .passed = { c[1], s.n },
								   .waiting = { c[2], s.n },
								   .trues = { c[3], s.n },
								   .falses = { c[4], s.n } },
				  NULL);
}

/* Recipients planned, by step: Stats, last of all. */
static err write_count_mails(struct batch *b)
{
	struct stats_delta *d = stats_delta_new(b->a);
	for (size_t i = 0; i < b->n_mails; i++) {
		const struct mail *x = &b->mails[i];
		struct stats_ref ref = { .user_id = x->m->row->user_id,
					 .sequence_id = x->m->row->sequence_id,
					 .step_id = x->m->graph->steps.v[x->step].id };
		if (!x->again)
			stats_count(d, &ref, STAT_RECIPIENTS, b->now, 1);
	}
	return stats_apply(b->db, b->a, d);
}

/* ---- tags: per contact, the last word on each */

struct tagged {
	str contact;
	struct pairs words; /* tag -> "on" or "off" */
};

static str write_tag_list(struct batch *b, const struct tagged *t, str which)
{
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, 1u << 20);
	json_writer_init(&j, &out);
	json_begin_arr(&j);
	for (size_t i = 0; i < t->words.n; i++)
		if (str_eq(t->words.v[i].value, which))
			json_put_str(&j, t->words.v[i].key);
	json_end_arr(&j);
	return arena_dup(b->a, buf_str(&out));
}

static err write_tags(struct batch *b)
{
	if (b->n_tags == 0)
		return OK;
	struct tagged *v = arena_array(b->a, struct tagged, b->n_tags);
	struct str_map by_contact = { .a = b->a };
	size_t n = 0;
	for (size_t i = 0; i < b->n_tags; i++) {
		const struct tag_change *t = &b->tags[i];
		size_t at = str_map_put(&by_contact, t->contact_id, n);
		if (at == n)
			v[n++] = (struct tagged){ .contact = t->contact_id };
		pairs_put(b->a, &v[at].words, t->tag, t->on ? STR("on") : STR("off"));
	}
	str *ids = write_strs(b, n), *on = write_strs(b, n), *off = write_strs(b, n);
	for (size_t i = 0; i < n; i++) {
		ids[i] = v[i].contact;
		on[i] = write_tag_list(b, &v[i], STR("on"));
		off[i] = write_tag_list(b, &v[i], STR("off"));
	}
	struct q_flow_tags_in in = { .ids = { ids, n }, .on = { on, n }, .off = { off, n }, .now = b->now };
	return q_flow_tags(b->db, b->a, &in, NULL);
}

err batch_write(struct batch *b)
{
	TRY(write_ranges(b));
	TRY(write_places(b));
	TRY(write_queue(b));
	TRY(write_trace(b));
	TRY(write_count_sequences(b));
	TRY(write_count_steps(b));
	TRY(write_tags(b));
	return write_count_mails(b);
}
