/* Questions to DNS, for worker threads: blocking, bounded in time and size. Names are asked as they are, without the
 * machine's search list. Uses c-ares (UDP, then TCP when an answer was cut). An answer that does not come is
 * ERR_UNAVAILABLE and says nothing about the name; a name that does not exist, or has no such record, is OK with no
 * records. */
#pragma once
#include "wire/dns.h"

/* servers: "192.0.2.1,[2001:db8::1]:5353", or "" for the machine's own. Asks all questions at once and fills in their
 * outcomes; returns within DNS_SECONDS. ERR_INVALID: the servers are not readable. */
err dns_ask(struct arena *a, const char *servers, struct dns_question *q, size_t n);
