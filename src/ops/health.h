/* What machines ask: /healthz (the process answers), /readyz (so does its database, and its disk
 * has room; 503 while draining), /metrics
 * (Prometheus text format). No tenant's data and no address is in them. */
#pragma once
#include "core/ground/app.h"
#include "http/server.h"

struct health {
	const struct app *app;
	struct http_server *server; /* set once it runs */
};
void health_pick(void *ctx, struct http_request *r, struct http_handler *out); /* ctx: struct health */
#define HEALTH_MOUNTS 3
void health_mounts(struct health *h, struct http_mount out[HEALTH_MOUNTS]);
