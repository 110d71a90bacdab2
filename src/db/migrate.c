#include "db/migrate.h"
#include "base/log.h"
#include "base/time.h"
#include "db/gen/sys_db_q.h"
#include "db/scope.h"
#include <time.h>

#define PRISMA_LOCK "72707369" /* the key that Prisma's own engine locks */

static const char table_sql[] =
	"create table if not exists \"_prisma_migrations\" ("
	"id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz, "
	"migration_name varchar(255) not null, logs text, rolled_back_at timestamptz, "
	"started_at timestamptz not null default now(), applied_steps_count integer not null default 0)";

/* A migration that Prisma resolved as rolled back counts as never applied. */
static const char applied_sql[] =
	"select migration_name, checksum, finished_at is not null, "
	"coalesce((extract(epoch from finished_at) * 1000000)::int8, 0) from \"_prisma_migrations\" "
	"where rolled_back_at is null order by migration_name, started_at";

const char *migration_state_name(enum migration_state s)
{
	static const char *const names[] = { "applied", "pending", "changed", "failed", "unknown" };
	return names[s];
}

/* -------------------------------------------------------------------------------------------------------------
 * status */

static err migrate_has_table(PGconn *pg, const char *name, bool *yes)
{
	PGresult *r;
	const char *values[] = { name };
	TRY(db_plain_params(pg, "select to_regclass($1) is not null", 1, values, &r));
	*yes = PQgetvalue(r, 0, 0)[0] == 't';
	PQclear(r);
	return OK;
}

static err migrate_checksum(PGconn *pg, struct arena *a, str sql, str *out)
{
	PGresult *r;
	const char *values[] = { arena_z(a, sql) };
	TRY(db_plain_params(pg, "select encode(sha256(convert_to($1, 'UTF8')), 'hex')", 1, values, &r));
	*out = arena_dup(a, str_z(PQgetvalue(r, 0, 0)));
	PQclear(r);
	return OK;
}

static err migrate_state_of(PGconn *pg, struct arena *a, struct migrations m, const PGresult *r, int row,
			    struct migration_status *out)
{
	out->name = arena_dup(a, str_z(PQgetvalue(r, row, 0)));
	if (PQgetvalue(r, row, 2)[0] != 't') {
		out->state = MIGRATION_FAILED;
		return OK;
	}
	if (!num_parse_i64(str_z(PQgetvalue(r, row, 3)), &out->applied_at))
		out->applied_at = 0;
	out->state = MIGRATION_UNKNOWN;
	for (size_t i = 0; i < m.n; i++) {
		str sum;
		if (!str_eq(m.v[i].name, out->name))
			continue;
		TRY(migrate_checksum(pg, a, m.v[i].sql, &sum));
		out->state = str_eq(sum, str_z(PQgetvalue(r, row, 1))) ? MIGRATION_APPLIED : MIGRATION_CHANGED;
	}
	return OK;
}

static void migrate_count(struct migrate_report *r, enum migration_state s)
{
	r->pending += s == MIGRATION_PENDING;
	r->changed += s == MIGRATION_CHANGED;
	r->failed += s == MIGRATION_FAILED;
	r->unknown += s == MIGRATION_UNKNOWN;
}

static bool migrate_mentioned(const struct migrate_report *r, str name)
{
	for (size_t i = 0; i < r->n; i++) {
		if (str_eq(r->v[i].name, name))
			return true;
	}
	return false;
}

static err db_migrate_report(PGconn *pg, struct arena *a, struct migrations m, struct migrate_report *out)
{
	bool known;
	PGresult *r = NULL;
	*out = (struct migrate_report){};
	TRY(migrate_has_table(pg, "public.\"_prisma_migrations\"", &known));
	if (known)
		TRY(db_plain_exec(pg, applied_sql, &r));
	int rows = r ? PQntuples(r) : 0;
	out->v = arena_array(a, struct migration_status, (size_t)rows + m.n + 1);
	err e = OK;
	for (int i = 0; i < rows && !err_is(e); i++) {
		struct migration_status *s = &out->v[out->n];
		e = migrate_state_of(pg, a, m, r, i, s);
		/* A failed attempt and a later good one: the good one counts. */
		if (out->n && str_eq(out->v[out->n - 1].name, s->name))
			out->v[out->n - 1] = *s;
		else
			out->n++;
	}
	PQclear(r);
	for (size_t i = 0; i < m.n && !err_is(e); i++) {
		if (!migrate_mentioned(out, m.v[i].name))
			out->v[out->n++] = (struct migration_status){ .name = m.v[i].name, .state = MIGRATION_PENDING };
	}
	for (size_t i = 0; i < out->n; i++)
		migrate_count(out, out->v[i].state);
	return e;
}

