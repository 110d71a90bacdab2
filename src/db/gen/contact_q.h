/* Written by tools/sqlgen from sql/q/tenant/contact.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_contact_list_id_desc_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str tag; /* may be absent */
	str search; /* may be absent */
	str after_id; /* may be absent */
	int64_t limit;
};
struct q_contact_list_id_desc_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
};
struct q_contact_list_id_desc_rows {
	struct q_contact_list_id_desc_row *v;
	size_t n;
};
err q_contact_list_id_desc(tenant_db db, struct arena *a, const struct q_contact_list_id_desc_in *in, struct q_contact_list_id_desc_rows *out);

struct q_contact_list_id_asc_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str tag; /* may be absent */
	str search; /* may be absent */
	str after_id; /* may be absent */
	int64_t limit;
};
struct q_contact_list_id_asc_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
};
struct q_contact_list_id_asc_rows {
	struct q_contact_list_id_asc_row *v;
	size_t n;
};
err q_contact_list_id_asc(tenant_db db, struct arena *a, const struct q_contact_list_id_asc_in *in, struct q_contact_list_id_asc_rows *out);

struct q_contact_list_email_asc_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str tag; /* may be absent */
	str search; /* may be absent */
	str after_id; /* may be absent */
	str after_key; /* may be absent */
	int64_t limit;
};
struct q_contact_list_email_asc_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
};
struct q_contact_list_email_asc_rows {
	struct q_contact_list_email_asc_row *v;
	size_t n;
};
err q_contact_list_email_asc(tenant_db db, struct arena *a, const struct q_contact_list_email_asc_in *in, struct q_contact_list_email_asc_rows *out);

struct q_contact_list_email_desc_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str tag; /* may be absent */
	str search; /* may be absent */
	str after_id; /* may be absent */
	str after_key; /* may be absent */
	int64_t limit;
};
struct q_contact_list_email_desc_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
};
struct q_contact_list_email_desc_rows {
	struct q_contact_list_email_desc_row *v;
	size_t n;
};
err q_contact_list_email_desc(tenant_db db, struct arena *a, const struct q_contact_list_email_desc_in *in, struct q_contact_list_email_desc_rows *out);

struct q_contact_list_name_asc_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str tag; /* may be absent */
	str search; /* may be absent */
	str after_id; /* may be absent */
	str after_key; /* may be absent */
	int64_t limit;
};
struct q_contact_list_name_asc_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
	str key;
};
struct q_contact_list_name_asc_rows {
	struct q_contact_list_name_asc_row *v;
	size_t n;
};
err q_contact_list_name_asc(tenant_db db, struct arena *a, const struct q_contact_list_name_asc_in *in, struct q_contact_list_name_asc_rows *out);

struct q_contact_list_name_desc_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str tag; /* may be absent */
	str search; /* may be absent */
	str after_id; /* may be absent */
	str after_key; /* may be absent */
	int64_t limit;
};
struct q_contact_list_name_desc_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
	str key;
};
struct q_contact_list_name_desc_rows {
	struct q_contact_list_name_desc_row *v;
	size_t n;
};
err q_contact_list_name_desc(tenant_db db, struct arena *a, const struct q_contact_list_name_desc_in *in, struct q_contact_list_name_desc_rows *out);

struct q_contact_list_status_in {
	str status;
	str before_id;
	int64_t limit;
};
struct q_contact_list_status_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
};
struct q_contact_list_status_rows {
	struct q_contact_list_status_row *v;
	size_t n;
};
/* The commonest page: the newest of one status, without search and tags. */
err q_contact_list_status(tenant_db db, struct arena *a, const struct q_contact_list_status_in *in, struct q_contact_list_status_rows *out);

struct q_contact_list_newest_in {
	str before_id;
	int64_t limit;
};
struct q_contact_list_newest_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
};
struct q_contact_list_newest_rows {
	struct q_contact_list_newest_row *v;
	size_t n;
};
/* The same of any status. */
err q_contact_list_newest(tenant_db db, struct arena *a, const struct q_contact_list_newest_in *in, struct q_contact_list_newest_rows *out);

struct q_contact_count_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str tag; /* may be absent */
	str search; /* may be absent */
	int64_t most;
};
struct q_contact_count_row {
	int64_t n;
};
/* Bounded: counts to `most` and no further. */
err q_contact_count(tenant_db db, struct arena *a, const struct q_contact_count_in *in, struct q_contact_count_row *out);

struct q_contact_get_in {
	str id;
};
struct q_contact_get_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
};
err q_contact_get(tenant_db db, struct arena *a, const struct q_contact_get_in *in, struct q_contact_get_row *out);

struct q_contact_get_by_email_in {
	str email;
};
struct q_contact_get_by_email_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
};
err q_contact_get_by_email(tenant_db db, struct arena *a, const struct q_contact_get_by_email_in *in, struct q_contact_get_by_email_row *out);

