#include "core/audience/topics.h"
#include "core/audience/suppression.h"
#include "core/ground/revision.h"
#include "core/ground/text.h"
#include "db/gen/choice_q.h"
#include "db/gen/suppression_q.h"
#include "db/gen/sys_choice_q.h"

/* --- topics */

static void topics_write_topic(struct json_writer *w, const struct q_topic_all_row *t)
{
	json_begin_obj(w);
	json_kv_str(w, "id", t->id);
	json_kv_str(w, "name", t->name);
	json_kv_str(w, "description", t->description);
	json_kv_bool(w, "optIn", t->opt_in);
	json_kv_i64(w, "position", t->position);
	json_kv_i64(w, "wanted", t->wanted);
	json_kv_i64(w, "refused", t->refused);
	json_kv_time(w, "createdAt", t->created_at);
	json_kv_i64(w, "version", t->revision);
	json_end_obj(w);
}

err topic_write_all(tenant_db db, struct arena *a, struct json_writer *w)
{
	struct q_topic_all_rows rows;
	TRY(q_topic_all(db, a, &rows));
	for (size_t i = 0; i < rows.n; i++)
		topics_write_topic(w, &rows.v[i]);
	return OK;
}

static err topics_write_one(tenant_db db, struct arena *a, str id, struct json_writer *w, int64_t *version)
{
	struct q_topic_all_rows rows;
	TRY(q_topic_all(db, a, &rows));
	for (size_t i = 0; i < rows.n; i++)
		if (str_eq(rows.v[i].id, id)) {
			topics_write_topic(w, &rows.v[i]);
			if (version)
				*version = rows.v[i].revision;
			return OK;
		}
	return err_make(ERR_NOT_FOUND, "there is no such topic");
}

static void topics_check_topic(struct field_errors *errors, str name, str description)
{
	if (str_empty(name))
		field_error_addf(errors, "name", "is required: what people will read on the preference page");
	else if (name.n > TOPIC_NAME_MAX || !one_line(name))
		field_error_addf(errors, "name", "must be one line of at most %u bytes", TOPIC_NAME_MAX);
	if (description.n > TOPIC_DESCRIPTION_MAX)
		field_error_addf(errors, "description", "must be at most %u bytes", TOPIC_DESCRIPTION_MAX);
}

static err topics_name_taken(err e)
{
	return e.code == ERR_CONFLICT ? err_make(ERR_CONFLICT, "there is a topic of this name already") : e;
}

err topic_create(tenant_db db, struct arena *a, const struct topic_patch *in, struct field_errors *errors,
		 struct json_writer *w)
{
	int64_t n = 0;
	struct q_topic_insert_in row = { .id = make_id(a),
					 .name = str_trim(in->name.v),
					 .description = str_empty(in->description.v) ? STR_NULL : in->description.v,
					 .opt_in = in->opt_in.v,
					 .position = in->position.v };
	topics_check_topic(errors, row.name, row.description);
	TRY(field_errors_err(errors));
	TRY(topics_name_taken(q_topic_insert(db, a, &row, &n)));
	if (n == 0)
		return err_make(ERR_CONFLICT, "there are 100 topics already: people would not read more");
	return topics_write_one(db, a, row.id, w, NULL);
}

err topic_update(tenant_db db, struct arena *a, str id, const struct topic_patch *in, struct field_errors *errors,
		 struct json_writer *w, int64_t *version)
{
	struct q_topic_one_row t;
	int64_t n = 0;
	TRY(q_topic_one(db, a, &(struct q_topic_one_in){ .id = id }, &t));
	TRY(revision_check(a, in->version, t.revision, t.revised_fields, errors));
	struct q_topic_set_in row = { .id = id,
				      .name = in->name.given ? str_trim(in->name.v) : t.name,
				      .description = in->description.given ? in->description.v : t.description,
				      .opt_in = in->opt_in.has ? in->opt_in.v : t.opt_in,
				      .position = in->position.has ? in->position.v : t.position,
				      .revision = SOME_I64(t.revision) };
	if (str_empty(row.description))
		row.description = STR_NULL;
	topics_check_topic(errors, row.name, row.description);
	TRY(field_errors_err(errors));
	TRY(topics_name_taken(q_topic_set(db, a, &row, &n)));
	if (n == 0)
		return err_make(ERR_STALE,
				"somebody else changed it at the same moment: nothing was written; try again");
	return topics_write_one(db, a, id, w, version);
}

