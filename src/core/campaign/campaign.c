/* Campaigns as rows: made, read, listed, changed, copied, deleted. */
#include "core/audience/segment.h"
#include "core/campaign/campaign_int.h"
#include "core/ground/revision.h"
#include "db/gen/attachment_q.h"
#include "db/gen/campaign_q.h"
#include "db/gen/choice_q.h"

struct campaign_stats campaign_stats_made(int64_t recipients, int64_t sent, int64_t failed, int64_t bounced,
					  int64_t in_doubt, int64_t undecided, int64_t opened_people,
					  int64_t opened_machines, int64_t clicked_people, int64_t clicked_machines,
					  int64_t replied, int64_t complained, int64_t unsubscribed)
{
	return (struct campaign_stats){
		.recipients = recipients,
		.pending = i64_max(0, recipients - sent - failed - bounced),
		.sent = sent,
		.failed = failed,
		.bounced = bounced,
		.delivered = sent,
		.in_doubt = in_doubt,
		.undecided = undecided,
		.opened_people = opened_people,
		.opened_machines = opened_machines,
		.clicked_people = clicked_people,
		.clicked_machines = clicked_machines,
		.replied = replied,
		.complained = complained,
		.unsubscribed = unsubscribed,
	};
}

err campaign_get(tenant_db db, struct arena *a, str id, struct campaign *out)
{
	struct q_campaign_one_row r;
	err e = q_campaign_one(db, a, &(struct q_campaign_one_in){ .id = id }, &r);
	if (e.code == ERR_NOT_FOUND)
		return no_campaign();
	TRY(e);
	*out = (struct campaign){
		.id = r.id,
		.user_id = tenant_id(db),
		.name = r.name,
		.subject = r.subject,
		.status = r.status,
		.content = r.content,
		.text_content = r.text_content,
		.design = r.design,
		.content_format = r.content_format,
		.audience = r.audience,
		.sender_id = r.sender_id,
		.sender_ids = r.sender_ids,
		.from_name = r.from_name,
		.reply_to = r.reply_to,
		.preheader = r.preheader,
		.topic_id = r.topic_id,
		.pause_reason = r.pause_reason,
		.gmail_thread_id = r.gmail_thread_id,
		.reply_to_campaign_id = r.reply_to_campaign_id,
		.reply_else = r.reply_else,
		.delivery = r.delivery,
		.tracking = r.tracking_enabled,
		.version = r.revision,
		.send_anyway = r.send_anyway,
		.scheduled_at = r.scheduled_at,
		.sent_at = r.sent_at,
		.started_at = r.started_at,
		.planned_at = r.planned_at,
		.cancelled_at = r.cancelled_at,
		.created_at = r.created_at,
		.updated_at = r.updated_at,
		.stats = CAMPAIGN_STATS_OF(&r),
	};
	return OK;
}

err campaign_list(tenant_db db, struct arena *a, const struct campaign_list_in *in, struct campaign_list *out)
{
	struct q_campaign_page_rows rows;
	str sort = str_empty(in->sort) ? STR("-createdAt") : in->sort;
	bool descending = str_starts(sort, STR("-"));
	struct q_campaign_page_in q = {
		.sort = descending ? str_from(sort, 1) : sort,
		.descending = descending,
		.status = in->status,
		.search = like_literal(a, in->search),
		.cursor_key = in->cursor_key,
		.cursor_id = in->cursor_id,
		.limit = in->limit + 1,
	};
	TRY(q_campaign_page(db, a, &q, &rows));
	struct campaign_list l = { .more = rows.n > (size_t)in->limit };
	l.n = l.more ? (size_t)in->limit : rows.n;
	l.v = arena_array(a, struct campaign, l.n);
	l.keys = arena_array(a, str, l.n);
	for (size_t i = 0; i < l.n; i++) {
		const struct q_campaign_page_row *r = &rows.v[i];
		l.keys[i] = r->sort_key;
		l.v[i] = (struct campaign){
			.id = r->id,
			.user_id = tenant_id(db),
			.name = r->name,
			.subject = r->subject,
			.status = r->status,
			.content_format = r->content_format,
			.audience = r->audience,
			.sender_id = r->sender_id,
			.sender_ids = r->sender_ids,
			.from_name = r->from_name,
			.reply_to = r->reply_to,
			.preheader = r->preheader,
			.topic_id = r->topic_id,
			.pause_reason = r->pause_reason,
			.gmail_thread_id = r->gmail_thread_id,
			.reply_to_campaign_id = r->reply_to_campaign_id,
			.reply_else = r->reply_else,
			.delivery = r->delivery,
			.tracking = r->tracking_enabled,
			.version = r->revision,
			.scheduled_at = r->scheduled_at,
			.sent_at = r->sent_at,
			.started_at = r->started_at,
			.planned_at = r->planned_at,
			.cancelled_at = r->cancelled_at,
			.created_at = r->created_at,
			.updated_at = r->updated_at,
			.stats = CAMPAIGN_STATS_OF(r),
		};
	}
	*out = l;
	return OK;
}

