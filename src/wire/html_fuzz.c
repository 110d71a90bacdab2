/* Any bytes as HTML: tokens cover the source without a gap, links lie inside it, text and facts come out. */
#include "wire/html.h"
#include "wire/links.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	str html = str_of((const char *)data, size);
	struct html_scan s;
	struct html_token t;
	struct html_attr attr;
	size_t at = 0;
	html_scan_init(&s, html);
	while (html_next(&s, &t)) {
		if (t.from != at || t.to <= t.from || t.to > size)
			abort();
		at = t.to;
		for (size_t i = t.attrs; t.kind == HTML_OPEN && html_next_attr(html, &t, &i, &attr);)
			if (attr.to > t.to || attr.from > attr.to)
				abort();
	}
	if (at != size)
		abort();
	struct arena ARENA_AUTO a = {};
	struct link_sites sites;
	if (!err_is(links_find(&a, html, &sites))) {
		size_t last = 0;
		for (size_t i = 0; i < sites.n; last = sites.v[i++].to)
			if (sites.v[i].from < last || sites.v[i].to > size || sites.v[i].from > sites.v[i].to)
				abort();
		if (sites.pixel_at > size)
			abort();
	}
	struct html_facts f;
	err_ignore(html_inspect(&a, html, &f)); /* whatever it finds */
	struct buf BUF_AUTO out;
	buf_init(&out, 4u << 20);
	html_to_text(html, &out);
	return 0;
}
