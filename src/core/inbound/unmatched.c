#include "core/inbound/unmatched.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/ground/text.h"
#include "core/inbound/inbound.h"
#include "core/inbound/reply.h"
#include "core/inbound/unknown.h"
#include "db/gen/reply_q.h"
#include "os/clock.h"
#include "wire/json_read.h"

static err unmatched_page(tenant_db db, struct arena *a, const struct q_unmatched_page_in *in,
			  struct unmatched_list *out)
{
	struct q_unmatched_page_rows rows;
	TRY(q_unmatched_page(db, a, in, &rows));
	struct unmatched_list l = { .n = rows.n, .v = arena_array(a, struct unmatched, rows.n + 1) };
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_unmatched_page_row *r = &rows.v[i];
		l.v[i] = (struct unmatched){ .id = r->id,
					     .status = r->status,
					     .source = r->source,
					     .key = r->key,
					     .kind = r->kind,
					     .bounce = r->bounce,
					     .code = r->code,
					     .cause = r->cause,
					     .leave = r->leave,
					     .why = r->why,
					     .why_code = r->why_code,
					     .why_of = r->why_of,
					     .sender_id = r->sender_id,
					     .sender_name = r->sender_name,
					     .message_id = r->message_id,
					     .references = r->references,
					     .from = r->from,
					     .from_name = r->from_name,
					     .to = r->to,
					     .subject = r->subject,
					     .text = r->text,
					     .recipient = r->recipient,
					     .evidence = r->evidence,
					     .contact_id = r->contact_id,
					     .contact_email = r->contact_email,
					     .recipient_id = r->recipient_id,
					     .received_at = r->received_at,
					     .decided_at = r->decided_at };
	}
	*out = l;
	return OK;
}

err unmatched_list(tenant_db db, struct arena *a, const struct unmatched_list_in *in, struct unmatched_list *out)
{
	struct q_unmatched_page_in q = {
		.status = in->status, .before_at = in->before_at, .before_id = in->before_id, .limit = in->limit + 1
	};
	TRY(unmatched_page(db, a, &q, out));
	out->more = out->n > (size_t)in->limit;
	if (out->more)
		out->n = (size_t)in->limit;
	return OK;
}

err unmatched_get(tenant_db db, struct arena *a, str id, struct unmatched *out)
{
	struct unmatched_list l;
	TRY(unmatched_page(db, a, &(struct q_unmatched_page_in){ .id = id, .limit = 1 }, &l));
	if (l.n == 0)
		return err_make(ERR_NOT_FOUND, "there is no such message");
	*out = l.v[0];
	return OK;
}

/* ---- Assigning */

/* The report as it was read, from what is kept of it. */
static struct report unmatched_report(struct arena *a, const struct unmatched *u)
{
	static const str leaves[] = { STR_INIT("no"), STR_INIT("doubtful"), STR_INIT("sure") };
	struct report r = { .kind = REPORT_REPLY,
			    .rule = "assigned",
			    .why = u->why,
			    .code = u->code,
			    .recipient = u->recipient,
			    .message_id = u->message_id,
			    .references = u->references,
			    .from = u->from,
			    .from_name = u->from_name,
			    .to = u->to,
			    .subject = u->subject,
			    .text = u->text };
	const struct json *e = NULL;
	for (int k = 0; k < REPORT_KINDS; k++)
		if (str_eq(u->kind, str_z(report_kind_name((enum report_kind)k))))
			r.kind = (enum report_kind)k;
	for (int k = BOUNCE_NONE + 1; k < BOUNCE_KINDS; k++)
		if (str_eq(u->bounce, str_z(bounce_kind_name((enum bounce_kind)k))))
			r.bounce = (enum bounce_kind)k;
	for (int k = 0; k < 3; k++)
		if (str_eq(u->leave, leaves[k]))
			r.leave = (enum report_leave)k;
	if (!str_empty(u->cause))
		r.refusal = refusal_of(refusal_named(u->cause));
	struct said s = said_split(a, u->text);
	r.said = s.said;
	r.quoted = s.quoted;
	if (err_is(json_parse(a, u->evidence, &e)))
		return r;
	r.words = json_str(json_get(e, "words"));
	r.reporter = json_str(json_get(e, "reporter"));
	const struct json *away = json_get(e, "away");
	r.away.known = away && time_parse_iso(json_str(json_get(away, "back")), &r.away.back);
	if (away) {
		r.away.words = json_str(json_get(away, "words"));
		r.away.colleague = json_str(json_get(away, "colleague"));
		r.away.colleague_name = json_str(json_get(away, "colleagueName"));
	}
	return r;
}

