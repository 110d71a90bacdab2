/* Names of months and days and the small words of report_away.c, folded (fold.h). For report_away.c only. */
#pragma once
#include <stddef.h>

struct away_month {
	const char *word;
	int month;
};
struct away_day {
	const char *word;
	int day; /* 0: Monday … 6: Sunday; 7: tomorrow */
};
extern const struct away_month away_months[]; /* longer ones first */
extern const struct away_day away_days[];
extern const char *const away_until[], *const away_back[], *const away_from[];
extern const char *const away_back_behind[], *const away_until_behind[]; /* languages that put the word behind */
extern const char *const away_not_before[];				 /* "will not return until" */
extern const char *const away_american[];
