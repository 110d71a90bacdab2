/* Who must not be mailed: addresses, or whole domains ("@example.com"), of one tenant. Stored in lower case throughout:
 * a planner compares s."email" = lower(c."email") or s."email" = '@' || the domain in lower case. Suppressing the same
 * address again keeps the first reason. */
#pragma once
#include "base/arena.h"
#include "db/db.h"

enum suppression_reason {
	SUPPRESSION_UNSUBSCRIBE,
	SUPPRESSION_BOUNCE,
	SUPPRESSION_COMPLAINT,
	SUPPRESSION_MANUAL,
	SUPPRESSION_IMPORT,
	SUPPRESSION_REASON_COUNT
};
str suppression_reason_name(enum suppression_reason r); /* "unsubscribe", ... as stored */
bool suppression_reason_parse(str s, enum suppression_reason *out);

struct suppression {
	str id, email, reason, source;
	int64_t created_at;
};

/* For the accounting of senders and of the tracking drain: many at once, of any tenants, inside their transaction and
 * in the lock order of core/stats.h. Those that exist stay as they are. */
struct suppression_new {
	str user_id, email;
	enum suppression_reason reason;
	str source; /* "smtp 550 5.1.1", a recipient's id, ...; absent: none */
	int64_t at;
};
err suppression_add_many(system_db db, struct arena *a, const struct suppression_new *v, size_t n);

/* The tenant's own hands. text: an address or "@domain". ERR_INVALID with the rule, ERR_CONFLICT: is there already. */
err suppression_add(tenant_db db, struct arena *a, str text, enum suppression_reason reason, str source,
		    struct suppression *out);
err suppression_delete(tenant_db db, struct arena *a, str id); /* ERR_NOT_FOUND */

struct suppression_list_in {
	str search, reason; /* absent: all */
	str cursor;	    /* id of the last one seen; absent: from the newest */
	int64_t limit;
};
struct suppression_list {
	struct suppression *v;
	size_t n;
	bool more;
};
err suppression_list(tenant_db db, struct arena *a, const struct suppression_list_in *in, struct suppression_list *out);
err suppression_count(tenant_db db, struct arena *a, str search, str reason, int64_t *out);

/* One address or @domain a line, blanks and '#' comments skipped. Lines that are neither are counted in refused. */
struct suppression_import {
	int64_t added, existing, refused;
};
err suppression_import(tenant_db db, struct arena *a, str text, struct suppression_import *out);

/* Calls fn for each, oldest first; its error stops and is returned. */
typedef err suppression_fn(void *arg, const struct suppression *s);
err suppression_each(tenant_db db, struct arena *a, suppression_fn *fn, void *arg);
