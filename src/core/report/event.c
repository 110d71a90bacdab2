#include "core/report/event.h"
#include "base/limits.h"
#include "base/time.h"
#include "core/ground/str_map.h"
#include "db/gen/sys_event_q.h"
#include <stdlib.h>

#define PARTITION_MONTHS_AHEAD 2 /* a node that is down for a month still writes into a partition */

str event_type_name(enum event_type t)
{
	static const str names[EVENT_TYPE_COUNT] = {
		[EVENT_SENT] = STR_INIT("SENT"),
		[EVENT_DELIVERED] = STR_INIT("DELIVERED"),
		[EVENT_OPENED] = STR_INIT("OPENED"),
		[EVENT_CLICKED] = STR_INIT("CLICKED"),
		[EVENT_REPLIED] = STR_INIT("REPLIED"),
		[EVENT_BOUNCED] = STR_INIT("BOUNCED"),
		[EVENT_COMPLAINED] = STR_INIT("COMPLAINED"),
	};
	return names[t];
}

static int event_by_id(const void *a, const void *b)
{
	return str_cmp((*(const struct event_row *const *)a)->id, (*(const struct event_row *const *)b)->id);
}

struct columns {
	str *ids, *recipients, *types, *data, *ip, *agents, *users;
	int64_t *at;
};

static struct columns event_columns_new(struct arena *a, size_t n)
{
	str *s = arena_array(a, str, n * 7);
	return (struct columns){ .ids = s,
				 .recipients = s + n,
				 .types = s + 2 * n,
				 .data = s + 3 * n,
				 .ip = s + 4 * n,
				 .agents = s + 5 * n,
				 .users = s + 6 * n,
				 .at = arena_array(a, int64_t, n) };
}

err event_insert(system_db db, struct arena *a, const struct event_row *v, size_t n, bool *fresh)
{
	const struct event_row **sorted = arena_array(a, const struct event_row *, n);
	struct columns c = event_columns_new(a, n);
	size_t kept = 0;
	if (fresh)
		memset(fresh, 0, n * sizeof(*fresh));
	for (size_t i = 0; i < n; i++)
		sorted[i] = &v[i];
	if (n > 1)
		qsort(sorted, n, sizeof(*sorted),
		      event_by_id); /* one order for all writers: no deadlock on the unique index */
	for (size_t i = 0; i < n; i++) {
		const struct event_row *e = sorted[i];
		if (i > 0 && str_eq(sorted[i - 1]->id, e->id))
			continue;
		c.ids[kept] = e->id;
		c.recipients[kept] = e->recipient_id;
		c.types[kept] = event_type_name(e->type);
		c.at[kept] = e->at / US_PER_MS * US_PER_MS;
		c.data[kept] = e->data;
		c.ip[kept] = e->ip_hash;
		c.agents[kept] = e->user_agent;
		c.users[kept++] = e->user_id;
	}
	if (kept == 0)
		return OK;
	struct q_event_insert_rows_rows rows;
	TRY(q_event_insert_rows(db, a,
				&(struct q_event_insert_rows_in){
					.ids = { c.ids, kept },
					.recipient_ids = { c.recipients, kept },
					.types = { c.types, kept },
					.at = { c.at, kept },
					.data = { c.data, kept },
					.ip = { c.ip, kept },
					.agents = { c.agents, kept },
					.user_ids = { c.users, kept },
				},
				&rows));
	if (!fresh)
		return OK;
	struct str_map inserted = { .a = a };
	for (size_t i = 0; rows.n < kept && i < rows.n; i++)
		(void)str_map_put(&inserted, rows.v[i].id, 0);
	for (size_t i = 0; i < n; i++) {
		const struct event_row *e = sorted[i];
		if (i > 0 && str_eq(sorted[i - 1]->id, e->id))
			continue;
		fresh[e - v] = rows.n == kept || str_map_get(&inserted, e->id) != STR_MAP_NONE;
	}
	return OK;
}

err event_partitions_ensure(system_db db, struct arena *a)
{
	struct q_event_partitions_row made;
	return q_event_partitions(db, a, &(struct q_event_partitions_in){ .ahead = PARTITION_MONTHS_AHEAD }, &made);
}
