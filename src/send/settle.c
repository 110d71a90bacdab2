#include "send/settle.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/inbound/unknown.h"
#include "core/report/event.h"
#include "core/report/stats.h"
#include "core/sequence/enrollment.h"
#include "db/gen/sys_send_q.h"
#include "os/clock.h"
#include "send/ladder.h"
#include "wire/cuid.h"
#include "wire/token.h"
#include <stdlib.h>

#define SETTLE_HELD "in doubt: it may have been delivered, and is held"
#define LOST_WAIT (10 * US_PER_S)
#define GMAIL_DOUBT_WAIT (10 * US_PER_S) /* what was accepted can be found in the mailbox by then */

/* Columns gathered while the items are judged; each array has room for all of them. */
struct ledger {
	struct arena *a;
	const struct settle_policy *p;
	size_t n; /* room */
	/* recipients that are done */
	str *done_id, *status, *reason, *reply, *gmail_id, *gmail_thread, *sent_as, *subject;
	int64_t *sent_at;
	size_t done;
	str *shared; /* sent, of campaigns that several senders share */
	size_t shares;
	/* put off */
	struct q_send_retry_put_in put;
	size_t puts;
	/* doubts that Gmail has settled */
	str *confirmed;
	size_t confirms;
	/* refusals in no table */
	struct unknown_new *unknown;
	size_t unknowns;
	/* retries that are over */
	str *dropped;
	size_t drops;
	/* doubts */
	str *doubt_id, *doubt_recipient, *doubt_cause;
	size_t doubts;
	struct event_row *events;
	size_t event_n;
	struct suppression_new *suppressions;
	size_t suppression_n;
	/* enrolments: those whose mail is done go on; people who bounced leave */
	str *woken;
	size_t wakes;
	struct enrollment_exit *exits;
	size_t exit_n;
	/* captured mail, as columns */
	str *cap[11];
	size_t caps;
	struct stats_delta *stats;
};

static str *settle_strs(struct ledger *l)
{
	return arena_array(l->a, str, l->n);
}

static int64_t *settle_ints(struct ledger *l)
{
	return arena_array(l->a, int64_t, l->n);
}

static void settle_ledger_init(struct ledger *l, struct arena *a, const struct settle_policy *p, size_t n)
{
	*l = (struct ledger){ .a = a, .p = p, .n = n + 1, .stats = stats_delta_new(a) };
	l->done_id = settle_strs(l), l->status = settle_strs(l), l->reason = settle_strs(l), l->reply = settle_strs(l),
	l->sent_at = settle_ints(l);
	l->gmail_id = settle_strs(l), l->gmail_thread = settle_strs(l), l->sent_as = settle_strs(l),
	l->subject = settle_strs(l), l->confirmed = settle_strs(l);
	l->put = (struct q_send_retry_put_in){
		.ids = { settle_strs(l), 0 },
		.sources = { settle_strs(l), 0 },
		.users = { settle_strs(l), 0 },
		.senders = { settle_strs(l), 0 },
		.domains = { settle_strs(l), 0 },
		.waits = { arena_array(a, double, l->n), 0 },
		.attempts = { settle_ints(l), 0 },
		.first = { settle_ints(l), 0 },
		.replies = { settle_strs(l), 0 },
		.me = p->me,
	};
	l->dropped = settle_strs(l);
	l->unknown = arena_array(a, struct unknown_new, l->n);
	l->shared = settle_strs(l);
	l->doubt_id = settle_strs(l), l->doubt_recipient = settle_strs(l), l->doubt_cause = settle_strs(l);
	l->events = arena_array(a, struct event_row, l->n);
	l->suppressions = arena_array(a, struct suppression_new, l->n);
	l->woken = settle_strs(l);
	l->exits = arena_array(a, struct enrollment_exit, l->n);
	for (size_t i = 0; i < 11; i++)
		l->cap[i] = settle_strs(l);
}

static struct stats_ref settle_ref_of(const struct q_send_lock_pending_row *r)
{
	return (struct stats_ref){ .user_id = r->user_id,
				   .campaign_id = r->campaign_id,
				   .sequence_id = r->sequence_id,
				   .step_id = r->step_id,
				   .contact_id = r->contact_id,
				   .domain = r->domain };
}

