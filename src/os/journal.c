#include "os/journal.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "os/journal_file.h"
#include "os/journal_int.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define GROUP_KEEP (1u << 20) /* memory a group keeps after a burst */

/* --- groups */

static void *journal_grow(void *p, size_t *cap, size_t need, size_t item)
{
	if (need <= *cap)
		return p;
	*cap = need > *cap * 2 ? need : *cap * 2;
	p = reallocarray(p, *cap, item);
	if (!p)
		abort();
	return p;
}

static void journal_group_reset(struct journal_group *g)
{
	g->n = g->waiting = 0;
	if (g->cap > GROUP_KEEP) {
		free(g->p);
		g->p = NULL;
		g->cap = 0;
	}
}

/* --- the writer's thread */

static err journal_io_failed(const char *what)
{
	log_error("journal.io", "%s: %s", what, strerror(errno));
	return err_make(ERR_IO, "the journal's disk refused a write");
}

static err journal_write_all(int fd, const char *p, size_t n)
{
	while (n > 0) {
		ssize_t w = write(fd, p, n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			return journal_io_failed("write");
		p += w;
		n -= (size_t)w;
	}
	return OK;
}

static void journal_leave_segment(struct journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	j->fd = -1;
}

static err journal_new_segment(struct journal *j)
{
	journal_leave_segment(j);
	pthread_mutex_lock(&j->mu);
	err e = journal_segment_create(&j->slot, j->salt, &j->fd);
	if (!err_is(e)) {
		j->number = j->slot.v[j->slot.n - 1].number;
		j->size = JOURNAL_HEADER;
	}
	pthread_mutex_unlock(&j->mu);
	return e;
}

static err journal_write_group(struct journal *j, const struct journal_group *g)
{
	if (j->fd < 0 || j->size >= j->segment_size)
		TRY(journal_new_segment(j));
	err e = fault_point("journal.write") ? err_make(ERR_IO, "fault") : journal_write_all(j->fd, g->p, g->n);
	if (!err_is(e) && (fault_point("journal.sync") || fdatasync(j->fd) < 0))
		e = journal_io_failed("sync");
	if (err_is(e)) {
		/* What a failed sync left is unknown: never add to this file again. */
		if (ftruncate(j->fd, (off_t)j->size) < 0)
			(void)journal_io_failed("cut back");
		journal_leave_segment(j);
		if (j->size == JOURNAL_HEADER) {
			pthread_mutex_lock(&j->mu);
			journal_segment_drop_last(&j->slot);
			pthread_mutex_unlock(&j->mu);
		}
		return e;
	}
	j->size += g->n;
	return OK;
}

static void journal_settle(struct journal *j, struct journal_group *g, err e)
{
	pthread_mutex_lock(&j->mu);
	j->settled++;
	j->writing = 0;
	if (err_is(e)) {
		j->failed_group = j->settled;
		j->stats.failures++;
	} else {
		j->stats.syncs++;
		journal_segment_grow(&j->slot, j->size);
		j->durable = (struct journal_pos){ j->number, j->size };
	}
	pthread_cond_broadcast(&j->moved);
	pthread_mutex_unlock(&j->mu);
	for (size_t i = 0; i < g->waiting; i++)
		g->waiters[i].fn(g->waiters[i].arg, e);
	journal_group_reset(g);
}

static void *journal_writer(void *arg)
{
	struct journal *j = arg;
	for (;;) {
		pthread_mutex_lock(&j->mu);
		struct journal_group *g = &j->group[j->filling];
		while (g->n == 0 && !j->stop)
			pthread_cond_wait(&j->work, &j->mu);
		bool stop = g->n == 0, roll = j->roll;
		if (!stop) {
			j->filling ^= 1;
			j->started++;
			j->writing = g->n;
			j->roll = false;
		}
		pthread_mutex_unlock(&j->mu);
		if (stop)
			return NULL;
		if (roll)
			journal_leave_segment(j);
		err e = journal_write_group(j, g);
		if (err_is(e)) /* once more, in a new file */
			e = journal_write_group(j, g);
		journal_settle(j, g, e);
	}
}

/* --- appending */

err journal_append(struct journal *j, uint16_t kind, str body, journal_durable_fn *fn, void *arg)
{
	size_t n = JOURNAL_RECORD_HEADER + body.n;
	if (j->adopted || body.n > JOURNAL_RECORD_MAX)
		return err_make(ERR_BUG, "not a record this journal can take");
	char local[1024], *p = n <= sizeof(local) ? local : malloc(n);
	if (!p)
		abort();
	journal_record_encode(p, j->salt, kind, body); /* the checksum outside the lock */
	pthread_mutex_lock(&j->mu);
	struct journal_group *g = &j->group[j->filling];
	err e = OK;
	if (j->stop)
		e = err_make(ERR_UNAVAILABLE, "the journal is closing");
	else if (j->slot.bytes + j->writing + g->n + n > j->limit)
		e = err_make(ERR_LIMIT, "the journal has reached its limit on disk");
	else if (g->n + n > JOURNAL_WAITING_MAX)
		e = err_make(ERR_AGAIN, "the disk does not keep up with the journal");
	if (!err_is(e)) {
		bool first = g->n == 0;
		g->p = journal_grow(g->p, &g->cap, g->n + n, 1);
		memcpy(g->p + g->n, p, n);
		g->n += n;
		if (fn) {
			g->waiters = journal_grow(g->waiters, &g->waiters_cap, g->waiting + 1, sizeof(*g->waiters));
			g->waiters[g->waiting++] = (struct journal_waiter){ fn, arg };
		}
		j->stats.appended++;
		if (first)
			pthread_cond_signal(&j->work);
	}
	pthread_mutex_unlock(&j->mu);
	if (p != local)
		free(p);
	return e;
}

struct sync_wait {
	pthread_mutex_t mu;
	pthread_cond_t cond;
	bool done;
	err e;
};

static void journal_sync_done(void *arg, err e)
{
	struct sync_wait *w = arg;
	pthread_mutex_lock(&w->mu);
	w->e = e;
	w->done = true;
	pthread_cond_signal(&w->cond);
	pthread_mutex_unlock(&w->mu);
}

err journal_append_sync(struct journal *j, uint16_t kind, str body)
{
	struct sync_wait w = { .mu = PTHREAD_MUTEX_INITIALIZER, .cond = PTHREAD_COND_INITIALIZER };
	TRY(journal_append(j, kind, body, journal_sync_done, &w));
	pthread_mutex_lock(&w.mu);
	while (!w.done)
		pthread_cond_wait(&w.cond, &w.mu);
	pthread_mutex_unlock(&w.mu);
	return w.e;
}

err journal_sync(struct journal *j)
{
	if (j->adopted)
		return OK;
	pthread_mutex_lock(&j->mu);
	uint64_t from = j->settled, until = j->started + (j->group[j->filling].n > 0);
	while (j->settled < until)
		pthread_cond_wait(&j->moved, &j->mu);
	bool failed = j->failed_group > from;
	pthread_mutex_unlock(&j->mu);
	return failed ? err_make(ERR_IO, "the journal's disk refused a write") : OK;
}

/* --- positions */

bool journal_wait(struct journal *j, struct journal_pos pos, int ms)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += (long)(ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&j->mu);
	uint64_t wakes = j->wakes;
	int late = 0;
	while (!journal_pos_before(pos, j->durable) && wakes == j->wakes && late == 0)
		late = pthread_cond_timedwait(&j->moved, &j->mu, &until);
	bool there = journal_pos_before(pos, j->durable);
	pthread_mutex_unlock(&j->mu);
	return there;
}

