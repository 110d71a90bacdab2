#include "wire/track_id.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char id[] = "cabcdefgh0123456789abcdef";

static void verifies(void **state)
{
	(void)state;
	struct keyring old = {}, now = {}, other = {};
	assert_int_equal(keyring_add(&old, STR("the secret of last year, long")).code, ERR_OK);
	assert_int_equal(keyring_add(&now, STR("the secret of this year, long")).code, ERR_OK);
	now.v[now.n++][0] = 0;
	memcpy(now.v[1], old.v[0], KEY_BYTES);
	assert_int_equal(keyring_add(&other, STR("somebody else's secret, long")).code, ERR_OK);
	struct track_keys k_old, k_now, k_other;
	track_keys_init(&k_old, &old);
	track_keys_init(&k_now, &now);
	track_keys_init(&k_other, &other);

	char tid[TRACK_ID_LEN + 1], tid_old[TRACK_ID_LEN + 1], back[CUID_LEN + 1] = "";
	track_id_make(&k_now, str_z(id), tid);
	track_id_make(&k_old, str_z(id), tid_old);
	assert_int_equal(str_z(tid).n, TRACK_ID_LEN);
	assert_memory_equal(tid, id + 1, 24);
	assert_true(track_id_verify(&k_now, str_z(tid), back));
	assert_string_equal(back, id);
	assert_true(track_id_verify(&k_now, str_z(tid_old), back)); /* after a rotation */
	assert_false(track_id_verify(&k_old, str_z(tid), back));
	assert_false(track_id_verify(&k_other, str_z(tid), back));
	for (size_t i = 0; i < TRACK_ID_LEN; i++) { /* no character may change */
		char bad[TRACK_ID_LEN + 1];
		memcpy(bad, tid, sizeof(bad));
		bad[i] = bad[i] == 'a' ? 'b' : 'a';
		assert_false(track_id_verify(&k_now, str_z(bad), back));
	}
	assert_false(track_id_verify(&k_now, str_upto(str_z(tid), TRACK_ID_LEN - 1), back));
	assert_false(track_id_verify(&k_now, STR(""), back));
}

static void trials(void **state)
{
	(void)state;
	struct keyring kr = {}, other = {};
	assert_int_equal(keyring_add(&kr, STR("the secret of this year, long")).code, ERR_OK);
	assert_int_equal(keyring_add(&other, STR("somebody else's secret, long")).code, ERR_OK);
	struct track_keys k, k_other;
	track_keys_init(&k, &kr);
	track_keys_init(&k_other, &other);
	static const char *const users[] = { id, "a", "0f8fad5b-d9cb-469f-a165-70867728950e", "名前",
					     "1234567890123456789012345678901234567890123456789012345678901234" };
	char trial[TRACK_TRIAL_MAX + 1], user[TRACK_TRIAL_USER_MAX + 1], recipient[CUID_LEN + 1];
	for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++) {
		size_t n = track_trial_make(&k, str_z(users[i]), trial);
		assert_int_equal(n, strlen(trial));
		assert_true(track_trial_verify(&k, str_z(trial), user));
		assert_string_equal(user, users[i]);
		assert_false(track_trial_verify(&k_other, str_z(trial), user));
		assert_false(track_id_verify(&k, str_z(trial), recipient));
		for (size_t at = 0; at < n; at++) {
			char bad[sizeof(trial)];
			memcpy(bad, trial, n + 1);
			bad[at] = bad[at] == 'a' ? 'b' : 'a';
			assert_false(track_trial_verify(&k, str_z(bad), user));
			assert_false(track_trial_verify(&k, str_upto(str_z(trial), at), user));
		}
	}
	assert_int_equal(track_trial_make(&k, STR(""), trial), 0);
	char long_id[TRACK_TRIAL_USER_MAX + 1];
	memset(long_id, 'x', sizeof(long_id));
	assert_int_equal(track_trial_make(&k, str_of(long_id, sizeof(long_id)), trial), 0);
	track_id_make(&k, str_z(id), trial);
	assert_false(track_trial_verify(&k, str_z(trial), user));
}

static void foreign_forms(void **state)
{
	(void)state;
	assert_true(track_id_foreign(STR("trk_1234-ABC")));
	assert_true(track_id_foreign(STR("clx0abcdefghijklmnopqrstu")));
	assert_false(track_id_foreign(STR("short")));
	assert_false(track_id_foreign(STR("has space in it")));
	assert_false(track_id_foreign(STR("../../etc/passwd")));
	assert_false(track_id_foreign(STR("quote'quote")));
}

int main(void)
{
	wire_crypto_init();
	const struct CMUnitTest tests[] = { cmocka_unit_test(verifies), cmocka_unit_test(trials),
					    cmocka_unit_test(foreign_forms) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
