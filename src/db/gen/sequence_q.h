/* Written by tools/sqlgen from sql/q/tenant/sequence.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_sequence_one_in {
	int64_t most;
	int64_t now; /* µs */
	str id;
};
struct q_sequence_one_row {
	str id;
	str name;
	str description; /* may be absent */
	str status;
	str trigger_type;
	bool tracking_enabled;
	str steps;
	int64_t steps_bytes;
	str settings; /* may be absent */
	str sender_id; /* may be absent */
	str topic_id; /* may be absent */
	int64_t version;
	int64_t revision;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	struct opt_i64 activated_at; /* µs */
	struct opt_i64 paused_at; /* µs */
	struct opt_i64 resumed_at; /* µs */
	int64_t enrolled;
	int64_t active;
	int64_t completed;
	int64_t paused;
	int64_t failed;
	int64_t sent;
	int64_t opened_people;
	int64_t clicked_people;
	int64_t replied;
	int64_t bounced;
	int64_t overdue;
	bool held;
	struct opt_i64 held_at; /* µs */
	int64_t stuck;
};
err q_sequence_one(tenant_db db, struct arena *a, const struct q_sequence_one_in *in, struct q_sequence_one_row *out);

struct q_sequence_page_in {
	int64_t now; /* µs */
	str sort;
	str status; /* may be absent */
	str search; /* may be absent */
	str cursor_id; /* may be absent */
	bool descending;
	str cursor_key; /* may be absent */
	int64_t limit;
};
struct q_sequence_page_row {
	str id;
	str name;
	str description; /* may be absent */
	str status;
	str trigger_type;
	bool tracking_enabled;
	str settings; /* may be absent */
	str sender_id; /* may be absent */
	str topic_id; /* may be absent */
	int64_t version;
	int64_t revision;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	struct opt_i64 activated_at; /* µs */
	struct opt_i64 paused_at; /* µs */
	struct opt_i64 resumed_at; /* µs */
	bool held;
	struct opt_i64 held_at; /* µs */
	str held_reason; /* may be absent */
	int64_t step_count;
	str sort_key;
	int64_t enrolled;
	int64_t active;
	int64_t completed;
	int64_t paused;
	int64_t failed;
	int64_t sent;
	int64_t opened_people;
	int64_t clicked_people;
	int64_t replied;
	int64_t bounced;
	int64_t overdue;
	int64_t stuck;
};
struct q_sequence_page_rows {
	struct q_sequence_page_row *v;
	size_t n;
};
/* One page with its figures, without the steps; the key and id of the last row seen are the cursor. */
err q_sequence_page(tenant_db db, struct arena *a, const struct q_sequence_page_in *in, struct q_sequence_page_rows *out);

struct q_sequence_total_in {
	str status; /* may be absent */
	str search; /* may be absent */
};
struct q_sequence_total_row {
	int64_t count;
};
err q_sequence_total(tenant_db db, struct arena *a, const struct q_sequence_total_in *in, struct q_sequence_total_row *out);

struct q_sequence_insert_in {
	str id;
	str name;
	str description; /* may be absent */
	str trigger_type;
	bool tracking;
	str steps;
	str settings; /* may be absent */
	str sender_id; /* may be absent */
	str topic_id; /* may be absent */
};
err q_sequence_insert(tenant_db db, struct arena *a, const struct q_sequence_insert_in *in, int64_t *affected);

struct q_sequence_lock_in {
	str id;
};
struct q_sequence_lock_row {
	str id;
	str status;
	int64_t version;
	int64_t revision;
	str revised_fields; /* JSON */ /* may be absent */
	bool has_version;
	struct opt_bool changed;
};
/* The row locked; has_version: the steps it had are kept as its version; changed: they differ from it by now. */
err q_sequence_lock(tenant_db db, struct arena *a, const struct q_sequence_lock_in *in, struct q_sequence_lock_row *out);

