/* How a tracked request stands in the journal. Pure. The journal's kind is the tracked kind + 1; 0 is nobody's. */
#pragma once
#include "base/limits.h"
#include "core/inbound/event_track.h"

#define TRACK_KINDS 3
/* The largest record: all texts at their limits. */
#define TRACK_RECORD_MAX (512u + TRACK_ID_MAX + USER_AGENT_MAX + LINK_URL_MAX)

uint16_t track_record_kind(const struct tracked *t);
/* Bytes written to out, which has room for TRACK_RECORD_MAX. Texts are cut at their limits; what is no UTF-8 in
 * user_agent becomes '?', since the database takes nothing else. */
size_t track_record_encode(const struct tracked *t, char *out);
/* Texts point into body. ERR_INVALID: not a record of ours. */
err track_record_decode(uint16_t kind, str body, struct tracked *out);