err topic_delete(tenant_db db, struct arena *a, str id)
{
	int64_t n = 0;
	TRY(q_topic_drop(db, a, &(struct q_topic_drop_in){ .id = id }, &n));
	return n ? OK : err_make(ERR_NOT_FOUND, "there is no such topic");
}

/* --- policy */

static err topics_policy_get(tenant_db db, struct arena *a, struct q_policy_one_row *out)
{
	err e = q_policy_one(db, a, out);
	if (e.code != ERR_NOT_FOUND)
		return e;
	*out = (struct q_policy_one_row){ .tracking = true, .retention_mode = STR("drop"), .cap_days = 7 };
	return OK;
}

static void topics_kv_opt(struct json_writer *w, const char *name, struct opt_i64 v)
{
	if (v.has)
		json_kv_i64(w, name, v.v);
	else
		json_kv_null(w, name);
}

err policy_write(tenant_db db, struct arena *a, struct json_writer *w)
{
	struct q_policy_one_row p;
	TRY(topics_policy_get(db, a, &p));
	json_begin_obj(w);
	json_kv_bool(w, "tracking", p.tracking);
	topics_kv_opt(w, "retentionDays", p.retention_days);
	json_kv_str(w, "retentionMode", p.retention_mode);
	if (p.retained_from.has)
		json_kv_time(w, "retainedFrom", p.retained_from.v);
	else
		json_kv_null(w, "retainedFrom");
	topics_kv_opt(w, "capMessages", p.cap_messages);
	json_kv_i64(w, "capDays", p.cap_days);
	json_end_obj(w);
	return OK;
}

err policy_update(tenant_db db, struct arena *a, const struct policy_patch *in, struct json_writer *w)
{
	struct q_policy_one_row p;
	TRY(topics_policy_get(db, a, &p));
	struct q_policy_set_in row = {
		.tracking = in->tracking.has ? in->tracking.v : p.tracking,
		.retention_days = in->retention_days.given ? in->retention_days.v : p.retention_days,
		.retention_mode = str_empty(in->retention_mode) ? p.retention_mode : in->retention_mode,
		.cap_messages = in->cap_messages.given ? in->cap_messages.v : p.cap_messages,
		.cap_days = in->cap_days.has ? in->cap_days.v : p.cap_days,
	};
	TRY(q_policy_set(db, a, &row, NULL));
	return policy_write(db, a, w);
}

/* --- a contact's choices */

static void topics_write_consents(struct json_writer *w, const struct q_consent_all_rows *rows)
{
	json_key(w, "consents");
	json_begin_arr(w);
	for (size_t i = 0; i < rows->n; i++) {
		const struct q_consent_all_row *k = &rows->v[i];
		json_begin_obj(w);
		json_kv_str(w, "id", k->id);
		json_kv_str(w, "formId", k->form_id);
		json_kv_str(w, "text", k->text);
		json_kv_str(w, "source", k->source);
		json_kv_time(w, "askedAt", k->asked_at);
		json_kv_time(w, "confirmedAt", k->confirmed_at);
		json_kv_str(w, "ipHash", k->ip_hash);
		json_kv_str(w, "confirmIpHash", k->confirm_ip_hash);
		json_end_obj(w);
	}
	json_end_arr(w);
}

