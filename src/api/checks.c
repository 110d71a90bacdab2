#include "api/checks.h"

static const struct schema_field concerned_fields[] = { { "id", SCHEMA_ID }, { "email", SCHEMA_STR } };
static const struct schema concerned_schema = SCHEMA(NULL, concerned_fields);
static const struct schema_field check_fields[] = {
	{ "code", SCHEMA_STR, .doc = "Stable: empty_subject, template_error, missing_value, …" },
	{ "level", SCHEMA_STR, .values = "error|warning|info" },
	{ "message", SCHEMA_STR },
	{ "count", SCHEMA_I64, .nullable = true },
	{ "contacts", SCHEMA_OBJ, .array = true, .of = &concerned_schema, .doc = "Some of those concerned" },
};
static const struct schema check_schema = SCHEMA("Check", check_fields);
static const struct schema_field checks_fields[] = { { "checks", SCHEMA_OBJ, .array = true, .of = &check_schema } };
const struct schema checks_schema = SCHEMA("Checks", checks_fields);

static void write_check(struct json_writer *w, const struct campaign_check *c)
{
	json_begin_obj(w);
	json_kv_str(w, "code", str_z(c->code));
	json_kv_str(w, "level", str_z(check_level_name(c->level)));
	json_kv_str(w, "message", c->message);
	json_kv_opt_i64(w, "count", c->count);
	json_key(w, "contacts");
	json_begin_arr(w);
	for (size_t i = 0; i < c->contacts_n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "id", c->contacts[i].id);
		json_kv_str(w, "email", c->contacts[i].email);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
}

void checks_write(struct json_writer *w, const struct campaign_checks *c)
{
	json_begin_obj(w);
	json_key(w, "checks");
	json_begin_arr(w);
	for (size_t i = 0; i < c->n; i++)
		write_check(w, &c->v[i]);
	json_end_arr(w);
	json_end_obj(w);
}
