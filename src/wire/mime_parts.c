/* See mime_parts.h. */
#include "wire/mime_parts.h"
#include "base/limits.h"
#include "wire/mime_read_int.h"

#define PARTS_MAX 100u
#define DEPTH_MAX 24u

struct walk {
	struct arena *a;
	struct mime_part *v;
	size_t n;
	size_t left_out; /* images, files */
};

static str mime_parts_lower(struct arena *a, const char *z)
{
	str s = arena_dup(a, str_z(z ? z : ""));
	char *p = (char *)(uintptr_t)s.p;
	for (size_t i = 0; i < s.n; i++)
		p[i] = ascii_lower(p[i]);
	return s;
}

static str mime_parts_bounded(struct arena *a, const char *p, size_t n)
{
	return mime_clean(a, p, n > MIME_PART_MAX ? MIME_PART_MAX : n);
}

static str mime_parts_content_of(struct arena *a, GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *mem = g_mime_stream_mem_new();
	str s = STR("");
	if (content && g_mime_data_wrapper_write_to_stream(content, mem) >= 0) {
		GByteArray *got = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
		s = mime_parts_bounded(a, (const char *)got->data, got->len);
	}
	g_object_unref(mem);
	return s;
}

static str mime_parts_text_of(struct arena *a, GMimeTextPart *part)
{
	char *text = g_mime_text_part_get_text(part);
	str s = mime_parts_bounded(a, text ? text : "", text ? strlen(text) : 0);
	g_free(text);
	return s;
}

static str mime_parts_inner_message(struct arena *a, GMimeMessagePart *part)
{
	GMimeMessage *inner = g_mime_message_part_get_message(part);
	char *text = inner ? g_mime_object_to_string(GMIME_OBJECT(inner), NULL) : NULL;
	str s = mime_parts_bounded(a, text ? text : "", text ? strlen(text) : 0);
	g_free(text);
	return s;
}

static void mime_parts_walk(struct walk *w, GMimeObject *o, unsigned depth)
{
	if (!o || depth > DEPTH_MAX)
		return;
	if (GMIME_IS_MULTIPART(o)) {
		int n = g_mime_multipart_get_count(GMIME_MULTIPART(o));
		for (int i = 0; i < n && w->n < PARTS_MAX; i++)
			mime_parts_walk(w, g_mime_multipart_get_part(GMIME_MULTIPART(o), i), depth + 1);
		return;
	}
	bool message = GMIME_IS_MESSAGE_PART(o), text = GMIME_IS_TEXT_PART(o);
	if (w->n == PARTS_MAX || (!message && !GMIME_IS_PART(o)))
		return;
	gchar *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(o));
	const char *disposition = g_mime_object_get_disposition(o);
	struct mime_part *p = &w->v[w->n];
	*p = (struct mime_part){ .type = mime_parts_lower(w->a, type),
				 .is_attachment = disposition && g_ascii_strcasecmp(disposition, "attachment") == 0 };
	g_free(type);
	if (message)
		p->data = mime_parts_inner_message(w->a, GMIME_MESSAGE_PART(o));
	else if (text)
		p->data = mime_parts_text_of(w->a, GMIME_TEXT_PART(o));
	else if (str_starts(p->type, STR("message/")))
		p->data = mime_parts_content_of(w->a, GMIME_PART(o));
	else {
		w->left_out++; /* an image, a file: of no use here */
		return;
	}
	w->n++;
}

/* What is behind the header. */
static str mime_parts_raw_body(str raw)
{
	size_t unix_end = str_find(raw, STR("\n\n")), dos_end = str_find(raw, STR("\r\n\r\n"));
	return str_from(raw, unix_end < dos_end ? unix_end + 2 : dos_end == STR_NPOS ? raw.n : dos_end + 4);
}

/* A multipart whose boundary never comes has no parts: its text is there all the same. */
static void mime_parts_take_raw(struct walk *w, str raw)
{
	str body = mime_parts_raw_body(raw);
	if (str_empty(str_trim(body)))
		return;
	w->v[w->n++] =
		(struct mime_part){ .type = STR("text/plain"), .data = mime_parts_bounded(w->a, body.p, body.n) };
}

err mime_parts_read(struct arena *a, str raw, struct mime_parts *out)
{
	mime_read_init();
	if (raw.n > MESSAGE_MAX)
		return err_make(ERR_LIMIT, "the message is too large to be read");
	/* What a store put before the first field: empty lines, up to which a header would be none. */
	while (raw.n && ascii_space(raw.p[0]))
		raw = str_from(raw, 1);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(raw.n ? raw.p : "", raw.n);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	err e = err_make(ERR_INVALID, "this is no message");
	if (message) {
		struct walk w = { .a = a, .v = arena_array(a, struct mime_part, PARTS_MAX) };
		struct mime_parts p = {};
		mime_headers(a, message, &p.headers, &p.headers_n);
		mime_parts_walk(&w, g_mime_message_get_mime_part(message), 0);
		if (w.n == 0 && w.left_out == 0)
			mime_parts_take_raw(&w, raw);
		p.v = w.v;
		p.n = w.n;
		*out = p;
		g_object_unref(message);
		e = OK;
	}
	g_object_unref(parser);
	g_object_unref(stream);
	return e;
}

str mime_parts_header(const struct mime_parts *p, const char *name)
{
	for (size_t i = 0; i < p->headers_n; i++)
		if (str_eq_nocase(p->headers[i].name, str_z(name)))
			return p->headers[i].value;
	return STR_NULL;
}
