/* loumass webhook …: the addresses at which Amazon SES, Postmark, SendGrid and Mailgun report what became of mail. An
 * address is shown once, when it is made or changed; a provider's secret is asked for, never a word of the command. */
#include "core/inbound/webhook.h"
#include "cli/cli.h"

static const struct cli_option user_options[] = { CLI_USER_OPTION };

static err cli_webhook_list(struct cli *c)
{
	static const char *const heads[] = { "id", "provider", "name", "received", "last delivery" };
	const struct app *app;
	tenant_db db;
	struct webhook_endpoint *v;
	size_t n;
	TRY(cli_app_tenant(c, &app, &db));
	TRY(webhook_list(db, c->arena, &v, &n));
	struct cli_table *t = cli_table(c, heads, 5);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		str cells[] = { v[i].id, v[i].provider, v[i].name,
				arena_printf(c->arena, "%lld", (long long)v[i].received),
				!v[i].last_at.has	 ? STR("none yet")
				: str_absent(v[i].error) ? STR("taken")
							 : v[i].error };
		cli_row(t, cells);
		webhook_write(w, &v[i], NULL);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

/* By id, or by name when only one has it. */
static err webhook_find(struct cli *c, tenant_db db, struct webhook_endpoint *out)
{
	struct webhook_endpoint *v;
	size_t n, named = 0;
	TRY(webhook_list(db, c->arena, &v, &n));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(v[i].id, c->args[0])) {
			*out = v[i];
			return OK;
		}
		if (str_eq(v[i].name, c->args[0]) && named++ == 0)
			*out = v[i];
	}
	if (named > 1)
		return err_make(ERR_CONFLICT, "several are called so: give the id (loumass webhook list)");
	return named ? OK : err_make(ERR_NOT_FOUND, "there is no such webhook endpoint");
}

static void webhook_say(struct cli *c, const struct webhook_endpoint *e, str url)
{
	if (str_absent(url))
		cli_say(c, "%.*s %.*s keeps its address", STR_FMT(e->provider), STR_FMT(e->id));
	else
		cli_say(c,
			"%.*s %.*s; give the provider this address, it is not shown again:\n"
			"%.*s",
			STR_FMT(e->provider), STR_FMT(e->id), STR_FMT(url));
	webhook_write(cli_json(c), e, &url);
}

static const struct cli_option create_options[] = {
	CLI_USER_OPTION,
	{ .name = "name", .arg = "TEXT", .doc = "Default: the provider's name" },
	{ .name = "topic", .arg = "ARN", .doc = "ses: the SNS topic; default the one of the first delivery" },
};

static err cli_webhook_create(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct webhook_endpoint e;
	enum webhook_provider provider;
	str url;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	struct webhook_new in = { .provider = c->args[0], .name = cli_opt(c, "name"), .topic = cli_opt(c, "topic") };
	TRY(cli_app_tenant(c, &app, &db));
	if (webhook_provider_parse(in.provider, &provider) && provider != WEBHOOK_SES)
		TRY(cli_password(c, "Secret of the webhook", &in.secret));
	TRY(webhook_create(app, db, c->arena, &in, &errors, &e, &url));
	webhook_say(c, &e, url);
	return OK;
}

static const struct cli_option rotate_options[] = {
	CLI_USER_OPTION,
	{ .name = "new-secret", .doc = "Ask for a new secret, or read it from standard input" },
	{ .name = "keep-address", .doc = "Only the secret changes" },
};

static err cli_webhook_rotate(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct webhook_endpoint e;
	str url;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	struct webhook_rotation in = { .keep_address = cli_has(c, "keep-address") };
	TRY(cli_app_tenant(c, &app, &db));
	TRY(webhook_find(c, db, &e));
	if (in.keep_address && !cli_has(c, "new-secret"))
		return cli_usage(c, "--keep-address leaves nothing to change without --new-secret");
	if (cli_has(c, "new-secret"))
		TRY(cli_password(c, "New secret of the webhook", &in.secret));
	TRY(webhook_rotate(app, db, c->arena, e.id, &in, &errors, &e, &url));
	webhook_say(c, &e, url);
	return OK;
}

static err webhook_delete_(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct webhook_endpoint e;
	TRY(cli_app_tenant(c, &app, &db));
	TRY(webhook_find(c, db, &e));
	TRY(webhook_delete(db, c->arena, e.id));
	cli_say(c, "deleted: what is sent to its address is refused from now on");
	webhook_write(cli_json(c), &e, NULL);
	return OK;
}

#define ONE .group = "webhook", .args = "<id or name>", .min_args = 1, .max_args = 1

const struct cli_command webhook_commands[] = {
	{ .group = "webhook",
	  .name = "list",
	  .summary = "List the addresses where providers report bounces and complaints",
	  CLI_OPTIONS(user_options),
	  .reads = true,
	  .run = cli_webhook_list },
	{ .group = "webhook",
	  .name = "create",
	  .args = "<ses|postmark|sendgrid|mailgun>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Create one and show its address once",
	  .doc = "The secret is asked for, or read from standard input, and sealed with the installation's key. "
		 "postmark: "
		 "user:password of its basic auth; sendgrid: the verification key of its signed event webhook; "
		 "mailgun: the "
		 "HTTP webhook signing key; ses: none, SNS signs.",
	  .examples = "loumass webhook create ses\nloumass webhook create mailgun --name \"our mailgun\"\n",
	  CLI_OPTIONS(create_options),
	  .run = cli_webhook_create },
	{ ONE, .name = "rotate", .summary = "Change its address, its secret, or both",
	  .doc = "The old address refuses deliveries from now on.",
	  .examples = "loumass webhook rotate mailgun\nloumass webhook rotate mailgun --new-secret --keep-address\n",
	  CLI_OPTIONS(rotate_options), .run = cli_webhook_rotate },
	{ ONE, .name = "delete", .summary = "Delete a webhook; its address refuses deliveries",
	  CLI_OPTIONS(user_options), .run = webhook_delete_ },
};
const size_t webhook_commands_n = sizeof(webhook_commands) / sizeof(*webhook_commands);
