#include "send/slots.h"
#include "base/log.h"
#include "os/clock.h"
#include "os/file.h"
#include "wire/cuid.h"
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <unistd.h>

static_assert(sizeof(struct slot) == 512, "a slot is half a kilobyte");

#define BOOT_ID_LEN 36
#define DIRS_MAX 1000

struct header {
	char magic[8];
	char name[SLOT_ID_MAX]; /* "" when retired */
	char boot[BOOT_ID_LEN];
	char pad[512 - 8 - SLOT_ID_MAX - BOOT_ID_LEN];
};
static_assert(sizeof(struct header) == 512, "the header takes a slot's place");
static const char magic[8] = "LMSLOT1";

struct slots {
	int fd;
	struct header *head;
	struct slot *v;
	bool survived;
	pthread_mutex_t lock;
	uint32_t free_list[SLOTS_COUNT];
	size_t free_n;
};

#define FILE_SIZE (sizeof(struct header) + SLOTS_COUNT * sizeof(struct slot))

static void slots_boot_id(char out[BOOT_ID_LEN])
{
	struct buf BUF_AUTO b;
	buf_init(&b, 256);
	memset(out, '-', BOOT_ID_LEN);
	if (!err_is(file_read_all("/proc/sys/kernel/random/boot_id", 200, &b)) && b.n >= BOOT_ID_LEN)
		memcpy(out, b.p, BOOT_ID_LEN);
}

/* Opens and locks <dir>/<n>. ERR_AGAIN: somebody has it. */
static err slots_map_file(const char *dir, unsigned n, bool create, struct slots **out)
{
	struct arena ARENA_AUTO a = {};
	str path = arena_printf(&a, "%s/%u", dir, n);
	int FD_AUTO fd = open(path.p, (create ? O_CREAT : 0) | O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0)
		return errno == ENOENT ? err_make(ERR_NOT_FOUND, "no slots")
				       : err_make(ERR_IO, "the send directory cannot be written");
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return err_make(ERR_AGAIN, "the slots are in use");
	/* Its room is taken now: a disk that fills up later must not kill the worker where it writes into the
	 * mapping. */
	if (posix_fallocate(fd, 0, FILE_SIZE) != 0)
		return err_make(ERR_IO, "no room for the send slots");
	char *p = mmap(NULL, FILE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED)
		return err_make(ERR_IO, "the send slots cannot be mapped");
	struct slots *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->fd = fd;
	fd = -1;
	s->head = (struct header *)p;
	s->v = (struct slot *)(p + sizeof(struct header));
	pthread_mutex_init(&s->lock, NULL);
	for (uint32_t i = SLOTS_COUNT; i-- > 0;)
		if (atomic_load(&s->v[i].state) == SLOT_FREE)
			s->free_list[s->free_n++] = i;
	char boot[BOOT_ID_LEN];
	slots_boot_id(boot);
	s->survived = memcmp(boot, s->head->boot, BOOT_ID_LEN) == 0;
	*out = s;
	return OK;
}

static bool slots_left_something(const struct slots *s)
{
	return memcmp(s->head->magic, magic, sizeof(magic)) == 0 && s->head->name[0] != 0;
}

err slots_adopt(const char *dir, struct slots **out)
{
	for (unsigned n = 0; n < DIRS_MAX; n++) {
		struct slots *s;
		err e = slots_map_file(dir, n, false, &s);
		if (e.code == ERR_NOT_FOUND)
			return e;
		if (e.code == ERR_AGAIN)
			continue;
		TRY(e);
		if (slots_left_something(s)) {
			*out = s;
			return OK;
		}
		slots_close(s);
	}
	return err_make(ERR_NOT_FOUND, "no slots");
}

err slots_open(const char *dir, struct slots **out)
{
	TRY(file_mkdirs(dir, 0700));
	for (unsigned n = 0; n < DIRS_MAX; n++) {
		struct slots *s;
		err e = slots_map_file(dir, n, true, &s);
		if (e.code == ERR_AGAIN)
			continue;
		TRY(e);
		if (slots_left_something(s)) {
			slots_close(s);
			continue;
		}
		memset(s->head, 0, sizeof(*s->head));
		slots_boot_id(s->head->boot);
		s->survived = true;
		cuid_make(clock_now(), s->head->name);
		memcpy(s->head->magic, magic, sizeof(magic));
		*out = s;
		return slots_sync(s);
	}
	return err_make(ERR_LIMIT, "too many workers share this data directory (1000 at most)");
}

void slots_close(struct slots *s)
{
	if (!s)
		return;
	munmap(s->head, FILE_SIZE);
	close(s->fd);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

void slots_retire(struct slots *s)
{
	s->head->name[0] = 0;
}

str slots_name(const struct slots *s)
{
	return str_z(s->head->name);
}

bool slots_survived(const struct slots *s)
{
	return s->survived;
}

struct slot *slots_at(struct slots *s, size_t i)
{
	return &s->v[i];
}

struct slot *slots_take(struct slots *s)
{
	pthread_mutex_lock(&s->lock);
	struct slot *t = s->free_n ? &s->v[s->free_list[--s->free_n]] : NULL;
	pthread_mutex_unlock(&s->lock);
	return t;
}

void slots_free(struct slots *s, struct slot *t)
{
	atomic_store_explicit(&t->state, SLOT_FREE, memory_order_release);
	pthread_mutex_lock(&s->lock);
	s->free_list[s->free_n++] = (uint32_t)(t - s->v);
	pthread_mutex_unlock(&s->lock);
}

size_t slots_used(struct slots *s)
{
	pthread_mutex_lock(&s->lock);
	size_t n = SLOTS_COUNT - s->free_n;
	pthread_mutex_unlock(&s->lock);
	return n;
}

err slots_sync(struct slots *s)
{
	return fdatasync(s->fd) == 0 ? OK : err_make(ERR_IO, "the send slots cannot be written to disk");
}