err campaign_count(tenant_db db, struct arena *a, str status, str search, int64_t *out)
{
	struct q_campaign_total_row row;
	TRY(q_campaign_total(
		db, a, &(struct q_campaign_total_in){ .status = status, .search = like_literal(a, search) }, &row));
	*out = row.count;
	return OK;
}

static err campaign_check_topic_id(tenant_db db, struct arena *a, const struct campaign_patch *in,
				   struct field_errors *errors)
{
	struct q_topic_one_row t;
	if (!in->topic_id.given || str_absent(in->topic_id.v))
		return OK;
	err e = q_topic_one(db, a, &(struct q_topic_one_in){ .id = in->topic_id.v }, &t);
	if (e.code != ERR_NOT_FOUND)
		return e;
	field_error_addf(errors, "topicId", "there is no such topic");
	return field_errors_err(errors);
}

/* A campaign that is followed up on must be there, and another one. */
static err campaign_check_reply(tenant_db db, struct arena *a, str id, const struct campaign_patch *in,
				struct field_errors *errors)
{
	struct campaign c = { .reply_to_campaign_id = in->reply_to_campaign_id.v };
	struct campaign_reply r;
	if (!in->reply_to_campaign_id.given || str_absent(in->reply_to_campaign_id.v))
		return OK;
	if (str_eq(in->reply_to_campaign_id.v, id))
		field_error_addf(errors, "replyToCampaignId", "is this campaign itself: name an earlier one");
	TRY(campaign_reply_source(db, a, &c, &r));
	if (str_absent(r.id))
		field_error_addf(errors, "replyToCampaignId", "is not one of your campaigns");
	return field_errors_err(errors);
}

/* A sender that is named must be the tenant's. */
static err campaign_check_sender_id(tenant_db db, struct arena *a, const struct campaign_patch *in,
				    struct field_errors *errors)
{
	struct sender s;
	for (JSON_EACH(id, in->sender_ids)) { /* nothing in a null */
		err e = sender_get(db, a, json_str(id), &s);
		if (e.code == ERR_NOT_FOUND)
			field_error_addf(errors, "senderIds", "%.*s is not one of your senders",
					 STR_FMT(str_upto(json_str(id), 40)));
		else
			TRY(e);
	}
	if (!in->sender_id.given || str_absent(in->sender_id.v))
		return field_errors_err(errors);
	err e = sender_get(db, a, in->sender_id.v, &s);
	if (e.code == ERR_NOT_FOUND)
		field_error_addf(errors, "senderId", "is not one of your senders");
	else
		TRY(e);
	return field_errors_err(errors);
}

err campaign_create(tenant_db db, struct arena *a, const struct campaign_patch *in, struct field_errors *errors,
		    struct campaign *out)
{
	struct campaign c = { .subject = STR(""), .content = STR(""), .content_format = STR("html"), .tracking = true };
	campaign_merge(&c, in, a);
	campaign_check_input(a, &c, in, errors);
	TRY(field_errors_err(errors));
	TRY(campaign_check_sender_id(db, a, in, errors));
	TRY(campaign_check_topic_id(db, a, in, errors));
	TRY(campaign_check_reply(db, a, STR_NULL, in, errors));
	if (in->audience)
		TRY(audience_resolve(db, a, c.audience, errors, &c.audience));
	struct q_campaign_insert_in row = {
		.id = make_id(a),
		.name = c.name,
		.subject = c.subject,
		.content = c.content,
		.tracking = c.tracking,
		.sender_id = c.sender_id,
		.sender_ids = c.sender_ids,
		.from_name = c.from_name,
		.reply_to = c.reply_to,
		.preheader = c.preheader,
		.topic_id = c.topic_id,
		.gmail_thread_id = c.gmail_thread_id,
		.reply_to_campaign_id = c.reply_to_campaign_id,
		.reply_else = c.reply_else,
		.delivery = c.delivery,
		.content_format = c.content_format,
		.design = c.design,
		.text_content = c.text_content,
		.audience = c.audience,
	};
	TRY(q_campaign_insert(db, a, &row, NULL));
	return campaign_get(db, a, row.id, out);
}

static bool campaign_only_name(const struct campaign_patch *in)
{
	return !in->subject.given && !in->content.given && !in->content_format.given && !in->text_content.given &&
	       !in->sender_id.given && !in->from_name.given && !in->reply_to.given && !in->preheader.given &&
	       !in->topic_id.given && !in->tracking.has && !in->design && !in->audience && !in->sender_ids &&
	       !in->gmail_thread_id.given && !in->reply_to_campaign_id.given && !in->reply_else.given && !in->delivery;
}

