/* Known devices: a cookie that a browser gets when somebody has signed in there, signed and bound to the account. Who
 * brings one is counted by it alone when guesses are throttled, so that strangers who guess cannot shut the owner out.
 * It opens nothing: the password is asked all the same. A browser keeps those of its last DEVICE_ACCOUNTS accounts. */
#pragma once
#include "base/arena.h"
#include "wire/token.h"

#define DEVICE_DAYS 365
#define DEVICE_ACCOUNTS 4u
#define DEVICE_COOKIE_MAX 800u

/* Was it made here, for any account? *id names the device, for limits. */
bool device_is_ours(struct arena *a, const struct keyring *kr, str cookie, str *id);
/* Has this account been signed in to on it? */
bool device_knows(struct arena *a, const struct keyring *kr, str cookie, str user_id, str *id);
/* The cookie with this account first. */
str device_add(struct arena *a, const struct keyring *kr, str cookie, str user_id);
