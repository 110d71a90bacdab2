/* loumass topic, loumass form, loumass policy: what mail is about, where people sign up, and what holds for all mail of
 * an account: tracking, how long events are kept, how often one person is written to. A person's own choices are not to
 * be made here. */
#include "core/audience/topics.h"
#include "cli/cli_int.h"
#include "core/form/form.h"
#include "core/sender/sender.h"
#include "wire/json_read.h"

#define TEXT_MAX (8u << 20)

typedef err writes(struct cli *c, tenant_db db, struct json_writer *w);

/* What `write` writes, for --json as it is, and read again for people. */
static err topics_shown(struct cli *c, tenant_db db, writes *write, const struct json **out)
{
	struct buf BUF_AUTO b = {};
	struct json_writer w;
	buf_init(&b, TEXT_MAX);
	json_writer_init(&w, &b);
	TRY(write(c, db, &w));
	TRY(buf_err(&b));
	str text = arena_dup(c->arena, buf_str(&b));
	TRY(json_parse(c->arena, text, out));
	json_put_raw(cli_json(c), text);
	return OK;
}

static str topics_number(struct cli *c, const struct json *v)
{
	int64_t n;
	return json_i64(v, &n) ? arena_printf(c->arena, "%lld", (long long)n) : STR("");
}

static str topics_yes(const struct json *v)
{
	return json_bool(v) ? STR("yes") : STR("no");
}

/* ---- Topics */

static err topics_write_topics(struct cli *c, tenant_db db, struct json_writer *w)
{
	json_begin_arr(w);
	TRY(topic_write_all(db, c->arena, w));
	json_end_arr(w);
	return OK;
}

static void topics_say_topic(struct cli_table *t, struct cli *c, const struct json *v)
{
	str cells[] = { json_str(json_get(v, "id")), json_str(json_get(v, "name")), topics_yes(json_get(v, "optIn")),
			topics_number(c, json_get(v, "wanted")), topics_number(c, json_get(v, "refused")) };
	cli_row(t, cells);
}

static struct cli_table *topic_table(struct cli *c)
{
	static const char *const heads[] = { "id", "name", "opt-in", "wanted", "refused" };
	return cli_table(c, heads, sizeof(heads) / sizeof(*heads));
}

static err topic_list(struct cli *c)
{
	tenant_db db;
	const struct json *all;
	TRY(cli_tenant(c, &db));
	TRY(topics_shown(c, db, topics_write_topics, &all));
	struct cli_table *t = topic_table(c);
	for (JSON_EACH(v, all))
		topics_say_topic(t, c, v);
	cli_table_print(t);
	return OK;
}

err cli_topic(struct cli *c, tenant_db db, str word, str *id)
{
	struct buf BUF_AUTO b = {};
	struct json_writer w;
	const struct json *all;
	buf_init(&b, TEXT_MAX);
	json_writer_init(&w, &b);
	TRY(topics_write_topics(c, db, &w));
	TRY(buf_err(&b));
	TRY(json_parse(c->arena, arena_dup(c->arena, buf_str(&b)), &all));
	for (JSON_EACH(v, all))
		if (str_eq(json_str(json_get(v, "id")), word) || str_eq(json_str(json_get(v, "name")), word)) {
			*id = json_str(json_get(v, "id"));
			return OK;
		}
	return err_make(ERR_NOT_FOUND, arena_printf(c->arena, "there is no topic %.*s", STR_FMT(word)).p);
}

static void topics_take_topic(struct cli *c, struct topic_patch *in)
{
	if (cli_has(c, "description"))
		in->description = (struct json_opt_str){ true, cli_opt(c, "description") };
	if (cli_has(c, "opt-in"))
		in->opt_in = (struct opt_bool){ .has = true, .v = true };
}

static err topic_add(struct cli *c)
{
	tenant_db db;
	struct field_errors errors;
	struct topic_patch in = { .name = { true, c->args[0] } };
	TRY(cli_tenant(c, &db));
	field_errors_init(&errors, c->arena);
	topics_take_topic(c, &in);
	TRY(topic_create(db, c->arena, &in, &errors, cli_json(c)));
	cli_say(c, "Added \"%.*s\".", STR_FMT(c->args[0]));
	return OK;
}

