#include "core/sequence/doubt.h"
#include "base/num.h"
#include "core/campaign/campaign.h"
#include "core/report/event.h"
#include "core/report/stats.h"
#include "core/sender/deliver.h"
#include "core/sender/mailbox.h"
#include "core/sender/sender.h"
#include "core/sequence/enrollment.h"
#include "core/sequence/sequence.h"
#include "db/gen/doubt_q.h"
#include "db/gen/sys_doubt_q.h"
#include "os/clock.h"

#define DOUBT_ID_MAX 64
#define DOUBT_ASK_MAX 200 /* a mailbox is asked about so many in one request */

bool doubt_decision_of(str name, enum doubt_decision *out)
{
	static const char *const names[] = { "resend", "drop", "ask" };
	for (unsigned i = 0; i < 3; i++)
		if (str_eq(name, str_z(names[i]))) {
			*out = (enum doubt_decision)i;
			return true;
		}
	return false;
}

err doubt_owner_exists(tenant_db db, struct arena *a, struct doubt_owner o)
{
	struct campaign_progress g;
	struct sequence s;
	return o.sequence ? sequence_get(db, a, o.id, &s) : campaign_progress(db, a, o.id, &g);
}

err doubt_list(tenant_db db, struct arena *a, const struct doubt_list_in *in, struct doubt_list *out)
{
	struct q_doubt_page_rows rows;
	struct q_doubt_page_in q = {
		.owner = in->owner.id, .undecided = in->undecided, .cursor = in->cursor, .limit = in->limit + 1
	};
	TRY(doubt_owner_exists(db, a, in->owner));
	TRY(q_doubt_page(db, a, &q, &rows));
	struct doubt_list l = { .more = rows.n > (size_t)in->limit };
	l.n = l.more ? (size_t)in->limit : rows.n;
	l.v = arena_array(a, struct doubt, l.n + 1);
	for (size_t i = 0; i < l.n; i++) {
		const struct q_doubt_page_row *r = &rows.v[i];
		l.v[i] = (struct doubt){ .id = r->id,
					 .recipient_id = r->recipient_id,
					 .email = r->email,
					 .cause = r->cause,
					 .resolution = r->resolution,
					 .status = r->status,
					 .step_id = r->step_id,
					 .sender_id = r->sender_id,
					 .sender_name = r->sender_name,
					 .sender_email = r->sender_email,
					 .created_at = r->created_at,
					 .decided_at = r->decided_at };
	}
	*out = l;
	return OK;
}

err doubt_count_all(tenant_db db, struct arena *a, const struct doubt_list_in *in, int64_t *out)
{
	struct q_doubt_total_row r;
	TRY(q_doubt_total(db, a, &(struct q_doubt_total_in){ .owner = in->owner.id, .undecided = in->undecided }, &r));
	*out = r.n;
	return OK;
}

void doubt_write(struct json_writer *w, const struct doubt *d)
{
	json_begin_obj(w);
	json_kv_str(w, "id", d->id);
	json_kv_str(w, "recipientId", d->recipient_id);
	json_kv_str(w, "email", d->email);
	json_kv_str(w, "cause", d->cause);
	json_kv_str(w, "resolution", d->resolution);
	json_kv_bool(w, "undecided", str_eq(d->resolution, STR("held")));
	json_kv_str(w, "status", d->status);
	json_kv_str(w, "stepId", d->step_id);
	json_kv_str(w, "senderId", d->sender_id);
	json_kv_str(w, "senderName", d->sender_name);
	json_kv_str(w, "senderEmail", d->sender_email);
	json_kv_time(w, "createdAt", d->created_at);
	json_kv_opt_time(w, "decidedAt", d->decided_at);
	json_end_obj(w);
}

/* --- deciding */

struct deciding {
	const struct app *app;
	const struct doubt_decide_in *in;
	str user_id;
	int64_t decided;
};

static err doubt_owner_lock(system_db db, struct arena *a, const struct deciding *d)
{
	const struct doubt_owner *o = &d->in->owner;
	struct q_doubt_campaign_row c;
	struct q_doubt_sequence_row s;
	if (o->sequence)
		return q_doubt_sequence(db, a, &(struct q_doubt_sequence_in){ .id = o->id, .user_id = d->user_id }, &s);
	TRY(q_doubt_campaign(db, a, &(struct q_doubt_campaign_in){ .id = o->id, .user_id = d->user_id }, &c));
	if (d->in->decision == DOUBT_RESEND && c.cancelled)
		return err_make(ERR_CONFLICT,
				"the campaign was cancelled: nothing of it is sent again; drop the doubts");
	return OK;
}