err choice_write(const struct app *app, tenant_db db, struct arena *a, str contact_id, struct json_writer *w)
{
	struct q_contact_choice_row c;
	struct q_contact_topics_rows topics;
	struct q_consent_all_rows consents;
	bool suppressed;
	TRY(q_contact_choice(db, a, &(struct q_contact_choice_in){ .id = contact_id }, &c));
	TRY(q_contact_topics(db, a, &(struct q_contact_topics_in){ .contact_id = contact_id }, &topics));
	TRY(q_consent_all(db, a, &(struct q_consent_all_in){ .contact_id = contact_id }, &consents));
	TRY(suppression_check(db, a, app->keys, c.email, &suppressed));
	json_begin_obj(w);
	json_kv_str(w, "status", c.status);
	json_kv_bool(w, "suppressed", suppressed);
	json_kv_bool(w, "trackingOff", c.tracking_off);
	json_key(w, "topics");
	json_begin_arr(w);
	for (size_t i = 0; i < topics.n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "id", topics.v[i].id);
		json_kv_str(w, "name", topics.v[i].name);
		json_kv_bool(w, "subscribed", topics.v[i].subscribed);
		json_kv_bool(w, "chosen", topics.v[i].chosen);
		json_end_obj(w);
	}
	json_end_arr(w);
	topics_write_consents(w, &consents);
	json_end_obj(w);
	return OK;
}

err choice_tracking(tenant_db db, struct arena *a, str contact_id, bool off)
{
	int64_t n = 0;
	TRY(q_contact_tracking_set(db, a, &(struct q_contact_tracking_set_in){ .off = off, .id = contact_id }, &n));
	return n ? OK : err_make(ERR_NOT_FOUND, "there is no such contact");
}

err leave_reasons_write(tenant_db db, struct arena *a, struct json_writer *w)
{
	struct q_leave_reason_counts_rows counts;
	struct q_leave_reason_words_rows words;
	TRY(q_leave_reason_counts(db, a, &counts));
	TRY(q_leave_reason_words(db, a, &words));
	json_begin_obj(w);
	json_key(w, "counts");
	json_begin_arr(w);
	for (size_t i = 0; i < counts.n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "reason", counts.v[i].reason);
		json_kv_i64(w, "n", counts.v[i].n);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_key(w, "words");
	json_begin_arr(w);
	for (size_t i = 0; i < words.n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "reason", words.v[i].reason);
		json_kv_str(w, "words", words.v[i].words);
		json_kv_str(w, "contactId", words.v[i].contact_id);
		json_kv_time(w, "createdAt", words.v[i].created_at);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
	return OK;
}

/* --- the person */

static struct choice_topic *topics_choices(struct arena *a, const struct q_contact_topics_rows *rows)
{
	struct choice_topic *v = arena_array(a, struct choice_topic, rows->n + 1);
	for (size_t i = 0; i < rows->n; i++)
		v[i] = (struct choice_topic){ .id = rows->v[i].id,
					      .name = rows->v[i].name,
					      .description = rows->v[i].description,
					      .wanted = rows->v[i].subscribed };
	return v;
}

err choice_by_person(const struct app *app, struct arena *a, str recipient_id, str tracking_id,
		     struct choice_person *out)
{
	struct q_choice_of_recipient_row r;
	struct q_contact_topics_rows topics;
	struct q_choice_of_recipient_in in = { .id = str_absent(recipient_id) ? STR("") : recipient_id,
					       .tracking_id = str_absent(tracking_id) ? STR("") : tracking_id };
	TRY(q_choice_of_recipient(app_system(app), a, &in, &r));
	tenant_db db = tenant_of(app->db, a, r.user_id);
	bool gone = str_empty(r.contact_id); /* the contact was deleted */
	TRY(q_contact_topics(db, a, &(struct q_contact_topics_in){ .contact_id = r.contact_id }, &topics));
	if (gone)
		topics.n = 0;
	struct choice_person p = { .user_id = r.user_id,
				   .contact_id = r.contact_id,
				   .campaign_id = r.campaign_id,
				   .email = r.email,
				   .status = r.status,
				   .sender = r.name,
				   .hash = r.hash,
				   .gone = gone,
				   .suppressed = r.barred,
				   .topics = topics_choices(a, &topics),
				   .n = topics.n };
	if (!str_empty(r.email))
		TRY(suppression_check(db, a, app->keys, r.email, &p.suppressed));
	*out = p;
	return OK;
}

