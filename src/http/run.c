/* A request's way through the server: headers, gate, body, handler, answer. */
#include "base/log.h"
#include "base/time.h"
#include "http/http_int.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/patience.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static enum http_method run_parse_method(const char *m)
{
	for (int i = HTTP_GET; i < HTTP_OTHER; i++)
		if (strcmp(m, http_method_name((enum http_method)i)) == 0)
			return (enum http_method)i;
	return HTTP_OTHER;
}

static void run_set_phase(struct http_request *r, enum conn_phase phase)
{
	if (!r->conn)
		return;
	atomic_store_explicit(&r->conn->got, 0, memory_order_relaxed);
	atomic_store_explicit(&r->conn->since, clock_coarse(), memory_order_relaxed);
	atomic_store_explicit(&r->conn->phase, phase, memory_order_relaxed);
}

/* Refuses before the body is read: the connection cannot be used for more. */
static enum MHD_Result run_refuse(struct http_request *r, int status, const char *text)
{
	r->close = true;
	atomic_fetch_add_explicit(&r->server->refused, 1, memory_order_relaxed);
	reply_text(r, status, text);
	return reply_queue(r);
}

static void run_pick(struct http_request *r)
{
	const struct http_options *o = &r->server->o;
	for (size_t i = 0; i < o->n_mounts; i++)
		if (str_starts(http_path(r), str_z(o->mounts[i].prefix))) {
			o->mounts[i].pick(o->mounts[i].ctx, r, &r->handler);
			break;
		}
	if (!r->handler.run && !r->replied)
		reply_text(r, 404, "There is nothing at this address.");
}

static void run_hand_to(struct http_pool *pool, struct http_request *r)
{
	MHD_suspend_connection(r->connection);
	if (pool_push(pool, r))
		return;
	atomic_fetch_add_explicit(&r->server->busy, 1, memory_order_relaxed);
	http_answer_header(r, "Retry-After", STR("1"));
	reply_text(r, 503,
		   r->server->draining ? "The server is stopping; try again in a moment."
				       : "The server is busy; try again in a moment.");
	MHD_resume_connection(r->connection);
}

/* A body longer than allowed is read and thrown away when that is little, so that the client sees our answer. */
#define DISCARD_MOST (16u << 20)

static enum MHD_Result run_on_headers(struct http_request *r, const char *method)
{
	struct http_server *s = r->server;
	r->method = run_parse_method(method);
	r->counted_active = true;
	atomic_fetch_add_explicit(&s->active, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&s->requests, 1, memory_order_relaxed);
	if (!r->conn || !r->conn->frame.heads) {
		log_error("http.filter",
			  "libmicrohttpd reads past the check of requests' framing: nothing is answered");
		return run_refuse(r, 500, "This server is not put together as it must be; the log says more.");
	}
	int status = request_frame(r);
	if (status == 414)
		return run_refuse(r, 414, "The address is too long.");
	if (status)
		return run_refuse(r, status, "The request's headers contradict themselves or are malformed.");
	run_set_phase(r, r->has_body ? CONN_BODY : CONN_ANSWER);
	r->close = r->has_body; /* of an answer that pick gives at once */
	run_pick(r);
	if (r->replied && r->has_body)
		return reply_queue(r);
	r->close = false;
	if (r->replied) { /* queued in the next call: an answer at this point would cost the connection */
		r->state = REQ_BODY;
		return MHD_YES;
	}
	if (r->has_body && (r->length > r->handler.body_max || r->handler.body_max == 0)) {
		r->too_large = true;
		if (r->length > r->handler.body_max + DISCARD_MOST)
			return run_refuse(r, 413, "The request's body is longer than allowed here.");
	}
	buf_init(&r->body, r->handler.body_max < HTTP_BODY_MAX ? (size_t)r->handler.body_max : HTTP_BODY_MAX);
	if (r->handler.gate) {
		r->state = REQ_GATE;
		run_hand_to(&s->workers, r);
		return MHD_YES;
	}
	r->state = REQ_BODY;
	return MHD_YES;
}

static bool run_open_spool(struct http_request *r)
{
	char path[320];
	int n = snprintf(path, sizeof(path), "%s/upload-XXXXXX", r->server->spool_dir);
	if (n < 0 || (size_t)n >= sizeof(path))
		return false;
	r->spool = mkostemp(path, O_CLOEXEC);
	if (r->spool >= 0)
		unlink(path);
	else
		log_error("http.spool", "cannot make a file in %s (errno %d)", r->server->spool_dir, errno);
	return r->spool >= 0;
}

static void run_take_body(struct http_request *r, str data)
{
	r->got += data.n;
	if (r->conn)
		atomic_store_explicit(&r->conn->got, r->got, memory_order_relaxed);
	if (r->too_large || r->no_room)
		return;
	if (r->got > r->handler.body_max) {
		r->too_large = true;
		return;
	}
	if (r->handler.spool) {
		r->no_room = (r->spool < 0 && !run_open_spool(r)) || err_is(file_write_fd(r->spool, data));
		return;
	}
	uint64_t all = atomic_fetch_add(&r->server->bodies, data.n) + data.n;
	r->counted += data.n;
	r->no_room = all > HTTP_BODIES_TOTAL;
	if (!r->no_room)
		buf_add(&r->body, data);
}

