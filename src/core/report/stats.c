#include "core/report/stats.h"
#include "base/time.h"
#include "core/ground/str_map.h"
#include "core/report/event.h"
#include "db/gen/sys_stats_q.h"
#include <stdlib.h>

/* --- which counter of which table a stat is */

enum table { T_CONTACT, T_STATS, T_HOUR, T_DOMAIN, T_DAY, T_COUNT };

enum { C_SENT, C_DELIVERED, C_OPENED, C_CLICKED, C_REPLIED, C_BOUNCED, C_COMPLAINED, C_ENGAGED, C_COLS };
enum {
	S_RECIPIENTS,
	S_SENT,
	S_FAILED,
	S_BOUNCED,
	S_IN_DOUBT,
	S_OPENS_PEOPLE,
	S_OPENS_MACHINES,
	S_OPENS_UNKNOWN,
	S_OPENED_PEOPLE,
	S_OPENED_MACHINES,
	S_CLICKS_PEOPLE,
	S_CLICKS_MACHINES,
	S_CLICKS_UNKNOWN,
	S_CLICKED_PEOPLE,
	S_CLICKED_MACHINES,
	S_REPLIED,
	S_COMPLAINED,
	S_UNSUBSCRIBED,
	S_COLS
};
enum { H_SENT, H_BOUNCED, H_OPENS_PEOPLE, H_OPENS_MACHINES, H_CLICKS_PEOPLE, H_CLICKS_MACHINES, H_COLS };
enum { D_SENT, D_FAILED, D_BOUNCED, D_OPENED, D_CLICKED, D_COLS };
enum {
	U_SENT,
	U_FAILED,
	U_BOUNCED,
	U_OPENS_PEOPLE,
	U_OPENS_MACHINES,
	U_OPENED_PEOPLE,
	U_CLICKS_PEOPLE,
	U_CLICKS_MACHINES,
	U_CLICKED_PEOPLE,
	U_REPLIED,
	U_COMPLAINED,
	U_UNSUBSCRIBED,
	U_COLS
};
#define COLS_MAX S_COLS

