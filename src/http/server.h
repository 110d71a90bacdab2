/* The HTTP/1.1 server: libmicrohttpd behind a few calls. TLS and HTTP/2 belong to the reverse proxy in front.
 *
 * A request is read whole and bounded before its handler runs; an upload goes to an unlinked file. Handlers are of
 * three kinds: inline  runs on an event thread and must not block. It answers before it returns, or calls http_defer()
 * and answers later from any thread (http_reply… and then http_resume). worker  runs on one of a bounded pool of
 * threads and may block on the database. Queue full: 503 and Retry-After. stream  like a worker, from a pool of its
 * own, for answers that are written piece by piece for as long as it takes. Every handler answers exactly once; one
 * that does not is answered with 500.
 *
 * Refuses: whatever RFC 9112 does not allow, and more than is read here (wire/http_frame.h: 400, 414, 417, 431, 505, and
 * the connection is closed), bodies over the handler's bound (413), a client that takes
 * more than HTTP_HEADER_SECONDS over its headers or sends its body slower than HTTP_BODY_RATE, more than per_ip
 * connections. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

struct http_server;
struct http_request;

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OPTIONS, HTTP_OTHER };
const char *http_method_name(enum http_method m);

enum http_kind { HTTP_INLINE, HTTP_WORKER, HTTP_STREAM };

struct http_handler {
	enum http_kind kind;
	void (*run)(struct http_request *r, void *arg);
	void *arg;
	uint64_t body_max; /* 0: a body is refused with 413 */
	bool spool;	   /* the body goes to a file: http_body_fd() */
	/* Runs on a worker before the body is read, so that a stranger cannot fill the disk: answers (the request is
	 * then over) or not (it goes on). NULL: none. */
	void (*gate)(struct http_request *r, void *arg);
};

/* The first mount whose prefix begins the path decides, once the headers are there, on an event thread, without
 * blocking: fills *out (zeroed before), or answers at once with http_reply… and leaves run NULL. */
struct http_quick;
struct http_mount {
	const char *prefix;
	void (*pick)(void *ctx, struct http_request *r, struct http_handler *out);
	void *ctx;
	/* A shorter way for small GETs without query, body or anything unusual: called on an event thread, must not
	 * block. False: let pick have it. True: it is answered by http_quick_reply, now or later. NULL: none. */
	bool (*quick)(void *ctx, struct http_quick *q);
};

struct http_options {
	const char *host;		 /* an address; "" or "*": all */
	uint16_t port;			 /* 0: any free one, see http_port() */
	unsigned threads;		 /* event threads; 0: one per two cores, at most 8 */
	unsigned workers;		 /* 0: 16 */
	unsigned per_ip;		 /* connections of one address (IPv6: of one /64); 0: no limit */
	bool trust_proxy;		 /* the client's address is the last of X-Forwarded-For */
	const char *https_host;		 /* the host that is https alone (HSTS, RFC 6797); NULL: none */
	const char *spool_dir;		 /* for uploads; NULL: $TMPDIR or /tmp */
	const struct http_mount *mounts; /* must outlive the server */
	size_t n_mounts;
};
/* ERR_IO: the address is taken or not ours; the reason is in `why`. Refusals in libmicrohttpd are logged. */
err http_start(const struct http_options *o, struct http_server **out);
uint16_t http_port(const struct http_server *s);
/* Closes the listening socket, ends subscriptions, waits for running requests until the deadline (clock_mono), then
 * cuts them off; frees everything. Takes NULL. */
void http_stop(struct http_server *s, int64_t deadline);

struct http_stats {
	uint64_t requests, refused, busy; /* answered; malformed or too large; 503 for a full queue */
	uint64_t by_class[6];		  /* by_class[2]: answers of 2xx */
	uint64_t connections, connections_open, queued, subscriptions;
};
struct http_stats http_stats(struct http_server *s);

#define HTTP_HSTS "max-age=31536000"

