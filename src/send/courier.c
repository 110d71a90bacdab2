#include "send/courier.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "core/sender/google.h"
#include "db/gen/sys_send_q.h"
#include "gmail/gmail.h"
#include "http/fetch.h"
#include "os/clock.h"
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#define SEND_US (90 * US_PER_S) /* a large message over a slow line */
#define ASK_US (30 * US_PER_S)
#define LOOK_AT_MOST 25u	  /* mails to one address since the first try that are looked at one by one */
#define CLOCKS_DIFFER US_PER_HOUR /* ours and Google's, at most, when we say "since" */

struct couriers {
	const struct app *app;
	struct loop *loop;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct errand *queue, **tail;
	pthread_t threads[GMAIL_COURIERS];
	unsigned n_threads, idle, queued;
	bool over;
	_Atomic bool cut;
};

struct trip {
	struct couriers *c;
	struct errand *r;
	struct arena arena;
	str token;
	str thread_id; /* absent: a new thread */
};

static void courier_say(struct errand *r, str words)
{
	str cut = str_upto(words, str_utf8_floor(words, size_min(words.n, sizeof(r->text))));
	if (cut.n && str_utf8_valid(cut))
		memcpy(r->text, cut.p, r->text_n = cut.n);
}

/* One request with the mailbox's token. The error document, if it is one, becomes the verdict. */
static err courier_call(struct trip *t, const struct gmail_request *g, int64_t patience, struct fetch_answer *out,
			struct gmail_verdict *v)
{
	struct fetch_header auth = { "Authorization", arena_printf(&t->arena, "Bearer %.*s", STR_FMT(t->token)) };
	struct fetch_request rq = { .method = g->method,
				    .url = g->url,
				    .headers = &auth,
				    .n_headers = 1,
				    .body = g->body,
				    .body_type = g->type,
				    .total_us = patience,
				    .answer_max = GMAIL_ANSWER_MAX,
				    .allow_http = true,
				    .allow_private = true,
				    .stop = &t->c->cut };
	struct gmail_error e;
	TRY(fetch(&t->arena, &rq, out));
	gmail_error_read(&t->arena, out->status == 200 ? STR("") : out->body, &e);
	*v = gmail_verdict_of(out->status, e.reason, e.message, out->retry_after, clock_now());
	if (v->outcome != GMAIL_OK) {
		t->r->text_n = 0;
		courier_say(t->r, arena_printf(&t->arena, "%d %.*s%s%.*s", out->status, STR_FMT(e.reason),
					       str_empty(e.reason) ? "" : ": ",
					       STR_FMT(str_empty(e.message) ? str_z(v->reason) : e.message)));
	}
	return OK;
}

/* The same; a token that is not taken is replaced, once. */
static err courier_call_signed(struct trip *t, const struct gmail_request *g, int64_t patience,
			       struct fetch_answer *out, struct gmail_verdict *v)
{
	TRY(courier_call(t, g, patience, out, v));
	if (v->outcome != GMAIL_TOKEN)
		return OK;
	str stale = t->token;
	TRY(google_token(t->c->app, &t->arena, t->r->sender_id, stale, &t->token));
	TRY(courier_call(t, g, patience, out, v));
	if (v->outcome == GMAIL_TOKEN)
		*v = (struct gmail_verdict){ .outcome = GMAIL_PAUSE,
					     .reason = "Google does not take the tokens it gives: connect it again" };
	return OK;
}

/* ---- Did it go out? */

static err courier_search(struct trip *t, str query, unsigned most, struct gmail_ref **out, size_t *n,
			  struct gmail_verdict *v)
{
	struct gmail_request g;
	struct fetch_answer answer;
	gmail_search(&t->arena, t->c->app->config->google_gmail, query, most, &g);
	TRY(courier_call_signed(t, &g, ASK_US, &answer, v));
	return v->outcome == GMAIL_OK ? gmail_search_read(&t->arena, answer.body, out, n) : OK;
}

static err courier_look(struct trip *t, str id, struct gmail_headers *out, struct gmail_verdict *v)
{
	struct gmail_request g;
	struct fetch_answer answer;
	gmail_look(&t->arena, t->c->app->config->google_gmail, id, &g);
	TRY(courier_call_signed(t, &g, ASK_US, &answer, v));
	return v->outcome == GMAIL_OK ? gmail_look_read(&t->arena, answer.body, out) : OK;
}

