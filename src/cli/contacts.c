/* loumass contact …: import, export, list, add, delete, on the same database as the server. */
#include "base/limits.h"
#include "cli/cli_int.h"
#include "cli/contacts_edited.h"
#include "cli/progress.h"
#include "core/audience/contact_double.h"
#include "core/audience/import.h"
#include "core/audience/segment.h"
#include "core/ground/zones.h"
#include "core/sequence/sequence.h"
#include "os/file.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* --- import --- */

static const struct cli_option import_options[] = {
	CLI_USER_OPTION,
	{ .name = "map",
	  .arg = "FIELD=COLUMN,…",
	  .repeat = true,
	  .doc = "Which column is what: email=Email,firstName=First,variables.company=Company,optOut=UNSUB_TIME; "
		 "guessed "
		 "when not given" },
	{ .name = "encoding", .arg = "NAME", .doc = "Such as windows-1251; detected by default" },
	{ .name = "delimiter", .arg = ",|;|tab", .doc = "Detected by default" },
	{ .name = "header", .arg = "yes|no", .doc = "Whether the first line names the columns; detected by default" },
	{ .name = "tag", .arg = "TAG", .repeat = true, .doc = "Add this tag to every contact of the file" },
	{ .name = "policy", .arg = "update|skip", .doc = "What to do with existing contacts; default update" },
	{ .name = "dry-run", .doc = "Check the whole file and change nothing" },
};

struct pair {
	str field, column;
};

static err contacts_read_pairs(struct cli *c, struct pair *v, size_t most, size_t *n)
{
	const str *given;
	size_t n_given = cli_opt_all(c, "map", &given);
	for (size_t i = 0; i < n_given; i++) {
		str rest = given[i], pair;
		while (str_next(&rest, ',', &pair)) {
			size_t eq = str_find_byte(pair, '=');
			if (eq == STR_NPOS)
				return cli_usage(c, "--map: \"%.*s\" is not FIELD=COLUMN", STR_FMT(pair));
			if (*n == most)
				return cli_usage(c, "--map: there are more than %zu columns", most);
			v[(*n)++] = (struct pair){ str_trim(str_upto(pair, eq)), str_trim(str_from(pair, eq + 1)) };
		}
	}
	return OK;
}

/* --map email=Email,tags=Tags,tags=Groups as JSON: a field that comes again has several columns. */
static err contacts_map_option(struct cli *c, str *out)
{
	struct json_writer w;
	struct pair v[CSV_COLUMNS_MAX];
	size_t n = 0;
	TRY(contacts_read_pairs(c, v, CSV_COLUMNS_MAX, &n));
	struct buf BUF_AUTO b;
	buf_init(&b, 1u << 20);
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	for (size_t i = 0; i < n; i++) {
		bool before = false, again = false;
		for (size_t k = 0; k < n; k++) {
			before |= k < i && str_eq(v[k].field, v[i].field);
			again |= k > i && str_eq(v[k].field, v[i].field);
		}
		if (before)
			continue;
		json_key_str(&w, v[i].field);
		if (again)
			json_begin_arr(&w);
		for (size_t k = i; k < n; k++)
			if (str_eq(v[k].field, v[i].field))
				json_put_str(&w, v[k].column);
		if (again)
			json_end_arr(&w);
	}
	json_end_obj(&w);
	*out = n ? arena_dup(c->arena, buf_str(&b)) : STR_NULL;
	return OK;
}

/* The guess of the preview, when no map was given. */
static err contacts_guessed_map(struct cli *c, const struct app *app, const struct import *im, const struct json **map)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	const struct json *v;
	buf_init(&b, 16u << 20);
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	TRY(import_preview(app, c->arena, im, &w));
	json_end_obj(&w);
	TRY(json_parse(c->arena, buf_str(&b), &v));
	*map = json_get(v, "guess");
	return json_get(*map, "email") ? OK
				       : cli_usage(c, "no column holds addresses: choose one with --map email=COLUMN");
}

