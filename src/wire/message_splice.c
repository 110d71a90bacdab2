/* Splicing: the inner loop of sending. Copies what was encoded, encodes the values. See message.h. */
#include "base/limits.h"
#include "base/num.h"
#include "base/time.h"
#include "wire/byte_class.h"
#include "wire/html.h"
#include "wire/message_int.h"
#include "wire/web_url.h"

#define ID_MAX 200u /* recipient and tracking ids are 25 and 44 characters */

/* Fit for a header as it stands? Else a cleaned copy in the arena. */
static struct header_text message_splice_header_safe(struct arena *a, str s)
{
	s = str_trim(s);
	bool plain = true;
	for (size_t i = 0; i < s.n && plain; i++)
		plain = (unsigned char)s.p[i] >= 0x20 && (unsigned char)s.p[i] < 0x7f;
	struct header_text as_it_is = { s };
	return plain ? as_it_is : header_text_of(a, s);
}

static bool message_splice_token_ok(str s, size_t most)
{
	return s.n > 0 && s.n <= most && bytes_are(s, BYTE_ID);
}

static bool message_splice_address_ok(str s)
{
	return s.n >= 3 && s.n <= ADDR_MAX && bytes_are(s, BYTE_ADDRESS) && str_find_byte(s, '@') != STR_NPOS;
}

bool message_can_tag(str address)
{
	size_t at = str_rfind_byte(address, '@');
	if (at == STR_NPOS || at == 0 || at > MESSAGE_TAGGED_LOCAL_MAX)
		return false;
	for (size_t i = 0; i < at; i++)
		if ((unsigned char)address.p[i] >= 0x80 || address.p[i] == '"')
			return false;
	return message_splice_address_ok(address) && address.n + 1 + CUID_LEN <= ADDR_MAX;
}

void message_tag(str address, str id, struct buf *out)
{
	size_t at = str_rfind_byte(address, '@');
	if (!message_can_tag(address) || id.n > CUID_LEN) {
		put(out, address);
		return;
	}
	put(out, str_upto(address, at));
	put(out, STR("+"));
	put(out, id);
	put(out, str_from(address, at));
}

static void message_splice_soft_break(struct buf *out, size_t *col)
{
	put(out, STR("=\r\n"));
	*col = 0;
}

static void message_splice_put_chunk(const struct chunk *c, struct buf *out, size_t *col)
{
	size_t room = c->breaks ? MIME_LINE_MAX : MIME_LINE_MAX - 1;
	if (*col && *col + c->first > room)
		message_splice_soft_break(out, col);
	put(out, c->bytes);
	*col = c->breaks ? c->last : *col + c->last;
}

/* ASCII without '=' and blanks (ids, signed URLs): only the line length matters. */
static void message_splice_put_token(str s, struct buf *out, size_t *col)
{
	while (s.n) {
		size_t room = MIME_LINE_MAX - 1 - *col;
		if (room == 0) {
			message_splice_soft_break(out, col);
			continue;
		}
		if (s.n > room && s.n <= MIME_LINE_MAX - 1) { /* keep it in one piece */
			message_splice_soft_break(out, col);
			continue;
		}
		if (*col == 0 && (s.p[0] == '.' || s.p[0] == 'F')) {
			mime_qp(out, str_upto(s, 1), col);
			s = str_from(s, 1);
			continue;
		}
		str piece = str_upto(s, room);
		put(out, piece);
		*col += piece.n;
		s = str_from(s, piece.n);
	}
}

