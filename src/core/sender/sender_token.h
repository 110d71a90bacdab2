/* Access tokens of SMTP senders that log in by XOAUTH2, fetched at the token endpoint that the user named: by a refresh
 * token (RFC 6749 section 6), else by the client's own right (section 4.4), as Microsoft 365 and others want it. A
 * token is fetched ten minutes before the last one ends, by one process at a time, and sealed like the sender's secret,
 * so that whoever logs in finds one that lives. Mailboxes that log in by XOAUTH2 without a secret of their own use it,
 * too.
 *
 * The endpoint is on the public internet and speaks https, unless the installation lets users name other addresses
 * (allow_private_urls). Secrets go there and nowhere else. */
#pragma once
#include "core/ground/app.h"

/* A token of the sender's that lives for another two minutes at least. Blocks for up to a minute. ERR_AUTH: the server
 * refuses what it was given; an ACTIVE sender is paused then, with its words. ERR_UNAVAILABLE: not now. ERR_NOT_FOUND:
 * this sender's tokens are not fetched. */
err sender_token(const struct app *app, struct arena *a, str sender_id, str *access);

/* Fetches in time for the senders that may send (work). */
extern const struct service sender_token_service;

/* What the sender's secrets are bound to. */
str sender_seal_context(struct arena *a, str sender_id);
