/* Who opened or clicked: a person, a machine, or unknown, and why we think so. Pure: rules as data (verdict_rules.c).
 * Judged at acceptance from the request alone, again at drain time with what is known by then (when the message was
 * sent, what else was clicked). Rates and conditions use people. */
#pragma once
#include "base/str.h"

enum verdict_who { VERDICT_HUMAN, VERDICT_MACHINE, VERDICT_UNKNOWN };

enum verdict_reason {
	VERDICT_BROWSER,     /* an ordinary browser or mail program */
	VERDICT_GMAIL_PROXY, /* Gmail fetches images when a person opens: a person, unless at delivery */
	VERDICT_YAHOO_PROXY, /* the same for Yahoo */
	VERDICT_APPLE_PROXY, /* Mail Privacy Protection loads everything in advance: a machine */
	VERDICT_SCANNER,     /* a known security scanner */
	VERDICT_BOT,	     /* says of itself that it is a program */
	VERDICT_HEAD,	     /* HEAD: people's programs do not ask that */
	VERDICT_TOO_FAST,    /* sooner after delivery than a person can be */
	VERDICT_ALL_LINKS,   /* several links of one message within seconds */
	VERDICT_NO_AGENT,    /* no User-Agent: cannot tell */
	VERDICT_ODD_AGENT,   /* a User-Agent of no known form: cannot tell */
	VERDICT_REASON_COUNT
};

struct verdict {
	enum verdict_who who;
	enum verdict_reason reason;
};

str verdict_who_name(enum verdict_who w);	/* "human", "machine", "unknown" */
str verdict_reason_name(enum verdict_reason r); /* "browser", "gmail_proxy", ... */
bool verdict_who_parse(str s, enum verdict_who *out);
bool verdict_reason_parse(str s, enum verdict_reason *out);

struct verdict_request {
	bool click;	/* else an open */
	bool head;	/* the method was HEAD */
	str user_agent; /* absent: none was sent */
	str ip;		/* the client's address as text, only to know the egress of Apple's relay; absent: unknown */
};
struct verdict verdict_judge(const struct verdict_request *r);

/* What the delay since delivery (µs; negative: clocks differ) says of it. */
struct verdict verdict_retime(struct verdict v, bool click, int64_t delay);
#define VERDICT_FAN_LINKS 3			  /* this many links of one message ... */
#define VERDICT_FAN_WINDOW (INT64_C(5) * 1000000) /* ... within this time are a machine's */
