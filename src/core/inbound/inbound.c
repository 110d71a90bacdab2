#include "core/inbound/inbound.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/time.h"
#include "core/audience/suppression.h"
#include "core/ground/text.h"
#include "core/inbound/match.h"
#include "core/inbound/unknown.h"
#include "core/report/event.h"
#include "core/report/stats.h"
#include "core/sequence/enrollment.h"
#include "db/gen/sys_event_q.h"
#include "db/gen/sys_inbound_q.h"
#include "os/clock.h"
#include "wire/json_write.h"
#include "wire/token.h"

#define SUBJECT_KEEP 500u
#define EXCERPT_KEEP 160u
#define TEXT_KEEP (64u << 10)
#define EVIDENCE_MAX (64u << 10)
#define UNMATCHED_TEXT_KEEP (16u << 10)
#define UNMATCHED_MAX 2000 /* of a tenant, waiting: the oldest go */

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

/* ---- The evidence */

static str inbound_evidence(struct arena *a, const struct report *r)
{
	struct buf BUF_AUTO out;
	struct json_writer w;
	buf_init(&out, EVIDENCE_MAX);
	json_writer_init(&w, &out);
	json_begin_obj(&w);
	json_kv_str(&w, "rule", str_z(r->rule));
	json_kv_str(&w, "messageId", str_upto(r->message_id, 998));
	json_kv_str(&w, "from", r->from);
	json_kv_str(&w, "subject", report_short(a, r->subject, SUBJECT_KEEP));
	json_kv_str(&w, "recipient", r->recipient);
	json_kv_str(&w, "code", r->code);
	json_kv_str(&w, "words", r->words);
	json_kv_str(&w, "reporter", report_short(a, r->reporter, 255));
	json_kv_str(&w, "why", r->why);
	if (r->why_code) {
		json_kv_str(&w, "whyCode", str_z(r->why_code));
		json_kv_str(&w, "whyOf", r->why_of);
	}
	if (r->refusal.cause != REFUSAL_NONE) {
		json_kv_str(&w, "cause", str_z(r->refusal.name));
		json_kv_str(&w, "refused", str_z(refusal_who_name(r->refusal.who)));
	}
	if (r->away.known || !str_absent(r->away.colleague)) {
		json_key(&w, "away");
		json_begin_obj(&w);
		if (r->away.known)
			json_kv_time(&w, "back", r->away.back);
		json_kv_str(&w, "words", r->away.words);
		json_kv_str(&w, "colleague", r->away.colleague);
		json_kv_str(&w, "colleagueName", r->away.colleague_name);
		json_end_obj(&w);
	}
	json_end_obj(&w);
	return arena_dup(a, buf_str(&out));
}

static str inbound_event_data(struct taking *t)
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

static str inbound_cause_of(const struct report *r)
{
	return r->refusal.cause == REFUSAL_NONE ? STR_NULL : str_z(r->refusal.name);
}

/* A refusal in no table is kept by its words, whatever it was about. */
static err inbound_unknown(system_db db, struct arena *a, const struct inbound_item *it)
{
	if (it->report->refusal.cause != REFUSAL_NOT_UNDERSTOOD)
		return OK;
	struct unknown_new v = { it->user_id, it->report->words };
	return unknown_add(db, a, UNKNOWN_REPORT, &v, 1, it->at / US_PER_MS * US_PER_MS);
}

static err inbound_keep(struct taking *t, bool *fresh)
{
	int64_t n = 0;
	struct q_inbound_insert_in in = { .id = t->inbound_id,
					  .user_id = t->it->user_id,
					  .key = t->it->key,
					  .source = t->it->source,
					  .kind = str_z(report_kind_name(t->r->kind)),
					  .bounce = str_z(bounce_kind_name(t->r->bounce)),
					  .code = t->r->code,
					  .cause = inbound_cause_of(t->r),
					  .matched_by = t->matched_by,
					  .recipient_id = t->row.id,
					  .contact_id = t->row.contact_id,
					  .evidence = inbound_evidence(t->a, t->r),
					  .at = t->at };
	TRY(q_inbound_insert(t->db, t->a, &in, &n));
	*fresh = n > 0;
	return *fresh ? inbound_unknown(t->db, t->a, t->it) : OK;
}

/* ---- Effects */

