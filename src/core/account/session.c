#include "core/account/session.h"
#include "base/limits.h"
#include "base/time.h"
#include "db/gen/account_q.h"
#include "db/gen/sys_account_q.h"
#include "os/clock.h"
#include "wire/cuid.h"
#include "wire/token.h"

#define TOUCH_EVERY (5 * US_PER_MIN)
#define SESSION_MOST (SESSION_MAX_DAYS * US_PER_DAY)
#define TOKEN_BYTES 32

err session_begin(const struct app *app, struct arena *a, str user_id, str user_agent, str client, str *token)
{
	char id[CUID_LEN + 1], hash[TOKEN_HASH_LEN + 1], ip[IP_HASH_LEN + 1];
	int64_t now = clock_now();
	str made = token_random(a, STR(""), TOKEN_BYTES);
	cuid_make(now, id);
	token_hash(made, hash);
	token_ip_hash(app->keys, client, ip);
	struct q_session_insert_in in = {
		.id = str_z(id),
		.user_id = user_id,
		.token_hash = str_z(hash),
		.user_agent = str_upto(user_agent, str_utf8_floor(user_agent, size_min(user_agent.n, USER_AGENT_MAX))),
		.ip_hash = str_z(ip),
		.now = now,
		.expires_at = now + SESSION_DAYS * US_PER_DAY,
	};
	if (!str_utf8_valid(in.user_agent))
		in.user_agent = STR_NULL;
	TRY(q_session_insert(app_system(app), a, &in, NULL));
	*token = made;
	return OK;
}

err session_find(system_db db, struct arena *a, str token, struct session *out)
{
	char hash[TOKEN_HASH_LEN + 1];
	int64_t now = clock_now();
	token_hash(token, hash);
	struct q_session_find_in in = { .token_hash = str_z(hash), .now = now, .since = now - SESSION_MOST };
	struct q_session_find_row row;
	err e = q_session_find(db, a, &in, &row);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_AUTH, "the session is unknown or has ended");
	TRY(e);
	if (now - row.last_seen_at > TOUCH_EVERY) {
		struct q_session_touch_in touch = { .id = row.id,
						    .now = now,
						    .expires_at = now + SESSION_DAYS * US_PER_DAY };
		TRY(q_session_touch(db, a, &touch, NULL));
	}
	*out = (struct session){ row.id, row.user_id, row.is_operator, row.last_seen_at };
	return OK;
}

err session_end(system_db db, struct arena *a, str token)
{
	char hash[TOKEN_HASH_LEN + 1];
	token_hash(token, hash);
	struct q_session_end_in in = { .token_hash = str_z(hash) };
	return q_session_end(db, a, &in, NULL);
}

err session_list(tenant_db db, struct arena *a, struct session_row **rows, size_t *n)
{
	int64_t now = clock_now();
	struct q_my_sessions_in in = { .now = now, .since = now - SESSION_MOST };
	struct q_my_sessions_rows got;
	TRY(q_my_sessions(db, a, &in, &got));
	*rows = arena_array(a, struct session_row, got.n);
	for (size_t i = 0; i < got.n; i++)
		(*rows)[i] = (struct session_row){ got.v[i].id, got.v[i].user_agent, got.v[i].created_at,
						   got.v[i].last_seen_at };
	*n = got.n;
	return OK;
}

err session_revoke(tenant_db db, struct arena *a, str id)
{
	struct q_my_session_end_in in = { .id = id };
	int64_t n = 0;
	TRY(q_my_session_end(db, a, &in, &n));
	return n ? OK : err_make(ERR_NOT_FOUND, "there is no such session");
}

err session_revoke_others(tenant_db db, struct arena *a, str keep)
{
	struct q_my_sessions_end_others_in in = { .keep = keep };
	return q_my_sessions_end_others(db, a, &in, NULL);
}
