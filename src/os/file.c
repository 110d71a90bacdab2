#include "os/file.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void fd_closep(int *fd)
{
	int keep = errno;
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = keep;
}

static err file_failed(const char *what, const char *path)
{
	return err_errno(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, what, path);
}

err file_read_all(const char *path, size_t max, struct buf *out)
{
	int FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return file_failed("cannot open", path);
	for (size_t total = 0;;) {
		char block[16384];
		ssize_t n = read(fd, block, sizeof(block));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(ERR_IO, "cannot read", path);
		if (n == 0)
			return buf_err(out);
		total += (size_t)n;
		if (total > max)
			return err_make(ERR_LIMIT, "a file is longer than allowed");
		buf_add_mem(out, block, (size_t)n);
	}
}

err file_read_tail(const char *path, size_t max, struct buf *out)
{
	int FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return file_failed("cannot open", path);
	off_t size = lseek(fd, 0, SEEK_END);
	if (size < 0 || lseek(fd, size > (off_t)max ? size - (off_t)max : 0, SEEK_SET) < 0)
		return err_errno(ERR_IO, "cannot read", path);
	for (size_t total = 0; total < max;) {
		char block[4096];
		ssize_t n = read(fd, block, sizeof(block) < max - total ? sizeof(block) : max - total);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(ERR_IO, "cannot read", path);
		if (n == 0)
			break;
		total += (size_t)n;
		buf_add_mem(out, block, (size_t)n);
	}
	return buf_err(out);
}

err file_write_fd(int fd, str data)
{
	for (size_t at = 0; at < data.n;) {
		ssize_t n = write(fd, data.p + at, data.n - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(ERR_IO, "cannot write to a file", NULL);
		at += (size_t)n;
	}
	return OK;
}

static err file_sync_dir_of(const char *path)
{
	char dir[PATH_MAX];
	const char *slash = strrchr(path, '/');
	if (!slash)
		snprintf(dir, sizeof(dir), ".");
	else if (slash == path)
		snprintf(dir, sizeof(dir), "/");
	else
		snprintf(dir, sizeof(dir), "%.*s", (int)(slash - path), path);
	int FD_AUTO fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) < 0)
		return err_errno(ERR_IO, "cannot make the directory durable:", dir);
	return OK;
}

static err file_write_temp(const char *temp, str data, mode_t mode)
{
	int FD_AUTO fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return file_failed("cannot create", temp);
	if (fchmod(fd, mode) < 0)
		return err_errno(ERR_IO, "cannot set the mode of", temp);
	TRY(file_write_fd(fd, data));
	if (fsync(fd) < 0)
		return err_errno(ERR_IO, "cannot make durable", temp);
	return OK;
}

err file_write_atomic(const char *path, str data, mode_t mode)
{
	static _Atomic unsigned counter;
	char temp[PATH_MAX];
	int n = snprintf(temp, sizeof(temp), "%s.%d.%u.tmp", path, (int)getpid(), counter++);
	if (n < 0 || (size_t)n >= sizeof(temp))
		return err_make(ERR_IO, "a path is too long");
	err e = file_write_temp(temp, data, mode);
	if (!err_is(e) && rename(temp, path) < 0)
		e = file_failed("cannot put the new file in place at", path);
	if (err_is(e)) {
		int keep = errno;
		unlink(temp);
		errno = keep;
		return e;
	}
	return file_sync_dir_of(path);
}

err file_mkdirs(const char *path, mode_t mode)
{
	char part[PATH_MAX];
	size_t n = strnlen(path, sizeof(part));
	if (n == 0 || n >= sizeof(part))
		return err_make(ERR_IO, "a path is empty or too long");
	memcpy(part, path, n + 1);
	for (size_t i = 1; i <= n; i++) {
		if (part[i] != '/' && part[i] != 0)
			continue;
		char keep = part[i];
		part[i] = 0;
		if (mkdir(part, mode) < 0 && errno != EEXIST && !(errno == EROFS && file_is_dir(part)))
			return err_errno(ERR_IO, "cannot create the directory", part);
		part[i] = keep;
	}
	if (!file_is_dir(path)) {
		errno = ENOTDIR;
		return err_errno(ERR_IO, "a file is in the way of the directory", path);
	}
	return OK;
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool file_is_dir(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

err file_remove(const char *path)
{
	if (unlink(path) < 0 && errno != ENOENT)
		return err_errno(ERR_IO, "cannot remove", path);
	return OK;
}

str file_join(struct arena *a, str dir, str name)
{
	if (dir.n && dir.p[dir.n - 1] == '/')
		return arena_printf(a, "%.*s%.*s", STR_FMT(dir), STR_FMT(name));
	return arena_printf(a, "%.*s/%.*s", STR_FMT(dir), STR_FMT(name));
}
