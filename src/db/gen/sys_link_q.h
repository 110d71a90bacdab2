/* Written by tools/sqlgen from sql/q/system/link.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_link_known_in {
	struct str_array stats_ids;
	struct i64_array n;
};
struct q_link_known_row {
	str stats_id;
	int64_t n;
	str url;
};
struct q_link_known_rows {
	struct q_link_known_row *v;
	size_t n;
};
/* Templates that link figures hold already. */
err q_link_known(system_db db, struct arena *a, const struct q_link_known_in *in, struct q_link_known_rows *out);

struct q_link_campaign_in {
	str campaign_id;
};
struct q_link_campaign_row {
	str content;
};
err q_link_campaign(system_db db, struct arena *a, const struct q_link_campaign_in *in, struct q_link_campaign_row *out);

struct q_link_step_in {
	str sequence_id;
	str step_id;
	int64_t most;
};
struct q_link_step_row {
	str content;
};
struct q_link_step_rows {
	struct q_link_step_row *v;
	size_t n;
};
/* A step's mail in its latest versions, newest first. */
err q_link_step(system_db db, struct arena *a, const struct q_link_step_in *in, struct q_link_step_rows *out);

struct q_link_recipient_in {
	str id;
};
struct q_link_recipient_row {
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str step_id; /* may be absent */
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* JSON */ /* may be absent */
};
err q_link_recipient(system_db db, struct arena *a, const struct q_link_recipient_in *in, struct q_link_recipient_row *out);

struct q_link_recipient_by_tracking_id_in {
	str tracking_id;
};
struct q_link_recipient_by_tracking_id_row {
	str campaign_id; /* may be absent */
	str sequence_id; /* may be absent */
	str step_id; /* may be absent */
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* JSON */ /* may be absent */
};
err q_link_recipient_by_tracking_id(system_db db, struct arena *a, const struct q_link_recipient_by_tracking_id_in *in, struct q_link_recipient_by_tracking_id_row *out);

struct q_link_gone_in {
	str tracking_id;
};
struct q_link_gone_row {
	str recipient_id;
};
/* A mail of another program's that was deleted. */
err q_link_gone(system_db db, struct arena *a, const struct q_link_gone_in *in, struct q_link_gone_row *out);
