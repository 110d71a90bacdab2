/* The first byte says which provider; the rest is its report, read and checked as one from the outside. */
#include "wire/token.h"
#include "wire/webhook.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena ARENA_AUTO a = {};
	struct webhook_events events;
	struct sns sns;
	if (size == 0)
		return 0;
	wire_crypto_init();
	str body = str_of((const char *)data + 1, size - 1);
	enum webhook_provider p = (enum webhook_provider)(data[0] % WEBHOOK_PROVIDERS);
	if (!err_is(webhook_read(&a, p, body, &events)))
		for (size_t i = 0; i < events.n; i++)
			if (str_empty(events.v[i].key) || events.v[i].report.words.n > REPORT_WORDS_MAX ||
			    (events.v[i].report.kind == REPORT_BOUNCE) != (events.v[i].report.bounce != BOUNCE_NONE))
				abort();
	if (!err_is(webhook_check_mailgun(&a, STR("key"), body)))
		abort();
	if (!err_is(sns_read(&a, body, &sns))) {
		(void)sns_url_allowed(sns.cert_url, STR_NULL);
		if (!err_is(sns_check(&a, &sns, body)))
			abort();
	}
	return 0;
}
