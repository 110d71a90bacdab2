#include "core/report/recount.h"
#include "core/report/tally.h"
#include "db/gen/sys_recount_q.h"

#define SNAPSHOT_TRIES 3

int64_t recount_differences(const struct recount *r)
{
	return r->marks + r->contacts + r->stats + r->hours + r->domains + r->links + r->days + r->types +
	       r->sequences + r->tallies + r->without_event;
}

err recount_look(system_db db, struct arena *a)
{
	return q_recount_look(db, a);
}

err recount_list_users(system_db db, struct arena *a, str email, struct recount_users *out)
{
	struct q_recount_users_rows rows;
	TRY(q_recount_users(db, a, &(struct q_recount_users_in){ .email = email }, &rows));
	if (rows.n == 0 && !str_absent(email))
		return err_make(
			ERR_NOT_FOUND,
			"there is no user with this address, or its old events were dropped, as its policy says");
	TRY(recount_look(db, a));
	out->n = rows.n;
	out->v = arena_array(a, str, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = rows.v[i].id;
	return OK;
}

static err recount_lock_all(system_db db, struct arena *a)
{
	TRY(q_recount_lock_recipients(db, a));
	TRY(q_recount_lock_sequences(db, a));
	return q_recount_lock(db, a);
}

/* What the rows say, into temporary tables. */
static err recount_gather(system_db db, struct arena *a, str user)
{
	TRY(q_recount_make_recipients(db, a));
	TRY(q_recount_make_hours(db, a));
	TRY(q_recount_make_links(db, a));
	TRY(q_recount_recipients(db, a, &(struct q_recount_recipients_in){ .user_id = user }, NULL));
	TRY(q_recount_hours(db, a, &(struct q_recount_hours_in){ .user_id = user }, NULL));
	TRY(q_recount_links(db, a, &(struct q_recount_links_in){ .user_id = user }, NULL));
	return q_recount_analyze(db, a);
}

static err recount_mend(system_db db, struct arena *a, str user, struct recount *r)
{
	struct q_recount_without_event_row without;
	int64_t gone = 0, clicks = 0, steps = 0, programs = 0;
	TRY(q_recount_fix_marks(db, a, &r->marks));
	TRY(q_recount_fix_contacts(db, a, &(struct q_recount_fix_contacts_in){ .user_id = user }, &r->contacts));
	TRY(q_recount_fix_stats(db, a, &(struct q_recount_fix_stats_in){ .user_id = user }, &r->stats));
	TRY(q_recount_fix_hours(db, a, &(struct q_recount_fix_hours_in){ .user_id = user }, &r->hours));
	TRY(q_recount_fix_domains(db, a, &(struct q_recount_fix_domains_in){ .user_id = user }, &r->domains));
	TRY(q_recount_drop_link_clicks(db, a, &(struct q_recount_drop_link_clicks_in){ .user_id = user }, &gone));
	TRY(q_recount_fix_link_clicks(db, a, &(struct q_recount_fix_link_clicks_in){ .user_id = user }, &clicks));
	TRY(q_recount_fix_links(db, a, &(struct q_recount_fix_links_in){ .user_id = user }, &r->links));
	TRY(q_recount_fix_programs(db, a, &(struct q_recount_fix_programs_in){ .user_id = user }, &programs));
	r->links += gone + clicks + programs;
	TRY(q_recount_fix_days(db, a, &(struct q_recount_fix_days_in){ .user_id = user }, &r->days));
	TRY(q_recount_fix_types(db, a, &(struct q_recount_fix_types_in){ .user_id = user }, &r->types));
	TRY(q_recount_fix_sequences(db, a, &(struct q_recount_fix_sequences_in){ .user_id = user }, &r->sequences));
	TRY(q_recount_fix_steps(db, a, &(struct q_recount_fix_steps_in){ .user_id = user }, &steps));
	r->sequences += steps;
	TRY(q_recount_without_event(db, a, &without));
	r->without_event = without.count;
	TRY(tally_recount(db, a, user, &r->tallies));
	return OK;
}

static err recount_once(system_db db, struct arena *a, str user_id, bool fix, bool lock, struct recount *out)
{
	struct recount r = {};
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(lock ? system_begin(db, &tx) : system_begin_snapshot(db, &tx));
	if (lock)
		TRY(recount_lock_all(tx.db, a));
	TRY(recount_gather(tx.db, a, user_id));
	TRY(recount_mend(tx.db, a, user_id, &r));
	if (fix)
		TRY(system_commit(&tx));
	*out = r;
	return OK;
}

/* Without locks, as of one instant: only what differs is written, and so locked. Where others change just that again and again, they
 * wait once. */
err recount_user(system_db db, struct arena *a, str user_id, bool fix, struct recount *out)
{
	for (int i = 0; i < SNAPSHOT_TRIES; i++) {
		err e = recount_once(db, a, user_id, fix, false, out);
		if (!err_is(e) || e.code == ERR_UNAVAILABLE)
			return e;
	}
	return recount_once(db, a, user_id, fix, true, out);
}
