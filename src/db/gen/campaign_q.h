/* Written by tools/sqlgen from sql/q/tenant/campaign.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_campaign_one_in {
	str id;
};
struct q_campaign_one_row {
	str id;
	str name;
	str subject;
	str content;
	str status;
	bool tracking_enabled;
	struct opt_i64 scheduled_at; /* µs */
	struct opt_i64 sent_at; /* µs */
	str gmail_thread_id; /* may be absent */
	str reply_to_campaign_id; /* may be absent */
	str reply_else; /* may be absent */
	str delivery; /* JSON */ /* may be absent */
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str sender_id; /* may be absent */
	str sender_ids; /* JSON */ /* may be absent */
	str from_name; /* may be absent */
	str reply_to; /* may be absent */
	str preheader; /* may be absent */
	str content_format;
	str design; /* JSON */ /* may be absent */
	str text_content; /* may be absent */
	str audience; /* JSON */ /* may be absent */
	struct opt_i64 started_at; /* µs */
	struct opt_i64 planned_at; /* µs */
	struct opt_i64 cancelled_at; /* µs */
	str pause_reason; /* may be absent */
	str topic_id; /* may be absent */
	int64_t revision;
	bool send_anyway;
	struct opt_i64 recipients;
	struct opt_i64 sent;
	struct opt_i64 failed;
	struct opt_i64 bounced;
	struct opt_i64 in_doubt;
	struct opt_i64 opened_people;
	struct opt_i64 opened_machines;
	struct opt_i64 clicked_people;
	struct opt_i64 clicked_machines;
	struct opt_i64 replied;
	struct opt_i64 complained;
	struct opt_i64 unsubscribed;
	int64_t undecided;
};
err q_campaign_one(tenant_db db, struct arena *a, const struct q_campaign_one_in *in, struct q_campaign_one_row *out);

struct q_campaign_page_in {
	str sort;
	str status; /* may be absent */
	str search; /* may be absent */
	str cursor_id; /* may be absent */
	bool descending;
	str cursor_key; /* may be absent */
	int64_t limit;
};
struct q_campaign_page_row {
	str id;
	str name;
	str subject;
	str status;
	bool tracking_enabled;
	struct opt_i64 scheduled_at; /* µs */
	struct opt_i64 sent_at; /* µs */
	str gmail_thread_id; /* may be absent */
	str reply_to_campaign_id; /* may be absent */
	str reply_else; /* may be absent */
	str delivery; /* JSON */ /* may be absent */
	int64_t created_at; /* µs */
	int64_t updated_at; /* µs */
	str sender_id; /* may be absent */
	str sender_ids; /* JSON */ /* may be absent */
	str from_name; /* may be absent */
	str reply_to; /* may be absent */
	str preheader; /* may be absent */
	str content_format;
	str audience; /* JSON */ /* may be absent */
	struct opt_i64 started_at; /* µs */
	struct opt_i64 planned_at; /* µs */
	struct opt_i64 cancelled_at; /* µs */
	str pause_reason; /* may be absent */
	str topic_id; /* may be absent */
	int64_t revision;
	str sort_key;
	struct opt_i64 recipients;
	struct opt_i64 sent;
	struct opt_i64 failed;
	struct opt_i64 bounced;
	struct opt_i64 in_doubt;
	struct opt_i64 opened_people;
	struct opt_i64 opened_machines;
	struct opt_i64 clicked_people;
	struct opt_i64 clicked_machines;
	struct opt_i64 replied;
	struct opt_i64 complained;
	struct opt_i64 unsubscribed;
	int64_t undecided;
};
struct q_campaign_page_rows {
	struct q_campaign_page_row *v;
	size_t n;
};
/* One page with its counters, sorted by a text key and the id; the key and id of the last row seen are the cursor. */
err q_campaign_page(tenant_db db, struct arena *a, const struct q_campaign_page_in *in, struct q_campaign_page_rows *out);

struct q_campaign_total_in {
	str status; /* may be absent */
	str search; /* may be absent */
};
struct q_campaign_total_row {
	int64_t count;
};
err q_campaign_total(tenant_db db, struct arena *a, const struct q_campaign_total_in *in, struct q_campaign_total_row *out);

