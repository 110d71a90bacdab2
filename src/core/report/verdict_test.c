/* The rules, by what the world's programs say of themselves. */
#include "core/report/verdict.h"
#include "core/report/verdict_rules.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define CHROME                                                                                                         \
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "           \
	"Safari/537.36"
#define IPHONE                                                                                                         \
	"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "             \
	"Mobile/15E148"
#define GMAIL "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
#define YAHOO "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"
#define OUTLOOK "Mozilla/4.0 (compatible; ms-office; MSOffice 16)"

static const struct sample {
	const char *agent; /* NULL: none was sent */
	bool click, head;
	enum verdict_who who;
	enum verdict_reason reason;
	const char *ip;
} samples[] = {
	{ CHROME, false, false, VERDICT_HUMAN, VERDICT_BROWSER, NULL },
	{ CHROME, true, false, VERDICT_HUMAN, VERDICT_BROWSER, NULL },
	{ CHROME, true, true, VERDICT_MACHINE, VERDICT_HEAD, NULL },
	{ IPHONE, false, false, VERDICT_HUMAN, VERDICT_BROWSER, NULL },
	{ IPHONE, false, false, VERDICT_MACHINE, VERDICT_APPLE_PROXY, "17.58.1.2" },
	{ IPHONE, true, false, VERDICT_HUMAN, VERDICT_BROWSER, "17.58.1.2" },
	{ CHROME, false, false, VERDICT_HUMAN, VERDICT_BROWSER, "171.58.1.2" },
	{ "Mozilla/5.0", false, false, VERDICT_MACHINE, VERDICT_APPLE_PROXY, NULL },
	{ " Mozilla/5.0 ", false, false, VERDICT_MACHINE, VERDICT_APPLE_PROXY, NULL },
	{ "Mozilla/5.0", true, false, VERDICT_UNKNOWN, VERDICT_ODD_AGENT, NULL },
	{ GMAIL, false, false, VERDICT_HUMAN, VERDICT_GMAIL_PROXY, NULL },
	{ YAHOO, false, false, VERDICT_HUMAN, VERDICT_YAHOO_PROXY, NULL },
	{ OUTLOOK, false, false, VERDICT_HUMAN, VERDICT_BROWSER, NULL },
	{ "Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.0", false, false, VERDICT_HUMAN,
	  VERDICT_BROWSER, NULL },
	{ "Mail/3774.600.62 CFNetwork/1498.700.2 Darwin/23.6.0", false, false, VERDICT_HUMAN, VERDICT_BROWSER, NULL },
	{ "Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UD1A)", false, false, VERDICT_HUMAN, VERDICT_BROWSER,
	  NULL },
	{ "Mozilla/5.0 SeznamEmailProxy/2.0.174", false, false, VERDICT_HUMAN, VERDICT_IMAGE_PROXY, NULL },
	{ "RamblerMail/6.0 (incompatible; ImageProxy/6.0)", false, false, VERDICT_HUMAN, VERDICT_IMAGE_PROXY, NULL },
	{ "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 "
	  "Edge/12.246 Mozilla/5.0",
	  false, false, VERDICT_MACHINE, VERDICT_GOOGLE_PREFETCH, NULL },
	{ "eMClient/9.3.6041.0", false, false, VERDICT_HUMAN, VERDICT_BROWSER, NULL },
	{ "BarracudaCentral/1.0", true, false, VERDICT_MACHINE, VERDICT_SCANNER, NULL },
	{ "Mimecast-URL-Scanner", true, false, VERDICT_MACHINE, VERDICT_SCANNER, NULL },
	{ CHROME " Proofpoint", true, false, VERDICT_MACHINE, VERDICT_SCANNER, NULL },
	{ CHROME " BingPreview/1.0b", true, false, VERDICT_MACHINE, VERDICT_PREFETCH, NULL },
	{ "SafeLinks scanner", true, false, VERDICT_MACHINE, VERDICT_SCANNER, NULL },
	{ "curl/8.5.0", true, false, VERDICT_MACHINE, VERDICT_LIBRARY, NULL },
	{ "python-requests/2.31.0", true, false, VERDICT_MACHINE, VERDICT_LIBRARY, NULL },
	{ "Go-http-client/2.0", true, false, VERDICT_MACHINE, VERDICT_LIBRARY, NULL },
	{ "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", true, false, VERDICT_MACHINE,
	  VERDICT_BOT, NULL },
	{ "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", true, false, VERDICT_MACHINE, VERDICT_PREVIEW,
	  NULL },
	{ "", false, false, VERDICT_UNKNOWN, VERDICT_NO_AGENT, NULL },
	{ NULL, true, false, VERDICT_UNKNOWN, VERDICT_NO_AGENT, NULL },
	{ "Zebra 7", false, false, VERDICT_UNKNOWN, VERDICT_ODD_AGENT, NULL },
};

