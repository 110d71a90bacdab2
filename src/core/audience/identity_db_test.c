/* The key in C (wire/identity.h) and in SQL ("loumass_identity") are the same, over every letter there is and addresses as
 * people write them; and the columns that hold it are filled whoever writes. */
#include "base/buf.h"
#include "db/testing.h"
#include "wire/identity.h"
#include "wire/invisible.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct db *db;
static struct arena arena;

static size_t put_utf8(char *out, unsigned c)
{
	if (c < 0x800)
		return (size_t)sprintf(out, "%c%c", 0xc0 | (c >> 6), 0x80 | (c & 0x3f));
	if (c < 0x10000)
		return (size_t)sprintf(out, "%c%c%c", 0xe0 | (c >> 12), 0x80 | (c >> 6 & 0x3f), 0x80 | (c & 0x3f));
	return (size_t)sprintf(out, "%c%c%c%c", 0xf0 | (c >> 18), 0x80 | (c >> 12 & 0x3f), 0x80 | (c >> 6 & 0x3f),
			       0x80 | (c & 0x3f));
}

/* Letters younger than Unicode 14: a newer library folds them, the table in SQL does not. */
static bool young(unsigned c)
{
	return (c >= 0xa7cb && c <= 0xa7cf) || c == 0xa7d2 || c == 0xa7d4 || (c >= 0xa7da && c <= 0xa7dc) ||
	       (c >= 0x1c89 && c <= 0x1c8a) || (c >= 0x10d50 && c <= 0x10d85) || (c >= 0x16ea0 && c <= 0x16ed3);
}

/* Scripts without case have many letters: some of them will do. */
static bool sampled(unsigned c)
{
	bool many = (c >= 0x3400 && c <= 0x9fff) || (c >= 0xac00 && c <= 0xd7a3) || (c >= 0x12000 && c <= 0x1bfff);
	return !(c >= 0xd800 && c <= 0xdfff) && !young(c) && (!many || c % 61 == 0);
}

/* One query for all: what differs, as lines. */
static void assert_same(const struct buf *rows, const char *what)
{
	struct buf BUF_AUTO sql = {};
	buf_init(&sql, 64u << 20);
	buf_addf(&sql,
		 "SELECT count(*) || ' differ: ' || coalesce(string_agg(v.a || ' C ' || v.k || ' SQL ' || x.k, '; '), "
		 "'') "
		 "FROM (VALUES %.*s) v (a, k), LATERAL (SELECT \"loumass_identity\"(v.a) AS k) x WHERE x.k <> v.k",
		 STR_FMT(str_upto(buf_str(rows), rows->n - 1)));
	str found = testing_sql(db, &arena, arena_dup(&arena, buf_str(&sql)).p);
	if (!str_starts(found, STR("0 differ")))
		fail_msg("%s: %.*s", what, STR_FMT(found));
}

static void letters_in(const char *before, const char *after, size_t least)
{
	struct buf BUF_AUTO rows = {};
	size_t n = 0;
	buf_init(&rows, 64u << 20);
	for (unsigned c = 0x80; c < 0x1f000; c++) {
		char text[64], utf8[8] = "";
		str key;
		if (!sampled(c))
			continue;
		put_utf8(utf8, c);
		snprintf(text, sizeof(text), "%s%s%s", before, utf8, after);
		if (err_is(identity_parse(&arena, str_z(text), &key)))
			continue;
		buf_addf(&rows, "('%s','%.*s'),", text, STR_FMT(key));
		n++;
	}
	assert_true(n >= least);
	assert_same(&rows, before);
}

static void every_letter_folds_alike(void **state)
{
	(void)state;
	letters_in("a", "Z@x.example", 10000);
	/* What composes with what stands before it. */
	letters_in("ne", "\xcc\x81@x.example", 10000);
}

static void every_letter_maps_alike_in_a_domain(void **state)
{
	(void)state;
	letters_in("x@a", "b.example", 5000);
}

