#include "core/system/doctor.h"
#include "base/time.h"
#include "db/gen/sys_doctor_q.h"
#include "db/migrate.h"
#include "db/replica.h"
#include "os/clock.h"
#include "os/journal.h"
#include "wire/dns.h"
#include "wire/url.h"
#include <stdio.h>
#include <sys/statvfs.h>

#define TRANSACTION_OLD (15.0 * 60)    /* holds back vacuum */
#define FROZEN_AGE INT64_C(1000000000) /* autovacuum freezes at 200 million; the end is at 2 billion */
#define JOURNAL_OLD (60 * US_PER_S)    /* drained each fifth of a second when all is well */
#define JOURNAL_BIG (UINT64_C(256) << 20)
#define BATCH_OLD 300.0
#define BACKUP_LATE 2 /* of the time between two */

const char *finding_level_name(enum finding_level l)
{
	return l == FINDING_OK ? "ok" : l == FINDING_WARNING ? "warning" : "error";
}

static void doctor_add(struct doctor *d, const char *code, enum finding_level level, str message, const char *remedy)
{
	if (d->n == FINDINGS_MAX)
		return;
	d->v[d->n++] = (struct finding){ code, level, message, level == FINDING_OK ? STR_NULL : str_z(remedy) };
	d->warnings += level == FINDING_WARNING;
	d->errors += level == FINDING_ERROR;
}

static enum finding_level doctor_bad_if(bool bad, enum finding_level level)
{
	return bad ? level : FINDING_OK;
}

static err doctor_schema(const struct app *app, struct arena *a, struct doctor *d)
{
	struct migrate_report r;
	TRY(migrate_status(app->db, a, migrations_built_in(), &r));
	size_t wrong = r.pending + r.changed + r.failed;
	doctor_add(d, "migrations", doctor_bad_if(wrong, FINDING_ERROR),
		   wrong ? arena_printf(a, "%zu migrations are pending or in disorder.", wrong)
			 : STR("The schema is up to date."),
		   "Run `loumass migrate deploy`; `loumass migrate status` names them.");
	doctor_add(d, "rowLevelSecurity", doctor_bad_if(!r.wall, FINDING_WARNING),
		   r.wall ? STR("Row-level security keeps tenants apart.")
			  : STR("Row-level security is not in force; the queries alone keep tenants apart."),
		   "Run `loumass migrate deploy` as a database user who may create roles.");
	return OK;
}

static void doctor_disk(const struct app *app, struct arena *a, struct doctor *d)
{
	struct statvfs v;
	if (statvfs(app->config->data, &v) < 0 || v.f_blocks == 0)
		return;
	double free_part = (double)v.f_bavail / (double)v.f_blocks;
	double gigabytes = (double)v.f_bavail * (double)v.f_frsize / 1e9;
	bool low = gigabytes < 1 || free_part < 0.02;
	doctor_add(d, "disk", low ? FINDING_ERROR : doctor_bad_if(free_part < 0.1, FINDING_WARNING),
		   arena_printf(a, "The data directory's disk has %.1f GB free (%.0f %%).", gigabytes, free_part * 100),
		   "Make room: the tracking journal and the private PostgreSQL need it. On a full disk, opens and "
		   "clicks are "
		   "refused, not lost.");
}

static void doctor_journal(const struct app *app, struct arena *a, struct doctor *d)
{
	uint64_t bytes = 0;
	int64_t lag = 0;
	if (app->track_waiting)
		app->track_waiting(app, &bytes, &lag);
	else
		bytes = journal_dir_bytes(arena_printf(a, "%s/journal/track", app->config->data).p);
	bool late = lag > JOURNAL_OLD || bytes > JOURNAL_BIG;
	doctor_add(d, "journal", doctor_bad_if(late, FINDING_WARNING),
		   arena_printf(a, "The tracking journal of this machine holds %llu kB%s.",
				(unsigned long long)(bytes >> 10), late ? " and is behind" : ""),
		   "Is a `serve` or `work` process running on this machine, and does the database take its writes? "
		   "Nothing is "
		   "lost meanwhile.");
}

