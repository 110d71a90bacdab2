/* What `contact edit` makes of the tags and variables that are there. Not given: nothing of it is written. */
#pragma once
#include "cli/cli.h"
#include "core/audience/contact.h"

err contacts_edited_tags(struct cli *c, const struct contact *k, struct json_strs *out);
err contacts_edited_variables(struct cli *c, const struct contact *k,
			      const struct json **out); /* left as it is when not given */
