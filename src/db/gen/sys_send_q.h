/* Written by tools/sqlgen from sql/q/system/send.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_send_pick_source_in {
	struct str_array skip;
	struct str_array skip_senders;
};
struct q_send_pick_source_row {
	str id; /* may be absent */
	str user_id; /* may be absent */
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str sender_id; /* may be absent */
	str held_below; /* may be absent */
	str delivery; /* may be absent */
	str account_zone; /* may be absent */
	str holidays; /* may be absent */
};
/* The source that is served next: higher priority first, then the tenant and the source served longest ago. It must have
 * something to claim, a sender that may send (of one whose tokens are fetched: has one that lives), and be meant to send. A restored copy that is held has none.
 * held_below: a sequence's mails with a smaller id wait for a person's word. */
err q_send_pick_source(system_db db, struct arena *a, const struct q_send_pick_source_in *in, struct q_send_pick_source_row *out);

struct q_send_touch_source_in {
	str id;
};
err q_send_touch_source(system_db db, struct arena *a, const struct q_send_touch_source_in *in, int64_t *affected);

struct q_send_sender_in {
	str me;
	str id;
};
struct q_send_sender_row {
	str id;
	str user_id;
	str kind;
	str from_email;
	str from_name; /* may be absent */
	str reply_to; /* may be absent */
	str host; /* may be absent */
	struct opt_i64 port;
	str security;
	bool tls_verify;
	str auth;
	str username; /* may be absent */
	struct opt_i64 per_second;
	struct opt_i64 per_hour;
	struct opt_i64 per_day;
	int64_t max_connections;
	bool dkim;
	bool reply_tags;
	str secret_sealed; /* may be absent */
	int64_t updated_at; /* µs */
	str leave_to; /* may be absent */
	struct opt_i64 warmup_limit;
	int64_t hour;
	int64_t day;
	int64_t elsewhere;
	int64_t workers;
	int64_t free_us;
};
/* Locks the sender, so that quotas are granted one claim after the other. elsewhere: connections that other workers' leases
 * hold; leaveTo: the address whose mail we read, if any; free_us: how long until the pace of perSecond lets the next message go, which is
 * seconds: two for what was granted and two that a claim may wait. */
err q_send_sender(system_db db, struct arena *a, const struct q_send_sender_in *in, struct q_send_sender_row *out);

struct q_send_grant_in {
	double n;
	str sender_id;
	str user_id;
};
struct q_send_grant_row {
	int64_t minute; /* µs */
};
/* Books n messages: on this minute for the quotas, and on the pace of perSecond. */
err q_send_grant(system_db db, struct arena *a, const struct q_send_grant_in *in, struct q_send_grant_row *out);

struct q_send_return_in {
	int64_t n;
	str sender_id;
	int64_t minute; /* µs */
};
/* Gives back what was granted in that minute and not used. */
err q_send_return(system_db db, struct arena *a, const struct q_send_return_in *in, int64_t *affected);

struct q_send_claim_batch_in {
	str source_id;
	str held_below; /* may be absent */
	str me;
	double seconds;
	int64_t connections;
	int64_t granted;
	int64_t announced;
};
struct q_send_claim_batch_row {
	str id;
	str step_id; /* may be absent */
	struct opt_i64 version;
	str first_id;
	str last_id;
	int64_t size;
	str zone; /* may be absent */
	int64_t before;
	str before_to; /* may be absent */
	bool taken_over;
};
/* The row is locked in a MATERIALIZED CTE: as a subquery on the inner side of a join it would be run again for each row, and lease them all.
 * taken_over: its owner let the lease run out; what it had announced may be on the wire unheard: the first `before` that are PENDING, or those
 * up to before_to. */
err q_send_claim_batch(system_db db, struct arena *a, const struct q_send_claim_batch_in *in, struct q_send_claim_batch_row *out);