struct q_contact_identity_lock_in {
	str email;
};
/* Two who write one person at once wait for each other, until the end of the transaction; an import that ends waits for them (import_wait_for_writers). */
err q_contact_identity_lock(tenant_db db, struct arena *a, const struct q_contact_identity_lock_in *in, int64_t *affected);

struct q_contact_same_person_in {
	str email;
	str except; /* may be absent */
};
struct q_contact_same_person_row {
	str id;
	str email;
};
/* Another contact with this identity. */
err q_contact_same_person(tenant_db db, struct arena *a, const struct q_contact_same_person_in *in, struct q_contact_same_person_row *out);

struct q_contact_left_in {
	str email;
	struct str_array hash_keys;
};
struct q_contact_left_row {
	bool left;
};
/* Whether the person behind an address left: they unsubscribed or complained, under any spelling, or had left and were deleted or erased. */
err q_contact_left(tenant_db db, struct arena *a, const struct q_contact_left_in *in, struct q_contact_left_row *out);

struct q_contact_barred_in {
	struct str_array ids;
	struct str_array hash_keys;
};
struct q_contact_barred_row {
	int64_t n;
	str reason; /* may be absent */
};
struct q_contact_barred_rows {
	struct q_contact_barred_row *v;
	size_t n;
};
/* Why those of the contacts get no mail who get none. */
err q_contact_barred(tenant_db db, struct arena *a, const struct q_contact_barred_in *in, struct q_contact_barred_rows *out);

struct q_contact_insert_in {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */
	str variables; /* JSON */
	str status;
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t now; /* µs */
};
err q_contact_insert(tenant_db db, struct arena *a, const struct q_contact_insert_in *in, int64_t *affected);

struct q_contact_update_in {
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */
	str variables; /* JSON */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	str status;
	int64_t now; /* µs */
	str id;
	int64_t revision;
};
err q_contact_update(tenant_db db, struct arena *a, const struct q_contact_update_in *in, int64_t *affected);

struct q_contact_revised_in {
	str id;
};
struct q_contact_revised_row {
	int64_t revision;
	str revised_fields; /* JSON */ /* may be absent */
};
/* Which columns changed when. */
err q_contact_revised(tenant_db db, struct arena *a, const struct q_contact_revised_in *in, struct q_contact_revised_row *out);

struct q_contact_leave_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	struct str_array ids; /* may be absent */
	str address; /* may be absent */
	int64_t now; /* µs */
};
struct q_contact_leave_row {
	int64_t n;
};
/* Those who are about to be deleted, chosen as contact_bulk_delete does, leave their sequences: the figures stay true. */
err q_contact_leave(tenant_db db, struct arena *a, const struct q_contact_leave_in *in, struct q_contact_leave_row *out);

struct q_contact_delete_in {
	str id;
	str id_prefix;
	str hash_key;
};
/* Who had left stays on the suppression list, by the keyed hash of the address. */
err q_contact_delete(tenant_db db, struct arena *a, const struct q_contact_delete_in *in, int64_t *affected);

struct q_contact_doubles_in {
	str after; /* may be absent */
	int64_t limit;
};
struct q_contact_doubles_row {
	str identity;
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
};
struct q_contact_doubles_rows {
	struct q_contact_doubles_row *v;
	size_t n;
};
/* People who are several contacts, in the order of their identities; of each, the one that a merge keeps comes first. */
err q_contact_doubles(tenant_db db, struct arena *a, const struct q_contact_doubles_in *in, struct q_contact_doubles_rows *out);

struct q_contact_doubles_of_in {
	str id;
};
struct q_contact_doubles_of_row {
	str id;
};
struct q_contact_doubles_of_rows {
	struct q_contact_doubles_of_row *v;
	size_t n;
};
/* The others that are the same person. */
err q_contact_doubles_of(tenant_db db, struct arena *a, const struct q_contact_doubles_of_in *in, struct q_contact_doubles_of_rows *out);

struct q_contact_merge_in {
	str id;
	struct str_array others;
	int64_t now; /* µs */
};
struct q_contact_merge_row {
	int64_t n;
};
err q_contact_merge(tenant_db db, struct arena *a, const struct q_contact_merge_in *in, struct q_contact_merge_row *out);

struct q_contact_gone_seal_in {
	str hash_key;
};
/* Of contacts that were deleted the hash stays, the address does not. */
err q_contact_gone_seal(tenant_db db, struct arena *a, const struct q_contact_gone_seal_in *in, int64_t *affected);

struct q_contact_bulk_tag_in {
	struct str_array add;
	int64_t now; /* µs */
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	struct str_array ids; /* may be absent */
};
/* Adds tags to those named by ids or, when ids is NULL, by the filter. */
err q_contact_bulk_tag(tenant_db db, struct arena *a, const struct q_contact_bulk_tag_in *in, int64_t *affected);

