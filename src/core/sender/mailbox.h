/* A sender's mailbox: where the answers to its mail arrive, and how to look into it. One per sender; a Gmail sender
 * has one by itself. The secret is sealed, bound to the mailbox's sender, and never shown. It also holds what a tenant
 * wants done about bounces. */
#pragma once
#include "core/ground/config.h"
#include "core/sender/deliver.h"
#include "core/sender/sender.h"
#include "db/tenant.h"

struct mailbox {
	str id, sender_id, kind; /* "imap", "gmail" */
	str host;
	struct opt_i64 port;
	str security; /* "none", "starttls", "tls" */
	bool tls_verify;
	str auth; /* "plain", "xoauth2" */
	str username, secret_sealed, folder;
	bool enabled;
	str error; /* of the last look; absent: it went well */
	struct opt_i64 checked_at, last_message_at;
	int64_t created_at, updated_at;
};

struct mailbox_patch {
	struct json_opt_str host, security, auth, username, secret, folder;
	struct json_patch_i64 port;
	struct opt_bool tls_verify, enabled;
};

err mailbox_get(tenant_db db, struct arena *a, str sender_id, struct mailbox *out); /* ERR_NOT_FOUND */
/* Makes it or changes it: what is not given stays, or has its default. Another server, log-in or folder is read from
 * what arrives next on. ERR_INVALID with errors by field. */
err mailbox_set(tenant_db db, struct arena *a, const struct keyring *kr, str sender_id, const struct mailbox_patch *in,
		struct field_errors *errors, struct mailbox *out);
err mailbox_delete(tenant_db db, struct arena *a, str sender_id); /* ERR_NOT_FOUND */
/* One that was not looked into for so long (seconds) cannot be, now: nobody waits for what is in it. */
static inline double mailbox_stale(const struct config *c)
{
	return 60 + 3 * (double)c->inbound_poll / 1e6;
}
/* Connects, logs in, opens the folder read-only. Steps "connect", "tls", "auth", "folder". */
err mailbox_test(const struct app *app, tenant_db db, struct arena *a, str sender_id, struct sender_test *out);
/* Which of these messages are among its sent mail (found: n flags). ERR_CONFLICT: there is no IMAP mailbox, or no folder of
 * sent mail in it; ERR_UNAVAILABLE: it could not be asked, and why. */
err mailbox_find_sent(const struct app *app, tenant_db db, struct arena *a, str sender_id, const str *message_ids,
		      size_t n, bool *found);
/* In clear, for logging in; wipe it. Of auth xoauth2 without a secret of its own: the sender's token
 * (core/sender/sender_token.h). ERR_INVALID: sealed by a key that is lost. */
err mailbox_secret(const struct app *app, struct arena *a, str sender_id, str auth, str sealed, str *out);
void mailbox_write(struct json_writer *w, const struct mailbox *m);

/* A tenant's rules about bounces. Rates are shares of what was sent; none: campaigns are never paused for it. */
struct inbound_settings {
	struct opt_f64 bounce_rate, complaint_rate;
	int64_t guard_after, soft_bounces, soft_bounce_days;
};
err inbound_settings_get(tenant_db db, struct arena *a, struct inbound_settings *out);
/* Fields of the JSON object that are given. ERR_INVALID with errors. */
err inbound_settings_set(tenant_db db, struct arena *a, const struct json *in, struct field_errors *errors,
			 struct inbound_settings *out);
void inbound_settings_write(struct json_writer *w, const struct inbound_settings *s);