static void courier_keep_id(char out[SLOT_ID_MAX], str id)
{
	snprintf(out, SLOT_ID_MAX, "%.*s", STR_FMT(id));
}

static void courier_found(struct trip *t, const struct gmail_ref *m, str message_id)
{
	struct errand *r = t->r;
	r->end = ERRAND_FOUND;
	courier_keep_id(r->slot->gmail_id, m->id);
	courier_keep_id(r->slot->gmail_thread, m->thread_id);
	if (!str_empty(message_id) && !str_eq(message_id, r->message_id))
		snprintf(r->sent_as, sizeof(r->sent_as), "%.*s", STR_FMT(message_id));
	courier_say(r, STR("it had gone out already: found in the mailbox"));
}

/* By our Message-ID; where Gmail wrote its own, by our own header among the mails to this address. *there: it went out.
 * A mailbox that we may not read cannot be asked: v says so. */
static err courier_ask(struct trip *t, bool *there, struct gmail_verdict *v)
{
	struct gmail_ref *m;
	size_t n = 0;
	*there = false;
	TRY(courier_search(t, gmail_query_id(&t->arena, t->r->message_id), 1, &m, &n, v));
	if (v->outcome != GMAIL_OK)
		return OK;
	if (n > 0) {
		courier_found(t, &m[0], STR_NULL);
		*there = true;
		return OK;
	}
	int64_t since = (t->r->since ? t->r->since : clock_now()) - CLOCKS_DIFFER;
	TRY(courier_search(t, gmail_query_sent(&t->arena, t->r->address, since), LOOK_AT_MOST, &m, &n, v));
	for (size_t i = 0; i < n && v->outcome == GMAIL_OK && !*there; i++) {
		struct gmail_headers h = {};
		TRY(courier_look(t, m[i].id, &h, v));
		if (v->outcome == GMAIL_MISSING) /* deleted meanwhile */
			v->outcome = GMAIL_OK;
		*there = str_eq(h.loumass_id, t->r->recipient_id);
		if (*there)
			courier_found(t, &m[i], h.message_id);
	}
	return OK;
}

/* ---- Sending */

static void courier_learn(struct trip *t)
{
	struct gmail_headers h = {};
	struct gmail_verdict v;
	struct errand *r = t->r;
	if (!r->learn || err_is(courier_look(t, str_z(r->slot->gmail_id), &h, &v)) || v.outcome != GMAIL_OK ||
	    str_empty(h.message_id))
		return;
	r->learned = true;
	if (!str_eq(h.message_id, r->message_id))
		snprintf(r->sent_as, sizeof(r->sent_as), "%.*s", STR_FMT(h.message_id));
}

static void courier_accepted(struct trip *t, str body)
{
	struct errand *r = t->r;
	struct gmail_ref m;
	r->text_n = 0;
	if (err_is(gmail_send_read(&t->arena, body, &m))) {
		/* 200 with something else: it went out or not, only the mailbox knows. */
		r->end = ERRAND_DOUBT;
		courier_say(r, STR("Gmail's answer names no message"));
		return;
	}
	courier_keep_id(r->slot->gmail_id, m.id);
	courier_keep_id(r->slot->gmail_thread, m.thread_id);
	courier_say(r, arena_printf(&t->arena, "accepted by Gmail as %.*s", STR_FMT(m.id)));
	courier_learn(t);
}

static err courier_deliver(struct trip *t)
{
	struct errand *r = t->r;
	struct gmail_request g;
	struct fetch_answer answer;
	r->slot->at = clock_now();
	fault_point("send.before_dot");
	atomic_store_explicit(&r->slot->state, SLOT_INTENT, memory_order_release);
	fault_point("send.after_intent");
	gmail_send(&t->arena, t->c->app->config->google_gmail, r->raw, t->thread_id, &g);
	TRY(courier_call_signed(t, &g, SEND_US, &answer, &r->verdict));
	if (r->verdict.outcome == GMAIL_MISSING && !str_absent(t->thread_id)) {
		/* The person has deleted the thread: a new one then. */
		t->thread_id = STR_NULL;
		gmail_send(&t->arena, t->c->app->config->google_gmail, r->raw, STR_NULL, &g);
		TRY(courier_call_signed(t, &g, SEND_US, &answer, &r->verdict));
	}
	fault_point("send.after_reply");
	r->end = ERRAND_ANSWERED;
	if (r->verdict.outcome == GMAIL_OK)
		courier_accepted(t, answer.body);
	return OK;
}

