/* Written by tools/sqlgen from sql/q/tenant/contact.sql; do not edit. */
#include "db/gen/contact_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field contact_list_id_desc_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_desc_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_list_id_desc_in, tags) },
	{ "tag", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_desc_in, tag) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_desc_in, search) },
	{ "after_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_desc_in, after_id) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_id_desc_in, limit) },
};
static const struct db_field contact_list_id_desc_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_id_desc_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_id_desc_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_desc_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_desc_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_id_desc_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_id_desc_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_id_desc_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_id_desc_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_id_desc_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_id_desc_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_id_desc_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_desc_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_desc_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_id_desc_row, revision) },
};
static const struct db_query contact_list_id_desc_query = {
	.name = "contact_list_id_desc",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"  AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM \"ContactTag\" t WHERE t.\"userId\" = $1 AND t.\"tag\" = left($4, 200) AND t.\"contactId\" = c.\"id\"))\n"
		"  AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)\n"
		"  AND ($6::text IS NULL OR c.\"id\" < $6)\n"
		"ORDER BY c.\"id\" DESC LIMIT $7",
	.params = contact_list_id_desc_params,
	.n_params = 7,
	.cols = contact_list_id_desc_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_contact_list_id_desc_row),
	.custom = true,
	.reads = true,
};
err q_contact_list_id_desc(tenant_db db, struct arena *a, const struct q_contact_list_id_desc_in *in, struct q_contact_list_id_desc_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_list_id_desc_query, in, &rows));
	*out = (struct q_contact_list_id_desc_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_list_id_asc_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_asc_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_list_id_asc_in, tags) },
	{ "tag", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_asc_in, tag) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_asc_in, search) },
	{ "after_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_asc_in, after_id) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_id_asc_in, limit) },
};
static const struct db_field contact_list_id_asc_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_id_asc_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_id_asc_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_asc_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_asc_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_id_asc_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_id_asc_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_id_asc_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_id_asc_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_id_asc_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_id_asc_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_id_asc_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_asc_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_id_asc_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_id_asc_row, revision) },
};
static const struct db_query contact_list_id_asc_query = {
	.name = "contact_list_id_asc",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"  AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM \"ContactTag\" t WHERE t.\"userId\" = $1 AND t.\"tag\" = left($4, 200) AND t.\"contactId\" = c.\"id\"))\n"
		"  AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)\n"
		"  AND ($6::text IS NULL OR c.\"id\" > $6)\n"
		"ORDER BY c.\"id\" ASC LIMIT $7",
	.params = contact_list_id_asc_params,
	.n_params = 7,
	.cols = contact_list_id_asc_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_contact_list_id_asc_row),
	.custom = true,
	.reads = true,
};
err q_contact_list_id_asc(tenant_db db, struct arena *a, const struct q_contact_list_id_asc_in *in, struct q_contact_list_id_asc_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_list_id_asc_query, in, &rows));
	*out = (struct q_contact_list_id_asc_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_list_email_asc_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_asc_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_list_email_asc_in, tags) },
	{ "tag", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_asc_in, tag) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_asc_in, search) },
	{ "after_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_asc_in, after_id) },
	{ "after_key", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_asc_in, after_key) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_email_asc_in, limit) },
};
static const struct db_field contact_list_email_asc_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_email_asc_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_email_asc_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_asc_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_asc_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_email_asc_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_email_asc_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_email_asc_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_email_asc_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_email_asc_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_email_asc_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_email_asc_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_asc_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_asc_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_email_asc_row, revision) },
};
static const struct db_query contact_list_email_asc_query = {
	.name = "contact_list_email_asc",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"  AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM \"ContactTag\" t WHERE t.\"userId\" = $1 AND t.\"tag\" = left($4, 200) AND t.\"contactId\" = c.\"id\"))\n"
		"  AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)\n"
		"  AND ($6::text IS NULL OR (c.\"email\", c.\"id\") > ($7::text, $6))\n"
		"ORDER BY c.\"email\" ASC, c.\"id\" ASC LIMIT $8",
	.params = contact_list_email_asc_params,
	.n_params = 8,
	.cols = contact_list_email_asc_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_contact_list_email_asc_row),
	.custom = true,
	.reads = true,
};
err q_contact_list_email_asc(tenant_db db, struct arena *a, const struct q_contact_list_email_asc_in *in, struct q_contact_list_email_asc_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_list_email_asc_query, in, &rows));
	*out = (struct q_contact_list_email_asc_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_list_email_desc_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_desc_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_list_email_desc_in, tags) },
	{ "tag", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_desc_in, tag) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_desc_in, search) },
	{ "after_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_desc_in, after_id) },
	{ "after_key", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_desc_in, after_key) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_email_desc_in, limit) },
};
static const struct db_field contact_list_email_desc_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_email_desc_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_email_desc_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_desc_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_desc_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_email_desc_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_email_desc_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_email_desc_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_email_desc_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_email_desc_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_email_desc_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_email_desc_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_desc_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_email_desc_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_email_desc_row, revision) },
};
static const struct db_query contact_list_email_desc_query = {
	.name = "contact_list_email_desc",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"  AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM \"ContactTag\" t WHERE t.\"userId\" = $1 AND t.\"tag\" = left($4, 200) AND t.\"contactId\" = c.\"id\"))\n"
		"  AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)\n"
		"  AND ($6::text IS NULL OR (c.\"email\", c.\"id\") < ($7::text, $6))\n"
		"ORDER BY c.\"email\" DESC, c.\"id\" DESC LIMIT $8",
	.params = contact_list_email_desc_params,
	.n_params = 8,
	.cols = contact_list_email_desc_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_contact_list_email_desc_row),
	.custom = true,
	.reads = true,
};
err q_contact_list_email_desc(tenant_db db, struct arena *a, const struct q_contact_list_email_desc_in *in, struct q_contact_list_email_desc_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_list_email_desc_query, in, &rows));
	*out = (struct q_contact_list_email_desc_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_list_name_asc_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_asc_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_list_name_asc_in, tags) },
	{ "tag", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_asc_in, tag) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_asc_in, search) },
	{ "after_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_asc_in, after_id) },
	{ "after_key", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_asc_in, after_key) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_name_asc_in, limit) },
};
static const struct db_field contact_list_name_asc_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_name_asc_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_name_asc_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_asc_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_asc_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_name_asc_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_name_asc_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_name_asc_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_name_asc_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_name_asc_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_name_asc_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_name_asc_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_asc_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_asc_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_name_asc_row, revision) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_name_asc_row, key) },
};
static const struct db_query contact_list_name_asc_query = {
	.name = "contact_list_name_asc",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\", lower(coalesce(c.\"firstName\", '') || ' ' || coalesce(c.\"lastName\", '')) AS key\n"
		"FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"  AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM \"ContactTag\" t WHERE t.\"userId\" = $1 AND t.\"tag\" = left($4, 200) AND t.\"contactId\" = c.\"id\"))\n"
		"  AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)\n"
		"  AND ($6::text IS NULL OR (lower(coalesce(c.\"firstName\", '') || ' ' || coalesce(c.\"lastName\", '')), c.\"id\") > ($7::text, $6))\n"
		"ORDER BY lower(coalesce(c.\"firstName\", '') || ' ' || coalesce(c.\"lastName\", '')) ASC, c.\"id\" ASC LIMIT $8",
	.params = contact_list_name_asc_params,
	.n_params = 8,
	.cols = contact_list_name_asc_cols,
	.n_cols = 15,
	.row_size = sizeof(struct q_contact_list_name_asc_row),
	.custom = true,
	.reads = true,
};
err q_contact_list_name_asc(tenant_db db, struct arena *a, const struct q_contact_list_name_asc_in *in, struct q_contact_list_name_asc_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_list_name_asc_query, in, &rows));
	*out = (struct q_contact_list_name_asc_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_list_name_desc_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_desc_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_list_name_desc_in, tags) },
	{ "tag", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_desc_in, tag) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_desc_in, search) },
	{ "after_id", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_desc_in, after_id) },
	{ "after_key", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_desc_in, after_key) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_name_desc_in, limit) },
};
static const struct db_field contact_list_name_desc_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_name_desc_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_name_desc_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_desc_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_desc_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_name_desc_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_name_desc_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_name_desc_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_name_desc_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_name_desc_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_name_desc_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_name_desc_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_desc_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_name_desc_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_name_desc_row, revision) },
	{ "key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_name_desc_row, key) },
};
static const struct db_query contact_list_name_desc_query = {
	.name = "contact_list_name_desc",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\", lower(coalesce(c.\"firstName\", '') || ' ' || coalesce(c.\"lastName\", '')) AS key\n"
		"FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"  AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM \"ContactTag\" t WHERE t.\"userId\" = $1 AND t.\"tag\" = left($4, 200) AND t.\"contactId\" = c.\"id\"))\n"
		"  AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)\n"
		"  AND ($6::text IS NULL OR (lower(coalesce(c.\"firstName\", '') || ' ' || coalesce(c.\"lastName\", '')), c.\"id\") < ($7::text, $6))\n"
		"ORDER BY lower(coalesce(c.\"firstName\", '') || ' ' || coalesce(c.\"lastName\", '')) DESC, c.\"id\" DESC LIMIT $8",
	.params = contact_list_name_desc_params,
	.n_params = 8,
	.cols = contact_list_name_desc_cols,
	.n_cols = 15,
	.row_size = sizeof(struct q_contact_list_name_desc_row),
	.custom = true,
	.reads = true,
};
err q_contact_list_name_desc(tenant_db db, struct arena *a, const struct q_contact_list_name_desc_in *in, struct q_contact_list_name_desc_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_list_name_desc_query, in, &rows));
	*out = (struct q_contact_list_name_desc_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_list_status_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_status_in, status) },
	{ "before_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_status_in, before_id) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_status_in, limit) },
};
static const struct db_field contact_list_status_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_status_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_status_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_status_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_status_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_status_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_status_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_status_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_status_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_status_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_status_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_status_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_status_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_status_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_status_row, revision) },
};
static const struct db_query contact_list_status_query = {
	.name = "contact_list_status",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND c.\"status\" = $2 AND c.\"id\" < $3\n"
		"ORDER BY c.\"id\" DESC LIMIT $4",
	.params = contact_list_status_params,
	.n_params = 4,
	.cols = contact_list_status_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_contact_list_status_row),
	.generic = true,
	.reads = true,
};
err q_contact_list_status(tenant_db db, struct arena *a, const struct q_contact_list_status_in *in, struct q_contact_list_status_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_list_status_query, in, &rows));
	*out = (struct q_contact_list_status_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_list_newest_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "before_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_newest_in, before_id) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_newest_in, limit) },
};
static const struct db_field contact_list_newest_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_newest_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_newest_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_newest_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_newest_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_newest_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_list_newest_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_list_newest_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_newest_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_list_newest_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_newest_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_list_newest_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_newest_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_list_newest_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_list_newest_row, revision) },
};
static const struct db_query contact_list_newest_query = {
	.name = "contact_list_newest",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND c.\"id\" < $2\n"
		"ORDER BY c.\"id\" DESC LIMIT $3",
	.params = contact_list_newest_params,
	.n_params = 3,
	.cols = contact_list_newest_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_contact_list_newest_row),
	.generic = true,
	.reads = true,
};
err q_contact_list_newest(tenant_db db, struct arena *a, const struct q_contact_list_newest_in *in, struct q_contact_list_newest_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_list_newest_query, in, &rows));
	*out = (struct q_contact_list_newest_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_count_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_count_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_count_in, tags) },
	{ "tag", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_count_in, tag) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_count_in, search) },
	{ "most", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_count_in, most) },
};
static const struct db_field contact_count_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_count_row, n) },
};
static const struct db_query contact_count_query = {
	.name = "contact_count",
	.sql =
		"SELECT count(*) AS n FROM (\n"
		"    SELECT 1 FROM \"Contact\" c\n"
		"    WHERE c.\"userId\" = $1 AND ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"  AND ($4::text IS NULL OR EXISTS (SELECT 1 FROM \"ContactTag\" t WHERE t.\"userId\" = $1 AND t.\"tag\" = left($4, 200) AND t.\"contactId\" = c.\"id\"))\n"
		"  AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)\n"
		"    LIMIT $6) b",
	.params = contact_count_params,
	.n_params = 6,
	.cols = contact_count_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_contact_count_row),
	.custom = true,
	.reads = true,
};
err q_contact_count(tenant_db db, struct arena *a, const struct q_contact_count_in *in, struct q_contact_count_row *out)
{
	return db_tenant_one(db, a, &contact_count_query, in, out);
}

static const struct db_field contact_get_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_get_in, id) },
};
static const struct db_field contact_get_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_get_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_get_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_get_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_get_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_get_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_get_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_get_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_get_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_get_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_get_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_get_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_get_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_get_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_get_row, revision) },
};
static const struct db_query contact_get_query = {
	.name = "contact_get",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"Contact\" c WHERE c.\"userId\" = $1 AND c.\"id\" = $2",
	.params = contact_get_params,
	.n_params = 2,
	.cols = contact_get_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_contact_get_row),
	.reads = true,
};
err q_contact_get(tenant_db db, struct arena *a, const struct q_contact_get_in *in, struct q_contact_get_row *out)
{
	return db_tenant_one(db, a, &contact_get_query, in, out);
}

