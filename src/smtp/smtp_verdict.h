/* What a reply means: the whole failure policy of SMTP, in one table (verdict.c, docs/sending.md). Pure; any thread. */
#pragma once
#include "wire/smtp_reply.h"

/* Where in the conversation the reply came. */
enum smtp_phase {
	SMTP_PHASE_CONNECT, /* name lookup and TCP */
	SMTP_PHASE_GREETING,
	SMTP_PHASE_EHLO,
	SMTP_PHASE_TLS, /* STARTTLS and the handshake */
	SMTP_PHASE_AUTH,
	SMTP_PHASE_MAIL,
	SMTP_PHASE_RCPT,
	SMTP_PHASE_DATA, /* the DATA command */
	SMTP_PHASE_DOT,	 /* after the content */
	SMTP_PHASE_QUIT,
};
const char *smtp_phase_name(enum smtp_phase p); /* "mail", "rcpt", … */

enum smtp_outcome {
	SMTP_ACCEPTED,	   /* SENT */
	SMTP_RETRY,	   /* this recipient later (greylisting, mailbox busy): wait_us says when at the earliest */
	SMTP_THROTTLED,	   /* the peer wants less: slow this domain (or the whole sender) down, nobody fails */
	SMTP_SENDER_PAUSE, /* credentials, sender address or account refused: pause the sender, recipients stay PENDING
			    */
	SMTP_BOUNCED,	   /* the address is bad: BOUNCED and suppressed */
	SMTP_REFUSED,	   /* this message is not wanted (policy, size, spam): FAILED, the address stays good */
	SMTP_OURS,	   /* we broke the protocol: FAILED, logged as an error */
	SMTP_BLOCKED, /* refused because of us (host, name, authentication, lists): PENDING, the domain's mail rests
			    */
};
const char *smtp_outcome_name(enum smtp_outcome o); /* "accepted", "retry", … */

struct smtp_verdict {
	enum smtp_outcome outcome;
	bool whole_sender;  /* THROTTLED: the whole server said so, not one recipient's domain */
	int64_t wait_us;    /* RETRY, THROTTLED, SENDER_PAUSE: wait at least this long; 0: the caller's ladder */
	const char *reason; /* static, for people: "the mailbox does not exist" */
	const char *cause;  /* static: the row of wire/refusal.h that judged it, "no_ptr"; NULL: none did */
	const char *advice; /* static: what the operator can do; NULL: nothing */
};
struct smtp_verdict smtp_verdict_of(enum smtp_phase phase, const struct smtp_reply *reply);
