#include "os/journal_slot.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "os/journal_file.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEGMENT_DIGITS 20
#define SEGMENT_NAME (SEGMENT_DIGITS + 5) /* digits, ".log", NUL */

static err journal_slot_io_failed(const char *what)
{
	log_error("journal.io", "%s: %s", what, strerror(errno));
	return err_make(ERR_IO, "the journal's directory cannot be used; see the log");
}

static void journal_slot_close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void journal_slot_init(struct journal_slot *s)
{
	*s = (struct journal_slot){ .dir_fd = -1, .lock_fd = -1, .mark_fd = -1, .next_number = 1 };
}

void journal_slot_deinit(struct journal_slot *s)
{
	journal_slot_close_fd(&s->mark_fd);
	journal_slot_close_fd(&s->dir_fd);
	journal_slot_close_fd(&s->lock_fd); /* last: whoever waits for the lock finds everything closed */
	free(s->v);
	s->v = NULL;
	s->n = s->cap = 0;
}

static void journal_slot_segment_name(uint64_t number, char out[SEGMENT_NAME])
{
	(void)snprintf(out, SEGMENT_NAME, "%020" PRIu64 ".log", number);
}

static bool journal_slot_segment_parse(const char *name, uint64_t *number)
{
	str s = str_z(name);
	return s.n == SEGMENT_DIGITS + 4 && str_ends(s, STR(".log")) &&
	       num_parse_u64(str_upto(s, SEGMENT_DIGITS), number) && *number > 0;
}

static void journal_slot_segment_push(struct journal_slot *s, uint64_t number, uint64_t size)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 8;
		s->v = reallocarray(s->v, s->cap, sizeof(*s->v));
		if (!s->v)
			abort();
	}
	s->v[s->n++] = (struct journal_segment){ .number = number, .size = size };
	s->bytes += size;
}

static int journal_slot_segment_order(const void *a, const void *b)
{
	uint64_t x = ((const struct journal_segment *)a)->number, y = ((const struct journal_segment *)b)->number;
	return x < y ? -1 : x > y;
}