struct q_send_announce_in {
	struct str_array ids;
	struct str_array to;
	str me;
};
struct q_send_announce_row {
	str id;
};
struct q_send_announce_rows {
	struct q_send_announce_row *v;
	size_t n;
};
/* The owner will begin messages up to these recipients. Those ranges that are not its own any more are missing from the answer. */
err q_send_announce(system_db db, struct arena *a, const struct q_send_announce_in *in, struct q_send_announce_rows *out);

struct q_send_announce_retries_in {
	struct str_array ids;
	str me;
};
struct q_send_announce_retries_row {
	str recipient_id;
};
struct q_send_announce_retries_rows {
	struct q_send_announce_retries_row *v;
	size_t n;
};
err q_send_announce_retries(system_db db, struct arena *a, const struct q_send_announce_retries_in *in, struct q_send_announce_retries_rows *out);

struct q_send_shut_in {
	int64_t until; /* µs */
	str source_id;
	str zone; /* may be absent */
	str id;
};
/* The sending window is shut in this range's zone: it, and the source's other ranges of that zone, wait until it opens. */
err q_send_shut(system_db db, struct arena *a, const struct q_send_shut_in *in, int64_t *affected);

struct q_send_claim_retries_in {
	str source_id;
	str held_below; /* may be absent */
	int64_t n;
	str me;
	double seconds;
	int64_t announced;
};
struct q_send_claim_retries_row {
	str recipient_id;
	int64_t attempts;
	int64_t first_tried_at; /* µs */
	bool taken_over;
};
struct q_send_claim_retries_rows {
	struct q_send_claim_retries_row *v;
	size_t n;
};
/* More than :announced of them may not be begun before send_announce_retries. */
err q_send_claim_retries(system_db db, struct arena *a, const struct q_send_claim_retries_in *in, struct q_send_claim_retries_rows *out);

struct q_send_lost_rows_in {
	str first_id;
	str last_id;
	str user_id;
	str source_id;
	str step_id; /* may be absent */
	str zone; /* may be absent */
	int64_t n;
};
struct q_send_lost_rows_row {
	str id;
};
struct q_send_lost_rows_rows {
	struct q_send_lost_rows_row *v;
	size_t n;
};
/* What a lost owner of this range may have sent: the first of those still PENDING. A sequence's source, and that of a campaign which
 * several senders share, is its id, ':' and the sender's. */
err q_send_lost_rows(system_db db, struct arena *a, const struct q_send_lost_rows_in *in, struct q_send_lost_rows_rows *out);

struct q_send_leased_ranges_in {
	str me;
};
struct q_send_leased_ranges_row {
	str id;
	str source_id;
	str user_id;
	str step_id; /* may be absent */
	str first_id;
	str last_id;
	str zone; /* may be absent */
	int64_t before;
	str before_to; /* may be absent */
};
struct q_send_leased_ranges_rows {
	struct q_send_leased_ranges_row *v;
	size_t n;
};
/* The ranges that this owner holds, and how far it had announced to go in each. */
err q_send_leased_ranges(system_db db, struct arena *a, const struct q_send_leased_ranges_in *in, struct q_send_leased_ranges_rows *out);

struct q_send_leased_retries_in {
	str me;
};
struct q_send_leased_retries_row {
	str recipient_id;
};
struct q_send_leased_retries_rows {
	struct q_send_leased_retries_row *v;
	size_t n;
};
/* Those that it may have begun. */
err q_send_leased_retries(system_db db, struct arena *a, const struct q_send_leased_retries_in *in, struct q_send_leased_retries_rows *out);

struct q_send_load_range_in {
	str user_id;
	str campaign_id;
	struct str_array hash_keys;
	str first_id;
	str last_id;
	str sender_id; /* may be absent */
	str zone; /* may be absent */
	int64_t n;
};
struct q_send_load_range_row {
	str id;
	str tracking_id; /* may be absent */
	str contact_id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	str step_id; /* may be absent */
	str enrollment_id; /* may be absent */
	bool suppressed;
	bool unwanted;
	double capped;
	bool untracked;
	str reply_to_id; /* may be absent */
	str zone; /* may be absent */
};
struct q_send_load_range_rows {
	struct q_send_load_range_row *v;
	size_t n;
};
/* The recipients of a campaign's range that are still to be sent, with what their message needs. Loading ends well before the lease. */
err q_send_load_range(system_db db, struct arena *a, const struct q_send_load_range_in *in, struct q_send_load_range_rows *out);

