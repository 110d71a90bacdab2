/* ID tokens and key sets: the input is a key set and a token, parted by a NUL. Nothing random may be trusted. */
#include "wire/jwt.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena ARENA_AUTO a = {};
	str in = str_of((const char *)data, size);
	size_t cut = str_find_byte(in, 0);
	struct jwt_identity id;
	struct jwt_expect x = { STR("https://accounts.google.com"), STR("client"), STR("nonce"), 0 };
	if (size > (64u << 10))
		return 0;
	if (!err_is(jwt_verify(&a, str_from(in, cut == STR_NPOS ? size : cut + 1),
			       str_upto(in, cut == STR_NPOS ? size : cut), &x, &id)))
		abort(); /* a forged signature */
	return 0;
}
