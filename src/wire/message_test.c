/* What message.c writes is read back by GMime, which shares no code with it. */
#include "base/limits.h"
#include "wire/message.h"
#include <gmime/gmime.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct link_keys keys = { .n = 1, .key = { { 1, 2, 3 } } };

static struct message_spec spec_of(const char *subject, const char *html, const char *text)
{
	return (struct message_spec){ .from_email = STR("news@acme.example"),
				      .from_name = STR("Acme, Inc. ☂"),
				      .reply_to = STR("reply@acme.example"),
				      .subject = str_z(subject),
				      .html = str_z(html),
				      .text = str_z(text),
				      .tracking = true,
				      .base_url = STR("https://m.acme.example"),
				      .keys = &keys,
				      .list_id = STR("c1.acme.example"),
				      .feedback_id = STR("c1:u1:loumass") };
}

static struct message_to ann(const char *variables)
{
	return (struct message_to){ .id = STR("cm3abc000000000000000000a"),
				    .tracking_id = STR("m3abc000000000000000000a0123456789abcdef0123"),
				    .values = { .email = STR("ann@example.com"),
						.first_name = STR("Ann"),
						.last_name = STR("Grün"),
						.variables = str_z(variables) },
				    .date_us = INT64_C(1795379160000000) };
}

static struct message *compile(const struct message_spec *s)
{
	struct message *m = NULL;
	struct tpl_error e = {};
	if (err_is(message_compile(s, &e, &m)))
		print_message("%u:%u %s\n", e.line, e.column, e.message);
	assert_non_null(m);
	return m;
}

/* The rules every message keeps. */
static void check_bytes(str s)
{
	assert_true(str_ends(s, STR("\r\n")));
	str rest = s, line;
	while (str_next(&rest, '\n', &line) && !str_absent(rest)) {
		assert_true(line.n && line.p[line.n - 1] == '\r');
		line.n--;
		assert_true(line.n <= 998);
		assert_true(str_find_byte(line, '\r') == STR_NPOS && str_find_byte(line, 0) == STR_NPOS);
		assert_true(line.n == 0 || line.p[0] != '.');
		for (size_t i = 0; i < line.n; i++)
			assert_true((unsigned char)line.p[i] < 0x80);
	}
}

static GMimeMessage *parse(str s)
{
	check_bytes(s);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(s.p, s.n);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *msg = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	assert_non_null(msg);
	return msg;
}

struct found {
	char *plain, *html;
	int parts, inlined;
};

static void each_part(GMimeObject *parent, GMimeObject *part, gpointer data)
{
	(void)parent;
	struct found *f = data;
	if (!GMIME_IS_PART(part))
		return;
	f->parts++;
	if (GMIME_IS_TEXT_PART(part) && !g_mime_object_get_content_disposition(part)) {
		char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
		GMimeContentType *type = g_mime_object_get_content_type(part);
		*(g_mime_content_type_is_type(type, "text", "html") ? &f->html : &f->plain) = text;
	}
	f->inlined += g_mime_object_get_content_id(part) != NULL;
}

static struct found read_parts(GMimeMessage *msg)
{
	struct found f = {};
	g_mime_message_foreach(msg, each_part, &f);
	return f;
}

static char *no_cr(char *s)
{
	char *o = s;
	for (char *p = s; *p; p++)
		if (*p != '\r')
			*o++ = *p;
	*o = 0;
	return s;
}

static void free_found(struct found *f)
{
	g_free(f->plain);
	g_free(f->html);
}

static const char page[] =
	"<!doctype html><html><body><p>Hi {{firstName | default: \"there\"}} of {{company}} &lt;3 — grüße</p>\n"
	"<p><a class=x href=\"https://shop.example/?a=1&amp;b=2\">Shop</a> <a "
	"href='https://shop.example/{{sku}}'>it</a>"
	"<a href={{site}}>site</a> <a href=\"mailto:x@acme.example\">mail</a></p>\n"
	"{% if vip == true %}<p>.VIP line</p>\n{% else %}<p>Normal</p>{% endif %}"
	"<a href=\"{{unsubscribeUrl}}\">Unsubscribe</a></body></html>";

