/* Written by tools/sqlgen from sql/q/tenant/stats.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_stats_campaign_in {
	str id;
};
struct q_stats_campaign_row {
	str id;
	int64_t recipients;
	int64_t sent;
	int64_t failed;
	int64_t bounced;
	int64_t in_doubt;
	int64_t opens_people;
	int64_t opens_machines;
	int64_t opens_unknown;
	int64_t opened_people;
	int64_t opened_machines;
	int64_t clicks_people;
	int64_t clicks_machines;
	int64_t clicks_unknown;
	int64_t clicked_people;
	int64_t clicked_machines;
	int64_t replied;
	int64_t complained;
	int64_t unsubscribed;
};
err q_stats_campaign(tenant_db db, struct arena *a, const struct q_stats_campaign_in *in, struct q_stats_campaign_row *out);

struct q_stats_links_in {
	str id;
};
struct q_stats_links_row {
	int64_t n;
	str url; /* may be absent */
	int64_t people;
	int64_t machines;
	int64_t unique_people;
	int64_t unique_machines;
};
struct q_stats_links_rows {
	struct q_stats_links_row *v;
	size_t n;
};
err q_stats_links(tenant_db db, struct arena *a, const struct q_stats_links_in *in, struct q_stats_links_rows *out);

struct q_stats_programs_in {
	str id;
};
struct q_stats_programs_row {
	str program;
	str kind;
	int64_t opens;
	int64_t clicks;
};
struct q_stats_programs_rows {
	struct q_stats_programs_row *v;
	size_t n;
};
err q_stats_programs(tenant_db db, struct arena *a, const struct q_stats_programs_in *in, struct q_stats_programs_rows *out);

struct q_stats_hours_in {
	str id;
};
struct q_stats_hours_row {
	int64_t hour; /* µs */
	int64_t sent;
	int64_t opens_people;
	int64_t opens_machines;
	int64_t clicks_people;
	int64_t clicks_machines;
};
struct q_stats_hours_rows {
	struct q_stats_hours_row *v;
	size_t n;
};
/* The newest ones when there are more. */
err q_stats_hours(tenant_db db, struct arena *a, const struct q_stats_hours_in *in, struct q_stats_hours_rows *out);

struct q_stats_domains_in {
	str id;
};
struct q_stats_domains_row {
	str domain;
	int64_t recipients;
	int64_t sent;
	int64_t failed;
	int64_t bounced;
	int64_t opened;
	int64_t clicked;
};
struct q_stats_domains_rows {
	struct q_stats_domains_row *v;
	size_t n;
};
/* Recipients of a domain: those that are done; who is still pending has no domain yet. */
err q_stats_domains(tenant_db db, struct arena *a, const struct q_stats_domains_in *in, struct q_stats_domains_rows *out);

struct q_stats_senders_in {
	str id;
};
struct q_stats_senders_row {
	str sender_id;
	str name;
	str from_email;
	int64_t recipients;
	int64_t sent;
};
struct q_stats_senders_rows {
	struct q_stats_senders_row *v;
	size_t n;
};
/* Of a campaign that several senders share. */
err q_stats_senders(tenant_db db, struct arena *a, const struct q_stats_senders_in *in, struct q_stats_senders_rows *out);

struct q_stats_now_row {
	str id;
	str name;
	str status;
	int64_t sent;
	int64_t recipients;
	double rate;
};
struct q_stats_now_rows {
	struct q_stats_now_row *v;
	size_t n;
};
/* What is going out, and how fast since it began. */
err q_stats_now(tenant_db db, struct arena *a, struct q_stats_now_rows *out);

struct q_stats_days_in {
	int64_t since; /* µs */
};
struct q_stats_days_row {
	int64_t day;
	int64_t sent;
	int64_t failed;
	int64_t bounced;
	int64_t opens_people;
	int64_t opens_machines;
	int64_t opened_people;
	int64_t clicks_people;
	int64_t clicks_machines;
	int64_t clicked_people;
	int64_t replied;
	int64_t complained;
	int64_t unsubscribed;
};
struct q_stats_days_rows {
	struct q_stats_days_row *v;
	size_t n;
};
err q_stats_days(tenant_db db, struct arena *a, const struct q_stats_days_in *in, struct q_stats_days_rows *out);