static void addresses_as_people_write_them(void **state)
{
	(void)state;
	static const char *const v[] = {
		"Max@Three.example",
		" max@three.example\t",
		"\xc2\xa0x@a.example\xe2\x80\x8b",
		"x@bücher.example",
		"x@xn--bcher-kva.example",
		"x@XN--BCHER-KVA.Example",
		"@Bücher.example",
		"@THREE.example",
		"JOSE\xcc\x81@A.example",
		"Straße@STRAẞE.de",
		"ΣΊΣΥΦΟΣ@βόλος.com",
		"x@ΒΌΛΟΣ.com",
		"İstanbul@a.example",
		"x@İstanbul.example",
		"Иван@ПРИМЕР.РФ",
		"x@例子.中国",
		"x@例子。中国",
		"用户@例子.中国",
		"x@ﬁne.example",
		"ﬁNE@a.example",
		"x@ＡＢＣ．example",
		"a.b+c@gmail.com",
		"o'neil@a.example",
		"x@mañana.com",
		"x@\xd7\xa2\xd7\x91\xd7\xa8\xd7\x99\xd7\xaa.example",
		"x@ü.ö.ä.example",
		"ᾳ@a.example",
		"ᾼ@a.example",
		"Ǆ@a.example",
		"\xef\xbb\xbf\xd7\xa2@a.example\xe3\x80\x80",
		"ŉ@a.example",
		"և@a.example",
		"x@Ⅷ.example",
		"x@k\xc3\xb6ln.k\xc3\xb6ln-k\xc3\xb6ln.xn--bcher-kva.example",
	};
	struct buf BUF_AUTO rows = {};
	buf_init(&rows, 1u << 20);
	for (size_t i = 0; i < sizeof(v) / sizeof(*v); i++) {
		str key;
		assert_false(err_is(identity_parse(&arena, str_z(v[i]), &key)));
		buf_add_lit(&rows, "('");
		for (const char *p = v[i]; *p; p++) {
			if (*p == 0x27)
				buf_add_byte(&rows, *p);
			buf_add_byte(&rows, *p);
		}
		buf_add_lit(&rows, "','");
		for (size_t k = 0; k < key.n; k++) {
			if (key.p[k] == 0x27)
				buf_add_byte(&rows, key.p[k]);
			buf_add_byte(&rows, key.p[k]);
		}
		buf_add_lit(&rows, "'),");
	}
	assert_same(&rows, "addresses");
}

static const char *sql(const char *text)
{
	return testing_sql(db, &arena, text).p;
}

static void columns_are_filled_whoever_writes(void **state)
{
	(void)state;
	testing_user(db, "identity_a");
	testing_user(db, "identity_b");
	sql("INSERT INTO \"Contact\" (\"id\", \"userId\", \"email\", \"updatedAt\", \"identity\") VALUES "
	    "('i1', 'identity_a', 'Max@BÜCHER.example', now(), 'nonsense'), ('i2', 'identity_b', 'b@x.example', now(), "
	    "NULL)");
	assert_string_equal(
		sql("SELECT \"identity\" || ' ' || \"identityDomain\" FROM \"Contact\" WHERE \"id\" = 'i1'"),
		"max@xn--bcher-kva.example @xn--bcher-kva.example");
	sql("UPDATE \"Contact\" SET \"email\" = 'New@x.example' WHERE \"id\" = 'i1'");
	sql("UPDATE \"Contact\" SET \"identity\" = NULL WHERE \"id\" = 'i1'");
	assert_string_equal(sql("SELECT \"identity\" FROM \"Contact\" WHERE \"id\" = 'i1'"), "new@x.example");
	sql("INSERT INTO \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\") VALUES "
	    "('i1', 'identity_a', '@Bücher.example', 'manual')");
	assert_string_equal(sql("SELECT \"identity\" FROM \"Suppression\" WHERE \"id\" = 'i1'"),
			    "@xn--bcher-kva.example");
	/* Longer than any address: the key still fits its index. */
	sql("INSERT INTO \"Contact\" (\"id\", \"userId\", \"email\", \"updatedAt\") SELECT 'i3', 'identity_b', "
	    "string_agg(md5(i::text), 'é') || '@x.example', now() FROM generate_series(1, 40) i");
	assert_string_equal(sql("SELECT octet_length(\"identity\")::text FROM \"Contact\" WHERE \"id\" = 'i3'"), "238");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(every_letter_folds_alike),
					    cmocka_unit_test(every_letter_maps_alike_in_a_domain),
					    cmocka_unit_test(addresses_as_people_write_them),
					    cmocka_unit_test(columns_are_filled_whoever_writes) };
	db = testing_db(2);
	int failed = cmocka_run_group_tests_name("identity_db", tests, NULL, NULL);
	db_close(db);
	arena_deinit(&arena);
	testing_end();
	return failed;
}
