/* Mails: whoever stands before an email step gets one planned, unless he is no longer to be mailed (then he leaves) or
 * the sending window is shut (then he waits for it). Their ids count up behind a time and a chance of their own, group
 * by group (step, version, sender), so that no other plan's ids can lie between the first and the last of a range. */
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/ground/str_map.h"
#include "flow/flow_int.h"
#include "wire/json_write.h"
#include "wire/token.h"
#include <stdlib.h>

#define NO_SENDER_WAIT (5 * 60 * US_PER_S)
#define THREAD_IDS_MAX 30u /* of References: the first and the latest (RFC 5322 sets no limit; a line has one) */

static const char *plan_suppressed_as(str reason)
{
	return str_eq(reason, STR("unsubscribe")) ? "unsubscribed"
	       : str_eq(reason, STR("bounce"))	  ? "bounced"
	       : str_eq(reason, STR("complaint")) ? "complained"
						  : "suppressed";
}

static str plan_rendered(struct batch *b, const struct tpl *t, const struct q_flow_contacts_row *c)
{
	struct buf BUF_AUTO out;
	struct tpl_values v = {
		.email = c->email, .first_name = c->first_name, .last_name = c->last_name, .variables = c->variables
	};
	buf_init(&out, 4 * SUBJECT_MAX);
	tpl_render(t, &v, &out);
	return err_is(buf_err(&out)) ? STR_NULL : arena_dup(b->a, buf_str(&out));
}

static void plan_stay(struct mover *m, int64_t until)
{
	m->pos.phase = WALK_ARRIVED;
	m->due = until;
}

/* What the contact is decides: leaves, waits, or gets a mail (true, filled). */
static bool plan_decide(struct batch *b, struct mover *m, const struct q_flow_contacts_row *c, struct mail *mail)
{
	const struct step *s = &m->graph->steps.v[m->pos.step];
	const struct q_flow_sequences_row *q = m->turn->row;
	bool reply = s->reply_to_thread && m->thread.n > 0 && !str_empty(m->sender) && !str_absent(m->row->thread_from);
	if (!str_absent(c->suppressed) || c->unwanted || !str_eq(c->status, STR("ACTIVE"))) {
		m->pos.phase = WALK_ARRIVED;
		mover_exit(b, m,
			   !str_absent(c->suppressed)				   ? plan_suppressed_as(c->suppressed)
			   : c->unwanted || str_eq(c->status, STR("UNSUBSCRIBED")) ? "unsubscribed"
										   : "inactive");
		return false;
	}
	int64_t from_when = c->held.has ? i64_max(c->held.v, b->now) : b->now;
	int64_t opens =
		zone_window_next(&m->turn->window, m->row->timezone, q->account_zone, &m->turn->holidays, from_when);
	if (opens > b->now) {
		trace_add(b, m, s->id, c->held.has ? "held" : "window", trace_detail_time(b, "until", opens));
		plan_stay(m, opens);
		return false;
	}
	if (str_absent(q->sender_id)) {
		log_warn("flow.no_sender", "sequence %.*s has mails to send and no sender", STR_FMT(q->id));
		plan_stay(m, b->now + NO_SENDER_WAIT);
		return false;
	}
	*mail = (struct mail){ .m = m, .step = m->pos.step, .reply = reply };
	mail->sender = reply ? m->sender : q->sender_id;
	str from = reply ? m->row->thread_from : q->from_email;
	mail->domain = reply && !str_eq(from, q->from_email) ? str_from(from, str_rfind_byte(from, '@') + 1)
							     : m->turn->from_domain;
	if (m->graph->threads && !reply && m->graph->subjects[m->pos.step])
		mail->subject = plan_rendered(b, m->graph->subjects[m->pos.step], c);
	mail->key = m->row->run > 1 ? arena_printf(b->a, "s:%.*s:%.*s:%lld", STR_FMT(m->row->id), STR_FMT(s->id),
						   (long long)m->row->run)
				    : arena_printf(b->a, "s:%.*s:%.*s", STR_FMT(m->row->id), STR_FMT(s->id));
	return true;
}

static err plan_ask_contacts(struct batch *b)
{
	size_t n = 0;
	struct mover **who = arena_array(b->a, struct mover *, b->n + 1);
	str *ids = arena_array(b->a, str, b->n + 1);
	str *sequences = arena_array(b->a, str, b->n + 1);
	bool *fields = arena_array(b->a, bool, b->n + 1);
	for (size_t i = 0; i < b->n; i++) {
		if (b->v[i].ask != ASK_CONTACT)
			continue;
		who[n] = &b->v[i];
		ids[n] = b->v[i].row->contact_id;
		sequences[n] = b->v[i].row->sequence_id;
		fields[n++] = b->v[i].graph->threads;
	}
	if (n == 0)
		return OK;
	struct q_flow_contacts_rows rows;
	struct q_flow_contacts_in in = { .contact_ids = { ids, n },
					 .sequence_ids = { sequences, n },
					 .hash_keys = suppression_keys(b->a, b->app->keys),
					 .fields = { fields, n },
					 .now = b->now };
	TRY(q_flow_contacts(b->db, b->a, &in, &rows));
	b->mails = arena_array(b->a, struct mail, n);
	for (size_t i = 0; i < n; i++)
		who[i]->due = b->now; /* a contact that is gone takes its enrolment with it */
	for (size_t i = 0; i < rows.n; i++)
		b->n_mails += plan_decide(b, who[rows.v[i].n - 1], &rows.v[i], &b->mails[b->n_mails]);
	return OK;
}

