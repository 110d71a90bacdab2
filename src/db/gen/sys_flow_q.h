/* Written by tools/sqlgen from sql/q/system/flow.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_flow_sequences_in {
	int64_t now; /* µs */
	str after;
	int64_t n;
};
struct q_flow_sequences_row {
	str id;
	str user_id;
	int64_t version;
	bool tracking_enabled;
	str sender_id; /* may be absent */
	str from_email; /* may be absent */
	str window; /* may be absent */
	str holidays; /* may be absent */
	str account_zone; /* may be absent */
	int64_t floor; /* µs */
};
struct q_flow_sequences_rows {
	struct q_flow_sequences_row *v;
	size_t n;
};
/* Active sequences with somebody due, in turns: those behind `after`. floor: what is due earlier is overdue and held for a person's
 * word, unless the sequence was activated or resumed since. */
err q_flow_sequences(system_db db, struct arena *a, const struct q_flow_sequences_in *in, struct q_flow_sequences_rows *out);

struct q_flow_claim_in {
	struct str_array sequence_ids;
	struct i64_array floors; /* µs */
	int64_t now; /* µs */
	int64_t per;
};
struct q_flow_claim_row {
	str id;
	str sequence_id;
	str user_id;
	str contact_id;
	str status;
	str current_step; /* may be absent */
	int64_t enrolled_at; /* µs */
	struct opt_i64 version;
	int64_t run;
	str phase; /* may be absent */
	struct opt_i64 step_started_at; /* µs */
	str waiting_recipient_id; /* may be absent */
	str last_recipient_id; /* may be absent */
	str sender_id; /* may be absent */
	str state; /* may be absent */
	int64_t due_at; /* µs */
	int64_t attempts;
	str mail_status; /* may be absent */
	struct opt_i64 mail_sent_at; /* µs */
	str mail_reason; /* may be absent */
	bool mail_held;
	str thread_from; /* may be absent */
	str timezone; /* may be absent */
};
struct q_flow_claim_rows {
	struct q_flow_claim_row *v;
	size_t n;
};
/* Those that are due of the given sequences, `per` of each, with the mail they wait for; mailHeld: it is in doubt, and a person decides. The locks are the claim: others pass them by. */
err q_flow_claim(system_db db, struct arena *a, const struct q_flow_claim_in *in, struct q_flow_claim_rows *out);

struct q_flow_version_in {
	str sequence_id;
	int64_t version;
};
struct q_flow_version_row {
	str steps;
};
/* The steps without what they say: the engine needs their order only. Content that is there counts as such. */
err q_flow_version(system_db db, struct arena *a, const struct q_flow_version_in *in, struct q_flow_version_row *out);

struct q_flow_written_in {
	int64_t most;
	str after;
};
struct q_flow_written_row {
	str id;
	str user_id;
	int64_t version;
	str steps; /* may be absent */
	bool changed;
	bool window_changed;
};
/* The next one whose steps or window were written since they were looked at, by whom ever. steps: absent when they are too large to be read. */
err q_flow_written(system_db db, struct arena *a, const struct q_flow_written_in *in, struct q_flow_written_row *out);

struct q_flow_hold_in {
	str problems;
	int64_t now; /* µs */
	str id;
};
err q_flow_hold(system_db db, struct arena *a, const struct q_flow_hold_in *in, int64_t *affected);

struct q_flow_adopt_in {
	int64_t version;
	int64_t now; /* µs */
	str id;
};
/* The steps are right: they are the version that new enrollments get. Mails planned before a hold that was longer than the lateness wait for
 * a person's word. */
err q_flow_adopt(system_db db, struct arena *a, const struct q_flow_adopt_in *in, int64_t *affected);

struct q_flow_window_wake_in {
	int64_t now; /* µs */
	str id;
};
/* The window has changed: whoever stands before a mail, or has one that was put off, asks again. */
err q_flow_window_wake(system_db db, struct arena *a, const struct q_flow_window_wake_in *in, int64_t *affected);

