/* A mail's links as its author wrote them, found again in the campaign or step. Figures and events keep these: what a
 * field became for one person is kept nowhere. */
#pragma once
#include "base/arena.h"
#include "db/tenant.h"

struct link_wanted {
	str stats_id;	 /* whose figures it counts for */
	str campaign_id; /* or: */
	str sequence_id, step_id;
	int64_t n;
	str url; /* out: the template; absent: the mail is gone, or was changed */
};
err link_templates(system_db db, struct arena *a, struct link_wanted *v, size_t n);

/* Did the mail of this recipient (the one of the two that is given) hold a link to this target? Then its template is in
 * *url. Of a mail that was deleted nobody can tell any more: then *url is the target. ERR_NOT_FOUND: it did not. What was found is remembered for a while. */
err link_held(system_db db, struct arena *a, str recipient_id, str tracking_id, str target, str *url);
