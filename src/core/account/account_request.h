/* What is asked of an account by mail: registrations, forgotten passwords, another address. Asking writes one row,
 * whoever the address belongs to: the answer, its time and what is stored say nothing about it. What follows is decided
 * when the mail is made (core/system/account_mail.c); the mail tells its reader. An account exists only once its address
 * is confirmed, with the password of the registration that the link belongs to: who registers somebody else's address
 * gets no account by their click. Links hold 256 random bits, of which the hash is stored, and work once. */
#pragma once
#include "core/account/account.h"

#define REGISTER_HOURS 24
#define FORGOT_MINUTES 30
#define ADDRESS_HOURS 24

/* locale: as the person's browser asks; may be absent. ERR_INVALID: errors say what. */
err account_register(const struct app *app, struct arena *a, const struct account_new *in, str locale,
		     struct field_errors *errors);
/* ERR_NOT_FOUND: no such link, or over. ERR_FORBIDDEN: another password than the registration's. ERR_AGAIN: guessed too
 * often. ERR_CONFLICT: the address has an account by now. */
err account_verify(const struct app *app, struct arena *a, str token, str password, str *user_id, int64_t *retry_after);
/* The operator vouches for the address: its newest registration becomes an account. ERR_NOT_FOUND: there is none. */
err account_vouch(const struct app *app, struct arena *a, str email, str *user_id);
/* Somebody proved the address in another way: registrations that wait for it are over, with their passwords. */
err account_registrations_end(system_db db, struct arena *a, str email);

err account_forgot(const struct app *app, struct arena *a, str email, struct field_errors *errors);
/* A link's token that sets a new password, without a mail: for operators on the machine. */
err account_forgot_token(const struct app *app, struct arena *a, str email, str *token);
/* Ends all sessions. ERR_NOT_FOUND: no such link, or over. */
err account_reset(const struct app *app, struct arena *a, str token, str password, struct field_errors *errors,
		  str *user_id);

/* Both addresses get a link. */
err account_address(const struct app *app, tenant_db db, struct arena *a, const struct account_proof *proof, str email,
		    struct field_errors *errors);
/* *over: the other side had confirmed, and the address is the new one from now on. ERR_NOT_FOUND; ERR_CONFLICT: the new
 * one has got an account meanwhile. */
err account_address_confirm(const struct app *app, struct arena *a, str token, bool *old_side, bool *over);
/* At once, by the operator. ERR_CONFLICT. */
err account_address_set(const struct app *app, struct arena *a, str user_id, str email, struct field_errors *errors);

/* The owner is told that something changed: "password", "address". */
err account_notice(const struct app *app, system_db db, struct arena *a, str user_id, str email, const char *what);
