#include "ops/net.h"
#include "http/fetch.h"

#define REDIRECTS 5

static err net_ask(struct arena *a, const struct net_request *rq, struct net_answer *out)
{
	struct fetch_answer answer;
	struct fetch_header headers[NET_HEADERS_MAX];
	for (size_t i = 0; i < rq->n_headers; i++)
		headers[i] = (struct fetch_header){ rq->headers[i].name, rq->headers[i].value };
	struct fetch_request f = {
		.method = str_absent(rq->body) ? "GET" : "POST",
		.url = rq->url,
		.headers = headers,
		.n_headers = rq->n_headers,
		.body = rq->body,
		.body_type = rq->type,
		.connect_us = rq->total_us,
		.total_us = rq->total_us,
		.answer_max = rq->answer_max,
		.redirects = str_absent(rq->body) ? REDIRECTS : 0,
		.allow_http = true,
		.allow_private = rq->allow_private,
	};
	TRY(fetch(a, &f, &answer));
	*out = (struct net_answer){ .status = answer.status, .body = answer.body };
	return OK;
}

const struct net net_lend = { .ask = net_ask };