struct q_campaign_insert_in {
	str id;
	str name;
	str subject;
	str content;
	bool tracking;
	str sender_id; /* may be absent */
	str sender_ids; /* JSON */ /* may be absent */
	str from_name; /* may be absent */
	str reply_to; /* may be absent */
	str preheader; /* may be absent */
	str content_format;
	str design; /* JSON */ /* may be absent */
	str text_content; /* may be absent */
	str audience; /* JSON */ /* may be absent */
	str topic_id; /* may be absent */
	str gmail_thread_id; /* may be absent */
	str reply_to_campaign_id; /* may be absent */
	str reply_else; /* may be absent */
	str delivery; /* JSON */ /* may be absent */
};
err q_campaign_insert(tenant_db db, struct arena *a, const struct q_campaign_insert_in *in, int64_t *affected);

struct q_campaign_state_in {
	str id;
};
struct q_campaign_state_row {
	str id;
	str status;
	str name;
	struct opt_i64 planned_at; /* µs */
	struct opt_i64 cancelled_at; /* µs */
	struct opt_i64 scheduled_at; /* µs */
	str sender_id; /* may be absent */
	int64_t revision;
	str revised_fields; /* JSON */ /* may be absent */
};
/* The row locked, so that what is decided on its state holds until the commit. */
err q_campaign_state(tenant_db db, struct arena *a, const struct q_campaign_state_in *in, struct q_campaign_state_row *out);

struct q_campaign_set_in {
	str name;
	str subject;
	str content;
	bool tracking;
	str sender_id; /* may be absent */
	str sender_ids; /* JSON */ /* may be absent */
	str from_name; /* may be absent */
	str reply_to; /* may be absent */
	str preheader; /* may be absent */
	str content_format;
	str design; /* JSON */ /* may be absent */
	str text_content; /* may be absent */
	str audience; /* JSON */ /* may be absent */
	str topic_id; /* may be absent */
	str gmail_thread_id; /* may be absent */
	str reply_to_campaign_id; /* may be absent */
	str reply_else; /* may be absent */
	str delivery; /* JSON */ /* may be absent */
	str id;
};
/* Everything a person writes. What the state does not let change is given as it was. */
err q_campaign_set(tenant_db db, struct arena *a, const struct q_campaign_set_in *in, int64_t *affected);

struct q_campaign_rename_in {
	str name;
	str id;
};
err q_campaign_rename(tenant_db db, struct arena *a, const struct q_campaign_rename_in *in, int64_t *affected);

struct q_campaign_drop_in {
	str id;
};
err q_campaign_drop(tenant_db db, struct arena *a, const struct q_campaign_drop_in *in, int64_t *affected);

struct q_campaign_copy_in {
	str new_id;
	str name;
	str id;
};
err q_campaign_copy(tenant_db db, struct arena *a, const struct q_campaign_copy_in *in, int64_t *affected);

struct q_campaign_move_in {
	str status;
	struct opt_i64 scheduled_at; /* µs */
	struct opt_bool anyway;
	str sender_id; /* may be absent */
	bool starts;
	int64_t now; /* µs */
	str pause_reason; /* may be absent */
	bool cancels;
	str id;
};
/* One step of the state machine. The row is locked and the step allowed. */
err q_campaign_move(tenant_db db, struct arena *a, const struct q_campaign_move_in *in, int64_t *affected);

struct q_campaign_look_in {
	str id;
};
struct q_campaign_look_row {
	str status;
	str pause_reason; /* may be absent */
	struct opt_i64 started_at; /* µs */
	struct opt_i64 scheduled_at; /* µs */
	struct opt_i64 planned_at; /* µs */
	struct opt_i64 cancelled_at; /* µs */
	bool planning;
	struct opt_i64 recipients;
	struct opt_i64 sent;
	struct opt_i64 failed;
	struct opt_i64 bounced;
	struct opt_i64 in_doubt;
	struct opt_i64 opened_people;
	struct opt_i64 clicked_people;
	int64_t undecided;
};
/* planning: a part of it is planned, not all.
 * What /progress shows, from counters. */
