/* Written by tools/sqlgen from sql/q/system/reverdict.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_reverdict_recipients_in {
	str user_id;
	str after;
};
struct q_reverdict_recipients_row {
	str id;
};
struct q_reverdict_recipients_rows {
	struct q_reverdict_recipients_row *v;
	size_t n;
};
err q_reverdict_recipients(system_db db, struct arena *a, const struct q_reverdict_recipients_in *in, struct q_reverdict_recipients_rows *out);

struct q_reverdict_events_in {
	struct str_array ids;
};
struct q_reverdict_events_row {
	str id;
	str recipient_id;
	str type;
	int64_t timestamp; /* µs */
	str user_agent; /* may be absent */
	str n; /* may be absent */
	str net; /* may be absent */
	str verdict; /* may be absent */
	str reason; /* may be absent */
	struct opt_i64 sent_at; /* µs */
	bool captured;
};
struct q_reverdict_events_rows {
	struct q_reverdict_events_row *v;
	size_t n;
};
/* Opens and clicks of some messages, in order. What another program wrote has no verdict, and what was stripped has too little left. */
err q_reverdict_events(system_db db, struct arena *a, const struct q_reverdict_events_in *in, struct q_reverdict_events_rows *out);

struct q_reverdict_write_in {
	int64_t rules;
	struct str_array ids;
	struct str_array verdicts;
	struct str_array reasons;
	struct str_array programs;
	str user_id;
};
/* The new verdict, and a note: what it was, and under which rules it was changed. */
err q_reverdict_write(system_db db, struct arena *a, const struct q_reverdict_write_in *in, int64_t *affected);