/* A column + 1, negative when the stat takes away; 0: not counted there. event: + 1. */
static const struct {
	int8_t contact, stats, hour, domain, day, event;
} counted[STAT_COUNT] = {
	[STAT_RECIPIENTS] = { .stats = S_RECIPIENTS + 1 },
	[STAT_SENT] = { C_SENT + 1, S_SENT + 1, H_SENT + 1, D_SENT + 1, U_SENT + 1, EVENT_SENT + 1 },
	[STAT_UNSENT] = { .stats = -(S_SENT + 1), .domain = -(D_SENT + 1) },
	[STAT_FAILED] = { .stats = S_FAILED + 1, .domain = D_FAILED + 1, .day = U_FAILED + 1 },
	[STAT_BOUNCED] = { C_BOUNCED + 1, S_BOUNCED + 1, H_BOUNCED + 1, D_BOUNCED + 1, U_BOUNCED + 1,
			   EVENT_BOUNCED + 1 },
	[STAT_IN_DOUBT] = { .stats = S_IN_DOUBT + 1 },
	[STAT_DOUBT_CONFIRMED] = { .stats = -(S_IN_DOUBT + 1) },
	[STAT_DELIVERED_EVENT] = { .contact = C_DELIVERED + 1, .event = EVENT_DELIVERED + 1 },
	[STAT_OPENS_PEOPLE] = { .stats = S_OPENS_PEOPLE + 1,
				.hour = H_OPENS_PEOPLE + 1,
				.day = U_OPENS_PEOPLE + 1,
				.event = EVENT_OPENED + 1 },
	[STAT_OPENS_MACHINES] = { .stats = S_OPENS_MACHINES + 1,
				  .hour = H_OPENS_MACHINES + 1,
				  .day = U_OPENS_MACHINES + 1,
				  .event = EVENT_OPENED + 1 },
	[STAT_OPENS_UNKNOWN] = { .stats = S_OPENS_UNKNOWN + 1,
				 .hour = H_OPENS_MACHINES + 1,
				 .day = U_OPENS_MACHINES + 1,
				 .event = EVENT_OPENED + 1 },
	[STAT_OPENED_PEOPLE] = { .contact = C_OPENED + 1,
				 .stats = S_OPENED_PEOPLE + 1,
				 .domain = D_OPENED + 1,
				 .day = U_OPENED_PEOPLE + 1 },
	[STAT_OPENED_MACHINES] = { .contact = C_OPENED + 1, .stats = S_OPENED_MACHINES + 1 },
	[STAT_CLICKS_PEOPLE] = { .stats = S_CLICKS_PEOPLE + 1,
				 .hour = H_CLICKS_PEOPLE + 1,
				 .day = U_CLICKS_PEOPLE + 1,
				 .event = EVENT_CLICKED + 1 },
	[STAT_CLICKS_MACHINES] = { .stats = S_CLICKS_MACHINES + 1,
				   .hour = H_CLICKS_MACHINES + 1,
				   .day = U_CLICKS_MACHINES + 1,
				   .event = EVENT_CLICKED + 1 },
	[STAT_CLICKS_UNKNOWN] = { .stats = S_CLICKS_UNKNOWN + 1,
				  .hour = H_CLICKS_MACHINES + 1,
				  .day = U_CLICKS_MACHINES + 1,
				  .event = EVENT_CLICKED + 1 },
	[STAT_CLICKED_PEOPLE] = { .contact = C_CLICKED + 1,
				  .stats = S_CLICKED_PEOPLE + 1,
				  .domain = D_CLICKED + 1,
				  .day = U_CLICKED_PEOPLE + 1 },
	[STAT_CLICKED_MACHINES] = { .contact = C_CLICKED + 1, .stats = S_CLICKED_MACHINES + 1 },
	[STAT_REPLIED] = { .contact = C_REPLIED + 1, .stats = S_REPLIED + 1, .day = U_REPLIED + 1 },
	[STAT_REPLIED_EVENT] = { .event = EVENT_REPLIED + 1 },
	[STAT_COMPLAINED] = { .contact = C_COMPLAINED + 1,
			      .stats = S_COMPLAINED + 1,
			      .day = U_COMPLAINED + 1,
			      .event = EVENT_COMPLAINED + 1 },
	[STAT_UNSUBSCRIBED] = { .stats = S_UNSUBSCRIBED + 1, .day = U_UNSUBSCRIBED + 1 },
	[STAT_ENGAGED] = { .contact = C_ENGAGED + 1 },
};

/* --- sums by key */

struct sum {
	str a, b;  /* the key: a statsId, userId or contact; b domain or event type */
	int64_t k; /* and hour, day or link */
	struct stats_ref ref;
	str url; /* of a link; a program's kind */
	int64_t engaged_at, unsubscribed_at;
	int64_t v[COLS_MAX];
};

struct sums {
	struct str_map map;
	struct sum *v;
	size_t n, cap;
};

struct stats_delta {
	struct arena *a;
	struct sums t[T_COUNT], links, programs, types;
};

struct stats_delta *stats_delta_new(struct arena *a)
{
	struct stats_delta *d = arena_new(a, struct stats_delta);
	d->a = a;
	for (int t = 0; t < T_COUNT; t++)
		d->t[t].map.a = a;
	d->links.map.a = d->programs.map.a = d->types.map.a = a;
	return d;
}

static struct sum *stats_sum_of(struct stats_delta *d, struct sums *s, const struct stats_ref *ref, str a, str b,
				int64_t k)
{
	char local[256];
	size_t n = a.n + b.n + sizeof(k) + 1;
	char *key = n <= sizeof(local) ? local : arena_alloc(d->a, n);
	memcpy(key, a.p, a.n);
	key[a.n] = 0;
	memcpy(key + a.n + 1, &k, sizeof(k));
	if (b.n > 0)
		memcpy(key + a.n + 1 + sizeof(k), b.p, b.n);
	size_t at = str_map_get(&s->map, str_of(key, n));
	if (at != STR_MAP_NONE)
		return &s->v[at];
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 16;
		struct sum *v = arena_array(d->a, struct sum, cap);
		if (s->n > 0)
			memcpy(v, s->v, s->n * sizeof(*v));
		s->v = v;
		s->cap = cap;
	}
	(void)str_map_put(&s->map, arena_dup(d->a, str_of(key, n)), s->n);
	struct sum *sum = &s->v[s->n++];
	*sum = (struct sum){ .a = a, .b = b, .k = k, .ref = *ref };
	return sum;
}