err q_campaign_look(tenant_db db, struct arena *a, const struct q_campaign_look_in *in, struct q_campaign_look_row *out);

struct q_campaign_sample_contact_in {
	str audience; /* JSON */
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_campaign_sample_contact_row {
	str id; /* may be absent */
	str email; /* may be absent */
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* JSON */ /* may be absent */
};
/* Whom the preview shows when nobody is named: the first of the audience, an active one if there is one. */
err q_campaign_sample_contact(tenant_db db, struct arena *a, const struct q_campaign_sample_contact_in *in, struct q_campaign_sample_contact_row *out);

struct q_campaign_contact_in {
	str id;
};
struct q_campaign_contact_row {
	str id;
	str email;
	str first_name; /* may be absent */
	str last_name; /* may be absent */
	str variables; /* JSON */ /* may be absent */
};
err q_campaign_contact(tenant_db db, struct arena *a, const struct q_campaign_contact_in *in, struct q_campaign_contact_row *out);

struct q_campaign_will_get_in {
	str audience; /* JSON */
	struct str_array hash_keys;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_campaign_will_get_row {
	int64_t n;
};
/* Whether anybody would get it. */
err q_campaign_will_get(tenant_db db, struct arena *a, const struct q_campaign_will_get_in *in, struct q_campaign_will_get_row *out);

struct q_campaign_will_get_many_in {
	str audience; /* JSON */
	struct str_array hash_keys;
	int64_t most;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_campaign_will_get_many_row {
	int64_t n;
};
/* How many would get it, counted up to `most`. */
err q_campaign_will_get_many(tenant_db db, struct arena *a, const struct q_campaign_will_get_many_in *in, struct q_campaign_will_get_many_row *out);

struct q_campaign_duplicates_in {
	str audience; /* JSON */
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_campaign_duplicates_row {
	int64_t n;
	struct str_array ids; /* may be absent */
	struct str_array emails; /* may be absent */
};
/* Contacts whose address another one of the audience has, written otherwise. */
err q_campaign_duplicates(tenant_db db, struct arena *a, const struct q_campaign_duplicates_in *in, struct q_campaign_duplicates_row *out);

struct q_campaign_missing_in {
	str audience; /* JSON */
	struct str_array fields;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_campaign_missing_row {
	str field;
	int64_t missing;
	int64_t total;
	struct str_array ids; /* may be absent */
	struct str_array emails; /* may be absent */
};
struct q_campaign_missing_rows {
	struct q_campaign_missing_row *v;
	size_t n;
};
/* Of each field, how many of those who will get it have no value (template_run.c says what is one), and some of them by name. A variable's path is its
 * name with dots. */
err q_campaign_missing(tenant_db db, struct arena *a, const struct q_campaign_missing_in *in, struct q_campaign_missing_rows *out);

struct q_recipient_ids_all_in {
	str campaign_id;
	str status; /* may be absent */
	str engaged; /* may be absent */
	str cursor; /* may be absent */
	int64_t limit;
};
struct q_recipient_ids_all_row {
	str id;
};
struct q_recipient_ids_all_rows {
	struct q_recipient_ids_all_row *v;
	size_t n;
};
/* In the order of ids, whatever they are: for filters that many of a campaign meet. */
err q_recipient_ids_all(tenant_db db, struct arena *a, const struct q_recipient_ids_all_in *in, struct q_recipient_ids_all_rows *out);

struct q_recipient_ids_unsent_in {
	str campaign_id;
	str status;
	str engaged; /* may be absent */
	str cursor; /* may be absent */
	int64_t limit;
};
struct q_recipient_ids_unsent_row {
	str id;
};
struct q_recipient_ids_unsent_rows {
	struct q_recipient_ids_unsent_row *v;
	size_t n;
};
/* Those of a status other than SENT, by their own index. */
err q_recipient_ids_unsent(tenant_db db, struct arena *a, const struct q_recipient_ids_unsent_in *in, struct q_recipient_ids_unsent_rows *out);

struct q_recipient_ids_rare_in {
	str campaign_id;
	str status; /* may be absent */
	str engaged; /* may be absent */
	str cursor; /* may be absent */
	int64_t limit;
};
struct q_recipient_ids_rare_row {
	str id;
};
struct q_recipient_ids_rare_rows {
	struct q_recipient_ids_rare_row *v;
	size_t n;
};
/* Those who answered, left, or are in doubt: few, with an index of their own. */
err q_recipient_ids_rare(tenant_db db, struct arena *a, const struct q_recipient_ids_rare_in *in, struct q_recipient_ids_rare_rows *out);

struct q_recipient_ids_search_in {
	str campaign_id;
	str search;
	str status; /* may be absent */
	str engaged; /* may be absent */
	str cursor; /* may be absent */
	int64_t limit;
};
struct q_recipient_ids_search_row {
	str id;
};
struct q_recipient_ids_search_rows {
	struct q_recipient_ids_search_row *v;
	size_t n;
};
/* By a part of the address or name. */
err q_recipient_ids_search(tenant_db db, struct arena *a, const struct q_recipient_ids_search_in *in, struct q_recipient_ids_search_rows *out);

struct q_recipient_rows_in {
	struct str_array ids;
};
struct q_recipient_rows_row {
	str id;
	str contact_id;
	str email;
	str display_name;
	str status;
	struct opt_i64 sent_at; /* µs */
	str failure_reason; /* may be absent */
	int64_t attempts;
	str last_reply; /* may be absent */
	struct opt_i64 due_at; /* µs */
	bool in_doubt;
	struct opt_i64 opened_at; /* µs */
	struct opt_i64 opened_by_person_at; /* µs */
	struct opt_i64 clicked_at; /* µs */
	struct opt_i64 clicked_by_person_at; /* µs */
	struct opt_i64 unsubscribed_at; /* µs */
	int64_t events;
};
struct q_recipient_rows_rows {
	struct q_recipient_rows_row *v;
	size_t n;
};
err q_recipient_rows(tenant_db db, struct arena *a, const struct q_recipient_rows_in *in, struct q_recipient_rows_rows *out);

struct q_recipient_counted_in {
	str campaign_id;
};
struct q_recipient_counted_row {
	bool exact;
	int64_t recipients;
	int64_t sent;
	int64_t failed;
	int64_t bounced;
	int64_t opened;
	int64_t machines;
	int64_t clicked;
	int64_t replied;
	int64_t unsubscribed;
};
/* What the counters say. exact: they are those of the rows that are there: it was planned, and nobody of it is gone. */
err q_recipient_counted(tenant_db db, struct arena *a, const struct q_recipient_counted_in *in, struct q_recipient_counted_row *out);

struct q_recipient_total_all_in {
	str campaign_id;
	str status; /* may be absent */
	str engaged; /* may be absent */
	int64_t most;
};
struct q_recipient_total_all_row {
	int64_t count;
};
/* Counts to `most` and no further. */
err q_recipient_total_all(tenant_db db, struct arena *a, const struct q_recipient_total_all_in *in, struct q_recipient_total_all_row *out);

struct q_recipient_total_unsent_in {
	str campaign_id;
	str status;
	str engaged; /* may be absent */
	int64_t most;
};
struct q_recipient_total_unsent_row {
	int64_t count;
};
/* Counts to `most` and no further. */
err q_recipient_total_unsent(tenant_db db, struct arena *a, const struct q_recipient_total_unsent_in *in, struct q_recipient_total_unsent_row *out);

struct q_recipient_total_rare_in {
	str campaign_id;
	str status; /* may be absent */
	str engaged; /* may be absent */
	int64_t most;
};
struct q_recipient_total_rare_row {
	int64_t count;
};
/* Counts to `most` and no further. */
err q_recipient_total_rare(tenant_db db, struct arena *a, const struct q_recipient_total_rare_in *in, struct q_recipient_total_rare_row *out);

struct q_recipient_total_search_in {
	str campaign_id;
	str search;
	str status; /* may be absent */
	str engaged; /* may be absent */
	int64_t most;
};
struct q_recipient_total_search_row {
	int64_t count;
};
/* Counts to `most` and no further. */
err q_recipient_total_search(tenant_db db, struct arena *a, const struct q_recipient_total_search_in *in, struct q_recipient_total_search_row *out);

struct q_campaign_domain_row {
	str domain;
};
/* The tenant's own tracking domain, when it has a verified one. */
err q_campaign_domain(tenant_db db, struct arena *a, struct q_campaign_domain_row *out);

struct q_campaign_audience_count_in {
	str topic_id; /* may be absent */
	str audience; /* JSON */
	struct str_array hash_keys;
	str rest; /* may be absent */
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_campaign_audience_count_row {
	int64_t count;
	int64_t contacts;
	int64_t suppressed;
	int64_t unwanted;
	int64_t unsubscribed;
	int64_t inactive;
};
/* How many would get it, and how many of those named would not, and why. rest: only those whom the plan of this campaign, begun already, has
 * yet to look at. unwanted: they do not want the topic; contacts beyond count:
 * another one is the same person. */
err q_campaign_audience_count(tenant_db db, struct arena *a, const struct q_campaign_audience_count_in *in, struct q_campaign_audience_count_row *out);

struct q_campaign_audience_estimate_in {
	struct str_array points;
	str topic_id; /* may be absent */
	str audience; /* JSON */
	struct str_array hash_keys;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_campaign_audience_estimate_row {
	int64_t seen;
	int64_t count;
	int64_t contacts;
	int64_t suppressed;
	int64_t unwanted;
	int64_t unsubscribed;
	int64_t inactive;
};
/* The same of the contacts that come next after each of some ids: an estimate where counting takes too long. */
err q_campaign_audience_estimate(tenant_db db, struct arena *a, const struct q_campaign_audience_estimate_in *in, struct q_campaign_audience_estimate_row *out);

struct q_campaign_audience_sample_in {
	str audience; /* JSON */
	struct str_array hash_keys;
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_campaign_audience_sample_row {
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
struct q_campaign_audience_sample_rows {
	struct q_campaign_audience_sample_row *v;
	size_t n;
};
/* Some of those who would get it. */
err q_campaign_audience_sample(tenant_db db, struct arena *a, const struct q_campaign_audience_sample_in *in, struct q_campaign_audience_sample_rows *out);

struct q_campaign_reply_source_in {
	str campaign_id; /* may be absent */
	str thread; /* may be absent */
};
struct q_campaign_reply_source_row {
	str id; /* may be absent */
	str name; /* may be absent */
	str subject; /* may be absent */
	str status; /* may be absent */
	str kind; /* may be absent */
};
/* What it follows up on: a campaign, or a sequence; absent: nothing that is there. */
err q_campaign_reply_source(tenant_db db, struct arena *a, const struct q_campaign_reply_source_in *in, struct q_campaign_reply_source_row *out);

struct q_campaign_threads_in {
	str audience; /* JSON */
	str source; /* may be absent */
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_campaign_threads_row {
	int64_t in_thread;
	int64_t without;
};
/* How many of the audience had a mail of what the campaign follows up on, and how many had none. */
err q_campaign_threads(tenant_db db, struct arena *a, const struct q_campaign_threads_in *in, struct q_campaign_threads_row *out);

struct q_campaign_zones_in {
	str audience; /* JSON */
	str rest; /* may be absent */
	struct db_part who; /* instead of "loumass_audience"; sql absent: as it is */
};
struct q_campaign_zones_row {
	str zone; /* may be absent */
	str source; /* may be absent */
	int64_t n;
};
struct q_campaign_zones_rows {
	struct q_campaign_zones_row *v;
	size_t n;
};
/* Of those who would get it: their zones, where these come from, and how many. rest: as above. */
err q_campaign_zones(tenant_db db, struct arena *a, const struct q_campaign_zones_in *in, struct q_campaign_zones_rows *out);

struct q_campaign_account_zone_row {
	str timezone; /* may be absent */
	str holidays; /* JSON */ /* may be absent */
};
err q_campaign_account_zone(tenant_db db, struct arena *a, struct q_campaign_account_zone_row *out);

struct q_campaign_has_pending_in {
	str id;
};
struct q_campaign_has_pending_row {
	bool has;
};
/* Recipients that are there already: planned, or written by another program. */
err q_campaign_has_pending(tenant_db db, struct arena *a, const struct q_campaign_has_pending_in *in, struct q_campaign_has_pending_row *out);
