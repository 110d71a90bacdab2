/* From the greeting to the log-in: EHLO (HELO for old servers), STARTTLS, AUTH. */
#include "base/num.h"
#include "smtp/session_int.h"
#include "wire/mime.h"

enum smtp_security smtp_security_of(str word)
{
	return str_eq(word, STR("tls"))	   ? SMTP_SECURITY_TLS
	       : str_eq(word, STR("none")) ? SMTP_SECURITY_NONE
					   : SMTP_SECURITY_STARTTLS;
}

enum smtp_auth smtp_auth_of(str word)
{
	return str_eq(word, STR("plain"))     ? SMTP_AUTH_PLAIN
	       : str_eq(word, STR("login"))   ? SMTP_AUTH_LOGIN
	       : str_eq(word, STR("xoauth2")) ? SMTP_AUTH_XOAUTH2
					      : SMTP_AUTH_NONE;
}

static void session_setup_fail(struct smtp_session *s, enum smtp_phase phase, const struct smtp_reply *r)
{
	struct smtp_verdict v = smtp_verdict_of(phase, r);
	session_close(s, phase, r->code ? r : NULL, &v, r->text);
}

/* A failure that is not a reply's. */
static void session_setup_fail_plainly(struct smtp_session *s, enum smtp_phase phase, const char *why,
				       const char *reason)
{
	struct smtp_verdict v = { .outcome = SMTP_SENDER_PAUSE, .whole_sender = true, .reason = reason };
	session_close(s, phase, NULL, &v, str_z(why));
}

static str session_setup_helo_name(const struct smtp_session *s)
{
	str h = s->p.helo;
	for (size_t i = 0; i < h.n; i++)
		if ((unsigned char)h.p[i] <= ' ' || (unsigned char)h.p[i] >= 0x7f)
			return STR("[127.0.0.1]");
	return h.n && h.n < 256 ? h : STR("[127.0.0.1]");
}

static void session_setup_say_hello(struct smtp_session *s, bool extended)
{
	s->state = extended ? ST_EHLO : ST_HELO;
	s->extensions = 0;
	s->size_limit = 0;
	session_command(s, "%s %.*s\r\n", extended ? "EHLO" : "HELO", STR_FMT(session_setup_helo_name(s)));
}

void session_greeted_by_tls(struct smtp_session *s)
{
	session_setup_say_hello(s, true);
}

static void session_setup_note_extension(struct smtp_session *s, str line)
{
	str rest = line, word, arg;
	if (!str_next(&rest, ' ', &word))
		return;
	static const struct {
		const char *name;
		enum extension bit;
	} plain[] = { { "PIPELINING", EXT_PIPELINING },
		      { "8BITMIME", EXT_8BITMIME },
		      { "SMTPUTF8", EXT_SMTPUTF8 },
		      { "STARTTLS", EXT_STARTTLS } },
	  auth[] = { { "PLAIN", EXT_AUTH_PLAIN }, { "LOGIN", EXT_AUTH_LOGIN }, { "XOAUTH2", EXT_AUTH_XOAUTH2 } };
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (str_eq_nocase(word, str_z(plain[i].name)))
			s->extensions |= (unsigned)plain[i].bit;
	if (str_eq_nocase(word, STR("SIZE"))) {
		uint64_t limit;
		s->extensions |= EXT_SIZE;
		if (num_parse_u64(str_trim(rest), &limit))
			s->size_limit = limit;
	}
	if (!str_eq_nocase(word, STR("AUTH")) && !str_starts_nocase(word, STR("AUTH=")))
		return;
	rest = str_from(line, 5);
	while (str_next(&rest, ' ', &arg))
		for (size_t i = 0; i < sizeof(auth) / sizeof(*auth); i++)
			if (str_eq_nocase(arg, str_z(auth[i].name)))
				s->extensions |= (unsigned)auth[i].bit;
}

static void session_setup_ready(struct smtp_session *s)
{
	s->state = ST_READY;
	session_pump(s);
}

static void session_setup_send_base64(struct smtp_session *s, const char *command, const struct buf *raw)
{
	struct buf BUF_AUTO b64;
	buf_init(&b64, 64u << 10);
	mime_base64_bare(&b64, buf_str(raw));
	/* Tokens may be longer than a command line of ours: in pieces. */
	session_command(s, "%s", command);
	for (str rest = buf_str(&b64); rest.n; rest = str_from(rest, 900))
		session_command(s, "%.*s", STR_FMT(str_upto(rest, 900)));
	session_command(s, "\r\n");
	if (b64.p)
		explicit_bzero(b64.p, b64.n);
}

static void session_setup_send_credentials(struct smtp_session *s, const char *command)
{
	struct buf BUF_AUTO raw;
	buf_init(&raw, 32u << 10);
	if (s->auth_used == SMTP_AUTH_XOAUTH2) {
		buf_add_lit(&raw, "user=");
		buf_add(&raw, s->p.username);
		buf_add_lit(&raw, "\1auth=Bearer ");
		buf_add(&raw, s->p.secret);
		buf_add_lit(&raw, "\1\1");
	} else if (s->auth_used == SMTP_AUTH_PLAIN) {
		buf_add_byte(&raw, 0);
		buf_add(&raw, s->p.username);
		buf_add_byte(&raw, 0);
		buf_add(&raw, s->p.secret);
	} else {
		buf_add(&raw, s->auth_step == 1 ? s->p.username : s->p.secret);
	}
	session_setup_send_base64(s, command, &raw);
	if (raw.p)
		explicit_bzero(raw.p, raw.n);
}

