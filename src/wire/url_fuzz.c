/* Addresses, queries, form bodies and Cookie headers as strangers write them. Whatever is taken lies within what came;
 * a query that was read is read the same again from its coded form. */
#include "base/limits.h"
#include "wire/url.h"
#include "wire/web_url.h"
#include <stdlib.h>

static void inside(str part, str whole)
{
	if (part.n && (part.p < whole.p || part.p + part.n > whole.p + whole.n))
		abort();
}

static void address(str in)
{
	struct url u, again;
	if (err_is(url_parse(in, &u)))
		return;
	inside(u.scheme, in);
	inside(u.host, in);
	inside(u.path, in);
	if (!u.host.n || !u.port || in.n > LINK_URL_MAX || str_find_byte(u.host, '/') != STR_NPOS)
		abort();
	if (err_is(url_parse(in, &again)) || !str_eq(u.host, again.host) || u.port != again.port)
		abort();
}

static void query(struct arena *a, str in)
{
	struct url_query q = { in };
	for (;;) {
		struct buf BUF_AUTO coded = {};
		bool more;
		str name, value, name2, value2;
		if (err_is(url_query_next(&q, a, &more, &name, &value)) || !more)
			return;
		if (name.n + value.n > in.n)
			abort();
		buf_init(&coded, 1 << 24);
		url_encode(&coded, name);
		buf_add_byte(&coded, '=');
		url_encode(&coded, value);
		struct url_query again = { buf_str(&coded) };
		if (err_is(url_query_next(&again, a, &more, &name2, &value2)) || !more || !str_eq(name, name2) ||
		    !str_eq(value, value2))
			abort();
	}
}

/* A browser's reading is printable ASCII, and its own reading. */
static void web(struct arena *a, str in)
{
	str once, twice;
	if (err_is(web_url(a, in, &once)))
		return;
	for (size_t i = 0; i < once.n; i++)
		if (once.p[i] <= ' ' || once.p[i] > '~')
			abort();
	if (err_is(web_url(a, once, &twice)) || !str_eq(once, twice))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena ARENA_AUTO a = {};
	str in = str_of((const char *)data, n);
	if (n > 1 << 16)
		return 0;
	address(in);
	query(&a, in);
	web(&a, in);
	inside(url_cookie(in, STR("loumass_session")), in);
	inside(url_cookie(in, STR("a")), in);
	return 0;
}
