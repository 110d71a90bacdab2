/* The domains that mail comes from: what DNS says of them, what to set, and their DKIM keys. */
#include "api/api.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/sender/domain_setup.h"

#define KEPT_FOR (5 * US_PER_MIN) /* a look at DNS is shown again for so long */

static const struct schema_field line_fields[] = {
	{ "domain", SCHEMA_STR },
	{ "senders", SCHEMA_I64, .doc = "Of this domain" },
	{ "signs", SCHEMA_BOOL, .doc = "A sender of it has its mail signed here" },
	{ "state", SCHEMA_STR, .nullable = true, .values = "ok|warning|missing|wrong|unknown",
	  .doc = "The worst of its set-up at the last look; null before the first" },
	{ "checkedAt", SCHEMA_TIME, .nullable = true },
};
static const struct schema line_schema = SCHEMA("Domain", line_fields);

static const struct schema_field record_fields[] = {
	{ "type", SCHEMA_STR },
	{ "name", SCHEMA_STR },
	{ "value", SCHEMA_STR },
};
static const struct schema record_schema = SCHEMA(NULL, record_fields);
static const struct schema_field item_fields[] = {
	{ "id", SCHEMA_STR, .values = "spf|dkim|dmarc|mx|ptr" },
	{ "state", SCHEMA_STR, .values = "ok|warning|missing|wrong|unknown" },
	{ "message", SCHEMA_STR, .doc = "What is the matter, and what to do" },
	{ "why", SCHEMA_STR, .doc = "What the record is for" },
	{ "records", SCHEMA_OBJ, .array = true, .of = &record_schema, .doc = "The exact records to have" },
	{ "found", SCHEMA_STR, .array = true, .doc = "What DNS has" },
};
static const struct schema item_schema = SCHEMA(NULL, item_fields);
static const struct schema_field key_fields[] = {
	{ "selector", SCHEMA_STR },
	{ "algorithm", SCHEMA_STR, .values = "rsa-sha256|ed25519-sha256" },
	{ "state", SCHEMA_STR, .values = "waiting|active|retiring",
	  .doc = "waiting for its record; active: it signs; retiring: its record must stay until rotateAt" },
	{ "error", SCHEMA_STR, .nullable = true, .doc = "What is wrong with its record" },
	{ "recordName", SCHEMA_STR },
	{ "recordValue", SCHEMA_STR },
	{ "createdAt", SCHEMA_TIME },
	{ "activatedAt", SCHEMA_TIME, .nullable = true },
	{ "rotateAt", SCHEMA_TIME, .nullable = true, .doc = "When a successor is made, or a retiring key ends" },
};
static const struct schema key_schema = SCHEMA(NULL, key_fields);
static const struct schema_field setup_fields[] = {
	{ "domain", SCHEMA_STR },
	{ "signs", SCHEMA_BOOL },
	{ "items", SCHEMA_OBJ, .array = true, .of = &item_schema },
	{ "keys", SCHEMA_OBJ, .array = true, .of = &key_schema },
	{ "checkedAt", SCHEMA_TIME },
};
static const struct schema setup_schema = SCHEMA("DomainSetup", setup_fields);

static err domains_list(struct api_call *call, tenant_db db)
{
	struct domain_line *v;
	size_t n;
	TRY(domain_list(db, call->arena, &v, &n));
	api_list_begin(call);
	for (size_t i = 0; i < n; i++) {
		json_begin_obj(call->out);
		json_kv_str(call->out, "domain", v[i].domain);
		json_kv_i64(call->out, "senders", v[i].senders);
		json_kv_bool(call->out, "signs", v[i].signs);
		json_kv_str(call->out, "state", v[i].state);
		json_kv_opt_time(call->out, "checkedAt", v[i].checked_at);
		json_end_obj(call->out);
	}
	api_list_end(call, STR_NULL);
	return OK;
}

struct add_body {
	str domain;
};
static const struct json_field add_fields[] = {
	JSON_FIELD(struct add_body, domain, "domain", JSON_FIELD_STR, .required = true, .max = ADDR_DOMAIN_MAX,
		   .doc = "What stands behind the @ of your From addresses"),
};

