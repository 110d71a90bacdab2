/* Signing, checking and placing tracking links: see links.h. */
#include "wire/links.h"
#include "base/limits.h"
#include "base/num.h"
#include "wire/html.h"
#include <sodium.h>

#define MAC_BYTES 9u /* 72 bits: 12 characters; guessing one needs 2^71 requests on average */

void link_sign(const unsigned char key[LINK_KEY_LEN], uint64_t n, str target, char mac[LINK_MAC_LEN])
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	char digits[NUM_U64_MAX];
	crypto_generichash_state st;
	crypto_generichash_init(&st, key, LINK_KEY_LEN, sizeof(hash));
	crypto_generichash_update(&st, (const unsigned char *)digits, num_format_u64(n, digits));
	crypto_generichash_update(&st, (const unsigned char *)":", 1);
	crypto_generichash_update(&st, (const unsigned char *)target.p, target.n);
	crypto_generichash_final(&st, hash, sizeof(hash));
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	for (size_t i = 0, o = 0; i < MAC_BYTES; i += 3, o += 4) {
		unsigned v = (unsigned)hash[i] << 16 | (unsigned)hash[i + 1] << 8 | hash[i + 2];
		mac[o] = alphabet[v >> 18];
		mac[o + 1] = alphabet[v >> 12 & 63];
		mac[o + 2] = alphabet[v >> 6 & 63];
		mac[o + 3] = alphabet[v & 63];
	}
}

err link_verify(const struct link_keys *keys, str link_id, str target, uint64_t *n)
{
	const err no = err_make(ERR_NOT_FOUND, "there is no such link");
	size_t dash = str_find_byte(link_id, '-');
	uint64_t number;
	if (dash == STR_NPOS || link_id.n - dash - 1 != LINK_MAC_LEN || target.n > LINK_URL_MAX)
		return no;
	str digits = str_upto(link_id, dash);
	if (!num_parse_u64(digits, &number) || number > LINKS_MAX || (digits.p[0] == '0' && digits.n > 1))
		return no;
	bool found = false;
	for (size_t i = 0; i < keys->n && i < LINK_KEYS_MAX; i++) {
		char mac[LINK_MAC_LEN];
		link_sign(keys->key[i], number, target, mac);
		found |= sodium_memcmp(mac, link_id.p + dash + 1, LINK_MAC_LEN) == 0;
	}
	if (!found)
		return no;
	*n = number;
	return OK;
}

static void percent_encode(struct buf *out, str s)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (ascii_alpha(c) || ascii_digit(c) || c == '-' || c == '.' || c == '_' || c == '~')
			continue;
		buf_add(out, str_slice(s, from, i));
		char p[3] = { '%', hex[(unsigned char)c >> 4], hex[(unsigned char)c & 15] };
		buf_add_mem(out, p, 3);
		from = i + 1;
	}
	buf_add(out, str_from(s, from));
}

void link_click_url(struct buf *out, str base, str tracking_id, const unsigned char key[LINK_KEY_LEN], uint64_t n,
		    str target)
{
	char mac[LINK_MAC_LEN];
	link_sign(key, n, target, mac);
	buf_add(out, base);
	buf_add_lit(out, "/t/c/");
	buf_add(out, tracking_id);
	buf_add_byte(out, '/');
	buf_add_u64(out, n);
	buf_add_byte(out, '-');
	buf_add_mem(out, mac, LINK_MAC_LEN);
	buf_add_lit(out, "?u=");
	percent_encode(out, target);
}

void link_pixel_url(struct buf *out, str base, str tracking_id)
{
	buf_add(out, base);
	buf_add_lit(out, "/t/o/");
	buf_add(out, tracking_id);
	buf_add_lit(out, ".gif");
}

void link_unsubscribe_url(struct buf *out, str base, str tracking_id)
{
	buf_add(out, base);
	buf_add_lit(out, "/u/");
	buf_add(out, tracking_id);
}

/* --- finding the places --- */

struct finder {
	struct arena *a;
	str src;
	struct link_site *v;
	size_t n, cap;
	str quoted; /* name of the element that quotes a thread; absent: none is open */
	unsigned quoted_depth;
	size_t quoted_at; /* where it begins */
	size_t body_end;  /* of the last </body> outside of quoted text; STR_NPOS: none */
	struct buf tmp;
};