struct q_flow_messages_in {
	int64_t now; /* µs */
	double stale_seconds;
	struct str_array ids;
	struct i64_array asked; /* µs */
};
struct q_flow_messages_row {
	str id;
	bool opened;
	bool clicked;
	bool replied;
	bool unread;
};
struct q_flow_messages_rows {
	struct q_flow_messages_row *v;
	size_t n;
};
/* What people did with these messages. unread: whether somebody has replied cannot be said, because the sender's mailbox was not read since
 * `asked` (the epoch: no matter); one that cannot be read (stale_seconds) is not waited for. */
err q_flow_messages(system_db db, struct arena *a, const struct q_flow_messages_in *in, struct q_flow_messages_rows *out);

struct q_flow_look_in {
	struct str_array ids;
	int64_t now; /* µs */
};
/* Somebody waits for what is in these messages' mailboxes: they are read now. One that another has in hand is left to him. */
err q_flow_look(system_db db, struct arena *a, const struct q_flow_look_in *in, int64_t *affected);

struct q_flow_events_in {
	struct str_array contact_ids;
	struct str_array events;
	struct i64_array since; /* µs */
};
struct q_flow_events_row {
	int64_t n;
};
struct q_flow_events_rows {
	struct q_flow_events_row *v;
	size_t n;
};
/* Which of the asked for events came since. */
err q_flow_events(system_db db, struct arena *a, const struct q_flow_events_in *in, struct q_flow_events_rows *out);

struct q_flow_contacts_in {
	int64_t now; /* µs */
	struct str_array contact_ids;
	struct str_array sequence_ids;
	struct bool_array fields;
	struct str_array hash_keys;
};
struct q_flow_contacts_row {
	int64_t n;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* may be absent */
	str status;
	str suppressed; /* may be absent */
	bool unwanted;
	struct opt_i64 held; /* µs */
};
struct q_flow_contacts_rows {
	struct q_flow_contacts_row *v;
	size_t n;
};
/* Who is about to get a mail: may they, do they want it, and when. held: until when they are away, or may have asked to leave. */
err q_flow_contacts(system_db db, struct arena *a, const struct q_flow_contacts_in *in, struct q_flow_contacts_rows *out);

struct q_flow_plan_in {
	str key;
	struct str_array ids;
	struct str_array sequences;
	struct str_array contacts;
	struct str_array users;
	struct str_array keys;
	struct str_array senders;
	struct str_array steps;
	struct str_array enrollments;
};
struct q_flow_plan_row {
	str id;
};
struct q_flow_plan_rows {
	struct q_flow_plan_row *v;
	size_t n;
};
/* One mail per enrolment, step and run, whatever happens. Gives back what is new. */
err q_flow_plan(system_db db, struct arena *a, const struct q_flow_plan_in *in, struct q_flow_plan_rows *out);

struct q_flow_planned_in {
	struct str_array keys;
};
struct q_flow_planned_row {
	str id;
	str send_key; /* may be absent */
};
struct q_flow_planned_rows {
	struct q_flow_planned_row *v;
	size_t n;
};
/* Mails that were planned before under these keys. */
err q_flow_planned(system_db db, struct arena *a, const struct q_flow_planned_in *in, struct q_flow_planned_rows *out);

struct q_flow_sources_in {
	struct str_array ids;
	struct str_array users;
	struct str_array sequences;
	struct str_array senders;
};
err q_flow_sources(system_db db, struct arena *a, const struct q_flow_sources_in *in, int64_t *affected);

struct q_flow_batches_in {
	struct str_array ids;
	struct str_array sources;
	struct str_array users;
	struct str_array senders;
	struct str_array steps;
	struct i64_array versions;
	struct str_array firsts;
	struct str_array lasts;
	struct i64_array sizes;
	struct i64_array priorities;
};
err q_flow_batches(system_db db, struct arena *a, const struct q_flow_batches_in *in, int64_t *affected);

