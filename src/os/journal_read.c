#include "base/limits.h"
#include "base/log.h"
#include "os/journal_file.h"
#include "os/journal_int.h"
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#define WINDOW (256u << 10)
static_assert(WINDOW > 2 * (JOURNAL_RECORD_MAX + JOURNAL_RECORD_HEADER), "a record and its damage fit the window");

struct journal_reader {
	struct journal *j;
	struct journal_pos pos; /* of the first byte in the window */
	int fd;			/* of pos.segment; -1: not open */
	uint32_t salt;
	char *window;
	size_t from, to; /* what of the window is unread */
	uint64_t end;	 /* of pos.segment, as last asked */
	bool final;	 /* nothing will be added to it */
};

err journal_reader_new(struct journal *j, const struct journal_pos *from, struct journal_reader **out)
{
	struct journal_reader *r = calloc(1, sizeof(*r));
	char *window = malloc(WINDOW);
	if (!r || !window)
		abort();
	*r = (struct journal_reader){ .j = j, .fd = -1, .window = window };
	r->pos = from ? *from : journal_drained_pos(j);
	*out = r;
	return OK;
}

void journal_reader_free(struct journal_reader *r)
{
	if (!r)
		return;
	if (r->fd >= 0)
		close(r->fd);
	free(r->window);
	free(r);
}

struct journal_pos journal_reader_pos(const struct journal_reader *r)
{
	return r->pos;
}

static void journal_read_leave_segment(struct journal_reader *r, struct journal_pos to)
{
	if (r->fd >= 0)
		close(r->fd);
	r->fd = -1;
	r->from = r->to = 0;
	r->pos = to;
}

static void journal_read_count_skipped(struct journal_reader *r, uint64_t n)
{
	if (n == 0)
		return;
	log_warn("journal.damage", "segment %" PRIu64 ": passed over %" PRIu64 " bytes that are no record",
		 r->pos.segment, n);
	pthread_mutex_lock(&r->j->mu);
	r->j->stats.skipped += n;
	pthread_mutex_unlock(&r->j->mu);
}

/* Asks where reading must stop: in the current segment, or in the next that exists. False: nothing more for now. */
static bool journal_read_find_end(struct journal_reader *r)
{
	struct journal *j = r->j;
	bool found = false;
	pthread_mutex_lock(&j->mu);
	for (size_t i = 0; i < j->slot.n && !found; i++) {
		uint64_t number = j->slot.v[i].number;
		if (number < r->pos.segment || number > j->durable.segment)
			continue;
		if (number > r->pos.segment)
			journal_read_leave_segment(r, (struct journal_pos){ number, 0 });
		r->final = number < j->durable.segment;
		r->end = r->final ? j->slot.v[i].size : j->durable.offset;
		found = true;
	}
	if (!found && journal_pos_before(r->pos, j->durable))
		journal_read_leave_segment(r, j->durable);
	pthread_mutex_unlock(&j->mu);
	return found;
}

static err journal_read_open_segment(struct journal_reader *r, bool *usable)
{
	char header[JOURNAL_HEADER];
	uint64_t number;
	pthread_mutex_lock(&r->j->mu);
	err e = journal_segment_open(&r->j->slot, r->pos.segment, &r->fd);
	pthread_mutex_unlock(&r->j->mu);
	*usable = false;
	if (e.code == ERR_NOT_FOUND) /* drained by another meanwhile */
		return OK;
	TRY(e);
	if (pread(r->fd, header, sizeof(header), 0) == (ssize_t)sizeof(header) &&
	    journal_header_decode(header, &number, &r->salt) && number == r->pos.segment)
		*usable = true;
	if (r->pos.offset < JOURNAL_HEADER)
		r->pos.offset = JOURNAL_HEADER;
	return OK;
}

static err journal_read_fill(struct journal_reader *r)
{
	if (r->from > 0) {
		memmove(r->window, r->window + r->from, r->to - r->from);
		r->to -= r->from;
		r->from = 0;
	}
	uint64_t at = r->pos.offset + r->to;
	while (r->to < WINDOW && at < r->end) {
		size_t want = WINDOW - r->to;
		ssize_t n =
			pread(r->fd, r->window + r->to, want < r->end - at ? want : (size_t)(r->end - at), (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			log_error("journal.io", "read: %s", strerror(errno));
			return err_make(ERR_IO, "the journal cannot be read");
		}
		if (n == 0)
			break;
		r->to += (size_t)n;
		at += (uint64_t)n;
	}
	return OK;
}

/* The next record of the open segment before its end; ERR_NOT_FOUND: it has none. */
static err journal_read_next_in_segment(struct journal_reader *r, struct journal_record *out)
{
	for (;;) {
		uint64_t behind = r->pos.offset + (r->to - r->from); /* what the window reaches to */
		uint16_t kind;
		str body;
		size_t used, skipped;
		enum journal_scan s =
			journal_scan(str_of(r->window + r->from, r->to - r->from), r->final && behind >= r->end,
				     r->salt, &kind, &body, &used, &skipped);
		journal_read_count_skipped(r, skipped);
		r->from += used;
		r->pos.offset += used;
		if (s == JOURNAL_SCAN_RECORD) {
			*out = (struct journal_record){ .kind = kind, .body = body, .next = r->pos };
			return OK;
		}
		if (s == JOURNAL_SCAN_END || behind >= r->end)
			return err_make(ERR_NOT_FOUND, "the segment has no more");
		size_t before = r->to - r->from;
		TRY(journal_read_fill(r));
		if (r->to - r->from == before) /* shorter than it was said to be */
			return err_make(ERR_NOT_FOUND, "the segment has no more");
	}
}

err journal_next(struct journal_reader *r, struct journal_record *out)
{
	if (r->from < r->to) { /* without the journal's lock */
		err e = journal_read_next_in_segment(r, out);
		if (e.code != ERR_NOT_FOUND)
			return e;
	}
	for (;;) {
		bool usable = true;
		if (!journal_read_find_end(r))
			return err_make(ERR_AGAIN, "nothing more is durable");
		if (r->fd < 0)
			TRY(journal_read_open_segment(r, &usable));
		err e = usable ? journal_read_next_in_segment(r, out) : err_make(ERR_NOT_FOUND, "no segment");
		if (e.code != ERR_NOT_FOUND)
			return e;
		if (!r->final)
			return err_make(ERR_AGAIN, "nothing more is durable");
		if (!usable)
			journal_read_count_skipped(r, r->end);
		journal_read_leave_segment(r, (struct journal_pos){ r->pos.segment + 1, 0 });
	}
}
