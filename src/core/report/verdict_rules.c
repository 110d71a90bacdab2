#include "core/report/verdict_rules.h"

/* clang-format off */
const struct verdict_time_rule verdict_time_rules[] = {
	/* A gateway follows links while it still holds the message; a person has to see it, open it and read. */
	{ VERDICT_OF_CLICK, VERDICT_REASON_COUNT, INT64_C(5) * 1000000 },
	/* Image proxies fetch some images when the message arrives, and cache them. */
	{ VERDICT_OF_OPEN, VERDICT_GMAIL_PROXY, INT64_C(5) * 1000000 },
	{ VERDICT_OF_OPEN, VERDICT_YAHOO_PROXY, INT64_C(5) * 1000000 },
	{ VERDICT_OF_OPEN, VERDICT_IMAGE_PROXY, INT64_C(5) * 1000000 },
	{ VERDICT_OF_OPEN, VERDICT_REASON_COUNT, INT64_C(2) * 1000000 },
};
/* clang-format on */

const size_t verdict_time_rules_n = sizeof(verdict_time_rules) / sizeof(verdict_time_rules[0]);