static err unmatched_whose(tenant_db db, struct arena *a, const struct unmatched *u, const struct unmatched_assign *in,
			   struct field_errors *errors, str *recipient_id)
{
	struct q_unmatched_recipient_row row;
	struct q_unmatched_recipient_in q = { .contact_id = str_empty(in->contact_id) ? u->contact_id : in->contact_id,
					      .recipient_id = in->recipient_id,
					      .campaign_id = in->campaign_id,
					      .sequence_id = in->sequence_id };
	if (str_empty(q.contact_id)) {
		field_error_addf(errors, "contactId",
				 "is missing: say whose message it is, its address is no contact's");
		return field_errors_err(errors);
	}
	err e = q_unmatched_recipient(db, a, &q, &row);
	if (e.code == ERR_NOT_FOUND) {
		field_error_addf(errors, "contactId",
				 "was sent no such message: choose another contact, or dismiss it");
		return field_errors_err(errors);
	}
	TRY(e);
	*recipient_id = row.id;
	return OK;
}

err unmatched_assign(const struct app *app, tenant_db db, struct arena *a, str id, const struct unmatched_assign *in,
		     struct field_errors *errors, struct unmatched *out)
{
	struct unmatched u;
	struct inbound_done done;
	str recipient;
	TRY(unmatched_get(db, a, id, &u));
	if (!str_eq(u.status, STR("open")))
		return err_make(ERR_CONFLICT, "somebody has decided about this message before");
	TRY(unmatched_whose(db, a, &u, in, errors, &recipient));
	struct report r = unmatched_report(a, &u);
	struct inbound_item it = { .user_id = tenant_id(db),
				   .sender_id = u.sender_id,
				   .source = u.source,
				   .key = u.key,
				   .at = u.received_at,
				   .report = &r };
	TRY(inbound_assign(app_system(app), a, &it, recipient, id, &done));
	return unmatched_get(db, a, id, out);
}

err unmatched_dismiss(tenant_db db, struct arena *a, str id, struct unmatched *out)
{
	int64_t n = 0;
	TRY(unmatched_get(db, a, id, out));
	TRY(q_unmatched_dismiss(db, a, &(struct q_unmatched_dismiss_in){ .now = clock_now(), .id = id }, &n));
	if (n == 0)
		return err_make(ERR_CONFLICT, "somebody has decided about this message before");
	return unmatched_get(db, a, id, out);
}

void unmatched_write(struct json_writer *w, const struct unmatched *u, bool whole, struct arena *a)
{
	struct said s = said_split(a, u->text);
	json_begin_obj(w);
	json_kv_str(w, "id", u->id);
	json_kv_str(w, "status", u->status);
	json_kv_str(w, "kind", u->kind);
	json_kv_str(w, "bounce", u->bounce);
	json_kv_str(w, "code", u->code);
	json_kv_str(w, "cause", u->cause);
	json_kv_str(w, "leave", u->leave);
	json_kv_str(w, "why", u->why);
	json_kv_str(w, "whyCode", u->why_code);
	json_kv_str(w, "whyOf", u->why_of);
	json_kv_str(w, "senderId", u->sender_id);
	json_kv_str(w, "senderName", u->sender_name);
	json_kv_str(w, "from", u->from);
	json_kv_str(w, "fromName", u->from_name);
	json_kv_str(w, "to", u->to);
	json_kv_str(w, "subject", u->subject);
	json_kv_str(w, "excerpt", report_short(a, s.said, 160));
	json_kv_str(w, "failedAddress", u->recipient);
	json_kv_str(w, "contactId", u->contact_id);
	json_kv_str(w, "contactEmail", u->contact_email);
	json_kv_str(w, "recipientId", u->recipient_id);
	json_kv_time(w, "receivedAt", u->received_at);
	json_kv_opt_time(w, "decidedAt", u->decided_at);
	if (whole) {
		json_kv_str(w, "said", s.said);
		json_kv_str(w, "quoted", s.quoted);
		json_kv_str(w, "text", u->text);
	}
	json_end_obj(w);
}

/* ---- Holds */

err hold_list(tenant_db db, struct arena *a, const struct hold_list_in *in, struct hold_list *out)
{
	struct q_hold_page_rows rows;
	struct q_hold_page_in q = { .contact_id = in->contact_id,
				    .now = clock_now(),
				    .before_at = in->before_at,
				    .before_id = in->before_id,
				    .limit = in->limit + 1 };
	TRY(q_hold_page(db, a, &q, &rows));
	struct hold_list l = { .n = rows.n,
			       .v = arena_array(a, struct hold, rows.n + 1),
			       .more = rows.n > (size_t)in->limit };
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_hold_page_row *r = &rows.v[i];
		l.v[i] = (struct hold){ .contact_id = r->contact_id,
					.email = r->email,
					.first_name = r->first_name,
					.last_name = r->last_name,
					.reason = r->reason,
					.until = r->until,
					.words = r->words,
					.colleague = r->colleague,
					.colleague_name = r->colleague_name,
					.colleague_known = r->colleague_known.v,
					.created_at = r->created_at };
	}
	if (l.more)
		l.n = (size_t)in->limit;
	*out = l;
	return OK;
}