err choice_trial(const struct app *app, struct arena *a, str user_id, struct choice_person *out)
{
	struct q_choice_trial_row r;
	struct q_contact_topics_rows topics;
	tenant_db db = tenant_of(app->db, a, user_id);
	TRY(q_choice_trial(db, a, &r));
	TRY(q_contact_topics(db, a, &(struct q_contact_topics_in){ .contact_id = STR("") }, &topics));
	*out = (struct choice_person){ .user_id = user_id,
				       .status = STR("ACTIVE"),
				       .sender = r.name,
				       .topics = topics_choices(a, &topics),
				       .n = topics.n };
	return OK;
}

err choice_set_topics(const struct app *app, struct arena *a, const struct choice_person *p, const str *wanted,
		      size_t n)
{
	tenant_db db = tenant_of(app->db, a, p->user_id);
	struct q_contact_topics_set_in in = { .wanted = { wanted, n },
					      .source = STR("person"),
					      .contact_id = p->contact_id };
	return q_contact_topics_set(db, a, &in, NULL);
}

err choice_come_back(const struct app *app, struct arena *a, const struct choice_person *p, str shown, str ip)
{
	struct tenant_tx TENANT_TX_AUTO tx = {};
	char hash[IP_HASH_LEN + 1];
	int64_t now = clock_now(), n = 0;
	token_ip_hash(app->keys, ip, hash);
	TRY(tenant_begin(tenant_of(app->db, a, p->user_id), &tx));
	if (!str_empty(p->email))
		TRY(suppression_lift(tx.db, a, app->keys, p->email));
	if (!str_absent(p->hash))
		TRY(q_suppression_lift_hash(tx.db, a, &(struct q_suppression_lift_hash_in){ .hash = p->hash }, NULL));
	TRY(q_contact_come_back(tx.db, a, &(struct q_contact_come_back_in){ .id = p->contact_id }, &n));
	if (n > 0) {
		struct q_consent_insert_in consent = { .id = make_id(a),
						       .contact_id = p->contact_id,
						       .text = shown,
						       .source = STR("preferences"),
						       .asked_at = now,
						       .confirmed_at = now,
						       .ip_hash = str_of(hash, IP_HASH_LEN),
						       .confirm_ip_hash = str_of(hash, IP_HASH_LEN) };
		TRY(q_consent_insert(tx.db, a, &consent, NULL));
	}
	return tenant_commit(&tx);
}

err choice_seal(const struct app *app, struct arena *a)
{
	return q_choice_seal(app_system(app), a,
			     &(struct q_choice_seal_in){ .hash_key = suppression_key(a, app->keys) }, NULL);
}

err choice_say_why(const struct app *app, struct arena *a, const struct choice_person *p, str reason, str words)
{
	if (!json_choice_has(LEAVE_REASONS, reason))
		return err_make(ERR_INVALID, "no such reason");
	if (p->gone)
		return OK; /* nobody is left to keep it with */
	words = str_trim(str_upto(words, str_utf8_floor(words, LEAVE_WORDS_MAX)));
	struct q_leave_reason_put_in in = { .id = make_id(a),
					    .contact_id = p->contact_id,
					    .campaign_id = p->campaign_id,
					    .reason = reason,
					    .words = str_empty(words) ? STR_NULL : words };
	return q_leave_reason_put(tenant_of(app->db, a, p->user_id), a, &in, NULL);
}
