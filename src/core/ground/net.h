/* The web, as core sees it: one function that main lends (ops/net.c has it). Blocks, for request handlers and the
 * command line. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

struct net_header {
	const char *name;
	str value;
};
#define NET_HEADERS_MAX 6u

struct net_request {
	str url;
	str body;	  /* absent: GET, else POST */
	const char *type; /* of the body */
	struct net_header headers[NET_HEADERS_MAX];
	size_t n_headers;
	int64_t total_us;   /* at most */
	size_t answer_max;  /* 0: a modest one */
	bool allow_private; /* loopback and private networks, and plain http: for what the operator configured */
};
struct net_answer {
	int status;
	str body;
};
struct net {
	/* OK: an answer, whatever its status. ERR_FORBIDDEN: the address is not public. ERR_LIMIT: the answer is
	 * longer than answer_max. ERR_UNAVAILABLE, ERR_UNCERTAIN: none (in time). ERR_INVALID: no such URL can be. */
	err (*ask)(struct arena *a, const struct net_request *rq, struct net_answer *out);
};
