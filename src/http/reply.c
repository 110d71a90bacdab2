/* Answers: whole ones (compressed when it helps), files, canned ones, streams. Made on any thread, queued on the event
 * thread that owns the connection. */
#include "base/log.h"
#include "http/http_int.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#define GZIP_LEAST 1024u /* below this a packet is a packet */

void http_answer_header(struct http_request *r, const char *name, str value)
{
	for (size_t i = 0; i < value.n; i++)
		if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f) {
			log_error("http.header", "a value of %s holds a control character; left out", name);
			return;
		}
	if (r->n_own == HTTP_HEADERS_OWN) {
		log_error("http.header", "more than %d headers; %s left out", HTTP_HEADERS_OWN, name);
		return;
	}
	r->own[r->n_own].name = name;
	r->own[r->n_own++].value = arena_z(&r->arena, value);
}

/* Other hosts are tenants' names: what they do with theirs later is not for us to bind. */
static bool reply_on_https_host(const struct http_request *r)
{
	str host = http_header(r, "Host"), ours = str_z(r->server->o.https_host);
	return !str_empty(ours) && str_starts_nocase(host, ours) && (host.n == ours.n || host.p[ours.n] == ':');
}

static void reply_set_response(struct http_request *r, int status, struct MHD_Response *response)
{
	if (!response) {
		log_error("http.reply", "no memory for an answer");
		abort();
	}
	if (r->replied) {
		log_error("http.reply", "a request was answered twice; the second answer is dropped");
		MHD_destroy_response(response);
		return;
	}
	for (size_t i = 0; i < r->n_own; i++)
		MHD_add_response_header(response, r->own[i].name, r->own[i].value);
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	if (reply_on_https_host(r))
		MHD_add_response_header(response, "Strict-Transport-Security", HTTP_HSTS);
	if (r->close || r->server->draining)
		MHD_add_response_header(response, "Connection", "close");
	r->response = response;
	r->status = status;
	r->replied = true;
}

static bool reply_compressible(const char *type)
{
	str t = str_z(type);
	return str_starts(t, STR("application/json")) || str_starts(t, STR("text/")) ||
	       str_starts(t, STR("application/problem+json")) || str_starts(t, STR("image/svg"));
}

/* Does the client take gzip (RFC 9110 section 12.5.3)? Quality 0 means no. */
static bool reply_takes_gzip(str accept)
{
	size_t at = str_find_nocase(accept, STR("gzip"));
	if (at == STR_NPOS)
		return false;
	str rest = str_from(accept, at + 4);
	size_t end = str_find_byte(rest, ',');
	rest = str_trim(end == STR_NPOS ? rest : str_upto(rest, end));
	return str_find(rest, STR("q=0")) == STR_NPOS || str_find(rest, STR("q=0.")) != STR_NPOS;
}

/* malloc'ed gzip of the body, or NULL when it is not smaller. */
static void *reply_gzipped(str body, size_t *n)
{
	z_stream z = {};
	if (deflateInit2(&z, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	size_t cap = deflateBound(&z, body.n);
	unsigned char *out = malloc(cap);
	z.next_in = (unsigned char *)(uintptr_t)body.p;
	z.avail_in = (unsigned)body.n;
	z.next_out = out;
	z.avail_out = (unsigned)cap;
	bool ok = out && deflate(&z, Z_FINISH) == Z_STREAM_END && z.total_out < body.n;
	*n = z.total_out;
	deflateEnd(&z);
	if (ok)
		return out;
	free(out);
	return NULL;
}

static bool reply_try_gzip(struct http_request *r, int status, const char *type, str body)
{
	if (body.n < GZIP_LEAST || body.n > HTTP_ANSWER_MAX || !reply_compressible(type))
		return false;
	http_answer_header(r, "Vary", STR("Accept-Encoding"));
	size_t n;
	void *packed = reply_takes_gzip(http_header(r, "Accept-Encoding")) ? reply_gzipped(body, &n) : NULL;
	if (!packed)
		return false;
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback(n, packed, free);
	if (response) {
		MHD_add_response_header(response, "Content-Type", type);
		MHD_add_response_header(response, "Content-Encoding", "gzip");
	}
	reply_set_response(r, status, response);
	return true;
}

void http_reply(struct http_request *r, int status, const char *type, str body)
{
	if (reply_try_gzip(r, status, type, body))
		return;
	struct MHD_Response *response =
		MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)(body.n ? body.p : ""),
						body.n ? MHD_RESPMEM_MUST_COPY : MHD_RESPMEM_PERSISTENT);
	if (response && type && (body.n || status != 204))
		MHD_add_response_header(response, "Content-Type", type);
	reply_set_response(r, status, response);
}

void http_reply_take(struct http_request *r, int status, const char *type, struct buf *body)
{
	if (body->n == 0 || reply_try_gzip(r, status, type, buf_str(body))) {
		if (body->n == 0)
			http_reply(r, status, type, STR(""));
		buf_deinit(body);
		buf_init(body, body->ceiling);
		return;
	}
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback(body->n, body->p, free);
	if (response)
		MHD_add_response_header(response, "Content-Type", type);
	size_t ceiling = body->ceiling;
	buf_init(body, ceiling);
	reply_set_response(r, status, response);
}