static const struct db_field contact_get_by_email_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_get_by_email_in, email) },
};
static const struct db_field contact_get_by_email_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_get_by_email_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_get_by_email_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_get_by_email_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_get_by_email_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_get_by_email_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_get_by_email_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_get_by_email_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_get_by_email_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_get_by_email_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_get_by_email_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_get_by_email_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_get_by_email_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_get_by_email_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_get_by_email_row, revision) },
};
static const struct db_query contact_get_by_email_query = {
	.name = "contact_get_by_email",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"Contact\" c WHERE c.\"userId\" = $1 AND c.\"identity\" = \"loumass_identity\"($2)\n"
		"ORDER BY c.\"email\" = $2 DESC, c.\"id\" LIMIT 1",
	.params = contact_get_by_email_params,
	.n_params = 2,
	.cols = contact_get_by_email_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_contact_get_by_email_row),
};
err q_contact_get_by_email(tenant_db db, struct arena *a, const struct q_contact_get_by_email_in *in, struct q_contact_get_by_email_row *out)
{
	return db_tenant_one(db, a, &contact_get_by_email_query, in, out);
}

static const struct db_field contact_identity_lock_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_identity_lock_in, email) },
};
static const struct db_query contact_identity_lock_query = {
	.name = "contact_identity_lock",
	.sql =
		"SELECT pg_advisory_xact_lock_shared(hashtextextended('contacts:' || $1, 0)), pg_advisory_xact_lock(hashtextextended('contact:' || $1 || ':' || \"loumass_identity\"($2), 0))\n"
		"FROM (SELECT 1 WHERE $1::text IS NOT NULL) t",
	.params = contact_identity_lock_params,
	.n_params = 2,
};
err q_contact_identity_lock(tenant_db db, struct arena *a, const struct q_contact_identity_lock_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_identity_lock_query, in, affected);
}

