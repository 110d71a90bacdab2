/* Migrations from a directory in Prisma's layout: <dir>/<timestamp>_<name>/migration.sql. */
#include "base/buf.h"
#include "base/log.h"
#include "db/migrate.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MIGRATIONS_MAX 1000u
#define MIGRATION_SQL_MAX (4u << 20)

static err migrations_read_read_sql(struct arena *a, const char *path, str *out)
{
	struct buf BUF_AUTO b;
	buf_init(&b, MIGRATION_SQL_MAX);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_make(ERR_NOT_FOUND, "a migration has no migration.sql");
	ssize_t n = 0;
	char *room;
	while ((room = buf_room(&b, 65536)) && ((n = read(fd, room, 65536)) > 0 || (n < 0 && errno == EINTR)))
		buf_commit(&b, n > 0 ? (size_t)n : 0);
	close(fd);
	if (n < 0 || !room) {
		log_error("migrate.read", "cannot read %s", path);
		return err_make(ERR_INVALID, "a migration cannot be read");
	}
	if (memchr(b.p ? b.p : "", '\0', b.n))
		return err_make(ERR_INVALID, "a migration holds a NUL");
	*out = arena_dup(a, buf_str(&b));
	return OK;
}

static int migrations_read_by_name(const void *x, const void *y)
{
	return str_cmp(((const struct migration *)x)->name, ((const struct migration *)y)->name);
}

static err migrations_read_read_dir(struct arena *a, DIR *d, const char *dir, struct migration *v, size_t *n)
{
	for (struct dirent *e; (e = readdir(d));) {
		char path[4096];
		str name = str_z(e->d_name);
		if (name.p[0] == '.' || !ascii_digit(name.p[0]))
			continue;
		if (*n == MIGRATIONS_MAX)
			return err_make(ERR_LIMIT, "too many migrations");
		int len = snprintf(path, sizeof(path), "%s/%s/migration.sql", dir, e->d_name);
		if (len < 0 || (size_t)len >= sizeof(path))
			return err_make(ERR_INVALID, "the path of a migration is too long");
		v[*n].name = arena_dup(a, name);
		TRY(migrations_read_read_sql(a, path, &v[*n].sql));
		(*n)++;
	}
	return OK;
}

err migrations_read(struct arena *a, const char *dir, struct migrations *out)
{
	DIR *d = opendir(dir);
	if (!d)
		return err_make(ERR_NOT_FOUND, "there is no such directory of migrations");
	struct migration *v = arena_array(a, struct migration, MIGRATIONS_MAX);
	size_t n = 0;
	err e = migrations_read_read_dir(a, d, dir, v, &n);
	closedir(d);
	if (err_is(e))
		return e;
	qsort(v, n, sizeof(*v), migrations_read_by_name);
	*out = (struct migrations){ .v = v, .n = n };
	return OK;
}
