/* Against a real scratch PostgreSQL, two tenants throughout. */
#include "base/time.h"
#include "db/db.h"
#include "db/gen/suppression_q.h"
#include "db/gen/sys_db_q.h"
#include "db/listen.h"
#include "db/testing.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static struct db *db;
static struct arena arena;

#define assert_ok(e)                                                                                                   \
	do {                                                                                                           \
		err e_ = (e);                                                                                          \
		assert_string_equal(e_.why ? e_.why : "", "");                                                         \
	} while (0)
#define assert_code(e, c) assert_int_equal((e).code, c)

/* A query of the test's own, as the generator would write it: no parameters, one number. */
struct number {
	struct opt_i64 n;
};
static const struct db_field number_cols[] = {
	{ "n", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct number, n) },
};
#define NUMBER(text)                                                                                                   \
	((struct db_query){ .name = "test",                                                                            \
			    .sql = text,                                                                               \
			    .cols = number_cols,                                                                       \
			    .n_cols = 1,                                                                               \
			    .row_size = sizeof(struct number),                                                         \
			    .once = true })
#define EXEC(text) ((struct db_query){ .name = "test", .sql = text, .once = true })

static int64_t ask(system_db s, const char *sql)
{
	struct number n = {};
	struct db_query q = NUMBER(sql);
	assert_ok(db_system_one(s, &arena, &q, NULL, &n));
	return n.n.v;
}
static int64_t ask_tenant(tenant_db t, const char *sql)
{
	struct number n = {};
	struct db_query q = NUMBER(sql);
	assert_ok(db_tenant_one(t, &arena, &q, NULL, &n));
	return n.n.v;
}
static err run_tenant(tenant_db t, const char *sql)
{
	struct db_query q = EXEC(sql);
	return db_tenant_exec(t, &arena, &q, NULL, NULL);
}
static err run_system(system_db s, const char *sql)
{
	struct db_query q = EXEC(sql);
	return db_system_exec(s, &arena, &q, NULL, NULL);
}
static tenant_db tenant(const char *id)
{
	return tenant_of(db, &arena, str_z(id));
}

static err suppress(tenant_db t, const char *id, const char *email)
{
	struct q_suppression_insert_in in = { .id = str_z(id), .email = str_z(email), .reason = STR("manual") };
	struct q_suppression_insert_row row;
	return q_suppression_insert(t, &arena, &in, &row);
}

static int64_t count(tenant_db t)
{
	struct q_suppression_total_row row;
	assert_ok(q_suppression_total(t, &arena, &(struct q_suppression_total_in){ 0 }, &row));
	return row.count;
}

static void tenants_see_their_own_rows_only(void **state)
{
	(void)state;
	assert_true(db_tenant_wall(db));
	assert_ok(suppress(tenant("ann"), "s1", "x@example.com"));
	assert_int_equal(count(tenant("ann")), 1);
	assert_int_equal(count(tenant("bob")), 0);
	/* Queries that forgot the tenant. */
	const char *all = "select count(*) as n from \"Suppression\"";
	assert_int_equal(ask(system_of(db), all), 1);
	assert_int_equal(ask_tenant(tenant("ann"), all), 1);
	assert_int_equal(ask_tenant(tenant("bob"), all), 0);
	assert_int_equal(ask_tenant(tenant(""), all), 0);
	assert_int_equal(ask_tenant(tenant("bob"), "select count(*) as n from \"User\""), 1);
	assert_ok(run_tenant(tenant("bob"), "delete from \"Suppression\""));
	assert_int_equal(ask(system_of(db), all), 1);
	assert_code(run_tenant(tenant("bob"), "insert into \"Suppression\" (\"id\", \"userId\", \"email\", \"reason\") "
					      "values ('s2', 'ann', 'y@example.com', 'manual')"),
		    ERR_FORBIDDEN);
	/* Tables that are no tenant's, and what a tenant might do to the wall itself. */
	assert_code(run_tenant(tenant("bob"), "select * from \"Setting\""), ERR_FORBIDDEN);
	assert_code(run_tenant(tenant("bob"), "select * from \"EmailEvent_default\""), ERR_FORBIDDEN);
	assert_code(run_tenant(tenant("bob"), "alter table \"Suppression\" disable row level security"), ERR_FORBIDDEN);
	/* The role does not outlive its transaction. */
	assert_int_equal(ask(system_of(db), "select (current_user = 'loumass')::int::int8 as n"), 1);
}