str stats_id(struct arena *a, const struct stats_ref *ref)
{
	if (!str_absent(ref->campaign_id))
		return ref->campaign_id;
	if (str_absent(ref->sequence_id))
		return STR_NULL;
	return arena_printf(a, "%.*s:%.*s", STR_FMT(ref->sequence_id), STR_FMT(ref->step_id));
}

static int64_t stats_floor_to(int64_t at, int64_t unit)
{
	int64_t rest = at % unit;
	return at - (rest < 0 ? rest + unit : rest);
}

static str stats_lower(struct arena *a, str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ascii_lower(s.p[i]))
			continue;
		char *p = arena_alloc(a, s.n);
		for (size_t k = 0; k < s.n; k++)
			p[k] = ascii_lower(s.p[k]);
		return str_of(p, s.n);
	}
	return s;
}

static void stats_add(struct sum *s, int8_t column, int64_t n)
{
	if (column > 0)
		s->v[column - 1] += n;
	else if (column < 0)
		s->v[-column - 1] -= n;
}

static void stats_count_contact(struct stats_delta *d, const struct stats_ref *ref, enum stat what, int64_t at,
				int64_t n)
{
	struct sum *s = stats_sum_of(d, &d->t[T_CONTACT], ref, ref->contact_id, STR_NULL, 0);
	if (counted[what].contact)
		stats_add(s, counted[what].contact, n);
	if (what == STAT_ENGAGED && n > 0)
		s->engaged_at = at > s->engaged_at ? at : s->engaged_at;
	if (what == STAT_UNSUBSCRIBED && n > 0 && (s->unsubscribed_at == 0 || at < s->unsubscribed_at))
		s->unsubscribed_at = at;
}

void stats_count(struct stats_delta *d, const struct stats_ref *ref, enum stat what, int64_t at, int64_t n)
{
	if (n == 0)
		return;
	if ((counted[what].contact || what == STAT_UNSUBSCRIBED) && !str_absent(ref->contact_id))
		stats_count_contact(d, ref, what, at, n);
	if (counted[what].day)
		stats_add(stats_sum_of(d, &d->t[T_DAY], ref, ref->user_id, STR_NULL, stats_floor_to(at, US_PER_DAY)),
			  counted[what].day, n);
	if (counted[what].event)
		stats_sum_of(d, &d->types, ref, ref->user_id, STR_NULL, counted[what].event - 1)->v[0] += n;
	str id = stats_id(d->a, ref);
	if (str_absent(id)) /* a recipient of neither a campaign nor a sequence */
		return;
	if (counted[what].stats)
		stats_add(stats_sum_of(d, &d->t[T_STATS], ref, id, STR_NULL, 0), counted[what].stats, n);
	if (counted[what].hour)
		stats_add(stats_sum_of(d, &d->t[T_HOUR], ref, id, STR_NULL, stats_floor_to(at, US_PER_HOUR)),
			  counted[what].hour, n);
	if (counted[what].domain && !str_empty(ref->domain))
		stats_add(stats_sum_of(d, &d->t[T_DOMAIN], ref, id, stats_lower(d->a, ref->domain), 0),
			  counted[what].domain, n);
}

void stats_unsubscribe_contact(struct stats_delta *d, const struct stats_ref *ref, int64_t at)
{
	struct sum *s = stats_sum_of(d, &d->t[T_CONTACT], ref, ref->contact_id, STR_NULL, 0);
	if (s->unsubscribed_at == 0 || at < s->unsubscribed_at)
		s->unsubscribed_at = at;
}