static str settle_source_of(struct ledger *l, const struct q_send_lock_pending_row *r)
{
	if (!str_absent(r->campaign_id) && !r->shared)
		return r->campaign_id;
	str whole = str_absent(r->campaign_id) ? r->sequence_id : r->campaign_id;
	return arena_printf(l->a, "%.*s:%.*s", STR_FMT(whole), STR_FMT(r->sender_id));
}

static bool settle_is_gmail(const struct q_send_lock_pending_row *r)
{
	return str_eq(r->sender_kind, STR("gmail"));
}

static str settle_some(str s)
{
	return str_empty(s) ? STR_NULL : s;
}

static void settle_finish(struct ledger *l, const struct q_send_lock_pending_row *r, str status, str reason, str reply,
			  int64_t sent_at)
{
	size_t i = l->done++;
	l->done_id[i] = r->id;
	l->status[i] = status;
	l->reason[i] = reason;
	l->reply[i] = reply;
	l->sent_at[i] = sent_at;
	l->dropped[l->drops++] = r->id;
	if (r->shared && str_eq(status, STR("SENT")))
		l->shared[l->shares++] = r->id;
	if (!str_absent(r->enrollment_id))
		l->woken[l->wakes++] = r->enrollment_id;
}

static void settle_event(struct ledger *l, const struct q_send_lock_pending_row *r, const struct settle_item *it,
			 enum event_type type)
{
	l->events[l->event_n++] = (struct event_row){
		.id = it->attempt, .recipient_id = r->id, .user_id = r->user_id, .type = type, .at = it->at
	};
}

static void settle_sent(struct ledger *l, const struct q_send_lock_pending_row *r, const struct settle_item *it)
{
	struct stats_ref ref = settle_ref_of(r);
	size_t i = l->done;
	settle_finish(l, r, STR("SENT"), STR_NULL, it->text, it->at);
	if (settle_is_gmail(r)) {
		l->gmail_id[i] = settle_some(it->gmail_id);
		l->gmail_thread[i] = settle_some(it->gmail_thread);
		l->sent_as[i] = settle_some(it->sent_as);
	}
	l->subject[i] = settle_some(it->subject);
	if (it->confirmed)
		l->confirmed[l->confirms++] = r->id;
	settle_event(l, r, it, EVENT_SENT);
	stats_count(l->stats, &ref, STAT_SENT, it->at, 1);
}

static void settle_failed(struct ledger *l, const struct q_send_lock_pending_row *r, const struct settle_item *it,
			  str reason)
{
	struct stats_ref ref = settle_ref_of(r);
	settle_finish(l, r, STR("FAILED"), reason, it->text, 0);
	stats_count(l->stats, &ref, STAT_FAILED, it->at, 1);
}

static void settle_bounced(struct ledger *l, const struct q_send_lock_pending_row *r, const struct settle_item *it)
{
	struct stats_ref ref = settle_ref_of(r);
	settle_finish(l, r, STR("BOUNCED"), it->text, it->text, 0);
	settle_event(l, r, it, EVENT_BOUNCED);
	stats_count(l->stats, &ref, STAT_BOUNCED, it->at, 1);
	l->suppressions[l->suppression_n++] = (struct suppression_new){
		.user_id = r->user_id, .email = r->email, .reason = SUPPRESSION_BOUNCE, .source = r->id, .at = it->at
	};
	l->exits[l->exit_n++] = (struct enrollment_exit){
		.contact_id = r->contact_id, .reason = ENROLLMENT_BOUNCED, .recipient_id = r->id, .at = it->at
	};
}

static void settle_put_off(struct ledger *l, const struct q_send_lock_pending_row *r, const struct settle_item *it,
			   uint32_t attempts, int64_t wait)
{
	size_t i = l->puts++;
	((str *)l->put.ids.v)[i] = r->id;
	((str *)l->put.sources.v)[i] = settle_source_of(l, r);
	((str *)l->put.users.v)[i] = r->user_id;
	((str *)l->put.senders.v)[i] = r->sender_id;
	((str *)l->put.domains.v)[i] = r->domain;
	((double *)l->put.waits.v)[i] = (double)wait / 1e6;
	((int64_t *)l->put.attempts.v)[i] = attempts;
	((int64_t *)l->put.first.v)[i] = it->first_tried ? it->first_tried : it->at;
	((str *)l->put.replies.v)[i] = it->text;
}

