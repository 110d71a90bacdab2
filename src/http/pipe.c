/* Bytes from a producer's thread to libmicrohttpd. When there are none the connection sleeps (suspended) and is woken
 * by the next write; when there are too many the producer sleeps. */
#include "http/http_int.h"
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

struct http_pipe *pipe_new(struct MHD_Connection *c, const _Atomic bool *cut)
{
	struct http_pipe *p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	pthread_mutex_init(&p->lock, NULL);
	pthread_condattr_t attr;
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&p->room, &attr);
	pthread_condattr_destroy(&attr);
	p->connection = c;
	p->cut = cut;
	p->refs = 1;
	return p;
}

void pipe_unref(struct http_pipe *p)
{
	pthread_mutex_lock(&p->lock);
	unsigned left = --p->refs;
	pthread_mutex_unlock(&p->lock);
	if (left)
		return;
	pthread_mutex_destroy(&p->lock);
	pthread_cond_destroy(&p->room);
	free(p->p);
	free(p);
}

/* With the lock held. */
static void pipe_wake_reader(struct http_pipe *p)
{
	if (p->suspended && p->connection) {
		p->suspended = false;
		MHD_resume_connection(p->connection);
	}
}

static void pipe_append(struct http_pipe *p, str data)
{
	if (p->at && p->at + p->n + data.n > p->cap) {
		memmove(p->p, p->p + p->at, p->n);
		p->at = 0;
	}
	if (p->n + data.n > p->cap) {
		size_t cap = p->cap ? p->cap : 16384;
		while (cap < p->n + data.n)
			cap *= 2;
		char *more = realloc(p->p, cap);
		if (!more)
			abort();
		p->p = more;
		p->cap = cap;
	}
	memcpy(p->p + p->at + p->n, data.p, data.n);
	p->n += data.n;
}

/* Wakes now and then by itself to see whether the server stops. */
static void pipe_wait_for_room(struct http_pipe *p)
{
	struct timespec until;
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	pthread_cond_timedwait(&p->room, &p->lock, &until);
}

err pipe_write(struct http_pipe *p, str data, bool wait)
{
	while (data.n) {
		pthread_mutex_lock(&p->lock);
		while (wait && p->connection && !p->broken && !*p->cut && p->n >= HTTP_STREAM_BUFFER)
			pipe_wait_for_room(p);
		bool gone = !p->connection || p->broken || *p->cut;
		bool full = p->n >= HTTP_STREAM_BUFFER;
		if (!gone && !full) {
			str part = str_upto(data, HTTP_STREAM_BUFFER);
			pipe_append(p, part);
			data = str_from(data, part.n);
			pipe_wake_reader(p);
		}
		pthread_mutex_unlock(&p->lock);
		if (gone)
			return err_make(ERR_IO, "the client is gone");
		if (full)
			return err_make(ERR_AGAIN, "the client does not keep up");
	}
	return OK;
}

void pipe_end(struct http_pipe *p, bool broken)
{
	pthread_mutex_lock(&p->lock);
	p->eof = true;
	p->broken = p->broken || broken;
	pipe_wake_reader(p);
	pthread_cond_broadcast(&p->room);
	pthread_mutex_unlock(&p->lock);
}

void pipe_gone(struct http_pipe *p)
{
	pthread_mutex_lock(&p->lock);
	p->connection = NULL;
	pthread_cond_broadcast(&p->room);
	pthread_mutex_unlock(&p->lock);
}

bool pipe_is_gone(struct http_pipe *p)
{
	pthread_mutex_lock(&p->lock);
	bool gone = !p->connection;
	pthread_mutex_unlock(&p->lock);
	return gone;
}

size_t pipe_waiting(struct http_pipe *p)
{
	pthread_mutex_lock(&p->lock);
	size_t n = p->n;
	pthread_mutex_unlock(&p->lock);
	return n;
}

/* libmicrohttpd may forget a connection that its reader ends with an error until the idle time is over (0.9.75, epoll):
 * the client shall know now. */
static void pipe_hang_up(struct MHD_Connection *c)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (info && info->connect_fd >= 0)
		shutdown(info->connect_fd, SHUT_RDWR);
}

static ssize_t pipe_read_pipe(void *cls, uint64_t pos, char *out, size_t max)
{
	(void)pos;
	struct http_pipe *p = cls;
	ssize_t got;
	pthread_mutex_lock(&p->lock);
	if (p->broken) {
		pipe_hang_up(p->connection);
		got = MHD_CONTENT_READER_END_WITH_ERROR;
	} else if (p->n) {
		size_t n = p->n < max ? p->n : max;
		memcpy(out, p->p + p->at, n);
		p->n -= n;
		p->at = p->n ? p->at + n : 0;
		pthread_cond_signal(&p->room);
		got = (ssize_t)n;
	} else if (p->eof) {
		got = MHD_CONTENT_READER_END_OF_STREAM;
	} else {
		p->suspended = true;
		MHD_suspend_connection(p->connection);
		got = 0;
	}
	pthread_mutex_unlock(&p->lock);
	return got;
}

static void pipe_free_pipe(void *cls)
{
	pipe_unref(cls);
}

struct MHD_Response *pipe_response(struct http_pipe *p)
{
	struct MHD_Response *response =
		MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16384, pipe_read_pipe, p, pipe_free_pipe);
	if (!response)
		abort();
	pthread_mutex_lock(&p->lock);
	p->refs++;
	pthread_mutex_unlock(&p->lock);
	return response;
}