void stats_count_link(struct stats_delta *d, const struct stats_ref *ref, int64_t n, str url, struct stats_link plus)
{
	str id = stats_id(d->a, ref);
	if (str_absent(id))
		return;
	struct sum *s = stats_sum_of(d, &d->links, ref, id, STR_NULL, n);
	if (str_absent(s->url))
		s->url = url;
	s->v[0] += plus.people;
	s->v[1] += plus.machines;
	s->v[2] += plus.unique_people;
	s->v[3] += plus.unique_machines;
}

void stats_count_program(struct stats_delta *d, const struct stats_ref *ref, str program, str kind, bool click,
			 int64_t n)
{
	str id = stats_id(d->a, ref);
	if (str_absent(id) || str_empty(program))
		return;
	struct sum *s = stats_sum_of(d, &d->programs, ref, id, program, 0);
	s->url = kind;
	s->v[click] += n;
}

/* --- writing them */

static bool stats_sum_is_zero(const struct sum *s)
{
	if (s->engaged_at || s->unsubscribed_at)
		return false;
	for (size_t i = 0; i < COLS_MAX; i++)
		if (s->v[i])
			return false;
	return true;
}

static void stats_drop_zeros(struct sums *s)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->n; i++)
		if (!stats_sum_is_zero(&s->v[i]))
			s->v[kept++] = s->v[i];
	s->n = kept;
}

static struct i64_array stats_column(struct arena *a, const struct sums *s, size_t c)
{
	int64_t *v = arena_array(a, int64_t, s->n);
	for (size_t i = 0; i < s->n; i++)
		v[i] = s->v[i].v[c];
	return (struct i64_array){ v, s->n };
}

static struct i64_array stats_number_at(struct arena *a, const struct sums *s, size_t offset)
{
	int64_t *v = arena_array(a, int64_t, s->n);
	for (size_t i = 0; i < s->n; i++)
		memcpy(&v[i], (const char *)&s->v[i] + offset, sizeof(v[i]));
	return (struct i64_array){ v, s->n };
}
#define NUMBERS(field) stats_number_at(a, s, offsetof(struct sum, field))

static struct str_array stats_text_at(struct arena *a, const struct sums *s, size_t offset)
{
	str *v = arena_array(a, str, s->n);
	for (size_t i = 0; i < s->n; i++)
		memcpy(&v[i], (const char *)&s->v[i] + offset, sizeof(v[i]));
	return (struct str_array){ v, s->n };
}
#define TEXTS(field) stats_text_at(a, s, offsetof(struct sum, field))

static int stats_by_key(const void *x, const void *y)
{
	return str_cmp(((const struct sum *)x)->a, ((const struct sum *)y)->a);
}

/* A contact's first event of a type counts it among the contacts of that type. */
static err stats_apply_contacts(system_db db, struct arena *a, struct stats_delta *d)
{
	struct sums *s = &d->t[T_CONTACT];
	struct q_stats_contacts_rows rows;
	stats_drop_zeros(s);
	if (s->n == 0)
		return OK;
	qsort(s->v, s->n, sizeof(*s->v), stats_by_key); /* the map is not asked again */
	TRY(q_stats_contacts(db, a,
			     &(struct q_stats_contacts_in){
				     .ids = TEXTS(a),
				     .sent = stats_column(a, s, C_SENT),
				     .delivered = stats_column(a, s, C_DELIVERED),
				     .opened = stats_column(a, s, C_OPENED),
				     .clicked = stats_column(a, s, C_CLICKED),
				     .replied = stats_column(a, s, C_REPLIED),
				     .bounced = stats_column(a, s, C_BOUNCED),
				     .complained = stats_column(a, s, C_COMPLAINED),
				     .engaged = stats_column(a, s, C_ENGAGED),
				     .engaged_at = NUMBERS(engaged_at),
				     .unsubscribed_at = NUMBERS(unsubscribed_at),
			     },
			     &rows));
	for (size_t i = 0; i < rows.n; i++) {
		const struct q_stats_contacts_row *r = &rows.v[i];
		const int64_t first[EVENT_TYPE_COUNT] = {
			[EVENT_SENT] = r->sent_first,
			[EVENT_DELIVERED] = r->delivered_first,
			[EVENT_OPENED] = r->opened_first,
			[EVENT_CLICKED] = r->clicked_first,
			[EVENT_REPLIED] = r->replied_first,
			[EVENT_BOUNCED] = r->bounced_first,
			[EVENT_COMPLAINED] = r->complained_first,
		};
		const struct stats_ref ref = { .user_id = r->user_id };
		for (int t = 0; t < EVENT_TYPE_COUNT; t++)
			if (first[t])
				stats_sum_of(d, &d->types, &ref, ref.user_id, STR_NULL, t)->v[1] += first[t];
	}
	return OK;
}

