/* Who must not be mailed: addresses, whole domains ("@example.com"), or keyed hashes of addresses (of people who were
 * erased), of one tenant. Compared are identities (wire/identity.h), which the database stores beside
 * each address: a planner joins "loumass_barred"(…, suppression_keys()), which asks them all. Checked when mail is planned and again when it is loaded to be sent. Suppressing the same
 * address again keeps the first reason. Who left by their own hand comes back by their own hand only
 * (suppression_lift). */
#pragma once
#include "base/arena.h"
#include "db/db.h"
#include "wire/json_write.h"
#include "wire/token.h"

enum suppression_reason {
	SUPPRESSION_UNSUBSCRIBE,
	SUPPRESSION_BOUNCE,
	SUPPRESSION_COMPLAINT,
	SUPPRESSION_MANUAL,
	SUPPRESSION_IMPORT,
	SUPPRESSION_ERASED,  /* a hash: the person was erased */
	SUPPRESSION_DELETED, /* a hash: the contact had left, and was deleted */
	SUPPRESSION_REASON_COUNT
};
#define SUPPRESSION_REASONS "unsubscribe|bounce|complaint|manual|import|erased|deleted"
str suppression_reason_name(enum suppression_reason r); /* "unsubscribe", ... as stored */
bool suppression_reason_parse(str s, enum suppression_reason *out);

struct suppression {
	str id, email, reason, source; /* email absent: a hash */
	str hash;		       /* of suppression_each only */
	int64_t created_at;
};

/* What addresses are hashed with, as the queries take it: one text per secret of the ring, the current one first. */
struct str_array suppression_keys(struct arena *a, const struct keyring *kr);
str suppression_key(struct arena *a, const struct keyring *kr); /* the current one */
/* By address, domain or hash. For plans and claims of many the SQL says the same set-based. */
err suppression_check(tenant_db db, struct arena *a, const struct keyring *kr, str email, bool *out);
/* Of a person who is erased: the hash stays, the address does not. */
err suppression_put_hash(tenant_db db, struct arena *a, const struct keyring *kr, str email,
			 enum suppression_reason reason, str source);
/* The person came back by their own hand: what they had put there, or their erasure, goes. */
err suppression_lift(tenant_db db, struct arena *a, const struct keyring *kr, str email);

/* For the accounting of senders and of the tracking drain: many at once, of any tenants, inside their transaction and
 * in the lock order of core/report/stats.h. Those that exist stay as they are. */
struct suppression_new {
	str user_id, email;
	enum suppression_reason reason;
	str source; /* "smtp 550 5.1.1", a recipient's id, ...; absent: none */
	int64_t at;
};
err suppression_add_many(system_db db, struct arena *a, const struct suppression_new *v, size_t n);

/* The tenant's own hands. text: an address or "@domain". ERR_INVALID with the rule, ERR_CONFLICT: is there already. */
err suppression_add(tenant_db db, struct arena *a, str text, enum suppression_reason reason, str source,
		    struct suppression *out);
/* ERR_NOT_FOUND; ERR_CONFLICT: the person left, and only they can come back. */
err suppression_delete(tenant_db db, struct arena *a, str id);

struct suppression_list_in {
	str search, reason; /* absent: all. A whole address finds its hash, too */
	str kind;	    /* "address", "domain", "hash"; absent: all */
	str cursor;	    /* id of the last one seen; absent: from the newest */
	int64_t limit;
};
struct suppression_list {
	struct suppression *v;
	size_t n;
	bool more;
};
err suppression_list(tenant_db db, struct arena *a, const struct keyring *kr, const struct suppression_list_in *in,
		     struct suppression_list *out);
err suppression_count(tenant_db db, struct arena *a, const struct keyring *kr, const struct suppression_list_in *in,
		      int64_t *out);

/* A list as people have it, read as imports of contacts are (wire/csv.h): one address, "@domain" or "*@domain" a line,
 * blank lines and '#' comments skipped; or CSV with a column of addresses and, perhaps, one of reasons; or our own
 * export, whose reasons, sources and hashes (of the same installation) come back. Lines that hold none are refused. */
#define SUPPRESSION_REFUSED_MAX 1000u
struct suppression_refused {
	int64_t line;
	str text, why;
};
struct suppression_import {
	int64_t added, existing, refused;
	struct suppression_refused *lines; /* the first of those that were refused */
	size_t n_lines;
	const char *encoding; /* as it was read */
};
/* encoding: absent: found out. ERR_INVALID: it is none we know ("encoding: …"). */
err suppression_import(tenant_db db, struct arena *a, str bytes, str encoding, struct suppression_import *out);
void suppression_import_write(struct json_writer *w, const struct suppression_import *n);
/* The list as CSV. */
void suppression_csv_head(struct buf *out);
void suppression_csv_row(struct buf *out, const struct suppression *s);

/* Calls fn for each, oldest first; its error stops and is returned. */
typedef err suppression_fn(void *arg, const struct suppression *s);
err suppression_each(tenant_db db, struct arena *a, suppression_fn *fn, void *arg);
/* As the API shows it. */
void suppression_write(struct json_writer *w, const struct suppression *s);