static enum MHD_Result run_dispatch(struct http_request *r)
{
	run_set_phase(r, CONN_ANSWER);
	r->state = REQ_RUN;
	if (r->too_large || r->no_room) {
		atomic_fetch_add_explicit(&r->server->refused, 1, memory_order_relaxed);
		if (r->too_large)
			reply_text(r, 413, "The request's body is longer than allowed here.");
		else
			reply_text(r, 503, "There is no room for the request's body now.");
		return reply_queue(r);
	}
	if (r->handler.spool && r->spool < 0 && !run_open_spool(r)) {
		reply_text(r, 503, "There is no room for the request's body now.");
		return reply_queue(r);
	}
	if (r->spool >= 0 && lseek(r->spool, 0, SEEK_SET) < 0)
		log_error("http.spool", "cannot rewind an upload");
	if (r->handler.kind != HTTP_INLINE) {
		run_hand_to(r->handler.kind == HTTP_STREAM ? &r->server->streams : &r->server->workers, r);
		return MHD_YES;
	}
	r->handler.run(r, r->handler.arg);
	if (r->deferred)
		return MHD_YES;
	if (!r->replied)
		reply_text(r, 500, "The request was not answered.");
	return reply_queue(r);
}

enum MHD_Result request_access(void *cls, struct MHD_Connection *c, const char *url, const char *method,
			       const char *version, const char *upload, size_t *upload_n, void **con)
{
	(void)version;
	struct http_request *r = *con;
	if (!r)
		*con = r = request_new(cls, c, url);
	if (r->state == REQ_HEADERS)
		return run_on_headers(r, method);
	if (r->state == REQ_DONE) {
		*upload_n = 0;
		return MHD_YES;
	}
	if (r->replied) /* by a gate, a worker, or after a deferral */
		return reply_queue(r);
	if (r->state == REQ_GATE)
		r->state = REQ_BODY;
	else if (r->state == REQ_BODY && *upload_n == 0)
		return run_dispatch(r);
	if (*upload_n) {
		run_take_body(r, str_of(upload, *upload_n));
		*upload_n = 0;
		if (r->too_large && r->got > r->handler.body_max + DISCARD_MOST)
			return MHD_NO;
	}
	return MHD_YES;
}

void request_done(void *cls, struct MHD_Connection *c, void **con, enum MHD_RequestTerminationCode how)
{
	(void)c;
	(void)how;
	struct http_request *r = *con;
	*con = NULL;
	if (!r)
		return;
	if (r->conn && r->conn->request == r)
		r->conn->request = NULL;
	if (r->pipe)
		pipe_gone(r->pipe);
	if (!r->conn || r->conn->phase != CONN_LINGER)
		run_set_phase(r, CONN_HEADERS);
	if (r->conn)
		filter_finished(r->conn);
	if (r->counted_active)
		atomic_fetch_sub_explicit(&((struct http_server *)cls)->active, 1, memory_order_relaxed);
	r->connection = NULL;
	r->conn = NULL;
	request_unref(r);
}

static bool run_is_over(void *ctx)
{
	struct http_request *r = ctx;
	return r->gone || r->server->cut;
}

bool http_is_gone(struct http_request *r)
{
	struct pollfd p = { .fd = r->conn ? r->conn->fd : -1, .events = POLLRDHUP };
	return r->server->cut || (poll(&p, 1, 0) == 1 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR)));
}

bool http_apart(struct http_request *r)
{
	struct http_server *s = r->server;
	if (r->apart)
		return true;
	if (!pool_apart(&s->workers))
		return false;
	r->apart = true;
	pthread_mutex_lock(&s->apart_lock);
	r->apart_next = s->apart;
	s->apart = r;
	pthread_mutex_unlock(&s->apart_lock);
	patience_set((struct patience){ .over = run_is_over, .ctx = r });
	return true;
}

static void run_end_apart(struct http_request *r)
{
	struct http_server *s = r->server;
	if (!r->apart)
		return;
	patience_set((struct patience){ .none = true });
	pthread_mutex_lock(&s->apart_lock);
	for (struct http_request **at = &s->apart; *at; at = &(*at)->apart_next)
		if (*at == r) {
			*at = r->apart_next;
			break;
		}
	pthread_mutex_unlock(&s->apart_lock);
}

void request_run(struct http_request *r)
{
	if (r->state == REQ_GATE) {
		r->close = true;
		r->handler.gate(r, r->handler.arg);
		if (!r->replied)
			r->close = false;
		MHD_resume_connection(r->connection);
		return;
	}
	if (r->server->cut)
		reply_text(r, 503, "The server is stopping.");
	else
		r->handler.run(r, r->handler.arg);
	run_end_apart(r);
	if (r->streaming) {
		pipe_end(r->pipe, false);
		request_unref(r);
		return;
	}
	http_resume(r);
}

void http_defer(struct http_request *r)
{
	r->deferred = true;
	MHD_suspend_connection(r->connection);
}

void http_resume(struct http_request *r)
{
	if (!r->replied)
		reply_text(r, 500, "The request was not answered.");
	MHD_resume_connection(r->connection);
}
