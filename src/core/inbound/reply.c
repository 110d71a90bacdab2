#include "core/inbound/reply.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/content/capture.h"
#include "core/content/compose.h"
#include "core/ground/text.h"
#include "core/sender/deliver.h"
#include "core/sender/sender.h"
#include "db/gen/reply_q.h"
#include "db/gen/sender_q.h"
#include "wire/addr.h"
#include "wire/mime.h"
#include "wire/report.h"

#define ANSWER_MAX (64u << 10)
#define REFERENCES_MAX 3000u
#define SNOOZE_MAX (366 * US_PER_DAY)

static err reply_no_reply(void)
{
	return err_make(ERR_NOT_FOUND, "there is no such conversation");
}

static err reply_page(tenant_db db, struct arena *a, const struct q_reply_page_in *in, struct reply_list *out)
{
	struct q_reply_page_rows rows;
	TRY(q_reply_page(db, a, in, &rows));
	struct reply_list l = { .n = rows.n, .v = arena_array(a, struct reply, rows.n + 1) };
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_reply_page_row *r = &rows.v[i];
		l.v[i] = (struct reply){ .id = r->id,
					 .contact_id = r->contact_id,
					 .email = r->email,
					 .first_name = r->first_name,
					 .last_name = r->last_name,
					 .sender_id = r->sender_id,
					 .sender_name = r->sender_name,
					 .recipient_id = r->recipient_id,
					 .campaign_id = r->campaign_id,
					 .campaign_name = r->campaign_name,
					 .sequence_id = r->sequence_id,
					 .sequence_name = r->sequence_name,
					 .subject = r->subject,
					 .excerpt = r->excerpt,
					 .status = r->status,
					 .snoozed_until = r->snoozed_until,
					 .unread = r->unread,
					 .asks_to_leave = r->asks_to_leave,
					 .messages = r->messages,
					 .last_message_at = r->last_message_at,
					 .created_at = r->created_at };
	}
	*out = l;
	return OK;
}

err reply_list(tenant_db db, struct arena *a, const struct reply_list_in *in, struct reply_list *out)
{
	struct q_reply_page_in q = { .status = in->status,
				     .sender_id = in->sender_id,
				     .contact_id = in->contact_id,
				     .campaign_id = in->campaign_id,
				     .sequence_id = in->sequence_id,
				     .search = like_literal(a, in->search),
				     .asks = in->asks_to_leave,
				     .before_at = in->before_at,
				     .before_id = in->before_id,
				     .limit = in->limit + 1 };
	TRY(reply_page(db, a, &q, out));
	out->more = out->n > (size_t)in->limit;
	if (out->more)
		out->n = (size_t)in->limit;
	return OK;
}

err reply_counts(tenant_db db, struct arena *a, struct reply_counts *out)
{
	struct q_reply_counts_row r;
	TRY(q_reply_counts(db, a, &r));
	*out = (struct reply_counts){ r.open, r.unread, r.snoozed };
	return OK;
}

err reply_get(tenant_db db, struct arena *a, str id, struct reply_thread *out)
{
	struct reply_list l;
	struct q_reply_thread_rows rows;
	struct reply_thread t = {};
	TRY(reply_page(db, a, &(struct q_reply_page_in){ .id = id, .limit = 1 }, &l));
	if (l.n == 0)
		return reply_no_reply();
	t.reply = l.v[0];
	TRY(q_reply_thread(db, a, &(struct q_reply_thread_in){ .id = id }, &rows));
	t.n = rows.n;
	t.v = arena_array(a, struct reply_message, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_reply_thread_row *r = &rows.v[i];
		t.v[i] = (struct reply_message){ .id = r->id,
						 .direction = r->direction,
						 .status = r->status,
						 .error = r->error,
						 .message_id = r->message_id,
						 .references = r->references,
						 .from = r->from,
						 .from_name = r->from_name,
						 .to = r->to,
						 .subject = r->subject,
						 .text = r->text,
						 .kind = r->kind,
						 .why = r->why,
						 .why_code = r->why_code,
						 .why_of = r->why_of,
						 .at = r->at };
		struct said parts = said_split(a, r->text);
		t.v[i].said = parts.said;
		t.v[i].quoted = parts.quoted;
		t.v[i].signature = parts.signature;
	}
	*out = t;
	return OK;
}

