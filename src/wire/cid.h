/* Which of the images that lie beside a mail its HTML shows: every "cid:…" in tags and style sheets, entities and percent
 * signs decoded. What stands in a comment is not shown; what Outlook alone shows is. Pure. */
#pragma once
#include "base/arena.h"

struct cid_refs {
	const str *v; /* in the order of the source; one that is named twice is here twice */
	size_t n;
	bool open; /* a field decides which image it is: it may be any */
};
void cid_find(struct arena *a, str html, struct cid_refs *out);
/* Is the image with this Content-ID (without <>) one of them, or may it be? */
bool cid_shown(const struct cid_refs *refs, str id);
