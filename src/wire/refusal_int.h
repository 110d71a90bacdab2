/* The tables of refusal.c. For refusal.c only. */
#pragma once
#include "wire/refusal.h"

struct refusal_phrase {
	enum refusal_cause cause;
	const char *const *patterns; /* of fold_find */
};
extern const struct refusal_phrase refusal_later[];   /* greylisting, a mailbox's rate: before everything */
extern const struct refusal_phrase refusal_ours[];    /* sender, host, authentication, lists, rate */
extern const struct refusal_phrase refusal_message[]; /* content, policy */
extern const struct refusal_phrase refusal_mailbox[]; /* full, too large, expired, trouble */
extern const struct refusal_phrase refusal_address[]; /* about the recipient */
extern const struct refusal_phrase refusal_weak[];    /* where nothing else is said */
