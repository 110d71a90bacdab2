/* Written by tools/sqlgen from sql/q/tenant/reply.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_reply_page_in {
	str status; /* may be absent */
	str sender_id; /* may be absent */
	str contact_id; /* may be absent */
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str search; /* may be absent */
	str id; /* may be absent */
	struct opt_i64 before_at; /* µs */
	str before_id; /* may be absent */
	int64_t limit;
};
struct q_reply_page_row {
	str id;
	str contact_id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str sender_id; /* may be absent */
	str sender_name; /* may be absent */
	str recipient_id; /* may be absent */
	str campaign_id; /* may be absent */
	str campaign_name; /* may be absent */
	str sequence_id; /* may be absent */
	str sequence_name; /* may be absent */
	str subject;
	str excerpt;
	str status;
	struct opt_i64 snoozed_until; /* µs */
	bool unread;
	int64_t messages;
	int64_t last_message_at; /* µs */
	int64_t created_at; /* µs */
};
struct q_reply_page_rows {
	struct q_reply_page_row *v;
	size_t n;
};
/* The newest first. status absent: all. */
err q_reply_page(tenant_db db, struct arena *a, const struct q_reply_page_in *in, struct q_reply_page_rows *out);

struct q_reply_counts_row {
	int64_t open;
	int64_t unread;
	int64_t snoozed;
};
err q_reply_counts(tenant_db db, struct arena *a, struct q_reply_counts_row *out);

struct q_reply_thread_in {
	str id;
};
struct q_reply_thread_row {
	str id;
	str direction;
	str status;
	str error; /* may be absent */
	str message_id; /* may be absent */
	str references; /* may be absent */
	str from;
	str from_name; /* may be absent */
	str to;
	str subject;
	str text;
	int64_t at; /* µs */
};
struct q_reply_thread_rows {
	struct q_reply_thread_row *v;
	size_t n;
};
err q_reply_thread(tenant_db db, struct arena *a, const struct q_reply_thread_in *in, struct q_reply_thread_rows *out);

struct q_reply_set_in {
	str status; /* may be absent */
	struct opt_i64 snoozed_until; /* µs */
	struct opt_bool unread;
	int64_t now; /* µs */
	str id;
};
err q_reply_set(tenant_db db, struct arena *a, const struct q_reply_set_in *in, int64_t *affected);

struct q_reply_answer_insert_in {
	str id;
	str conversation_id;
	str message_id;
	str references; /* may be absent */
	str from;
	str from_name; /* may be absent */
	str to;
	str subject;
	str text;
	int64_t now; /* µs */
};
err q_reply_answer_insert(tenant_db db, struct arena *a, const struct q_reply_answer_insert_in *in, int64_t *affected);

struct q_reply_answer_done_in {
	str status;
	str error; /* may be absent */
	str id;
};
err q_reply_answer_done(tenant_db db, struct arena *a, const struct q_reply_answer_done_in *in, int64_t *affected);

struct q_reply_answered_in {
	int64_t now; /* µs */
	str excerpt;
	str id;
};
err q_reply_answered(tenant_db db, struct arena *a, const struct q_reply_answered_in *in, int64_t *affected);

struct q_reply_gmail_thread_in {
	str id;
};
struct q_reply_gmail_thread_row {
	str gmail_thread_id; /* may be absent */
};
err q_reply_gmail_thread(tenant_db db, struct arena *a, const struct q_reply_gmail_thread_in *in, struct q_reply_gmail_thread_row *out);
