#include "core/inbound/match.h"
#include "base/limits.h"
#include "db/gen/sys_inbound_q.h"
#include "wire/message.h"
#include "wire/track_id.h"

#define MATCH_LINKS_MAX 200u /* signed ids looked at in one message */

/* Our own ids are in the local part of our Message-IDs: <id@domain>. */
str inbound_own_id(str reference)
{
	str local = str_upto(reference, size_min(reference.n, str_find_byte(reference, '@')));
	return cuid_valid(local) ? local : STR_NULL;
}

/* As it stands and in lower case. */
static struct str_array match_both(struct arena *a, str address)
{
	str *both = arena_array(a, str, 2);
	both[0] = arena_dup(a, address);
	both[1] = arena_dup(a, address);
	char *p = (char *)(uintptr_t)both[1].p;
	for (size_t i = 0; i < both[1].n; i++)
		p[i] = ascii_lower(p[i]);
	return (struct str_array){ both, 2 };
}

/* A provider that signs vouches for the report: the last message to the address, whoever sent it. */
static err match_signed(system_db db, struct arena *a, const struct inbound_item *it, str *id)
{
	struct q_inbound_find_address_row row;
	struct q_inbound_find_address_in in = { .user_id = it->user_id,
						.emails = match_both(a, it->report->recipient),
						.at = it->at };
	TRY(q_inbound_find_address(db, a, &in, &row));
	*id = row.id;
	return OK;
}

/* By what Gmail wrote: its own Message-IDs, and its threads. */
static err match_foreign(system_db db, struct arena *a, const struct inbound_item *it, str *id, str *matched_by)
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

