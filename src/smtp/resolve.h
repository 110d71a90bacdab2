/* Host names to addresses without blocking a loop: getaddrinfo (so /etc/hosts and nsswitch.conf count) on two threads
 * of its own. For conn.c only. */
#pragma once
#include "os/loop.h"
#include <netdb.h>

struct resolve;
/* `on` runs once on the loop's thread, never before this returned. It owns the list (freeaddrinfo); NULL: why says
 * what is wrong (static). */
struct resolve *resolve_start(struct loop *l, const char *host, uint16_t port,
			      void (*on)(void *ctx, struct addrinfo *list, const char *why), void *ctx);
void resolve_cancel(struct resolve *r); /* `on` will not run */
void resolve_cleanup(void);		/* ends the threads; waits for lookups under way */