static void doctor_server(const struct q_doctor_facts_row *f, struct arena *a, struct doctor *d)
{
	int64_t apart = f->now - clock_system();
	doctor_add(d, "clock", doctor_bad_if(apart > CLOCK_APART || apart < -CLOCK_APART, FINDING_WARNING),
		   arena_printf(a, "This machine's clock and the database's are %.1f s apart.",
				(double)(apart < 0 ? -apart : apart) / US_PER_S),
		   "Run chrony or systemd-timesyncd on both.");
	doctor_add(d, "connections",
		   f->connections * 10 > f->max_connections * 9
			   ? FINDING_ERROR
			   : doctor_bad_if(f->connections * 10 > f->max_connections * 7, FINDING_WARNING),
		   arena_printf(a, "%lld of the database's %lld connections are taken.", (long long)f->connections,
				(long long)f->max_connections),
		   "Lower LOUMASS_DB_CONNECTIONS on the nodes, raise max_connections, or put PgBouncer in between.");
	doctor_add(d, "transactions", doctor_bad_if(f->oldest_transaction > TRANSACTION_OLD, FINDING_WARNING),
		   arena_printf(a, "The oldest open transaction is %.0f s old.", f->oldest_transaction),
		   "Find it in pg_stat_activity: while it is open, dead rows cannot be cleaned up.");
	doctor_add(d, "wraparound", f->frozen_age > FROZEN_AGE ? FINDING_ERROR : FINDING_OK,
		   arena_printf(a, "The oldest unfrozen transaction is %lld million back.",
				(long long)(f->frozen_age / 1000000)),
		   "Autovacuum is not keeping up: run VACUUM (FREEZE) on the largest tables now.");
	doctor_add(d, "indexes", doctor_bad_if(f->invalid_indexes > 0, FINDING_ERROR),
		   f->invalid_indexes ? arena_printf(a, "%lld indexes are invalid.", (long long)f->invalid_indexes)
				      : STR("All indexes are valid."),
		   "REINDEX them (\\d in psql marks them INVALID).");
	if (f->unused_bytes)
		doctor_add(d, "unusedIndexes", FINDING_WARNING,
			   arena_printf(a, "Indexes of %lld MB were never used since the statistics began.",
					(long long)(f->unused_bytes >> 20)),
			   "Look at pg_stat_user_indexes; those that you added yourself may go.");
	doctor_add(d, "partitions", doctor_bad_if(f->stray_events > 0, FINDING_WARNING),
		   f->stray_events ? arena_printf(a, "%s%lld events are in the default partition.",
						  f->stray_events > 1000 ? "more than " : "",
						  (long long)(f->stray_events > 1000 ? 1000 : f->stray_events))
				   : STR("Every event is in its month's partition."),
		   "Events with ids that are no cuids (another program's), or a month that nobody prepared: `loumass "
		   "migrate "
		   "deploy` prepares months.");
}

