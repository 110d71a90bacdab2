/* The recipients of a campaign: pages for the eye, a stream for a file. */
#include "core/campaign/campaign_int.h"
#include "db/gen/campaign_q.h"

#define STREAM_PAGE 2000

static struct campaign_recipient campaign_recipient_from_row(const struct q_recipient_page_row *r)
{
	return (struct campaign_recipient){
		.id = r->id,
		.contact_id = r->contact_id,
		.email = r->email,
		.display_name = r->display_name,
		.status = r->status,
		.failure_reason = r->failure_reason,
		.last_reply = r->last_reply,
		.attempts = r->attempts,
		.events = r->events,
		.in_doubt = r->in_doubt,
		.sent_at = r->sent_at,
		.next_attempt_at = r->due_at,
		.opened_at = r->opened_by_person_at.has ? r->opened_by_person_at : r->opened_at,
		.clicked_at = r->clicked_by_person_at.has ? r->clicked_by_person_at : r->clicked_at,
		.unsubscribed_at = r->unsubscribed_at,
		.opened_by = r->opened_by_person_at.has ? STR("human")
			     : r->opened_at.has		? STR("machine")
							: STR_NULL,
	};
}

err recipient_list(tenant_db db, struct arena *a, const struct recipient_list_in *in, struct recipient_list *out)
{
	struct q_recipient_page_rows rows;
	struct q_recipient_page_in q = { .campaign_id = in->campaign_id,
					 .status = in->status,
					 .engaged = in->engaged,
					 .search = like_literal(a, in->search),
					 .cursor = in->cursor,
					 .limit = in->limit + 1 };
	TRY(q_recipient_page(db, a, &q, &rows));
	struct recipient_list l = { .more = rows.n > (size_t)in->limit };
	l.n = l.more ? (size_t)in->limit : rows.n;
	l.v = arena_array(a, struct campaign_recipient, l.n);
	for (size_t i = 0; i < l.n; i++)
		l.v[i] = campaign_recipient_from_row(&rows.v[i]);
	*out = l;
	return OK;
}

err recipient_count(tenant_db db, struct arena *a, const struct recipient_list_in *in, int64_t *out)
{
	struct q_recipient_total_row row;
	struct q_recipient_total_in q = { .campaign_id = in->campaign_id,
					  .status = in->status,
					  .engaged = in->engaged,
					  .search = like_literal(a, in->search) };
	TRY(q_recipient_total(db, a, &q, &row));
	*out = row.count;
	return OK;
}

/* Page by page: no connection is held while the client takes its time. */
err recipient_stream(tenant_db db, struct arena *a, const struct recipient_list_in *in, recipient_fn *fn, void *arg)
{
	char last[64];
	struct recipient_list_in q = *in;
	q.limit = STREAM_PAGE;
	q.cursor = STR_NULL;
	for (bool more = true; more;) {
		struct arena ARENA_AUTO page = {};
		struct recipient_list l;
		TRY(recipient_list(db, &page, &q, &l));
		for (size_t i = 0; i < l.n; i++)
			TRY(fn(arg, &l.v[i]));
		more = l.more && l.n > 0 && l.v[l.n - 1].id.n <= sizeof(last);
		if (more) {
			str id = l.v[l.n - 1].id;
			memcpy(last, id.p, id.n);
			q.cursor = str_of(last, id.n);
		}
	}
	(void)a;
	return OK;
}

void campaign_recipient_write(struct json_writer *w, const struct campaign_recipient *r)
{
	json_begin_obj(w);
	json_kv_str(w, "id", r->id);
	json_kv_str(w, "contactId", r->contact_id);
	json_kv_str(w, "email", r->email);
	json_kv_str(w, "displayName", r->display_name);
	json_kv_str(w, "status", r->status);
	json_kv_opt_time(w, "sentAt", r->sent_at);
	json_kv_str(w, "failureReason", r->failure_reason);
	json_kv_i64(w, "attempts", r->attempts);
	json_kv_str(w, "lastReply", r->last_reply);
	json_kv_opt_time(w, "nextAttemptAt", r->next_attempt_at);
	json_kv_bool(w, "inDoubt", r->in_doubt);
	json_kv_opt_time(w, "openedAt", r->opened_at);
	json_kv_str(w, "openedBy", r->opened_by);
	json_kv_opt_time(w, "clickedAt", r->clicked_at);
	json_kv_opt_time(w, "unsubscribedAt", r->unsubscribed_at);
	json_kv_i64(w, "events", r->events);
	json_end_obj(w);
}
