/* The loop's side of the engine: a lane per sender holds its connections and the batches it works on. Nothing here
 * touches the database or blocks. A message's slot is written before its final dot may leave, and again with its
 * outcome; then the outcome is queued for the accountant. What a broken connection had not committed goes back to its
 * batch; what it had is in doubt. */
#include "base/fault.h"
#include "base/log.h"
#include "base/num.h"
#include "base/time.h"
#include "os/clock.h"
#include "send/ladder.h"
#include "send/lane_int.h"
#include "send/policy.h"
#include "wire/addr.h"
#include "wire/cuid.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define FLIGHTS_MAX 4096u
#define CAPTURE_TURN 64u
#define IDLE_US (5 * US_PER_S)
#define LANE_IDLE (10 * US_PER_S)	  /* a lane without work is forgotten */
#define LANE_REMEMBERED (7 * US_PER_HOUR) /* and one that knows of a server's refusals (PACE_REST at most) */
#define QUEUED_BYTES_MAX (16u << 20)
#define REST_HAND_BACK (20 * US_PER_S) /* a longer rest gives the batches back to the others */

uint64_t lane_chance(void)
{
	uint64_t v;
	token_random_bytes(&v, sizeof(v));
	return v;
}

/* --- messages --- */

struct flight *flight_new(struct engine *e)
{
	struct flight *f = e->free_flights;
	if (!f)
		return NULL;
	f->slot = slots_take(e->slots);
	if (!f->slot)
		return NULL;
	e->free_flights = f->next;
	buf_reset(&f->body);
	return f;
}

/* The slot, when it is not handed to an outcome, goes back. */
void flight_free(struct engine *e, struct flight *f)
{
	if (f->slot)
		slots_free(e->slots, f->slot);
	f->slot = NULL;
	if (f->body.cap > (256u << 10)) {
		buf_deinit(&f->body);
		buf_init(&f->body, MESSAGE_MAX);
	}
	f->next = e->free_flights;
	e->free_flights = f;
}

void row_address(const struct row *r, struct message_to *to)
{
	*to = (struct message_to){ .id = r->id,
				   .tracking_id = r->tracking_id,
				   .address = r->values.email,
				   .values = r->values,
				   .in_reply_to = r->in_reply_to,
				   .references = r->references,
				   .subject_re = r->subject,
				   .subject_needed = true,
				   .date_us = clock_now() };
	to->values.email = r->email;
}

static void lane_copy_id(char out[SLOT_ID_MAX], str id)
{
	size_t n = size_min(id.n, SLOT_ID_MAX - 1);
	memcpy(out, id.p, n);
	out[n] = 0;
}

void slot_prepare(struct slot *s, const struct row *r)
{
	lane_copy_id(s->recipient, r->id);
	cuid_make(clock_now(), s->attempt);
	s->attempts = r->attempts;
	s->first_tried = r->first_tried;
	s->text_n = 0;
	s->gmail_id[0] = s->gmail_thread[0] = 0;
}

/* Splices and submits; false when there is no room for it now (the row goes back). */
static bool lane_submit(struct link *k, struct batch *b, size_t row)
{
	struct lane *l = k->lane;
	struct row *r = &b->rows[row];
	struct flight *f = flight_new(l->e);
	if (!f)
		return false;
	struct message_to to;
	row_address(r, &to);
	const struct message *m = composed_message(row_message(b, r));
	const char *why = "the message is larger than 40 MB";
	err e = message_splice_head(m, &to, &f->body);
	if (e.code == ERR_INVALID)
		why = e.why;
	if (!err_is(e)) {
		why = "the message cannot be signed";
		e = dkim_sign_buf(b->handover.signer, &f->body, message_tail(m), to.date_us);
	}
	if (err_is(e)) {
		flight_free(l->e, f);
		row_fail(l, b, row, why);
		return true;
	}
	f->batch = b;
	f->row = row;
	f->link = k;
	slot_prepare(f->slot, r);
	struct smtp_envelope env = { .tag = f->tag,
				     .from = composed_envelope(row_message(b, r), r->id, f->from),
				     .rcpt = r->values.email,
				     .body = buf_str(&f->body),
				     .tail = message_tail(m),
				     .dot_safe = true };
	for (size_t i = 0; i < r->values.email.n && !env.utf8; i++)
		env.utf8 = (unsigned char)r->values.email.p[i] >= 0x80;
	k->room = false;
	if (!smtp_conn_submit(k->conn, &env)) {
		flight_free(l->e, f);
		return false;
	}
	b->used++;
	k->flights++;
	return true;
}

