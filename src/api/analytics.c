/* Reports: a campaign's analytics, the overview, the engagement table, one recipient's events. */
#include "api/api.h"
#include "core/report/stats_report.h"
#include "os/clock.h"

/* --- a campaign */

static const struct schema_field actions_fields[] = {
	{ "total", SCHEMA_I64 },
	{ "people", SCHEMA_I64 },
	{ "machines", SCHEMA_I64 },
	{ "unknown", SCHEMA_I64, .doc = "Neither a person nor a machine for certain; not part of the rates" },
	{ "uniquePeople", SCHEMA_I64, .doc = "Recipients, each once" },
	{ "uniqueMachines", SCHEMA_I64, .doc = "Recipients for whom only machines came so far" },
};
static const struct schema actions_schema = SCHEMA("Actions", actions_fields);

static const struct schema_field totals_fields[] = {
	{ "recipients", SCHEMA_I64 },
	{ "pending", SCHEMA_I64 },
	{ "sent", SCHEMA_I64 },
	{ "failed", SCHEMA_I64 },
	{ "bounced", SCHEMA_I64 },
	{ "delivered", SCHEMA_I64, .doc = "Accepted by the server, not bounced" },
	{ "openedPeople", SCHEMA_I64 },
	{ "openedMachines", SCHEMA_I64 },
	{ "clickedPeople", SCHEMA_I64 },
	{ "clickedMachines", SCHEMA_I64 },
	{ "unsubscribed", SCHEMA_I64 },
	{ "replied", SCHEMA_I64 },
	{ "complained", SCHEMA_I64 },
	{ "inDoubt", SCHEMA_I64 },
	{ "opens", SCHEMA_OBJ, .of = &actions_schema },
	{ "clicks", SCHEMA_OBJ, .of = &actions_schema },
};
static const struct schema totals_schema = SCHEMA("Totals", totals_fields);

static const struct schema_field rates_fields[] = {
	{ "open", SCHEMA_F64, .nullable = true, .doc = "People who opened, of those delivered" },
	{ "click", SCHEMA_F64, .nullable = true, .doc = "People who clicked, of those delivered" },
	{ "clickToOpen", SCHEMA_F64, .nullable = true, .doc = "People who clicked, of people who opened" },
	{ "bounce", SCHEMA_F64, .nullable = true, .doc = "Bounced, of those tried" },
	{ "fail", SCHEMA_F64, .nullable = true, .doc = "Failed, of all recipients" },
	{ "unsubscribe", SCHEMA_F64, .nullable = true },
	{ "reply", SCHEMA_F64, .nullable = true },
	{ "complaint", SCHEMA_F64, .nullable = true },
};
static const struct schema rates_schema = SCHEMA("Rates", rates_fields);

static const struct schema_field link_fields[] = {
	{ "n", SCHEMA_I64, .doc = "The link's place in the message, from 1" },
	{ "url", SCHEMA_STR, .nullable = true },
	{ "people", SCHEMA_I64 },
	{ "machines", SCHEMA_I64 },
	{ "uniquePeople", SCHEMA_I64 },
	{ "uniqueMachines", SCHEMA_I64 },
};
static const struct schema link_schema = SCHEMA("LinkStats", link_fields);

static const struct schema_field hour_fields[] = {
	{ "at", SCHEMA_TIME },		 { "sent", SCHEMA_I64 },	 { "opensPeople", SCHEMA_I64 },
	{ "opensMachines", SCHEMA_I64 }, { "clicksPeople", SCHEMA_I64 }, { "clicksMachines", SCHEMA_I64 },
};
static const struct schema hour_schema = SCHEMA("HourStats", hour_fields);

static const struct schema_field domain_fields[] = {
	{ "domain", SCHEMA_STR, .doc = "`*`: all beyond the first 200" },
	{ "recipients", SCHEMA_I64 },
	{ "sent", SCHEMA_I64 },
	{ "bounced", SCHEMA_I64 },
	{ "opened", SCHEMA_I64 },
	{ "clicked", SCHEMA_I64 },
};
static const struct schema domain_schema = SCHEMA("DomainStats", domain_fields);

