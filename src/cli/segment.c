/* loumass segment …: filters saved with a name. */
#include "core/audience/segment.h"
#include "cli/cli_int.h"
#include "core/ground/app.h"

#define TEXT_MAX (8u << 20)

static err segment_list_all(struct cli *c)
{
	static const char *const heads[] = { "id", "name", "filter" };
	const struct app *app;
	tenant_db db;
	struct segment *v;
	size_t n;
	TRY(cli_app_tenant(c, &app, &db));
	TRY(segment_list(db, c->arena, &v, &n));
	struct cli_table *t = cli_table(c, heads, 3);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "data");
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		struct buf BUF_AUTO b = {};
		struct json_writer one;
		const struct json *shown;
		buf_init(&b, TEXT_MAX);
		json_writer_init(&one, &b);
		segment_write(&one, c->arena, &v[i]);
		str text = arena_dup(c->arena, buf_str(&b));
		TRY(json_parse(c->arena, text, &shown));
		json_put_raw(w, text);
		str cells[] = { v[i].id, v[i].name, json_str(json_get(shown, "text")) };
		cli_row(t, cells);
	}
	json_end_arr(w);
	json_end_obj(w);
	cli_table_print(t);
	return OK;
}

static str segment_number(struct cli *c, const struct json *v)
{
	int64_t n;
	return json_i64(v, &n) ? arena_printf(c->arena, "%lld", (long long)n) : STR("");
}

/* A preview, for people: how many, clause by clause, and five of them. */
static err segment_say_preview(struct cli *c, const struct app *app, tenant_db db, const struct filter *f)
{
	static const char *const heads[] = { "clause", "alone", "left" };
	const struct json *v;
	struct buf BUF_AUTO b = {};
	struct json_writer w;
	buf_init(&b, TEXT_MAX);
	json_writer_init(&w, &b);
	TRY(segment_preview_write(db, c->arena, app->keys, f, &w));
	str text = arena_dup(c->arena, buf_str(&b));
	TRY(json_parse(c->arena, text, &v));
	json_put_raw(cli_json(c), text);
	cli_say(c, "%s%.*s contacts: %.*s", json_bool(json_get(v, "estimated")) ? "about " : "",
		STR_FMT(segment_number(c, json_get(v, "count"))), STR_FMT(json_str(json_get(v, "text"))));
	struct cli_table *t = cli_table(c, heads, 3);
	for (JSON_EACH(k, json_get(v, "clauses"))) {
		str cells[] = { json_str(json_get(k, "text")), segment_number(c, json_get(k, "count")),
				segment_number(c, json_get(k, "leaves")) };
		cli_row(t, cells);
	}
	cli_table_print(t);
	for (JSON_EACH(p, json_get(v, "sample")))
		cli_say(c, "  %.*s", STR_FMT(json_str(json_get(p, "email"))));
	return OK;
}

static err segment_show(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct segment s;
	struct filter *f;
	TRY(cli_app_tenant(c, &app, &db));
	TRY(segment_find(db, c->arena, c->args[0], &s));
	if (!cli_has(c, "contact")) {
		segment_write(cli_json(c), c->arena, &s);
		const struct json *v;
		TRY(json_parse(c->arena, s.filter, &v));
		cli_say(c, "%.*s (%.*s), version %lld", STR_FMT(s.name), STR_FMT(s.id), (long long)s.version);
		struct field_errors errors;
		field_errors_init(&errors, c->arena);
		TRY(cli_field_errors(c, &errors, filter_read(c->arena, v, "filter", &errors, &f)));
		cli_say(c, "%.*s", STR_FMT(filter_text(c->arena, f)));
		return OK;
	}
	struct contact who;
	struct buf BUF_AUTO b = {};
	struct json_writer w;
	const struct json *v;
	TRY(cli_contact(c, db, cli_opt(c, "contact"), &who));
	TRY(segment_tree(db, c->arena, &s, &f));
	buf_init(&b, TEXT_MAX);
	json_writer_init(&w, &b);
	TRY(segment_why_write(db, c->arena, f, who.id, &w));
	str text = arena_dup(c->arena, buf_str(&b));
	TRY(json_parse(c->arena, text, &v));
	json_put_raw(cli_json(c), text);
	cli_say(c, "%.*s is %s \"%.*s\":", STR_FMT(who.email), json_bool(json_get(v, "in")) ? "in" : "not in",
		STR_FMT(s.name));
	for (JSON_EACH(k, json_get(v, "clauses")))
		cli_say(c, "  %-3s  %.*s", json_bool(json_get(k, "is")) ? "yes" : "no",
			STR_FMT(json_str(json_get(k, "text"))));
	return OK;
}

/* --filter as a JSON value: a text is given as it is, a tree begins with a brace. */
static err segment_filter_option(struct cli *c, const struct json **out)
{
	str given = str_trim(cli_opt(c, "filter"));
	if (str_absent(given))
		return OK;
	if (str_starts(given, STR("{")))
		return json_parse(c->arena, given, out);
	struct buf BUF_AUTO b = {};
	struct json_writer w;
	buf_init(&b, TEXT_MAX);
	json_writer_init(&w, &b);
	json_put_str(&w, given);
	return json_parse(c->arena, arena_dup(c->arena, buf_str(&b)), out);
}

