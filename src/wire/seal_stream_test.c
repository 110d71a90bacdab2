/* A sealed stream opens whole or not at all. */
#include "wire/seal_stream.h"
#include "wire/token.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define PASS STR("correct horse battery")

static void round_trip(void **state)
{
	(void)state;
	unsigned char header[SEAL_HEADER_LEN], one[5 + SEAL_EXTRA], two[SEAL_EXTRA], out[16];
	struct seal_stream s = {};
	bool last = true;
	wire_crypto_init();
	assert_int_equal(seal_begin(STR("short"), header, &s).code, ERR_INVALID);
	assert_int_equal(seal_begin(PASS, header, &s).code, ERR_OK);
	seal_put(&s, STR("hello"), false, one);
	seal_put(&s, STR(""), true, two);
	assert_true(seal_is(str_of((char *)header, sizeof(header))));

	assert_int_equal(seal_open(PASS, header, &s).code, ERR_OK);
	assert_int_equal(seal_get(&s, str_of((char *)one, sizeof(one)), out, &last).code, ERR_OK);
	assert_memory_equal(out, "hello", 5);
	assert_false(last);
	assert_int_equal(seal_get(&s, str_of((char *)two, sizeof(two)), out, &last).code, ERR_OK);
	assert_true(last);

	/* A chunk left out, one changed, another passphrase, another file. */
	assert_int_equal(seal_open(PASS, header, &s).code, ERR_OK);
	assert_int_equal(seal_get(&s, str_of((char *)two, sizeof(two)), out, &last).code, ERR_AUTH);
	one[7] ^= 1;
	assert_int_equal(seal_open(PASS, header, &s).code, ERR_OK);
	assert_int_equal(seal_get(&s, str_of((char *)one, sizeof(one)), out, &last).code, ERR_AUTH);
	one[7] ^= 1;
	assert_int_equal(seal_open(STR("another passphrase"), header, &s).code, ERR_OK);
	assert_int_equal(seal_get(&s, str_of((char *)one, sizeof(one)), out, &last).code, ERR_AUTH);
	header[0] ^= 1;
	assert_int_equal(seal_open(PASS, header, &s).code, ERR_PROTO);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(round_trip) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