static void a_whole_message(void **state)
{
	(void)state;
	struct message_spec s = spec_of("Hello {{firstName}} — news", page, "");
	s.preheader = STR("Look, {{firstName}} & co");
	struct message *MESSAGE_AUTO m = compile(&s);
	struct message_to to =
		ann("{\"company\":\"A & B=C \\u00dc\",\"sku\":\"x y/z\",\"site\":\"ann.example\",\"vip\":true}");
	struct buf BUF_AUTO b;
	buf_init(&b, MESSAGE_MAX);
	assert_false(err_is(message_splice(m, &to, &b)));
	GMimeMessage *msg = parse(buf_str(&b));
	assert_string_equal(g_mime_message_get_subject(msg), "Hello Ann — news");
	assert_string_equal(g_mime_message_get_message_id(msg), "cm3abc000000000000000000a@acme.example");
	InternetAddress *rcpt = internet_address_list_get_address(g_mime_message_get_to(msg), 0);
	assert_string_equal(internet_address_get_name(rcpt), "Ann Grün");
	InternetAddress *from = internet_address_list_get_address(g_mime_message_get_from(msg), 0);
	assert_string_equal(internet_address_get_name(from), "Acme, Inc. ☂");
	GMimeObject *o = GMIME_OBJECT(msg);
	assert_string_equal(g_mime_object_get_header(o, "List-Unsubscribe"),
			    "<https://m.acme.example/u/m3abc000000000000000000a0123456789abcdef0123>");
	assert_string_equal(g_mime_object_get_header(o, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
	assert_string_equal(g_mime_object_get_header(o, "Feedback-ID"), "c1:u1:loumass");
	assert_string_equal(g_mime_object_get_header(o, "List-Id"), "<c1.acme.example>");
	assert_string_equal(g_mime_object_get_header(o, "Date"), "Sun, 22 Nov 2026 20:26:00 +0000");
	struct found f = read_parts(msg);
	no_cr(f.html);
	no_cr(f.plain);
	assert_non_null(strstr(f.html,
			       "<p>Hi Ann of A &amp; B=C Ü &lt;3 — grüße</p>\n<p><a class=x href=\"https://m.acme."
			       "example/t/c/m3abc000000000000000000a0123456789abcdef0123/1_"));
	assert_non_null(
		strstr(f.html, "?u=https%3A%2F%2Fshop.example%2F%3Fa%3D1%26b%3D2\">Shop</a> <a href='https://m."));
	assert_non_null(strstr(f.html, "?u=https%3A%2F%2Fshop.example%2Fx%2520y%252Fz'>it</a><a href=\"https://m."));
	assert_non_null(strstr(
		f.html, "?u=https%3A%2F%2Fann.example%2F\">site</a> <a href=\"mailto:x@acme.example\">mail</a>"));
	assert_non_null(strstr(f.html, "<p>.VIP line</p>\n<a href=\"https://m.acme.example/u/m3abc"));
	assert_non_null(strstr(f.html, ">Unsubscribe</a><img src=\"https://m.acme.example/t/o/m3abc000000000000000000a"
				       "0123456789abcdef0123.gif\""));
	assert_non_null(strstr(f.html,
			       "<body><div style=\"display:none;max-height:0;overflow:hidden;mso-hide:all\">Look, "
			       "Ann &amp; co</div><p>"));
	assert_null(strstr(f.html, "Normal"));
	assert_string_equal(f.plain,
			    "Hi Ann of A & B=C Ü <3 — grüße\n\nShop (https://shop.example/?a=1&b=2) it "
			    "(https://shop.example/x%20y%2Fz) site (ann.example) mail (mailto:x@acme.example)\n\n"
			    ".VIP line\n\nUnsubscribe (https://m.acme.example/u/m3abc000000000000000000a"
			    "0123456789abcdef0123)\n");
	/* Every link in it verifies. */
	const struct link_site *sites;
	assert_int_equal(message_links(m, &sites), 3);
	const char *at = f.html;
	for (int i = 0; i < 3; i++) {
		at = strstr(at, "/t/c/") + 5 + 45;
		const char *q = strchr(at, '?'), *end = strpbrk(q, "'\"");
		char *target = g_uri_unescape_segment(q + 3, end, NULL);
		struct link_ref ref;
		str id = STR("m3abc000000000000000000a0123456789abcdef0123"), other = STR("m3abc");
		str link_id = str_of(at, (size_t)(q - at));
		assert_false(err_is(link_verify(&keys, id, link_id, str_z(target), &ref)));
		assert_true(err_is(link_verify(&keys, other, link_id, str_z(target), &ref)));
		assert_int_equal(ref.n, i + 1);
		g_free(target);
	}
	free_found(&f);
	g_object_unref(msg);
}

static void previews_show_the_same(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct message_spec s = spec_of("Hello {{firstName}}", page, "");
	struct message *MESSAGE_AUTO m = compile(&s);
	struct message_to to = ann("{}");
	to.tracking_id = STR_NULL;
	to.id = STR_NULL;
	struct message_preview p;
	assert_false(err_is(message_preview(m, &to, &a, &p)));
	assert_string_equal(p.subject.p, "Hello Ann");
	assert_string_equal(p.to.p, "Ann Grün <ann@example.com>");
	assert_string_equal(p.from.p, "Acme, Inc. ☂ <news@acme.example>");
	assert_true(str_find(p.html, STR("href=\"https://shop.example/?a=1&amp;b=2\"")) != STR_NPOS);
	assert_true(str_find(p.html, STR("/t/o/")) == STR_NPOS && str_find(p.html, STR("/t/c/")) == STR_NPOS);
	assert_true(str_find(p.html, STR("<p>Normal</p>")) != STR_NPOS);
	const str *names;
	assert_int_equal(message_field_names(m, &names), 6);
}

static void untracked_bytes_are_the_authors(void **state)
{
	(void)state;
	struct message_spec s =
		spec_of("x", "<P CLASS = 'a'  ><A HREF=https://x.example >odd <b><i></b></i>\n<br/ >", "");
	s.tracking = false;
	s.no_unsubscribe = true;
	struct message *MESSAGE_AUTO m = compile(&s);
	struct message_to to = ann(NULL);
	struct buf BUF_AUTO b;
	buf_init(&b, MESSAGE_MAX);
	assert_false(err_is(message_splice(m, &to, &b)));
	GMimeMessage *msg = parse(buf_str(&b));
	struct found f = read_parts(msg);
	assert_string_equal(no_cr(f.html), s.html.p);
	assert_null(g_mime_object_get_header(GMIME_OBJECT(msg), "List-Unsubscribe"));
	free_found(&f);
	g_object_unref(msg);
}

static void attachments_and_inline_images(void **state)
{
	(void)state;
	struct message_spec s = spec_of("files", "<img src=\"cid:logo\"><p>{{firstName}}</p>", "plain {{firstName}}");
	char data[9000];
	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (char)(i * 7);
	struct message_attachment at[] = {
		{ .filename = STR("logo.png"),
		  .content_type = STR("image/png"),
		  .content_id = STR("logo"),
		  .is_inline = true,
		  .data = str_of(data, 500) },
		{ .filename = STR("Rechnung für\r\nBcc: x.pdf"),
		  .content_type = STR("application/pdf\r\nX: y"),
		  .data = str_of(data, sizeof(data)) },
		{ .filename = STR("empty.txt"), .content_type = STR("text/plain"), .data = STR("") },
	};
	s.attachments = at;
	s.attachments_n = 3;
	struct message *MESSAGE_AUTO m = compile(&s);
	struct message_to to = ann(NULL);
	struct buf BUF_AUTO b;
	buf_init(&b, MESSAGE_MAX);
	assert_false(err_is(message_splice_head(m, &to, &b)));
	assert_true(message_tail(m).n > 9000 && b.n < 4096);
	buf_add(&b, message_tail(m));
	GMimeMessage *msg = parse(buf_str(&b));
	struct found f = read_parts(msg);
	assert_int_equal(f.parts, 5);
	assert_int_equal(f.inlined, 1);
	assert_string_equal(no_cr(f.plain), "plain Ann");
	GMimeObject *pdf = g_mime_multipart_get_part(GMIME_MULTIPART(g_mime_message_get_mime_part(msg)), 1);
	GMimeStream *mem = g_mime_stream_mem_new();
	g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(pdf)), mem);
	GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
	assert_int_equal(bytes->len, sizeof(data));
	assert_memory_equal(bytes->data, data, sizeof(data));
	assert_string_equal(g_mime_part_get_filename(GMIME_PART(pdf)), "Rechnung für  Bcc: x.pdf");
	g_object_unref(mem);
	free_found(&f);
	g_object_unref(msg);
}

