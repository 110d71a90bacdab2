/* Tables for people: columns as wide as their widest cell, numbers to the right, ids last, a row a line of the terminal. */
#include "base/time.h"
#include "cli/cli_int.h"
#include "core/ground/check.h"
#include "wire/json_read.h"
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

#define COLUMNS_MAX 24
#define CELL_GOOD 24 /* and that it should have */
#define CELL_MIN 10  /* characters that a cell keeps, however narrow the terminal */
#define CELL_EMAIL 34
#define WIDTH_DEFAULT 100

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

/* Cells of the terminal that the first n bytes fill: letters of East Asia and most pictures fill two. */
static size_t table_cells(str s, size_t most, size_t *bytes)
{
	static locale_t utf8;
	if (!utf8)
		utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
	size_t cells = 0, i = 0;
	mbstate_t state = {};
	while (i < s.n) {
		wchar_t c = 0;
		size_t n = mbrtowc(&c, s.p + i, s.n - i, &state);
		if (n == 0 || n > 4) {
			n = 1;
			state = (mbstate_t){};
		}
		int w = wcwidth(c);
		w = w < 0 || c == 0 ? 1 : w;
		if (cells + (size_t)w > most)
			break;
		cells += (size_t)w;
		i += n;
	}
	if (before)
		uselocale(before);
	if (bytes)
		*bytes = i;
	return cells;
}

static size_t table_width(str s)
{
	return table_cells(s, SIZE_MAX, NULL);
}

static str table_shorten(const struct cli_table *t, str s, size_t most)
{
	size_t bytes;
	if (table_width(s) <= most)
		return s;
	table_cells(s, most - 1, &bytes);
	return arena_printf(t->c->arena, "%.*s…", STR_FMT(str_upto(s, bytes)));
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

static struct winsize table_terminal(void)
{
	struct winsize size = {};
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		size = (struct winsize){ .ws_col = WIDTH_DEFAULT };
	return size;
}

static bool table_has_head(const struct cli_table *t, const char *head)
{
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->heads[i], head) == 0)
			return true;
	return false;
}

/* The widest text columns give way until it all fits, or each is at its least. Returns whether it fits. */
static bool table_squeeze(const struct cli_table *t, size_t n, size_t least, const size_t *want, const bool *right,
			  size_t *w)
{
	size_t most = table_terminal().ws_col, all = 2 * (n - 1);
	for (size_t i = 0; i < n; i++)
		all += w[i] = want[i];
	while (all > most) {
		size_t widest = COLUMNS_MAX;
		for (size_t i = 0; i < n; i++)
			if (!right[i] && strcmp(t->heads[i], "id") != 0 &&
			    w[i] > (strcmp(t->heads[i], "email") == 0 ? CELL_EMAIL : least) &&
			    (widest == COLUMNS_MAX || w[i] > w[widest]))
				widest = i;
		if (widest == COLUMNS_MAX)
			return false;
		w[widest]--;
		all--;
	}
	return true;
}

/* In a terminal a row is one line. What has a name or an address, which commands take as well, shows its id only where
 * there is room for it; --json always has it. */
static void table_fit(struct cli_table *t, size_t *w, const bool *right)
{
	size_t want[COLUMNS_MAX], n = t->n;
	bool named = table_has_head(t, "name") || table_has_head(t, "email");
	bool id_last = n > 1 && strcmp(t->heads[n - 1], "id") == 0;
	memcpy(want, w, n * sizeof(*w));
	if (!table_squeeze(t, n, CELL_GOOD, want, right, w) && named && id_last)
		n = t->n = n - 1;
	if (!table_squeeze(t, n, CELL_GOOD, want, right, w))
		table_squeeze(t, n, CELL_MIN, want, right, w);
	for (size_t i = 0; i < n; i++)
		for (struct row *r = t->first; r; r = r->next)
			if (strcmp(t->heads[i], "id") != 0 && !right[i])
				r->cells[i] = table_shorten(t, r->cells[i], w[i]);
}

