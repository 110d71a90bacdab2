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

/* A part of the audience, in the order of identities: small for the first, so that mails leave at once; then as many as a
 * transaction of some tenths of a second writes, so that others have their turn. */
#define PLAN_FIRST 2000
#define PLAN_SOME 20000
#define PLAN_MOST 5000000
struct plan_part {
	str after, upto; /* identities: behind `after`, as far as `upto` */
	int64_t size;	 /* how many contacts it looks at */
	str prefix;	 /* of all ids of the campaign */
	int64_t ids;	 /* how many were given before */
	str from;	 /* the ids of this part begin here; "": all of the campaign */
	bool adopted;	 /* there are recipients that another program wrote */
	bool last;
	int64_t began;	    /* by the steady clock */
	struct db_part who; /* the audience, where it is built */
};

/* The zones of a campaign that goes by people's clocks, and from when on each may go. */
struct plan_zones {
	bool used;
	struct delivery delivery;
	struct str_array names; /* with "" for people without one, last */
	struct i64_array dues;
};

static err plan_find_zones(system_db db, struct arena *a, const struct q_plan_next_row *c, const struct plan_part *part,
			   int64_t now, struct plan_zones *z)
{
	struct q_plan_zones_rows rows;
	delivery_read_text(a, c->delivery, c->holidays, &z->delivery);
	z->used = delivery_zoned(&z->delivery);
	if (!z->used)
		return OK;
	struct q_plan_zones_in in = { .user_id = c->user_id,
				      .campaign_id = c->id,
				      .after = part->after,
				      .upto = part->upto,
				      .from_id = part->from,
				      .who = part->who };
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
				   const struct plan_part *part, const struct plan_zones *z)
{
	struct q_plan_zoned_batches_in in = { .campaign_id = c->id,
					      .user_id = c->user_id,
					      .sender_id = c->sender_id,
					      .shared = c->shared,
					      .from_id = part->from,
					      .size = SEND_BATCH_ROWS,
					      .zones = z->names,
					      .dues = z->dues };
	if (c->shared) {
		struct q_plan_shares_in shares = { .campaign_id = c->id, .user_id = c->user_id, .from_id = part->from };
		TRY(q_plan_shares(db, a, &shares, NULL));
	}
	return q_plan_zoned_batches(db, a, &in, NULL);
}

/* The sources and their ranges. */
static err plan_write_ranges(system_db db, struct arena *a, const struct q_plan_next_row *c,
			     const struct plan_part *part, const struct plan_zones *z)
{
	if (c->team) {
		struct q_plan_spread_in spread = { .campaign_id = c->id, .user_id = c->user_id, .from_id = part->from };
		TRY(q_plan_spread(db, a, &spread, NULL));
	}
	if (c->follows) {
		struct q_plan_threads_in threads = { .campaign_id = c->id,
						     .user_id = c->user_id,
						     .reply_source = c->reply_source,
						     .from_id = part->from };
		TRY(q_plan_threads(db, a, &threads, NULL));
	}
	struct q_plan_sources_in sources = {
		.campaign_id = c->id,
		.user_id = c->user_id,
		.sender_id = c->sender_id,
		.shared = c->shared,
		.from_id = part->from,
	};
	TRY(q_plan_sources(db, a, &sources, NULL));
	if (z->used)
		return plan_write_zoned_ranges(db, a, c, part, z);
	if (c->shared) {
		struct q_plan_shared_batches_in in = {
			.campaign_id = c->id, .user_id = c->user_id, .from_id = part->from, .size = SEND_BATCH_ROWS
		};
		struct q_plan_shares_in shares = { .campaign_id = c->id, .user_id = c->user_id, .from_id = part->from };
		TRY(q_plan_shares(db, a, &shares, NULL));
		return q_plan_shared_batches(db, a, &in, NULL);
	}
	struct q_plan_batches_in in = {
		.campaign_id = c->id,
		.user_id = c->user_id,
		.sender_id = c->sender_id,
		.from_id = part->from,
		.size = SEND_BATCH_ROWS,
	};
	return q_plan_batches(db, a, &in, NULL);
}

/* Where this part begins and ends. The first one adopts what another program wrote; where there is anything, it takes all at once, for ids
 * of others may lie anywhere between ours. */
static err plan_part_of(const struct plan_context *p, system_db db, struct arena *a, const struct q_plan_next_row *c,
			struct plan_part *part)
{
	struct q_plan_part_row found = {};
	part->began = clock_mono();
	if (c->begun) {
		part->after = c->after;
		part->prefix = c->prefix;
		part->ids = c->ids.v;
		part->from = arena_printf(a, "%.*s%06llx", STR_FMT(c->prefix), (long long)c->ids.v + 1);
		part->size = c->size.v;
	} else {
		struct q_plan_adopt_in adopt = { .campaign_id = c->id,
						 .key = plan_track_key(p, a),
						 .sender_id = c->sender_id };
		struct q_plan_count_row there;
		part->after = part->from = STR("");
		part->prefix = plan_id_prefix(a);
		TRY(q_plan_adopt(db, a, &adopt, NULL));
		TRY(q_plan_count(db, a, &(struct q_plan_count_in){ .campaign_id = c->id, .from_id = STR("") }, &there));
		part->adopted = there.n > 0;
		part->size = part->adopted ? INT32_MAX : PLAN_FIRST;
	}
	struct q_plan_part_in next = { .user_id = c->user_id, .after = part->after, .size = part->size };
	if (c->audience_given)
		TRY(q_plan_part(db, a, &next, &found));
	part->last = found.n < part->size;
	part->upto = str_absent(found.upto) ? STR("") : found.upto;
	return OK;
}

