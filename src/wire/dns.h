/* What DNS is asked and says. Reading an answer is pure and bounded: the packet comes from outside, every length and
 * name in it is checked, and nothing keeps a pointer into it. Refuses answers with more than DNS_RECORDS_MAX records.
 * Asking is src/dns's business. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

enum dns_type { DNS_A, DNS_AAAA, DNS_CNAME, DNS_MX, DNS_TXT, DNS_PTR };

struct dns_record {
	enum dns_type type;
	str name;	/* whose it is: after a CNAME not the one that was asked for; lower case, no dot at the end */
	str data;	/* address as text, name, or the joined strings of a TXT */
	int preference; /* MX */
};

struct dns_question {
	str name;
	enum dns_type type;
	err outcome; /* OK, ERR_UNAVAILABLE (no answer), ERR_INVALID (no such name can be), ERR_PROTO */
	bool no_such_name;
	struct dns_record *v; /* of the type asked for, and the CNAMEs on the way */
	size_t n;
};

/* The name that PTR records of an address are kept under; absent: not an address. */
str dns_reverse_name(struct arena *a, str address);

/* One answer as it came off the wire. ERR_PROTO: it cannot be read. */
err dns_read(struct arena *a, str packet, enum dns_type type, struct dns_question *out);
