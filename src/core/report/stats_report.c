#include "core/report/stats_report.h"
#include "base/time.h"
#include "db/gen/event_q.h"
#include "db/gen/stats_q.h"
#include "wire/json_read.h"

#define DAYS 30
#define BOUNCES_MANY 20 /* fewer tell nothing about a rate */

int64_t stats_pending(const struct stats_totals *t)
{
	int64_t left = t->recipients - t->sent - t->failed - t->bounced;
	return left > 0 ? left : 0;
}

int64_t stats_delivered(const struct stats_totals *t)
{
	return t->sent;
}

struct opt_f64 stats_rate(int64_t n, int64_t d)
{
	return d > 0 ? SOME_F64((double)n / (double)d) : (struct opt_f64){};
}

/* --- one campaign */

static struct stats_totals stats_report_totals_of(const struct q_stats_campaign_row *r)
{
	return (struct stats_totals){ .recipients = r->recipients,
				      .sent = r->sent,
				      .failed = r->failed,
				      .bounced = r->bounced,
				      .in_doubt = r->in_doubt,
				      .opens_people = r->opens_people,
				      .opens_machines = r->opens_machines,
				      .opens_unknown = r->opens_unknown,
				      .opened_people = r->opened_people,
				      .opened_machines = r->opened_machines,
				      .clicks_people = r->clicks_people,
				      .clicks_machines = r->clicks_machines,
				      .clicks_unknown = r->clicks_unknown,
				      .clicked_people = r->clicked_people,
				      .clicked_machines = r->clicked_machines,
				      .replied = r->replied,
				      .complained = r->complained,
				      .unsubscribed = r->unsubscribed };
}

static err stats_report_read_links(tenant_db db, struct arena *a, str id, struct stats_analytics *out)
{
	struct q_stats_links_rows rows;
	TRY(q_stats_links(db, a, &(struct q_stats_links_in){ .id = id }, &rows));
	out->n_links = rows.n;
	out->links = arena_array(a, struct stats_link_row, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_stats_links_row *r = &rows.v[i];
		out->links[i] = (struct stats_link_row){ .n = r->n,
							 .url = r->url,
							 .people = r->people,
							 .machines = r->machines,
							 .unique_people = r->unique_people,
							 .unique_machines = r->unique_machines };
	}
	return OK;
}

