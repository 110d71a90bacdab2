/* Where the private PostgreSQL lives, who runs it, and with which binaries. */
#include "base/arena.h"
#include "base/log.h"
#include "base/num.h"
#include "db/cluster_int.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SOCKET_PATH_MAX 107u /* sockaddr_un */

static err cluster_open_io(const char *what, const char *path)
{
	log_error("pg.io", "%s %s: %s", what, path, strerror(errno));
	return err_make(ERR_IO, "the data directory cannot be used");
}

static bool cluster_open_is_dir(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static err cluster_open_make_dir(const char *path, mode_t mode)
{
	if (mkdir(path, mode) != 0 && errno != EEXIST)
		return cluster_open_io("cannot make", path);
	return cluster_open_is_dir(path) ? OK : cluster_open_io("not a directory:", path);
}

/* ----------------------------------------------------------------------------------------------------------
 * binaries */

static bool cluster_open_has_binaries(const char *dir)
{
	char path[CLUSTER_PATH_MAX];
	return cluster_path(path, dir, "initdb") && access(path, X_OK) == 0 && cluster_path(path, dir, "postgres") &&
	       access(path, X_OK) == 0;
}

/* The newest of Debian's, or the one of the cluster's own version when `major` is not 0. */
static bool cluster_open_find_debian(uint64_t major, char out[CLUSTER_PATH_MAX])
{
	uint64_t best = 0;
	DIR *d = opendir("/usr/lib/postgresql");
	if (!d)
		return false;
	for (struct dirent *e; (e = readdir(d));) {
		uint64_t v;
		char path[CLUSTER_PATH_MAX];
		if (!num_parse_u64(str_z(e->d_name), &v) || v <= best || (major && v != major))
			continue;
		snprintf(path, sizeof(path), "/usr/lib/postgresql/%llu/bin", (unsigned long long)v);
		if (!cluster_open_has_binaries(path))
			continue;
		best = v;
		memcpy(out, path, sizeof(path));
	}
	closedir(d);
	return best != 0;
}

static bool cluster_open_find_in_path(char out[CLUSTER_PATH_MAX])
{
	const char *env = getenv("PATH");
	str rest = str_z(env), dir;
	while (env && str_next(&rest, ':', &dir)) {
		snprintf(out, CLUSTER_PATH_MAX, "%.*s", STR_FMT(dir));
		if (dir.n && cluster_open_has_binaries(out))
			return true;
	}
	return false;
}

/* 0: there is no cluster yet. A file that cannot be read does not say that. */
static err cluster_major(const struct cluster *c, uint64_t *major)
{
	char path[CLUSTER_PATH_MAX], line[16] = "";
	*major = 0;
	if (!cluster_path(path, c->data, "PG_VERSION"))
		return OK;
	FILE *f = fopen(path, "re");
	if (!f)
		return errno == ENOENT || errno == ENOTDIR ? OK : cluster_open_io("cannot open", path);
	bool read = fgets(line, sizeof(line), f) && num_parse_u64(str_trim(str_z(line)), major) && *major;
	fclose(f);
	return read ? OK : err_make(ERR_INVALID, "the private database's PG_VERSION names no version");
}

static err cluster_open_find_binaries(struct cluster *c, uint64_t major, const char *configured)
{
	if (configured && configured[0]) {
		snprintf(c->bin, sizeof(c->bin), "%s", configured);
		if (cluster_open_has_binaries(c->bin))
			return OK;
		log_error("pg.bin", "no initdb and postgres in %s", configured);
		return err_make(ERR_UNAVAILABLE, "LOUMASS_PG_BIN holds no PostgreSQL");
	}
	if (cluster_open_find_debian(major, c->bin) || (!major && cluster_open_find_in_path(c->bin)))
		return OK;
	if (major && cluster_open_find_in_path(c->bin))
		return OK; /* it checks the version itself */
	if (major) {
		log_error("pg.bin", "the private database in %s was made by PostgreSQL %llu, which is not installed",
			  c->data, (unsigned long long)major);
		return err_make(ERR_INVALID,
				"install the PostgreSQL that made the private database, or upgrade it with pg_upgrade");
	}
	log_error("pg.bin", "PostgreSQL is not installed: install postgresql, or set DATABASE_URL or LOUMASS_PG_BIN");
	return err_make(ERR_UNAVAILABLE, "PostgreSQL is not installed; install it, or set DATABASE_URL");
}

err cluster_program(const char *bin, const char *name, char out[CLUSTER_PROGRAM_MAX])
{
	char dir[CLUSTER_PATH_MAX] = "";
	if (bin && bin[0])
		snprintf(dir, sizeof(dir), "%s", bin);
	if (dir[0] || cluster_open_find_debian(0, dir)) {
		snprintf(out, CLUSTER_PROGRAM_MAX, "%s/%s", dir, name);
		if (access(out, X_OK) == 0)
			return OK;
	}
	const char *env = getenv("PATH");
	str rest = str_z(env), piece;
	while (env && str_next(&rest, ':', &piece)) {
		snprintf(out, CLUSTER_PROGRAM_MAX, "%.*s/%s", STR_FMT(piece), name);
		if (piece.n && access(out, X_OK) == 0)
			return OK;
	}
	log_error("pg.bin", "%s is not installed: install postgresql-client, or set LOUMASS_PG_BIN", name);
	return err_make(ERR_UNAVAILABLE, "PostgreSQL's client programs are not installed (postgresql-client)");
}

err cluster_client_env(struct arena *a, const char *url, const char *const **env, const char **dbname)
{
	char *why = NULL;
	PQconninfoOption *options = PQconninfoParse(url, &why);
	PQfreemem(why);
	if (!options)
		return err_make(ERR_INVALID, "the database's connection string cannot be read");
	size_t n = 0;
	for (const PQconninfoOption *o = options; o->keyword; o++)
		n++;
	const char **out = arena_array(a, const char *, n + 1);
	*dbname = "";
	n = 0;
	for (const PQconninfoOption *o = options; o->keyword; o++) {
		if (!o->val || !o->val[0])
			continue;
		if (str_eq(str_z(o->keyword), STR("dbname")))
			*dbname = arena_z(a, str_z(o->val));
		if (o->envvar)
			out[n++] = arena_printf(a, "%s=%s", o->envvar, o->val).p;
	}
	PQconninfoFree(options);
	*env = out;
	return OK;
}

/* -------------------------------------------------------------------------------------------------------------
 * places */

static void cluster_open_find_user(struct cluster *c)
{
	c->uid = geteuid();
	c->gid = getegid();
	if (c->uid != 0)
		return;
	const struct passwd *p = getpwnam("postgres");
	if (!p)
		p = getpwnam("nobody");
	if (p) {
		c->uid = p->pw_uid;
		c->gid = p->pw_gid;
	}
}

/* Can the cluster's user come to this directory? Asked of the kernel, as that user. */
static bool cluster_open_reachable(const struct cluster *c, const char *dir)
{
	if (c->uid == geteuid())
		return true;
	pid_t pid = fork();
	if (pid == 0)
		_exit(setgid(c->gid) == 0 && setuid(c->uid) == 0 && access(dir, X_OK) == 0 ? 0 : 1);
	int status = 1;
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static err cluster_open_owned_dir(const struct cluster *c, const char *path)
{
	TRY(cluster_open_make_dir(path, 0700));
	struct stat st;
	if (stat(path, &st) != 0 || (st.st_uid != c->uid && chown(path, c->uid, c->gid) != 0))
		return cluster_open_io("cannot hand over", path);
	return OK;
}

/* <data>/pg, or a link of that name to a place that the cluster's user can reach. */
static err cluster_open_find_base(struct cluster *c, const char *data)
{
	char link[CLUSTER_PATH_MAX];
	if (!cluster_path(link, data, "pg") || strlen(link) > CLUSTER_PATH_MAX - 40)
		return err_make(ERR_INVALID, "the data directory's path is too long");
	if (!cluster_open_is_dir(link) && !cluster_open_reachable(c, data)) {
		/* A new place each time: one that a deleted data directory left behind is not ours to open again. */
		char place[] = "/var/lib/loumass/XXXXXX";
		TRY(cluster_open_make_dir("/var/lib/loumass", 0755));
		if (!mkdtemp(place))
			return cluster_open_io("cannot make a directory in", "/var/lib/loumass");
		TRY(cluster_open_owned_dir(c, place));
		log_info("pg.place", "%s cannot be reached by an unprivileged user: the database lives in %s", data,
			 place);
		if (symlink(place, link) != 0)
			return cluster_open_io("cannot make the link", link);
	} else if (!cluster_open_is_dir(link)) {
		TRY(cluster_open_owned_dir(c, link));
	}
	char *real = realpath(link, NULL);
	if (!real)
		return cluster_open_io("cannot find", link);
	bool fits = strlen(real) < CLUSTER_PATH_MAX - 32;
	snprintf(c->base, sizeof(c->base), "%s", real);
	free(real);
	return fits ? OK : err_make(ERR_INVALID, "the data directory's path is too long");
}

static err cluster_open_find_socket(struct cluster *c)
{
	if (strlen(c->base) + sizeof("/run/.s.PGSQL.5432") <= SOCKET_PATH_MAX) {
		cluster_path(c->socket, c->base, "run");
		return OK;
	}
	snprintf(c->socket, sizeof(c->socket), "/tmp/loumass-%u-%016llx", (unsigned)c->uid,
		 (unsigned long long)str_hash(str_z(c->base)));
	return OK;
}

/* Under /tmp anyone may have made it first. */
static err cluster_open_make_socket_dir(const struct cluster *c)
{
	struct stat st;
	TRY(cluster_open_owned_dir(c, c->socket));
	if (lstat(c->socket, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != c->uid || (st.st_mode & 077))
		return err_make(ERR_IO, "the socket's directory is not ours alone");
	return OK;
}

static void cluster_open_escape(const char *s, char *out, size_t n)
{
	size_t at = 0;
	for (; *s && at + 4 < n; s++) {
		bool plain = ascii_alpha(*s) || ascii_digit(*s) || *s == '-' || *s == '_' || *s == '.';
		if (plain)
			out[at++] = *s;
		else
			at += (size_t)snprintf(out + at, n - at, "%%%02X", (unsigned char)*s);
	}
	out[at] = '\0';
}

static err cluster_open_make_urls(struct cluster *c)
{
	char host[CLUSTER_URL_MAX];
	cluster_open_escape(c->socket, host, sizeof(host));
	if (strlen(host) > CLUSTER_URL_MAX - 64)
		return err_make(ERR_INVALID, "the data directory's path is too long");
	snprintf(c->url, sizeof(c->url), "postgresql://loumass@localhost/loumass?host=%.400s", host);
	snprintf(c->admin_url, sizeof(c->admin_url), "postgresql://postgres@localhost/postgres?host=%.400s", host);
	return OK;
}

static err cluster_open_absolute(const char *data, char out[CLUSTER_PATH_MAX])
{
	char *real = realpath(data, NULL);
	if (!real)
		return cluster_open_io("cannot find", data);
	bool fits = strlen(real) < CLUSTER_PATH_MAX - 40;
	snprintf(out, CLUSTER_PATH_MAX, "%s", real);
	free(real);
	return fits ? OK : err_make(ERR_INVALID, "the data directory's path is too long");
}

static err cluster_open_take_lock(struct cluster *c)
{
	char path[CLUSTER_PATH_MAX];
	cluster_path(path, c->base, "lock");
	c->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (c->lock_fd < 0)
		return cluster_open_io("cannot open", path);
	if (flock(c->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return errno != EWOULDBLOCK
			       ? cluster_open_io("cannot lock", path)
			       : err_make(ERR_CONFLICT,
					  "another loumass runs the private PostgreSQL of this data directory");
	return OK;
}

static err cluster_open_locate(struct cluster *c, const char *data)
{
	cluster_open_find_user(c);
	TRY(cluster_open_find_base(c, data));
	cluster_path(c->data, c->base, "data");
	cluster_path(c->log, c->base, "log");
	TRY(cluster_open_find_socket(c));
	return cluster_open_make_urls(c);
}

static err cluster_open_setup(struct cluster *c, const struct cluster_options *o)
{
	char data[CLUSTER_PATH_MAX];
	TRY(cluster_open_make_dir(o->data, 0755));
	TRY(cluster_open_absolute(o->data, data));
	TRY(cluster_open_locate(c, data));
	TRY(cluster_open_take_lock(c));
	TRY(cluster_open_make_socket_dir(c));
	uint64_t major;
	TRY(cluster_major(c, &major));
	TRY(cluster_open_find_binaries(c, major, o->bin));
	return major ? OK : cluster_make(c);
}

err cluster_open(const struct cluster_options *o, struct cluster **out)
{
	struct cluster *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->lock_fd = -1;
	c->scratch = o->scratch;
	err e = cluster_open_setup(c, o);
	if (err_is(e))
		cluster_close(c);
	else
		*out = c;
	return e;
}

err cluster_find(const char *data, char url[CLUSTER_URL_MAX])
{
	struct cluster c = { .lock_fd = -1 };
	char real[CLUSTER_PATH_MAX], base[CLUSTER_PATH_MAX];
	err none = err_make(ERR_UNAVAILABLE, "no private PostgreSQL runs; start `loumass up`, or set DATABASE_URL");
	if (!cluster_open_is_dir(data) || err_is(cluster_open_absolute(data, real)) ||
	    !cluster_path(base, real, "pg") || !cluster_open_is_dir(base))
		return none;
	TRY(cluster_open_locate(&c, real));
	if (PQping(c.url) != PQPING_OK)
		return none;
	memcpy(url, c.url, CLUSTER_URL_MAX);
	return OK;
}