static err stats_apply_stats(system_db db, struct arena *a, struct sums *s)
{
	stats_drop_zeros(s);
	if (s->n == 0)
		return OK;
	return q_stats_add(db, a,
			   &(struct q_stats_add_in){
				   .ids = TEXTS(a),
				   .user_ids = TEXTS(ref.user_id),
				   .campaign_ids = TEXTS(ref.campaign_id),
				   .sequence_ids = TEXTS(ref.sequence_id),
				   .step_ids = TEXTS(ref.step_id),
				   .recipients = stats_column(a, s, S_RECIPIENTS),
				   .sent = stats_column(a, s, S_SENT),
				   .failed = stats_column(a, s, S_FAILED),
				   .bounced = stats_column(a, s, S_BOUNCED),
				   .in_doubt = stats_column(a, s, S_IN_DOUBT),
				   .opens_people = stats_column(a, s, S_OPENS_PEOPLE),
				   .opens_machines = stats_column(a, s, S_OPENS_MACHINES),
				   .opens_unknown = stats_column(a, s, S_OPENS_UNKNOWN),
				   .opened_people = stats_column(a, s, S_OPENED_PEOPLE),
				   .opened_machines = stats_column(a, s, S_OPENED_MACHINES),
				   .clicks_people = stats_column(a, s, S_CLICKS_PEOPLE),
				   .clicks_machines = stats_column(a, s, S_CLICKS_MACHINES),
				   .clicks_unknown = stats_column(a, s, S_CLICKS_UNKNOWN),
				   .clicked_people = stats_column(a, s, S_CLICKED_PEOPLE),
				   .clicked_machines = stats_column(a, s, S_CLICKED_MACHINES),
				   .replied = stats_column(a, s, S_REPLIED),
				   .complained = stats_column(a, s, S_COMPLAINED),
				   .unsubscribed = stats_column(a, s, S_UNSUBSCRIBED),
			   },
			   NULL);
}

static err stats_apply_hours(system_db db, struct arena *a, struct sums *s)
{
	stats_drop_zeros(s);
	if (s->n == 0)
		return OK;
	return q_stats_hours_add(db, a,
				 &(struct q_stats_hours_add_in){
					 .stats_ids = TEXTS(a),
					 .hours = NUMBERS(k),
					 .user_ids = TEXTS(ref.user_id),
					 .sent = stats_column(a, s, H_SENT),
					 .bounced = stats_column(a, s, H_BOUNCED),
					 .opens_people = stats_column(a, s, H_OPENS_PEOPLE),
					 .opens_machines = stats_column(a, s, H_OPENS_MACHINES),
					 .clicks_people = stats_column(a, s, H_CLICKS_PEOPLE),
					 .clicks_machines = stats_column(a, s, H_CLICKS_MACHINES),
				 },
				 NULL);
}

static err stats_apply_domains(system_db db, struct arena *a, struct sums *s)
{
	stats_drop_zeros(s);
	if (s->n == 0)
		return OK;
	return q_stats_domains_add(db, a,
				   &(struct q_stats_domains_add_in){
					   .stats_ids = TEXTS(a),
					   .domains = TEXTS(b),
					   .user_ids = TEXTS(ref.user_id),
					   .sent = stats_column(a, s, D_SENT),
					   .failed = stats_column(a, s, D_FAILED),
					   .bounced = stats_column(a, s, D_BOUNCED),
					   .opened = stats_column(a, s, D_OPENED),
					   .clicked = stats_column(a, s, D_CLICKED),
				   },
				   NULL);
}

