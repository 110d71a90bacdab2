#include "core/system/installation.h"
#include "base/time.h"
#include "db/gen/sys_account_q.h"
#include "os/clock.h"
#include "wire/token.h"
#include <stdio.h>
#include <unistd.h>

#define GONE_AFTER (5 * US_PER_MIN) /* a process that was killed says no goodbye */

err installation_get(const struct app *app, system_db db, struct arena *a, struct installation *out)
{
	struct q_system_facts_row f;
	struct q_worker_list_rows w;
	struct q_system_slow_rows slow;
	TRY(q_system_facts(db, a, &f));
	TRY(q_worker_list(db, a, &w));
	TRY(q_system_slow(db, a, &slow));
	struct installation s = {
		.node = str_z(app->node),
		.db_version = f.version,
		.db_bytes = f.bytes,
		.db_connections = f.connections,
		.batches = f.batches,
		.recipients_pending = f.recipients_pending,
		.retries = f.retries,
		.held_sequences = f.held_sequences,
		.wall = db_tenant_wall(app->db),
		.slow = arena_array(a, struct slow_query, slow.n),
		.n_slow = slow.n,
		.workers = arena_array(a, struct installation_worker, w.n),
		.n_workers = w.n,
	};
	for (size_t i = 0; i < slow.n; i++)
		s.slow[i] = (struct slow_query){ slow.v[i].query, slow.v[i].seconds };
	for (size_t i = 0; i < w.n; i++)
		s.workers[i] =
			(struct installation_worker){ w.v[i].id,  w.v[i].role,	     w.v[i].host,	 w.v[i].version,
						      w.v[i].pid, w.v[i].started_at, w.v[i].last_seen_at };
	if (app->track_waiting)
		app->track_waiting(app, &s.track_bytes, &s.track_lag);
	*out = s;
	return OK;
}

static void installation_write_worker(struct json_writer *w, const struct installation_worker *p)
{
	json_begin_obj(w);
	json_kv_str(w, "id", p->id);
	json_kv_str(w, "role", p->role);
	json_kv_str(w, "host", p->host);
	json_kv_i64(w, "pid", p->pid);
	json_kv_time(w, "startedAt", p->started_at);
	json_kv_time(w, "lastSeenAt", p->last_seen_at);
	json_kv_str(w, "version", p->version);
	json_end_obj(w);
}

static void installation_write_database(struct json_writer *w, const struct installation *s)
{
	json_begin_obj(w);
	json_kv_str(w, "version", s->db_version);
	json_kv_i64(w, "bytes", s->db_bytes);
	json_kv_i64(w, "connections", s->db_connections);
	json_kv_bool(w, "rowLevelSecurity", s->wall);
	json_key(w, "slowQueries");
	json_begin_arr(w);
	for (size_t i = 0; i < s->n_slow; i++) {
		json_begin_obj(w);
		json_kv_str(w, "query", s->slow[i].query);
		json_kv_f64(w, "seconds", s->slow[i].seconds);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_end_obj(w);
}

void installation_write(struct json_writer *w, const struct installation *s)
{
	json_kv_str(w, "version", STR(LOUMASS_VERSION));
	json_kv_str(w, "node", s->node);
	json_key(w, "database");
	installation_write_database(w, s);
	json_key(w, "queue");
	json_begin_obj(w);
	json_kv_i64(w, "batches", s->batches);
	json_kv_i64(w, "recipientsPending", s->recipients_pending);
	json_kv_i64(w, "retries", s->retries);
	json_kv_i64(w, "heldSequences", s->held_sequences);
	json_end_obj(w);
	json_key(w, "journal");
	json_begin_obj(w);
	json_kv_i64(w, "trackBytes", (int64_t)s->track_bytes);
	json_kv_f64(w, "trackLagSeconds", (double)s->track_lag / US_PER_S);
	json_end_obj(w);
	json_key(w, "workers");
	json_begin_arr(w);
	for (size_t i = 0; i < s->n_workers; i++)
		installation_write_worker(w, &s->workers[i]);
	json_end_arr(w);
}

void beat_init(struct beat *b, const struct app *app, const char *role)
{
	unsigned char chance[4];
	char hex[8];
	token_random_bytes(chance, sizeof(chance));
	token_hex(chance, sizeof(chance), hex);
	*b = (struct beat){ .role = role, .started_at = clock_now() };
	snprintf(b->id, sizeof(b->id), "%.30s-%d-%.8s", app->node, (int)getpid(), hex);
	if (gethostname(b->host, sizeof(b->host) - 1) != 0)
		snprintf(b->host, sizeof(b->host), "unknown");
}

err beat_send(struct beat *b, system_db db, struct arena *a)
{
	struct q_worker_beat_in in = { .id = str_z(b->id),
				       .role = str_z(b->role),
				       .host = str_z(b->host),
				       .pid = getpid(),
				       .version = STR(LOUMASS_VERSION),
				       .now = clock_now() };
	return q_worker_beat(db, a, &in, NULL);
}

err beat_end(struct beat *b, system_db db, struct arena *a)
{
	struct q_worker_gone_in in = { .id = str_z(b->id), .before = clock_now() - GONE_AFTER };
	return q_worker_gone(db, a, &in, NULL);
}
