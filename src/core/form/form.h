/* Sign-up forms with double opt-in: a person asks by a form, gets a mail through the tenant's sender (form_service),
 * and becomes a contact when they confirm by its link. The consent keeps the words that were shown, both times, and
 * keyed hashes of the addresses. Who does not confirm is forgotten after a week. Confirming is the person's own act: it
 * lifts their unsubscribe or erasure, and nothing that the tenant put on the list. */
#pragma once
#include "base/num.h"
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_body.h"
#include "wire/json_write.h"

#define FORM_TEXT_MAX 2000u
#define FORM_TOPICS_MAX 20u

struct form_patch {
	struct json_opt_str name, title, intro, consent_text, button_text, confirm_subject, confirm_text, redirect_url,
		sender_id, language;
	struct opt_bool ask_name, captcha, active;
	struct json_strs tags, topic_ids;
	struct opt_i64 version; /* that was read; none: whatever is there */
};
/* version, when not NULL: what was written is of. ERR_NOT_FOUND. */
err form_write(const struct app *app, tenant_db db, struct arena *a, str id, struct json_writer *w, int64_t *version);
err form_write_all(const struct app *app, tenant_db db, struct arena *a, struct json_writer *w);
err form_create(const struct app *app, tenant_db db, struct arena *a, const struct form_patch *in,
		struct field_errors *errors, struct json_writer *w);
/* ERR_STALE: its version is another by now; errors name the fields that were changed. */
err form_update(const struct app *app, tenant_db db, struct arena *a, str id, const struct form_patch *in,
		struct field_errors *errors, struct json_writer *w, int64_t *version);
err form_delete(tenant_db db, struct arena *a, str id);

/* ---- The person. */
struct form_topic {
	str id, name, description;
};
struct form_public {
	str user_id, id, title, intro, consent_text, button_text, redirect_url, tags, topic_ids, sender;
	str language; /* "en", "de"; absent: the browser's */
	bool ask_name, captcha, active;
	struct form_topic *topics;
	size_t n;
};
err form_find(const struct app *app, struct arena *a, str id, struct form_public *out); /* ERR_NOT_FOUND */
struct form_asked {
	str email, first_name, last_name, ip;
	str timezone;	   /* the browser's; what is none is left out */
	const str *topics; /* chosen ones; only the form's count */
	size_t n;
};
/* ERR_INVALID: the address is none. Whether it is known makes no difference to the answer. */
err form_ask(const struct app *app, struct arena *a, const struct form_public *f, const struct form_asked *in);
/* Of the link in the mail: "<signup id><20 hex digits>". */
str form_token(struct arena *a, const struct keyring *kr, str signup_id);
bool form_token_read(const struct keyring *kr, str token, str *signup_id);
/* In whose name, and the form's language; ERR_NOT_FOUND: confirmed before, or too late. */
err form_confirm_look(const struct app *app, struct arena *a, str signup_id, str *sender, str *language);
err form_confirm(const struct app *app, struct arena *a, str signup_id, str ip, str *redirect);

/* Sends confirmations, in `work`. */
extern const struct service form_service;
