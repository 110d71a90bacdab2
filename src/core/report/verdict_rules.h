/* The rules of time as data, in the order they are tried. For verdict.c and its test only. */
#pragma once
#include "core/report/verdict.h"

enum verdict_of { VERDICT_OF_ANY, VERDICT_OF_OPEN, VERDICT_OF_CLICK };

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