static err topic_rename(struct cli *c)
{
	tenant_db db;
	str id;
	struct field_errors errors;
	struct topic_patch in = { .name = { true, c->args[1] } };
	TRY(cli_tenant(c, &db));
	field_errors_init(&errors, c->arena);
	TRY(cli_topic(c, db, c->args[0], &id));
	TRY(topic_update(db, c->arena, id, &in, &errors, cli_json(c), NULL));
	cli_say(c, "It is called \"%.*s\" now.", STR_FMT(c->args[1]));
	return OK;
}

static err topic_drop(struct cli *c)
{
	tenant_db db;
	str id;
	TRY(cli_tenant(c, &db));
	TRY(cli_topic(c, db, c->args[0], &id));
	TRY(topic_delete(db, c->arena, id));
	cli_say(c, "Deleted.");
	return OK;
}

/* ---- Forms */

static err topics_write_forms(struct cli *c, tenant_db db, struct json_writer *w)
{
	const struct app *app;
	TRY(cli_app(c, &app));
	json_begin_arr(w);
	TRY(form_write_all(app, db, c->arena, w));
	json_end_arr(w);
	return OK;
}

static err topics_form_list(struct cli *c)
{
	static const char *const heads[] = { "id", "name", "active", "asked", "confirmed", "url" };
	tenant_db db;
	const struct json *all;
	TRY(cli_tenant(c, &db));
	TRY(topics_shown(c, db, topics_write_forms, &all));
	struct cli_table *t = cli_table(c, heads, sizeof(heads) / sizeof(*heads));
	for (JSON_EACH(v, all)) {
		str cells[] = { json_str(json_get(v, "id")),
				json_str(json_get(v, "name")),
				topics_yes(json_get(v, "active")),
				topics_number(c, json_get(v, "asked")),
				topics_number(c, json_get(v, "confirmed")),
				json_str(json_get(v, "url")) };
		cli_row(t, cells);
	}
	cli_table_print(t);
	return OK;
}

static err topics_write_form(struct cli *c, tenant_db db, struct json_writer *w)
{
	const struct app *app;
	TRY(cli_app(c, &app));
	return form_write(app, db, c->arena, c->args[0], w, NULL);
}

static err topics_form_show(struct cli *c)
{
	tenant_db db;
	const struct json *v;
	TRY(cli_tenant(c, &db));
	TRY(topics_shown(c, db, topics_write_form, &v));
	cli_say(c, "%.*s (%.*s)", STR_FMT(json_str(json_get(v, "name"))),
		STR_FMT(json_bool(json_get(v, "active")) ? STR("open") : STR("closed")));
	cli_say(c, "%.*s", STR_FMT(json_str(json_get(v, "url"))));
	cli_say(c, "asked %.*s, confirmed %.*s", STR_FMT(topics_number(c, json_get(v, "asked"))),
		STR_FMT(topics_number(c, json_get(v, "confirmed"))));
	cli_say(c, "People agree to: %.*s", STR_FMT(json_str(json_get(v, "consentText"))));
	cli_say(c, "\n%.*s", STR_FMT(json_str(json_get(v, "snippet"))));
	return OK;
}

static err topics_form_switch(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct field_errors errors;
	bool open = str_eq(str_z(c->command->name), STR("open"));
	struct form_patch in = { .active = { .has = true, .v = open } };
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	field_errors_init(&errors, c->arena);
	TRY(form_update(app, db, c->arena, c->args[0], &in, &errors, cli_json(c), NULL));
	cli_say(c, open ? "People can sign up with it." : "Nobody can sign up with it now.");
	return OK;
}

static void topics_text_option(struct cli *c, const char *option, struct json_opt_str *out)
{
	if (cli_has(c, option))
		*out = (struct json_opt_str){ true, cli_opt(c, option) };
}

