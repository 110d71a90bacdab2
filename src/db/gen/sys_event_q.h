/* Written by tools/sqlgen from sql/q/system/event.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_event_resolve_in {
	struct str_array tracking_ids;
};
struct q_event_resolve_row {
	str tracking_id; /* may be absent */
	str id;
};
struct q_event_resolve_rows {
	struct q_event_resolve_row *v;
	size_t n;
};
/* Tracking ids that do not carry the recipient's id: written by another program. */
err q_event_resolve(system_db db, struct arena *a, const struct q_event_resolve_in *in, struct q_event_resolve_rows *out);

struct q_event_lock_recipients_in {
	struct str_array ids;
};
struct q_event_lock_recipients_row {
	str id;
	str user_id; /* may be absent */
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str step_id; /* may be absent */
	str contact_id;
	struct opt_i64 sent_at; /* µs */
	struct opt_i64 opened_at; /* µs */
	struct opt_i64 opened_by_person_at; /* µs */
	struct opt_i64 clicked_at; /* µs */
	struct opt_i64 clicked_by_person_at; /* µs */
	struct opt_i64 replied_at; /* µs */
	struct opt_i64 unsubscribed_at; /* µs */
	str email;
	bool planned;
	bool captured;
	bool untracked;
};
struct q_event_lock_recipients_rows {
	struct q_event_lock_recipients_row *v;
	size_t n;
};
/* Locks them in ascending order; those that are gone are missing from the answer. */
err q_event_lock_recipients(system_db db, struct arena *a, const struct q_event_lock_recipients_in *in, struct q_event_lock_recipients_rows *out);

struct q_event_read_recipients_in {
	struct str_array ids;
};
struct q_event_read_recipients_row {
	str id;
	str user_id; /* may be absent */
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str step_id; /* may be absent */
	str contact_id;
	struct opt_i64 sent_at; /* µs */
	struct opt_i64 opened_at; /* µs */
	struct opt_i64 opened_by_person_at; /* µs */
	struct opt_i64 clicked_at; /* µs */
	struct opt_i64 clicked_by_person_at; /* µs */
	struct opt_i64 replied_at; /* µs */
	struct opt_i64 unsubscribed_at; /* µs */
	str email;
	bool planned;
	bool captured;
	bool untracked;
};
struct q_event_read_recipients_rows {
	struct q_event_read_recipients_row *v;
	size_t n;
};
/* The same without a lock, for those of whom nothing will change. */
err q_event_read_recipients(system_db db, struct arena *a, const struct q_event_read_recipients_in *in, struct q_event_read_recipients_rows *out);

struct q_event_insert_rows_in {
	struct str_array ids;
	struct str_array recipient_ids;
	struct str_array types;
	struct i64_array at; /* µs */
	struct str_array data;
	struct str_array ip;
	struct str_array agents;
	struct str_array user_ids;
};
struct q_event_insert_rows_row {
	str id;
};
struct q_event_insert_rows_rows {
	struct q_event_insert_rows_row *v;
	size_t n;
};
err q_event_insert_rows(system_db db, struct arena *a, const struct q_event_insert_rows_in *in, struct q_event_insert_rows_rows *out);

struct q_event_recent_clicks_in {
	struct str_array recipient_ids;
	str floor;
	int64_t since; /* µs */
};
struct q_event_recent_clicks_row {
	str id;
	str recipient_id;
	int64_t timestamp; /* µs */
	str data; /* JSON */ /* may be absent */
};
struct q_event_recent_clicks_rows {
	struct q_event_recent_clicks_row *v;
	size_t n;
};
/* Clicks of these recipients since an instant, which is given twice: as a time and as the smallest id of it. */
err q_event_recent_clicks(system_db db, struct arena *a, const struct q_event_recent_clicks_in *in, struct q_event_recent_clicks_rows *out);

struct q_event_rejudge_in {
	struct str_array ids;
	struct str_array verdicts;
	struct str_array reasons;
};
err q_event_rejudge(system_db db, struct arena *a, const struct q_event_rejudge_in *in, int64_t *affected);

struct q_event_clicks_by_people_in {
	struct str_array recipient_ids;
};
struct q_event_clicks_by_people_row {
	str recipient_id;
	int64_t n;
	int64_t first; /* µs */
};
struct q_event_clicks_by_people_rows {
	struct q_event_clicks_by_people_row *v;
	size_t n;
};
/* Per recipient and link, the first click by a person that is left. */
err q_event_clicks_by_people(system_db db, struct arena *a, const struct q_event_clicks_by_people_in *in, struct q_event_clicks_by_people_rows *out);

struct q_event_links_clicked_in {
	struct str_array recipient_ids;
};
struct q_event_links_clicked_row {
	str recipient_id;
	int64_t n;
	bool by_person;
};
struct q_event_links_clicked_rows {
	struct q_event_links_clicked_row *v;
	size_t n;
};
err q_event_links_clicked(system_db db, struct arena *a, const struct q_event_links_clicked_in *in, struct q_event_links_clicked_rows *out);

struct q_event_link_clicks_set_in {
	struct str_array recipient_ids;
	struct i64_array n;
	struct str_array user_ids;
	struct bool_array by_person;
};
err q_event_link_clicks_set(system_db db, struct arena *a, const struct q_event_link_clicks_set_in *in, int64_t *affected);

struct q_event_mark_recipients_in {
	struct str_array ids;
	struct i64_array opened; /* µs */
	struct i64_array opened_by_person; /* µs */
	struct i64_array clicked; /* µs */
	struct i64_array clicked_by_person; /* µs */
	struct i64_array unsubscribed; /* µs */
};
/* The epoch stands for "not yet". The rows are locked. */
err q_event_mark_recipients(system_db db, struct arena *a, const struct q_event_mark_recipients_in *in, int64_t *affected);

struct q_event_leave_gone_in {
	str user_id; /* may be absent */
	struct str_array ids;
	struct str_array reasons;
	struct str_array sources;
	struct i64_array at; /* µs */
};
struct q_event_leave_gone_row {
	int64_t n;
};
/* Who leaves, complains or bounced by a message that was deleted since. How many were found. */
err q_event_leave_gone(system_db db, struct arena *a, const struct q_event_leave_gone_in *in, struct q_event_leave_gone_row *out);

struct q_event_partitions_in {
	int64_t ahead;
};
struct q_event_partitions_row {
	int64_t made;
};
err q_event_partitions(system_db db, struct arena *a, const struct q_event_partitions_in *in, struct q_event_partitions_row *out);