static const struct schema_field program_fields[] = {
	{ "program", SCHEMA_STR, .doc = "By the name that the list of programs has for it" },
	{ "kind", SCHEMA_STR, .doc = "bot, scanner, preview, prefetch, image_proxy, gmail_proxy, library, browser, …" },
	{ "opens", SCHEMA_I64 },
	{ "clicks", SCHEMA_I64 },
};
static const struct schema program_schema = SCHEMA("ProgramStats", program_fields);

static const struct schema_field sender_fields[] = {
	{ "senderId", SCHEMA_ID },
	{ "name", SCHEMA_STR },
	{ "fromEmail", SCHEMA_STR },
	{ "recipients", SCHEMA_I64, .doc = "Its share of the recipients" },
	{ "sent", SCHEMA_I64, .doc = "Handed over, whatever came back" },
};
static const struct schema sender_schema = SCHEMA("CampaignSender", sender_fields);

static const struct schema_field analytics_fields[] = {
	{ "totals", SCHEMA_OBJ, .of = &totals_schema },
	{ "rates", SCHEMA_OBJ, .of = &rates_schema },
	{ "links", SCHEMA_OBJ, .array = true, .of = &link_schema },
	{ "programs", SCHEMA_OBJ, .array = true, .of = &program_schema,
	  .doc = "What opened and clicked, people's programs too; the 200 most frequent" },
	{ "hours", SCHEMA_OBJ, .array = true, .of = &hour_schema },
	{ "domains", SCHEMA_OBJ, .array = true, .of = &domain_schema },
	{ "senders", SCHEMA_OBJ, .array = true, .of = &sender_schema,
	  .doc = "Of those that share the campaign; empty when one sender has it all" },
};
static const struct schema analytics_schema = SCHEMA("Analytics", analytics_fields);

static void analytics_write_actions(struct json_writer *w, const char *key, const int64_t events[3], int64_t people,
				    int64_t machines)
{
	json_key(w, key);
	json_begin_obj(w);
	json_kv_i64(w, "total", events[0] + events[1] + events[2]);
	json_kv_i64(w, "people", events[0]);
	json_kv_i64(w, "machines", events[1]);
	json_kv_i64(w, "unknown", events[2]);
	json_kv_i64(w, "uniquePeople", people);
	json_kv_i64(w, "uniqueMachines", machines);
	json_end_obj(w);
}

static void analytics_write_totals(struct json_writer *w, const struct stats_totals *t)
{
	json_key(w, "totals");
	json_begin_obj(w);
	json_kv_i64(w, "recipients", t->recipients);
	json_kv_i64(w, "pending", stats_pending(t));
	json_kv_i64(w, "sent", t->sent);
	json_kv_i64(w, "failed", t->failed);
	json_kv_i64(w, "bounced", t->bounced);
	json_kv_i64(w, "delivered", stats_delivered(t));
	json_kv_i64(w, "openedPeople", t->opened_people);
	json_kv_i64(w, "openedMachines", t->opened_machines);
	json_kv_i64(w, "clickedPeople", t->clicked_people);
	json_kv_i64(w, "clickedMachines", t->clicked_machines);
	json_kv_i64(w, "unsubscribed", t->unsubscribed);
	json_kv_i64(w, "replied", t->replied);
	json_kv_i64(w, "complained", t->complained);
	json_kv_i64(w, "inDoubt", t->in_doubt);
	analytics_write_actions(w, "opens", (const int64_t[]){ t->opens_people, t->opens_machines, t->opens_unknown },
				t->opened_people, t->opened_machines);
	analytics_write_actions(w, "clicks",
				(const int64_t[]){ t->clicks_people, t->clicks_machines, t->clicks_unknown },
				t->clicked_people, t->clicked_machines);
	json_end_obj(w);
}

static void analytics_write_rates(struct json_writer *w, const struct stats_totals *t)
{
	int64_t delivered = stats_delivered(t);
	json_key(w, "rates");
	json_begin_obj(w);
	json_kv_opt_f64(w, "open", stats_rate(t->opened_people, delivered));
	json_kv_opt_f64(w, "click", stats_rate(t->clicked_people, delivered));
	json_kv_opt_f64(w, "clickToOpen", stats_rate(t->clicked_people, t->opened_people));
	json_kv_opt_f64(w, "bounce", stats_rate(t->bounced, t->sent + t->bounced));
	json_kv_opt_f64(w, "fail", stats_rate(t->failed, t->recipients));
	json_kv_opt_f64(w, "unsubscribe", stats_rate(t->unsubscribed, delivered));
	json_kv_opt_f64(w, "reply", stats_rate(t->replied, delivered));
	json_kv_opt_f64(w, "complaint", stats_rate(t->complained, delivered));
	json_end_obj(w);
}

