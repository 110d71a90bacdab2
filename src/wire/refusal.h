/* Whose fault is a refusal: the one table for both ways in which one reaches us, the server's reply in the session and
 * the report in the mailbox (docs/sending.md). Pure; any thread.
 * "No such address" needs a positive sign: a status code made for it, or known words about the recipient. Words about
 * the sender, its host, a list, a rate, a policy or the content win over these. What is in no table is
 * REFUSAL_NOT_UNDERSTOOD, and nobody is suppressed for it. Host names, addresses, URLs and versions are not words. */
#pragma once
#include "base/arena.h"

enum refusal_who {
	REFUSES_UNCLEAR, /* not understood */
	REFUSES_ADDRESS, /* it will never take mail */
	REFUSES_MAILBOX, /* not now: full, busy, its server has trouble */
	REFUSES_MESSAGE, /* this one: too large, spam, against their policy */
	REFUSES_US,	 /* the sender, whoever it writes to: host, name, authentication, reputation, rate */
};
const char *refusal_who_name(enum refusal_who w); /* "address" */

enum refusal_cause {
	REFUSAL_NONE, /* nothing was refused */
	REFUSAL_NOT_UNDERSTOOD,
	/* the address */
	REFUSAL_NO_MAILBOX,
	REFUSAL_NO_DOMAIN,
	REFUSAL_BAD_ADDRESS,
	REFUSAL_DISABLED,
	REFUSAL_MOVED,
	/* the mailbox, for now */
	REFUSAL_FULL,
	REFUSAL_BUSY, /* gets too much mail */
	REFUSAL_SUSPENDED,
	REFUSAL_GREYLISTED,
	REFUSAL_EXPIRED,
	REFUSAL_UNREACHABLE,
	REFUSAL_TROUBLE,
	REFUSAL_LOOP,
	/* the message */
	REFUSAL_TOO_LARGE,
	REFUSAL_SPAM,
	REFUSAL_VIRUS,
	REFUSAL_CONTENT,
	REFUSAL_FORM,
	REFUSAL_POLICY,
	REFUSAL_NOT_WANTED,	/* this recipient takes mail from few */
	REFUSAL_SENDER_BLOCKED, /* their own list of unwanted senders */
	/* us */
	REFUSAL_PTR,
	REFUSAL_HELO,
	REFUSAL_SPF,
	REFUSAL_DKIM,
	REFUSAL_DMARC,
	REFUSAL_AUTHENTICATION,
	REFUSAL_SENDER_UNVERIFIED,
	REFUSAL_SENDER_ADDRESS,
	REFUSAL_SENDER_DOMAIN,
	REFUSAL_LISTED,
	REFUSAL_REPUTATION,
	REFUSAL_RATE,
	REFUSAL_RELAY,
	REFUSAL_LOGIN,
	REFUSAL_TLS,
	REFUSAL_PROTOCOL,
	REFUSAL_CAUSES
};

/* Which command was refused, where it is known: what a server says to MAIL FROM is not about the recipient. */
enum refusal_at { REFUSAL_AT_UNKNOWN, REFUSAL_AT_CONNECT, REFUSAL_AT_MAIL, REFUSAL_AT_RCPT, REFUSAL_AT_DATA };

struct refusal_in {
	int reply; /* 550; 0: not known */
	str code;  /* enhanced status code, "5.1.1"; absent: none */
	str words; /* the server's; absent: none */
	enum refusal_at at;
};
struct refusal {
	enum refusal_cause cause;
	enum refusal_who who;
	bool for_now;	    /* 4xx, 4.x.x: it may go through later */
	const char *name;   /* "no_ptr": for the API and for counting */
	const char *reason; /* "the sending server's address has no reverse DNS name" */
	const char *advice; /* what the operator can do; NULL: nothing to do */
};
struct refusal refusal_judge(struct arena *a, const struct refusal_in *in);
struct refusal refusal_of(enum refusal_cause c); /* its row of the table */
enum refusal_cause refusal_named(str name);	 /* REFUSAL_NONE: no such name */
/* Of "<reason>. <advice> (<reply>)", as a sender's pause says it: the cause, and the server's own words. Of anything else:
 * REFUSAL_NONE, and the text. */
enum refusal_cause refusal_of_reason(str text, str *reply);

#define REFUSAL_WORDS_MAX 4000u /* bytes of the words that are read */
/* A text under which refusals of one kind are one: the words that count, without what differs from mail to mail. At most
 * REFUSAL_SHAPE_MAX bytes, valid UTF-8. */
#define REFUSAL_SHAPE_MAX 300u
str refusal_shape(struct arena *a, str words);
/* The words that count, folded: without addresses ("@"), host names, URLs, numbers with dots ("#"). */
str refusal_words(struct arena *a, str words);
