/* Written by tools/sqlgen from sql/q/system/inbound.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_inbound_find_in {
	struct str_array ids;
	str user_id;
};
struct q_inbound_find_row {
	str id;
	int64_t ord;
};
/* The recipient that the surest of the ids names. */
err q_inbound_find(system_db db, struct arena *a, const struct q_inbound_find_in *in, struct q_inbound_find_row *out);

struct q_inbound_find_tracking_in {
	str tracking_id;
	str user_id;
};
struct q_inbound_find_tracking_row {
	str id;
};
/* By the id in a mail's own links. */
err q_inbound_find_tracking(system_db db, struct arena *a, const struct q_inbound_find_tracking_in *in, struct q_inbound_find_tracking_row *out);

struct q_inbound_find_foreign_in {
	struct str_array message_ids;
	str user_id;
	str thread_id; /* may be absent */
};
struct q_inbound_find_foreign_row {
	str id;
	bool by_thread;
};
/* By what Gmail made of it: its Message-ID, or the thread; in a thread, the last message that was sent. */
err q_inbound_find_foreign(system_db db, struct arena *a, const struct q_inbound_find_foreign_in *in, struct q_inbound_find_foreign_row *out);

struct q_inbound_find_answer_in {
	struct str_array ids;
	str user_id;
};
struct q_inbound_find_answer_row {
	str recipient_id;
};
/* A reply to an answer that was written in the inbox. */
err q_inbound_find_answer(system_db db, struct arena *a, const struct q_inbound_find_answer_in *in, struct q_inbound_find_answer_row *out);

struct q_inbound_find_address_in {
	str user_id;
	struct str_array emails;
	int64_t at; /* µs */
};
struct q_inbound_find_address_row {
	str id;
};
/* For signed reports that name an address only: the last message to it in two weeks. */
err q_inbound_find_address(system_db db, struct arena *a, const struct q_inbound_find_address_in *in, struct q_inbound_find_address_row *out);

struct q_inbound_known_in {
	str user_id;
	str email;
};
struct q_inbound_known_row {
	bool known;
};
/* Whether the address is a contact's. */
err q_inbound_known(system_db db, struct arena *a, const struct q_inbound_known_in *in, struct q_inbound_known_row *out);

struct q_inbound_find_mailed_in {
	str user_id;
	struct str_array emails;
	str sender_id;
	int64_t at; /* µs */
	int64_t days;
};
struct q_inbound_find_mailed_row {
	str id;
};
/* The last message to an address by the mailbox's sender, in the days before. */
err q_inbound_find_mailed(system_db db, struct arena *a, const struct q_inbound_find_mailed_in *in, struct q_inbound_find_mailed_row *out);

struct q_inbound_contact_of_in {
	str user_id;
	struct str_array emails;
};
struct q_inbound_contact_of_row {
	str id;
};
err q_inbound_contact_of(system_db db, struct arena *a, const struct q_inbound_contact_of_in *in, struct q_inbound_contact_of_row *out);

struct q_inbound_unmatched_in {
	str id;
	str user_id;
	str key;
	str sender_id; /* may be absent */
	str source;
	str kind;
	str bounce; /* may be absent */
	str code; /* may be absent */
	str cause; /* may be absent */
	str leave;
	str why;
	str message_id; /* may be absent */
	str references; /* may be absent */
	str from;
	str from_name; /* may be absent */
	str to;
	str subject;
	str text;
	str recipient; /* may be absent */
	str evidence; /* JSON */
	str contact_id; /* may be absent */
	int64_t at; /* µs */
};
/* For a person to decide, unless the tenant keeps none. */
err q_inbound_unmatched(system_db db, struct arena *a, const struct q_inbound_unmatched_in *in, int64_t *affected);

struct q_inbound_unmatched_trim_in {
	str user_id;
	int64_t most;
};
/* So many wait at most: the oldest go. */
err q_inbound_unmatched_trim(system_db db, struct arena *a, const struct q_inbound_unmatched_trim_in *in, int64_t *affected);

struct q_inbound_unmatched_decided_in {
	str recipient_id;
	int64_t at; /* µs */
	str id;
	str user_id;
};
err q_inbound_unmatched_decided(system_db db, struct arena *a, const struct q_inbound_unmatched_decided_in *in, int64_t *affected);

struct q_inbound_unrelated_in {
	str sender_id;
	str user_id;
};
err q_inbound_unrelated(system_db db, struct arena *a, const struct q_inbound_unrelated_in *in, int64_t *affected);