static err plan_write_recipients(const struct plan_context *p, system_db db, struct arena *a,
				 const struct q_plan_next_row *c, const struct plan_part *part,
				 const struct plan_zones *zones, int64_t *ids)
{
	struct q_plan_recipients_row given = {};
	struct q_plan_recipients_in in = {
		.campaign_id = c->id,
		.user_id = c->user_id,
		.key = plan_track_key(p, a),
		.sender_id = c->sender_id,
		.prefix = part->prefix,
		.ids = part->ids,
		.tail = plan_id_tail(a),
		.after = part->after,
		.upto = part->upto,
		.adopted = part->adopted,
		.hash_keys = suppression_keys(a, p->keys),
		.only_threads = c->follows && c->skips,
		.reply_source = c->reply_source,
		.by_zone = zones->used,
		.zones = zones->names,
		.who = part->who,
	};
	if (c->audience_given)
		TRY(q_plan_recipients(db, a, &in, &given));
	*ids = given.n;
	return OK;
}

/* How many contacts the next part looks at: about PLAN_SOME recipients' worth, so that an audience of few among many is found in a few parts;
 * no more of them while looking takes long. */
static int64_t plan_next_size(const struct plan_part *part, int64_t found)
{
	int64_t took = clock_mono() - part->began;
	int64_t size = found * 2 < part->size ? part->size * 10 : part->size;
	if (took > US_PER_S)
		size = part->size / 2;
	else if (took > 300 * US_PER_MS)
		size = part->size;
	return i64_min(i64_max(size, PLAN_SOME), found * 2 < part->size ? PLAN_MOST : PLAN_SOME);
}

/* How far it is, for the next part. */
static err plan_go_on(system_db db, struct arena *a, const struct q_plan_next_row *c, const struct plan_part *part,
		      int64_t ids, int64_t recipients)
{
	struct q_plan_keep_in keep = { .campaign_id = c->id,
				       .user_id = c->user_id,
				       .after = part->upto,
				       .prefix = part->prefix,
				       .ids = part->ids + ids,
				       .recipients = recipients,
				       .size = plan_next_size(part, ids) };
	if (!part->last)
		return q_plan_keep(db, a, &keep, NULL);
	log_info("plan.done", "campaign %.*s has %lld recipients", STR_FMT(c->id), (long long)recipients);
	return q_plan_whole(db, a, &(struct q_plan_whole_in){ .campaign_id = c->id }, NULL);
}

/* recipients: of the whole campaign so far. */
static err plan_write_part(const struct plan_context *p, system_db db, struct arena *a, const struct q_plan_next_row *c,
			   const struct plan_part *part, int64_t *recipients)
{
	int64_t now = clock_now(), ids;
	int64_t start =
		c->begun && c->planned_at.has ? c->planned_at.v : now; /* hours are counted from its first part */
	struct plan_zones zones = {};
	struct q_plan_count_row count;
	TRY(plan_find_zones(db, a, c, part, start, &zones));
	if (zones.used && part->adopted)
		TRY(q_plan_zone_adopted(
			db, a, &(struct q_plan_zone_adopted_in){ .campaign_id = c->id, .zones = zones.names }, NULL));
	TRY(plan_write_recipients(p, db, a, c, part, &zones, &ids));
	if (fault_point("plan.mid"))
		return err_make(ERR_AGAIN, "fault plan.mid");
	TRY(q_plan_count(db, a, &(struct q_plan_count_in){ .campaign_id = c->id, .from_id = part->from }, &count));
	*recipients = c->recipients.v + count.n;
	if (count.n > 0 || !c->begun)
		TRY(plan_write_ranges(db, a, c, part, &zones));
	struct q_plan_begin_in begin = { .campaign_id = c->id, .sender_id = c->sender_id, .now = now };
	if (!c->begun)
		TRY(q_plan_begin(db, a, &begin, NULL));
	TRY(plan_go_on(db, a, c, part, ids, *recipients));
	struct stats_delta *d = stats_delta_new(a);
	struct stats_ref ref = { .user_id = c->user_id, .campaign_id = c->id };
	stats_count(d, &ref, STAT_RECIPIENTS, now, count.n);
	return stats_apply(db, a, d);
}

static err plan_refuse(system_db db, struct arena *a, const struct q_plan_next_row *c, str reason)
{
	struct q_plan_refuse_in in = {
		.campaign_id = c->id, .now = clock_now(), .reason = reason, .anew = c->recipients.v == 0
	};
	log_info("plan.refused", "campaign %.*s is paused before it %s", STR_FMT(c->id),
		 in.anew ? "began" : "was planned");
	return q_plan_refuse(db, a, &in, NULL);
}

