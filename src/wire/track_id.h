/* Tracking ids: the public name of a recipient in links and pixels. Ours carry the recipient's id and prove it, so that
 * the request path asks no table: 24 characters of the id (a cuid without its 'c') and 20 hex digits of
 * sha256(key || id || key), key being the 64 hex digits of the keyring's subkey "track". The planner makes them in SQL:
 * substr(id, 2) || substr(encode(sha256(convert_to(:key || id || :key, 'UTF8')), 'hex'), 1, 20). Pure. */
#pragma once
#include "base/err.h"
#include "wire/cuid.h"
#include "wire/token.h"

#define TRACK_ID_LEN 44
#define TRACK_KEY_HEX 64

struct track_keys { /* one per secret of the keyring: v[0] makes, all verify */
	size_t n;
	char v[KEYRING_MAX][TRACK_KEY_HEX + 1];
};
void track_keys_init(struct track_keys *k, const struct keyring *kr);

/* id is a cuid. NUL-terminated. */
void track_id_make(const struct track_keys *k, str id, char out[TRACK_ID_LEN + 1]);
/* True: one of ours, and the recipient's id is in out (NUL-terminated). */
bool track_id_verify(const struct track_keys *k, str tracking_id, char out[CUID_LEN + 1]);
/* The id in the links of test mails and previews: "trial-", the tenant in base64url, '-', a mac as above. It stands for no
 * recipient, so its pages change nothing. 0: the tenant's id is too long, else its length; NUL-terminated. */
#define TRACK_TRIAL_USER_MAX 64u
#define TRACK_TRIAL_MAX 120u
size_t track_trial_make(const struct track_keys *k, str user_id, char out[TRACK_TRIAL_MAX + 1]);
/* True: one of ours, and whose it is stands in user_id (NUL-terminated). */
bool track_trial_verify(const struct track_keys *k, str tracking_id, char user_id[TRACK_TRIAL_USER_MAX + 1]);
/* May be one that another program wrote: 8 to TRACK_ID_MAX of [A-Za-z0-9_-]. */
bool track_id_foreign(str tracking_id);