/* Only images that the HTML shows are sent along; files stay. */
static void only_shown_images(void **state)
{
	(void)state;
	static const struct {
		const char *html;
		int parts, inlined; /* text, HTML, the file, and images */
	} cases[] = {
		{ "<p>x</p>", 3, 0 },
		{ "<img src=\"cid:logo@x\">", 4, 1 },
		{ "<img src=CID:logo@x>", 4, 1 },
		{ "<img src='cid:logo%40x'>", 4, 1 },
		{ "<img src='cid:logo&#64;x'>", 4, 1 },
		{ "<style>p{background:url(cid:logo@x)}</style><p>x</p>", 4, 1 },
		{ "<!--[if mso]><v:fill src=\"cid:logo@x\"/><![endif]--><p>x</p>", 4, 1 },
		{ "<!-- <img src=\"cid:logo@x\"> --><p>x</p>", 3, 0 },
		{ "<p>cid:logo@x</p>", 3, 0 },
		{ "<img src=\"cid:logo@xy\"><img src=\"cid:log\">", 3, 0 },
		{ "{% if vip %}<img src=\"cid:logo@x\">{% endif %}", 4, 1 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct message_spec s = spec_of("images", cases[i].html, "");
		struct message_attachment at[] = {
			{ .filename = STR("logo.png"),
			  .content_id = STR("logo@x"),
			  .is_inline = true,
			  .data = STR("x") },
			{ .filename = STR("terms.txt"), .content_id = STR("terms"), .data = STR("y") },
		};
		s.attachments = at;
		s.attachments_n = 2;
		struct message *MESSAGE_AUTO m = compile(&s);
		struct message_to to = ann(NULL);
		struct buf BUF_AUTO b;
		buf_init(&b, MESSAGE_MAX);
		assert_false(err_is(message_splice(m, &to, &b)));
		GMimeMessage *msg = parse(buf_str(&b));
		struct found f = read_parts(msg);
		if (f.parts != cases[i].parts || f.inlined != cases[i].inlined + 1)
			fail_msg("%s: %d parts, %d with an id", cases[i].html, f.parts, f.inlined);
		free_found(&f);
		g_object_unref(msg);
	}
}

/* Beside the https, where somebody reads that mailbox. */
static void leaving_by_mail(void **state)
{
	(void)state;
	static const struct {
		const char *address, *mailto;
	} cases[] = {
		{ "news@acme.example", "mailto:news@acme.example" },
		{ "a+b'c@acme.example", "mailto:a+b'c@acme.example" },
		{ "a&b?c=%@acme.example", "mailto:a%26b%3Fc%3D%25@acme.example" },
		{ "j\xc3\xbcrg@acme.example", "mailto:j%C3%BCrg@acme.example" },
		{ "no address", NULL },
		{ "", NULL },
	};
	const char *https = "<https://m.acme.example/u/m3abc000000000000000000a0123456789abcdef0123>";
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct message_spec s = spec_of("hello", page, "");
		s.leave_to = str_z(cases[i].address);
		struct message *MESSAGE_AUTO m = compile(&s);
		struct message_to to = ann(NULL);
		struct buf BUF_AUTO b;
		char want[512];
		buf_init(&b, MESSAGE_MAX);
		assert_false(err_is(message_splice(m, &to, &b)));
		snprintf(want, sizeof(want), cases[i].mailto ? "%s, <%s?subject=unsubscribe%%20%s>" : "%s", https,
			 cases[i].mailto, "m3abc000000000000000000a0123456789abcdef0123");
		GMimeMessage *msg = parse(buf_str(&b));
		assert_string_equal(g_mime_object_get_header(GMIME_OBJECT(msg), "List-Unsubscribe"), want);
		assert_string_equal(g_mime_object_get_header(GMIME_OBJECT(msg), "X-Auto-Response-Suppress"),
				    "DR, RN, NRN, AutoReply");
		g_object_unref(msg);
	}
}

