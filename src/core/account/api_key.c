#include "core/account/api_key.h"
#include "base/time.h"
#include "db/gen/account_q.h"
#include "db/gen/sys_account_q.h"
#include "os/clock.h"
#include "wire/cuid.h"
#include "wire/json_body.h"
#include "wire/json_write.h"
#include "wire/token.h"

#define TOUCH_EVERY (5 * US_PER_MIN)
#define PREFIX_LEN 10 /* "lm_" and 7 characters: tells keys apart, gives nothing away */

err api_key_find(system_db db, struct arena *a, str key, struct api_key *out)
{
	char hash[TOKEN_HASH_LEN + 1];
	token_hash(key, hash);
	struct q_api_key_find_in in = { .key_hash = str_z(hash) };
	struct q_api_key_find_row row;
	err e = q_api_key_find(db, a, &in, &row);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_AUTH, "the API key is unknown or was revoked");
	TRY(e);
	int64_t now = clock_now();
	if (!row.last_used_at.has || now - row.last_used_at.v > TOUCH_EVERY) {
		struct q_api_key_touch_in touch = { .id = row.id, .now = now };
		TRY(q_api_key_touch(db, a, &touch, NULL));
	}
	*out = (struct api_key){ row.id, row.user_id, row.scopes };
	return OK;
}

err api_key_list(tenant_db db, struct arena *a, struct api_key_row **rows, size_t *n)
{
	struct q_my_api_keys_rows got;
	TRY(q_my_api_keys(db, a, &got));
	*rows = arena_array(a, struct api_key_row, got.n);
	for (size_t i = 0; i < got.n; i++)
		(*rows)[i] = (struct api_key_row){ got.v[i].id,	    got.v[i].name,	 got.v[i].prefix,
						   got.v[i].scopes, got.v[i].created_at, got.v[i].last_used_at };
	*n = got.n;
	return OK;
}

static void api_key_check_new(const struct api_key_new *in, struct field_errors *errors)
{
	if (str_trim(in->name).n == 0 || in->name.n > 100)
		field_error_addf(errors, "name", "must be 1 to 100 bytes long");
	if (in->n_scopes == 0)
		field_error_addf(errors, "scopes", "must name at least one of %s", API_KEY_SCOPES);
	for (size_t i = 0; i < in->n_scopes; i++)
		if (!json_choice_has(API_KEY_SCOPES, in->scopes[i]))
			field_error_addf(errors, "scopes", "\"%.*s\" is not one of %s", STR_FMT(in->scopes[i]),
					 API_KEY_SCOPES);
}

static str api_key_scopes_json(struct arena *a, const struct api_key_new *in)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	buf_init(&b, 4096);
	json_writer_init(&w, &b);
	json_begin_arr(&w);
	for (size_t i = 0; i < in->n_scopes; i++) {
		bool again = false;
		for (size_t j = 0; j < i; j++)
			again = again || str_eq(in->scopes[i], in->scopes[j]);
		if (!again)
			json_put_str(&w, in->scopes[i]);
	}
	json_end_arr(&w);
	return arena_dup(a, buf_str(&b));
}

err api_key_create(tenant_db db, struct arena *a, const struct api_key_new *in, struct field_errors *errors,
		   struct api_key_row *row, str *key)
{
	api_key_check_new(in, errors);
	TRY(field_errors_err(errors));
	struct q_my_api_key_count_row have;
	TRY(q_my_api_key_count(db, a, &have));
	if (have.n >= API_KEYS_MAX)
		return err_make(ERR_CONFLICT, "there are as many keys as allowed (100): delete one first");
	char id[CUID_LEN + 1], hash[TOKEN_HASH_LEN + 1];
	int64_t now = clock_now();
	str made = token_random(a, STR("lm_"), 32);
	cuid_make(now, id);
	token_hash(made, hash);
	struct q_my_api_key_insert_in q = { .id = arena_dup(a, str_z(id)),
					    .name = str_trim(in->name),
					    .prefix = str_upto(made, PREFIX_LEN),
					    .key_hash = arena_dup(a, str_z(hash)),
					    .scopes = api_key_scopes_json(a, in),
					    .now = now };
	TRY(q_my_api_key_insert(db, a, &q, NULL));
	*row = (struct api_key_row){ q.id, q.name, q.prefix, q.scopes, now, {} };
	*key = made;
	return OK;
}

err api_key_delete(tenant_db db, struct arena *a, str id)
{
	struct q_my_api_key_delete_in in = { .id = id };
	int64_t n = 0;
	TRY(q_my_api_key_delete(db, a, &in, &n));
	return n ? OK : err_make(ERR_NOT_FOUND, "there is no such key");
}

void api_key_write(struct json_writer *w, const struct api_key_row *k, str key)
{
	json_begin_obj(w);
	json_kv_str(w, "id", k->id);
	json_kv_str(w, "name", k->name);
	json_kv_str(w, "prefix", k->prefix);
	json_kv_raw(w, "scopes", k->scopes);
	json_kv_time(w, "createdAt", k->created_at);
	json_kv_opt_time(w, "lastUsedAt", k->last_used_at);
	if (!str_empty(key))
		json_kv_str(w, "key", key);
	json_end_obj(w);
}
