/* Messages: envelopes, contents, dots, and whose reply is whose. One transaction is open at a time; with PIPELINING
 * the next envelope leaves right behind the final dot. */
#include "base/limits.h"
#include "smtp/session_int.h"
#include "wire/mime.h"
#include <stdio.h>

/* Up to this size the content and the dot leave in one write, the intent is journalled before. Above, the dot alone
 * waits for the journal: a content that never arrives is not in doubt. */
#define SMALL_BODY (64u << 10)

static void session_mail_await(struct smtp_session *s, enum awaited what, unsigned slot)
{
	unsigned at = (s->awaited_from + s->awaited_n++) % AWAITED_MAX;
	s->awaited[at] = what;
	s->awaited_slot[at] = slot;
	s->awaited_end[at] = s->queued;
}

static void session_mail_release(struct smtp_session *s, unsigned slot)
{
	unsigned at = 0;
	while (at < s->used && s->order[at] != slot)
		at++;
	if (at == s->used)
		return;
	for (s->used--; at < s->used; at++)
		s->order[at] = s->order[at + 1];
	struct slot *m = &s->slots[slot];
	m->stage = SLOT_FREE;
	buf_reset(&m->addresses);
	if (m->stuffed.cap > SMALL_BODY)
		buf_deinit(&m->stuffed); /* a large message must not keep its memory */
	else
		buf_reset(&m->stuffed);
}

static void session_mail_outcome(struct smtp_session *s, const struct slot *m, enum smtp_phase phase,
				 const struct smtp_reply *r)
{
	struct smtp_event e = { .kind = SMTP_EVENT_DONE,
				.tag = m->e.tag,
				.phase = phase,
				.verdict = smtp_verdict_of(phase, r),
				.code = r->code,
				.text = r->text };
	memcpy(e.enhanced, r->enhanced, sizeof(e.enhanced));
	session_event(s, e);
}

/* An outcome of our own making: nothing of this message was sent. */
static void session_mail_local_outcome(struct smtp_session *s, unsigned slot, enum smtp_outcome o, const char *reason)
{
	session_event(s, (struct smtp_event){ .kind = SMTP_EVENT_DONE,
					      .tag = s->slots[slot].e.tag,
					      .phase = SMTP_PHASE_MAIL,
					      .verdict = { .outcome = o, .reason = reason },
					      .text = str_z(reason) });
	session_mail_release(s, slot);
}

static bool session_mail_address_ok(str a, bool may_be_empty)
{
	if (!a.n)
		return may_be_empty;
	for (size_t i = 0; i < a.n; i++)
		if ((unsigned char)a.p[i] < ' ' || a.p[i] == 0x7f || a.p[i] == '<' || a.p[i] == '>' ||
		    (a.p[i] == ' ' && a.p[0] != '"'))
			return false;
	return a.n <= ADDR_MAX && str_find_byte(a, '@') != STR_NPOS;
}

/* --- sending --- */

static void session_mail_send_mail(struct smtp_session *s, unsigned slot)
{
	const struct smtp_envelope *e = &s->slots[slot].e;
	char size[40] = "";
	if (session_has(s, EXT_SIZE))
		snprintf(size, sizeof(size), " SIZE=%zu", e->body.n + e->tail.n);
	bool eight = (e->eight_bit || e->utf8) && session_has(s, EXT_8BITMIME);
	session_command(s, "MAIL FROM:<%.*s>%s%s%s\r\n", STR_FMT(e->from), size, eight ? " BODY=8BITMIME" : "",
			e->utf8 ? " SMTPUTF8" : "");
	session_mail_await(s, AW_MAIL, slot);
}

static void session_mail_send_rcpt(struct smtp_session *s, unsigned slot)
{
	session_command(s, "RCPT TO:<%.*s>\r\n", STR_FMT(s->slots[slot].e.rcpt));
	session_mail_await(s, AW_RCPT, slot);
}

static void session_mail_send_data(struct smtp_session *s, unsigned slot)
{
	session_command(s, "DATA\r\n");
	session_mail_await(s, AW_DATA, slot);
}

static bool session_mail_piped(const struct smtp_session *s)
{
	return session_has(s, EXT_PIPELINING) && !s->p.no_pipelining;
}

static void session_mail_begin_envelope(struct smtp_session *s, unsigned slot)
{
	struct slot *m = &s->slots[slot];
	m->stage = SLOT_ENVELOPE;
	if (s->need_rset) {
		session_command(s, "RSET\r\n");
		session_mail_await(s, AW_RSET, slot);
		s->need_rset = false;
		if (!session_mail_piped(s))
			return; /* MAIL follows its reply */
	}
	session_mail_send_mail(s, slot);
	if (session_mail_piped(s)) {
		session_mail_send_rcpt(s, slot);
		session_mail_send_data(s, slot);
	}
}

