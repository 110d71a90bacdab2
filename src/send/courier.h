/* Couriers: threads that hand messages to Gmail's API, one at a time each. They block, on Google and on the database,
 * so that the loop need not. A courier asks first whether a message that may have gone out did; else it writes the
 * slot's intent, sends, and brings back what became of it. */
#pragma once
#include "core/ground/app.h"
#include "gmail/gmail_verdict.h"
#include "os/loop.h"
#include "send/slots.h"

#define GMAIL_MESSAGE_ID_MAX 200u

enum errand_end {
	ERRAND_ANSWERED, /* `verdict` says how */
	ERRAND_FOUND,	 /* it had gone out before */
	ERRAND_DOUBT,	 /* sent, and not answered */
	ERRAND_UNSENT,	 /* nothing went out: Google or the database cannot be reached */
	ERRAND_LOCKED,	 /* nothing went out: the mailbox is not connected any more; the sender is paused already */
};

struct errand {
	struct errand *next;
	/* given; the texts live until done */
	str sender_id, recipient_id, address, message_id, raw;
	bool in_thread;	       /* it answers an earlier mail */
	bool tried;	       /* an attempt before this one may have gone out */
	bool learn;	       /* look which Message-ID it went out with */
	int64_t since;	       /* µs: when it was first tried; 0: not yet */
	struct slot *slot;     /* the courier's until done */
	struct loop_work done; /* posted to the loop when it is over */
	/* brought back */
	enum errand_end end;
	struct gmail_verdict verdict;
	char text[SLOT_TEXT_MAX]; /* in words */
	size_t text_n;
	char sent_as[GMAIL_MESSAGE_ID_MAX]; /* the Message-ID it went out with, when it is not ours; else "" */
	bool learned;
};

struct couriers;
/* No thread is started before the first errand. */
struct couriers *couriers_new(const struct app *app, struct loop *loop);
void couriers_send(struct couriers *c, struct errand *r); /* any thread */
void couriers_cut(struct couriers *c);	/* what is on its way is given up: ERRAND_DOUBT or ERRAND_UNSENT */
void couriers_free(struct couriers *c); /* takes NULL; when all errands are done */
