#include "wire/track_id.h"
#include "base/limits.h"
#include <sodium.h>

#define ID_PART (CUID_LEN - 1)
#define MAC_PART (TRACK_ID_LEN - ID_PART)

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

static void track_id_mac(const char *key, const char *id, char out[MAC_PART])
{
	unsigned char in[2 * TRACK_KEY_HEX + CUID_LEN], hash[crypto_hash_sha256_BYTES];
	memcpy(in, key, TRACK_KEY_HEX);
	memcpy(in + TRACK_KEY_HEX, id, CUID_LEN);
	memcpy(in + TRACK_KEY_HEX + CUID_LEN, key, TRACK_KEY_HEX);
	crypto_hash_sha256(hash, in, sizeof(in));
	token_hex(hash, MAC_PART / 2, out);
}

void track_id_make(const struct track_keys *k, str id, char out[TRACK_ID_LEN + 1])
{
	memcpy(out, id.p + 1, ID_PART);
	track_id_mac(k->v[0], id.p, out + ID_PART);
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
		track_id_mac(k->v[i], id, want);
		if (sodium_memcmp(want, tracking_id.p + ID_PART, MAC_PART) == 0) {
			memcpy(out, id, sizeof(id));
			return true;
		}
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