static void doctor_queues(const struct app *app, const struct q_doctor_facts_row *f, struct arena *a, struct doctor *d)
{
	bool nobody = f->workers == 0;
	doctor_add(d, "workers",
		   nobody ? doctor_bad_if(true, f->waiting_batches ? FINDING_ERROR : FINDING_WARNING) : FINDING_OK,
		   arena_printf(a, "%lld `work` processes were seen in the last minute.", (long long)f->workers),
		   "Start one: `loumass work`, or `loumass up`.");
	if (f->held.p)
		doctor_add(d, "held", FINDING_WARNING,
			   arena_printf(a, "Nothing is sent: %.*s.", STR_FMT(str_from(f->held, TIME_ISO_LEN + 1))),
			   "When the original is gone for good: `loumass hold release`.");
	doctor_add(d, "queue",
		   doctor_bad_if(!f->held.p && f->waiting_batches && f->oldest_batch > BATCH_OLD, FINDING_WARNING),
		   arena_printf(a, "%lld batches of mail could be claimed now.", (long long)f->waiting_batches),
		   "Quotas may explain it (the senders' page). Else start more workers, or look at their log.");
	if (f->overdue)
		doctor_add(d, "overdue", FINDING_WARNING,
			   arena_printf(a, "%s%lld enrolments are due since more than an hour.",
					f->overdue > 1000 ? "more than " : "",
					(long long)(f->overdue > 1000 ? 1000 : f->overdue)),
			   "Those beyond a sequence's lateness wait for a word: see the sequence. Else start more "
			   "workers.");
	doctor_add(d, "sequences", doctor_bad_if(f->held_sequences > 0, FINDING_WARNING),
		   f->held_sequences
			   ? arena_printf(a,
					  "%lld active sequences are held because of errors in their steps (%.*s%s).",
					  (long long)f->held_sequences, STR_FMT(f->held_sequence),
					  f->held_sequences > 1 ? ", …" : "")
			   : STR("No active sequence is held."),
		   "Another program wrote steps with errors; each owner sees them in the sequence. Nobody moves until "
		   "they "
		   "are right.");
	doctor_add(d, "senders", doctor_bad_if(f->paused_senders > 0, FINDING_WARNING),
		   f->paused_senders ? arena_printf(a, "%lld senders are paused.", (long long)f->paused_senders)
				     : STR("No sender is paused."),
		   "Their owners see why; mail waits and is not lost.");
	if (f->refused_domains)
		doctor_add(d, "refusals", FINDING_WARNING,
			   arena_printf(a, "%lld domains refuse a sender because of the sender: %.*s",
					(long long)f->refused_domains, STR_FMT(f->refused_because)),
			   "Their mail rests and is tried again by itself; the senders' page has each server's words.");
	if (f->tokenless_senders)
		doctor_add(
			d, "tokens", FINDING_WARNING,
			arena_printf(a, "%lld senders get no new access token.", (long long)f->tokenless_senders),
			"Their owners see why; it is tried again, and their mail waits once the last token has ended.");
	if (!app->config->backup_dir[0])
		return;
	int64_t done = 0;
	if (!f->backup_done.p || !time_parse_iso(f->backup_done, &done))
		done = 0;
	bool late = clock_now() - done > BACKUP_LATE * app->config->backup_every;
	doctor_add(d, "backup", doctor_bad_if(late, FINDING_ERROR),
		   done ? arena_printf(a, "The last backup was made at %.*s.", STR_FMT(f->backup_done))
			: STR("No backup was made yet."),
		   "The log of `work` says why (backup.failed). Is there room, and is pg_dump installed?");
}

static void doctor_unknown(struct arena *a, struct doctor *d)
{
	int64_t n = 0;
	for (size_t i = 0; i < d->unknown.n; i++)
		n += d->unknown.v[i].count;
	doctor_add(d, "notUnderstood", doctor_bad_if(n > 0, FINDING_WARNING),
		   n ? arena_printf(a, "%lld refusals of the last %d days are not understood, in %zu different texts.",
				    (long long)n, UNKNOWN_DAYS, d->unknown.n)
		     : STR("Every refusal of the last 30 days was understood."),
		   "Nobody is suppressed for them. Read them below or on the System page; report those that come "
		   "often, so that the "
		   "table can grow.");
}

/* Does the public address lead anywhere? */
static void doctor_address(const struct app *app, struct arena *a, struct doctor *d)
{
	str rest = str_z(app->config->url);
	size_t scheme = str_find(rest, STR("://"));
	rest = scheme == STR_NPOS ? rest : str_from(rest, scheme + 3);
	str host = rest, dummy;
	if (str_find_byte(host, '/') != STR_NPOS)
		(void)str_next(&rest, '/', &host);
	dummy = host;
	if (host.n && host.p[0] != '[')
		(void)str_next(&dummy, ':', &host);
	bool name = host.n > 0 && host.p[0] != '[' && !str_eq(host, STR("localhost")) &&
		    !(host.p[host.n - 1] >= '0' && host.p[host.n - 1] <= '9');
	if (!name || !app->ask_dns)
		return;
	struct dns_question q[2] = { { .name = host, .type = DNS_A }, { .name = host, .type = DNS_AAAA } };
	bool found = !err_is(app->ask_dns(a, app->config->dns, q, 2)) && (q[0].n || q[1].n);
	doctor_add(d, "address", doctor_bad_if(!found, FINDING_WARNING),
		   arena_printf(a, "%.*s %s.", STR_FMT(host),
				found ? "has an address" : "has no address in the DNS that this machine asks"),
		   "Links in mail lead to LOUMASS_URL: set its A or AAAA record.");
}