static void message_splice_put_link(const struct message *m, const struct signed_link *l, const struct tpl_bound *b,
				    str tracking_id, struct tpl_scratch *s, struct buf *out, size_t *col)
{
	struct buf BUF_AUTO url, click;
	buf_init(&url, CONTENT_MAX);
	buf_init(&click, CONTENT_MAX);
	for (size_t i = 0; i < l->url->ops_n;) {
		const struct tpl_op *op = &l->url->ops[i++];
		if (op->kind == TPL_OP_TEXT)
			buf_add(&url, op->text);
		else if (op->kind == TPL_OP_FIELD)
			tpl_escape(op->context, tpl_filtered(l->url, op, b, s), &url);
		else if (op->kind == TPL_OP_TEST)
			i = tpl_test(l->url, op, b, s) ? op->yes : op->no;
		else
			i = op->yes;
	}
	struct arena ARENA_AUTO a = {};
	str target = str_trim(buf_str(&url)), whole;
	if (!l->quoted)
		buf_add_byte(&click, '"');
	if (!err_is(web_url(&a, target, &whole)))
		link_click_url(&click, m->base_url, tracking_id, m->link_key, LINK_FIELDS, l->n, whole);
	else
		html_escape(&click, target); /* mailto:, or no URL with this person's values */
	if (!l->quoted)
		buf_add_byte(&click, '"');
	mime_qp(out, buf_str(&click), col);
}

static void message_splice_put_mac(const struct message *m, const struct link_seed *seed, str tracking_id,
				   struct buf *out, size_t *col)
{
	char mac[LINK_MAC_LEN];
	link_sign(m->link_key, tracking_id, seed, mac);
	message_splice_put_token(str_of(mac, LINK_MAC_LEN), out, col);
}

static void message_splice_put_field(const struct part *p, const struct tpl_op *op, const struct tpl_bound *b,
				     struct tpl_scratch *s, struct buf *out, size_t *col)
{
	str v = tpl_filtered(p->t, op, b, s);
	if (tpl_is_plain(op->context, v)) {
		mime_qp(out, v, col);
		return;
	}
	struct buf BUF_AUTO escaped;
	buf_init(&escaped, CONTENT_MAX);
	tpl_escape(op->context, v, &escaped);
	mime_qp(out, buf_str(&escaped), col);
}

void message_run_part(const struct message *m, const struct part *p, const struct tpl_bound *b, str tracking_id,
		      struct tpl_scratch *s, struct buf *out)
{
	if (p->encoding == MIME_7BIT) {
		put(out, p->fixed);
		return;
	}
	size_t col = 0;
	for (size_t i = 0; i < p->t->ops_n;) {
		const struct tpl_op *op = &p->t->ops[i];
		switch (op->kind) {
		case TPL_OP_TEXT: message_splice_put_chunk(&p->chunks[i], out, &col); break;
		case TPL_OP_FIELD: message_splice_put_field(p, op, b, s, out, &col); break;
		case TPL_OP_MARK:
			if (op->a == MARK_TRACKING_ID)
				message_splice_put_token(tracking_id, out, &col);
			else if (op->a & MARK_MAC)
				message_splice_put_mac(m, &m->seeds[op->a & ~MARK_MAC], tracking_id, out, &col);
			else
				message_splice_put_link(m, &m->links[op->a - 1], b, tracking_id, s, out, &col);
			break;
		case TPL_OP_TEST: i = tpl_test(p->t, op, b, s) ? op->yes : op->no; continue;
		case TPL_OP_JUMP: i = op->yes; continue;
		}
		i++;
	}
}

static str message_splice_shown_name(const struct tpl_values *v, struct buf *scratch)
{
	str d = str_trim(v->display_name);
	if (d.n)
		return str_eq(d, v->email) ? STR("") : d;
	str first = str_trim(v->first_name), last = str_trim(v->last_name);
	if (!first.n || !last.n)
		return first.n ? first : last;
	buf_reset(scratch);
	buf_add(scratch, first);
	buf_add_byte(scratch, ' ');
	buf_add(scratch, last);
	return buf_str(scratch);
}

struct splicer {
	const struct message *m;
	const struct message_to *to;
	struct tpl_values values;
	struct tpl_bound bound;
	struct tpl_scratch scratch;
	struct buf tmp;
	struct arena arena; /* only for values that must be cleaned */
	str id, tracking_id, address;
	char unsubscribe[512 + 4 + ID_MAX];
	char own_id[16];
};

