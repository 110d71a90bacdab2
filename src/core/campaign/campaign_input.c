/* What a person writes into a campaign, laid over what was and checked. A DRAFT may be incomplete: an empty subject or
 * text is refused only when it is to be sent. */
#include "base/limits.h"
#include "core/audience/segment.h"
#include "core/campaign/campaign_int.h"
#include "core/campaign/delivery.h"
#include "wire/addr.h"

#define AUDIENCE_IDS_MAX 10000u
#define DESIGN_MAX (4u << 20)
#define TEXT_MAX (2u << 20)
#define GMAIL_THREAD_MAX 200u

static void campaign_input_set_text(str *to, const struct json_opt_str *in)
{
	if (in->given)
		*to = in->v;
}

static void campaign_input_set_some(str *to, const struct json_opt_str *in)
{
	if (in->given)
		*to = some_text(in->v);
}

static void campaign_input_set_json(str *to, const struct json *in, struct arena *a)
{
	if (in)
		*to = json_is(in, JSON_NULL) ? STR_NULL : json_print(a, in);
}

/* One sender is the sender; several share the campaign, and the first stands for them where one is needed. */
static void campaign_input_set_senders(struct campaign *c, const struct campaign_patch *in, struct arena *a)
{
	if (in->sender_id.given)
		c->sender_ids = STR_NULL;
	if (!in->sender_ids)
		return;
	size_t n = json_is(in->sender_ids, JSON_ARR) ? json_len(in->sender_ids) : 0;
	c->sender_ids = n > 1 ? json_print(a, in->sender_ids) : STR_NULL;
	if (n > 0)
		c->sender_id = json_str(json_at(in->sender_ids, 0));
}

void campaign_merge(struct campaign *c, const struct campaign_patch *in, struct arena *a)
{
	campaign_input_set_some(&c->name, &in->name);
	campaign_input_set_some(&c->sender_id, &in->sender_id);
	campaign_input_set_senders(c, in, a);
	campaign_input_set_some(&c->from_name, &in->from_name);
	campaign_input_set_some(&c->reply_to, &in->reply_to);
	campaign_input_set_some(&c->preheader, &in->preheader);
	campaign_input_set_some(&c->topic_id, &in->topic_id);
	campaign_input_set_some(&c->gmail_thread_id, &in->gmail_thread_id);
	campaign_input_set_some(&c->reply_to_campaign_id, &in->reply_to_campaign_id);
	campaign_input_set_some(&c->reply_else, &in->reply_else);
	/* One of the two: the one that is given last. */
	if (in->reply_to_campaign_id.given && !str_absent(c->reply_to_campaign_id) && !in->gmail_thread_id.given)
		c->gmail_thread_id = STR_NULL;
	if (in->gmail_thread_id.given && !str_absent(c->gmail_thread_id) && !in->reply_to_campaign_id.given)
		c->reply_to_campaign_id = STR_NULL;
	campaign_input_set_text(&c->subject, &in->subject);
	campaign_input_set_text(&c->content, &in->content);
	campaign_input_set_text(&c->text_content, &in->text_content);
	if (in->content_format.given && !str_absent(in->content_format.v))
		c->content_format = in->content_format.v;
	if (str_absent(c->subject))
		c->subject = STR("");
	if (str_absent(c->content))
		c->content = STR("");
	if (in->tracking.has)
		c->tracking = in->tracking.v;
	campaign_input_set_json(&c->design, in->design, a);
	campaign_input_set_json(&c->audience, in->audience, a);
	campaign_input_set_json(&c->delivery, in->delivery, a);
}

static void campaign_input_check_line(struct field_errors *errors, const char *field, str s, size_t max)
{
	if (s.n > max)
		field_error_addf(errors, field, "must be at most %zu bytes", max);
	else if (!one_line(s))
		field_error_addf(errors, field, "must be one line of text");
}

static void campaign_input_check_size(struct field_errors *errors, const char *field, str s)
{
	if (s.n > CONTENT_MAX)
		field_error_addf(errors, field, "must be at most %u MB", CONTENT_MAX >> 20);
}

static void campaign_input_check_ids(struct field_errors *errors, const char *field, const struct json *v, size_t max)
{
	if (!v || json_is(v, JSON_NULL))
		return;
	if (!json_is(v, JSON_ARR) || json_len(v) > max) {
		field_error_addf(errors, field, "must be an array of at most %zu texts", max);
		return;
	}
	for (JSON_EACH(item, v)) {
		if (!json_is(item, JSON_STR)) {
			field_error_addf(errors, field, "must hold texts only");
			return;
		}
	}
}

static void campaign_input_check_known(struct field_errors *errors, const char *where, const struct json *obj,
				       const char *names)
{
	for (JSON_EACH(m, obj)) {
		if (!json_choice_has(names, json_name(m)))
			field_error_addf(errors, where, "has no \"%.*s\"; known are %s", STR_FMT(json_name(m)), names);
	}
}

static void campaign_input_check_choice(struct field_errors *errors, const char *field, const struct json *v,
					const char *values)
{
	if (v && !json_is(v, JSON_NULL) && (!json_is(v, JSON_STR) || !json_choice_has(values, json_str(v))))
		field_error_addf(errors, field, "must be one of %s", values);
}

static bool campaign_input_is_object(struct field_errors *errors, const char *field, const struct json *v)
{
	if (!v || json_is(v, JSON_NULL))
		return false;
	if (!json_is(v, JSON_OBJ))
		field_error_addf(errors, field, "must be an object");
	return json_is(v, JSON_OBJ);
}

#define CONTACT_STATUSES "ACTIVE|INACTIVE|UNSUBSCRIBED"