struct q_send_load_ids_in {
	str user_id;
	str campaign_id;
	struct str_array hash_keys;
	struct str_array ids;
};
struct q_send_load_ids_row {
	str id;
	str tracking_id; /* may be absent */
	str contact_id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	str step_id; /* may be absent */
	str enrollment_id; /* may be absent */
	bool suppressed;
	bool unwanted;
	double capped;
	bool untracked;
	str reply_to_id; /* may be absent */
	str zone; /* may be absent */
};
struct q_send_load_ids_rows {
	struct q_send_load_ids_row *v;
	size_t n;
};
err q_send_load_ids(system_db db, struct arena *a, const struct q_send_load_ids_in *in, struct q_send_load_ids_rows *out);

struct q_send_load_step_range_in {
	str user_id;
	double stale_seconds;
	str sequence_id;
	struct str_array hash_keys;
	str first_id;
	str last_id;
	str step_id;
	str sender_id;
	int64_t n;
};
struct q_send_load_step_range_row {
	str id;
	str tracking_id; /* may be absent */
	str contact_id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	str step_id; /* may be absent */
	str enrollment_id; /* may be absent */
	bool suppressed;
	bool unwanted;
	double capped;
	bool untracked;
	str enrollment; /* may be absent */
	str exit_reason; /* may be absent */
	struct opt_i64 version;
	bool waited;
	str thread; /* may be absent */
	str window; /* may be absent */
	str timezone; /* may be absent */
	str account_zone; /* may be absent */
	str holidays; /* may be absent */
	bool unread;
};
struct q_send_load_step_range_rows {
	struct q_send_load_step_range_row *v;
	size_t n;
};
/* The same for a sequence's step, with what the enrolment says: does it (still) wait for this mail (one in doubt that a person sends again goes
 * also when people have gone on meanwhile), which thread it belongs to, and which
 * sending window holds for whom. unread: it follows up on a mail, and the mailbox where an answer to that would be has not been read
 * since this one was planned, or not within the last minute (it may have been put off for hours); one that cannot be read (stale_seconds) is
 * not waited for. */
err q_send_load_step_range(system_db db, struct arena *a, const struct q_send_load_step_range_in *in, struct q_send_load_step_range_rows *out);

struct q_send_load_step_ids_in {
	str user_id;
	double stale_seconds;
	str sequence_id;
	struct str_array hash_keys;
	struct str_array ids;
};
struct q_send_load_step_ids_row {
	str id;
	str tracking_id; /* may be absent */
	str contact_id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	str step_id; /* may be absent */
	str enrollment_id; /* may be absent */
	bool suppressed;
	bool unwanted;
	double capped;
	bool untracked;
	str enrollment; /* may be absent */
	str exit_reason; /* may be absent */
	struct opt_i64 version;
	bool waited;
	str thread; /* may be absent */
	str window; /* may be absent */
	str timezone; /* may be absent */
	str account_zone; /* may be absent */
	str holidays; /* may be absent */
	bool unread;
};
struct q_send_load_step_ids_rows {
	struct q_send_load_step_ids_row *v;
	size_t n;
};
err q_send_load_step_ids(system_db db, struct arena *a, const struct q_send_load_step_ids_in *in, struct q_send_load_step_ids_rows *out);

struct q_send_threads_in {
	struct str_array ids;
	str user_id;
};
struct q_send_threads_row {
	str root;
	str id;
	int64_t depth;
	str message_id; /* may be absent */
	int64_t sent_at; /* µs */
	str subject; /* may be absent */
	str campaign_id; /* may be absent */
	str template; /* may be absent */
	str formerly; /* may be absent */
	str thread; /* may be absent */
};
struct q_send_threads_rows {
	struct q_send_threads_row *v;
	size_t n;
};
/* The mails before these recipients' in their threads, the first of a thread first. formerly: the sender's address when it went out. thread:
 * what a sequence remembers of it. */
