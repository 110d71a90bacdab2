#include "cli/sequence_words.h"
#include "base/limits.h"
#include "core/audience/contact.h"
#include "wire/csv.h"

#define CSV_FILE_MAX (64u << 20)

err sequence_words_contacts(struct cli *c, tenant_db db, struct json_strs *out)
{
	const str *given;
	struct contact k;
	size_t n = cli_opt_all(c, "contact", &given);
	str *ids = arena_array(c->arena, str, n + 1);
	for (size_t i = 0; i < n; i++) {
		bool address = str_find_byte(given[i], '@') != STR_NPOS;
		err e = address ? contact_by_email(db, c->arena, given[i], &k)
				: contact_get(db, c->arena, given[i], &k);
		if (e.code == ERR_NOT_FOUND)
			return err_make(ERR_NOT_FOUND,
					arena_printf(c->arena, "there is no contact %.*s", STR_FMT(given[i])).p);
		TRY(e);
		ids[i] = k.id;
	}
	*out = (struct json_strs){ .given = n > 0, .v = ids, .n = n };
	return OK;
}

err sequence_words_file(struct cli *c, str path, const struct json **out)
{
	struct buf BUF_AUTO b;
	buf_init(&b, HTTP_BODY_MAX);
	c->arena->ceiling = 512u << 20;
	TRY(cli_read_file(c, path, HTTP_BODY_MAX, &b));
	err e = json_parse(c->arena, arena_dup(c->arena, buf_str(&b)), out);
	if (err_is(e))
		return err_make(e.code, arena_printf(c->arena, "%.*s: %s", STR_FMT(path), e.why).p);
	return OK;
}

const struct json *sequence_words_steps(const struct json *file)
{
	return json_is(file, JSON_OBJ) ? json_get(file, "steps") : file;
}

void sequence_words_problems(struct cli *c, const struct step_problems *p)
{
	for (size_t i = 0; i < p->n; i++)
		cli_say(c, "%s%.*s: %.*s", p->v[i].level == STEP_WARNING ? "warning: " : "", STR_FMT(p->v[i].field),
			STR_FMT(p->v[i].message));
	if (p->total > p->n)
		cli_say(c, "… and %zu more", p->total - p->n);
}

static err sequence_words_parse(struct cli *c, const struct buf *text, const struct json **out)
{
	TRY(buf_err(text));
	return json_parse(c->arena, arena_dup(c->arena, buf_str(text)), out);
}

err sequence_words_behaviour(struct cli *c, const struct json **out)
{
	const str *does, *events;
	struct buf BUF_AUTO text;
	struct json_writer w;
	size_t n = cli_opt_all(c, "does", &does), k = cli_opt_all(c, "event", &events);
	buf_init(&text, 1u << 20);
	json_writer_init(&w, &text);
	json_begin_obj(&w);
	for (size_t i = 0; i < n; i++)
		if (str_find_byte(does[i], '=') == STR_NPOS)
			json_kv_str(&w, "default", does[i]);
	json_key(&w, "steps");
	json_begin_obj(&w);
	for (size_t i = 0; i < n; i++) {
		size_t eq = str_rfind_byte(does[i], '=');
		if (eq == STR_NPOS)
			continue;
		json_key_str(&w, str_upto(does[i], eq));
		json_put_str(&w, str_from(does[i], eq + 1));
	}
	json_end_obj(&w);
	json_key(&w, "events");
	json_begin_arr(&w);
	for (size_t i = 0; i < k; i++)
		json_put_str(&w, events[i]);
	json_end_arr(&w);
	json_end_obj(&w);
	return sequence_words_parse(c, &text, out);
}

/* ---- enroll */

static err sequence_words_let_in(struct cli *c, tenant_db db, str sequence_id, struct sequence_enroll *in,
				 struct sequence_enrolled *sum)
{
	const struct app *app;
	struct field_errors errors;
	struct sequence_enrolled done;
	field_errors_init(&errors, c->arena);
	in->source = STR("manual");
	TRY(cli_app(c, &app));
	TRY(sequence_enroll(app, db, c->arena, sequence_id, in, &errors, &done));
	sum->enrolled += done.enrolled;
	sum->already += done.already;
	sum->excluded += done.excluded;
	sum->unknown += done.unknown;
	return OK;
}

struct column {
	struct cli *c;
	tenant_db db;
	str sequence_id;
	struct sequence_enrolled *sum;
	str *v; /* addresses in hand */
	size_t n, at;
	bool begun;
};

static err sequence_words_flush(struct column *k)
{
	struct sequence_enroll in = { .emails = { true, k->v, k->n } };
	if (k->n == 0)
		return OK;
	k->n = 0;
	return sequence_words_let_in(k->c, k->db, k->sequence_id, &in, k->sum);
}

