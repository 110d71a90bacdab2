#include "core/report/verdict_rules.h"

#define HUMAN(r)                                                                                                       \
	{                                                                                                              \
		VERDICT_HUMAN, VERDICT_##r                                                                             \
	}
#define MACHINE(r)                                                                                                     \
	{                                                                                                              \
		VERDICT_MACHINE, VERDICT_##r                                                                           \
	}
#define UNKNOWN(r)                                                                                                     \
	{                                                                                                              \
		VERDICT_UNKNOWN, VERDICT_##r                                                                           \
	}

/* clang-format off */
const struct verdict_agent_rule verdict_agent_rules[] = {
	/* Image proxies. Apple's loads every image of every mail in advance and says exactly this; Gmail's and Yahoo's load
	 * when a person opens, and serve their cache after that. */
	{ "Mozilla/5.0", VERDICT_EXACT, VERDICT_OF_OPEN, MACHINE(APPLE_PROXY) },
	{ "Mozilla/5.0", VERDICT_EXACT, VERDICT_OF_CLICK, UNKNOWN(ODD_AGENT) },
	{ "GoogleImageProxy", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(GMAIL_PROXY) },
	{ "ggpht.com", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(GMAIL_PROXY) },
	{ "YahooMailProxy", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(YAHOO_PROXY) },
	/* Google loads images in advance under this name, with the second "Mozilla" at its end; without it, it is Outlook.com's
	 * image proxy, which loads when a person opens. */
	{ "Edge/12.246 Mozilla/5.0", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(GOOGLE_PREFETCH) },

	/* Scanners of mail gateways. */
	{ "barracuda", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "mimecast", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "proofpoint", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "urldefense", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "safelinks", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "bingpreview", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "messagelabs", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "symantec", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "trendmicro", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "trend micro", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "fortigate", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "fortiguard", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "fortimail", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "ironport", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "cisco-esa", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "sophos", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "zscaler", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "forcepoint", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "websense", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "mailguard", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "spamtitan", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "hornetsecurity", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "vadesecure", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "avanan", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "checkpoint", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "bitdefender", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "kaspersky", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "trustwave", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "fireeye", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "rspamd", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },
	{ "ciscosecureemail", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(SCANNER) },

	/* Programs that say so. */
	{ "curl/", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "wget/", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "python", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "aiohttp", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "go-http-client", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "java/", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "apache-httpclient", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "libwww-perl", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "node-fetch", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "axios/", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "undici", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "ruby", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "php/", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "guzzlehttp", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "wrk/", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "apachebench", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "phantomjs", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "facebookexternalhit", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "skypeuripreview", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "whatsapp/", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "slack-imgproxy", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "bot/", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "bot;", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "bot)", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "bot ", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "slackbot", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "linkedinbot", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "crawler", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "spider", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "monitoring", VERDICT_CONTAINS, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "hubspot connect", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "ahc/", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "lua-resty-http", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },
	{ "amazon cloudfront", VERDICT_PREFIX, VERDICT_OF_ANY, MACHINE(BOT) },

	/* What people use. */
	{ "applewebkit/", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "gecko/", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "trident/", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "msie ", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "ms-office", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "msoffice", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "microsoft office", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "outlook", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "cfnetwork/", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "dalvik/", VERDICT_PREFIX, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "opera/", VERDICT_PREFIX, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "thunderbird/", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "lotus-notes", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
	{ "evolution/", VERDICT_CONTAINS, VERDICT_OF_ANY, HUMAN(BROWSER) },
};

const struct verdict_time_rule verdict_time_rules[] = {
	/* A gateway follows links while it still holds the message; a person has to see it, open it and read. */
	{ VERDICT_OF_CLICK, VERDICT_REASON_COUNT, INT64_C(5) * 1000000 },
	/* Gmail and Yahoo fetch some images when the message arrives, and cache them. */
	{ VERDICT_OF_OPEN, VERDICT_GMAIL_PROXY, INT64_C(5) * 1000000 },
	{ VERDICT_OF_OPEN, VERDICT_YAHOO_PROXY, INT64_C(5) * 1000000 },
	{ VERDICT_OF_OPEN, VERDICT_REASON_COUNT, INT64_C(2) * 1000000 },
};
/* clang-format on */

const size_t verdict_agent_rules_n = sizeof(verdict_agent_rules) / sizeof(verdict_agent_rules[0]);
const size_t verdict_time_rules_n = sizeof(verdict_time_rules) / sizeof(verdict_time_rules[0]);