static err contacts_reading_options(struct cli *c, struct import_reading *out)
{
	str header = cli_opt(c, "header");
	if (!str_absent(header) && !json_choice_has("yes|no", header))
		return cli_usage(c, "--header must be yes or no");
	out->encoding = cli_opt(c, "encoding");
	out->delimiter = cli_opt(c, "delimiter");
	if (!str_absent(header))
		out->header = SOME_BOOL(str_eq(header, STR("yes")));
	return OK;
}

/* How the file is read, and what becomes of its columns. */
static void contacts_say_mapping(struct cli *c, const struct import *im, const struct json *map)
{
	str delimiter = str_eq(im->delimiter, STR("\t")) ? STR("tab") : im->delimiter;
	cli_say(c, "encoding %.*s, delimiter %.*s, %s", STR_FMT(im->encoding), STR_FMT(delimiter),
		im->header ? "with a header" : "without a header");
	for (JSON_EACH(m, map)) {
		if (json_is(m, JSON_STR))
			cli_say(c, "  %-24.*s %.*s", STR_FMT(json_name(m)), STR_FMT(json_str(m)));
		for (JSON_EACH(one, m))
			cli_say(c, "  %-24.*s %.*s", STR_FMT(json_name(m)), STR_FMT(json_str(one)));
	}
}

static void contacts_say_warnings(struct cli *c, const struct import *im)
{
	const struct json *v;
	if (str_absent(im->warnings) || err_is(json_parse(c->arena, im->warnings, &v)))
		return;
	for (JSON_EACH(w, v))
		cli_say(c,
			"warning: column \"%.*s\" looks like consent and is not used for it: add --map status=…, "
			"optOut=…, optIn=…, "
			"bounced=… or complained=…",
			STR_FMT(json_str(w)));
}

struct watch {
	struct progress progress;
	int64_t bytes;
};

static err contacts_on_progress(void *arg, int64_t bytes_read, int64_t rows_read)
{
	struct watch *w = arg;
	char note[64];
	snprintf(note, sizeof(note), "%lld rows", (long long)rows_read);
	progress_set(&w->progress, bytes_read, w->bytes, note);
	return cli_interrupted() ? err_make(ERR_AGAIN, "interrupted: the server goes on with it") : OK;
}

static err contacts_say_import(struct cli *c, const struct app *app, const struct import *im)
{
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	import_write_members(w, im);
	contacts_say_warnings(c, im);
	cli_say(c, "%s%lld rows: %lld new, %lld updated, %lld unchanged, %lld refused, %lld suppressed",
		im->dry_run ? "dry run, nothing changed. " : "", (long long)im->rows_read, (long long)im->created,
		(long long)im->updated, (long long)im->unchanged, (long long)im->refused, (long long)im->suppressed);
	if (im->refused > 0) {
		str path = import_refused_path(app, c->arena, im->id);
		json_kv_str(w, "refusedFile", path);
		cli_say(c, "refused rows: %.*s", STR_FMT(path));
	}
	json_end_obj(w);
	return OK;
}

