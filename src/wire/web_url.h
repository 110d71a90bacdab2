/* A link as a browser reads it: the URL Standard (url.spec.whatwg.org, sections 3 and 4) for http and https. Trims
 * blanks and controls, drops tabs and line ends, takes backslashes for slashes, encodes what a browser encodes, writes
 * hosts as A-labels, IPv4 addresses in any form as four numbers, and leaves default ports away. What cannot be a URL
 * is refused: the caller leaves such a link as its author wrote it. Pure; linear; any thread. */
#pragma once
#include "base/arena.h"
#include "base/err.h"

enum web_url_kind {
	WEB_URL_HTTP,	  /* http or https, or //host (which is https in a mail) */
	WEB_URL_EMPTY,	  /* nothing but blanks */
	WEB_URL_FRAGMENT, /* #… */
	WEB_URL_RELATIVE, /* no scheme: leads nowhere from a mail */
	WEB_URL_OTHER,	  /* another scheme */
};
/* Looks at the beginning only. scheme (may be NULL): in lower case, in the arena; absent where there is none. */
enum web_url_kind web_url_kind(struct arena *a, str href, str *scheme);

/* The serialised URL, printable ASCII, in the arena. ERR_INVALID says why it cannot be one (of another kind than
 * WEB_URL_HTTP, too); ERR_LIMIT above LINK_URL_MAX. Parsing what comes out gives the same again. */
err web_url(struct arena *a, str href, str *out);