static err stats_report_read_programs(tenant_db db, struct arena *a, str id, struct stats_analytics *out)
{
	struct q_stats_programs_rows rows;
	TRY(q_stats_programs(db, a, &(struct q_stats_programs_in){ .id = id }, &rows));
	out->n_programs = rows.n;
	out->programs = arena_array(a, struct stats_program_row, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		out->programs[i] = (struct stats_program_row){ .program = rows.v[i].program,
							       .kind = rows.v[i].kind,
							       .opens = rows.v[i].opens,
							       .clicks = rows.v[i].clicks };
	return OK;
}

static err stats_report_read_hours(tenant_db db, struct arena *a, str id, struct stats_analytics *out)
{
	struct q_stats_hours_rows rows;
	TRY(q_stats_hours(db, a, &(struct q_stats_hours_in){ .id = id }, &rows));
	out->n_hours = rows.n;
	out->hours = arena_array(a, struct stats_hour_row, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_stats_hours_row *r = &rows.v[i];
		out->hours[i] = (struct stats_hour_row){ .at = r->hour,
							 .sent = r->sent,
							 .opens_people = r->opens_people,
							 .opens_machines = r->opens_machines,
							 .clicks_people = r->clicks_people,
							 .clicks_machines = r->clicks_machines };
	}
	return OK;
}

static err stats_report_read_domains(tenant_db db, struct arena *a, str id, struct stats_analytics *out)
{
	struct q_stats_domains_rows rows;
	TRY(q_stats_domains(db, a, &(struct q_stats_domains_in){ .id = id }, &rows));
	out->n_domains = rows.n;
	out->domains = arena_array(a, struct stats_domain_row, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_stats_domains_row *r = &rows.v[i];
		out->domains[i] = (struct stats_domain_row){ .domain = r->domain,
							     .recipients = r->recipients,
							     .sent = r->sent,
							     .bounced = r->bounced,
							     .opened = r->opened,
							     .clicked = r->clicked };
	}
	return OK;
}

static err stats_report_read_senders(tenant_db db, struct arena *a, str id, struct stats_analytics *out)
{
	struct q_stats_senders_rows rows;
	TRY(q_stats_senders(db, a, &(struct q_stats_senders_in){ .id = id }, &rows));
	out->n_senders = rows.n;
	out->senders = arena_array(a, struct stats_sender_row, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_stats_senders_row *r = &rows.v[i];
		out->senders[i] = (struct stats_sender_row){ .id = r->sender_id,
							     .name = r->name,
							     .from_email = r->from_email,
							     .recipients = r->recipients,
							     .sent = r->sent };
	}
	return OK;
}

err stats_campaign_analytics(tenant_db db, struct arena *a, str campaign_id, struct stats_analytics *out)
{
	struct q_stats_campaign_row r;
	struct stats_analytics all = {};
	TRY(q_stats_campaign(db, a, &(struct q_stats_campaign_in){ .id = campaign_id }, &r));
	all.totals = stats_report_totals_of(&r);
	TRY(stats_report_read_links(db, a, campaign_id, &all));
	TRY(stats_report_read_programs(db, a, campaign_id, &all));
	TRY(stats_report_read_hours(db, a, campaign_id, &all));
	TRY(stats_report_read_domains(db, a, campaign_id, &all));
	TRY(stats_report_read_senders(db, a, campaign_id, &all));
	*out = all;
	return OK;
}

/* --- the overview */

static err stats_report_read_now(tenant_db db, struct arena *a, struct stats_overview *out)
{
	struct q_stats_now_rows rows;
	TRY(q_stats_now(db, a, &rows));
	out->n_now = rows.n;
	out->now = arena_array(a, struct stats_now_row, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_stats_now_row *r = &rows.v[i];
		out->now[i] = (struct stats_now_row){ .campaign_id = r->id,
						      .name = r->name,
						      .status = r->status,
						      .sent = r->sent,
						      .recipients = r->recipients,
						      .rate = r->rate };
	}
	return OK;
}

static void stats_report_add_span(struct stats_span *s, const struct q_stats_days_row *r)
{
	s->sent += r->sent;
	s->opened_people += r->opened_people;
	s->clicked_people += r->clicked_people;
	s->replied += r->replied;
	s->bounced += r->bounced;
	s->unsubscribed += r->unsubscribed;
}

static err stats_report_read_days(tenant_db db, struct arena *a, int64_t now, struct stats_overview *out)
{
	struct q_stats_days_rows rows;
	int64_t today = now - now % US_PER_DAY, first = today - (DAYS - 1) * US_PER_DAY;
	TRY(q_stats_days(db, a, &(struct q_stats_days_in){ .since = first }, &rows));
	out->n_days = DAYS;
	out->days = arena_array(a, struct stats_day_row, DAYS);
	for (size_t i = 0; i < DAYS; i++)
		out->days[i].day = first + (int64_t)i * US_PER_DAY;
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_stats_days_row *r = &rows.v[i];
		int64_t at = (r->day - first) / US_PER_DAY;
		if (at < 0 || at >= DAYS) /* a clock ahead of ours */
			continue;
		out->days[at] = (struct stats_day_row){ .day = r->day,
							.sent = r->sent,
							.opens = r->opens_people,
							.clicks = r->clicks_people,
							.bounces = r->bounced };
		if (at >= DAYS - 7)
			stats_report_add_span(&out->week, r);
		else if (at >= DAYS - 14)
			stats_report_add_span(&out->previous, r);
	}
	return OK;
}

static void stats_report_attend(struct stats_overview *o, const char *code, const char *level, str message, str href)
{
	o->attention[o->n_attention++] =
		(struct stats_attention){ .code = code, .level = level, .message = message, .href = href };
}

static void stats_report_attend_sender(struct arena *a, struct stats_overview *o,
				       const struct q_stats_troubled_senders_row *r)
{
	str href = arena_printf(a, "/senders/%.*s", STR_FMT(r->id));
	if (str_eq(r->status, STR("PAUSED")))
		stats_report_attend(
			o, "sender_paused", "error",
			str_empty(r->pause_reason)
				? arena_printf(a, "%.*s is paused", STR_FMT(r->name))
				: arena_printf(a, "%.*s is paused: %.*s", STR_FMT(r->name), STR_FMT(r->pause_reason)),
			href);
	else if (str_eq(r->status, STR("ACTIVE")))
		stats_report_attend(o, "sender_token", "warning",
				    arena_printf(a, "%.*s gets no new access token: %.*s", STR_FMT(r->name),
						 STR_FMT(r->token_error)),
				    href);
	else
		stats_report_attend(o, "sender_unverified", "warning",
				    arena_printf(a, "%.*s has not been tested yet", STR_FMT(r->name)), href);
}