static err topics_form_options(struct cli *c, tenant_db db, struct form_patch *in)
{
	topics_text_option(c, "name", &in->name);
	topics_text_option(c, "title", &in->title);
	topics_text_option(c, "intro", &in->intro);
	topics_text_option(c, "consent", &in->consent_text);
	topics_text_option(c, "button", &in->button_text);
	topics_text_option(c, "confirm-subject", &in->confirm_subject);
	topics_text_option(c, "confirm-text", &in->confirm_text);
	topics_text_option(c, "redirect", &in->redirect_url);
	topics_text_option(c, "language", &in->language);
	TRY(cli_switch(c, "ask-name", &in->ask_name));
	TRY(cli_switch(c, "captcha", &in->captcha));
	if (cli_has(c, "sender")) {
		struct sender s;
		TRY(sender_find(db, c->arena, cli_opt(c, "sender"), &s));
		in->sender_id = (struct json_opt_str){ true, s.id };
	}
	in->tags.n = cli_opt_all(c, "tag", &in->tags.v);
	in->tags.given = in->tags.n > 0;
	const str *topics;
	size_t n = cli_opt_all(c, "topic", &topics);
	str *ids = arena_array(c->arena, str, n);
	for (size_t i = 0; i < n; i++)
		TRY(cli_topic(c, db, topics[i], &ids[i]));
	in->topic_ids = (struct json_strs){ n > 0, ids, n };
	return OK;
}

/* Its JSON as the result; its address for people. */
static err topics_form_written(struct cli *c, str text, const char *what)
{
	const struct json *v;
	TRY(json_parse(c->arena, text, &v));
	json_put_raw(cli_json(c), text);
	cli_say(c, "%s %.*s: %.*s", what, STR_FMT(json_str(json_get(v, "id"))), STR_FMT(json_str(json_get(v, "url"))));
	return OK;
}

static err topics_form_put(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct field_errors errors;
	struct form_patch in = {};
	struct buf BUF_AUTO b = {};
	struct json_writer w;
	bool is_new = str_eq(str_z(c->command->name), STR("create"));
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	field_errors_init(&errors, c->arena);
	buf_init(&b, TEXT_MAX);
	json_writer_init(&w, &b);
	TRY(topics_form_options(c, db, &in));
	TRY(is_new ? form_create(app, db, c->arena, &in, &errors, &w)
		   : form_update(app, db, c->arena, c->args[0], &in, &errors, &w, NULL));
	TRY(buf_err(&b));
	return topics_form_written(c, arena_dup(c->arena, buf_str(&b)), is_new ? "Made" : "Changed");
}

static err topics_form_drop(struct cli *c)
{
	tenant_db db;
	TRY(cli_tenant(c, &db));
	TRY(form_delete(db, c->arena, c->args[0]));
	cli_say(c, "Deleted.");
	return OK;
}

/* ---- The policy */

static err topics_write_policy(struct cli *c, tenant_db db, struct json_writer *w)
{
	return policy_write(db, c->arena, w);
}

static err topics_policy_show(struct cli *c)
{
	tenant_db db;
	const struct json *v;
	TRY(cli_tenant(c, &db));
	TRY(topics_shown(c, db, topics_write_policy, &v));
	str keep = topics_number(c, json_get(v, "retentionDays")), cap = topics_number(c, json_get(v, "capMessages"));
	cli_say(c, "tracking   %s", json_bool(json_get(v, "tracking")) ? "on" : "off");
	if (str_empty(keep))
		cli_say(c, "retention  for ever");
	else
		cli_say(c, "retention  %.*s days, then %.*s", STR_FMT(keep),
			STR_FMT(json_str(json_get(v, "retentionMode"))));
	if (str_empty(cap))
		cli_say(c, "cap        none");
	else
		cli_say(c, "cap        %.*s messages to one person in %.*s days", STR_FMT(cap),
			STR_FMT(topics_number(c, json_get(v, "capDays"))));
	return OK;
}