static void by_request(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		const struct sample *s = &samples[i];
		struct verdict v = verdict_judge(
			&(struct verdict_request){ .click = s->click,
						   .head = s->head,
						   .user_agent = str_z(s->agent),
						   .net = s->ip ? verdict_net_of(str_z(s->ip)) : VERDICT_NET_NONE });
		if (v.who != s->who || v.reason != s->reason)
			fail_msg("%s (%s): %.*s/%.*s", s->agent ? s->agent : "none", s->click ? "click" : "open",
				 STR_FMT(verdict_who_name(v.who)), STR_FMT(verdict_reason_name(v.reason)));
	}
}

static void by_time(void **state)
{
	(void)state;
	const int64_t s = 1000000;
	const struct verdict person = { VERDICT_HUMAN, VERDICT_BROWSER },
			     gmail = { VERDICT_HUMAN, VERDICT_GMAIL_PROXY },
			     scanner = { VERDICT_MACHINE, VERDICT_SCANNER },
			     none = { VERDICT_UNKNOWN, VERDICT_NO_AGENT };
	assert_int_equal(verdict_retime(person, true, 4 * s).reason, VERDICT_TOO_FAST);
	assert_int_equal(verdict_retime(person, true, 4 * s).who, VERDICT_MACHINE);
	assert_int_equal(verdict_retime(person, true, 5 * s).reason, VERDICT_BROWSER);
	assert_int_equal(verdict_retime(person, false, s).reason, VERDICT_TOO_FAST);
	assert_int_equal(verdict_retime(person, false, 2 * s).reason, VERDICT_BROWSER);
	assert_int_equal(verdict_retime(gmail, false, 3 * s).reason, VERDICT_TOO_FAST);
	assert_int_equal(verdict_retime(gmail, false, 5 * s).reason, VERDICT_GMAIL_PROXY);
	assert_int_equal(verdict_retime(scanner, true, s).reason, VERDICT_SCANNER);
	assert_int_equal(verdict_retime(none, true, s).who, VERDICT_MACHINE);
	assert_int_equal(verdict_retime(person, true, -2 * s).reason, VERDICT_TOO_FAST);
	assert_int_equal(verdict_retime(person, true, -3600 * s).reason, VERDICT_BROWSER);
}

static void names_and_table(void **state)
{
	(void)state;
	for (unsigned i = 0; i < VERDICT_REASON_COUNT; i++) {
		enum verdict_reason back;
		assert_true(verdict_reason_parse(verdict_reason_name((enum verdict_reason)i), &back));
		assert_int_equal(back, i);
	}
	for (unsigned i = 0; i <= VERDICT_UNKNOWN; i++) {
		enum verdict_who back;
		assert_true(verdict_who_parse(verdict_who_name((enum verdict_who)i), &back));
		assert_int_equal(back, i);
	}
	enum verdict_who w;
	assert_false(verdict_who_parse(STR("robot"), &w));
}

static void nets(void **state)
{
	(void)state;
	static const struct {
		const char *ip;
		enum verdict_net net;
	} known[] = {
		{ "17.58.101.4", VERDICT_NET_APPLE },
		{ "::ffff:17.0.0.1", VERDICT_NET_APPLE },
		{ "18.0.0.1", VERDICT_NET_NONE },
		{ "66.249.93.10", VERDICT_NET_GOOGLE },
		{ "2a00:1450:4003::5", VERDICT_NET_GOOGLE },
		{ "104.47.17.5", VERDICT_NET_MICROSOFT },
		{ "104.47.128.1", VERDICT_NET_NONE },
		{ "205.139.111.7", VERDICT_NET_MIMECAST },
		{ "67.231.159.255", VERDICT_NET_PROOFPOINT },
		{ "67.231.160.0", VERDICT_NET_NONE },
		{ "64.235.159.1", VERDICT_NET_BARRACUDA },
		{ "127.0.0.1", VERDICT_NET_NONE },
		{ "", VERDICT_NET_NONE },
		{ "nonsense", VERDICT_NET_NONE },
		{ "17.0.0.1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20", VERDICT_NET_NONE },
	};
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (verdict_net_of(str_z(known[i].ip)) != known[i].net)
			fail_msg("%s", known[i].ip);
	/* The first address of each range is found in it, and under no other name. */
	for (size_t i = 0; i < verdict_ranges_n; i++) {
		str ip, rest = str_z(verdict_ranges[i].cidr);
		assert_true(str_next(&rest, '/', &ip));
		if (verdict_net_of(ip) != verdict_ranges[i].net)
			fail_msg("%s", verdict_ranges[i].cidr);
	}
	for (unsigned i = 1; i < VERDICT_NET_COUNT; i++) {
		enum verdict_net back;
		assert_true(verdict_net_parse(verdict_net_name((enum verdict_net)i), &back) && back == i);
	}
	assert_false(verdict_net_scans(VERDICT_NET_GOOGLE) || verdict_net_scans(VERDICT_NET_NONE));
}