static const struct db_field contact_same_person_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_same_person_in, email) },
	{ "except", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_same_person_in, except) },
};
static const struct db_field contact_same_person_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_same_person_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_same_person_row, email) },
};
static const struct db_query contact_same_person_query = {
	.name = "contact_same_person",
	.sql =
		"SELECT c.\"id\", c.\"email\" FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND c.\"identity\" = \"loumass_identity\"($2) AND ($3::text IS NULL OR c.\"id\" <> $3)\n"
		"ORDER BY c.\"email\" = $2 DESC, c.\"id\" LIMIT 1",
	.params = contact_same_person_params,
	.n_params = 3,
	.cols = contact_same_person_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_contact_same_person_row),
};
err q_contact_same_person(tenant_db db, struct arena *a, const struct q_contact_same_person_in *in, struct q_contact_same_person_row *out)
{
	return db_tenant_one(db, a, &contact_same_person_query, in, out);
}

static const struct db_field contact_left_params[] = {
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_left_in, email) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_contact_left_in, hash_keys) },
};
static const struct db_field contact_left_cols[] = {
	{ "left", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_contact_left_row, left) },
};
static const struct db_query contact_left_query = {
	.name = "contact_left",
	.sql =
		"SELECT l.\"left\" FROM (SELECT \"loumass_identity\"($1) AS \"key\" OFFSET 0) i\n"
		"CROSS JOIN LATERAL \"loumass_left\"($2, $1, i.\"key\", $3::text[]) l",
	.params = contact_left_params,
	.n_params = 3,
	.cols = contact_left_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_contact_left_row),
};
err q_contact_left(tenant_db db, struct arena *a, const struct q_contact_left_in *in, struct q_contact_left_row *out)
{
	return db_tenant_one(db, a, &contact_left_query, in, out);
}

static const struct db_field contact_barred_params[] = {
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_contact_barred_in, ids) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_contact_barred_in, hash_keys) },
};
static const struct db_field contact_barred_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_barred_row, n) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_barred_row, reason) },
};
static const struct db_query contact_barred_query = {
	.name = "contact_barred",
	.sql =
		"SELECT v.\"n\", b.\"reason\"\n"
		"FROM unnest($1::text[]) WITH ORDINALITY AS v (\"id\", \"n\")\n"
		"JOIN \"Contact\" c ON c.\"userId\" = $2 AND c.\"id\" = v.\"id\"\n"
		"CROSS JOIN LATERAL \"loumass_barred_reason\"($2, c.\"email\", c.\"identity\", c.\"identityDomain\", $3::text[]) b\n"
		"WHERE b.\"reason\" IS NOT NULL",
	.params = contact_barred_params,
	.n_params = 3,
	.cols = contact_barred_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_contact_barred_row),
};
err q_contact_barred(tenant_db db, struct arena *a, const struct q_contact_barred_in *in, struct q_contact_barred_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_barred_query, in, &rows));
	*out = (struct q_contact_barred_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_insert_in, email) },
	{ "first_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_insert_in, first_name) },
	{ "last_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_insert_in, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_contact_insert_in, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_contact_insert_in, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_insert_in, status) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_insert_in, timezone) },
	{ "timezone_source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_insert_in, timezone_source) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_insert_in, now) },
};
static const struct db_query contact_insert_query = {
	.name = "contact_insert",
	.sql =
		"INSERT INTO \"Contact\" (\"id\", \"userId\", \"email\", \"firstName\", \"lastName\", \"tags\", \"variables\", \"status\", \"timezone\", \"timezoneSource\", \"updatedAt\")\n"
		"VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
	.params = contact_insert_params,
	.n_params = 11,
};
err q_contact_insert(tenant_db db, struct arena *a, const struct q_contact_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_insert_query, in, affected);
}

static const struct db_field contact_update_params[] = {
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_update_in, email) },
	{ "first_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_update_in, first_name) },
	{ "last_name", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_update_in, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_contact_update_in, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_contact_update_in, variables) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_update_in, timezone) },
	{ "timezone_source", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_update_in, timezone_source) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_update_in, status) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_update_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_update_in, id) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_update_in, revision) },
};
static const struct db_query contact_update_query = {
	.name = "contact_update",
	.sql =
		"UPDATE \"Contact\" SET \"email\" = $1, \"firstName\" = $2, \"lastName\" = $3, \"tags\" = $4, \"variables\" = $5,\n"
		"       \"timezone\" = $6, \"timezoneSource\" = $7,\n"
		"       \"status\" = $8, \"unsubscribedAt\" = CASE WHEN $8 = 'UNSUBSCRIBED' THEN coalesce(\"unsubscribedAt\", $9) END, \"updatedAt\" = $9\n"
		"WHERE \"userId\" = $10 AND \"id\" = $11 AND \"revision\" = $12",
	.params = contact_update_params,
	.n_params = 12,
};
err q_contact_update(tenant_db db, struct arena *a, const struct q_contact_update_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_update_query, in, affected);
}

