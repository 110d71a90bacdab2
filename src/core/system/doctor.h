/* Is the installation well? Each finding says what was seen and what to do. Used by `loumass doctor`, the System page
 * and /metrics. Asks the database and the local machine; names no tenant. */
#pragma once
#include "core/ground/app.h"
#include "core/inbound/unknown.h"
#include "wire/json_write.h"

enum finding_level { FINDING_OK, FINDING_WARNING, FINDING_ERROR };
struct finding {
	const char *code; /* stable: "disk", "workers" */
	enum finding_level level;
	str message, remedy; /* remedy: absent when all is well */
};
struct finding_statement {
	str query;
	int64_t calls;
	double mean_ms, total_ms;
};
#define FINDINGS_MAX 32u
struct doctor {
	struct finding v[FINDINGS_MAX];
	size_t n, warnings, errors;
	struct finding_statement *statements; /* by total time; none without pg_stat_statements */
	size_t n_statements;
	struct unknown_list unknown; /* refusals in no table, of all tenants together */
};
/* dns: ask it too, which may take seconds. ERR_UNAVAILABLE: the database does not answer, which is the finding. */
err doctor_look(const struct app *app, struct arena *a, bool dns, struct doctor *out);
const char *finding_level_name(enum finding_level l); /* "ok", "warning", "error" */
void doctor_write(struct json_writer *w,
		  const struct doctor *d); /* the keys "findings", "statements" and "notUnderstood" of an open object */