static err contacts_import_file(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	str map_text;
	TRY(contacts_map_option(c, &map_text));
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	int FD_AUTO fd = open(arena_z(c->arena, c->args[0]), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_make(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
				arena_printf(c->arena, "%.*s: %s", STR_FMT(c->args[0]), strerror(errno)).p);
	struct import im;
	struct import_start start = { .policy = cli_opt(c, "policy"), .dry_run = cli_has(c, "dry-run") };
	if (!str_absent(start.policy) && !json_choice_has("update|skip", start.policy))
		return cli_usage(c, "--policy must be update or skip");
	size_t slash = str_rfind_byte(c->args[0], '/');
	str name = slash == STR_NPOS ? c->args[0] : str_from(c->args[0], slash + 1);
	struct import_reading how = {};
	TRY(contacts_reading_options(c, &how));
	TRY(import_take(app, db, c->arena, fd, name, &how, &im));
	if (str_absent(map_text))
		TRY(contacts_guessed_map(c, app, &im, &start.map));
	else
		TRY(json_parse(c->arena, map_text, &start.map));
	const str *tags;
	start.tags.n = cli_opt_all(c, "tag", &tags);
	start.tags.v = tags;
	start.tags.given = true;
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	TRY(import_start(app, db, c->arena, im.id, &start, &errors, &im));
	if (start.dry_run)
		contacts_say_mapping(c, &im, start.map);
	struct watch w = { .bytes = im.bytes };
	progress_begin(&w.progress, c, start.dry_run ? "Reading" : "Importing", "bytes");
	w.progress.bytes = true;
	err e = import_run(app, db, im.id, contacts_on_progress, &w);
	progress_end(&w.progress, NULL);
	/* A server that runs beside may have been quicker to begin: then it is watched. */
	while (e.code == ERR_AGAIN && !cli_interrupted()) {
		TRY(import_get(db, c->arena, im.id, &im));
		if (!str_eq(im.status, STR("RUNNING")))
			break;
		usleep(100000);
	}
	TRY(import_get(db, c->arena, im.id, &im));
	TRY(contacts_say_import(c, app, &im));
	if (str_eq(im.status, STR("FAILED")))
		return err_make(ERR_INVALID, arena_z(c->arena, im.error));
	return str_eq(im.status, STR("DONE")) ? OK : e;
}

/* --- export, list --- */

static const struct cli_option filter_options[] = {
	CLI_USER_OPTION,
	{ .name = "search", .arg = "TEXT", .doc = "Part of an address or name" },
	{ .name = "status", .arg = "ACTIVE|INACTIVE|UNSUBSCRIBED", .doc = "Only these" },
	{ .name = "tag",
	  .arg = "TAG",
	  .repeat = true,
	  .doc = "Contacts with this tag; repeat it for contacts with all of them" },
	{ .name = "segment", .arg = "SEGMENT", .doc = "People in this segment: its id or name" },
	{ .name = "filter", .arg = "FILTER", .doc = "People this filter finds (docs/audience.md): 'plan = \"pro\"'" },
	{ .name = "format", .arg = "csv|ndjson", .doc = "Format of an export; default csv" },
	{ .name = "limit", .arg = "N", .doc = "Default 50, at most 200" },
};

static struct contact_filter contacts_filter_of(const struct cli *c)
{
	struct contact_filter f = { .search = cli_opt(c, "search"), .status = cli_opt(c, "status") };
	f.tags_n = cli_opt_all(c, "tag", &f.tags);
	return f;
}

static err contacts_who(struct cli *c, tenant_db db, struct filter **out)
{
	struct field_errors errors;
	field_errors_init(&errors, c->arena);
	return segment_of_query(db, c->arena, cli_opt(c, "segment"), cli_opt(c, "filter"), &errors, out);
}

static err contacts_print_row(void *arg, const struct contact *contact)
{
	bool ndjson = *(const bool *)arg;
	struct arena ARENA_AUTO a = {};
	struct buf BUF_AUTO b;
	buf_init(&b, 1u << 20);
	if (ndjson) {
		struct json_writer w;
		json_writer_init(&w, &b);
		contact_write(&w, contact);
		buf_add_byte(&b, '\n');
	} else {
		contact_csv_row(&a, &b, contact);
	}
	return fwrite(b.p, 1, b.n, stdout) == b.n && !cli_interrupted() ? OK
									: err_make(ERR_IO, "the export was broken off");
}

static err contacts_export_contacts(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	bool ndjson = str_eq(cli_opt(c, "format"), STR("ndjson")) || c->json;
	struct contact_filter f = contacts_filter_of(c);
	struct filter *who;
	TRY(contacts_who(c, db, &who));
	struct buf BUF_AUTO head;
	buf_init(&head, 4096);
	contact_csv_head(&head);
	if (!ndjson)
		fwrite(head.p, 1, head.n, stdout);
	return who ? segment_export(db, c->arena, who, &f, contacts_print_row, &ndjson)
		   : contact_export(db, c->arena, &f, contacts_print_row, &ndjson);
}

static err contacts_list_contacts(struct cli *c)
{
	static const char *const heads[] = { "id", "email", "name", "status", "tags", "suppressed" };
	const struct app *app;
	tenant_db db;
	struct contact_list_in in = { .filter = contacts_filter_of(c) };
	struct contact_list l;
	TRY(cli_opt_i64(c, "limit", 50, 1, 200, &in.limit));
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	struct filter *who;
	TRY(contacts_who(c, db, &who));
	TRY(who ? segment_contacts(db, c->arena, who, &in, &l) : contact_list(db, c->arena, &in, &l));
	TRY(contact_mark(db, c->arena, app->keys, l.v, l.n));
	struct cli_table *t = cli_table(c, heads, 6);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "data");
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		const struct contact *p = &l.v[i];
		str cells[6] = { p->id,
				 p->email,
				 arena_printf(c->arena, "%.*s %.*s", STR_FMT(p->first_name), STR_FMT(p->last_name)),
				 p->status,
				 cli_list(c, p->tags),
				 p->suppressed };
		cells[2] = str_trim(cells[2]);
		cli_row(t, cells);
		contact_write(w, p);
	}
	json_end_arr(w);
	json_end_obj(w);
	cli_table_print(t);
	return OK;
}

