/* Compiled messages, kept while they are used: a campaign is compiled once per version and spliced per recipient.
 * Thread-safe. */
#pragma once
#include "base/limits.h"
#include "core/content/compose.h"
#include "core/ground/app.h"

struct compose_cache;
struct composed; /* counted */

struct compose_cache *compose_cache_new(const struct app *app);
void compose_cache_free(struct compose_cache *c); /* takes NULL; nothing may be in use */

/* The message of a campaign; tracked false: for those who are not tracked. ERR_INVALID: it cannot be compiled; *why (in
 * the arena) is for the person. ERR_NOT_FOUND. */
err compose_campaign(struct compose_cache *c, struct arena *a, str campaign_id, const struct compose_sender *sender,
		     bool tracked, struct composed **out, str *why);
/* The message of a sequence's email step in a version of its steps. The same outcomes. */
struct compose_step {
	str sequence_id, step_id, user_id;
	int64_t version;
	bool untracked;
};
err compose_step(struct compose_cache *c, struct arena *a, const struct compose_step *step,
		 const struct compose_sender *sender, struct composed **out, str *why);
void composed_release(struct composed *m); /* takes NULL */
const struct message *composed_message(const struct composed *m);
str composed_from(const struct composed *m); /* as it goes on the wire */
/* The envelope's sender for one recipient; what is not its own lives in out. */
str composed_envelope(const struct composed *m, str recipient_id, char out[ADDR_MAX]);
/* From as it stands in the header, for captured mail. */
str composed_from_header(const struct composed *m);
/* Of a follow-up: who had no mail before gets none now. */
bool composed_only_threads(const struct composed *m);
/* The subject differs from person to person. */
bool composed_personal(const struct composed *m);
/* The subject for one recipient, in the arena. */
err composed_subject(const struct composed *m, struct arena *a, const struct message_to *to, str *out);