static void the_role_alone_sees_nothing(void **state)
{
	(void)state;
	struct system_tx SYSTEM_TX_AUTO tx;
	assert_ok(system_begin(system_of(db), &tx));
	assert_ok(run_system(tx.db, "set local role loumass_app"));
	assert_int_equal(ask(tx.db, "select count(*) as n from \"Suppression\""), 0);
	assert_int_equal(ask(tx.db, "select count(*) as n from \"User\""), 0);
}

static void failures_have_their_codes(void **state)
{
	(void)state;
	assert_code(suppress(tenant("ann"), "s3", "x@example.com"), ERR_CONFLICT);
	assert_true(str_eq(db_constraint(), STR("Suppression_userId_email_key")));
	assert_code(suppress(tenant("ann"), "s4", "\xff@example.com"), ERR_INVALID);
	struct q_suppression_insert_in in = { .id = STR("s5"), .email = str_of("a\0b", 3), .reason = STR("manual") };
	struct q_suppression_insert_row row;
	assert_code(q_suppression_insert(tenant("ann"), &arena, &in, &row), ERR_INVALID);
	in.id = STR_NULL;
	assert_code(q_suppression_insert(tenant("ann"), &arena, &in, &row), ERR_BUG);
	assert_code(run_system(system_of(db), "select nonsense"), ERR_BUG);
	struct number n;
	struct db_query none = NUMBER("select 1::int8 as n where false");
	assert_code(db_system_one(system_of(db), &arena, &none, NULL, &n), ERR_NOT_FOUND);
	struct db_query slow = EXEC("select pg_sleep(60)");
	slow.timeout_ms = 20;
	assert_code(db_system_exec(system_of(db), &arena, &slow, NULL, NULL), ERR_AGAIN);
	struct db_query other = NUMBER("select 1::int4 as n");
	assert_code(db_system_one(system_of(db), &arena, &other, NULL, &n), ERR_BUG);
}

static void transactions_commit_or_leave_nothing(void **state)
{
	(void)state;
	int64_t before = count(tenant("bob"));
	{
		struct tenant_tx TENANT_TX_AUTO tx;
		assert_ok(tenant_begin(tenant("bob"), &tx));
		assert_ok(suppress(tx.db, "t1", "t1@example.com"));
		assert_int_equal(count(tx.db), before + 1);
		assert_int_equal(count(tenant("bob")), before);
	}
	assert_int_equal(count(tenant("bob")), before);
	struct tenant_tx TENANT_TX_AUTO tx;
	assert_ok(tenant_begin(tenant("bob"), &tx));
	assert_ok(suppress(tx.db, "t2", "t2@example.com"));
	{
		struct tenant_tx TENANT_TX_AUTO inner;
		assert_ok(tenant_begin(tx.db, &inner));
		assert_code(suppress(inner.db, "t2", "t3@example.com"), ERR_CONFLICT);
		assert_code(suppress(inner.db, "t4", "t4@example.com"), ERR_CONFLICT); /* the first failure, again */
	}
	assert_ok(suppress(tx.db, "t5", "t5@example.com"));
	assert_ok(tenant_commit(&tx));
	assert_int_equal(count(tenant("bob")), before + 2);

	struct tenant_tx TENANT_TX_AUTO failed;
	assert_ok(tenant_begin(tenant("bob"), &failed));
	assert_ok(suppress(failed.db, "t6", "t6@example.com"));
	assert_code(suppress(failed.db, "t6", "t6@example.com"), ERR_CONFLICT);
	assert_code(tenant_commit(&failed), ERR_CONFLICT);
	assert_int_equal(count(tenant("bob")), before + 2);
	assert_code(tenant_commit(&failed), ERR_BUG);
}

static void statements_are_prepared_once(void **state)
{
	(void)state;
	struct db *one = testing_db(1);
	struct q_suppression_total_row row;
	for (int i = 0; i < 5; i++)
		assert_ok(q_suppression_total(tenant_of(one, &arena, STR("ann")), &arena,
					      &(struct q_suppression_total_in){ 0 }, &row));
	assert_int_equal(ask(system_of(one),
			     "select count(*) as n from pg_prepared_statements where statement like '%Suppression%'"),
			 1);
	assert_int_equal(ask(system_of(one),
			     "select sum(generic_plans + custom_plans)::int8 as n from pg_prepared_statements "
			     "where statement like '%Suppression%'"),
			 5);
	db_close(one);
}

