/* Secrets, signatures and pauses. Pure. */
#include "base/num.h"
#include "base/time.h"
#include "core/hook/hook.h"
#include "wire/mime.h"
#include "wire/token.h"
#include "wire/url.h"

#define SECRET_BYTES 24u /* 24 to 64, says Standard Webhooks */

str hook_secret_make(struct arena *a)
{
	unsigned char raw[SECRET_BYTES];
	struct buf BUF_AUTO out;
	buf_init(&out, 200);
	token_random_bytes(raw, sizeof(raw));
	buf_add_lit(&out, HOOK_SECRET_PREFIX);
	mime_base64_bare(&out, str_of((const char *)raw, sizeof(raw)));
	token_wipe(raw, sizeof(raw));
	return arena_dup(a, buf_str(&out));
}

/* The bytes behind the prefix: base64 in either alphabet, padded or not. */
static err hook_secret_bytes(struct arena *a, str secret, str *out)
{
	if (!str_starts(secret, STR(HOOK_SECRET_PREFIX)))
		return err_make(ERR_INVALID, "a webhook's secret begins with whsec_");
	str text = str_from(secret, sizeof(HOOK_SECRET_PREFIX) - 1);
	while (text.n && text.p[text.n - 1] == '=')
		text.n--;
	char *p = arena_alloc(a, text.n + 1);
	for (size_t i = 0; i < text.n; i++)
		p[i] = text.p[i] == '+' ? '-' : text.p[i] == '/' ? '_' : text.p[i];
	return base64url_decode(a, str_of(p, text.n), out);
}

err hook_sign(struct arena *a, str secret, str id, int64_t seconds, str body, str *out)
{
	unsigned char mac[TOKEN_HMAC_BYTES];
	str key;
	TRY(hook_secret_bytes(a, secret, &key));
	struct buf BUF_AUTO text;
	token_hmac(key, arena_printf(a, "%.*s.%lld.%.*s", STR_FMT(id), (long long)seconds, STR_FMT(body)), mac);
	buf_init(&text, 200);
	buf_add_lit(&text, "v1,");
	mime_base64_bare(&text, str_of((const char *)mac, sizeof(mac)));
	*out = arena_dup(a, buf_str(&text));
	return OK;
}

bool hook_pause_after(int64_t attempts, int64_t *out)
{
	static const int64_t seconds[] = { 5, 60, 300, 1800, 7200, 18000, 36000, 50400, 64800, 79200 };
	const int64_t n = sizeof(seconds) / sizeof(*seconds);
	if (attempts > n)
		return false;
	*out = seconds[i64_max(attempts, 1) - 1] * US_PER_S;
	return true;
}

str hook_seal_context(struct arena *a, str id)
{
	return arena_printf(a, "hook:%.*s", STR_FMT(id));
}
