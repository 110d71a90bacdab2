/* Signing in with Google, and connecting a mailbox: to Google and back (core/sender/google.h says what is checked). */
#pragma once
#include "core/sender/google.h"

struct google_departure {
	str url;    /* where the browser goes */
	str cookie; /* value of GOOGLE_COOKIE */
};
/* return_to: a path of ours; anything else is "/". ERR_NOT_FOUND: no client is set up. */
err google_sign_in(const struct app *app, struct arena *a, str return_to, struct google_departure *out);
/* sender_id: connect this one anew; absent: any mailbox. */
err google_connect(const struct app *app, tenant_db db, struct arena *a, str sender_id, str return_to,
		   struct google_departure *out);

struct google_arrival {
	bool signed_in; /* else a mailbox was connected */
	str user_id, sender_id, return_to;
};
/* What Google sent back. ERR_AUTH: the state is unknown, used or of another browser, or the token is not to be
 * trusted. ERR_FORBIDDEN: the person said no. ERR_NOT_FOUND: nobody with this address may sign in here. return_to is
 * set whenever the state was known. */
err google_arrive(const struct app *app, struct arena *a, str state, str code, str error, str cookie,
		  struct google_arrival *out);