static void nobody_adds_a_header(void **state)
{
	(void)state;
	struct message_spec s = spec_of("A\r\nBcc: evil@x.example\r\n\r\nbody {{firstName}}", "<p>x</p>", "");
	s.from_name = STR("Eve\r\nBcc: evil@x.example");
	struct message_header extra = { STR("X-Extra"), STR("a\nBcc: evil@x.example") };
	s.headers = &extra;
	s.headers_n = 1;
	struct message *MESSAGE_AUTO m = compile(&s);
	struct message_to to = ann(NULL);
	to.values.first_name = STR("Ann\r\nBcc: evil@x.example");
	to.in_reply_to = STR("<a@b>\r\nBcc: evil@x.example");
	to.values.last_name = STR("\x01\xff");
	struct buf BUF_AUTO b;
	buf_init(&b, MESSAGE_MAX);
	assert_false(err_is(message_splice(m, &to, &b)));
	assert_true(str_find(buf_str(&b), STR("\nBcc")) == STR_NPOS);
	GMimeMessage *msg = parse(buf_str(&b));
	assert_null(g_mime_object_get_header(GMIME_OBJECT(msg), "Bcc"));
	assert_non_null(strstr(g_mime_message_get_subject(msg), "Bcc: evil@x.example body Ann"));
	g_object_unref(msg);
	static const char *const bad[] = { "a@b.example>\r\nRCPT TO:<x", "a b@c.example", "", "nobody",
					   "<a@b.example>" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		to.address = str_z(bad[i]);
		to.values.email = STR("");
		buf_reset(&b);
		assert_int_equal(message_splice(m, &to, &b).code, ERR_INVALID);
	}
}

