/* The server's insides, for http/ only.
 *
 * Who touches what: an event thread of libmicrohttpd owns a request until it hands it over (worker queue, http_defer)
 * and suspends its connection; the one it was handed to owns it until http_resume. A request has one reference of
 * libmicrohttpd's and one of a stream or subscription that outlives the hand-over. */
#pragma once
#include "base/limits.h"
#include "http/server.h"
#include "wire/http_frame.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#define HTTP_HEADERS_OWN 12

struct http_conn {		       /* of a TCP connection, from accept to close */
	struct http_conn *prev, *next; /* under server->conns_lock */
	int fd;
	struct http_request *request; /* from its first line to request_done */
	char ip[46];
	_Atomic unsigned *net; /* of server->nets */
	_Atomic int64_t since; /* clock_coarse: when the present phase began */
	_Atomic uint64_t got;  /* bytes of the present body */
	_Atomic int phase;     /* enum conn_phase */
	/* filter.c's, on the event thread */
	struct http_server *server;
	struct http_frame frame;
	size_t may;	   /* bytes judged good and not yet taken */
	unsigned finished; /* requests of frame.heads that are over */
};
enum conn_phase { CONN_HEADERS, CONN_BODY, CONN_ANSWER, CONN_LINGER };

/* filter.c: judges a connection's bytes before libmicrohttpd sees them. Between watch and unwatch, from the
 * notification of a connection's begin to that of its end. */
void filter_watch(struct http_conn *c);
void filter_unwatch(struct http_conn *c);
void filter_finished(struct http_conn *c); /* a request is over, its answer sent */

/* Bytes on their way from a producer to libmicrohttpd, with back-pressure. */
struct http_pipe {
	pthread_mutex_t lock;
	pthread_cond_t room;
	struct MHD_Connection *connection; /* NULL: the client is gone */
	char *p;			   /* cap bytes; what is to be read begins at `at` */
	size_t at, n, cap;
	bool suspended, eof, broken;
	const _Atomic bool *cut; /* the server stops: nobody waits any more */
	unsigned refs;
};
struct http_pipe *pipe_new(struct MHD_Connection *c, const _Atomic bool *cut);
void pipe_unref(struct http_pipe *p);
/* wait: blocks while it is too full; else says ERR_AGAIN. ERR_IO: the client is gone. */
err pipe_write(struct http_pipe *p, str data, bool wait);
void pipe_end(struct http_pipe *p, bool broken);
void pipe_gone(struct http_pipe *p);
bool pipe_is_gone(struct http_pipe *p);
size_t pipe_waiting(struct http_pipe *p);
struct MHD_Response *pipe_response(struct http_pipe *p); /* takes a reference of its own */

enum request_state {
	REQ_HEADERS, /* before pick */
	REQ_GATE,    /* a worker looks at it */
	REQ_BODY,
	REQ_RUN,  /* a handler has it */
	REQ_DONE, /* the answer is queued */
};

struct http_request {
	struct http_server *server;
	struct http_conn *conn;
	struct MHD_Connection *connection;
	struct http_request *next; /* in a pool's queue */
	struct http_handler handler;
	enum request_state state;
	enum http_method method;
	bool has_body, chunked, too_large, no_room, deferred, counted_active, streaming;
	bool close; /* the connection ends with this answer */
	bool replied;
	uint64_t length; /* Content-Length */
	uint64_t got;
	struct buf body;
	uint64_t counted; /* of body, in server->bodies */
	int spool;
	int status;
	struct MHD_Response *response;
	bool shared; /* the response is a canned one */
	struct {
		const char *name, *value;
	} own[HTTP_HEADERS_OWN]; /* in the arena */
	size_t n_own;
	struct http_pipe *pipe;
	struct http_request *apart_next; /* of server->apart */
	bool apart;
	_Atomic bool gone; /* with apart: the client */
	struct arena arena;
	_Atomic unsigned refs;
	void *data;
	char *client; /* from X-Forwarded-For; NULL: the connection's */
	size_t path_n, uri_n;
	char uri[];
};

struct http_canned {
	int status;
	struct MHD_Response *response;
	str head, body; /* the same for the quick lane: the head up to where Date goes */
	struct buf text;
};

struct http_pool {
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct http_request *head, **tail;
	size_t queued, limit;
	pthread_t *threads;
	unsigned n;
	unsigned busy, most;	   /* that run a request, and how many may */
	unsigned apart, apart_max; /* of the rest: whose request waits for somebody else (http_apart) */
	bool stop;
};
err pool_start(struct http_pool *p, unsigned threads, unsigned apart, size_t limit, const char *name);
bool pool_apart(struct http_pool *p); /* this thread is none of the `threads` until its request is over; false: full */
bool pool_push(struct http_pool *p, struct http_request *r); /* false: full */
void pool_stop(struct http_pool *p);			     /* after what is queued has run */

struct sse_sub {
	struct sse_sub *next;
	struct http_request *r;
	struct http_pipe *pipe;
	struct http_sse sse;
	int64_t spoke;
	bool fresh;
};
struct http_sse_hub {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct sse_sub *subs;
	size_t n;
	bool stop, started;
	pthread_t thread;
};
err sse_start(struct http_sse_hub *h);
void sse_stop(struct http_sse_hub *h); /* ends all subscriptions */

struct http_server {
	struct http_options o;
	struct MHD_Daemon *daemon;
	int listen_fd;
	unsigned most; /* connections at once */
	uint16_t port;
	char spool_dir[256];
	struct http_pool workers, streams;
	struct http_sse_hub sse;
	pthread_mutex_t conns_lock;
	struct http_conn *conns;
	pthread_mutex_t apart_lock;
	struct http_request *apart;
	pthread_t guard;
	bool guarded;
	struct quick *quick; /* NULL: no mount has a quick lane */
	_Atomic bool draining, cut;
	uint64_t net_salt;
	_Atomic unsigned nets[1u << 16]; /* connections by client_net */
	_Atomic uint64_t requests, refused, busy, by_class[6], connections, bodies;
	_Atomic uint64_t open, active; /* connections; requests from headers to completion */
};

/* request.c */
struct http_request *request_new(struct http_server *s, struct MHD_Connection *c, const char *uri);
void request_unref(struct http_request *r);
/* Reads what frames the message; a status to refuse with, or 0. */
int request_frame(struct http_request *r);

/* reply.c */
void reply_text(struct http_request *r, int status, const char *text); /* a problem document; closes nothing */
enum MHD_Result reply_queue(struct http_request *r);		       /* on the event thread */

/* run.c */
void request_run(struct http_request *r); /* on a pool's thread */
enum MHD_Result request_access(void *cls, struct MHD_Connection *c, const char *url, const char *method,
			       const char *version, const char *upload, size_t *upload_n, void **con);
void request_done(void *cls, struct MHD_Connection *c, void **con, enum MHD_RequestTerminationCode how);

/* quick.c: takes over the listening socket; connections it does not keep go to the daemon. */
err quick_start(struct http_server *s);
void quick_quiesce(struct http_server *s); /* accepts no more; takes a server without one */
void quick_stop(struct http_server *s);	   /* nothing may be waiting for an answer */
