/* An address that is taken is taken again in its normal form, unchanged; URLs and queries only must not hurt. */
#include "base/arena.h"
#include "wire/addr.h"
#include "wire/url.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena ARENA_AUTO a = {};
	str in = str_of((const char *)data, n);
	struct addr r, again;
	struct url u;
	if (!err_is(addr_parse(&a, in, &r)) &&
	    (err_is(addr_parse(&a, r.normal, &again)) || !str_eq(r.normal, again.normal)))
		abort();
	err_ignore(url_parse(in, &u)); /* either outcome is fine */
	struct url_query q = { in };
	bool more = true;
	str name, value;
	while (more && n < 4096 && !err_is(url_query_next(&q, &a, &more, &name, &value)))
		continue;
	return 0;
}
