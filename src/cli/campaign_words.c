#include "cli/campaign_words.h"
#include "cli/cli_int.h"
#include "core/audience/contact.h"
#include "core/campaign/campaign.h"
#include "core/report/stats_report.h"
#include "wire/json_write.h"

struct words {
	const str *tags, *ids, *campaigns, *segments;
	size_t tags_n, ids_n, campaigns_n, segments_n;
	str status;
	bool all;
};

static err campaign_words_contact_id(struct cli *c, tenant_db db, str address, str *id)
{
	struct contact found;
	err e = contact_by_email(db, c->arena, address, &found);
	if (e.code == ERR_NOT_FOUND)
		return err_make(ERR_NOT_FOUND, arena_printf(c->arena, "there is no contact %.*s", STR_FMT(address)).p);
	TRY(e);
	*id = found.id;
	return OK;
}

static err campaign_words_read_words(struct cli *c, tenant_db db, const char *option, bool exclude, struct words *out)
{
	const str *v;
	size_t n = cli_opt_all(c, option, &v);
	str *tags = arena_array(c->arena, str, n), *ids = arena_array(c->arena, str, n),
	    *campaigns = arena_array(c->arena, str, n), *segments = arena_array(c->arena, str, n);
	*out = (struct words){ .tags = tags, .ids = ids, .campaigns = campaigns, .segments = segments };
	for (size_t i = 0; i < n; i++) {
		if (str_starts(v[i], STR("tag:")) && v[i].n > 4)
			tags[out->tags_n++] = str_from(v[i], 4);
		else if (str_starts(v[i], STR("segment:")) && v[i].n > 8)
			segments[out->segments_n++] = str_from(v[i], 8);
		else if (exclude && str_starts(v[i], STR("campaign:")))
			campaigns[out->campaigns_n++] = str_from(v[i], 9);
		else if (!exclude && str_starts(v[i], STR("status:")))
			out->status = str_from(v[i], 7);
		else if (!exclude && str_eq(v[i], STR("all")))
			out->all = true;
		else if (str_find_byte(v[i], '@') != STR_NPOS)
			TRY(campaign_words_contact_id(c, db, v[i], &ids[out->ids_n++]));
		else
			return cli_usage(c, "--%s %.*s: write tag:NAME, segment:NAME, %s or a contact's address",
					 option, STR_FMT(v[i]), exclude ? "campaign:ID" : "status:STATUS, all");
	}
	return OK;
}

static void campaign_words_put_texts(struct json_writer *w, const char *key, const str *v, size_t n)
{
	if (n == 0)
		return;
	json_key(w, key);
	json_begin_arr(w);
	for (size_t i = 0; i < n; i++)
		json_put_str(w, v[i]);
	json_end_arr(w);
}

static void campaign_words_put_words(struct json_writer *w, const struct words *k)
{
	if (k->all)
		json_kv_bool(w, "all", true);
	campaign_words_put_texts(w, "tags", k->tags, k->tags_n);
	campaign_words_put_texts(w, "contactIds", k->ids, k->ids_n);
	campaign_words_put_texts(w, "campaignIds", k->campaigns, k->campaigns_n);
	campaign_words_put_texts(w, "segment", k->segments, k->segments_n);
	if (str_absent(k->status))
		return;
	json_key(w, "filter");
	json_begin_obj(w);
	json_kv_str(w, "status", k->status);
	json_end_obj(w);
}

err campaign_words(struct cli *c, tenant_db db, const struct json **audience)
{
	struct words to, not ;
	struct buf BUF_AUTO b = {};
	struct json_writer w;
	str filter = str_trim(cli_opt(c, "filter"));
	if (!cli_has(c, "to") && str_absent(filter))
		return cli_has(c, "exclude") ? cli_usage(c, "--exclude needs --to: from whom?") : OK;
	TRY(campaign_words_read_words(c, db, "to", false, &to));
	TRY(campaign_words_read_words(c, db, "exclude", true, &not ));
	if (!str_absent(filter) && !str_absent(to.status))
		return cli_usage(
			c, "--filter and --to status:… exclude each other: write status = \"ACTIVE\" in the filter");
	buf_init(&b, 4u << 20);
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	campaign_words_put_words(&w, &to);
	if (str_starts(filter, STR("{")))
		json_kv_raw(&w, "filter", filter);
	else if (!str_absent(filter))
		json_kv_str(&w, "filter", filter);
	if (cli_has(c, "match"))
		json_kv_str(&w, "match", cli_opt(c, "match"));
	if (cli_has(c, "exclude")) {
		json_key(&w, "exclude");
		json_begin_obj(&w);
		campaign_words_put_words(&w, &not );
		json_end_obj(&w);
	}
	json_end_obj(&w);
	TRY(buf_err(&b));
	return json_parse(c->arena, buf_str(&b), audience);
}

