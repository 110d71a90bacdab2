/* The inbox: conversations that people's answers made (core/inbound), read, answered in thread, put to rest, done. An
 * answer goes out by the conversation's sender at once, as a plain text of its own: no tracking, no list headers. */
#pragma once
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_write.h"

struct reply { /* a conversation */
	str id, contact_id, email, first_name, last_name;
	str sender_id, sender_name, recipient_id, campaign_id, campaign_name, sequence_id,
		sequence_name; /* or absent */
	str subject, excerpt;
	str status; /* "open", "snoozed", "done" */
	struct opt_i64 snoozed_until;
	bool unread, asks_to_leave; /* a doubtful wish: somebody decides (unmatched.h) */
	int64_t messages, last_message_at, created_at;
};
struct reply_list_in {
	str status, sender_id, contact_id, campaign_id, sequence_id, search; /* absent: all */
	struct opt_bool asks_to_leave;
	struct opt_i64 before_at;
	str before_id;
	int64_t limit;
};
struct reply_list {
	struct reply *v;
	size_t n;
	bool more;
};
err reply_list(tenant_db db, struct arena *a, const struct reply_list_in *in, struct reply_list *out);
struct reply_counts {
	int64_t open, unread, snoozed; /* 1,000 stands for that many or more */
};
err reply_counts(tenant_db db, struct arena *a, struct reply_counts *out);

struct reply_message {
	str id, direction; /* "in", "out" */
	str status;	   /* "received"; "sending", "sent", "failed", "uncertain" */
	str error, message_id, references, from, from_name, to, subject, text;
	str said, quoted, signature;	 /* the parts of text (wire/said.h) */
	str kind, why, why_code, why_of; /* of what came in; absent: not kept */
	int64_t at;
};
struct reply_thread {
	struct reply reply;
	struct reply_message *v; /* the oldest first */
	size_t n;
};
err reply_get(tenant_db db, struct arena *a, str id, struct reply_thread *out); /* ERR_NOT_FOUND */

struct reply_patch {
	str status; /* open, snoozed (with snoozed_until), done; absent: as it is */
	struct opt_i64 snoozed_until;
	struct opt_bool unread;
};
err reply_set(tenant_db db, struct arena *a, str id, const struct reply_patch *in, struct field_errors *errors,
	      struct reply_thread *out);

/* Sends text to whoever wrote last. ERR_CONFLICT: there is no sender to send by. What the mail server said stands in
 * the message: the call itself succeeds when the answer is kept. */
err reply_answer(const struct app *app, tenant_db db, struct arena *a, str id, str text, bool done,
		 struct field_errors *errors, struct reply_thread *out);

void reply_write(struct json_writer *w, const struct reply *r);
void reply_thread_write(struct json_writer *w, const struct reply_thread *t);
