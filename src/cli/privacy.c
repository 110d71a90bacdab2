/* loumass privacy, loumass audit, loumass suppression: people's rights, and what was done. */
#include "core/audience/privacy.h"
#include "base/time.h"
#include "cli/cli_int.h"
#include "core/audience/suppression.h"
#include "core/report/retention.h"
#include "core/system/audit.h"
#include "os/file.h"
#include "wire/cuid.h"
#include <stdio.h>
#include <unistd.h>

static err privacy_write_stdout(void *arg, str piece)
{
	(void)arg;
	return fwrite(piece.p, 1, piece.n, stdout) == piece.n ? OK : err_make(ERR_IO, "the output cannot be written");
}

static err privacy_person_export(struct cli *c)
{
	tenant_db db;
	TRY(cli_tenant(c, &db));
	return privacy_export(db, c->arena, c->args[0], privacy_write_stdout, NULL);
}

static err privacy_person_erase(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct privacy_receipt r;
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(privacy_erase(app, db, c->arena, c->args[0], &r));
	privacy_receipt_write(cli_json(c), &r);
	for (size_t i = 0; i < r.n_removed; i++)
		cli_say(c, "%6lld %.*s removed", (long long)r.removed[i].n, STR_FMT(r.removed[i].model));
	for (size_t i = 0; i < r.n_left; i++)
		cli_say(c, "%6lld %.*s still name the address, in texts somebody wrote: change them by hand",
			(long long)r.left[i].n, STR_FMT(r.left[i].model));
	cli_say(c, "Erased. On the suppression list stays the hash %.*s.", STR_FMT(r.hash));
	return OK;
}

static err privacy_retention(struct cli *c)
{
	const struct app *app;
	TRY(cli_app(c, &app));
	TRY(retention_sweep(app_system(app), c->arena));
	cli_say(c, "Done.");
	return OK;
}