static void threads(void **state)
{
	(void)state;
	struct message_spec s = spec_of("ignored", NULL, "Just {{firstName}}");
	struct message *MESSAGE_AUTO m = compile(&s);
	struct message_to to = ann(NULL);
	to.in_reply_to = STR("<two@x>");
	to.references = STR("<one@x> <two@x>");
	to.subject_re = STR("Re: Grüße");
	struct buf BUF_AUTO b;
	buf_init(&b, MESSAGE_MAX);
	assert_false(err_is(message_splice(m, &to, &b)));
	GMimeMessage *msg = parse(buf_str(&b));
	assert_string_equal(g_mime_message_get_subject(msg), "Re: Grüße");
	assert_string_equal(g_mime_object_get_header(GMIME_OBJECT(msg), "References"), "<one@x> <two@x>");
	struct found f = read_parts(msg);
	assert_int_equal(f.parts, 1);
	assert_string_equal(no_cr(f.plain), "Just Ann\n");
	free_found(&f);
	g_object_unref(msg);
}

static void errors_name_the_part(void **state)
{
	(void)state;
	struct tpl_error e;
	struct message *m;
	struct message_spec s = spec_of("{{x", "<p>", "");
	assert_int_equal(message_compile(&s, &e, &m).code, ERR_INVALID);
	assert_string_equal(e.message, "subject: \"{{\" is not closed; add \"}}\"");
	s = spec_of("x", "<html>\n<body>\n{% if %}", "");
	s.preheader = STR("pre");
	assert_int_equal(message_compile(&s, &e, &m).code, ERR_INVALID);
	assert_int_equal(e.line, 3);
	assert_true(str_starts(str_z(e.message), STR("html: ")));
	s = spec_of("x", "<p>\xff</p>", "");
	assert_int_equal(message_compile(&s, &e, &m).code, ERR_INVALID);
	assert_string_equal(e.message, "html: the content is not UTF-8; save it as UTF-8 text");
	s = spec_of("x", "<a href='https://x.example/{% if a %}'>", "");
	assert_int_equal(message_compile(&s, &e, &m).code, ERR_INVALID);
	assert_string_equal(e.message, "html: {% if … %} is not closed; add {% endif %}");
}