/* Has the class, as a whole word. */
static bool has_class(str classes, str name)
{
	str rest = classes, word;
	while (str_next(&rest, ' ', &word))
		if (str_eq_nocase(str_trim(word), name))
			return true;
	return false;
}

static bool begins_quote(const struct finder *f, const struct html_token *t)
{
	if (str_eq_nocase(t->name, STR("blockquote")))
		return true;
	struct html_attr c;
	if (!html_attr_find(f->src, t, STR("class"), &c))
		return false;
	return has_class(c.value, STR("gmail_quote")) || has_class(c.value, STR("loumass_quote"));
}

static bool is_unsubscribe(str target)
{
	return target.n > 4 && str_starts(target, STR("{{")) && str_find(target, STR("unsubscribeUrl")) != STR_NPOS;
}

static err take_link(struct finder *f, const struct html_token *t)
{
	struct html_attr href, opt_out;
	if (!html_attr_find(f->src, t, STR("href"), &href) || !href.has_value ||
	    html_attr_find(f->src, t, STR("data-notrack"), &opt_out))
		return OK;
	buf_reset(&f->tmp);
	html_unescape(&f->tmp, href.value);
	str target = str_trim(buf_str(&f->tmp));
	bool http = str_starts_nocase(target, STR("http://")) || str_starts_nocase(target, STR("https://"));
	bool templated = false;
	for (size_t i = 0; i < target.n && !templated; i++)
		templated = target.p[i] == '{' && html_template_tag(target, i);
	bool begins_with_field = templated && target.p[0] == '{';
	if ((!http && !begins_with_field) || is_unsubscribe(target))
		return OK;
	if (target.n > LINK_URL_MAX)
		return err_make(ERR_LIMIT, "a link is longer than 8,192 bytes");
	if (f->n >= LINKS_MAX)
		return err_make(ERR_LIMIT, "the message has more than 2,000 links");
	if (f->n == f->cap) {
		size_t cap = f->cap ? f->cap * 2 : 16;
		struct link_site *v = arena_array(f->a, struct link_site, cap);
		if (f->n)
			memcpy(v, f->v, f->n * sizeof(*v));
		f->v = v;
		f->cap = cap;
	}
	f->v[f->n] = (struct link_site){ .from = href.from,
					 .to = href.to,
					 .quoted = href.quote != 0,
					 .n = f->n + 1,
					 .target = arena_dup(f->a, target),
					 .templated = templated };
	f->n++;
	return OK;
}

static err see_tag(struct finder *f, const struct html_token *t)
{
	if (f->quoted.n) {
		if (!str_eq_nocase(t->name, f->quoted))
			return OK;
		if (t->kind == HTML_OPEN && !t->self_closed)
			f->quoted_depth++;
		else if (t->kind == HTML_CLOSE && --f->quoted_depth == 0)
			f->quoted = STR_NULL;
		return OK;
	}
	if (t->kind == HTML_CLOSE) {
		if (str_eq_nocase(t->name, STR("body")) && !t->conditional)
			f->body_end = t->from;
		return OK;
	}
	if (str_eq_nocase(t->name, STR("a")) || str_eq_nocase(t->name, STR("area")))
		return take_link(f, t);
	if (!html_is_void(t->name) && begins_quote(f, t)) {
		f->quoted = t->name;
		f->quoted_at = t->from;
		f->quoted_depth = 1;
	}
	return OK;
}

err links_find(struct arena *a, str html, struct link_sites *out)
{
	struct finder f = { .a = a, .src = html, .body_end = STR_NPOS };
	buf_init(&f.tmp, html.n * 2 + 64);
	struct html_scan s;
	struct html_token t;
	err e = OK;
	html_scan_init(&s, html);
	while (!err_is(e) && html_next(&s, &t))
		if (t.kind == HTML_OPEN || t.kind == HTML_CLOSE)
			e = see_tag(&f, &t);
	buf_deinit(&f.tmp);
	TRY(e);
	/* Without a </body> at the very end; but a quote that is never closed runs to the end: before it, then. */
	size_t pixel = f.body_end != STR_NPOS ? f.body_end : f.quoted.n ? f.quoted_at : html.n;
	*out = (struct link_sites){ .v = f.v, .n = f.n, .pixel_at = pixel };
	return OK;
}
