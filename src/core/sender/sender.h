/* Senders: how a tenant's mail leaves. An SMTP account, a mailbox of Gmail, or `capture`, which keeps what would have
 * gone out and needs no network. Secrets are sealed with the installation's key, bound to the sender's id, and never
 * leave this module but to the code that logs in with them. Quotas are enforced by the sending engine; here they are
 * set and shown. Hosts are not restricted to public addresses: a relay on the local network is the usual case of a
 * self-hosted installation (docs/senders.md says what that means for an installation with strangers as tenants). */
#pragma once
#include "base/num.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_body.h"
#include "wire/json_write.h"
#include "wire/token.h"

#define SENDERS_MAX 200u /* of one tenant */

struct sender {
	str id, kind; /* "smtp", "capture", "gmail" */
	str name, from_email, from_name, reply_to;
	str host;
	struct opt_i64 port;
	str security; /* "none", "starttls", "tls" */
	bool tls_verify;
	str auth; /* "none", "plain", "login", "xoauth2" */
	str username;
	str secret_sealed;			      /* absent: none is stored */
	struct opt_i64 per_second, per_hour, per_day; /* none: no limit of ours */
	int64_t max_connections;
	str status; /* "UNVERIFIED", "ACTIVE", "PAUSED" */
	str pause_reason;
	str refusals; /* JSON: domains that refuse it because of itself */
	struct opt_i64 paused_until, verified_at;
	bool is_default;
	bool dkim;	 /* we sign its mail: its server does not */
	bool reply_tags; /* Reply-To and the envelope name the recipient: name+<id>@domain */
	bool has_mailbox;
	str leave_to; /* the address whose mail we read; absent: none */
	str locale;   /* the account's */
	/* The ramp of a new sender (core/sender/warmup.h); no target: none. */
	struct opt_i64 warmup_start, warmup_target, warmup_limit, warmup_started_at;
	str warmup_note;
	/* Of auth xoauth2: how access tokens are fetched (core/sender/sender_token.h). token_url absent: the secret is the
	 * token. */
	str token_url, client_id, scope, client_secret_sealed, refresh_token_sealed;
	struct opt_i64 token_expires_at;
	str token_error;
	int64_t used_hour, used_day; /* granted in the last 60 minutes and 24 hours */
	int64_t created_at, updated_at;
	int64_t revision;
	str revised_fields; /* JSON: the revision that changed each field last */
};

/* What a person may set. For a new sender as for a change: what is not given stays (or has its default). */
struct sender_patch {
	struct json_opt_str kind, name, from_email, from_name, reply_to, host, security, auth, username, secret;
	struct json_opt_str token_url, client_id, scope, client_secret,
		refresh_token; /* token_url null: none of them */
	struct json_patch_i64 port, per_second, per_hour, per_day, max_connections;
	struct json_patch_i64 warmup_start, warmup_target;
	struct opt_bool tls_verify, is_default, dkim, reply_tags;
	struct opt_i64 version; /* that was read; none: whatever is there */
};

/* ERR_INVALID with errors by field; ERR_CONFLICT: the kind of a sender cannot be changed; ERR_STALE: its version is
 * another by now. The first sender of a tenant becomes its default, and the first one that really sends does. A change of the server or the log-in makes the sender UNVERIFIED: it sends only after a test
 * has passed (or was waived by sender_resume). */
err sender_create(tenant_db db, struct arena *a, const struct keyring *kr, const struct sender_patch *in,
		  struct field_errors *errors, struct sender *out);
err sender_update(tenant_db db, struct arena *a, const struct keyring *kr, str id, const struct sender_patch *in,
		  struct field_errors *errors, struct sender *out);
err sender_get(tenant_db db, struct arena *a, str id, struct sender *out); /* ERR_NOT_FOUND */
/* By id, by name, or, when only one has it, by kind. ERR_NOT_FOUND, ERR_CONFLICT when several fit. */
err sender_find(tenant_db db, struct arena *a, str word, struct sender *out);
/* The tenant's default, or its oldest. ERR_NOT_FOUND: there is none. */
err sender_default(tenant_db db, struct arena *a, struct sender *out);
/* All of them, the default first. */
err sender_list(tenant_db db, struct arena *a, struct sender **out, size_t *n);
/* ERR_CONFLICT while a sequence or a campaign that is not SENT uses it. */
err sender_delete(tenant_db db, struct arena *a, str id);
err sender_pause(tenant_db db, struct arena *a, str id, struct sender *out);
err sender_resume(tenant_db db, struct arena *a, str id, struct sender *out);

/* Every new account gets a capture sender, in the transaction that makes it, so that a first campaign needs no mail
 * server. Nothing when the user has a sender. */
err sender_first(system_db db, struct arena *a, str user_id, str from_email, str from_name);

/* The secret in clear: for logging in with it, nothing else; wipe it. Absent when none is stored. ERR_INVALID: sealed
 * by a key that is lost. */
err sender_secret(struct arena *a, const struct keyring *kr, str sender_id, str sealed, str *out);

/* A test connection: what was tried, in order. Marks the sender verified when all went well. */
struct sender_test_step {
	const char *step; /* "connect", "tls", "auth", "mail"; of a mailbox: "folder" */
	bool ok;
	str reply;
};
struct sender_test {
	bool ok;
	struct sender_test_step steps[4];
	size_t n;
};
struct app;
err sender_test(const struct app *app, tenant_db db, struct arena *a, str id, struct sender_test *out);
/* OK when the test passed; ERR_UNAVAILABLE when the server was not reached, ERR_CONFLICT when it answered and refused. */
err sender_test_result(const struct sender_test *t, const char *why);

/* As the API shows it: never the secret. */
void sender_write(struct json_writer *w, const struct sender *s);
