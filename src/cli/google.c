/* loumass google …: the installation's OAuth client. */
#include "core/sender/google.h"
#include "cli/cli.h"

static err google_show_client(struct cli *c, const struct app *app)
{
	struct google_client_view v;
	TRY(google_operator_client(app, c->arena, &v));
	cli_say(c, "client:        %.*s (%s)", STR_FMT(str_absent(v.client_id) ? STR("none") : v.client_id), v.source);
	cli_say(c, "redirect URI:  %.*s", STR_FMT(v.redirect_uri));
	google_client_write(cli_json(c), &v);
	return OK;
}

static err google_show(struct cli *c)
{
	const struct app *app;
	TRY(cli_app(c, &app));
	return google_show_client(c, app);
}

static const struct cli_option set_options[] = {
	{ .name = "id", .arg = "CLIENT-ID", .required = true, .doc = "The client's id, as Google shows it" },
};

static err google_set(struct cli *c)
{
	const struct app *app;
	struct google_client_body in = { .client_id = cli_opt(c, "id") };
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(cli_app(c, &app));
	TRY(cli_password(c, "Client secret", &in.client_secret));
	TRY(google_operator_client_set(app, c->arena, &in, &errors));
	return google_show_client(c, app);
}

static err google_drop(struct cli *c)
{
	const struct app *app;
	TRY(cli_app(c, &app));
	TRY(google_operator_client_drop(app, c->arena));
	return google_show_client(c, app);
}

const struct cli_command google_commands[] = {
	{ .group = "google",
	  .name = "show",
	  .summary = "Show the OAuth client for Google sign-in and Gmail",
	  .reads = true,
	  .run = google_show },
	{ .group = "google",
	  .name = "set",
	  .summary = "Set the OAuth client",
	  .doc = "The secret is asked for, or read from standard input; it is sealed with the installation's key. "
		 "docs/google.md says where to get one.",
	  .examples = "loumass google set --id 1234.apps.googleusercontent.com\n",
	  CLI_OPTIONS(set_options),
	  .run = google_set },
	{ .group = "google", .name = "delete", .summary = "Remove the OAuth client", .run = google_drop },
};
const size_t google_commands_n = sizeof(google_commands) / sizeof(*google_commands);
