/* What `contact edit` makes of the tags and variables that are there. */
#include "cli/contacts_edited.h"
#include "core/ground/text.h"

static bool contacts_edited_among(str v, const str *all, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v, all[i]))
			return true;
	return false;
}

/* The tags there are, without those of --untag, and those of --tag. */
err contacts_edited_tags(struct cli *c, const struct contact *k, struct json_strs *out)
{
	const str *more, *less;
	const struct json *have = NULL;
	size_t n_more = cli_opt_all(c, "tag", &more), n_less = cli_opt_all(c, "untag", &less);
	if (!str_empty(k->tags))
		TRY(json_parse(c->arena, k->tags, &have));
	str *v = arena_array(c->arena, str, json_len(have) + n_more + 1);
	*out = (struct json_strs){ .given = n_more + n_less > 0, .v = v };
	for (JSON_EACH(t, have))
		if (!contacts_edited_among(json_str(t), less, n_less))
			v[out->n++] = json_str(t);
	for (size_t i = 0; i < n_more; i++)
		if (!contacts_edited_among(more[i], v, out->n))
			v[out->n++] = more[i];
	return OK;
}

/* The variables there are, with those of --set as texts. */
err contacts_edited_variables(struct cli *c, const struct contact *k, const struct json **out)
{
	const str *set;
	const struct json *have = NULL;
	struct buf BUF_AUTO b = {};
	struct json_writer w;
	size_t n = cli_opt_all(c, "set", &set);
	str *names = arena_array(c->arena, str, n + 1);
	if (n == 0)
		return OK;
	buf_init(&b, 1u << 20);
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	for (size_t i = 0; i < n; i++) {
		size_t eq = str_find_byte(set[i], '=');
		if (eq == STR_NPOS || eq == 0)
			return cli_usage(c, "--set: \"%.*s\" is not NAME=VALUE", STR_FMT(set[i]));
		names[i] = str_upto(set[i], eq);
		if (contacts_edited_among(names[i], names, i))
			return cli_usage(c, "--set: %.*s is there twice", STR_FMT(names[i]));
		if (eq + 1 < set[i].n) {
			json_key_str(&w, names[i]);
			json_put_str(&w, str_from(set[i], eq + 1));
		}
	}
	if (!str_empty(k->variables))
		TRY(json_parse(c->arena, k->variables, &have));
	for (JSON_EACH(v, have))
		if (!contacts_edited_among(json_name(v), names, n)) {
			json_key_str(&w, json_name(v));
			json_put_raw(&w, json_print(c->arena, v));
		}
	json_end_obj(&w);
	TRY(buf_err(&b));
	return json_parse(c->arena, arena_dup(c->arena, buf_str(&b)), out);
}
