#include "core/inbound/inbound.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/ground/text.h"
#include "core/report/event.h"
#include "core/report/stats.h"
#include "core/sequence/enrollment.h"
#include "db/gen/sys_event_q.h"
#include "db/gen/sys_inbound_q.h"
#include "wire/json_write.h"
#include "wire/token.h"

#define SUBJECT_KEEP 500u
#define EXCERPT_KEEP 160u
#define TEXT_KEEP (64u << 10)
#define EVIDENCE_MAX (64u << 10)

struct taking {
	system_db db;
	struct arena *a;
	const struct inbound_item *it;
	const struct report *r;
	struct q_inbound_lock_row row;
	struct stats_ref ref;
	struct stats_delta *stats;
	struct suppression_new suppress;
	bool suppresses, exits;
	enum enrollment_exit_reason exit;
	str inbound_id, matched_by;
	int64_t at; /* whole milliseconds, as stored */
};

str inbound_key(struct arena *a, const struct report *r, str raw)
{
	char hash[TOKEN_HASH_LEN + 1];
	bool named = !str_empty(r->message_id);
	token_hash(named ? str_trim(r->message_id) : raw, hash);
	return arena_printf(a, "%s:%.40s", named ? "id" : "raw", hash);
}

/* ---- Which message */

/* Our own ids are in the local part of our Message-IDs: <id@domain>. */
static str id_of(str reference)
{
	str local = str_upto(reference, size_min(reference.n, str_find_byte(reference, '@')));
	return cuid_valid(local) ? local : STR_NULL;
}

static err find_address(system_db db, struct arena *a, const struct inbound_item *it, str *id)
{
	struct q_inbound_find_address_row row;
	str lower = arena_dup(a, it->report->recipient);
	char *p = (char *)(uintptr_t)lower.p;
	for (size_t i = 0; i < lower.n; i++)
		p[i] = ascii_lower(p[i]);
	const str both[2] = { it->report->recipient, lower };
	TRY(q_inbound_find_address(
		db, a,
		&(struct q_inbound_find_address_in){ .user_id = it->user_id, .emails = { both, 2 }, .at = it->at },
		&row));
	*id = row.id;
	return OK;
}

/* By what Gmail wrote: its own Message-IDs, and its threads. */
static err find_foreign(system_db db, struct arena *a, const struct inbound_item *it, str *id, str *matched_by)
{
	str ids[REPORT_REFS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < it->report->refs_n; i++)
		if (str_find_byte(it->report->refs[i].id, '@') != STR_NPOS)
			ids[n++] = arena_printf(a, "<%.*s>", STR_FMT(it->report->refs[i].id));
	if (n == 0 && str_absent(it->thread_id))
		return err_make(ERR_NOT_FOUND, "no reference");
	struct q_inbound_find_foreign_row row;
	struct q_inbound_find_foreign_in in = { .message_ids = { ids, n },
						.user_id = it->user_id,
						.thread_id = it->thread_id };
	TRY(q_inbound_find_foreign(db, a, &in, &row));
	*id = row.id;
	*matched_by = row.by_thread ? STR("thread") : STR("in_reply_to");
	return OK;
}

