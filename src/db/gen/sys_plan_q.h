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
};
/* shared: several senders may have a part in it.
 * A campaign that sends but has no plan, under a lock that others pass by. */
err q_plan_next(system_db db, struct arena *a, struct q_plan_next_row *out);

struct q_plan_adopt_in {
	str key;
	str sender_id;
	str campaign_id;
};
/* Recipients that another program wrote get what they lack: a tracking id (of ours, where their id is a cuid), their
 * sender, and the key that keeps the plan from adding the same contact again. */
err q_plan_adopt(system_db db, struct arena *a, const struct q_plan_adopt_in *in, int64_t *affected);

struct q_plan_recipients_in {
	str campaign_id;
	str user_id;
	str key;
	str sender_id;
	str prefix;
	str tail;
	bool by_zone;
	struct str_array zones;
	struct str_array hash_keys;
	bool only_threads;
	str reply_source; /* may be absent */
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
/* One row per person of the audience (the oldest of contacts with one identity): ACTIVE, not suppressed (by address, domain or hash), wanting the campaign's topic, not planned
 * before. Ids count up behind `prefix` (9), zone by zone where the campaign goes by people's clocks (`zones`: those that are known), and end in
 * `tail` (10); the tracking id is the id and its keyed hash. */
err q_plan_recipients(system_db db, struct arena *a, const struct q_plan_recipients_in *in, int64_t *affected);

struct q_plan_zones_in {
	str user_id;
	str campaign_id;
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
	struct str_array zones;
	struct i64_array dues; /* µs */
};
/* Ranges of a campaign that goes by people's clocks: of one sender (when it is shared) and one zone each, with the time from which they may
 * go. '' is the zone of those who have none. */
err q_plan_zoned_batches(system_db db, struct arena *a, const struct q_plan_zoned_batches_in *in, int64_t *affected);

struct q_plan_hold_in {
	str user_id;
	str campaign_id;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_plan_hold_row {
	int64_t n;
};
/* Keeps the audience's contacts from being deleted until the end of the transaction. */
err q_plan_hold(system_db db, struct arena *a, const struct q_plan_hold_in *in, struct q_plan_hold_row *out);

struct q_plan_spread_in {
	str campaign_id;
	str user_id;
};
/* A campaign that several senders share: who was mailed by one of them keeps the latest, so that threads stay in one mailbox. The others
 * are spread by their id, in the proportion of the senders' daily quotas, or evenly when one has none. */
err q_plan_spread(system_db db, struct arena *a, const struct q_plan_spread_in *in, int64_t *affected);

struct q_plan_threads_in {
	str user_id;
	str reply_source; /* may be absent */
	str campaign_id;
};
/* A follow-up: who had a mail of what it follows up on gets it as an answer to the last of those, by the sender that mailed them, if it is
 * still there. */
err q_plan_threads(system_db db, struct arena *a, const struct q_plan_threads_in *in, int64_t *affected);

struct q_plan_sources_in {
	str campaign_id;
	str user_id;
	str sender_id;
	bool shared;
};
/* A source for the campaign; for each of its senders when they share it, by the id of both. */
err q_plan_sources(system_db db, struct arena *a, const struct q_plan_sources_in *in, int64_t *affected);

struct q_plan_batches_in {
	str campaign_id;
	str user_id;
	str sender_id;
	int64_t size;
};
/* The campaign's PENDING recipients in ranges of `size`. */
err q_plan_batches(system_db db, struct arena *a, const struct q_plan_batches_in *in, int64_t *affected);

struct q_plan_shared_batches_in {
	str campaign_id;
	str user_id;
	int64_t size;
};
/* The same for each of the senders; their ranges interleave. */
err q_plan_shared_batches(system_db db, struct arena *a, const struct q_plan_shared_batches_in *in, int64_t *affected);

struct q_plan_shares_in {
	str user_id;
	str campaign_id;
};
/* How many of the recipients each of the senders has. */
err q_plan_shares(system_db db, struct arena *a, const struct q_plan_shares_in *in, int64_t *affected);

struct q_plan_count_in {
	str campaign_id;
};
struct q_plan_count_row {
	int64_t n;
};
err q_plan_count(system_db db, struct arena *a, const struct q_plan_count_in *in, struct q_plan_count_row *out);

struct q_plan_done_in {
	int64_t now; /* µs */
	str sender_id;
	str campaign_id;
};
err q_plan_done(system_db db, struct arena *a, const struct q_plan_done_in *in, int64_t *affected);

struct q_plan_refuse_in {
	str reason;
	int64_t now; /* µs */
	str campaign_id;
};
/* A campaign that cannot be sent as it is waits for a person. */
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
err q_plan_cancel_some(system_db db, struct arena *a, const struct q_plan_cancel_some_in *in, struct q_plan_cancel_some_rows *out);

struct q_plan_cancel_done_in {
	str campaign_id;
	int64_t now; /* µs */
};
err q_plan_cancel_done(system_db db, struct arena *a, const struct q_plan_cancel_done_in *in, int64_t *affected);