/* What its state forbids, with the reason and what to do. */
static err campaign_may_change(const struct q_campaign_state_row *s, const struct campaign_patch *in)
{
	if (campaign_only_name(in))
		return OK;
	if (str_eq(s->status, STR("SENDING")))
		return err_make(ERR_CONFLICT,
				"the campaign is being sent: only its name can be changed; pause it to mend the text");
	if (str_eq(s->status, STR("SENT")))
		return err_make(
			ERR_CONFLICT,
			"the campaign has been sent: only its name can be changed; duplicate it to send another");
	if (s->cancelled_at.has)
		return err_make(ERR_CONFLICT, "the campaign was cancelled: only its name can be changed");
	if (s->planned_at.has && (in->audience || in->topic_id.given))
		return err_make(ERR_CONFLICT,
				"the recipients have been chosen already: the audience can no longer be changed");
	if (s->planned_at.has && (in->gmail_thread_id.given || in->reply_to_campaign_id.given || in->reply_else.given))
		return err_make(
			ERR_CONFLICT,
			"the recipients have been chosen already: what it follows up on can no longer be changed");
	if (s->planned_at.has && in->delivery)
		return err_make(ERR_CONFLICT,
				"the campaign has begun by its recipients' clocks: its times can no longer be changed");
	if (s->planned_at.has && (in->sender_ids || (in->sender_id.given && !str_eq(in->sender_id.v, s->sender_id))))
		return err_make(ERR_CONFLICT, "the campaign has begun with its sender: it goes on with the same one");
	return OK;
}

err campaign_update(tenant_db db, struct arena *a, str id, const struct campaign_patch *in, struct field_errors *errors,
		    struct campaign *out)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_campaign_state_row state;
	struct campaign c;
	TRY(tenant_begin(db, &tx));
	err e = q_campaign_state(tx.db, a, &(struct q_campaign_state_in){ .id = id }, &state);
	if (e.code == ERR_NOT_FOUND)
		return no_campaign();
	TRY(e);
	TRY(revision_check(a, in->version, state.revision, state.revised_fields, errors));
	TRY(campaign_may_change(&state, in));
	TRY(campaign_get(tx.db, a, id, &c));
	campaign_merge(&c, in, a);
	campaign_check_input(a, &c, in, errors);
	TRY(field_errors_err(errors));
	TRY(campaign_check_sender_id(tx.db, a, in, errors));
	TRY(campaign_check_topic_id(tx.db, a, in, errors));
	TRY(campaign_check_reply(tx.db, a, id, in, errors));
	if (in->audience)
		TRY(audience_resolve(tx.db, a, c.audience, errors, &c.audience));
	if (campaign_only_name(in)) {
		TRY(q_campaign_rename(tx.db, a, &(struct q_campaign_rename_in){ .name = c.name, .id = id }, NULL));
	} else {
		struct q_campaign_set_in row = {
			.name = c.name,
			.subject = c.subject,
			.content = c.content,
			.tracking = c.tracking,
			.sender_id = c.sender_id,
			.sender_ids = c.sender_ids,
			.from_name = c.from_name,
			.reply_to = c.reply_to,
			.preheader = c.preheader,
			.topic_id = c.topic_id,
			.gmail_thread_id = c.gmail_thread_id,
			.reply_to_campaign_id = c.reply_to_campaign_id,
			.reply_else = c.reply_else,
			.delivery = c.delivery,
			.content_format = c.content_format,
			.design = c.design,
			.text_content = c.text_content,
			.audience = c.audience,
			.id = id,
		};
		TRY(q_campaign_set(tx.db, a, &row, NULL));
	}
	TRY(campaign_get(tx.db, a, id, out));
	return tenant_commit(&tx);
}

err campaign_delete(tenant_db db, struct arena *a, str id)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_campaign_state_row state;
	TRY(tenant_begin(db, &tx));
	err e = q_campaign_state(tx.db, a, &(struct q_campaign_state_in){ .id = id }, &state);
	if (e.code == ERR_NOT_FOUND)
		return no_campaign();
	TRY(e);
	if (str_eq(state.status, STR("SENDING")))
		return err_make(ERR_CONFLICT, "the campaign is being sent: cancel it first");
	TRY(q_campaign_drop(tx.db, a, &(struct q_campaign_drop_in){ .id = id }, NULL));
	return tenant_commit(&tx);
}

