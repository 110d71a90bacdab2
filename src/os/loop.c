#include "os/loop.h"
#include "os/wake.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define EVENTS_A_ROUND 128

struct loop {
	int ep, wake;
	int64_t now;
	struct loop_timer **heap; /* heap[1] is the earliest; slot 0 unused, so that slot 0 means "not set" */
	size_t timers, heap_cap;
	struct epoll_event ready[EVENTS_A_ROUND];
	int ready_n, ready_at;
	struct loop_work *deferred, **deferred_end;
	pthread_mutex_t lock; /* guards posted */
	struct loop_work *posted, **posted_end;
	struct loop_io wake_io;
	atomic_bool stop;
};

static int64_t loop_now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void loop_run_deferred(struct loop *l);

static void *loop_must(void *p)
{
	if (!p) {
		fputs("loumass: out of memory\n", stderr);
		abort();
	}
	return p;
}

static void loop_on_wake(struct loop_io *io, uint32_t events)
{
	(void)events;
	struct loop *l = io->ctx;
	(void)wake_clear(l->wake);
	pthread_mutex_lock(&l->lock);
	struct loop_work *w = l->posted;
	l->posted = NULL;
	l->posted_end = &l->posted;
	pthread_mutex_unlock(&l->lock);
	while (w) {
		struct loop_work *next = w->next;
		w->on(w); /* may free or post w again */
		w = next;
	}
}

err loop_new(struct loop **out)
{
	signal(SIGPIPE, SIG_IGN);
	struct loop *l = loop_must(calloc(1, sizeof(*l)));
	l->ep = epoll_create1(EPOLL_CLOEXEC);
	l->wake = wake_new();
	l->now = loop_now_us();
	l->deferred_end = &l->deferred;
	l->posted_end = &l->posted;
	pthread_mutex_init(&l->lock, NULL);
	l->wake_io = (struct loop_io){ .fd = l->wake, .on = loop_on_wake, .ctx = l };
	if (l->ep < 0 || l->wake < 0 || err_is(loop_io_add(l, &l->wake_io, EPOLLIN))) {
		loop_free(l);
		return err_make(ERR_IO, "the event loop could not be set up (too many open files?)");
	}
	*out = l;
	return OK;
}

void loop_free(struct loop *l)
{
	if (!l)
		return;
	while (l->deferred) /* memory that waits for the end of a round */
		loop_run_deferred(l);
	if (l->ep >= 0)
		close(l->ep);
	if (l->wake >= 0)
		close(l->wake);
	pthread_mutex_destroy(&l->lock);
	free(l->heap);
	free(l);
}

err loop_io_add(struct loop *l, struct loop_io *io, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.ptr = io };
	if (epoll_ctl(l->ep, EPOLL_CTL_ADD, io->fd, &ev) < 0)
		return err_make(ERR_IO, "epoll refused the descriptor");
	io->events = events;
	io->added = true;
	return OK;
}

void loop_io_set(struct loop *l, struct loop_io *io, uint32_t events)
{
	if (!io->added || io->events == events)
		return;
	struct epoll_event ev = { .events = events, .data.ptr = io };
	if (epoll_ctl(l->ep, EPOLL_CTL_MOD, io->fd, &ev) == 0)
		io->events = events;
}

void loop_io_del(struct loop *l, struct loop_io *io)
{
	if (!io->added)
		return;
	epoll_ctl(l->ep, EPOLL_CTL_DEL, io->fd, NULL);
	io->added = false;
	/* Events of this round that were not delivered yet must not reach it. */
	for (int i = l->ready_at; i < l->ready_n; i++)
		if (l->ready[i].data.ptr == io)
			l->ready[i].data.ptr = NULL;
}

static void loop_heap_put(struct loop *l, struct loop_timer *t, size_t slot)
{
	l->heap[slot] = t;
	t->slot = slot;
}

static void loop_heap_up(struct loop *l, struct loop_timer *t, size_t slot)
{
	while (slot > 1 && l->heap[slot / 2]->at > t->at) {
		loop_heap_put(l, l->heap[slot / 2], slot);
		slot /= 2;
	}
	loop_heap_put(l, t, slot);
}