err migrate_status(struct db *db, struct arena *a, struct migrations m, struct migrate_report *out)
{
	PGconn *pg;
	TRY(db_plain_open(db, true, &pg));
	struct db_probe probe = {};
	struct migrate_report r;
	err e = db_migrate_report(pg, a, m, &r);
	if (!err_is(e))
		e = db_probe(pg, &probe);
	r.wall = probe.wall;
	PQfinish(pg);
	if (!err_is(e))
		*out = r;
	return e;
}

/* -------------------------------------------------------------------------------------------------------------
 * deploy */

static err migrate_refuse(struct arena *a, const struct migrate_report *r)
{
	for (size_t i = 0; i < r->n; i++) {
		str n = r->v[i].name;
		if (r->v[i].state == MIGRATION_CHANGED)
			return err_make(
				ERR_CONFLICT,
				arena_printf(
					a,
					"the migration %.*s was applied, and its file has changed since: put the file "
					"back as it was, and make a new migration of the change",
					STR_FMT(n))
					.p);
		if (r->v[i].state == MIGRATION_FAILED)
			return err_make(
				ERR_CONFLICT,
				arena_printf(
					a,
					"the migration %.*s was begun and not finished: mend the database, then say so "
					"with `npx prisma migrate resolve`",
					STR_FMT(n))
					.p);
	}
	return OK;
}

/* A schema that `prisma db push` or a hand made has no migrations to go on from. */
static err migrate_refuse_foreign(PGconn *pg, const struct migrate_report *r)
{
	bool there;
	if (r->pending != r->n)
		return OK;
	TRY(migrate_has_table(pg, "public.\"User\"", &there));
	return !there ? OK
		      : err_make(ERR_CONFLICT,
				 "the database holds tables that no migration made: mark those it has with `npx "
				 "prisma migrate resolve --applied`, or use an empty database");
}

/* What the server says of a migration is about our own SQL, so it may be told. */
static err migrate_does_not_apply(PGconn *pg, struct arena *a, str name, const PGresult *r)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
	if (!state || PQstatus(pg) != CONNECTION_OK)
		return err_make(ERR_UNAVAILABLE, "the connection to the database was lost");
	str why = arena_printf(a, "the migration %.*s does not apply: %s (%s)", STR_FMT(name), text ? text : "", state);
	log_error("migrate.failed", "%.*s", STR_FMT(why));
	enum err_code code = sqlstate_code(state);
	return err_make(code == ERR_UNAVAILABLE || code == ERR_AGAIN ? code : ERR_BUG, why.p);
}

static err migrate_record(PGconn *pg, struct arena *a, const struct migration *m, const char *started)
{
	str sum;
	TRY(migrate_checksum(pg, a, m->sql, &sum));
	const char *values[] = { sum.p, arena_z(a, m->name), started };
	return db_plain_params(
		pg,
		"insert into \"_prisma_migrations\" (id, checksum, migration_name, started_at, finished_at, "
		"applied_steps_count) values (gen_random_uuid()::text, $1, $2, $3::timestamptz, "
		"clock_timestamp(), 1)",
		3, values, NULL);
}

static err migrate_apply(PGconn *pg, struct arena *a, const struct migration *m)
{
	PGresult *started;
	int64_t since = db_mono();
	TRY(db_plain_exec(pg, "begin", NULL));
	TRY(db_plain_exec(pg, "set local statement_timeout = 0", NULL));
	TRY(db_plain_exec(pg, "select clock_timestamp()::text", &started));
	PGresult *r = PQexec(pg, arena_z(a, m->sql));
	err e = OK;
	if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK)
		e = migrate_does_not_apply(pg, a, m->name, r);
	PQclear(r);
	if (!err_is(e))
		e = migrate_record(pg, a, m, PQgetvalue(started, 0, 0));
	PQclear(started);
	if (err_is(e)) {
		err_ignore(db_plain_exec(pg, "rollback", NULL)); /* the first failure is what counts */
		return e;
	}
	e = db_plain_exec(pg, "commit", NULL);
	if (e.code == ERR_UNAVAILABLE)
		e.code = ERR_UNCERTAIN;
	if (!err_is(e))
		log_info("migrate.applied", "%.*s in %lld ms", STR_FMT(m->name),
			 (long long)((db_mono() - since) / US_PER_MS));
	return e;
}

/* The role of tenant queries. Where the server refuses roles, the rest still works, and db_tenant_wall() says so. */
static const char role_sql[] =
	"do $$ begin"
	" if not exists (select from pg_roles where rolname = '" DB_ROLE "') then"
	"  create role " DB_ROLE " nologin noinherit;"
	" end if;"
	"exception when insufficient_privilege or duplicate_object or unique_violation then null; end $$;"
	"do $$ begin"
	" if current_setting('server_version_num')::int >= 160000 then"
	"  execute format('grant " DB_ROLE " to %I with inherit false, set true', current_user);"
	" else"
	"  execute format('grant " DB_ROLE " to %I', current_user);"
	" end if;"
	"exception when insufficient_privilege or undefined_object or invalid_grant_operation then null; end $$;";

