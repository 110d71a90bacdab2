/* What only the network can tell of a mail before it goes out: whether its sender's domain is set up for bulk mail,
 * whether its links and images are there, whether a blocklist or a spam filter objects. Asked at most once for a
 * version of the mail within a while, and kept ("Preflight"), so that sending does not ask again what the editor has
 * just shown. Bounded: PREFLIGHT_URLS addresses, PREFLIGHT_SECONDS for all of them together. */
#pragma once
#include "core/campaign/campaign.h"
#include "core/sender/sender.h"
#include "wire/message.h"

#define PREFLIGHT_URLS 40u
#define PREFLIGHT_SECONDS 8

struct preflight_mail {
	str id;			      /* the campaign's, or the sequence's and the step's: what it is kept under */
	str campaign_id, sequence_id; /* one of them */
	str subject, content, text_content;
	bool html;		     /* else plain text */
	const struct sender *sender; /* NULL: none yet */
	str raw; /* the message as one person gets it, for the spam filter; absent: it cannot be put together */
	int64_t recipients;
	str label; /* which of several mails this is, for people; absent: there is one */
};

/* Adds to out what is found. Never fails for the network's sake: what could not be asked is said as a finding. */
err preflight_look(const struct app *app, tenant_db db, struct arena *a, const struct preflight_mail *mail,
		   struct checks *out);

/* What a spam filter makes of mail->raw, when one is configured. (preflight_look asks it, too.) */
void preflight_spam(const struct app *app, struct arena *a, const struct preflight_mail *mail, struct checks *out);

/* preflight_auth.c */
/* Whether mail is signed here; told when it ought to be and is not. Asks nobody but the database. */
bool preflight_keys(const struct app *app, tenant_db db, struct arena *a, const struct preflight_mail *mail,
		    struct checks *out);
/* False: DNS did not answer, and need not be asked again now. */
bool preflight_auth(const struct app *app, struct arena *a, const struct preflight_mail *mail, bool signs,
		    struct checks *out);
/* preflight_links.c: the addresses in a mail, and what becomes of those who follow them. */
struct targets;
struct targets *preflight_targets(struct arena *a, const struct preflight_mail *mail);
void preflight_targets_text(const struct targets *t, struct buf *out);
void preflight_links(const struct app *app, struct arena *a, struct targets *t, bool dns, struct checks *out);
/* "example.com", "a.test" …: names that the world's DNS does not have (RFC 2606, RFC 6761). */
bool preflight_reserved(str domain);