/* A number of the option, or the word that means none. */
static err topics_number_or(struct cli *c, const char *option, str none, int64_t most, struct json_patch_i64 *out)
{
	if (!cli_has(c, option))
		return OK;
	out->given = true;
	if (str_eq(cli_opt(c, option), none))
		return OK;
	out->v.has = true;
	return cli_opt_i64(c, option, 0, 1, most, &out->v.v);
}

static err topics_policy_set(struct cli *c)
{
	tenant_db db;
	struct policy_patch in = { .retention_mode = cli_opt(c, "retention-mode") };
	TRY(cli_switch(c, "tracking", &in.tracking));
	if (!str_absent(in.retention_mode) && !json_choice_has(POLICY_RETENTION_MODES, in.retention_mode))
		return cli_usage(c, "--retention-mode is drop or strip");
	TRY(topics_number_or(c, "retention-days", STR("forever"), 3650, &in.retention_days));
	TRY(topics_number_or(c, "cap", STR("none"), 1000, &in.cap_messages));
	if (cli_has(c, "cap-days")) {
		in.cap_days.has = true;
		TRY(cli_opt_i64(c, "cap-days", 7, 1, 365, &in.cap_days.v));
	}
	TRY(cli_tenant(c, &db));
	TRY(policy_update(db, c->arena, &in, cli_json(c)));
	cli_say(c, "Done.");
	return OK;
}

static const struct cli_option user_option[] = { CLI_USER_OPTION };
static const struct cli_option add_options[] = {
	CLI_USER_OPTION,
	{ .name = "description", .arg = "TEXT", .doc = "Description shown to people" },
	{ .name = "opt-in", .doc = "Only people who opt in get its mail" },
};
static const struct cli_option drop_options[] = { CLI_USER_OPTION, { .name = "yes", .doc = "This cannot be undone" } };
#define FORM_OPTIONS                                                                                                   \
	CLI_USER_OPTION, { .name = "title", .arg = "TEXT", .doc = "The heading people see" },                          \
		{ .name = "intro", .arg = "TEXT", .doc = "Text below the heading" },                                   \
		{ .name = "button", .arg = "TEXT", .doc = "Label of the button" },                                     \
		{ .name = "ask-name", .arg = "on|off", .doc = "Ask for first and last name" },                         \
		{ .name = "captcha",                                                                                   \
		  .arg = "on|off",                                                                                     \
		  .doc = "Bot protection: the browser does some work first; no third party" },                         \
		{ .name = "tag", .arg = "TAG", .repeat = true, .doc = "A tag for people who confirm" },                \
		{ .name = "topic",                                                                                     \
		  .arg = "TOPIC",                                                                                      \
		  .repeat = true,                                                                                      \
		  .doc = "A topic people can choose, by id or name" },                                                 \
		{ .name = "sender",                                                                                    \
		  .arg = "SENDER",                                                                                     \
		  .doc = "The sender of the confirmation; default the default sender" },                               \
		{ .name = "confirm-subject", .arg = "TEXT", .doc = "Its subject, a template" },                        \
		{ .name = "confirm-text", .arg = "TEXT", .doc = "Its text, a template; the link follows it" },         \
		{ .name = "language", .arg = "en|de", .doc = "Of the page's own words" },                              \
	{                                                                                                              \
		.name = "redirect", .arg = "URL", .doc = "The page people see after confirming"                        \
	}
static const struct cli_option create_options[] = {
	FORM_OPTIONS,
	{ .name = "name", .arg = "NAME", .required = true, .doc = "Its name" },
	{ .name = "consent", .arg = "TEXT", .required = true, .doc = "Consent text, stored as shown" },
};
static const struct cli_option edit_options[] = {
	FORM_OPTIONS,
	{ .name = "name", .arg = "NAME", .doc = "Its name" },
	{ .name = "consent", .arg = "TEXT", .doc = "New consent text" },
};
static const struct cli_option policy_options[] = {
	CLI_USER_OPTION,
	{ .name = "tracking", .arg = "on|off", .doc = "off: no mail is tracked" },
	{ .name = "retention-days", .arg = "N|forever", .doc = "How long events are kept; 1 to 3650" },
	{ .name = "retention-mode",
	  .arg = "drop|strip",
	  .doc = "Whether older events are deleted, or stripped of who and where" },
	{ .name = "cap", .arg = "N|none", .doc = "Message limit per person; 1 to 1000" },
	{ .name = "cap-days", .arg = "N", .doc = "Days the message limit applies to; 1 to 365" },
};
#define ONE(words) .args = (words), .min_args = 1, .max_args = 1

