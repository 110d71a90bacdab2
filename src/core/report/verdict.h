/* Who opened or clicked: a person, a machine, or unknown, and why we think so. Rules are data: programs by name
 * (core/report/agents.h), networks (verdict_nets.c), times (verdict_rules.c). Judged at acceptance from the request alone, again at drain time with what is known by then (when the message was
 * sent, what else was clicked). Rates and conditions use people. */
#pragma once
#include "base/str.h"
#include "core/report/verdict_nets.h"

enum verdict_who { VERDICT_HUMAN, VERDICT_MACHINE, VERDICT_UNKNOWN };

enum verdict_reason {
	VERDICT_BROWSER,	 /* an ordinary browser or mail program */
	VERDICT_GMAIL_PROXY,	 /* Gmail fetches images when a person opens: a person, unless at delivery */
	VERDICT_YAHOO_PROXY,	 /* the same for Yahoo */
	VERDICT_APPLE_PROXY,	 /* Mail Privacy Protection loads everything in advance: a machine */
	VERDICT_SCANNER,	 /* a known security scanner */
	VERDICT_BOT,		 /* says of itself that it is a program */
	VERDICT_HEAD,		 /* HEAD: people's programs do not ask that */
	VERDICT_TOO_FAST,	 /* sooner after delivery than a person can be */
	VERDICT_ALL_LINKS,	 /* several links of one message within seconds */
	VERDICT_NO_AGENT,	 /* no User-Agent: cannot tell */
	VERDICT_ODD_AGENT,	 /* a User-Agent of no known form: cannot tell */
	VERDICT_SCANNER_NET,	 /* from a mail gateway's network, whatever it calls itself */
	VERDICT_HIDDEN_LINK,	 /* followed the link that nobody sees, or clicked beside it */
	VERDICT_SAME_CLIENT,	 /* the same program at the same moment as a machine, in the same message */
	VERDICT_GOOGLE_PREFETCH, /* Google loads images in advance, beside its proxy: a machine */
	VERDICT_IMAGE_PROXY,	 /* another mail service's, which fetches when a person opens, as Gmail's does */
	VERDICT_PREFETCH,	 /* loads in advance what nobody asked for yet */
	VERDICT_PREVIEW,	 /* shows a link in a chat or on a social network */
	VERDICT_LIBRARY,	 /* a programming library or a tool of the command line */
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
	bool click;	      /* else an open */
	bool head;	      /* the method was HEAD */
	str user_agent;	      /* absent: none was sent */
	enum verdict_net net; /* whose network it came from; of old events, as they keep it */
};
struct verdict verdict_judge(const struct verdict_request *r);

/* What the delay since delivery (µs; negative: clocks differ) says of it. */
struct verdict verdict_retime(struct verdict v, bool click, int64_t delay);

/* All that is known of one message's opens and clicks, in the order of time: judged from nothing, as a whole. What is
 * judged when it happens sees less (core/inbound/event_track.c); this is for history (core/report/reverdict.h) and for scoring. */
struct verdict_event {
	bool click, head;
	str agent;
	enum verdict_net net;
	int64_t at, link; /* µs; of clicks, 0: the hidden link */
	struct verdict verdict;
};
void verdict_message(struct verdict_event *v, size_t n, int64_t sent_at); /* sent_at 0: not known */

#define VERDICT_RULES 4 /* counts up when the rules change: what was judged by older ones may be judged again */
#define VERDICT_HIDDEN_WINDOW (INT64_C(10) * 1000000) /* this near the hidden link, a click is the same machine's */
#define VERDICT_SAME_WINDOW (INT64_C(60) * 1000000)
#define VERDICT_FAN_LINKS 3			  /* this many links of one message ... */
#define VERDICT_FAN_WINDOW (INT64_C(5) * 1000000) /* ... within this time are a machine's */
