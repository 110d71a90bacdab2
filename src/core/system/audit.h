/* What people and API keys did, per tenant: rows that are only added, each with a keyed hash over itself and the hash
 * before it, and a head that says where the chain ends. Changing, removing or inserting a row shows, to whoever has the
 * installation's secret. Rows hold ids and names of fields, never people's addresses. */
#pragma once
#include "base/num.h"
#include "db/tenant.h"
#include "wire/token.h"

#define AUDIT_DETAIL_MAX 500u

struct audit_entry {
	int64_t seq, at;
	str actor;			      /* session, key, cli, person, system */
	str actor_id, action, target, detail; /* all but action may be absent */
	str hash;
	str id, who; /* of a page: who is the API key's name, absent when it is gone */
};
/* at is filled in. */
err audit_append(tenant_db db, struct arena *a, const struct keyring *kr, const struct audit_entry *e);

struct audit_page {
	struct audit_entry *v;
	size_t n;
	bool more;
};
/* Newest first; before: a seq, absent: from the newest. actor absent: any. */
err audit_list(tenant_db db, struct arena *a, str actor, struct opt_i64 before, int64_t limit, struct audit_page *out);

struct audit_proof {
	int64_t entries;
	str head;	   /* hash of the last one: keep it elsewhere, and a rolled-back log shows, too */
	int64_t broken_at; /* the first seq that does not fit; 0: all do */
	const char *why;
};
err audit_verify(tenant_db db, struct arena *a, const struct keyring *kr, struct audit_proof *out);