err reply_set(tenant_db db, struct arena *a, str id, const struct reply_patch *in, struct field_errors *errors,
	      struct reply_thread *out)
{
	int64_t now = clock_now(), n = 0;
	bool snooze = str_eq(in->status, STR("snoozed"));
	if (snooze && (!in->snoozed_until.has || in->snoozed_until.v <= now || in->snoozed_until.v > now + SNOOZE_MAX))
		field_error_addf(errors, "snoozedUntil", "must be a time within the next year");
	if (!snooze && in->snoozed_until.has)
		field_error_addf(errors, "snoozedUntil", "goes with the status snoozed");
	TRY(field_errors_err(errors));
	struct q_reply_set_in row = {
		.status = in->status, .snoozed_until = in->snoozed_until, .unread = in->unread, .now = now, .id = id
	};
	TRY(q_reply_set(db, a, &row, &n));
	return n ? reply_get(db, a, id, out) : reply_no_reply();
}

/* ---- Answering */

struct answer {
	const struct app *app;
	tenant_db db;
	struct arena *a;
	const struct reply_thread *t;
	const struct reply_message *last; /* the last one that came in */
	struct sender s;
	struct addr to;
	str id, from, subject, references, message_id, text;
	int64_t now;
};

static str reply_answer_subject(struct arena *a, str subject)
{
	bool has = str_starts_nocase(subject, STR("re:")) || str_starts_nocase(subject, STR("aw:"));
	return has ? subject : arena_printf(a, "Re: %.*s", STR_FMT(subject));
}

/* The earliest go where they are too many: the last ones hold a thread together. */
static str reply_answer_references(struct arena *a, const struct reply_message *last)
{
	if (str_absent(last->message_id))
		return last->references;
	str all = str_absent(last->references)
			  ? last->message_id
			  : arena_printf(a, "%.*s %.*s", STR_FMT(last->references), STR_FMT(last->message_id));
	while (all.n > REFERENCES_MAX) {
		size_t space = str_find_byte(all, ' ');
		if (space == STR_NPOS)
			return last->message_id;
		all = str_trim(str_from(all, space));
	}
	return all;
}

static void reply_raw_header(struct answer *w, struct buf *out, const char *name, str value)
{
	if (!str_empty(value))
		mime_header_raw(out, str_z(name), header_text_of(w->a, value));
}

