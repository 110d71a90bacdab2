/* Written by tools/sqlgen from sql/q/system/plan.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_plan_start_due_in {
	int64_t now; /* µs */
};
struct q_plan_start_due_row {
	str id;
};
struct q_plan_start_due_rows {
	struct q_plan_start_due_row *v;
	size_t n;
};
/* SCHEDULED campaigns whose time has come begin to send, whether the API or a Prisma client scheduled them. */
err q_plan_start_due(system_db db, struct arena *a, const struct q_plan_start_due_in *in, struct q_plan_start_due_rows *out);

struct q_plan_pick_row {
	str id; /* may be absent */
};
/* A campaign that sends but has no plan, or not all of it, under a lock that others pass by: of the tenant that had a turn longest ago, the one
 * that had. What is read here may be older than the lock: plan_next reads it again. */
err q_plan_pick(system_db db, struct arena *a, struct q_plan_pick_row *out);

struct q_plan_next_in {
	str campaign_id;
};
struct q_plan_next_row {
	str id;
	str user_id;
	str audience; /* JSON */ /* may be absent */
	bool audience_given;
	bool team;
	bool follows;
	bool skips;
	bool shared;
	str reply_source; /* may be absent */
	str delivery; /* may be absent */
	str account_zone; /* may be absent */
	str holidays; /* may be absent */
	str sender_id; /* may be absent */
	struct opt_i64 planned_at; /* µs */
	bool begun;
	str after; /* may be absent */
	str prefix; /* may be absent */
	struct opt_i64 ids;
	struct opt_i64 recipients;
	struct opt_i64 size;
};
/* shared: several senders may have a part in it. begun: a part is planned, up to the identity `after`.
 * The campaign that was picked, as it is under its lock. */
err q_plan_next(system_db db, struct arena *a, const struct q_plan_next_in *in, struct q_plan_next_row *out);

struct q_plan_part_in {
	str user_id;
	str after;
	int64_t size;
};
struct q_plan_part_row {
	int64_t n;
	str upto; /* may be absent */
};
/* The next contacts in the order of identities: how many, and the last one's. A person's contacts are in one part. after: '' before the first,
 * which has those without an address, too. */
err q_plan_part(system_db db, struct arena *a, const struct q_plan_part_in *in, struct q_plan_part_row *out);

struct q_plan_keep_in {
	str campaign_id;
	str user_id;
	str after;
	str prefix;
	int64_t ids;
	int64_t recipients;
	int64_t size;
};
/* What the next part begins with. */
err q_plan_keep(system_db db, struct arena *a, const struct q_plan_keep_in *in, int64_t *affected);

struct q_plan_whole_in {
	str campaign_id;
};
err q_plan_whole(system_db db, struct arena *a, const struct q_plan_whole_in *in, int64_t *affected);

struct q_plan_adopt_in {
	str key;
	str sender_id;
	str campaign_id;
};
/* Recipients that another program wrote get what they lack: a tracking id (of ours, where their id is a cuid), their
 * sender, and the key that keeps the plan from adding the same contact again. */
err q_plan_adopt(system_db db, struct arena *a, const struct q_plan_adopt_in *in, int64_t *affected);

