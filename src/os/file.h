/* Files as whole things: read bounded, written so that a crash leaves the old or the new content, never half of one.
 * Errors are ERR_IO (or ERR_NOT_FOUND where there is no such file); errno says which when the call returns. Paths are
 * ours (configuration and generated names), never a client's. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include <sys/types.h>

/* Appends the content to out. ERR_NOT_FOUND: no such file. ERR_LIMIT: longer than max. */
err file_read_all(const char *path, size_t max, struct buf *out);
/* The last max bytes of a file, fewer when it is shorter. */
err file_read_tail(const char *path, size_t max, struct buf *out);
/* Writes beside the path, makes it durable (fsync of file and directory), renames it over. */
err file_write_atomic(const char *path, str data, mode_t mode);
err file_mkdirs(const char *path, mode_t mode); /* with its parents; fine when it is there */
bool file_exists(const char *path);
bool file_is_dir(const char *path);
err file_remove(const char *path);		   /* fine when it is not there */
err file_write_fd(int fd, str data);		   /* all of it, restarted after signals */
str file_join(struct arena *a, str dir, str name); /* NUL-terminated behind its end */

#define FD_AUTO __attribute__((cleanup(fd_closep)))
void fd_closep(int *fd); /* closes unless negative; keeps errno */