static void a_changed_schema_is_prepared_again(void **state)
{
	(void)state;
	struct db *one = testing_db(1);
	static const struct db_query q = { .name = "changing",
					   .sql = "select * from changing",
					   .cols = number_cols,
					   .n_cols = 1,
					   .row_size = sizeof(struct number),
					   .reads = true };
	struct number n;
	assert_ok(run_system(system_of(one), "create table changing (a int8, b int8)"));
	assert_ok(run_system(system_of(one), "insert into changing values (1, 2)"));
	assert_code(db_system_one(system_of(one), &arena, &q, NULL, &n), ERR_BUG); /* two columns */
	assert_ok(run_system(system_of(one), "alter table changing drop column b"));
	assert_ok(db_system_one(system_of(one), &arena, &q, NULL, &n)); /* "cached plan must not change result type" */
	assert_int_equal(n.n.v, 1);
	assert_ok(run_system(system_of(one), "drop table changing"));
	db_close(one);
}

struct all_kinds {
	str text, json;
	struct opt_i64 none;
	int64_t two, four, at, day;
	bool yes;
	double half, money;
	struct str_array words;
	struct i64_array numbers, times;
	struct bool_array flags;
	struct f64_array floats;
	struct str_array empty;
};

static void values_come_back_as_they_went(void **state)
{
	(void)state;
#define F(name, kind, wire, null, oid, elem)                                                                           \
	{                                                                                                              \
#name, kind, wire, null, oid, elem, offsetof(struct all_kinds, name)                                   \
	}
	static const struct db_field f[] = {
		F(text, DB_STR, DB_WIRE_TEXT, false, 25, 0),
		F(json, DB_STR, DB_WIRE_JSONB, false, 3802, 0),
		F(none, DB_OPT_I64, DB_WIRE_INT8, true, 20, 0),
		F(two, DB_I64, DB_WIRE_INT2, false, 21, 0),
		F(four, DB_I64, DB_WIRE_INT4, false, 23, 0),
		F(at, DB_I64, DB_WIRE_TIMESTAMP, false, 1114, 0),
		F(day, DB_I64, DB_WIRE_DATE, false, 1082, 0),
		F(yes, DB_BOOL, DB_WIRE_BOOL, false, 16, 0),
		F(half, DB_F64, DB_WIRE_FLOAT8, false, 701, 0),
		F(money, DB_F64, DB_WIRE_NUMERIC, false, 1700, 0),
		F(words, DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25),
		F(numbers, DB_I64_ARRAY, DB_WIRE_INT8, false, 1016, 20),
		F(times, DB_I64_ARRAY, DB_WIRE_TIMESTAMP, false, 1115, 1114),
		F(flags, DB_BOOL_ARRAY, DB_WIRE_BOOL, false, 1000, 16),
		F(floats, DB_F64_ARRAY, DB_WIRE_FLOAT8, false, 1022, 701),
		F(empty, DB_STR_ARRAY, DB_WIRE_TEXT, false, 1009, 25),
	};
#undef F
	static const struct db_query q = {
		.name = "all_kinds",
		.sql = "select $1::text, $2::jsonb, $3::int8, $4::int2, $5::int4, $6::timestamp, $7::date, $8::bool, "
		       "$9::float8, "
		       "$10::numeric, $11::text[], $12::int8[], $13::timestamp[], $14::bool[], $15::float8[], "
		       "$16::text[]",
		.params = f,
		.n_params = 16,
		.cols = f,
		.n_cols = 16,
		.row_size = sizeof(struct all_kinds),
	};
	str words[] = { STR("ü"), STR_NULL, STR("") };
	int64_t numbers[] = { INT64_MIN, 0, INT64_MAX }, times[] = { -1, 0 };
	bool flags[] = { true, false };
	double floats[] = { 0.1, -1e300 };
	struct all_kinds in = { .text = STR(""),
				.json = STR("{\"a\": 1}"),
				.two = -32768,
				.four = 2147483647,
				.at = -US_PER_DAY - 1,
				.day = -US_PER_DAY,
				.yes = true,
				.half = 0.5,
				.money = -1234567.125,
				.words = { words, 3 },
				.numbers = { numbers, 3 },
				.times = { times, 2 },
				.flags = { flags, 2 },
				.floats = { floats, 2 } };
	struct all_kinds out;
	for (int i = 0; i < 2; i++) {
		assert_ok(db_tenant_one(tenant("ann"), &arena, &q, &in, &out));
		assert_true(!str_absent(out.text) && str_empty(out.text));
		assert_true(str_eq(out.json, in.json));
		assert_false(out.none.has);
		assert_true(out.two == in.two && out.four == in.four && out.at == in.at && out.day == in.day &&
			    out.yes);
		assert_true(out.half > 0.49 && out.half < 0.51 && out.money > -1234567.126 && out.money < -1234567.124);
		assert_true(out.words.n == 3 && str_eq(out.words.v[0], words[0]) && str_absent(out.words.v[1]) &&
			    !str_absent(out.words.v[2]) && str_empty(out.words.v[2]));
		assert_memory_equal(out.numbers.v, numbers, sizeof(numbers));
		assert_memory_equal(out.times.v, times, sizeof(times));
		assert_true(out.flags.n == 2 && out.flags.v[0] && !out.flags.v[1]);
		assert_memory_equal(out.floats.v, floats, sizeof(floats));
		assert_true(out.empty.n == 0 && out.empty.v);
	}
	struct db_query promised = NUMBER("select null::int8 as n");
	struct db_field not_null = number_cols[0];
	not_null.nullable = false;
	promised.cols = &not_null;
	struct number n;
	assert_code(db_system_one(system_of(db), &arena, &promised, NULL, &n), ERR_BUG);
}

