/* Any bytes, in any pieces: the records are the same as when read at once. */
#include "base/arena.h"
#include "wire/csv.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static uint64_t digest(const struct charset *e, struct csv_guess g, str text, size_t step)
{
	uint64_t h = 1;
	struct csv_reader *r = csv_reader_new(e, g);
	for (size_t at = 0; at <= text.n; at += step) {
		struct csv_record rec;
		csv_push(r, str_slice(text, at, at + step), at + step > text.n);
		while (!err_is(csv_next(r, &rec)))
			for (size_t i = 0; i < rec.n; i++)
				h = h * 31 + str_hash(rec.fields[i]) + rec.line + (rec.refused != NULL);
	}
	csv_reader_free(r);
	return h;
}

/* What was written is read as it was. */
static void round_trip(str text)
{
	struct buf BUF_AUTO b;
	struct csv_record rec;
	buf_init(&b, 4 * text.n + 100);
	text = str_utf8_valid(text) && !memchr(text.p, 0, text.n) ? text : STR("x");
	buf_add_lit(&b, "a,");
	csv_put(&b, text, true);
	buf_add_lit(&b, "\r\n");
	struct csv_reader *r = csv_reader_new(charset_utf8(), (struct csv_guess){ .delimiter = ',' });
	csv_push(r, buf_str(&b), true);
	if (err_is(csv_next(r, &rec)) || rec.n != 2 || !str_eq(csv_unguard(rec.fields[1]), text))
		abort();
	csv_reader_free(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	if (n > 20000)
		return 0;
	str text = str_of((const char *)data, n);
	struct charset_guesser *guesser = charset_guesser_new();
	charset_guess_feed(guesser, text);
	const struct charset *e = charset_guess_end(guesser);
	charset_guesser_free(guesser);
	struct csv_guess g = csv_guess(text);
	uint64_t whole = digest(e, g, text, text.n + 1);
	if (digest(e, g, text, 7) != whole || digest(e, g, text, 1) != whole)
		abort();
	round_trip(text);
	return 0;
}
