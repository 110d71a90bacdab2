#include "core/campaign/plan.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "core/audience/segment.h"
#include "core/audience/suppression.h"
#include "core/campaign/campaign.h"
#include "core/campaign/delivery.h"
#include "core/report/stats.h"
#include "db/gen/sys_plan_q.h"
#include "os/clock.h"

err plan_start_due(const struct plan_context *p, struct arena *a)
{
	struct q_plan_start_due_rows rows;
	TRY(q_plan_start_due(p->db, a, &(struct q_plan_start_due_in){ .now = clock_now() }, &rows));
	for (size_t i = 0; i < rows.n; i++)
		log_info("plan.scheduled_start", "campaign %.*s begins as scheduled", STR_FMT(rows.v[i].id));
	return OK;
}

/* The key of tracking ids, in the form that the statement hashes with. */
static str plan_track_key(const struct plan_context *p, struct arena *a)
{
	unsigned char key[KEY_BYTES];
	char *hex = arena_alloc(a, 2 * KEY_BYTES + 1);
	keyring_subkey(p->keys, "track", 0, key);
	token_hex(key, sizeof(key), hex);
	token_wipe(key, sizeof(key));
	return str_of(hex, 2 * KEY_BYTES);
}

static str plan_id_prefix(struct arena *a)
{
	char *out = arena_alloc(a, 10);
	out[0] = 'c';
	num_base36((uint64_t)(clock_now() / 1000), 8, out + 1);
	return str_of(out, 9);
}

static str plan_id_tail(struct arena *a)
{
	uint64_t chance;
	char *out = arena_alloc(a, 11);
	token_random_bytes(&chance, sizeof(chance));
	num_base36(chance, 10, out);
	return str_of(out, 10);
}

/* The zones of a campaign that goes by people's clocks, and from when on each may go. */
struct plan_zones {
	bool used;
	struct db_part who; /* the audience, where it is built */
	struct delivery delivery;
	struct str_array names; /* with "" for people without one, last */
	struct i64_array dues;
};

static err plan_find_zones(system_db db, struct arena *a, const struct q_plan_next_row *c, int64_t now,
			   struct plan_zones *z)
{
	struct q_plan_zones_rows rows;
	delivery_read_text(a, c->delivery, c->holidays, &z->delivery);
	z->used = delivery_zoned(&z->delivery);
	if (!z->used)
		return OK;
	struct q_plan_zones_in in = { .user_id = c->user_id, .campaign_id = c->id, .who = z->who };
	TRY(q_plan_zones(db, a, &in, &rows));
	str *names = arena_array(a, str, rows.n + 1);
	int64_t *dues = arena_array(a, int64_t, rows.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < rows.n; i++)
		if (zones_find(rows.v[i].zone))
			names[n++] = rows.v[i].zone;
	names[n++] = str_of("", 0);
	for (size_t i = 0; i < n; i++)
		dues[i] = delivery_due(&z->delivery, names[i], c->account_zone, now);
	z->names = (struct str_array){ names, n };
	z->dues = (struct i64_array){ dues, n };
	return OK;
}

static err plan_write_zoned_ranges(system_db db, struct arena *a, const struct q_plan_next_row *c,
				   const struct plan_zones *z)
{
	struct q_plan_zoned_batches_in in = { .campaign_id = c->id,
					      .user_id = c->user_id,
					      .sender_id = c->sender_id,
					      .shared = c->shared,
					      .size = SEND_BATCH_ROWS,
					      .zones = z->names,
					      .dues = z->dues };
	if (c->shared) {
		struct q_plan_shares_in shares = { .campaign_id = c->id, .user_id = c->user_id };
		TRY(q_plan_shares(db, a, &shares, NULL));
	}
	return q_plan_zoned_batches(db, a, &in, NULL);
}

