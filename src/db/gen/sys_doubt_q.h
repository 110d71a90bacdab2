/* Written by tools/sqlgen from sql/q/system/doubt.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_doubt_campaign_in {
	str id;
	str user_id;
};
struct q_doubt_campaign_row {
	str status;
	bool cancelled;
};
err q_doubt_campaign(system_db db, struct arena *a, const struct q_doubt_campaign_in *in, struct q_doubt_campaign_row *out);

struct q_doubt_sequence_in {
	str id;
	str user_id;
};
struct q_doubt_sequence_row {
	str status;
};
err q_doubt_sequence(system_db db, struct arena *a, const struct q_doubt_sequence_in *in, struct q_doubt_sequence_row *out);

struct q_doubt_lock_in {
	str user_id;
	str owner;
	struct str_array ids; /* may be absent */
	str after;
};
struct q_doubt_lock_row {
	str id;
	str recipient_id;
	int64_t created_at; /* µs */
	str contact_id;
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str step_id; /* may be absent */
	str sender_id; /* may be absent */
	str enrollment_id; /* may be absent */
	str domain;
};
struct q_doubt_lock_rows {
	struct q_doubt_lock_row *v;
	size_t n;
};
/* Those that wait for a decision, whose recipients are still held. */
err q_doubt_lock(system_db db, struct arena *a, const struct q_doubt_lock_in *in, struct q_doubt_lock_rows *out);

struct q_doubt_decide_in {
	str resolution;
	struct str_array ids;
};
err q_doubt_decide(system_db db, struct arena *a, const struct q_doubt_decide_in *in, int64_t *affected);

struct q_doubt_discard_in {
	str reason;
	struct str_array ids;
};
err q_doubt_discard(system_db db, struct arena *a, const struct q_doubt_discard_in *in, int64_t *affected);

struct q_doubt_resend_in {
	struct str_array ids;
};
err q_doubt_resend(system_db db, struct arena *a, const struct q_doubt_resend_in *in, int64_t *affected);

struct q_doubt_confirm_in {
	struct str_array ids;
	struct i64_array at; /* µs */
};
err q_doubt_confirm(system_db db, struct arena *a, const struct q_doubt_confirm_in *in, int64_t *affected);

struct q_doubt_sources_in {
	struct str_array ids;
};
/* Where they are claimed from. The source's row went when the campaign was done. */
err q_doubt_sources(system_db db, struct arena *a, const struct q_doubt_sources_in *in, int64_t *affected);

struct q_doubt_retries_in {
	struct str_array ids;
};
err q_doubt_retries(system_db db, struct arena *a, const struct q_doubt_retries_in *in, int64_t *affected);

struct q_doubt_reopen_in {
	str id;
	str user_id;
};
/* There is something to send again. */
err q_doubt_reopen(system_db db, struct arena *a, const struct q_doubt_reopen_in *in, int64_t *affected);

struct q_doubt_waiting_in {
	str user_id;
	str owner;
	struct str_array ids; /* may be absent */
	int64_t limit;
};
struct q_doubt_waiting_row {
	str id;
	str recipient_id;
	str sender_id; /* may be absent */
};
struct q_doubt_waiting_rows {
	struct q_doubt_waiting_row *v;
	size_t n;
};
/* Those that a mailbox may be asked about. */
err q_doubt_waiting(system_db db, struct arena *a, const struct q_doubt_waiting_in *in, struct q_doubt_waiting_rows *out);