static const struct db_field contact_revised_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_revised_in, id) },
};
static const struct db_field contact_revised_cols[] = {
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_revised_row, revision) },
	{ "revisedFields", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_revised_row, revised_fields) },
};
static const struct db_query contact_revised_query = {
	.name = "contact_revised",
	.sql =
		"SELECT c.\"revision\", c.\"revisedFields\" FROM \"Contact\" c WHERE c.\"userId\" = $1 AND c.\"id\" = $2",
	.params = contact_revised_params,
	.n_params = 2,
	.cols = contact_revised_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_contact_revised_row),
	.reads = true,
};
err q_contact_revised(tenant_db db, struct arena *a, const struct q_contact_revised_in *in, struct q_contact_revised_row *out)
{
	return db_tenant_one(db, a, &contact_revised_query, in, out);
}

static const struct db_field contact_leave_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_leave_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_leave_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_leave_in, search) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_leave_in, ids) },
	{ "address", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_leave_in, address) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_leave_in, now) },
};
static const struct db_field contact_leave_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_leave_row, n) },
};
static const struct db_query contact_leave_query = {
	.name = "contact_leave",
	.sql =
		"SELECT \"loumass_enrollment_exit\"(ARRAY(\n"
		"    SELECT e.\"id\" FROM \"Contact\" c JOIN \"SequenceEnrollment\" e ON e.\"contactId\" = c.\"id\" AND e.\"userId\" = $1\n"
		"    WHERE c.\"userId\" = $1 AND ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"      AND ($4::text IS NULL OR c.\"email\" ILIKE $4 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $4)\n"
		"      AND ($5::text[] IS NULL OR c.\"id\" = ANY ($5))\n"
		"      AND ($6::text IS NULL OR c.\"identity\" = \"loumass_identity\"($6))\n"
		"      AND coalesce(e.\"status\", '') IN ('ACTIVE', 'PAUSED')), 'deleted', '{}'::jsonb, $7) AS n",
	.params = contact_leave_params,
	.n_params = 7,
	.cols = contact_leave_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_contact_leave_row),
	.timeout_ms = 300000,
};
err q_contact_leave(tenant_db db, struct arena *a, const struct q_contact_leave_in *in, struct q_contact_leave_row *out)
{
	return db_tenant_one(db, a, &contact_leave_query, in, out);
}

static const struct db_field contact_delete_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_delete_in, id) },
	{ "id_prefix", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_delete_in, id_prefix) },
	{ "hash_key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_delete_in, hash_key) },
};
static const struct db_query contact_delete_query = {
	.name = "contact_delete",
	.sql =
		"WITH gone AS (\n"
		"    DELETE FROM \"Contact\" WHERE \"userId\" = $1 AND \"id\" = $2 RETURNING \"id\", \"email\", \"status\"\n"
		"), kept AS (\n"
		"    INSERT INTO \"Suppression\" (\"id\", \"userId\", \"emailHash\", \"reason\", \"source\")\n"
		"    SELECT $3 || lpad(to_hex(row_number() OVER ()), 6, '0'), $1, \"loumass_address_hash\"(g.\"email\", $4::text), 'deleted', 'contact'\n"
		"    FROM gone g WHERE g.\"status\" = 'UNSUBSCRIBED'\n"
		"    ON CONFLICT (\"userId\", \"emailHash\") DO NOTHING\n"
		")\n"
		"SELECT 1 AS \"n\" FROM gone",
	.params = contact_delete_params,
	.n_params = 4,
};
err q_contact_delete(tenant_db db, struct arena *a, const struct q_contact_delete_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_delete_query, in, affected);
}

static const struct db_field contact_doubles_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "after", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_doubles_in, after) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_doubles_in, limit) },
};
static const struct db_field contact_doubles_cols[] = {
	{ "identity", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_doubles_row, identity) },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_doubles_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_doubles_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_doubles_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_doubles_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_doubles_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_doubles_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_doubles_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_doubles_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_doubles_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_doubles_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_doubles_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_doubles_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_doubles_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_doubles_row, revision) },
};
static const struct db_query contact_doubles_query = {
	.name = "contact_doubles",
	.sql =
		"WITH twice AS (\n"
		"    SELECT d.\"identity\" FROM \"Contact\" d WHERE d.\"userId\" = $1 AND d.\"identity\" > coalesce($2::text, '')\n"
		"    GROUP BY d.\"identity\" HAVING count(*) > 1 ORDER BY d.\"identity\" LIMIT $3\n"
		")\n"
		"SELECT c.\"identity\", c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM twice t JOIN \"Contact\" c ON c.\"userId\" = $1 AND c.\"identity\" = t.\"identity\"\n"
		"ORDER BY c.\"identity\", c.\"sentCount\" DESC, c.\"createdAt\", c.\"id\"",
	.params = contact_doubles_params,
	.n_params = 3,
	.cols = contact_doubles_cols,
	.n_cols = 15,
	.row_size = sizeof(struct q_contact_doubles_row),
	.timeout_ms = 20000,
	.reads = true,
};
err q_contact_doubles(tenant_db db, struct arena *a, const struct q_contact_doubles_in *in, struct q_contact_doubles_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_doubles_query, in, &rows));
	*out = (struct q_contact_doubles_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_doubles_of_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_doubles_of_in, id) },
};
static const struct db_field contact_doubles_of_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_doubles_of_row, id) },
};
static const struct db_query contact_doubles_of_query = {
	.name = "contact_doubles_of",
	.sql =
		"SELECT d.\"id\" FROM \"Contact\" c JOIN \"Contact\" d ON d.\"userId\" = $1 AND d.\"identity\" = c.\"identity\" AND d.\"id\" <> c.\"id\"\n"
		"WHERE c.\"userId\" = $1 AND c.\"id\" = $2 ORDER BY d.\"id\" LIMIT 1000",
	.params = contact_doubles_of_params,
	.n_params = 2,
	.cols = contact_doubles_of_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_contact_doubles_of_row),
	.reads = true,
};
err q_contact_doubles_of(tenant_db db, struct arena *a, const struct q_contact_doubles_of_in *in, struct q_contact_doubles_of_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_doubles_of_query, in, &rows));
	*out = (struct q_contact_doubles_of_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_merge_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_merge_in, id) },
	{ "others", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_contact_merge_in, others) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_merge_in, now) },
};
static const struct db_field contact_merge_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_merge_row, n) },
};
static const struct db_query contact_merge_query = {
	.name = "contact_merge",
	.sql =
		"SELECT \"loumass_merge_contacts\"($1, $2, $3::text[], $4) AS n",
	.params = contact_merge_params,
	.n_params = 4,
	.cols = contact_merge_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_contact_merge_row),
	.timeout_ms = 300000,
};
err q_contact_merge(tenant_db db, struct arena *a, const struct q_contact_merge_in *in, struct q_contact_merge_row *out)
{
	return db_tenant_one(db, a, &contact_merge_query, in, out);
}

