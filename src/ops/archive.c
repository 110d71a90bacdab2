#include "ops/archive.h"
#include "os/file.h"
#include "wire/seal_stream.h"
#include "wire/token.h"
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_MOST 4096

/* -----------------------------------------------------------------------------------------------------------
 * writing */

struct archive_out {
	struct archive *tar;
	int fd;
	char path[PATH_MOST], part[PATH_MOST + 8];
	bool sealed;
	struct seal_stream seal;
	char gathered[SEAL_CHUNK];
	size_t n;
	int64_t bytes;
};

static err archive_put(struct archive_out *o, str data)
{
	o->bytes += (int64_t)data.n;
	return file_write_fd(o->fd, data);
}

static err archive_put_chunk(struct archive_out *o, bool last)
{
	unsigned char sealed[SEAL_CHUNK + SEAL_EXTRA];
	seal_put(&o->seal, str_of(o->gathered, o->n), last, sealed);
	str out = str_of((char *)sealed, o->n + SEAL_EXTRA);
	o->n = 0;
	return archive_put(o, out);
}

static la_ssize_t archive_on_write(struct archive *tar, void *arg, const void *data, size_t n)
{
	struct archive_out *o = arg;
	str rest = str_of(data, n);
	err e = o->sealed ? OK : archive_put(o, rest);
	while (o->sealed && rest.n && !err_is(e)) {
		size_t take = SEAL_CHUNK - o->n < rest.n ? SEAL_CHUNK - o->n : rest.n;
		memcpy(o->gathered + o->n, rest.p, take);
		o->n += take;
		rest = str_from(rest, take);
		if (o->n == SEAL_CHUNK)
			e = archive_put_chunk(o, false);
	}
	if (!err_is(e))
		return (la_ssize_t)n;
	archive_set_error(tar, errno ? errno : EIO, "cannot write");
	return -1;
}

static err archive_failed(struct archive *tar)
{
	return archive_errno(tar) == ENOSPC ? err_make(ERR_IO, "the disk is full")
					    : err_make(ERR_IO, "the archive cannot be written");
}

err archive_create(const char *path, str passphrase, struct archive_out **out)
{
	if (file_exists(path))
		return err_make(ERR_CONFLICT, "there is a file of that name already");
	struct archive_out *o = calloc(1, sizeof(*o));
	if (!o)
		abort();
	o->fd = -1;
	if (snprintf(o->path, sizeof(o->path), "%s", path) >= (int)sizeof(o->path)) {
		free(o);
		return err_make(ERR_INVALID, "the path is too long");
	}
	snprintf(o->part, sizeof(o->part), "%s.part", path);
	o->fd = open(o->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	err e = o->fd < 0 ? err_make(ERR_IO, "the file cannot be made there") : OK;
	if (!err_is(e) && !str_absent(passphrase)) {
		unsigned char header[SEAL_HEADER_LEN];
		o->sealed = true;
		e = seal_begin(passphrase, header, &o->seal);
		if (!err_is(e))
			e = archive_put(o, str_of((char *)header, sizeof(header)));
	}
	o->tar = archive_write_new();
	if (!err_is(e) && (archive_write_set_format_pax_restricted(o->tar) != ARCHIVE_OK ||
			   archive_write_set_bytes_in_last_block(o->tar, 1) != ARCHIVE_OK ||
			   archive_write_open(o->tar, o, NULL, archive_on_write, NULL) != ARCHIVE_OK))
		e = archive_failed(o->tar);
	if (err_is(e))
		archive_abandon(o);
	else
		*out = o;
	return e;
}

static err archive_header(struct archive_out *o, const char *name, int64_t size)
{
	struct archive_entry *entry = archive_entry_new();
	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, size);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0600);
	int rc = archive_write_header(o->tar, entry);
	archive_entry_free(entry);
	return rc == ARCHIVE_OK ? OK : archive_failed(o->tar);
}