static void whole_messages(void **state)
{
	(void)state;
	const int64_t s = 1000000, t0 = 1000 * s;
	str chrome = str_z(CHROME), iphone = str_z(IPHONE);
	struct verdict_event fan[] = { { .click = true, .agent = chrome, .at = t0 + 60 * s, .link = 1 },
				       { .click = true, .agent = chrome, .at = t0 + 61 * s, .link = 2 },
				       { .click = true, .agent = chrome, .at = t0 + 62 * s, .link = 3 },
				       { .click = true, .agent = chrome, .at = t0 + 90 * s, .link = 1 },
				       { .click = true, .agent = iphone, .at = t0 + 95 * s, .link = 1 },
				       { .agent = chrome, .at = t0 + 3600 * s } };
	verdict_message(fan, 6, t0);
	assert_int_equal(fan[0].verdict.reason, VERDICT_ALL_LINKS);
	assert_int_equal(fan[3].verdict.reason, VERDICT_SAME_CLIENT);
	assert_int_equal(fan[4].verdict.who, VERDICT_HUMAN); /* another program */
	assert_int_equal(fan[5].verdict.who, VERDICT_HUMAN); /* long after */
	struct verdict_event hidden[] = { { .click = true, .agent = chrome, .at = t0 + 60 * s, .link = 1 },
					  { .click = true, .agent = iphone, .at = t0 + 65 * s, .link = 0 },
					  { .click = true, .agent = chrome, .at = t0 + 200 * s, .link = 2 } };
	verdict_message(hidden, 3, t0);
	assert_int_equal(hidden[0].verdict.reason, VERDICT_HIDDEN_LINK);
	assert_int_equal(hidden[1].verdict.reason, VERDICT_HIDDEN_LINK);
	assert_int_equal(hidden[2].verdict.who, VERDICT_HUMAN);
	struct verdict_event gateway[] = {
		{ .click = true, .agent = chrome, .net = VERDICT_NET_MIMECAST, .at = t0 + 600 * s, .link = 1 }
	};
	verdict_message(gateway, 1, 0);
	assert_int_equal(gateway[0].verdict.reason, VERDICT_SCANNER_NET);
}

/* Who gave itself away takes along what the same program does from the same network in that minute, and nothing else. */
static void the_same_client(void **state)
{
	(void)state;
	const int64_t s = 1000000, t0 = 1000 * s;
	str chrome = str_z(CHROME), iphone = str_z(IPHONE);
	static const struct {
		const char *name;
		bool other_agent;
		enum verdict_net net;
		int64_t after;
		bool taken;
	} table[] = {
		{ "the same", false, VERDICT_NET_NONE, 5, true },
		{ "at the end of the minute", false, VERDICT_NET_NONE, 60, true },
		{ "from another network", false, VERDICT_NET_GOOGLE, 5, false },
		{ "with another program", true, VERDICT_NET_NONE, 5, false },
		{ "later", false, VERDICT_NET_NONE, 61, false },
	};
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct verdict_event v[] = {
			{ .click = true, .head = true, .agent = chrome, .at = t0 + 600 * s, .link = 1 },
			{ .click = true,
			  .agent = table[i].other_agent ? iphone : chrome,
			  .net = table[i].net,
			  .at = t0 + (600 + table[i].after) * s,
			  .link = 1 }
		};
		verdict_message(v, 2, t0);
		assert_int_equal(v[0].verdict.reason, VERDICT_HEAD);
		if ((v[1].verdict.reason == VERDICT_SAME_CLIENT) != table[i].taken)
			fail_msg("%s", table[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_client), cmocka_unit_test(by_request), cmocka_unit_test(by_time),
		cmocka_unit_test(names_and_table), cmocka_unit_test(nets),	 cmocka_unit_test(whole_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