void journal_wake(struct journal *j)
{
	pthread_mutex_lock(&j->mu);
	j->wakes++;
	pthread_cond_broadcast(&j->moved);
	pthread_mutex_unlock(&j->mu);
}

err journal_drained(struct journal *j, struct journal_pos pos)
{
	pthread_mutex_lock(&j->mu);
	err e = journal_slot_drained(&j->slot, pos, j->adopted ? 0 : j->durable.segment);
	/* A large file that is all drained gives its room back when the next one begins. */
	if (!j->adopted && !journal_pos_before(pos, j->durable) && pos.offset >= j->segment_size / 2)
		j->roll = true;
	if (!err_is(e) && !journal_pos_before(pos, j->durable))
		journal_slot_forget(&j->slot, pos);
	pthread_mutex_unlock(&j->mu);
	return e;
}

struct journal_pos journal_drained_pos(struct journal *j)
{
	pthread_mutex_lock(&j->mu);
	struct journal_pos p = j->slot.drained;
	pthread_mutex_unlock(&j->mu);
	return p;
}

struct journal_pos journal_own_start(const struct journal *j)
{
	return j->own_start;
}

struct journal_pos journal_durable_end(struct journal *j)
{
	pthread_mutex_lock(&j->mu);
	struct journal_pos p = j->durable;
	pthread_mutex_unlock(&j->mu);
	return p;
}