/* May a new transaction begin: nothing open, and lockstep with nothing unanswered. */
static bool session_mail_may_begin(const struct smtp_session *s)
{
	if (!session_mail_piped(s) && s->awaited_n)
		return false;
	for (unsigned i = 0; i < s->used; i++) {
		enum stage st = s->slots[s->order[i]].stage;
		if (st != SLOT_DOT && st != SLOT_WAITING)
			return false;
	}
	return true;
}

static unsigned session_mail_waiting(const struct smtp_session *s)
{
	unsigned n = 0;
	for (unsigned i = 0; i < s->used; i++)
		n += s->slots[s->order[i]].stage == SLOT_WAITING;
	return n;
}

static void session_mail_finish(struct smtp_session *s)
{
	s->state = ST_QUIT;
	session_command(s, "QUIT\r\n");
}

static void session_mail_probe(struct smtp_session *s)
{
	str from = buf_str(&s->probe_from);
	if (!session_mail_address_ok(from, true)) {
		struct smtp_verdict v = { .outcome = SMTP_SENDER_PAUSE, .reason = "the sender's address is not valid" };
		session_close(s, SMTP_PHASE_MAIL, NULL, &v, str_z(v.reason));
		return;
	}
	session_command(s, "MAIL FROM:<%.*s>\r\n", STR_FMT(from));
	session_mail_await(s, AW_MAIL, SMTP_SLOTS);
}

/* Does what can be done now. Called after everything that changes something. */
void session_pump(struct smtp_session *s)
{
	if (s->state != ST_READY)
		return;
	if (s->probing) {
		if (!s->awaited_n && !s->quitting)
			session_mail_probe(s);
		return;
	}
	for (unsigned i = 0; i < s->used && session_mail_may_begin(s); i++)
		if (s->slots[s->order[i]].stage == SLOT_WAITING)
			session_mail_begin_envelope(s, s->order[i]);
	bool full = s->p.max_messages && s->submitted >= s->p.max_messages;
	if (!s->granted && !s->quitting && !full && s->used < SMTP_SLOTS && !session_mail_waiting(s)) {
		s->granted = true;
		session_event(s, (struct smtp_event){ .kind = SMTP_EVENT_READY });
	}
	if ((s->quitting || full) && !s->used && !s->awaited_n)
		session_mail_finish(s);
}

static str session_mail_keep(struct buf *b, str v)
{
	char *at = b->p + b->n;
	buf_add(b, v);
	return str_of(at, v.n);
}

/* Dots that begin a line are doubled (RFC 5321 section 4.5.2); `begins`: a line begins with the first byte. */
static void session_mail_stuff(struct buf *out, str body, bool begins)
{
	size_t from = 0;
	for (size_t i = 0; i < body.n; i++)
		if (body.p[i] == '.' && (i == 0 ? begins : body.p[i - 1] == '\n')) {
			buf_add(out, str_slice(body, from, i));
			buf_add_byte(out, '.');
			from = i;
		}
	buf_add(out, str_from(body, from));
}

/* The reason why this message cannot be handed to this server, or NULL. */
static const char *session_mail_obstacle(const struct smtp_session *s, const struct smtp_envelope *e,
					 enum smtp_outcome *o)
{
	*o = SMTP_REFUSED;
	if (!session_mail_address_ok(e->from, true)) {
		*o = SMTP_OURS;
		return "the sender's address cannot be sent";
	}
	if (!session_mail_address_ok(e->rcpt, false)) {
		*o = SMTP_BOUNCED;
		return "the address is not valid";
	}
	if (e->utf8 && !session_has(s, EXT_SMTPUTF8))
		return "the server does not take addresses with letters beyond ASCII";
	if (session_has(s, EXT_SIZE) && s->size_limit && e->body.n + e->tail.n > s->size_limit)
		return "the message is too large for the server";
	return NULL;
}

