/* Which of our messages one that came in is about. The surest first: ids (ours in the original's header or in the address it
 * came to, Message-IDs in In-Reply-To and References, Gmail's threads), the signed id of a link that it quotes, then
 * the address together with the mailbox and the time. Never the subject. Every way names the tenant. */
#pragma once
#include "core/inbound/inbound.h"

#define MATCH_REPORT_DAYS 14 /* a report names an address: the last message to it within these */
#define MATCH_REPLY_DAYS 35  /* a person writes without threading, "in the last weeks" */

/* matched_by: "header", "in_reply_to", "thread", "link", "address", … ERR_NOT_FOUND: none of ours, as far as can be told. */
err inbound_match(system_db db, struct arena *a, const struct inbound_item *it, str *id, str *matched_by);
/* A mail that the mailto: of a List-Unsubscribe makes: "unsubscribe <tracking id>" is its whole subject. Whoever has that mail
 * may leave by it, as by its link, whatever address they write from. */
enum inbound_wish {
	INBOUND_NO_WISH,
	INBOUND_TRIAL,	   /* by a test mail's: nothing follows */
	INBOUND_WISH,	   /* signed by us: *recipient_id */
	INBOUND_MAYBE_WISH /* an id that another program may have written */
};
enum inbound_wish inbound_wish(struct arena *a, const struct inbound_item *it, str *token, str *recipient_id);
/* The recipient of this tenant's that it names. ERR_NOT_FOUND: none, or it was deleted. */
err inbound_match_wish(system_db db, struct arena *a, const struct inbound_item *it, str token, str recipient_id,
		       str *id);
/* The contact whose address a report names, or who wrote; absent: nobody's. */
err inbound_contact(system_db db, struct arena *a, const struct inbound_item *it, str *contact_id);
/* Names a message by an id that is none of this tenant's: it answers or reports about somebody else's. */
bool inbound_foreign(const struct report *r);
/* The id of ours in a reference ("id@domain"); absent: none. */
str inbound_own_id(str reference);
