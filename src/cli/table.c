/* Tables for people: columns as wide as their widest cell, numbers to the right. */
#include "base/time.h"
#include "cli/cli_int.h"
#include "core/ground/check.h"
#include "wire/json_read.h"
#include <stdio.h>

#define COLUMNS_MAX 24
#define CELL_MAX 60 /* characters of a cell shown on a terminal */

struct row {
	struct row *next;
	str cells[COLUMNS_MAX];
};
struct cli_table {
	struct cli *c;
	const char *const *heads;
	size_t n, rows;
	struct row *first, **last;
};

struct cli_table *cli_table(struct cli *c, const char *const *heads, size_t n)
{
	struct cli_table *t = arena_new(c->arena, struct cli_table);
	*t = (struct cli_table){ .c = c, .heads = heads, .n = n > COLUMNS_MAX ? COLUMNS_MAX : n };
	t->last = &t->first;
	return t;
}

void cli_row(struct cli_table *t, const str *cells)
{
	struct row *r = arena_new(t->c->arena, struct row);
	for (size_t i = 0; i < t->n; i++)
		r->cells[i] = arena_dup(t->c->arena, cells[i]);
	*t->last = r;
	t->last = &r->next;
	t->rows++;
}

/* Characters, near enough: bytes that begin one. */
static size_t table_width(str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

static str table_shorten(const struct cli_table *t, str s)
{
	if (!t->c->tty || table_width(s) <= CELL_MAX)
		return s;
	size_t i = 0;
	for (size_t n = 0; i < s.n && n < CELL_MAX - 1; i++)
		n += i + 1 < s.n && ((unsigned char)s.p[i + 1] & 0xc0) != 0x80;
	return arena_printf(t->c->arena, "%.*s…", STR_FMT(str_upto(s, i)));
}

static bool table_is_number(str s)
{
	size_t digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (ascii_digit(s.p[i]))
			digits++;
		else if (s.p[i] != '.' && s.p[i] != '-' && s.p[i] != '%' && s.p[i] != ',')
			return false;
	}
	return digits > 0;
}

static void table_print_cell(str s, size_t w, bool right, bool last)
{
	size_t have = table_width(s);
	int pad = have < w ? (int)(w - have) : 0;
	if (right)
		printf("%*s", pad, "");
	for (size_t i = 0; i < s.n; i++) /* nothing a stored text holds moves the cursor */
		putchar((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f ? ' ' : s.p[i]);
	if (!right && !last)
		printf("%*s", pad, "");
	if (!last)
		printf("  ");
}

void cli_table_print(struct cli_table *t)
{
	if (t->c->json)
		return;
	size_t w[COLUMNS_MAX];
	bool right[COLUMNS_MAX];
	for (size_t i = 0; i < t->n; i++) {
		w[i] = table_width(str_z(t->heads[i]));
		right[i] = t->rows > 0;
		for (struct row *r = t->first; r; r = r->next) {
			r->cells[i] = table_shorten(t, r->cells[i]);
			size_t have = table_width(r->cells[i]);
			w[i] = have > w[i] ? have : w[i];
			right[i] = right[i] && (r->cells[i].n == 0 || table_is_number(r->cells[i]));
		}
	}
	if (t->c->tty)
		printf("\033[1m");
	for (size_t i = 0; i < t->n; i++)
		table_print_cell(str_z(t->heads[i]), w[i], right[i], i + 1 == t->n);
	printf("%s\n", t->c->tty ? "\033[0m" : "");
	for (struct row *r = t->first; r; r = r->next) {
		for (size_t i = 0; i < t->n; i++)
			table_print_cell(r->cells[i], w[i], right[i], i + 1 == t->n);
		putchar('\n');
	}
}

str cli_minute(struct cli *c, struct opt_i64 us)
{
	char at[TIME_ISO_LEN];
	if (!us.has)
		return STR("");
	time_format_iso(us.v, at);
	return arena_printf(c->arena, "%.10s %.5s", at, at + 11);
}

str cli_list(struct cli *c, str texts)
{
	const struct json *all;
	struct buf BUF_AUTO b = {};
	buf_init(&b, 1u << 20);
	if (str_empty(texts) || err_is(json_parse(c->arena, texts, &all)))
		return STR("");
	for (JSON_EACH(v, all)) {
		buf_add(&b, b.n ? STR(", ") : STR(""));
		buf_add(&b, json_str(v));
	}
	return arena_dup(c->arena, buf_str(&b));
}

err cli_checks(struct cli *c, const struct checks *k, const char *why)
{
	bool stops = false;
	for (size_t i = 0; i < k->n; i++) {
		stops = stops || k->v[i].level == CHECK_ERROR;
		cli_say(c, "%-8s %.*s", check_level_name(k->v[i].level), STR_FMT(k->v[i].message));
	}
	checks_write(cli_json(c), k, 0);
	return stops ? err_make(ERR_CONFLICT, why) : OK;
}
