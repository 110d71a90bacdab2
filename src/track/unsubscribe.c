/* The unsubscribe page /u/<trackingId>. GET shows it, in the sender's name, and changes nothing: link scanners may
 * come. POST does it, by the page's button or by a mail program (RFC 8058): into the journal, then answered, so that it
 * holds with the database away. The page needs no script and loads nothing. */
#include "core/event.h"
#include "db/gen/sys_event_q.h"
#include "track/track_int.h"
#include "wire/html.h"

#define PREFIX STR("/u/")
#define BODY_MAX (64u << 10)

#define STYLE                                                                                                          \
	"body{font:1.125rem/1.6 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.5rem;color:#1c1e26;" \
	"background:#fff}h1{font-size:1.5rem;line-height:1.3}button{font:inherit;font-weight:600;padding:.75rem "      \
	"1.5rem;"                                                                                                      \
	"border:0;border-radius:.5rem;color:#fff;background:#1f4fbf;cursor:pointer}button:focus-visible{outline:3px "  \
	"solid #1c1e26;outline-offset:3px}p.small{font-size:.9375rem;color:#4a4f5c}@media(prefers-color-scheme:dark)"  \
	"{body{color:#eceef4;background:#15171d}p.small{color:#b4b9c6}button{background:#8fb0ff;color:#10131a}"        \
	"button:focus-visible{outline-color:#eceef4}}"

static void page(struct http_request *r, str title, str body)
{
	struct buf BUF_AUTO out;
	str nonce = token_random(http_arena(r), STR(""), 16);
	buf_init(&out, 64u << 10);
	buf_add_lit(&out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
			  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
			  "<meta name=\"robots\" content=\"noindex\">\n<title>");
	buf_add(&out, title);
	buf_add_lit(&out, "</title>\n<style nonce=\"");
	buf_add(&out, nonce);
	buf_add_lit(&out, "\">" STYLE "</style>\n</head>\n<body>\n<main>\n");
	buf_add(&out, body);
	buf_add_lit(&out, "</main>\n</body>\n</html>\n");
	http_answer_header(r, "Cache-Control", STR("no-store"));
	http_answer_header(r, "Referrer-Policy", STR("no-referrer"));
	http_answer_header(r, "Content-Security-Policy",
			   arena_printf(http_arena(r),
					"default-src 'none'; style-src 'nonce-%.*s'; form-action 'self'; "
					"frame-ancestors 'none'; base-uri 'none'",
					STR_FMT(nonce)));
	http_reply(r, 200, "text/html; charset=utf-8", buf_str(&out));
}

/* The name, or nothing when the database does not say (soon enough). */
static str sender_name(const struct track *t, struct http_request *r, const struct tracked *who)
{
	struct q_event_sender_name_row row;
	struct arena *a = http_arena(r);
	struct q_event_sender_name_in in = { .id = str_absent(who->recipient_id) ? STR("") : who->recipient_id,
					     .tracking_id = str_absent(who->tracking_id) ? STR("") : who->tracking_id };
	if (err_is(q_event_sender_name(app_system(t->app), a, &in, &row)))
		return STR_NULL;
	struct buf BUF_AUTO out;
	buf_init(&out, 8u << 10);
	html_escape(&out, str_upto(row.name, str_utf8_floor(row.name, 200)));
	return arena_dup(a, buf_str(&out));
}

static void ask_run(struct http_request *r, void *arg)
{
	struct track *t = arg;
	struct tracked who = {};
	if (!track_who(t, r, str_from(http_path(r), PREFIX.n), true, &who)) {
		http_reply_canned(r, t->not_found);
		return;
	}
	str name = sender_name(t, r, &who);
	struct arena *a = http_arena(r);
	str from = str_empty(name) ? STR("this sender") : arena_printf(a, "<strong>%.*s</strong>", STR_FMT(name));
	str title = str_empty(name) ? STR("Unsubscribe") : arena_printf(a, "Unsubscribe from %.*s", STR_FMT(name));
	page(r, title,
	     arena_printf(a,
			  "<h1>Unsubscribe?</h1>\n<p>You will get no more mail from %.*s at the address this "
			  "message was sent to.</p>\n<form method=\"post\">\n"
			  "<input type=\"hidden\" name=\"unsubscribe\" value=\"1\">\n"
			  "<p><button type=\"submit\">Unsubscribe</button></p>\n</form>\n"
			  "<p class=\"small\">If you came here by accident, just close this page: nothing has "
			  "changed.</p>\n",
			  STR_FMT(from)));
}

static void answer_done(struct track_accept *a)
{
	page(a->r, STR("You are unsubscribed"),
	     STR("<h1>You are unsubscribed</h1>\n<p>You will get no more mail from this sender. It may take a moment "
		 "until messages that are already under way have stopped.</p>\n"
		 "<p class=\"small\">You can close this page now.</p>\n"));
}

static void leave_run(struct http_request *r, void *arg)
{
	struct track *t = arg;
	struct track_accept *a = arena_new(http_arena(r), struct track_accept);
	*a = (struct track_accept){ .t = t, .r = r, .answer = answer_done };
	a->event.kind = TRACKED_UNSUBSCRIBE;
	a->event.source =
		str_find_nocase(http_body(r), STR("List-Unsubscribe")) != STR_NPOS ? STR("one-click") : STR("page");
	if (!track_who(t, r, str_from(http_path(r), PREFIX.n), true, &a->event)) {
		http_reply_canned(r, t->not_found);
		return;
	}
	track_accept(a);
}

void track_pick_unsubscribe(void *ctx, struct http_request *r, struct http_handler *out)
{
	struct track *t = ctx;
	enum http_method m = http_method(r);
	if (m == HTTP_GET || m == HTTP_HEAD)
		*out = (struct http_handler){ .kind = HTTP_WORKER, .run = ask_run, .arg = ctx };
	else if (m == HTTP_POST)
		*out = (struct http_handler){ .kind = HTTP_INLINE, .run = leave_run, .arg = ctx, .body_max = BODY_MAX };
	else
		http_reply_canned(r, t->wrong_method);
	track_host_guard(r, ctx, out);
}
