/* --to and --exclude, as an audience. */
#pragma once
#include "cli/cli.h"
#include "wire/json_read.h"

/* NULL when neither is given. ERR_INVALID, ERR_NOT_FOUND: a word names nobody. */
err campaign_words(struct cli *c, tenant_db db, const struct json **audience);