/* What must be true: before its first mail the gate is open; before each part there is a sender, and it can be said who is meant. */
static err plan_refusal(const struct plan_context *p, struct arena *a, const struct q_plan_next_row *c,
			struct plan_part *part, str *why)
{
	tenant_db db = tenant_of(p->app->db, a, c->user_id);
	*why = STR_NULL;
	if (!c->begun)
		TRY(campaign_gate(p->app, db, a, c->id, why));
	if (!str_absent(*why))
		return OK;
	err e = audience_part(db, a, c->audience, &part->who);
	if (e.code == ERR_INVALID || e.code == ERR_CONFLICT || e.code == ERR_LIMIT) {
		*why = arena_printf(a, "It cannot be said who gets it: %s", e.why);
		return OK;
	}
	TRY(e);
	if (str_absent(c->sender_id))
		*why = STR("There is no sender: add one, choose it, and resume.");
	return OK;
}

/* A campaign, locked until the end of the transaction. Read behind the lock: who held it may have planned a part meanwhile, or the rest
 * (then it is not taken). */
static err plan_take(system_db db, struct arena *a, struct q_plan_next_row *c, bool *taken)
{
	struct q_plan_pick_row picked;
	TRY(q_plan_pick(db, a, &picked));
	err e = q_plan_next(db, a, &(struct q_plan_next_in){ .campaign_id = picked.id }, c);
	*taken = !err_is(e);
	return e.code == ERR_NOT_FOUND ? OK : e;
}

/* One part of one campaign. hold: nobody of it is deleted meanwhile. */
static err plan_one(const struct plan_context *p, struct arena *a, bool hold)
{
	struct system_tx SYSTEM_TX_AUTO tx;
	struct q_plan_next_row c;
	struct plan_part part = {};
	struct q_plan_hold_row held;
	str why;
	bool taken;
	TRY(system_begin(p->db, &tx));
	TRY(plan_take(tx.db, a, &c, &taken));
	if (!taken)
		return OK;
	TRY(plan_refusal(p, a, &c, &part, &why));
	if (!str_absent(why)) {
		TRY(plan_refuse(tx.db, a, &c, why));
		return system_commit(&tx);
	}
	TRY(plan_part_of(p, tx.db, a, &c, &part));
	struct q_plan_hold_in keep = {
		.user_id = c.user_id, .campaign_id = c.id, .after = part.after, .upto = part.upto, .who = part.who
	};
	if (hold && c.audience_given)
		TRY(q_plan_hold(tx.db, a, &keep, &held));
	int64_t n = 0;
	TRY(plan_write_part(p, tx.db, a, &c, &part, &n));
	if (n > 0 || !part.last)
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

/* more: there was something. */
static err plan_cancel_some(system_db db, struct arena *a, const struct q_plan_cancelled_row *c, bool *more)
{
	struct q_plan_has_ranges_row ranges;
	struct q_plan_cancel_ranges_rows rows;
	TRY(q_plan_has_ranges(db, a, &(struct q_plan_has_ranges_in){ .campaign_id = c->id }, &ranges));
	if (ranges.has) {
		TRY(q_plan_cancel_ranges(db, a, &(struct q_plan_cancel_ranges_in){ .campaign_id = c->id }, &rows));
	} else {
		struct q_plan_cancel_some_rows rest;
		TRY(q_plan_cancel_some(db, a, &(struct q_plan_cancel_some_in){ .campaign_id = c->id }, &rest));
		rows.n = rest.n;
		rows.v = arena_array(a, struct q_plan_cancel_ranges_row, rest.n);
		for (size_t i = 0; i < rest.n; i++)
			rows.v[i] = (struct q_plan_cancel_ranges_row){ .id = rest.v[i].id,
								       .contact_id = rest.v[i].contact_id,
								       .domain = rest.v[i].domain };
	}
	struct stats_delta *d = stats_delta_new(a);
	int64_t now = clock_now();
	for (size_t i = 0; i < rows.n; i++) {
		struct stats_ref ref = { .user_id = c->user_id,
					 .campaign_id = c->id,
					 .contact_id = rows.v[i].contact_id,
					 .domain = rows.v[i].domain };
		stats_count(d, &ref, STAT_FAILED, now, 1);
	}
	*more = ranges.has || rows.n > 0;
	return stats_apply(db, a, d);
}

/* Some thousands a transaction and turn, so that a large campaign neither blocks others nor starts over. */
err plan_cancel_next(const struct plan_context *p, struct arena *a)
{
	struct system_tx SYSTEM_TX_AUTO tx;
	struct q_plan_cancelled_row c;
	TRY(system_begin(p->db, &tx));
	TRY(q_plan_cancelled(tx.db, a, &c));
	bool more;
	TRY(plan_cancel_some(tx.db, a, &c, &more));
	if (fault_point("plan.cancel"))
		return err_make(ERR_AGAIN, "fault plan.cancel");
	if (more)
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
