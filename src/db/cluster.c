#include "db/cluster.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "db/cluster_int.h"
#include "db/scope.h"
#include "os/file.h"
#include "os/process.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define STOP_FAST_MS 60000
#define STOP_IMMEDIATE_MS 10000
#define STOP_AGAIN_MS 500
#define CLUSTER_LOG_MAX 16384u /* of its end: a start writes a few hundred bytes */
#define LOG_KEEP (8 << 20)     /* a longer log is set aside at start */

void cluster_sleep(int ms)
{
	poll(NULL, 0, ms);
}

bool cluster_path(char out[CLUSTER_PATH_MAX], const char *dir, const char *name)
{
	int n = snprintf(out, CLUSTER_PATH_MAX, "%s/%s", dir, name);
	return n > 0 && (size_t)n < CLUSTER_PATH_MAX;
}

/* ---------------------------------------------------------------------------------------------------------
 * processes */

/* In the child: the cluster's user, no terminal, output to the log. */
static void cluster_become(const struct cluster *c)
{
	setsid();
	int null = open("/dev/null", O_RDONLY);
	int log = open(c->log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (log >= 0) {
		if (c->uid != geteuid())
			err_ignore(fchown(log, c->uid, c->gid) == 0 ? OK : err_make(ERR_IO, "chown"));
		dup2(log, STDOUT_FILENO);
		dup2(log, STDERR_FILENO);
	}
	if (null >= 0)
		dup2(null, STDIN_FILENO);
	umask(077);
	if (geteuid() == 0 && c->uid != 0) {
		if (setgroups(1, &c->gid) != 0 || setgid(c->gid) != 0 || setuid(c->uid) != 0)
			_exit(126);
	}
	if (chdir(c->base) != 0)
		_exit(126);
	unsetenv("PGDATA");
	unsetenv("PGHOST");
	unsetenv("PGPORT");
	setenv("LC_ALL", "C", 1);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
}

static pid_t cluster_spawn(const struct cluster *c, const char *const argv[])
{
	pid_t pid = fork();
	if (pid == 0) {
		cluster_become(c);
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	return pid;
}

static bool cluster_ran_well(pid_t pid)
{
	int status;
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return false;
	}
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ------------------------------------------------------------------------------------------------------------
 * making */

/* Into a directory beside, then renamed: a half-made cluster is never taken for one. */
err cluster_make(const struct cluster *c)
{
	char initdb[CLUSTER_PATH_MAX], fresh[CLUSTER_PATH_MAX];
	if (!cluster_path(initdb, c->bin, "initdb") || !cluster_path(fresh, c->base, "data.new"))
		return err_make(ERR_INVALID, "the data directory's path is too long");
	const char *const clean[] = { "/bin/rm", "-rf", "--", fresh, NULL };
	pid_t pid = cluster_spawn(c, clean);
	if (pid < 0 || !cluster_ran_well(pid))
		return err_make(ERR_IO, "cannot clean up after an unfinished initdb");
	const char *const argv[] = {
		initdb,	 "-D", fresh,  "-U",	     "postgres",	 "-A",
		"trust", "-E", "UTF8", "--locale=C", "--data-checksums", c->scratch ? "--no-sync" : NULL,
		NULL
	};
	log_info("pg.init", "making a private PostgreSQL in %s", c->data);
	pid = cluster_spawn(c, argv);
	if (pid < 0 || !cluster_ran_well(pid)) {
		log_error("pg.init", "initdb failed; see %s", c->log);
		return err_make(ERR_IO, "initdb failed; its log says why");
	}
	if (rename(fresh, c->data) != 0)
		return err_make(ERR_IO, "cannot put the new cluster in its place");
	return OK;
}

/* ----------------------------------------------------------------------------------------------------------
 * starting */

#define ARGS_MAX 96u
struct args {
	const char *v[ARGS_MAX];
	char text[ARGS_MAX][CLUSTER_PATH_MAX + 64];
	size_t n;
};

[[gnu::format(printf, 2, 3)]] static void cluster_arg(struct args *a, const char *fmt, ...)
{
	va_list ap;
	if (a->n + 1 >= ARGS_MAX)
		abort();
	va_start(ap, fmt);
	vsnprintf(a->text[a->n], sizeof(a->text[0]), fmt, ap);
	va_end(ap);
	a->v[a->n] = a->text[a->n];
	a->n++;
}

[[gnu::format(printf, 2, 3)]] static void cluster_setting(struct args *a, const char *fmt, ...)
{
	va_list ap;
	cluster_arg(a, "-c");
	if (a->n + 1 >= ARGS_MAX)
		abort();
	va_start(ap, fmt);
	vsnprintf(a->text[a->n], sizeof(a->text[0]), fmt, ap);
	va_end(ap);
	a->v[a->n] = a->text[a->n];
	a->n++;
}

static int64_t cluster_memory_mb(void)
{
	int64_t pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	int64_t mb = pages > 0 && size > 0 ? pages / 1024 * size / 1024 : 1024;
	/* A container may have less. */
	FILE *f = fopen("/sys/fs/cgroup/memory.max", "re");
	char line[32] = "";
	uint64_t limit;
	if (f) {
		if (fgets(line, sizeof(line), f) && num_parse_u64(str_trim(str_z(line)), &limit))
			mb = i64_min(mb, (int64_t)(limit >> 20));
		fclose(f);
	}
	return mb;
}

static void cluster_settings(const struct cluster *c, struct args *a)
{
	int64_t mb = cluster_memory_mb();
	cluster_setting(a, "listen_addresses=");
	cluster_setting(a, "unix_socket_directories=%s", c->socket);
	cluster_setting(a, "unix_socket_permissions=0700");
	cluster_setting(a, "max_connections=200");
	cluster_setting(a, "jit=off"); /* our statements are short: compiling costs more than it gives */
	cluster_setting(a, "timezone=UTC");
	cluster_setting(a, "log_timezone=UTC");
	cluster_setting(a, "log_line_prefix=%%m [%%p] ");
	cluster_setting(a, "log_checkpoints=off");
	cluster_setting(a, "random_page_cost=1.1");
	if (c->scratch) {
		cluster_setting(a, "shared_buffers=32MB");
		cluster_setting(a, "fsync=off");
		return;
	}
	cluster_setting(a, "fsync=on");
	cluster_setting(a, "full_page_writes=on");
	cluster_setting(a, "synchronous_commit=on");
	/* An eighth of the memory: the program, the page cache and perhaps a mail server want theirs. */
	cluster_setting(a, "shared_buffers=%lldMB", (long long)i64_min(i64_max(mb / 8, 64), 4096));
	cluster_setting(a, "effective_cache_size=%lldMB", (long long)i64_max(mb / 2, 128));
	cluster_setting(a, "maintenance_work_mem=%lldMB", (long long)i64_min(i64_max(mb / 32, 64), 1024));
	cluster_setting(a, "work_mem=%lldMB", (long long)i64_min(i64_max(mb / 512, 4), 32));
	cluster_setting(a, "wal_compression=on");
	cluster_setting(
		a, "max_wal_size=4GB"); /* a large campaign or import writes gigabytes: fewer checkpoints, fewer full
					   pages */
	cluster_setting(a, "min_wal_size=256MB");
	cluster_setting(a, "checkpoint_timeout=15min");
	cluster_setting(a, "checkpoint_completion_target=0.9");
	cluster_setting(a, "autovacuum_vacuum_cost_limit=2000");
	cluster_setting(a, "effective_io_concurrency=64");
}

static void cluster_rotate_log(const struct cluster *c)
{
	struct stat st;
	char old[CLUSTER_PATH_MAX];
	if (stat(c->log, &st) == 0 && st.st_size > LOG_KEEP && cluster_path(old, c->base, "log.old"))
		(void)rename(c->log, old);
}

static err cluster_launch(struct cluster *c)
{
	struct args *a = calloc(1, sizeof(*a));
	if (!a)
		abort();
	cluster_arg(a, "%s/postgres", c->bin);
	cluster_arg(a, "-D");
	cluster_arg(a, "%s", c->data);
	cluster_settings(c, a);
	cluster_rotate_log(c);
	pid_t pid = cluster_spawn(c, a->v);
	free(a);
	if (pid < 0)
		return err_make(ERR_IO, "cannot fork");
	c->pid = pid;
	c->child = true;
	return OK;
}

/* -------------------------------------------------------------------------------------------------------------
 * state */

/* The first line of postmaster.pid, when that process is there and is a PostgreSQL; a stale file is removed, for the
 * server would take a stranger that got its number for another server. */
static pid_t cluster_running(const struct cluster *c)
{
	char path[CLUSTER_PATH_MAX], line[64] = "", proc[64], exe[256];
	uint64_t pid = 0;
	if (!cluster_path(path, c->data, "postmaster.pid"))
		return 0;
	FILE *f = fopen(path, "re");
	if (!f)
		return 0;
	bool read = fgets(line, sizeof(line), f) && num_parse_u64(str_trim(str_z(line)), &pid) && pid > 1;
	fclose(f);
	if (!read)
		return 0;
	snprintf(proc, sizeof(proc), "/proc/%llu/comm", (unsigned long long)pid);
	f = fopen(proc, "re");
	/* Only who is not there, or is another, makes the file stale: a server whose file is gone shuts itself down. */
	bool postgres = f ? fgets(exe, sizeof(exe), f) && strcmp(exe, "postgres\n") == 0 : errno != ENOENT;
	if (f)
		fclose(f);
	if (postgres)
		return (pid_t)pid;
	(void)unlink(path);
	return 0;
}

/* Dead, but nobody has asked for its status: in a container whose first process does not. */
static bool cluster_is_zombie(pid_t pid)
{
	char path[64], line[512] = "";
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "re");
	if (!f)
		return false;
	bool read = fgets(line, sizeof(line), f) != NULL;
	fclose(f);
	const char *state = read ? strrchr(line, ')') : NULL;
	return state && strncmp(state, ") Z", 3) == 0;
}

bool cluster_alive(struct cluster *c)
{
	if (!c->pid)
		return false;
	if (c->child) {
		pid_t rc = waitpid(c->pid, NULL, WNOHANG);
		if (rc == c->pid || (rc < 0 && errno == ECHILD && kill(c->pid, 0) != 0)) {
			c->pid = 0;
			return false;
		}
		return true;
	}
	if ((kill(c->pid, 0) == 0 || errno == EPERM) && !cluster_is_zombie(c->pid))
		return true;
	c->pid = 0;
	return false;
}

pid_t cluster_pid(const struct cluster *c)
{
	return c->pid;
}

const char *cluster_url(const struct cluster *c)
{
	return c->url;
}

/* The lines of PostgreSQL's log that say why it ended: the last of its worst kind, and the one before, which often names
 * the setting. */
static err cluster_failed(const struct cluster *c)
{
	static char why[800];
	struct buf BUF_AUTO b;
	buf_init(&b, CLUSTER_LOG_MAX);
	str line, before = STR(""), last = STR(""), bad = STR(""), rest = STR("");
	if (!err_is(file_read_tail(c->log, CLUSTER_LOG_MAX, &b)))
		rest = buf_str(&b);
	while (str_next(&rest, '\n', &line)) {
		if (str_find(line, STR("FATAL:")) != STR_NPOS || str_find(line, STR("PANIC:")) != STR_NPOS)
			bad = before.n ? str_of(before.p, (size_t)(line.p + line.n - before.p)) : line;
		if (str_trim(line).n)
			last = before = line;
	}
	str said = str_upto(bad.n ? bad : last, 500);
	log_error("pg.start", "PostgreSQL did not start; %s ends with: %.*s", c->log, STR_FMT(said));
	snprintf(why, sizeof(why), "PostgreSQL did not start: %.*s (%.200s)", STR_FMT(said), c->log);
	return err_make(ERR_UNAVAILABLE, why);
}

static err cluster_wait_ready(struct cluster *c)
{
	int64_t since = db_mono();
	bool told = false;
	while (cluster_alive(c)) {
		if (PQping(c->admin_url) == PQPING_OK)
			return OK;
		if (!told && db_mono() - since > 10 * US_PER_S) {
			log_info("pg.wait", "waiting for PostgreSQL to recover");
			told = true;
		}
		if (signals_end_pending())
			return err_make(ERR_AGAIN, "interrupted while PostgreSQL started");
		cluster_sleep(20);
	}
	return cluster_failed(c);
}

/* Our user owns the database and may make roles, and is no superuser. */
static const char user_sql[] = "do $$ begin"
			       " if not exists (select from pg_roles where rolname = 'loumass') then"
			       "  create role loumass login createrole createdb;"
			       "  grant pg_monitor to loumass;"
			       " end if; end $$";

static err cluster_ensure_database(const struct cluster *c)
{
	PGconn *pg = PQconnectdb(c->admin_url);
	PGresult *r = NULL;
	err e = OK;
	if (PQstatus(pg) != CONNECTION_OK)
		e = err_make(ERR_UNAVAILABLE, "the private PostgreSQL does not answer");
	if (!err_is(e))
		e = db_plain_exec(pg, user_sql, NULL);
	if (!err_is(e))
		e = db_plain_exec(pg, "select 1 from pg_database where datname = 'loumass'", &r);
	if (!err_is(e) && PQntuples(r) == 0)
		e = db_plain_exec(pg, "create database loumass owner loumass", NULL);
	PQclear(r);
	PQfinish(pg);
	return e;
}

err cluster_start(struct cluster *c)
{
	if (cluster_alive(c))
		return OK;
	pid_t pid = cluster_running(c);
	if (pid) {
		log_info("pg.adopt", "adopting the private PostgreSQL that runs already (pid %d)", (int)pid);
		c->pid = pid;
		c->child = false;
	} else {
		TRY(cluster_launch(c));
	}
	err e = cluster_wait_ready(c);
	if (err_is(e) && !c->child) /* it was on its way down */
		e = cluster_launch(c).code == ERR_OK ? cluster_wait_ready(c) : e;
	TRY(e);
	return cluster_ensure_database(c);
}

/* The signal is sent again: a server that has just been started can miss one. */
static bool cluster_gone_within(struct cluster *c, int ms, int sig)
{
	int64_t deadline = db_mono() + ms * US_PER_MS, again = 0;
	while (cluster_alive(c)) {
		if (db_mono() >= deadline)
			return false;
		if (db_mono() >= again) {
			kill(c->pid, sig);
			again = db_mono() + STOP_AGAIN_MS * US_PER_MS;
		}
		cluster_sleep(10);
	}
	return true;
}

err cluster_stop(struct cluster *c)
{
	if (cluster_gone_within(c, STOP_FAST_MS, SIGINT))
		return OK;
	log_warn("pg.stop", "PostgreSQL takes long to stop; stopping it at once, it will recover at the next start");
	return cluster_gone_within(c, STOP_IMMEDIATE_MS, SIGQUIT) ? OK
								  : err_make(ERR_AGAIN, "PostgreSQL does not stop");
}

void cluster_close(struct cluster *c)
{
	if (!c)
		return;
	if (c->lock_fd >= 0)
		close(c->lock_fd);
	free(c);
}
