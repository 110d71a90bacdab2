/* Written by tools/sqlgen from sql/q/tenant/hook.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_hook_all_row {
	str id;
	str url;
	str description; /* may be absent */
	str events; /* may be absent */
	bool active;
	str paused_reason; /* may be absent */
	int64_t failures;
	struct opt_i64 failing_since; /* µs */
	struct opt_i64 next_at; /* µs */
	struct opt_i64 last_at; /* µs */
	str last_error; /* may be absent */
	struct opt_i64 old_until; /* µs */
	int64_t revision;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	int64_t waiting;
};
struct q_hook_all_rows {
	struct q_hook_all_row *v;
	size_t n;
};
err q_hook_all(tenant_db db, struct arena *a, struct q_hook_all_rows *out);

struct q_hook_one_in {
	str id;
};
struct q_hook_one_row {
	str id;
	str url;
	str description; /* may be absent */
	str events; /* may be absent */
	bool active;
	str paused_reason; /* may be absent */
	int64_t failures;
	struct opt_i64 failing_since; /* µs */
	struct opt_i64 next_at; /* µs */
	struct opt_i64 last_at; /* µs */
	str last_error; /* may be absent */
	struct opt_i64 old_until; /* µs */
	int64_t revision;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	int64_t waiting;
};
err q_hook_one(tenant_db db, struct arena *a, const struct q_hook_one_in *in, struct q_hook_one_row *out);

struct q_hook_insert_in {
	str id;
	str url;
	str description; /* may be absent */
	str events; /* JSON */
	str secret_sealed;
	bool active;
	int64_t now; /* µs */
	int64_t most;
};
err q_hook_insert(tenant_db db, struct arena *a, const struct q_hook_insert_in *in, int64_t *affected);

struct q_hook_update_in {
	str url;
	str description; /* may be absent */
	str events; /* JSON */
	bool active;
	int64_t now; /* µs */
	bool afresh;
	str id;
	int64_t revision;
};
/* What was paused starts afresh: at once, with no failure counted. */
err q_hook_update(tenant_db db, struct arena *a, const struct q_hook_update_in *in, int64_t *affected);

struct q_hook_secret_in {
	str id;
};
struct q_hook_secret_row {
	str secret_sealed;
};
err q_hook_secret(tenant_db db, struct arena *a, const struct q_hook_secret_in *in, struct q_hook_secret_row *out);

struct q_hook_rotate_in {
	struct opt_i64 until; /* µs */
	str secret_sealed;
	int64_t now; /* µs */
	str id;
};
err q_hook_rotate(tenant_db db, struct arena *a, const struct q_hook_rotate_in *in, int64_t *affected);

struct q_hook_drop_in {
	str id;
};
err q_hook_drop(tenant_db db, struct arena *a, const struct q_hook_drop_in *in, int64_t *affected);

struct q_hook_test_in {
	str event_id;
	int64_t now; /* µs */
	str id;
};
struct q_hook_test_row {
	int64_t id;
};
err q_hook_test(tenant_db db, struct arena *a, const struct q_hook_test_in *in, struct q_hook_test_row *out);

struct q_hook_deliveries_in {
	str id;
	int64_t before;
	str status; /* may be absent */
	str type; /* may be absent */
	int64_t limit;
};
struct q_hook_deliveries_row {
	int64_t id;
	str event_id;
	str type;
	int64_t at; /* µs */
	str contact_id; /* may be absent */
	str status;
	int64_t attempts;
	int64_t due_at; /* µs */
	struct opt_i64 answered_at; /* µs */
	struct opt_i64 answer;
	str error; /* may be absent */
	struct opt_i64 took;
};
struct q_hook_deliveries_rows {
	struct q_hook_deliveries_row *v;
	size_t n;
};
/* The newest first, behind `before`. */
err q_hook_deliveries(tenant_db db, struct arena *a, const struct q_hook_deliveries_in *in, struct q_hook_deliveries_rows *out);

struct q_hook_delivery_in {
	str hook_id;
	int64_t id;
};
struct q_hook_delivery_row {
	int64_t id;
	str event_id;
	str type;
	int64_t at; /* µs */
	str contact_id; /* may be absent */
	str status;
	int64_t attempts;
	int64_t due_at; /* µs */
	struct opt_i64 answered_at; /* µs */
	struct opt_i64 answer;
	str error; /* may be absent */
	struct opt_i64 took;
	str body;
};
err q_hook_delivery(tenant_db db, struct arena *a, const struct q_hook_delivery_in *in, struct q_hook_delivery_row *out);

struct q_hook_replay_in {
	int64_t now; /* µs */
	str id;
	int64_t since; /* µs */
	int64_t until; /* µs */
	str status; /* may be absent */
	int64_t most;
};
/* Those of a time are told again, some thousands at most: the oldest first. They keep their ids. */
err q_hook_replay(tenant_db db, struct arena *a, const struct q_hook_replay_in *in, int64_t *affected);

struct q_hook_wake_in {
	str id;
};
/* Somebody waits for it: a try comes at once. */
err q_hook_wake(tenant_db db, struct arena *a, const struct q_hook_wake_in *in, int64_t *affected);