struct q_inbound_hold_in {
	str reason;
	struct opt_i64 back; /* µs */
	str words; /* may be absent */
	str colleague; /* may be absent */
	str colleague_name; /* may be absent */
	str inbound_id;
	str contact_id;
	str user_id;
	int64_t now; /* µs */
};
struct q_inbound_hold_row {
	struct opt_i64 until; /* µs */
};
/* Sequences wait: until the working morning of `back` in the contact's zone, else the account's; without `back`, until somebody decides. A wish to
 * leave is not replaced by an absence. No row: the day is over, or something else holds them. */
err q_inbound_hold(system_db db, struct arena *a, const struct q_inbound_hold_in *in, struct q_inbound_hold_row *out);

struct q_inbound_hold_trace_in {
	int64_t at; /* µs */
	str inbound_id;
	str detail; /* JSON */
	str contact_id;
	str user_id;
};
err q_inbound_hold_trace(system_db db, struct arena *a, const struct q_inbound_hold_trace_in *in, int64_t *affected);

struct q_inbound_hold_drop_in {
	str contact_id;
	str user_id;
};
err q_inbound_hold_drop(system_db db, struct arena *a, const struct q_inbound_hold_drop_in *in, int64_t *affected);

/* Absences that are over. */
err q_inbound_sweep(system_db db, struct arena *a, int64_t *affected);

/* Some thousands at a time. */
err q_inbound_sweep_unmatched(system_db db, struct arena *a, int64_t *affected);

struct q_unknown_refusals_add_in {
	str way;
	int64_t at; /* µs */
	struct str_array ids;
	struct str_array user_ids;
	struct str_array words;
	struct i64_array counts;
};
err q_unknown_refusals_add(system_db db, struct arena *a, const struct q_unknown_refusals_add_in *in, int64_t *affected);

struct q_unknown_refusals_trim_in {
	struct str_array user_ids;
	int64_t most;
};
/* So many texts a tenant at most: those that were not seen for longest go. */
err q_unknown_refusals_trim(system_db db, struct arena *a, const struct q_unknown_refusals_trim_in *in, int64_t *affected);

struct q_unknown_refusals_sweep_in {
	int64_t before; /* µs */
};
err q_unknown_refusals_sweep(system_db db, struct arena *a, const struct q_unknown_refusals_sweep_in *in, int64_t *affected);

struct q_inbound_lock_in {
	str id;
	str user_id;
};
struct q_inbound_lock_row {
	str id;
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str step_id; /* may be absent */
	str enrollment_id; /* may be absent */
	str contact_id;
	str status;
	str sender_id; /* may be absent */
	struct opt_i64 sent_at; /* µs */
	struct opt_i64 opened_by_person_at; /* µs */
	struct opt_i64 clicked_by_person_at; /* µs */
	struct opt_i64 replied_at; /* µs */
	struct opt_i64 unsubscribed_at; /* µs */
	str email;
	str name;
	bool delivered;
	bool complained;
};
err q_inbound_lock(system_db db, struct arena *a, const struct q_inbound_lock_in *in, struct q_inbound_lock_row *out);

struct q_inbound_insert_in {
	str id;
	str user_id;
	str key;
	str source;
	str kind;
	str bounce; /* may be absent */
	str code; /* may be absent */
	str cause; /* may be absent */
	str matched_by;
	str recipient_id;
	str contact_id;
	str evidence; /* JSON */
	int64_t at; /* µs */
};
err q_inbound_insert(system_db db, struct arena *a, const struct q_inbound_insert_in *in, int64_t *affected);

struct q_inbound_mark_replied_in {
	int64_t at; /* µs */
	str id;
	str user_id;
};
err q_inbound_mark_replied(system_db db, struct arena *a, const struct q_inbound_mark_replied_in *in, int64_t *affected);

struct q_inbound_mark_bounced_in {
	str reason;
	str id;
	str user_id;
};
err q_inbound_mark_bounced(system_db db, struct arena *a, const struct q_inbound_mark_bounced_in *in, int64_t *affected);

struct q_inbound_mark_unsubscribed_in {
	int64_t at; /* µs */
	str id;
	str user_id;
};
err q_inbound_mark_unsubscribed(system_db db, struct arena *a, const struct q_inbound_mark_unsubscribed_in *in, int64_t *affected);

struct q_inbound_drop_retry_in {
	str id;
	str user_id;
};
err q_inbound_drop_retry(system_db db, struct arena *a, const struct q_inbound_drop_retry_in *in, int64_t *affected);

