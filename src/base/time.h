/* Points in time are int64_t microseconds since 1970-01-01 UTC (leap seconds ignored, as POSIX does); spans are
 * microseconds too. Pure: the clock itself is os/clock.h. Range of the codecs: years 1 to 9999. */
#pragma once
#include "base/str.h"

#define US_PER_MS INT64_C(1000)
#define US_PER_S INT64_C(1000000)
#define US_PER_MIN (60 * US_PER_S)
#define US_PER_HOUR (60 * US_PER_MIN)
#define US_PER_DAY (24 * US_PER_HOUR)

struct civil {
	int year, month, day;	  /* 1..9999, 1..12, 1..31 */
	int hour, minute, second; /* 0..23, 0..59, 0..59 */
	int micros;		  /* 0..999999 */
	int weekday;		  /* 0 Sunday .. 6 Saturday; output only */
};

struct civil time_to_civil(int64_t us);
int64_t time_from_civil(struct civil c); /* fields out of range are the caller's fault; days carry as mktime does not */

#define TIME_ISO_LEN 24					  /* 2026-11-22T20:26:00.000Z, as JavaScript prints dates */
void time_format_iso(int64_t us, char out[TIME_ISO_LEN]); /* RFC 3339, milliseconds, UTC; no NUL */
/* RFC 3339 date-time with Z or an offset, seconds and fraction optional; or a bare date (midnight UTC). */
bool time_parse_iso(str s, int64_t *us);

#define TIME_RFC5322_LEN 31					  /* Sun, 22 Nov 2026 20:26:00 +0000 */
void time_format_rfc5322(int64_t us, char out[TIME_RFC5322_LEN]); /* RFC 5322 section 3.3; no NUL */
#define TIME_HTTP_LEN 29					  /* Sun, 22 Nov 2026 20:26:00 GMT */
void time_format_http(int64_t us, char out[TIME_HTTP_LEN]);	  /* RFC 9110 section 5.6.7; no NUL */