err archive_add_bytes(struct archive_out *o, const char *name, str data)
{
	TRY(archive_header(o, name, (int64_t)data.n));
	return archive_write_data(o->tar, data.p, data.n) == (la_ssize_t)data.n ? OK : archive_failed(o->tar);
}

err archive_add_file(struct archive_out *o, const char *name, const char *path, char hash[ARCHIVE_HASH_MAX])
{
	int FD_AUTO fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0 || fstat(fd, &st) < 0)
		return errno == ENOENT ? err_make(ERR_NOT_FOUND, "a file is gone")
				       : err_make(ERR_IO, "a file cannot be read");
	TRY(archive_header(o, name, st.st_size));
	char block[64 << 10];
	struct token_hasher h;
	token_hash_begin(&h);
	for (int64_t left = st.st_size; left > 0;) {
		ssize_t n = read(fd, block, left < (int64_t)sizeof(block) ? (size_t)left : sizeof(block));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_make(ERR_IO, "a file became shorter while it was read");
		if (archive_write_data(o->tar, block, (size_t)n) != n)
			return archive_failed(o->tar);
		token_hash_add(&h, str_of(block, (size_t)n));
		left -= n;
	}
	token_hash_end(&h, hash);
	return OK;
}

err archive_finish(struct archive_out *o, int64_t *bytes)
{
	err e = archive_write_close(o->tar) == ARCHIVE_OK ? OK : archive_failed(o->tar);
	if (!err_is(e) && o->sealed)
		e = archive_put_chunk(o, true);
	if (!err_is(e) && (fsync(o->fd) < 0 || rename(o->part, o->path) < 0))
		e = err_make(ERR_IO, "the file cannot be made durable");
	if (err_is(e)) {
		archive_abandon(o);
		return e;
	}
	*bytes = o->bytes;
	archive_write_free(o->tar);
	close(o->fd);
	free(o);
	return OK;
}

void archive_abandon(struct archive_out *o)
{
	if (!o)
		return;
	if (o->tar) {
		archive_write_fail(o->tar); /* no trailer */
		archive_write_free(o->tar);
	}
	if (o->fd >= 0) {
		close(o->fd);
		unlink(o->part);
	}
	free(o);
}

/* -----------------------------------------------------------------------------------------------------------
 * reading */

struct archive_in {
	struct archive *tar;
	int fd;
	bool sealed, ended;
	struct seal_stream seal;
	char raw[SEAL_CHUNK + SEAL_EXTRA];
	char plain[SEAL_CHUNK];
	err failure; /* what on_read found */
};

static ssize_t archive_read_full(int fd, char *to, size_t n)
{
	size_t got = 0;
	while (got < n) {
		ssize_t k = read(fd, to + got, n - got);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return -1;
		if (k == 0)
			break;
		got += (size_t)k;
	}
	return (ssize_t)got;
}

static la_ssize_t archive_fail_read(struct archive_in *i, err e)
{
	i->failure = e;
	archive_set_error(i->tar, EIO, "%s", e.why);
	return -1;
}

static la_ssize_t archive_on_read(struct archive *tar, void *arg, const void **data)
{
	struct archive_in *i = arg;
	(void)tar;
	if (i->ended)
		return 0;
	ssize_t n = archive_read_full(i->fd, i->raw, i->sealed ? sizeof(i->raw) : SEAL_CHUNK);
	if (n < 0)
		return archive_fail_read(i, err_make(ERR_IO, "the file cannot be read"));
	*data = i->raw;
	if (!i->sealed)
		return n;
	if (n == 0)
		return archive_fail_read(i, err_make(ERR_PROTO, "the file is cut short"));
	err e = seal_get(&i->seal, str_of(i->raw, (size_t)n), (unsigned char *)i->plain, &i->ended);
	if (err_is(e))
		return archive_fail_read(i, e);
	*data = i->plain;
	return n - (ssize_t)SEAL_EXTRA;
}

