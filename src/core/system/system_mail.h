/* The installation's own mail: its sender, one of an operator's (`loumass system sender`, /api/system/mail-sender), or
 * none, when it is kept and shown to operators instead (the start of every installation). */
#pragma once
#include "core/ground/app.h"
#include "wire/json_write.h"

struct system_mail {
	const char *kind;
	str to, lang;  /* "de…": German; else English */
	str fields[2]; /* of the texts; may be absent */
	str link;      /* absent: none */
};
/* ERR_UNAVAILABLE and others: it did not go; ERR_UNCERTAIN: it may have. */
err system_mail_send(const struct app *app, struct arena *a, const struct system_mail *m);

struct system_mail_row {
	str id, kind, to, subject, status, error;
	str text; /* of captured mail, with its link; else absent */
	int64_t created_at;
};
err system_mail_list(const struct app *app, struct arena *a, struct system_mail_row **rows, size_t *n);
void system_mail_write(struct json_writer *w, const struct system_mail_row *r);

/* Absent id: mail is captured. */
err system_sender_get(const struct app *app, struct arena *a, str *id, str *user_id);
/* db: of the operator, whose sender it is. Absent: capture from now on. ERR_NOT_FOUND: no sender of theirs. */
err system_sender_set(const struct app *app, tenant_db db, struct arena *a, str sender_id);

/* Makes the mails of what was asked of accounts (core/account/account_request.h). */
extern const struct service account_mail_service;