const struct cli_command choice_commands[] = {
	{ .group = "topic",
	  .name = "list",
	  .summary = "List topics and how many people want them",
	  CLI_OPTIONS(user_option),
	  .reads = true,
	  .run = topic_list },
	{ .group = "topic",
	  .name = "create",
	  ONE("<name>"),
	  .summary = "Create a topic on the preference page",
	  .examples = "loumass topic create \"Product news\" --description \"Once a month\"",
	  CLI_OPTIONS(add_options),
	  .run = topic_add },
	{ .group = "topic",
	  .name = "edit",
	  .args = "<topic> <name>",
	  .min_args = 2,
	  .max_args = 2,
	  .summary = "Rename a topic",
	  CLI_OPTIONS(user_option),
	  .run = topic_rename },
	{ .group = "topic",
	  .name = "delete",
	  ONE("<topic>"),
	  .summary = "Delete a topic and people's choices about it",
	  CLI_OPTIONS(drop_options),
	  .asks = "People's choices about it are deleted, too.",
	  .needs_yes = true,
	  .run = topic_drop },
	{ .group = "form",
	  .name = "list",
	  .summary = "List sign-up forms with sign-ups and confirmations",
	  CLI_OPTIONS(user_option),
	  .reads = true,
	  .run = topics_form_list },
	{ .group = "form",
	  .name = "show",
	  ONE("<id>"),
	  .summary = "Show a sign-up form: its address, and the HTML for your own page",
	  CLI_OPTIONS(user_option),
	  .reads = true,
	  .run = topics_form_show },
	{ .group = "form",
	  .name = "create",
	  .summary = "Create a sign-up form with double opt-in",
	  .examples = "loumass form create --name Site --title \"Our letter\" --consent \"Write to me once a month.\" "
		      "--tag site",
	  CLI_OPTIONS(create_options),
	  .run = topics_form_put },
	{ .group = "form",
	  .name = "edit",
	  ONE("<id>"),
	  .summary = "Change a sign-up form; other fields stay",
	  CLI_OPTIONS(edit_options),
	  .run = topics_form_put },
	{ .group = "form",
	  .name = "delete",
	  ONE("<id>"),
	  .summary = "Delete a sign-up form; the consents it collected stay",
	  CLI_OPTIONS(drop_options),
	  .asks = "The form's address stops working permanently.",
	  .needs_yes = true,
	  .run = topics_form_drop },
	{ .group = "form",
	  .name = "open",
	  ONE("<id>"),
	  .summary = "Open a sign-up form",
	  CLI_OPTIONS(user_option),
	  .run = topics_form_switch },
	{ .group = "form",
	  .name = "close",
	  ONE("<id>"),
	  .summary = "Close a sign-up form",
	  CLI_OPTIONS(user_option),
	  .run = topics_form_switch },
	{ .group = "policy",
	  .name = "show",
	  .summary = "Show tracking, retention and the message limit of an account",
	  CLI_OPTIONS(user_option),
	  .reads = true,
	  .run = topics_policy_show },
	{ .group = "policy",
	  .name = "set",
	  .summary = "Change them; other settings stay",
	  .examples = "loumass policy set --cap 3 --cap-days 7\nloumass policy set --retention-days 90 "
		      "--retention-mode strip\n"
		      "loumass policy set --tracking off",
	  CLI_OPTIONS(policy_options),
	  .run = topics_policy_set },
};
const size_t choice_commands_n = sizeof(choice_commands) / sizeof(*choice_commands);
