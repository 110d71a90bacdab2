/* A time zone as compiled by zic: a TZif file (RFC 9636, versions 2 to 4) read into its transitions and the rule for
 * the time after the last of them. Pure: who has the file's bytes is core/ground/zones.h. Without leap seconds, as
 * POSIX counts. A struct zone is immutable: any number of threads may ask it. */
#pragma once
#include "base/err.h"
#include "base/str.h"

struct zone;
err zone_read(str tzif, struct zone **out); /* ERR_INVALID: no TZif file, or a damaged one */
void zone_free(struct zone *z);		    /* takes NULL */
const struct zone *zone_utc(void);

/* Seconds that the zone is ahead of UTC at this instant (seconds since 1970). */
int zone_offset(const struct zone *z, int64_t utc);
/* The instant of a wall-clock time, given as the seconds since 1970 that a clock in UTC would count to it. A time that
 * comes twice is its first; one that never comes is as much later as the clock leaps. */
int64_t zone_instant(const struct zone *z, int64_t wall);