/* The sources and their ranges. */
static err plan_write_ranges(system_db db, struct arena *a, const struct q_plan_next_row *c, const struct plan_zones *z)
{
	if (c->team) {
		struct q_plan_spread_in spread = { .campaign_id = c->id, .user_id = c->user_id };
		TRY(q_plan_spread(db, a, &spread, NULL));
	}
	if (c->follows) {
		struct q_plan_threads_in threads = { .campaign_id = c->id,
						     .user_id = c->user_id,
						     .reply_source = c->reply_source };
		TRY(q_plan_threads(db, a, &threads, NULL));
	}
	struct q_plan_sources_in sources = {
		.campaign_id = c->id, .user_id = c->user_id, .sender_id = c->sender_id, .shared = c->shared
	};
	TRY(q_plan_sources(db, a, &sources, NULL));
	if (z->used)
		return plan_write_zoned_ranges(db, a, c, z);
	if (c->shared) {
		struct q_plan_shared_batches_in in = { .campaign_id = c->id,
						       .user_id = c->user_id,
						       .size = SEND_BATCH_ROWS };
		struct q_plan_shares_in shares = { .campaign_id = c->id, .user_id = c->user_id };
		TRY(q_plan_shares(db, a, &shares, NULL));
		return q_plan_shared_batches(db, a, &in, NULL);
	}
	struct q_plan_batches_in in = {
		.campaign_id = c->id,
		.user_id = c->user_id,
		.sender_id = c->sender_id,
		.size = SEND_BATCH_ROWS,
	};
	return q_plan_batches(db, a, &in, NULL);
}

static err plan_write_plan(const struct plan_context *p, system_db db, struct arena *a, const struct q_plan_next_row *c,
			   const struct db_part *who, int64_t *n)
{
	int64_t now = clock_now();
	struct q_plan_adopt_in adopt = { .campaign_id = c->id, .key = plan_track_key(p, a), .sender_id = c->sender_id };
	struct plan_zones zones = { .who = *who };
	TRY(q_plan_adopt(db, a, &adopt, NULL));
	TRY(plan_find_zones(db, a, c, now, &zones));
	if (zones.used)
		TRY(q_plan_zone_adopted(
			db, a, &(struct q_plan_zone_adopted_in){ .campaign_id = c->id, .zones = zones.names }, NULL));
	if (c->audience_given) {
		struct q_plan_recipients_in in = {
			.campaign_id = c->id,
			.user_id = c->user_id,
			.key = plan_track_key(p, a),
			.sender_id = c->sender_id,
			.prefix = plan_id_prefix(a),
			.tail = plan_id_tail(a),
			.hash_keys = suppression_keys(a, p->keys),
			.only_threads = c->follows && c->skips,
			.reply_source = c->reply_source,
			.by_zone = zones.used,
			.zones = zones.names,
			.who = *who,
		};
		TRY(q_plan_recipients(db, a, &in, NULL));
	}
	if (fault_point("plan.mid"))
		return err_make(ERR_AGAIN, "fault plan.mid");
	TRY(plan_write_ranges(db, a, c, &zones));
	struct q_plan_count_row count;
	TRY(q_plan_count(db, a, &(struct q_plan_count_in){ .campaign_id = c->id }, &count));
	*n = count.n;
	TRY(q_plan_done(db, a, &(struct q_plan_done_in){ .campaign_id = c->id, .sender_id = c->sender_id, .now = now },
			NULL));
	struct stats_delta *d = stats_delta_new(a);
	struct stats_ref ref = { .user_id = c->user_id, .campaign_id = c->id };
	stats_count(d, &ref, STAT_RECIPIENTS, now, count.n);
	TRY(stats_apply(db, a, d));
	log_info("plan.done", "campaign %.*s has %lld recipients", STR_FMT(c->id), (long long)count.n);
	return OK;
}

static err plan_refuse(system_db db, struct arena *a, const struct q_plan_next_row *c, str reason)
{
	struct q_plan_refuse_in in = { .campaign_id = c->id, .now = clock_now(), .reason = reason };
	log_info("plan.refused", "campaign %.*s is paused before it began", STR_FMT(c->id));
	return q_plan_refuse(db, a, &in, NULL);
}