static err message_splice_splicer_init(struct splicer *x, const struct message *m, const struct message_to *to)
{
	x->m = m;
	x->to = to;
	x->values = to->values;
	x->arena = (struct arena){};
	x->address = str_trim(to->address.n ? to->address : to->values.email);
	x->tracking_id = to->tracking_id.n ? to->tracking_id : STR("preview");
	x->id = to->id;
	if (!x->id.n) { /* previews */
		num_base36((uint64_t)to->date_us, sizeof(x->own_id), x->own_id);
		x->id = str_of(x->own_id, sizeof(x->own_id));
	}
	if (!message_splice_token_ok(x->id, ID_MAX) || !message_splice_token_ok(x->tracking_id, ID_MAX))
		return err_make(ERR_INVALID, "the recipient's id cannot stand in a message");
	if (!x->values.unsubscribe_url.n && m->base_url.n) {
		char *p = x->unsubscribe;
		memcpy(p, m->base_url.p, m->base_url.n);
		memcpy(p + m->base_url.n, "/u/", 3);
		memcpy(p + m->base_url.n + 3, x->tracking_id.p, x->tracking_id.n);
		x->values.unsubscribe_url = str_of(p, m->base_url.n + 3 + x->tracking_id.n);
	}
	tpl_bind(&m->fields, &x->values, &x->bound);
	tpl_scratch_init(&x->scratch);
	buf_init(&x->tmp, CONTENT_MAX);
	return OK;
}

static void message_splice_splicer_deinit(struct splicer *x)
{
	tpl_scratch_deinit(&x->scratch);
	buf_deinit(&x->tmp);
	arena_deinit(&x->arena);
}

static void message_splice_render_header(struct splicer *x, const struct tpl *t)
{
	buf_reset(&x->tmp);
	for (size_t i = 0; i < t->ops_n;) {
		const struct tpl_op *op = &t->ops[i++];
		if (op->kind == TPL_OP_TEXT)
			buf_add(&x->tmp, op->text);
		else if (op->kind == TPL_OP_FIELD)
			tpl_escape(op->context, tpl_filtered(t, op, &x->bound, &x->scratch), &x->tmp);
		else if (op->kind == TPL_OP_TEST)
			i = tpl_test(t, op, &x->bound, &x->scratch) ? op->yes : op->no;
		else
			i = op->yes;
	}
}

static void message_splice_put_subject(struct splicer *x, struct buf *out)
{
	if (x->to->subject_re.n) {
		mime_header(out, STR("Subject"),
			    message_splice_header_safe(&x->arena, str_upto(x->to->subject_re, SUBJECT_MAX)));
	} else if (x->m->subject_fixed.n) {
		put(out, x->m->subject_fixed);
	} else {
		message_splice_render_header(x, x->m->subject);
		mime_header(out, STR("Subject"), message_splice_header_safe(&x->arena, buf_str(&x->tmp)));
	}
}

static bool message_splice_blank_subject(struct splicer *x)
{
	if (x->to->subject_re.n)
		return str_trim(x->to->subject_re).n == 0;
	message_splice_render_header(x, x->m->subject);
	return str_trim(buf_str(&x->tmp)).n == 0;
}

static void message_splice_put_thread(struct splicer *x, struct buf *out)
{
	const struct message_to *to = x->to;
	if (!to->in_reply_to.n)
		return;
	mime_header_raw(out, STR("In-Reply-To"), message_splice_header_safe(&x->arena, to->in_reply_to));
	mime_header_raw(out, STR("References"),
			message_splice_header_safe(&x->arena, to->references.n ? to->references : to->in_reply_to));
}