static const struct db_field contact_gone_seal_params[] = {
	{ "hash_key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_gone_seal_in, hash_key) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_query contact_gone_seal_query = {
	.name = "contact_gone_seal",
	.sql =
		"UPDATE \"ContactGone\" g SET \"hash\" = \"loumass_address_hash\"(g.\"identity\", $1::text), \"identity\" = NULL\n"
		"WHERE g.\"userId\" = $2 AND g.\"identity\" IS NOT NULL",
	.params = contact_gone_seal_params,
	.n_params = 2,
};
err q_contact_gone_seal(tenant_db db, struct arena *a, const struct q_contact_gone_seal_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_gone_seal_query, in, affected);
}

static const struct db_field contact_bulk_tag_params[] = {
	{ "add", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_contact_bulk_tag_in, add) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_bulk_tag_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_bulk_tag_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_bulk_tag_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_bulk_tag_in, search) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_bulk_tag_in, ids) },
};
static const struct db_query contact_bulk_tag_query = {
	.name = "contact_bulk_tag",
	.sql =
		"UPDATE \"Contact\" c\n"
		"SET \"tags\" = coalesce(c.\"tags\", '[]') || (SELECT coalesce(jsonb_agg(t), '[]') FROM unnest($1::text[]) t WHERE NOT coalesce(c.\"tags\", '[]') ? t),\n"
		"    \"updatedAt\" = $2\n"
		"WHERE c.\"userId\" = $3 AND ($4::text IS NULL OR c.\"status\" = $4) AND ($5::text[] IS NULL OR c.\"tags\" ?& $5)\n"
		"  AND ($6::text IS NULL OR c.\"email\" ILIKE $6 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $6)\n"
		"  AND ($7::text[] IS NULL OR c.\"id\" = ANY ($7)) AND NOT coalesce(c.\"tags\" ?& $1, false)",
	.params = contact_bulk_tag_params,
	.n_params = 7,
	.timeout_ms = 300000,
};
err q_contact_bulk_tag(tenant_db db, struct arena *a, const struct q_contact_bulk_tag_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_bulk_tag_query, in, affected);
}

static const struct db_field contact_bulk_untag_params[] = {
	{ "remove", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_contact_bulk_untag_in, remove) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_bulk_untag_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_bulk_untag_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_bulk_untag_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_bulk_untag_in, search) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_bulk_untag_in, ids) },
};
static const struct db_query contact_bulk_untag_query = {
	.name = "contact_bulk_untag",
	.sql =
		"UPDATE \"Contact\" c SET \"tags\" = coalesce(c.\"tags\", '[]') - $1::text[], \"updatedAt\" = $2\n"
		"WHERE c.\"userId\" = $3 AND ($4::text IS NULL OR c.\"status\" = $4) AND ($5::text[] IS NULL OR c.\"tags\" ?& $5)\n"
		"  AND ($6::text IS NULL OR c.\"email\" ILIKE $6 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $6)\n"
		"  AND ($7::text[] IS NULL OR c.\"id\" = ANY ($7)) AND c.\"tags\" ?| $1",
	.params = contact_bulk_untag_params,
	.n_params = 7,
	.timeout_ms = 300000,
};
err q_contact_bulk_untag(tenant_db db, struct arena *a, const struct q_contact_bulk_untag_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_bulk_untag_query, in, affected);
}

static const struct db_field contact_bulk_left_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_contact_bulk_left_in, hash_keys) },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_bulk_left_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_bulk_left_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_bulk_left_in, search) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_bulk_left_in, ids) },
	{ "set_status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_bulk_left_in, set_status) },
};
static const struct db_field contact_bulk_left_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_bulk_left_row, n) },
};
static const struct db_query contact_bulk_left_query = {
	.name = "contact_bulk_left",
	.sql =
		"SELECT count(*) AS n FROM \"Contact\" c\n"
		"CROSS JOIN LATERAL \"loumass_left\"($1, c.\"email\", c.\"identity\", $2::text[]) l\n"
		"WHERE c.\"userId\" = $1 AND ($3::text IS NULL OR c.\"status\" = $3) AND ($4::text[] IS NULL OR c.\"tags\" ?& $4)\n"
		"  AND ($5::text IS NULL OR c.\"email\" ILIKE $5 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $5)\n"
		"  AND ($6::text[] IS NULL OR c.\"id\" = ANY ($6)) AND l.\"left\" AND ($7::text = 'ACTIVE' OR c.\"status\" = 'UNSUBSCRIBED')",
	.params = contact_bulk_left_params,
	.n_params = 7,
	.cols = contact_bulk_left_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_contact_bulk_left_row),
	.timeout_ms = 300000,
};
err q_contact_bulk_left(tenant_db db, struct arena *a, const struct q_contact_bulk_left_in *in, struct q_contact_bulk_left_row *out)
{
	return db_tenant_one(db, a, &contact_bulk_left_query, in, out);
}

