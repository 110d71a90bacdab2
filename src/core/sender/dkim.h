/* DKIM keys of the domains that a tenant's mail comes from: made here, two at a time (RSA and Ed25519), sealed, never
 * shown. A key waits until its record is seen in DNS, then it signs; the one it follows stays in DNS for a week, for
 * mail that is under way, and goes then. A successor is made half a year later, and waits for its record likewise. */
#pragma once
#include "core/ground/app.h"
#include "wire/dkim.h"

#define DKIM_DOMAINS_MAX 100u /* keys of one tenant: twice that, and as many in rotation */

struct dkim_key {
	str id, domain, selector, algorithm;
	str public_;
	str state; /* "waiting", "active", "retiring" */
	str error; /* what is wrong with its record; absent: nothing, or never looked */
	int64_t created_at;
	struct opt_i64 checked_at, activated_at;
	struct opt_i64 rotate_at; /* active: a successor is due; retiring: its record may go */
};
err dkim_list(tenant_db db, struct arena *a, str domain, struct dkim_key **out, size_t *n);
/* The first keys of a domain, or the next ones. ERR_CONFLICT: some wait already. ERR_INVALID: no domain. */
err dkim_make(const struct app *app, tenant_db db, struct arena *a, str domain);
err dkim_delete(tenant_db db, struct arena *a, str domain); /* ERR_NOT_FOUND: it has none */
str dkim_record_name(struct arena *a, const struct dkim_key *k);
str dkim_record_value(struct arena *a, const struct dkim_key *k);
/* What DNS said of the keys' records, question by question: moves their states. */
err dkim_seen(tenant_db db, struct arena *a, const struct dkim_key *k, const struct dns_question *q, size_t n);

/* Asks DNS about the keys of a domain. */
err dkim_check(const struct app *app, tenant_db db, struct arena *a, str domain);
/* By itself, for all tenants: looks at records, makes successors, ends what is retired. */
err dkim_upkeep(const struct app *app, struct arena *a);

/* Who signs mail from this domain; keys are read anew each time, so that a rotation counts at once. One without keys
 * when there are none. The caller's (dkim_signer_free). */
err dkim_signer_load(const struct keyring *kr, tenant_db db, struct arena *a, str from_domain,
		     struct dkim_signer **out);
