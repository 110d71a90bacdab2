/* sqlgen [--check | --lint] URL ROOT [tenant/contact ...]: writes ROOT/src/db/gen, or says what is not up to date, or
 * looks at the plans of the tenant queries. Without names: every file, and what has no .sql any more is removed. */
#include "sqlgen.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILES_MAX 200u

enum mode { MODE_WRITE, MODE_CHECK, MODE_LINT };
unsigned complaints;
static bool muted; /* while files that were not asked for are read, for their names only */

void complain(const struct file *f, const struct query *q, const char *fmt, ...)
{
	va_list ap;
	if (muted)
		return;
	va_start(ap, fmt);
	fprintf(stderr, "%.*s:%u: %.*s: ", STR_FMT(f->path), q ? q->line : 0, STR_FMT(q ? q->name : STR("")));
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	complaints++;
}

static bool read_whole(const char *path, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	for (;;) {
		char *room = buf_room(out, 65536);
		ssize_t n = room ? read(fd, room, 65536) : -1;
		if (n <= 0) {
			close(fd);
			return n == 0;
		}
		buf_commit(out, (size_t)n);
	}
}

static void die(const char *what, const char *path)
{
	fprintf(stderr, "sqlgen: %s %s: %s\n", what, path, strerror(errno));
	exit(2);
}

/* Writes only what differs, and whole: others may compile meanwhile. */
static void deliver(enum mode mode, const char *root, str name, const struct buf *content)
{
	char path[600], temp[640];
	snprintf(path, sizeof(path), "%s/src/db/gen/%.*s", root, STR_FMT(name));
	struct buf BUF_AUTO old;
	buf_init(&old, TEXT_MAX);
	if (err_is(buf_err(content)))
		die("too large", path);
	if (read_whole(path, &old) && str_eq(buf_str(&old), buf_str(content)))
		return;
	if (mode == MODE_CHECK) {
		fprintf(stderr, "src/db/gen/%.*s is not what tools/sqlgen.sh writes\n", STR_FMT(name));
		complaints++;
		return;
	}
	snprintf(temp, sizeof(temp), "%s.%d", path, (int)getpid());
	FILE *o = fopen(temp, "we");
	if (!o || fwrite(content->p, 1, content->n, o) != content->n || fclose(o) != 0 || rename(temp, path) != 0)
		die("cannot write", path);
	printf("src/db/gen/%.*s\n", STR_FMT(name));
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const str *)a, *(const str *)b);
}

static size_t list_dir(struct arena *a, const char *path, str ending, str *out, size_t max)
{
	size_t n = 0;
	DIR *d = opendir(path);
	if (!d)
		return 0;
	for (struct dirent *e; (e = readdir(d)) && n < max;) {
		str name = str_z(e->d_name);
		if (name.p[0] != '.' && str_ends(name, ending))
			out[n++] = arena_dup(a, name);
	}
	closedir(d);
	qsort(out, n, sizeof(*out), by_name);
	return n;
}

static bool wanted(int n, char **names, str dir, str stem)
{
	for (int i = 0; i < n; i++) {
		str s = str_z(names[i]);
		if (str_starts(s, STR("sql/q/")))
			s = str_from(s, 6);
		if (str_ends(s, STR(".sql")))
			s.n -= 4;
		if (s.n == dir.n + 1 + stem.n && str_starts(s, dir) && str_ends(s, stem))
			return true;
	}
	return n == 0;
}

struct all {
	struct file v[FILES_MAX];
	bool wanted[FILES_MAX];
	size_t n;
};

static void load_dir(struct arena *a, const char *root, bool tenant, int n_names, char **names, struct all *all)
{
	const char *dir = tenant ? "tenant" : "system";
	char path[600];
	str list[FILES_MAX];
	snprintf(path, sizeof(path), "%s/sql/q/%s", root, dir);
	size_t n = list_dir(a, path, STR(".sql"), list, FILES_MAX);
	for (size_t i = 0; i < n && all->n < FILES_MAX; i++) {
		str stem = str_upto(list[i], list[i].n - 4);
		struct file *f = &all->v[all->n];
		struct buf BUF_AUTO text;
		buf_init(&text, TEXT_MAX);
		snprintf(path, sizeof(path), "%s/sql/q/%s/%.*s", root, dir, STR_FMT(list[i]));
		if (!read_whole(path, &text))
			die("cannot read", path);
		*f = (struct file){ .tenant = tenant };
		f->path = arena_printf(a, "sql/q/%s/%.*s", dir, STR_FMT(list[i]));
		f->stem = arena_printf(a, "%s%.*s", tenant ? "" : "sys_", STR_FMT(stem));
		f->v = arena_array(a, struct query, QUERIES_MAX);
		all->wanted[all->n++] = wanted(n_names, names, str_z(dir), stem);
		muted = !all->wanted[all->n - 1];
		parse_file(a, arena_dup(a, buf_str(&text)), f);
		muted = false;
	}
}

