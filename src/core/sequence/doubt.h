/* Messages in doubt: listed, and decided by a person where the installation holds them (LOUMASS_IN_DOUBT=hold). Of
 * campaigns and of sequences. A decision is made once: what is decided already is left alone, so that asking again
 * changes nothing. */
#pragma once
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/json_write.h"

struct doubt_owner {
	str id;
	bool sequence; /* else a campaign */
};

err doubt_owner_exists(tenant_db db, struct arena *a, struct doubt_owner o); /* ERR_NOT_FOUND */

struct doubt {
	str id, recipient_id, email, cause, resolution;
	str status;				  /* the recipient's */
	str step_id;				  /* absent: of a campaign */
	str sender_id, sender_name, sender_email; /* absent: the sender is gone */
	int64_t created_at;
	struct opt_i64 decided_at;
};
struct doubt_list_in {
	struct doubt_owner owner;
	bool undecided; /* only those */
	str cursor;
	int64_t limit;
};
struct doubt_list {
	struct doubt *v;
	size_t n;
	bool more;
};
/* ERR_NOT_FOUND: there is no such campaign or sequence. */
err doubt_list(tenant_db db, struct arena *a, const struct doubt_list_in *in, struct doubt_list *out);

err doubt_count_all(tenant_db db, struct arena *a, const struct doubt_list_in *in, int64_t *out);

enum doubt_decision {
	DOUBT_RESEND, /* once more, with the same Message-ID */
	DOUBT_DROP,   /* never again */
	DOUBT_ASK,    /* those that the sender's mailbox has among its sent mail are confirmed; the others stay */
};
#define DOUBT_DECISIONS "resend|drop|ask"
bool doubt_decision_of(str name, enum doubt_decision *out);

struct doubt_decide_in {
	struct doubt_owner owner;
	enum doubt_decision decision;
	bool some; /* those of `ids` only; else all that are undecided */
	const str *ids;
	size_t n;
};
struct doubt_decided {
	int64_t decided, undecided;
};
/* ERR_NOT_FOUND; ERR_CONFLICT: a cancelled campaign sends nothing again, a sender is gone, or no mailbox can be asked;
 * ERR_UNAVAILABLE, ERR_AUTH: the mailbox could not be asked. */
err doubt_decide(const struct app *app, tenant_db db, struct arena *a, const struct doubt_decide_in *in,
		 struct doubt_decided *out);

void doubt_write(struct json_writer *w, const struct doubt *d);
