/* Written by tools/sqlgen from sql/q/system/enrollment.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_enrollment_exits_of_in {
	struct str_array contact_ids;
	struct str_array reasons;
	struct str_array recipient_ids;
	struct i64_array at; /* µs */
};
struct q_enrollment_exits_of_row {
	str id;
	str reason;
	str recipient_id; /* may be absent */
	int64_t at; /* µs */
};
struct q_enrollment_exits_of_rows {
	struct q_enrollment_exits_of_row *v;
	size_t n;
};
/* Which enrolments an event of a contact ends. Replies: those of sequences that stop on them, and, where the sequence says so, everybody
 * of the same company (by the domain of the address, unless it is a public mail provider's). */
err q_enrollment_exits_of(system_db db, struct arena *a, const struct q_enrollment_exits_of_in *in, struct q_enrollment_exits_of_rows *out);

struct q_enrollment_exit_many_in {
	struct str_array ids;
	str reason;
	str why; /* may be absent */
	int64_t at; /* µs */
};
struct q_enrollment_exit_many_row {
	int64_t n;
};
err q_enrollment_exit_many(system_db db, struct arena *a, const struct q_enrollment_exit_many_in *in, struct q_enrollment_exit_many_row *out);

struct q_enrollment_wake_ids_in {
	struct str_array ids;
	int64_t now; /* µs */
};
/* Not only those that are due later: one that the engine holds at this moment may just be going to sleep. */
err q_enrollment_wake_ids(system_db db, struct arena *a, const struct q_enrollment_wake_ids_in *in, int64_t *affected);

struct q_enrollment_wake_recipients_in {
	struct str_array ids;
};
struct q_enrollment_wake_recipients_row {
	str id;
};
struct q_enrollment_wake_recipients_rows {
	struct q_enrollment_wake_recipients_row *v;
	size_t n;
};
/* Enrolments of these messages whose steps have a wait. */
err q_enrollment_wake_recipients(system_db db, struct arena *a, const struct q_enrollment_wake_recipients_in *in, struct q_enrollment_wake_recipients_rows *out);
