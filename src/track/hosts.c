/* Which tenant's a host is. The verified tracking domains are kept in memory, read anew every other second by a thread
 * of this file; a request looks its Host up there and blocks on nothing. On a tenant's own domain a request about
 * somebody else's recipient finds nothing: that costs one row by its key, on a worker, before the request goes its
 * usual way. When the database is away the request goes on: it may then count for its true recipient, whoever's domain
 * it came through. */
#include "base/log.h"
#include "base/time.h"
#include "core/inbound/event_track.h"
#include "db/gen/sys_tracking_domain_q.h"
#include "os/clock.h"
#include "track/track_int.h"
#include <pthread.h>
#include <stdlib.h>

#define REFRESH_EVERY (2 * US_PER_S)
#define TURN (100 * US_PER_MS)

struct host_list {
	struct arena arena;
	struct q_tracking_hosts_rows rows; /* by domain */
};

struct hosts {
	const struct app *app;
	pthread_t thread;
	_Atomic bool stop;
	pthread_rwlock_t lock;
	struct host_list *list; /* NULL: none yet */
	_Atomic size_t n;
};

static void hosts_list_free(struct host_list *l)
{
	if (!l)
		return;
	arena_deinit(&l->arena);
	free(l);
}

static int hosts_by_domain(const void *x, const void *y)
{
	const struct q_tracking_hosts_row *a = x, *b = y;
	return str_cmp(a->domain, b->domain);
}

static void hosts_refresh(struct hosts *h)
{
	struct host_list *l = calloc(1, sizeof(*l)), *old;
	if (!l)
		abort();
	err e = q_tracking_hosts(app_system(h->app), &l->arena, &l->rows);
	if (err_is(e)) { /* what was known stays; a database that is away is said elsewhere */
		hosts_list_free(l);
		return;
	}
	if (l->rows.n) /* the server sorts by its own collation */
		qsort(l->rows.v, l->rows.n, sizeof(*l->rows.v), hosts_by_domain);
	pthread_rwlock_wrlock(&h->lock);
	old = h->list;
	h->list = l;
	atomic_store(&h->n, l->rows.n);
	pthread_rwlock_unlock(&h->lock);
	hosts_list_free(old);
}

static void *hosts_run(void *arg)
{
	struct hosts *h = arg;
	int64_t next = 0;
	while (!atomic_load(&h->stop)) {
		if (clock_mono() >= next) {
			hosts_refresh(h);
			next = clock_mono() + REFRESH_EVERY;
		}
		clock_sleep(TURN);
	}
	return NULL;
}

err hosts_start(const struct app *app, struct hosts **out)
{
	struct hosts *h = calloc(1, sizeof(*h));
	if (!h)
		abort();
	h->app = app;
	pthread_rwlock_init(&h->lock, NULL);
	if (pthread_create(&h->thread, NULL, hosts_run, h) != 0) {
		free(h);
		return err_make(ERR_IO, "no thread for the tracking domains");
	}
	pthread_setname_np(h->thread, "hosts");
	*out = h;
	return OK;
}

void hosts_stop(struct hosts *h)
{
	if (!h)
		return;
	atomic_store(&h->stop, true);
	pthread_join(h->thread, NULL);
	hosts_list_free(h->list);
	pthread_rwlock_destroy(&h->lock);
	free(h);
}

/* "Click.Example.com:8425" is "click.example.com". False: no name of ours can be like this. */
static bool host_name(str host, char out[ADDR_DOMAIN_MAX + 1])
{
	size_t colon = str_rfind_byte(host, ':');
	if (colon != STR_NPOS)
		host = str_upto(host, colon);
	if (host.n && host.p[host.n - 1] == '.')
		host.n--;
	if (host.n == 0 || host.n > ADDR_DOMAIN_MAX)
		return false;
	for (size_t i = 0; i < host.n; i++)
		out[i] = ascii_lower(host.p[i]);
	out[host.n] = 0;
	return true;
}

bool hosts_tenant(struct hosts *h, str host, char user_id[HOST_USER_MAX])
{
	char name[ADDR_DOMAIN_MAX + 1];
	if (!h || atomic_load_explicit(&h->n, memory_order_relaxed) == 0 || !host_name(host, name))
		return false;
	bool found = false;
	pthread_rwlock_rdlock(&h->lock);
	struct q_tracking_hosts_row key = { .domain = str_z(name) }, *row;
	row = h->list && h->list->rows.n ? bsearch(&key, h->list->rows.v, h->list->rows.n, sizeof(key), hosts_by_domain)
					 : NULL;
	if (row && row->user_id.n < HOST_USER_MAX) {
		memcpy(user_id, row->user_id.p, row->user_id.n);
		user_id[row->user_id.n] = 0;
		found = true;
	}
	pthread_rwlock_unlock(&h->lock);
	return found;
}

/* The tracking id of a request: what stands behind the mount's prefix, without what follows it. */
static str hosts_id_of(str path)
{
	str first;
	path = str_from(path, 1);
	if (str_starts(path, STR("t/")))
		path = str_from(path, 4);
	else
		path = str_from(path, 2);
	if (!str_next(&path, '/', &first))
		return STR("");
	return str_ends(first, STR(".gif")) ? str_upto(first, first.n - 4) : first;
}

void hosts_gate(struct http_request *r, void *arg)
{
	struct track *t = arg;
	char user_id[HOST_USER_MAX], trial_of[TRACK_TRIAL_USER_MAX + 1];
	struct tracked who = {};
	struct arena *a = http_arena(r);
	str owner;
	if (!hosts_tenant(t->hosts, http_header(r, "Host"), user_id))
		return;
	if (track_trial_verify(&t->ids, hosts_id_of(http_path(r)), trial_of)) {
		if (!str_eq(str_z(trial_of), str_z(user_id)))
			http_reply_canned(r, t->not_found);
		return;
	}
	if (!track_who(t, r, hosts_id_of(http_path(r)), true, &who)) {
		http_reply_canned(r, t->not_found);
		return;
	}
	system_db db = app_system(t->app);
	err e;
	if (!str_absent(who.recipient_id)) {
		struct q_tracking_host_owner_row row = {};
		e = q_tracking_host_owner(db, a, &(struct q_tracking_host_owner_in){ .id = who.recipient_id }, &row);
		owner = row.user_id;
	} else {
		struct q_tracking_host_owner_by_tracking_id_in in = { .tracking_id = who.tracking_id };
		struct q_tracking_host_owner_by_tracking_id_row row = {};
		e = q_tracking_host_owner_by_tracking_id(db, a, &in, &row);
		owner = row.user_id;
	}
	if (e.code == ERR_NOT_FOUND || (!err_is(e) && !str_eq(owner, str_z(user_id))))
		http_reply_canned(r, t->not_found);
}

void track_host_guard(struct http_request *r, void *state, struct http_handler *out)
{
	char user_id[HOST_USER_MAX];
	const struct track *t = state;
	if (out->run && hosts_tenant(t->hosts, http_header(r, "Host"), user_id))
		out->gate = hosts_gate;
}

bool track_foreign_host(void *state, struct http_request *r)
{
	char user_id[HOST_USER_MAX];
	const struct track *t = state;
	if (!hosts_tenant(t->hosts, http_header(r, "Host"), user_id))
		return false;
	http_reply_canned(r, t->not_found);
	return true;
}
