/* The request: what frames it, and what handlers may ask of it. */
#include "base/num.h"
#include "http/http_int.h"
#include "wire/url.h"
#include <arpa/inet.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const method_names[] = { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "?" };

const char *http_method_name(enum http_method m)
{
	return method_names[m];
}

struct http_request *request_new(struct http_server *s, struct MHD_Connection *c, const char *uri)
{
	/* Of a whole address the path counts: its host is the Host header's (wire/http_frame.c). */
	size_t host = uri[0] == 'h' || uri[0] == 'H' ? strcspn(uri, ":") + 3 : 0;
	if (host)
		uri += strnlen(uri, host) == host ? host + strcspn(uri + host, "/?") : 0;
	bool rooted = !host || uri[0] == '/';
	size_t n = strnlen(uri, HTTP_HEADERS_MAX) + !rooted;
	struct http_request *r = calloc(1, sizeof(*r) + n + 1);
	if (!r)
		abort();
	r->server = s;
	r->connection = c;
	r->spool = -1;
	r->refs = 1;
	r->uri[0] = '/';
	memcpy(r->uri + !rooted, uri, n - !rooted);
	r->uri_n = n;
	const char *q = memchr(r->uri, '?', n);
	r->path_n = q ? (size_t)(q - r->uri) : n;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	r->conn = info ? info->socket_context : NULL;
	r->arena.ceiling = 4 * (size_t)HTTP_ANSWER_MAX;
	return r;
}

void request_unref(struct http_request *r)
{
	if (atomic_fetch_sub_explicit(&r->refs, 1, memory_order_acq_rel) != 1)
		return;
	if (r->counted)
		atomic_fetch_sub(&r->server->bodies, r->counted);
	if (r->response && !r->shared)
		MHD_destroy_response(r->response);
	if (r->pipe)
		pipe_unref(r->pipe);
	if (r->spool >= 0)
		close(r->spool);
	buf_deinit(&r->body);
	arena_deinit(&r->arena);
	free(r);
}

struct framing {
	struct http_request *r;
	unsigned hosts, lengths, codings;
	bool bad;
};

static enum MHD_Result request_frame_header(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n,
					    const char *value, size_t n)
{
	(void)kind;
	struct framing *f = cls;
	str name = str_of(key, key_n), v = str_of(value ? value : "", n);
	if (key_n == 4 && str_eq_nocase(name, STR("host"))) {
		f->hosts++;
	} else if (key_n == 14 && str_eq_nocase(name, STR("content-length"))) {
		f->lengths++;
		f->bad = f->bad || v.n == 0 || v.n > 18 || !num_parse_u64(v, &f->r->length);
	} else if (key_n == 17 && str_eq_nocase(name, STR("transfer-encoding"))) {
		f->codings++;
		f->bad = f->bad || !str_eq_nocase(v, STR("chunked"));
		f->r->chunked = true;
	}
	return MHD_YES;
}

int request_frame(struct http_request *r)
{
	struct framing f = { .r = r };
	MHD_get_connection_values_n(r->connection, MHD_HEADER_KIND, request_frame_header, &f);
	r->has_body = f.codings > 0 || r->length > 0;
	/* RFC 9112 section 6.3: both, or several, is how requests are smuggled. */
	if (f.bad || f.lengths > 1 || f.codings > 1 || (f.codings && f.lengths) || f.hosts > 1)
		return 400;
	if (r->uri[0] != '/')
		return r->method == HTTP_OPTIONS && r->uri_n == 1 && r->uri[0] == '*' ? 0 : 400;
	if (r->uri_n > HTTP_URL_MAX)
		return 414;
	return 0;
}

enum http_method http_method(const struct http_request *r)
{
	return r->method;
}

str http_path(const struct http_request *r)
{
	return str_of(r->uri, r->path_n);
}

str http_query(const struct http_request *r)
{
	return r->path_n < r->uri_n ? str_of(r->uri + r->path_n + 1, r->uri_n - r->path_n - 1) : STR("");
}

str http_header(const struct http_request *r, const char *name)
{
	const char *value = NULL;
	size_t n = 0;
	if (!r->connection ||
	    MHD_lookup_connection_value_n(r->connection, MHD_HEADER_KIND, name, strlen(name), &value, &n) != MHD_YES)
		return STR_NULL;
	return value ? str_of(value, n) : STR("");
}

str http_cookie(const struct http_request *r, const char *name)
{
	return url_cookie(http_header(r, "Cookie"), str_z(name));
}

static char *request_forwarded_client(const struct http_request *r)
{
	str all = http_header(r, "X-Forwarded-For");
	size_t comma = str_rfind_byte(all, ',');
	str last = str_trim(comma == STR_NPOS ? all : str_from(all, comma + 1));
	struct arena *a = http_arena((struct http_request *)(uintptr_t)r);
	char *text = arena_dup(a, last).n ? (char *)(uintptr_t)arena_z(a, last) : NULL;
	unsigned char space[16];
	if (text && (inet_pton(AF_INET, text, space) == 1 || inet_pton(AF_INET6, text, space) == 1))
		return text;
	return NULL;
}

str http_client(const struct http_request *r)
{
	struct http_request *w = (struct http_request *)(uintptr_t)r; /* the looked-up text is kept */
	if (r->server->o.trust_proxy && !r->client)
		w->client = request_forwarded_client(r);
	return str_z(r->client ? r->client : r->conn ? r->conn->ip : "");
}

str http_body(const struct http_request *r)
{
	return r->spool >= 0 ? STR("") : buf_str(&r->body);
}

int http_body_fd(const struct http_request *r)
{
	return r->spool;
}

uint64_t http_body_size(const struct http_request *r)
{
	return r->got;
}

struct arena *http_arena(struct http_request *r)
{
	return &r->arena;
}

bool http_draining(const struct http_request *r)
{
	return r->server->draining;
}

bool http_answered(const struct http_request *r)
{
	return r->replied;
}

void http_set_data(struct http_request *r, void *data)
{
	r->data = data;
}

void *http_data(const struct http_request *r)
{
	return r->data;
}
