/* Two people who write the same thing: who has seen an older revision is told what changed, and writes nothing. */
#pragma once
#include "base/num.h"
#include "db/query.h"
#include "wire/field_errors.h"

/* wanted: the revision the writer has seen; absent: they do not ask. fields: the row's revisedFields (JSON text: column
 * to the revision that changed it last). ERR_STALE, with an error per field that changed since. */
err revision_check(struct arena *a, struct opt_i64 wanted, int64_t revision, str fields, struct field_errors *errors);
