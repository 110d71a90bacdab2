/* What is accepted as a password, and which devices are known. */
#include "base/time.h"
#include "core/account/device.h"
#include "core/account/password.h"
#include "os/clock.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool accepted(const char *password)
{
	struct arena ARENA_AUTO a = {};
	struct field_errors errors;
	field_errors_init(&errors, &a);
	password_check(str_z(password), STR("mona.meier@example.com"), "password", &errors);
	return errors.n == 0;
}

static void passwords(void **state)
{
	static const char *const good[] = { "zebra-lantern", "kurz und gut",
					    "äöüßäöüßx",     "\xf0\x9f\x90\xb4\xf0\x9f\x94\x8b two horses",
					    "        x",     "loumass-demo" };
	static const char *const bad[] = { "",
					   "seven77",
					   "äöüßäöü" /* 7 characters, 14 bytes */,
					   "password1",
					   "PassWord1",
					   "iloveyou1",
					   "12345678",
					   "87654321",
					   "aaaaaaaa",
					   "abcdefgh",
					   "mona.meier@example.com",
					   "Mona.Meier",
					   "EXAMPLE.com" };
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		assert_true(accepted(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_false(accepted(bad[i]));
	char thousand[4001];
	for (size_t i = 0; i < 1000; i++)
		memcpy(thousand + 4 * i, i % 2 ? "\xf0\x9f\x90\xb4" : "\xf0\x9f\x94\x8b",
		       4); /* 1,000 characters of 4 bytes */
	thousand[4000] = 0;
	assert_true(accepted(thousand));
	thousand[999 * 4] = 'a';
	thousand[999 * 4 + 1] = 'b';
	thousand[999 * 4 + 2] = 0; /* 1,001 */
	assert_false(accepted(thousand));
}

static void every_common_one_is_found(void **state)
{
	(void)state;
	assert_true(password_common_n >= 3000);
	for (size_t i = 0; i < password_common_n; i++)
		assert_true(password_is_common(str_z(password_common_words + password_common_starts[i])));
	assert_false(password_is_common(STR("a password that nobody has")));
	assert_false(password_is_common(STR("password\0x")));
}

static void devices(void **state)
{
	struct arena ARENA_AUTO a = {};
	struct keyring mine = {}, rotated = {}, other = {};
	str id, again;
	(void)state;
	assert_int_equal(keyring_add(&mine, STR("the first secret, long enough")).code, ERR_OK);
	assert_int_equal(keyring_add(&rotated, STR("the second secret, long enough")).code, ERR_OK);
	assert_int_equal(keyring_add(&rotated, STR("the first secret, long enough")).code, ERR_OK);
	assert_int_equal(keyring_add(&other, STR("another house's secret")).code, ERR_OK);
	str cookie = device_add(&a, &mine, STR_NULL, STR("alice"));
	assert_true(device_knows(&a, &mine, cookie, STR("alice"), &id));
	assert_true(device_is_ours(&a, &mine, cookie, &again));
	assert_true(str_eq(id, again));
	assert_true(device_knows(&a, &rotated, cookie, STR("alice"), &id));
	assert_false(device_knows(&a, &mine, cookie, STR("bob"), &id));
	assert_false(device_knows(&a, &mine, cookie, STR_NULL, &id));
	assert_false(device_is_ours(&a, &other, cookie, &id));
	for (size_t i = 0; i < cookie.n; i++) {
		str bent = arena_dup(&a, cookie);
		((char *)(uintptr_t)bent.p)[i] ^= 1;
		assert_false(device_knows(&a, &mine, bent, STR("alice"), &id));
		assert_false(device_knows(&a, &mine, str_upto(cookie, i), STR("alice"), &id));
	}
	static const char *const more[] = { "b", "c", "alice", "d", "e" };
	for (size_t i = 0; i < 5; i++)
		cookie = device_add(&a, &mine, cookie, str_z(more[i]));
	assert_true(cookie.n < DEVICE_COOKIE_MAX);
	assert_false(device_knows(&a, &mine, cookie, STR("b"), &id)); /* the oldest made room */
	assert_true(device_knows(&a, &mine, cookie, STR("alice"), &id) &&
		    device_knows(&a, &mine, cookie, STR("e"), &id));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passwords),
		cmocka_unit_test(every_common_one_is_found),
		cmocka_unit_test(devices),
	};
	wire_crypto_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
