/* loumass user: accounts, made and kept on the machine itself. */
#include "base/time.h"
#include "cli/cli_int.h"
#include "core/account/account.h"
#include "db/gen/sys_account_q.h"
#include "wire/token.h"
#include <stdio.h>

err cli_tenant(struct cli *c, tenant_db *out)
{
	const struct app *app;
	TRY(cli_app(c, &app));
	str email = cli_opt(c, "user"), id;
	if (str_absent(email)) {
		struct q_user_only_row only;
		TRY(q_user_only(app_system(app), c->arena, &only));
		if (only.users != 1)
			return err_make(ERR_INVALID, only.users ? "say whose data with --user EMAIL"
								: "there is no user yet: `loumass user add EMAIL`");
		id = only.id;
	} else {
		err e = account_find(app_system(app), c->arena, email, &id);
		if (e.code == ERR_NOT_FOUND)
			return err_make(ERR_NOT_FOUND,
					arena_printf(c->arena, "there is no user %.*s", STR_FMT(email)).p);
		TRY(e);
	}
	*out = tenant_of(app->db, c->arena, id);
	c->state->tenant = id;
	return OK;
}

static err find_user(struct cli *c, const struct app **app, str *id)
{
	TRY(cli_app(c, app));
	err e = account_find(app_system(*app), c->arena, c->args[0], id);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, arena_printf(c->arena, "there is no user %.*s", STR_FMT(c->args[0])).p);
	return e;
}

/* From stdin, the terminal, or made up. */
static err choose_password(struct cli *c, bool ask, str *password, bool *made)
{
	*made = false;
	if (cli_has(c, "password-stdin"))
		return cli_password(c, "Password", password);
	if (!ask || !c->tty) {
		*made = true;
		*password = token_random(c->arena, STR(""), 15);
		return OK;
	}
	str again;
	TRY(cli_password(c, "Password (empty: make one)", password));
	if (password->n == 0) {
		*made = true;
		*password = token_random(c->arena, STR(""), 15);
		return OK;
	}
	TRY(cli_password(c, "Again", &again));
	return str_eq(*password, again) ? OK : err_make(ERR_INVALID, "the two are not the same");
}

static err first_field(struct cli *c, err e, const struct field_errors *errors)
{
	if (e.code == ERR_INVALID && errors->n)
		return err_make(ERR_INVALID, arena_printf(c->arena, "%.*s %.*s", STR_FMT(errors->v[0].field),
							  STR_FMT(errors->v[0].message))
						     .p);
	return e;
}

static err user_add(struct cli *c)
{
	const struct app *app;
	struct field_errors errors;
	str password, id;
	bool made;
	TRY(cli_app(c, &app));
	TRY(choose_password(c, true, &password, &made));
	field_errors_init(&errors, c->arena);
	struct account_new in = { .email = c->args[0],
				  .name = cli_opt(c, "name"),
				  .password = password,
				  .is_operator = cli_has(c, "operator") };
	TRY(first_field(c, account_create(app_system(app), c->arena, &in, &errors, &id), &errors));
	cli_say(c, "%.*s can sign in at %s", STR_FMT(c->args[0]), app->config->url);
	if (made)
		cli_say(c, "password: %.*s", STR_FMT(password));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "id", id);
	json_kv_str(w, "email", c->args[0]);
	json_kv_str(w, "password", made ? password : STR_NULL);
	json_end_obj(w);
	return OK;
}

static err user_passwd(struct cli *c)
{
	const struct app *app;
	struct field_errors errors;
	str password, id;
	bool made;
	TRY(find_user(c, &app, &id));
	TRY(choose_password(c, true, &password, &made));
	field_errors_init(&errors, c->arena);
	TRY(first_field(c, account_password_reset(app_system(app), c->arena, id, password, &errors), &errors));
	cli_say(c, "The password is changed; all sessions have ended.");
	if (made)
		cli_say(c, "password: %.*s", STR_FMT(password));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "id", id);
	json_kv_str(w, "password", made ? password : STR_NULL);
	json_end_obj(w);
	return OK;
}

