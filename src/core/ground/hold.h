/* A restored copy does not send by itself: the setting "held" says since when, and no worker claims mail or moves
 * enrolments while it is there (sql/q/system/send.sql, flow.sql). */
#pragma once
#include "core/ground/app.h"

/* A restored copy's hold. since 0: none. */
struct hold {
	int64_t since;
	str from; /* of what backup, in words */
};
err hold_get(system_db db, struct arena *a, struct hold *out);
/* ERR_NOT_FOUND: nothing is held. pause: campaigns and sequences that were under way are paused, to be looked at one by
 * one. */
err hold_release(system_db db, struct arena *a, bool pause);
