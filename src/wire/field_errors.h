/* What is wrong with an input, field by field: collected, so that a person sees all of it at once. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

#define FIELD_ERRORS_MAX 50u /* more are counted, not kept */

struct field_error {
	str field;   /* "email", "variables.company", "steps[2].delay.days" */
	str message; /* says the fix: "must be at most 254 bytes" */
};

struct field_errors {
	struct arena *arena;
	struct field_error v[FIELD_ERRORS_MAX];
	size_t n;     /* kept */
	size_t total; /* found */
};

void field_errors_init(struct field_errors *e, struct arena *a);
void field_error_add(struct field_errors *e, str field, str message); /* copies both */
[[gnu::format(printf, 3, 4)]] void field_error_addf(struct field_errors *e, const char *field, const char *fmt, ...);
/* ERR_INVALID with the first one as its reason ("email: must …"), or OK. */
err field_errors_err(const struct field_errors *e);
