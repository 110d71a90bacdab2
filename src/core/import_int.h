/* Between import.c and import_run.c. */
#pragma once
#include "core/import.h"
#include "wire/cuid.h"

#define IMPORT_FIELDS_MAX 200u

str import_path(const struct app *app, struct arena *a, str id);
/* The id of the contact that the n-th row of an import makes. */
void import_contact_id(str import_id, uint64_t n, char out[CUID_LEN + 1]);