struct journal_stats journal_stats(struct journal *j)
{
	pthread_mutex_lock(&j->mu);
	struct journal_stats s = j->stats;
	s.bytes = j->slot.bytes;
	s.limit = j->limit;
	pthread_mutex_unlock(&j->mu);
	return s;
}

/* --- opening and closing */

static struct journal *journal_make(const struct journal_options *o, struct journal_slot slot)
{
	struct journal *j = calloc(1, sizeof(*j));
	if (!j)
		abort();
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_mutex_init(&j->mu, NULL);
	pthread_cond_init(&j->work, NULL);
	pthread_cond_init(&j->moved, &attr);
	pthread_condattr_destroy(&attr);
	j->slot = slot;
	j->fd = -1;
	j->limit = o->limit ? o->limit : JOURNAL_LIMIT_DEFAULT;
	j->segment_size = o->segment_size ? o->segment_size : JOURNAL_SEGMENT_SIZE;
	if (j->segment_size > j->limit / 4)
		j->segment_size = j->limit / 4; /* so that draining gives room back in time */
	return j;
}

static void journal_destroy(struct journal *j)
{
	if (j->fd >= 0)
		close(j->fd);
	journal_slot_deinit(&j->slot);
	for (int i = 0; i < 2; i++) {
		free(j->group[i].p);
		free(j->group[i].waiters);
	}
	pthread_cond_destroy(&j->work);
	pthread_cond_destroy(&j->moved);
	pthread_mutex_destroy(&j->mu);
	free(j);
}

static err journal_start(struct journal *j)
{
	if (getrandom(&j->salt, sizeof(j->salt), 0) != (ssize_t)sizeof(j->salt))
		return journal_io_failed("getrandom");
	TRY(journal_new_segment(j));
	j->own_start = j->durable = (struct journal_pos){ j->number, j->size };
	errno = pthread_create(&j->thread, NULL, journal_writer, j);
	return errno ? journal_io_failed("start the journal's thread") : OK;
}

err journal_open(const struct journal_options *o, struct journal **out)
{
	struct journal_slot slot;
	for (unsigned n = 0; n < JOURNAL_SLOTS_MAX; n++) {
		err e = journal_slot_take(&slot, o->dir, n, true);
		if (e.code == ERR_AGAIN)
			continue;
		TRY(e);
		struct journal *j = journal_make(o, slot);
		e = journal_start(j);
		if (err_is(e)) {
			journal_destroy(j);
			return e;
		}
		*out = j;
		return OK;
	}
	return err_make(ERR_LIMIT, "too many processes share this journal's directory");
}

err journal_adopt(const struct journal_options *o, struct journal **out)
{
	struct journal_slot slot;
	for (unsigned n = 0; n < JOURNAL_SLOTS_MAX; n++) {
		err e = journal_slot_take(&slot, o->dir, n, false);
		if (e.code == ERR_NOT_FOUND)
			break; /* slots are made in order */
		if (e.code == ERR_AGAIN)
			continue;
		TRY(e);
		if (journal_slot_empty(&slot)) {
			journal_slot_clear(&slot);
			journal_slot_deinit(&slot);
			continue;
		}
		struct journal *j = journal_make(o, slot);
		j->adopted = true;
		j->durable = j->own_start = (struct journal_pos){ slot.next_number, 0 };
		*out = j;
		return OK;
	}
	return err_make(ERR_NOT_FOUND, "no dead process left records");
}

void journal_close(struct journal *j)
{
	if (!j)
		return;
	if (!j->adopted) {
		pthread_mutex_lock(&j->mu);
		j->stop = true;
		pthread_cond_signal(&j->work);
		pthread_mutex_unlock(&j->mu);
		pthread_join(j->thread, NULL);
	}
	err_ignore(journal_slot_sync_mark(&j->slot)); /* logged; an old position only means reading again */
	if (journal_slot_empty(&j->slot))
		journal_slot_clear(&j->slot);
	journal_destroy(j);
}

uint64_t journal_dir_bytes(const char *dir)
{
	uint64_t sum = 0;
	for (unsigned n = 0; n < JOURNAL_SLOTS_MAX; n++) {
		char path[4096];
		if (snprintf(path, sizeof(path), "%s/%u", dir, n) >= (int)sizeof(path))
			break;
		DIR *d = opendir(path);
		if (!d)
			break;
		for (struct dirent *e; (e = readdir(d));) {
			struct stat st;
			if (str_ends(str_z(e->d_name), STR(".log")) && fstatat(dirfd(d), e->d_name, &st, 0) == 0)
				sum += (uint64_t)st.st_size;
		}
		closedir(d);
	}
	return sum;
}
