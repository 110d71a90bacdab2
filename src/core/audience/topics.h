/* What people choose and what a tenant lets be. Topics: what a campaign or sequence is about, which a person may leave
 * alone without leaving altogether. The policy: whether anything is tracked, how long events are kept, how often one
 * person is written to. A person's own choices come through their signed link only (choice_by_person); a tenant may
 * switch tracking off for a contact and reads the rest. */
#pragma once
#include "base/num.h"
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_body.h"
#include "wire/json_write.h"

#define TOPIC_NAME_MAX 100u
#define TOPIC_DESCRIPTION_MAX 500u
#define LEAVE_WORDS_MAX 1000u

struct topic_patch {
	struct json_opt_str name, description;
	struct opt_bool opt_in;
	struct opt_i64 position;
	struct opt_i64 version; /* that was read; none: whatever is there */
};
/* {"data": [...]} rows into w. */
err topic_write_all(tenant_db db, struct arena *a, struct json_writer *w);
/* ERR_INVALID with errors; ERR_CONFLICT: the name is taken, or there are 100. */
err topic_create(tenant_db db, struct arena *a, const struct topic_patch *in, struct field_errors *errors,
		 struct json_writer *w);
/* ERR_STALE: its version is another by now; errors name the fields that were changed. version, when not NULL: the new one. */
err topic_update(tenant_db db, struct arena *a, str id, const struct topic_patch *in, struct field_errors *errors,
		 struct json_writer *w, int64_t *version);
err topic_delete(tenant_db db, struct arena *a, str id); /* campaigns lose it; people's choices of it go */

struct policy_patch {
	struct opt_bool tracking;
	struct json_patch_i64 retention_days, cap_messages;
	str retention_mode; /* absent: as it was */
	struct opt_i64 cap_days;
};
#define POLICY_RETENTION_MODES "drop|strip"
err policy_write(tenant_db db, struct arena *a, struct json_writer *w);
err policy_update(tenant_db db, struct arena *a, const struct policy_patch *in, struct json_writer *w);

/* A contact's choices: {status, suppressed, trackingOff, topics, consents}. ERR_NOT_FOUND. */
err choice_write(const struct app *app, tenant_db db, struct arena *a, str contact_id, struct json_writer *w);
err choice_tracking(tenant_db db, struct arena *a, str contact_id, bool off);
/* Why people left: {"counts": …, "words": …}. */
err leave_reasons_write(tenant_db db, struct arena *a, struct json_writer *w);

/* ---- The person, by the link in their mail. */
struct choice_topic {
	str id, name, description;
	bool wanted;
};
struct choice_person {
	str user_id, contact_id, campaign_id, email, status, sender; /* sender: in whose name the mail came */
	str hash;	       /* of an identity of which nothing else is left; absent: there is more */
	bool suppressed, gone; /* gone: the contact was deleted; email may be empty */
	struct choice_topic *topics;
	size_t n;
};
/* By recipient_id (proven) or a foreign tracking id, deleted or not. ERR_NOT_FOUND: nothing is left of that message. */
err choice_by_person(const struct app *app, struct arena *a, str recipient_id, str tracking_id,
		     struct choice_person *out);
/* Whom a test mail's links speak of: nobody. In the tenant's name, with its topics; nothing can be changed by it. */
err choice_trial(const struct app *app, struct arena *a, str user_id, struct choice_person *out);
err choice_set_topics(const struct app *app, struct arena *a, const struct choice_person *p, const str *wanted,
		      size_t n);
/* Back to the list: only when they had left by themselves. A bounce, a complaint and what the tenant put there stay. */
err choice_come_back(const struct app *app, struct arena *a, const struct choice_person *p, str shown, str ip);
#define LEAVE_REASONS "too_often|not_relevant|never_asked|other"
/* Hashes what other programs deleted (the "ContactGone" rows that still hold an identity). */
err choice_seal(const struct app *app, struct arena *a);
err choice_say_why(const struct app *app, struct arena *a, const struct choice_person *p, str reason, str words);
