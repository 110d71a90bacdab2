/* Shared by the files of api/sequence*. */
#pragma once
#include "api/api.h"

extern const struct schema sequence_schema, problem_schema, problems_schema;

/* Steps hold whole mails: larger than what most requests need. */
static inline void sequence_roomy(struct api_call *call)
{
	call->arena->ceiling = 512u << 20;
}

static const struct json_field sequence_no_fields[1];
#define SEQUENCE_NO_BODY .body = sequence_no_fields, .n_body = 0, .body_size = 1