err cli_campaign(struct cli *c, tenant_db db, str word, str *id)
{
	struct campaign k;
	struct campaign_list l;
	struct campaign_list_in in = { .search = word, .limit = 200 };
	*id = word;
	err e = campaign_get(db, c->arena, word, &k);
	if (e.code != ERR_NOT_FOUND)
		return e;
	if (err_is(campaign_list(db, c->arena, &in, &l)))
		return e;
	str found = STR_NULL;
	for (size_t i = 0; i < l.n; i++) {
		if (!str_eq_nocase(l.v[i].name, word))
			continue;
		if (!str_absent(found))
			return err_make(ERR_CONFLICT, "several campaigns have this name: say the id");
		found = l.v[i].id;
	}
	if (str_absent(found))
		return e;
	*id = found;
	return OK;
}

void cli_campaign_write_programs(struct json_writer *w, const struct stats_analytics *r)
{
	json_begin_arr(w);
	for (size_t i = 0; i < r->n_programs; i++) {
		json_begin_obj(w);
		json_kv_str(w, "program", r->programs[i].program);
		json_kv_str(w, "kind", r->programs[i].kind);
		json_kv_i64(w, "opens", r->programs[i].opens);
		json_kv_i64(w, "clicks", r->programs[i].clicks);
		json_end_obj(w);
	}
	json_end_arr(w);
}

void cli_campaign_say_programs(struct cli *c, const struct stats_analytics *r)
{
	static const char *const heads[] = { "opens", "clicks", "kind", "program" };
	if (r->n_programs == 0)
		return;
	cli_say(c, "%s", "");
	struct cli_table *t = cli_table(c, heads, 4);
	for (size_t i = 0; i < r->n_programs && i < 20; i++) {
		const struct stats_program_row *p = &r->programs[i];
		str cells[4] = { arena_printf(c->arena, "%lld", (long long)p->opens),
				 arena_printf(c->arena, "%lld", (long long)p->clicks), p->kind, p->program };
		cli_row(t, cells);
	}
	cli_table_print(t);
}

static void campaign_words_engagement_rows(struct cli *c, struct cli_table *t, const char *what,
					   const struct stats_types *v)
{
	struct json_writer *w = cli_json(c);
	json_key(w, what);
	json_begin_arr(w);
	for (size_t i = 0; i < v->n; i++) {
		const str cells[4] = { str_z(what), v->v[i].type,
				       arena_printf(c->arena, "%lld", (long long)v->v[i].events),
				       arena_printf(c->arena, "%lld", (long long)v->v[i].contacts) };
		cli_row(t, cells);
		json_begin_obj(w);
		json_kv_str(w, "type", v->v[i].type);
		json_kv_i64(w, "count", v->v[i].events);
		json_kv_i64(w, "uniqueContacts", v->v[i].contacts);
		json_end_obj(w);
	}
	json_end_arr(w);
}

err cli_campaign_engagement(struct cli *c)
{
	static const char *const heads[] = { "of", "event", "count", "contacts" };
	tenant_db db;
	struct stats_types theirs, ours;
	TRY(cli_tenant(c, &db));
	TRY(stats_email_engagement(db, c->arena, &theirs));
	TRY(stats_engagement(db, c->arena, (struct opt_i64){}, (struct opt_i64){}, &ours));
	struct cli_table *t = cli_table(c, heads, 4);
	json_begin_obj(cli_json(c));
	campaign_words_engagement_rows(c, t, "campaigns", &theirs);
	campaign_words_engagement_rows(c, t, "allMail", &ours);
	json_end_obj(cli_json(c));
	cli_table_print(t);
	return OK;
}