err archive_open(const char *path, str passphrase, struct archive_in **out)
{
	struct archive_in *i = calloc(1, sizeof(*i));
	if (!i)
		abort();
	unsigned char first[SEAL_HEADER_LEN];
	err e = OK;
	i->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (i->fd < 0)
		e = err_make(errno == ENOENT ? ERR_NOT_FOUND : ERR_IO,
			     errno == ENOENT ? "there is no such file" : "the file cannot be read");
	ssize_t n = err_is(e) ? 0 : archive_read_full(i->fd, (char *)first, sizeof(first));
	i->sealed = n > 0 && seal_is(str_of((char *)first, (size_t)n));
	if (!err_is(e) && i->sealed)
		e = str_absent(passphrase)
			    ? err_make(ERR_AUTH, "the backup is encrypted: give its passphrase (--passphrase-file)")
			    : seal_open(passphrase, first, &i->seal);
	else if (!err_is(e) && lseek(i->fd, 0, SEEK_SET) < 0)
		e = err_make(ERR_IO, "the file cannot be read");
	i->tar = archive_read_new();
	if (!err_is(e) && (archive_read_support_format_tar(i->tar) != ARCHIVE_OK ||
			   archive_read_open(i->tar, i, NULL, archive_on_read, NULL) != ARCHIVE_OK))
		e = err_is(i->failure) ? i->failure : err_make(ERR_PROTO, "this file is no backup");
	if (err_is(e))
		archive_close(i);
	else
		*out = i;
	return e;
}

/* Names of ours are relative, without "..". */
static bool archive_harmless(str name)
{
	for (str rest = name, piece; str_next(&rest, '/', &piece);)
		if (piece.n == 0 || str_eq(piece, STR("..")) || str_eq(piece, STR(".")))
			return false;
	return name.n > 0 && name.n < 500;
}

static err archive_damaged(const struct archive_in *i)
{
	return err_is(i->failure) ? i->failure : err_make(ERR_PROTO, "the backup is damaged");
}

err archive_next(struct archive_in *i, struct arena *a, str *name)
{
	struct archive_entry *entry;
	int rc = archive_read_next_header(i->tar, &entry);
	if (rc == ARCHIVE_EOF && !err_is(i->failure))
		return err_make(ERR_NOT_FOUND, "there is no more");
	if (rc != ARCHIVE_OK)
		return archive_damaged(i);
	str path = str_z(archive_entry_pathname(entry));
	if (!archive_harmless(path) || archive_entry_filetype(entry) != AE_IFREG)
		return err_make(ERR_PROTO, "the backup holds a name that is not ours");
	*name = arena_dup(a, path);
	return OK;
}

err archive_read_bytes(struct archive_in *i, size_t max, struct buf *out)
{
	char block[16 << 10];
	for (;;) {
		la_ssize_t n = archive_read_data(i->tar, block, sizeof(block));
		if (n < 0)
			return archive_damaged(i);
		if (n == 0)
			return OK;
		if (out->n + (size_t)n > max)
			return err_make(ERR_LIMIT, "a part of the backup is longer than expected");
		buf_add(out, str_of(block, (size_t)n));
	}
}

err archive_save(struct archive_in *i, const char *path, char hash[ARCHIVE_HASH_MAX])
{
	int FD_AUTO fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	char block[64 << 10];
	struct token_hasher h;
	token_hash_begin(&h);
	if (fd < 0)
		return err_make(ERR_IO, "a file of the backup cannot be written");
	for (;;) {
		la_ssize_t n = archive_read_data(i->tar, block, sizeof(block));
		if (n < 0)
			return archive_damaged(i);
		if (n == 0)
			break;
		token_hash_add(&h, str_of(block, (size_t)n));
		TRY(file_write_fd(fd, str_of(block, (size_t)n)));
	}
	token_hash_end(&h, hash);
	return OK;
}

void archive_close(struct archive_in *i)
{
	if (!i)
		return;
	if (i->tar)
		archive_read_free(i->tar);
	if (i->fd >= 0)
		close(i->fd);
	free(i);
}
