/* The inside of a session; for session*.c only. */
#pragma once
#include "base/buf.h"
#include "smtp/session.h"

enum state {
	ST_TLS_FIRST, /* implicit TLS: handshake before the greeting */
	ST_GREETING,
	ST_EHLO,
	ST_HELO,
	ST_STARTTLS,
	ST_TLS, /* handshake after STARTTLS */
	ST_AUTH,
	ST_READY,
	ST_QUIT,
	ST_CLOSED,
};

enum extension {
	EXT_PIPELINING = 1,
	EXT_SIZE = 2,
	EXT_8BITMIME = 4,
	EXT_SMTPUTF8 = 8,
	EXT_STARTTLS = 16,
	EXT_AUTH_PLAIN = 32,
	EXT_AUTH_LOGIN = 64,
	EXT_AUTH_XOAUTH2 = 128,
};

/* Replies we wait for, in order. */
enum awaited { AW_RSET, AW_MAIL, AW_RCPT, AW_DATA, AW_DOT, AW_LONE_DOT };
#define AWAITED_MAX 8 /* dot, RSET, MAIL, RCPT, DATA and some room */

enum stage {
	SLOT_FREE,
	SLOT_WAITING,  /* submitted, nothing sent */
	SLOT_ENVELOPE, /* MAIL … DATA under way */
	SLOT_COMMIT,   /* the peer wants the content; waiting for the caller's go */
	SLOT_BODY,     /* a large content on its way, the dot not asked for yet */
	SLOT_DOT,      /* the dot is queued or out */
	SLOT_FAILED,   /* its outcome is known, but replies to its commands are still to come */
};

struct slot {
	enum stage stage;
	struct smtp_envelope e;
	struct buf stuffed; /* the content with dots doubled, when it may need it */
	struct buf addresses;
	bool mail_ok, rcpt_ok;
	bool early;		    /* accepted before its dot had left: nobody knows what was accepted */
	uint64_t body_end, dot_end; /* where they end in the stream of bytes sent */
};

#define SEGMENTS_MAX 16
struct segment {
	const char *p; /* NULL: at `off` in commands */
	size_t off, n;
};
#define EVENTS_MAX 8

struct smtp_session {
	enum state state;
	struct smtp_params p;
	struct buf strings; /* host, names and secret of p */
	unsigned extensions;
	uint64_t size_limit; /* 0: none said */
	bool secure, probing;
	int auth_step;
	enum smtp_auth auth_used;

	struct smtp_reply_reader reader;
	struct buf in;
	/* What had been sent when the input came: the first in_old bytes of it with an earlier feed. */
	size_t in_old;
	uint64_t sent_old, sent_new, sent_at_reply; /* at the reply in hand */

	struct slot slots[SMTP_SLOTS];
	unsigned order[SMTP_SLOTS]; /* indices of the slots in use, oldest first */
	unsigned used;
	enum awaited awaited[AWAITED_MAX];
	unsigned awaited_slot[AWAITED_MAX];
	uint64_t awaited_end[AWAITED_MAX]; /* where the command ends in the stream of bytes sent */
	unsigned awaited_from, awaited_n;
	bool need_rset, granted, quitting;
	unsigned submitted;

	struct buf commands;
	struct segment out[SEGMENTS_MAX];
	unsigned out_from, out_n;
	uint64_t queued, sent, progress;

	struct smtp_event events[EVENTS_MAX];
	unsigned events_from, events_n;
	struct smtp_rest rest;
	struct buf probe_from;
	char why[640]; /* text of the CLOSED event */
};

/* session.c */
void session_event(struct smtp_session *s, struct smtp_event e);
void session_close(struct smtp_session *s, enum smtp_phase phase, const struct smtp_reply *r,
		   const struct smtp_verdict *v, str why);
void session_command(struct smtp_session *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void session_ref(struct smtp_session *s, str bytes);
bool session_has(const struct smtp_session *s, enum extension e);
void session_step(struct smtp_session *s, enum smtp_phase phase, bool ok, str text);

/* session_setup.c: greeting to log-in */
void session_setup_reply(struct smtp_session *s, const struct smtp_reply *r);
void session_greeted_by_tls(struct smtp_session *s);

/* session_mail.c: messages */
void session_mail_reply(struct smtp_session *s, const struct smtp_reply *r);
void session_pump(struct smtp_session *s);
void session_body_sent(struct smtp_session *s);
