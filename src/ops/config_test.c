#include "base/time.h"
#include "ops/config.h"
#include "os/file.h"
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct {
	const char *name, *value;
} environment[8];

static const char *env(const char *name)
{
	for (size_t i = 0; i < 8 && environment[i].name; i++)
		if (strcmp(environment[i].name, name) == 0)
			return environment[i].value;
	return NULL;
}

static struct arena arena;
static struct config_loaded loaded;

static err load(const char *name, const char *value)
{
	struct config_flag flag = { str_z(name), str_z(value) };
	return config_load(&arena, &flag, name ? 1 : 0, env, &loaded);
}

static int reset(void **state)
{
	(void)state;
	memset(environment, 0, sizeof(environment));
	return 0;
}

static void test_defaults(void **state)
{
	(void)state;
	assert_int_equal(load(NULL, NULL).code, ERR_OK);
	const struct config *c = &loaded.config;
	assert_string_equal(c->listen_host, "127.0.0.1");
	assert_int_equal(c->listen_port, 8425);
	assert_string_equal(c->url, "http://127.0.0.1:8425");
	assert_true(c->data[0] == '/' && !c->registration_open && !c->demo && !c->url_is_https);
	assert_int_equal(c->http_per_ip, 0);
	assert_int_equal(c->retry_max_age, 4 * US_PER_DAY);
}

static void test_order(void **state)
{
	(void)state;
	char path[] = "/tmp/loumass-conf-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(
		file_write_atomic(
			path, STR("# ours\n\nlisten = 0.0.0.0:1\nurl=\"https://a.example/\"\r\ndb_connections = 5\n"),
			0600)
			.code,
		ERR_OK);
	environment[0].name = "LOUMASS_CONFIG";
	environment[0].value = path;
	environment[1].name = "LOUMASS_LISTEN";
	environment[1].value = "0.0.0.0:2";
	assert_int_equal(load(NULL, NULL).code, ERR_OK);
	assert_int_equal(loaded.config.listen_port, 2);
	assert_int_equal(loaded.config.db_connections, 5);
	assert_int_equal(loaded.config.http_per_ip, 256);
	assert_string_equal(loaded.config.url, "https://a.example");
	assert_true(loaded.config.url_is_https);
	assert_int_equal(load("listen", "[::1]:3").code, ERR_OK);
	assert_int_equal(loaded.config.listen_port, 3);
	assert_string_equal(loaded.config.listen_host, "::1");
	assert_int_equal(load("db-connections", "6").code, ERR_OK);
	assert_int_equal(loaded.config.db_connections, 6);
	assert_int_equal(file_write_atomic(path, STR("lisen = 1\n"), 0600).code, ERR_OK);
	err e = load(NULL, NULL);
	assert_int_equal(e.code, ERR_INVALID);
	assert_non_null(strstr(e.why, "line 1"));
	assert_non_null(strstr(e.why, "lisen"));
	assert_int_equal(file_write_atomic(path, STR("listen\n"), 0600).code, ERR_OK);
	assert_int_equal(load(NULL, NULL).code, ERR_INVALID);
	unlink(path);
	assert_int_equal(load(NULL, NULL).code, ERR_INVALID); /* named, and not there */
}

static void test_bad_values(void **state)
{
	(void)state;
	static const struct {
		const char *flag, *value;
	} all[] = {
		{ "listen", "8425" },	  { "listen", "a:b" },		{ "listen", "a:99999" },
		{ "url", "ftp://x" },	  { "url", "https://x/y" },	{ "http-workers", "0" },
		{ "http-workers", "x" },  { "trust-proxy", "perhaps" }, { "registration", "ajar" },
		{ "retry-max-age", "4" }, { "retry-max-age", "1s" },	{ "secret", "short" },
		{ "log", "loud" },
	};
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		err e = load(all[i].flag, all[i].value);
		if (e.code != ERR_INVALID || !strstr(e.why, all[i].flag))
			fail_msg("%s=%s: %s", all[i].flag, all[i].value, e.why ? e.why : "taken");
	}
	err e = load("secret", "short");
	assert_null(strstr(e.why, "\"short\"")); /* a secret is never repeated */
}

static void test_printing(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, 1 << 20);
	config_docs(&b);
	for (size_t i = 0; i < config_items_n; i++)
		assert_true(str_find(buf_str(&b), str_z(config_items[i].env)) != STR_NPOS);
	buf_reset(&b);
	environment[0].name = "LOUMASS_SECRET";
	environment[0].value = "0123456789abcdef0123456789abcdef";
	assert_int_equal(load(NULL, NULL).code, ERR_OK);
	config_show(&loaded, &b);
	assert_true(str_find(buf_str(&b), STR("0123456789abcdef")) == STR_NPOS);
	assert_true(str_find(buf_str(&b), STR("(hidden)")) != STR_NPOS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_defaults, reset),
		cmocka_unit_test_setup(test_order, reset),
		cmocka_unit_test_setup(test_bad_values, reset),
		cmocka_unit_test_setup(test_printing, reset),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_deinit(&arena);
	return failed;
}
