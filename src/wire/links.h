/* Tracking links and the pixel. A click link is <base>/t/c/<trackingId>/<linkId>?u=<percent-encoded target>, where
 * linkId is <n>_<mac>: n counts the links of the message from 1 (0 is the hidden one), mac is 12 characters of base64url
 * of keyed BLAKE2b over the tracking id, n, the form and the target. So it holds for one recipient, one place in their
 * mail and one target: altered, or put behind another tracking id, it does not verify. <n>~<mac> says that the author's
 * href has fields: the target is that person's own, and is kept nowhere. <n>-<mac> is the form of older mail, which
 * binds number and target only: whoever gets one must look up whether that mail held it. Pure; any thread. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"

#define LINK_KEY_LEN 32
#define LINK_KEYS_MAX 8
#define LINK_MAC_LEN 12

/* keyring_subkey(kr, "click", i, …) and, for older mail, keyring_subkey(kr, "link", i, …), for i = 0 (current) and the
 * older ones, which still verify. */
struct link_keys {
	size_t n;
	unsigned char key[LINK_KEYS_MAX][LINK_KEY_LEN], old[LINK_KEYS_MAX][LINK_KEY_LEN];
};

enum link_form { LINK_WHOLE = '_', LINK_FIELDS = '~', LINK_OLD = '-' };
#define LINK_DIGEST_LEN 32
/* What is signed of a link, target included: made once for a link that is the same for everybody. */
struct link_seed {
	enum link_form form;
	uint64_t n;
	unsigned char digest[LINK_DIGEST_LEN];
};
struct link_seed link_seed_of(enum link_form form, uint64_t n, str target);
void link_sign(const unsigned char key[LINK_KEY_LEN], str tracking_id, const struct link_seed *seed,
	       char mac[LINK_MAC_LEN]);
struct link_ref {
	enum link_form form;
	uint64_t n;
};
/* ERR_NOT_FOUND unless link_id ("7_abcdefghijkl") was made for this tracking id and this target with one of the keys.
 * Of the old form the tracking id proves nothing. */
err link_verify(const struct link_keys *keys, str tracking_id, str link_id, str target, struct link_ref *out);
/* The link id of older mail; for tests. */
void link_sign_old(const unsigned char old[LINK_KEY_LEN], uint64_t n, str target, char mac[LINK_MAC_LEN]);
/* The whole click URL. base has no slash at its end ("https://mail.example.com"). */
void link_click_url(struct buf *out, str base, str tracking_id, const unsigned char key[LINK_KEY_LEN],
		    enum link_form form, uint64_t n, str target);
void link_target(struct buf *out, str target); /* "?u=" and the target, coded */

/* Where the author's HTML gets a tracking link. Everything outside these ranges stays byte for byte. */
struct link_site {
	size_t from, to; /* the href's value in the source, without quotes */
	bool quoted;	 /* false: quotes must be added around what is put in */
	uint64_t n;	 /* from 1, in the order of the source */
	str target;	 /* as a browser reads it (web_url.h); of a templated one as written, entities decoded */
	bool templated;	 /* it holds template tags: read and signed per recipient */
};
struct link_sites {
	const struct link_site *v; /* in the order of the source */
	size_t n;
	size_t pixel_at; /* where the pixel goes: before </body>, else at the end */
};
/* Finds a and area elements, and Outlook's v:… shapes, with an href that is a web address or begins with a field; skips
 * mailto:, tel:, #…, {{unsubscribeUrl}}, what cannot be a URL, elements with data-notrack, and quoted thread text
 * (blockquote, .gmail_quote, .loumass_quote, blockquote[type=cite]). ERR_LIMIT past LINKS_MAX links or a link above
 * LINK_URL_MAX. */
err links_find(struct arena *a, str html, struct link_sites *out);

/* What is wrong with the hrefs that a person can follow. */
enum link_fault {
	LINK_NO_FAULT,
	LINK_EMPTY,	/* empty, or # alone */
	LINK_NO_ANCHOR, /* #name, and nothing has that name */
	LINK_RELATIVE,	/* leads nowhere from a mail */
	LINK_SCRIPT,	/* javascript:, vbscript: */
	LINK_BLOCKED,	/* data:, file:, blob:, …: mail programs do not follow it */
	LINK_UNUSUAL,	/* a scheme that not every device knows */
	LINK_NO_URL,	/* a web address that no browser can read; why says it */
	LINK_WRAPPED,	/* {{unsubscribeUrl}} with something before it: it is whole already */
};
struct link_finding {
	enum link_fault fault;
	str href; /* as written, entities decoded */
	unsigned line;
	const char *why;
};
/* At most `most` of them, in the order of the source. */
size_t links_judge(struct arena *a, str html, struct link_finding *v, size_t most);
