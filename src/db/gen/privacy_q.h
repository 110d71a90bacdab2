/* Written by tools/sqlgen from sql/q/tenant/privacy.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_person_export_in {
	str email;
};
struct q_person_export_row {
	str model;
	str content;
};
typedef err q_person_export_fn(void *arg, const struct q_person_export_row *row);
err q_person_export(tenant_db db, struct arena *a, const struct q_person_export_in *in, q_person_export_fn *fn, void *arg);

struct q_person_spellings_in {
	str email;
};
struct q_person_spellings_row {
	struct str_array spellings;
};
err q_person_spellings(tenant_db db, struct arena *a, const struct q_person_spellings_in *in, struct q_person_spellings_row *out);

struct q_person_erase_in {
	str email;
};
struct q_person_erase_row {
	str model;
	int64_t n;
};
struct q_person_erase_rows {
	struct q_person_erase_row *v;
	size_t n;
};
err q_person_erase(tenant_db db, struct arena *a, const struct q_person_erase_in *in, struct q_person_erase_rows *out);

struct q_person_unplan_in {
	str email;
};
/* A plan that was written as far as this person begins its next part a little before them: nobody is planned twice. */
err q_person_unplan(tenant_db db, struct arena *a, const struct q_person_unplan_in *in, int64_t *affected);

struct q_person_mentions_in {
	str email;
};
struct q_person_mentions_row {
	str model;
	int64_t n;
};
struct q_person_mentions_rows {
	struct q_person_mentions_row *v;
	size_t n;
};
err q_person_mentions(tenant_db db, struct arena *a, const struct q_person_mentions_in *in, struct q_person_mentions_rows *out);

struct q_person_imports_row {
	str id;
};
struct q_person_imports_rows {
	struct q_person_imports_row *v;
	size_t n;
};
/* Files that may hold the address. */
err q_person_imports(tenant_db db, struct arena *a, struct q_person_imports_rows *out);

struct q_person_named_in {
	str piece;
	str email;
};
struct q_person_named_row {
	bool named;
};
/* Does a piece of a file hold the address, in any form? (It touches no table; the tenant is bound for the rule's sake.) */
err q_person_named(tenant_db db, struct arena *a, const struct q_person_named_in *in, struct q_person_named_row *out);