/* --- add, delete --- */

static const struct cli_option add_options[] = {
	CLI_USER_OPTION,
	{ .name = "first-name", .arg = "TEXT", .doc = "First name" },
	{ .name = "timezone", .arg = "ZONE", .doc = "Their time zone: Europe/Berlin; guessed when empty" },
	{ .name = "last-name", .arg = "TEXT", .doc = "Last name" },
	{ .name = "tag", .arg = "TAG", .repeat = true, .doc = "A tag" },
};

static struct json_opt_str contacts_given(str s)
{
	return (struct json_opt_str){ .given = !str_absent(s), .v = s };
}

static err contacts_add_contact(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct contact made;
	struct field_errors errors;
	const str *tags;
	size_t n = cli_opt_all(c, "tag", &tags);
	field_errors_init(&errors, c->arena);
	struct contact_patch in = { .email = contacts_given(c->args[0]),
				    .first_name = contacts_given(cli_opt(c, "first-name")),
				    .timezone = contacts_given(cli_opt(c, "timezone")),
				    .last_name = contacts_given(cli_opt(c, "last-name")),
				    .tags = { .given = true, .v = tags, .n = n } };
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(contact_create(db, c->arena, &in, &errors, &made));
	TRY(contact_mark(db, c->arena, app->keys, &made, 1));
	cli_say(c, "%.*s", STR_FMT(made.id));
	contact_write(cli_json(c), &made);
	return OK;
}

/* --- show, edit --- */

err cli_contact(struct cli *c, tenant_db db, str word, struct contact *out)
{
	err e = str_find_byte(word, '@') != STR_NPOS ? contact_by_email(db, c->arena, word, out)
						     : contact_get(db, c->arena, word, out);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, arena_printf(c->arena, "there is no contact %.*s", STR_FMT(word)).p);
	return e;
}

static void contacts_say_member(struct cli *c, const char *name, str value)
{
	if (!str_empty(value))
		cli_say(c, "  %-10s %.*s", name, STR_FMT(value));
}

static err contacts_show_contact(struct cli *c)
{
	tenant_db db;
	struct contact k;
	struct enrollment_list l;
	const struct app *app;
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(cli_contact(c, db, c->args[0], &k));
	TRY(contact_mark(db, c->arena, app->keys, &k, 1));
	TRY(enrollment_of_contact(db, c->arena, k.id, STR_NULL, 200, &l));
	cli_say(c, "%.*s  %.*s  %.*s", STR_FMT(k.email), STR_FMT(k.status), STR_FMT(k.id));
	if (!str_absent(k.suppressed))
		cli_say(c, "  gets no mail: suppressed (%.*s)", STR_FMT(k.suppressed));
	contacts_say_member(c, "first name", k.first_name);
	contacts_say_member(c, "last name", k.last_name);
	contacts_say_member(c, "tags", cli_list(c, k.tags));
	contacts_say_member(c, "variables", k.variables);
	if (!str_empty(k.timezone))
		cli_say(c, "  %-10s %.*s (%.*s)", "timezone", STR_FMT(k.timezone),
			STR_FMT(zones_find(k.timezone) ? k.timezone_source : STR("unknown")));
	cli_say(c, "  %-10s %lld sent, %lld with an engagement", "mails", (long long)k.sent, (long long)k.engaged);
	if (l.n)
		cli_enrollments(c, &l, true);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "contact");
	contact_write(w, &k);
	json_key(w, "enrollments");
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++)
		enrollment_write(w, &l.v[i]);
	json_end_arr(w);
	json_end_obj(w);
	return OK;
}

