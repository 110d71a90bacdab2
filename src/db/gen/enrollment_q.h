/* Written by tools/sqlgen from sql/q/tenant/enrollment.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_enrollment_sequence_in {
	str id;
};
struct q_enrollment_sequence_row {
	str id;
	str status;
	int64_t version;
};
err q_enrollment_sequence(tenant_db db, struct arena *a, const struct q_enrollment_sequence_in *in, struct q_enrollment_sequence_row *out);

struct q_enrollment_add_in {
	str sequence_id;
	str audience;
	struct str_array hash_keys;
	str prefix;
	str tail;
	int64_t now; /* µs */
	str source;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_enrollment_add_row {
	int64_t enrolled;
	int64_t already;
	int64_t excluded;
};
/* The audience enters: who is ACTIVE, not suppressed (nor erased: by the hash), and not in already (or may come again); one person
 * once, however many contacts they are. Ids count up behind `prefix` (9) and
 * end in `tail` (10). The queue's row and the counters of new rows come by trigger. */
err q_enrollment_add(tenant_db db, struct arena *a, const struct q_enrollment_add_in *in, struct q_enrollment_add_row *out);

struct q_enrollment_lock_in {
	str id;
};
struct q_enrollment_lock_row {
	str id;
	str sequence_id;
	str status;
	int64_t run;
	str current_step; /* may be absent */
	str waiting_recipient_id; /* may be absent */
};
err q_enrollment_lock(tenant_db db, struct arena *a, const struct q_enrollment_lock_in *in, struct q_enrollment_lock_row *out);

struct q_enrollment_set_paused_in {
	str id;
	int64_t now; /* µs */
};
err q_enrollment_set_paused(tenant_db db, struct arena *a, const struct q_enrollment_set_paused_in *in, int64_t *affected);

struct q_enrollment_set_active_in {
	int64_t now; /* µs */
	str recipient_id; /* may be absent */
	str id;
};
/* The trigger puts it back into the queue; a mail of its that waits is looked at again. */
err q_enrollment_set_active(tenant_db db, struct arena *a, const struct q_enrollment_set_active_in *in, int64_t *affected);

struct q_enrollment_trace_add_in {
	str id;
	str enrollment_id;
	str sequence_id;
	int64_t run;
	str step_id; /* may be absent */
	int64_t at; /* µs */
	str kind;
	str detail; /* may be absent */
};
err q_enrollment_trace_add(tenant_db db, struct arena *a, const struct q_enrollment_trace_add_in *in, int64_t *affected);

struct q_enrollment_count_paused_in {
	int64_t n;
	str sequence_id;
};
err q_enrollment_count_paused(tenant_db db, struct arena *a, const struct q_enrollment_count_paused_in *in, int64_t *affected);

struct q_enrollment_exit_ids_in {
	struct str_array ids;
	str reason;
	int64_t now; /* µs */
};
struct q_enrollment_exit_ids_row {
	int64_t n;
};
err q_enrollment_exit_ids(tenant_db db, struct arena *a, const struct q_enrollment_exit_ids_in *in, struct q_enrollment_exit_ids_row *out);

struct q_enrollment_exit_sequence_in {
	str sequence_id;
	str reason;
	int64_t now; /* µs */
};
struct q_enrollment_exit_sequence_row {
	int64_t n;
};
err q_enrollment_exit_sequence(tenant_db db, struct arena *a, const struct q_enrollment_exit_sequence_in *in, struct q_enrollment_exit_sequence_row *out);

struct q_enrollment_move_in {
	int64_t version;
	str sequence_id;
	int64_t now; /* µs */
	str prefix;
	str tail;
};
struct q_enrollment_move_row {
	int64_t moved;
};
/* state.from is the version in which the current step was entered. Who waits for a mail goes on waiting for it. */
err q_enrollment_move(tenant_db db, struct arena *a, const struct q_enrollment_move_in *in, struct q_enrollment_move_row *out);

struct q_enrollment_overdue_count_in {
	str sequence_id;
	int64_t now; /* µs */
};
struct q_enrollment_overdue_count_row {
	int64_t n;
};
err q_enrollment_overdue_count(tenant_db db, struct arena *a, const struct q_enrollment_overdue_count_in *in, struct q_enrollment_overdue_count_row *out);

struct q_enrollment_overdue_ids_in {
	str sequence_id;
	int64_t now; /* µs */
};
struct q_enrollment_overdue_ids_row {
	str id;
};
struct q_enrollment_overdue_ids_rows {
	struct q_enrollment_overdue_ids_row *v;
	size_t n;
};
err q_enrollment_overdue_ids(tenant_db db, struct arena *a, const struct q_enrollment_overdue_ids_in *in, struct q_enrollment_overdue_ids_rows *out);

struct q_enrollment_go_on_in {
	bool resumed;
	int64_t now; /* µs */
	str id;
};
/* What is held goes. resumed: what is overdue does, too. */
err q_enrollment_go_on(tenant_db db, struct arena *a, const struct q_enrollment_go_on_in *in, int64_t *affected);

struct q_enrollment_event_sequences_in {
	str contact_id;
	str event;
};
struct q_enrollment_event_sequences_row {
	str id;
};
struct q_enrollment_event_sequences_rows {
	struct q_enrollment_event_sequences_row *v;
	size_t n;
};
/* Active sequences that this event lets this contact into. */
err q_enrollment_event_sequences(tenant_db db, struct arena *a, const struct q_enrollment_event_sequences_in *in, struct q_enrollment_event_sequences_rows *out);

struct q_enrollment_event_wake_in {
	int64_t now; /* µs */
	str contact_id;
	str event;
};
/* All of the contact whose steps name the event, wherever they stand: one that is on its way to the wait must not miss it. */
err q_enrollment_event_wake(tenant_db db, struct arena *a, const struct q_enrollment_event_wake_in *in, int64_t *affected);
