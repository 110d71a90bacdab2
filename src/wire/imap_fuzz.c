/* Any bytes from a server: responses are cut and read without leaving them. */
#include "wire/imap.h"
#include <stdlib.h>

static bool within(str outer, str inner)
{
	return inner.n == 0 || (inner.p >= outer.p && inner.p + inner.n <= outer.p + outer.n);
}

static void tokens(str s, unsigned depth)
{
	struct imap_token t;
	str rest = s;
	while (imap_token(&rest, &t)) {
		if (!within(s, t.s) || !within(s, rest))
			abort();
		if (t.kind == IMAP_LIST && depth < 8)
			tokens(t.s, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str bytes = str_of((const char *)data, size);
	size_t n;
	while (imap_whole(bytes, &n) == IMAP_WHOLE) {
		struct imap_response r;
		struct imap_token t;
		str one = str_upto(bytes, n);
		if (n == 0 || n > bytes.n)
			abort();
		if (imap_read(one, &r)) {
			if (!within(one, r.rest) || !within(one, r.code) || !within(one, r.word))
				abort();
			tokens(r.rest, 0);
			if (imap_item(r.rest, "BODY[]", &t) && !within(one, t.s))
				abort();
			int64_t us;
			(void)imap_date(r.rest, &us);
			(void)imap_capable(r.rest, "IDLE");
		}
		bytes = str_from(bytes, n);
	}
	return 0;
}
