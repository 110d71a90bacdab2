/* Server-sent events: one thread asks every subscription about once a second what is new. A comment every
 * HEARTBEAT keeps proxies from closing a quiet one, and finds clients that have gone. */
#include "base/time.h"
#include "http/http_int.h"
#include "os/clock.h"
#include <stdlib.h>
#include <time.h>

#define TICK US_PER_S
#define HEARTBEAT (15 * US_PER_S)
#define EVENTS_MAX (1u << 20) /* of one poll */

void http_sse_event(struct buf *out, const char *event, str json)
{
	buf_addf(out, "event: %s\ndata: ", event);
	buf_add(out, json);
	buf_add_lit(out, "\n\n");
}

/* With no lock held. True: it goes on. */
static bool sse_serve(struct sse_sub *s, struct buf *out)
{
	if (pipe_is_gone(s->pipe))
		return false;
	if (pipe_waiting(s->pipe) > HTTP_STREAM_BUFFER / 4) /* it does not keep up: skip a round */
		return true;
	buf_reset(out);
	bool more = s->sse.poll(s->sse.ctx, out);
	int64_t now = clock_mono();
	if (out->n == 0 && more && now - s->spoke >= HEARTBEAT)
		buf_add_lit(out, ": still here\n\n");
	if (out->n && !out->over) {
		s->spoke = now;
		if (err_is(pipe_write(s->pipe, buf_str(out), false)))
			return true; /* full: the client reads on later; gone: seen in the next round */
	}
	return more;
}

static void sse_end_sub(struct sse_sub *s)
{
	if (s->sse.done)
		s->sse.done(s->sse.ctx);
	pipe_end(s->pipe, false);
	pipe_unref(s->pipe);
	request_unref(s->r);
	free(s);
}

static void sse_remove_sub(struct http_sse_hub *h, struct sse_sub *s)
{
	pthread_mutex_lock(&h->lock);
	for (struct sse_sub **at = &h->subs; *at; at = &(*at)->next)
		if (*at == s) {
			*at = s->next;
			h->n--;
			break;
		}
	pthread_mutex_unlock(&h->lock);
	sse_end_sub(s);
}

/* Only this thread removes; others add at the head, so a walk needs the lock only for its steps. */
static void sse_round_of(struct http_sse_hub *h, bool fresh_only, struct buf *out)
{
	pthread_mutex_lock(&h->lock);
	struct sse_sub *s = h->subs;
	pthread_mutex_unlock(&h->lock);
	while (s) {
		struct sse_sub *next = s->next;
		bool due = s->fresh || !fresh_only;
		s->fresh = false;
		if (due && !sse_serve(s, out))
			sse_remove_sub(h, s);
		s = next;
	}
}

static void *sse_run_hub(void *arg)
{
	struct http_sse_hub *h = arg;
	struct buf BUF_AUTO out;
	buf_init(&out, EVENTS_MAX);
	int64_t next = clock_mono() + TICK;
	for (;;) {
		pthread_mutex_lock(&h->lock);
		bool fresh = h->subs && h->subs->fresh;
		if (!h->stop && !fresh && clock_mono() < next) {
			struct timespec until;
			clock_gettime(CLOCK_MONOTONIC, &until);
			int64_t ns = until.tv_nsec + (next - clock_mono()) % US_PER_S * 1000;
			until.tv_sec += (next - clock_mono()) / US_PER_S + (ns >= 1000000000);
			until.tv_nsec = ns < 0 ? 0 : ns % 1000000000;
			pthread_cond_timedwait(&h->wake, &h->lock, &until);
		}
		bool stop = h->stop;
		fresh = h->subs && h->subs->fresh;
		pthread_mutex_unlock(&h->lock);
		if (stop)
			return NULL;
		bool tick = clock_mono() >= next;
		if (tick)
			next = clock_mono() + TICK;
		if (tick || fresh)
			sse_round_of(h, !tick, &out);
	}
}

err sse_start(struct http_sse_hub *h)
{
	pthread_mutex_init(&h->lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&h->wake, &attr);
	pthread_condattr_destroy(&attr);
	if (pthread_create(&h->thread, NULL, sse_run_hub, h) != 0)
		return err_make(ERR_IO, "no thread for subscriptions");
	pthread_setname_np(h->thread, "http-events");
	h->started = true;
	return OK;
}

void sse_stop(struct http_sse_hub *h)
{
	if (!h->started)
		return;
	pthread_mutex_lock(&h->lock);
	h->stop = true;
	pthread_cond_signal(&h->wake);
	pthread_mutex_unlock(&h->lock);
	pthread_join(h->thread, NULL);
	h->started = false;
	while (h->subs) {
		struct sse_sub *s = h->subs;
		h->subs = s->next;
		h->n--;
		sse_end_sub(s);
	}
}

void http_reply_sse(struct http_request *r, struct http_sse sse)
{
	struct http_sse_hub *h = &r->server->sse;
	pthread_mutex_lock(&h->lock);
	bool room = h->n < HTTP_SSE_MAX && !h->stop && r->method != HTTP_HEAD;
	h->n += room;
	pthread_mutex_unlock(&h->lock);
	if (!room) {
		if (sse.done)
			sse.done(sse.ctx);
		if (r->method == HTTP_HEAD)
			http_reply(r, 200, "text/event-stream", STR(""));
		else
			reply_text(r, 503, "Too many subscriptions are open; try again in a moment.");
		return;
	}
	struct sse_sub *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	*s = (struct sse_sub){ .r = r, .sse = sse, .fresh = true, .spoke = clock_mono() };
	r->pipe = pipe_new(r->connection, &r->server->cut);
	s->pipe = r->pipe;
	s->pipe->refs++; /* nobody else knows it yet */
	atomic_fetch_add(&r->refs, 1);
	http_answer_header(r, "Cache-Control", STR("no-store"));
	http_answer_header(r, "X-Accel-Buffering", STR("no"));
	err_ignore(pipe_write(s->pipe, STR("retry: 2000\n\n"), false)); /* empty: it fits */
	struct MHD_Response *response = pipe_response(r->pipe);
	MHD_add_response_header(response, "Content-Type", "text/event-stream");
	for (size_t i = 0; i < r->n_own; i++)
		MHD_add_response_header(response, r->own[i].name, r->own[i].value);
	r->response = response;
	r->status = 200;
	r->replied = true;
	pthread_mutex_lock(&h->lock);
	s->next = h->subs;
	h->subs = s;
	pthread_cond_signal(&h->wake);
	pthread_mutex_unlock(&h->lock);
}
