/* Endpoints at which providers report what became of mail: made by a tenant, addressed by a token of which only the
 * hash is kept, checked with a secret that is kept sealed. What they report has the effects of core/inbound, once. */
#pragma once
#include "core/ground/app.h"
#include "db/tenant.h"
#include "wire/field_errors.h"
#include "wire/json_write.h"
#include "wire/webhook.h"

struct webhook_endpoint {
	str id, provider, name, topic; /* topic: of ses, once it is known; absent: none */
	bool has_secret;
	int64_t received;
	struct opt_i64 last_at;
	str error; /* of the last delivery; absent: it was taken */
	int64_t created_at;
};
struct webhook_new {
	str provider, name, secret, topic;
};
err webhook_list(tenant_db db, struct arena *a, struct webhook_endpoint **out, size_t *n);
/* url: shown this once. ERR_INVALID with errors. */
err webhook_create(const struct app *app, tenant_db db, struct arena *a, const struct webhook_new *in,
		   struct field_errors *errors, struct webhook_endpoint *out, str *url);
struct webhook_rotation {
	str secret;	   /* absent: it stays */
	bool keep_address; /* only the secret changes */
};
/* The old address or secret counts no longer. url: absent when it was kept. ERR_NOT_FOUND, ERR_INVALID with errors. */
err webhook_rotate(const struct app *app, tenant_db db, struct arena *a, str id, const struct webhook_rotation *in,
		   struct field_errors *errors, struct webhook_endpoint *out, str *url);
err webhook_delete(tenant_db db, struct arena *a, str id); /* ERR_NOT_FOUND */
/* url NULL: not shown. */
void webhook_write(struct json_writer *w, const struct webhook_endpoint *e, const str *url);

/* A delivery has come to this address. ERR_NOT_FOUND: there is no such endpoint. */
struct webhook_door {
	str id, user_id, topic, secret; /* in clear; absent: none */
	enum webhook_provider provider;
};
err webhook_open(system_db db, struct arena *a, const struct keyring *kr, str provider, str token,
		 struct webhook_door *out);
/* ERR_AGAIN, ERR_UNAVAILABLE: to be delivered again, nothing is doubled. applied: had effects now. */
err webhook_take(system_db db, const struct webhook_door *door, const struct webhook_events *events, size_t *applied);
/* For its owner to see; error absent: it was taken. topic: pinned when none is yet. */
err webhook_note(system_db db, struct arena *a, const struct webhook_door *door, size_t n, str error, str topic);