static const struct db_field contact_bulk_status_params[] = {
	{ "set_status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_bulk_status_in, set_status) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_bulk_status_in, now) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_bulk_status_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_bulk_status_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_bulk_status_in, search) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_bulk_status_in, ids) },
	{ "hash_keys", DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25, offsetof(struct q_contact_bulk_status_in, hash_keys) },
};
static const struct db_query contact_bulk_status_query = {
	.name = "contact_bulk_status",
	.sql =
		"UPDATE \"Contact\" c SET \"status\" = $1, \"updatedAt\" = $2,\n"
		"       \"unsubscribedAt\" = CASE WHEN $1 = 'UNSUBSCRIBED' THEN coalesce(c.\"unsubscribedAt\", $2) END\n"
		"WHERE c.\"userId\" = $3 AND ($4::text IS NULL OR c.\"status\" = $4) AND ($5::text[] IS NULL OR c.\"tags\" ?& $5)\n"
		"  AND ($6::text IS NULL OR c.\"email\" ILIKE $6 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $6)\n"
		"  AND ($7::text[] IS NULL OR c.\"id\" = ANY ($7)) AND c.\"status\" <> $1\n"
		"  AND ($1 = 'UNSUBSCRIBED'\n"
		"       OR NOT EXISTS (SELECT 1 FROM \"loumass_left\"($3, c.\"email\", c.\"identity\", $8::text[]) l\n"
		"                      WHERE l.\"left\" AND ($1 = 'ACTIVE' OR c.\"status\" = 'UNSUBSCRIBED')))",
	.params = contact_bulk_status_params,
	.n_params = 8,
	.timeout_ms = 300000,
};
err q_contact_bulk_status(tenant_db db, struct arena *a, const struct q_contact_bulk_status_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_bulk_status_query, in, affected);
}

static const struct db_field contact_bulk_delete_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_bulk_delete_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_bulk_delete_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_bulk_delete_in, search) },
	{ "ids", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_bulk_delete_in, ids) },
	{ "id_prefix", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_bulk_delete_in, id_prefix) },
	{ "hash_key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_bulk_delete_in, hash_key) },
};
static const struct db_query contact_bulk_delete_query = {
	.name = "contact_bulk_delete",
	.sql =
		"WITH gone AS (\n"
		"    DELETE FROM \"Contact\" c\n"
		"    WHERE c.\"userId\" = $1 AND ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"      AND ($4::text IS NULL OR c.\"email\" ILIKE $4 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $4)\n"
		"      AND ($5::text[] IS NULL OR c.\"id\" = ANY ($5))\n"
		"    RETURNING c.\"id\", c.\"email\", c.\"status\"\n"
		"), kept AS (\n"
		"    INSERT INTO \"Suppression\" (\"id\", \"userId\", \"emailHash\", \"reason\", \"source\")\n"
		"    SELECT $6 || lpad(to_hex(row_number() OVER ()), 6, '0'), $1, \"loumass_address_hash\"(g.\"email\", $7::text), 'deleted', 'contact'\n"
		"    FROM gone g WHERE g.\"status\" = 'UNSUBSCRIBED'\n"
		"    ON CONFLICT (\"userId\", \"emailHash\") DO NOTHING\n"
		")\n"
		"SELECT 1 AS \"n\" FROM gone",
	.params = contact_bulk_delete_params,
	.n_params = 7,
	.timeout_ms = 300000,
};
err q_contact_bulk_delete(tenant_db db, struct arena *a, const struct q_contact_bulk_delete_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_bulk_delete_query, in, affected);
}

static const struct db_field contact_tags_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field contact_tags_cols[] = {
	{ "tag", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_tags_row, tag) },
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_tags_row, count) },
};
static const struct db_query contact_tags_query = {
	.name = "contact_tags",
	.sql =
		"SELECT t.\"key\" AS tag, sum(t.\"n\")::int8 AS count FROM (\n"
		"    SELECT y.\"key\", y.\"n\" FROM \"Tally\" y WHERE y.\"userId\" = $1 AND y.\"kind\" = 'tag'\n"
		"    UNION ALL SELECT g.\"key\", g.\"n\" FROM \"TallyChange\" g WHERE g.\"userId\" = $1 AND g.\"kind\" = 'tag') t\n"
		"GROUP BY t.\"key\" HAVING sum(t.\"n\") > 0 ORDER BY 2 DESC, t.\"key\" LIMIT 500",
	.params = contact_tags_params,
	.n_params = 1,
	.cols = contact_tags_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_contact_tags_row),
	.reads = true,
};
err q_contact_tags(tenant_db db, struct arena *a, struct q_contact_tags_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_tags_query, NULL, &rows));
	*out = (struct q_contact_tags_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_counted_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "kind", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_counted_in, kind) },
	{ "key", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_counted_in, key) },
};
static const struct db_field contact_counted_cols[] = {
	{ "n", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_counted_row, n) },
};
static const struct db_query contact_counted_query = {
	.name = "contact_counted",
	.sql =
		"SELECT coalesce(sum(t.\"n\"), 0)::int8 AS n FROM (\n"
		"    SELECT y.\"kind\", y.\"key\", y.\"n\" FROM \"Tally\" y WHERE y.\"userId\" = $1 AND y.\"kind\" = $2 AND ($3::text IS NULL OR y.\"key\" = left($3, 200))\n"
		"    UNION ALL SELECT g.\"kind\", g.\"key\", g.\"n\" FROM \"TallyChange\" g WHERE g.\"userId\" = $1 AND g.\"kind\" = $2 AND ($3::text IS NULL OR g.\"key\" = left($3, 200))) t",
	.params = contact_counted_params,
	.n_params = 3,
	.cols = contact_counted_cols,
	.n_cols = 1,
	.row_size = sizeof(struct q_contact_counted_row),
	.reads = true,
};
err q_contact_counted(tenant_db db, struct arena *a, const struct q_contact_counted_in *in, struct q_contact_counted_row *out)
{
	return db_tenant_one(db, a, &contact_counted_query, in, out);
}