struct q_plan_recipients_in {
	str prefix;
	int64_t ids;
	str tail;
	bool by_zone;
	struct str_array zones;
	str user_id;
	str campaign_id;
	struct str_array hash_keys;
	str after;
	str upto;
	bool only_threads;
	str reply_source; /* may be absent */
	bool adopted;
	str key;
	str sender_id;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_plan_recipients_row {
	int64_t n;
};
/* One row per person of a part of the audience (the oldest of contacts with one identity): ACTIVE, not suppressed (by address, domain or hash), wanting the
 * campaign's topic, not planned before (adopted: recipients of other programs are looked at, too). Ids count up behind `prefix` (9) from `ids`, zone by zone
 * where the campaign goes by people's clocks (`zones`: those that are known), and end in `tail` (10); the tracking id is the id and its keyed hash. n: how
 * many ids were given. */
err q_plan_recipients(system_db db, struct arena *a, const struct q_plan_recipients_in *in, struct q_plan_recipients_row *out);

struct q_plan_zones_in {
	str user_id;
	str campaign_id;
	str after;
	str upto;
	str from_id;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_plan_zones_row {
	str zone; /* may be absent */
};
struct q_plan_zones_rows {
	struct q_plan_zones_row *v;
	size_t n;
};
/* The zones that are written at the audience's contacts, known or not. */
err q_plan_zones(system_db db, struct arena *a, const struct q_plan_zones_in *in, struct q_plan_zones_rows *out);

struct q_plan_zone_adopted_in {
	struct str_array zones;
	str campaign_id;
};
/* Of recipients that another program wrote. */
err q_plan_zone_adopted(system_db db, struct arena *a, const struct q_plan_zone_adopted_in *in, int64_t *affected);

struct q_plan_zoned_batches_in {
	str campaign_id;
	bool shared;
	str user_id;
	str sender_id;
	int64_t size;
	str from_id;
	struct str_array zones;
	struct i64_array dues; /* µs */
};
/* Ranges of a campaign that goes by people's clocks: of one sender (when it is shared) and one zone each, with the time from which they may
 * go. '' is the zone of those who have none. */
err q_plan_zoned_batches(system_db db, struct arena *a, const struct q_plan_zoned_batches_in *in, int64_t *affected);

struct q_plan_hold_in {
	str user_id;
	str campaign_id;
	str after;
	str upto;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_plan_hold_row {
	int64_t n;
};
/* Keeps the part's contacts from being deleted until the end of the transaction. */
err q_plan_hold(system_db db, struct arena *a, const struct q_plan_hold_in *in, struct q_plan_hold_row *out);

struct q_plan_spread_in {
	str campaign_id;
	str user_id;
	str from_id;
};
/* A campaign that several senders share: who was mailed by one of them keeps the latest, so that threads stay in one mailbox. The others
 * are spread by their id, in the proportion of the senders' daily quotas, or evenly when one has none. */
err q_plan_spread(system_db db, struct arena *a, const struct q_plan_spread_in *in, int64_t *affected);

struct q_plan_threads_in {
	str user_id;
	str reply_source; /* may be absent */
	str campaign_id;
	str from_id;
};
/* A follow-up: who had a mail of what it follows up on gets it as an answer to the last of those, by the sender that mailed them, if it is
 * still there. */
err q_plan_threads(system_db db, struct arena *a, const struct q_plan_threads_in *in, int64_t *affected);

struct q_plan_sources_in {
	str campaign_id;
	str user_id;
	str sender_id;
	bool shared;
	str from_id;
};
/* A source for the campaign; for each of its senders when they share it, by the id of both. */
err q_plan_sources(system_db db, struct arena *a, const struct q_plan_sources_in *in, int64_t *affected);

struct q_plan_batches_in {
	str campaign_id;
	str user_id;
	str sender_id;
	int64_t size;
	str from_id;
};
/* The campaign's PENDING recipients in ranges of `size`, from an id on. */
err q_plan_batches(system_db db, struct arena *a, const struct q_plan_batches_in *in, int64_t *affected);

struct q_plan_shared_batches_in {
	str campaign_id;
	str user_id;
	int64_t size;
	str from_id;
};
/* The same for each of the senders; their ranges interleave. */
err q_plan_shared_batches(system_db db, struct arena *a, const struct q_plan_shared_batches_in *in, int64_t *affected);

struct q_plan_shares_in {
	str user_id;
	str campaign_id;
	str from_id;
};
/* How many of the recipients each of the senders has. */
err q_plan_shares(system_db db, struct arena *a, const struct q_plan_shares_in *in, int64_t *affected);

struct q_plan_count_in {
	str campaign_id;
	str from_id;
};
struct q_plan_count_row {
	int64_t n;
};
err q_plan_count(system_db db, struct arena *a, const struct q_plan_count_in *in, struct q_plan_count_row *out);

struct q_plan_begin_in {
	int64_t now; /* µs */
	str sender_id;
	str campaign_id;
};
/* Its first part is planned; whole it is when "CampaignPlan" has no row of it. */
err q_plan_begin(system_db db, struct arena *a, const struct q_plan_begin_in *in, int64_t *affected);

struct q_plan_refuse_in {
	str campaign_id;
	bool anew;
	str reason;
	int64_t now; /* µs */
};
/* A campaign that cannot be sent as it is waits for a person. anew: nobody of it is planned yet; else it goes on with the part it is at. */
err q_plan_refuse(system_db db, struct arena *a, const struct q_plan_refuse_in *in, int64_t *affected);

struct q_plan_finish_in {
	int64_t now; /* µs */
};
struct q_plan_finish_row {
	str id;
};
struct q_plan_finish_rows {
	struct q_plan_finish_row *v;
	size_t n;
};
/* Campaigns with nothing left to do are SENT. */
err q_plan_finish(system_db db, struct arena *a, const struct q_plan_finish_in *in, struct q_plan_finish_rows *out);

struct q_plan_drop_source_in {
	struct str_array ids;
};
err q_plan_drop_source(system_db db, struct arena *a, const struct q_plan_drop_source_in *in, int64_t *affected);

struct q_plan_cancelled_row {
	str id;
	str user_id;
};
/* A cancelled campaign that no worker holds any more, under a lock that others pass by. */
err q_plan_cancelled(system_db db, struct arena *a, struct q_plan_cancelled_row *out);

struct q_plan_cancel_ranges_in {
	str campaign_id;
};
struct q_plan_cancel_ranges_row {
	str id;
	str contact_id;
	str domain;
};
struct q_plan_cancel_ranges_rows {
	struct q_plan_cancel_ranges_row *v;
	size_t n;
};
/* Recipients of the first ranges. A range goes with its last one; one that is wider than a piece begins behind what was done. */
err q_plan_cancel_ranges(system_db db, struct arena *a, const struct q_plan_cancel_ranges_in *in, struct q_plan_cancel_ranges_rows *out);

struct q_plan_has_ranges_in {
	str campaign_id;
};
struct q_plan_has_ranges_row {
	bool has;
};
err q_plan_has_ranges(system_db db, struct arena *a, const struct q_plan_has_ranges_in *in, struct q_plan_has_ranges_row *out);

struct q_plan_cancel_some_in {
	str campaign_id;
};
struct q_plan_cancel_some_row {
	str id;
	str contact_id;
	str domain;
};
struct q_plan_cancel_some_rows {
	struct q_plan_cancel_some_row *v;
	size_t n;
};
/* What is in no range: retries, and what other programs wrote. */
err q_plan_cancel_some(system_db db, struct arena *a, const struct q_plan_cancel_some_in *in, struct q_plan_cancel_some_rows *out);

struct q_plan_cancel_done_in {
	str campaign_id;
	int64_t now; /* µs */
};
err q_plan_cancel_done(system_db db, struct arena *a, const struct q_plan_cancel_done_in *in, int64_t *affected);