struct pair {
	str word;
	struct opt_i64 n;
};
static const struct db_field pair_fields[] = {
	{ "word", DB_STR, DB_WIRE_TEXT, true, 25, 0, offsetof(struct pair, word) },
	{ "n", DB_OPT_I64, DB_WIRE_INT8, true, 20, 0, offsetof(struct pair, n) },
};
static const struct db_query pair_copy = { .name = "pair_copy",
					   .sql = "copy pair (word, n) from stdin (format binary)",
					   .params = pair_fields,
					   .n_params = 2 };

static void rows_are_copied_in_bulk(void **state)
{
	(void)state;
	for (int round = 0; round < 2; round++) {
		struct tenant_tx TENANT_TX_AUTO tx;
		assert_ok(tenant_begin(tenant("ann"), &tx));
		assert_ok(run_tenant(tx.db, "create temp table pair (word text, n int8) on commit drop"));
		struct db_copy DB_COPY_AUTO copy;
		assert_ok(db_tenant_copy(&tx, &pair_copy, &copy));
		assert_code(run_tenant(tx.db, "select 1"), ERR_BUG);
		for (int i = 0; i < 20000; i++)
			assert_ok(db_copy_add(&copy, &(struct pair){ i % 2 ? STR("wörd") : STR_NULL, SOME_I64(i) }));
		int64_t rows = 0;
		assert_ok(db_copy_end(&copy, &rows));
		assert_int_equal(rows, 20000);
		assert_int_equal(ask_tenant(tx.db, "select sum(n)::int8 as n from pair where word = 'wörd'"),
				 100000000);
		assert_int_equal(ask_tenant(tx.db, "select count(*) as n from pair where word is null"), 10000);
		assert_ok(tenant_commit(&tx));
	}
	/* Given up half way; and refused by the server. */
	struct tenant_tx TENANT_TX_AUTO tx;
	assert_ok(tenant_begin(tenant("ann"), &tx));
	assert_ok(run_tenant(tx.db, "create temp table pair (word text, n int8 check (n < 5)) on commit drop"));
	{
		struct tenant_tx TENANT_TX_AUTO inner;
		assert_ok(tenant_begin(tx.db, &inner));
		struct db_copy DB_COPY_AUTO copy;
		assert_ok(db_tenant_copy(&inner, &pair_copy, &copy));
		assert_ok(db_copy_add(&copy, &(struct pair){ STR("a"), SOME_I64(1) }));
		db_copy_abort(&copy);
		tenant_rollback(&inner);
		assert_ok(tenant_begin(tx.db, &inner));
		assert_ok(db_tenant_copy(&inner, &pair_copy, &copy));
		assert_ok(db_copy_add(&copy, &(struct pair){ STR("a"), SOME_I64(9) }));
		assert_code(db_copy_end(&copy, NULL), ERR_INVALID);
	}
	assert_int_equal(ask_tenant(tx.db, "select count(*) as n from pair"), 0);
	assert_ok(tenant_commit(&tx));
	/* Row-level security does not admit COPY. */
	struct db_query direct = pair_copy;
	direct.sql = "copy \"Suppression\" (\"id\", \"reason\") from stdin (format binary)";
	struct db_copy DB_COPY_AUTO copy;
	assert_ok(tenant_begin(tenant("ann"), &tx));
	assert_true(err_is(db_tenant_copy(&tx, &direct, &copy)));
}

