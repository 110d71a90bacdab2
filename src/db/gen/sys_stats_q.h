/* Written by tools/sqlgen from sql/q/system/stats.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_stats_contacts_in {
	struct str_array ids;
	struct i64_array sent;
	struct i64_array delivered;
	struct i64_array opened;
	struct i64_array clicked;
	struct i64_array replied;
	struct i64_array bounced;
	struct i64_array complained;
	struct i64_array engaged;
	struct i64_array engaged_at; /* µs */
	struct i64_array unsubscribed_at; /* µs */
};
struct q_stats_contacts_row {
	str user_id;
	int64_t sent_first;
	int64_t delivered_first;
	int64_t opened_first;
	int64_t clicked_first;
	int64_t replied_first;
	int64_t bounced_first;
	int64_t complained_first;
};
struct q_stats_contacts_rows {
	struct q_stats_contacts_row *v;
	size_t n;
};
/* Adds to the contacts' counters. The ids come in ascending order, and an index loop over them locks in that order; where
 * the planner does otherwise, a deadlock is a transaction that is tried again. "first": by how much the contact now counts among
 * those with any event of that type (1: its first, -1: its last was taken back). Times: the epoch stands for none. */
err q_stats_contacts(system_db db, struct arena *a, const struct q_stats_contacts_in *in, struct q_stats_contacts_rows *out);

struct q_stats_add_in {
	struct str_array ids;
	struct str_array user_ids;
	struct str_array campaign_ids;
	struct str_array sequence_ids;
	struct str_array step_ids;
	struct i64_array recipients;
	struct i64_array sent;
	struct i64_array failed;
	struct i64_array bounced;
	struct i64_array in_doubt;
	struct i64_array opens_people;
	struct i64_array opens_machines;
	struct i64_array opens_unknown;
	struct i64_array opened_people;
	struct i64_array opened_machines;
	struct i64_array clicks_people;
	struct i64_array clicks_machines;
	struct i64_array clicks_unknown;
	struct i64_array clicked_people;
	struct i64_array clicked_machines;
	struct i64_array replied;
	struct i64_array complained;
	struct i64_array unsubscribed;
};
err q_stats_add(system_db db, struct arena *a, const struct q_stats_add_in *in, int64_t *affected);

struct q_stats_hours_add_in {
	struct str_array stats_ids;
	struct i64_array hours; /* µs */
	struct str_array user_ids;
	struct i64_array sent;
	struct i64_array bounced;
	struct i64_array opens_people;
	struct i64_array opens_machines;
	struct i64_array clicks_people;
	struct i64_array clicks_machines;
};
err q_stats_hours_add(system_db db, struct arena *a, const struct q_stats_hours_add_in *in, int64_t *affected);

struct q_stats_domains_add_in {
	struct str_array stats_ids;
	struct str_array domains;
	struct str_array user_ids;
	struct i64_array sent;
	struct i64_array failed;
	struct i64_array bounced;
	struct i64_array opened;
	struct i64_array clicked;
};
/* The first 200 domains of a message have a row of their own, the rest share '*'. The message's row in "Stats" is locked
 * by now, so that two transactions do not both make the 200th. */
err q_stats_domains_add(system_db db, struct arena *a, const struct q_stats_domains_add_in *in, int64_t *affected);

struct q_stats_links_add_in {
	struct str_array stats_ids;
	struct i64_array n;
	struct str_array user_ids;
	struct str_array urls;
	struct i64_array people;
	struct i64_array machines;
	struct i64_array unique_people;
	struct i64_array unique_machines;
};
err q_stats_links_add(system_db db, struct arena *a, const struct q_stats_links_add_in *in, int64_t *affected);

struct q_stats_programs_add_in {
	struct str_array stats_ids;
	struct str_array programs;
	struct str_array user_ids;
	struct str_array kinds;
	struct i64_array opens;
	struct i64_array clicks;
};
err q_stats_programs_add(system_db db, struct arena *a, const struct q_stats_programs_add_in *in, int64_t *affected);

struct q_stats_days_add_in {
	struct str_array user_ids;
	struct i64_array days; /* µs */
	struct i64_array sent;
	struct i64_array failed;
	struct i64_array bounced;
	struct i64_array opens_people;
	struct i64_array opens_machines;
	struct i64_array opened_people;
	struct i64_array clicks_people;
	struct i64_array clicks_machines;
	struct i64_array clicked_people;
	struct i64_array replied;
	struct i64_array complained;
	struct i64_array unsubscribed;
};
err q_stats_days_add(system_db db, struct arena *a, const struct q_stats_days_add_in *in, int64_t *affected);

struct q_stats_types_add_in {
	struct str_array user_ids;
	struct str_array types;
	struct i64_array events;
	struct i64_array contacts;
};
err q_stats_types_add(system_db db, struct arena *a, const struct q_stats_types_add_in *in, int64_t *affected);
