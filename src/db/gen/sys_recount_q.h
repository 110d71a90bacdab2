/* Written by tools/sqlgen from sql/q/system/recount.sql; do not edit. */
#pragma once
#include "db/tenant.h"

/* All writers lock recipients first (core/report/stats.h), so they wait here, before they hold anything else. */
err q_recount_lock_recipients(system_db db, struct arena *a);

/* What writers have not committed is neither in the rows nor in the counters. */
err q_recount_lock(system_db db, struct arena *a);

/* Before the counters of messages, as those do who move enrolments. */
err q_recount_lock_sequences(system_db db, struct arena *a);

struct q_recount_users_in {
	str email; /* may be absent */
};
struct q_recount_users_row {
	str id;
};
struct q_recount_users_rows {
	struct q_recount_users_row *v;
	size_t n;
};
/* Not those whose old events were dropped as their policy says: their counters remember more than their events do. */
err q_recount_users(system_db db, struct arena *a, const struct q_recount_users_in *in, struct q_recount_users_rows *out);

/* Right after many rows were written, nothing is known of them yet, and each message would be joined with all events. */
err q_recount_look(system_db db, struct arena *a);

err q_recount_make_recipients(system_db db, struct arena *a);

err q_recount_make_hours(system_db db, struct arena *a);

err q_recount_make_links(system_db db, struct arena *a);

struct q_recount_recipients_in {
	str user_id;
};
/* Each message with what its events say. An open or click without a verdict (another program wrote it) is a person's. */
err q_recount_recipients(system_db db, struct arena *a, const struct q_recount_recipients_in *in, int64_t *affected);

struct q_recount_hours_in {
	str user_id;
};
err q_recount_hours(system_db db, struct arena *a, const struct q_recount_hours_in *in, int64_t *affected);

struct q_recount_links_in {
	str user_id;
};
err q_recount_links(system_db db, struct arena *a, const struct q_recount_links_in *in, int64_t *affected);

err q_recount_analyze(system_db db, struct arena *a);

err q_recount_fix_marks(system_db db, struct arena *a, int64_t *affected);

struct q_recount_fix_contacts_in {
	str user_id;
};
err q_recount_fix_contacts(system_db db, struct arena *a, const struct q_recount_fix_contacts_in *in, int64_t *affected);

struct q_recount_fix_stats_in {
	str user_id;
};
err q_recount_fix_stats(system_db db, struct arena *a, const struct q_recount_fix_stats_in *in, int64_t *affected);

struct q_recount_fix_hours_in {
	str user_id;
};
err q_recount_fix_hours(system_db db, struct arena *a, const struct q_recount_fix_hours_in *in, int64_t *affected);

struct q_recount_fix_domains_in {
	str user_id;
};
/* A domain with a row keeps it; new ones get theirs while there are fewer than 200, the rest is '*'. */
err q_recount_fix_domains(system_db db, struct arena *a, const struct q_recount_fix_domains_in *in, int64_t *affected);

struct q_recount_drop_link_clicks_in {
	str user_id;
};
err q_recount_drop_link_clicks(system_db db, struct arena *a, const struct q_recount_drop_link_clicks_in *in, int64_t *affected);

struct q_recount_fix_link_clicks_in {
	str user_id;
};
err q_recount_fix_link_clicks(system_db db, struct arena *a, const struct q_recount_fix_link_clicks_in *in, int64_t *affected);

struct q_recount_fix_links_in {
	str user_id;
};
err q_recount_fix_links(system_db db, struct arena *a, const struct q_recount_fix_links_in *in, int64_t *affected);

struct q_recount_fix_programs_in {
	str user_id;
};
err q_recount_fix_programs(system_db db, struct arena *a, const struct q_recount_fix_programs_in *in, int64_t *affected);

struct q_recount_fix_days_in {
	str user_id;
};
/* All but "failed", for which no event tells the day. */
err q_recount_fix_days(system_db db, struct arena *a, const struct q_recount_fix_days_in *in, int64_t *affected);

struct q_recount_fix_types_in {
	str user_id;
};
err q_recount_fix_types(system_db db, struct arena *a, const struct q_recount_fix_types_in *in, int64_t *affected);

struct q_recount_fix_sequences_in {
	str user_id;
};
/* Who is in a sequence now. What happened in it is counted as it happens: people who are gone have been there all the same. */
err q_recount_fix_sequences(system_db db, struct arena *a, const struct q_recount_fix_sequences_in *in, int64_t *affected);

struct q_recount_fix_steps_in {
	str user_id;
};
err q_recount_fix_steps(system_db db, struct arena *a, const struct q_recount_fix_steps_in *in, int64_t *affected);

struct q_recount_without_event_row {
	int64_t count;
};
/* Messages planned by us that are marked SENT or BOUNCED without the event that must stand beside it, or with the event
 * but not the mark. */
err q_recount_without_event(system_db db, struct arena *a, struct q_recount_without_event_row *out);
