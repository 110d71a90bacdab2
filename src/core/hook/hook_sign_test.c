#include "base/time.h"
#include "core/hook/hook.h"
#include "wire/token.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_text(str got, const char *want)
{
	if (!str_eq(got, str_z(want)))
		fail_msg("got \"%.*s\", not \"%s\"", STR_FMT(got), want);
}

/* The example of the Standard Webhooks specification. */
static void signs_as_published(void **state)
{
	struct arena ARENA_AUTO a = {};
	str out;
	(void)state;
	assert_int_equal(hook_sign(&a, STR("whsec_plJ3nmyCDGBKInavdOK15jsl"), STR("msg_loFOjxBNrRLzqYUf"), 1731705121,
				   STR("{\"event_type\":\"ping\",\"data\":{\"success\":true}}"), &out)
				 .code,
			 ERR_OK);
	assert_text(out, "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=");
	assert_int_equal(hook_sign(&a, STR("secret"), STR("x"), 1, STR(""), &out).code, ERR_INVALID);
	assert_int_equal(hook_sign(&a, STR("whsec_!!"), STR("x"), 1, STR(""), &out).code, ERR_INVALID);
}

static void makes_secrets(void **state)
{
	struct arena ARENA_AUTO a = {};
	(void)state;
	str one = hook_secret_make(&a), two = hook_secret_make(&a), out;
	assert_false(str_eq(one, two));
	assert_true(str_starts(one, STR("whsec_")));
	assert_int_equal(one.n, 6 + 32);
	assert_int_equal(hook_sign(&a, one, STR("x"), 1, STR("y"), &out).code, ERR_OK);
}

static void gives_up_after_three_days(void **state)
{
	int64_t all = 0, one = 0, last = 0;
	(void)state;
	for (int64_t n = 1; hook_pause_after(n, &one); n++) {
		assert_true(one >= last && one <= 24 * US_PER_HOUR);
		last = one;
		all += one;
	}
	assert_true(all >= 70 * US_PER_HOUR && all <= 76 * US_PER_HOUR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(signs_as_published),
		cmocka_unit_test(makes_secrets),
		cmocka_unit_test(gives_up_after_three_days),
	};
	wire_crypto_init();
	return cmocka_run_group_tests_name("hook_sign", tests, NULL, NULL);
}
