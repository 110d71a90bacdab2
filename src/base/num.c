#include "base/num.h"

size_t num_format_u64(uint64_t v, char out[NUM_U64_MAX])
{
	char tmp[NUM_U64_MAX];
	size_t n = 0;
	do {
		tmp[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	for (size_t i = 0; i < n; i++)
		out[i] = tmp[n - 1 - i];
	return n;
}

bool num_parse_u64(str s, uint64_t *out)
{
	uint64_t v = 0;
	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!ascii_digit(s.p[i]) || __builtin_mul_overflow(v, 10u, &v) ||
		    __builtin_add_overflow(v, (uint64_t)(s.p[i] - '0'), &v))
			return false;
	*out = v;
	return true;
}

bool num_parse_i64(str s, int64_t *out)
{
	bool minus = s.n && s.p[0] == '-';
	uint64_t v;
	if (!num_parse_u64(minus ? str_from(s, 1) : s, &v))
		return false;
	if (v > (uint64_t)INT64_MAX + (minus ? 1 : 0))
		return false;
	*out = minus ? (int64_t)(0 - v) : (int64_t)v;
	return true;
}

void num_base36(uint64_t v, size_t width, char *out)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	while (width > 0) {
		out[--width] = digits[v % 36];
		v /= 36;
	}
}