/* ---- The request. What these return lives as long as the request. */
enum http_method http_method(const struct http_request *r);
str http_path(const struct http_request *r);  /* as sent: percent-coded, from the first '/' to before '?' */
str http_query(const struct http_request *r); /* as sent, without '?'; empty when there is none */
str http_header(const struct http_request *r, const char *name); /* absent when there is none; first of several */
str http_cookie(const struct http_request *r, const char *name); /* absent when there is none */
str http_client(const struct http_request *r);			 /* the client's address as text */
str http_body(const struct http_request *r);			 /* empty when there is none, or when it was spooled */
int http_body_fd(const struct http_request *r); /* a spooled body, at offset 0; -1: none. Ours to close. */
uint64_t http_body_size(const struct http_request *r);
struct arena *http_arena(struct http_request *r); /* of this request; one thread at a time */
bool http_answered(const struct http_request *r);
/* The handler's own, from pick to run. */
void http_set_data(struct http_request *r, void *data);
void *http_data(const struct http_request *r);
bool http_draining(const struct http_request *r);

/* ---- The answer. Texts are copied. */
void http_answer_header(struct http_request *r, const char *name,
			str value); /* before the reply; CR and LF are refused */
void http_reply(struct http_request *r, int status, const char *type,
		str body); /* JSON and text are compressed when it helps */
/* A descriptor's content from its start; closes it. `type` NULL: application/octet-stream. */
void http_reply_take(struct http_request *r, int status, const char *type, struct buf *body); /* takes body's memory */
void http_reply_fd(struct http_request *r, int status, const char *type, int fd, uint64_t size);

/* An answer made once and given often (a pixel): nothing is copied per request. headers: name, value, …, NULL. */
struct http_canned;
struct http_canned *http_canned_new(int status, const char *type, str body, const char *const *headers);
void http_canned_free(struct http_canned *c); /* takes NULL; after the server has stopped */
void http_reply_canned(struct http_request *r, const struct http_canned *c);

/* Inline handlers only: nothing is answered yet. Another thread may then call http_answer_header, http_reply,
 * http_reply_canned, and at last, exactly once, http_resume; after that the request is not the caller's. */
void http_defer(struct http_request *r);
void http_resume(struct http_request *r);

/* A quick request (http_mount.quick). Texts live until the reply. */
str http_quick_path(const struct http_quick *q);
str http_quick_agent(const struct http_quick *q);  /* User-Agent; absent when there is none */
str http_quick_host(const struct http_quick *q);   /* the Host header */
str http_quick_client(const struct http_quick *q); /* as http_client */
void *http_quick_ctx(const struct http_quick *q);  /* the mount's */
/* Once, from any thread; after that the request is not the caller's. c is small: at most 800 bytes in all. */
void http_quick_reply(struct http_quick *q, const struct http_canned *c);

/* Worker handlers that will wait for somebody else's server: from here to its end the handler is none of the workers, and
 * its thread gives up waiting (os/patience.h) when the client goes away or the server is cut off. Without this, its
 * waiting is logged as an error. False: HTTP_APART_MAX wait already. */
bool http_apart(struct http_request *r);
/* From the handler's thread: the client closed its connection, or the server is cut off. */
bool http_is_gone(struct http_request *r);

/* Stream handlers: begin, then write as often as there is something. A write blocks while the client is more than
 * HTTP_STREAM_BUFFER behind. ERR_IO: the client is gone (or the server stops): give up. A handler that ends after a
 * failure calls http_stream_abort, which breaks the connection so that the client sees that the answer is incomplete.
 */
void http_stream_begin(struct http_request *r, int status, const char *type);
err http_stream_write(struct http_request *r, str data);
void http_stream_abort(struct http_request *r);

/* Server-sent events: the answer is a subscription. `poll` is called about once a second (and at once at the beginning)
 * on a thread that may block on the database; it appends whole events with http_sse_event, or nothing. False ends the
 * subscription after what it appended. `done` is called exactly once, also when the subscription is refused (too many:
 * 503) or the client has gone. */
struct http_sse {
	bool (*poll)(void *ctx, struct buf *out);
	void (*done)(void *ctx);
	void *ctx;
};
void http_reply_sse(struct http_request *r, struct http_sse s);
void http_sse_event(struct buf *out, const char *event,
		    str json); /* json without line breaks, as json_write writes it */