static err stats_apply_links(system_db db, struct arena *a, struct sums *s)
{
	stats_drop_zeros(s);
	if (s->n == 0)
		return OK;
	return q_stats_links_add(db, a,
				 &(struct q_stats_links_add_in){
					 .stats_ids = TEXTS(a),
					 .n = NUMBERS(k),
					 .user_ids = TEXTS(ref.user_id),
					 .urls = TEXTS(url),
					 .people = stats_column(a, s, 0),
					 .machines = stats_column(a, s, 1),
					 .unique_people = stats_column(a, s, 2),
					 .unique_machines = stats_column(a, s, 3),
				 },
				 NULL);
}

static err stats_apply_programs(system_db db, struct arena *a, struct sums *s)
{
	stats_drop_zeros(s);
	if (s->n == 0)
		return OK;
	return q_stats_programs_add(db, a,
				    &(struct q_stats_programs_add_in){
					    .stats_ids = TEXTS(a),
					    .programs = TEXTS(b),
					    .user_ids = TEXTS(ref.user_id),
					    .kinds = TEXTS(url),
					    .opens = stats_column(a, s, 0),
					    .clicks = stats_column(a, s, 1),
				    },
				    NULL);
}

static err stats_apply_days(system_db db, struct arena *a, struct sums *s)
{
	stats_drop_zeros(s);
	if (s->n == 0)
		return OK;
	return q_stats_days_add(db, a,
				&(struct q_stats_days_add_in){
					.user_ids = TEXTS(a),
					.days = NUMBERS(k),
					.sent = stats_column(a, s, U_SENT),
					.failed = stats_column(a, s, U_FAILED),
					.bounced = stats_column(a, s, U_BOUNCED),
					.opens_people = stats_column(a, s, U_OPENS_PEOPLE),
					.opens_machines = stats_column(a, s, U_OPENS_MACHINES),
					.opened_people = stats_column(a, s, U_OPENED_PEOPLE),
					.clicks_people = stats_column(a, s, U_CLICKS_PEOPLE),
					.clicks_machines = stats_column(a, s, U_CLICKS_MACHINES),
					.clicked_people = stats_column(a, s, U_CLICKED_PEOPLE),
					.replied = stats_column(a, s, U_REPLIED),
					.complained = stats_column(a, s, U_COMPLAINED),
					.unsubscribed = stats_column(a, s, U_UNSUBSCRIBED),
				},
				NULL);
}

static err stats_apply_types(system_db db, struct arena *a, struct sums *s)
{
	stats_drop_zeros(s);
	if (s->n == 0)
		return OK;
	for (size_t i = 0; i < s->n; i++)
		s->v[i].b = event_type_name((enum event_type)s->v[i].k);
	return q_stats_types_add(db, a,
				 &(struct q_stats_types_add_in){
					 .user_ids = TEXTS(a),
					 .types = TEXTS(b),
					 .events = stats_column(a, s, 0),
					 .contacts = stats_column(a, s, 1),
				 },
				 NULL);
}

err stats_apply(system_db db, struct arena *a, struct stats_delta *d)
{
	TRY(stats_apply_contacts(db, a, d));
	TRY(stats_apply_stats(db, a, &d->t[T_STATS]));
	TRY(stats_apply_hours(db, a, &d->t[T_HOUR]));
	TRY(stats_apply_domains(db, a, &d->t[T_DOMAIN]));
	TRY(stats_apply_links(db, a, &d->links));
	TRY(stats_apply_programs(db, a, &d->programs));
	TRY(stats_apply_days(db, a, &d->t[T_DAY]));
	TRY(stats_apply_types(db, a, &d->types));
	struct stats_delta *fresh = stats_delta_new(d->a);
	*d = *fresh;
	return OK;
}