/* Gives a link the next message of the lane. False when there is none now. */
static bool lane_feed(struct link *k)
{
	struct lane *l = k->lane;
	int64_t now = clock_mono();
	for (struct turn *t = l->turns, *after; t; t = after) {
		after = t->next;
		for (struct batch *b = t->first, *next; b; b = next) {
			next = b->next;
			size_t row;
			while (batch_take(l, b, now, &row)) {
				if (row_settle(l, b, row))
					continue;
				if (lane_submit(k, b, row)) {
					turn_over(l, t);
					batch_settle(l, b);
					return true;
				}
				batch_untake(b, row);
				return false;
			}
			batch_settle(l, b);
		}
	}
	return false;
}

/* --- connections --- */

static struct flight *lane_flight_at(struct engine *e, uint64_t tag)
{
	return &e->flights[tag - 1];
}

static void lane_on_ready(void *ctx, struct smtp_conn *c)
{
	struct link *k = ctx;
	(void)c;
	k->room = true;
	if (!k->quitting && !lane_feed(k))
		k->idle_since = loop_now(k->lane->e->loop);
}

static enum smtp_go lane_on_commit(void *ctx, struct smtp_conn *c, uint64_t tag)
{
	struct link *k = ctx;
	struct flight *f = lane_flight_at(k->lane->e, tag);
	struct slot *s = f->slot;
	/* This process stood still, or the server took very long: others may have taken over by now. */
	if (!commit_allowed(clock_lease(), atomic_load(&f->batch->lease_end), LEASE_MARGIN)) {
		k->quitting = true;
		smtp_conn_abort(c);
		return SMTP_WAIT;
	}
	s->at = clock_now();
	fault_point("send.before_dot");
	atomic_store_explicit(&s->state, SLOT_INTENT, memory_order_release);
	fault_point("send.after_intent");
	return SMTP_GO;
}

static void lane_tell_of_errand(struct outcome *o, const struct errand *e)
{
	o->item.confirmed = e->end == ERRAND_FOUND;
	if (!e->sent_as[0])
		return;
	o->owned = strdup(e->sent_as);
	if (!o->owned)
		abort();
	o->item.sent_as = str_z(o->owned);
}

/* Writes what happened into the slot, and hands it to the accountant. */
void flight_conclude(struct lane *l, struct flight *f, enum settle_kind kind, const struct smtp_verdict *v, str text,
		     bool counted)
{
	struct slot *s = f->slot;
	str cut = str_upto(text, str_utf8_floor(text, size_min(text.n, SLOT_TEXT_MAX)));
	if (!str_utf8_valid(cut))
		cut = str_z(v->reason ? v->reason : "the server's reply is not text");
	memcpy(s->text, cut.p, cut.n);
	s->text_n = (uint16_t)cut.n;
	s->at = clock_now();
	s->outcome = (uint8_t)v->outcome;
	s->counted = counted;
	s->wait_us = v->wait_us;
	if (kind == ACCOUNT_OUTCOME)
		atomic_store_explicit(&s->state, SLOT_OUTCOME, memory_order_release);
	struct outcome *o = batch_outcome(f->batch, f->row, kind);
	lane_copy_id(o->attempt, str_z(s->attempt));
	o->item.attempt = str_z(o->attempt);
	o->item.outcome = v->outcome;
	o->item.counted = counted;
	o->item.wait_us = v->wait_us;
	o->item.cause = STR("connection");
	o->item.text = str_of(s->text, s->text_n);
	o->item.gmail_id = str_z(s->gmail_id);
	o->item.gmail_thread = str_z(s->gmail_thread);
	if (f->errand)
		lane_tell_of_errand(o, f->errand);
	o->slot = s;
	f->slot = NULL;
	reach_count(&l->reach, loop_now(l->e->loop));
	accountant_put(l->e, o);
	fault_point("send.after_journal");
}

static void lane_settle_all(struct lane *l, bool halt)
{
	for (struct turn *t = l->turns; t; t = t->next)
		for (struct batch *b = t->first, *next; b; b = next) {
			next = b->next;
			if (halt)
				atomic_store(&b->halt, true);
			batch_settle(l, b);
		}
}

