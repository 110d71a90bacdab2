/* Shared by the files of core/campaign*. */
#pragma once
#include "core/campaign/campaign.h"
#include "core/content/compose.h"
#include "core/ground/text.h"

static inline err no_campaign(void)
{
	return err_make(ERR_NOT_FOUND, "there is no such campaign");
}

/* The counters as they come of a join: none yet is zero. */
#define CAMPAIGN_STATS_OF(r)                                                                                           \
	campaign_stats_made((r)->recipients.v, (r)->sent.v, (r)->failed.v, (r)->bounced.v, (r)->in_doubt.v,            \
			    (r)->undecided, (r)->opened_people.v, (r)->opened_machines.v, (r)->clicked_people.v,       \
			    (r)->clicked_machines.v, (r)->replied.v, (r)->complained.v, (r)->unsubscribed.v)
struct campaign_stats campaign_stats_made(int64_t recipients, int64_t sent, int64_t failed, int64_t bounced,
					  int64_t in_doubt, int64_t undecided, int64_t opened_people,
					  int64_t opened_machines, int64_t clicked_people, int64_t clicked_machines,
					  int64_t replied, int64_t complained, int64_t unsubscribed);

/* What a person writes, laid over what was; then checked. */
void campaign_merge(struct campaign *c, const struct campaign_patch *in, struct arena *a);
void campaign_check_input(struct arena *a, const struct campaign *c, const struct campaign_patch *in,
			  struct field_errors *errors);

/* Of a follow-up: how many of its audience had a mail to answer. Else nothing is changed. */
err campaign_threads(tenant_db db, struct arena *a, const struct campaign *c, struct campaign_audience *out);

/* Of the audience of a campaign whose plan has begun: how many are still to be planned (of one with no plan: all). */
err campaign_audience_rest(const struct app *app, tenant_db db, struct arena *a, const struct campaign *c, int64_t *n);

/* Whose time zones are known, for an audience (JSON text). */
err campaign_zones(tenant_db db, struct arena *a, str audience, struct campaign_audience *out);
/* The finding that says them; otherwise: what counts for people without one. */
void campaign_zones_say(struct checks *out, struct arena *a, const struct campaign_audience *who, str otherwise);
/* A follow-up without a subject has that of the campaign it follows up on. from: what that is, if anything. */
err campaign_inherit_subject(tenant_db db, struct arena *a, struct campaign *c, struct campaign_reply *from);
/* "Re: …" as this person will read it; absent: no follow-up. c has inherited its subject. */
err campaign_reply_subject(struct arena *a, const struct campaign_reply *from, const struct tpl_values *v, str *out);

/* Errors under "audience". */
void audience_check_input(const struct json *v, struct field_errors *errors);

/* The sender it goes out by: its own, else the tenant's default. ERR_NOT_FOUND: there is none. */
err campaign_sender(tenant_db db, struct arena *a, const struct campaign *c, struct sender *out);

/* Whom a preview or a test shows: that contact, a person given inline, the first of the audience, or an invented
 * one. */
struct campaign_person {
	str id; /* absent: no contact */
	struct tpl_values values;
};
err campaign_person(tenant_db db, struct arena *a, const struct campaign *c, str contact_id, const struct json *inline_,
		    struct field_errors *errors, struct campaign_person *out);

/* Where the tenant's links live: its verified tracking domain, else the installation's address. */
err campaign_base_url(const struct app *app, tenant_db db, struct arena *a, str *out);
/* What stops a campaign from being sent: the checks of level error, under their codes; with `anyway` only those that are
 * no judgement of ours. ERR_INVALID: there are some. */
err campaign_refusals(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
		      struct field_errors *errors);

/* ERR_INVALID: the fault, also added to errors by field. */
err campaign_compile(const struct app *app, tenant_db db, struct arena *a, const struct campaign *c,
		     const struct sender *s, bool tracking, struct field_errors *errors, struct message **out);
/* Which fields of these templates have no value, for how many of an audience (JSON text), and for whom. */
err campaign_check_fields(tenant_db db, struct arena *a, str audience, const str *sources, size_t n,
			  struct checks *out);