static struct stats_ref doubt_ref(const struct deciding *d, const struct q_doubt_lock_row *r)
{
	return (struct stats_ref){ .user_id = d->user_id,
				   .campaign_id = r->campaign_id,
				   .sequence_id = r->sequence_id,
				   .step_id = r->step_id,
				   .contact_id = r->contact_id,
				   .domain = r->domain };
}

static err doubt_resend_rows(system_db db, struct arena *a, const struct deciding *d, const str *recipients, size_t n)
{
	struct str_array ids = { recipients, n };
	TRY(q_doubt_resend(db, a, &(struct q_doubt_resend_in){ .ids = ids }, NULL));
	TRY(q_doubt_sources(db, a, &(struct q_doubt_sources_in){ .ids = ids }, NULL));
	TRY(q_doubt_retries(db, a, &(struct q_doubt_retries_in){ .ids = ids }, NULL));
	if (d->in->owner.sequence)
		return OK;
	return q_doubt_reopen(db, a, &(struct q_doubt_reopen_in){ .id = d->in->owner.id, .user_id = d->user_id }, NULL);
}

static err doubt_confirm_rows(system_db db, struct arena *a, const struct deciding *d, const struct q_doubt_lock_row *v,
			      const str *recipients, size_t n)
{
	struct event_row *events = arena_array(a, struct event_row, n + 1);
	int64_t *at = arena_array(a, int64_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		at[i] = v[i].created_at;
		events[i] = (struct event_row){ .id = v[i].id,
						.recipient_id = v[i].recipient_id,
						.user_id = d->user_id,
						.type = EVENT_SENT,
						.at = at[i] };
	}
	struct q_doubt_confirm_in in = { .ids = { recipients, n }, .at = { at, n } };
	TRY(q_doubt_confirm(db, a, &in, NULL));
	return event_insert(db, a, events, n, NULL);
}

/* What they are now, in figures. */
static err doubt_count(system_db db, struct arena *a, const struct deciding *d, const struct q_doubt_lock_row *v,
		       size_t n)
{
	struct stats_delta *delta = stats_delta_new(a);
	for (size_t i = 0; i < n && d->in->decision != DOUBT_DROP; i++) {
		struct stats_ref ref = doubt_ref(d, &v[i]), whole = ref;
		whole.contact_id = whole.domain = STR_NULL;
		stats_count(delta, &ref, STAT_FAILED, v[i].created_at, -1);
		if (d->in->decision != DOUBT_ASK)
			continue;
		stats_count(delta, &ref, STAT_SENT, v[i].created_at, 1);
		stats_count(delta, &whole, STAT_DOUBT_CONFIRMED, v[i].created_at, 1);
	}
	return stats_apply(db, a, delta);
}

/* Enrollments that waited for the decision look at it. */
static err doubt_wake(system_db db, struct arena *a, const struct q_doubt_lock_row *v, size_t n)
{
	str *waiting = arena_array(a, str, n + 1);
	size_t waits = 0;
	for (size_t i = 0; i < n; i++)
		if (!str_absent(v[i].enrollment_id))
			waiting[waits++] = v[i].enrollment_id;
	return waits > 0 ? enrollment_wake(db, a, waiting, waits, clock_now()) : OK;
}

static err doubt_write_rows(system_db db, struct arena *a, struct deciding *d, const struct q_doubt_lock_row *v,
			    size_t n)
{
	static const char *const resolutions[] = { "resent", "discarded", "confirmed" };
	str *ids = arena_array(a, str, n + 1), *recipients = arena_array(a, str, n + 1);
	for (size_t i = 0; i < n; i++) {
		ids[i] = v[i].id;
		recipients[i] = v[i].recipient_id;
		if (d->in->decision == DOUBT_RESEND && str_absent(v[i].sender_id))
			return err_make(ERR_CONFLICT, "the sender of these messages is gone: drop the doubts");
	}
	struct q_doubt_decide_in decide = { .ids = { ids, n }, .resolution = str_z(resolutions[d->in->decision]) };
	TRY(q_doubt_decide(db, a, &decide, NULL));
	switch (d->in->decision) {
	case DOUBT_RESEND: TRY(doubt_resend_rows(db, a, d, recipients, n)); break;
	case DOUBT_ASK: TRY(doubt_confirm_rows(db, a, d, v, recipients, n)); break;
	case DOUBT_DROP:
		TRY(q_doubt_discard(
			db, a,
			&(struct q_doubt_discard_in){ .ids = { recipients, n },
						      .reason = STR("it was in doubt, and a person dropped it") },
			NULL));
		break;
	}
	TRY(doubt_wake(db, a, v, n));
	return doubt_count(db, a, d, v, n);
}

