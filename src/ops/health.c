#include "ops/health.h"
#include "base/time.h"
#include "core/system/doctor.h"
#include "core/system/installation.h"
#include "db/replica.h"
#include "os/clock.h"
#include "os/file.h"
#include <stdio.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define READY_DISK_BYTES (8u << 20) /* below this the next journal segment or upload fails */

static void health_text(struct http_request *r, int status, str body)
{
	http_answer_header(r, "Cache-Control", STR("no-store"));
	http_reply(r, status, "text/plain; charset=utf-8", body);
}

static void health_run_ready(struct http_request *r, void *arg)
{
	const struct health *h = arg;
	if (http_draining(r)) {
		health_text(r, 503, STR("stopping\n"));
		return;
	}
	/* The journal, the uploads and a private PostgreSQL need it; what they refuse, others may still take. */
	struct statvfs disk;
	if (statvfs(h->app->config->data, &disk) == 0 && disk.f_bavail * disk.f_frsize < READY_DISK_BYTES) {
		health_text(r, 503, STR("disk full\n"));
		return;
	}
	if (!app_ready(h->app)) {
		health_text(r, 503, STR("no database, or one whose migrations are not applied\n"));
		return;
	}
	err e = db_ping(h->app->db);
	health_text(r, err_is(e) ? 503 : 200, err_is(e) ? STR("no database\n") : STR("ready\n"));
}

static void health_metric(struct buf *b, const char *name, const char *type, const char *help, double v)
{
	buf_addf(b, "# HELP loumass_%s %s\n# TYPE loumass_%s %s\nloumass_%s %.17g\n", name, help, name, type, name, v);
}

static int64_t health_resident_bytes(void)
{
	struct buf BUF_AUTO b;
	long long pages = 0;
	buf_init(&b, 4096);
	if (!err_is(file_read_all("/proc/self/statm", 4000, &b))) {
		buf_add_byte(&b, 0);
		if (sscanf(b.p, "%*s %lld", &pages) != 1)
			pages = 0;
	}
	return pages * sysconf(_SC_PAGESIZE);
}

static void health_http_metrics(struct buf *b, struct http_server *server)
{
	struct http_stats s = http_stats(server);
	health_metric(b, "http_requests_total", "counter", "Requests taken in", (double)s.requests);
	buf_add(b, STR("# HELP loumass_http_answers_total Answers by class of status\n# TYPE "
		       "loumass_http_answers_total counter\n"));
	for (int i = 1; i < 6; i++)
		buf_addf(b, "loumass_http_answers_total{class=\"%dxx\"} %llu\n", i, (unsigned long long)s.by_class[i]);
	health_metric(b, "http_refused_total", "counter", "Malformed or too large", (double)s.refused);
	health_metric(b, "http_busy_total", "counter", "Turned away with 503: the queue was full", (double)s.busy);
	health_metric(b, "http_connections", "gauge", "Open connections", (double)s.connections_open);
	health_metric(b, "http_queued", "gauge", "Requests waiting for a worker", (double)s.queued);
	health_metric(b, "http_subscriptions", "gauge", "Open event streams", (double)s.subscriptions);
}

static void health_db_metrics(struct buf *b, struct db *db)
{
	struct db_stats s = db_stats(db);
	health_metric(b, "db_connections_open", "gauge", "Connections to the database", (double)s.open);
	health_metric(b, "db_connections_idle", "gauge", "Of these, idle", (double)s.idle);
	health_metric(b, "db_waiting", "gauge", "Callers waiting for a connection", (double)s.waiting);
	health_metric(b, "db_queries_total", "counter", "Statements sent", (double)s.queries);
	health_metric(b, "db_failures_total", "counter", "Connections lost or refused", (double)s.failures);
	health_metric(b, "db_timeouts_total", "counter", "Waits that were given up", (double)s.timeouts);
}

static void health_replica_metrics(struct buf *b, struct db *db)
{
	struct db_replica_state s = db_replica_state(db);
	if (!s.configured)
		return;
	health_metric(b, "replica_fit", "gauge", "1: reports are read from the replica", s.fit);
	if (s.lag >= 0)
		health_metric(b, "replica_lag_seconds", "gauge", "How far the replica is behind",
			      (double)s.lag / US_PER_S);
	health_metric(b, "replica_reads_total", "counter", "Statements that the replica answered", (double)s.reads);
	health_metric(b, "replica_fallbacks_total", "counter", "Statements of reports that the primary answered",
		      (double)s.fell_back);
}