err hold_end(tenant_db db, struct arena *a, str contact_id)
{
	int64_t n = 0;
	TRY(q_hold_end(db, a, &(struct q_hold_end_in){ .contact_id = contact_id }, &n));
	if (n == 0)
		return err_make(ERR_NOT_FOUND, "nothing holds this contact");
	return q_hold_wake(db, a, &(struct q_hold_wake_in){ .contact_id = contact_id, .now = clock_now() }, NULL);
}

void hold_write(struct json_writer *w, const struct hold *h)
{
	json_begin_obj(w);
	json_key(w, "contact");
	json_begin_obj(w);
	json_kv_str(w, "id", h->contact_id);
	json_kv_str(w, "email", h->email);
	json_kv_str(w, "firstName", h->first_name);
	json_kv_str(w, "lastName", h->last_name);
	json_end_obj(w);
	json_kv_str(w, "reason", h->reason);
	json_kv_opt_time(w, "until", h->until);
	json_kv_str(w, "words", h->words);
	json_kv_str(w, "colleague", h->colleague);
	json_kv_str(w, "colleagueName", h->colleague_name);
	json_kv_bool(w, "colleagueKnown", h->colleague_known);
	json_kv_time(w, "createdAt", h->created_at);
	json_end_obj(w);
}

/* ---- A doubtful wish */

/* As if they had asked plainly, about the message that was answered last. */
static err unmatched_decide_leave(const struct app *app, tenant_db db, struct arena *a, const struct reply *k,
				  int64_t now)
{
	struct report r = { .kind = REPORT_UNSUBSCRIBE,
			    .rule = "decided",
			    .why = STR("somebody of yours read it as a wish to leave"),
			    .from = k->email,
			    .leave = LEAVE_SURE };
	struct inbound_item it = { .user_id = tenant_id(db),
				   .sender_id = k->sender_id,
				   .source = STR("inbox"),
				   .key = arena_printf(a, "decided:%.*s:%lld", STR_FMT(k->id), (long long)now),
				   .at = now,
				   .report = &r };
	struct inbound_done done;
	struct suppression s;
	if (!str_absent(k->recipient_id)) {
		err e = inbound_assign(app_system(app), a, &it, k->recipient_id, STR_NULL, &done);
		if (!err_is(e) || e.code != ERR_NOT_FOUND)
			return e;
	}
	err e = suppression_add(db, a, k->email, SUPPRESSION_UNSUBSCRIBE, STR("inbox"), &s);
	return e.code == ERR_CONFLICT ? OK : e;
}

err reply_decide(const struct app *app, tenant_db db, struct arena *a, str id, bool leave, struct reply_thread *out)
{
	struct reply_thread t;
	int64_t now = clock_now();
	TRY(reply_get(db, a, id, &t));
	if (!t.reply.asks_to_leave)
		return err_make(ERR_CONFLICT, "nobody asks to leave here, or it is decided already");
	if (leave)
		TRY(unmatched_decide_leave(app, db, a, &t.reply, now));
	TRY(q_reply_decided(db, a, &(struct q_reply_decided_in){ .now = now, .contact_id = t.reply.contact_id }, NULL));
	err e = hold_end(db, a, t.reply.contact_id);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	return reply_get(db, a, id, out);
}

/* ---- Numbers, settings */

err inbox_counts(tenant_db db, struct arena *a, struct inbox_counts *out)
{
	struct q_inbox_counts_row r;
	int64_t now = clock_now();
	TRY(q_inbox_counts(db, a, &(struct q_inbox_counts_in){ .now = now, .since = now - UNKNOWN_DAYS * US_PER_DAY },
			   &r));
	*out = (struct inbox_counts){ r.asks, r.unmatched, r.away, r.not_understood };
	return OK;
}

err inbox_days(tenant_db db, struct arena *a, int64_t *days)
{
	struct q_inbox_settings_get_row r;
	err e = q_inbox_settings_get(db, a, &r);
	*days = 30;
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	*days = r.unmatched_days;
	return OK;
}

err inbox_set_days(tenant_db db, struct arena *a, int64_t days)
{
	return q_inbox_settings_set(db, a, &(struct q_inbox_settings_set_in){ .days = days, .now = clock_now() }, NULL);
}
