#include "core/content/mail_out.h"
#include "core/content/compose.h"
#include "core/sender/deliver.h"
#include "core/sender/dkim.h"
#include "core/sender/google.h"
#include "db/gen/sender_q.h"
#include "os/clock.h"

err mail_out(const struct app *app, tenant_db db, struct arena *a, const struct sender *from, str to, struct buf *raw)
{
	str envelope;
	if (!app->deliver)
		return err_make(ERR_UNAVAILABLE, "this process cannot reach mail servers");
	if (str_eq(from->status, STR("PAUSED")))
		return err_make(ERR_UNAVAILABLE, "the sender is paused");
	TRY(compose_envelope_from(a, from->from_email, &envelope));
	TRY(q_sender_book(db, a, &(struct q_sender_book_in){ .id = from->id, .n = 1 }, NULL));
	if (str_eq(from->kind, STR("gmail")))
		return google_send(app, a, from->id, buf_str(raw));
	struct deliver_smtp server;
	TRY(deliver_smtp_of(app, a, from, &server));
	struct dkim_signer *DKIM_SIGNER_AUTO signer = NULL;
	if (from->dkim)
		TRY(dkim_signer_load(app->keys, db, a, str_from(envelope, str_rfind_byte(envelope, '@') + 1), &signer));
	TRY(dkim_sign_buf(signer, raw, STR(""), clock_now()));
	return app->deliver->send(a, &server, envelope, to, buf_str(raw));
}