err campaign_duplicate(tenant_db db, struct arena *a, str id, str name, struct campaign *out)
{
	struct tenant_tx TENANT_TX_AUTO tx;
	struct q_campaign_state_row state;
	struct q_attachment_all_rows files;
	TRY(tenant_begin(db, &tx));
	err e = q_campaign_state(tx.db, a, &(struct q_campaign_state_in){ .id = id }, &state);
	if (e.code == ERR_NOT_FOUND)
		return no_campaign();
	TRY(e);
	str new_id = make_id(a);
	str called = str_empty(name) ? arena_printf(a, "Copy of %.*s", STR_FMT(state.name)) : name;
	called = str_upto(called, str_utf8_floor(called, size_min(called.n, CAMPAIGN_NAME_MAX)));
	int64_t now = clock_now();
	TRY(q_campaign_copy(tx.db, a, &(struct q_campaign_copy_in){ .new_id = new_id, .name = called, .id = id },
			    NULL));
	TRY(q_attachment_all(tx.db, a, &(struct q_attachment_all_in){ .campaign_id = id }, &files));
	str *ids = arena_array(a, str, files.n);
	for (size_t i = 0; i < files.n; i++)
		ids[i] = make_id(a);
	struct q_attachment_copy_in copy = { .to_id = new_id, .from_id = id, .now = now, .ids = { ids, files.n } };
	TRY(q_attachment_copy(tx.db, a, &copy, NULL));
	TRY(campaign_get(tx.db, a, new_id, out));
	return tenant_commit(&tx);
}

void campaign_stats_write(struct json_writer *w, const struct campaign_stats *s)
{
	json_begin_obj(w);
	json_kv_i64(w, "recipients", s->recipients);
	json_kv_i64(w, "pending", s->pending);
	json_kv_i64(w, "sent", s->sent);
	json_kv_i64(w, "failed", s->failed);
	json_kv_i64(w, "bounced", s->bounced);
	json_kv_i64(w, "delivered", s->delivered);
	json_kv_i64(w, "openedPeople", s->opened_people);
	json_kv_i64(w, "openedMachines", s->opened_machines);
	json_kv_i64(w, "clickedPeople", s->clicked_people);
	json_kv_i64(w, "clickedMachines", s->clicked_machines);
	json_kv_i64(w, "unsubscribed", s->unsubscribed);
	json_kv_i64(w, "replied", s->replied);
	json_kv_i64(w, "complained", s->complained);
	json_kv_i64(w, "inDoubt", s->in_doubt);
	json_kv_i64(w, "undecided", s->undecided);
	json_end_obj(w);
}

void campaign_write_members(struct json_writer *w, const struct campaign *c)
{
	json_kv_str(w, "id", c->id);
	json_kv_str(w, "name", c->name);
	json_kv_str(w, "subject", c->subject);
	if (!str_absent(c->content))
		json_kv_str(w, "content", c->content);
	json_kv_str(w, "status", c->status);
	json_kv_bool(w, "trackingEnabled", c->tracking);
	json_kv_opt_time(w, "scheduledAt", c->scheduled_at);
	json_kv_opt_time(w, "sentAt", c->sent_at);
	json_kv_str(w, "gmailThreadId", c->gmail_thread_id);
	json_kv_str(w, "replyToCampaignId", c->reply_to_campaign_id);
	json_kv_str(w, "replyElse", str_absent(c->reply_else) ? STR("new") : c->reply_else);
	json_kv_time(w, "createdAt", c->created_at);
	json_kv_time(w, "updatedAt", c->updated_at);
	json_kv_i64(w, "version", c->version);
	json_kv_str(w, "senderId", c->sender_id);
	json_kv_raw(w, "senderIds", str_absent(c->sender_ids) ? STR("null") : c->sender_ids);
	json_kv_str(w, "fromName", c->from_name);
	json_kv_str(w, "replyTo", c->reply_to);
	json_kv_str(w, "preheader", c->preheader);
	json_kv_str(w, "topicId", c->topic_id);
	json_kv_str(w, "contentFormat", c->content_format);
	if (!str_absent(c->content)) {
		json_kv_raw(w, "design", c->design);
		json_kv_str(w, "textContent", c->text_content);
	}
	json_kv_raw(w, "audience", c->audience);
	json_kv_raw(w, "delivery", str_absent(c->delivery) ? STR("null") : c->delivery);
	json_key(w, "stats");
	campaign_stats_write(w, &c->stats);
	json_kv_str(w, "pauseReason", c->pause_reason);
	json_kv_opt_time(w, "startedAt", c->started_at);
	json_kv_opt_time(w, "cancelledAt", c->cancelled_at);
}

void campaign_write(struct json_writer *w, const struct campaign *c)
{
	json_begin_obj(w);
	campaign_write_members(w, c);
	json_end_obj(w);
}