struct q_contact_bulk_untag_in {
	struct str_array remove;
	int64_t now; /* µs */
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	struct str_array ids; /* may be absent */
};
err q_contact_bulk_untag(tenant_db db, struct arena *a, const struct q_contact_bulk_untag_in *in, int64_t *affected);

struct q_contact_bulk_left_in {
	struct str_array hash_keys;
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	struct str_array ids; /* may be absent */
	str set_status;
};
struct q_contact_bulk_left_row {
	int64_t n;
};
/* Of those chosen, how many left and cannot be brought back. */
err q_contact_bulk_left(tenant_db db, struct arena *a, const struct q_contact_bulk_left_in *in, struct q_contact_bulk_left_row *out);

struct q_contact_bulk_status_in {
	str set_status;
	int64_t now; /* µs */
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	struct str_array ids; /* may be absent */
	struct str_array hash_keys;
};
/* Who left stays as they are: only they can come back. */
err q_contact_bulk_status(tenant_db db, struct arena *a, const struct q_contact_bulk_status_in *in, int64_t *affected);

struct q_contact_bulk_delete_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
	struct str_array ids; /* may be absent */
	str id_prefix;
	str hash_key;
};
/* As contact_delete. */
err q_contact_bulk_delete(tenant_db db, struct arena *a, const struct q_contact_bulk_delete_in *in, int64_t *affected);

struct q_contact_tags_row {
	str tag;
	int64_t count;
};
struct q_contact_tags_rows {
	struct q_contact_tags_row *v;
	size_t n;
};
err q_contact_tags(tenant_db db, struct arena *a, struct q_contact_tags_rows *out);

struct q_contact_counted_in {
	str kind;
	str key; /* may be absent */
};
struct q_contact_counted_row {
	int64_t n;
};
/* From the counters: of a status, of a tag, or all. */
err q_contact_counted(tenant_db db, struct arena *a, const struct q_contact_counted_in *in, struct q_contact_counted_row *out);

struct q_contact_fields_row {
	str name;
	int64_t count;
};
struct q_contact_fields_rows {
	struct q_contact_fields_row *v;
	size_t n;
};
/* Names of variables, from the newest few thousand contacts. */
err q_contact_fields(tenant_db db, struct arena *a, struct q_contact_fields_rows *out);

struct q_contact_timeline_in {
	str contact_id;
	struct opt_i64 before; /* µs */
	int64_t limit;
};
struct q_contact_timeline_row {
	int64_t at; /* µs */
	str type;
	str ref;
	str recipient_id; /* may be absent */
	str campaign_id; /* may be absent */
	str campaign_name; /* may be absent */
	str sequence_id; /* may be absent */
	str sequence_name; /* may be absent */
	str step_id; /* may be absent */
	str subject; /* may be absent */
	str verdict; /* may be absent */
	str reason; /* may be absent */
	str detail; /* may be absent */
	str why_code; /* may be absent */
	str why_of; /* may be absent */
};
struct q_contact_timeline_rows {
	struct q_contact_timeline_row *v;
	size_t n;
};
/* What was sent to a contact and what came of it, newest first. */
err q_contact_timeline(tenant_db db, struct arena *a, const struct q_contact_timeline_in *in, struct q_contact_timeline_rows *out);

struct q_contact_export_in {
	str status; /* may be absent */
	struct str_array tags; /* may be absent */
	str search; /* may be absent */
};
struct q_contact_export_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str tags; /* JSON */ /* may be absent */
	str variables; /* JSON */ /* may be absent */
	str status;
	int64_t sent_count;
	int64_t engaged_count;
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str timezone; /* may be absent */
	str timezone_source; /* may be absent */
	int64_t revision;
};
typedef err q_contact_export_fn(void *arg, const struct q_contact_export_row *row);
err q_contact_export(tenant_db db, struct arena *a, const struct q_contact_export_in *in, q_contact_export_fn *fn, void *arg);

struct q_contact_view_list_row {
	str id;
	str name;
	str filter; /* JSON */
	int64_t created_at; /* µs */
};
struct q_contact_view_list_rows {
	struct q_contact_view_list_row *v;
	size_t n;
};
err q_contact_view_list(tenant_db db, struct arena *a, struct q_contact_view_list_rows *out);

struct q_contact_view_insert_in {
	str id;
	str name;
	str filter; /* JSON */
	int64_t now; /* µs */
};
err q_contact_view_insert(tenant_db db, struct arena *a, const struct q_contact_view_insert_in *in, int64_t *affected);

struct q_contact_view_delete_in {
	str id;
};
err q_contact_view_delete(tenant_db db, struct arena *a, const struct q_contact_view_delete_in *in, int64_t *affected);