static const struct cli_option edit_options[] = {
	CLI_USER_OPTION,
	{ .name = "email", .arg = "ADDRESS", .doc = "Another address" },
	{ .name = "first-name", .arg = "TEXT", .doc = "First name" },
	{ .name = "timezone", .arg = "ZONE", .doc = "Their time zone: Europe/Berlin; guessed when empty" },
	{ .name = "last-name", .arg = "TEXT", .doc = "Last name" },
	{ .name = "status", .arg = "ACTIVE|INACTIVE|UNSUBSCRIBED", .doc = "New status" },
	{ .name = "tag", .arg = "TAG", .repeat = true, .doc = "Add a tag" },
	{ .name = "untag", .arg = "TAG", .repeat = true, .doc = "Remove a tag" },
	{ .name = "set", .arg = "NAME=VALUE", .repeat = true, .doc = "Set a variable; NAME= clears it" },
};

#define EDIT_AGAIN 8

/* Tags and variables are merged into those that are there: over what others wrote meanwhile, once more. */
static err contacts_edit(struct cli *c, const struct app *app, tenant_db db, struct contact_patch *in,
			 struct contact *k)
{
	struct field_errors errors;
	str id = k->id;
	err e = { .code = ERR_STALE };
	for (int i = 0; i < EDIT_AGAIN && e.code == ERR_STALE; i++) {
		if (i > 0)
			TRY(contact_get(db, c->arena, id, k));
		TRY(contacts_edited_tags(c, k, &in->tags));
		TRY(contacts_edited_variables(c, k, &in->variables));
		in->version = SOME_I64(k->version);
		field_errors_init(&errors, c->arena);
		e = contact_update(db, c->arena, app->keys, id, in, &errors, k);
	}
	return e;
}

static err contacts_edit_contact(struct cli *c)
{
	tenant_db db;
	struct contact k;
	struct contact_patch in = { .email = contacts_given(cli_opt(c, "email")),
				    .first_name = contacts_given(cli_opt(c, "first-name")),
				    .timezone = contacts_given(cli_opt(c, "timezone")),
				    .last_name = contacts_given(cli_opt(c, "last-name")),
				    .status = contacts_given(cli_opt(c, "status")) };
	const struct app *app;
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(cli_contact(c, db, c->args[0], &k));
	TRY(contacts_edit(c, app, db, &in, &k));
	TRY(contact_mark(db, c->arena, app->keys, &k, 1));
	cli_say(c, "%.*s", STR_FMT(k.id));
	contact_write(cli_json(c), &k);
	return OK;
}

/* --- doubles --- */

static const struct cli_option doubles_options[] = {
	CLI_USER_OPTION,
	{ .name = "limit", .arg = "N", .doc = "Default 50" },
};

static err contacts_list_doubles(struct cli *c)
{
	static const char *const heads[] = { "person", "id", "email", "status", "mails", "suppressed" };
	const struct app *app;
	tenant_db db;
	int64_t limit;
	struct contact_doubles l;
	TRY(cli_opt_i64(c, "limit", 50, 1, 200, &limit));
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(contact_doubles(db, c->arena, STR_NULL, limit, &l));
	struct cli_table *t = cli_table(c, heads, 6);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_key(w, "data");
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		const struct contact_double *d = &l.v[i];
		TRY(contact_mark(db, c->arena, app->keys, d->v, d->n));
		json_begin_obj(w);
		json_kv_str(w, "identity", d->identity);
		json_key(w, "contacts");
		json_begin_arr(w);
		for (size_t k = 0; k < d->n; k++) {
			const str cells[] = { k ? STR("") : d->identity,
					      d->v[k].id,
					      d->v[k].email,
					      d->v[k].status,
					      arena_printf(c->arena, "%lld", (long long)d->v[k].sent),
					      d->v[k].suppressed };
			cli_row(t, cells);
			contact_write(w, &d->v[k]);
		}
		json_end_arr(w);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
	cli_table_print(t);
	if (l.more)
		cli_say(c, "There are more: merge some, or raise --limit.");
	return OK;
}