static err segment_put(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct segment s;
	struct field_errors errors;
	struct segment_patch in = {};
	bool edit = str_eq(str_z(c->command->name), STR("edit"));
	field_errors_init(&errors, c->arena);
	TRY(cli_app_tenant(c, &app, &db));
	if (!edit)
		in.name = (struct json_opt_str){ true, c->args[0] };
	if (cli_has(c, "name"))
		in.name = (struct json_opt_str){ true, cli_opt(c, "name") };
	if (cli_has(c, "description"))
		in.description = (struct json_opt_str){ true, cli_opt(c, "description") };
	TRY(segment_filter_option(c, &in.filter));
	if (edit) {
		TRY(segment_find(db, c->arena, c->args[0], &s));
		TRY(cli_field_errors(c, &errors, segment_update(db, c->arena, s.id, &in, &errors, &s)));
	} else {
		TRY(cli_field_errors(c, &errors, segment_create(db, c->arena, &in, &errors, &s)));
	}
	segment_write(cli_json(c), c->arena, &s);
	cli_say(c, "%s \"%.*s\" (%.*s).", edit ? "Changed" : "Created", STR_FMT(s.name), STR_FMT(s.id));
	return OK;
}

static err segment_remove(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct segment s;
	TRY(cli_app_tenant(c, &app, &db));
	TRY(segment_find(db, c->arena, c->args[0], &s));
	TRY(segment_delete(db, c->arena, s.id));
	cli_say(c, "Deleted \"%.*s\".", STR_FMT(s.name));
	return OK;
}

static err segment_counted(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct segment s;
	struct filter *f;
	struct field_errors errors;
	const struct json *given = NULL;
	field_errors_init(&errors, c->arena);
	if ((c->n_args == 1) == cli_has(c, "filter"))
		return cli_usage(c, "name a segment, or give a filter with --filter");
	TRY(cli_app_tenant(c, &app, &db));
	if (c->n_args == 1) {
		TRY(segment_find(db, c->arena, c->args[0], &s));
		TRY(segment_tree(db, c->arena, &s, &f));
	} else {
		TRY(segment_filter_option(c, &given));
		TRY(cli_field_errors(c, &errors, segment_take(db, c->arena, given, "filter", &errors, &f)));
	}
	return segment_say_preview(c, app, db, f);
}

#define FILTER_OPTION                                                                                                  \
	{                                                                                                              \
		.name = "filter", .arg = "FILTER",                                                                     \
		.doc = "As in docs/audience.md: 'plan = \"pro\" and opened any within 30 days'"                        \
	}
static const struct cli_option segment_user[] = { CLI_USER_OPTION };
static const struct cli_option segment_show_options[] = {
	CLI_USER_OPTION,
	{ .name = "contact", .arg = "ADDRESS", .doc = "Why this contact is in it, or not, clause by clause" },
};
static const struct cli_option segment_create_options[] = {
	CLI_USER_OPTION,
	{ .name = "filter",
	  .arg = "FILTER",
	  .required = true,
	  .doc = "As in docs/audience.md: 'plan = \"pro\" and opened any within 30 days'" },
	{ .name = "description", .arg = "TEXT", .doc = "What it is for" },
};
static const struct cli_option segment_edit_options[] = {
	CLI_USER_OPTION,
	{ .name = "name", .arg = "TEXT", .doc = "Another name" },
	FILTER_OPTION,
	{ .name = "description", .arg = "TEXT", .doc = "What it is for" },
};
static const struct cli_option segment_count_options[] = { CLI_USER_OPTION, FILTER_OPTION };
static const struct cli_option segment_delete_options[] = { CLI_USER_OPTION,
							    { .name = "yes", .doc = "This cannot be undone" } };
#define SEGMENT_ONE .group = "segment", .args = "<segment>", .min_args = 1, .max_args = 1

const struct cli_command segment_commands[] = {
	{ .group = "segment",
	  .name = "list",
	  .summary = "List segments, the filters saved with a name",
	  CLI_OPTIONS(segment_user),
	  .reads = true,
	  .run = segment_list_all },
	{ SEGMENT_ONE, .name = "show", .summary = "Show a segment, or why a contact is in it",
	  .examples = "loumass segment show Trial\nloumass segment show Trial --contact ada@example.com",
	  CLI_OPTIONS(segment_show_options), .reads = true, .run = segment_show },
	{ .group = "segment",
	  .name = "create",
	  .args = "<name>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Save a filter as a segment",
	  .examples = "loumass segment create Trial --filter 'plan = \"trial\" and renewal in the next 14 days'",
	  CLI_OPTIONS(segment_create_options),
	  .run = segment_put },
	{ SEGMENT_ONE, .name = "edit", .summary = "Change a segment; what is not named stays",
	  CLI_OPTIONS(segment_edit_options), .run = segment_put },
	{ SEGMENT_ONE, .name = "delete", .summary = "Delete a segment; its contacts stay",
	  CLI_OPTIONS(segment_delete_options), .asks = "The filter is lost; its contacts stay.", .needs_yes = true,
	  .run = segment_remove },
	{ .group = "segment",
	  .name = "count",
	  .args = "[segment]",
	  .min_args = 0,
	  .max_args = 1,
	  .summary = "Count the people a segment or a filter finds, clause by clause",
	  .examples = "loumass segment count --filter 'tags has \"vip\" and not opened any within 30 days'",
	  CLI_OPTIONS(segment_count_options),
	  .reads = true,
	  .run = segment_counted },
};
const size_t segment_commands_n = sizeof(segment_commands) / sizeof(*segment_commands);