static void health_finding_metrics(struct buf *b, const struct health *h, struct arena *a)
{
	struct doctor d;
	if (err_is(doctor_look(h->app, a, false, &d)))
		return; /* loumass_database_up says it */
	buf_add(b, STR("# HELP loumass_finding What loumass doctor says: 0 well, 1 warning, 2 error\n# TYPE "
		       "loumass_finding gauge\n"));
	for (size_t i = 0; i < d.n; i++)
		buf_addf(b, "loumass_finding{code=\"%s\"} %d\n", d.v[i].code, (int)d.v[i].level);
}

static void health_queue_metrics(struct buf *b, const struct health *h, struct arena *a)
{
	struct installation s;
	err e = installation_get(h->app, app_system(h->app), a, &s);
	health_metric(b, "database_up", "gauge", "1: the database answers", err_is(e) ? 0 : 1);
	if (err_is(e))
		return;
	health_metric(b, "database_bytes", "gauge", "Size of the database", (double)s.db_bytes);
	health_metric(b, "send_batches", "gauge", "Batches of recipients not yet done", (double)s.batches);
	health_metric(b, "send_recipients_pending", "gauge", "Recipients in them", (double)s.recipients_pending);
	health_metric(b, "send_retries", "gauge", "Recipients put off by a temporary failure", (double)s.retries);
	health_metric(b, "sequences_held", "gauge", "Active sequences in which nobody moves: their steps have errors",
		      (double)s.held_sequences);
	health_metric(b, "workers", "gauge", "Processes that say they run", (double)s.n_workers);
	health_metric(b, "tenant_wall", "gauge", "1: row-level security is in force", s.wall);
}

static void health_run_metrics(struct http_request *r, void *arg)
{
	const struct health *h = arg;
	struct buf b;
	uint64_t track_bytes = 0;
	int64_t track_lag = 0;
	buf_init(&b, 1 << 20);
	health_metric(&b, "uptime_seconds", "gauge", "Since this process began",
		      (double)(clock_now() - h->app->started_at) / US_PER_S);
	health_metric(&b, "resident_bytes", "gauge", "Memory of this process", (double)health_resident_bytes());
	if (h->server)
		health_http_metrics(&b, h->server);
	health_db_metrics(&b, h->app->db);
	health_replica_metrics(&b, h->app->db);
	if (h->app->track_waiting)
		h->app->track_waiting(h->app, &track_bytes, &track_lag);
	health_metric(&b, "track_journal_bytes", "gauge", "Opens and clicks on this machine's disk",
		      (double)track_bytes);
	health_metric(&b, "track_lag_seconds", "gauge", "Age of the oldest that is not in the database",
		      (double)track_lag / US_PER_S);
	health_queue_metrics(&b, h, http_arena(r));
	health_finding_metrics(&b, h, http_arena(r));
	http_answer_header(r, "Cache-Control", STR("no-store"));
	http_reply_take(r, 200, "text/plain; version=0.0.4; charset=utf-8", &b);
	buf_deinit(&b);
}

void health_pick(void *ctx, struct http_request *r, struct http_handler *out)
{
	str path = http_path(r);
	if (http_method(r) != HTTP_GET && http_method(r) != HTTP_HEAD) {
		http_answer_header(r, "Allow", STR("GET, HEAD"));
		health_text(r, 405, STR("Only GET and HEAD are answered here.\n"));
	} else if (str_eq(path, STR("/healthz"))) {
		health_text(r, 200, STR("ok\n"));
	} else if (str_eq(path, STR("/readyz"))) {
		*out = (struct http_handler){ .kind = HTTP_WORKER, .run = health_run_ready, .arg = ctx };
	} else if (str_eq(path, STR("/metrics"))) {
		*out = (struct http_handler){ .kind = HTTP_WORKER, .run = health_run_metrics, .arg = ctx };
	}
}

void health_mounts(struct health *h, struct http_mount out[HEALTH_MOUNTS])
{
	static const char *const prefixes[HEALTH_MOUNTS] = { "/healthz", "/readyz", "/metrics" };
	for (size_t i = 0; i < HEALTH_MOUNTS; i++)
		out[i] = (struct http_mount){ .prefix = prefixes[i], .pick = health_pick, .ctx = h };
}