/* Every table with row-level security, and no other: partitions are reached through their parent only. */
static const char grants_sql[] =
	"do $$ declare t regclass; begin"
	" if not exists (select from pg_roles where rolname = '" DB_ROLE "') then return; end if;"
	" grant usage on schema public to " DB_ROLE ";"
	/* References and columns as well, once the migrations know how. */
	" if to_regprocedure('public.loumass_wall()') is not null then"
	"  perform public.loumass_wall();"
	"  execute format('grant temporary on database %I to " DB_ROLE "', current_database());"
	"  return;"
	" end if;"
	" for t in select oid::regclass from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity "
	"loop"
	"  execute format('grant select, insert, update, delete on %s to " DB_ROLE "', t);"
	" end loop;"
	" execute format('grant temporary on database %I to " DB_ROLE "', current_database());"
	"exception when insufficient_privilege then null; end $$";

static err migrate_beside_the_migrations(PGconn *pg, bool *wall)
{
	bool partitions;
	struct db_probe probe;
	PGresult *r = PQexec(pg, role_sql); /* two statements: not for the extended protocol */
	bool well = PQresultStatus(r) == PGRES_COMMAND_OK;
	err e = well ? OK : db_result_err(r, "making the role " DB_ROLE);
	PQclear(r);
	TRY(e);
	TRY(db_plain_exec(pg, grants_sql, NULL));
	TRY(db_probe(pg, &probe));
	*wall = probe.wall;
	if (!*wall)
		log_warn("db.wall_down",
			 "the server refuses the role " DB_ROLE ": row-level security is not in force for "
			 "tenants, who are kept apart by the queries alone; let an administrator run: create "
			 "role " DB_ROLE " nologin; grant " DB_ROLE " to the user of DATABASE_URL; then migrate again");
	TRY(migrate_has_table(pg, "public.\"EmailEvent\"", &partitions));
	if (partitions)
		TRY(db_plain_exec(pg, "select \"loumass_event_partitions\"((now() at time zone 'UTC')::timestamp, 2)",
				  NULL));
	return OK;
}

static err db_migrate_deploy(PGconn *pg, struct arena *a, struct migrations m, struct migrate_done *out)
{
	struct migrate_report r;
	TRY(db_migrate_report(pg, a, m, &r));
	TRY(migrate_refuse(a, &r));
	TRY(migrate_refuse_foreign(pg, &r));
	if (r.unknown)
		log_warn("migrate.unknown", "the database knows %zu migrations that this program does not: it is older",
			 r.unknown);
	TRY(db_plain_exec(pg, table_sql, NULL));
	out->applied = arena_array(a, str, m.n + 1);
	for (size_t i = 0; i < m.n; i++) {
		bool pending = false;
		for (size_t k = 0; k < r.n; k++)
			pending |= str_eq(r.v[k].name, m.v[i].name) && r.v[k].state == MIGRATION_PENDING;
		if (!pending)
			continue;
		TRY(migrate_apply(pg, a, &m.v[i]));
		out->applied[out->n++] = m.v[i].name;
	}
	return migrate_beside_the_migrations(pg, &out->wall);
}

/* The lock lives in a transaction of a connection of its own: so it holds through a transaction pooler too, and goes
 * when we do. */
static err migrate_lock(PGconn *pg)
{
	TRY(db_plain_exec(pg, "begin", NULL));
	TRY(db_plain_exec(pg, "set local statement_timeout = 0", NULL));
	TRY(db_plain_exec(pg, "set local idle_in_transaction_session_timeout = 0", NULL));
	return db_plain_exec(pg, "select pg_advisory_xact_lock(" PRISMA_LOCK ")", NULL);
}

err migrate_deploy(struct db *db, struct arena *a, struct migrations m, struct migrate_done *out)
{
	PGconn *holder, *pg;
	TRY(db_plain_open(db, false, &holder));
	err e = migrate_lock(holder);
	if (!err_is(e))
		e = db_plain_open(db, false, &pg);
	if (!err_is(e)) {
		struct migrate_done done = {};
		e = db_migrate_deploy(pg, a, m, &done);
		PQfinish(pg);
		if (!err_is(e))
			*out = done;
	}
	PQfinish(holder);
	return e;
}

err db_partitions_ensure(system_db db, struct arena *a)
{
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	struct q_db_event_partitions_in in = { .since = (int64_t)t.tv_sec * US_PER_S, .ahead = 2 };
	struct q_db_event_partitions_row row;
	TRY(q_db_event_partitions(db, a, &in, &row));
	if (row.made)
		log_info("db.partitions", "%lld partitions made", (long long)row.made);
	return OK;
}