/* The first record may be the heads: then the column named email is meant, else the first. */
static err sequence_words_take(struct column *k, const struct csv_record *r)
{
	bool heads = false;
	if (!k->begun) {
		k->begun = true;
		for (size_t i = 0; i < r->n; i++) {
			str name = str_trim(r->fields[i]);
			if (str_eq_nocase(name, STR("email")) || str_eq_nocase(name, STR("e-mail"))) {
				k->at = i;
				heads = true;
			}
		}
	}
	if (heads || r->refused || k->at >= r->n || str_empty(str_trim(r->fields[k->at])))
		return OK;
	k->v[k->n++] = arena_dup(k->c->arena, str_trim(r->fields[k->at]));
	return k->n == SEQUENCE_ENROLL_MAX ? sequence_words_flush(k) : OK;
}

static err sequence_words_let_in_file(struct cli *c, tenant_db db, str sequence_id, str path,
				      struct sequence_enrolled *sum)
{
	struct buf BUF_AUTO bytes, BUF_AUTO text;
	struct csv_record record;
	struct column k = { .c = c, .db = db, .sequence_id = sequence_id, .sum = sum };
	buf_init(&bytes, CSV_FILE_MAX);
	buf_init(&text, 3 * (size_t)CSV_FILE_MAX);
	TRY(cli_read_file(c, path, CSV_FILE_MAX, &bytes));
	charset_decode_all(buf_str(&bytes), NULL, &text);
	k.v = arena_array(c->arena, str, SEQUENCE_ENROLL_MAX);
	struct csv_reader *r = csv_reader_new(charset_utf8(), csv_guess(buf_str(&text)));
	csv_push(r, buf_str(&text), true);
	err e = csv_next(r, &record);
	while (!err_is(e)) {
		e = sequence_words_take(&k, &record);
		if (!err_is(e))
			e = csv_next(r, &record);
	}
	csv_reader_free(r);
	return e.code == ERR_NOT_FOUND ? sequence_words_flush(&k) : e;
}

static err sequence_words_by_filter(struct cli *c, tenant_db db, str sequence_id, struct sequence_enrolled *sum)
{
	struct sequence_enroll in = {};
	struct buf BUF_AUTO text;
	struct json_writer w;
	str filter = str_trim(cli_opt(c, "filter"));
	buf_init(&text, 1u << 20);
	json_writer_init(&w, &text);
	if (str_starts(filter, STR("{")))
		json_put_raw(&w, filter);
	else
		json_put_str(&w, filter);
	TRY(sequence_words_parse(c, &text, &in.filter));
	return sequence_words_let_in(c, db, sequence_id, &in, sum);
}

err sequence_words_enroll(struct cli *c, tenant_db db, str sequence_id, struct sequence_enrolled *sum)
{
	struct sequence_enroll by_id = {}, by_tag = { .tag = cli_opt(c, "tag") }, by_filter = {};
	if (!cli_has(c, "contact") && !cli_has(c, "tag") && !cli_has(c, "csv") && !cli_has(c, "search") &&
	    !cli_has(c, "all") && !cli_has(c, "segment") && !cli_has(c, "filter"))
		return cli_usage(
			c, "missing option: one of --contact, --tag, --segment, --filter, --csv, --search or --all");
	TRY(sequence_words_contacts(c, db, &by_id.contact_ids));
	if (by_id.contact_ids.given)
		TRY(sequence_words_let_in(c, db, sequence_id, &by_id, sum));
	if (cli_has(c, "tag"))
		TRY(sequence_words_let_in(c, db, sequence_id, &by_tag, sum));
	if (cli_has(c, "segment")) {
		struct sequence_enroll by_segment = { .segment = cli_opt(c, "segment") };
		TRY(sequence_words_let_in(c, db, sequence_id, &by_segment, sum));
	}
	if (cli_has(c, "filter"))
		TRY(sequence_words_by_filter(c, db, sequence_id, sum));
	if (cli_has(c, "csv"))
		TRY(sequence_words_let_in_file(c, db, sequence_id, cli_opt(c, "csv"), sum));
	if (!cli_has(c, "search") && !cli_has(c, "all"))
		return OK;
	struct buf BUF_AUTO text;
	struct json_writer w;
	buf_init(&text, 64u << 10);
	json_writer_init(&w, &text);
	json_begin_obj(&w);
	if (!cli_has(c, "all"))
		json_kv_str(&w, "search", cli_opt(c, "search"));
	json_end_obj(&w);
	TRY(sequence_words_parse(c, &text, &by_filter.filter));
	return sequence_words_let_in(c, db, sequence_id, &by_filter, sum);
}
