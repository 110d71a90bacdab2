/* loumass user: accounts, made and kept on the machine itself; loumass system: the installation's own mail. */
#include "base/time.h"
#include "cli/cli_int.h"
#include "core/account/account_request.h"
#include "core/sender/sender.h"
#include "core/system/system_mail.h"
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
			return err_make(ERR_INVALID,
					only.users ? "there are several accounts: choose one with --user EMAIL"
						   : "there is no user yet: `loumass user create EMAIL`");
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

err cli_app_tenant(struct cli *c, const struct app **app, tenant_db *out)
{
	TRY(cli_app(c, app));
	return cli_tenant(c, out);
}

static err user_find_user(struct cli *c, const struct app **app, str *id)
{
	TRY(cli_app(c, app));
	err e = account_find(app_system(*app), c->arena, c->args[0], id);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, arena_printf(c->arena, "there is no user %.*s", STR_FMT(c->args[0])).p);
	return e;
}

/* From stdin, the terminal, or made up. */
static err user_choose_password(struct cli *c, bool ask, str *password, bool *made)
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

static err user_first_field(struct cli *c, err e, const struct field_errors *errors)
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
	TRY(user_choose_password(c, true, &password, &made));
	field_errors_init(&errors, c->arena);
	struct account_new in = { .email = c->args[0],
				  .name = cli_opt(c, "name"),
				  .password = password,
				  .is_operator = cli_has(c, "operator") };
	TRY(user_first_field(c, account_create(app_system(app), c->arena, &in, &errors, &id), &errors));
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
	TRY(user_find_user(c, &app, &id));
	TRY(user_choose_password(c, true, &password, &made));
	field_errors_init(&errors, c->arena);
	TRY(user_first_field(c, account_password_reset(app_system(app), c->arena, id, password, &errors), &errors));
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
	TRY(user_find_user(c, &app, &id));
	if (!c->yes) {
		if (!c->tty)
			return cli_usage(c, "this deletes all data of %.*s: add --yes to confirm", STR_FMT(c->args[0]));
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
	TRY(user_find_user(c, &app, &id));
	struct q_user_set_operator_in in = { .id = id, .is_operator = !cli_has(c, "no"), .now = app->started_at };
	TRY(q_user_set_operator(app_system(app), c->arena, &in, NULL));
	cli_say(c, "%.*s is %s operator", STR_FMT(c->args[0]), in.is_operator ? "an" : "no");
	return OK;
}

static err user_verify(struct cli *c)
{
	const struct app *app;
	str id;
	TRY(cli_app(c, &app));
	TRY(account_vouch(app, c->arena, c->args[0], &id));
	cli_say(c, "%.*s can sign in at %s, with the password they chose", STR_FMT(c->args[0]), app->config->url);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "id", id);
	json_end_obj(w);
	return OK;
}

static err user_reset(struct cli *c)
{
	const struct app *app;
	struct field_errors errors;
	str id, token, link = STR_NULL;
	TRY(user_find_user(c, &app, &id));
	field_errors_init(&errors, c->arena);
	if (cli_has(c, "link")) {
		TRY(account_forgot_token(app, c->arena, c->args[0], &token));
		link = arena_printf(c->arena, "%s/reset#token=%.*s", app->config->url, STR_FMT(token));
		cli_say(c, "%.*s", STR_FMT(link));
	} else {
		TRY(user_first_field(c, account_forgot(app, c->arena, c->args[0], &errors), &errors));
		cli_say(c, "A mail with a link goes to %.*s; it works once, for 30 minutes", STR_FMT(c->args[0]));
	}
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "id", id);
	json_kv_str(w, "link", link);
	json_end_obj(w);
	return OK;
}

static err user_address(struct cli *c)
{
	const struct app *app;
	struct field_errors errors;
	str id;
	TRY(user_find_user(c, &app, &id));
	field_errors_init(&errors, c->arena);
	TRY(user_first_field(c, account_address_set(app, c->arena, id, c->args[1], &errors), &errors));
	cli_say(c, "%.*s signs in as %.*s from now on", STR_FMT(c->args[0]), STR_FMT(c->args[1]));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "id", id);
	json_kv_str(w, "email", c->args[1]);
	json_end_obj(w);
	return OK;
}

/* ---- loumass system */

static err user_system_mail_cmd(struct cli *c)
{
	static const char *const heads[] = { "at", "to", "subject", "status", "error" };
	const struct app *app;
	struct system_mail_row *rows;
	size_t n;
	TRY(cli_app(c, &app));
	TRY(system_mail_list(app, c->arena, &rows, &n));
	struct cli_table *t = cli_table(c, heads, 5);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		str cells[] = { cli_minute(c, SOME_I64(rows[i].created_at)), rows[i].to, rows[i].subject,
				rows[i].status, rows[i].error };
		cli_row(t, cells);
		system_mail_write(w, &rows[i]);
	}
	json_end_arr(w);
	cli_table_print(t);
	for (size_t i = 0; cli_has(c, "text") && i < n; i++)
		if (!str_absent(rows[i].text))
			cli_say(c, "\n%.*s: %.*s\n\n%.*s", STR_FMT(rows[i].to), STR_FMT(rows[i].subject),
				STR_FMT(rows[i].text));
	return OK;
}

