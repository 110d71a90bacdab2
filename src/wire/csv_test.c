#include "base/arena.h"
#include "wire/csv.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* All records as "a|b\n", with "!reason" for refused ones, read in pieces of `step` bytes. */
static str read_all(struct arena *a, enum csv_encoding e, char delimiter, str text, size_t step)
{
	struct buf BUF_AUTO out;
	buf_init(&out, 1 << 20);
	struct csv_reader *r = csv_reader_new(e, delimiter, 0, 1);
	for (size_t at = 0; at <= text.n; at += step) {
		struct csv_record rec;
		err why;
		/* The bytes are copied, so that a reader that looks at old ones is found out. */
		char *piece = malloc(step + 1);
		str part = str_slice(text, at, at + step);
		memcpy(piece, part.p, part.n);
		csv_push(r, str_of(piece, part.n), at + step > text.n);
		while (!err_is(why = csv_next(r, &rec))) {
			buf_addf(&out, "%d:", (int)rec.line);
			for (size_t i = 0; i < rec.n; i++) {
				buf_add(&out, i ? STR("|") : STR(""));
				buf_add(&out, rec.fields[i]);
			}
			buf_addf(&out, "%s%s\n", rec.refused ? "!" : "", rec.refused ? rec.refused : "");
		}
		free(piece);
		if (why.code == ERR_LIMIT)
			buf_add_lit(&out, "LIMIT");
	}
	csv_reader_free(r);
	return arena_dup(a, buf_str(&out));
}

static void check(enum csv_encoding e, char delimiter, str text, const char *wanted)
{
	for (size_t step = 1; step <= text.n + 1; step++) {
		struct arena ARENA_AUTO a = {};
		size_t even = e == CSV_UTF16LE || e == CSV_UTF16BE ? 2 * step : step;
		assert_string_equal(read_all(&a, e, delimiter, text, even).p, wanted);
	}
}

static void reads_at_every_split(void **state)
{
	(void)state;
	check(CSV_UTF8, ',', STR("a,b\nc,d\n"), "1:a|b\n2:c|d\n");
	check(CSV_UTF8, ',', STR("a,b\r\n\r\n  \r\nc,d"), "1:a|b\n4:c|d\n");
	check(CSV_UTF8, ',', STR("a,\"b\"\"x\"\"\"\r\"l1\nl2\",,\n"), "1:a|b\"x\"\n2:l1\nl2||\n");
	check(CSV_UTF8, ';', STR("a;\"b;c\";d\"e\"\n"), "1:a|b;c|d\"e\"\n");
	check(CSV_UTF8, ',', STR("\"open,b\nc"), "1:open,b\nc\n");
	check(CSV_UTF8, ',', STR("\"q\"tail,b\n"), "1:q|b\n");
	check(CSV_WINDOWS_1252, ',',
	      STR("\x80"
		  "5,Gr\xfc\xdf"
		  "e,\"\x93q\"\"\x94\"\n"),
	      "1:€5|Grüße|“q\"”\n");
	check(CSV_UTF16LE, ',', str_of("a\0,\0\xe4\0\n\0=\xd8\x8c\xdc\n\0", 14), "1:a|ä\n2:💌\n");
	struct arena ARENA_AUTO a = {};
	str got = read_all(&a, CSV_UTF8, ',', str_of("a,b\0c\nd,\xff\n", 10), 3);
	assert_true(str_find(got, STR("!a NUL character\n2:d|")) != STR_NPOS);
	assert_true(str_find(got, STR("!not valid UTF-8")) != STR_NPOS);
}

static void refuses_what_is_too_large(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	char *big = malloc(3u << 20);
	memset(big, ',', 3u << 20);
	big[1000] = '\n';
	big[1001] = 'x';
	big[1002] = '\n';
	str got = read_all(&a, CSV_UTF8, ',', str_of(big, 1003), 1003);
	assert_true(str_find(got, STR("!more than 500 columns\n2:x\n")) != STR_NPOS);
	memset(big, 'a', 3u << 20);
	big[70000] = '\n';
	got = read_all(&a, CSV_UTF8, ',', str_of(big, 70001), 5000);
	assert_true(str_find(got, STR("!a field is longer than 64 kB")) != STR_NPOS);
	memset(big, 'a', 3u << 20);
	big[0] = '"';
	got = read_all(&a, CSV_UTF8, ',', str_of(big, 3u << 20), 65536);
	assert_true(str_find(got, STR("LIMIT")) != STR_NPOS);
	free(big);
}

static void guesses(void **state)
{
	(void)state;
	struct csv_guess g = csv_guess(STR("Email;Name\na@b.c;\"x,y,z\"\n"), true);
	assert_true(g.encoding == CSV_UTF8 && g.delimiter == ';' && g.bom == 0);
	g = csv_guess(STR("\xef\xbb\xbf"
			  "a\tb\n1\t2\n"),
		      true);
	assert_true(g.bom == 3 && g.delimiter == '\t');
	g = csv_guess(STR("name,city\nJ\xf6rg,K\xf6ln\n"), true);
	assert_true(g.encoding == CSV_WINDOWS_1252 && g.delimiter == ',');
	g = csv_guess(STR("email\na@b.c\n"), true);
	assert_true(g.delimiter == ',');
	g = csv_guess(str_of("\xff\xfe"
			     "a\0|\0b\0\n\0",
			     10),
		      true);
	assert_true(g.encoding == CSV_UTF16LE && g.delimiter == '|');
	g = csv_guess(str_of("gr\xc3\xbc,x\ngr\xc3", 10), false);
	assert_true(g.encoding == CSV_UTF8);
}

static void writes(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 1000);
	csv_put(&b, STR("a\"b"), true);
	csv_put(&b, STR("=1+1"), true);
	csv_put(&b, STR("-5"), false);
	csv_put(&b, STR(""), true);
	assert_true(str_eq(buf_str(&b), STR("\"a\"\"b\"\"'=1+1\"-5")));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_at_every_split),
					    cmocka_unit_test(refuses_what_is_too_large), cmocka_unit_test(guesses),
					    cmocka_unit_test(writes) };
	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
