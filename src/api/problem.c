/* What a failure is in HTTP, in one table; and how it is written (RFC 9457). */
#include "api/api_int.h"

static const struct {
	enum err_code code;
	int status;
} statuses[] = {
	{ ERR_INVALID, 422 },	  { ERR_NOT_FOUND, 404 }, { ERR_CONFLICT, 409 }, { ERR_STALE, 412 },
	{ ERR_AUTH, 401 },	  { ERR_FORBIDDEN, 403 }, { ERR_LIMIT, 413 },	 { ERR_AGAIN, 503 },
	{ ERR_UNAVAILABLE, 503 }, { ERR_UNCERTAIN, 503 }, { ERR_PROTO, 502 },	 { ERR_IO, 500 },
	{ ERR_BUG, 500 },
};

int problem_status(enum err_code code)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(*statuses); i++)
		if (statuses[i].code == code)
			return statuses[i].status;
	return 500;
}

const char *problem_title(int status)
{
	switch (status) {
	case 400: return "Bad Request";
	case 401: return "Unauthorized";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 409: return "Conflict";
	case 412: return "Precondition Failed";
	case 413: return "Content Too Large";
	case 415: return "Unsupported Media Type";
	case 422: return "Unprocessable Content";
	case 429: return "Too Many Requests";
	case 500: return "Internal Server Error";
	case 502: return "Bad Gateway";
	case 503: return "Service Unavailable";
	default: return "Error";
	}
}

void problem_reply(struct http_request *r, int status, str detail, const struct field_errors *errors,
		   int64_t retry_after)
{
	struct buf b;
	struct json_writer w;
	buf_init(&b, HTTP_ANSWER_MAX);
	json_writer_init(&w, &b);
	json_begin_obj(&w);
	json_kv_str(&w, "type", STR("about:blank"));
	json_kv_str(&w, "title", str_z(problem_title(status)));
	json_kv_i64(&w, "status", status);
	json_kv_str(&w, "detail", detail);
	json_key(&w, "errors");
	json_begin_arr(&w);
	for (size_t i = 0; errors && i < errors->n; i++) {
		json_begin_obj(&w);
		json_kv_str(&w, "field", errors->v[i].field);
		json_kv_str(&w, "message", errors->v[i].message);
		json_end_obj(&w);
	}
	json_end_arr(&w);
	json_end_obj(&w);
	if (status == 503 && !retry_after)
		retry_after = 2;
	if (retry_after)
		http_answer_header(r, "Retry-After", arena_printf(http_arena(r), "%lld", (long long)retry_after));
	if (status == 401)
		http_answer_header(r, "WWW-Authenticate", STR("Bearer realm=\"loumass\""));
	http_answer_header(r, "Cache-Control", STR("no-store"));
	http_reply_take(r, status, "application/problem+json", &b);
	buf_deinit(&b);
}
