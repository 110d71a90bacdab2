/* Sessions: a random token in the browser's cookie, its hash in the table. A session ends SESSION_DAYS after it was
 * last used, SESSION_MAX_DAYS after it began, when it is revoked, and when the password changes. */
#pragma once
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/json_write.h"

#define SESSION_DAYS 14
#define SESSION_MAX_DAYS 60

struct session {
	str id, user_id;
	bool is_operator;
	int64_t last_seen_at;
};
/* *token goes into the cookie and nowhere else. */
err session_begin(const struct app *app, struct arena *a, str user_id, str user_agent, str client, str *token);
/* ERR_AUTH: unknown or ended. Notes the visit, at most every few minutes. */
err session_find(system_db db, struct arena *a, str token, struct session *out);
err session_end(system_db db, struct arena *a, str token); /* fine when it is unknown */

struct session_row {
	str id, user_agent;
	int64_t created_at, last_seen_at;
};
err session_list(tenant_db db, struct arena *a, struct session_row **rows, size_t *n);
err session_revoke(tenant_db db, struct arena *a, str id); /* ERR_NOT_FOUND */
err session_revoke_others(tenant_db db, struct arena *a, str keep);
