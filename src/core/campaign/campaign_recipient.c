/* The recipients of a campaign: pages for the eye, a stream for a file. */
#include "core/campaign/campaign_int.h"
#include "db/gen/campaign_q.h"

#define STREAM_PAGE 2000

static struct campaign_recipient campaign_recipient_from_row(const struct q_recipient_rows_row *r)
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

/* By which way the rows of a filter are found. */
enum campaign_way { WAY_ALL, WAY_UNSENT, WAY_RARE, WAY_SEARCH };

static enum campaign_way campaign_way_of(const struct recipient_list_in *in)
{
	if (!str_absent(in->search))
		return WAY_SEARCH;
	if (str_eq(in->engaged, STR("replied")) || str_eq(in->engaged, STR("unsubscribed")) ||
	    str_eq(in->engaged, STR("in_doubt")))
		return WAY_RARE;
	return str_absent(in->status) || str_eq(in->status, STR("SENT")) ? WAY_ALL : WAY_UNSENT;
}

/* The queries of the ways differ in nothing that is seen here but their types. */
#define CAMPAIGN_IDS(query, ...)                                                                                       \
	do {                                                                                                           \
		struct q_##query##_rows rows;                                                                          \
		struct q_##query##_in q = { .campaign_id = in->campaign_id,                                            \
					    .engaged = in->engaged,                                                    \
					    .cursor = in->cursor,                                                      \
					    .limit = limit,                                                            \
					    ##__VA_ARGS__ };                                                           \
		TRY(q_##query(db, a, &q, &rows));                                                                      \
		str *ids = arena_array(a, str, rows.n);                                                                \
		for (size_t i = 0; i < rows.n; i++)                                                                    \
			ids[i] = rows.v[i].id;                                                                         \
		*out = (struct str_array){ ids, rows.n };                                                              \
		return OK;                                                                                             \
	} while (0)
#define CAMPAIGN_TOTAL(query, ...)                                                                                     \
	do {                                                                                                           \
		struct q_##query##_row row;                                                                            \
		struct q_##query##_in q = { .campaign_id = in->campaign_id,                                            \
					    .engaged = in->engaged,                                                    \
					    .most = RECIPIENT_COUNT_MAX,                                               \
					    ##__VA_ARGS__ };                                                           \
		TRY(q_##query(db, a, &q, &row));                                                                       \
		*out = row.count;                                                                                      \
		return OK;                                                                                             \
	} while (0)

static err campaign_recipient_ids(tenant_db db, struct arena *a, const struct recipient_list_in *in, int64_t limit,
				  struct str_array *out)
{
	switch (campaign_way_of(in)) {
	case WAY_ALL: CAMPAIGN_IDS(recipient_ids_all, .status = in->status);
	case WAY_UNSENT: CAMPAIGN_IDS(recipient_ids_unsent, .status = in->status);
	case WAY_RARE: CAMPAIGN_IDS(recipient_ids_rare, .status = in->status);
	default: CAMPAIGN_IDS(recipient_ids_search, .status = in->status, .search = like_literal(a, in->search));
	}
}
err recipient_list(tenant_db db, struct arena *a, const struct recipient_list_in *in, struct recipient_list *out)
{
	struct str_array ids;
	struct q_recipient_rows_rows rows;
	TRY(campaign_recipient_ids(db, a, in, in->limit + 1, &ids));
	struct recipient_list l = { .more = ids.n > (size_t)in->limit };
	ids.n = l.more ? (size_t)in->limit : ids.n;
	if (ids.n == 0) {
		*out = l;
		return OK;
	}
	TRY(q_recipient_rows(db, a, &(struct q_recipient_rows_in){ .ids = ids }, &rows));
	l.n = rows.n;
	l.v = arena_array(a, struct campaign_recipient, l.n);
	for (size_t i = 0; i < l.n; i++)
		l.v[i] = campaign_recipient_from_row(&rows.v[i]);
	*out = l;
	return OK;
}

/* What the counters know; false: they do not count this. */
static bool campaign_counted(const struct recipient_list_in *in, const struct q_recipient_counted_row *r, int64_t *out)
{
	const struct {
		str name;
		int64_t n;
	} by_status[] = { { STR("PENDING"), r->recipients - r->sent - r->failed - r->bounced },
			  { STR("SENT"), r->sent },
			  { STR("FAILED"), r->failed },
			  { STR("BOUNCED"), r->bounced } },
	  by_engaged[] = { { STR("opened"), r->opened },
			   { STR("not_opened"), r->recipients - r->opened },
			   { STR("machines"), r->machines },
			   { STR("clicked"), r->clicked },
			   { STR("not_clicked"), r->recipients - r->clicked },
			   { STR("replied"), r->replied },
			   { STR("unsubscribed"), r->unsubscribed } };
	if (!r->exact || !str_absent(in->search) || (!str_absent(in->status) && !str_absent(in->engaged)))
		return false;
	if (str_absent(in->status) && str_absent(in->engaged)) {
		*out = r->recipients;
		return true;
	}
	for (size_t i = 0; i < sizeof(by_status) / sizeof(by_status[0]); i++)
		if (str_eq(in->status, by_status[i].name)) {
			*out = by_status[i].n;
			return *out >= 0;
		}
	for (size_t i = 0; i < sizeof(by_engaged) / sizeof(by_engaged[0]); i++)
		if (str_eq(in->engaged, by_engaged[i].name)) {
			*out = by_engaged[i].n;
			return *out >= 0;
		}
	return false;
}

err recipient_count(tenant_db db, struct arena *a, const struct recipient_list_in *in, int64_t *out)
{
	struct q_recipient_counted_row known;
	TRY(q_recipient_counted(db, a, &(struct q_recipient_counted_in){ .campaign_id = in->campaign_id }, &known));
	if (campaign_counted(in, &known, out))
		return OK;
	switch (campaign_way_of(in)) {
	case WAY_ALL: CAMPAIGN_TOTAL(recipient_total_all, .status = in->status);
	case WAY_UNSENT: CAMPAIGN_TOTAL(recipient_total_unsent, .status = in->status);
	case WAY_RARE: CAMPAIGN_TOTAL(recipient_total_rare, .status = in->status);
	default: CAMPAIGN_TOTAL(recipient_total_search, .status = in->status, .search = like_literal(a, in->search));
	}
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
