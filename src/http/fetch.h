/* One outgoing HTTP request, for threads that may block: Google's interfaces, webhooks. libcurl does the work.
 *
 * Refuses: schemes but https (http when allowed), user information in URLs, header values with line breaks, and, unless
 * `allow_private`, any address that is not public. That is judged when the name has been resolved and for every
 * connection (redirects too), so that a name which turns to 127.0.0.1 gains nothing; no proxy of the environment is
 * used then. Redirects are not followed unless asked for.
 *
 * Each request has a connection of its own: on a kept one libcurl would send a request again by itself when the
 * connection breaks, and a mail would go out twice. An answer has a size limit. Nothing of a request is logged.
 * Thread-safe. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include <stdint.h>

struct fetch_header {
	const char *name;
	str value;
};

struct fetch_request {
	const char *method; /* "GET", "POST" …; not "HEAD" */
	str url;
	const struct fetch_header *headers;
	size_t n_headers;
	str body;		  /* absent: none */
	const char *body_type;	  /* Content-Type of it; NULL: none */
	int64_t connect_us;	  /* 0: 10 s */
	int64_t total_us;	  /* 0: 30 s */
	size_t answer_max;	  /* 0: FETCH_ANSWER_MAX */
	unsigned redirects;	  /* followed at most; a request with a body follows none */
	bool allow_http;	  /* beside https */
	bool allow_private;	  /* loopback, private, link-local … addresses too */
	const _Atomic bool *stop; /* true: give up. May be NULL */
};

struct fetch_answer {
	int status;	     /* 200 … */
	str body;	     /* in the arena */
	str type;	     /* Content-Type; absent: none */
	str moved;	     /* Location of a redirect that was not followed; absent: none */
	int64_t retry_after; /* seconds (RFC 9110 section 10.2.3, numbers and dates); -1: none */
};

/* OK: there is a whole answer, whatever its status. ERR_INVALID: the request breaks a rule. ERR_FORBIDDEN: the address
 * is not public. ERR_UNAVAILABLE: nothing was sent. ERR_UNCERTAIN: it was sent, at least in part, and not (wholly)
 * answered. ERR_LIMIT: it was answered with more than answer_max. `why` is in the arena and names no secret. */
err fetch(struct arena *a, const struct fetch_request *rq, struct fetch_answer *out);