/* ERR_NOT_FOUND: it is about none of ours. */
static err find(system_db db, struct arena *a, const struct inbound_item *it, str *id, str *matched_by)
{
	str ids[REPORT_REFS_MAX];
	size_t at[REPORT_REFS_MAX], n = 0;
	for (size_t i = 0; i < it->report->refs_n; i++) {
		str own = id_of(it->report->refs[i].id);
		if (str_absent(own))
			continue;
		at[n] = i;
		ids[n++] = own;
	}
	if (n > 0) {
		struct q_inbound_find_row row;
		struct q_inbound_find_in in = { .ids = { ids, n }, .user_id = it->user_id };
		err e = q_inbound_find(db, a, &in, &row);
		if (!err_is(e)) {
			*id = row.id;
			*matched_by = str_z(report_how_name(it->report->refs[at[row.ord - 1]].how));
			return OK;
		}
		if (e.code != ERR_NOT_FOUND)
			return e;
		struct q_inbound_find_answer_row answer;
		struct q_inbound_find_answer_in again = { .ids = { ids, n }, .user_id = it->user_id };
		e = q_inbound_find_answer(db, a, &again, &answer);
		if (!err_is(e)) {
			*id = answer.recipient_id;
			*matched_by = str_z(report_how_name(it->report->refs[at[0]].how));
			return OK;
		}
		if (e.code != ERR_NOT_FOUND)
			return e;
	}
	err e = find_foreign(db, a, it, id, matched_by);
	if (e.code != ERR_NOT_FOUND)
		return e;
	if (!it->signed_by || str_empty(it->report->recipient))
		return err_make(ERR_NOT_FOUND, "no message of ours");
	*matched_by = STR("address");
	return find_address(db, a, it, id);
}

/* ---- The evidence */

static str evidence(struct taking *t)
{
	const struct report *r = t->r;
	struct buf BUF_AUTO out;
	struct json_writer w;
	buf_init(&out, EVIDENCE_MAX);
	json_writer_init(&w, &out);
	json_begin_obj(&w);
	json_kv_str(&w, "rule", str_z(r->rule));
	json_kv_str(&w, "messageId", str_upto(r->message_id, 998));
	json_kv_str(&w, "from", r->from);
	json_kv_str(&w, "subject", report_short(t->a, r->subject, SUBJECT_KEEP));
	json_kv_str(&w, "recipient", r->recipient);
	json_kv_str(&w, "code", r->code);
	json_kv_str(&w, "words", r->words);
	json_kv_str(&w, "reporter", report_short(t->a, r->reporter, 255));
	json_end_obj(&w);
	return arena_dup(t->a, buf_str(&out));
}

static str event_data(struct taking *t)
{
	struct buf BUF_AUTO out;
	struct json_writer w;
	buf_init(&out, 8192);
	json_writer_init(&w, &out);
	json_begin_obj(&w);
	json_kv_str(&w, "inboundId", t->inbound_id);
	json_kv_str(&w, "source", t->it->source);
	json_kv_str(&w, "matchedBy", t->matched_by);
	if (t->r->bounce != BOUNCE_NONE) {
		json_kv_str(&w, "bounce", str_z(bounce_kind_name(t->r->bounce)));
		json_kv_str(&w, "code", t->r->code);
	}
	json_end_obj(&w);
	return arena_dup(t->a, buf_str(&out));
}

static err keep(struct taking *t, bool *fresh)
{
	int64_t n = 0;
	struct q_inbound_insert_in in = { .id = t->inbound_id,
					  .user_id = t->it->user_id,
					  .key = t->it->key,
					  .source = t->it->source,
					  .kind = str_z(report_kind_name(t->r->kind)),
					  .bounce = str_z(bounce_kind_name(t->r->bounce)),
					  .code = t->r->code,
					  .matched_by = t->matched_by,
					  .recipient_id = t->row.id,
					  .contact_id = t->row.contact_id,
					  .evidence = evidence(t),
					  .at = t->at };
	TRY(q_inbound_insert(t->db, t->a, &in, &n));
	*fresh = n > 0;
	return OK;
}

/* ---- Effects */

static err event(struct taking *t, enum event_type type)
{
	return event_insert(t->db, t->a,
			    &(struct event_row){ .id = make_id(t->a),
						 .recipient_id = t->row.id,
						 .user_id = t->it->user_id,
						 .type = type,
						 .at = t->at,
						 .data = event_data(t) },
			    1, NULL);
}

static void count(struct taking *t, enum stat what)
{
	stats_count(t->stats, &t->ref, what, t->at, 1);
}

static void suppress(struct taking *t, enum suppression_reason reason)
{
	t->suppresses = true;
	t->suppress = (struct suppression_new){
		.user_id = t->it->user_id, .email = t->row.email, .reason = reason, .source = t->row.id, .at = t->at
	};
}