static err sum_rows(void *arg, const void *row)
{
	int64_t *sum = arg;
	*sum += ((const struct number *)row)->n.v;
	return *sum > 10000000 ? err_make(ERR_LIMIT, "enough") : OK;
}

static void rows_stream(void **state)
{
	(void)state;
	int64_t sum = 0;
	struct db_query q = NUMBER("select generate_series(1, 3000)::int8 as n");
	assert_ok(db_tenant_stream(tenant("ann"), &arena, &q, NULL, sum_rows, &sum));
	assert_int_equal(sum, 4501500);
	struct db_query endless = NUMBER("select generate_series(1, 100000000)::int8 as n");
	assert_code(db_tenant_stream(tenant("ann"), &arena, &endless, NULL, sum_rows, &sum), ERR_LIMIT);
	assert_int_equal(count(tenant("ann")), 1);
}

static void killed_backends_are_replaced(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		struct tenant_tx TENANT_TX_AUTO hold;
		assert_ok(tenant_begin(tenant("ann"), &hold));
		assert_int_equal(count(hold.db), 1); /* two connections now */
		assert_ok(run_tenant(tenant("ann"), "select 1"));
		testing_sql(db, &arena,
			    "select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity "
			    "where application_name = 'test' and pid <> pg_backend_pid()");
		assert_code(suppress(hold.db, "k1", "k1@example.com"), ERR_UNAVAILABLE);
		assert_code(tenant_commit(&hold), ERR_UNAVAILABLE);
		assert_int_equal(count(tenant("ann")), 1);
	}
	/* In the middle of its own statement: said by the server, so nothing was changed. */
	assert_code(run_system(system_of(db), "select pg_terminate_backend(pg_backend_pid(), 0), pg_sleep(60)"),
		    ERR_UNAVAILABLE);
	/* In the middle of a commit: not known. */
	assert_ok(run_system(
		system_of(db),
		"create function die() returns trigger language plpgsql as "
		"$$ begin perform pg_terminate_backend(pg_backend_pid(), 0), pg_sleep(60); return null; end $$"));
	assert_ok(run_system(system_of(db), "create table mortal (n int8)"));
	assert_ok(run_system(system_of(db),
			     "create constraint trigger dies after insert on mortal deferrable initially deferred "
			     "for each row execute function die()"));
	struct system_tx SYSTEM_TX_AUTO tx;
	assert_ok(system_begin(system_of(db), &tx));
	assert_ok(run_system(tx.db, "insert into mortal values (1)"));
	assert_code(system_commit(&tx), ERR_UNCERTAIN);
	assert_code(run_system(system_of(db), "insert into mortal values (1)"), ERR_UNCERTAIN);
	assert_int_equal(ask(system_of(db), "select count(*) as n from mortal"), 0);
}

struct worker {
	pthread_t thread;
	struct db *db;
	const char *id;
	int64_t wrong;
};
static void *work(void *arg)
{
	struct worker *w = arg;
	for (int i = 0; i < 200; i++) {
		struct arena ARENA_AUTO a = {};
		struct number n;
		struct db_query q = NUMBER("select (min(\"id\") = max(\"id\") and min(\"id\") = "
					   "current_setting('app.user_id'))::int::int8 "
					   "as n from \"User\"");
		err e = db_tenant_one(tenant_of(w->db, &a, str_z(w->id)), &a, &q, NULL, &n);
		w->wrong += err_is(e) || n.n.v != 1;
	}
	return NULL;
}

static void many_threads_share_few_connections(void **state)
{
	(void)state;
	struct db *few = testing_db(3);
	struct worker w[8];
	for (int i = 0; i < 8; i++) {
		w[i] = (struct worker){ .db = few, .id = i % 2 ? "ann" : "bob" };
		assert_int_equal(pthread_create(&w[i].thread, NULL, work, &w[i]), 0);
	}
	for (int i = 0; i < 8; i++) {
		pthread_join(w[i].thread, NULL);
		assert_int_equal(w[i].wrong, 0);
	}
	assert_true(db_stats(few).open <= 3);
	db_close(few);
}