static void loop_heap_down(struct loop *l, struct loop_timer *t, size_t slot)
{
	for (;;) {
		size_t child = slot * 2;
		if (child > l->timers)
			break;
		if (child < l->timers && l->heap[child + 1]->at < l->heap[child]->at)
			child++;
		if (l->heap[child]->at >= t->at)
			break;
		loop_heap_put(l, l->heap[child], slot);
		slot = child;
	}
	loop_heap_put(l, t, slot);
}

static void loop_heap_settle(struct loop *l, struct loop_timer *t)
{
	size_t slot = t->slot;
	if (slot > 1 && l->heap[slot / 2]->at > t->at)
		loop_heap_up(l, t, slot);
	else
		loop_heap_down(l, t, slot);
}

void loop_timer_set(struct loop *l, struct loop_timer *t, int64_t at_us)
{
	t->at = at_us;
	if (t->slot) {
		loop_heap_settle(l, t);
		return;
	}
	if (l->timers + 2 > l->heap_cap) {
		l->heap_cap = l->heap_cap ? l->heap_cap * 2 : 64;
		l->heap = loop_must(reallocarray(l->heap, l->heap_cap, sizeof(struct loop_timer *)));
	}
	loop_heap_up(l, t, ++l->timers);
}

void loop_timer_stop(struct loop *l, struct loop_timer *t)
{
	size_t slot = t->slot;
	if (!slot)
		return;
	t->slot = 0;
	struct loop_timer *last = l->heap[l->timers--];
	if (last == t)
		return;
	loop_heap_put(l, last, slot);
	loop_heap_settle(l, last);
}

int64_t loop_now(const struct loop *l)
{
	return l->now;
}

void loop_post(struct loop *l, struct loop_work *w)
{
	w->next = NULL;
	pthread_mutex_lock(&l->lock);
	*l->posted_end = w;
	l->posted_end = &w->next;
	pthread_mutex_unlock(&l->lock);
	wake_ring(l->wake);
}

void loop_defer(struct loop *l, struct loop_work *w)
{
	w->next = NULL;
	*l->deferred_end = w;
	l->deferred_end = &w->next;
}

void loop_stop(struct loop *l)
{
	int keep = errno;
	atomic_store(&l->stop, true);
	wake_ring(l->wake);
	errno = keep;
}

/* Milliseconds for epoll_wait, rounded up so that a timer is due when it returns. */
static int loop_wait_ms(const struct loop *l, int64_t timeout_us)
{
	if (l->deferred)
		return 0;
	int64_t us = timeout_us;
	if (l->timers) {
		int64_t left = l->heap[1]->at - l->now;
		if (left < 0)
			left = 0;
		if (us < 0 || left < us)
			us = left;
	}
	if (us < 0)
		return -1;
	int64_t ms = us / 1000 + (us % 1000 != 0);
	return ms > 60000 ? 60000 : (int)ms;
}

static void loop_run_timers(struct loop *l)
{
	/* Only those due at the round's beginning: a timer that sets itself to now waits for the next round. */
	for (size_t n = l->timers; n && l->timers && l->heap[1]->at <= l->now; n--) {
		struct loop_timer *t = l->heap[1];
		loop_timer_stop(l, t);
		t->on(t);
	}
}

static void loop_run_deferred(struct loop *l)
{
	struct loop_work *w = l->deferred;
	l->deferred = NULL;
	l->deferred_end = &l->deferred;
	while (w) {
		struct loop_work *next = w->next;
		w->on(w);
		w = next;
	}
}

err loop_step(struct loop *l, int64_t timeout_us)
{
	l->now = loop_now_us();
	int n = epoll_wait(l->ep, l->ready, EVENTS_A_ROUND, loop_wait_ms(l, timeout_us));
	if (n < 0 && errno != EINTR)
		return err_make(ERR_IO, "epoll_wait failed");
	l->now = loop_now_us();
	l->ready_n = n < 0 ? 0 : n;
	for (l->ready_at = 0; l->ready_at < l->ready_n;) {
		struct epoll_event *ev = &l->ready[l->ready_at++];
		struct loop_io *io = ev->data.ptr;
		if (io)
			io->on(io, ev->events);
	}
	l->ready_n = 0;
	loop_run_timers(l);
	loop_run_deferred(l);
	return OK;
}

err loop_run(struct loop *l)
{
	while (!atomic_load(&l->stop))
		TRY(loop_step(l, -1));
	atomic_store(&l->stop, false);
	return OK;
}
