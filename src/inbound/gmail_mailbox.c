/* A mailbox over Gmail's API: the history from where it was read last. The first look takes what has arrived since the
 * account was connected, however long ago that is; when the history has grown too old, the last days are looked through
 * again, which has no effect twice. */
#include "base/log.h"
#include "base/time.h"
#include "core/sender/google.h"
#include "gmail/history.h"
#include "http/fetch.h"
#include "inbound/inbound_int.h"
#include "os/clock.h"

#define RESYNC_BACK (14 * US_PER_DAY)
#define FOUND_MOST 500u /* the newest of what a search finds */
#define PAGES_MAX 200u

struct talk {
	struct reading *r;
	struct arena a; /* of the whole look: token, lists */
	str token;
	int64_t since; /* µs: what arrived before is left alone */
};

/* One request; a refused token is refreshed once. *status 200: body. */
static err gmail_mailbox_ask(struct talk *t, struct arena *a, const struct gmail_request *rq, size_t most, int *status,
			     str *body)
{
	for (int tries = 0;; tries++) {
		struct fetch_header auth = { "Authorization", arena_printf(a, "Bearer %.*s", STR_FMT(t->token)) };
		struct fetch_request f = { .method = rq->method,
					   .url = rq->url,
					   .headers = &auth,
					   .n_headers = 1,
					   .answer_max = most,
					   .allow_http = true, /* the operator named it */
					   .allow_private = true,
					   .stop = t->r->stop };
		struct fetch_answer answer;
		err e = fetch(a, &f, &answer);
		if (e.code == ERR_UNCERTAIN) /* it only read */
			e.code = ERR_UNAVAILABLE;
		TRY(e);
		*status = answer.status;
		*body = answer.body;
		if (answer.status != 401 || tries > 0)
			return OK;
		TRY(google_token(t->r->app, &t->a, t->r->box->sender_id, t->token, &t->token));
	}
}

static err gmail_mailbox_not_ok(struct talk *t, struct arena *a, int status, str body)
{
	struct gmail_error e;
	gmail_error_read(a, body, &e);
	str words = str_upto(str_absent(e.message) ? STR("no reason given") : e.message, 300);
	return err_make(status == 401 || status == 403 ? ERR_AUTH : ERR_UNAVAILABLE,
			arena_printf(t->r->words, "Gmail answered %d: %.*s", status, STR_FMT(words)).p);
}

static err gmail_mailbox_take(struct talk *t, str id, int64_t *at)
{
	struct arena ARENA_AUTO a = {};
	const char *base = t->r->app->config->google_gmail;
	struct gmail_request rq;
	struct gmail_mail mail;
	int status;
	str body;
	gmail_raw(&a, base, id, &rq);
	err e = gmail_mailbox_ask(t, &a, &rq, GMAIL_RAW_MAX, &status, &body);
	if (e.code == ERR_LIMIT) {
		gmail_brief(&a, base, id, &rq);
		e = gmail_mailbox_ask(t, &a, &rq, GMAIL_RAW_MAX, &status, &body);
	}
	TRY(reading_words(t->r, e));
	if (status == 404) /* deleted meanwhile */
		return OK;
	if (status != 200)
		return gmail_mailbox_not_ok(t, &a, status, body);
	TRY(gmail_mail_read(&a, body, &mail)); /* its words are constant */
	if (mail.outgoing || (mail.at && mail.at < t->since))
		return OK;
	*at = mail.at ? mail.at : clock_now();
	return reading_take(t->r, str_upto(mail.raw, MAIL_READ_MAX), mail.at, mail.thread_id);
}

static err gmail_mailbox_take_all(struct talk *t, const struct gmail_ref *v, size_t n, int64_t *at)
{
	for (size_t i = 0; i < n; i++) {
		TRY(reading_hold(t->r));
		TRY(gmail_mailbox_take(t, v[i].id, at));
	}
	return OK;
}

