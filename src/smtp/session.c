/* The session's frame: life, bytes in and out, events. What is said stands in session_setup.c and session_mail.c. */
#include "base/limits.h"
#include "base/num.h"
#include "base/time.h"
#include "smtp/session_int.h"
#include <stdio.h>
#include <stdlib.h>

#define IN_MAX (64u << 10)
#define QUIT_WAIT (5 * US_PER_S) /* nothing depends on the answer to QUIT */

static str session_keep(struct smtp_session *s, str v)
{
	if (str_absent(v))
		return v;
	char *to = s->strings.p + s->strings.n; /* room was made at once: nothing moves */
	buf_add(&s->strings, v);
	buf_add_byte(&s->strings, 0);
	return str_of(to, v.n);
}

static void session_default_timeouts(struct smtp_timeouts *t)
{
	static const struct smtp_timeouts rfc = { .connect = 30 * US_PER_S,
						  .greeting = 5 * US_PER_MIN,
						  .command = 5 * US_PER_MIN,
						  .mail = 5 * US_PER_MIN,
						  .rcpt = 5 * US_PER_MIN,
						  .data = 2 * US_PER_MIN,
						  .block = 3 * US_PER_MIN,
						  .dot = 10 * US_PER_MIN };
	int64_t *const mine[] = { &t->connect, &t->greeting, &t->command, &t->mail,
				  &t->rcpt,    &t->data,     &t->block,	  &t->dot };
	const int64_t usual[] = { rfc.connect, rfc.greeting, rfc.command, rfc.mail,
				  rfc.rcpt,    rfc.data,     rfc.block,	  rfc.dot };
	for (size_t i = 0; i < sizeof(mine) / sizeof(*mine); i++) {
		*mine[i] = *mine[i] ? *mine[i] : usual[i];
		if (t->at_most && *mine[i] > t->at_most)
			*mine[i] = t->at_most;
	}
}

struct smtp_session *smtp_session_new(const struct smtp_params *p)
{
	struct smtp_session *s = calloc(1, sizeof(*s));
	if (!s)
		abort();
	s->p = *p;
	size_t room = p->host.n + p->username.n + p->secret.n + p->helo.n + 8;
	buf_init(&s->strings, room);
	if (!buf_room(&s->strings, room))
		abort();
	s->p.host = session_keep(s, p->host);
	s->p.username = session_keep(s, p->username);
	s->p.secret = session_keep(s, p->secret);
	s->p.helo = session_keep(s, p->helo);
	session_default_timeouts(&s->p.timeouts);
	smtp_reply_reader_init(&s->reader);
	buf_init(&s->in, IN_MAX);
	buf_init(&s->commands, 256u << 10);
	buf_init(&s->probe_from, 1024);
	for (int i = 0; i < SMTP_SLOTS; i++) {
		buf_init(&s->slots[i].stuffed, MESSAGE_MAX);
		buf_init(&s->slots[i].addresses, 2048);
	}
	s->state = ST_GREETING;
	if (p->security == SMTP_SECURITY_TLS) {
		s->state = ST_TLS_FIRST;
		session_event(s, (struct smtp_event){ .kind = SMTP_EVENT_TLS });
	}
	return s;
}

static void session_wipe(struct buf *b)
{
	if (b->p)
		explicit_bzero(b->p, b->cap);
}

void smtp_session_free(struct smtp_session *s)
{
	if (!s)
		return;
	session_wipe(&s->strings);
	session_wipe(&s->commands);
	buf_deinit(&s->strings);
	buf_deinit(&s->commands);
	buf_deinit(&s->in);
	buf_deinit(&s->probe_from);
	smtp_reply_reader_deinit(&s->reader);
	for (int i = 0; i < SMTP_SLOTS; i++) {
		buf_deinit(&s->slots[i].stuffed);
		buf_deinit(&s->slots[i].addresses);
	}
	free(s);
}

bool session_has(const struct smtp_session *s, enum extension e)
{
	return (s->extensions & (unsigned)e) != 0;
}

/* --- events --- */

void session_event(struct smtp_session *s, struct smtp_event e)
{
	if (s->events_n == EVENTS_MAX)
		abort(); /* a reply makes at most four, and all are taken before the next is read */
	s->events[(s->events_from + s->events_n++) % EVENTS_MAX] = e;
}

void session_step(struct smtp_session *s, enum smtp_phase phase, bool ok, str text)
{
	if (s->probing)
		session_event(s,
			      (struct smtp_event){ .kind = SMTP_EVENT_STEP, .phase = phase, .ok = ok, .text = text });
}

