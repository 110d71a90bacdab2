#include "os/loop.h"
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

struct seen {
	struct loop *loop;
	int order[64];
	int n;
};

struct tick {
	struct loop_timer timer;
	struct seen *seen;
	int name;
};

static void on_tick(struct loop_timer *t)
{
	struct tick *k = t->ctx;
	k->seen->order[k->seen->n++] = k->name;
}

static void timers_fire_in_order(void **state)
{
	(void)state;
	struct seen seen = {};
	assert_false(err_is(loop_new(&seen.loop)));
	struct tick t[50];
	int64_t base = loop_now(seen.loop) - 1000000; /* all due at once */
	for (int i = 0; i < 50; i++) {
		t[i] = (struct tick){ .timer = { .on = on_tick, .ctx = &t[i] }, .seen = &seen, .name = (i * 37) % 50 };
		loop_timer_set(seen.loop, &t[i].timer, base + t[i].name);
	}
	for (int i = 0; i < 50; i++)
		if (t[i].name % 2)
			loop_timer_stop(seen.loop, &t[i].timer);
	for (int i = 0; i < 50; i++)
		if (t[i].name == 10)
			loop_timer_set(seen.loop, &t[i].timer, base + 1000); /* moved behind the rest */
	assert_false(err_is(loop_step(seen.loop, 0)));
	assert_int_equal(seen.n, 25);
	for (int i = 0, want = 0; i < 24; i++, want += 2) {
		if (want == 10)
			want += 2;
		assert_int_equal(seen.order[i], want);
	}
	assert_int_equal(seen.order[24], 10);
	loop_free(seen.loop);
}

struct pipe_end {
	struct loop_io io;
	struct loop *loop;
	struct pipe_end *other;
	int calls;
};

static void on_pipe(struct loop_io *io, uint32_t events)
{
	(void)events;
	struct pipe_end *p = io->ctx;
	p->calls++;
	loop_io_del(p->loop, &p->other->io); /* its event of this round must not be delivered */
	char c;
	assert_int_equal(read(io->fd, &c, 1), 1);
}

static void removed_io_is_not_called(void **state)
{
	(void)state;
	struct loop *l;
	assert_false(err_is(loop_new(&l)));
	int a[2], b[2];
	assert_int_equal(pipe(a), 0);
	assert_int_equal(pipe(b), 0);
	struct pipe_end pa = { .loop = l }, pb = { .loop = l };
	pa = (struct pipe_end){ .io = { .fd = a[0], .on = on_pipe, .ctx = &pa }, .loop = l, .other = &pb };
	pb = (struct pipe_end){ .io = { .fd = b[0], .on = on_pipe, .ctx = &pb }, .loop = l, .other = &pa };
	assert_false(err_is(loop_io_add(l, &pa.io, EPOLLIN)));
	assert_false(err_is(loop_io_add(l, &pb.io, EPOLLIN)));
	assert_int_equal(write(a[1], "x", 1), 1);
	assert_int_equal(write(b[1], "x", 1), 1);
	assert_false(err_is(loop_step(l, 0)));
	assert_int_equal(pa.calls + pb.calls, 1);
	loop_io_del(l, &pa.io);
	loop_io_del(l, &pb.io);
	loop_free(l);
	for (int i = 0; i < 2; i++)
		close(a[i]), close(b[i]);
}

#define POSTS 1000
struct posted {
	struct loop_work work[POSTS];
	struct loop *loop;
	int ran, order_ok;
};

static void on_work(struct loop_work *w)
{
	struct posted *p = w->ctx;
	p->order_ok += w == &p->work[p->ran];
	if (++p->ran == POSTS)
		loop_stop(p->loop);
}

static void *poster(void *arg)
{
	struct posted *p = arg;
	for (int i = 0; i < POSTS; i++)
		loop_post(p->loop, &p->work[i]);
	return NULL;
}

static void posts_from_a_thread_run_in_order(void **state)
{
	(void)state;
	struct posted p = {};
	assert_false(err_is(loop_new(&p.loop)));
	for (int i = 0; i < POSTS; i++)
		p.work[i] = (struct loop_work){ .on = on_work, .ctx = &p };
	pthread_t t;
	assert_int_equal(pthread_create(&t, NULL, poster, &p), 0);
	assert_false(err_is(loop_run(p.loop)));
	pthread_join(t, NULL);
	assert_int_equal(p.ran, POSTS);
	assert_int_equal(p.order_ok, POSTS);
	loop_free(p.loop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timers_fire_in_order),
		cmocka_unit_test(removed_io_is_not_called),
		cmocka_unit_test(posts_from_a_thread_run_in_order),
	};
	return cmocka_run_group_tests_name("loop", tests, NULL, NULL);
}
