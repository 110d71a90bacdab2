/* The pages that people see who have no account: preferences, sign-up forms. HTML without scripts of others, in the
 * language their browser asks for (English or German), readable on a phone, light and dark. */
#pragma once
#include "http/server.h"
#include "wire/html.h"

enum page_lang { PAGE_EN, PAGE_DE, PAGE_LANGS };
enum page_lang page_lang(const struct http_request *r);

/* title and body are HTML; script (may be absent) runs under the page's nonce. frames: other sites may show it. */
struct page {
	int status; /* 0: 200 */
	str title, body, script;
	const char *lang; /* "en", "de"; NULL: the browser's */
	bool frames;
};
void page_reply(struct http_request *r, const struct page *p);
str page_escape(struct arena *a, str text); /* cut at 1,000 bytes */

/* The fields of a form as it was sent. Absent when there is none of that name. */
str page_field(struct http_request *r, str name);
size_t page_fields(struct http_request *r, str name, str *out, size_t max);