/* Everything ends here, once. Which messages are safe is decided by how many bytes were handed over. */
void session_close(struct smtp_session *s, enum smtp_phase phase, const struct smtp_reply *r,
		   const struct smtp_verdict *v, str why)
{
	if (s->state == ST_CLOSED)
		return;
	s->state = ST_CLOSED;
	for (unsigned i = 0; i < s->used; i++) {
		const struct slot *m = &s->slots[s->order[i]];
		if (m->stage == SLOT_FAILED || m->stage == SLOT_FREE)
			continue; /* its outcome was told */
		if (m->early || (m->stage == SLOT_DOT && s->sent >= m->dot_end))
			s->rest.in_doubt[s->rest.in_doubt_n++] = m->e.tag;
		else
			s->rest.uncommitted[s->rest.uncommitted_n++] = m->e.tag;
	}
	struct smtp_event e = { .kind = SMTP_EVENT_CLOSED, .phase = phase, .verdict = *v, .text = why };
	if (r) {
		e.code = r->code;
		memcpy(e.enhanced, r->enhanced, sizeof(e.enhanced));
	}
	if (v->outcome != SMTP_ACCEPTED)
		session_step(s, phase, false, why);
	session_event(s, e);
	s->out_n = 0;
	buf_reset(&s->in);
}

void smtp_session_lost(struct smtp_session *s, enum smtp_phase phase, str why)
{
	if (s->state == ST_CLOSED)
		return;
	snprintf(s->why, sizeof(s->why), "%.*s", STR_FMT(why));
	struct smtp_reply none = { .text = str_z(s->why) };
	struct smtp_verdict v = smtp_verdict_of(phase, &none);
	bool idle = s->state == ST_READY && !s->used && s->submitted && phase != SMTP_PHASE_CONNECT;
	if (s->state == ST_QUIT || idle)
		v = (struct smtp_verdict){ .outcome = SMTP_ACCEPTED, .reason = "closed" };
	session_close(s, phase, NULL, &v, str_z(s->why));
}

/* --- bytes out --- */

static void session_push(struct smtp_session *s, struct segment g)
{
	s->queued += g.n;
	if (s->out_n && !g.p) {
		struct segment *last = &s->out[(s->out_from + s->out_n - 1) % SEGMENTS_MAX];
		if (!last->p && last->off + last->n == g.off) {
			last->n += g.n;
			return;
		}
	}
	if (s->out_n == SEGMENTS_MAX)
		abort(); /* at most commands, body, tail, dot and an envelope wait */
	s->out[(s->out_from + s->out_n++) % SEGMENTS_MAX] = g;
}

void session_command(struct smtp_session *s, const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	size_t off = s->commands.n;
	if (n < 0 || (size_t)n >= sizeof(line))
		abort(); /* addresses and names are bounded far below */
	buf_add_mem(&s->commands, line, (size_t)n);
	session_push(s, (struct segment){ .off = off, .n = (size_t)n });
}

void session_ref(struct smtp_session *s, str bytes)
{
	if (bytes.n)
		session_push(s, (struct segment){ .p = bytes.p, .n = bytes.n });
}

size_t smtp_session_out(const struct smtp_session *s, struct iovec *v, size_t max)
{
	size_t n = 0;
	for (; n < s->out_n && n < max; n++) {
		const struct segment *g = &s->out[(s->out_from + n) % SEGMENTS_MAX];
		v[n].iov_base = (void *)(g->p ? g->p : s->commands.p + g->off);
		v[n].iov_len = g->n;
	}
	return n;
}

bool smtp_session_wants_out(const struct smtp_session *s)
{
	return s->out_n > 0;
}

void smtp_session_sent(struct smtp_session *s, size_t n)
{
	s->sent += n;
	while (n && s->out_n) {
		struct segment *g = &s->out[s->out_from];
		size_t take = n < g->n ? n : g->n;
		if (g->p)
			g->p += take;
		else
			g->off += take;
		g->n -= take;
		n -= take;
		if (g->n)
			break;
		s->out_from = (s->out_from + 1) % SEGMENTS_MAX;
		s->out_n--;
	}
	if (!s->out_n) {
		if (s->state == ST_AUTH)
			session_wipe(&s->commands);
		buf_reset(&s->commands);
	}
	s->progress++;
	session_body_sent(s);
}

/* --- bytes in --- */

void smtp_session_feed(struct smtp_session *s, str bytes)
{
	if (s->state == ST_CLOSED)
		return;
	s->in_old = s->in.n;
	s->sent_old = s->sent_new;
	s->sent_new = s->sent;
	buf_add(&s->in, bytes);
}

static void session_bad_reply(struct smtp_session *s)
{
	struct smtp_verdict v = { .outcome = SMTP_THROTTLED,
				  .whole_sender = true,
				  .wait_us = 5 * US_PER_MIN,
				  .reason = "the server does not speak SMTP as it should" };
	session_close(s, smtp_session_phase(s), NULL, &v, str_z(v.reason));
}