/* A new doubt; whether it is one is known when its row could be written. */
static void settle_doubt(struct ledger *l, const struct settle_item *it)
{
	size_t i = l->doubts++;
	l->doubt_id[i] = it->attempt;
	l->doubt_recipient[i] = it->recipient;
	l->doubt_cause[i] = it->cause;
}

static void settle_captured(struct ledger *l, const struct q_send_lock_pending_row *r, const struct settle_item *it)
{
	size_t i = l->caps++;
	const struct settle_capture *c = it->capture;
	const str columns[11] = { it->attempt,	 r->user_id, r->sender_id, r->id,      r->campaign_id, r->sequence_id,
				  r->contact_id, c->from,    c->to,	   c->subject, c->raw };
	for (size_t k = 0; k < 11; k++)
		l->cap[k][i] = columns[k];
	settle_sent(l, r, it);
}

static void settle_give_up(struct ledger *l, const struct q_send_lock_pending_row *r, const struct settle_item *it)
{
	settle_failed(l, r, it,
		      arena_printf(l->a, "gave up after %u attempts: %.*s", it->attempts + 1, STR_FMT(it->text)));
}

static void settle_judge(struct ledger *l, const struct q_send_lock_pending_row *r, const struct settle_item *it)
{
	int64_t first = it->first_tried ? it->first_tried : it->at;
	struct settle_facts f = { .kind = it->kind,
				  .outcome = it->outcome,
				  .counted = it->counted,
				  .over = ladder_over(first, it->at, l->p->retry_max_age),
				  .gmail = settle_is_gmail(r),
				  .hold = l->p->hold_doubts };
	uint64_t chance;
	token_random_bytes(&chance, sizeof(chance));
	switch (settle_decide(&f)) {
	case FATE_SENT: settle_sent(l, r, it); return;
	case FATE_CAPTURED: settle_captured(l, r, it); return;
	case FATE_FAILED:
		if (it->kind == ACCOUNT_OUTCOME && it->outcome == SMTP_REFUSED && unknown_refusal(l->a, it->text))
			l->unknown[l->unknowns++] = (struct unknown_new){ r->user_id, it->text };
		settle_failed(l, r, it, it->text);
		return;
	case FATE_BOUNCED: settle_bounced(l, r, it); return;
	case FATE_LATER:
		settle_put_off(l, r, it, it->attempts + 1, ladder_wait(it->attempts + 1, it->wait_us, chance));
		return;
	case FATE_WAIT:
		settle_put_off(l, r, it, it->attempts, it->wait_us > 0 ? it->wait_us : ladder_wait(1, 0, chance));
		return;
	case FATE_GIVE_UP: settle_give_up(l, r, it); return;
	case FATE_DOUBT:
		settle_doubt(l, it);
		settle_put_off(l, r, it, it->attempts, it->wait_us);
		return;
	case FATE_DOUBT_ASK:
		settle_doubt(l, it);
		settle_put_off(l, r, it, it->attempts, i64_max(it->wait_us, GMAIL_DOUBT_WAIT));
		return;
	case FATE_DOUBT_HELD:
		settle_doubt(l, it);
		settle_failed(l, r, it, STR(SETTLE_HELD));
		return;
	}
}

static int settle_by_recipient(const void *x, const void *y)
{
	const struct settle_item *const *a = x, *const *b = y;
	return str_cmp((*a)->recipient, (*b)->recipient);
}

/* Every locked row with its item; both are sorted by id. */
static void settle_judge_all(struct ledger *l, const struct settle_item **items, size_t n,
			     const struct q_send_lock_pending_rows *rows)
{
	size_t i = 0;
	for (size_t k = 0; k < rows->n; k++) {
		while (i < n && str_cmp(items[i]->recipient, rows->v[k].id) < 0)
			i++;
		if (i < n && str_eq(items[i]->recipient, rows->v[k].id))
			settle_judge(l, &rows->v[k], items[i++]);
	}
}

