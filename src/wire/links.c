/* Signing, checking and placing tracking links: see links.h. */
#include "wire/links.h"
#include "base/limits.h"
#include "base/num.h"
#include "wire/html.h"
#include "wire/web_url.h"
#include <sodium.h>

#define MAC_BYTES 9u /* 72 bits: 12 characters; guessing one needs 2^71 requests on average */

static void links_mac_text(const unsigned char *hash, char mac[LINK_MAC_LEN])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	for (size_t i = 0, o = 0; i < MAC_BYTES; i += 3, o += 4) {
		unsigned v = (unsigned)hash[i] << 16 | (unsigned)hash[i + 1] << 8 | hash[i + 2];
		mac[o] = alphabet[v >> 18];
		mac[o + 1] = alphabet[v >> 12 & 63];
		mac[o + 2] = alphabet[v >> 6 & 63];
		mac[o + 3] = alphabet[v & 63];
	}
}

static void links_add_number(crypto_generichash_state *st, uint64_t n)
{
	char digits[NUM_U64_MAX];
	crypto_generichash_update(st, (const unsigned char *)digits, num_format_u64(n, digits));
	crypto_generichash_update(st, (const unsigned char *)":", 1);
}

void link_sign_old(const unsigned char old[LINK_KEY_LEN], uint64_t n, str target, char mac[LINK_MAC_LEN])
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	crypto_generichash_state st;
	crypto_generichash_init(&st, old, LINK_KEY_LEN, sizeof(hash));
	links_add_number(&st, n);
	crypto_generichash_update(&st, (const unsigned char *)target.p, target.n);
	crypto_generichash_final(&st, hash, sizeof(hash));
	links_mac_text(hash, mac);
}

struct link_seed link_seed_of(enum link_form form, uint64_t n, str target)
{
	struct link_seed s = { .form = form, .n = n };
	crypto_generichash(s.digest, sizeof(s.digest), (const unsigned char *)target.p, target.n, NULL, 0);
	return s;
}

/* The parts cannot be taken for one another: a tracking id holds no NUL, a number no ':', the digest has one length.
 * Together with the key they fill two blocks of BLAKE2b: a fifth of a microsecond. */
void link_sign(const unsigned char key[LINK_KEY_LEN], str tracking_id, const struct link_seed *seed,
	       char mac[LINK_MAC_LEN])
{
	unsigned char hash[crypto_generichash_BYTES_MIN];
	const unsigned char form[2] = { 0, (unsigned char)seed->form };
	crypto_generichash_state st;
	crypto_generichash_init(&st, key, LINK_KEY_LEN, sizeof(hash));
	crypto_generichash_update(&st, (const unsigned char *)tracking_id.p, tracking_id.n);
	crypto_generichash_update(&st, form, sizeof(form));
	links_add_number(&st, seed->n);
	crypto_generichash_update(&st, seed->digest, sizeof(seed->digest));
	crypto_generichash_final(&st, hash, sizeof(hash));
	links_mac_text(hash, mac);
}

/* "17_abcdefghijkl": its number, its form, and where the mac begins. */
static bool links_read_id(str link_id, struct link_ref *out, str *mac)
{
	size_t n = 0;
	while (n < link_id.n && ascii_digit(link_id.p[n]))
		n++;
	if (n + 1 + LINK_MAC_LEN != link_id.n || (link_id.p[0] == '0' && n > 1))
		return false;
	char form = link_id.p[n];
	out->form = (enum link_form)form;
	*mac = str_from(link_id, n + 1);
	return num_parse_u64(str_upto(link_id, n), &out->n) && out->n <= LINKS_MAX &&
	       (form == LINK_WHOLE || form == LINK_FIELDS || form == LINK_OLD);
}

err link_verify(const struct link_keys *keys, str tracking_id, str link_id, str target, struct link_ref *out)
{
	const err no = err_make(ERR_NOT_FOUND, "there is no such link");
	struct link_ref ref;
	str given;
	if (target.n > LINK_URL_MAX || !links_read_id(link_id, &ref, &given))
		return no;
	struct link_seed seed = link_seed_of(ref.form, ref.n, target);
	bool found = false;
	for (size_t i = 0; i < keys->n && i < LINK_KEYS_MAX; i++) {
		char mac[LINK_MAC_LEN];
		if (ref.form == LINK_OLD)
			link_sign_old(keys->old[i], ref.n, target, mac);
		else
			link_sign(keys->key[i], tracking_id, &seed, mac);
		found |= sodium_memcmp(mac, given.p, LINK_MAC_LEN) == 0;
	}
	if (!found)
		return no;
	*out = ref;
	return OK;
}

static void links_percent_encode(struct buf *out, str s)
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