struct q_sequence_differs_in {
	str steps;
	str id;
};
struct q_sequence_differs_row {
	bool differs;
	bool fresh;
};
/* fresh: they are not those of the version either (there is none: they become it). */
err q_sequence_differs(tenant_db db, struct arena *a, const struct q_sequence_differs_in *in, struct q_sequence_differs_row *out);

struct q_sequence_set_in {
	str name;
	str description; /* may be absent */
	str trigger_type;
	bool tracking;
	str steps;
	str settings; /* may be absent */
	str sender_id; /* may be absent */
	str topic_id; /* may be absent */
	int64_t version;
	str id;
};
err q_sequence_set(tenant_db db, struct arena *a, const struct q_sequence_set_in *in, int64_t *affected);

struct q_sequence_version_keep_in {
	str version_id;
	int64_t version;
	int64_t now; /* µs */
	str id;
};
/* The sequence's steps, as they are now, become the version. */
err q_sequence_version_keep(tenant_db db, struct arena *a, const struct q_sequence_version_keep_in *in, int64_t *affected);

struct q_sequence_move_in {
	str status;
	int64_t version;
	int64_t now; /* µs */
	str id;
};
/* The row is locked and the step allowed. activatedAt is when it ran first. */
err q_sequence_move(tenant_db db, struct arena *a, const struct q_sequence_move_in *in, int64_t *affected);

struct q_sequence_drop_in {
	str id;
};
err q_sequence_drop(tenant_db db, struct arena *a, const struct q_sequence_drop_in *in, int64_t *affected);

struct q_sequence_copy_in {
	str new_id;
	str name;
	int64_t now; /* µs */
	str id;
};
err q_sequence_copy(tenant_db db, struct arena *a, const struct q_sequence_copy_in *in, int64_t *affected);

struct q_sequence_people_in {
	str id;
};
struct q_sequence_people_row {
	str step_id; /* may be absent */
	int64_t people;
};
struct q_sequence_people_rows {
	struct q_sequence_people_row *v;
	size_t n;
};
/* Who is under way, by the step where they stand (absent: before the first). */
err q_sequence_people(tenant_db db, struct arena *a, const struct q_sequence_people_in *in, struct q_sequence_people_rows *out);

struct q_sequence_versions_in {
	int64_t most;
	str id;
	struct opt_i64 before;
	int64_t limit;
};
struct q_sequence_versions_row {
	int64_t version;
	int64_t created_at; /* µs */
	str steps;
	int64_t people;
};
struct q_sequence_versions_rows {
	struct q_sequence_versions_row *v;
	size_t n;
};
/* The newest first, with how many are under way in each. */
err q_sequence_versions(tenant_db db, struct arena *a, const struct q_sequence_versions_in *in, struct q_sequence_versions_rows *out);

struct q_sequence_version_steps_in {
	int64_t most;
	struct opt_i64 version;
	str id;
};
struct q_sequence_version_steps_row {
	str steps; /* may be absent */
};
/* The steps of a version; of the sequence itself while there is no such version. */
err q_sequence_version_steps(tenant_db db, struct arena *a, const struct q_sequence_version_steps_in *in, struct q_sequence_version_steps_row *out);

struct q_sequence_totals_in {
	str id;
};
struct q_sequence_totals_row {
	int64_t enrolled;
	int64_t active;
	int64_t completed;
	int64_t paused;
	int64_t failed;
	int64_t exit_replied;
	int64_t exit_unsubscribed;
	int64_t exit_bounced;
	int64_t exit_complained;
	int64_t exit_goal;
	int64_t exit_other;
	int64_t seconds_to_complete;
};
err q_sequence_totals(tenant_db db, struct arena *a, const struct q_sequence_totals_in *in, struct q_sequence_totals_row *out);

