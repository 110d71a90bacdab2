/* OAuth as a client writes and reads it. */
#include "wire/oauth.h"
#include "wire/token.h"
#include <setjmp.h> /* cmocka */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool has(str s, const char *piece)
{
	return str_find(s, str_z(piece)) != STR_NPOS;
}

static void test_ask(void **state)
{
	struct arena ARENA_AUTO a = {};
	(void)state;
	/* RFC 7636, appendix B */
	struct oauth_ask ask = { .endpoint = STR("https://example.com/auth"),
				 .client_id = STR("c&1"),
				 .redirect_uri = STR("https://here.example/back"),
				 .scope = STR("openid email"),
				 .state = STR("s"),
				 .nonce = STR("n"),
				 .verifier = STR("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") };
	str url = oauth_ask_url(&a, &ask);
	assert_true(str_starts(
		url, STR("https://example.com/auth?response_type=code&client_id=c%261&redirect_uri=https%3A")));
	assert_true(has(url, "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"));
	assert_true(!has(url, "offline") && !has(url, "login_hint"));
	ask.offline = true, ask.endpoint = STR("https://example.com/auth?x=1");
	url = oauth_ask_url(&a, &ask);
	assert_true(str_starts(url, STR("https://example.com/auth?x=1&response_type=code")));
	assert_true(has(url, "&access_type=offline&prompt=consent&include_granted_scopes=true"));
	str v = oauth_verifier(&a);
	assert_true(v.n == 43 && !str_eq(v, oauth_verifier(&a)));
	struct oauth_client c = { STR("id"), STR("se cret") };
	assert_true(str_eq(
		oauth_login_form(&a, &c, STR_NULL, STR("mail .default")),
		STR("grant_type=client_credentials&scope=mail%20.default&client_id=id&client_secret=se%20cret")));
	assert_true(str_eq(oauth_login_form(&a, &(struct oauth_client){ .id = STR("id") }, STR("r"), STR_NULL),
			   STR("grant_type=refresh_token&refresh_token=r&client_id=id")));
	assert_true(str_eq(oauth_refresh_form(&a, &c, STR("r/1")),
			   STR("grant_type=refresh_token&refresh_token=r%2F1&client_id=id&client_secret=se%20cret")));
}

static void test_tokens(void **state)
{
	struct arena ARENA_AUTO a = {};
	struct oauth_tokens t;
	(void)state;
	assert_int_equal(
		oauth_tokens_read(&a, 200, STR("{\"access_token\":\"x\",\"expires_in\":99,\"scope\":\"a b\"}"), &t)
			.code,
		ERR_OK);
	assert_true(str_eq(t.access, STR("x")) && t.seconds == 99 && str_absent(t.refresh));
	assert_true(oauth_has_scope(t.scope, STR("b")) && !oauth_has_scope(t.scope, STR("ab")));
	static const struct {
		int status;
		const char *body;
		enum err_code code;
	} bad[] = {
		{ 400, "{\"error\":\"invalid_grant\"}", ERR_AUTH },
		{ 401, "{\"error\":\"invalid_client\"}", ERR_FORBIDDEN },
		{ 500, "oops", ERR_UNAVAILABLE },
		{ 503, "{\"error\":\"temporarily_unavailable\"}", ERR_UNAVAILABLE },
		{ 429, "", ERR_UNAVAILABLE },
		{ 400, "<html>", ERR_PROTO },
		{ 200, "{}", ERR_PROTO },
		{ 200, "[]", ERR_PROTO },
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(oauth_tokens_read(&a, bad[i].status, str_z(bad[i].body), &t).code, bad[i].code);
}

static void test_discovery(void **state)
{
	struct arena ARENA_AUTO a = {};
	struct oauth_endpoints e;
	str good = STR("{\"issuer\":\"https://i\",\"authorization_endpoint\":\"https://i/"
		       "a\",\"token_endpoint\":\"https://i/t\","
		       "\"jwks_uri\":\"https://i/k\"}");
	(void)state;
	assert_int_equal(oauth_discovery_read(&a, good, STR("https://i"), &e).code, ERR_OK);
	assert_true(str_eq(e.token, STR("https://i/t")) && str_absent(e.revocation));
	assert_int_equal(oauth_discovery_read(&a, good, STR("https://j"), &e).code, ERR_PROTO);
	assert_int_equal(oauth_discovery_read(&a, STR("{\"issuer\":\"https://i\"}"), STR("https://i"), &e).code,
			 ERR_PROTO);
	assert_int_equal(oauth_discovery_read(&a, STR("no"), STR("https://i"), &e).code, ERR_PROTO);
}

int main(void)
{
	wire_crypto_init();
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_ask), cmocka_unit_test(test_tokens),
					    cmocka_unit_test(test_discovery) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