static void stats_report_attend_refused(struct arena *a, struct stats_overview *o,
					const struct q_stats_refused_senders_row *r)
{
	str where = r->domains > 1
			    ? arena_printf(a, "%.*s and %lld more", STR_FMT(r->domain), (long long)r->domains - 1)
			    : r->domain;
	stats_report_attend(o, "sender_refused", "error",
			    arena_printf(a, "%.*s is refused by %.*s: %.*s. %.*s", STR_FMT(r->name), STR_FMT(where),
					 STR_FMT(r->reason), STR_FMT(r->advice)),
			    arena_printf(a, "/senders/%.*s", STR_FMT(r->sender_id)));
}

static void stats_report_attend_campaign(struct arena *a, struct stats_overview *o,
					 const struct q_stats_troubled_campaigns_row *r)
{
	str href = arena_printf(a, "/campaigns/%.*s", STR_FMT(r->id));
	if (str_eq(r->status, STR("PAUSED")) && !str_empty(r->pause_reason))
		stats_report_attend(o, "campaign_paused", "warning",
				    arena_printf(a, "%.*s is paused: %.*s", STR_FMT(r->name), STR_FMT(r->pause_reason)),
				    href);
	if (r->in_doubt > 0)
		stats_report_attend(o, "campaign_in_doubt", "info",
				    arena_printf(a, "%.*s: %lld messages may have gone out twice", STR_FMT(r->name),
						 (long long)r->in_doubt),
				    href);
	if (r->bounced >= BOUNCES_MANY && r->bounced * 20 > r->sent + r->bounced)
		stats_report_attend(o, "bounces_high", "warning",
				    arena_printf(a, "%.*s: %lld of %lld messages bounced", STR_FMT(r->name),
						 (long long)r->bounced, (long long)(r->sent + r->bounced)),
				    href);
}

static void stats_report_attend_people(struct arena *a, struct stats_overview *o,
				       const struct q_stats_troubled_sequences_row *r, const char *code,
				       const char *level, int64_t n, const char *what)
{
	if (n > 0)
		stats_report_attend(o, code, level,
				    arena_printf(a, "%.*s: %s%lld %s", STR_FMT(r->name), n > 1000 ? "more than " : "",
						 (long long)(n > 1000 ? 1000 : n), what),
				    arena_printf(a, "/sequences/%.*s", STR_FMT(r->id)));
}

static void stats_report_attend_sequence(struct arena *a, struct stats_overview *o,
					 const struct q_stats_troubled_sequences_row *r)
{
	if (r->held)
		stats_report_attend(o, "sequence_held", "error",
				    arena_printf(a, "%.*s is held, and %lld people with it: %.*s", STR_FMT(r->name),
						 (long long)r->people, STR_FMT(r->reason)),
				    arena_printf(a, "/sequences/%.*s", STR_FMT(r->id)));
	stats_report_attend_people(a, o, r, "sequence_overdue", "warning", r->overdue,
				   "people are overdue: send or skip");
	stats_report_attend_people(a, o, r, "sequence_stuck", "warning", r->stuck,
				   "people stand at a step that does not exist");
	stats_report_attend_people(a, o, r, "sequence_failed", "info", r->failed, "people failed in the last 7 days");
}

static err stats_report_read_attention(tenant_db db, struct arena *a, int64_t now, struct stats_overview *out)
{
	struct q_stats_troubled_sequences_rows sequences;
	struct q_stats_troubled_senders_rows senders;
	struct q_stats_refused_senders_rows refused;
	struct q_stats_troubled_campaigns_rows campaigns;
	TRY(q_stats_troubled_senders(db, a, &senders));
	TRY(q_stats_refused_senders(db, a, &refused));
	TRY(q_stats_troubled_campaigns(db, a, &campaigns));
	TRY(q_stats_troubled_sequences(db, a, &(struct q_stats_troubled_sequences_in){ .now = now }, &sequences));
	out->attention =
		arena_array(a, struct stats_attention, senders.n + refused.n + campaigns.n * 3 + sequences.n * 4);
	for (size_t i = 0; i < sequences.n; i++)
		stats_report_attend_sequence(a, out, &sequences.v[i]);
	for (size_t i = 0; i < senders.n; i++)
		stats_report_attend_sender(a, out, &senders.v[i]);
	for (size_t i = 0; i < refused.n; i++)
		stats_report_attend_refused(a, out, &refused.v[i]);
	for (size_t i = 0; i < campaigns.n; i++)
		stats_report_attend_campaign(a, out, &campaigns.v[i]);
	return OK;
}