/* hold: nobody is deleted meanwhile. */
static err plan_one(const struct plan_context *p, struct arena *a, bool hold)
{
	struct system_tx SYSTEM_TX_AUTO tx;
	struct q_plan_next_row c;
	struct q_plan_hold_row held;
	TRY(system_begin(p->db, &tx));
	TRY(q_plan_next(tx.db, a, &c));
	str why = STR_NULL;
	TRY(campaign_gate(p->app, tenant_of(p->app->db, a, c.user_id), a, c.id, &why));
	if (!str_absent(why)) {
		TRY(plan_refuse(tx.db, a, &c, why));
		return system_commit(&tx);
	}
	struct db_part who = {};
	err e = audience_part(tenant_of(p->app->db, a, c.user_id), a, c.audience, &who);
	if (e.code == ERR_INVALID || e.code == ERR_CONFLICT || e.code == ERR_LIMIT) {
		TRY(plan_refuse(tx.db, a, &c, arena_printf(a, "It cannot be said who gets it: %s", e.why)));
		return system_commit(&tx);
	}
	TRY(e);
	struct q_plan_hold_in keep = { .user_id = c.user_id, .campaign_id = c.id, .who = who };
	if (hold && c.audience_given)
		TRY(q_plan_hold(tx.db, a, &keep, &held));
	if (str_absent(c.sender_id)) {
		TRY(plan_refuse(tx.db, a, &c, STR("There is no sender: add one, choose it, and resume.")));
		return system_commit(&tx);
	}
	int64_t n = 0;
	TRY(plan_write_plan(p, tx.db, a, &c, &who, &n));
	if (n > 0)
		return system_commit(&tx);
	/* Who was there a moment ago is gone, or suppressed: a plan for nobody is no plan. */
	system_rollback(&tx);
	TRY(system_begin(p->db, &tx));
	TRY(plan_refuse(tx.db, a, &c, STR("The audience names nobody who may be mailed.")));
	return system_commit(&tx);
}

/* A contact that was deleted between being found and being written fails the plan. Then once more, with the audience
 * locked: who is gone by then is simply not in it. */
err plan_next(const struct plan_context *p, struct arena *a)
{
	err e = plan_one(p, a, false);
	return e.code == ERR_CONFLICT ? plan_one(p, a, true) : e;
}

static err plan_cancel_some(system_db db, struct arena *a, const struct q_plan_cancelled_row *c, size_t *n)
{
	struct q_plan_cancel_some_rows rows;
	TRY(q_plan_cancel_some(db, a, &(struct q_plan_cancel_some_in){ .campaign_id = c->id }, &rows));
	struct stats_delta *d = stats_delta_new(a);
	int64_t now = clock_now();
	for (size_t i = 0; i < rows.n; i++) {
		struct stats_ref ref = { .user_id = c->user_id,
					 .campaign_id = c->id,
					 .contact_id = rows.v[i].contact_id,
					 .domain = rows.v[i].domain };
		stats_count(d, &ref, STAT_FAILED, now, 1);
	}
	*n = rows.n;
	return stats_apply(db, a, d);
}

/* Some thousands a transaction and turn, so that a large campaign neither blocks others nor starts over. */
err plan_cancel_next(const struct plan_context *p, struct arena *a)
{
	struct system_tx SYSTEM_TX_AUTO tx;
	struct q_plan_cancelled_row c;
	TRY(system_begin(p->db, &tx));
	TRY(q_plan_cancelled(tx.db, a, &c));
	size_t n;
	TRY(plan_cancel_some(tx.db, a, &c, &n));
	if (fault_point("plan.cancel"))
		return err_make(ERR_AGAIN, "fault plan.cancel");
	if (n > 0)
		return system_commit(&tx);
	TRY(q_plan_cancel_done(tx.db, a, &(struct q_plan_cancel_done_in){ .campaign_id = c.id, .now = clock_now() },
			       NULL));
	TRY(q_plan_drop_source(tx.db, a, &(struct q_plan_drop_source_in){ .ids = { .v = &c.id, .n = 1 } }, NULL));
	TRY(system_commit(&tx));
	log_info("plan.cancelled", "campaign %.*s is cancelled", STR_FMT(c.id));
	return OK;
}

err plan_finish(const struct plan_context *p, struct arena *a)
{
	struct system_tx SYSTEM_TX_AUTO tx;
	struct q_plan_finish_rows rows;
	TRY(system_begin(p->db, &tx));
	TRY(q_plan_finish(tx.db, a, &(struct q_plan_finish_in){ .now = clock_now() }, &rows));
	str *ids = arena_array(a, str, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++) {
		ids[i] = rows.v[i].id;
		log_info("plan.sent", "campaign %.*s is sent", STR_FMT(ids[i]));
	}
	if (rows.n > 0)
		TRY(q_plan_drop_source(tx.db, a, &(struct q_plan_drop_source_in){ .ids = { .v = ids, .n = rows.n } },
				       NULL));
	return system_commit(&tx);
}