static void settle_count_doubt(struct ledger *l, const struct q_send_lock_pending_rows *rows, str recipient,
			       enum stat what, int64_t at)
{
	for (size_t k = 0; k < rows->n; k++)
		if (str_eq(rows->v[k].id, recipient)) {
			struct stats_ref ref = settle_ref_of(&rows->v[k]);
			ref.contact_id = ref.domain = STR_NULL;
			stats_count(l->stats, &ref, what, at, 1);
		}
}

static err settle_write_doubts(struct ledger *l, system_db db, const struct q_send_lock_pending_rows *rows)
{
	struct q_send_doubt_rows_in in = {
		.ids = { l->doubt_id, l->doubts },
		.recipient_ids = { l->doubt_recipient, l->doubts },
		.causes = { l->doubt_cause, l->doubts },
		.resolution = l->p->hold_doubts ? STR("held") : STR("resent"),
		.node = l->p->node,
	};
	struct q_send_doubt_rows_rows fresh;
	TRY(q_send_doubt_rows(db, l->a, &in, &fresh));
	for (size_t i = 0; i < fresh.n; i++)
		settle_count_doubt(l, rows, fresh.v[i].recipient_id, STAT_IN_DOUBT, cuid_time(fresh.v[i].id));
	log_warn("send.in_doubt", "%zu messages may have been accepted unheard; %s", fresh.n,
		 l->p->hold_doubts ? "held" : "they will be sent again");
	return q_send_mark_doubt(db, l->a, &(struct q_send_mark_doubt_in){ .ids = { l->doubt_recipient, l->doubts } },
				 NULL);
}

static err settle_write_confirmed(struct ledger *l, system_db db, const struct q_send_lock_pending_rows *rows)
{
	struct q_send_doubt_confirmed_in in = { .ids = { l->confirmed, l->confirms } };
	struct q_send_doubt_confirmed_rows settled;
	TRY(q_send_doubt_confirmed(db, l->a, &in, &settled));
	for (size_t i = 0; i < settled.n; i++)
		settle_count_doubt(l, rows, settled.v[i].recipient_id, STAT_DOUBT_CONFIRMED, clock_now());
	return OK;
}

static err settle_write_captures(struct ledger *l, system_db db)
{
	struct str_array c[11];
	for (size_t k = 0; k < 11; k++)
		c[k] = (struct str_array){ l->cap[k], l->caps };
	struct q_send_capture_in in = { .ids = c[0],
					.users = c[1],
					.senders = c[2],
					.recipients = c[3],
					.campaigns = c[4],
					.sequences = c[5],
					.contacts = c[6],
					.from = c[7],
					.to = c[8],
					.subjects = c[9],
					.raw = c[10] };
	return q_send_capture(db, l->a, &in, NULL);
}

static err settle_write_ledger(struct ledger *l, system_db db, const struct q_send_lock_pending_rows *rows)
{
	struct q_send_done_in done = { .ids = { l->done_id, l->done },
				       .statuses = { l->status, l->done },
				       .at = { l->sent_at, l->done },
				       .reasons = { l->reason, l->done },
				       .replies = { l->reply, l->done },
				       .gmail_ids = { l->gmail_id, l->done },
				       .gmail_threads = { l->gmail_thread, l->done },
				       .sent_as = { l->sent_as, l->done },
				       .subjects = { l->subject, l->done } };
	if (l->done > 0)
		TRY(q_send_done(db, l->a, &done, NULL));
	if (l->shares > 0)
		TRY(q_send_shares(db, l->a, &(struct q_send_shares_in){ .ids = { l->shared, l->shares } }, NULL));
	if (l->doubts > 0)
		TRY(settle_write_doubts(l, db, rows));
	if (l->confirms > 0)
		TRY(settle_write_confirmed(l, db, rows));
	if (l->event_n > 0)
		TRY(event_insert(db, l->a, l->events, l->event_n, NULL));
	if (l->caps > 0)
		TRY(settle_write_captures(l, db));
	if (l->puts > 0) {
		l->put.ids.n = l->put.sources.n = l->put.users.n = l->put.senders.n = l->put.domains.n = l->puts;
		l->put.waits.n = l->put.attempts.n = l->put.first.n = l->put.replies.n = l->puts;
		TRY(q_send_retry_put(db, l->a, &l->put, NULL));
	}
	if (l->drops > 0)
		TRY(q_send_retry_drop(db, l->a, &(struct q_send_retry_drop_in){ .ids = { l->dropped, l->drops } },
				      NULL));
	if (l->suppression_n > 0)
		TRY(suppression_add_many(db, l->a, l->suppressions, l->suppression_n));
	TRY(unknown_add(db, l->a, UNKNOWN_SESSION, l->unknown, l->unknowns, clock_now() / US_PER_MS * US_PER_MS));
	TRY(enrollment_exit_contacts(db, l->a, l->exits, l->exit_n));
	return enrollment_wake(db, l->a, l->woken, l->wakes, clock_now());
}

