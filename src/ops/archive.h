/* One file that holds others: a tar archive (libarchive), sealed with a passphrase on request (wire/seal_stream.h).
 * Written beside its name and renamed when whole and durable, so that a file with that name is always complete. Names
 * inside are ours; a reader refuses those that lead elsewhere. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct archive_out;
/* passphrase absent: not sealed. ERR_CONFLICT: the file exists already. */
err archive_create(const char *path, str passphrase, struct archive_out **out);
err archive_add_bytes(struct archive_out *o, const char *name, str data);
/* As long as it is now: what is appended meanwhile is left out. ERR_NOT_FOUND: it is gone. hash: BLAKE2b-256 of the
 * content, in hex. */
#define ARCHIVE_HASH_MAX 65u
err archive_add_file(struct archive_out *o, const char *name, const char *path, char hash[ARCHIVE_HASH_MAX]);
err archive_finish(struct archive_out *o, int64_t *bytes); /* takes o away in any case */
void archive_abandon(struct archive_out *o);		   /* removes what was written; takes NULL */

struct archive_in;
/* ERR_NOT_FOUND; ERR_AUTH: it is sealed and no passphrase was given. */
err archive_open(const char *path, str passphrase, struct archive_in **out);
/* The next file in it. ERR_NOT_FOUND: there is no more, and the archive ended as it should. ERR_PROTO: it is
 * damaged. */
err archive_next(struct archive_in *i, struct arena *a, str *name);
err archive_read_bytes(struct archive_in *i, size_t max, struct buf *out); /* of the current file */
/* The same into a new file, mode 0600, and its hash. */
err archive_save(struct archive_in *i, const char *path, char hash[ARCHIVE_HASH_MAX]);
void archive_close(struct archive_in *i); /* takes NULL */