static void session_setup_begin_auth(struct smtp_session *s)
{
	bool plain = session_has(s, EXT_AUTH_PLAIN), login = session_has(s, EXT_AUTH_LOGIN);
	s->auth_used = s->p.auth;
	bool offered = true;
	if (s->p.auth == SMTP_AUTH_XOAUTH2)
		offered = session_has(s, EXT_AUTH_XOAUTH2);
	else if (!plain && !login)
		offered = false;
	else if (s->p.auth == SMTP_AUTH_PLAIN && !plain)
		s->auth_used = SMTP_AUTH_LOGIN; /* the same secret, only said differently */
	else if (s->p.auth == SMTP_AUTH_LOGIN && !login)
		s->auth_used = SMTP_AUTH_PLAIN;
	if (!offered) {
		session_setup_fail_plainly(
			s, SMTP_PHASE_AUTH,
			s->secure ? "the server does not offer this way to log in"
				  : "the server does not offer this way to log in without TLS; choose STARTTLS or TLS",
			"the server does not offer this way to log in");
		return;
	}
	s->state = ST_AUTH;
	s->auth_step = 0;
	if (s->auth_used == SMTP_AUTH_LOGIN)
		session_command(s, "AUTH LOGIN\r\n");
	else
		session_setup_send_credentials(s, s->auth_used == SMTP_AUTH_PLAIN ? "AUTH PLAIN " : "AUTH XOAUTH2 ");
}

static void session_setup_after_hello(struct smtp_session *s)
{
	if (s->p.security == SMTP_SECURITY_STARTTLS && !s->secure) {
		if (!session_has(s, EXT_STARTTLS)) {
			session_setup_fail_plainly(s, SMTP_PHASE_TLS,
						   "the server does not offer STARTTLS; choose TLS or no encryption",
						   "the server does not offer STARTTLS");
			return;
		}
		s->state = ST_STARTTLS;
		session_command(s, "STARTTLS\r\n");
		return;
	}
	if (s->p.auth != SMTP_AUTH_NONE)
		session_setup_begin_auth(s);
	else
		session_setup_ready(s);
}

static void session_setup_hello_reply(struct smtp_session *s, const struct smtp_reply *r)
{
	if (r->code / 100 == 5 && s->state == ST_EHLO) { /* RFC 5321 section 3.2: an old server */
		session_setup_say_hello(s, false);
		return;
	}
	if (r->code / 100 != 2) {
		session_setup_fail(s, SMTP_PHASE_EHLO, r);
		return;
	}
	str rest = r->text, line;
	bool first = true; /* the first line is the server's name */
	while (s->state == ST_EHLO && str_next(&rest, '\n', &line)) {
		if (!first)
			session_setup_note_extension(s, line);
		first = false;
	}
	session_setup_after_hello(s);
}

static void session_setup_starttls_reply(struct smtp_session *s, const struct smtp_reply *r)
{
	if (r->code != 220) {
		session_setup_fail(s, SMTP_PHASE_TLS, r);
		return;
	}
	/* Bytes behind the reply came in clear and would be taken for the encrypted peer's: an attack. */
	if (s->in.n) {
		session_setup_fail_plainly(s, SMTP_PHASE_TLS, "the server sent bytes before the encryption began",
					   "somebody may be tampering with the connection");
		return;
	}
	s->state = ST_TLS;
	session_event(s, (struct smtp_event){ .kind = SMTP_EVENT_TLS });
}

static void session_setup_auth_reply(struct smtp_session *s, const struct smtp_reply *r)
{
	if (r->code == 334) {
		s->auth_step++;
		if (s->auth_used == SMTP_AUTH_LOGIN && s->auth_step <= 2)
			session_setup_send_credentials(s, "");
		else if (s->auth_used == SMTP_AUTH_PLAIN && s->auth_step == 1)
			session_setup_send_credentials(s, "");
		else if (s->auth_used == SMTP_AUTH_XOAUTH2 && s->auth_step == 1)
			session_command(s, "\r\n"); /* the error comes with the next reply */
		else
			session_command(s, "*\r\n"); /* RFC 4954 section 4: cancel */
		if (s->auth_step > 4)
			session_setup_fail_plainly(s, SMTP_PHASE_AUTH, "the log-in goes in circles",
						   "the server does not let us log in");
		return;
	}
	if (r->code / 100 != 2) {
		session_setup_fail(s, SMTP_PHASE_AUTH, r);
		return;
	}
	session_step(s, SMTP_PHASE_AUTH, true, r->text);
	session_setup_ready(s);
}

void session_setup_reply(struct smtp_session *s, const struct smtp_reply *r)
{
	struct smtp_verdict closed = { .outcome = SMTP_ACCEPTED, .reason = "closed" };
	switch (s->state) {
	case ST_GREETING:
		if (r->code == 220) {
			session_step(s, SMTP_PHASE_GREETING, true, r->text);
			session_setup_say_hello(s, true);
		} else {
			session_setup_fail(s, SMTP_PHASE_GREETING, r);
		}
		break;
	case ST_EHLO:
	case ST_HELO: session_setup_hello_reply(s, r); break;
	case ST_STARTTLS: session_setup_starttls_reply(s, r); break;
	case ST_AUTH: session_setup_auth_reply(s, r); break;
	case ST_QUIT: session_close(s, SMTP_PHASE_QUIT, r, &closed, r->text); break;
	default: break;
	}
}