static err user_system_sender_cmd(struct cli *c)
{
	const struct app *app;
	struct sender s = {};
	str id, user;
	TRY(cli_app(c, &app));
	if (c->n_args && str_eq(c->args[0], STR("capture"))) {
		TRY(system_sender_set(app, (tenant_db){}, c->arena, STR_NULL));
	} else if (c->n_args) {
		tenant_db db;
		struct account me;
		TRY(cli_tenant(c, &db));
		TRY(account_get(db, c->arena, &me));
		if (!me.is_operator)
			return err_make(ERR_INVALID, "the sender must be an operator's: choose one with --user EMAIL");
		TRY(sender_find(db, c->arena, c->args[0], &s));
		TRY(system_sender_set(app, db, c->arena, s.id));
	}
	TRY(system_sender_get(app, c->arena, &id, &user));
	if (!str_absent(id))
		TRY(sender_get(tenant_of(app->db, c->arena, user), c->arena, id, &s));
	if (str_absent(id))
		cli_say(c, "This installation's own mail is captured: `loumass system mail` shows it");
	else
		cli_say(c, "This installation's own mail is sent by %.*s (%.*s)", STR_FMT(s.name),
			STR_FMT(s.from_email));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "senderId", id);
	json_end_obj(w);
	return OK;
}

static const struct cli_option settings_options[] = {
	CLI_USER_OPTION,
	{ .name = "name", .arg = "TEXT", .doc = "Your name" },
	{ .name = "timezone", .arg = "ZONE", .doc = "The account's clock: Europe/Berlin" },
	{ .name = "holiday",
	  .arg = "DATE",
	  .repeat = true,
	  .doc = "All holidays: 2026-12-25, or 12-25 for every year. No business day falls on them, and sending "
		 "windows "
		 "stay shut" },
	{ .name = "no-holidays", .doc = "Forget them all" },
};

static err user_settings(struct cli *c)
{
	tenant_db db;
	struct account me;
	struct field_errors errors;
	const str *days;
	size_t n = cli_opt_all(c, "holiday", &days);
	if (n > 0 && cli_has(c, "no-holidays"))
		return cli_usage(c, "--holiday and --no-holidays exclude each other");
	str name = cli_opt(c, "name"), zone = cli_opt(c, "timezone");
	struct account_patch in = { .name = { .given = !str_absent(name), .v = name },
				    .timezone = { .given = !str_absent(zone), .v = zone },
				    .holidays = { .given = n > 0 || cli_has(c, "no-holidays"), .v = days, .n = n } };
	field_errors_init(&errors, c->arena);
	TRY(cli_tenant(c, &db));
	if (in.name.given || in.timezone.given || in.holidays.given)
		TRY(account_update(db, c->arena, &in, &errors, &me));
	else
		TRY(account_get(db, c->arena, &me));
	cli_say(c, "%.*s", STR_FMT(me.email));
	cli_say(c, "  time zone  %.*s", STR_FMT(str_empty(me.timezone) ? STR("none (UTC)") : me.timezone));
	cli_say(c, "  holidays   %.*s", STR_FMT(str_empty(me.holidays) ? STR("none") : cli_list(c, me.holidays)));
	account_write(cli_json(c), &me);
	return OK;
}

#define PASSWORD_STDIN                                                                                                 \
	{                                                                                                              \
		.name = "password-stdin", .doc = "Read the password from standard input"                               \
	}
static const struct cli_option add_options[] = {
	{ .name = "name", .arg = "NAME", .doc = "The person's name" },
	{ .name = "operator",
	  .doc = "Make it an operator, who manages the installation (the first account always is one)" },
	PASSWORD_STDIN,
};
static const struct cli_option passwd_options[] = { PASSWORD_STDIN };
static const struct cli_option operator_options[] = { { .name = "no", .doc = "Revoke it" } };

static const struct cli_option reset_options[] = { { .name = "link", .doc = "Print the link instead of sending it" } };
static const struct cli_option mail_options[] = { { .name = "text",
						    .doc = "Also show the text of captured mail, with its links" } };
static const struct cli_option system_sender_options[] = { CLI_USER_OPTION };

const struct cli_command user_commands[] = {
	{ .group = "user",
	  .name = "verify",
	  .args = "<email>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Confirm the address of someone who registered",
	  .doc = "Their latest registration becomes an account, as if they had followed the link in the mail.",
	  .run = user_verify },
	{ .group = "user",
	  .name = "reset",
	  .args = "<email>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Mail someone a link to set a new password",
	  CLI_OPTIONS(reset_options),
	  .run = user_reset },
	{ .group = "user",
	  .name = "address",
	  .args = "<email> <new email>",
	  .min_args = 2,
	  .max_args = 2,
	  .summary = "Change an account's address at once",
	  .run = user_address },
	{ .group = "system",
	  .name = "mail",
	  .summary = "List system mail: confirmation links, password resets",
	  CLI_OPTIONS(mail_options),
	  .reads = true,
	  .run = user_system_mail_cmd },
	{ .group = "system",
	  .name = "sender",
	  .args = "[<sender>|capture]",
	  .max_args = 1,
	  .summary = "Show or choose the sender of system mail",
	  .examples = "  loumass system sender relay --user ops@example.com\n  loumass system sender capture",
	  CLI_OPTIONS(system_sender_options),
	  .run = user_system_sender_cmd },
	{ .group = "user",
	  .name = "create",
	  .args = "<email>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Create an account",
	  .doc = "Without --password-stdin it asks for a password on a terminal, else it makes one and prints it.",
	  .examples = "  loumass user create ann@example.com --name Ann\n  pass show loumass | loumass user create "
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
	{ .group = "user",
	  .name = "settings",
	  .summary = "Show or change an account's name, time zone and holidays",
	  .examples =
		  "loumass user settings --user demo@loumass.local --timezone Europe/Berlin --holiday 12-25 --holiday "
		  "2027-03-29\n",
	  CLI_OPTIONS(settings_options),
	  .run = user_settings },
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
	  .summary = "Delete an account and all its data",
	  .doc = "You type the address again to confirm; --yes skips this.",
	  .run = user_delete },
};
const size_t user_commands_n = sizeof(user_commands) / sizeof(*user_commands);