static void lane_halt_all(struct lane *l)
{
	lane_settle_all(l, true);
}

/* The server, not a recipient, wants us to stop for a while. */
void lane_rest(struct lane *l, int64_t asked, str why)
{
	if (clock_mono() >= l->rest_until) /* not for each of the connections that hear the same at once */
		l->failures++;
	int64_t rest = ladder_rest(l->failures, asked, lane_chance());
	l->rest_until = i64_max(l->rest_until, clock_mono() + rest);
	log_info("send.rest", "sender %.*s rests %lld ms", STR_FMT(l->sender_id), (long long)(rest / 1000));
	if (rest >= REST_HAND_BACK) {
		l->rested = true;
		lane_tell(l, why, (double)rest / 1e6);
		lane_halt_all(l);
	}
	loop_timer_set(l->e->loop, &l->wake, loop_now(l->e->loop) + rest + 1000);
}

/* The account: for a while when the server says or means so, else until a person has seen to it. */
void lane_refuse(struct lane *l, int64_t wait, str why)
{
	if (wait > 0) {
		lane_rest(l, wait, why);
		return;
	}
	if (l->refused)
		return;
	l->refused = true;
	log_warn("send.sender_paused", "sender %.*s is paused: its server refuses it", STR_FMT(l->sender_id));
	lane_tell(l, why, 0);
	lane_halt_all(l);
}

void lane_works(struct lane *l)
{
	l->failures = 0;
	if (!l->rested)
		return;
	l->rested = false;
	lane_tell(l, STR(""), -1);
}

/* The reply as a person would look it up: "552 5.2.2 mailbox full". In `to`. */
static str lane_whole_reply(const struct smtp_result *r, char *to, size_t cap)
{
	int n = 0;
	if (r->code && r->enhanced[0])
		n = snprintf(to, cap, "%d %d.%d.%d ", r->code, r->enhanced[0], r->enhanced[1], r->enhanced[2]);
	else if (r->code)
		n = snprintf(to, cap, "%d ", r->code);
	size_t at = (size_t)n, more = size_min(r->text.n, cap - at);
	if (more)
		memcpy(to + at, r->text.p, more);
	return str_of(to, at + more);
}

static void lane_on_done(void *ctx, struct smtp_conn *c, uint64_t tag, const struct smtp_result *r)
{
	struct link *k = ctx;
	(void)c;
	struct lane *l = k->lane;
	struct flight *f = lane_flight_at(l->e, tag);
	struct batch *b = f->batch;
	char words[SLOT_TEXT_MAX];
	str text = lane_whole_reply(r, words, sizeof(words));
	k->flights--;
	fault_point("send.after_reply");
	switch (r->verdict.outcome) {
	case SMTP_ACCEPTED:
		lane_works(l);
		lane_accepted(l, b->rows[f->row].domain);
		flight_conclude(l, f, ACCOUNT_OUTCOME, &r->verdict, text, true);
		break;
	case SMTP_RETRY:
	case SMTP_BOUNCED:
	case SMTP_REFUSED:
	case SMTP_OURS: flight_conclude(l, f, ACCOUNT_OUTCOME, &r->verdict, text, true); break;
	case SMTP_THROTTLED:
		if (r->verdict.whole_sender) {
			batch_again(b, f->row);
			lane_rest(l, r->verdict.wait_us, text);
		} else {
			struct smtp_verdict v = r->verdict;
			v.wait_us = pace_slow(lane_pace(l), b->rows[f->row].domain, loop_now(l->e->loop), v.wait_us);
			v.wait_us = pace_spread(v.wait_us, lane_chance());
			flight_conclude(l, f, ACCOUNT_OUTCOME, &v, text, false);
		}
		break;
	case SMTP_BLOCKED:
		if (r->verdict.whole_sender) {
			batch_again(b, f->row);
			lane_refused(l, &r->verdict, text);
		} else {
			flight_refused(l, f, &r->verdict, text);
		}
		break;
	case SMTP_SENDER_PAUSE:
		batch_again(b, f->row);
		lane_refuse(l, r->verdict.wait_us, text);
		break;
	}
	flight_free(l->e, f);
	batch_settle(l, b);
}

static void lane_unlink_link(struct link *k)
{
	struct lane *l = k->lane;
	for (struct link **at = &l->links; *at; at = &(*at)->next)
		if (*at == k) {
			*at = k->next;
			break;
		}
	l->n_links--;
	free(k);
}