struct q_flow_moved_in {
	int64_t now; /* µs */
	struct str_array ids;
	struct str_array statuses;
	struct str_array steps;
	struct str_array phases;
	struct i64_array since; /* µs */
	struct i64_array versions;
	struct str_array waiting;
	struct str_array last;
	struct str_array senders;
	struct str_array failures;
	struct str_array exits;
	struct str_array states;
	struct str_array problems;
};
/* Where the enrolments stand now. Absent state: as it was. */
err q_flow_moved(system_db db, struct arena *a, const struct q_flow_moved_in *in, int64_t *affected);

struct q_flow_due_in {
	struct str_array ids;
	struct i64_array at; /* µs */
	struct i64_array attempts;
};
err q_flow_due(system_db db, struct arena *a, const struct q_flow_due_in *in, int64_t *affected);

struct q_flow_due_drop_in {
	struct str_array ids;
};
err q_flow_due_drop(system_db db, struct arena *a, const struct q_flow_due_drop_in *in, int64_t *affected);

struct q_flow_trace_in {
	struct str_array ids;
	struct str_array enrollments;
	struct str_array users;
	struct str_array sequences;
	struct i64_array runs;
	struct str_array steps;
	struct i64_array at; /* µs */
	struct str_array kinds;
	struct str_array details;
};
err q_flow_trace(system_db db, struct arena *a, const struct q_flow_trace_in *in, int64_t *affected);

struct q_flow_count_in {
	struct str_array ids;
	struct str_array users;
	struct i64_array active;
	struct i64_array completed;
	struct i64_array failed;
	struct i64_array unsubscribed;
	struct i64_array bounced;
	struct i64_array complained;
	struct i64_array goal;
	struct i64_array exited;
	struct i64_array seconds;
};
err q_flow_count(system_db db, struct arena *a, const struct q_flow_count_in *in, int64_t *affected);

struct q_flow_count_steps_in {
	struct str_array sequences;
	struct str_array steps;
	struct str_array users;
	struct i64_array entered;
	struct i64_array passed;
	struct i64_array waiting;
	struct i64_array trues;
	struct i64_array falses;
};
err q_flow_count_steps(system_db db, struct arena *a, const struct q_flow_count_steps_in *in, int64_t *affected);

struct q_flow_tags_in {
	int64_t now; /* µs */
	struct str_array ids;
	struct str_array on;
	struct str_array off;
};
/* Tags on and off; those that stay keep their order. */
err q_flow_tags(system_db db, struct arena *a, const struct q_flow_tags_in *in, int64_t *affected);

struct q_flow_call_of_in {
	str id;
	str step;
};
struct q_flow_call_of_row {
	str id;
	str user_id; /* may be absent */
	str sequence_id;
	str contact_id;
	int64_t run;
	int64_t enrolled_at; /* µs */
	str sequence_name;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* may be absent */
	str variables; /* may be absent */
	int64_t attempts;
};
/* What a webhook is told. Nothing when the enrolment has gone elsewhere since. */
err q_flow_call_of(system_db db, struct arena *a, const struct q_flow_call_of_in *in, struct q_flow_call_of_row *out);

struct q_flow_call_done_in {
	str id;
	str step;
	int64_t run;
	int64_t now; /* µs */
};
struct q_flow_call_done_row {
	str user_id; /* may be absent */
	str sequence_id;
};
/* Answered, or given up: the walk goes on. */
err q_flow_call_done(system_db db, struct arena *a, const struct q_flow_call_done_in *in, struct q_flow_call_done_row *out);

struct q_flow_call_later_in {
	int64_t at; /* µs */
	int64_t attempts;
	str id;
};
err q_flow_call_later(system_db db, struct arena *a, const struct q_flow_call_later_in *in, int64_t *affected);

struct q_flow_put_off_in {
	int64_t now; /* µs */
	str sequence_id;
	int64_t floor; /* µs */
};
/* Who could not be moved in a batch of one comes later, so that he stops nobody else. */
err q_flow_put_off(system_db db, struct arena *a, const struct q_flow_put_off_in *in, int64_t *affected);