static err user_list(struct cli *c)
{
	static const char *const heads[] = { "email", "name", "operator", "contacts", "created", "last seen", "id" };
	const struct app *app;
	struct q_user_list_rows rows;
	TRY(cli_app(c, &app));
	TRY(q_user_list(app_system(app), c->arena, &rows));
	struct cli_table *t = cli_table(c, heads, 7);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_user_list_row *u = &rows.v[i];
		str cells[] = { u->email,
				u->name,
				u->is_operator ? STR("yes") : STR(""),
				arena_printf(c->arena, "%lld", (long long)u->contacts),
				cli_minute(c, SOME_I64(u->created_at)),
				u->last_seen_at.has ? cli_minute(c, u->last_seen_at) : STR("never"),
				u->id };
		cli_row(t, cells);
		json_begin_obj(w);
		json_kv_str(w, "id", u->id);
		json_kv_str(w, "email", u->email);
		json_kv_str(w, "name", u->name);
		json_kv_bool(w, "isOperator", u->is_operator);
		json_kv_i64(w, "contacts", u->contacts);
		json_kv_time(w, "createdAt", u->created_at);
		json_kv_opt_time(w, "lastSeenAt", u->last_seen_at);
		json_end_obj(w);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

static err user_delete(struct cli *c)
{
	const struct app *app;
	struct account_removed removed;
	str id, answer;
	TRY(find_user(c, &app, &id));
	if (!cli_has(c, "yes")) {
		if (!c->tty)
			return cli_usage(c, "this deletes everything of %.*s: say --yes", STR_FMT(c->args[0]));
		fprintf(stderr, "This deletes everything of %.*s. There is no way back.\n", STR_FMT(c->args[0]));
		TRY(cli_password(c, "Type the address again", &answer));
		if (!str_eq(answer, c->args[0]))
			return cli_usage(c, "that is another address; nothing was deleted");
	}
	TRY(account_remove(tenant_of(app->db, c->arena, id), c->arena, &removed));
	cli_say(c, "Deleted, with %lld contacts, %lld campaigns, %lld sequences, %lld recipients and %lld events.",
		(long long)removed.contacts, (long long)removed.campaigns, (long long)removed.sequences,
		(long long)removed.recipients, (long long)removed.events);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "removed");
	account_removed_write(w, &removed);
	json_end_obj(w);
	return OK;
}

static err user_operator(struct cli *c)
{
	const struct app *app;
	str id;
	TRY(find_user(c, &app, &id));
	struct q_user_set_operator_in in = { .id = id, .is_operator = !cli_has(c, "no"), .now = app->started_at };
	TRY(q_user_set_operator(app_system(app), c->arena, &in, NULL));
	cli_say(c, "%.*s is %s operator", STR_FMT(c->args[0]), in.is_operator ? "an" : "no");
	return OK;
}

#define PASSWORD_STDIN                                                                                                 \
	{                                                                                                              \
		.name = "password-stdin", .doc = "Read the password from standard input"                               \
	}
static const struct cli_option add_options[] = {
	{ .name = "name", .arg = "NAME", .doc = "How the person is called" },
	{ .name = "operator", .doc = "May look at the installation itself (the first user always may)" },
	PASSWORD_STDIN,
};
static const struct cli_option passwd_options[] = { PASSWORD_STDIN };
static const struct cli_option delete_options[] = { { .name = "yes", .doc = "Do not ask" } };
static const struct cli_option operator_options[] = { { .name = "no", .doc = "Take it back" } };

const struct cli_command user_commands[] = {
	{ .group = "user",
	  .name = "add",
	  .args = "<email>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Make an account",
	  .doc = "Without --password-stdin it asks for a password on a terminal, else it makes one and prints it.",
	  .examples = "  loumass user add ann@example.com --name Ann\n  pass show loumass | loumass user add "
		      "ann@example.com --password-stdin",
	  CLI_OPTIONS(add_options),
	  .run = user_add },
	{ .group = "user",
	  .name = "passwd",
	  .args = "<email>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Set a new password and end all sessions",
	  CLI_OPTIONS(passwd_options),
	  .run = user_passwd },
	{ .group = "user", .name = "list", .summary = "List accounts", .reads = true, .run = user_list },
	{ .group = "user",
	  .name = "operator",
	  .args = "<email>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Make someone an operator of the installation",
	  CLI_OPTIONS(operator_options),
	  .run = user_operator },
	{ .group = "user",
	  .name = "delete",
	  .args = "<email>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Delete an account and all it holds",
	  CLI_OPTIONS(delete_options),
	  .run = user_delete },
};
const size_t user_commands_n = sizeof(user_commands) / sizeof(*user_commands);