static err journal_slot_list_segments(struct journal_slot *s)
{
	int fd = openat(s->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = fd >= 0 ? fdopendir(fd) : NULL;
	if (!d) {
		journal_slot_close_fd(&fd);
		return journal_slot_io_failed("list segments");
	}
	for (struct dirent *e; (e = readdir(d));) {
		struct stat st;
		uint64_t number;
		if (journal_slot_segment_parse(e->d_name, &number) && fstatat(s->dir_fd, e->d_name, &st, 0) == 0)
			journal_slot_segment_push(s, number, (uint64_t)st.st_size);
	}
	closedir(d);
	if (s->n > 0) {
		qsort(s->v, s->n, sizeof(*s->v), journal_slot_segment_order);
		s->next_number = s->v[s->n - 1].number + 1;
	}
	return OK;
}

static err journal_slot_read_mark(struct journal_slot *s)
{
	char cells[2][JOURNAL_MARK_CELL] = {};
	s->mark_fd = openat(s->dir_fd, "drained", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (s->mark_fd < 0)
		return journal_slot_io_failed("open the drained position");
	if (pread(s->mark_fd, cells, sizeof(cells), 0) < 0)
		return journal_slot_io_failed("read the drained position");
	for (int i = 0; i < 2; i++) {
		uint64_t turn, segment, offset;
		if (journal_mark_decode(cells[i], &turn, &segment, &offset) && turn >= s->turn) {
			s->turn = turn;
			s->drained = (struct journal_pos){ segment, offset };
		}
	}
	/* Numbers never come back, or an old position would lie inside a new segment. */
	if (s->drained.segment >= s->next_number)
		s->next_number = s->drained.segment + 1;
	return OK;
}

/* A file is as durable as the name of its directory. */
static err journal_slot_make_directory(const char *dir, const char *path)
{
	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return journal_slot_io_failed(dir);
	if (mkdir(path, 0700) < 0)
		return errno == EEXIST ? OK : journal_slot_io_failed(path);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	err e = fd < 0 || fsync(fd) < 0 ? journal_slot_io_failed(dir) : OK;
	journal_slot_close_fd(&fd);
	return e;
}

err journal_slot_take(struct journal_slot *s, const char *dir, unsigned n, bool make)
{
	char path[4096], number[16];
	struct journal_slot took;
	journal_slot_init(&took);
	(void)snprintf(number, sizeof(number), "%u", n);
	if (snprintf(path, sizeof(path), "%s/%s", dir, number) >= (int)sizeof(path))
		return err_make(ERR_INVALID, "the journal's path is too long");
	if (make)
		TRY(journal_slot_make_directory(dir, path));
	took.dir_fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (took.dir_fd < 0)
		return errno == ENOENT ? err_make(ERR_NOT_FOUND, "no such slot") : journal_slot_io_failed(path);
	took.lock_fd = openat(took.dir_fd, "lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	err e = OK;
	if (took.lock_fd < 0)
		e = journal_slot_io_failed("open the slot's lock");
	else if (flock(took.lock_fd, LOCK_EX | LOCK_NB) < 0)
		e = errno == EWOULDBLOCK ? err_make(ERR_AGAIN, "the slot is taken")
					 : journal_slot_io_failed("lock the slot");
	if (!err_is(e))
		e = journal_slot_list_segments(&took);
	if (!err_is(e))
		e = journal_slot_read_mark(&took);
	if (err_is(e)) {
		journal_slot_deinit(&took);
		return e;
	}
	*s = took;
	return OK;
}

bool journal_slot_empty(const struct journal_slot *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].size > JOURNAL_HEADER &&
		    journal_pos_before(s->drained, (struct journal_pos){ s->v[i].number, s->v[i].size }))
			return false;
	return true;
}

err journal_segment_create(struct journal_slot *s, uint32_t salt, int *fd)
{
	char name[SEGMENT_NAME], header[JOURNAL_HEADER];
	uint64_t number = s->next_number++; /* not used again when this fails: its file may exist */
	journal_slot_segment_name(number, name);
	journal_header_encode(header, number, salt);
	int f = openat(s->dir_fd, name, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600);
	if (f < 0)
		return journal_slot_io_failed("create a segment");
	if (write(f, header, sizeof(header)) != (ssize_t)sizeof(header) || fdatasync(f) < 0 || fsync(s->dir_fd) < 0) {
		err e = journal_slot_io_failed("write a segment");
		journal_slot_close_fd(&f);
		(void)unlinkat(s->dir_fd, name, 0);
		return e;
	}
	journal_slot_segment_push(s, number, sizeof(header));
	*fd = f;
	return OK;
}

err journal_segment_open(const struct journal_slot *s, uint64_t number, int *fd)
{
	char name[SEGMENT_NAME];
	journal_slot_segment_name(number, name);
	int f = openat(s->dir_fd, name, O_RDONLY | O_CLOEXEC);
	if (f < 0)
		return errno == ENOENT ? err_make(ERR_NOT_FOUND, "no such segment")
				       : journal_slot_io_failed("open a segment");
	*fd = f;
	return OK;
}

void journal_segment_grow(struct journal_slot *s, uint64_t size)
{
	struct journal_segment *last = &s->v[s->n - 1];
	s->bytes += size - last->size;
	last->size = size;
}

static void journal_slot_remove_file(struct journal_slot *s, const struct journal_segment *g)
{
	char name[SEGMENT_NAME];
	journal_slot_segment_name(g->number, name);
	if (unlinkat(s->dir_fd, name, 0) < 0)
		log_warn("journal.io", "cannot remove segment %s: %s", name, strerror(errno));
	s->bytes -= g->size;
}

void journal_segment_drop_last(struct journal_slot *s)
{
	journal_slot_remove_file(s, &s->v[--s->n]);
}

err journal_slot_sync_mark(struct journal_slot *s)
{
	return fdatasync(s->mark_fd) < 0 ? journal_slot_io_failed("sync the drained position") : OK;
}

static void journal_slot_remove_first(struct journal_slot *s, size_t count)
{
	for (size_t i = 0; i < count; i++)
		journal_slot_remove_file(s, &s->v[i]);
	s->n -= count;
	if (count > 0 && s->n > 0)
		memmove(s->v, s->v + count, s->n * sizeof(*s->v));
}

err journal_slot_drained(struct journal_slot *s, struct journal_pos pos, uint64_t keep)
{
	char cell[JOURNAL_MARK_CELL];
	if (!journal_pos_before(s->drained, pos))
		return OK;
	journal_mark_encode(cell, ++s->turn, pos.segment, pos.offset);
	if (pwrite(s->mark_fd, cell, sizeof(cell), (off_t)(s->turn & 1) * JOURNAL_MARK_CELL) != (ssize_t)sizeof(cell))
		return journal_slot_io_failed("write the drained position");
	s->drained = pos;
	size_t gone = 0;
	while (gone < s->n && s->v[gone].number != keep &&
	       (s->v[gone].number < pos.segment || (s->v[gone].number == pos.segment && s->v[gone].size <= pos.offset)))
		gone++;
	if (gone == 0)
		return OK;
	TRY(journal_slot_sync_mark(s));
	journal_slot_remove_first(s, gone);
	return OK;
}

/* What an event holds (a link with an address in it, say) is not kept longer than it waits. Where the file system cannot
 * take a piece out of a file, zeros are written over it. */
void journal_slot_forget(struct journal_slot *s, struct journal_pos pos)
{
	static const char zeros[64u << 10];
	char name[SEGMENT_NAME];
	off_t from = s->forgotten.segment == pos.segment ? (off_t)s->forgotten.offset : (off_t)JOURNAL_HEADER;
	if ((off_t)pos.offset <= from)
		return;
	journal_slot_segment_name(pos.segment, name);
	int f = openat(s->dir_fd, name, O_WRONLY | O_CLOEXEC);
	if (f < 0)
		return; /* gone as a whole */
	s->forgotten = pos;
	if (fallocate(f, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, (off_t)pos.offset - from) != 0)
		for (off_t at = from; at < (off_t)pos.offset;) {
			size_t n = (size_t)((off_t)pos.offset - at);
			ssize_t w = pwrite(f, zeros, n < sizeof(zeros) ? n : sizeof(zeros), at);
			if (w <= 0) {
				log_warn("journal.forget",
					 "what was drained stays in its file until the next one begins: %s",
					 strerror(errno));
				break;
			}
			at += w;
		}
	close(f);
}

void journal_slot_clear(struct journal_slot *s)
{
	journal_slot_remove_first(s, s->n);
}
