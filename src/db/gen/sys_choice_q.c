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
};
static const struct db_query choice_of_recipient_query = {
	.name = "choice_of_recipient",
	.sql =
		"SELECT c.\"userId\", c.\"id\" AS \"contactId\", c.\"email\", c.\"status\", r.\"campaignId\",\n"
		"       coalesce(nullif(m.\"fromName\", ''), nullif(s.\"fromName\", ''), nullif(s.\"name\", ''), nullif(u.\"name\", ''), u.\"email\") AS \"name\"\n"
		"FROM \"Recipient\" r\n"
		"JOIN \"Contact\" c ON c.\"id\" = r.\"contactId\"\n"
		"JOIN \"User\" u ON u.\"id\" = c.\"userId\"\n"
		"LEFT JOIN \"Campaign\" m ON m.\"id\" = r.\"campaignId\"\n"
		"LEFT JOIN \"Sequence\" q ON q.\"id\" = r.\"sequenceId\"\n"
		"LEFT JOIN \"Sender\" s ON s.\"id\" = coalesce(r.\"senderId\", m.\"senderId\", q.\"senderId\")\n"
		"WHERE r.\"id\" = $1 OR r.\"trackingId\" = $2\n"
		"LIMIT 1",
	.params = choice_of_recipient_params,
	.n_params = 2,
	.cols = choice_of_recipient_cols,
	.n_cols = 6,
	.row_size = sizeof(struct q_choice_of_recipient_row),
	.timeout_ms = 2000,
	.reads = true,
};
err q_choice_of_recipient(system_db db, struct arena *a, const struct q_choice_of_recipient_in *in, struct q_choice_of_recipient_row *out)
{
	return db_system_one(db, a, &choice_of_recipient_query, in, out);
}
