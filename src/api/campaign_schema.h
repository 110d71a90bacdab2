/* Shared by the files of api/campaign*. */
#pragma once
#include "api/api.h"

extern const struct schema campaign_schema, contact_schema;

/* Content, design and their copies are larger than what most requests need. */
static inline void api_roomy(struct api_call *call)
{
	call->arena->ceiling = 512u << 20;
}
