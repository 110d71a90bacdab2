/* What people say of a campaign: its name, --to and --exclude. */
#pragma once
#include "cli/cli.h"
#include "wire/json_read.h"

/* NULL when neither is given. ERR_INVALID, ERR_NOT_FOUND: a word names nobody. */
err campaign_words(struct cli *c, tenant_db db, const struct json **audience);
/* A campaign by its id, or by its name when only one has it. ERR_NOT_FOUND, ERR_CONFLICT. */
err cli_campaign(struct cli *c, tenant_db db, str word, str *id);

/* Opens and clicks by program: a table, and the array "programs". */
struct stats_analytics;
void cli_campaign_say_programs(struct cli *c, const struct stats_analytics *r);
void cli_campaign_write_programs(struct json_writer *w, const struct stats_analytics *r);
/* The figures of the published document's query "Email Engagement", and ours beside them. */
err cli_campaign_engagement(struct cli *c);
