/* Contacts: the people a tenant writes to. An address is stored as typed, trimmed, its domain in lower case (wire/addr.h);
 * one person is one contact, whatever the spelling (wire/identity.h). Tags are a set of short texts, variables a JSON object; both are the contract's. */
#pragma once
#include "base/num.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_body.h"
#include "wire/json_write.h"
#include "wire/token.h"

struct contact {
	str id, email, first_name, last_name; /* names may be absent */
	str tags, variables;		      /* JSON text; absent: none */
	str status;
	int64_t sent, engaged; /* messages; engagementRate is engaged / sent */
	int64_t created_at, updated_at;
	str timezone,
		timezone_source; /* an IANA name (another program's may be none), and "set", "browser", "country", "phone" */
	int64_t version;	 /* one more at each change, whoever made it */
	str key;		 /* lists by name: the sort key */
	str suppressed;		 /* after contact_mark: why no mail goes there; absent: it may */
};

/* What a person may write. What is not given stays (or has its default); JSON null clears. */
struct contact_patch {
	struct json_opt_str email, first_name, last_name, status, timezone;
	struct json_strs tags;
	const struct json *variables; /* NULL: not given */
	struct opt_i64 version;	      /* that was read; absent: whatever is there */
};

err contact_get(tenant_db db, struct arena *a, str id, struct contact *out); /* ERR_NOT_FOUND */
err contact_by_email(tenant_db db, struct arena *a, str email, struct contact *out);
/* Why each of them gets no mail, if so: unsubscribe, bounce, complaint, manual, import, erased, deleted. */
err contact_mark(tenant_db db, struct arena *a, const struct keyring *kr, struct contact *v, size_t n);
/* ERR_INVALID with errors by field; ERR_CONFLICT: the person is a contact already (under any spelling of the address), or
 * left: only they can come back. ERR_STALE, with an error per field that changed: it is not the version that was read. */
err contact_create(tenant_db db, struct arena *a, const struct contact_patch *in, struct field_errors *errors,
		   struct contact *out);
err contact_update(tenant_db db, struct arena *a, const struct keyring *kr, str id, const struct contact_patch *in,
		   struct field_errors *errors, struct contact *out);
/* With what was sent to it. Who had left stays suppressed, by a keyed hash of the address. */
err contact_delete(tenant_db db, struct arena *a, const struct keyring *kr, str id);

struct contact_filter {
	str search, status; /* absent: any */
	const str *tags;    /* all of them; n 0: any */
	size_t tags_n;
};

#define CONTACT_SORTS "createdAt|-createdAt|email|-email|name|-name"
#define CONTACT_TAG_KEPT 200	 /* letters of a tag that its counter and its list are kept by */
#define CONTACT_COUNT_MAX 100001 /* counting stops here; a UI says "more than 100,000" */
struct contact_list_in {
	struct contact_filter filter;
	str sort;		   /* absent: "-createdAt" */
	str cursor_key, cursor_id; /* of the last one seen; absent: from the start */
	int64_t limit;
};
struct contact_list {
	struct contact *v;
	size_t n;
	bool more;
};
err contact_list(tenant_db db, struct arena *a, const struct contact_list_in *in, struct contact_list *out);
str contact_sort_key(const struct contact *c, str sort); /* what a cursor keeps beside the id */
err contact_count(tenant_db db, struct arena *a, const struct contact_filter *f, int64_t *out);

enum contact_bulk_action { CONTACT_BULK_TAG, CONTACT_BULK_UNTAG, CONTACT_BULK_STATUS, CONTACT_BULK_DELETE };
struct contact_bulk {
	enum contact_bulk_action action;
	struct str_array tags; /* to add or remove */
	str status;
	const struct str_array *ids; /* NULL: all that the filter takes */
	struct contact_filter filter;
};
/* refused: a status was not set, since they left (ERR_CONFLICT when that are all). */
err contact_bulk(tenant_db db, struct arena *a, const struct keyring *kr, const struct contact_bulk *in,
		 struct field_errors *errors, int64_t *affected, int64_t *refused);

typedef err contact_fn(void *arg, const struct contact *c);
err contact_export(tenant_db db, struct arena *a, const struct contact_filter *f, contact_fn *fn, void *arg);

/* As the API shows it, with displayName and engagementRate. */
void contact_write(struct json_writer *w, const struct contact *c);
/* The parts of an export. */
void contact_csv_head(struct buf *out);
void contact_csv_row(struct arena *a, struct buf *out, const struct contact *c);

/* Checks shared with the import: each adds to errors. tags come out as a JSON array without doubles. */
str contact_tags_json(struct arena *a, const str *tags, size_t n, const char *field, struct field_errors *errors);
bool contact_status_valid(str s);
