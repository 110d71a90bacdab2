/* loumass key: API keys, for scripts that set up other scripts. */
#include "cli/cli.h"
#include "core/account/api_key.h"

static err key_list(struct cli *c)
{
	static const char *const heads[] = { "id", "name", "begins", "scopes", "created", "used" };
	tenant_db db;
	struct api_key_row *rows;
	size_t n;
	TRY(cli_tenant(c, &db));
	TRY(api_key_list(db, c->arena, &rows, &n));
	struct cli_table *t = cli_table(c, heads, 6);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		str cells[6] = { rows[i].id,
				 rows[i].name,
				 rows[i].prefix,
				 cli_list(c, rows[i].scopes),
				 cli_minute(c, SOME_I64(rows[i].created_at)),
				 rows[i].last_used_at.has ? cli_minute(c, rows[i].last_used_at) : STR("never") };
		cli_row(t, cells);
		api_key_write(w, &rows[i], STR_NULL);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

static err key_create(struct cli *c)
{
	tenant_db db;
	struct api_key_row row;
	struct field_errors errors;
	struct api_key_new in = { .name = c->args[0] };
	str key;
	in.n_scopes = cli_opt_all(c, "scope", &in.scopes);
	field_errors_init(&errors, c->arena);
	TRY(cli_tenant(c, &db));
	TRY(api_key_create(db, c->arena, &in, &errors, &row, &key));
	cli_say(c, "%.*s", STR_FMT(key));
	api_key_write(cli_json(c), &row, key);
	return OK;
}

static err key_delete_(struct cli *c)
{
	tenant_db db;
	TRY(cli_tenant(c, &db));
	TRY(api_key_delete(db, c->arena, c->args[0]));
	cli_say(c, "deleted %.*s: a server notices within 3 seconds", STR_FMT(c->args[0]));
	json_begin_obj(cli_json(c));
	json_kv_str(cli_json(c), "deleted", c->args[0]);
	json_end_obj(cli_json(c));
	return OK;
}

static const struct cli_option user_options[] = { CLI_USER_OPTION };
static const struct cli_option create_options[] = {
	CLI_USER_OPTION,
	{ .name = "scope",
	  .arg = "SCOPE",
	  .repeat = true,
	  .required = true,
	  .doc = "Its scopes: read, contacts:write, campaigns:write, senders:write, send, sequences:write, "
		 "webhooks:write" },
};

const struct cli_command key_commands[] = {
	{ .group = "key",
	  .name = "list",
	  .summary = "List API keys with their scopes and last use",
	  CLI_OPTIONS(user_options),
	  .reads = true,
	  .run = key_list },
	{ .group = "key",
	  .name = "create",
	  .args = "<name>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Create an API key and show it once",
	  .examples = "loumass key create crm --scope read --scope contacts:write\n",
	  CLI_OPTIONS(create_options),
	  .run = key_create },
	{ .group = "key",
	  .name = "delete",
	  .args = "<id>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Revoke an API key",
	  CLI_OPTIONS(user_options),
	  .asks = "Programs that use this key are refused from now on.",
	  .run = key_delete_ },
};
const size_t key_commands_n = sizeof(key_commands) / sizeof(*key_commands);
