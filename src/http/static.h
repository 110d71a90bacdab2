/* The built web app from memory: every file is read once at the start, with its .br and .gz siblings. Files under
 * /assets/ carry a hash in their names and may be kept for ever; the others are asked for again (ETag). An address that
 * is no file is the app's own (index.html), unless it looks like a file or begins like one of `reserved`. Every answer
 * forbids framing, sniffing, and scripts from anywhere but here. */
#pragma once
#include "http/server.h"

struct http_static;
#define HTTP_STATIC_BYTES_MAX (64u << 20) /* all files */

/* dir "" or without index.html: an empty one, which answers "/" with a hint. ERR_IO, ERR_LIMIT: the reason is in
 * `why`. */
err http_static_load(const char *dir, bool https, struct http_static **out); /* https: with HSTS */
void http_static_free(struct http_static *s); /* takes NULL; after the server has stopped */
/* The mount for "/", behind all others. */
void http_static_pick(void *ctx, struct http_request *r, struct http_handler *out);
