/* What was found before something is sent, as an answer: for campaigns and sequences alike. */
#pragma once
#include "api/schema.h"
#include "core/campaign/campaign.h"
#include "wire/json_write.h"

extern const struct schema checks_schema;
void checks_answer(struct json_writer *w, const struct checks *c);
