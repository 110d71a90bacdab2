/* The list of programs: its form, and what it must tell apart. */
#include "core/report/agent_list.h"
#include "core/report/agents.h"
#include "os/file.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define ANDROID(model)                                                                                                 \
	"Mozilla/5.0 (Linux; Android 12; " model                                                                       \
	") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
#define DESKTOP "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "

static const str kinds[] = { STR_INIT("person"), STR_INIT("machine") };

static int find(const char *text, const char *agent, const char *name)
{
	struct arena ARENA_AUTO a = {};
	struct agent_list *l;
	str got = STR("");
	assert_int_equal(agent_list_parse(&a, str_z(text), kinds, 2, &l).code, ERR_OK);
	int kind = agent_list_find(l, str_z(agent), &got);
	if (name && !str_eq(got, str_z(name)))
		fail_msg("%s: %.*s", agent, STR_FMT(got));
	agent_list_free(l);
	return kind;
}

static void patterns(void **state)
{
	(void)state;
	assert_int_equal(find("machine\tA\tabc\n", "xxABCxx", "A"), 1);
	assert_int_equal(find("machine\tA\t=abc\n", "xxABCxx", NULL), -1);
	assert_int_equal(find("machine\tA\t^abc\n", "xabc", NULL), -1);
	assert_int_equal(find("machine\tA\t^abc$\n", "abc", NULL), 1);
	assert_int_equal(find("machine\tA\tabc$\n", "abcd", NULL), -1);
	assert_int_equal(find("machine\tA\t|abc|\n", "x-abc/1", NULL), 1);
	assert_int_equal(find("machine\tA\t|abc|\n", "xabc/1", NULL), -1);
	assert_int_equal(find("machine\tA\t|abc|\n", "abc1", NULL), -1);
	assert_int_equal(find("machine\tA\tabc*def\n", "abc and DEF", NULL), 1);
	assert_int_equal(find("machine\tA\tabc*def\n", "def and abc", NULL), -1);
	assert_int_equal(find("machine\tA\tabc*def$\n", "abc def no", NULL), -1);
	assert_int_equal(find("machine\tA\ta\\*c\n", "xa*c", NULL), 1);
	/* The first line decides, wherever in the agent it is; one pattern may end another. */
	assert_int_equal(find("person\tA\tbcd\nmachine\tB\tabcd\n", "abcd", "A"), 0);
	assert_int_equal(find("machine\tB\tabcd\nperson\tA\tbcd\n", "abcd", "B"), 1);
	assert_int_equal(find("machine\tA\tzz\nmachine\tB\tbcd\n", "abcd zz", "A"), 1);
	assert_int_equal(find("machine\tA\tabc\n", "", NULL), -1);
}

static void parts(void **state)
{
	(void)state;
	static const char list[] =
		"device\t\tandroid\nreveal\t\t://\nskip\t\tcubot\nmachine\tB\tbot|\nmachine\tC\t!loud\n";
	assert_int_equal(find(list, "x (Android 9; mybot) y", NULL), -1);
	assert_int_equal(find(list, "x (Android 9; y) mybot", NULL), 1);
	assert_int_equal(find(list, "x (Android 9; mybot; http://x) y", NULL), 1);
	assert_int_equal(find(list, "x (Windows; mybot) y", NULL), 1);
	assert_int_equal(find(list, "x (Android 9; y) (mybot)", NULL), 1);
	assert_int_equal(find(list, "App 1 Android (9; mybot)", NULL), -1);
	assert_int_equal(find(list, "x (Android (9; mybot) mybot", NULL), -1);
	assert_int_equal(find(list, "x (Android 9; loud) y", NULL), 1);
	assert_int_equal(find(list, "x CUBOT y", NULL), -1);
	assert_int_equal(find(list, "x CUBOT otherbot", NULL), 1);
	assert_int_equal(find(list, ")))((( mybot", NULL), 1);
}

static void refused(void **state)
{
	(void)state;
	static const char *const bad[] = { "machine\tA\n",    "machine A abc\n",   "robot\tA\tabc\n",
					   "machine\tA\ta\n", "machine\tA\tab*\n", "machine\tA\t^$\n" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct arena ARENA_AUTO a = {};
		struct agent_list *l;
		assert_int_equal(agent_list_parse(&a, str_z(bad[i]), kinds, 2, &l).code, ERR_INVALID);
	}
}

