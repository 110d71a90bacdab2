/* What a message that came in says about a message of ours: an answer by a person, an automatic one, a bounce, a
 * complaint, a wish to leave. Pure: one message in, one verdict out, with the words it rests on. What it is about is
 * given as references, surest first; the subject is never one. Reads RFC 3464 (delivery status), RFC 5965 (feedback),
 * RFC 3834 (automatic responses), RFC 3798 (receipts) and the usual formats that are none of these (qmail, Exim, Gmail,
 * Exchange, Yahoo, …). Takes any bytes; what cannot be told is a reply, for a person to look at. */
#pragma once
#include "base/arena.h"
#include "base/err.h"
#include "base/num.h"
#include "wire/refusal.h"
#include "wire/said.h"

enum report_kind {
	REPORT_REPLY,	    /* by a person */
	REPORT_AUTO_REPLY,  /* out of office, "we have received your mail": nobody has read it */
	REPORT_BOUNCE,	    /* it was not delivered and will not be */
	REPORT_DELAY,	    /* not delivered yet */
	REPORT_DELIVERED,   /* a server says that it was delivered */
	REPORT_COMPLAINT,   /* the person called it spam */
	REPORT_UNSUBSCRIBE, /* asks to be taken off, and nothing else */
	REPORT_OTHER,	    /* receipts, reports about authentication: nothing follows from it */
	REPORT_KINDS
};
const char *report_kind_name(enum report_kind k); /* "auto_reply" */

/* The name of the cause (refusal.h) in a server's words, where they say one: "no_mailbox". Absent: they say none. */
str report_cause_of(str words);

enum bounce_kind {
	BOUNCE_NONE,
	BOUNCE_HARD,  /* the address is no good */
	BOUNCE_SOFT,  /* full, too large, too long away: another mail may arrive */
	BOUNCE_BLOCK, /* the server did not want this mail or its sender; says nothing about the address */
	BOUNCE_KINDS
};
const char *bounce_kind_name(enum bounce_kind k); /* "hard"; NULL for none */
/* What follows from whose fault it is: the address hard, the mailbox and what is not understood soft, the rest block.
 */
enum bounce_kind bounce_of(const struct refusal *r);
/* From an enhanced status code ("5.1.1") and a server's words; either may be absent. */
enum bounce_kind bounce_judge(str code, str words);

/* A wish to leave. SURE makes the message REPORT_UNSUBSCRIBE; DOUBTFUL stays REPORT_REPLY for a person to decide. */
enum report_leave { LEAVE_NO, LEAVE_DOUBTFUL, LEAVE_SURE };

/* What an automatic answer says about an absence. */
struct report_away {
	bool known;	    /* it names an end */
	int64_t back;	    /* the first day they are back: µs at 00:00 UTC of that calendar day */
	str words;	    /* the words that say so, as they stand */
	str colleague;	    /* address of somebody to write to instead; absent: none is named */
	str colleague_name; /* absent: not given */
};

enum report_how {
	REPORT_BY_HEADER,      /* our own header in the original: a recipient's id */
	REPORT_BY_ORIGINAL,    /* Message-ID of the original that came back */
	REPORT_BY_RECIPIENT,   /* a recipient's id in the address it came to (name+id@…, VERP) */
	REPORT_BY_IN_REPLY_TO, /* a message id */
	REPORT_BY_REFERENCES,  /* a message id; the last ones first */
};
const char *report_how_name(enum report_how h);
struct report_ref {
	enum report_how how;
	str id; /* without <> */
};
#define REPORT_REFS_MAX 32u

struct report {
	enum report_kind kind;
	enum bounce_kind bounce;
	const char *rule;	/* what decided: "rfc3464", "qmail", "auto-submitted", "subject+body", … */
	str why;		/* one sentence for people: why it is of this kind */
	const char *why_code;	/* the same for other languages: "prefix", "status_failed" */
	str why_of;		/* what that sentence names: a header, a refusal's cause; absent: nothing */
	struct refusal refusal; /* BOUNCE, DELAY: who is refused and why; `bounce` follows from it */
	enum report_leave leave;
	struct report_away away; /* AUTO_REPLY */
	bool by_program;	 /* a null return path, a mailer daemon, a postmaster: never a person */
	str code;		 /* enhanced status code; absent: none is given */
	str recipient;		 /* the address that a bounce or complaint is about; absent: not said */
	str words;		 /* the server's or the person's words that decided; at most REPORT_WORDS_MAX bytes */
	str reporter;		 /* Reporting-MTA, or the feedback's User-Agent */
	struct report_ref refs[REPORT_REFS_MAX];
	size_t refs_n;
	str message_id, in_reply_to, references; /* of the message itself, as they stand */
	str from, from_name, to, subject;
	str text; /* what it says, HTML turned into text, with quotes; at most REPORT_TEXT_MAX bytes */
	str said; /* said_split(text): the new words, what is quoted, the signature */
	str quoted, signature;
	struct opt_i64 date; /* µs */
};
#define REPORT_WORDS_MAX 500u
#define REPORT_TEXT_MAX (256u << 10)

err report_read(struct arena *a, str raw, struct report *out); /* ERR_INVALID: this is no message */
/* On one line, white space runs made one space, at most max bytes. Absent stays absent. */
str report_short(struct arena *a, str s, size_t max);
