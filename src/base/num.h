/* Numbers in and out of text. Parsing takes the whole str or refuses it: no sign where unsigned, no spaces, no
 * overflow. */
#pragma once
#include "base/str.h"

#define NUM_U64_MAX 20
size_t num_format_u64(uint64_t v, char out[NUM_U64_MAX]); /* returns the digits written, no NUL */
bool num_parse_u64(str s, uint64_t *out);
bool num_parse_i64(str s, int64_t *out);
/* Base 36, lower case, most significant first, padded with '0' to exactly `width`; higher digits are cut. */
void num_base36(uint64_t v, size_t width, char *out);

static inline size_t size_max(size_t a, size_t b)
{
	return a > b ? a : b;
}

static inline size_t size_min(size_t a, size_t b)
{
	return a < b ? a : b;
}
static inline int64_t i64_min(int64_t a, int64_t b)
{
	return a < b ? a : b;
}
static inline int64_t i64_max(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

struct opt_i64 {
	bool has;
	int64_t v;
};
struct opt_bool {
	bool has;
	bool v;
};
struct opt_f64 {
	bool has;
	double v;
};
#define SOME_I64(x) ((struct opt_i64){ .has = true, .v = (x) })
#define SOME_BOOL(x) ((struct opt_bool){ .has = true, .v = (x) })
#define SOME_F64(x) ((struct opt_f64){ .has = true, .v = (x) })