void http_reply_fd(struct http_request *r, int status, const char *type, int fd, uint64_t size)
{
	struct MHD_Response *response = MHD_create_response_from_fd64(size, fd);
	if (!response)
		close(fd);
	else
		MHD_add_response_header(response, "Content-Type", type ? type : "application/octet-stream");
	reply_set_response(r, status, response);
}

static const char *reply_reason(int status)
{
	switch (status) {
	case 400: return "Bad Request";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 408: return "Request Timeout";
	case 413: return "Content Too Large";
	case 414: return "URI Too Long";
	case 500: return "Internal Server Error";
	case 501: return "Not Implemented";
	case 503: return "Service Unavailable";
	default: return "Error";
	}
}

void reply_text(struct http_request *r, int status, const char *text)
{
	char body[512];
	int n = snprintf(body, sizeof(body),
			 "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\",\"errors\":[]}",
			 reply_reason(status), status, text);
	if (status == 503)
		http_answer_header(r, "Retry-After", STR("1"));
	http_answer_header(r, "Cache-Control", STR("no-store"));
	http_reply(r, status, "application/problem+json", str_of(body, n > 0 ? (size_t)n : 0));
}

/* The answer as bytes, for the quick lane. */
static void reply_canned_text(struct http_canned *c, const char *type, str body, const char *const *headers)
{
	buf_init(&c->text, body.n + HTTP_HEADERS_MAX);
	buf_addf(&c->text, "HTTP/1.1 %d %s\r\n", c->status, c->status == 200 ? "OK" : reply_reason(c->status));
	if (type)
		buf_addf(&c->text, "Content-Type: %s\r\n", type);
	for (size_t i = 0; headers && headers[i] && headers[i + 1]; i += 2)
		buf_addf(&c->text, "%s: %s\r\n", headers[i], headers[i + 1]);
	buf_addf(&c->text, "X-Content-Type-Options: nosniff\r\nContent-Length: %zu\r\n", body.n);
	size_t head = c->text.n;
	buf_add(&c->text, body);
	c->head = str_of(c->text.p, head);
	c->body = str_of(c->text.p + head, body.n);
}

struct http_canned *http_canned_new(int status, const char *type, str body, const char *const *headers)
{
	struct http_canned *c = calloc(1, sizeof(*c));
	struct MHD_Response *response = MHD_create_response_from_buffer(
		body.n, (void *)(uintptr_t)(body.n ? body.p : ""), MHD_RESPMEM_MUST_COPY);
	if (!c || !response)
		abort();
	if (type)
		MHD_add_response_header(response, "Content-Type", type);
	for (size_t i = 0; headers && headers[i] && headers[i + 1]; i += 2)
		MHD_add_response_header(response, headers[i], headers[i + 1]);
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	c->status = status;
	c->response = response;
	reply_canned_text(c, type, body, headers);
	return c;
}

void http_canned_free(struct http_canned *c)
{
	if (!c)
		return;
	MHD_destroy_response(c->response);
	buf_deinit(&c->text);
	free(c);
}

void http_reply_canned(struct http_request *r, const struct http_canned *c)
{
	if (r->replied) {
		log_error("http.reply", "a request was answered twice; the second answer is dropped");
		return;
	}
	r->response = c->response;
	r->shared = true;
	r->status = c->status;
	r->replied = true;
}

void http_stream_begin(struct http_request *r, int status, const char *type)
{
	struct http_pipe *p = pipe_new(r->connection, &r->server->cut);
	struct MHD_Response *response = pipe_response(p);
	MHD_add_response_header(response, "Content-Type", type);
	reply_set_response(r, status, response);
	r->pipe = p;
	atomic_fetch_add(&r->refs, 1); /* given back when the handler is over (run.c) */
	if (r->method == HTTP_HEAD)
		pipe_end(p, false);
	r->streaming = true;
	MHD_resume_connection(
		r->connection); /* from here on headers cannot be asked for: libmicrohttpd may end the request */
}

err http_stream_write(struct http_request *r, str data)
{
	if (r->method == HTTP_HEAD)
		return OK;
	return pipe_write(r->pipe, data, true);
}

void http_stream_abort(struct http_request *r)
{
	pipe_end(r->pipe, true);
}

enum MHD_Result reply_queue(struct http_request *r)
{
	enum MHD_Result ok = MHD_queue_response(r->connection, (unsigned)r->status, r->response);
	if (!r->shared)
		MHD_destroy_response(r->response); /* libmicrohttpd holds a reference of its own */
	r->response = NULL;
	r->state = REQ_DONE;
	if (r->conn)
		atomic_store_explicit(&r->conn->phase, CONN_ANSWER, memory_order_relaxed);
	unsigned class = (unsigned)r->status / 100;
	atomic_fetch_add_explicit(&r->server->by_class[class < 6 ? class : 0], 1, memory_order_relaxed);
	return ok;
}