static err inbound_event(struct taking *t, enum event_type type)
{
	return event_insert(t->db, t->a,
			    &(struct event_row){ .id = make_id(t->a),
						 .recipient_id = t->row.id,
						 .user_id = t->it->user_id,
						 .type = type,
						 .at = t->at,
						 .data = inbound_event_data(t) },
			    1, NULL);
}

static void inbound_count(struct taking *t, enum stat what)
{
	stats_count(t->stats, &t->ref, what, t->at, 1);
}

static void inbound_suppress(struct taking *t, enum suppression_reason reason)
{
	t->suppresses = true;
	t->suppress = (struct suppression_new){
		.user_id = t->it->user_id, .email = t->row.email, .reason = reason, .source = t->row.id, .at = t->at
	};
}

static void inbound_leave(struct taking *t, enum enrollment_exit_reason reason)
{
	t->exits = true;
	t->exit = reason;
}

static err inbound_converse(struct taking *t)
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
		.asks = r->leave == LEAVE_DOUBTFUL,
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
		.kind = str_z(report_kind_name(r->kind)),
		.why = r->why,
		.at = t->at,
	};
	return q_inbound_message(t->db, t->a, &m, NULL);
}

/* Their sequences wait: until the working morning of `back`, or until somebody decides. */
static err inbound_hold(struct taking *t, str reason, struct opt_i64 back, str words)
{
	struct q_inbound_hold_row row;
	struct q_inbound_hold_in in = { .contact_id = t->row.contact_id,
					.user_id = t->it->user_id,
					.reason = reason,
					.back = back,
					.words = report_short(t->a, words, EXCERPT_KEEP),
					.colleague = t->r->away.colleague,
					.colleague_name = t->r->away.colleague_name,
					.inbound_id = t->inbound_id,
					.now = t->at };
	err e = q_inbound_hold(t->db, t->a, &in, &row);
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	struct buf BUF_AUTO out;
	struct json_writer w;
	buf_init(&out, 4096);
	json_writer_init(&w, &out);
	json_begin_obj(&w);
	json_kv_str(&w, "reason", reason);
	if (row.until.has)
		json_kv_time(&w, "until", row.until.v);
	json_kv_str(&w, "words", in.words);
	json_end_obj(&w);
	struct q_inbound_hold_trace_in trace = { .contact_id = t->row.contact_id,
						 .user_id = t->it->user_id,
						 .inbound_id = t->inbound_id,
						 .at = t->at,
						 .detail = arena_dup(t->a, buf_str(&out)) };
	return q_inbound_hold_trace(t->db, t->a, &trace, NULL);
}

static err inbound_replied(struct taking *t)
{
	bool engaged = t->row.opened_by_person_at.has || t->row.clicked_by_person_at.has || t->row.replied_at.has;
	TRY(inbound_event(t, EVENT_REPLIED));
	inbound_count(t, STAT_REPLIED_EVENT);
	if (!engaged)
		inbound_count(t, STAT_ENGAGED);
	if (!t->row.replied_at.has)
		inbound_count(t, STAT_REPLIED);
	if (!t->row.replied_at.has || t->row.replied_at.v > t->at) {
		struct q_inbound_mark_replied_in in = { .at = t->at, .id = t->row.id, .user_id = t->it->user_id };
		TRY(q_inbound_mark_replied(t->db, t->a, &in, NULL));
	}
	inbound_leave(t, ENROLLMENT_REPLIED);
	TRY(inbound_converse(t));
	return t->r->leave == LEAVE_DOUBTFUL ? inbound_hold(t, STR("asks_to_leave"), (struct opt_i64){}, t->r->words)
					     : OK;
}

/* Nobody reads what comes before they are back. An end that is over, or too far away to be one, holds nothing. */
static err inbound_away(struct taking *t)
{
	const struct report_away *w = &t->r->away;
	return w->known ? inbound_hold(t, STR("away"), SOME_I64(w->back), w->words) : OK;
}

static err inbound_soft_is_too_much(struct taking *t, bool *out)
{
	struct q_inbound_soft_bounces_row row;
	struct q_inbound_soft_bounces_in in = { .user_id = t->it->user_id,
						.contact_id = t->row.contact_id,
						.at = t->at };
	TRY(q_inbound_soft_bounces(t->db, t->a, &in, &row));
	*out = row.n >= row.most;
	return OK;
}

