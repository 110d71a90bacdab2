/* For core/sender/google*.c only. */
#pragma once
#include "core/sender/google.h"

/* Sealed text for a TEXT column, and back. ERR_INVALID: sealed by a key that is lost. */
str google_seal(const struct app *app, struct arena *a, str context, str plain);
err google_open(const struct app *app, struct arena *a, str context, str sealed, str *plain);
/* What tokens of a sender are bound to. */
str google_token_context(struct arena *a, str sender_id);

/* The provider's endpoints, from its discovery document; remembered for an hour. */
err google_endpoints(const struct app *app, struct arena *a, struct oauth_endpoints *out);
err google_get(const struct app *app, struct arena *a, str url, str *body);
err google_post(const struct app *app, struct arena *a, str url, str form, struct oauth_tokens *out);
str google_redirect_uri(const struct app *app, struct arena *a);
