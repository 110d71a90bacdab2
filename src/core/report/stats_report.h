/* What reports read: a tenant's counters. Nothing here counts events, but for stats_engagement with a span of time. */
#pragma once
#include "base/num.h"
#include "core/report/event.h"
#include "core/report/stats.h"
#include "db/db.h"

struct stats_totals {
	int64_t recipients, sent, failed, bounced, in_doubt;
	int64_t opens_people, opens_machines, opens_unknown, opened_people, opened_machines;
	int64_t clicks_people, clicks_machines, clicks_unknown, clicked_people, clicked_machines;
	int64_t replied, complained, unsubscribed;
};
int64_t stats_pending(const struct stats_totals *t);
int64_t stats_delivered(const struct stats_totals *t); /* accepted by the server and not bounced since */
/* n of d, or no value when d is 0. */
struct opt_f64 stats_rate(int64_t n, int64_t d);

struct stats_link_row {
	int64_t n;
	str url;
	int64_t people, machines, unique_people, unique_machines;
};
struct stats_hour_row {
	int64_t at, sent, opens_people, opens_machines, clicks_people, clicks_machines;
};
struct stats_domain_row {
	str domain; /* "*": all beyond the first 200 */
	int64_t recipients, sent, bounced, opened, clicked;
};
struct stats_sender_row { /* of those that share a campaign */
	str id, name, from_email;
	int64_t recipients, sent; /* sent: handed over, whatever came back */
};
struct stats_program_row {
	str program, kind;
	int64_t opens, clicks;
};
struct stats_analytics {
	struct stats_totals totals;
	struct stats_program_row *programs; /* 200 at most, the most frequent first */
	struct stats_link_row *links;
	struct stats_hour_row *hours;
	struct stats_domain_row *domains;
	struct stats_sender_row *senders; /* none: one sender has it all */
	size_t n_programs, n_links, n_hours, n_domains, n_senders;
};
err stats_campaign_analytics(tenant_db db, struct arena *a, str campaign_id, struct stats_analytics *out);

struct stats_now_row {
	str campaign_id, name, status;
	int64_t sent, recipients;
	double rate; /* messages per second since it began */
};
struct stats_span {
	int64_t sent, opened_people, clicked_people, replied, bounced, unsubscribed;
};
struct stats_day_row {
	int64_t day, sent, opens, clicks, bounces; /* opens and clicks by people */
};
struct stats_attention {
	const char *code;  /* stable: "sender_paused", … */
	const char *level; /* "error", "warning", "info" */
	str message, href;
};
struct stats_overview {
	struct stats_now_row *now;
	struct stats_day_row *days; /* the last 30, none left out */
	struct stats_attention *attention;
	size_t n_now, n_days, n_attention;
	struct stats_span week, previous; /* the last 7 days with today, and the 7 before */
	int64_t contacts, contacts_active;
};
err stats_overview(tenant_db db, struct arena *a, int64_t now, struct stats_overview *out);

struct stats_type_row {
	str type;
	int64_t events, contacts;
};
struct stats_types {
	struct stats_type_row *v;
	size_t n;
};
/* Events and different contacts by type: of all time from counters; from/to (µs) of a span, counted. */
/* The two analytics queries of the published document, as they stand there. */
struct stats_performance_row {
	str id, name;
	int64_t enrollments, completed; /* rows; completed: those that left early, too */
	struct opt_f64 average_hours;	/* from enrolledAt to completedAt */
};
struct stats_performance {
	struct stats_performance_row *v;
	size_t n;
};
err stats_sequence_performance(tenant_db db, struct arena *a, struct stats_performance *out);
err stats_email_engagement(tenant_db db, struct arena *a, struct stats_types *out); /* of campaigns */
err stats_engagement(tenant_db db, struct arena *a, struct opt_i64 from, struct opt_i64 to, struct stats_types *out);

struct event_shown {
	str id, type;
	int64_t at;
	str verdict, reason; /* absent where events have none */
	str data;	     /* JSON or absent */
	str user_agent;
};
struct event_list {
	struct event_shown *v;
	size_t n;
};
/* Oldest first, at most 1,000. ERR_NOT_FOUND: no such recipient of this tenant. */
err event_list_of(tenant_db db, struct arena *a, str recipient_id, struct event_list *out);