struct q_sequence_step_figures_in {
	str id;
};
struct q_sequence_step_figures_row {
	str step_id;
	int64_t waiting;
	int64_t entered;
	int64_t passed;
	int64_t true_taken;
	int64_t false_taken;
	int64_t sent;
	int64_t opened_people;
	int64_t opened_machines;
	int64_t clicked_people;
	int64_t replied;
	int64_t bounced;
};
struct q_sequence_step_figures_rows {
	struct q_sequence_step_figures_row *v;
	size_t n;
};
/* By step: who was there, and what came of its mail. */
err q_sequence_step_figures(tenant_db db, struct arena *a, const struct q_sequence_step_figures_in *in, struct q_sequence_step_figures_rows *out);

struct q_sequence_contacts_by_email_in {
	struct str_array emails;
};
struct q_sequence_contacts_by_email_row {
	int64_t n;
	str id;
};
struct q_sequence_contacts_by_email_rows {
	struct q_sequence_contacts_by_email_row *v;
	size_t n;
};
err q_sequence_contacts_by_email(tenant_db db, struct arena *a, const struct q_sequence_contacts_by_email_in *in, struct q_sequence_contacts_by_email_rows *out);

struct q_sequence_contacts_known_in {
	struct str_array ids;
};
struct q_sequence_contacts_known_row {
	int64_t n;
};
err q_sequence_contacts_known(tenant_db db, struct arena *a, const struct q_sequence_contacts_known_in *in, struct q_sequence_contacts_known_row *out);

struct q_sequence_enrollments_in {
	str status; /* may be absent */
	str sequence_id;
	str step; /* may be absent */
	str exit_reason; /* may be absent */
	str state; /* may be absent */
	int64_t now; /* µs */
	str search; /* may be absent */
	str cursor; /* may be absent */
	int64_t limit;
};
struct q_sequence_enrollments_row {
	str id;
	str contact_id;
	str email;
	str display_name;
	str status;
	str current_step; /* may be absent */
	int64_t enrolled_at; /* µs */
	struct opt_i64 completed_at; /* µs */
	struct opt_i64 paused_at; /* µs */
	struct opt_i64 failed_at; /* µs */
	str failure_reason; /* may be absent */
	str exit_reason; /* may be absent */
	struct opt_i64 version;
	int64_t run;
	str source; /* may be absent */
	str phase; /* may be absent */
	str waiting_recipient_id; /* may be absent */
	str problem; /* may be absent */
	struct opt_i64 due_at; /* µs */
};
struct q_sequence_enrollments_rows {
	struct q_sequence_enrollments_row *v;
	size_t n;
};
err q_sequence_enrollments(tenant_db db, struct arena *a, const struct q_sequence_enrollments_in *in, struct q_sequence_enrollments_rows *out);

struct q_sequence_enrollments_of_contact_in {
	str contact_id;
	str cursor; /* may be absent */
	int64_t limit;
};
struct q_sequence_enrollments_of_contact_row {
	str id;
	str sequence_id;
	str sequence_name;
	str contact_id;
	str email;
	str display_name;
	str status;
	str current_step; /* may be absent */
	int64_t enrolled_at; /* µs */
	struct opt_i64 completed_at; /* µs */
	struct opt_i64 paused_at; /* µs */
	struct opt_i64 failed_at; /* µs */
	str failure_reason; /* may be absent */
	str exit_reason; /* may be absent */
	struct opt_i64 version;
	int64_t run;
	str source; /* may be absent */
	str phase; /* may be absent */
	str waiting_recipient_id; /* may be absent */
	str problem; /* may be absent */
	struct opt_i64 due_at; /* µs */
};
struct q_sequence_enrollments_of_contact_rows {
	struct q_sequence_enrollments_of_contact_row *v;
	size_t n;
};
err q_sequence_enrollments_of_contact(tenant_db db, struct arena *a, const struct q_sequence_enrollments_of_contact_in *in, struct q_sequence_enrollments_of_contact_rows *out);