static const struct db_field contact_fields_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field contact_fields_cols[] = {
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_fields_row, name) },
	{ "count", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_fields_row, count) },
};
static const struct db_query contact_fields_query = {
	.name = "contact_fields",
	.sql =
		"SELECT k.name, count(*) AS count\n"
		"FROM (SELECT \"variables\" FROM \"Contact\" WHERE \"userId\" = $1 ORDER BY \"id\" DESC LIMIT 5000) c,\n"
		"     jsonb_object_keys(CASE WHEN jsonb_typeof(c.\"variables\") = 'object' THEN c.\"variables\" ELSE '{}' END) AS k(name)\n"
		"GROUP BY k.name ORDER BY count(*) DESC, k.name LIMIT 200",
	.params = contact_fields_params,
	.n_params = 1,
	.cols = contact_fields_cols,
	.n_cols = 2,
	.row_size = sizeof(struct q_contact_fields_row),
	.reads = true,
};
err q_contact_fields(tenant_db db, struct arena *a, struct q_contact_fields_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_fields_query, NULL, &rows));
	*out = (struct q_contact_fields_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_timeline_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "contact_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_timeline_in, contact_id) },
	{ "before", DB_OPT_I64, DB_WIRE_TIMESTAMP, true, 1114, 0, offsetof(struct q_contact_timeline_in, before) },
	{ "limit", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_timeline_in, limit) },
};
static const struct db_field contact_timeline_cols[] = {
	{ "at", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_timeline_row, at) },
	{ "type", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_timeline_row, type) },
	{ "ref", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_timeline_row, ref) },
	{ "recipientId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, recipient_id) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, campaign_id) },
	{ "campaignName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, campaign_name) },
	{ "sequenceId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, sequence_id) },
	{ "sequenceName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, sequence_name) },
	{ "stepId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, step_id) },
	{ "subject", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, subject) },
	{ "verdict", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, verdict) },
	{ "reason", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, reason) },
	{ "detail", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, detail) },
	{ "whyCode", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, why_code) },
	{ "whyOf", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_timeline_row, why_of) },
};
static const struct db_query contact_timeline_query = {
	.name = "contact_timeline",
	.sql =
		"SELECT x.* FROM (\n"
		"    SELECT e.\"timestamp\" AS at, e.\"type\" AS type, e.\"id\" AS ref, r.\"id\" AS \"recipientId\", r.\"campaignId\", m.\"name\" AS \"campaignName\", r.\"sequenceId\", q.\"name\" AS \"sequenceName\", r.\"stepId\",\n"
		"           coalesce(m.\"subject\", (SELECT s ->> 'subject' FROM jsonb_array_elements(CASE WHEN jsonb_typeof(q.\"steps\") = 'array' THEN q.\"steps\" END) s\n"
		"                                  WHERE s ->> 'id' = r.\"stepId\" LIMIT 1)) AS \"subject\",\n"
		"           e.\"data\" ->> 'verdict' AS verdict, coalesce(e.\"data\" ->> 'reason', CASE WHEN e.\"type\" = 'BOUNCED' THEN r.\"failureReason\" END) AS reason,\n"
		"           e.\"data\" ->> 'url' AS detail,\n"
		"           NULL AS \"whyCode\", NULL AS \"whyOf\"\n"
		"    FROM \"Recipient\" r JOIN \"EmailEvent\" e ON e.\"recipientId\" = r.\"id\" AND e.\"userId\" = $1\n"
		"    LEFT JOIN \"Campaign\" m ON m.\"id\" = r.\"campaignId\" AND m.\"userId\" = $1\n"
		"    LEFT JOIN \"Sequence\" q ON q.\"id\" = r.\"sequenceId\" AND q.\"userId\" = $1\n"
		"    WHERE r.\"contactId\" = $2 AND r.\"userId\" = $1\n"
		"    UNION ALL\n"
		"    SELECT coalesce(r.\"unsubscribedAt\", t.\"dueAt\", m.\"startedAt\", m.\"createdAt\",\n"
		"                    (SELECT n.\"stepStartedAt\" FROM \"SequenceEnrollment\" n WHERE n.\"id\" = r.\"enrollmentId\" AND n.\"userId\" = $1), '2000-01-01'), CASE WHEN r.\"unsubscribedAt\" IS NOT NULL THEN 'UNSUBSCRIBED' ELSE r.\"status\" END,\n"
		"           r.\"id\", r.\"id\", r.\"campaignId\", m.\"name\", r.\"sequenceId\", q.\"name\", r.\"stepId\",\n"
		"           coalesce(m.\"subject\", (SELECT s ->> 'subject' FROM jsonb_array_elements(CASE WHEN jsonb_typeof(q.\"steps\") = 'array' THEN q.\"steps\" END) s\n"
		"                                  WHERE s ->> 'id' = r.\"stepId\" LIMIT 1)), NULL, coalesce(r.\"failureReason\", t.\"lastReply\"), NULL, NULL, NULL\n"
		"    FROM \"Recipient\" r LEFT JOIN \"Campaign\" m ON m.\"id\" = r.\"campaignId\" AND m.\"userId\" = $1\n"
		"    LEFT JOIN \"Sequence\" q ON q.\"id\" = r.\"sequenceId\" AND q.\"userId\" = $1\n"
		"    LEFT JOIN \"SendRetry\" t ON t.\"recipientId\" = r.\"id\" AND t.\"userId\" = $1\n"
		"    WHERE r.\"contactId\" = $2 AND r.\"userId\" = $1 AND ((r.\"status\" IN ('PENDING', 'FAILED')) IS TRUE OR r.\"unsubscribedAt\" IS NOT NULL)\n"
		"    UNION ALL\n"
		"    SELECT i.\"receivedAt\", CASE WHEN i.\"evidence\" -> 'away' -> 'back' IS NOT NULL THEN 'AWAY' ELSE 'AUTO_REPLIED' END, i.\"id\", i.\"recipientId\", r.\"campaignId\",\n"
		"           m.\"name\", r.\"sequenceId\", q.\"name\", r.\"stepId\", i.\"evidence\" ->> 'subject', NULL, NULL,\n"
		"           coalesce(i.\"evidence\" -> 'away' ->> 'words', i.\"evidence\" ->> 'why'),\n"
		"           CASE WHEN i.\"evidence\" -> 'away' ->> 'words' IS NULL THEN i.\"evidence\" ->> 'whyCode' END, i.\"evidence\" ->> 'whyOf'\n"
		"    FROM \"InboundMessage\" i LEFT JOIN \"Recipient\" r ON r.\"id\" = i.\"recipientId\" AND r.\"userId\" = $1\n"
		"    LEFT JOIN \"Campaign\" m ON m.\"id\" = r.\"campaignId\" AND m.\"userId\" = $1\n"
		"    LEFT JOIN \"Sequence\" q ON q.\"id\" = r.\"sequenceId\" AND q.\"userId\" = $1\n"
		"    WHERE i.\"contactId\" = $2 AND i.\"kind\" = 'auto_reply' AND i.\"userId\" = $1\n"
		") x\n"
		"WHERE $3::timestamp IS NULL OR x.at < $3\n"
		"ORDER BY x.at DESC, x.ref DESC LIMIT $4",
	.params = contact_timeline_params,
	.n_params = 4,
	.cols = contact_timeline_cols,
	.n_cols = 15,
	.row_size = sizeof(struct q_contact_timeline_row),
	.reads = true,
};
err q_contact_timeline(tenant_db db, struct arena *a, const struct q_contact_timeline_in *in, struct q_contact_timeline_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_timeline_query, in, &rows));
	*out = (struct q_contact_timeline_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_export_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "status", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_export_in, status) },
	{ "tags", DB_STR_ARRAY, DB_WIRE_TEXT, true, 1009, 25, offsetof(struct q_contact_export_in, tags) },
	{ "search", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_export_in, search) },
};
static const struct db_field contact_export_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_export_row, id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_export_row, email) },
	{ "firstName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_export_row, first_name) },
	{ "lastName", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_export_row, last_name) },
	{ "tags", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_export_row, tags) },
	{ "variables", DB_STR, DB_WIRE_JSONB, true, 3802, 0, offsetof(struct q_contact_export_row, variables) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_export_row, status) },
	{ "sentCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_export_row, sent_count) },
	{ "engagedCount", DB_I64, DB_WIRE_INT4, false, 23, 0, offsetof(struct q_contact_export_row, engaged_count) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_export_row, created_at) },
	{ "updatedAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_export_row, updated_at) },
	{ "timezone", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_export_row, timezone) },
	{ "timezoneSource", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_contact_export_row, timezone_source) },
	{ "revision", DB_I64, DB_WIRE_INT8, false, 20, 0, offsetof(struct q_contact_export_row, revision) },
};
static const struct db_query contact_export_query = {
	.name = "contact_export",
	.sql =
		"SELECT c.\"id\", c.\"email\", c.\"firstName\", c.\"lastName\", c.\"tags\", c.\"variables\", c.\"status\", c.\"sentCount\", c.\"engagedCount\", c.\"createdAt\", c.\"updatedAt\", c.\"timezone\", c.\"timezoneSource\", c.\"revision\"\n"
		"FROM \"Contact\" c\n"
		"WHERE c.\"userId\" = $1 AND ($2::text IS NULL OR c.\"status\" = $2) AND ($3::text[] IS NULL OR c.\"tags\" ?& $3)\n"
		"  AND ($4::text IS NULL OR c.\"email\" ILIKE $4 OR concat_ws(' ', c.\"firstName\", c.\"lastName\") ILIKE $4)\n"
		"ORDER BY c.\"id\"",
	.params = contact_export_params,
	.n_params = 4,
	.cols = contact_export_cols,
	.n_cols = 14,
	.row_size = sizeof(struct q_contact_export_row),
	.timeout_ms = -1,
	.reads = true,
};
struct contact_export_call {
	q_contact_export_fn *fn;
	void *arg;
};
static err contact_export_each(void *arg, const void *row)
{
	const struct contact_export_call *call = arg;
	return call->fn(call->arg, row);
}
err q_contact_export(tenant_db db, struct arena *a, const struct q_contact_export_in *in, q_contact_export_fn *fn, void *arg)
{
	struct contact_export_call call = { fn, arg };
	return db_tenant_stream(db, a, &contact_export_query, in, contact_export_each, &call);
}