static void message_splice_put_headers(struct splicer *x, struct buf *out)
{
	const struct message *m = x->m;
	mime_header_date(out, STR("Date"), x->to->date_us);
	put(out, m->from_header);
	if (m->reply_tagged.n) {
		buf_add_lit(out, "Reply-To: ");
		message_tag(m->reply_tagged, x->id, out);
		buf_add_lit(out, "\r\n");
	}
	mime_header_address(out, STR("To"),
			    message_splice_header_safe(&x->arena, message_splice_shown_name(&x->values, &x->tmp)),
			    (struct header_text){ x->address });
	message_splice_put_subject(x, out);
	buf_add_lit(out, "Message-ID: <");
	put(out, x->id);
	put(out, STR("@"));
	put(out, m->id_domain);
	buf_add_lit(out, ">\r\n");
	message_splice_put_thread(x, out);
	if (m->unsubscribe) {
		buf_add_lit(out, "List-Unsubscribe: <");
		put(out, x->values.unsubscribe_url);
		if (m->leave_by_mail.n) {
			buf_add_lit(out, ">,\r\n <");
			put(out, m->leave_by_mail);
			put(out, x->tracking_id);
		}
		buf_add_lit(out, ">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
	}
	put(out, m->list_headers);
	/* Exchange's acknowledgements and rules stay silent. Out-of-office notes (OOF) are wanted: sequences wait for them. */
	buf_add_lit(out, "X-Auto-Response-Suppress: DR, RN, NRN, AutoReply\r\nX-Loumass-Id: ");
	put(out, x->id);
	put(out, STR("\r\n"));
}

err message_splice_head(const struct message *m, const struct message_to *to, struct buf *out)
{
	struct splicer x;
	TRY(message_splice_splicer_init(&x, m, to));
	err e = OK;
	if (to->subject_needed && message_splice_blank_subject(&x)) {
		e = err_make(ERR_INVALID, "The subject is empty for this person: give its fields a default.");
	} else if (!message_splice_address_ok(x.address) ||
		   !message_splice_token_ok(x.values.unsubscribe_url.n ? x.values.unsubscribe_url : STR("-"), 1024)) {
		e = err_make(ERR_INVALID, "the recipient's address cannot stand in a message");
	} else {
		if (out->cap - out->n < m->size_hint + 1024 && out->ceiling - out->n > m->size_hint + 1024)
			buf_room(out, m->size_hint + 1024);
		message_splice_put_headers(&x, out);
		put(out, m->before_text);
		message_run_part(m, &m->text, &x.bound, x.tracking_id, &x.scratch, out);
		if (m->has_html) {
			put(out, m->before_html);
			message_run_part(m, &m->html, &x.bound, x.tracking_id, &x.scratch, out);
		}
		if (!m->tail_is_big)
			put(out, m->tail);
		e = buf_err(out);
	}
	message_splice_splicer_deinit(&x);
	return e;
}

err message_splice(const struct message *m, const struct message_to *to, struct buf *out)
{
	TRY(message_splice_head(m, to, out));
	put(out, message_tail(m));
	return buf_err(out);
}

static err message_splice_preview_part(struct arena *a, str source, enum tpl_context context,
				       const struct tpl_values *v, str *out)
{
	struct tpl *TPL_AUTO t = NULL;
	struct buf BUF_AUTO b;
	buf_init(&b, MESSAGE_MAX);
	TRY(tpl_compile(source, context, NULL, &t));
	tpl_render(t, v, &b);
	TRY(buf_err(&b));
	*out = arena_dup(a, buf_str(&b));
	return OK;
}

err message_preview(const struct message *m, const struct message_to *to, struct arena *a, struct message_preview *out)
{
	struct splicer x;
	TRY(message_splice_splicer_init(&x, m, to));
	struct message_preview p = { .from = arena_dup(a, m->from_shown) };
	struct header_text name = header_text_of(a, message_splice_shown_name(&x.values, &x.tmp));
	struct header_text address = header_text_of(a, x.address);
	p.to = name.s.n ? arena_printf(a, "%.*s <%.*s>", STR_FMT(name.s), STR_FMT(address.s)) : address.s;
	if (to->subject_re.n) {
		p.subject = header_text_of(a, to->subject_re).s;
	} else {
		message_splice_render_header(&x, m->subject);
		p.subject = header_text_of(a, buf_str(&x.tmp)).s;
	}
	err e = message_splice_preview_part(a, m->text_source, TPL_PLAIN, &x.values, &p.text);
	if (!err_is(e) && m->has_html)
		e = message_splice_preview_part(a, m->html_source, TPL_HTML, &x.values, &p.html);
	message_splice_splicer_deinit(&x);
	TRY(e);
	*out = p;
	return OK;
}
