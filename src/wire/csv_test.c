#include "base/arena.h"
#include "wire/csv.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* All records as "a|b\n", with "!reason" for refused ones, read in pieces of `step` bytes. */
static str read_all(struct arena *a, const char *e, char delimiter, str text, size_t step)
{
	struct buf BUF_AUTO out;
	buf_init(&out, 1 << 20);
	struct csv_guess how = { .delimiter = delimiter == '\\' ? ',' : delimiter, .escapes = delimiter == '\\' };
	struct csv_reader *r = csv_reader_new(charset_find(str_z(e)), how);
	for (size_t at = 0; at <= text.n; at += step) {
		struct csv_record rec;
		/* The bytes are copied, so that a reader that looks at old ones is found out. */
		char *piece = malloc(step + 1);
		str part = str_slice(text, at, at + step);
		memcpy(piece, part.p, part.n);
		csv_push(r, str_of(piece, part.n), at + step > text.n);
		while (!err_is(csv_next(r, &rec))) {
			buf_addf(&out, "%d:", (int)rec.line);
			for (size_t i = 0; i < rec.n; i++) {
				buf_add(&out, i ? STR("|") : STR(""));
				buf_add(&out, rec.fields[i]);
			}
			buf_addf(&out, "%s%s\n", rec.refused ? "!" : "", rec.refused ? rec.refused : "");
		}
		free(piece);
	}
	csv_reader_free(r);
	return arena_dup(a, buf_str(&out));
}

static void check(const char *e, char delimiter, str text, const char *wanted)
{
	for (size_t step = 1; step <= text.n + 1; step++) {
		struct arena ARENA_AUTO a = {};
		assert_string_equal(read_all(&a, e, delimiter, text, step).p, wanted);
	}
}

static void reads_at_every_split(void **state)
{
	(void)state;
	check("UTF-8", ',', STR("a,b\nc,d\n"), "1:a|b\n2:c|d\n");
	check("UTF-8", ',', STR("a,b\r\n\r\n  \r\nc,d"), "1:a|b\n4:c|d\n");
	check("UTF-8", ',', STR("a,\"b\"\"x\"\"\"\r\"l1\nl2\",,\n"), "1:a|b\"x\"\n2:l1\nl2||\n");
	check("UTF-8", ';', STR("a;\"b;c\";d\"e\"\n"), "1:a|b;c|d\"e\"\n");
	check("UTF-8", ',', STR("\"q\"tail,b\n"), "1:qtail|b\n");
	check("Windows-1252", ',',
	      STR("\x80"
		  "5,Gr\xfc\xdf"
		  "e,\"\x93q\"\"\x94\"\n"),
	      "1:€5|Grüße|“q\"”\n");
	check("UTF-16LE", ',', str_of("a\0,\0\xe4\0\n\0=\xd8\x8c\xdc\n\0", 14), "1:a|ä\n2:💌\n");
	struct arena ARENA_AUTO a = {};
	str got = read_all(&a, "UTF-8", ',', str_of("a,b\0c\nd,\xff\ne,f\n", 14), 3);
	assert_true(str_find(got, STR("!a NUL character\n2:d|")) != STR_NPOS);
	assert_true(str_find(got, STR("!a byte that is no text in the file's encoding\n3:e|f")) != STR_NPOS);
}