err q_send_threads(system_db db, struct arena *a, const struct q_send_threads_in *in, struct q_send_threads_rows *out);

struct q_send_look_in {
	str sender_id;
};
/* Somebody waits for what is in this mailbox: it is read now. */
err q_send_look(system_db db, struct arena *a, const struct q_send_look_in *in, int64_t *affected);

struct q_send_step_in {
	str sequence_id;
	str step_id;
	int64_t version;
};
struct q_send_step_row {
	str name;
	str subject;
	str content;
	str content_format; /* may be absent */
	str text_content; /* may be absent */
	str preheader; /* may be absent */
	bool tracking;
	int64_t version;
	str locale; /* may be absent */
};
/* An email step as it was in a version; where that version has none of this id, as it was in the latest that has. */
err q_send_step(system_db db, struct arena *a, const struct q_send_step_in *in, struct q_send_step_row *out);

struct q_send_campaign_in {
	str id;
};
struct q_send_campaign_row {
	str id;
	str user_id;
	str name;
	str subject;
	str content;
	str text_content; /* may be absent */
	str content_format;
	str preheader; /* may be absent */
	bool tracking_enabled;
	str from_name; /* may be absent */
	str reply_to; /* may be absent */
	str status;
	int64_t updated_at; /* µs */
	bool only_threads;
	str locale; /* may be absent */
};
err q_send_campaign(system_db db, struct arena *a, const struct q_send_campaign_in *in, struct q_send_campaign_row *out);

struct q_send_attachments_in {
	str campaign_id;
};
struct q_send_attachments_row {
	str filename;
	str content_type;
	str content_id; /* may be absent */
	bool inline_;
	str data;
};
struct q_send_attachments_rows {
	struct q_send_attachments_row *v;
	size_t n;
};
err q_send_attachments(system_db db, struct arena *a, const struct q_send_attachments_in *in, struct q_send_attachments_rows *out);

struct q_send_domain_in {
	str user_id;
};
struct q_send_domain_row {
	str domain;
};
/* The tenant's own tracking domain, when it has a verified one. */
err q_send_domain(system_db db, struct arena *a, const struct q_send_domain_in *in, struct q_send_domain_row *out);

struct q_send_extend_in {
	struct str_array ids;
	str me;
	double seconds;
};
struct q_send_extend_row {
	str id;
};
struct q_send_extend_rows {
	struct q_send_extend_row *v;
	size_t n;
};
/* Leases that are still ours live on; those that are not are missing from the answer. Locked in the order of send_announce. */
err q_send_extend(system_db db, struct arena *a, const struct q_send_extend_in *in, struct q_send_extend_rows *out);

struct q_send_extend_retries_in {
	struct str_array ids;
	str me;
	double seconds;
};
struct q_send_extend_retries_row {
	str recipient_id;
	bool ours;
};
struct q_send_extend_retries_rows {
	struct q_send_extend_retries_row *v;
	size_t n;
};
/* Those that are done or put off again are not leased any more; somebody else's are said to be so. */
err q_send_extend_retries(system_db db, struct arena *a, const struct q_send_extend_retries_in *in, struct q_send_extend_retries_rows *out);

struct q_send_states_in {
	struct str_array ids;
};
struct q_send_states_row {
	str id; /* may be absent */
	str sender_id; /* may be absent */
	bool go;
};
struct q_send_states_rows {
	struct q_send_states_row *v;
	size_t n;
};
/* Which of the sources in hand may go on. */
err q_send_states(system_db db, struct arena *a, const struct q_send_states_in *in, struct q_send_states_rows *out);

struct q_send_release_in {
	str first_id;
	double wait_seconds;
	str id;
	str me;
};
/* Hands a range back, from the first recipient that was not started. It waits as if leased where notBefore is an hour of people's days. */
err q_send_release(system_db db, struct arena *a, const struct q_send_release_in *in, int64_t *affected);

