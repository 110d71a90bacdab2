/* Gmail's REST API, as requests to make and answers to read. Pure, bytes in, bytes out: who makes the requests is the
 * caller's business (http/fetch.h), and so is the access token, which goes into their Authorization header. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "gmail/gmail_verdict.h"

#define GMAIL_ANSWER_MAX (4u << 20)

struct gmail_request {
	const char *method;
	str url;
	str body;	  /* absent: none */
	const char *type; /* of the body */
};

/* base: "https://gmail.googleapis.com". raw: the whole message (RFC 5322). thread_id: the thread it belongs to; absent:
 * a new one. Everything is copied into the arena. */
void gmail_send(struct arena *a, const char *base, str raw, str thread_id, struct gmail_request *out);
/* Messages that `query` (as in Gmail's search field) finds, the newest first. */
void gmail_search(struct arena *a, const char *base, str query, unsigned most, struct gmail_request *out);
/* Is somebody there? A list of one message's ids, which is all we may read. */
void gmail_probe(struct arena *a, const char *base, struct gmail_request *out);
/* Two headers of a message: Message-ID, and X-Loumass-Id, which is ours. */
void gmail_look(struct arena *a, const char *base, str id, struct gmail_request *out);

struct gmail_ref {
	str id, thread_id;
};
/* Of gmail_send. ERR_PROTO: no such thing in the answer. */
err gmail_send_read(struct arena *a, str body, struct gmail_ref *out);
err gmail_search_read(struct arena *a, str body, struct gmail_ref **out, size_t *n);
struct gmail_headers {
	str message_id, loumass_id; /* absent: it has none */
};
err gmail_look_read(struct arena *a, str body, struct gmail_headers *out);

/* Google's error document. Absent texts when it is none. */
struct gmail_error {
	str reason, message;
};
void gmail_error_read(struct arena *a, str body, struct gmail_error *out);

/* Queries. The address and the id are ours, but a quote in them would change the query: it is left out. */
str gmail_query_id(struct arena *a, str message_id);
/* Sent to this address since then (µs): where Gmail wrote its own Message-ID. */
str gmail_query_sent(struct arena *a, str address, int64_t since);
