/* Written by tools/sqlgen from sql/q/tenant/segment.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_segment_list_row {
	str id;
	str name;
	str description; /* may be absent */
	str filter; /* JSON */
	int64_t revision;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
};
struct q_segment_list_rows {
	struct q_segment_list_row *v;
	size_t n;
};
err q_segment_list(tenant_db db, struct arena *a, struct q_segment_list_rows *out);

struct q_segment_total_row {
	int64_t n;
};
err q_segment_total(tenant_db db, struct arena *a, struct q_segment_total_row *out);

struct q_segment_get_in {
	str id;
};
struct q_segment_get_row {
	str id;
	str name;
	str description; /* may be absent */
	str filter; /* JSON */
	int64_t revision;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
};
err q_segment_get(tenant_db db, struct arena *a, const struct q_segment_get_in *in, struct q_segment_get_row *out);

struct q_segment_find_in {
	str ref;
};
struct q_segment_find_row {
	str id; /* may be absent */
	str name; /* may be absent */
	str description; /* may be absent */
	str filter; /* JSON */ /* may be absent */
	struct opt_i64 revision;
	struct opt_i64 created_at; /* µs */
	struct opt_i64 updated_at; /* µs */
};
/* By its id, else by its name. */
err q_segment_find(tenant_db db, struct arena *a, const struct q_segment_find_in *in, struct q_segment_find_row *out);

struct q_segment_insert_in {
	str id;
	str name;
	str description; /* may be absent */
	str filter; /* JSON */
	int64_t now; /* µs */
};
err q_segment_insert(tenant_db db, struct arena *a, const struct q_segment_insert_in *in, int64_t *affected);

struct q_segment_update_in {
	str name;
	str description; /* may be absent */
	str filter; /* JSON */
	int64_t now; /* µs */
	str id;
	int64_t revision;
};
/* Nothing when it has another revision by now. */
err q_segment_update(tenant_db db, struct arena *a, const struct q_segment_update_in *in, int64_t *affected);

struct q_segment_delete_in {
	str id;
};
err q_segment_delete(tenant_db db, struct arena *a, const struct q_segment_delete_in *in, int64_t *affected);

struct q_segment_uses_in {
	str id;
	str needle;
};
struct q_segment_uses_row {
	str kind;
	str id;
	str name;
};
struct q_segment_uses_rows {
	struct q_segment_uses_row *v;
	size_t n;
};
/* What names a segment: other segments, campaigns that are still to be planned, and conditions of sequences. needle: "segment": "its id", as JSON prints it. */
err q_segment_uses(tenant_db db, struct arena *a, const struct q_segment_uses_in *in, struct q_segment_uses_rows *out);

struct q_segment_campaign_in {
	str ref;
};
struct q_segment_campaign_row {
	str id; /* may be absent */
	str name; /* may be absent */
};
err q_segment_campaign(tenant_db db, struct arena *a, const struct q_segment_campaign_in *in, struct q_segment_campaign_row *out);

struct q_segment_sequence_in {
	str ref;
};
struct q_segment_sequence_row {
	str id; /* may be absent */
	str name; /* may be absent */
};
err q_segment_sequence(tenant_db db, struct arena *a, const struct q_segment_sequence_in *in, struct q_segment_sequence_row *out);

struct q_segment_topic_in {
	str ref;
};
struct q_segment_topic_row {
	str id; /* may be absent */
	str name; /* may be absent */
};
err q_segment_topic(tenant_db db, struct arena *a, const struct q_segment_topic_in *in, struct q_segment_topic_row *out);

struct q_segment_zone_row {
	str timezone; /* may be absent */
};
err q_segment_zone(tenant_db db, struct arena *a, struct q_segment_zone_row *out);

struct q_segment_count_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_segment_count_row {
	int64_t n;
};
err q_segment_count(tenant_db db, struct arena *a, const struct q_segment_count_in *in, struct q_segment_count_row *out);

struct q_segment_people_row {
	int64_t n;
};
err q_segment_people(tenant_db db, struct arena *a, struct q_segment_people_row *out);