struct q_send_release_retries_in {
	str me;
	struct str_array ids;
};
err q_send_release_retries(system_db db, struct arena *a, const struct q_send_release_retries_in *in, int64_t *affected);

struct q_send_release_all_in {
	str me;
};
/* Of a worker that is gone and whose outcomes have been accounted for. What it was granted and provably did not use (of a range: more
 * than there are recipients in it that are done, to be tried again or in doubt) goes back to the senders' quotas. */
err q_send_release_all(system_db db, struct arena *a, const struct q_send_release_all_in *in, int64_t *affected);

struct q_send_batch_done_in {
	struct str_array ids;
	str me;
};
err q_send_batch_done(system_db db, struct arena *a, const struct q_send_batch_done_in *in, int64_t *affected);

struct q_send_lock_pending_in {
	struct str_array ids;
};
struct q_send_lock_pending_row {
	str id;
	str user_id; /* may be absent */
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str step_id; /* may be absent */
	str contact_id;
	str sender_id; /* may be absent */
	str enrollment_id; /* may be absent */
	bool in_doubt;
	str sender_kind; /* may be absent */
	bool shared;
	str email;
	str domain;
};
struct q_send_lock_pending_rows {
	struct q_send_lock_pending_row *v;
	size_t n;
};
/* Locks those that are still PENDING, in ascending order, and says whose they are. */
err q_send_lock_pending(system_db db, struct arena *a, const struct q_send_lock_pending_in *in, struct q_send_lock_pending_rows *out);

struct q_send_done_in {
	struct str_array ids;
	struct str_array statuses;
	struct i64_array at; /* µs */
	struct str_array reasons;
	struct str_array replies;
	struct str_array gmail_ids;
	struct str_array gmail_threads;
	struct str_array sent_as;
	struct str_array subjects;
};
/* The one write of a recipient's outcome. The rows are locked. */
err q_send_done(system_db db, struct arena *a, const struct q_send_done_in *in, int64_t *affected);

struct q_send_shares_in {
	struct str_array ids;
};
/* These have gone out, of campaigns that several senders share. The rows are locked in their order. */
err q_send_shares(system_db db, struct arena *a, const struct q_send_shares_in *in, int64_t *affected);

struct q_send_mark_doubt_in {
	struct str_array ids;
};
err q_send_mark_doubt(system_db db, struct arena *a, const struct q_send_mark_doubt_in *in, int64_t *affected);

struct q_send_doubt_rows_in {
	str resolution;
	str node;
	struct str_array ids;
	struct str_array recipient_ids;
	struct str_array causes;
};
struct q_send_doubt_rows_row {
	str id;
	str recipient_id;
};
struct q_send_doubt_rows_rows {
	struct q_send_doubt_rows_row *v;
	size_t n;
};
err q_send_doubt_rows(system_db db, struct arena *a, const struct q_send_doubt_rows_in *in, struct q_send_doubt_rows_rows *out);

struct q_send_retry_put_in {
	struct str_array ids;
	struct str_array sources;
	struct str_array users;
	struct str_array senders;
	struct str_array domains;
	struct f64_array waits;
	struct i64_array attempts;
	struct i64_array first; /* µs */
	struct str_array replies;
	str me;
};
/* One that somebody else has leased by now stays as it is: this is an old outcome, written twice. */
err q_send_retry_put(system_db db, struct arena *a, const struct q_send_retry_put_in *in, int64_t *affected);

struct q_send_retry_drop_in {
	struct str_array ids;
};
err q_send_retry_drop(system_db db, struct arena *a, const struct q_send_retry_drop_in *in, int64_t *affected);

struct q_send_capture_in {
	struct str_array ids;
	struct str_array users;
	struct str_array senders;
	struct str_array recipients;
	struct str_array campaigns;
	struct str_array sequences;
	struct str_array contacts;
	struct str_array from;
	struct str_array to;
	struct str_array subjects;
	struct str_array raw;
};
err q_send_capture(system_db db, struct arena *a, const struct q_send_capture_in *in, int64_t *affected);