/* Reads one reply, if a whole one is there, and acts on it. */
static bool session_take_reply(struct smtp_session *s)
{
	if (s->state == ST_CLOSED || s->state == ST_TLS || s->state == ST_TLS_FIRST)
		return false;
	if (s->in.over) {
		session_bad_reply(s);
		return true;
	}
	str in = buf_str(&s->in);
	struct smtp_reply r;
	enum smtp_read got = in.n ? smtp_reply_read(&s->reader, &in, &r) : SMTP_READ_MORE;
	size_t taken = s->in.n - in.n;
	s->sent_at_reply = taken <= s->in_old ? s->sent_old : s->sent_new;
	s->in_old -= size_min(taken, s->in_old);
	buf_consume(&s->in, taken);
	if (got == SMTP_READ_MORE)
		return false;
	if (got == SMTP_READ_BAD) {
		session_bad_reply(s);
		return true;
	}
	s->progress++;
	if (s->state == ST_READY)
		session_mail_reply(s, &r);
	else
		session_setup_reply(s, &r);
	return true;
}

bool smtp_session_next(struct smtp_session *s, struct smtp_event *out)
{
	while (!s->events_n)
		if (!session_take_reply(s))
			return false;
	*out = s->events[s->events_from];
	s->events_from = (s->events_from + 1) % EVENTS_MAX;
	s->events_n--;
	return true;
}

void smtp_session_tls_done(struct smtp_session *s)
{
	s->secure = true;
	s->progress++;
	if (s->state == ST_TLS_FIRST)
		s->state = ST_GREETING;
	else if (s->state == ST_TLS)
		session_greeted_by_tls(s);
}

void smtp_session_quit(struct smtp_session *s)
{
	s->quitting = true;
	s->granted = false;
	if (s->state == ST_READY) {
		session_pump(s);
	} else if (s->state != ST_QUIT && s->state != ST_CLOSED) {
		struct smtp_verdict v = { .outcome = SMTP_ACCEPTED, .reason = "closed" };
		session_close(s, SMTP_PHASE_QUIT, NULL, &v, STR("closed"));
	}
}

void smtp_session_probe(struct smtp_session *s, str from)
{
	s->probing = true;
	buf_reset(&s->probe_from);
	buf_add(&s->probe_from, from);
}

/* --- waiting --- */

enum smtp_phase smtp_session_phase(const struct smtp_session *s)
{
	static const enum smtp_phase of_state[] = {
		[ST_TLS_FIRST] = SMTP_PHASE_TLS, [ST_GREETING] = SMTP_PHASE_GREETING, [ST_EHLO] = SMTP_PHASE_EHLO,
		[ST_HELO] = SMTP_PHASE_EHLO,	 [ST_STARTTLS] = SMTP_PHASE_TLS,      [ST_TLS] = SMTP_PHASE_TLS,
		[ST_AUTH] = SMTP_PHASE_AUTH,	 [ST_READY] = SMTP_PHASE_MAIL,	      [ST_QUIT] = SMTP_PHASE_QUIT,
		[ST_CLOSED] = SMTP_PHASE_QUIT,
	};
	static const enum smtp_phase of_awaited[] = {
		[AW_RSET] = SMTP_PHASE_MAIL, [AW_MAIL] = SMTP_PHASE_MAIL, [AW_RCPT] = SMTP_PHASE_RCPT,
		[AW_DATA] = SMTP_PHASE_DATA, [AW_DOT] = SMTP_PHASE_DOT,	  [AW_LONE_DOT] = SMTP_PHASE_DOT,
	};
	if (s->state == ST_READY && s->awaited_n)
		return of_awaited[s->awaited[s->awaited_from]];
	if (s->state == ST_READY && s->used && s->slots[s->order[0]].stage == SLOT_BODY)
		return SMTP_PHASE_DATA;
	return of_state[s->state];
}

int64_t smtp_session_wait(const struct smtp_session *s, uint64_t *progress)
{
	const struct smtp_timeouts *t = &s->p.timeouts;
	*progress = s->progress;
	if (s->state == ST_CLOSED)
		return -1;
	if (s->state == ST_QUIT)
		return QUIT_WAIT;
	if (s->out_n)
		return t->block;
	if (s->state == ST_GREETING)
		return t->greeting;
	if (s->state != ST_READY)
		return t->command;
	if (!s->awaited_n)
		return -1;
	switch (s->awaited[s->awaited_from]) {
	case AW_MAIL: return t->mail;
	case AW_RCPT: return t->rcpt;
	case AW_DATA: return t->data;
	case AW_DOT:
	case AW_LONE_DOT: return t->dot;
	case AW_RSET: break;
	}
	return t->command;
}

void smtp_session_rest(const struct smtp_session *s, struct smtp_rest *out)
{
	*out = s->rest;
}
