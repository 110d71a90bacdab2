/* Any bytes as an answer: the first says of which type. */
#include "wire/dns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 1)
		return 0;
	struct arena ARENA_AUTO a = {};
	struct dns_question q = {};
	err e = dns_read(&a, str_of((const char *)data + 1, size - 1), (enum dns_type)(data[0] % 6), &q);
	for (size_t i = 0; !err_is(e) && i < q.n; i++)
		if (str_absent(q.v[i].name) || str_absent(q.v[i].data))
			__builtin_trap();
	return 0;
}
