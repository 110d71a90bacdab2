/* Compiling messages: see message.h. */
#include "base/limits.h"
#include "wire/cid.h"
#include "wire/html.h"
#include "wire/message_int.h"
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define TAIL_SHARED_MIN 4096u	  /* shorter tails are copied: one write less */
#define COMPILED_MAX (512u << 20) /* bytes a message may take: far above what the content's limits allow */

struct maker {
	const struct message_spec *spec;
	struct tpl_error *error;
	struct message *m;
	struct buf tmp;
	char boundary[3][48]; /* mixed, alternative, related */
	struct cid_refs shown;
};

static str message_compile_keep(struct maker *k)
{
	str s = arena_dup(&k->m->arena, buf_str(&k->tmp));
	buf_reset(&k->tmp);
	return s;
}

static err message_compile_fail(struct maker *k, const char *message)
{
	*k->error = (struct tpl_error){};
	snprintf(k->error->message, sizeof(k->error->message), "%s", message);
	return err_make(ERR_INVALID, "the message has an error");
}

/* Puts the part's name before the template's message. */
static err message_compile_name_part(struct maker *k, const char *part, err e)
{
	char message[sizeof(k->error->message)];
	if (err_is(e)) {
		snprintf(message, sizeof(message), "%s", k->error->message);
		str m = str_upto(str_z(message), sizeof(message) - 16);
		snprintf(k->error->message, sizeof(k->error->message), "%s: %.*s", part, STR_FMT(m));
	}
	return e;
}

static err message_compile_check_text(struct maker *k, const char *part, str s)
{
	char why[80];
	const char *what = !str_utf8_valid(s) ? "is not UTF-8" : str_find_byte(s, 0) != STR_NPOS ? "holds a NUL" : NULL;
	if (!what)
		return OK;
	snprintf(why, sizeof(why), "%s: the content %s; save it as UTF-8 text", part, what);
	return message_compile_fail(k, why);
}

static bool message_compile_address_ok(str s)
{
	if (s.n < 3 || s.n > ADDR_MAX || str_find_byte(s, '@') == STR_NPOS)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f || strchr("<>,;", s.p[i]))
			return false;
	return true;
}

/* --- headers --- */

static bool message_compile_header_name_ok(str name)
{
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] <= ' ' || name.p[i] >= 0x7f || name.p[i] == ':')
			return false;
	return name.n > 0 && name.n < 70;
}

/* What stands before the token (RFC 6068): the address, coded, and the subject's word. */
static void message_compile_leave_by_mail(struct maker *k, str address)
{
	static const char hex[] = "0123456789ABCDEF";
	if (!address.n || !message_compile_address_ok(address))
		return;
	buf_add_lit(&k->tmp, "mailto:");
	for (size_t i = 0; i < address.n; i++) {
		char c = address.p[i];
		if (ascii_alpha(c) || ascii_digit(c) || strchr("-._~!$'*+@", c)) {
			buf_add_byte(&k->tmp, c);
			continue;
		}
		char p[3] = { '%', hex[(unsigned char)c >> 4], hex[(unsigned char)c & 15] };
		buf_add_mem(&k->tmp, p, 3);
	}
	buf_add_lit(&k->tmp, "?subject=" MESSAGE_LEAVE_WORD "%20");
	k->m->leave_by_mail = message_compile_keep(k);
}

static err message_compile_make_headers(struct maker *k)
{
	const struct message_spec *s = k->spec;
	struct message *m = k->m;
	struct arena *a = &m->arena;
	if (!message_compile_address_ok(s->from_email) || (s->reply_to.n && !message_compile_address_ok(s->reply_to)))
		return message_compile_fail(k, "from: the sender's address is not an email address");
	struct header_text name = header_text_of(a, s->from_name), from = header_text_of(a, s->from_email), none = {};
	mime_header_address(&k->tmp, STR("From"), name, from);
	str reply = s->reply_to.n ? s->reply_to : s->from_email;
	if (s->reply_tag && message_can_tag(reply))
		m->reply_tagged = arena_dup(a, reply);
	else if (s->reply_to.n)
		mime_header_address(&k->tmp, STR("Reply-To"), none, header_text_of(a, s->reply_to));
	m->from_header = message_compile_keep(k);
	m->from_shown = name.s.n ? arena_printf(a, "%.*s <%.*s>", STR_FMT(name.s), STR_FMT(from.s)) : from.s;
	m->id_domain = str_from(from.s, str_rfind_byte(from.s, '@') + 1);
	message_compile_leave_by_mail(k, s->leave_to);
	if (s->list_id.n) {
		str id = arena_printf(a, "<%.*s>", STR_FMT(s->list_id));
		mime_header_raw(&k->tmp, STR("List-Id"), header_text_of(a, id));
	}
	if (s->feedback_id.n)
		mime_header_raw(&k->tmp, STR("Feedback-ID"), header_text_of(a, s->feedback_id));
	for (size_t i = 0; i < s->headers_n; i++) {
		if (!message_compile_header_name_ok(s->headers[i].name))
			return message_compile_fail(
				k, "headers: a header's name may hold only letters, digits and dashes");
		mime_header(&k->tmp, s->headers[i].name, header_text_of(a, s->headers[i].value));
	}
	m->list_headers = message_compile_keep(k);
	return OK;
}

