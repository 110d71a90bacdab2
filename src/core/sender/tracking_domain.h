/* Tracking domains: a tenant's own name for links, pixels and the unsubscribe page. It is verified when DNS says both: it
 * leads here (a CNAME to the host of LOUMASS_URL, or addresses that are all among that host's), and it is theirs (a TXT
 * record with a label of the account). Checked when a person asks, and daily; an answer that does not come changes
 * nothing, another answer three times in a row takes the domain out of use. A name belongs to whoever proves it: one that
 * was not proven within a day may be added by another account, and one that another account has goes to who adds it with
 * their label in DNS. */
#pragma once
#include "core/ground/app.h"
#include "wire/json_write.h"

#define TRACKING_DOMAINS_MAX 50u /* of one tenant */

struct tracking_domain {
	str id, domain; /* A-labels, lower case */
	bool verified;
	str dns_records; /* JSON: [{"type", "name", "value", "alternative"}] */
	str found;	 /* JSON: [{"type", "value"}]; absent: never checked */
	str error;	 /* absent: nothing is wrong */
	struct opt_i64 checked_at;
	int64_t created_at, updated_at;
};

/* ERR_INVALID: why says what is wrong with the name. ERR_CONFLICT: taken. */
err tracking_domain_add(const struct app *app, tenant_db db, struct arena *a, str domain, struct tracking_domain *out);
err tracking_domain_get(tenant_db db, struct arena *a, str id, struct tracking_domain *out);	/* ERR_NOT_FOUND */
err tracking_domain_find(tenant_db db, struct arena *a, str word, struct tracking_domain *out); /* by id or name */
err tracking_domain_list(tenant_db db, struct arena *a, struct tracking_domain **out, size_t *n);
err tracking_domain_delete(tenant_db db, struct arena *a, str id);
/* Asks DNS now, and stores what it says. */
err tracking_domain_verify(const struct app *app, tenant_db db, struct arena *a, str id, struct tracking_domain *out);
/* Checks those whose time has come, of all tenants. *n: how many. */
err tracking_domain_check_due(const struct app *app, struct arena *a, size_t *n);

/* OK: requests for this host are ours to answer, the installation's own or a verified domain. ERR_NOT_FOUND. */
err tracking_domain_served(const struct config *c, system_db db, struct arena *a, str host);

/* https://<domain>, as links begin; domain absent: the installation's own address. */
str tracking_base(const struct config *c, struct arena *a, str domain);

void tracking_domain_write(struct json_writer *w, const struct tracking_domain *d);
