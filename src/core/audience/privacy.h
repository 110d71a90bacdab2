/* A person's rights, by their address: everything that is known of them in one file, and erasure. Erasure removes every
 * row about the person, and the files of imports that name them, leaves a keyed hash on the suppression list, and then
 * looks through all of the tenant's rows for the address: what still names it (a text somebody wrote) is said, so that
 * it can be removed by hand. Counters stay; they name nobody. */
#pragma once
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/json_write.h"

/* Lines of {"model", "row"}, in pieces to fn; the first is of model "Person". ERR_INVALID: no address. */
typedef err privacy_write_fn(void *arg, str piece);
err privacy_export(tenant_db db, struct arena *a, str email, privacy_write_fn *fn, void *arg);

struct privacy_count {
	str model;
	int64_t n;
};
struct privacy_receipt {
	str hash; /* of the address, as it stands on the suppression list */
	int64_t at;
	struct privacy_count *removed, *left; /* left: rows that still name the address */
	size_t n_removed, n_left, files;
};
err privacy_erase(const struct app *app, tenant_db db, struct arena *a, str email, struct privacy_receipt *out);
void privacy_receipt_write(struct json_writer *w, const struct privacy_receipt *r);
str privacy_receipt_line(struct arena *a, const struct privacy_receipt *r); /* for the audit log: no address */
