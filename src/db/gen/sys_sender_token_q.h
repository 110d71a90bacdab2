/* Written by tools/sqlgen from sql/q/system/sender_token.sql; do not edit. */
#pragma once
#include "db/tenant.h"

struct q_sender_token_in {
	str id;
};
struct q_sender_token_row {
	str user_id;
	str status;
	str token_url; /* may be absent */
	str client_id; /* may be absent */
	str scope; /* may be absent */
	str client_secret_sealed; /* may be absent */
	str refresh_token_sealed; /* may be absent */
	str access_token_sealed; /* may be absent */
	struct opt_i64 left_us;
};
/* left_us: of the present token's life, by the database's clock. */
err q_sender_token(system_db db, struct arena *a, const struct q_sender_token_in *in, struct q_sender_token_row *out);

struct q_sender_token_due_in {
	double seconds;
};
struct q_sender_token_due_row {
	str id;
};
/* Whose token ends within a while (or has lived half its life), and may be fetched now; the one that ends first, and those whose last
 * attempt failed after all others, so that an endpoint that answers nobody is in nobody's way.
 * A restored copy that is held asks for none: a refresh token that is good once is the original's. */
err q_sender_token_due(system_db db, struct arena *a, const struct q_sender_token_due_in *in, struct q_sender_token_due_row *out);

struct q_sender_token_lease_in {
	str id;
};
err q_sender_token_lease(system_db db, struct arena *a, const struct q_sender_token_lease_in *in, int64_t *affected);

struct q_sender_token_unlease_in {
	str id;
};
err q_sender_token_unlease(system_db db, struct arena *a, const struct q_sender_token_unlease_in *in, int64_t *affected);

struct q_sender_token_got_in {
	str access_token;
	str refresh_token; /* may be absent */
	double seconds;
	str id;
	str token_url;
	str client_id;
};
/* Not when the log-in was changed meanwhile (token_url, client_id). refresh_token: a new one, when the server gave one. */
err q_sender_token_got(system_db db, struct arena *a, const struct q_sender_token_got_in *in, int64_t *affected);

struct q_sender_token_failed_in {
	str why;
	double seconds;
	str id;
};
err q_sender_token_failed(system_db db, struct arena *a, const struct q_sender_token_failed_in *in, int64_t *affected);