static void analytics_write_links(struct json_writer *w, const struct stats_analytics *s)
{
	json_key(w, "links");
	json_begin_arr(w);
	for (size_t i = 0; i < s->n_links; i++) {
		const struct stats_link_row *l = &s->links[i];
		json_begin_obj(w);
		json_kv_i64(w, "n", l->n);
		json_kv_str(w, "url", l->url);
		json_kv_i64(w, "people", l->people);
		json_kv_i64(w, "machines", l->machines);
		json_kv_i64(w, "uniquePeople", l->unique_people);
		json_kv_i64(w, "uniqueMachines", l->unique_machines);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static void analytics_write_programs(struct json_writer *w, const struct stats_analytics *s)
{
	json_key(w, "programs");
	json_begin_arr(w);
	for (size_t i = 0; i < s->n_programs; i++) {
		const struct stats_program_row *p = &s->programs[i];
		json_begin_obj(w);
		json_kv_str(w, "program", p->program);
		json_kv_str(w, "kind", p->kind);
		json_kv_i64(w, "opens", p->opens);
		json_kv_i64(w, "clicks", p->clicks);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static void analytics_write_hours(struct json_writer *w, const struct stats_analytics *s)
{
	json_key(w, "hours");
	json_begin_arr(w);
	for (size_t i = 0; i < s->n_hours; i++) {
		const struct stats_hour_row *h = &s->hours[i];
		json_begin_obj(w);
		json_kv_time(w, "at", h->at);
		json_kv_i64(w, "sent", h->sent);
		json_kv_i64(w, "opensPeople", h->opens_people);
		json_kv_i64(w, "opensMachines", h->opens_machines);
		json_kv_i64(w, "clicksPeople", h->clicks_people);
		json_kv_i64(w, "clicksMachines", h->clicks_machines);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static void analytics_write_domains(struct json_writer *w, const struct stats_analytics *s)
{
	json_key(w, "domains");
	json_begin_arr(w);
	for (size_t i = 0; i < s->n_domains; i++) {
		const struct stats_domain_row *d = &s->domains[i];
		json_begin_obj(w);
		json_kv_str(w, "domain", d->domain);
		json_kv_i64(w, "recipients", d->recipients);
		json_kv_i64(w, "sent", d->sent);
		json_kv_i64(w, "bounced", d->bounced);
		json_kv_i64(w, "opened", d->opened);
		json_kv_i64(w, "clicked", d->clicked);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static void analytics_write_senders(struct json_writer *w, const struct stats_analytics *s)
{
	json_key(w, "senders");
	json_begin_arr(w);
	for (size_t i = 0; i < s->n_senders; i++) {
		const struct stats_sender_row *d = &s->senders[i];
		json_begin_obj(w);
		json_kv_str(w, "senderId", d->id);
		json_kv_str(w, "name", d->name);
		json_kv_str(w, "fromEmail", d->from_email);
		json_kv_i64(w, "recipients", d->recipients);
		json_kv_i64(w, "sent", d->sent);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static err analytics_campaign_analytics(struct api_call *call, tenant_db db)
{
	struct stats_analytics s;
	TRY(stats_campaign_analytics(db, call->arena, api_param(call, "id"), &s));
	json_begin_obj(call->out);
	analytics_write_totals(call->out, &s.totals);
	analytics_write_rates(call->out, &s.totals);
	analytics_write_links(call->out, &s);
	analytics_write_programs(call->out, &s);
	analytics_write_hours(call->out, &s);
	analytics_write_domains(call->out, &s);
	analytics_write_senders(call->out, &s);
	json_end_obj(call->out);
	return OK;
}

/* --- the overview */

static const struct schema_field now_fields[] = {
	{ "campaignId", SCHEMA_ID }, { "name", SCHEMA_STR },	   { "status", SCHEMA_STR },
	{ "sent", SCHEMA_I64 },	     { "recipients", SCHEMA_I64 }, { "rate", SCHEMA_F64, .doc = "Messages per second" },
};
static const struct schema now_schema = SCHEMA(NULL, now_fields);

static const struct schema_field span_fields[] = {
	{ "sent", SCHEMA_I64 },	   { "openedPeople", SCHEMA_I64 }, { "clickedPeople", SCHEMA_I64 },
	{ "replied", SCHEMA_I64 }, { "bounced", SCHEMA_I64 },	   { "unsubscribed", SCHEMA_I64 },
};
static const struct schema span_schema = SCHEMA("WeekBefore", span_fields);

static const struct schema_field week_fields[] = {
	{ "sent", SCHEMA_I64 },
	{ "openedPeople", SCHEMA_I64 },
	{ "clickedPeople", SCHEMA_I64 },
	{ "replied", SCHEMA_I64 },
	{ "bounced", SCHEMA_I64 },
	{ "unsubscribed", SCHEMA_I64 },
	{ "previous", SCHEMA_OBJ, .of = &span_schema },
};
static const struct schema week_schema = SCHEMA("Week", week_fields);

static const struct schema_field day_fields[] = {
	{ "day", SCHEMA_TIME, .doc = "Midnight UTC" },
	{ "sent", SCHEMA_I64 },
	{ "opens", SCHEMA_I64, .doc = "By people" },
	{ "clicks", SCHEMA_I64, .doc = "By people" },
	{ "bounces", SCHEMA_I64 },
};
static const struct schema day_schema = SCHEMA("Day", day_fields);

static const struct schema_field attention_fields[] = {
	{ "code", SCHEMA_STR },
	{ "level", SCHEMA_STR, .values = "error|warning|info" },
	{ "message", SCHEMA_STR },
	{ "href", SCHEMA_STR, .doc = "A path of the web app" },
};
static const struct schema attention_schema = SCHEMA("Attention", attention_fields);

static const struct schema_field contact_count_fields[] = {
	{ "total", SCHEMA_I64 },
	{ "active", SCHEMA_I64 },
};
static const struct schema contact_count_schema = SCHEMA(NULL, contact_count_fields);

static const struct schema_field overview_fields[] = {
	{ "now", SCHEMA_OBJ, .array = true, .of = &now_schema },
	{ "week", SCHEMA_OBJ, .of = &week_schema },
	{ "days", SCHEMA_OBJ, .array = true, .of = &day_schema },
	{ "attention", SCHEMA_OBJ, .array = true, .of = &attention_schema },
	{ "contacts", SCHEMA_OBJ, .of = &contact_count_schema },
};
static const struct schema overview_schema = SCHEMA("Overview", overview_fields);

static void analytics_write_now(struct json_writer *w, const struct stats_overview *o)
{
	json_key(w, "now");
	json_begin_arr(w);
	for (size_t i = 0; i < o->n_now; i++) {
		json_begin_obj(w);
		json_kv_str(w, "campaignId", o->now[i].campaign_id);
		json_kv_str(w, "name", o->now[i].name);
		json_kv_str(w, "status", o->now[i].status);
		json_kv_i64(w, "sent", o->now[i].sent);
		json_kv_i64(w, "recipients", o->now[i].recipients);
		json_kv_f64(w, "rate", o->now[i].rate);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static void analytics_write_span(struct json_writer *w, const struct stats_span *s)
{
	json_kv_i64(w, "sent", s->sent);
	json_kv_i64(w, "openedPeople", s->opened_people);
	json_kv_i64(w, "clickedPeople", s->clicked_people);
	json_kv_i64(w, "replied", s->replied);
	json_kv_i64(w, "bounced", s->bounced);
	json_kv_i64(w, "unsubscribed", s->unsubscribed);
}

static void analytics_write_days(struct json_writer *w, const struct stats_overview *o)
{
	json_key(w, "days");
	json_begin_arr(w);
	for (size_t i = 0; i < o->n_days; i++) {
		json_begin_obj(w);
		json_kv_time(w, "day", o->days[i].day);
		json_kv_i64(w, "sent", o->days[i].sent);
		json_kv_i64(w, "opens", o->days[i].opens);
		json_kv_i64(w, "clicks", o->days[i].clicks);
		json_kv_i64(w, "bounces", o->days[i].bounces);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static void analytics_write_attention(struct json_writer *w, const struct stats_overview *o)
{
	json_key(w, "attention");
	json_begin_arr(w);
	for (size_t i = 0; i < o->n_attention; i++) {
		json_begin_obj(w);
		json_kv_str(w, "code", str_z(o->attention[i].code));
		json_kv_str(w, "level", str_z(o->attention[i].level));
		json_kv_str(w, "message", o->attention[i].message);
		json_kv_str(w, "href", o->attention[i].href);
		json_end_obj(w);
	}
	json_end_arr(w);
}

static err analytics_overview(struct api_call *call, tenant_db db)
{
	struct json_writer *w = call->out;
	struct stats_overview o;
	TRY(stats_overview(db, call->arena, clock_now(), &o));
	json_begin_obj(w);
	analytics_write_now(w, &o);
	json_key(w, "week");
	json_begin_obj(w);
	analytics_write_span(w, &o.week);
	json_key(w, "previous");
	json_begin_obj(w);
	analytics_write_span(w, &o.previous);
	json_end_obj(w);
	json_end_obj(w);
	analytics_write_days(w, &o);
	analytics_write_attention(w, &o);
	json_key(w, "contacts");
	json_begin_obj(w);
	json_kv_i64(w, "total", o.contacts);
	json_kv_i64(w, "active", o.contacts_active);
	json_end_obj(w);
	json_end_obj(w);
	return OK;
}

/* --- engagement */

static const struct schema_field engagement_fields[] = {
	{ "type", SCHEMA_STR, .values = "SENT|DELIVERED|OPENED|CLICKED|REPLIED|BOUNCED|COMPLAINED" },
	{ "count", SCHEMA_I64, .doc = "Events" },
	{ "uniqueContacts", SCHEMA_I64 },
};
static const struct schema engagement_schema = SCHEMA("Engagement", engagement_fields);

static void analytics_write_types(struct api_call *call, const struct stats_types *t)
{
	api_list_begin(call);
	for (size_t i = 0; i < t->n; i++) {
		json_begin_obj(call->out);
		json_kv_str(call->out, "type", t->v[i].type);
		json_kv_i64(call->out, "count", t->v[i].events);
		json_kv_i64(call->out, "uniqueContacts", t->v[i].contacts);
		json_end_obj(call->out);
	}
	api_list_end(call, STR_NULL);
}

static const struct schema_field performance_fields[] = {
	{ "id", SCHEMA_ID },
	{ "name", SCHEMA_STR },
	{ "enrollments", SCHEMA_I64, .doc = "Rows: each contact once, however often it entered" },
	{ "completed", SCHEMA_I64, .doc = "With status COMPLETED: who left early is among them" },
	{ "avgHoursToComplete", SCHEMA_F64, .nullable = true, .doc = "From enrolledAt to completedAt" },
};
static const struct schema performance_schema = SCHEMA("SequencePerformance", performance_fields);

static err analytics_performance(struct api_call *call, tenant_db db)
{
	struct stats_performance p;
	TRY(stats_sequence_performance(db, call->arena, &p));
	api_list_begin(call);
	for (size_t i = 0; i < p.n; i++) {
		json_begin_obj(call->out);
		json_kv_str(call->out, "id", p.v[i].id);
		json_kv_str(call->out, "name", p.v[i].name);
		json_kv_i64(call->out, "enrollments", p.v[i].enrollments);
		json_kv_i64(call->out, "completed", p.v[i].completed);
		json_kv_opt_f64(call->out, "avgHoursToComplete", p.v[i].average_hours);
		json_end_obj(call->out);
	}
	api_list_end(call, STR_NULL);
	return OK;
}

static err analytics_document_engagement(struct api_call *call, tenant_db db)
{
	struct stats_types t;
	TRY(stats_email_engagement(db, call->arena, &t));
	analytics_write_types(call, &t);
	return OK;
}

static const struct api_param span_query[] = {
	{ .name = "from", .kind = PARAM_TIME, .doc = "From this time on" },
	{ .name = "to", .kind = PARAM_TIME, .doc = "Before this time" },
};

static err analytics_engagement(struct api_call *call, tenant_db db)
{
	struct stats_types t;
	TRY(stats_engagement(db, call->arena, api_query_i64(call, "from"), api_query_i64(call, "to"), &t));
	analytics_write_types(call, &t);
	return OK;
}

/* --- one recipient's events */

static const struct schema_field event_fields[] = {
	{ "id", SCHEMA_STR },
	{ "type", SCHEMA_STR, .values = "SENT|DELIVERED|OPENED|CLICKED|REPLIED|BOUNCED|COMPLAINED" },
	{ "timestamp", SCHEMA_TIME },
	{ "verdict", SCHEMA_STR, .nullable = true, .doc = "human, machine or unknown, of opens and clicks" },
	{ "reason", SCHEMA_STR, .nullable = true, .doc = "Why we think so" },
	{ "data", SCHEMA_ANY, .nullable = true },
	{ "userAgent", SCHEMA_STR, .nullable = true },
};
static const struct schema event_schema = SCHEMA("EmailEvent", event_fields);

static err analytics_recipient_events(struct api_call *call, tenant_db db)
{
	struct event_list l;
	TRY(event_list_of(db, call->arena, api_param(call, "id"), &l));
	api_list_begin(call);
	for (size_t i = 0; i < l.n; i++) {
		const struct event_shown *e = &l.v[i];
		json_begin_obj(call->out);
		json_kv_str(call->out, "id", e->id);
		json_kv_str(call->out, "type", e->type);
		json_kv_time(call->out, "timestamp", e->at);
		json_kv_str(call->out, "verdict", e->verdict);
		json_kv_str(call->out, "reason", e->reason);
		json_kv_raw(call->out, "data", e->data);
		json_kv_str(call->out, "userAgent", e->user_agent);
		json_end_obj(call->out);
	}
	api_list_end(call, STR_NULL);
	return OK;
}

const struct route analytics_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/campaigns/:id/analytics",
	  .tenant = analytics_campaign_analytics,
	  .scope = SCOPE_READ,
	  .flags = ROUTE_REPORT,
	  .answer = &analytics_schema,
	  .summary = "What became of a campaign",
	  .doc = "From counters kept with the events, so it costs the same however many there are. People and machines "
		 "apart; rates are of people." },
	{ .method = HTTP_GET,
	  .path = "/api/overview",
	  .tenant = analytics_overview,
	  .scope = SCOPE_READ,
	  .flags = ROUTE_REPORT,
	  .answer = &overview_schema,
	  .summary = "What goes out now, this week, and what needs attention" },
	{ .method = HTTP_GET,
	  .path = "/api/engagement",
	  .tenant = analytics_engagement,
	  .scope = SCOPE_READ,
	  .flags = ROUTE_REPORT,
	  ROUTE_QUERY(span_query),
	  .shape = SHAPE_DATA,
	  .answer = &engagement_schema,
	  .summary = "Events and different contacts by event type",
	  .doc = "Of all time from counters. With `from` or `to` the events of that span are counted, which takes "
		 "longer." },
	{ .method = HTTP_GET,
	  .path = "/api/reports/sequence-performance",
	  .tenant = analytics_performance,
	  .scope = SCOPE_READ,
	  .flags = ROUTE_REPORT,
	  .shape = SHAPE_DATA,
	  .answer = &performance_schema,
	  .summary = "The published document's query “Sequence Performance”",
	  .doc = "Its exact figures, counted when asked. `GET /api/sequences/:id/analytics` has ours, from counters: "
		 "each "
		 "entry counted, and completed without those who left early." },
	{ .method = HTTP_GET,
	  .path = "/api/reports/email-engagement",
	  .tenant = analytics_document_engagement,
	  .scope = SCOPE_READ,
	  .flags = ROUTE_REPORT,
	  .shape = SHAPE_DATA,
	  .answer = &engagement_schema,
	  .summary = "The published document's query “Email Engagement”",
	  .doc = "Its exact figures, counted when asked: events of campaigns alone. `GET /api/engagement` has ours, of "
		 "all "
		 "mail, from counters." },
	{ .method = HTTP_GET,
	  .path = "/api/recipients/:id/events",
	  .tenant = analytics_recipient_events,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_DATA,
	  .answer = &event_schema,
	  .summary = "Everything that happened to one message",
	  .doc = "Oldest first, at most 1,000." },
};
const size_t analytics_routes_n = sizeof(analytics_routes) / sizeof(*analytics_routes);
