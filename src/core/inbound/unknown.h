/* Refusals whose words are in no table (wire/refusal.h), so that the table can grow: each distinct text once, without
 * addresses, hosts and numbers, with how often it was seen. A tenant sees its own, the operator all texts together and
 * not whose they are. Bounded: UNKNOWN_MAX texts a tenant, for UNKNOWN_KEPT_DAYS. */
#pragma once
#include "db/tenant.h"
#include "wire/json_write.h"

#define UNKNOWN_MAX 200
#define UNKNOWN_DAYS 30 /* shown */
#define UNKNOWN_KEPT_DAYS 90
#define UNKNOWN_SHOWN 100

enum unknown_way { UNKNOWN_SESSION, UNKNOWN_REPORT }; /* the server's reply; a report in the mailbox */

/* Whether a server's whole reply ("550 5.0.0 …") refuses for a reason that is in no table. */
bool unknown_refusal(struct arena *a, str reply);
struct unknown_new {
	str user_id, words;
};
/* In the caller's transaction. */
err unknown_add(system_db db, struct arena *a, enum unknown_way way, const struct unknown_new *v, size_t n, int64_t at);
err unknown_sweep(system_db db, struct arena *a);

struct unknown_text {
	str id; /* of a tenant's own; absent: of several together */
	str way, words;
	int64_t count, last_at;
	struct opt_i64 first_at; /* as id */
};
struct unknown_list {
	struct unknown_text *v;
	size_t n;
};
err unknown_list(tenant_db db, struct arena *a,
		 struct unknown_list *out); /* of UNKNOWN_DAYS, the most frequent first */
err unknown_list_all(system_db db, struct arena *a, struct unknown_list *out); /* of all tenants together */
void unknown_write(struct json_writer *w, const struct unknown_text *t);