static void reads_what_programs_write(void **state)
{
	(void)state;
	check("UTF-8", ';', STR("\xef\xbb\xbf\xef\xbb\xbfsep=;\r\na;b\r\n"), "2:a|b\n");
	check("UTF-8", ',', STR("\xef\xbb\xbf\"a\",b"), "1:a|b\n");
	check("UTF-16BE", ',', str_of("\xfe\xff\0a\0,\0b", 8), "1:a|b\n");
	check("UTF-8", ',', STR("a, \"b, c\" ,\t\"d\"\n"), "1:a|b, c|d\n");
	check("UTF-8", '\t', STR("a\t\"b\tc\"\t d\n"), "1:a|b\tc| d\n");
	check("UTF-8", ',', STR("a,b\rc,\"d\re\"\rf,g\r"), "1:a|b\n2:c|d\re\n4:f|g\n");
	/* Backslashes: where the quote cannot close; and everywhere, in a file that is known for them. */
	check("UTF-8", ',', STR("\"say \\\"hi\\\", ok\",\"C:\\\",b\n"), "1:say \"hi\\| ok\"|C:\\|b\n");
	check("UTF-8", '\\', STR("\"say \\\"hi\\\", ok\",\"C:\\\\\",b\n"), "1:say \"hi\", ok|C:\\|b\n");
	/* Another broken character than the one of its line spoils nothing. */
	check("Shift_JIS", ',', STR("a,\x8e\x52\x93\x63\nb,\x8e\nc,\xb1\n"),
	      "1:a|山田\n2:b|\xff!a byte that is no text in the file's encoding\n3:c|ｱ\n");
}

static void a_quote_that_never_closes(void **state)
{
	(void)state;
	check("UTF-8", ',', STR("a,b\n\"open,b\nc,d\n\ne"),
	      "1:a|b\n2:\"open,b!the quote that opens here is never closed\n"
	      "3:c,d!it comes after the quote that opens in line 2 and is never closed\n"
	      "5:e!it comes after the quote that opens in line 2 and is never closed\n");
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
	str got = read_all(&a, "UTF-8", ',', str_of(big, 1003), 1003);
	assert_true(str_find(got, STR("!more than 500 columns\n2:x\n")) != STR_NPOS);
	memset(big, 'a', 3u << 20);
	big[70000] = '\n';
	got = read_all(&a, "UTF-8", ',', str_of(big, 70001), 5000);
	assert_true(str_find(got, STR("!a field is longer than 64 kB")) != STR_NPOS);
	for (size_t step = 60000; step < 4u << 20; step *= 3) {
		memset(big, 'a', 3u << 20);
		big[(3u << 20) - 4] = '\n';
		got = read_all(&a, "UTF-8", ',', str_of(big, 3u << 20), step);
		assert_true(str_find(got, STR("!the line is longer than 1 MB\n2:aaa\n")) != STR_NPOS);
		big[0] = '"';
		big[5] = '\n';
		got = read_all(&a, "UTF-8", ',', str_of(big, 3u << 20), step);
		assert_true(str_starts(got, STR("1:\"aaaa!the quote that opens here is never closed\n2:aaa")));
		assert_true(str_find(got, STR("\n3:aaa!it comes after")) != STR_NPOS);
	}
	free(big);
}

static const char *charset_of(str text)
{
	struct charset_guesser *g = charset_guesser_new();
	for (size_t at = 0; at < text.n; at += 5)
		charset_guess_feed(g, str_slice(text, at, at + 5));
	const char *name = charset_name(charset_guess_end(g));
	charset_guesser_free(g);
	return name;
}

