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
	struct opt_bool asks;
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
	bool asks_to_leave;
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
	str id; /* may be absent */
	str direction; /* may be absent */
	str status; /* may be absent */
	str error; /* may be absent */
	str message_id; /* may be absent */
	str references; /* may be absent */
	str from; /* may be absent */
	str from_name; /* may be absent */
	str to; /* may be absent */
	str subject; /* may be absent */
	str text; /* may be absent */
	str kind; /* may be absent */
	str why; /* may be absent */
	str why_code; /* may be absent */
	str why_of; /* may be absent */
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

struct q_inbox_counts_in {
	int64_t now; /* µs */
	int64_t since; /* µs */
};
struct q_inbox_counts_row {
	int64_t asks;
	int64_t unmatched;
	int64_t away;
	int64_t not_understood;
};
/* What waits for somebody's decision. */
err q_inbox_counts(tenant_db db, struct arena *a, const struct q_inbox_counts_in *in, struct q_inbox_counts_row *out);

struct q_inbox_settings_get_row {
	int64_t unmatched_days;
};
err q_inbox_settings_get(tenant_db db, struct arena *a, struct q_inbox_settings_get_row *out);

struct q_inbox_settings_set_in {
	int64_t days;
	int64_t now; /* µs */
};
err q_inbox_settings_set(tenant_db db, struct arena *a, const struct q_inbox_settings_set_in *in, int64_t *affected);

struct q_reply_decided_in {
	int64_t now; /* µs */
	str contact_id;
};
/* Whether they leave is decided. */
err q_reply_decided(tenant_db db, struct arena *a, const struct q_reply_decided_in *in, int64_t *affected);

struct q_hold_page_in {
	str contact_id; /* may be absent */
	int64_t now; /* µs */
	struct opt_i64 before_at; /* µs */
	str before_id; /* may be absent */
	int64_t limit;
};
struct q_hold_page_row {
	str contact_id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str reason;
	struct opt_i64 until; /* µs */
	str words; /* may be absent */
	str colleague; /* may be absent */
	str colleague_name; /* may be absent */
	int64_t created_at; /* µs */
	struct opt_bool colleague_known;
};
struct q_hold_page_rows {
	struct q_hold_page_row *v;
	size_t n;
};
/* Whose sequences wait, the latest first. */
err q_hold_page(tenant_db db, struct arena *a, const struct q_hold_page_in *in, struct q_hold_page_rows *out);

struct q_hold_end_in {
	str contact_id;
};
err q_hold_end(tenant_db db, struct arena *a, const struct q_hold_end_in *in, int64_t *affected);

struct q_hold_wake_in {
	str contact_id;
	int64_t now; /* µs */
};
/* Its enrollments look again. Those that wait for something else go on waiting for it. */
err q_hold_wake(tenant_db db, struct arena *a, const struct q_hold_wake_in *in, int64_t *affected);

struct q_unmatched_page_in {
	str status; /* may be absent */
	str id; /* may be absent */
	struct opt_i64 before_at; /* µs */
	str before_id; /* may be absent */
	int64_t limit;
};
struct q_unmatched_page_row {
	str id;
	str status;
	str source;
	str key; /* may be absent */
	str kind;
	str bounce; /* may be absent */
	str code; /* may be absent */
	str cause; /* may be absent */
	str leave;
	str why;
	str why_code; /* may be absent */
	str why_of; /* may be absent */
	str sender_id; /* may be absent */
	str sender_name; /* may be absent */
	str message_id; /* may be absent */
	str references; /* may be absent */
	str from;
	str from_name; /* may be absent */
	str to;
	str subject;
	str text;
	str recipient; /* may be absent */
	str evidence;
	str contact_id; /* may be absent */
	str contact_email; /* may be absent */
	str recipient_id; /* may be absent */
	int64_t received_at; /* µs */
	struct opt_i64 decided_at; /* µs */
};
struct q_unmatched_page_rows {
	struct q_unmatched_page_row *v;
	size_t n;
};
err q_unmatched_page(tenant_db db, struct arena *a, const struct q_unmatched_page_in *in, struct q_unmatched_page_rows *out);

struct q_unmatched_dismiss_in {
	int64_t now; /* µs */
	str id;
};
err q_unmatched_dismiss(tenant_db db, struct arena *a, const struct q_unmatched_dismiss_in *in, int64_t *affected);

struct q_unmatched_recipient_in {
	str contact_id;
	str recipient_id; /* may be absent */
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
};
struct q_unmatched_recipient_row {
	str id;
};
/* The message of a contact's that it is assigned to: this one, or the last that was sent, of the campaign or sequence if one is named. */
err q_unmatched_recipient(tenant_db db, struct arena *a, const struct q_unmatched_recipient_in *in, struct q_unmatched_recipient_row *out);

struct q_not_understood_in {
	int64_t since; /* µs */
	int64_t limit;
};
struct q_not_understood_row {
	str id;
	str way;
	str words;
	int64_t count;
	int64_t first_at; /* µs */
	int64_t last_at; /* µs */
};
struct q_not_understood_rows {
	struct q_not_understood_row *v;
	size_t n;
};
/* Refusals that are in no table: each distinct text, the most frequent first. */
err q_not_understood(tenant_db db, struct arena *a, const struct q_not_understood_in *in, struct q_not_understood_rows *out);
