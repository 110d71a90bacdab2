/* Written by tools/sqlgen from sql/q/tenant/event.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_event_recipient_exists_in {
	str id;
};
struct q_event_recipient_exists_row {
	str id;
};
err q_event_recipient_exists(tenant_db db, struct arena *a, const struct q_event_recipient_exists_in *in, struct q_event_recipient_exists_row *out);

struct q_event_of_recipient_in {
	str recipient;
};
struct q_event_of_recipient_row {
	str id;
	str type;
	int64_t timestamp; /* µs */
	str data; /* JSON */ /* may be absent */
	str user_agent; /* may be absent */
};
struct q_event_of_recipient_rows {
	struct q_event_of_recipient_row *v;
	size_t n;
};
err q_event_of_recipient(tenant_db db, struct arena *a, const struct q_event_of_recipient_in *in, struct q_event_of_recipient_rows *out);
