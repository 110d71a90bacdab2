/* Accounts: who may sign in, and what is his own. Passwords are Argon2id; a wrong password and an unknown address take
 * the same time and give the same answer; failures are throttled per address and network, per address, and per network,
 * but of somebody on a device they have signed in on before (device.h) by that device alone.
 * No password and no token is ever logged or stored in clear. */
#pragma once
#include "base/num.h"
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_body.h"
#include "wire/json_write.h"

#define ACCOUNT_NAME_MAX 200u
#define DEMO_EMAIL "demo@loumass.local"

struct account {
	str id, email, name, image, timezone, locale;
	bool is_operator;
	int64_t created_at;
	str holidays; /* JSON: dates, as 2026-12-25 or 12-25; absent: none */
};
void account_write(struct json_writer *w, const struct account *a); /* {id, email, name, …} */

struct account_new {
	str email, name, password;
	str locale;
	bool is_operator; /* the first user of an installation always is */
};
/* ERR_CONFLICT: the address is taken. ERR_INVALID: errors say what. */
err account_create(system_db db, struct arena *a, const struct account_new *in, struct field_errors *errors, str *id);
/* The rows of one: its address is known to be theirs, its password hashed. ERR_CONFLICT. */
err account_insert(system_db db, struct arena *a, const struct account_new *in, str password_hash, str *id);
/* Is there none on this installation yet? */
err account_none(system_db db, struct arena *a, bool *none);

struct account_try {
	str email, password;
	str client; /* the address it comes from */
	str device; /* the cookie of known devices (device.h); may be absent */
};
/* Is the password right? ERR_AUTH: no (or no such user). ERR_AGAIN: too many failures; *retry_after in seconds.
 * *failed: how often it went wrong before, from the same client. */
err account_check(const struct app *app, struct arena *a, const struct account_try *t, str *user_id, int64_t *failed,
		  int64_t *retry_after);
/* ERR_NOT_FOUND. Takes the address in any case. */
err account_find(system_db db, struct arena *a, str email, str *user_id);

err account_get(tenant_db db, struct arena *a, struct account *out);
struct account_patch {
	struct json_opt_str name, timezone, locale;
	struct json_strs holidays;
};
err account_update(tenant_db db, struct arena *a, const struct account_patch *in, struct field_errors *errors,
		   struct account *out);
/* The password again, from somebody who is signed in. Wrong guesses are throttled: ERR_AGAIN with *retry_after. */
struct account_proof {
	str password;
	str session; /* whose; the one that stays */
	int64_t *retry_after;
};
err account_prove(const struct app *app, tenant_db db, struct arena *a,
		  const struct account_proof *p); /* ERR_FORBIDDEN */
/* ERR_FORBIDDEN: the current one is wrong. Ends all sessions but the proof's. */
err account_password(const struct app *app, tenant_db db, struct arena *a, const struct account_proof *proof, str next,
		     struct field_errors *errors);
/* Without the old one; ends all sessions. For operators on the machine. */
err account_password_reset(system_db db, struct arena *a, str user_id, str next, struct field_errors *errors);

struct account_removed {
	int64_t contacts, campaigns, sequences, enrollments, recipients, events, suppressions, senders, captures,
		imports, sessions, api_keys;
};
void account_removed_write(struct json_writer *w, const struct account_removed *r);
/* Everything of the user goes; says what. */
err account_remove(tenant_db db, struct arena *a, struct account_removed *out);
/* The same after the password was given: ERR_FORBIDDEN when it is wrong. */
err account_remove_checked(const struct app *app, tenant_db db, struct arena *a, const struct account_proof *proof,
			   struct account_removed *out);

/* Every row of the user's, one JSON object a line: {"model": …, "row": …}. write is called with whole lines. */
err account_export(tenant_db db, struct arena *a, err (*write)(void *arg, str line), void *arg);
/* Old sessions, throttles and idempotency keys go; from time to time. */
err account_sweep(system_db db, struct arena *a, int64_t now);
