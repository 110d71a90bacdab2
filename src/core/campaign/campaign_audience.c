/* Who would get a campaign: counted and sampled by the same predicate that plans it ("loumass_audience"). */
#include "base/fault.h"
#include "base/limits.h"
#include "core/audience/segment.h"
#include "core/audience/suppression.h"
#include "core/campaign/campaign_int.h"
#include "core/campaign/delivery.h"
#include "db/gen/campaign_q.h"

/* Counted, or where that takes longer than a person waits for it, estimated. */
static err campaign_audience_figures(tenant_db db, struct arena *a, const struct q_campaign_audience_count_in *in,
				     struct q_campaign_audience_count_row *out, bool *estimated)
{
	struct q_campaign_audience_estimate_in some = {
		.topic_id = in->topic_id, .audience = in->audience, .hash_keys = in->hash_keys, .who = in->who
	};
	struct q_campaign_audience_estimate_row r = {};
	int64_t contacts;
	err e = fault_point("audience.count") ? err_make(ERR_AGAIN, "fault audience.count")
					      : q_campaign_audience_count(db, a, in, out);
	*estimated = e.code == ERR_AGAIN;
	if (!*estimated)
		return e;
	TRY(segment_points(db, a, &some.points, &contacts));
	if (some.points.n > 0)
		TRY(q_campaign_audience_estimate(db, a, &some, &r));
	double all = r.seen > 0 ? (double)contacts / (double)r.seen : 0;
	*out = (struct q_campaign_audience_count_row){ .count = (int64_t)(all * (double)r.count + 0.5),
						       .contacts = (int64_t)(all * (double)r.contacts + 0.5),
						       .suppressed = (int64_t)(all * (double)r.suppressed + 0.5),
						       .unwanted = (int64_t)(all * (double)r.unwanted + 0.5),
						       .unsubscribed = (int64_t)(all * (double)r.unsubscribed + 0.5),
						       .inactive = (int64_t)(all * (double)r.inactive + 0.5) };
	return OK;
}

static err campaign_audience_look_at(const struct app *app, tenant_db db, struct arena *a, str spec, str topic_id,
				     struct campaign_audience *out)
{
	struct str_array keys = suppression_keys(a, app->keys);
	struct q_campaign_audience_count_row n;
	struct q_campaign_audience_sample_rows rows = {};
	bool estimated;
	struct q_campaign_audience_count_in count = { .audience = spec, .topic_id = topic_id, .hash_keys = keys };
	struct q_campaign_audience_sample_in sample = { .audience = spec, .hash_keys = keys };
	TRY(audience_part(db, a, spec, &count.who));
	sample.who = count.who;
	TRY(campaign_audience_figures(db, a, &count, &n, &estimated));
	err e = q_campaign_audience_sample(db, a, &sample, &rows);
	if (e.code != ERR_AGAIN) /* too few of too many to be shown at once */
		TRY(e);
	struct contact *v = arena_array(a, struct contact, rows.n);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_campaign_audience_sample_row *r = &rows.v[i];
		v[i] = (struct contact){ .id = r->id,
					 .email = r->email,
					 .first_name = r->first_name,
					 .last_name = r->last_name,
					 .tags = r->tags,
					 .variables = r->variables,
					 .status = r->status,
					 .sent = r->sent_count,
					 .engaged = r->engaged_count,
					 .created_at = r->created_at,
					 .updated_at = r->updated_at,
					 .timezone = r->timezone,
					 .timezone_source = r->timezone_source,
					 .version = r->revision };
	}
	*out = (struct campaign_audience){ .count = n.count,
					   .estimated = estimated,
					   .suppressed = n.suppressed,
					   .unwanted = n.unwanted,
					   .duplicate = n.contacts - n.count,
					   .unsubscribed = n.unsubscribed,
					   .inactive = n.inactive,
					   .sample = v,
					   .sample_n = rows.n };
	return OK;
}

err campaign_audience(const struct app *app, tenant_db db, struct arena *a, const struct json *spec, str topic_id,
		      str reply_to, bool zones, struct field_errors *errors, struct campaign_audience *out)
{
	struct campaign c = { .reply_to_campaign_id = reply_to };
	audience_check_input(spec, errors);
	TRY(field_errors_err(errors));
	if (!json_is(spec, JSON_OBJ)) {
		*out = (struct campaign_audience){};
		return OK;
	}
	c.audience = json_print(a, spec);
	TRY(audience_resolve(db, a, c.audience, errors, &c.audience));
	TRY(campaign_audience_look_at(app, db, a, c.audience, topic_id, out));
	if (zones)
		TRY(campaign_zones(db, a, c.audience, out));
	return campaign_threads(db, a, &c, out);
}

err campaign_audience_of(const struct app *app, tenant_db db, struct arena *a, str id, struct campaign_audience *out)
{
	struct campaign c;
	TRY(campaign_get(db, a, id, &c));
	*out = (struct campaign_audience){};
	if (str_absent(c.audience))
		return OK;
	TRY(campaign_audience_look_at(app, db, a, c.audience, c.topic_id, out));
	struct delivery d;
	delivery_read_text(a, c.delivery, STR_NULL, &d);
	if (delivery_zoned(&d))
		TRY(campaign_zones(db, a, c.audience, out));
	return campaign_threads(db, a, &c, out);
}