/* Gmail was asked and knows nothing of it. A mailbox that may only send, and not be read, cannot be asked: then the
 * installation's policy for doubts decides. */
static bool courier_may_send_again(struct trip *t, bool in_doubt)
{
	struct errand *r = t->r;
	r->end = ERRAND_ANSWERED;
	if (r->verdict.outcome == GMAIL_OK)
		return true;
	if (r->verdict.outcome != GMAIL_PAUSE)
		return false;
	if (!in_doubt || !t->c->app->config->in_doubt_hold)
		return true;
	r->verdict = (struct gmail_verdict){ .outcome = GMAIL_REFUSED };
	r->text_n = 0;
	courier_say(r, STR("in doubt: it may have been delivered, the mailbox may not be read, and it is held"));
	return false;
}

static err courier_travel(struct trip *t)
{
	struct q_send_gmail_facts_row facts;
	struct errand *r = t->r;
	bool there;
	system_db db = app_system(t->c->app);
	TRY(q_send_gmail_facts(db, &t->arena, &(struct q_send_gmail_facts_in){ .id = r->recipient_id }, &facts));
	TRY(google_token(t->c->app, &t->arena, r->sender_id, STR_NULL, &t->token));
	if (r->in_thread)
		t->thread_id = str_empty(facts.thread_id) ? STR_NULL : facts.thread_id;
	if (r->tried || facts.in_doubt) {
		err e = courier_ask(t, &there, &r->verdict);
		if (err_is(e))
			return e.code == ERR_UNCERTAIN || e.code == ERR_PROTO ? err_make(ERR_UNAVAILABLE, e.why) : e;
		if (there)
			return OK;
		if (!courier_may_send_again(t, facts.in_doubt))
			return OK;
	}
	return courier_deliver(t);
}

static void send_courier_run(struct couriers *c, struct errand *r)
{
	struct trip t = { .c = c, .r = r };
	arena_init(&t.arena, 4 * (MESSAGE_MAX + (1u << 20)));
	err e = courier_travel(&t);
	if (err_is(e)) {
		r->end = e.code == ERR_UNCERTAIN || e.code == ERR_LIMIT ? ERRAND_DOUBT
			 : e.code == ERR_AUTH				? ERRAND_LOCKED
									: ERRAND_UNSENT;
		r->text_n = 0;
		courier_say(r, str_z(e.why ? e.why : err_name(e.code)));
	}
	arena_deinit(&t.arena);
	loop_post(c->loop, &r->done);
}

/* ---- Threads */

static void *courier_run(void *arg)
{
	struct couriers *c = arg;
	pthread_mutex_lock(&c->lock);
	for (;;) {
		c->idle++;
		while (!c->queue && !c->over)
			pthread_cond_wait(&c->wake, &c->lock);
		c->idle--;
		struct errand *r = c->queue;
		if (!r)
			break;
		c->queue = r->next;
		c->queued--;
		if (!c->queue)
			c->tail = &c->queue;
		pthread_mutex_unlock(&c->lock);
		send_courier_run(c, r);
		pthread_mutex_lock(&c->lock);
	}
	pthread_mutex_unlock(&c->lock);
	return NULL;
}

struct couriers *couriers_new(const struct app *app, struct loop *loop)
{
	struct couriers *c = calloc(1, sizeof(*c));
	if (!c)
		abort();
	c->app = app;
	c->loop = loop;
	c->tail = &c->queue;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->wake, NULL);
	return c;
}

void couriers_send(struct couriers *c, struct errand *r)
{
	pthread_mutex_lock(&c->lock);
	r->next = NULL;
	*c->tail = r;
	c->tail = &r->next;
	if (++c->queued > c->idle && c->n_threads < GMAIL_COURIERS &&
	    pthread_create(&c->threads[c->n_threads], NULL, courier_run, c) == 0)
		c->n_threads++;
	if (c->n_threads == 0) {
		fputs("loumass: no thread can be started\n", stderr);
		abort();
	}
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
}

void couriers_cut(struct couriers *c)
{
	atomic_store(&c->cut, true);
}

void couriers_free(struct couriers *c)
{
	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->over = true;
	pthread_cond_broadcast(&c->wake);
	pthread_mutex_unlock(&c->lock);
	for (unsigned i = 0; i < c->n_threads; i++)
		pthread_join(c->threads[i], NULL);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->wake);
	free(c);
}