/* One piece, in one transaction. */
static err doubt_decide_some(struct deciding *d, char after[DOUBT_ID_MAX], bool *more)
{
	struct arena ARENA_AUTO a = {};
	struct system_tx SYSTEM_TX_AUTO tx;
	struct q_doubt_lock_rows rows;
	TRY(system_begin(app_system(d->app), &tx));
	TRY(doubt_owner_lock(tx.db, &a, d));
	struct q_doubt_lock_in lock = { .user_id = d->user_id, .owner = d->in->owner.id, .after = str_z(after) };
	if (d->in->some)
		lock.ids = (struct str_array){ d->in->ids, d->in->n };
	TRY(q_doubt_lock(tx.db, &a, &lock, &rows));
	*more = rows.n > 0;
	if (rows.n > 0)
		TRY(doubt_write_rows(tx.db, &a, d, rows.v, rows.n));
	TRY(system_commit(&tx));
	d->decided += (int64_t)rows.n;
	if (rows.n > 0) {
		str last = rows.v[rows.n - 1].id;
		size_t n = size_min(last.n, DOUBT_ID_MAX - 1);
		memcpy(after, last.p, n);
		after[n] = 0;
	}
	return OK;
}

/* Asks the senders' mailboxes; those that were found are the ones to be decided. */
static err doubt_ask(tenant_db db, struct arena *a, struct deciding *d, struct doubt_decide_in *found)
{
	struct q_doubt_waiting_rows rows;
	struct q_doubt_waiting_in in = { .user_id = d->user_id, .owner = d->in->owner.id, .limit = DOUBT_ASK_MAX };
	if (d->in->some)
		in.ids = (struct str_array){ d->in->ids, d->in->n };
	TRY(q_doubt_waiting(app_system(d->app), a, &in, &rows));
	str *ids = arena_array(a, str, rows.n + 1), *messages = arena_array(a, str, rows.n + 1);
	for (size_t i = 0, end; i < rows.n; i = end) {
		struct sender s;
		bool *has = arena_array(a, bool, rows.n + 1);
		if (str_absent(rows.v[i].sender_id))
			return err_make(ERR_CONFLICT, "the sender of these messages is gone: nobody can be asked");
		TRY(sender_get(db, a, rows.v[i].sender_id, &s));
		str domain = str_from(s.from_email, str_rfind_byte(s.from_email, '@') + 1);
		for (end = i; end < rows.n && str_eq(rows.v[end].sender_id, s.id); end++)
			messages[end - i] =
				arena_printf(a, "<%.*s@%.*s>", STR_FMT(rows.v[end].recipient_id), STR_FMT(domain));
		TRY(mailbox_find_sent(d->app, db, a, s.id, messages, end - i, has));
		for (size_t k = i; k < end; k++)
			if (has[k - i])
				ids[found->n++] = rows.v[k].id;
	}
	found->some = true;
	found->ids = ids;
	return OK;
}

err doubt_decide(const struct app *app, tenant_db db, struct arena *a, const struct doubt_decide_in *in,
		 struct doubt_decided *out)
{
	char after[DOUBT_ID_MAX] = "";
	struct doubt_decide_in found = *in;
	struct deciding d = { .app = app, .in = in, .user_id = tenant_id(db) };
	struct q_doubt_undecided_row left;
	TRY(doubt_owner_exists(db, a, in->owner));
	if (in->decision == DOUBT_ASK) {
		found.n = 0;
		TRY(doubt_ask(db, a, &d, &found));
		d.in = &found;
	}
	for (bool more = true; more;) {
		err e = doubt_decide_some(&d, after, &more);
		if (e.code != ERR_AGAIN) /* a deadlock is tried again */
			TRY(e);
		more |= err_is(e);
	}
	TRY(q_doubt_undecided(db, a, &(struct q_doubt_undecided_in){ .owner = in->owner.id }, &left));
	*out = (struct doubt_decided){ .decided = d.decided, .undecided = left.n };
	return OK;
}
