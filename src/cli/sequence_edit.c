/* loumass sequence create, edit, duplicate, delete, templates: written outside the canvas, from files of steps. */
#include "cli/cli_int.h"
#include "cli/sequence_words.h"
#include "core/sender/sender.h"
#include "core/sequence/sequence.h"

static err sequence_edit_open_tenant(struct cli *c, tenant_db *db)
{
	const struct app *app;
	c->arena->ceiling = 512u << 20;
	TRY(cli_app(c, &app));
	return cli_tenant(c, db);
}

/* ---- create, edit */

#define TEXT_OPTIONS                                                                                                   \
	{ .name = "description", .arg = "TEXT", .doc = "What it is for" },                                             \
		{ .name = "steps",                                                                                     \
		  .arg = "FILE",                                                                                       \
		  .doc = "Its steps: a JSON list of them, or an exported sequence; - for standard input" },            \
		{ .name = "settings", .arg = "FILE", .doc = "Its settings as a JSON object (docs/sequences.md)" },     \
		{ .name = "trigger", .arg = "WHEN", .doc = "manual, on_signup or on_event" },                          \
		{ .name = "sender", .arg = "WHICH", .doc = "Id, name or kind; \"default\": the default one" },         \
		{ .name = "topic", .arg = "WHICH", .doc = "Topic: its id or name; \"none\"" },                         \
	{                                                                                                              \
		.name = "tracking", .arg = "on|off", .doc = "off: no tracking pixel, links unchanged"                  \
	}

static const struct cli_option create_options[] = {
	CLI_USER_OPTION,
	{ .name = "name", .arg = "TEXT", .required = true, .doc = "Its name" },
	{ .name = "template", .arg = "ID", .doc = "Start from a template (loumass sequence templates)" },
	{ .name = "language", .arg = "en|de", .doc = "Language of the template's mail; default en" },
	TEXT_OPTIONS
};
static const struct cli_option edit_options[] = {
	CLI_USER_OPTION,
	{ .name = "name", .arg = "TEXT", .doc = "A new name" },
	{ .name = "people",
	  .arg = "keep|move|end",
	  .doc = "Of those under way, when the steps change: they stay on their version, take the new one, or leave; "
		 "keep when not given" },
	TEXT_OPTIONS
};

static struct json_opt_str sequence_edit_given(str s)
{
	return (struct json_opt_str){ .given = !str_absent(s), .v = s };
}

/* An exported sequence brings its settings along. */
static err sequence_edit_take_files(struct cli *c, struct sequence_patch *in)
{
	const struct json *file;
	if (cli_has(c, "steps")) {
		TRY(sequence_words_file(c, cli_opt(c, "steps"), &file));
		in->steps = sequence_words_steps(file);
		if (!json_is(in->steps, JSON_ARR))
			return cli_usage(c, "--steps: there is no list of steps in %.*s", STR_FMT(cli_opt(c, "steps")));
		in->settings = json_is(file, JSON_OBJ) ? json_get(file, "settings") : NULL;
	}
	return cli_has(c, "settings") ? sequence_words_file(c, cli_opt(c, "settings"), &in->settings) : OK;
}

static err sequence_edit_language(struct cli *c)
{
	str given = cli_opt(c, "language");
	if (!str_absent(given) && !json_choice_has(SEQUENCE_TEMPLATE_LANGUAGES, given))
		return cli_usage(c, "--language must be en or de");
	return OK;
}

static err sequence_edit_take_template(struct cli *c, struct sequence_patch *in)
{
	struct sequence_template *all;
	size_t n;
	str id = cli_opt(c, "template");
	if (str_absent(id))
		return OK;
	TRY(sequence_edit_language(c));
	TRY(sequence_templates(c->arena, cli_opt(c, "language"), &all, &n));
	for (size_t i = 0; i < n; i++)
		if (str_eq(str_z(all[i].id), id)) {
			in->trigger_type = sequence_edit_given(str_z(all[i].trigger_type));
			TRY(json_parse(c->arena, all[i].steps, &in->steps));
			return str_absent(all[i].settings) ? OK : json_parse(c->arena, all[i].settings, &in->settings);
		}
	return err_make(ERR_NOT_FOUND, arena_printf(c->arena, "there is no template %.*s", STR_FMT(id)).p);
}

static err sequence_edit_patch_of(struct cli *c, tenant_db db, struct sequence_patch *in)
{
	*in = (struct sequence_patch){ .name = sequence_edit_given(cli_opt(c, "name")),
				       .description = sequence_edit_given(cli_opt(c, "description")),
				       .enrollments = cli_opt(c, "people") };
	if (!str_absent(in->enrollments) && !json_choice_has(SEQUENCE_KEEP_WORDS, in->enrollments))
		return cli_usage(c, "--people must be keep, move or end");
	TRY(sequence_edit_take_template(c, in));
	TRY(sequence_edit_take_files(c, in));
	if (cli_has(c, "trigger"))
		in->trigger_type = sequence_edit_given(cli_opt(c, "trigger"));
	TRY(cli_switch(c, "tracking", &in->tracking));
	str sender = cli_opt(c, "sender"), topic = cli_opt(c, "topic");
	if (!str_absent(sender)) {
		struct sender s = {};
		if (!str_eq(sender, STR("default")))
			TRY(sender_find(db, c->arena, sender, &s));
		in->sender_id = (struct json_opt_str){ .given = true, .v = s.id };
	}
	if (!str_absent(topic)) {
		in->topic_id.given = true;
		if (!str_eq(topic, STR("none")))
			TRY(cli_topic(c, db, topic, &in->topic_id.v));
	}
	return OK;
}