void audience_check_input(const struct json *v, struct field_errors *errors)
{
	if (!campaign_input_is_object(errors, "audience", v))
		return;
	campaign_input_check_known(errors, "audience", v, "all|tags|match|status|contactIds|filter|segment|exclude");
	const struct json *all = json_get(v, "all"), *filter = json_get(v, "filter"), *exclude = json_get(v, "exclude");
	if (all && !json_is(all, JSON_BOOL) && !json_is(all, JSON_NULL))
		field_error_addf(errors, "audience.all", "must be true or false");
	campaign_input_check_ids(errors, "audience.tags", json_get(v, "tags"), CONTACT_TAGS_MAX);
	campaign_input_check_choice(errors, "audience.match", json_get(v, "match"), "any|all");
	campaign_input_check_choice(errors, "audience.status", json_get(v, "status"), CONTACT_STATUSES);
	campaign_input_check_ids(errors, "audience.contactIds", json_get(v, "contactIds"), AUDIENCE_IDS_MAX);
	if (!audience_is_tree(filter) && campaign_input_is_object(errors, "audience.filter", filter)) {
		campaign_input_check_known(errors, "audience.filter", filter, "search|status|tags");
		campaign_input_check_choice(errors, "audience.filter.status", json_get(filter, "status"),
					    CONTACT_STATUSES);
		campaign_input_check_ids(errors, "audience.filter.tags", json_get(filter, "tags"), CONTACT_TAGS_MAX);
		const struct json *search = json_get(filter, "search");
		if (search && !json_is(search, JSON_STR) && !json_is(search, JSON_NULL))
			field_error_addf(errors, "audience.filter.search", "must be text");
	}
	if (campaign_input_is_object(errors, "audience.exclude", exclude)) {
		campaign_input_check_known(errors, "audience.exclude", exclude,
					   "tags|contactIds|campaignIds|segment|filter");
		if (json_get(exclude, "filter") && !json_is(json_get(exclude, "filter"), JSON_NULL) &&
		    !audience_is_tree(json_get(exclude, "filter")))
			field_error_addf(errors, "audience.exclude.filter", "must be a filter: its text, or its tree");
		campaign_input_check_ids(errors, "audience.exclude.tags", json_get(exclude, "tags"), CONTACT_TAGS_MAX);
		campaign_input_check_ids(errors, "audience.exclude.contactIds", json_get(exclude, "contactIds"),
					 AUDIENCE_IDS_MAX);
		campaign_input_check_ids(errors, "audience.exclude.campaignIds", json_get(exclude, "campaignIds"),
					 1000);
	}
}

static void campaign_input_check_senders(const struct campaign_patch *in, struct field_errors *errors)
{
	campaign_input_check_ids(errors, "senderIds", in->sender_ids, CAMPAIGN_SENDERS_MAX);
	if (!in->sender_ids || !json_is(in->sender_ids, JSON_ARR))
		return;
	str first = json_str(json_first(in->sender_ids));
	if (in->sender_id.given && json_len(in->sender_ids) > 0 && !str_eq(in->sender_id.v, first))
		field_error_addf(errors, "senderIds", "must begin with senderId, or come alone");
	for (JSON_EACH(id, in->sender_ids))
		for (const struct json *other = json_next(id); other; other = json_next(other))
			if (str_eq(json_str(id), json_str(other))) {
				field_error_addf(errors, "senderIds", "names a sender twice");
				return;
			}
}

void campaign_check_input(struct arena *a, const struct campaign *c, const struct campaign_patch *in,
			  struct field_errors *errors)
{
	struct addr addr;
	if (str_absent(c->name))
		field_error_addf(errors, "name", "is required: what you will find the campaign by");
	campaign_input_check_line(errors, "name", c->name, CAMPAIGN_NAME_MAX);
	campaign_input_check_line(errors, "subject", c->subject, SUBJECT_MAX);
	campaign_input_check_line(errors, "preheader", c->preheader, SUBJECT_MAX);
	campaign_input_check_line(errors, "fromName", c->from_name, CONTACT_NAME_MAX);
	campaign_input_check_line(errors, "gmailThreadId", c->gmail_thread_id, GMAIL_THREAD_MAX);
	if (!str_absent(c->reply_to_campaign_id) && !str_absent(c->gmail_thread_id))
		field_error_addf(errors, "gmailThreadId",
				 "and replyToCampaignId both say what it follows up on: give one");
	if (in->reply_else.given && !str_absent(c->reply_else) && !json_choice_has("new|skip", c->reply_else))
		field_error_addf(errors, "replyElse", "must be new or skip");
	if (in->reply_to.given && !str_absent(c->reply_to)) {
		err e = addr_parse(a, c->reply_to, &addr);
		if (err_is(e))
			field_error_addf(errors, "replyTo", "%s", e.why);
	}
	campaign_input_check_size(errors, "content", c->content);
	if (c->text_content.n > TEXT_MAX)
		field_error_addf(errors, "textContent", "must be at most %u MB", TEXT_MAX >> 20);
	if (!json_choice_has("html|rich|text", c->content_format))
		field_error_addf(errors, "contentFormat", "must be html, rich or text");
	if (in->design && !json_is(in->design, JSON_NULL) && !json_is(in->design, JSON_OBJ))
		field_error_addf(errors, "design", "must be an object or null");
	if (in->design && c->design.n > DESIGN_MAX)
		field_error_addf(errors, "design", "must be at most %u MB", DESIGN_MAX >> 20);
	if (in->audience)
		audience_check_input(in->audience, errors);
	if (in->delivery)
		delivery_check(a, in->delivery, errors);
	campaign_input_check_senders(in, errors);
}