struct q_inbound_soft_bounces_in {
	str user_id;
	str contact_id;
	int64_t at; /* µs */
};
struct q_inbound_soft_bounces_row {
	int64_t n;
	int64_t most;
};
/* How many messages of a contact bounced softly lately, and how many are too many. */
err q_inbound_soft_bounces(system_db db, struct arena *a, const struct q_inbound_soft_bounces_in *in, struct q_inbound_soft_bounces_row *out);

struct q_inbound_conversation_in {
	str id;
	str user_id;
	str key;
	str contact_id;
	str sender_id; /* may be absent */
	str recipient_id;
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str subject;
	str excerpt;
	int64_t at; /* µs */
	bool asks;
};
struct q_inbound_conversation_row {
	str id;
};
/* The conversation that a reply belongs to, open again and unread. */
err q_inbound_conversation(system_db db, struct arena *a, const struct q_inbound_conversation_in *in, struct q_inbound_conversation_row *out);

struct q_inbound_message_in {
	str id;
	str user_id;
	str conversation_id;
	str message_id; /* may be absent */
	str references; /* may be absent */
	str from;
	str from_name; /* may be absent */
	str to;
	str subject;
	str text;
	str inbound_id;
	str kind;
	str why;
	int64_t at; /* µs */
};
err q_inbound_message(system_db db, struct arena *a, const struct q_inbound_message_in *in, int64_t *affected);

err q_inbound_wake_snoozed(system_db db, struct arena *a, int64_t *affected);

struct q_inbound_guard_row {
	str id; /* may be absent */
	str reason;
};
struct q_inbound_guard_rows {
	struct q_inbound_guard_row *v;
	size_t n;
};
/* Campaigns with too many bounces or complaints stop, once; who resumes one has decided. The rates are of what was sent. */
err q_inbound_guard(system_db db, struct arena *a, struct q_inbound_guard_rows *out);

/* A connected Gmail account is a mailbox of its own accord. */
err q_mailbox_adopt_gmail(system_db db, struct arena *a, int64_t *affected);

struct q_mailbox_claim_in {
	str me;
	double seconds;
};
struct q_mailbox_claim_row {
	str id;
	str user_id;
	str sender_id;
	str kind;
	str host; /* may be absent */
	struct opt_i64 port;
	str security;
	bool tls_verify;
	str auth;
	str username; /* may be absent */
	str secret_sealed; /* may be absent */
	str folder;
	struct opt_i64 uid_validity;
	struct opt_i64 uid_next;
	str history_id; /* may be absent */
	int64_t failures;
	int64_t since; /* µs */
};
/* The mailbox that has waited longest, for as long as the lease. */
err q_mailbox_claim(system_db db, struct arena *a, const struct q_mailbox_claim_in *in, struct q_mailbox_claim_row *out);

struct q_mailbox_due_row {
	int64_t n;
};
err q_mailbox_due(system_db db, struct arena *a, struct q_mailbox_due_row *out);

struct q_mailbox_renew_in {
	double seconds;
	str id;
	str me;
};
/* Still mine, unchanged and wanted? No row: let go of it. */
err q_mailbox_renew(system_db db, struct arena *a, const struct q_mailbox_renew_in *in, int64_t *affected);

struct q_mailbox_seen_in {
	struct opt_i64 uid_validity;
	struct opt_i64 uid_next;
	str history_id; /* may be absent */
	struct opt_i64 looked_at; /* µs */
	struct opt_i64 message_at; /* µs */
	str id;
	str me;
};
/* How far it is read; looked_at: all that was there by then is taken. */
err q_mailbox_seen(system_db db, struct arena *a, const struct q_mailbox_seen_in *in, int64_t *affected);

struct q_mailbox_release_in {
	double seconds;
	str error; /* may be absent */
	str id;
	str me;
};
/* error absent: it went well, or the worker stops. */
err q_mailbox_release(system_db db, struct arena *a, const struct q_mailbox_release_in *in, int64_t *affected);

struct q_webhook_find_in {
	str token_hash;
};
struct q_webhook_find_row {
	str id;
	str user_id;
	str provider;
	str secret_sealed; /* may be absent */
	str topic; /* may be absent */
};
err q_webhook_find(system_db db, struct arena *a, const struct q_webhook_find_in *in, struct q_webhook_find_row *out);

struct q_webhook_note_in {
	int64_t n;
	str error; /* may be absent */
	str topic; /* may be absent */
	str id;
};
err q_webhook_note(system_db db, struct arena *a, const struct q_webhook_note_in *in, int64_t *affected);