static const struct db_field contact_view_list_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
};
static const struct db_field contact_view_list_cols[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_view_list_row, id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_view_list_row, name) },
	{ "filter", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_contact_view_list_row, filter) },
	{ "createdAt", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_view_list_row, created_at) },
};
static const struct db_query contact_view_list_query = {
	.name = "contact_view_list",
	.sql =
		"SELECT v.\"id\", v.\"name\", v.\"filter\", v.\"createdAt\" FROM \"ContactView\" v WHERE v.\"userId\" = $1 ORDER BY v.\"name\", v.\"id\" LIMIT 200",
	.params = contact_view_list_params,
	.n_params = 1,
	.cols = contact_view_list_cols,
	.n_cols = 4,
	.row_size = sizeof(struct q_contact_view_list_row),
	.reads = true,
};
err q_contact_view_list(tenant_db db, struct arena *a, struct q_contact_view_list_rows *out)
{
	struct db_rows rows;
	TRY(db_tenant_many(db, a, &contact_view_list_query, NULL, &rows));
	*out = (struct q_contact_view_list_rows){ .v = rows.v, .n = rows.n };
	return OK;
}

static const struct db_field contact_view_insert_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_view_insert_in, id) },
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_view_insert_in, name) },
	{ "filter", DB_STR, DB_WIRE_JSONB, false, 3802, 0, offsetof(struct q_contact_view_insert_in, filter) },
	{ "now", DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0, offsetof(struct q_contact_view_insert_in, now) },
};
static const struct db_query contact_view_insert_query = {
	.name = "contact_view_insert",
	.sql =
		"INSERT INTO \"ContactView\" (\"id\", \"userId\", \"name\", \"filter\", \"createdAt\") VALUES ($1, $2, $3, $4, $5)",
	.params = contact_view_insert_params,
	.n_params = 5,
};
err q_contact_view_insert(tenant_db db, struct arena *a, const struct q_contact_view_insert_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_view_insert_query, in, affected);
}

static const struct db_field contact_view_delete_params[] = {
	{ "tenant", DB_STR, DB_WIRE_TEXT, false, 25, 0, DB_TENANT_OFFSET },
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_contact_view_delete_in, id) },
};
static const struct db_query contact_view_delete_query = {
	.name = "contact_view_delete",
	.sql =
		"DELETE FROM \"ContactView\" WHERE \"userId\" = $1 AND \"id\" = $2",
	.params = contact_view_delete_params,
	.n_params = 2,
};
err q_contact_view_delete(tenant_db db, struct arena *a, const struct q_contact_view_delete_in *in, int64_t *affected)
{
	return db_tenant_exec(db, a, &contact_view_delete_query, in, affected);
}