static err domains_add(struct api_call *call, tenant_db db)
{
	const struct add_body *b = call->body;
	str json;
	err e = domain_add(call->app, db, call->arena, b->domain, &json);
	if (e.code == ERR_INVALID)
		return api_invalid(call, "domain", e.why);
	TRY(e);
	json_put_raw(call->out, json);
	return OK;
}

static err domains_remove_(struct api_call *call, tenant_db db)
{
	return domain_delete(db, call->arena, api_param(call, "domain"));
}

static err domains_answer(struct api_call *call, tenant_db db, int64_t max_age)
{
	str json;
	TRY(domain_setup_json(call->app, db, call->arena, api_param(call, "domain"), max_age, &json));
	json_put_raw(call->out, json);
	return OK;
}

static err domains_setup(struct api_call *call, tenant_db db)
{
	return domains_answer(call, db, KEPT_FOR);
}

static err domains_check(struct api_call *call, tenant_db db)
{
	return domains_answer(call, db, 0);
}

static err domains_make_keys(struct api_call *call, tenant_db db)
{
	str ascii;
	TRY(domain_mine(db, call->arena, api_param(call, "domain"), &ascii));
	TRY(dkim_make(call->app, db, call->arena, ascii));
	return domains_answer(call, db, 0);
}

static err domains_delete_keys(struct api_call *call, tenant_db db)
{
	str ascii;
	TRY(domain_mine(db, call->arena, api_param(call, "domain"), &ascii));
	return dkim_delete(db, call->arena, ascii);
}

const struct route domain_routes[] = {
	{ .method = HTTP_GET,
	  .path = "/api/domains",
	  .tenant = domains_list,
	  .scope = SCOPE_READ,
	  .shape = SHAPE_LIST,
	  .answer = &line_schema,
	  .summary = "The domains that your mail comes from" },
	{ .method = HTTP_POST,
	  .path = "/api/domains",
	  .tenant = domains_add,
	  .scope = SCOPE_SENDERS_WRITE,
	  .flags = ROUTE_WAITS | ROUTE_IDEMPOTENT,
	  ROUTE_BODY(add_fields, struct add_body),
	  .answer = &setup_schema,
	  .status = 201,
	  .summary = "Look at a domain before it has a sender" },
	{ .method = HTTP_DELETE,
	  .path = "/api/domains/:domain",
	  .tenant = domains_remove_,
	  .scope = SCOPE_SENDERS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Forget a domain without senders, and its keys" },
	{ .method = HTTP_GET,
	  .path = "/api/domains/:domain/setup",
	  .tenant = domains_setup,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_READ,
	  .answer = &setup_schema,
	  .summary = "SPF, DKIM, DMARC, MX and PTR: as it is, and as it should be",
	  .doc = "As DNS said within the last five minutes; `/check` asks anew." },
	{ .method = HTTP_POST,
	  .path = "/api/domains/:domain/check",
	  .tenant = domains_check,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_SENDERS_WRITE,
	  .answer = &setup_schema,
	  .summary = "Ask DNS now",
	  .doc = "DKIM keys whose records are found begin to sign." },
	{ .method = HTTP_POST,
	  .path = "/api/domains/:domain/dkim",
	  .tenant = domains_make_keys,
	  .flags = ROUTE_WAITS,
	  .scope = SCOPE_SENDERS_WRITE,
	  .answer = &setup_schema,
	  .status = 201,
	  .summary = "Make DKIM keys, or the next ones",
	  .doc = "One RSA, one Ed25519. They sign once their records are found; those before keep their records for a "
		 "week. "
		 "Signing is switched on at the sender (`dkim`)." },
	{ .method = HTTP_DELETE,
	  .path = "/api/domains/:domain/dkim",
	  .tenant = domains_delete_keys,
	  .scope = SCOPE_SENDERS_WRITE,
	  .shape = SHAPE_EMPTY,
	  .summary = "Delete all DKIM keys of a domain",
	  .doc = "Mail of this domain is not signed here any more." },
};
const size_t domain_routes_n = sizeof(domain_routes) / sizeof(*domain_routes);
