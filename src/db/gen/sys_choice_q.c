/* Written by tools/sqlgen from sql/q/system/choice.sql; do not edit. */
#include "db/gen/sys_choice_q.h"
#include "db/query.h"
#include <stddef.h>

static const struct db_field choice_of_recipient_params[] = {
	{ "id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_choice_of_recipient_in, id) },
	{ "tracking_id", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_choice_of_recipient_in, tracking_id) },
};
static const struct db_field choice_of_recipient_cols[] = {
	{ "userId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_choice_of_recipient_row, user_id) },
	{ "contactId", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_choice_of_recipient_row, contact_id) },
	{ "email", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_choice_of_recipient_row, email) },
	{ "status", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_choice_of_recipient_row, status) },
	{ "campaignId", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_choice_of_recipient_row, campaign_id) },
	{ "name", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_choice_of_recipient_row, name) },
	{ "hash", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct q_choice_of_recipient_row, hash) },
	{ "barred", DB_BOOL, DB_WIRE_BOOL, false, 16, 0, offsetof(struct q_choice_of_recipient_row, barred) },
};
static const struct db_query choice_of_recipient_query = {
	.name = "choice_of_recipient",
	.sql =
		"SELECT c.\"userId\", c.\"id\" AS \"contactId\", c.\"email\", c.\"status\", r.\"campaignId\",\n"
		"       coalesce(nullif(m.\"fromName\", ''), nullif(s.\"fromName\", ''), nullif(s.\"name\", ''), nullif(u.\"name\", ''), u.\"email\") AS \"name\", NULL AS \"hash\", false AS \"barred\"\n"
		"FROM \"Recipient\" r\n"
		"JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"JOIN \"User\" u ON u.\"id\" = c.\"userId\"\n"
		"LEFT JOIN \"Campaign\" m ON m.\"id\" = r.\"campaignId\"\n"
		"LEFT JOIN \"Sequence\" q ON q.\"id\" = r.\"sequenceId\"\n"
		"LEFT JOIN \"Sender\" s ON s.\"id\" = coalesce(r.\"senderId\", m.\"senderId\", q.\"senderId\")\n"
		"WHERE r.\"id\" = $1 OR r.\"trackingId\" = $2\n"
		"UNION ALL\n"
		"SELECT g.\"userId\", coalesce(c.\"id\", ''), coalesce(c.\"email\", k.\"identity\", ''), coalesce(c.\"status\", ''), NULL,\n"
		"       coalesce((SELECT coalesce(nullif(s.\"fromName\", ''), nullif(s.\"name\", '')) FROM \"Sender\" s WHERE s.\"userId\" = g.\"userId\"\n"
		"                 ORDER BY s.\"isDefault\" DESC, s.\"createdAt\" LIMIT 1), nullif(u.\"name\", ''), u.\"email\"), k.\"hash\",\n"
		"       EXISTS (SELECT 1 FROM \"Suppression\" x WHERE x.\"userId\" = g.\"userId\" AND x.\"emailHash\" = k.\"hash\")\n"
		"FROM \"RecipientGone\" g\n"
		"JOIN \"User\" u ON u.\"id\" = g.\"userId\"\n"
		"LEFT JOIN \"Contact\" c ON c.\"id\" = g.\"contactId\"\n"
		"LEFT JOIN \"ContactGone\" k ON k.\"contactId\" = g.\"contactId\"\n"
		"WHERE g.\"recipientId\" = $1 OR g.\"trackingId\" = $2\n"
		"LIMIT 1",
	.params = choice_of_recipient_params,
	.n_params = 2,
	.cols = choice_of_recipient_cols,
	.n_cols = 8,
	.row_size = sizeof(struct q_choice_of_recipient_row),
	.timeout_ms = 2000,
	.reads = true,
};
err q_choice_of_recipient(system_db db, struct arena *a, const struct q_choice_of_recipient_in *in, struct q_choice_of_recipient_row *out)
{
	return db_system_one(db, a, &choice_of_recipient_query, in, out);
}

static const struct db_field choice_seal_params[] = {
	{ "hash_key", DB_STR, DB_WIRE_TEXT, false, 25, 0, offsetof(struct q_choice_seal_in, hash_key) },
};
static const struct db_query choice_seal_query = {
	.name = "choice_seal",
	.sql =
		"UPDATE \"ContactGone\" g SET \"hash\" = \"loumass_address_hash\"(g.\"identity\", $1::text), \"identity\" = NULL WHERE g.\"identity\" IS NOT NULL",
	.params = choice_seal_params,
	.n_params = 1,
};
err q_choice_seal(system_db db, struct arena *a, const struct q_choice_seal_in *in, int64_t *affected)
{
	return db_system_exec(db, a, &choice_seal_query, in, affected);
}