struct q_send_pause_campaign_in {
	str reason;
	str id;
};
err q_send_pause_campaign(system_db db, struct arena *a, const struct q_send_pause_campaign_in *in, int64_t *affected);

struct q_send_pause_sequence_in {
	str id;
};
err q_send_pause_sequence(system_db db, struct arena *a, const struct q_send_pause_sequence_in *in, int64_t *affected);

struct q_send_pause_sender_in {
	str reason;
	str id;
};
err q_send_pause_sender(system_db db, struct arena *a, const struct q_send_pause_sender_in *in, int64_t *affected);

struct q_send_rest_sender_in {
	double seconds;
	str reason;
	str id;
};
/* The server wants a pause, or cannot be reached: nobody claims for it until then. */
err q_send_rest_sender(system_db db, struct arena *a, const struct q_send_rest_sender_in *in, int64_t *affected);

struct q_send_refusal_put_in {
	str domain;
	str cause;
	str reason;
	str advice; /* may be absent */
	str reply;
	double seconds;
	str id;
};
/* A domain refuses a sender because of the sender: its mail rests, and a trial goes out again after that long. */
err q_send_refusal_put(system_db db, struct arena *a, const struct q_send_refusal_put_in *in, int64_t *affected);

struct q_send_refusal_drop_in {
	str id;
	str domain;
};
/* It was accepted there; and what nobody has tried for days is over, too. */
err q_send_refusal_drop(system_db db, struct arena *a, const struct q_send_refusal_drop_in *in, int64_t *affected);

struct q_send_awake_sender_in {
	str id;
};
err q_send_awake_sender(system_db db, struct arena *a, const struct q_send_awake_sender_in *in, int64_t *affected);

/* Somebody is there to send. When nobody was for longer than a sequence's lateness (a long outage, an old copy of the database), its mails
 * planned before that wait for a person's word. The five minutes are for what was planned after the last word of the last one. */
err q_send_present(system_db db, struct arena *a, int64_t *affected);

struct q_send_beat_in {
	str id;
	str role;
	str host;
	int64_t pid;
	str version;
};
err q_send_beat(system_db db, struct arena *a, const struct q_send_beat_in *in, int64_t *affected);

struct q_send_gone_in {
	str id;
};
err q_send_gone(system_db db, struct arena *a, const struct q_send_gone_in *in, int64_t *affected);

struct q_send_gmail_facts_in {
	str id;
};
struct q_send_gmail_facts_row {
	bool in_doubt;
	str thread_id; /* may be absent */
};
/* What the courier must know of a recipient: may it have gone out already, and which of Gmail's threads it answers in. */
err q_send_gmail_facts(system_db db, struct arena *a, const struct q_send_gmail_facts_in *in, struct q_send_gmail_facts_row *out);

struct q_send_doubt_confirmed_in {
	struct str_array ids;
};
struct q_send_doubt_confirmed_row {
	str recipient_id;
};
struct q_send_doubt_confirmed_rows {
	struct q_send_doubt_confirmed_row *v;
	size_t n;
};
/* Gmail has been asked: it had gone out, once. The recipients, as often as they were in doubt. */
err q_send_doubt_confirmed(system_db db, struct arena *a, const struct q_send_doubt_confirmed_in *in, struct q_send_doubt_confirmed_rows *out);

struct q_send_sent_as_in {
	struct str_array ids;
	str user_id;
};
struct q_send_sent_as_row {
	str id;
	str message_id; /* may be absent */
};
struct q_send_sent_as_rows {
	struct q_send_sent_as_row *v;
	size_t n;
};
/* Of earlier mails in a thread: the Message-ID that the provider wrote instead of ours. */
err q_send_sent_as(system_db db, struct arena *a, const struct q_send_sent_as_in *in, struct q_send_sent_as_rows *out);
