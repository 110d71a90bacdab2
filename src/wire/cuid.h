/* Ids of the data contract: cuids, 25 characters: 'c', 8 of time (milliseconds since 1970, base 36), 4 of a counter, 4
 * of this process's fingerprint, 8 of chance. They sort by time, and those of one process by order too. Thread-safe. */
#pragma once
#include "base/str.h"

#define CUID_LEN 25

void cuid_make(int64_t now_us, char out[CUID_LEN + 1]); /* NUL-terminated */
bool cuid_valid(str s);					/* the form: 'c' and 24 of [0-9a-z] */
int64_t cuid_time(str s);				/* µs; of a valid one */
/* The smallest id of an instant: partition bounds, "since". */
void cuid_floor(int64_t us, char out[CUID_LEN + 1]);
