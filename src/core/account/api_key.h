/* API keys: "lm_" and 32 random bytes, shown once, stored as a hash, limited to scopes. */
#pragma once
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_write.h"

#define API_KEYS_MAX 100
#define API_KEY_SCOPES "read|contacts:write|campaigns:write|senders:write|send|sequences:write|webhooks:write"

struct api_key {
	str id, user_id;
	str scopes; /* JSON array of texts */
};
/* ERR_AUTH: no such key. Notes the use, at most every few minutes. */
err api_key_find(system_db db, struct arena *a, str key, struct api_key *out);

struct api_key_row {
	str id, name, prefix, scopes;
	int64_t created_at;
	struct opt_i64 last_used_at;
};
err api_key_list(tenant_db db, struct arena *a, struct api_key_row **rows, size_t *n);
struct api_key_new {
	str name;
	const str *scopes;
	size_t n_scopes;
};
/* *key is the only copy. */
err api_key_create(tenant_db db, struct arena *a, const struct api_key_new *in, struct field_errors *errors,
		   struct api_key_row *row, str *key);
err api_key_delete(tenant_db db, struct arena *a, str id); /* ERR_NOT_FOUND */
/* As the API shows it; key: the key itself, of a new one only. */
void api_key_write(struct json_writer *w, const struct api_key_row *k, str key);