static err settle_write_ranges(struct ledger *l, system_db db, const struct settle_range *v, size_t n)
{
	str *done = arena_array(l->a, str, n + 1);
	size_t dones = 0;
	for (size_t i = 0; i < n; i++) {
		if (v[i].done) {
			done[dones++] = v[i].id;
			continue;
		}
		struct q_send_release_in in = {
			.id = v[i].id, .me = l->p->me, .first_id = v[i].first_id, .wait_seconds = v[i].wait_seconds
		};
		TRY(q_send_release(db, l->a, &in, NULL));
	}
	if (dones == 0)
		return OK;
	return q_send_batch_done(db, l->a, &(struct q_send_batch_done_in){ .ids = { done, dones }, .me = l->p->me },
				 NULL);
}

err settle_outcomes(system_db db, struct arena *a, const struct settle_policy *p, const struct settle_item *v, size_t n,
		    const struct settle_range *ranges, size_t n_ranges)
{
	struct system_tx SYSTEM_TX_AUTO tx;
	struct ledger l;
	settle_ledger_init(&l, a, p, n);
	const struct settle_item **sorted = arena_array(a, const struct settle_item *, n + 1);
	str *ids = arena_array(a, str, n + 1);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &v[i];
	qsort(sorted, n, sizeof(*sorted), settle_by_recipient);
	for (size_t i = 0; i < n; i++)
		ids[i] = sorted[i]->recipient;

	TRY(system_begin(db, &tx));
	struct q_send_lock_pending_rows rows = {};
	if (n > 0)
		TRY(q_send_lock_pending(tx.db, a, &(struct q_send_lock_pending_in){ .ids = { ids, n } }, &rows));
	settle_judge_all(&l, sorted, n, &rows);
	TRY(settle_write_ledger(&l, tx.db, &rows));
	TRY(settle_write_ranges(&l, tx.db, ranges, n_ranges));
	TRY(stats_apply(tx.db, a, l.stats));
	if (fault_point("send.before_commit"))
		return err_make(ERR_AGAIN, "fault send.before_commit");
	TRY(system_commit(&tx));
	if (fault_point("send.after_commit"))
		return err_make(ERR_UNCERTAIN, "fault send.after_commit");
	return OK;
}

err settle_lost(system_db db, struct arena *a, const struct settle_policy *p, const str *recipients, size_t n)
{
	struct settle_item *v = arena_array(a, struct settle_item, n + 1);
	int64_t now = clock_now();
	for (size_t i = 0; i < n; i++) {
		char *id = arena_alloc(a, CUID_LEN + 1);
		cuid_make(now, id);
		v[i] = (struct settle_item){ .kind = ACCOUNT_DOUBT,
					     .recipient = recipients[i],
					     .attempt = str_of(id, CUID_LEN),
					     .text = STR("the worker that had it is lost; it may have been sent"),
					     .cause = STR("lease"),
					     .at = now,
					     .wait_us = LOST_WAIT };
	}
	return settle_outcomes(db, a, p, v, n, NULL, 0);
}