static void doctor_replica(const struct app *app, struct arena *a, struct doctor *d)
{
	struct db_replica_state s = db_replica_state(app->db);
	if (!s.configured)
		return;
	str behind = s.lag < 0 ? STR("") : arena_printf(a, ", %.1f s behind", (double)s.lag / US_PER_S);
	doctor_add(d, "replica", doctor_bad_if(!s.fit, FINDING_WARNING),
		   s.fit ? arena_printf(a, "Reports are read from the replica%.*s.", STR_FMT(behind))
			 : arena_printf(a,
					"Reports are read from the primary, for the replica may not be read: %s%.*s.",
					s.why, STR_FMT(behind)),
		   "Look at the replica's server and its log. LOUMASS_REPLICA_MAX_LAG says how far behind it may be.");
}

err doctor_look(const struct app *app, struct arena *a, bool dns, struct doctor *out)
{
	struct q_doctor_facts_row f;
	struct q_doctor_bloat_rows bloat;
	struct q_doctor_statements_rows statements;
	*out = (struct doctor){};
	TRY(db_ping(app->db));
	doctor_add(out, "database", FINDING_OK, STR("The database answers."), NULL);
	TRY(doctor_schema(app, a, out));
	TRY(q_doctor_facts(app_system(app), a, &f));
	TRY(q_doctor_bloat(app_system(app), a, &bloat));
	TRY(q_doctor_statements(app_system(app), a, &statements));
	doctor_server(&f, a, out);
	for (size_t i = 0; i < bloat.n; i++)
		doctor_add(out, "bloat", FINDING_WARNING,
			   arena_printf(a, "Table %.*s has %lld dead rows beside %lld living ones.",
					STR_FMT(bloat.v[i].name), (long long)bloat.v[i].dead,
					(long long)bloat.v[i].live),
			   "Autovacuum is behind: look for long transactions, or VACUUM the table.");
	doctor_replica(app, a, out);
	doctor_queues(app, &f, a, out);
	TRY(unknown_list_all(app_system(app), a, &out->unknown));
	doctor_unknown(a, out);
	doctor_journal(app, a, out);
	doctor_disk(app, a, out);
	if (dns)
		doctor_address(app, a, out);
	out->statements = arena_array(a, struct finding_statement, statements.n + 1);
	for (; out->n_statements < statements.n; out->n_statements++) {
		const struct q_doctor_statements_row *s = &statements.v[out->n_statements];
		out->statements[out->n_statements] =
			(struct finding_statement){ s->query, s->calls, s->mean_ms, s->total_ms };
	}
	return OK;
}

void doctor_write(struct json_writer *w, const struct doctor *d)
{
	json_key(w, "findings");
	json_begin_arr(w);
	for (size_t i = 0; i < d->n; i++) {
		json_begin_obj(w);
		json_kv_str(w, "code", str_z(d->v[i].code));
		json_kv_str(w, "level", str_z(finding_level_name(d->v[i].level)));
		json_kv_str(w, "message", d->v[i].message);
		json_kv_str(w, "remedy", d->v[i].remedy);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_key(w, "statements");
	json_begin_arr(w);
	for (size_t i = 0; i < d->n_statements; i++) {
		json_begin_obj(w);
		json_kv_str(w, "query", d->statements[i].query);
		json_kv_i64(w, "calls", d->statements[i].calls);
		json_kv_f64(w, "meanMs", d->statements[i].mean_ms);
		json_kv_f64(w, "totalMs", d->statements[i].total_ms);
		json_end_obj(w);
	}
	json_end_arr(w);
	json_key(w, "notUnderstood");
	json_begin_arr(w);
	for (size_t i = 0; i < d->unknown.n; i++)
		unknown_write(w, &d->unknown.v[i]);
	json_end_arr(w);
}