static void leave(struct taking *t, enum enrollment_exit_reason reason)
{
	t->exits = true;
	t->exit = reason;
}

static err converse(struct taking *t)
{
	const struct report *r = t->r;
	struct q_inbound_conversation_row k;
	str key = str_absent(t->row.enrollment_id) ? t->row.id
						   : arena_printf(t->a, "e:%.*s", STR_FMT(t->row.enrollment_id));
	str said = str_empty(r->said) ? r->text : r->said;
	struct q_inbound_conversation_in in = {
		.id = make_id(t->a),
		.user_id = t->it->user_id,
		.key = key,
		.contact_id = t->row.contact_id,
		.sender_id = str_absent(t->it->sender_id) ? t->row.sender_id : t->it->sender_id,
		.recipient_id = t->row.id,
		.campaign_id = t->row.campaign_id,
		.sequence_id = t->row.sequence_id,
		.subject = report_short(t->a, r->subject, SUBJECT_KEEP),
		.excerpt = report_short(t->a, said, EXCERPT_KEEP),
		.at = t->at,
	};
	TRY(q_inbound_conversation(t->db, t->a, &in, &k));
	str text = str_upto(r->text, str_utf8_floor(r->text, size_min(r->text.n, TEXT_KEEP)));
	struct q_inbound_message_in m = {
		.id = make_id(t->a),
		.user_id = t->it->user_id,
		.conversation_id = k.id,
		.message_id = str_upto(r->message_id, 998),
		.references = str_upto(r->references, 4000),
		.from = r->from,
		.from_name = r->from_name,
		.to = str_absent(r->to) ? STR("") : r->to,
		.subject = in.subject,
		.text = text,
		.inbound_id = t->inbound_id,
		.at = t->at,
	};
	return q_inbound_message(t->db, t->a, &m, NULL);
}

static err replied(struct taking *t)
{
	bool engaged = t->row.opened_by_person_at.has || t->row.clicked_by_person_at.has || t->row.replied_at.has;
	TRY(event(t, EVENT_REPLIED));
	count(t, STAT_REPLIED_EVENT);
	if (!engaged)
		count(t, STAT_ENGAGED);
	if (!t->row.replied_at.has)
		count(t, STAT_REPLIED);
	if (!t->row.replied_at.has || t->row.replied_at.v > t->at) {
		struct q_inbound_mark_replied_in in = { .at = t->at, .id = t->row.id, .user_id = t->it->user_id };
		TRY(q_inbound_mark_replied(t->db, t->a, &in, NULL));
	}
	leave(t, ENROLLMENT_REPLIED);
	return converse(t);
}

static err soft_is_too_much(struct taking *t, bool *out)
{
	struct q_inbound_soft_bounces_row row;
	struct q_inbound_soft_bounces_in in = { .user_id = t->it->user_id,
						.contact_id = t->row.contact_id,
						.at = t->at };
	TRY(q_inbound_soft_bounces(t->db, t->a, &in, &row));
	*out = row.n >= row.most;
	return OK;
}

static err bounced(struct taking *t)
{
	bool was_sent = str_eq(t->row.status, STR("SENT")), open = was_sent || str_eq(t->row.status, STR("PENDING"));
	bool hard = t->r->bounce == BOUNCE_HARD, worn = false;
	if (open) {
		str words = str_empty(t->r->words) ? STR("it came back") : t->r->words;
		struct q_inbound_mark_bounced_in in = { .reason = words, .id = t->row.id, .user_id = t->it->user_id };
		TRY(q_inbound_mark_bounced(t->db, t->a, &in, NULL));
		TRY(q_inbound_drop_retry(
			t->db, t->a, &(struct q_inbound_drop_retry_in){ .id = t->row.id, .user_id = t->it->user_id },
			NULL));
		TRY(event(t, EVENT_BOUNCED));
		if (was_sent)
			count(t, STAT_UNSENT);
		count(t, STAT_BOUNCED);
	}
	if (t->r->bounce == BOUNCE_SOFT)
		TRY(soft_is_too_much(t, &worn));
	if (hard || worn) {
		suppress(t, SUPPRESSION_BOUNCE);
		leave(t, ENROLLMENT_BOUNCED);
	}
	return OK;
}

