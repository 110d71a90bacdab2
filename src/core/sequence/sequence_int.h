/* Shared by core/sequence*. */
#pragma once
#include "core/ground/text.h"
#include "core/sequence/sequence.h"

static inline err no_sequence(void)
{
	return err_make(ERR_NOT_FOUND, "there is no such sequence");
}

/* What a person writes, laid over what was; settings come out in their stored form. */
void sequence_merge(struct arena *a, struct sequence *q, const struct sequence_patch *in, struct field_errors *errors);
void sequence_check_input(const struct sequence *q, struct field_errors *errors);
/* What only running needs: problems of the steps, and a trigger that names its event. */
void sequence_check_running(struct arena *a, const struct sequence *q, struct step_problems *out);
/* Only the members that are known, without nulls: what the database's functions read (core/sequence/enrollment). Absent for
 * null. */
str sequence_settings(struct arena *a, const struct json *in, struct field_errors *errors);
/* What needs the database: a sender of the tenant's, a time zone that exists. */
err sequence_check_known(tenant_db db, struct arena *a, const struct sequence_patch *in, const struct sequence *q,
			 struct field_errors *errors);

/* sequence_filter.c: what the filters of conditions name and is not there, as problems ("filter_gone"). */
err sequence_filters_check(tenant_db db, struct arena *a, const struct steps *s, struct step_problems *out);

/* The checks of level error, under their codes. ERR_INVALID: there are some. */
err sequence_refusals(const struct app *app, tenant_db db, struct arena *a, str id, bool anyway,
		      struct field_errors *errors);