static const struct cli_option merge_options[] = {
	CLI_USER_OPTION,
	{ .name = "all", .doc = "Everyone who is several contacts; the most mailed one stays, then the oldest" },
};

static err contacts_merge_contacts(struct cli *c)
{
	tenant_db db;
	struct contact k;
	struct field_errors errors;
	int64_t people, gone;
	field_errors_init(&errors, c->arena);
	if (cli_has(c, "all") == (c->n_args > 0))
		return err_make(ERR_INVALID, "name the contact that stays, or add --all");
	TRY(cli_tenant(c, &db));
	struct json_writer *w = cli_json(c);
	if (cli_has(c, "all")) {
		TRY(contact_merge_all(db, c->arena, &people, &gone));
		cli_say(c, "Merged %lld contacts into %lld.", (long long)(people + gone), (long long)people);
		json_begin_obj(w);
		json_kv_i64(w, "people", people);
		json_kv_i64(w, "contacts", gone);
		json_end_obj(w);
		return OK;
	}
	TRY(cli_contact(c, db, c->args[0], &k));
	TRY(contact_merge(db, c->arena, k.id, (struct str_array){}, &errors, &k));
	cli_say(c, "%.*s", STR_FMT(k.id));
	contact_write(w, &k);
	return OK;
}

/* --- imports, undo --- */