static err complained(struct taking *t)
{
	if (!t->row.complained) {
		TRY(event(t, EVENT_COMPLAINED));
		count(t, STAT_COMPLAINED);
	}
	stats_unsubscribe_contact(t->stats, &t->ref, t->at);
	suppress(t, SUPPRESSION_COMPLAINT);
	leave(t, ENROLLMENT_COMPLAINED);
	return OK;
}

static err unsubscribed(struct taking *t)
{
	if (t->row.unsubscribed_at.has) {
		stats_unsubscribe_contact(t->stats, &t->ref, t->at);
	} else {
		struct q_inbound_mark_unsubscribed_in in = { .at = t->at, .id = t->row.id, .user_id = t->it->user_id };
		TRY(q_inbound_mark_unsubscribed(t->db, t->a, &in, NULL));
		count(t, STAT_UNSUBSCRIBED);
	}
	suppress(t, SUPPRESSION_UNSUBSCRIBE);
	leave(t, ENROLLMENT_UNSUBSCRIBED);
	return OK;
}

static err delivered(struct taking *t)
{
	if (t->row.delivered)
		return OK;
	TRY(event(t, EVENT_DELIVERED));
	count(t, STAT_DELIVERED_EVENT);
	return OK;
}

static err act(struct taking *t)
{
	switch (t->r->kind) {
	case REPORT_REPLY: return replied(t);
	case REPORT_BOUNCE: return bounced(t);
	case REPORT_COMPLAINT: return complained(t);
	case REPORT_UNSUBSCRIBE: return unsubscribed(t);
	case REPORT_DELIVERED: return delivered(t);
	case REPORT_AUTO_REPLY:
	case REPORT_DELAY:
	case REPORT_OTHER:
	case REPORT_KINDS: break; /* kept, and nothing follows */
	}
	return OK;
}

static err finish(struct taking *t)
{
	if (t->suppresses)
		TRY(suppression_add_many(t->db, t->a, &t->suppress, 1));
	if (t->exits) {
		struct enrollment_exit x = {
			.contact_id = t->row.contact_id, .reason = t->exit, .recipient_id = t->row.id, .at = t->at
		};
		TRY(enrollment_exit_contacts(t->db, t->a, &x, 1));
		TRY(enrollment_wake_by_recipients(t->db, t->a, &t->row.id, 1, t->at));
	}
	return stats_apply(t->db, t->a, t->stats);
}

static str domain_of(str email)
{
	size_t at = str_rfind_byte(email, '@');
	return at == STR_NPOS ? STR_NULL : str_from(email, at + 1);
}

/* The message was deleted, or the contact, the campaign, the sequence: who complains, leaves or bounced for good is stopped
 * all the same. A signed report counts for the contact whose address it names. */