static void reply_compose(struct answer *w, struct buf *out)
{
	struct arena *a = w->a;
	size_t col = 0;
	mime_header_address(out, STR("From"), header_text_of(a, str_absent(w->s.from_name) ? STR("") : w->s.from_name),
			    header_text_of(a, w->from));
	reply_raw_header(w, out, "To", addr_wire(a, &w->to));
	mime_header(out, STR("Subject"), header_text_of(a, w->subject));
	mime_header_date(out, STR("Date"), w->now);
	reply_raw_header(w, out, "Message-ID", w->message_id);
	reply_raw_header(w, out, "In-Reply-To", w->last->message_id);
	reply_raw_header(w, out, "References", w->references);
	reply_raw_header(w, out, "Reply-To", w->s.reply_to);
	buf_add_lit(out, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
			 "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	mime_qp(out, w->text, &col);
	buf_add_lit(out, "\r\n");
}

static err reply_send_smtp(struct answer *w, str raw)
{
	struct deliver_smtp server;
	TRY(deliver_smtp_of(w->app, w->a, &w->s, &server));
	TRY(q_sender_book(w->db, w->a, &(struct q_sender_book_in){ .id = w->s.id, .n = 1 }, NULL));
	return w->app->deliver->send(w->a, &server, w->from, addr_wire(w->a, &w->to), raw);
}

static err reply_send_gmail(struct answer *w, str raw)
{
	struct q_reply_gmail_thread_row row = {};
	if (!str_absent(w->t->reply.recipient_id)) {
		struct q_reply_gmail_thread_in in = { .id = w->t->reply.recipient_id };
		err e = q_reply_gmail_thread(w->db, w->a, &in, &row);
		if (err_is(e) && e.code != ERR_NOT_FOUND)
			return e;
	}
	TRY(q_sender_book(w->db, w->a, &(struct q_sender_book_in){ .id = w->s.id, .n = 1 }, NULL));
	return w->app->deliver->gmail(w->app, w->a, w->s.id, raw, row.gmail_thread_id);
}

static err reply_send_it(struct answer *w, str raw)
{
	if (str_eq(w->s.kind, STR("smtp")))
		return reply_send_smtp(w, raw);
	if (str_eq(w->s.kind, STR("gmail")))
		return reply_send_gmail(w, raw);
	struct capture_new row = { .sender_id = w->s.id,
				   .campaign_id = w->t->reply.campaign_id,
				   .contact_id = w->t->reply.contact_id,
				   .from = w->from,
				   .to = w->to.normal,
				   .subject = w->subject,
				   .raw = raw };
	return capture_add(w->db, w->a, &row);
}

static err reply_keep(struct answer *w, bool done)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_reply_answer_insert_in m = { .id = w->id,
					      .conversation_id = w->t->reply.id,
					      .message_id = w->message_id,
					      .references = w->references,
					      .from = w->from,
					      .from_name = w->s.from_name,
					      .to = w->to.normal,
					      .subject = w->subject,
					      .text = w->text,
					      .now = w->now };
	struct q_reply_answered_in k = { .now = w->now,
					 .excerpt = report_short(w->a, w->text, 160),
					 .id = w->t->reply.id };
	TRY(tenant_begin(w->db, &tx));
	TRY(q_reply_answer_insert(tx.db, w->a, &m, NULL));
	TRY(q_reply_answered(tx.db, w->a, &k, NULL));
	if (done) {
		struct q_reply_set_in s = { .status = STR("done"), .now = w->now, .id = w->t->reply.id };
		TRY(q_reply_set(tx.db, w->a, &s, NULL));
	}
	return tenant_commit(&tx);
}

static err reply_who_and_whom(struct answer *w, struct field_errors *errors)
{
	for (size_t i = w->t->n; i-- > 0 && !w->last;)
		if (str_eq(w->t->v[i].direction, STR("in")))
			w->last = &w->t->v[i];
	if (!w->last || err_is(addr_parse(w->a, w->last->from, &w->to)))
		return err_make(ERR_CONFLICT, "there is nobody to answer: the last message has no address");
	if (str_empty(str_trim(w->text)))
		field_error_addf(errors, "text", "is empty: write something");
	if (w->text.n > ANSWER_MAX)
		field_error_addf(errors, "text", "must be at most %u bytes", ANSWER_MAX);
	TRY(field_errors_err(errors));
	if (str_absent(w->t->reply.sender_id))
		return err_make(ERR_CONFLICT,
				"the sender of this conversation was deleted: answer from your mail program");
	TRY(sender_get(w->db, w->a, w->t->reply.sender_id, &w->s));
	if (str_eq(w->s.status, STR("PAUSED")))
		return err_make(ERR_CONFLICT, "the sender is paused: resume it first");
	if (!w->app->deliver && !str_eq(w->s.kind, STR("capture")))
		return err_make(ERR_UNAVAILABLE, "this process cannot reach mail servers");
	return compose_envelope_from(w->a, w->s.from_email, &w->from);
}