static void finds_encodings(void **state)
{
	(void)state;
	assert_string_equal(charset_of(STR("email\na@b.c\n")), "UTF-8");
	assert_string_equal(charset_of(STR("name,city\nJ\xf6rg,K\xf6ln\n")), "Windows-1252");
	assert_string_equal(charset_of(STR("name\nFran\xe7ois\nMu\xf1oz\n")), "Windows-1252");
	assert_string_equal(charset_of(STR("n\nJ\xc3\xb6rg\nZo\xc3\xab\nJ\xf6rg\n")), "UTF-8");
	assert_string_equal(charset_of(str_of("a\0,\0b\0\n\0", 8)), "UTF-16LE");
	assert_string_equal(charset_of(str_of("\0a\0,\0b\0\n", 8)), "UTF-16BE");
	assert_string_equal(charset_of(STR("\xff\xfe")), "UTF-16LE");
	/* Иван, Ольга; 山田 太郎, 鈴木 花子; 王小明, 李娜; 김철수, 이영희; 陳大文, 林美玲; Łukasz Żak, Świątek */
	assert_string_equal(charset_of(STR("email,\xc8\xec\xff\na@b.c,\xc8\xe2\xe0\xed\nd@e.f,\xce\xeb\xfc\xe3\xe0\n")),
			    "Windows-1251");
	assert_string_equal(
		charset_of(STR(
			"a,\x8eR\x93\x63 \x91\xbe\x98Y\nb,\x97\xe9\x96\xd8 \x89\xd4\x8eq\nc,\x83\x81\x81[\x83\x8b\n")),
		"Shift_JIS");
	assert_string_equal(
		charset_of(STR("\xd3\xca\xcf\xe4,\xd0\xd5\xc3\xfb\na,\xcd\xf5\xd0\xa1\xc3\xf7\nb,\xc0\xee\xc4\xc8\n")),
		"GBK");
	assert_string_equal(
		charset_of(STR("\xc0\xcc\xb8\xa7\na,\xb1\xe8\xc3\xb6\xbc\xf6\nb,\xc0\xcc\xbf\xb5\xc8\xf1\n")),
		"EUC-KR");
	assert_string_equal(
		charset_of(STR("\xb9q\xb6l,\xa9m\xa6W\na,\xb3\xaf\xa4j\xa4\xe5\nb,\xaaL\xac\xfc\xac\xc2\n")), "Big5");
	assert_string_equal(charset_of(STR("imi\xea\na,\xa3ukasz \xaf"
					   "ak\nb,Ma\xb3gorzata \xa6wi\xb1tek\n")),
			    "ISO-8859-2");
	assert_string_equal(charset_name(charset_find(STR("latin1"))), "Windows-1252");
	assert_null(charset_find(STR("klingon")));
	/* Each one that can be chosen is one that iconv has, and is found by its own name. */
	str rest = str_z(charset_names), one;
	while (str_next(&rest, '|', &one)) {
		const struct charset *c = charset_find(one);
		assert_non_null(c);
		assert_true(str_eq(str_z(charset_name(c)), one));
		struct buf BUF_AUTO b;
		buf_init(&b, 100);
		struct charset_decoder *d = charset_decoder_new(c);
		charset_decode(d, STR("abcd"), true, &b);
		assert_true(b.n > 0 &&
			    (b.p[0] == 'a') == (str_find(one, STR("UTF-16")) && str_find(one, STR("UTF-32"))));
		charset_decoder_free(d);
	}
}

static void guesses(void **state)
{
	(void)state;
	struct csv_guess g = csv_guess(STR("Email;Name\na@b.c;\"x,y,z\"\n"));
	assert_true(g.delimiter == ';' && !g.escapes);
	assert_true(csv_guess(STR("\xef\xbb\xbf"
				  "a\tb\n1\t2\n"))
			    .delimiter == '\t');
	assert_true(csv_guess(STR("email\na@b.c\n")).delimiter == ',');
	assert_true(csv_guess(STR("a|b\rc|d\r")).delimiter == '|');
	assert_true(csv_guess(STR("\xef\xbb\xbfsep=;\na,b;c,d\n")).delimiter == ';');
	assert_true(csv_guess(STR("a,b\n\"x \\\"y\\\" z\",1\n")).escapes);
	assert_false(csv_guess(STR("a,b\n\"x\\\"\"y\",\"C:\\\"\n")).escapes);
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
	static const char *const texts[] = { "=1", "'=1", "''@x", "'x", "'", "-", "\t", "plain", " x", "+49 30" };
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct arena ARENA_AUTO a = {};
		buf_reset(&b);
		csv_put(&b, str_z(texts[i]), true);
		str back = read_all(&a, "UTF-8", ',', buf_str(&b), 100);
		back = str_slice(back, 2, back.n - 1);
		if (!str_empty(back)) /* a blank line is none */
			assert_true(str_eq(csv_unguard(back), str_z(texts[i])));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(reads_at_every_split),
					    cmocka_unit_test(reads_what_programs_write),
					    cmocka_unit_test(a_quote_that_never_closes),
					    cmocka_unit_test(finds_encodings),
					    cmocka_unit_test(refuses_what_is_too_large),
					    cmocka_unit_test(guesses),
					    cmocka_unit_test(writes) };
	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