static err inbound_bounced(struct taking *t)
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
		TRY(inbound_event(t, EVENT_BOUNCED));
		if (was_sent)
			inbound_count(t, STAT_UNSENT);
		inbound_count(t, STAT_BOUNCED);
	}
	if (t->r->bounce == BOUNCE_SOFT)
		TRY(inbound_soft_is_too_much(t, &worn));
	if (hard || worn) {
		inbound_suppress(t, SUPPRESSION_BOUNCE);
		inbound_leave(t, ENROLLMENT_BOUNCED);
	}
	return OK;
}

static err inbound_complained(struct taking *t)
{
	if (!t->row.complained) {
		TRY(inbound_event(t, EVENT_COMPLAINED));
		inbound_count(t, STAT_COMPLAINED);
	}
	stats_unsubscribe_contact(t->stats, &t->ref, t->at);
	inbound_suppress(t, SUPPRESSION_COMPLAINT);
	inbound_leave(t, ENROLLMENT_COMPLAINED);
	return OK;
}

static err inbound_unsubscribed(struct taking *t)
{
	if (t->row.unsubscribed_at.has) {
		stats_unsubscribe_contact(t->stats, &t->ref, t->at);
	} else {
		struct q_inbound_mark_unsubscribed_in in = { .at = t->at, .id = t->row.id, .user_id = t->it->user_id };
		TRY(q_inbound_mark_unsubscribed(t->db, t->a, &in, NULL));
		inbound_count(t, STAT_UNSUBSCRIBED);
	}
	inbound_suppress(t, SUPPRESSION_UNSUBSCRIBE);
	inbound_leave(t, ENROLLMENT_UNSUBSCRIBED);
	return OK;
}

static err inbound_delivered(struct taking *t)
{
	if (t->row.delivered)
		return OK;
	TRY(inbound_event(t, EVENT_DELIVERED));
	inbound_count(t, STAT_DELIVERED_EVENT);
	return OK;
}

static err inbound_act(struct taking *t)
{
	switch (t->r->kind) {
	case REPORT_REPLY: return inbound_replied(t);
	case REPORT_BOUNCE: return inbound_bounced(t);
	case REPORT_COMPLAINT: return inbound_complained(t);
	case REPORT_UNSUBSCRIBE: return inbound_unsubscribed(t);
	case REPORT_DELIVERED: return inbound_delivered(t);
	case REPORT_AUTO_REPLY: return inbound_away(t);
	case REPORT_DELAY:
	case REPORT_OTHER:
	case REPORT_KINDS: break; /* kept, and nothing follows */
	}
	return OK;
}

static err inbound_finish(struct taking *t)
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

static str inbound_domain_of(str email)
{
	size_t at = str_rfind_byte(email, '@');
	return at == STR_NPOS ? STR_NULL : str_from(email, at + 1);
}

/* ---- What matches nothing */

/* "Re:", in the words of other languages, or in the number of a thread ("Re[2]:"). */
static bool inbound_subject_answers(str subject)
{
	static const char *const words[] = { "re",   "aw",   "antw", "antwort", "sv",  "vs",  "rv",  "ref",  "rif",
					     "r",    "odp",  "ynt",  "atb",	"vá",  "bls", "res", "回复", "答复",
					     "回覆", "返信", "رد",   "ответ",	"отв", "απ",  "השב", "rép" };
	str s = str_trim(subject);
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!str_starts_nocase(s, str_z(words[i])))
			continue;
		str rest = str_from(s, strlen(words[i]));
		while (rest.n && (rest.p[0] == '[' || rest.p[0] == ']' || rest.p[0] == ' ' || ascii_digit(rest.p[0])))
			rest = str_from(rest, 1);
		if (str_starts(rest, STR(":")) || str_starts(rest, STR("：")))
			return true;
	}
	return false;
}

/* An answer or a report that may well be about a message of ours. What names somebody else's message, or is no answer at all, is not: a
 * mailbox is also used for other things, and what is private there stays there. */
static bool inbound_concerns(const struct report *r, bool known)
{
	switch (r->kind) {
	case REPORT_COMPLAINT:
	case REPORT_UNSUBSCRIBE: return true;
	case REPORT_BOUNCE: return known || !inbound_foreign(r);
	case REPORT_REPLY:
	case REPORT_AUTO_REPLY:
		return known || r->leave != LEAVE_NO || (!inbound_foreign(r) && inbound_subject_answers(r->subject));
	case REPORT_DELAY:
	case REPORT_DELIVERED:
	case REPORT_OTHER:
	case REPORT_KINDS: break;
	}
	return false;
}