/* ---- groups: what one range of the sender's work may hold */

static int plan_compare(const struct mail *x, const struct mail *y)
{
	int d = str_cmp(x->m->row->sequence_id, y->m->row->sequence_id);
	if (d == 0)
		d = str_cmp(x->sender, y->sender);
	if (d == 0 && x->m->graph->version != y->m->graph->version)
		d = x->m->graph->version < y->m->graph->version ? -1 : 1;
	return d != 0 ? d : x->step - y->step;
}

static int plan_by_group(const void *x, const void *y)
{
	const struct mail *a = x, *b = y;
	int d = plan_compare(a, b);
	return d != 0 ? d : str_cmp(a->m->row->id, b->m->row->id);
}

static void plan_number(struct batch *b)
{
	char prefix[16], tail[7];
	size_t k = 0;
	for (size_t i = 0; i < b->n_mails; i++, k++) {
		if (i == 0 || plan_compare(&b->mails[i - 1], &b->mails[i]) != 0) {
			uint64_t chance[2];
			token_random_bytes(chance, sizeof(chance));
			prefix[0] = 'c';
			num_base36((uint64_t)(b->now / US_PER_MS), 8, prefix + 1);
			num_base36(chance[0], 6, prefix + 9);
			num_base36(chance[1], 6, tail);
			k = 0;
		}
		char count[5];
		num_base36(k, 4, count);
		b->mails[i].id = arena_printf(b->a, "%.15s%.4s%.6s", prefix, count, tail);
	}
}

static err plan_insert(struct batch *b)
{
	size_t n = b->n_mails;
	str *s = arena_array(b->a, str, 8 * n);
	for (size_t i = 0; i < n; i++) {
		const struct mail *x = &b->mails[i];
		const str columns[8] = {
			x->id,	   x->m->row->sequence_id,	     x->m->row->contact_id, x->m->row->user_id, x->key,
			x->sender, x->m->graph->steps.v[x->step].id, x->m->row->id
		};
		for (size_t k = 0; k < 8; k++)
			s[k * n + i] = columns[k];
	}
	struct q_flow_plan_rows fresh;
	struct q_flow_plan_in in = { .ids = { s, n },
				     .sequences = { s + n, n },
				     .contacts = { s + 2 * n, n },
				     .users = { s + 3 * n, n },
				     .keys = { s + 4 * n, n },
				     .senders = { s + 5 * n, n },
				     .steps = { s + 6 * n, n },
				     .enrollments = { s + 7 * n, n },
				     .key = b->key };
	TRY(q_flow_plan(b->db, b->a, &in, &fresh));
	if (fresh.n == n)
		return OK;
	/* Planned before, and its memory lost (another program's hand): the same mail is waited for, no second one
	 * made. */
	struct q_flow_planned_rows before;
	TRY(q_flow_planned(b->db, b->a, &(struct q_flow_planned_in){ .keys = in.keys }, &before));
	struct str_map by_key = { .a = b->a };
	for (size_t i = 0; i < before.n; i++)
		(void)str_map_put(&by_key, before.v[i].send_key, i);
	for (size_t i = 0; i < n; i++) {
		size_t at = str_map_get(&by_key, b->mails[i].key);
		if (at == STR_MAP_NONE || str_eq(before.v[at].id, b->mails[i].id))
			continue;
		b->mails[i].id = before.v[at].id;
		b->mails[i].again = true;
	}
	return OK;
}

static void plan_remember(struct batch *b, struct mail *x)
{
	struct mover *m = x->m;
	const struct step *s = &m->graph->steps.v[x->step];
	m->waiting = x->id;
	m->due = b->now + (x->again ? US_PER_S : MAIL_SAFETY);
	m->changed = true;
	pairs_put(b->a, &m->mails, s->id, x->id);
	if (!x->reply) {
		m->sender = x->sender;
		m->thread.n = 0;
		m->subject = x->subject;
	}
	if (m->graph->threads && !str_absent(m->subject)) {
		if (m->thread.n == THREAD_IDS_MAX) {
			memmove(m->thread.v + 1, m->thread.v + 2, (m->thread.n - 2) * sizeof(*m->thread.v));
			m->thread.n--;
		}
		str id = arena_printf(b->a, "<%.*s@%.*s>", STR_FMT(x->id), STR_FMT(x->domain));
		pairs_put(b->a, &m->thread, id, STR_NULL);
	}
	struct buf BUF_AUTO out;
	struct json_writer j;
	buf_init(&out, 1024);
	json_writer_init(&j, &out);
	json_begin_obj(&j);
	json_kv_str(&j, "recipientId", x->id);
	json_kv_str(&j, "senderId", x->sender);
	json_end_obj(&j);
	trace_add(b, m, s->id, "planned", arena_dup(b->a, buf_str(&out)));
}

err plan_mails(struct batch *b)
{
	TRY(plan_ask_contacts(b));
	if (b->n_mails == 0)
		return OK;
	qsort(b->mails, b->n_mails, sizeof(*b->mails), plan_by_group);
	plan_number(b);
	TRY(plan_insert(b));
	for (size_t i = 0; i < b->n_mails; i++)
		plan_remember(b, &b->mails[i]);
	return OK;
}
