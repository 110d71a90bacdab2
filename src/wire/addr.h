/* E-mail addresses as people and files give them (RFC 5321 section 4.1.2, RFC 6531 for other scripts). Takes one bare
 * address: local@domain. What no eye sees (wire/invisible.h) is trimmed at both ends. Refuses, with the reason: white space,
 * zero-width, bidi and control characters inside (by name), quotes, comments, address literals, no or two '@', a local part over 64 bytes or with doubled or outer dots, a domain that IDNA 2008 (UTS 46, non-transitional)
 * does not take or that has no dot. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

struct addr {
	str normal; /* trimmed, domain in lower case, as typed otherwise: what is stored, shown and mailed; compared is wire/identity.h's */
	str local;	  /* of normal */
	str domain;	  /* of normal; may hold other scripts */
	str ascii_domain; /* A-labels: what DNS and EHLO-only servers see */
	bool needs_utf8;  /* the local part is not ASCII: SMTPUTF8 (RFC 6531) */
};

err addr_parse(struct arena *a, str in, struct addr *out); /* ERR_INVALID */
/* "Name <local@domain>" or a bare address. */
err addr_parse_mailbox(struct arena *a, str in, str *name, struct addr *out);
/* A domain name alone: lower case, and its A-labels. */
err addr_domain(struct arena *a, str in, str *normal, str *ascii);
/* Envelope form: local@ascii_domain. */
str addr_wire(struct arena *a, const struct addr *in);