static err message_compile_make_subject(struct maker *k)
{
	struct message *m = k->m;
	TRY(message_compile_check_text(k, "subject", k->spec->subject));
	if (k->spec->subject.n > SUBJECT_MAX)
		return message_compile_fail(k, "subject: longer than 998 bytes");
	TRY(message_compile_name_part(
		k, "subject",
		tpl_compile_in(k->spec->subject, TPL_HEADER, &m->fields, NULL, 0, k->error, &m->subject)));
	if (!tpl_is_static(m->subject))
		return OK;
	struct buf BUF_AUTO text;
	const struct tpl_values nobody = {};
	buf_init(&text, CONTENT_MAX);
	tpl_render(m->subject, &nobody, &text);
	mime_header(&k->tmp, STR("Subject"), header_text_of(&m->arena, buf_str(&text)));
	m->subject_fixed = message_compile_keep(k);
	return OK;
}

/* --- the parts' contents --- */

static void message_compile_encode_chunks(struct maker *k, struct part *p)
{
	p->chunks = arena_array(&k->m->arena, struct chunk, p->t->ops_n + 1);
	for (size_t i = 0; i < p->t->ops_n; i++) {
		if (p->t->ops[i].kind != TPL_OP_TEXT)
			continue;
		size_t col = 0;
		mime_qp(&k->tmp, p->t->ops[i].text, &col);
		str s = message_compile_keep(k);
		size_t nl = str_find_byte(s, '\n');
		p->chunks[i] = (struct chunk){ .bytes = s,
					       .breaks = nl != STR_NPOS,
					       .last = (uint32_t)col,
					       .first = (uint32_t)(nl == STR_NPOS ? s.n : nl - 1) };
		k->m->size_hint += s.n;
	}
}

static void message_compile_encode_part(struct maker *k, struct part *p)
{
	p->encoding = MIME_QP;
	if (tpl_is_static(p->t)) {
		const struct tpl_values nobody = {};
		tpl_render(p->t, &nobody, &k->tmp);
		str whole = message_compile_keep(k);
		if (mime_pick(whole, true) == MIME_7BIT) {
			mime_crlf(&k->tmp, whole);
			p->fixed = message_compile_keep(k);
			p->encoding = MIME_7BIT;
			k->m->size_hint += p->fixed.n;
			return;
		}
	}
	message_compile_encode_chunks(k, p);
}

/* The preheader's text as HTML, its template tags as they are. */
static void message_compile_escape_template(str s, struct buf *out)
{
	size_t from = 0;
	for (size_t i = 0; i < s.n;) {
		size_t end = s.p[i] == '{' ? html_template_tag(s, i) : 0;
		if (!end) {
			i++;
			continue;
		}
		html_escape(out, str_slice(s, from, i));
		buf_add(out, str_slice(s, i, end));
		from = i = end;
	}
	html_escape(out, str_from(s, from));
}

/* Behind <body …>, else before the first thing that is shown. */
static size_t message_compile_body_start(str html)
{
	struct html_scan s;
	struct html_token t;
	size_t first = 0;
	bool leading = true;
	html_scan_init(&s, html);
	while (html_next(&s, &t)) {
		if (t.conditional)
			continue;
		if (t.kind == HTML_OPEN && str_eq_nocase(t.name, STR("body")))
			return t.to;
		bool blank = t.kind == HTML_TEXT && str_trim(str_slice(html, t.from, t.to)).n == 0;
		bool frame = t.kind == HTML_OPEN && str_eq_nocase(t.name, STR("html"));
		leading = leading && (t.kind == HTML_COMMENT || blank || frame);
		if (leading || (t.kind == HTML_CLOSE && str_eq_nocase(t.name, STR("head"))))
			first = t.to;
	}
	return first;
}

