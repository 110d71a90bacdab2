/* A Gmail mailbox's side of a lane: its messages go by couriers, a few at a time, and what they bring back becomes the
 * lane's business here. The loop's thread only. */
#include "base/num.h"
#include "base/time.h"
#include "os/clock.h"
#include "send/lane_int.h"
#include <stdio.h>
#include <stdlib.h>

static str lane_gmail_domain_of(str address)
{
	return str_from(address, str_rfind_byte(address, '@') + 1);
}

static void lane_gmail_on_done(struct loop_work *w);

/* Splices and hands over; false when there is no room for it now (the row goes back). */
static bool lane_gmail_submit(struct lane *l, struct batch *b, size_t row)
{
	struct row *r = &b->rows[row];
	struct flight *f = flight_new(l->e);
	if (!f)
		return false;
	struct message_to to;
	const struct composed *m = row_message(b, r);
	row_address(r, &to);
	err spliced = message_splice(composed_message(m), &to, &f->body);
	if (err_is(spliced)) {
		flight_free(l->e, f);
		row_fail(l, b, row, spliced.code == ERR_INVALID ? spliced.why : "the message is larger than 40 MB");
		return true;
	}
	f->batch = b;
	f->row = row;
	f->lane = l;
	slot_prepare(f->slot, r);
	str domain = lane_gmail_domain_of(composed_from(m));
	size_t room = r->id.n + domain.n + 4;
	struct errand *e = calloc(1, sizeof(*e) + room);
	if (!e)
		abort();
	char *id = (char *)(e + 1);
	int n = snprintf(id, room, "<%.*s@%.*s>", STR_FMT(r->id), STR_FMT(domain));
	*e = (struct errand){ .sender_id = l->sender_id,
			      .recipient_id = r->id,
			      .address = r->values.email,
			      .message_id = str_of(id, (size_t)n),
			      .raw = buf_str(&f->body),
			      .in_thread = !str_empty(to.in_reply_to),
			      .tried = r->attempts > 0,
			      .learn = !l->learned || l->learns,
			      .since = r->first_tried,
			      .slot = f->slot,
			      .done = { .on = lane_gmail_on_done, .ctx = f } };
	f->errand = e;
	b->used++;
	l->errands++;
	couriers_send(l->e->couriers, e);
	return true;
}

/* Gives the couriers the lane's next message. False when there is none now. */
static bool lane_gmail_feed(struct lane *l)
{
	int64_t now = clock_mono();
	for (struct turn *t = l->turns, *after; t; t = after) {
		after = t->next;
		for (struct batch *b = t->first, *next; b; b = next) {
			next = b->next;
			size_t row;
			while (batch_take(l, b, now, &row)) {
				if (row_settle(l, b, row))
					continue;
				if (lane_gmail_submit(l, b, row)) {
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

void gmail_pump(struct lane *l)
{
	/* After a failure one message feels the way. */
	unsigned wanted = l->failures ? 1 : l->max_links;
	while (l->errands < wanted && clock_mono() >= l->rest_until && !l->refused && !atomic_load(&l->e->draining) &&
	       lane_gmail_feed(l))
		;
}

static void lane_gmail_settle(struct lane *l, struct flight *f, enum smtp_outcome outcome, int64_t wait, str text)
{
	struct smtp_verdict v = { .outcome = outcome, .wait_us = wait, .reason = "Gmail's words are no text" };
	flight_conclude(l, f, ACCOUNT_OUTCOME, &v, text, true);
}

static void lane_gmail_accepted(struct lane *l, struct flight *f, str text)
{
	lane_works(l);
	l->learned |= f->errand->learned;
	l->learns |= f->errand->sent_as[0] != 0;
	lane_gmail_settle(l, f, SMTP_ACCEPTED, 0, text);
}

static void lane_gmail_answered(struct lane *l, struct flight *f, str text)
{
	struct gmail_verdict v = f->errand->verdict;
	struct smtp_verdict blocked = { .outcome = SMTP_BLOCKED,
					.whole_sender = true,
					.reason = v.reason,
					.cause = v.refusal.name,
					.advice = v.refusal.advice };
	switch (v.outcome) {
	case GMAIL_OK: lane_gmail_accepted(l, f, text); break;
	case GMAIL_RETRY:
		lane_gmail_settle(l, f, SMTP_RETRY, v.wait_us, text);
		lane_rest(l, v.wait_us, text);
		break;
	case GMAIL_RATE:
	case GMAIL_QUOTA:
		batch_again(f->batch, f->row);
		lane_rest(l, v.wait_us, text);
		break;
	case GMAIL_TOKEN:
	case GMAIL_PAUSE:
		batch_again(f->batch, f->row);
		lane_refuse(l, 0, text);
		break;
	case GMAIL_BLOCKED:
		batch_again(f->batch, f->row);
		lane_refused(l, &blocked, text);
		break;
	case GMAIL_ADDRESS: lane_gmail_settle(l, f, SMTP_BOUNCED, 0, text); break;
	case GMAIL_REFUSED:
	case GMAIL_MISSING: lane_gmail_settle(l, f, SMTP_REFUSED, 0, text); break;
	}
}

static void lane_gmail_on_done(struct loop_work *w)
{
	static const struct smtp_verdict doubt = { .outcome = SMTP_RETRY,
						   .wait_us = DOUBT_WAIT,
						   .reason = "Gmail did not answer" };
	struct flight *f = w->ctx;
	struct lane *l = f->lane;
	struct batch *b = f->batch;
	struct errand *e = f->errand;
	str text = str_of(e->text, e->text_n);
	l->errands--;
	switch (e->end) {
	case ERRAND_ANSWERED: lane_gmail_answered(l, f, text); break;
	case ERRAND_FOUND: lane_gmail_accepted(l, f, text); break;
	case ERRAND_DOUBT:
		flight_conclude(l, f, ACCOUNT_DOUBT, &doubt, text, false);
		lane_rest(l, 0, text);
		break;
	case ERRAND_UNSENT:
		batch_again(b, f->row);
		lane_rest(l, 0, text);
		break;
	case ERRAND_LOCKED:
		batch_again(b, f->row);
		lane_refuse(l, 0, text);
		break;
	}
	f->errand = NULL;
	free(e);
	flight_free(l->e, f);
	batch_settle(l, b);
	lane_pump(l);
}