static void lane_on_closed(void *ctx, struct smtp_conn *c, const struct smtp_closed *r)
{
	struct link *k = ctx;
	(void)c;
	struct lane *l = k->lane;
	struct batch *touched[2 * SMTP_SLOTS];
	size_t n = 0;
	for (size_t i = 0; i < r->rest.uncommitted_n; i++) {
		struct flight *f = lane_flight_at(l->e, r->rest.uncommitted[i]);
		touched[n++] = f->batch;
		batch_again(f->batch, f->row);
		flight_free(l->e, f);
	}
	struct smtp_verdict doubt = { .outcome = SMTP_RETRY,
				      .wait_us = DOUBT_WAIT,
				      .reason = "the connection broke after the final dot" };
	for (size_t i = 0; i < r->rest.in_doubt_n; i++) {
		struct flight *f = lane_flight_at(l->e, r->rest.in_doubt[i]);
		touched[n++] = f->batch;
		flight_conclude(l, f, ACCOUNT_DOUBT, &doubt, r->text, false);
		flight_free(l->e, f);
	}
	lane_unlink_link(k);
	if (r->verdict.outcome == SMTP_SENDER_PAUSE)
		lane_refuse(l, r->verdict.wait_us, r->text);
	else if (r->verdict.outcome == SMTP_BLOCKED)
		lane_refused(l, &r->verdict, r->text);
	else if (r->verdict.outcome != SMTP_ACCEPTED && r->delivered > 0)
		l->failures = 0; /* it took mail and then had enough of this connection: a new one may go on */
	else if (r->verdict.outcome != SMTP_ACCEPTED && l->n_links == 0)
		lane_rest(l, r->verdict.wait_us, r->text);
	else if (r->verdict.outcome != SMTP_ACCEPTED)
		l->max_links = l->n_links; /* it takes so many and no more, for now */
	for (size_t i = 0; i < n; i++)
		batch_settle(l, touched[i]);
	lane_pump(l);
}

static void lane_link_open(struct lane *l)
{
	static const struct smtp_conn_callbacks callbacks = { .ready = lane_on_ready,
							      .about_to_commit = lane_on_commit,
							      .done = lane_on_done,
							      .closed = lane_on_closed };
	struct link *k = calloc(1, sizeof(*k));
	if (!k)
		abort();
	k->lane = l;
	k->next = l->links;
	l->links = k;
	l->n_links++;
	k->idle_since = loop_now(l->e->loop);
	k->conn = smtp_conn_open(l->e->loop, &l->params, &callbacks, k);
}

/* --- captured mail: no network --- */

static char *lane_append(char *at, str s, str *out)
{
	if (s.n)
		memcpy(at, s.p, s.n);
	*out = str_of(at, s.n);
	return at + s.n;
}

static void lane_capture_row(struct lane *l, struct batch *b, size_t row)
{
	struct row *r = &b->rows[row];
	struct message_to to;
	struct arena ARENA_AUTO a = {};
	struct buf BUF_AUTO body;
	buf_init(&body, MESSAGE_MAX);
	row_address(r, &to);
	str subject = STR("");
	err e = message_splice(composed_message(row_message(b, r)), &to, &body);
	if (!err_is(e))
		e = composed_subject(row_message(b, r), &a, &to, &subject);
	if (err_is(e)) {
		row_fail(l, b, row, e.code == ERR_INVALID ? e.why : "the message is larger than 40 MB");
		return;
	}
	b->used++;
	struct outcome *o = batch_outcome(b, row, ACCOUNT_CAPTURE);
	cuid_make(o->item.at, o->attempt);
	o->item.attempt = str_z(o->attempt);
	str from = composed_from_header(row_message(b, r)), raw = buf_str(&body);
	o->owned = malloc(from.n + r->email.n + subject.n + raw.n + 1);
	if (!o->owned)
		abort();
	char *at = lane_append(o->owned, from, &o->capture.from);
	at = lane_append(at, r->email, &o->capture.to);
	at = lane_append(at, subject, &o->capture.subject);
	lane_append(at, raw, &o->capture.raw);
	o->item.capture = &o->capture;
	o->item.text = STR("captured, not sent");
	accountant_put(l->e, o);
}