err stats_overview(tenant_db db, struct arena *a, int64_t now, struct stats_overview *out)
{
	struct stats_overview o = {};
	struct q_stats_contact_counts_row contacts;
	TRY(stats_report_read_now(db, a, &o));
	TRY(stats_report_read_days(db, a, now, &o));
	TRY(stats_report_read_attention(db, a, now, &o));
	TRY(q_stats_contact_counts(db, a, &contacts));
	o.contacts = contacts.total;
	o.contacts_active = contacts.active;
	*out = o;
	return OK;
}

/* --- engagement */

err stats_engagement(tenant_db db, struct arena *a, struct opt_i64 from, struct opt_i64 to, struct stats_types *out)
{
	if (!from.has && !to.has) {
		struct q_stats_types_rows rows;
		TRY(q_stats_types(db, a, &rows));
		out->n = rows.n;
		out->v = arena_array(a, struct stats_type_row, rows.n);
		for (size_t i = 0; i < rows.n; i++)
			out->v[i] = (struct stats_type_row){ rows.v[i].type, rows.v[i].events, rows.v[i].contacts };
		return OK;
	}
	struct q_stats_types_between_rows rows;
	TRY(q_stats_types_between(db, a,
				  &(struct q_stats_types_between_in){
					  .from = from.has ? from.v : 0,
					  .to = to.has ? to.v : time_from_civil((struct civil){ 9999, 1, 1 }) },
				  &rows));
	out->n = rows.n;
	out->v = arena_array(a, struct stats_type_row, rows.n);
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = (struct stats_type_row){ rows.v[i].type, rows.v[i].events, rows.v[i].contacts };
	return OK;
}

/* --- the document's queries */

err stats_sequence_performance(tenant_db db, struct arena *a, struct stats_performance *out)
{
	struct q_stats_sequence_performance_rows rows;
	TRY(q_stats_sequence_performance(db, a, &rows));
	out->n = rows.n;
	out->v = arena_array(a, struct stats_performance_row, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = (struct stats_performance_row){ rows.v[i].id, rows.v[i].name, rows.v[i].enrollments,
							    rows.v[i].completed, rows.v[i].avg_hours };
	return OK;
}

err stats_email_engagement(tenant_db db, struct arena *a, struct stats_types *out)
{
	struct q_stats_email_engagement_rows rows;
	TRY(q_stats_email_engagement(db, a, &rows));
	out->n = rows.n;
	out->v = arena_array(a, struct stats_type_row, rows.n + 1);
	for (size_t i = 0; i < rows.n; i++)
		out->v[i] = (struct stats_type_row){ rows.v[i].type, rows.v[i].events, rows.v[i].contacts };
	return OK;
}

/* --- one recipient */

err event_list_of(tenant_db db, struct arena *a, str recipient_id, struct event_list *out)
{
	struct q_event_recipient_exists_row there;
	struct q_event_of_recipient_rows rows;
	TRY(q_event_recipient_exists(db, a, &(struct q_event_recipient_exists_in){ .id = recipient_id }, &there));
	TRY(q_event_of_recipient(db, a, &(struct q_event_of_recipient_in){ .recipient = recipient_id }, &rows));
	out->n = rows.n;
	out->v = arena_array(a, struct event_shown, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_event_of_recipient_row *r = &rows.v[i];
		const struct json *data = NULL;
		out->v[i] = (struct event_shown){
			.id = r->id, .type = r->type, .at = r->timestamp, .data = r->data, .user_agent = r->user_agent
		};
		if (str_absent(r->data) || err_is(json_parse(a, r->data, &data)))
			continue;
		out->v[i].verdict = json_str(json_get(data, "verdict"));
		out->v[i].reason = json_str(json_get(data, "reason"));
	}
	return OK;
}
