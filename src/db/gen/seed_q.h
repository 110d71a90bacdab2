/* Written by tools/sqlgen from sql/q/tenant/seed.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_seed_state_row {
	int64_t contacts;
	int64_t stats;
};
err q_seed_state(tenant_db db, struct arena *a, struct q_seed_state_row *out);

struct q_seed_plan_whole_row {
	str nestloop; /* may be absent */
	str jit; /* may be absent */
};
/* The tables grow within this transaction and the planner has not heard of it: whole tables are joined, never row by row. */
err q_seed_plan_whole(tenant_db db, struct arena *a, struct q_seed_plan_whole_row *out);

struct q_seed_sender_row {
	str id;
	str from_email;
};
err q_seed_sender(tenant_db db, struct arena *a, struct q_seed_sender_row *out);

struct q_seed_contacts_in {
	struct str_array ids;
	struct str_array emails;
	struct str_array first;
	struct str_array last;
	struct str_array tags;
	struct str_array variables;
	struct str_array statuses;
	struct i64_array at; /* µs */
};
err q_seed_contacts(tenant_db db, struct arena *a, const struct q_seed_contacts_in *in, int64_t *affected);

struct q_seed_sequence_in {
	str id;
	str name;
	str description; /* may be absent */
	str status;
	str trigger_type;
	str sender_id; /* may be absent */
	str steps; /* JSON */
	str settings; /* may be absent */
	struct opt_i64 activated_at; /* µs */
	int64_t at; /* µs */
};
err q_seed_sequence(tenant_db db, struct arena *a, const struct q_seed_sequence_in *in, int64_t *affected);

struct q_seed_campaign_in {
	str id;
	str name;
	str subject;
	str content;
	str preheader; /* may be absent */
	str status;
	str sender_id; /* may be absent */
	str audience; /* JSON */ /* may be absent */
	struct opt_i64 scheduled_at; /* µs */
	struct opt_i64 started_at; /* µs */
	struct opt_i64 sent_at; /* µs */
	int64_t created_at; /* µs */
};
err q_seed_campaign(tenant_db db, struct arena *a, const struct q_seed_campaign_in *in, int64_t *affected);

struct q_seed_recipients_in {
	str campaign_id;
	str key;
	str sender_id;
	int64_t start; /* µs */
	str prefix;
	str tail;
	str audience; /* JSON */
};
/* Who was a contact then and had not left. One in eighty bounces, one in three hundred is refused. */
err q_seed_recipients(tenant_db db, struct arena *a, const struct q_seed_recipients_in *in, int64_t *affected);

struct q_seed_enrollments_in {
	str sequence_id;
	int64_t now; /* µs */
};
/* Over the last thirty days, evenly. A mail goes out twenty seconds after the entry, the next two days later, the end is three days after
 * that; a few were paused or taken out by hand. */
err q_seed_enrollments(tenant_db db, struct arena *a, const struct q_seed_enrollments_in *in, int64_t *affected);

struct q_seed_enrollment_mails_in {
	str sequence_id;
};
/* What the engine would remember of its mails. */
err q_seed_enrollment_mails(tenant_db db, struct arena *a, const struct q_seed_enrollment_mails_in *in, int64_t *affected);

struct q_seed_enrollment_queue_in {
	str sequence_id;
};
err q_seed_enrollment_queue(tenant_db db, struct arena *a, const struct q_seed_enrollment_queue_in *in, int64_t *affected);

struct q_seed_enrollment_trace_in {
	str sequence_id;
};
err q_seed_enrollment_trace(tenant_db db, struct arena *a, const struct q_seed_enrollment_trace_in *in, int64_t *affected);

struct q_seed_sequence_stats_in {
	str sequence_id;
};
err q_seed_sequence_stats(tenant_db db, struct arena *a, const struct q_seed_sequence_stats_in *in, int64_t *affected);

struct q_seed_step_stats_in {
	str sequence_id;
};
err q_seed_step_stats(tenant_db db, struct arena *a, const struct q_seed_step_stats_in *in, int64_t *affected);