static void check_names(const struct all *all)
{
	for (size_t i = 0; i < all->n; i++) {
		for (unsigned q = 0; q < all->v[i].n; q++) {
			for (size_t j = 0; j <= i; j++) {
				unsigned end = j == i ? q : all->v[j].n;
				for (unsigned k = 0; k < end; k++) {
					if ((all->wanted[i] || all->wanted[j]) &&
					    str_eq(all->v[j].v[k].name, all->v[i].v[q].name))
						complain(&all->v[i], &all->v[i].v[q], "the name is taken by %.*s",
							 STR_FMT(all->v[j].path));
				}
			}
		}
	}
}

static bool has_source(const struct all *all, str name)
{
	for (size_t i = 0; i < all->n; i++) {
		str stem = all->v[i].stem;
		if (name.n == stem.n + 4 && str_starts(name, stem))
			return true;
	}
	return false;
}

/* The list for the build, and the files whose .sql is gone. */
static void deliver_list(struct arena *a, enum mode mode, const char *root, const struct all *all, bool every)
{
	char path[600];
	str list[FILES_MAX];
	snprintf(path, sizeof(path), "%s/src/db/gen", root);
	size_t n = list_dir(a, path, STR("_q.c"), list, FILES_MAX);
	struct buf BUF_AUTO out;
	buf_init(&out, TEXT_MAX);
	buf_add_lit(&out, "# Written by tools/sqlgen; do not edit.\ndb_gen_sources = files(\n");
	for (size_t i = 0; i < n; i++) {
		if (has_source(all, list[i])) {
			buf_addf(&out, "  '%.*s',\n", STR_FMT(list[i]));
			continue;
		}
		if (!every)
			continue;
		if (mode == MODE_CHECK) {
			fprintf(stderr, "src/db/gen/%.*s has no .sql file\n", STR_FMT(list[i]));
			complaints++;
			continue;
		}
		snprintf(path, sizeof(path), "%s/src/db/gen/%.*s", root, STR_FMT(list[i]));
		unlink(path);
		path[strlen(path) - 1] = 'h';
		unlink(path);
	}
	buf_add_lit(&out, ")\n");
	deliver(mode, root, STR("meson.build"), &out);
}

static void generate(enum mode mode, const char *root, struct file *f, PGconn *pg, struct arena *a)
{
	unsigned before = complaints;
	describe_file(pg, a, f);
	if (complaints != before)
		return;
	struct buf BUF_AUTO out;
	buf_init(&out, TEXT_MAX);
	emit_header(f, &out);
	deliver(mode, root, arena_printf(a, "%.*s_q.h", STR_FMT(f->stem)), &out);
	buf_reset(&out);
	emit_source(f, &out);
	deliver(mode, root, arena_printf(a, "%.*s_q.c", STR_FMT(f->stem)), &out);
}

int main(int argc, char **argv)
{
	enum mode mode = MODE_WRITE;
	int at = 1;
	if (argc > 1 && strcmp(argv[1], "--check") == 0)
		mode = MODE_CHECK, at++;
	else if (argc > 1 && strcmp(argv[1], "--lint") == 0)
		mode = MODE_LINT, at++;
	if (argc - at < 2) {
		fputs("usage: sqlgen [--check | --lint] URL ROOT [tenant/NAME | system/NAME ...]\n", stderr);
		return 2;
	}
	const char *root = argv[at + 1];
	int n_names = argc - at - 2;
	char **names = argv + at + 2;
	struct arena ARENA_AUTO a;
	arena_init(&a, (size_t)1 << 30);
	struct all *all = arena_new(&a, struct all);
	load_dir(&a, root, true, n_names, names, all);
	load_dir(&a, root, false, n_names, names, all);
	check_names(all);
	PGconn *pg = PQconnectdb(argv[at]);
	if (PQstatus(pg) != CONNECTION_OK) {
		fprintf(stderr, "sqlgen: %s", PQerrorMessage(pg));
		PQfinish(pg);
		return 2;
	}
	unsigned queries = 0;
	for (size_t i = 0; i < all->n; i++) {
		if (!all->wanted[i])
			continue;
		queries += all->v[i].n;
		if (mode == MODE_LINT)
			lint_file(pg, &a, &all->v[i]);
		else
			generate(mode, root, &all->v[i], pg, &a);
	}
	if (mode != MODE_LINT)
		deliver_list(&a, mode, root, all, n_names == 0);
	PQfinish(pg);
	if (complaints)
		fprintf(stderr, "sqlgen: %u complaints\n", complaints);
	else
		printf("sqlgen: %u queries, all well\n", queries);
	return complaints ? 1 : 0;
}
