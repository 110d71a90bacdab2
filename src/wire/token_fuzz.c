/* What strangers hand back to us: sealed texts, tracking ids, link ids, coded texts. Nothing but what was made here
 * opens or verifies; what decodes, encodes to the same again. */
#include "base/buf.h"
#include "wire/links.h"
#include "wire/seal_stream.h"
#include "wire/token.h"
#include "wire/track_id.h"
#include "wire/url.h"
#include <stdlib.h>

static struct keyring keys;
static struct track_keys track;
static struct link_keys links;

static void init(void)
{
	if (keys.n)
		return;
	wire_crypto_init();
	if (err_is(keyring_add(&keys, STR("a secret of the fuzz target"))))
		abort();
	track_keys_init(&track, &keys);
	links.n = 1;
	keyring_subkey(&keys, "click", 0, links.key[0]);
	keyring_subkey(&keys, "link", 0, links.old[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena ARENA_AUTO a = {};
	struct buf BUF_AUTO b;
	str in = str_of((const char *)data, n), out;
	char id[CUID_LEN + 1], again[TRACK_ID_LEN + 1];
	struct link_ref ref;
	init();
	buf_init(&b, 1 << 20);
	/* A forged one would have to guess 128 bits. */
	if (!err_is(token_open(&a, &keys, STR("row"), in, &out, NULL)))
		abort();
	if (track_id_verify(&track, in, id)) {
		track_id_make(&track, str_z(id), again);
		if (!str_eq(in, str_z(again)))
			abort();
	}
	str target = in, link_id = STR("");
	(void)str_next(&target, '\n', &link_id);
	err_ignore(link_verify(&links, STR("t"), link_id, target, &ref)); /* either outcome is fine */
	if (!err_is(base64url_decode(&a, in, &out))) {
		base64url_encode(&b, out);
		str padless = in;
		while (padless.n && padless.p[padless.n - 1] == '=')
			padless.n--;
		if (!str_eq(buf_str(&b), padless))
			abort();
	}
	if (!err_is(url_decode(&a, in, false, &out))) {
		str twice;
		buf_reset(&b);
		url_encode(&b, out);
		if (err_is(buf_err(&b)) || err_is(url_decode(&a, buf_str(&b), false, &twice)) || !str_eq(out, twice))
			abort();
	}
	return 0;
}