/* Where there is no profile to be had: the newest message's place in the history. */
static err gmail_mailbox_begin_at_newest(struct talk *t)
{
	const char *base = t->r->app->config->google_gmail;
	struct gmail_request rq;
	struct gmail_ref *refs;
	struct gmail_mail mail;
	size_t n;
	int status;
	str body;
	gmail_search(&t->a, base, STR(""), 1, &rq);
	TRY(gmail_mailbox_ask(t, &t->a, &rq, GMAIL_ANSWER_MAX, &status, &body));
	if (status != 200)
		return gmail_mailbox_not_ok(t, &t->a, status, body);
	TRY(gmail_search_read(&t->a, body, &refs, &n));
	t->r->history_id = STR("1"); /* an empty mailbox: from its beginning */
	if (n == 0)
		return OK;
	gmail_brief(&t->a, base, refs[0].id, &rq);
	TRY(gmail_mailbox_ask(t, &t->a, &rq, GMAIL_RAW_MAX, &status, &body));
	if (status != 200)
		return gmail_mailbox_not_ok(t, &t->a, status, body);
	TRY(gmail_mail_read(&t->a, body, &mail));
	if (!str_absent(mail.history_id))
		t->r->history_id = mail.history_id;
	return OK;
}

static err gmail_mailbox_begin_now(struct talk *t)
{
	struct gmail_request rq;
	int status;
	str body;
	gmail_profile(&t->a, t->r->app->config->google_gmail, &rq);
	TRY(gmail_mailbox_ask(t, &t->a, &rq, GMAIL_ANSWER_MAX, &status, &body));
	if (status == 404)
		return gmail_mailbox_begin_at_newest(t);
	if (status != 200)
		return gmail_mailbox_not_ok(t, &t->a, status, body);
	return gmail_profile_read(&t->a, body, &t->r->history_id);
}

/* What has arrived since then, found by a search instead of the history. Where the history stands is asked first, so
 * that nothing falls between. */
static err gmail_mailbox_take_since(struct talk *t, int64_t since)
{
	str query = arena_printf(&t->a, "after:%lld -label:sent", (long long)(since / US_PER_S));
	struct gmail_request rq;
	struct gmail_ref *refs;
	size_t n;
	int status;
	str body;
	int64_t at = 0, now = clock_now();
	t->since = since;
	TRY(gmail_mailbox_begin_now(t));
	gmail_search(&t->a, t->r->app->config->google_gmail, query, FOUND_MOST, &rq);
	TRY(gmail_mailbox_ask(t, &t->a, &rq, GMAIL_ANSWER_MAX, &status, &body));
	if (status != 200)
		return gmail_mailbox_not_ok(t, &t->a, status, body);
	TRY(gmail_search_read(&t->a, body, &refs, &n));
	TRY(gmail_mailbox_take_all(t, refs, n, &at));
	t->r->looked = SOME_I64(now);
	return reading_seen(t->r, at);
}

static err gmail_mailbox_resync(struct talk *t)
{
	log_info("inbound.resync", "the history of mailbox %.*s is too old: its last days are read again",
		 STR_FMT(t->r->box->id));
	return gmail_mailbox_take_since(t, clock_now() - RESYNC_BACK);
}

static err gmail_mailbox_read_history(struct talk *t)
{
	str page = STR_NULL, since = t->r->history_id;
	int64_t at = 0, now = clock_now();
	for (unsigned i = 0; i < PAGES_MAX; i++) {
		struct gmail_request rq;
		struct gmail_news news;
		int status;
		str body;
		gmail_history(&t->a, t->r->app->config->google_gmail, since, page, &rq);
		TRY(gmail_mailbox_ask(t, &t->a, &rq, GMAIL_ANSWER_MAX, &status, &body));
		if (status == 404)
			return gmail_mailbox_resync(t);
		if (status != 200)
			return gmail_mailbox_not_ok(t, &t->a, status, body);
		TRY(gmail_history_read(&t->a, body, &news));
		TRY(gmail_mailbox_take_all(t, news.v, news.n, &at));
		page = news.next_page;
		if (!str_absent(page))
			continue;
		if (!str_absent(news.history_id))
			t->r->history_id = news.history_id;
		t->r->looked = SOME_I64(now);
		break;
	}
	return reading_seen(t->r, at);
}

err gmail_read_mailbox(struct reading *r)
{
	struct talk t = { .r = r };
	err e = google_token(r->app, &t.a, r->box->sender_id, STR_NULL, &t.token);
	if (!err_is(e) && str_absent(r->history_id)) {
		e = gmail_mailbox_take_since(&t, r->box->since - CLOCKS_DIFFER);
	} else if (!err_is(e)) {
		e = gmail_mailbox_read_history(&t);
	}
	e = reading_words(r, e);
	arena_deinit(&t.a);
	return e;
}