static void a_full_pool_says_so(void **state)
{
	(void)state;
	struct db *small;
	assert_ok(db_open(&(struct db_options){ .url = testing_url(), .connections = 1, .checkout_timeout_ms = 30 },
			  &small));
	struct tenant_tx TENANT_TX_AUTO tx;
	assert_ok(tenant_begin(tenant_of(small, &arena, STR("ann")), &tx));
	assert_code(db_ping(small), ERR_AGAIN);
	tenant_rollback(&tx);
	assert_ok(db_ping(small));
	db_close(small);
}

static void notifications_are_heard(void **state)
{
	(void)state;
	static const char *const channels[] = { "loumass_test" };
	struct db_listener *l = db_listener_new(db, channels, 1);
	struct db_notice n;
	assert_ok(db_listener_wait(l, 5000, &n)); /* connected: look */
	assert_string_equal(n.channel, "");
	struct q_db_notify_in in = { .channel = STR("loumass_test"), .payload = STR("hello") };
	assert_ok(q_db_notify(system_of(db), &arena, &in, NULL));
	assert_ok(db_listener_wait(l, 5000, &n));
	assert_string_equal(n.channel, "loumass_test");
	assert_string_equal(n.payload, "hello");
	assert_code(db_listener_wait(l, 0, &n), ERR_AGAIN);
	db_listener_wake(l);
	assert_code(db_listener_wait(l, 60000, &n), ERR_AGAIN);
	testing_sql(
		db, &arena,
		"select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity where query like 'listen%' and "
		"pid <> pg_backend_pid()");
	assert_ok(db_listener_wait(l, 5000, &n)); /* connected again: look */
	assert_string_equal(n.channel, "");
	db_listener_free(l);
}

static void one_holds_a_lock(void **state)
{
	(void)state;
	struct db_lock *a, *b;
	assert_ok(db_lock_take(db, 42, &a));
	assert_code(db_lock_take(db, 42, &b), ERR_AGAIN);
	assert_true(db_lock_held(a));
	db_lock_free(a);
	err e;
	while ((e = db_lock_take(db, 42, &b)).code == ERR_AGAIN) /* until the server has noticed */
		;
	assert_ok(e);
	testing_sql(db, &arena,
		    "select count(pg_terminate_backend(pid, 10000)) from pg_locks where locktype = 'advisory'");
	assert_false(db_lock_held(b));
	db_lock_free(b);
}

static void an_absent_database_is_unavailable(void **state)
{
	(void)state;
	assert_ok(cluster_stop(testing_cluster()));
	assert_code(db_ping(db), ERR_UNAVAILABLE);
	struct q_suppression_total_row row;
	assert_code(q_suppression_total(tenant("ann"), &arena, &(struct q_suppression_total_in){ 0 }, &row),
		    ERR_UNAVAILABLE);
	assert_ok(cluster_start(testing_cluster()));
	assert_ok(db_wait(db, 10000));
	assert_int_equal(count(tenant("ann")), 1);
	struct db *wrong;
	assert_code(db_open(&(struct db_options){ .url = "postgresql://x:y@z/w?nonsense=1" }, &wrong), ERR_INVALID);
	assert_code(db_open(&(struct db_options){ .url = "postgresql://x/w?schema=other" }, &wrong), ERR_INVALID);
	assert_ok(
		db_open(&(struct db_options){ .url = "postgresql://x/w?schema=public&pgbouncer=true&sslmode=disable" },
			&wrong));
	db_close(wrong);
}

int main(void)
{
	db = testing_db(4);
	testing_user(db, "ann");
	testing_user(db, "bob");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tenants_see_their_own_rows_only),
		cmocka_unit_test(the_role_alone_sees_nothing),
		cmocka_unit_test(failures_have_their_codes),
		cmocka_unit_test(transactions_commit_or_leave_nothing),
		cmocka_unit_test(statements_are_prepared_once),
		cmocka_unit_test(a_changed_schema_is_prepared_again),
		cmocka_unit_test(values_come_back_as_they_went),
		cmocka_unit_test(rows_are_copied_in_bulk),
		cmocka_unit_test(rows_stream),
		cmocka_unit_test(killed_backends_are_replaced),
		cmocka_unit_test(many_threads_share_few_connections),
		cmocka_unit_test(a_full_pool_says_so),
		cmocka_unit_test(notifications_are_heard),
		cmocka_unit_test(one_holds_a_lock),
		cmocka_unit_test(an_absent_database_is_unavailable),
	};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	db_close(db);
	arena_deinit(&arena);
	testing_end();
	return failed;
}
