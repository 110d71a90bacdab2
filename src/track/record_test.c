#include "core/inbound/event_track.h"
#include "track/record.h"
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct tracked sample = {
	.kind = TRACKED_CLICK,
	.id = STR_INIT("cmf0000000000000000000001"),
	.recipient_id = STR_INIT("cmf0000000000000000000002"),
	.tracking_id = STR_INIT("mf00000000000000000000020123456789abcdef0123"),
	.at = 1790000000123456,
	.verdict = { VERDICT_MACHINE, VERDICT_SCANNER },
	.link = 7,
	.link_id = STR_INIT("7-abcdefghijkl"),
	.url = STR_INIT("https://example.com/?a=1&b=ü"),
	.source = STR_INIT("one-click"),
	.ip_hash = STR_INIT("0123456789abcdef0123456789abcdef"),
	.user_agent = STR_INIT("Mozilla/5.0 (Gerät)"),
};

static void assert_str(str a, str b)
{
	if (!str_eq(a, b))
		fail_msg("\"%.*s\" is not \"%.*s\"", STR_FMT(a), STR_FMT(b));
}

static void round_trip(void **state)
{
	(void)state;
	char out[TRACK_RECORD_MAX];
	struct tracked back;
	size_t n = track_record_encode(&sample, out);
	assert_int_equal(track_record_decode(track_record_kind(&sample), str_of(out, n), &back).code, ERR_OK);
	assert_int_equal(back.kind, sample.kind);
	assert_int_equal(back.at, sample.at);
	assert_int_equal(back.link, 7);
	assert_int_equal(back.verdict.who, VERDICT_MACHINE);
	assert_int_equal(back.verdict.reason, VERDICT_SCANNER);
	assert_str(back.id, sample.id);
	assert_str(back.recipient_id, sample.recipient_id);
	assert_str(back.tracking_id, sample.tracking_id);
	assert_str(back.link_id, sample.link_id);
	assert_str(back.url, sample.url);
	assert_str(back.source, sample.source);
	assert_str(back.ip_hash, sample.ip_hash);
	assert_str(back.user_agent, sample.user_agent);
	for (size_t cut = 0; cut < n; cut++) {
		struct tracked t;
		assert_int_equal(track_record_decode(2, str_of(out, cut), &t).code, ERR_INVALID);
	}
	assert_int_equal(track_record_decode(0, str_of(out, n), &back).code, ERR_INVALID);
	assert_int_equal(track_record_decode(4, str_of(out, n), &back).code, ERR_INVALID);
}

static void bounded(void **state)
{
	(void)state;
	static char longer[70000];
	char out[TRACK_RECORD_MAX];
	struct tracked t = sample, back;
	memset(longer, 'a', sizeof(longer));
	t.user_agent = t.url = t.link_id = t.tracking_id = str_of(longer, sizeof(longer));
	size_t n = track_record_encode(&t, out);
	assert_true(n <= sizeof(out));
	assert_int_equal(track_record_decode(2, str_of(out, n), &back).code, ERR_OK);
	assert_int_equal(back.user_agent.n, USER_AGENT_MAX);
	assert_int_equal(back.url.n, LINK_URL_MAX);
}

static void agent_is_text(void **state)
{
	(void)state;
	char out[TRACK_RECORD_MAX];
	struct tracked t = sample, back;
	t.user_agent = STR("a\xff\x01z");
	size_t n = track_record_encode(&t, out);
	assert_int_equal(track_record_decode(2, str_of(out, n), &back).code, ERR_OK);
	assert_str(back.user_agent, STR("a??z"));
	t.user_agent = STR_NULL;
	n = track_record_encode(&t, out);
	assert_int_equal(track_record_decode(2, str_of(out, n), &back).code, ERR_OK);
	assert_true(str_absent(back.user_agent));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(round_trip), cmocka_unit_test(bounded),
					    cmocka_unit_test(agent_is_text) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