struct q_stats_contact_counts_row {
	int64_t total;
	int64_t active;
};
err q_stats_contact_counts(tenant_db db, struct arena *a, struct q_stats_contact_counts_row *out);

struct q_stats_troubled_senders_row {
	str id;
	str name;
	str status;
	str pause_reason; /* may be absent */
	struct opt_i64 paused_until; /* µs */
	str token_error; /* may be absent */
};
struct q_stats_troubled_senders_rows {
	struct q_stats_troubled_senders_row *v;
	size_t n;
};
err q_stats_troubled_senders(tenant_db db, struct arena *a, struct q_stats_troubled_senders_rows *out);

struct q_stats_refused_senders_row {
	str sender_id;
	str name;
	int64_t domains;
	str domain; /* may be absent */
	str reason; /* may be absent */
	str advice; /* may be absent */
};
struct q_stats_refused_senders_rows {
	struct q_stats_refused_senders_row *v;
	size_t n;
};
/* Domains that refuse a sender because of the sender itself. */
err q_stats_refused_senders(tenant_db db, struct arena *a, struct q_stats_refused_senders_rows *out);

struct q_stats_troubled_campaigns_row {
	str id;
	str name;
	str status;
	str pause_reason; /* may be absent */
	int64_t bounced;
	int64_t in_doubt;
	int64_t sent;
};
struct q_stats_troubled_campaigns_rows {
	struct q_stats_troubled_campaigns_row *v;
	size_t n;
};
err q_stats_troubled_campaigns(tenant_db db, struct arena *a, struct q_stats_troubled_campaigns_rows *out);

struct q_stats_troubled_sequences_in {
	int64_t now; /* µs */
};
struct q_stats_troubled_sequences_row {
	str id;
	str name;
	bool held;
	str reason; /* may be absent */
	int64_t people;
	int64_t overdue;
	int64_t stuck;
	int64_t failed;
};
struct q_stats_troubled_sequences_rows {
	struct q_stats_troubled_sequences_row *v;
	size_t n;
};
/* Sequences that are held, or have people who are overdue, stuck, or failed this week; 1001 counts as more than 1000. */
err q_stats_troubled_sequences(tenant_db db, struct arena *a, const struct q_stats_troubled_sequences_in *in, struct q_stats_troubled_sequences_rows *out);

struct q_stats_types_row {
	str type;
	int64_t events;
	int64_t contacts;
};
struct q_stats_types_rows {
	struct q_stats_types_row *v;
	size_t n;
};
err q_stats_types(tenant_db db, struct arena *a, struct q_stats_types_rows *out);

struct q_stats_sequence_performance_row {
	str id;
	str name;
	int64_t enrollments;
	int64_t completed;
	struct opt_f64 avg_hours;
};
struct q_stats_sequence_performance_rows {
	struct q_stats_sequence_performance_row *v;
	size_t n;
};
/* The published document's query "Sequence Performance": it counts the rows, so who left early is completed, too. */
err q_stats_sequence_performance(tenant_db db, struct arena *a, struct q_stats_sequence_performance_rows *out);

struct q_stats_email_engagement_row {
	str type;
	int64_t events;
	int64_t contacts;
};
struct q_stats_email_engagement_rows {
	struct q_stats_email_engagement_row *v;
	size_t n;
};
/* The published document's query "Email Engagement": campaigns only. */
err q_stats_email_engagement(tenant_db db, struct arena *a, struct q_stats_email_engagement_rows *out);

struct q_stats_types_between_in {
	int64_t from; /* µs */
	int64_t to; /* µs */
};
struct q_stats_types_between_row {
	str type;
	int64_t events;
	int64_t contacts;
};
struct q_stats_types_between_rows {
	struct q_stats_types_between_row *v;
	size_t n;
};
/* Of a span of time there are no counters: this counts the span's events. */
err q_stats_types_between(tenant_db db, struct arena *a, const struct q_stats_types_between_in *in, struct q_stats_types_between_rows *out);