/* Its id for people, and what still stands in the way of activating it. */
static err sequence_edit_written(struct cli *c, const struct sequence *q)
{
	cli_say(c, "%.*s", STR_FMT(q->id));
	sequence_words_problems(c, q->problems);
	sequence_write(cli_json(c), q);
	return OK;
}

/* Who is moved to the new steps may miss a mail that was ahead of them. */
static err sequence_edit_warn_of_skips(struct cli *c, tenant_db db, str id, const struct sequence_patch *in)
{
	struct sequence_diff d;
	struct field_errors errors;
	if (!in->steps || !str_eq(in->enrollments, STR("move")))
		return OK;
	field_errors_init(&errors, c->arena);
	TRY(sequence_diff(db, c->arena, id, in->steps, &errors, &d));
	for (size_t i = 0; i < d.skips_n; i++)
		cli_say(c, "warning: %lld people at %.*s will not get %.*s", (long long)d.skips[i].people,
			STR_FMT(d.skips[i].step_id), STR_FMT(d.skips[i].email_id));
	return OK;
}

static err sequence_edit_put(struct cli *c)
{
	tenant_db db;
	struct sequence q;
	struct sequence_patch in;
	struct field_errors errors;
	bool is_new = str_eq(str_z(c->command->name), STR("create"));
	field_errors_init(&errors, c->arena);
	TRY(sequence_edit_open_tenant(c, &db));
	TRY(sequence_edit_patch_of(c, db, &in));
	if (!is_new) {
		TRY(sequence_find(db, c->arena, c->args[0], &q));
		TRY(sequence_edit_warn_of_skips(c, db, q.id, &in));
	}
	TRY(is_new ? sequence_create(db, c->arena, &in, &errors, &q)
		   : sequence_update(db, c->arena, q.id, &in, &errors, &q));
	return sequence_edit_written(c, &q);
}

/* ---- duplicate, delete, templates */

static const struct cli_option duplicate_options[] = {
	CLI_USER_OPTION, { .name = "name", .arg = "TEXT", .doc = "\"Copy of …\" when not given" }
};

static err sequence_edit_duplicate(struct cli *c)
{
	tenant_db db;
	struct sequence q;
	TRY(sequence_edit_open_tenant(c, &db));
	TRY(sequence_find(db, c->arena, c->args[0], &q));
	TRY(sequence_duplicate(db, c->arena, q.id, cli_opt(c, "name"), &q));
	return sequence_edit_written(c, &q);
}

static const struct cli_option delete_options[] = { CLI_USER_OPTION };

static err sequence_edit_delete_(struct cli *c)
{
	tenant_db db;
	struct sequence q;
	TRY(sequence_edit_open_tenant(c, &db));
	TRY(sequence_find(db, c->arena, c->args[0], &q));
	TRY(sequence_delete(db, c->arena, q.id));
	cli_say(c, "deleted %.*s", STR_FMT(q.id));
	json_begin_obj(cli_json(c));
	json_kv_str(cli_json(c), "deleted", q.id);
	json_end_obj(cli_json(c));
	return OK;
}

static const struct cli_option templates_options[] = {
	{ .name = "language", .arg = "en|de", .doc = "Language of their mail; default en" },
};

static err sequence_edit_templates(struct cli *c)
{
	static const char *const heads[] = { "id", "name", "trigger", "what" };
	struct sequence_template *all;
	size_t n;
	TRY(sequence_edit_language(c));
	TRY(sequence_templates(c->arena, cli_opt(c, "language"), &all, &n));
	struct cli_table *t = cli_table(c, heads, 4);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		str cells[4] = { str_z(all[i].id), str_z(all[i].name), str_z(all[i].trigger_type),
				 str_z(all[i].description) };
		cli_row(t, cells);
		json_begin_obj(w);
		json_kv_str(w, "id", cells[0]);
		json_kv_str(w, "name", cells[1]);
		json_kv_str(w, "description", cells[3]);
		json_kv_str(w, "triggerType", cells[2]);
		json_kv_raw(w, "steps", all[i].steps);
		json_kv_raw(w, "settings", str_absent(all[i].settings) ? STR("null") : all[i].settings);
		json_end_obj(w);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

#define ONE .group = "sequence", .args = "<sequence>", .min_args = 1, .max_args = 1

const struct cli_command sequence_edit_commands[] = {
	{ .group = "sequence",
	  .name = "create",
	  .summary = "Create a sequence; prints its id and its problems",
	  .doc = "It is a draft: `loumass sequence activate` starts it.",
	  .examples = "loumass sequence create --name Trial --template welcome\n"
		      "loumass sequence create --name Outreach --steps outreach.json --topic \"Product news\"\n",
	  CLI_OPTIONS(create_options),
	  .run = sequence_edit_put },
	{ ONE, .name = "edit", .summary = "Change a sequence; options replace old values",
	  .examples = "loumass sequence edit Trial --steps trial.json --people move\n", CLI_OPTIONS(edit_options),
	  .run = sequence_edit_put },
	{ ONE, .name = "duplicate", .summary = "A new draft with the same steps and settings",
	  CLI_OPTIONS(duplicate_options), .run = sequence_edit_duplicate },
	{ ONE, .name = "delete",
	  .summary = "Delete a sequence with its enrollments and figures; refused while it is active",
	  CLI_OPTIONS(delete_options), .asks = "Its enrollments, mails and figures are deleted, too.",
	  .needs_yes = true, .run = sequence_edit_delete_ },
	{ .group = "sequence",
	  .name = "templates",
	  .summary = "List sequence templates",
	  CLI_OPTIONS(templates_options),
	  .reads = true,
	  .run = sequence_edit_templates },
};
const size_t sequence_edit_commands_n = sizeof(sequence_edit_commands) / sizeof(*sequence_edit_commands);
