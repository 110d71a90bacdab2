/* Tracking domains over REST, and what a reverse proxy asks before it gets a certificate for a name. */
#include "api/api.h"
#include "base/limits.h"
#include "core/sender/tracking_domain.h"

static const struct schema_field record_fields[] = {
	{ "type", SCHEMA_STR, .values = "CNAME|A|AAAA|TXT" },
	{ "name", SCHEMA_STR },
	{ "value", SCHEMA_STR },
	{ "alternative", SCHEMA_BOOL, .doc = "Where the name cannot have a CNAME: these addresses instead" },
};
static const struct schema record_schema = SCHEMA(NULL, record_fields);
static const struct schema_field found_fields[] = {
	{ "type", SCHEMA_STR, .values = "CNAME|A|AAAA" },
	{ "value", SCHEMA_STR },
};
static const struct schema found_schema = SCHEMA(NULL, found_fields);
static const struct schema_field domain_fields[] = {
	{ "id", SCHEMA_ID },
	{ "domain", SCHEMA_STR },
	{ "verified", SCHEMA_BOOL, .doc = "Links, pixels and the unsubscribe page use it" },
	{ "dnsRecords", SCHEMA_OBJ, .array = true, .nullable = true, .of = &record_schema, .doc = "What to set" },
	{ "found", SCHEMA_OBJ, .array = true, .nullable = true, .of = &found_schema,
	  .doc = "What DNS said at the last check; null before the first" },
	{ "error", SCHEMA_STR, .nullable = true, .doc = "What is wrong, and what to do" },
	{ "checkedAt", SCHEMA_TIME, .nullable = true },
	{ "createdAt", SCHEMA_TIME },
	{ "updatedAt", SCHEMA_TIME },
};
static const struct schema domain_schema = SCHEMA("TrackingDomain", domain_fields);

static err tracking_domains_list(struct api_call *call, tenant_db db)
{
	struct tracking_domain *v;
	size_t n;
	TRY(tracking_domain_list(db, call->arena, &v, &n));
	api_list_begin(call);
	for (size_t i = 0; i < n; i++)
		tracking_domain_write(call->out, &v[i]);
	api_list_end(call, STR_NULL);
	return OK;
}

struct add_body {
	str domain;
};
static const struct json_field add_fields[] = {
	JSON_FIELD(struct add_body, domain, "domain", JSON_FIELD_STR, .required = true, .max = ADDR_DOMAIN_MAX,
		   .doc = "A name of yours, best one made for it: click.example.com"),
};

static err tracking_domains_add(struct api_call *call, tenant_db db)
{
	const struct add_body *b = call->body;
	struct tracking_domain d;
	err e = tracking_domain_add(call->app, db, call->arena, b->domain, &d);
	if (e.code == ERR_INVALID)
		return api_invalid(call, "domain", e.why);
	TRY(e);
	tracking_domain_write(call->out, &d);
	return OK;
}

static err tracking_domains_get(struct api_call *call, tenant_db db)
{
	struct tracking_domain d;
	TRY(tracking_domain_get(db, call->arena, api_param(call, "id"), &d));
	tracking_domain_write(call->out, &d);
	return OK;
}

static err tracking_domains_verify(struct api_call *call, tenant_db db)
{
	struct tracking_domain d;
	TRY(tracking_domain_verify(call->app, db, call->arena, api_param(call, "id"), &d));
	tracking_domain_write(call->out, &d);
	return OK;
}

static err tracking_domains_remove_(struct api_call *call, tenant_db db)
{
	return tracking_domain_delete(db, call->arena, api_param(call, "id"));
}

static const struct api_param tls_query[] = {
	{ .name = "domain",
	  .kind = PARAM_STR,
	  .max = ADDR_DOMAIN_MAX,
	  .doc = "The name that a client wants a certificate for" },
};

/* Caddy's on-demand TLS asks: 200 says go on, anything else no. A stranger learns no more than a connection tells. */
static err tracking_domains_tls_check(struct api_call *call, system_db db)
{
	str domain = api_query(call, "domain");
	TRY(tracking_domain_served(call->app->config, db, call->arena, domain));
	json_begin_obj(call->out);
	json_kv_str(call->out, "domain", domain);
	json_end_obj(call->out);
	return OK;
}
static const struct schema_field tls_fields[] = { { "domain", SCHEMA_STR } };
static const struct schema tls_schema = SCHEMA(NULL, tls_fields);

const struct route tracking_domain_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/tracking-domains",
	  .tenant = tracking_domains_list,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_LIST,
	  .answer = &domain_schema,
	  .summary = "Your own domains for links and pixels" },
	{ .method = HTTP_POST,
	  .path = "/api/tracking-domains",
	  .tenant = tracking_domains_add,
	  .scope = SCOPE_SENDERS_WRITE,
	  .flags = ROUTE_WAITS | ROUTE_IDEMPOTENT,
	  ROUTE_BODY(add_fields, struct add_body),
	  .answer = &domain_schema,
	  .status = 201,
	  .summary = "Add one",
	  .doc = "Set one of `dnsRecords`, then verify. A name belongs to one account." },
	{ .method = HTTP_GET,
	  .path = "/api/tracking-domains/:id",
	  .tenant = tracking_domains_get,
	  .scope = SCOPE_READ,
	  .answer = &domain_schema,
	  .summary = "One tracking domain" },
	{ .method = HTTP_POST,
	  .path = "/api/tracking-domains/:id/verify",
	  .tenant = tracking_domains_verify,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_SENDERS_WRITE,
	  .answer = &domain_schema,
	  .summary = "Ask DNS now",
	  .doc = "Also done daily. `found` stands beside `dnsRecords`; links use a verified domain at once." },
	{ .method = HTTP_DELETE,
	  .path = "/api/tracking-domains/:id",
	  .tenant = tracking_domains_remove_,
	  .scope = SCOPE_SENDERS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Give it up",
	  .doc = "Links in mail that is out keep working as long as its DNS record points here; take the record away "
		 "when nobody needs them." },
	{ .method = HTTP_GET,
	  .path = "/api/tls-check",
	  .system = tracking_domains_tls_check,
	  .scope = SCOPE_PUBLIC,
	  ROUTE_QUERY(tls_query),
	  .answer = &tls_schema,
	  .summary = "May a proxy get a certificate for this name?",
	  .doc = "For Caddy's on-demand TLS (docs/operating.md): 200 for the installation's own name and for verified "
		 "tracking domains, else 404." },
};
const size_t tracking_domain_routes_n = sizeof(tracking_domain_routes) / sizeof(*tracking_domain_routes);
