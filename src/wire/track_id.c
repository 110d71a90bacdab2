#include "wire/track_id.h"
#include "base/limits.h"
#include <sodium.h>

#define ID_PART (CUID_LEN - 1)
#define MAC_PART (TRACK_ID_LEN - ID_PART)
#define TRIAL "trial-"

void track_keys_init(struct track_keys *k, const struct keyring *kr)
{
	k->n = kr->n;
	for (size_t i = 0; i < kr->n; i++) {
		unsigned char key[KEY_BYTES];
		keyring_subkey(kr, "track", i, key);
		token_hex(key, sizeof(key), k->v[i]);
		k->v[i][TRACK_KEY_HEX] = 0;
		token_wipe(key, sizeof(key));
	}
}

/* text: at most TRACK_TRIAL_MAX bytes. A recipient's begins with 'c', a trial's with 't'. */
static void track_id_mac(const char *key, str text, char out[MAC_PART])
{
	unsigned char in[2 * TRACK_KEY_HEX + TRACK_TRIAL_MAX], hash[crypto_hash_sha256_BYTES];
	memcpy(in, key, TRACK_KEY_HEX);
	memcpy(in + TRACK_KEY_HEX, text.p, text.n);
	memcpy(in + TRACK_KEY_HEX + text.n, key, TRACK_KEY_HEX);
	crypto_hash_sha256(hash, in, 2 * TRACK_KEY_HEX + text.n);
	token_hex(hash, MAC_PART / 2, out);
}

void track_id_make(const struct track_keys *k, str id, char out[TRACK_ID_LEN + 1])
{
	memcpy(out, id.p + 1, ID_PART);
	track_id_mac(k->v[0], str_of(id.p, CUID_LEN), out + ID_PART);
	out[TRACK_ID_LEN] = 0;
}

bool track_id_verify(const struct track_keys *k, str tracking_id, char out[CUID_LEN + 1])
{
	char id[CUID_LEN + 1] = "c", want[MAC_PART];
	if (tracking_id.n != TRACK_ID_LEN)
		return false;
	memcpy(id + 1, tracking_id.p, ID_PART);
	id[CUID_LEN] = 0;
	if (!cuid_valid(str_of(id, CUID_LEN)))
		return false;
	for (size_t i = 0; i < k->n; i++) {
		track_id_mac(k->v[i], str_of(id, CUID_LEN), want);
		if (sodium_memcmp(want, tracking_id.p + ID_PART, MAC_PART) == 0) {
			memcpy(out, id, sizeof(id));
			return true;
		}
	}
	return false;
}

size_t track_trial_make(const struct track_keys *k, str user_id, char out[TRACK_TRIAL_MAX + 1])
{
	size_t n = sizeof(TRIAL) - 1;
	if (user_id.n == 0 || user_id.n > TRACK_TRIAL_USER_MAX)
		return 0;
	memcpy(out, TRIAL, n);
	sodium_bin2base64(out + n, TRACK_TRIAL_MAX + 1 - n, (const unsigned char *)user_id.p, user_id.n,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	n += strlen(out + n);
	track_id_mac(k->v[0], str_of(out, n), out + n + 1);
	out[n] = '-';
	n += 1 + MAC_PART;
	out[n] = 0;
	return n;
}

bool track_trial_verify(const struct track_keys *k, str tracking_id, char user_id[TRACK_TRIAL_USER_MAX + 1])
{
	char want[MAC_PART];
	size_t n = 0;
	if (!str_starts(tracking_id, STR(TRIAL)) || tracking_id.n > TRACK_TRIAL_MAX ||
	    tracking_id.n < sizeof(TRIAL) + MAC_PART + 1)
		return false;
	str signed_part = str_upto(tracking_id, tracking_id.n - MAC_PART - 1);
	str user = str_from(signed_part, sizeof(TRIAL) - 1);
	if (tracking_id.p[signed_part.n] != '-' ||
	    sodium_base642bin((unsigned char *)user_id, TRACK_TRIAL_USER_MAX, user.p, user.n, NULL, &n, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return false;
	user_id[n] = 0;
	for (size_t i = 0; i < k->n; i++) {
		track_id_mac(k->v[i], signed_part, want);
		if (sodium_memcmp(want, tracking_id.p + signed_part.n + 1, MAC_PART) == 0)
			return true;
	}
	return false;
}

bool track_id_foreign(str tracking_id)
{
	if (tracking_id.n < 8 || tracking_id.n > TRACK_ID_MAX)
		return false;
	for (size_t i = 0; i < tracking_id.n; i++) {
		char c = tracking_id.p[i];
		if (!ascii_alpha(c) && !ascii_digit(c) && c != '_' && c != '-')
			return false;
	}
	return true;
}