bool smtp_session_submit(struct smtp_session *s, const struct smtp_envelope *e)
{
	if (s->state != ST_READY || !s->granted || s->quitting)
		return false;
	unsigned slot = 0;
	while (slot < SMTP_SLOTS && s->slots[slot].stage != SLOT_FREE)
		slot++;
	if (slot == SMTP_SLOTS)
		return false;
	s->granted = false;
	s->submitted++;
	struct slot *m = &s->slots[slot];
	m->stage = SLOT_WAITING;
	m->e = *e;
	m->mail_ok = m->rcpt_ok = m->early = false;
	m->body_end = m->dot_end = 0;
	m->e.utf8 = e->utf8 || !mime_is_ascii(e->from) || !mime_is_ascii(e->rcpt);
	s->order[s->used++] = slot;
	enum smtp_outcome o;
	const char *why = session_mail_obstacle(s, &m->e, &o);
	if (why) {
		session_mail_local_outcome(s, slot, o, why);
	} else if (buf_room(&m->addresses, e->from.n + e->rcpt.n + 1)) {
		m->e.from = session_mail_keep(&m->addresses, e->from);
		m->e.rcpt = session_mail_keep(&m->addresses, e->rcpt);
	}
	if (!s->awaited_n)
		s->progress++;
	session_pump(s);
	return true;
}

/* --- the content --- */

static void session_mail_queue_body(struct smtp_session *s, struct slot *m)
{
	if (m->e.dot_safe) {
		session_ref(s, m->e.body);
		session_ref(s, m->e.tail);
	} else {
		str b = m->e.body;
		session_mail_stuff(&m->stuffed, b, true);
		session_mail_stuff(&m->stuffed, m->e.tail, !b.n || b.p[b.n - 1] == '\n');
		session_ref(s, buf_str(&m->stuffed));
	}
	m->body_end = s->queued;
}

static void session_mail_queue_dot(struct smtp_session *s, unsigned slot)
{
	struct slot *m = &s->slots[slot];
	str last = m->e.tail.n ? m->e.tail : m->e.body;
	session_command(s, str_ends(last, STR("\r\n")) ? ".\r\n" : "\r\n.\r\n");
	m->dot_end = s->queued;
	m->stage = SLOT_DOT;
	session_mail_await(s, AW_DOT, slot);
	session_pump(s); /* the next envelope rides behind it */
}

static void session_mail_ask_commit(struct smtp_session *s, struct slot *m)
{
	m->stage = SLOT_COMMIT;
	session_event(s, (struct smtp_event){ .kind = SMTP_EVENT_COMMIT, .tag = m->e.tag });
}

static void session_mail_begin_body(struct smtp_session *s, unsigned slot)
{
	struct slot *m = &s->slots[slot];
	if (m->e.body.n + m->e.tail.n <= SMALL_BODY) {
		session_mail_ask_commit(s, m);
		return;
	}
	m->stage = SLOT_BODY;
	session_mail_queue_body(s, m);
}

void session_body_sent(struct smtp_session *s)
{
	for (unsigned i = 0; i < s->used; i++) {
		struct slot *m = &s->slots[s->order[i]];
		if (m->stage == SLOT_BODY && s->sent >= m->body_end)
			session_mail_ask_commit(s, m);
	}
}

void smtp_session_go(struct smtp_session *s, uint64_t tag)
{
	if (s->state != ST_READY)
		return;
	for (unsigned i = 0; i < s->used; i++) {
		unsigned slot = s->order[i];
		struct slot *m = &s->slots[slot];
		if (m->e.tag != tag || m->stage != SLOT_COMMIT)
			continue;
		if (!m->body_end)
			session_mail_queue_body(s, m);
		session_mail_queue_dot(s, slot);
		return;
	}
}

/* --- replies --- */

static void session_mail_mail_reply(struct smtp_session *s, unsigned slot, const struct smtp_reply *r)
{
	struct slot *m = &s->slots[slot];
	m->mail_ok = r->code / 100 == 2;
	if (m->mail_ok) {
		if (!session_mail_piped(s))
			session_mail_send_rcpt(s, slot);
		return;
	}
	session_mail_outcome(s, m, SMTP_PHASE_MAIL, r);
	m->stage = SLOT_FAILED;
	if (!session_mail_piped(s))
		session_mail_release(s, slot);
}

static void session_mail_rcpt_reply(struct smtp_session *s, unsigned slot, const struct smtp_reply *r)
{
	struct slot *m = &s->slots[slot];
	m->rcpt_ok = r->code / 100 == 2;
	if (m->stage == SLOT_FAILED)
		return;
	if (m->rcpt_ok) {
		if (!session_mail_piped(s))
			session_mail_send_data(s, slot);
		return;
	}
	session_mail_outcome(s, m, SMTP_PHASE_RCPT, r);
	m->stage = SLOT_FAILED;
	if (!session_mail_piped(s)) {
		s->need_rset = true;
		session_mail_release(s, slot);
	}
}

