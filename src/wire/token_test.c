#include "base/time.h"
#include "wire/cuid.h"
#include "wire/token.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static void ids_sort_by_time(void **state)
{
	(void)state;
	char a[CUID_LEN + 1], b[CUID_LEN + 1], floor[CUID_LEN + 1];
	int64_t now = INT64_C(1795000000000000);
	cuid_make(now, a);
	for (int i = 0; i < 100000; i++) {
		cuid_make(now - i % 3 * US_PER_S, b); /* a clock that goes back does not disturb the order */
		assert_true(strcmp(a, b) < 0);
		memcpy(a, b, sizeof(a));
	}
	assert_true(cuid_valid(str_z(a)) && !cuid_valid(STR("cABC")) && !cuid_valid(STR("")));
	cuid_floor(now, floor);
	assert_int_equal(cuid_time(str_z(floor)), now);
	assert_true(strcmp(floor, a) < 0);
}

static void seals_survive_rotation(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct keyring one = {}, two = {}, other = {};
	assert_false(err_is(keyring_add(&one, STR("the first secret, long enough"))));
	assert_false(err_is(keyring_add(&two, STR("the second secret, long enough"))));
	assert_false(err_is(keyring_add(&two, STR("the first secret, long enough"))));
	assert_false(err_is(keyring_add(&other, STR("another house's secret"))));
	assert_int_equal(keyring_add(&other, STR("short")).code, ERR_INVALID);

	str sealed = token_seal(&a, &one, STR("row1"), STR("password")), plain;
	bool stale;
	assert_false(err_is(token_open(&a, &two, STR("row1"), sealed, &plain, &stale)));
	assert_true(stale && str_eq(plain, STR("password")));
	assert_int_equal(token_open(&a, &one, STR("row2"), sealed, &plain, NULL).code, ERR_INVALID);
	assert_int_equal(token_open(&a, &other, STR("row1"), sealed, &plain, NULL).code, ERR_INVALID);
	assert_int_equal(token_open(&a, &one, STR("row1"), str_upto(sealed, 20), &plain, NULL).code, ERR_INVALID);
	((char *)sealed.p)[30] ^= 1;
	assert_int_equal(token_open(&a, &one, STR("row1"), sealed, &plain, NULL).code, ERR_INVALID);
	assert_int_equal(str_find(sealed, STR("password")), STR_NPOS);
}

static void passwords(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	str hash = password_hash(&a, STR("correct horse"));
	assert_true(str_starts(hash, STR("$argon2id$")));
	assert_true(password_verify(hash, STR("correct horse")));
	assert_false(password_verify(hash, STR("wrong horse")));
	assert_false(password_verify(STR_NULL, STR("correct horse")));
	assert_false(password_needs_rehash(hash));
}

static void tokens(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	str t = token_random(&a, STR("lm_"), 32), u = token_random(&a, STR("lm_"), 32);
	assert_true(t.n == 3 + 43 && str_starts(t, STR("lm_")) && !token_equal(t, u) && token_equal(t, t));
	char h[TOKEN_HASH_LEN + 1];
	token_hash(t, h);
	assert_int_equal(strlen(h), TOKEN_HASH_LEN);
}

int main(void)
{
	wire_crypto_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_sort_by_time),
		cmocka_unit_test(seals_survive_rotation),
		cmocka_unit_test(passwords),
		cmocka_unit_test(tokens),
	};
	return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
