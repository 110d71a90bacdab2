#include "core/ground/revision.h"
#include "wire/json_read.h"

err revision_check(struct arena *a, struct opt_i64 wanted, int64_t revision, str fields, struct field_errors *errors)
{
	const struct json *v = NULL;
	int64_t at;
	if (!wanted.has || wanted.v == revision)
		return OK;
	if (!str_absent(fields) && !err_is(json_parse(a, fields, &v)))
		for (JSON_EACH(f, v))
			if (json_i64(f, &at) && at > wanted.v)
				field_error_addf(errors, arena_z(a, json_name(f)),
						 "was changed meanwhile (version %lld)", (long long)at);
	return err_make(ERR_STALE,
			arena_printf(a,
				     "somebody else changed it: it is version %lld by now, yours is %lld. Nothing was "
				     "written; read it again, then write with its version",
				     (long long)revision, (long long)wanted.v)
				.p);
}