static err contacts_list_imports(struct cli *c)
{
	static const char *const heads[] = { "id", "file", "status", "rows", "new", "updated", "refused", "when" };
	tenant_db db;
	struct import *v;
	size_t n;
	TRY(cli_tenant(c, &db));
	TRY(import_list(db, c->arena, STR_NULL, 200, &v, &n));
	struct cli_table *t = cli_table(c, heads, 8);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++) {
		const int64_t counts[4] = { v[i].rows_read, v[i].created, v[i].updated, v[i].refused };
		str cells[8] = { v[i].id, v[i].filename, v[i].status };
		for (size_t k = 0; k < 4; k++)
			cells[3 + k] = arena_printf(c->arena, "%lld", (long long)counts[k]);
		cells[7] = cli_minute(c, SOME_I64(v[i].created_at));
		cli_row(t, cells);
		import_write(w, &v[i]);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

struct undo_watch {
	struct progress progress;
	int64_t total;
};

static err contacts_on_undo(void *arg, int64_t deleted, int64_t restored)
{
	struct undo_watch *u = arg;
	progress_set(&u->progress, deleted + restored, u->total, NULL);
	return cli_interrupted() ? err_make(ERR_AGAIN, "interrupted: the server goes on with it") : OK;
}

static err contacts_undo_import(struct cli *c)
{
	tenant_db db;
	struct import im;
	TRY(cli_tenant(c, &db));
	TRY(import_undo(db, c->arena, c->args[0], &im));
	struct undo_watch u = { .total = im.created + im.updated };
	progress_begin(&u.progress, c, "Undoing", "contacts");
	err e = import_undo_run(db, im.id, contacts_on_undo, &u);
	/* A server that runs beside may have been quicker to begin: then it is watched. */
	while (e.code == ERR_AGAIN && !cli_interrupted()) {
		TRY(import_get(db, c->arena, im.id, &im));
		if (!str_eq(im.status, STR("UNDOING")))
			break;
		TRY(contacts_on_undo(&u, im.deleted, im.restored));
		usleep(100000);
	}
	progress_end(&u.progress, NULL);
	TRY(import_get(db, c->arena, im.id, &im));
	cli_say(c, "%lld contacts deleted, %lld as they were before", (long long)im.deleted, (long long)im.restored);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_i64(w, "deleted", im.deleted);
	json_kv_i64(w, "restored", im.restored);
	json_end_obj(w);
	if (str_eq(im.status, STR("FAILED")))
		return err_make(ERR_INVALID, arena_z(c->arena, im.error));
	return str_eq(im.status, STR("UNDONE")) ? OK : e;
}

static const struct cli_option user_options[] = { CLI_USER_OPTION };

static err contacts_delete_contact(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct contact found;
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(cli_contact(c, db, c->args[0], &found));
	TRY(contact_delete(db, c->arena, app->keys, found.id));
	cli_say(c, "deleted %.*s", STR_FMT(found.id));
	json_begin_obj(cli_json(c));
	json_kv_str(cli_json(c), "deleted", found.id);
	json_end_obj(cli_json(c));
	return OK;
}

const struct cli_command contacts_commands[] = {
	{ .group = "contact",
	  .name = "import",
	  .args = "<file.csv>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Import contacts from a CSV file",
	  .doc = "Delimiter, encoding and columns are detected; --dry-run shows them and changes nothing.\n"
		 "Addresses that exist are updated where the file says something else. Those who opted out, bounced "
		 "or\n"
		 "complained are suppressed, and nobody is opted in again.\n"
		 "If the command is killed, a running server finishes the import.",
	  .examples = "loumass contact import people.csv --user demo@loumass.local --map "
		      "email=Email,firstName=First,variables.company=Company --tag launch\n",
	  CLI_OPTIONS(import_options),
	  .run = contacts_import_file },
	{ .group = "contact",
	  .name = "export",
	  .max_args = 0,
	  .summary = "Print contacts as CSV or NDJSON",
	  CLI_OPTIONS(filter_options),
	  .run = contacts_export_contacts },
	{ .group = "contact",
	  .name = "list",
	  .max_args = 0,
	  .summary = "List contacts, newest first",
	  CLI_OPTIONS(filter_options),
	  .reads = true,
	  .run = contacts_list_contacts },
	{ .group = "contact",
	  .name = "create",
	  .args = "<address>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Create a contact",
	  CLI_OPTIONS(add_options),
	  .run = contacts_add_contact },
	{ .group = "contact",
	  .name = "show",
	  .args = "<id or address>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Show a contact and its enrollments",
	  CLI_OPTIONS(user_options),
	  .reads = true,
	  .run = contacts_show_contact },
	{ .group = "contact",
	  .name = "edit",
	  .args = "<id or address>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Change a contact; other fields stay",
	  .examples = "loumass contact edit ada@example.com --tag customer --untag trial --set plan=pro\n",
	  CLI_OPTIONS(edit_options),
	  .run = contacts_edit_contact },
	{ .group = "contact",
	  .name = "doubles",
	  .summary = "List people who are several contacts with different spellings of one address",
	  CLI_OPTIONS(doubles_options),
	  .reads = true,
	  .run = contacts_list_doubles },
	{ .group = "contact",
	  .name = "merge",
	  .args = "[id or address]",
	  .max_args = 1,
	  .summary = "Merge the other contacts of the same person into this one",
	  .examples = "loumass contact merge kim@example.com --yes\nloumass contact merge --all --yes\n",
	  CLI_OPTIONS(merge_options),
	  .asks = "Merging cannot be undone.",
	  .needs_yes = true,
	  .run = contacts_merge_contacts },
	{ .group = "contact",
	  .name = "imports",
	  .summary = "List imports, newest first",
	  CLI_OPTIONS(user_options),
	  .reads = true,
	  .run = contacts_list_imports },
	{ .group = "contact",
	  .name = "undo",
	  .args = "<import>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Undo an import: delete contacts it created, restore those it changed",
	  CLI_OPTIONS(user_options),
	  .asks = "Contacts it created are deleted; contacts it changed are restored.",
	  .run = contacts_undo_import },
	{ .group = "contact",
	  .name = "delete",
	  .args = "<id or address>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Delete a contact",
	  CLI_OPTIONS(user_options),
	  .asks = "The contact and its history are deleted permanently.",
	  .run = contacts_delete_contact },
};
const size_t contacts_commands_n = sizeof(contacts_commands) / sizeof(*contacts_commands);