static err privacy_list(struct cli *c)
{
	static const char *const heads[] = { "seq", "at", "actor", "who", "action", "target", "detail" };
	tenant_db db;
	struct audit_page p;
	int64_t limit;
	TRY(cli_opt_i64(c, "limit", 50, 1, 10000, &limit));
	TRY(cli_tenant(c, &db));
	TRY(audit_list(db, c->arena, STR_NULL, (struct opt_i64){}, limit, &p));
	struct cli_table *t = cli_table(c, heads, sizeof(heads) / sizeof(*heads));
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < p.n; i++) {
		const struct audit_entry *e = &p.v[i];
		char at[TIME_ISO_LEN];
		time_format_iso(e->at, at);
		str cells[] = { arena_printf(c->arena, "%lld", (long long)e->seq),
				arena_dup(c->arena, str_of(at, 19)),
				e->actor,
				str_absent(e->who) ? e->actor_id : e->who,
				e->action,
				e->target,
				e->detail };
		cli_row(t, cells);
		json_begin_obj(w);
		json_kv_i64(w, "seq", e->seq);
		json_kv_time(w, "at", e->at);
		json_kv_str(w, "actor", e->actor);
		json_kv_str(w, "actorId", e->actor_id);
		json_kv_str(w, "action", e->action);
		json_kv_str(w, "target", e->target);
		json_kv_str(w, "detail", e->detail);
		json_kv_str(w, "hash", e->hash);
		json_end_obj(w);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

static err privacy_verify(struct cli *c)
{
	const struct app *app;
	tenant_db db;
	struct audit_proof p;
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(audit_verify(db, c->arena, app->keys, &p));
	str expected = cli_opt(c, "head");
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_i64(w, "entries", p.entries);
	json_kv_str(w, "head", p.head);
	json_kv_bool(w, "intact", p.broken_at == 0);
	json_end_obj(w);
	if (p.broken_at)
		return err_make(ERR_CONFLICT,
				arena_printf(c->arena, "entry %lld: %s", (long long)p.broken_at, p.why).p);
	if (!str_absent(expected) && !str_eq(expected, p.head))
		return err_make(ERR_CONFLICT, "the log ends with another entry than the one given");
	cli_say(c, "%lld entries, unbroken. The last one is %.*s", (long long)p.entries, STR_FMT(p.head));
	return OK;
}

static err privacy_import(struct cli *c)
{
	tenant_db db;
	struct suppression_import n;
	TRY(cli_tenant(c, &db));
	struct buf BUF_AUTO text = {};
	buf_init(&text, 64u << 20);
	TRY(file_read_all(c->args[0].p, 64u << 20, &text));
	TRY(suppression_import(db, c->arena, buf_str(&text), cli_opt(c, "encoding"), &n));
	suppression_import_write(cli_json(c), &n);
	cli_say(c, "%lld added, %lld were there, %lld lines refused (read as %s)", (long long)n.added,
		(long long)n.existing, (long long)n.refused, n.encoding);
	for (size_t i = 0; i < n.n_lines; i++)
		cli_say(c, "  line %lld: %.*s: %.*s", (long long)n.lines[i].line, STR_FMT(n.lines[i].text),
			STR_FMT(n.lines[i].why));
	return OK;
}

static err privacy_add(struct cli *c)
{
	tenant_db db;
	TRY(cli_tenant(c, &db));
	for (size_t i = 0; i < c->n_args; i++) {
		struct suppression s;
		err e = suppression_add(db, c->arena, c->args[i], SUPPRESSION_MANUAL, STR("cli"), &s);
		if (e.code == ERR_CONFLICT)
			cli_say(c, "%.*s is on the list already", STR_FMT(c->args[i]));
		else if (err_is(e))
			return e;
	}
	return OK;
}

static err privacy_print_one(void *arg, const struct suppression *s)
{
	(void)arg;
	struct buf BUF_AUTO line;
	buf_init(&line, 8192);
	suppression_csv_row(&line, s);
	return fwrite(line.p, 1, line.n, stdout) == line.n ? OK : err_make(ERR_IO, "the export was broken off");
}

static err cli_privacy_export(struct cli *c)
{
	tenant_db db;
	TRY(cli_tenant(c, &db));
	struct buf BUF_AUTO head;
	buf_init(&head, 100);
	suppression_csv_head(&head);
	fwrite(head.p, 1, head.n, stdout);
	return suppression_each(db, c->arena, privacy_print_one, NULL);
}

static err privacy_list_suppressions(struct cli *c)
{
	static const char *const heads[] = { "id", "who", "reason", "since", "source" };
	const struct app *app;
	tenant_db db;
	struct suppression_list l;
	struct suppression_list_in in = { .search = cli_opt(c, "search"), .reason = cli_opt(c, "reason") };
	if (!str_absent(in.reason) && !json_choice_has(SUPPRESSION_REASONS, in.reason))
		return cli_usage(c, "--reason must be one of " SUPPRESSION_REASONS);
	TRY(cli_opt_i64(c, "limit", 50, 1, 200, &in.limit));
	TRY(cli_app(c, &app));
	TRY(cli_tenant(c, &db));
	TRY(suppression_list(db, c->arena, app->keys, &in, &l));
	struct cli_table *t = cli_table(c, heads, 5);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		const struct suppression *s = &l.v[i];
		str cells[5] = { s->id, str_absent(s->email) ? STR("(hash of an address)") : s->email, s->reason,
				 cli_minute(c, SOME_I64(s->created_at)), str_absent(s->source) ? STR("") : s->source };
		cli_row(t, cells);
		suppression_write(w, s);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

/* By its id, or by the address or @domain itself. */
static err privacy_find_suppression(struct cli *c, tenant_db db, str word, str *id)
{
	const struct app *app;
	struct suppression_list l;
	struct suppression_list_in in = { .search = word, .limit = 200 };
	*id = word;
	if (str_find_byte(word, '@') == STR_NPOS)
		return OK;
	TRY(cli_app(c, &app));
	TRY(suppression_list(db, c->arena, app->keys, &in, &l));
	for (size_t i = 0; i < l.n; i++)
		if (str_absent(l.v[i].email) || str_eq_nocase(l.v[i].email, word)) {
			*id = l.v[i].id;
			return OK;
		}
	return err_make(ERR_NOT_FOUND, arena_printf(c->arena, "%.*s is not on the list", STR_FMT(word)).p);
}

static err privacy_delete_suppression(struct cli *c)
{
	tenant_db db;
	str id;
	TRY(cli_tenant(c, &db));
	TRY(privacy_find_suppression(c, db, c->args[0], &id));
	TRY(suppression_delete(db, c->arena, id));
	cli_say(c, "%.*s may be mailed again", STR_FMT(c->args[0]));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_str(w, "deleted", id);
	json_end_obj(w);
	return OK;
}

/* --- what was done here, into the log */

/* An id of ours among the words; other words may be addresses and texts. */
static str privacy_audit_target(const struct cli *c)
{
	for (size_t i = 0; i < c->n_args; i++) {
		bool id = c->args[i].n == CUID_LEN && c->args[i].p[0] == 'c';
		for (size_t k = 0; id && k < CUID_LEN; k++)
			id = ascii_digit(c->args[i].p[k]) || (c->args[i].p[k] >= 'a' && c->args[i].p[k] <= 'z');
		if (id)
			return c->args[i];
	}
	return STR_NULL;
}

/* Names of options, never what stands in them. */
static str privacy_audit_detail(const struct cli *c)
{
	struct buf BUF_AUTO b = {};
	buf_init(&b, 4096);
	for (size_t i = 0; i < c->command->n_options; i++)
		if (cli_has(c, c->command->options[i].name) &&
		    !str_eq(str_z(c->command->options[i].name), STR("user"))) {
			buf_add(&b, b.n ? STR(", ") : STR(""));
			buf_add(&b, str_z(c->command->options[i].name));
		}
	return b.n ? arena_dup(c->arena, buf_str(&b)) : STR_NULL;
}

void cli_audit(struct cli *c)
{
	const struct app *app;
	str name = c->command->name ? str_z(c->command->name) : STR("");
	if (str_empty(c->state->tenant) || c->command->reads || err_is(cli_app(c, &app)))
		return;
	struct audit_entry e = { .actor = STR("cli"),
				 .action = arena_printf(c->arena, "%s %.*s", c->command->group, STR_FMT(name)),
				 .target = privacy_audit_target(c),
				 .detail = privacy_audit_detail(c) };
	err failed = audit_append(tenant_of(app->db, c->arena, c->state->tenant), c->arena, app->keys, &e);
	if (err_is(failed) && failed.code != ERR_CONFLICT)
		fprintf(stderr, "loumass: this is not in the audit log: %s\n", failed.why);
}

static const struct cli_option user_option[] = { CLI_USER_OPTION };
static const struct cli_option import_options[] = {
	CLI_USER_OPTION,
	{ .name = "encoding", .arg = "NAME", .doc = "Such as windows-1251; detected by default" },
};
static const struct cli_option erase_options[] = { CLI_USER_OPTION };
static const struct cli_option list_options[] = { CLI_USER_OPTION,
						  { .name = "limit", .arg = "N", .doc = "Default 50" } };
static const struct cli_option suppressions_options[] = {
	CLI_USER_OPTION,
	{ .name = "search", .arg = "TEXT", .doc = "Part of an address; a full address also finds its hash" },
	{ .name = "reason",
	  .arg = "REASON",
	  .doc = "unsubscribe, bounce, complaint, manual, import, erased or deleted" },
	{ .name = "limit", .arg = "N", .doc = "Default 50, at most 200" },
};
static const struct cli_option verify_options[] = {
	CLI_USER_OPTION,
	{ .name = "head", .arg = "HASH", .doc = "The last entry an earlier verification reported" },
};

const struct cli_command privacy_commands[] = {
	{ .group = "privacy",
	  .name = "export",
	  .args = "<email>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Print all data about a person as lines of JSON",
	  .examples = "loumass privacy export ann@example.com > ann.ndjson",
	  CLI_OPTIONS(user_option),
	  .run = privacy_person_export },
	{ .group = "privacy",
	  .name = "erase",
	  .args = "<email>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Erase a person; a keyed hash prevents mail to them",
	  .examples = "loumass privacy erase ann@example.com --yes",
	  CLI_OPTIONS(erase_options),
	  .asks = "All data about this person is deleted permanently.",
	  .needs_yes = true,
	  .run = privacy_person_erase },
	{ .group = "privacy",
	  .name = "retention",
	  .summary = "Apply the retention settings now instead of at the next full hour",
	  .run = privacy_retention },
	{ .group = "audit",
	  .name = "list",
	  .summary = "List what people and API keys did, newest first",
	  CLI_OPTIONS(list_options),
	  .reads = true,
	  .run = privacy_list },
	{ .group = "audit",
	  .name = "verify",
	  .summary = "Verify that the log was not changed; exit status 1 if it was",
	  .examples = "loumass audit verify\nloumass audit verify --head 3f9c…",
	  CLI_OPTIONS(verify_options),
	  .reads = true,
	  .run = privacy_verify },
	{ .group = "suppression",
	  .name = "list",
	  .summary = "List suppressed addresses with reasons, newest first",
	  CLI_OPTIONS(suppressions_options),
	  .reads = true,
	  .run = privacy_list_suppressions },
	{ .group = "suppression",
	  .name = "delete",
	  .args = "<id, address or @domain>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Remove an entry; only the person can undo their own unsubscribe",
	  .asks = "They may be mailed again.",
	  CLI_OPTIONS(user_option),
	  .run = privacy_delete_suppression },
	{ .group = "suppression",
	  .name = "create",
	  .args = "<address or @domain> [more…]",
	  .min_args = 1,
	  .max_args = -1,
	  .summary = "Suppress addresses or domains",
	  CLI_OPTIONS(user_option),
	  .run = privacy_add },
	{ .group = "suppression",
	  .name = "import",
	  .args = "<file>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Import a suppression list: one address or @domain a line, CSV, or an export",
	  CLI_OPTIONS(import_options),
	  .run = privacy_import },
	{ .group = "suppression",
	  .name = "export",
	  .summary = "Export the list as CSV",
	  CLI_OPTIONS(user_option),
	  .run = cli_privacy_export },
};
const size_t privacy_commands_n = sizeof(privacy_commands) / sizeof(*privacy_commands);
