#include "core/account/device.h"
#include "base/buf.h"
#include "base/num.h"
#include "base/time.h"
#include "os/clock.h"

/* account.time.nonce.mac, several of them with '~' between: the first three as hex, of a fixed length each. */
#define ACCOUNT_LEN 16u
#define TIME_LEN 10u
#define NONCE_LEN 32u
#define MAC_LEN 32u
#define SIGNED_LEN (ACCOUNT_LEN + 1 + TIME_LEN + 1 + NONCE_LEN)
#define ENTRY_LEN (SIGNED_LEN + 1 + MAC_LEN)

static void device_hex(const struct keyring *kr, size_t i, const char *purpose, str text, size_t len, char *out)
{
	unsigned char key[KEY_BYTES], mac[16];
	keyring_subkey(kr, purpose, i, key);
	token_mac(key, text, mac, sizeof(mac));
	token_hex(mac, len / 2, out);
	token_wipe(key, sizeof(key));
}

static bool device_signed(const struct keyring *kr, str entry, size_t *key)
{
	if (entry.n != ENTRY_LEN || entry.p[SIGNED_LEN] != '.')
		return false;
	for (size_t i = 0; i < kr->n; i++) {
		char mac[MAC_LEN];
		device_hex(kr, i, "device", str_upto(entry, SIGNED_LEN), MAC_LEN, mac);
		if (token_equal(str_of(mac, MAC_LEN), str_from(entry, SIGNED_LEN + 1))) {
			*key = i;
			return true;
		}
	}
	return false;
}

static bool device_fresh(str entry)
{
	int64_t at = 0, now = clock_now() / US_PER_S;
	return num_parse_i64(str_slice(entry, ACCOUNT_LEN + 1, ACCOUNT_LEN + 1 + TIME_LEN), &at) &&
	       now - at < DEVICE_DAYS * (US_PER_DAY / US_PER_S);
}

static str device_id(struct arena *a, str entry)
{
	return arena_dup(a, str_slice(entry, SIGNED_LEN - NONCE_LEN, SIGNED_LEN));
}

/* The next of them; absent at the end. */
static str device_next(str *rest)
{
	if (str_absent(*rest))
		return STR_NULL;
	size_t at = str_find_byte(*rest, '~');
	str entry = at == STR_NPOS ? *rest : str_upto(*rest, at);
	*rest = at == STR_NPOS ? STR_NULL : str_from(*rest, at + 1);
	return entry;
}

static bool device_find(struct arena *a, const struct keyring *kr, str cookie, str user_id, str *id)
{
	size_t key;
	if (cookie.n > DEVICE_COOKIE_MAX)
		return false;
	for (str rest = cookie, entry; !str_absent(entry = device_next(&rest));) {
		if (!device_signed(kr, entry, &key) || !device_fresh(entry))
			continue;
		char account[ACCOUNT_LEN];
		device_hex(kr, key, "device-account", user_id, ACCOUNT_LEN, account);
		if (!str_absent(user_id) && !token_equal(str_of(account, ACCOUNT_LEN), str_upto(entry, ACCOUNT_LEN)))
			continue;
		*id = device_id(a, entry);
		return true;
	}
	return false;
}

bool device_is_ours(struct arena *a, const struct keyring *kr, str cookie, str *id)
{
	return device_find(a, kr, cookie, STR_NULL, id);
}

bool device_knows(struct arena *a, const struct keyring *kr, str cookie, str user_id, str *id)
{
	return !str_empty(user_id) && device_find(a, kr, cookie, user_id, id);
}

str device_add(struct arena *a, const struct keyring *kr, str cookie, str user_id)
{
	char account[ACCOUNT_LEN], mac[MAC_LEN], nonce[NONCE_LEN];
	unsigned char random[NONCE_LEN / 2];
	struct buf BUF_AUTO b = {};
	buf_init(&b, DEVICE_COOKIE_MAX + ENTRY_LEN);
	token_random_bytes(random, sizeof(random));
	token_hex(random, sizeof(random), nonce);
	device_hex(kr, 0, "device-account", user_id, ACCOUNT_LEN, account);
	buf_addf(&b, "%.*s.%010lld.%.*s", (int)ACCOUNT_LEN, account, (long long)(clock_now() / US_PER_S),
		 (int)NONCE_LEN, nonce);
	device_hex(kr, 0, "device", buf_str(&b), MAC_LEN, mac);
	buf_addf(&b, ".%.*s", (int)MAC_LEN, mac);
	size_t kept = 1, key;
	str rest = cookie.n > DEVICE_COOKIE_MAX ? STR_NULL : cookie;
	for (str entry; kept < DEVICE_ACCOUNTS && !str_absent(entry = device_next(&rest));) {
		if (!device_signed(kr, entry, &key) || !device_fresh(entry) ||
		    str_eq(str_upto(entry, ACCOUNT_LEN), str_of(account, ACCOUNT_LEN)))
			continue;
		buf_addf(&b, "~%.*s", STR_FMT(entry));
		kept++;
	}
	return arena_dup(a, buf_str(&b));
}