/* Words that say how something is, in the terminal's own colours. */
static const char *table_colour(const struct cli *c, str s)
{
	static const char *const good[] = { "ACTIVE", "SENT", "active", "verified", "done", "COMPLETED" };
	static const char *const waits[] = { "PAUSED", "SCHEDULED", "SENDING", "PENDING", "paused", "held", "snoozed" };
	static const char *const bad[] = { "FAILED", "BOUNCED", "UNSUBSCRIBED", "error", "failed", "disconnected" };
	const char *no = getenv("NO_COLOR");
	if (!c->tty || (no && *no))
		return NULL;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (str_eq(s, str_z(good[i])))
			return "\033[32m";
	for (size_t i = 0; i < sizeof(waits) / sizeof(*waits); i++)
		if (str_eq(s, str_z(waits[i])))
			return "\033[33m";
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (str_eq(s, str_z(bad[i])))
			return "\033[31m";
	return NULL;
}

static void table_print_cell(const struct cli *c, str s, size_t w, bool right, bool last)
{
	size_t have = table_width(s);
	int pad = have < w ? (int)(w - have) : 0;
	if (right)
		printf("%*s", pad, "");
	const char *colour = table_colour(c, s);
	fputs(colour ? colour : "", stdout);
	for (size_t i = 0; i < s.n; i++) /* nothing a stored text holds moves the cursor */
		putchar((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f ? ' ' : s.p[i]);
	fputs(colour ? "\033[0m" : "", stdout);
	if (!right && !last)
		printf("%*s", pad, "");
	if (!last)
		printf("  ");
}

/* What people look for stands first: an id goes last. */
static void table_id_last(struct cli_table *t)
{
	const char **heads = arena_array(t->c->arena, const char *, t->n);
	if (t->n < 2 || strcmp(t->heads[0], "id") != 0)
		return;
	for (size_t i = 0; i < t->n; i++)
		heads[i] = t->heads[(i + 1) % t->n];
	for (struct row *r = t->first; r; r = r->next) {
		str id = r->cells[0];
		memmove(r->cells, r->cells + 1, (t->n - 1) * sizeof(str));
		r->cells[t->n - 1] = id;
	}
	t->heads = heads;
}

static void table_write(const struct cli_table *t, const size_t *w, const bool *right)
{
	if (t->c->tty)
		printf("\033[1m");
	for (size_t i = 0; i < t->n; i++)
		table_print_cell(t->c, str_z(t->heads[i]), w[i], right[i], i + 1 == t->n);
	printf("%s\n", t->c->tty ? "\033[0m" : "");
	for (struct row *r = t->first; r; r = r->next) {
		for (size_t i = 0; i < t->n; i++)
			table_print_cell(t->c, r->cells[i], w[i], right[i], i + 1 == t->n);
		putchar('\n');
	}
}

/* More rows than the terminal has go through $PAGER, less when it is not set. Returns its process, or 0 without one. */
static pid_t table_pager(const struct cli_table *t, int *stdout_before)
{
	int ends[2];
	const char *pager = getenv("PAGER");
	if (!t->c->tty || table_terminal().ws_row == 0 || t->rows + 2 <= table_terminal().ws_row)
		return 0;
	fflush(stdout);
	if (pipe2(ends, O_CLOEXEC) != 0)
		return 0;
	pid_t pid = fork();
	if (pid == 0) {
		dup2(ends[0], STDIN_FILENO);
		setenv("LESS", "FRSX", 0);
		execlp("sh", "sh", "-c",
		       pager && *pager ? pager : "command -v less >/dev/null && exec less || exec cat", NULL);
		_exit(127);
	}
	close(ends[0]);
	*stdout_before = pid > 0 ? fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3) : -1;
	if (*stdout_before >= 0)
		dup2(ends[1], STDOUT_FILENO);
	close(ends[1]);
	return pid > 0 ? pid : 0;
}

void cli_table_print(struct cli_table *t)
{
	if (t->c->json)
		return;
	size_t w[COLUMNS_MAX];
	bool right[COLUMNS_MAX];
	table_id_last(t);
	for (size_t i = 0; i < t->n; i++) {
		w[i] = table_width(str_z(t->heads[i]));
		right[i] = t->rows > 0;
		for (struct row *r = t->first; r; r = r->next) {
			size_t have = table_width(r->cells[i]);
			w[i] = have > w[i] ? have : w[i];
			right[i] = right[i] && (r->cells[i].n == 0 || table_is_number(r->cells[i]));
		}
	}
	if (t->c->tty)
		table_fit(t, w, right);
	int before = -1;
	pid_t pager = table_pager(t, &before);
	table_write(t, w, right);
	fflush(stdout);
	if (before >= 0) {
		dup2(before, STDOUT_FILENO);
		close(before);
	}
	if (pager)
		waitpid(pager, NULL, 0);
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
