#include "wire/mime_read.h"
#include "base/limits.h"
#include "wire/mime_read_int.h"

#define PARTS_MAX 200u
#define DEPTH_MAX 24u
#define HEADERS_MAX 500u
#define TEXT_MAX (12u << 20) /* of a body that is shown */

struct reading {
	struct arena *a;
	struct mime_mail *out;
	struct mime_attachment *attachments;
	size_t attachments_n;
	bool with_data;
};

void mime_read_init(void)
{
	static gsize done;
	if (g_once_init_enter(&done)) {
		g_mime_init();
		g_once_init_leave(&done, 1);
	}
}

str mime_clean(struct arena *a, const char *p, size_t n)
{
	if (!p || n == 0) /* an empty part has no bytes at all */
		return STR("");
	gchar *valid = g_utf8_make_valid(p, (gssize)n);
	str s = arena_dup(a, str_z(valid));
	g_free(valid);
	return s;
}

str mime_one_line(struct arena *a, const char *z)
{
	if (!z)
		return STR_NULL;
	str s = mime_clean(a, z, strlen(z));
	char *p = (char *)(uintptr_t)s.p;
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) { /* unfolded: a line break and the white space behind it become one space */
		bool space = (unsigned char)p[i] < 0x20 || p[i] == 0x7f;
		if (space && (n == 0 || p[n - 1] == ' '))
			continue;
		p[n++] = space ? ' ' : p[i];
	}
	return str_trim(str_of(p, n));
}

static str mime_read_decoded(struct arena *a, GMimePart *part, bool keep, int64_t *bytes)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *mem = g_mime_stream_mem_new();
	str s = STR_NULL;
	*bytes = 0;
	if (content && g_mime_data_wrapper_write_to_stream(content, mem) >= 0) {
		GByteArray *got = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
		*bytes = got->len;
		if (keep) /* no data: nothing was in it */
			s = got->data ? arena_dup(a, str_of((const char *)got->data, got->len)) : STR("");
	}
	g_object_unref(mem);
	return s;
}

static void mime_read_add_attachment(struct reading *r, GMimePart *part, const char *disposition)
{
	if (r->attachments_n == PARTS_MAX)
		return;
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(part));
	gchar *mime = g_mime_content_type_get_mime_type(type);
	struct mime_attachment *t = &r->attachments[r->attachments_n++];
	t->filename = mime_one_line(r->a, g_mime_part_get_filename(part));
	t->content_type = mime_one_line(r->a, mime);
	t->content_id = mime_one_line(r->a, g_mime_part_get_content_id(part));
	t->is_inline = disposition && g_ascii_strcasecmp(disposition, "inline") == 0;
	t->data = mime_read_decoded(r->a, part, r->with_data, &t->bytes);
	g_free(mime);
}

/* A body to be shown: the first of its kind that is not an attachment. */
static bool mime_read_take_body(struct reading *r, GMimeObject *o, const char *disposition)
{
	if (!GMIME_IS_TEXT_PART(o) || (disposition && g_ascii_strcasecmp(disposition, "attachment") == 0))
		return false;
	GMimeContentType *type = g_mime_object_get_content_type(o);
	bool html = g_mime_content_type_is_type(type, "text", "html");
	str *to = html ? &r->out->html : &r->out->text;
	if (!str_absent(*to) || (!html && !g_mime_content_type_is_type(type, "text", "plain")))
		return false;
	char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(o));
	size_t n = text ? strlen(text) : 0;
	*to = mime_clean(r->a, text ? text : "", n > TEXT_MAX ? TEXT_MAX : n);
	g_free(text);
	return true;
}

static void mime_read_walk(struct reading *r, GMimeObject *o, unsigned depth)
{
	if (!o || depth > DEPTH_MAX)
		return;
	if (GMIME_IS_MULTIPART(o)) {
		int n = g_mime_multipart_get_count(GMIME_MULTIPART(o));
		for (int i = 0; i < n && (unsigned)i < PARTS_MAX; i++)
			mime_read_walk(r, g_mime_multipart_get_part(GMIME_MULTIPART(o), i), depth + 1);
	} else if (GMIME_IS_PART(o)) {
		const char *disposition = g_mime_object_get_disposition(o);
		if (!mime_read_take_body(r, o, disposition))
			mime_read_add_attachment(r, GMIME_PART(o), disposition);
	}
}

/* GMime keeps the Content-… fields of a message with its part: they belong to the message's header all the same. */
static void mime_read_read_headers(struct arena *a, GMimeObject *object, struct mime_header_line *v, size_t *at)
{
	GMimeHeaderList *list = object ? g_mime_object_get_header_list(object) : NULL;
	int n = list ? g_mime_header_list_get_count(list) : 0;
	for (int i = 0; i < n && *at < HEADERS_MAX; i++, ++*at) {
		GMimeHeader *h = g_mime_header_list_get_header_at(list, i);
		v[*at].name = mime_one_line(a, g_mime_header_get_name(h));
		v[*at].value = mime_one_line(a, g_mime_header_get_value(h));
	}
}

void mime_headers(struct arena *a, GMimeMessage *m, const struct mime_header_line **v, size_t *n)
{
	struct mime_header_line *lines = arena_array(a, struct mime_header_line, HEADERS_MAX);
	*n = 0;
	mime_read_read_headers(a, GMIME_OBJECT(m), lines, n);
	mime_read_read_headers(a, g_mime_message_get_mime_part(m), lines, n);
	*v = lines;
}

static err mime_read_read_message(struct arena *a, str raw, bool with_data, struct mime_mail *out)
{
	mime_read_init();
	if (raw.n > MESSAGE_MAX)
		return err_make(ERR_LIMIT, "the message is too large to be shown");
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw.n ? raw.p : "", raw.n);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	err e = err_make(ERR_INVALID, "this is no message");
	if (message) {
		struct mime_mail mail = {};
		struct reading r = { .a = a,
				     .out = &mail,
				     .with_data = with_data,
				     .attachments = arena_array(a, struct mime_attachment, PARTS_MAX) };
		mime_headers(a, message, &mail.headers, &mail.headers_n);
		mime_read_walk(&r, g_mime_message_get_mime_part(message), 0);
		mail.attachments = r.attachments;
		mail.attachments_n = r.attachments_n;
		*out = mail;
		g_object_unref(message);
		e = OK;
	}
	g_object_unref(parser);
	g_object_unref(stream);
	return e;
}

err mime_read(struct arena *a, str raw, struct mime_mail *out)
{
	return mime_read_read_message(a, raw, false, out);
}

err mime_read_all(struct arena *a, str raw, struct mime_mail *out)
{
	return mime_read_read_message(a, raw, true, out);
}
