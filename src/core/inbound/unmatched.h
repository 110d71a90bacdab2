/* What the inbox asks a person: messages that matched nothing (assigned to a message of ours, with all that follows from it, or let go),
 * doubtful wishes to leave, absences, and refusals that are in no table. A tenant's own hands. */
#pragma once
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_write.h"

struct unmatched {
	str id, status; /* open, assigned, dismissed */
	str source, key, kind, bounce, code, cause, leave, why, why_code, why_of;
	str sender_id, sender_name; /* of the mailbox; absent: deleted */
	str message_id, references, from, from_name, to, subject, text, recipient, evidence;
	str contact_id, contact_email; /* whose address it has; absent: nobody's */
	str recipient_id;	       /* the message it was assigned to */
	int64_t received_at;
	struct opt_i64 decided_at;
};
struct unmatched_list {
	struct unmatched *v;
	size_t n;
	bool more;
};
struct unmatched_list_in {
	str status; /* absent: all */
	struct opt_i64 before_at;
	str before_id;
	int64_t limit;
};
err unmatched_list(tenant_db db, struct arena *a, const struct unmatched_list_in *in, struct unmatched_list *out);
err unmatched_get(tenant_db db, struct arena *a, str id, struct unmatched *out); /* ERR_NOT_FOUND */

struct unmatched_assign {
	str contact_id;		      /* or absent, if its address is a contact's */
	str recipient_id;	      /* absent: the last message that was sent to them */
	str campaign_id, sequence_id; /* absent: of any */
};
/* Everything that would have followed had it been matched: a conversation, a bounce, leaving. ERR_NOT_FOUND; ERR_CONFLICT: decided before;
 * ERR_INVALID: nothing was sent to that contact. */
err unmatched_assign(const struct app *app, tenant_db db, struct arena *a, str id, const struct unmatched_assign *in,
		     struct field_errors *errors, struct unmatched *out);
err unmatched_dismiss(tenant_db db, struct arena *a, str id, struct unmatched *out);
void unmatched_write(struct json_writer *w, const struct unmatched *u, bool whole, struct arena *a);

struct hold {
	str contact_id, email, first_name, last_name;
	str reason; /* away, asks_to_leave */
	struct opt_i64 until;
	str words, colleague, colleague_name; /* or absent */
	bool colleague_known;		      /* is a contact already */
	int64_t created_at;
};
struct hold_list {
	struct hold *v;
	size_t n;
	bool more;
};
struct hold_list_in {
	str contact_id; /* absent: all */
	struct opt_i64 before_at;
	str before_id;
	int64_t limit;
};
err hold_list(tenant_db db, struct arena *a, const struct hold_list_in *in, struct hold_list *out);
/* Their sequences go on now. ERR_NOT_FOUND: nothing holds them. */
err hold_end(tenant_db db, struct arena *a, str contact_id);
void hold_write(struct json_writer *w, const struct hold *h);

/* A doubtful wish: leave true: they are unsubscribed; false: they stay, and their sequences go on. ERR_NOT_FOUND; ERR_CONFLICT: it did
 * not ask. */
struct reply_thread;
err reply_decide(const struct app *app, tenant_db db, struct arena *a, str id, bool leave, struct reply_thread *out);

struct inbox_counts {
	int64_t asks, unmatched, away, not_understood; /* 1,000 stands for that many or more */
};
err inbox_counts(tenant_db db, struct arena *a, struct inbox_counts *out);

#define UNMATCHED_DAYS_MAX 365
err inbox_days(tenant_db db, struct arena *a, int64_t *days); /* that unmatched messages are kept; 0: not at all */
err inbox_set_days(tenant_db db, struct arena *a, int64_t days);