static err take_late(system_db db, struct arena *a, const struct inbound_item *it, struct inbound_done *out)
{
	const struct report *r = it->report;
	bool hard = r->kind == REPORT_BOUNCE && r->bounce == BOUNCE_HARD;
	enum suppression_reason why = hard			    ? SUPPRESSION_BOUNCE
				      : r->kind == REPORT_COMPLAINT ? SUPPRESSION_COMPLAINT
								    : SUPPRESSION_UNSUBSCRIBE;
	str ids[2 * REPORT_REFS_MAX], reasons[2 * REPORT_REFS_MAX], sources[2 * REPORT_REFS_MAX];
	int64_t at[2 * REPORT_REFS_MAX], when = it->at / US_PER_MS * US_PER_MS;
	size_t n = 0;
	if (!hard && r->kind != REPORT_COMPLAINT && r->kind != REPORT_UNSUBSCRIBE)
		return OK;
	for (size_t i = 0; i < r->refs_n; i++) {
		str own = id_of(r->refs[i].id);
		if (!str_absent(own))
			ids[n++] = own;
		else if (str_find_byte(r->refs[i].id, '@') != STR_NPOS)
			ids[n++] = arena_printf(a, "<%.*s>", STR_FMT(r->refs[i].id));
	}
	for (size_t i = 0; i < n; i++) {
		reasons[i] = suppression_reason_name(why);
		sources[i] = it->source;
		at[i] = when;
	}
	struct q_event_leave_gone_row found = {};
	if (n > 0)
		TRY(q_event_leave_gone(db, a,
				       &(struct q_event_leave_gone_in){ .user_id = it->user_id,
									.ids = { ids, n },
									.reasons = { reasons, n },
									.sources = { sources, n },
									.at = { at, n } },
				       &found));
	out->matched = out->fresh = found.n > 0;
	if (found.n > 0 || !it->signed_by || str_empty(r->recipient))
		return OK;
	struct q_inbound_known_row who;
	struct q_inbound_known_in ask = { .user_id = it->user_id, .email = r->recipient };
	TRY(q_inbound_known(db, a, &ask, &who));
	if (!who.known)
		return OK;
	struct suppression_new address = {
		.user_id = it->user_id, .email = r->recipient, .reason = why, .source = it->source, .at = when
	};
	out->matched = out->fresh = true;
	return suppression_add_many(db, a, &address, 1);
}

err inbound_take(system_db db, struct arena *a, const struct inbound_item *it, struct inbound_done *out)
{
	struct inbound_done done = {};
	struct taking t = { .a = a, .it = it, .r = it->report, .at = it->at / US_PER_MS * US_PER_MS };
	if (it->report->kind == REPORT_OTHER) {
		*out = done;
		return OK;
	}
	err e = find(db, a, it, &done.recipient_id, &t.matched_by);
	if (e.code == ERR_NOT_FOUND) {
		*out = done;
		return take_late(db, a, it, out);
	}
	TRY(e);
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(db, &tx));
	t.db = tx.db;
	e = q_inbound_lock(tx.db, a, &(struct q_inbound_lock_in){ .id = done.recipient_id, .user_id = it->user_id },
			   &t.row);
	if (e.code == ERR_NOT_FOUND) { /* deleted meanwhile: the next try finds what is left */
		return err_make(ERR_AGAIN, "the message was deleted meanwhile");
	}
	TRY(e);
	done.matched = true;
	t.stats = stats_delta_new(a);
	t.inbound_id = make_id(a);
	t.ref = (struct stats_ref){ .user_id = it->user_id,
				    .campaign_id = t.row.campaign_id,
				    .sequence_id = t.row.sequence_id,
				    .step_id = t.row.step_id,
				    .contact_id = t.row.contact_id,
				    .domain = domain_of(t.row.email) };
	TRY(keep(&t, &done.fresh));
	if (done.fresh) {
		TRY(act(&t));
		TRY(finish(&t));
		if (fault_point("inbound.before_commit"))
			return err_make(ERR_AGAIN, "fault inbound.before_commit");
		TRY(system_commit(&tx));
		if (fault_point("inbound.after_commit"))
			return err_make(ERR_UNCERTAIN, "fault inbound.after_commit");
	}
	*out = done;
	return OK;
}

err inbound_guard(system_db db, struct arena *a, size_t *paused)
{
	struct q_inbound_guard_rows rows;
	TRY(q_inbound_guard(db, a, &rows));
	for (size_t i = 0; i < rows.n; i++)
		log_warn("inbound.guard", "campaign %.*s is paused: %.*s", STR_FMT(rows.v[i].id),
			 STR_FMT(rows.v[i].reason));
	*paused = rows.n;
	return OK;
}

err inbound_wake(system_db db, struct arena *a)
{
	return q_inbound_wake_snoozed(db, a, NULL);
}
