/* Written by tools/sqlgen from sql/q/tenant/choice.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_topic_one_in {
	str id;
};
struct q_topic_one_row {
	str id;
	str name;
	str description; /* may be absent */
	bool opt_in;
	int64_t position;
	int64_t created_at; /* µs */
	int64_t revision;
	str revised_fields; /* JSON */ /* may be absent */
};
err q_topic_one(tenant_db db, struct arena *a, const struct q_topic_one_in *in, struct q_topic_one_row *out);

struct q_topic_all_row {
	str id;
	str name;
	str description; /* may be absent */
	bool opt_in;
	int64_t position;
	int64_t created_at; /* µs */
	int64_t revision;
	int64_t wanted;
	int64_t refused;
};
struct q_topic_all_rows {
	struct q_topic_all_row *v;
	size_t n;
};
/* With how many chose it and how many left it alone. */
err q_topic_all(tenant_db db, struct arena *a, struct q_topic_all_rows *out);

struct q_topic_insert_in {
	str id;
	str name;
	str description; /* may be absent */
	bool opt_in;
	int64_t position;
};
/* At most 100 of a tenant. */
err q_topic_insert(tenant_db db, struct arena *a, const struct q_topic_insert_in *in, int64_t *affected);

struct q_topic_set_in {
	str name;
	str description; /* may be absent */
	bool opt_in;
	int64_t position;
	str id;
	struct opt_i64 revision;
};
/* Only the version that was read, where one is named. */
err q_topic_set(tenant_db db, struct arena *a, const struct q_topic_set_in *in, int64_t *affected);

struct q_topic_drop_in {
	str id;
};
err q_topic_drop(tenant_db db, struct arena *a, const struct q_topic_drop_in *in, int64_t *affected);

struct q_contact_topics_in {
	str contact_id;
};
struct q_contact_topics_row {
	str id;
	str name;
	str description; /* may be absent */
	bool opt_in;
	bool subscribed;
	bool chosen;
};
struct q_contact_topics_rows {
	struct q_contact_topics_row *v;
	size_t n;
};
/* The tenant's topics as a contact has them. */
err q_contact_topics(tenant_db db, struct arena *a, const struct q_contact_topics_in *in, struct q_contact_topics_rows *out);

struct q_contact_topics_set_in {
	struct str_array wanted;
	str source;
	str contact_id;
};
/* Of the tenant's topics those named are wanted, all others not. */
err q_contact_topics_set(tenant_db db, struct arena *a, const struct q_contact_topics_set_in *in, int64_t *affected);

struct q_contact_topics_add_in {
	str contact_id;
	str source;
	struct str_array wanted;
};
/* Those named are wanted; others stay as they are. */
err q_contact_topics_add(tenant_db db, struct arena *a, const struct q_contact_topics_add_in *in, int64_t *affected);

struct q_contact_choice_in {
	str id;
};
struct q_contact_choice_row {
	str id;
	str email;
	str status;
	bool tracking_off;
};
err q_contact_choice(tenant_db db, struct arena *a, const struct q_contact_choice_in *in, struct q_contact_choice_row *out);

struct q_contact_tracking_set_in {
	bool off;
	str id;
};
err q_contact_tracking_set(tenant_db db, struct arena *a, const struct q_contact_tracking_set_in *in, int64_t *affected);

struct q_contact_come_back_in {
	str id;
};
/* Under every spelling of their address. */
err q_contact_come_back(tenant_db db, struct arena *a, const struct q_contact_come_back_in *in, int64_t *affected);

struct q_leave_reason_put_in {
	str id;
	str contact_id;
	str campaign_id; /* may be absent */
	str reason;
	str words; /* may be absent */
};
/* The last word of a person. */
err q_leave_reason_put(tenant_db db, struct arena *a, const struct q_leave_reason_put_in *in, int64_t *affected);

struct q_leave_reason_counts_row {
	str reason;
	int64_t n;
};
struct q_leave_reason_counts_rows {
	struct q_leave_reason_counts_row *v;
	size_t n;
};
err q_leave_reason_counts(tenant_db db, struct arena *a, struct q_leave_reason_counts_rows *out);

struct q_leave_reason_words_row {
	str reason;
	str words; /* may be absent */
	str contact_id;
	int64_t created_at; /* µs */
};
struct q_leave_reason_words_rows {
	struct q_leave_reason_words_row *v;
	size_t n;
};
/* The newest that somebody wrote something beside. */
err q_leave_reason_words(tenant_db db, struct arena *a, struct q_leave_reason_words_rows *out);

struct q_policy_one_row {
	bool tracking;
	struct opt_i64 retention_days;
	str retention_mode;
	struct opt_i64 retained_from; /* µs */
	struct opt_i64 cap_messages;
	int64_t cap_days;
};
err q_policy_one(tenant_db db, struct arena *a, struct q_policy_one_row *out);

struct q_policy_set_in {
	bool tracking;
	struct opt_i64 retention_days;
	str retention_mode;
	struct opt_i64 cap_messages;
	int64_t cap_days;
};
err q_policy_set(tenant_db db, struct arena *a, const struct q_policy_set_in *in, int64_t *affected);

struct q_consent_all_in {
	str contact_id;
};
struct q_consent_all_row {
	str id;
	str form_id; /* may be absent */
	str text;
	str source;
	int64_t asked_at; /* µs */
	int64_t confirmed_at; /* µs */
	str ip_hash; /* may be absent */
	str confirm_ip_hash; /* may be absent */
};
struct q_consent_all_rows {
	struct q_consent_all_row *v;
	size_t n;
};
/* What a contact agreed to, newest first. */
err q_consent_all(tenant_db db, struct arena *a, const struct q_consent_all_in *in, struct q_consent_all_rows *out);

struct q_consent_insert_in {
	str id;
	str contact_id;
	str form_id; /* may be absent */
	str text;
	str source;
	int64_t asked_at; /* µs */
	int64_t confirmed_at; /* µs */
	str ip_hash; /* may be absent */
	str confirm_ip_hash; /* may be absent */
};
err q_consent_insert(tenant_db db, struct arena *a, const struct q_consent_insert_in *in, int64_t *affected);

struct q_choice_trial_row {
	str name;
};
/* In whose name the page of a test mail's link speaks. */
err q_choice_trial(tenant_db db, struct arena *a, struct q_choice_trial_row *out);