struct q_sequence_enrollments_total_in {
	str sequence_id;
	str status; /* may be absent */
	str step; /* may be absent */
	str exit_reason; /* may be absent */
	str state; /* may be absent */
	int64_t now; /* µs */
	str search; /* may be absent */
	int64_t most;
};
struct q_sequence_enrollments_total_row {
	int64_t count;
};
/* Counts to `most` and no further. */
err q_sequence_enrollments_total(tenant_db db, struct arena *a, const struct q_sequence_enrollments_total_in *in, struct q_sequence_enrollments_total_row *out);

struct q_sequence_enrollment_one_in {
	str id;
};
struct q_sequence_enrollment_one_row {
	str id;
	str sequence_id;
	str sequence_name;
	str contact_id;
	str email;
	str display_name;
	str status;
	str current_step; /* may be absent */
	int64_t enrolled_at; /* µs */
	struct opt_i64 completed_at; /* µs */
	struct opt_i64 paused_at; /* µs */
	struct opt_i64 failed_at; /* µs */
	str failure_reason; /* may be absent */
	str exit_reason; /* may be absent */
	struct opt_i64 version;
	int64_t run;
	str source; /* may be absent */
	str phase; /* may be absent */
	str waiting_recipient_id; /* may be absent */
	str problem; /* may be absent */
	struct opt_i64 due_at; /* µs */
};
err q_sequence_enrollment_one(tenant_db db, struct arena *a, const struct q_sequence_enrollment_one_in *in, struct q_sequence_enrollment_one_row *out);

struct q_sequence_enrollment_of_in {
	str sequence_id;
	str who;
};
struct q_sequence_enrollment_of_row {
	str id;
};
/* The enrolment of a contact, by its id or address. */
err q_sequence_enrollment_of(tenant_db db, struct arena *a, const struct q_sequence_enrollment_of_in *in, struct q_sequence_enrollment_of_row *out);

struct q_sequence_trace_in {
	str id;
	str cursor; /* may be absent */
	int64_t limit;
};
struct q_sequence_trace_row {
	str id;
	int64_t at; /* µs */
	str kind;
	str step_id; /* may be absent */
	int64_t run;
	str detail; /* may be absent */
};
struct q_sequence_trace_rows {
	struct q_sequence_trace_row *v;
	size_t n;
};
err q_sequence_trace(tenant_db db, struct arena *a, const struct q_sequence_trace_in *in, struct q_sequence_trace_rows *out);

struct q_sequence_event_add_in {
	str id;
	str key; /* may be absent */
	str event;
	str contact_id;
	str data; /* may be absent */
	int64_t now; /* µs */
};
/* Affects no row when the key was seen before. */
err q_sequence_event_add(tenant_db db, struct arena *a, const struct q_sequence_event_add_in *in, int64_t *affected);

struct q_sequence_event_by_key_in {
	str key;
};
struct q_sequence_event_by_key_row {
	str id;
};
err q_sequence_event_by_key(tenant_db db, struct arena *a, const struct q_sequence_event_by_key_in *in, struct q_sequence_event_by_key_row *out);

struct q_sequence_try_contacts_in {
	struct str_array ids;
	struct str_array hash_keys;
};
struct q_sequence_try_contacts_row {
	str id;
	str email;
	str display_name;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* may be absent */
	str status;
	str timezone; /* may be absent */
	bool suppressed;
};
struct q_sequence_try_contacts_rows {
	struct q_sequence_try_contacts_row *v;
	size_t n;
};
/* Whom a trial walks through. */
err q_sequence_try_contacts(tenant_db db, struct arena *a, const struct q_sequence_try_contacts_in *in, struct q_sequence_try_contacts_rows *out);

struct q_sequence_account_zone_row {
	str timezone; /* may be absent */
	str holidays; /* JSON */ /* may be absent */
};
err q_sequence_account_zone(tenant_db db, struct arena *a, struct q_sequence_account_zone_row *out);
