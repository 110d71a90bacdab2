/* Tracking links and the pixel. A click link is <base>/t/c/<trackingId>/<linkId>?u=<percent-encoded target>, where
 * linkId is <n>-<mac>: n counts the links of the message from 1 (0 is the hidden one), mac is the first 12 characters
 * of the base64url of keyed BLAKE2b over "<n>:<target>". An altered link does not verify: no open redirect. Pure; any
 * thread. */
#pragma once
#include "base/arena.h"
#include "base/buf.h"

#define LINK_KEY_LEN 32
#define LINK_KEYS_MAX 8
#define LINK_MAC_LEN 12

/* keyring_subkey(kr, "link", i, …) for i = 0 (current) and the older ones, which still verify. */
struct link_keys {
	size_t n;
	unsigned char key[LINK_KEYS_MAX][LINK_KEY_LEN];
};

void link_sign(const unsigned char key[LINK_KEY_LEN], uint64_t n, str target, char mac[LINK_MAC_LEN]);
/* ERR_NOT_FOUND unless link_id ("7-abcdefghijkl") was made for this target with one of the keys. */
err link_verify(const struct link_keys *keys, str link_id, str target, uint64_t *n);
/* The whole click URL. base has no slash at its end ("https://mail.example.com"). */
void link_click_url(struct buf *out, str base, str tracking_id, const unsigned char key[LINK_KEY_LEN], uint64_t n,
		    str target);
void link_pixel_url(struct buf *out, str base, str tracking_id);
void link_unsubscribe_url(struct buf *out, str base, str tracking_id);

/* Where the author's HTML gets a tracking link. Everything outside these ranges stays byte for byte. */
struct link_site {
	size_t from, to; /* the href's value in the source, without quotes */
	bool quoted;	 /* false: quotes must be added around what is put in */
	uint64_t n;	 /* from 1, in the order of the source */
	str target;	 /* entities decoded, trimmed; may hold template tags */
	bool templated;	 /* it does: signed per recipient */
};
struct link_sites {
	const struct link_site *v; /* in the order of the source */
	size_t n;
	size_t pixel_at; /* where the pixel goes: before </body>, else at the end */
};
/* Finds a and area elements with http(s) or templated href; skips mailto:, tel:, #…, {{unsubscribeUrl}}, elements
 * with data-notrack, and quoted thread text (blockquote, .gmail_quote, .loumass_quote, blockquote[type=cite]).
 * ERR_LIMIT past LINKS_MAX links or a link above LINK_URL_MAX. */
err links_find(struct arena *a, str html, struct link_sites *out);
