/* Any bytes, whole and one by one: the same passes, and the same is said. What passed whole is taken again. */
#include "wire/http_frame.h"
#include <stdlib.h>

static size_t feed(struct http_frame *f, str in, size_t step)
{
	size_t passed = 0;
	for (size_t there = step < in.n ? step : in.n; !f->status;) {
		uint64_t unseen = http_frame_unseen(f);
		size_t n;
		if (unseen && passed < there) {
			n = unseen < there - passed ? (size_t)unseen : there - passed;
			http_frame_passed(f, n);
		} else {
			n = http_frame_look(f, str_slice(in, passed, there));
		}
		passed += n;
		if (passed > there)
			abort();
		if (n)
			continue;
		if (there == in.n)
			break;
		there = there + step < in.n ? there + step : in.n;
	}
	return passed;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct http_frame whole = {}, bytes = {}, again = {};
	str in = str_of((const char *)data, n);
	if (n > 1 << 16)
		return 0;
	size_t a = feed(&whole, in, n ? n : 1), b = feed(&bytes, in, 1);
	if (a != b || whole.heads != bytes.heads || whole.at != bytes.at || whole.left != bytes.left)
		abort();
	if ((whole.status == 0) != (bytes.status == 0) || (whole.status && !whole.why))
		abort();
	if (feed(&again, str_upto(in, a), 7) != a || again.status)
		abort();
	return 0;
}
