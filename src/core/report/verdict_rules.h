/* The rules of core/report/verdict as data, in the order they are tried. For verdict.c and its test only. */
#pragma once
#include "core/report/verdict.h"

enum verdict_where { VERDICT_EXACT, VERDICT_PREFIX, VERDICT_CONTAINS };
enum verdict_of { VERDICT_OF_ANY, VERDICT_OF_OPEN, VERDICT_OF_CLICK };

/* Matches a User-Agent, ASCII case ignored. */
struct verdict_agent_rule {
	const char *text;
	enum verdict_where where;
	enum verdict_of of;
	struct verdict verdict;
};
extern const struct verdict_agent_rule verdict_agent_rules[];
extern const size_t verdict_agent_rules_n;

/* Sooner after delivery than `within` (µs) this is a machine. reason: of the first judgement, or VERDICT_REASON_COUNT
 * for any. The first rule that fits decides. */
struct verdict_time_rule {
	enum verdict_of of;
	enum verdict_reason reason;
	int64_t within;
};
extern const struct verdict_time_rule verdict_time_rules[];
extern const size_t verdict_time_rules_n;

#define VERDICT_CLOCK_SLACK (INT64_C(300) * 1000000) /* clocks of two hosts that differ by more tell nothing */