static err inbound_set_aside(system_db db, struct arena *a, const struct inbound_item *it, struct inbound_done *done)
{
	const struct report *r = it->report;
	str contact;
	if (str_absent(it->sender_id)) /* a provider's report, about what others sent through it */
		return OK;
	TRY(inbound_contact(db, a, it, &contact));
	if (!inbound_concerns(r, !str_absent(contact)))
		return q_inbound_unrelated(
			db, a, &(struct q_inbound_unrelated_in){ .sender_id = it->sender_id, .user_id = it->user_id },
			NULL);
	static const char *const leaves[] = { "no", "doubtful", "sure" };
	int64_t n = 0;
	struct q_inbound_unmatched_in in = {
		.id = make_id(a),
		.user_id = it->user_id,
		.key = it->key,
		.sender_id = it->sender_id,
		.source = it->source,
		.kind = str_z(report_kind_name(r->kind)),
		.bounce = str_z(bounce_kind_name(r->bounce)),
		.code = r->code,
		.cause = inbound_cause_of(r),
		.leave = str_z(leaves[r->leave]),
		.why = str_absent(r->why) ? STR("") : r->why,
		.message_id = str_upto(r->message_id, 998),
		.references = str_upto(r->references, 4000),
		.from = str_absent(r->from) ? STR("") : r->from,
		.from_name = r->from_name,
		.to = str_absent(r->to) ? STR("") : r->to,
		.subject = str_absent(r->subject) ? STR("") : report_short(a, r->subject, SUBJECT_KEEP),
		.text = str_upto(r->text, str_utf8_floor(r->text, size_min(r->text.n, UNMATCHED_TEXT_KEEP))),
		.recipient = r->recipient,
		.evidence = inbound_evidence(a, r),
		.contact_id = contact,
		.at = it->at / US_PER_MS * US_PER_MS,
	};
	if (str_absent(in.text))
		in.text = STR("");
	TRY(q_inbound_unmatched(db, a, &in, &n));
	done->unmatched = true;
	if (n == 0)
		return OK;
	TRY(inbound_unknown(db, a, it));
	return q_inbound_unmatched_trim(
		db, a, &(struct q_inbound_unmatched_trim_in){ .user_id = it->user_id, .most = UNMATCHED_MAX }, NULL);
}

/* The message was deleted, or the contact, the campaign, the sequence: who complains, leaves or bounced for good is stopped
 * all the same. A signed report counts for the contact whose address it names. */
