/* An event loop: epoll, timers, and work posted from other threads. One thread runs it; everything but loop_post and
 * loop_stop belongs to that thread. Callbacks may add, change and remove any io or timer, their own too. The structs
 * are the caller's and must outlive their registration. SIGPIPE is ignored from the first loop on. */
#pragma once
#include "base/err.h"
#include <stdint.h>
#include <sys/epoll.h>

struct loop;
err loop_new(struct loop **out);
void loop_free(struct loop *l); /* takes NULL; nothing may be registered any more */

struct loop_io {
	int fd;
	void (*on)(struct loop_io *io, uint32_t events); /* EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP; level-triggered */
	void *ctx;
	uint32_t events; /* what is asked for; kept by the loop */
	bool added;	 /* kept by the loop */
};
err loop_io_add(struct loop *l, struct loop_io *io, uint32_t events);
void loop_io_set(struct loop *l, struct loop_io *io, uint32_t events); /* no system call when nothing changes */
void loop_io_del(struct loop *l, struct loop_io *io);		       /* does not close the fd; twice is fine */

struct loop_timer {
	void (*on)(struct loop_timer *t);
	void *ctx;
	int64_t at;  /* kept by the loop */
	size_t slot; /* kept by the loop; 0: not set */
};
void loop_timer_set(struct loop *l, struct loop_timer *t, int64_t at_us); /* loop_now() + span; replaces an earlier */
void loop_timer_stop(struct loop *l, struct loop_timer *t);		  /* twice is fine */

int64_t loop_now(const struct loop *l); /* µs, monotonic, taken once per round */

/* Work for the loop's thread, from any thread: run in order, once. The struct is the caller's until it has run. */
struct loop_work {
	void (*on)(struct loop_work *w);
	void *ctx;
	struct loop_work *next; /* kept by the loop */
};
void loop_post(struct loop *l, struct loop_work *w);
/* Run at the end of this round (loop's thread only; cheaper than a post). */
void loop_defer(struct loop *l, struct loop_work *w);

err loop_run(struct loop *l);			   /* until loop_stop */
err loop_step(struct loop *l, int64_t timeout_us); /* one round; waits at most that long, -1: until something happens */
void loop_stop(struct loop *l);			   /* any thread, also a signal handler */