/* False: the reply makes no sense and the connection cannot be trusted any more. */
static bool session_mail_data_reply(struct smtp_session *s, unsigned slot, const struct smtp_reply *r)
{
	struct slot *m = &s->slots[slot];
	bool go_on = r->code / 100 == 3;
	if (m->stage != SLOT_FAILED && go_on) {
		session_mail_begin_body(s, slot);
		return true;
	}
	if (go_on) { /* RFC 2920 section 3.1: 354 without a valid recipient is ended by a lone dot */
		session_command(s, ".\r\n");
		session_mail_await(s, AW_LONE_DOT, slot);
		return true;
	}
	if (r->code / 100 == 2)
		return false;
	if (m->stage != SLOT_FAILED)
		session_mail_outcome(s, m, SMTP_PHASE_DATA, r);
	s->need_rset = m->mail_ok;
	session_mail_release(s, slot);
	return true;
}

static void session_mail_probe_reply(struct smtp_session *s, const struct smtp_reply *r)
{
	s->quitting = true;
	if (r->code / 100 != 2) {
		struct smtp_verdict v = smtp_verdict_of(SMTP_PHASE_MAIL, r);
		session_close(s, SMTP_PHASE_MAIL, r, &v, r->text);
		return;
	}
	session_step(s, SMTP_PHASE_MAIL, true, r->text);
	session_mail_finish(s);
}

/* Accepted before anything could be: whether this message, or what, nobody knows. The connection is out of step. */
static void session_mail_accepted_early(struct smtp_session *s, const struct smtp_reply *r)
{
	for (unsigned i = 0; i < s->used; i++) {
		struct slot *m = &s->slots[s->order[i]];
		m->early |= m->stage == SLOT_COMMIT || m->stage == SLOT_BODY || m->stage == SLOT_DOT;
	}
	struct smtp_verdict v = { .outcome = SMTP_THROTTLED,
				  .whole_sender = true,
				  .reason = "the server answered a command that had not been sent yet" };
	session_close(s, smtp_session_phase(s), r, &v, str_z(v.reason));
}

void session_mail_reply(struct smtp_session *s, const struct smtp_reply *r)
{
	bool good = r->code / 100 == 2 || r->code / 100 == 3;
	bool early = s->awaited_n ? s->sent_at_reply < s->awaited_end[s->awaited_from]
				  : s->used && s->slots[s->order[0]].stage != SLOT_WAITING;
	if (early && good) {
		session_mail_accepted_early(s, r);
		return;
	}
	if (!s->awaited_n) { /* nobody asked: 421 before an idle server closes, or nonsense */
		struct smtp_verdict v = smtp_verdict_of(SMTP_PHASE_MAIL, r);
		if (r->code == 421 && !s->used && s->submitted)
			v = (struct smtp_verdict){ .outcome = SMTP_ACCEPTED,
						   .reason = "the server closed the idle connection" };
		else if (r->code != 421)
			v = (struct smtp_verdict){ .outcome = SMTP_THROTTLED,
						   .whole_sender = true,
						   .reason = "the server answered what nobody asked" };
		session_close(s, SMTP_PHASE_MAIL, r, &v, r->text);
		return;
	}
	enum smtp_phase phase = smtp_session_phase(s);
	enum awaited what = s->awaited[s->awaited_from];
	unsigned slot = s->awaited_slot[s->awaited_from];
	s->awaited_from = (s->awaited_from + 1) % AWAITED_MAX;
	s->awaited_n--;
	if (s->probing) {
		session_mail_probe_reply(s, r);
		return;
	}
	if (what == AW_DOT) { /* also a 421 is a definite answer here */
		session_mail_outcome(s, &s->slots[slot], SMTP_PHASE_DOT, r);
		session_mail_release(s, slot);
	}
	if (r->code == 421) {
		struct smtp_verdict v = smtp_verdict_of(phase, r);
		session_close(s, phase, r, &v, r->text);
		return;
	}
	bool sane = true;
	switch (what) {
	case AW_RSET:
		if (!session_mail_piped(s))
			session_mail_send_mail(s, slot);
		break;
	case AW_MAIL: session_mail_mail_reply(s, slot, r); break;
	case AW_RCPT: session_mail_rcpt_reply(s, slot, r); break;
	case AW_DATA: sane = session_mail_data_reply(s, slot, r); break;
	case AW_LONE_DOT:
		s->need_rset = true; /* whatever the server made of it */
		session_mail_release(s, slot);
		break;
	case AW_DOT: break;
	}
	if (!sane) {
		struct smtp_verdict v = smtp_verdict_of(SMTP_PHASE_DATA, r);
		session_close(s, SMTP_PHASE_DATA, r, &v, r->text);
		return;
	}
	session_pump(s);
}
