/* Answers questions about time zones and calendars, a line each, from standard input: what the property test compares
 * with Python's zoneinfo. See tests/scenario/test_calendar.py. */
#include "core/ground/zones.h"
#include <inttypes.h>
#include <stdio.h>

static int ask(const struct zone *z, const char *what, int64_t at, int a, int b, int c, int64_t *out)
{
	struct calendar_window w = { .days = (unsigned)c, .from = a, .to = b };
	struct calendar_delay d = { .days = a, .business = b, .until = -1 };
	switch (what[0]) {
	case 'o': *out = zone_offset(z, at); return 1;
	case 'i': *out = zone_instant(z, at); return 1;
	case 'w': *out = calendar_window_next(z, &w, NULL, at); return 1;
	case 't': *out = calendar_time_next(z, a, (unsigned)c, NULL, at); return 1;
	case 'd': *out = calendar_delay_end(z, &d, NULL, at); return 1;
	default: return 0;
	}
}

int main(void)
{
	char line[256], what[16], name[100];
	while (fgets(line, sizeof(line), stdin)) {
		int64_t at, out;
		int a, b, c;
		if (sscanf(line, "%15s %99s %" SCNd64 " %d %d %d", what, name, &at, &a, &b, &c) != 6)
			return 1;
		const struct zone *z = zones_find(str_z(name));
		if (!z || !ask(z, what, at, a, b, c, &out))
			printf("unknown\n");
		else
			printf("%" PRId64 "\n", out);
	}
	return 0;
}