static err inbound_take_late(system_db db, struct arena *a, const struct inbound_item *it, struct inbound_done *out)
{
	const struct report *r = it->report;
	bool hard = r->kind == REPORT_BOUNCE && r->bounce == BOUNCE_HARD;
	enum suppression_reason why = hard			    ? SUPPRESSION_BOUNCE
				      : r->kind == REPORT_COMPLAINT ? SUPPRESSION_COMPLAINT
								    : SUPPRESSION_UNSUBSCRIBE;
	str ids[REPORT_REFS_MAX + 1], reasons[REPORT_REFS_MAX + 1], sources[REPORT_REFS_MAX + 1];
	int64_t at[REPORT_REFS_MAX + 1], when = it->at / US_PER_MS * US_PER_MS;
	size_t n = 0;
	if (!hard && r->kind != REPORT_COMPLAINT && r->kind != REPORT_UNSUBSCRIBE)
		return OK;
	if (!str_absent(it->token))
		ids[n++] = it->token;
	for (size_t i = 0; i < r->refs_n; i++) {
		str own = inbound_own_id(r->refs[i].id);
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

/* ---- Taking it */

static err inbound_apply(system_db db, struct arena *a, const struct inbound_item *it, str matched_by, str unmatched_id,
			 struct inbound_done *done)
{
	struct taking t = {
		.a = a, .it = it, .r = it->report, .at = it->at / US_PER_MS * US_PER_MS, .matched_by = matched_by
	};
	struct system_tx SYSTEM_TX_AUTO tx;
	TRY(system_begin(db, &tx));
	t.db = tx.db;
	err e = q_inbound_lock(tx.db, a,
			       &(struct q_inbound_lock_in){ .id = done->recipient_id, .user_id = it->user_id }, &t.row);
	if (e.code == ERR_NOT_FOUND) /* deleted meanwhile: the next try finds what is left */
		return str_absent(unmatched_id) ? err_make(ERR_AGAIN, "the message was deleted meanwhile") : OK;
	TRY(e);
	done->matched = true;
	t.stats = stats_delta_new(a);
	t.inbound_id = make_id(a);
	t.ref = (struct stats_ref){ .user_id = it->user_id,
				    .campaign_id = t.row.campaign_id,
				    .sequence_id = t.row.sequence_id,
				    .step_id = t.row.step_id,
				    .contact_id = t.row.contact_id,
				    .domain = inbound_domain_of(t.row.email) };
	TRY(inbound_keep(&t, &done->fresh));
	if (done->fresh) {
		TRY(inbound_act(&t));
		TRY(inbound_finish(&t));
	}
	if (!str_absent(unmatched_id))
		TRY(q_inbound_unmatched_decided(
			tx.db, a,
			&(struct q_inbound_unmatched_decided_in){ .recipient_id = done->recipient_id,
								  .at = clock_now(),
								  .id = unmatched_id,
								  .user_id = it->user_id },
			NULL));
	if (!done->fresh && str_absent(unmatched_id))
		return OK;
	if (fault_point("inbound.before_commit"))
		return err_make(ERR_AGAIN, "fault inbound.before_commit");
	TRY(system_commit(&tx));
	if (fault_point("inbound.after_commit"))
		return err_make(ERR_UNCERTAIN, "fault inbound.after_commit");
	return OK;
}

/* A mail to the mailto: that stands in a mail of ours: it leaves by its token alone, whoever wrote it and whatever was
 * deleted since. *taken: there is nothing more to do with it. */
static err inbound_take_wish(system_db db, struct arena *a, const struct inbound_item *it, struct inbound_done *done,
			     bool *taken)
{
	str token, recipient_id;
	enum inbound_wish wish = inbound_wish(a, it, &token, &recipient_id);
	*taken = wish == INBOUND_TRIAL;
	if (wish == INBOUND_NO_WISH || wish == INBOUND_TRIAL)
		return OK;
	struct report r = *it->report;
	r.kind = REPORT_UNSUBSCRIBE;
	r.leave = LEAVE_SURE;
	r.rule = "mailto";
	r.why = STR("It came by the unsubscribe address of one of our messages.");
	r.refs_n = str_absent(recipient_id) ? 0 : 1;
	r.refs[0] = (struct report_ref){ .how = REPORT_BY_HEADER, .id = recipient_id };
	struct inbound_item own = *it;
	own.report = &r;
	own.token = token;
	err e = inbound_match_wish(db, a, &own, token, recipient_id, &done->recipient_id);
	if (err_is(e) && e.code != ERR_NOT_FOUND)
		return e;
	if (err_is(e))
		TRY(inbound_take_late(db, a, &own, done));
	else
		TRY(inbound_apply(db, a, &own, STR("mailto"), STR_NULL, done));
	*taken = done->matched;
	return OK;
}

err inbound_take(system_db db, struct arena *a, const struct inbound_item *it, struct inbound_done *out)
{
	struct inbound_done done = {};
	str matched_by;
	bool taken;
	*out = done;
	if (it->report->kind == REPORT_OTHER)
		return OK;
	TRY(inbound_take_wish(db, a, it, &done, &taken));
	if (taken) {
		*out = done;
		return OK;
	}
	err e = inbound_match(db, a, it, &done.recipient_id, &matched_by);
	if (e.code == ERR_NOT_FOUND) {
		TRY(inbound_take_late(db, a, it, &done));
		if (!done.matched)
			TRY(inbound_set_aside(db, a, it, &done));
		*out = done;
		return OK;
	}
	TRY(e);
	TRY(inbound_apply(db, a, it, matched_by, STR_NULL, &done));
	*out = done;
	return OK;
}

err inbound_assign(system_db db, struct arena *a, const struct inbound_item *it, str recipient_id, str unmatched_id,
		   struct inbound_done *out)
{
	struct inbound_done done = { .recipient_id = recipient_id };
	TRY(inbound_apply(db, a, it, STR("person"), unmatched_id, &done));
	*out = done;
	return done.matched ? OK : err_make(ERR_NOT_FOUND, "the message it was assigned to is not there any more");
}

err inbound_sweep(system_db db, struct arena *a)
{
	TRY(q_inbound_sweep(db, a, NULL));
	TRY(q_inbound_sweep_unmatched(db, a, NULL));
	return unknown_sweep(db, a);
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