void link_target(struct buf *out, str target)
{
	buf_add_lit(out, "?u=");
	links_percent_encode(out, target);
}

void link_click_url(struct buf *out, str base, str tracking_id, const unsigned char key[LINK_KEY_LEN],
		    enum link_form form, uint64_t n, str target)
{
	char mac[LINK_MAC_LEN];
	struct link_seed seed = link_seed_of(form, n, target);
	link_sign(key, tracking_id, &seed, mac);
	buf_add(out, base);
	buf_add_lit(out, "/t/c/");
	buf_add(out, tracking_id);
	buf_add_byte(out, '/');
	buf_add_u64(out, n);
	buf_add_byte(out, (char)form);
	buf_add_mem(out, mac, LINK_MAC_LEN);
	link_target(out, target);
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
static bool links_has_class(str classes, str name)
{
	str rest = classes, word;
	while (str_next(&rest, ' ', &word))
		if (str_eq_nocase(str_trim(word), name))
			return true;
	return false;
}

static bool links_begins_quote(const struct finder *f, const struct html_token *t)
{
	if (str_eq_nocase(t->name, STR("blockquote")))
		return true;
	struct html_attr c;
	if (!html_attr_find(f->src, t, STR("class"), &c))
		return false;
	return links_has_class(c.value, STR("gmail_quote")) || links_has_class(c.value, STR("loumass_quote"));
}

/* Where the first template tag begins; STR_NPOS: there is none. */
static size_t links_first_tag(str target)
{
	for (size_t i = 0; i < target.n; i++)
		if (target.p[i] == '{' && html_template_tag(target, i))
			return i;
	return STR_NPOS;
}

static bool links_is_unsubscribe(str target)
{
	return target.n > 4 && str_starts(target, STR("{{")) && str_find(target, STR("unsubscribeUrl")) != STR_NPOS;
}

/* The href, decoded and trimmed; false: the element has none. In f->tmp. */
static bool links_read_href(struct finder *f, const struct html_token *t, struct html_attr *href, str *target)
{
	if (!html_attr_find(f->src, t, STR("href"), href) || !href->has_value)
		return false;
	buf_reset(&f->tmp);
	html_unescape(&f->tmp, href->value);
	*target = str_trim(buf_str(&f->tmp));
	return true;
}

static err links_add_site(struct finder *f, const struct html_attr *href, str target, bool templated)
{
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
	f->v[f->n] = (struct link_site){ .from = href->from,
					 .to = href->to,
					 .quoted = href->quote != 0,
					 .n = f->n + 1,
					 .target = arena_dup(f->a, target),
					 .templated = templated };
	f->n++;
	return OK;
}

static err links_take_link(struct finder *f, const struct html_token *t)
{
	struct html_attr href, opt_out;
	str target;
	if (!links_read_href(f, t, &href, &target) || html_attr_find(f->src, t, STR("data-notrack"), &opt_out))
		return OK;
	struct arena ARENA_AUTO a = {};
	size_t tag = links_first_tag(target);
	bool web = web_url_kind(&a, str_upto(target, tag), NULL) == WEB_URL_HTTP;
	if ((!web && tag != 0) || links_is_unsubscribe(target))
		return OK;
	if (tag != STR_NPOS) {
		if (target.n > LINK_URL_MAX)
			return err_make(ERR_LIMIT, "a link is longer than 8,192 bytes");
		return links_add_site(f, &href, target, true);
	}
	err e = web_url(&a, target, &target);
	if (e.code == ERR_LIMIT)
		return err_make(ERR_LIMIT, "a link is longer than 8,192 bytes");
	return err_is(e) ? OK : links_add_site(f, &href, target, false); /* what no browser can read stays as it is */
}

/* Outlook draws buttons as shapes: <v:roundrect href="…">. */
static bool links_is_link(str name)
{
	return str_eq_nocase(name, STR("a")) || str_eq_nocase(name, STR("area")) || str_starts_nocase(name, STR("v:"));
}

static err links_see_tag(struct finder *f, const struct html_token *t)
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
	if (links_is_link(t->name))
		return links_take_link(f, t);
	if (!html_is_void(t->name) && links_begins_quote(f, t)) {
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
			e = links_see_tag(&f, &t);
	buf_deinit(&f.tmp);
	TRY(e);
	/* Without a </body> at the very end; but a quote that is never closed runs to the end: before it, then. */
	size_t pixel = f.body_end != STR_NPOS ? f.body_end : f.quoted.n ? f.quoted_at : html.n;
	*out = (struct link_sites){ .v = f.v, .n = f.n, .pixel_at = pixel };
	return OK;
}

/* --- judging them --- */

struct judge {
	struct finder f;
	struct link_finding *v;
	size_t n, most;
	size_t line_at; /* the line of this offset is known */
	unsigned line;
};

static bool links_in_words(const char *words, str word)
{
	str rest = str_z(words), w;
	while (str_next(&rest, ' ', &w))
		if (str_eq(w, word))
			return true;
	return false;
}

/* Is there something with this name? Template tags in it match anything. */
static bool links_has_anchor(str html, str name)
{
	struct html_scan s;
	struct html_token t;
	struct html_attr id;
	html_scan_init(&s, html);
	while (html_next(&s, &t)) {
		if (t.kind != HTML_OPEN)
			continue;
		if (html_attr_find(html, &t, STR("id"), &id) && str_eq(id.value, name))
			return true;
		if (str_eq_nocase(t.name, STR("a")) && html_attr_find(html, &t, STR("name"), &id) &&
		    str_eq(id.value, name))
			return true;
	}
	return false;
}

/* A link with fields, each of them replaced by a letter: can this be a URL? */
static str links_with_letters(struct arena *a, str target)
{
	char *p = arena_alloc(a, target.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < target.n;) {
		size_t end = target.p[i] == '{' ? html_template_tag(target, i) : 0;
		if (end && target.p[i + 1] == '%')
			return STR_NULL; /* which branch it is, only the recipient tells */
		p[n++] = end ? 'x' : target.p[i];
		i = end ? end : i + 1;
	}
	return str_of(p, n);
}

static enum link_fault links_judge_web(struct arena *a, str target, const char **why)
{
	str url = target;
	if (links_first_tag(target) != STR_NPOS)
		url = links_with_letters(a, target);
	if (str_absent(url))
		return LINK_NO_FAULT;
	err e = web_url(a, url, &url);
	*why = e.why;
	return e.code == ERR_INVALID ? LINK_NO_URL : LINK_NO_FAULT;
}

static enum link_fault links_judge_href(struct arena *a, str html, str target, const char **why)
{
	str scheme = STR_NULL, front = str_upto(target, links_first_tag(target));
	if (links_first_tag(target) == 0)
		return LINK_NO_FAULT; /* begins with a field */
	if (str_find(str_from(target, front.n), STR("unsubscribeUrl")) != STR_NPOS)
		return LINK_WRAPPED;
	switch (web_url_kind(a, front, &scheme)) {
	case WEB_URL_EMPTY: return LINK_EMPTY;
	case WEB_URL_FRAGMENT:
		if (target.n == 1)
			return LINK_EMPTY;
		return front.n < target.n || links_has_anchor(html, str_from(target, 1)) ? LINK_NO_FAULT
											 : LINK_NO_ANCHOR;
	case WEB_URL_RELATIVE: return LINK_RELATIVE;
	case WEB_URL_HTTP: return links_judge_web(a, target, why);
	case WEB_URL_OTHER: break;
	}
	if (links_in_words("javascript vbscript livescript", scheme))
		return LINK_SCRIPT;
	if (links_in_words("data file blob filesystem view-source about", scheme))
		return LINK_BLOCKED;
	return links_in_words("mailto tel sms cid", scheme) ? LINK_NO_FAULT : LINK_UNUSUAL;
}

static unsigned links_line_of(struct judge *j, size_t at)
{
	for (; j->line_at < at; j->line_at++)
		j->line += j->f.src.p[j->line_at] == '\n';
	return j->line;
}

static void links_judge_tag(struct judge *j, const struct html_token *t)
{
	struct arena ARENA_AUTO scratch = {};
	struct html_attr href;
	const char *why = "";
	str target;
	if (!links_read_href(&j->f, t, &href, &target)) {
		if (!html_attr_find(j->f.src, t, STR("href"), &href))
			return;
		target = STR(""); /* <a href> */
	}
	enum link_fault fault = links_judge_href(&scratch, j->f.src, target, &why);
	if (fault == LINK_NO_FAULT)
		return;
	j->v[j->n++] = (struct link_finding){
		.fault = fault, .href = arena_dup(j->f.a, target), .line = links_line_of(j, t->from), .why = why
	};
}

size_t links_judge(struct arena *a, str html, struct link_finding *v, size_t most)
{
	struct judge j = { .f = { .a = a, .src = html }, .v = v, .most = most, .line = 1 };
	struct html_scan s;
	struct html_token t;
	buf_init(&j.f.tmp, html.n * 2 + 64);
	html_scan_init(&s, html);
	while (j.n < most && html_next(&s, &t))
		if (t.kind == HTML_OPEN && links_is_link(t.name))
			links_judge_tag(&j, &t);
	buf_deinit(&j.f.tmp);
	return j.n;
}
