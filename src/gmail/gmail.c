#include "gmail/gmail.h"
#include "base/limits.h"
#include "base/num.h"
#include "base/time.h"
#include "wire/json_read.h"
#include "wire/json_write.h"
#include "wire/token.h"
#include "wire/url.h"

/* Larger messages go by the upload address, which takes them as they are, up to 35 MB. */
#define JSON_RAW_MAX (3u << 20)

static void gmail_send_plain(struct arena *a, const char *base, str raw, str thread_id, struct gmail_request *out)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 8u << 20);
	buf_add_lit(&b, "{\"raw\":\"");
	base64url_encode(&b, raw);
	buf_add_lit(&b, "\"");
	if (!str_empty(thread_id)) {
		struct json_writer w;
		buf_add_lit(&b, ",\"threadId\":");
		json_writer_init(&w, &b);
		json_put_str(&w, thread_id);
	}
	buf_add_lit(&b, "}");
	*out = (struct gmail_request){ .method = "POST",
				       .url = arena_printf(a, "%s/gmail/v1/users/me/messages/send", base),
				       .body = arena_dup(a, buf_str(&b)),
				       .type = "application/json" };
}

/* multipart/related (RFC 2387): the metadata, then the message itself. */
static void gmail_send_upload(struct arena *a, const char *base, str raw, str thread_id, struct gmail_request *out)
{
	struct buf BUF_AUTO b;
	struct json_writer w;
	str mark = token_random(a, STR("loumass"), 24);
	buf_init(&b, MESSAGE_MAX + (64u << 10));
	buf_addf(&b, "--%.*s\r\nContent-Type: application/json\r\n\r\n", STR_FMT(mark));
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	if (!str_empty(thread_id))
		json_kv_str(&w, "threadId", thread_id);
	json_end_obj(&w);
	buf_addf(&b, "\r\n--%.*s\r\nContent-Type: message/rfc822\r\n\r\n", STR_FMT(mark));
	buf_add(&b, raw);
	buf_addf(&b, "\r\n--%.*s--\r\n", STR_FMT(mark));
	str url = arena_printf(a, "%s/upload/gmail/v1/users/me/messages/send?uploadType=multipart", base);
	*out = (struct gmail_request){ .method = "POST",
				       .url = url,
				       .body = arena_dup(a, buf_str(&b)),
				       .type = arena_printf(a, "multipart/related; boundary=%.*s", STR_FMT(mark)).p };
}

void gmail_send(struct arena *a, const char *base, str raw, str thread_id, struct gmail_request *out)
{
	(raw.n <= JSON_RAW_MAX ? gmail_send_plain : gmail_send_upload)(a, base, raw, thread_id, out);
}

static str gmail_encoded(struct arena *a, str s)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 3 * HTTP_URL_MAX);
	url_encode(&b, s);
	return arena_dup(a, buf_str(&b));
}

void gmail_search(struct arena *a, const char *base, str query, unsigned most, struct gmail_request *out)
{
	str url = arena_printf(a, "%s/gmail/v1/users/me/messages?maxResults=%u&includeSpamTrash=true&q=%.*s", base,
			       most, STR_FMT(gmail_encoded(a, query)));
	*out = (struct gmail_request){ .method = "GET", .url = url };
}

void gmail_probe(struct arena *a, const char *base, struct gmail_request *out)
{
	*out = (struct gmail_request){ .method = "GET",
				       .url = arena_printf(a, "%s/gmail/v1/users/me/messages?maxResults=1", base) };
}

void gmail_look(struct arena *a, const char *base, str id, struct gmail_request *out)
{
	str url = arena_printf(a,
			       "%s/gmail/v1/users/me/messages/%.*s?format=metadata&metadataHeaders=Message-ID"
			       "&metadataHeaders=X-Loumass-Id",
			       base, STR_FMT(gmail_encoded(a, id)));
	*out = (struct gmail_request){ .method = "GET", .url = url };
}

err gmail_send_read(struct arena *a, str body, struct gmail_ref *out)
{
	const struct json *v;
	if (err_is(json_parse(a, body, &v)) || str_empty(json_str(json_get(v, "id"))))
		return err_make(ERR_PROTO, "Gmail's answer names no message");
	*out = (struct gmail_ref){ json_str(json_get(v, "id")), json_str(json_get(v, "threadId")) };
	return OK;
}

err gmail_search_read(struct arena *a, str body, struct gmail_ref **out, size_t *n)
{
	const struct json *v;
	if (err_is(json_parse(a, body, &v)) || !json_is(v, JSON_OBJ))
		return err_make(ERR_PROTO, "Gmail's answer is no list");
	const struct json *list = json_get(v, "messages");
	*out = arena_array(a, struct gmail_ref, json_len(list) + 1);
	*n = 0;
	for (JSON_EACH(m, list))
		if (!str_empty(json_str(json_get(m, "id"))))
			(*out)[(*n)++] =
				(struct gmail_ref){ json_str(json_get(m, "id")), json_str(json_get(m, "threadId")) };
	return OK;
}

err gmail_look_read(struct arena *a, str body, struct gmail_headers *out)
{
	const struct json *v;
	if (err_is(json_parse(a, body, &v)) || str_empty(json_str(json_get(v, "id"))))
		return err_make(ERR_PROTO, "Gmail's answer is no message");
	*out = (struct gmail_headers){};
	for (JSON_EACH(h, json_get(json_get(v, "payload"), "headers"))) {
		str name = json_str(json_get(h, "name")), value = str_trim(json_str(json_get(h, "value")));
		if (str_eq_nocase(name, STR("Message-ID")))
			out->message_id = value;
		else if (str_eq_nocase(name, STR("X-Loumass-Id")))
			out->loumass_id = value;
	}
	return OK;
}

void gmail_error_read(struct arena *a, str body, struct gmail_error *out)
{
	const struct json *v;
	*out = (struct gmail_error){};
	if (err_is(json_parse(a, body, &v)))
		return;
	const struct json *e = json_get(v, "error");
	out->message = json_str(json_get(e, "message"));
	out->reason = json_str(json_get(json_first(json_get(e, "errors")), "reason"));
	for (JSON_EACH(d, json_get(e, "details")))
		if (str_absent(out->reason))
			out->reason = json_str(json_get(d, "reason"));
}

static str gmail_unquoted(struct arena *a, str s)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 2 * SUBJECT_MAX);
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '"' && s.p[i] != '<' && s.p[i] != '>' && !ascii_space(s.p[i]))
			buf_add_byte(&b, s.p[i]);
	return arena_dup(a, buf_str(&b));
}

str gmail_query_id(struct arena *a, str message_id)
{
	return arena_printf(a, "rfc822msgid:%.*s", STR_FMT(gmail_unquoted(a, message_id)));
}

str gmail_query_sent(struct arena *a, str address, int64_t since)
{
	return arena_printf(a, "in:sent to:%.*s after:%lld", STR_FMT(gmail_unquoted(a, address)),
			    (long long)(since / US_PER_S));
}