struct q_segment_sample_in {
	struct str_array points;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_segment_sample_row {
	int64_t seen;
	int64_t found;
};
/* Of the contacts that come next after each of some ids, how many are in it: an estimate where a count takes too long. */
err q_segment_sample(tenant_db db, struct arena *a, const struct q_segment_sample_in *in, struct q_segment_sample_row *out);

struct q_segment_ends_row {
	str first; /* may be absent */
	str last; /* may be absent */
};
/* The first and the last of the tenant's contacts. */
err q_segment_ends(tenant_db db, struct arena *a, struct q_segment_ends_row *out);

struct q_segment_ids_in {
	str after;
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	int64_t limit;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_segment_ids_row {
	str id; /* may be absent */
};
struct q_segment_ids_rows {
	struct q_segment_ids_row *v;
	size_t n;
};
/* A piece of those it names, in the order of their ids. */
err q_segment_ids(tenant_db db, struct arena *a, const struct q_segment_ids_in *in, struct q_segment_ids_rows *out);

struct q_segment_among_in {
	struct str_array ids;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_segment_among_row {
	str id; /* may be absent */
};
struct q_segment_among_rows {
	struct q_segment_among_row *v;
	size_t n;
};
/* Of some contacts, those in it: few at a time, each by its id. */
err q_segment_among(tenant_db db, struct arena *a, const struct q_segment_among_in *in, struct q_segment_among_rows *out);

struct q_segment_contacts_newest_in {
	str before;
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	int64_t limit;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_segment_contacts_newest_row {
	str id; /* may be absent */
	str email; /* may be absent */
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status; /* may be absent */
	struct opt_i64 sent_count;
	struct opt_i64 engaged_count;
	struct opt_i64 created_at; /* µs */
	struct opt_i64 updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	struct opt_i64 revision;
};
struct q_segment_contacts_newest_rows {
	struct q_segment_contacts_newest_row *v;
	size_t n;
};
err q_segment_contacts_newest(tenant_db db, struct arena *a, const struct q_segment_contacts_newest_in *in, struct q_segment_contacts_newest_rows *out);

struct q_segment_contacts_oldest_in {
	str after;
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	int64_t limit;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_segment_contacts_oldest_row {
	str id; /* may be absent */
	str email; /* may be absent */
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status; /* may be absent */
	struct opt_i64 sent_count;
	struct opt_i64 engaged_count;
	struct opt_i64 created_at; /* µs */
	struct opt_i64 updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	struct opt_i64 revision;
};
struct q_segment_contacts_oldest_rows {
	struct q_segment_contacts_oldest_row *v;
	size_t n;
};
err q_segment_contacts_oldest(tenant_db db, struct arena *a, const struct q_segment_contacts_oldest_in *in, struct q_segment_contacts_oldest_rows *out);

struct q_segment_contacts_sorted_in {
	bool by_name;
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	str after_id; /* may be absent */
	bool down;
	str after_key; /* may be absent */
	int64_t limit;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_segment_contacts_sorted_row {
	str id; /* may be absent */
	str email; /* may be absent */
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status; /* may be absent */
	struct opt_i64 sent_count;
	struct opt_i64 engaged_count;
	struct opt_i64 created_at; /* µs */
	struct opt_i64 updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	struct opt_i64 revision;
	str key;
};
struct q_segment_contacts_sorted_rows {
	struct q_segment_contacts_sorted_row *v;
	size_t n;
};
/* By address or name, up or down. */
err q_segment_contacts_sorted(tenant_db db, struct arena *a, const struct q_segment_contacts_sorted_in *in, struct q_segment_contacts_sorted_rows *out);

struct q_segment_export_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_segment_export_row {
	str id; /* may be absent */
	str email; /* may be absent */
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status; /* may be absent */
	struct opt_i64 sent_count;
	struct opt_i64 engaged_count;
	struct opt_i64 created_at; /* µs */
	struct opt_i64 updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	struct opt_i64 revision;
};
typedef err q_segment_export_fn(void *arg, const struct q_segment_export_row *row);
err q_segment_export(tenant_db db, struct arena *a, const struct q_segment_export_in *in, q_segment_export_fn *fn, void *arg);

struct q_segment_variables_row {
	str name;
	str kind;
	int64_t n;
	struct str_array values; /* may be absent */
};
struct q_segment_variables_rows {
	struct q_segment_variables_row *v;
	size_t n;
};
/* Names of variables among the newest contacts, with the kinds of their values and some of the values. */
err q_segment_variables(tenant_db db, struct arena *a, struct q_segment_variables_rows *out);

/* Who changes or deletes segments of a tenant takes turns: so no two come to name each other. */
err q_segment_lock(tenant_db db, struct arena *a, int64_t *affected);
