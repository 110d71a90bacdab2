/* The inside of a journal, for journal.c and journal_read.c only. */
#pragma once
#include "os/journal_slot.h"
#include <pthread.h>

struct journal_waiter {
	journal_durable_fn *fn;
	void *arg;
};

/* What gathers for the next group commit. Two take turns: one fills while the other is written. */
struct journal_group {
	char *p;
	size_t n, cap;
	struct journal_waiter *waiters;
	size_t waiting, waiters_cap;
};

struct journal {
	/* under mu: */
	pthread_mutex_t mu;
	pthread_cond_t work;  /* the writer: something to write, or stop */
	pthread_cond_t moved; /* readers and syncs: `durable` or `settled` moved, or a wake */
	struct journal_slot slot;
	struct journal_group group[2];
	int filling;
	uint64_t started, settled; /* groups handed to the disk, groups answered */
	size_t writing;		   /* bytes of the group at the disk */
	uint64_t failed_group;	   /* the last group the disk refused */
	struct journal_pos durable;
	uint64_t wakes;
	bool stop, roll;
	struct journal_stats stats;
	/* the writer's thread alone: */
	int fd;		 /* of the current segment; -1: begin a new one */
	uint64_t number; /* of it */
	uint64_t size;	 /* of it, all durable */
	/* never change after open: */
	pthread_t thread;
	bool adopted;
	uint32_t salt;
	uint64_t limit, segment_size;
	struct journal_pos own_start;
};