err reply_answer(const struct app *app, tenant_db db, struct arena *a, str id, str text, bool done,
		 struct field_errors *errors, struct reply_thread *out)
{
	struct reply_thread t;
	struct buf BUF_AUTO raw;
	buf_init(&raw, ANSWER_MAX * 4 + 65536);
	TRY(reply_get(db, a, id, &t));
	struct answer w = { .app = app, .db = db, .a = a, .t = &t, .text = text, .now = clock_now() };
	TRY(reply_who_and_whom(&w, errors));
	w.id = make_id(a);
	w.subject = reply_answer_subject(a, w.last->subject);
	w.references = reply_answer_references(a, w.last);
	w.message_id = arena_printf(a, "<%.*s@%.*s>", STR_FMT(w.id),
				    STR_FMT(str_from(w.from, str_rfind_byte(w.from, '@') + 1)));
	reply_compose(&w, &raw);
	TRY(buf_err(&raw));
	TRY(reply_keep(&w, done));
	err e = reply_send_it(&w, buf_str(&raw));
	struct q_reply_answer_done_in state = {
		.status = !err_is(e)		    ? STR("sent")
			  : e.code == ERR_UNCERTAIN ? STR("uncertain")
						    : STR("failed"),
		.error = err_is(e) ? str_upto(str_z(e.why), 500) : STR_NULL,
		.id = w.id,
	};
	TRY(q_reply_answer_done(db, a, &state, NULL));
	return reply_get(db, a, id, out);
}

/* ---- JSON */

static void reply_write_members(struct json_writer *w, const struct reply *r)
{
	json_kv_str(w, "id", r->id);
	json_kv_str(w, "status", r->status);
	json_kv_opt_time(w, "snoozedUntil", r->snoozed_until);
	json_kv_bool(w, "unread", r->unread);
	json_kv_bool(w, "asksToLeave", r->asks_to_leave);
	json_kv_str(w, "subject", r->subject);
	json_kv_str(w, "excerpt", r->excerpt);
	json_kv_i64(w, "messages", r->messages);
	json_kv_time(w, "lastMessageAt", r->last_message_at);
	json_key(w, "contact");
	json_begin_obj(w);
	json_kv_str(w, "id", r->contact_id);
	json_kv_str(w, "email", r->email);
	json_kv_str(w, "firstName", r->first_name);
	json_kv_str(w, "lastName", r->last_name);
	json_end_obj(w);
	json_kv_str(w, "senderId", r->sender_id);
	json_kv_str(w, "senderName", r->sender_name);
	json_kv_str(w, "recipientId", r->recipient_id);
	json_kv_str(w, "campaignId", r->campaign_id);
	json_kv_str(w, "campaignName", r->campaign_name);
	json_kv_str(w, "sequenceId", r->sequence_id);
	json_kv_str(w, "sequenceName", r->sequence_name);
	json_kv_time(w, "createdAt", r->created_at);
}

void reply_write(struct json_writer *w, const struct reply *r)
{
	json_begin_obj(w);
	reply_write_members(w, r);
	json_end_obj(w);
}

void reply_thread_write(struct json_writer *w, const struct reply_thread *t)
{
	json_begin_obj(w);
	reply_write_members(w, &t->reply);
	json_key(w, "thread");
	json_begin_arr(w);
	for (size_t i = 0; i < t->n; i++) {
		const struct reply_message *m = &t->v[i];
		json_begin_obj(w);
		json_kv_str(w, "id", m->id);
		json_kv_str(w, "direction", m->direction);
		json_kv_str(w, "status", m->status);
		json_kv_str(w, "error", m->error);
		json_kv_str(w, "from", m->from);
		json_kv_str(w, "fromName", m->from_name);
		json_kv_str(w, "to", m->to);
		json_kv_str(w, "subject", m->subject);
		json_kv_str(w, "text", m->text);
		json_kv_str(w, "said", m->said);
		json_kv_str(w, "quoted", m->quoted);
		json_kv_str(w, "signature", m->signature);
		json_kv_str(w, "kind", m->kind);
		json_kv_str(w, "why", m->why);
		json_kv_str(w, "whyCode", m->why_code);
		json_kv_str(w, "whyOf", m->why_of);
		json_kv_time(w, "at", m->at);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
}
