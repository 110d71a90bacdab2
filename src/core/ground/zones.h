/* Time zones by their IANA names, as the system's tzdata has them (aliases and links too). Read once, kept; thread-safe.
 * Neither the machine's own zone nor TZ matters. */
#pragma once
#include "base/arena.h"
#include "wire/calendar.h"

struct field_errors;
struct json;

/* NULL: nobody knows such a zone. Capitals do not matter. */
const struct zone *zones_find(str name);
/* The name as it is written ("europe/berlin" is Europe/Berlin); absent: unknown. In the program's lifetime. */
str zones_name(str name);
/* What an unknown name may have meant; absent: no idea. */
str zones_hint(str name);
/* "is not a time zone; did you mean Europe/Berlin?", in the arena. */
str zones_refusal(struct arena *a, str name);
/* The first of these that is known, else UTC. */
const struct zone *zones_first(str a, str b, str c);

/* Days that are no business days, as JSON: ["2026-12-25", "01-01"]. What is no date is left out. */
#define ZONES_HOLIDAYS_MAX 400u
struct calendar_holidays zones_holidays(struct arena *a, const struct json *v);
/* The list as JSON, each once, in the order of the calendar; errors under "holidays". */
str zones_holidays_json(struct arena *a, const str *v, size_t n, struct field_errors *errors);

/* A sending window as JSON: {"days": [1 to 7], "from": "09:00", "to": "17:00", "timezone", "useContactTimezone"}. What
 * cannot be read counts as not given. */
struct zone_window {
	bool given;
	struct calendar_window window;
	str timezone; /* absent: the account's */
	bool by_contact;
};
void zone_window_read(const struct json *v, struct zone_window *out);
int64_t zone_window_next(const struct zone_window *w, str contact_zone, str account_zone,
			 const struct calendar_holidays *holidays, int64_t at);
