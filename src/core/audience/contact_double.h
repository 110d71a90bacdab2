/* People who are several contacts, one per spelling of their address: written before identities were compared, or by
 * another program. A report, and the merge of them into one. */
#pragma once
#include "core/audience/contact.h"

struct contact_double { /* one person */
	str identity;
	struct contact *v; /* first the one that a merge keeps: most mailed, then oldest */
	size_t n;
};
struct contact_doubles {
	struct contact_double *v;
	size_t n;
	bool more;
};
/* In the order of their identities, after one of them (absent: from the start). */
err contact_doubles(tenant_db db, struct arena *a, str after, int64_t limit, struct contact_doubles *out);

/* The contact stays, with its address; the others go into it: of their choices the stricter, all messages, events,
 * answers, consents, tags, variables, counters, enrollments (of several in one sequence the one that is ACTIVE, PAUSED,
 * COMPLETED in that order, then the latest). ids n 0: all that are the same person. ERR_NOT_FOUND; ERR_INVALID: one of
 * them is another person; ERR_CONFLICT: there is none. */
err contact_merge(tenant_db db, struct arena *a, str id, struct str_array ids, struct field_errors *errors,
		  struct contact *out);
/* Everybody, each into the first of them; how many people and how many contacts went. */
err contact_merge_all(tenant_db db, struct arena *a, int64_t *people, int64_t *gone);
