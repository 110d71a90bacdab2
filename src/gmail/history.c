#include "gmail/history.h"
#include "base/buf.h"
#include "base/num.h"
#include "base/time.h"
#include "wire/json_read.h"
#include "wire/url.h"

#define HISTORY_PAGE 500u

static str history_encoded(struct arena *a, str s)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 16384);
	url_encode(&b, str_upto(s, 4096));
	return arena_dup(a, buf_str(&b));
}

static void history_get(struct arena *a, const char *base, str path, struct gmail_request *out)
{
	str url = arena_printf(a, "%s/gmail/v1/users/me/%.*s", base, STR_FMT(path));
	*out = (struct gmail_request){ .method = "GET", .url = url };
}

/* Google writes 64-bit numbers as text; others may not. */
static str history_number(const struct json *v)
{
	if (json_is(v, JSON_STR))
		return str_empty(json_str(v)) ? STR_NULL : json_str(v);
	return json_number_text(v);
}

void gmail_profile(struct arena *a, const char *base, struct gmail_request *out)
{
	history_get(a, base, STR("profile"), out);
}

err gmail_profile_read(struct arena *a, str body, str *history_id)
{
	const struct json *v;
	if (err_is(json_parse(a, body, &v)))
		return err_make(ERR_PROTO, "Gmail's answer is no profile");
	*history_id = history_number(json_get(v, "historyId"));
	return str_absent(*history_id) ? err_make(ERR_PROTO, "Gmail's profile has no historyId") : OK;
}

void gmail_history(struct arena *a, const char *base, str since, str page, struct gmail_request *out)
{
	str path = arena_printf(a, "history?historyTypes=messageAdded&maxResults=%u&startHistoryId=%.*s", HISTORY_PAGE,
				STR_FMT(history_encoded(a, since)));
	if (!str_absent(page))
		path = arena_printf(a, "%.*s&pageToken=%.*s", STR_FMT(path), STR_FMT(history_encoded(a, page)));
	history_get(a, base, path, out);
}

static bool history_is_outgoing(const struct json *labels)
{
	for (JSON_EACH(l, labels))
		if (str_eq(json_str(l), STR("SENT")) || str_eq(json_str(l), STR("DRAFT")))
			return true;
	return false;
}

err gmail_history_read(struct arena *a, str body, struct gmail_news *out)
{
	const struct json *v;
	if (err_is(json_parse(a, body, &v)) || !json_is(v, JSON_OBJ))
		return err_make(ERR_PROTO, "Gmail's answer is no history");
	struct gmail_news news = { .history_id = history_number(json_get(v, "historyId")) };
	str page = json_str(json_get(v, "nextPageToken"));
	news.next_page = str_empty(page) ? STR_NULL : page;
	size_t most = 0;
	for (JSON_EACH(h, json_get(v, "history")))
		most += json_len(json_get(h, "messagesAdded"));
	news.v = arena_array(a, struct gmail_ref, most + 1);
	for (JSON_EACH(h, json_get(v, "history")))
		for (JSON_EACH(added, json_get(h, "messagesAdded"))) {
			const struct json *m = json_get(added, "message");
			str id = json_str(json_get(m, "id"));
			if (!str_empty(id) && !history_is_outgoing(json_get(m, "labelIds")))
				news.v[news.n++] = (struct gmail_ref){ id, json_str(json_get(m, "threadId")) };
		}
	*out = news;
	return OK;
}

void gmail_raw(struct arena *a, const char *base, str id, struct gmail_request *out)
{
	history_get(a, base, arena_printf(a, "messages/%.*s?format=raw", STR_FMT(history_encoded(a, id))), out);
}

void gmail_brief(struct arena *a, const char *base, str id, struct gmail_request *out)
{
	history_get(a, base, arena_printf(a, "messages/%.*s?format=metadata", STR_FMT(history_encoded(a, id))), out);
}

static str history_from_headers(struct arena *a, const struct json *v)
{
	struct buf BUF_AUTO b;
	buf_init(&b, 1u << 20);
	for (JSON_EACH(h, json_get(json_get(v, "payload"), "headers"))) {
		str name = json_str(json_get(h, "name")), value = json_str(json_get(h, "value"));
		/* The parts are not here: what they were said to be would be a lie. */
		if (str_starts_nocase(name, STR("Content-")) || str_find_byte(value, '\n') != STR_NPOS)
			continue;
		buf_addf(&b, "%.*s: %.*s\r\n", STR_FMT(name), STR_FMT(value));
	}
	str snippet = json_str(json_get(v, "snippet"));
	buf_addf(&b, "Content-Type: text/plain; charset=utf-8\r\n\r\n%.*s\r\n", STR_FMT(snippet));
	return arena_dup(a, buf_str(&b));
}

err gmail_mail_read(struct arena *a, str body, struct gmail_mail *out)
{
	const struct json *v;
	if (err_is(json_parse(a, body, &v)) || str_empty(json_str(json_get(v, "id"))))
		return err_make(ERR_PROTO, "Gmail's answer is no message");
	struct gmail_mail m = { .thread_id = json_str(json_get(v, "threadId")),
				.history_id = history_number(json_get(v, "historyId")),
				.outgoing = history_is_outgoing(json_get(v, "labelIds")) };
	int64_t ms;
	if (num_parse_i64(history_number(json_get(v, "internalDate")), &ms) && ms > 0 && ms < INT64_MAX / US_PER_MS)
		m.at = ms * US_PER_MS;
	str raw = json_str(json_get(v, "raw"));
	while (raw.n && raw.p[raw.n - 1] == '=') /* some pad */
		raw = str_upto(raw, raw.n - 1);
	if (str_empty(raw))
		m.raw = history_from_headers(a, v);
	else if (err_is(base64url_decode(a, raw, &m.raw)))
		return err_make(ERR_PROTO, "Gmail's message is not base64url");
	*out = m;
	return OK;
}