err campaign_audience_rest(const struct app *app, tenant_db db, struct arena *a, const struct campaign *c, int64_t *n)
{
	struct q_campaign_audience_count_row row;
	struct q_campaign_audience_count_in in = { .audience = c->audience,
						   .topic_id = c->topic_id,
						   .hash_keys = suppression_keys(a, app->keys),
						   .rest = c->id };
	bool estimated;
	*n = 0;
	if (str_absent(c->audience))
		return OK;
	TRY(audience_part(db, a, c->audience, &in.who));
	TRY(campaign_audience_figures(db, a, &in, &row, &estimated));
	*n = row.count;
	return OK;
}

err campaign_zones(tenant_db db, struct arena *a, str audience, struct campaign_audience *out)
{
	struct q_campaign_zones_rows rows;
	struct q_campaign_zones_in in = { .audience = audience };
	TRY(audience_part(db, a, audience, &in.who));
	TRY(q_campaign_zones(db, a, &in, &rows));
	out->zoned = true;
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_campaign_zones_row *r = &rows.v[i];
		bool guessed = str_eq(r->source, STR("country")) || str_eq(r->source, STR("phone"));
		if (str_empty(r->zone))
			out->zones_missing += r->n;
		else if (!zones_find(r->zone))
			out->zones_unknown += r->n;
		else if (guessed)
			out->zones_guessed += r->n;
		else
			out->zones_set += r->n;
	}
	return OK;
}

err campaign_reply_source(tenant_db db, struct arena *a, const struct campaign *c, struct campaign_reply *out)
{
	struct q_campaign_reply_source_row r;
	*out = (struct campaign_reply){};
	if (!campaign_follows(c))
		return OK;
	struct q_campaign_reply_source_in in = { .campaign_id = c->reply_to_campaign_id, .thread = c->gmail_thread_id };
	err e = q_campaign_reply_source(db, a, &in, &r);
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	*out = (struct campaign_reply){ .id = r.id,
					.name = r.name,
					.subject = r.subject,
					.status = r.status,
					.is_sequence = str_eq(r.kind, STR("sequence")) };
	return OK;
}

err campaign_inherit_subject(tenant_db db, struct arena *a, struct campaign *c, struct campaign_reply *from)
{
	TRY(campaign_reply_source(db, a, c, from));
	if (str_empty(str_trim(c->subject)) && !str_empty(from->subject))
		c->subject = from->subject;
	return OK;
}

err campaign_reply_subject(struct arena *a, const struct campaign_reply *from, const struct tpl_values *v, str *out)
{
	struct tpl *TPL_AUTO t = NULL;
	struct tpl_error error;
	struct buf BUF_AUTO b = {};
	*out = STR_NULL;
	if (str_empty(from->subject) || err_is(tpl_compile(from->subject, TPL_HEADER, &error, &t)))
		return OK;
	buf_init(&b, 4 * SUBJECT_MAX);
	tpl_render(t, v, &b);
	TRY(buf_err(&b));
	str subject = buf_str(&b);
	*out = str_starts_nocase(subject, STR("Re:")) ? arena_dup(a, subject)
						      : arena_printf(a, "Re: %.*s", STR_FMT(subject));
	return OK;
}

err campaign_threads(tenant_db db, struct arena *a, const struct campaign *c, struct campaign_audience *out)
{
	struct campaign_reply from;
	struct q_campaign_threads_row n;
	if (!campaign_follows(c) || str_absent(c->audience))
		return OK;
	TRY(campaign_reply_source(db, a, c, &from));
	str source = from.is_sequence ? arena_printf(a, "s:%.*s", STR_FMT(from.id)) : from.id;
	struct q_campaign_threads_in in = { .audience = c->audience, .source = source };
	TRY(audience_part(db, a, c->audience, &in.who));
	TRY(q_campaign_threads(db, a, &in, &n));
	out->follows = true;
	out->in_thread = n.in_thread;
	out->without_thread = n.without;
	return OK;
}

void campaign_audience_write(struct json_writer *w, const struct campaign_audience *c)
{
	json_begin_obj(w);
	json_kv_i64(w, "count", c->count);
	json_kv_bool(w, "estimated", c->estimated);
	json_key(w, "excluded");
	json_begin_obj(w);
	json_kv_i64(w, "suppressed", c->suppressed);
	json_kv_i64(w, "unwanted", c->unwanted);
	json_kv_i64(w, "unsubscribed", c->unsubscribed);
	json_kv_i64(w, "inactive", c->inactive);
	json_kv_i64(w, "duplicate", c->duplicate);
	json_end_obj(w);
	if (c->follows) {
		json_key(w, "threads");
		json_begin_obj(w);
		json_kv_i64(w, "inThread", c->in_thread);
		json_kv_i64(w, "without", c->without_thread);
		json_end_obj(w);
	}
	if (c->zoned) {
		json_key(w, "zones");
		json_begin_obj(w);
		json_kv_i64(w, "set", c->zones_set);
		json_kv_i64(w, "guessed", c->zones_guessed);
		json_kv_i64(w, "missing", c->zones_missing);
		json_kv_i64(w, "unknown", c->zones_unknown);
		json_end_obj(w);
	}
	json_key(w, "sample");
	json_begin_arr(w);
	for (size_t i = 0; i < c->sample_n; i++)
		contact_write(w, &c->sample[i]);
	json_end_arr(w);
	json_end_obj(w);
}