static err match_ids(system_db db, struct arena *a, const struct inbound_item *it, str *id, str *matched_by)
{
	str ids[REPORT_REFS_MAX];
	size_t at[REPORT_REFS_MAX], n = 0;
	for (size_t i = 0; i < it->report->refs_n; i++) {
		str own = inbound_own_id(it->report->refs[i].id);
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
	return match_foreign(db, a, it, id, matched_by);
}

/* ---- Links */

static bool match_id_char(char c)
{
	return ascii_alpha(c) || ascii_digit(c);
}

/* The text of the whole message with the soft line breaks of quoted-printable, and what a header is folded by, taken out: a link
 * there is whole again. Parts in base64 are in report.text, if they are words. */
static str match_plain(struct arena *a, str raw)
{
	char *p = arena_alloc(a, raw.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < raw.n; i++) {
		size_t left = raw.n - i;
		if (raw.p[i] == '=' && left > 1 &&
		    (raw.p[i + 1] == '\n' || (left > 2 && raw.p[i + 1] == '\r' && raw.p[i + 2] == '\n')))
			i += raw.p[i + 1] == '\n' ? 1 : 2;
		else
			p[n++] = raw.p[i];
	}
	return str_of(p, n);
}

/* The first id in `text` that carries our mark: …/u/<id>, …/t/o/<id>.gif, …/t/c/<id>/…, or alone. */
static bool match_link_in(const struct inbound_item *it, str text, char out[CUID_LEN + 1])
{
	static const str before[] = { STR_INIT("/u/"), STR_INIT("/t/o/"), STR_INIT("/t/c/") };
	size_t looked = 0;
	for (size_t k = 0; k < sizeof(before) / sizeof(*before); k++) {
		str rest = text;
		for (size_t at; (at = str_find(rest, before[k])) != STR_NPOS && looked < MATCH_LINKS_MAX; looked++) {
			rest = str_from(rest, at + before[k].n);
			size_t n = 0;
			while (n < rest.n && n <= TRACK_ID_LEN && match_id_char(rest.p[n]))
				n++;
			if (n == TRACK_ID_LEN && track_id_verify(it->keys, str_upto(rest, n), out))
				return true;
		}
	}
	return false;
}

/* A link that only we can have signed, about a recipient of this tenant's. */
static err match_link(system_db db, struct arena *a, const struct inbound_item *it, str *id)
{
	char found[CUID_LEN + 1];
	if (!it->keys ||
	    (!match_link_in(it, it->report->text, found) && !match_link_in(it, match_plain(a, it->raw), found)))
		return err_make(ERR_NOT_FOUND, "no link of ours");
	str ids[1] = { arena_dup(a, str_of(found, CUID_LEN)) };
	struct q_inbound_find_row row;
	TRY(q_inbound_find(db, a, &(struct q_inbound_find_in){ .ids = { ids, 1 }, .user_id = it->user_id }, &row));
	*id = row.id;
	return OK;
}

/* ---- The mailto: of a mail */

/* What follows the word; absent: the subject is another. Answers and what is passed on keep it behind a "Re:". */
static str match_wish_token(const struct report *r)
{
	static const str word = STR_INIT(MESSAGE_LEAVE_WORD);
	str subject = str_trim(r->subject);
	size_t at = str_find_nocase(subject, word);
	bool prefixed = at != STR_NPOS && at > 0;
	if (at == STR_NPOS ||
	    (prefixed && (r->kind == REPORT_AUTO_REPLY || !str_ends(str_trim(str_upto(subject, at)), STR(":")))))
		return STR_NULL;
	str rest = str_from(subject, at + word.n), token = str_trim(rest);
	return rest.n > token.n && token.n > 0 ? token : STR_NULL;
}

enum inbound_wish inbound_wish(struct arena *a, const struct inbound_item *it, str *token, str *recipient_id)
{
	const struct report *r = it->report;
	char id[CUID_LEN + 1], user_id[TRACK_TRIAL_USER_MAX + 1];
	bool about_others = r->kind == REPORT_BOUNCE || r->kind == REPORT_DELAY || r->kind == REPORT_DELIVERED ||
			    r->kind == REPORT_COMPLAINT;
	if (!it->keys || str_empty(r->subject) || about_others)
		return INBOUND_NO_WISH;
	*token = match_wish_token(r);
	*recipient_id = STR_NULL;
	if (str_absent(*token))
		return INBOUND_NO_WISH;
	if (track_trial_verify(it->keys, *token, user_id))
		return INBOUND_TRIAL;
	if (track_id_verify(it->keys, *token, id)) {
		*recipient_id = arena_dup(a, str_of(id, CUID_LEN));
		return INBOUND_WISH;
	}
	return track_id_foreign(*token) ? INBOUND_MAYBE_WISH : INBOUND_NO_WISH;
}

err inbound_match_wish(system_db db, struct arena *a, const struct inbound_item *it, str token, str recipient_id,
		       str *id)
{
	if (str_absent(recipient_id)) {
		struct q_inbound_find_tracking_row row;
		struct q_inbound_find_tracking_in in = { .tracking_id = token, .user_id = it->user_id };
		TRY(q_inbound_find_tracking(db, a, &in, &row));
		*id = row.id;
		return OK;
	}
	struct q_inbound_find_row row;
	struct q_inbound_find_in in = { .ids = { &recipient_id, 1 }, .user_id = it->user_id };
	TRY(q_inbound_find(db, a, &in, &row));
	*id = row.id;
	return OK;
}

/* ---- Addresses */

/* A report's is the one it is about; else that of whoever wrote. */
static str match_address(const struct report *r)
{
	bool reports = r->kind == REPORT_BOUNCE || r->kind == REPORT_DELAY || r->kind == REPORT_COMPLAINT ||
		       r->kind == REPORT_DELIVERED;
	return reports ? r->recipient : r->by_program ? STR_NULL : r->from;
}

bool inbound_foreign(const struct report *r)
{
	for (size_t i = 0; i < r->refs_n; i++)
		if (str_find_byte(r->refs[i].id, '@') != STR_NPOS || cuid_valid(r->refs[i].id))
			return true;
	return false;
}

/* By the mailbox it came to: the last message of its sender to the address. Who answers or reports about another message
 * is not taken for this one; a wish to leave, and a complaint, are taken wherever they were written. */
static err match_mailed(system_db db, struct arena *a, const struct inbound_item *it, str *id)
{
	const struct report *r = it->report;
	str address = match_address(r);
	bool wishes = r->kind == REPORT_UNSUBSCRIBE || r->kind == REPORT_COMPLAINT || r->leave == LEAVE_SURE;
	bool person = r->kind == REPORT_REPLY || r->kind == REPORT_AUTO_REPLY || r->kind == REPORT_UNSUBSCRIBE;
	if (str_absent(it->sender_id) || str_empty(address) || (!wishes && inbound_foreign(r)))
		return err_make(ERR_NOT_FOUND, "no message of ours");
	struct q_inbound_find_mailed_row row;
	struct q_inbound_find_mailed_in in = { .user_id = it->user_id,
					       .emails = match_both(a, address),
					       .sender_id = it->sender_id,
					       .at = it->at,
					       .days = person || wishes ? MATCH_REPLY_DAYS : MATCH_REPORT_DAYS };
	TRY(q_inbound_find_mailed(db, a, &in, &row));
	*id = row.id;
	return OK;
}

err inbound_contact(system_db db, struct arena *a, const struct inbound_item *it, str *contact_id)
{
	struct q_inbound_contact_of_row row;
	str address = match_address(it->report);
	*contact_id = STR_NULL;
	if (str_empty(address))
		return OK;
	struct q_inbound_contact_of_in in = { .user_id = it->user_id, .emails = match_both(a, address) };
	err e = q_inbound_contact_of(db, a, &in, &row);
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	*contact_id = row.id;
	return OK;
}

err inbound_match(system_db db, struct arena *a, const struct inbound_item *it, str *id, str *matched_by)
{
	err e = match_ids(db, a, it, id, matched_by);
	if (e.code != ERR_NOT_FOUND)
		return e;
	*matched_by = STR("link");
	e = match_link(db, a, it, id);
	if (e.code != ERR_NOT_FOUND)
		return e;
	*matched_by = STR("address");
	if (it->signed_by)
		return str_empty(it->report->recipient) ? err_make(ERR_NOT_FOUND, "no message of ours")
							: match_signed(db, a, it, id);
	return match_mailed(db, a, it, id);
}