struct q_seed_step_recipients_in {
	str sequence_id;
	double after;
	int64_t now; /* µs */
	str step_id;
	str key;
	str sender_id;
	struct opt_bool opened;
};
/* The mails of a step: to those enrolled who have reached it. A follow-up depends on whether the first was opened. */
err q_seed_step_recipients(tenant_db db, struct arena *a, const struct q_seed_step_recipients_in *in, int64_t *affected);

struct q_seed_sent_in {
	int64_t start; /* µs */
	str source_id;
	str step_id; /* may be absent */
};
/* The event of each message that went out, or bounced, of a campaign or a step. */
err q_seed_sent(tenant_db db, struct arena *a, const struct q_seed_sent_in *in, int64_t *affected);

struct q_seed_opens_in {
	str source_id;
	str step_id; /* may be absent */
	str gmail;
	str apple;
	struct str_array agents;
	int64_t now; /* µs */
};
/* People open by their liking, some hours later, some of them again; Apple's proxy and unknown programs open besides. */
err q_seed_opens(tenant_db db, struct arena *a, const struct q_seed_opens_in *in, int64_t *affected);

struct q_seed_clicks_in {
	str source_id;
	str step_id; /* may be absent */
	struct str_array urls;
	struct str_array link_ids;
	struct str_array agents;
	int64_t now; /* µs */
};
/* About a quarter of those who opened click, some of them two links; a scanner clicks every link at once. */
err q_seed_clicks(tenant_db db, struct arena *a, const struct q_seed_clicks_in *in, int64_t *affected);

struct q_seed_link_clicks_in {
	str source_id;
};
err q_seed_link_clicks(tenant_db db, struct arena *a, const struct q_seed_link_clicks_in *in, int64_t *affected);

struct q_seed_replies_in {
	str source_id;
	int64_t now; /* µs */
};
/* A few who opened answered. */
err q_seed_replies(tenant_db db, struct arena *a, const struct q_seed_replies_in *in, int64_t *affected);

struct q_seed_unsubscribes_in {
	str campaign_id;
	int64_t now; /* µs */
};
/* A few who opened left: the message, the contact and the suppression list say so. */
err q_seed_unsubscribes(tenant_db db, struct arena *a, const struct q_seed_unsubscribes_in *in, int64_t *affected);

struct q_seed_bounces_in {
	int64_t start; /* µs */
	str campaign_id;
};
err q_seed_bounces(tenant_db db, struct arena *a, const struct q_seed_bounces_in *in, int64_t *affected);

struct q_seed_to_capture_in {
	str campaign_id;
	int64_t n;
};
struct q_seed_to_capture_row {
	str id;
	str tracking_id; /* may be absent */
	str contact_id;
	struct opt_i64 sent_at; /* µs */
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* JSON */ /* may be absent */
};
struct q_seed_to_capture_rows {
	struct q_seed_to_capture_row *v;
	size_t n;
};
/* Some messages of a campaign that are shown as captured mail. */
err q_seed_to_capture(tenant_db db, struct arena *a, const struct q_seed_to_capture_in *in, struct q_seed_to_capture_rows *out);

struct q_seed_captures_in {
	str sender_id;
	str campaign_id;
	str from;
	struct str_array recipients;
	struct str_array contacts;
	struct str_array to;
	struct str_array subjects;
	struct str_array raw;
	struct i64_array at; /* µs */
};
err q_seed_captures(tenant_db db, struct arena *a, const struct q_seed_captures_in *in, int64_t *affected);

struct q_seed_view_in {
	str id;
	str name;
	str filter; /* JSON */
};
err q_seed_view(tenant_db db, struct arena *a, const struct q_seed_view_in *in, int64_t *affected);

struct q_seed_conversations_in {
	str sender_id;
	struct str_array texts;
};
/* The latest of those who answered stand in the inbox, with their words. */
err q_seed_conversations(tenant_db db, struct arena *a, const struct q_seed_conversations_in *in, int64_t *affected);

struct q_seed_conversation_messages_in {
	str to;
};
err q_seed_conversation_messages(tenant_db db, struct arena *a, const struct q_seed_conversation_messages_in *in, int64_t *affected);
