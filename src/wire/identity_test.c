#include "wire/identity.h"
#include "wire/invisible.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena arena;

static const char *key(const char *text)
{
	str out;
	err e = identity_parse(&arena, str_z(text), &out);
	return err_is(e) ? e.why : out.p;
}

static void one_person_has_one_key(void **state)
{
	(void)state;
	static const char *const same[][4] = {
		{ "max@three.example", "Max@three.example", "  MAX@THREE.EXAMPLE\t",
		  "\xc2\xa0max@Three.example\xe2\x80\x8b" },
		{ "x@xn--bcher-kva.example", "x@bücher.example", "X@BÜCHER.example", "x@XN--BCHER-KVA.EXAMPLE" },
		{ "@xn--bcher-kva.example", "@bücher.example",
		  " @Bu\xcc\x88"
		  "cher.example",
		  "@xn--bcher-kva.EXAMPLE" },
		{ "jos\xc3\xa9@a.example", "JOSÉ@a.example", "jose\xcc\x81@a.example", "JOSE\xcc\x81@A.example" },
		{ "strasse@a.example", "Straße@a.example", "STRASSE@a.example", "straẞe@a.example" },
		{ "σίσυφοσ@a.example", "ΣΊΣΥΦΟΣ@a.example", "Σίσυφος@a.example", "σίσυφος@A.example" },
		{ "x@xn--strae-oqa.example", "x@straße.example", "x@STRAẞE.example", "X@Straße.EXAMPLE" },
		{ "иван@xn--e1afmkfd.xn--p1ai", "Иван@пример.рф", "ИВАН@ПРИМЕР.РФ", "иван@xn--e1afmkfd.рф" },
		{ "x@xn--fiq228c.example", "x@中文.example", "x@中文。example", "X@中文．example" },
		{ "x@abc.example", "x@ＡＢＣ.example", "X@abc.example", "x@aBc.example" },
	};
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		for (size_t k = 0; k < 4; k++)
			assert_string_equal(key(same[i][k]), same[i][0]);
}

static void others_have_others(void **state)
{
	(void)state;
	static const char *const apart[][2] = {
		{ "m.ax@gmail.com", "max@gmail.com" },	     { "max+x@gmail.com", "max@gmail.com" },
		{ "x@straße.example", "x@strasse.example" }, { "ı@a.example", "i@a.example" },
		{ "ａ@a.example", "a@a.example" },
	};
	for (size_t i = 0; i < sizeof(apart) / sizeof(*apart); i++)
		assert_string_not_equal(key(apart[i][0]), key(apart[i][1]));
}

static void names_what_no_eye_sees(void **state)
{
	(void)state;
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "m\xe2\x80\x8b"
		  "ax@a.example",
		  "the address holds U+200B ZERO WIDTH SPACE: remove it" },
		{ "max@a\xc2\xad"
		  "b.example",
		  "the address holds U+00AD SOFT HYPHEN: remove it" },
		{ "m\xe2\x80\xae"
		  "ax@a.example",
		  "the address holds U+202E RIGHT-TO-LEFT OVERRIDE: remove it" },
		{ "max\xc2\xa0@a.example", "the address holds U+00A0 NO-BREAK SPACE: remove it" },
		{ "m\tax@a.example", "the address holds U+0009 CHARACTER TABULATION: remove it" },
		{ "m\xc2\x85"
		  "ax@a.example",
		  "the address holds U+0085 CONTROL CHARACTER: remove it" },
		{ "a b@a.example", "the address holds U+0020 SPACE: remove it" },
		{ "@a\xef\xbb\xbf"
		  "b.example",
		  "the address holds U+FEFF ZERO WIDTH NO-BREAK SPACE: remove it" },
		{ "x@\xe2\x81\xa6"
		  "b.example",
		  "the address holds U+2066 LEFT-TO-RIGHT ISOLATE: remove it" },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		str out;
		err e = identity_parse(&arena, str_z(bad[i].text), &out);
		assert_int_equal(e.code, ERR_INVALID);
		assert_string_equal(e.why, bad[i].why);
	}
	assert_true(str_eq(invisible_trim(STR("\xef\xbb\xbf\xe2\x80\x8f a\xe3\x80\x80\r\n")), STR("a")));
	assert_true(str_empty(invisible_trim(STR(" \xe2\x80\x8b"))));
}

static void typed_address_stays(void **state)
{
	(void)state;
	struct addr r;
	assert_false(err_is(addr_parse(&arena,
				       STR("\xe2\x80\x8bMax.M\xc3\xbcller@B\xc3\xbc"
					   "cher.Example\xc2\xa0"),
				       &r)));
	assert_string_equal(r.normal.p, "Max.M\xc3\xbcller@b\xc3\xbc"
					"cher.example");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(one_person_has_one_key),
					    cmocka_unit_test(others_have_others),
					    cmocka_unit_test(names_what_no_eye_sees),
					    cmocka_unit_test(typed_address_stays) };
	int failed = cmocka_run_group_tests_name("identity", tests, NULL, NULL);
	arena_deinit(&arena);
	return failed;
}
