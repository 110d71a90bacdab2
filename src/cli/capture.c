/* loumass capture …: what the capture sender kept. */
#include "core/content/capture.h"
#include "base/time.h"
#include "cli/cli.h"
#include <stdio.h>

static const struct cli_option list_options[] = {
	CLI_USER_OPTION,
	{ .name = "search", .arg = "TEXT", .doc = "Part of a subject or address" },
	{ .name = "campaign", .arg = "ID", .doc = "Only this campaign's" },
	{ .name = "limit", .arg = "N", .doc = "Default 50, at most 1000" },
};
static const struct cli_option user_options[] = { CLI_USER_OPTION };

static void capture_write_one(struct json_writer *w, const struct capture *k)
{
	json_kv_str(w, "id", k->id);
	json_kv_str(w, "from", k->from);
	json_kv_str(w, "to", k->to);
	json_kv_str(w, "subject", k->subject);
	json_kv_str(w, "campaignId", k->campaign_id);
	json_kv_str(w, "recipientId", k->recipient_id);
	json_kv_i64(w, "bytes", k->bytes);
	json_kv_time(w, "createdAt", k->created_at);
}

static err cli_capture_list(struct cli *c)
{
	static const char *const heads[] = { "id", "at", "to", "subject", "bytes" };
	tenant_db db;
	struct capture_list l;
	struct capture_list_in in = { .search = cli_opt(c, "search"), .campaign_id = cli_opt(c, "campaign") };
	TRY(cli_opt_i64(c, "limit", 50, 1, 1000, &in.limit));
	TRY(cli_tenant(c, &db));
	TRY(capture_list(db, c->arena, &in, &l));
	struct cli_table *t = cli_table(c, heads, 5);
	struct json_writer *w = cli_json(c);
	json_begin_arr(w);
	for (size_t i = 0; i < l.n; i++) {
		char *at = arena_alloc(c->arena, TIME_ISO_LEN);
		time_format_iso(l.v[i].created_at, at);
		str cells[5] = { l.v[i].id, str_of(at, 19), l.v[i].to, l.v[i].subject,
				 arena_printf(c->arena, "%lld", (long long)l.v[i].bytes) };
		cli_row(t, cells);
		json_begin_obj(w);
		capture_write_one(w, &l.v[i]);
		json_end_obj(w);
	}
	json_end_arr(w);
	cli_table_print(t);
	return OK;
}

static err cli_capture_show(struct cli *c)
{
	tenant_db db;
	struct capture k;
	str raw;
	struct mime_mail m;
	c->arena->ceiling = 512u << 20;
	TRY(cli_tenant(c, &db));
	TRY(capture_get(db, c->arena, c->args[0], &k, &raw));
	if (!c->json) {
		fwrite(raw.p, 1, raw.n, stdout);
		return OK;
	}
	TRY(mime_read(c->arena, raw, &m));
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	capture_write_one(w, &k);
	json_kv_str(w, "html", m.html);
	json_kv_str(w, "text", m.text);
	json_kv_str(w, "raw", raw);
	json_end_obj(w);
	return OK;
}

static const struct cli_option delete_options[] = { CLI_USER_OPTION,
						    { .name = "all", .doc = "All captured messages" } };

static err capture_delete_(struct cli *c)
{
	tenant_db db;
	int64_t n = 0;
	if (cli_has(c, "all") == (c->n_args > 0))
		return cli_usage(c, "missing argument: ids, or --all");
	TRY(cli_tenant(c, &db));
	if (cli_has(c, "all"))
		TRY(capture_delete_all(db, c->arena, &n));
	for (size_t i = 0; i < c->n_args; i++, n++)
		TRY(capture_delete(db, c->arena, c->args[i]));
	cli_say(c, "%lld deleted", (long long)n);
	struct json_writer *w = cli_json(c);
	json_begin_obj(w);
	json_kv_i64(w, "removed", n);
	json_end_obj(w);
	return OK;
}

const struct cli_command capture_commands[] = {
	{ .group = "capture",
	  .name = "list",
	  .summary = "List captured mail, newest first",
	  CLI_OPTIONS(list_options),
	  .reads = true,
	  .run = cli_capture_list },
	{ .group = "capture",
	  .name = "show",
	  .args = "<id>",
	  .min_args = 1,
	  .max_args = 1,
	  .summary = "Print a captured message as it would have been sent",
	  CLI_OPTIONS(user_options),
	  .reads = true,
	  .run = cli_capture_show },
	{ .group = "capture",
	  .name = "delete",
	  .args = "[id…]",
	  .max_args = -1,
	  .summary = "Delete captured messages",
	  CLI_OPTIONS(delete_options),
	  .run = capture_delete_ },
};
const size_t capture_commands_n = sizeof(capture_commands) / sizeof(*capture_commands);