static const struct {
	const char *agent;
	enum verdict_who who;
	const char *name;
} known[] = {
	{ ANDROID("CUBOT X50"), VERDICT_HUMAN, NULL },
	{ ANDROID("CUBOT_NOTE_20 Build/RP1A"), VERDICT_HUMAN, NULL },
	{ ANDROID("M bot 60"), VERDICT_HUMAN, NULL },
	{ ANDROID("Spider 8"), VERDICT_HUMAN, NULL },
	{ ANDROID("HTC Wildfire X"), VERDICT_HUMAN, NULL },
	{ ANDROID("Monitor Preview Crawler"), VERDICT_HUMAN, NULL },
	{ "Dalvik/2.1.0 (Linux; U; Android 9; CUBOT_X20 Build/PPR1)", VERDICT_HUMAN, NULL },
	{ ANDROID("Pixel 8") " Viber/22.6.0.0", VERDICT_HUMAN, NULL },
	{ DESKTOP "Chrome/126.0.0.0 Safari/537.36", VERDICT_HUMAN, NULL },
	{ "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
	  "Mobile/15E148 "
	  "[FBAN/FBIOS;FBAV/470.0.0.38.108]",
	  VERDICT_HUMAN, NULL },
	{ "eMClient/9.3.6041.0", VERDICT_HUMAN, "eM Client" },
	{ "The Bat! 9.3.4 (Professional)", VERDICT_HUMAN, "The Bat!" },
	{ "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)", VERDICT_HUMAN, "Outlook" },
	{ "WhatsApp/2.17.427 Android/7.0 Device/motorola-Moto_C_Plus", VERDICT_HUMAN, "WhatsApp" },
	{ DESKTOP "HeadlessChrome/120.0.0.0 Safari/537.36", VERDICT_MACHINE, "Headless Chrome" },
	{ "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ExamplePreview/2.0; "
	  "+https://example.com/preview) "
	  "Chrome/100.0.0.0 Safari/537.36",
	  VERDICT_MACHINE, NULL },
	{ "Mozilla/5.0 (compatible; Thing/1.0; +https://example.com/)", VERDICT_MACHINE, NULL },
	{ ANDROID("Nexus 5X") " (compatible; ExampleBot/3.1)", VERDICT_MACHINE, NULL },
	{ "SomeBot", VERDICT_MACHINE, NULL },
	{ "WhatsApp/2.23.20.0 A", VERDICT_MACHINE, "WhatsApp" },
	{ "Slack-ImgProxy (+https://api.slack.com/robots)", VERDICT_MACHINE, "Slack" },
	{ "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", VERDICT_MACHINE, "Microsoft Teams" },
	{ "TelegramBot (like TwitterBot)", VERDICT_MACHINE, "Telegram" },
	{ "facebookexternalhit/1.1", VERDICT_MACHINE, "Facebook" },
	{ "Mimecast-URL-Scanner", VERDICT_MACHINE, "Mimecast" },
	{ "curl/8.5.0", VERDICT_MACHINE, "curl" },
	{ "zzz 7", VERDICT_UNKNOWN, NULL },
};

static void built_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		str name;
		struct verdict v = agents_judge(str_z(known[i].agent), &name);
		if (v.who != known[i].who || (known[i].name && !str_eq(name, str_z(known[i].name))))
			fail_msg("%s: %.*s, %.*s", known[i].agent, STR_FMT(verdict_who_name(v.who)), STR_FMT(name));
	}
	assert_int_equal(agents_in_use().path[0], 0);
}

static void replaced(void **state)
{
	(void)state;
	char path[] = "/tmp/loumass-agents-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(file_write_atomic(path, STR("@version mine\nbot\tZebra\tzzz\n"), 0600).code, ERR_OK);
	assert_int_equal(agents_use(path).code, ERR_OK);
	assert_true(str_eq(agents_in_use().version, STR("mine")));
	assert_int_equal(agents_judge(STR("zzz 7"), NULL).who, VERDICT_MACHINE);
	assert_int_equal(agents_judge(STR("curl/8.5.0"), NULL).who, VERDICT_UNKNOWN);
	/* Changed: taken in; damaged: what was taken in stays. */
	assert_int_equal(file_write_atomic(path, STR("@version next\nbrowser\tZebra\tzzz\n"), 0600).code, ERR_OK);
	agents_refresh();
	assert_int_equal(agents_judge(STR("zzz 7"), NULL).who, VERDICT_HUMAN);
	assert_int_equal(file_write_atomic(path, STR("nonsense of a longer kind\n"), 0600).code, ERR_OK);
	agents_refresh();
	assert_int_equal(agents_judge(STR("zzz 7"), NULL).who, VERDICT_HUMAN);
	assert_int_equal(agents_use(path).code, ERR_INVALID);
	unlink(path);
	assert_int_not_equal(agents_use(path).code, ERR_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns), cmocka_unit_test(parts),	cmocka_unit_test(refused),
		cmocka_unit_test(built_in), cmocka_unit_test(replaced),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