/* Values of every length at every column: what comes out of the encoder is what went in. */
static void values_of_every_length(void **state)
{
	(void)state;
	struct message_spec s =
		spec_of("x", "<p>{{firstName}}é {{lastName}} \n.{{email}}.{{firstName}}{{lastName}}=</p>", "t");
	s.tracking = false;
	struct message *MESSAGE_AUTO m = compile(&s);
	struct buf BUF_AUTO b, want;
	buf_init(&b, MESSAGE_MAX);
	buf_init(&want, MESSAGE_MAX);
	char first[200], last[200];
	for (size_t n = 0; n < 170; n++) {
		for (size_t i = 0; i < n; i++) {
			first[i] = "abc. "[(i + n) % 5];
			last[i] = "\xc3\xbc"[i % 2];
		}
		if (n)
			first[0] = first[n - 1] = '.';
		struct message_to to = ann(NULL);
		to.values.first_name = str_of(first, n);
		to.values.last_name = str_of(last, n & ~1u);
		buf_reset(&b);
		assert_false(err_is(message_splice(m, &to, &b)));
		GMimeMessage *msg = parse(buf_str(&b));
		struct found f = read_parts(msg);
		buf_reset(&want);
		buf_addf(&want, "<p>%.*sé %.*s \n.ann@example.com.%.*s%.*s=</p>", (int)n, first, (int)(n & ~1u), last,
			 (int)n, first, (int)(n & ~1u), last);
		buf_add_byte(&want, 0);
		assert_string_equal(no_cr(f.html), want.p);
		free_found(&f);
		g_object_unref(msg);
	}
}

static str header_of(struct buf *b, const char *name, const struct message_spec *spec)
{
	struct message *MESSAGE_AUTO m = compile(spec);
	struct message_to to = ann(NULL);
	buf_reset(b);
	assert_false(err_is(message_splice(m, &to, b)));
	check_bytes(buf_str(b));
	size_t at = str_find(buf_str(b), str_z(name));
	if (at == STR_NPOS)
		return STR_NULL;
	str rest = str_from(buf_str(b), at + strlen(name));
	return str_upto(rest, str_find_byte(rest, '\r'));
}

static void tagged_addresses(void **state)
{
	(void)state;
	struct buf BUF_AUTO b;
	buf_init(&b, MESSAGE_MAX);
	struct message_spec s = spec_of("S", NULL, "x");
	const char *reply = "\r\nReply-To: ";
	assert_true(str_eq(header_of(&b, reply, &s), STR("reply@acme.example")));
	s.reply_tag = true;
	assert_true(str_eq(header_of(&b, reply, &s), STR("reply+cm3abc000000000000000000a@acme.example")));
	s.reply_to = STR_NULL;
	assert_true(str_eq(header_of(&b, reply, &s), STR("news+cm3abc000000000000000000a@acme.example")));
	/* One that has no room for it stays as it is. */
	s.reply_to = STR("a.name.before.the.at.of.39.characters.x@acme.example");
	assert_int_equal(str_find_byte(s.reply_to, '@'), MESSAGE_TAGGED_LOCAL_MAX + 1);
	assert_true(str_eq(header_of(&b, reply, &s), s.reply_to));
	assert_true(message_can_tag(str_from(s.reply_to, 1)));
	assert_false(message_can_tag(STR("\"a b\"@acme.example")) || message_can_tag(STR("jürgen@acme.example")) ||
		     message_can_tag(STR("@acme.example")) || message_can_tag(STR("nobody")) ||
		     message_can_tag(STR("")));
	buf_reset(&b);
	message_tag(STR("news@acme.example"), STR("an id that is far too long for a tag"), &b);
	assert_true(str_eq(buf_str(&b), STR("news@acme.example")));
}

int main(void)
{
	g_mime_init();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tagged_addresses),
		cmocka_unit_test(a_whole_message),
		cmocka_unit_test(previews_show_the_same),
		cmocka_unit_test(untracked_bytes_are_the_authors),
		cmocka_unit_test(attachments_and_inline_images),
		cmocka_unit_test(only_shown_images),
		cmocka_unit_test(leaving_by_mail),
		cmocka_unit_test(nobody_adds_a_header),
		cmocka_unit_test(threads),
		cmocka_unit_test(errors_name_the_part),
		cmocka_unit_test(values_of_every_length),
	};
	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