static void lane_capture_turn(struct lane *l, struct batch *b, int64_t now, size_t *turn)
{
	size_t row;
	while (*turn < CAPTURE_TURN && atomic_load(&l->e->queued_bytes) < QUEUED_BYTES_MAX &&
	       batch_take(l, b, now, &row)) {
		++*turn;
		if (!row_settle(l, b, row))
			lane_capture_row(l, b, row);
	}
	batch_settle(l, b);
}

static void lane_capture_pump(struct lane *l)
{
	int64_t now = clock_mono();
	size_t turn = 0;
	for (struct turn *t = l->turns, *after; t && turn < CAPTURE_TURN; t = after) {
		after = t->next;
		for (struct batch *b = t->first, *next; b && turn < CAPTURE_TURN; b = next) {
			next = b->next;
			lane_capture_turn(l, b, now, &turn);
		}
	}
	if (turns_any(l))
		loop_timer_set(l->e->loop, &l->wake,
			       loop_now(l->e->loop) + (turn == CAPTURE_TURN ? 0 : 20 * US_PER_MS));
}

/* --- lanes --- */

static size_t lane_left(const struct lane *l)
{
	size_t n = 0;
	for (const struct turn *t = l->turns; t; t = t->next)
		for (const struct batch *b = t->first; b; b = b->next)
			if (!atomic_load(&b->halt))
				n += b->n - b->cursor + b->again_n;
	return n;
}

void lane_pump(struct lane *l)
{
	if (l->pumping)
		return;
	l->pumping = true;
	if (l->capture) {
		lane_capture_pump(l);
	} else if (l->gmail) {
		gmail_pump(l);
	} else if (clock_mono() >= l->rest_until) {
		for (struct link *k = l->links, *next; k; k = next) {
			next = k->next;
			if (k->room && !k->quitting)
				lane_feed(k);
		}
		/* After a failure one connection feels the way. */
		size_t left = lane_left(l), wanted = l->failures ? 1 : l->max_links;
		unsigned opening = 0;
		for (struct link *k = l->links; k; k = k->next)
			opening += k->flights == 0;
		while (l->n_links < wanted && opening < left && !l->refused && !atomic_load(&l->e->draining)) {
			lane_link_open(l);
			opening++;
		}
	}
	l->pumping = false;
}

static void lane_on_wake(struct loop_timer *t)
{
	lane_pump(t->ctx);
}

struct pace *lane_pace(struct lane *l)
{
	if (!l->pace) {
		l->pace = calloc(1, sizeof(*l->pace));
		if (!l->pace)
			abort();
	}
	return l->pace;
}

int64_t lane_domain_wait(struct lane *l, str domain)
{
	return l->pace ? pace_wait(l->pace, domain, loop_now(l->e->loop)) : 0;
}

static void lane_configure(struct lane *l, const struct handover *h)
{
	l->capture = h->capture;
	l->gmail = h->gmail;
	l->max_links = h->max_links;
	if (l->version == h->version)
		return;
	/* New settings, or a person's word to go on: old connections finish and go, old grudges are forgotten. */
	l->version = h->version;
	l->refused = l->rested = false;
	l->rest_until = 0;
	l->failures = 0;
	free(l->pace);
	l->pace = NULL;
	l->params = h->params;
	l->params.host = arena_dup(&l->arena, h->params.host);
	l->params.username = arena_dup(&l->arena, h->params.username);
	l->params.secret = arena_dup(&l->arena, h->params.secret);
	l->params.helo = arena_dup(&l->arena, h->params.helo);
	for (struct link *k = l->links; k; k = k->next) {
		k->quitting = true;
		smtp_conn_quit(k->conn);
	}
}

static struct lane *lane_of(struct engine *e, const struct batch *b)
{
	struct lane *l = lanes_find(e, b->sender_id);
	if (!l) {
		l = lanes_add(e, b->sender_id);
		l->wake = (struct loop_timer){ .on = lane_on_wake, .ctx = l };
	}
	l->idle_since = 0;
	lane_configure(l, &b->handover);
	return l;
}