static err message_compile_add_preheader(struct maker *k)
{
	str pre = k->spec->preheader, html = k->spec->html;
	k->m->html_source = html;
	if (!str_trim(pre).n) {
		k->m->html_source = arena_dup(&k->m->arena, html);
		return OK;
	}
	TRY(message_compile_check_text(k, "preheader", pre));
	struct tpl *TPL_AUTO alone = NULL;
	TRY(message_compile_name_part(k, "preheader", tpl_compile(pre, TPL_PLAIN, k->error, &alone)));
	size_t at = message_compile_body_start(html);
	buf_add(&k->tmp, str_upto(html, at));
	buf_add_lit(&k->tmp, "<div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">");
	message_compile_escape_template(header_text_of(&k->m->arena, pre).s, &k->tmp);
	buf_add_lit(&k->tmp, "</div>");
	buf_add(&k->tmp, str_from(html, at));
	k->m->html_source = message_compile_keep(k);
	return OK;
}

/* <base>/t/c/ [tracking id] /<n>_ [mac] ?u=<target>: the marks and the texts between them, from *texts on; the first
 * text is added to what is in k->tmp. */
static void message_compile_click_link(struct maker *k, uint64_t n, str target, uint32_t *marks, str *texts)
{
	struct message *m = k->m;
	buf_add(&k->tmp, m->base_url);
	buf_add_lit(&k->tmp, "/t/c/");
	texts[0] = message_compile_keep(k);
	marks[0] = MARK_TRACKING_ID;
	buf_addf(&k->tmp, "/%llu%c", (unsigned long long)n, LINK_WHOLE);
	texts[1] = message_compile_keep(k);
	marks[1] = MARK_MAC | (uint32_t)m->seeds_n;
	m->seeds[m->seeds_n++] = link_seed_of(LINK_WHOLE, n, target);
	link_target(&k->tmp, target);
}

static void message_compile_fixed_link(struct maker *k, const struct link_site *site, struct tpl_splice *out)
{
	str *texts = arena_array(&k->m->arena, str, 3);
	uint32_t *marks = arena_array(&k->m->arena, uint32_t, 2);
	buf_add(&k->tmp, site->quoted ? STR("") : STR("\""));
	message_compile_click_link(k, site->n, site->target, marks, texts);
	buf_add(&k->tmp, site->quoted ? STR("") : STR("\""));
	texts[2] = message_compile_keep(k);
	*out = (struct tpl_splice){ .from = site->from, .to = site->to, .marks = marks, .texts = texts, .marks_n = 2 };
}

static err message_compile_field_link(struct maker *k, const struct link_site *site, struct tpl_splice *out)
{
	struct message *m = k->m;
	struct signed_link *l = &m->links[m->links_n];
	*l = (struct signed_link){ .n = site->n, .quoted = site->quoted };
	err e = tpl_compile_in(site->target, TPL_URL, &m->fields, NULL, 0, k->error, &l->url);
	if (err_is(e)) {
		k->error->line = k->error->column = 0; /* they would count from the link */
		return e;
	}
	uint32_t *mark = arena_new(&m->arena, uint32_t);
	str *texts = arena_array(&m->arena, str, 2);
	*mark = (uint32_t)++m->links_n;
	texts[0] = texts[1] = STR("");
	*out = (struct tpl_splice){ .from = site->from, .to = site->to, .marks = mark, .texts = texts, .marks_n = 1 };
	return OK;
}

/* The pixel, and behind it, in a message with links, one that nobody sees: link 0, to our own first page. Who follows
 * it follows every link there is. */
static void message_compile_pixel(struct maker *k, size_t at, struct tpl_splice *out)
{
	const struct message *m = k->m;
	bool hidden = m->sites.n > 0;
	str *texts = arena_array(&k->m->arena, str, 4);
	uint32_t *marks = arena_array(&k->m->arena, uint32_t, 3);
	buf_add_lit(&k->tmp, "<img src=\"");
	buf_add(&k->tmp, k->m->base_url);
	buf_add_lit(&k->tmp, "/t/o/");
	texts[0] = message_compile_keep(k);
	marks[0] = MARK_TRACKING_ID;
	buf_add_lit(&k->tmp, ".gif\" width=\"1\" height=\"1\" alt=\"\" "
			     "style=\"display:block;border:0;width:1px;height:1px\">");
	if (hidden) {
		buf_add_lit(&k->tmp, "<a href=\"");
		message_compile_click_link(k, 0, arena_printf(&k->m->arena, "%.*s/", STR_FMT(m->base_url)), marks + 1,
					   texts + 1);
		buf_add_lit(&k->tmp, "\" style=\"display:none\" tabindex=\"-1\" aria-hidden=\"true\"></a>");
	}
	texts[hidden ? 3 : 1] = message_compile_keep(k);
	*out = (struct tpl_splice){ .from = at, .to = at, .marks = marks, .texts = texts, .marks_n = hidden ? 3 : 1 };
}

static err message_compile_make_splices(struct maker *k, struct tpl_splice **out, size_t *out_n)
{
	struct message *m = k->m;
	*out_n = 0;
	if (!k->spec->tracking)
		return OK;
	err e = links_find(&m->arena, m->html_source, &m->sites);
	if (err_is(e)) {
		err_ignore(message_compile_fail(k, e.why)); /* e itself tells limit from error */
		return e;
	}
	struct tpl_splice *v = arena_array(&m->arena, struct tpl_splice, m->sites.n + 1);
	m->links = arena_array(&m->arena, struct signed_link, m->sites.n + 1);
	m->seeds = arena_array(&m->arena, struct link_seed, m->sites.n + 1);
	size_t n = 0;
	bool pixel_done = false;
	for (size_t i = 0; i < m->sites.n; i++) {
		const struct link_site *site = &m->sites.v[i];
		if (!pixel_done && m->sites.pixel_at <= site->from) {
			message_compile_pixel(k, m->sites.pixel_at, &v[n++]);
			pixel_done = true;
		}
		if (site->templated)
			TRY(message_compile_field_link(k, site, &v[n]));
		else
			message_compile_fixed_link(k, site, &v[n]);
		n++;
	}
	if (!pixel_done)
		message_compile_pixel(k, m->sites.pixel_at, &v[n++]);
	*out = v;
	*out_n = n;
	return OK;
}

static err message_compile_make_html(struct maker *k)
{
	struct message *m = k->m;
	TRY(message_compile_check_text(k, "html", k->spec->html));
	TRY(message_compile_add_preheader(k));
	struct tpl_splice *splices = NULL;
	size_t n = 0;
	/* First without splices: errors have their right place in what the author wrote. */
	struct tpl *plain = NULL;
	TRY(message_compile_name_part(k, "html", tpl_compile(k->spec->html, TPL_HTML, k->error, &plain)));
	tpl_free(plain);
	TRY(message_compile_name_part(k, "html", message_compile_make_splices(k, &splices, &n)));
	TRY(message_compile_name_part(
		k, "html", tpl_compile_in(m->html_source, TPL_HTML, &m->fields, splices, n, k->error, &m->html.t)));
	message_compile_encode_part(k, &m->html);
	m->has_html = true;
	return OK;
}

static err message_compile_make_text(struct maker *k)
{
	struct message *m = k->m;
	bool given = str_trim(k->spec->text).n > 0;
	if (given) {
		TRY(message_compile_check_text(k, "text", k->spec->text));
		m->text_source = arena_dup(&m->arena, k->spec->text);
	} else if (k->spec->html.n) {
		html_to_text(k->spec->html, &k->tmp);
		TRY(buf_err(&k->tmp));
		m->text_source = message_compile_keep(k);
	}
	TRY(message_compile_name_part(
		k, given ? "text" : "the text made from the HTML",
		tpl_compile_in(m->text_source, TPL_PLAIN, &m->fields, NULL, 0, k->error, &m->text.t)));
	message_compile_encode_part(k, &m->text);
	return OK;
}

/* --- the frame around the parts --- */

static void message_compile_make_boundaries(struct maker *k)
{
	unsigned char hash[16];
	char hex[33];
	crypto_generichash_state st;
	crypto_generichash_init(&st, NULL, 0, sizeof(hash));
	str all[] = { k->spec->subject, k->spec->html, k->m->text_source, k->spec->from_email };
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		crypto_generichash_update(&st, (const unsigned char *)all[i].p, all[i].n);
	crypto_generichash_final(&st, hash, sizeof(hash));
	sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
	/* "=_" occurs neither in quoted-printable nor in base64. */
	for (int i = 0; i < 3; i++)
		snprintf(k->boundary[i], sizeof(k->boundary[i]), "=_%c%.28s", "mar"[i], hex);
}

enum { MIXED, ALTERNATIVE, RELATED };

static void message_compile_open_multi(struct maker *k, int which, const char *subtype)
{
	buf_addf(&k->tmp, "Content-Type: multipart/%s;\r\n boundary=\"%s\"\r\n\r\n", subtype, k->boundary[which]);
}

static void message_compile_delimit(struct maker *k, int which, bool last)
{
	buf_addf(&k->tmp, "\r\n--%s%s\r\n", k->boundary[which], last ? "--" : "");
}

static void message_compile_part_headers(struct maker *k, const char *type, enum mime_encoding e)
{
	buf_addf(&k->tmp, "Content-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n", type,
		 mime_encoding_name(e));
}

static str message_compile_safe_type(struct maker *k, str type)
{
	str t = header_text_of(&k->m->arena, type).s;
	bool ok = t.n > 2 && t.n < 200 && str_find_byte(t, '/') != STR_NPOS && mime_is_ascii(t) &&
		  !str_starts_nocase(t, STR("multipart/")) && !str_starts_nocase(t, STR("message/"));
	for (size_t i = 0; i < t.n && ok; i++)
		ok = !strchr(" \t\"\\<>()@,:?[]", t.p[i]);
	return ok ? t : STR("application/octet-stream");
}

static void message_compile_attachment(struct maker *k, const struct message_attachment *at)
{
	struct arena *a = &k->m->arena;
	struct header_text name = header_text_of(a, at->filename.n ? at->filename : STR("attachment"));
	buf_add_lit(&k->tmp, "Content-Type: ");
	buf_add(&k->tmp, message_compile_safe_type(k, at->content_type));
	mime_param(&k->tmp, STR("name"), name);
	buf_add_lit(&k->tmp, "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: ");
	buf_add(&k->tmp, at->is_inline ? STR("inline") : STR("attachment"));
	mime_param(&k->tmp, STR("filename"), name);
	buf_add_lit(&k->tmp, "\r\n");
	if (at->content_id.n) {
		str id = arena_printf(a, "<%.*s>", STR_FMT(at->content_id));
		mime_header_raw(&k->tmp, STR("Content-ID"), header_text_of(a, id));
	}
	buf_add_lit(&k->tmp, "\r\n");
	mime_base64(&k->tmp, at->data);
	if (at->data.n && !k->tmp.over)
		k->tmp.n -= 2; /* the delimiter brings its own line break */
}

/* An image that the HTML does not show (any more) is not sent. */
static bool message_compile_is_sent(const struct maker *k, const struct message_attachment *at)
{
	return !at->is_inline || !at->content_id.n || cid_shown(&k->shown, at->content_id);
}

static void message_compile_attachments_of(struct maker *k, bool inlined, int boundary)
{
	for (size_t i = 0; i < k->spec->attachments_n; i++) {
		const struct message_attachment *at = &k->spec->attachments[i];
		bool in_related = at->is_inline && at->content_id.n;
		if (in_related != inlined || !message_compile_is_sent(k, at))
			continue;
		message_compile_delimit(k, boundary, false);
		message_compile_attachment(k, at);
	}
	message_compile_delimit(k, boundary, true);
}

static err message_compile_make_frame(struct maker *k)
{
	struct message *m = k->m;
	const struct message_spec *s = k->spec;
	bool mixed = false, related = false;
	size_t total = 0, count = 0;
	cid_find(&m->arena, m->has_html ? m->html_source : STR(""), &k->shown);
	for (size_t i = 0; i < s->attachments_n; i++) {
		const struct message_attachment *at = &s->attachments[i];
		bool in_related = at->is_inline && at->content_id.n;
		if (!message_compile_is_sent(k, at))
			continue;
		related |= in_related;
		mixed |= !in_related;
		total += at->data.n;
		count++;
	}
	if (count > ATTACHMENTS_MAX || total > ATTACHMENTS_TOTAL_MAX) {
		err_ignore(message_compile_fail(
			k, "attachments: too many or too large; 20 files and 15 MB together at most"));
		return err_make(ERR_LIMIT, "the attachments are too large");
	}
	message_compile_make_boundaries(k);
	buf_add_lit(&k->tmp, "MIME-Version: 1.0\r\n");
	if (mixed) {
		message_compile_open_multi(k, MIXED, "mixed");
		buf_addf(&k->tmp, "--%s\r\n", k->boundary[MIXED]);
	}
	if (m->has_html) {
		message_compile_open_multi(k, ALTERNATIVE, "alternative");
		buf_addf(&k->tmp, "--%s\r\n", k->boundary[ALTERNATIVE]);
	}
	message_compile_part_headers(k, "plain", m->text.encoding);
	m->before_text = message_compile_keep(k);
	if (m->has_html) {
		message_compile_delimit(k, ALTERNATIVE, false);
		if (related) {
			message_compile_open_multi(k, RELATED, "related");
			buf_addf(&k->tmp, "--%s\r\n", k->boundary[RELATED]);
		}
		message_compile_part_headers(k, "html", m->html.encoding);
		m->before_html = message_compile_keep(k);
		if (related)
			message_compile_attachments_of(k, true, RELATED);
		message_compile_delimit(k, ALTERNATIVE, true);
	}
	if (mixed)
		message_compile_attachments_of(k, false, MIXED);
	if (!m->has_html && !mixed)
		buf_add_lit(&k->tmp, "\r\n");
	TRY(buf_err(&k->tmp));
	m->tail = message_compile_keep(k);
	m->tail_is_big = m->tail.n >= TAIL_SHARED_MIN;
	return OK;
}

static err message_compile_make(struct maker *k)
{
	const struct message_spec *s = k->spec;
	struct message *m = k->m;
	if (s->base_url.n > 512 || str_find_byte(s->base_url, '"') != STR_NPOS || !mime_is_ascii(s->base_url))
		return message_compile_fail(k, "the public address is not a plain URL");
	m->base_url = header_text_of(&m->arena, s->base_url).s;
	if (s->tracking) {
		if (!s->keys || !s->keys->n || !m->base_url.n)
			return message_compile_fail(k, "tracking needs a key and the public address");
		memcpy(m->link_key, s->keys->key[0], LINK_KEY_LEN);
	}
	m->unsubscribe = !s->no_unsubscribe && m->base_url.n;
	m->size_hint = 1024;
	TRY(message_compile_make_headers(k));
	TRY(message_compile_make_subject(k));
	if (s->html.n)
		TRY(message_compile_make_html(k));
	TRY(message_compile_make_text(k));
	TRY(message_compile_make_frame(k));
	m->size_hint += m->tail_is_big ? 0 : m->tail.n;
	return OK;
}

err message_compile(const struct message_spec *spec, struct tpl_error *error, struct message **out)
{
	struct tpl_error unused = {};
	struct message *m = calloc(1, sizeof(*m));
	if (!m)
		abort();
	arena_init(&m->arena, COMPILED_MAX);
	struct maker k = { .spec = spec, .error = error ? error : &unused, .m = m };
	*k.error = (struct tpl_error){};
	buf_init(&k.tmp, MESSAGE_MAX);
	err e = message_compile_make(&k);
	buf_deinit(&k.tmp);
	if (err_is(e) && !k.error->message[0])
		err_ignore(message_compile_fail(&k, e.why)); /* a limit met in between: say at least which */
	if (err_is(e))
		message_free(m);
	else
		*out = m;
	return e;
}

void message_free(struct message *m)
{
	if (!m)
		return;
	tpl_free(m->subject);
	tpl_free(m->text.t);
	tpl_free(m->html.t);
	for (size_t i = 0; i < m->links_n; i++)
		tpl_free(m->links[i].url);
	arena_deinit(&m->fields.arena);
	sodium_memzero(m->link_key, sizeof(m->link_key));
	arena_deinit(&m->arena);
	free(m);
}

str message_tail(const struct message *m)
{
	return m->tail_is_big ? m->tail : STR("");
}

size_t message_size_hint(const struct message *m)
{
	return m->size_hint;
}

size_t message_field_names(const struct message *m, const str **out)
{
	*out = m->fields.names;
	return m->fields.n;
}

size_t message_links(const struct message *m, const struct link_site **out)
{
	*out = m->sites.v;
	return m->sites.n;
}
