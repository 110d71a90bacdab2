/* Who would get a campaign: counted and sampled by the same predicate that plans it ("loumass_audience"). */
#include "core/audience/suppression.h"
#include "core/campaign/campaign_int.h"
#include "db/gen/campaign_q.h"

static err look_at(const struct app *app, tenant_db db, struct arena *a, str spec, str topic_id,
		   struct campaign_audience *out)
{
	struct str_array keys = suppression_keys(a, app->keys);
	struct q_campaign_audience_count_row n;
	struct q_campaign_audience_sample_rows rows;
	TRY(q_campaign_audience_count(
		db, a,
		&(struct q_campaign_audience_count_in){ .audience = spec, .topic_id = topic_id, .hash_keys = keys },
		&n));
	TRY(q_campaign_audience_sample(
		db, a, &(struct q_campaign_audience_sample_in){ .audience = spec, .hash_keys = keys }, &rows));
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
					 .updated_at = r->updated_at };
	}
	*out = (struct campaign_audience){ .count = n.count,
					   .suppressed = n.suppressed,
					   .unwanted = n.unwanted,
					   .unsubscribed = n.unsubscribed,
					   .inactive = n.inactive,
					   .sample = v,
					   .sample_n = rows.n };
	return OK;
}

err campaign_audience(const struct app *app, tenant_db db, struct arena *a, const struct json *spec, str topic_id,
		      struct field_errors *errors, struct campaign_audience *out)
{
	audience_check_input(spec, errors);
	TRY(field_errors_err(errors));
	if (!json_is(spec, JSON_OBJ)) {
		*out = (struct campaign_audience){};
		return OK;
	}
	return look_at(app, db, a, json_print(a, spec), topic_id, out);
}

err campaign_audience_of(const struct app *app, tenant_db db, struct arena *a, str id, struct campaign_audience *out)
{
	struct campaign c;
	TRY(campaign_get(db, a, id, &c));
	if (str_absent(c.audience)) {
		*out = (struct campaign_audience){};
		return OK;
	}
	return look_at(app, db, a, c.audience, c.topic_id, out);
}

void campaign_audience_write(struct json_writer *w, const struct campaign_audience *c)
{
	json_begin_obj(w);
	json_kv_i64(w, "count", c->count);
	json_key(w, "excluded");
	json_begin_obj(w);
	json_kv_i64(w, "suppressed", c->suppressed);
	json_kv_i64(w, "unwanted", c->unwanted);
	json_kv_i64(w, "unsubscribed", c->unsubscribed);
	json_kv_i64(w, "inactive", c->inactive);
	json_kv_i64(w, "duplicate", 0); /* an address stands once per tenant */
	json_end_obj(w);
	json_key(w, "sample");
	json_begin_arr(w);
	for (size_t i = 0; i < c->sample_n; i++)
		contact_write(w, &c->sample[i]);
	json_end_arr(w);
	json_end_obj(w);
}