static void lane_on_arrival(struct loop_work *w)
{
	struct engine *e = w->ctx;
	pthread_mutex_lock(&e->hand_lock);
	struct batch *list = e->arrived;
	e->arrived = NULL;
	e->arrived_tail = &e->arrived;
	e->arrival_posted = false;
	pthread_mutex_unlock(&e->hand_lock);
	for (struct batch *b = list, *next; b; b = next) {
		next = b->next;
		struct lane *l = lane_of(e, b);
		turn_add(l, b);
		/* Claimed before the database heard that this sender rests or is paused: it goes back at once. */
		bool resting = l->rested && clock_mono() < l->rest_until;
		if (l->refused || resting || atomic_load(&e->draining))
			atomic_store(&b->halt, true);
		batch_settle(l, b);
		lane_pump(l);
	}
}

/* What lanes waited for may be begun. */
static void lane_on_announced(struct loop_work *w)
{
	struct engine *e = w->ctx;
	int64_t now = clock_mono();
	atomic_store(&e->announced_posted, false);
	for (struct lane *l = e->lanes; l; l = l->next) {
		int64_t stood = l->stood_since ? now - l->stood_since : 0;
		if (!l->asked)
			continue;
		l->asked = false;
		l->stood_since = 0;
		reach_answered(&l->reach, stood);
		if (stood)
			lane_pump(l);
	}
}

/* Nothing to do for a while, and nothing to remember of its server. */
static bool lane_forgettable(struct lane *l, bool works, int64_t now)
{
	if (works) {
		l->idle_since = 0;
		return false;
	}
	if (!l->idle_since)
		l->idle_since = now;
	int64_t idle = now - l->idle_since;
	bool remembers = l->failures || l->rested || l->refused || l->pace || clock_mono() < l->rest_until;
	return idle > (remembers ? LANE_REMEMBERED : LANE_IDLE);
}

/* Ten times a second: paces, pauses, idle connections. */
static void lane_on_tick(struct loop_timer *t)
{
	struct engine *e = t->ctx;
	int64_t now = loop_now(e->loop);
	bool draining = atomic_load(&e->draining), busy = false;
	for (struct lane *l = e->lanes, *next; l; l = next) {
		next = l->next;
		lane_settle_all(l, draining);
		lane_pump(l);
		turns_sweep(l);
		for (struct link *k = l->links; k; k = k->next)
			if (!k->quitting && k->room && k->flights == 0 && (draining || now - k->idle_since > IDLE_US)) {
				k->quitting = true;
				smtp_conn_quit(k->conn);
			}
		bool works = l->turns || l->links || l->errands;
		busy |= works;
		if (lane_forgettable(l, works, now))
			lanes_drop(e, l);
	}
	if (atomic_load(&e->stopping) && !busy)
		loop_stop(e->loop);
	else
		loop_timer_set(e->loop, t, now + 100 * US_PER_MS);
}

err lanes_init(struct engine *e)
{
	TRY(loop_new(&e->loop));
	e->couriers = couriers_new(e->app, e->loop);
	e->flights = calloc(FLIGHTS_MAX, sizeof(*e->flights));
	if (!e->flights)
		abort();
	for (size_t i = FLIGHTS_MAX; i-- > 0;) {
		e->flights[i].tag = i + 1;
		buf_init(&e->flights[i].body, MESSAGE_MAX);
		e->flights[i].next = e->free_flights;
		e->free_flights = &e->flights[i];
	}
	e->arrival = (struct loop_work){ .on = lane_on_arrival, .ctx = e };
	e->announced = (struct loop_work){ .on = lane_on_announced, .ctx = e };
	e->tick = (struct loop_timer){ .on = lane_on_tick, .ctx = e };
	loop_timer_set(e->loop, &e->tick, 0);
	return OK;
}

void *lanes_run(void *engine)
{
	struct engine *e = engine;
	if (err_is(loop_run(e->loop)))
		log_error("send.loop", "the event loop ended");
	return NULL;
}

/* Connections that did not end in time. Their messages, if committed, stay in their slots as intents: in doubt. */
void lanes_cut(struct engine *e)
{
	couriers_cut(e->couriers);
	for (struct lane *l = e->lanes; l; l = l->next)
		while (l->links)
			smtp_conn_abort(l->links->conn);
}

void lanes_deinit(struct engine *e)
{
	couriers_free(e->couriers);
	while (e->lanes)
		lanes_drop(e, e->lanes);
	free(e->lane_table);
	for (size_t i = 0; e->flights && i < FLIGHTS_MAX; i++)
		buf_deinit(&e->flights[i].body);
	free(e->flights);
	loop_timer_stop(e->loop, &e->tick);
	smtp_cleanup();
	loop_free(e->loop);
}
