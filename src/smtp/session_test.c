/* The machine against scripts: what the server says (S), what must have been written since (C), and what happens.
 * Every script is run with the server's bytes cut at every place, and one byte at a time. */
#include "smtp/session.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct script {
	struct smtp_params params;
	const char *const *lines; /* "S…" from the server, "C…" to it, "X" the connection ends, "Q" we quit, "G" go */
	unsigned messages;	  /* to submit, whenever asked */
	const char *want;	  /* the events */
	bool wait_go;		  /* COMMIT waits for a "G" line */
	str body;		  /* absent: "B<n>\r\n" */
	bool stuffing;
	const char *rcpt;
};

struct run {
	const struct script *sc;
	struct smtp_session *s;
	struct buf wrote, events;
	unsigned submitted;
	uint64_t pending_go;
	char bodies[8][8];
};

static void submit(struct run *r)
{
	if (r->submitted == r->sc->messages)
		return;
	unsigned n = ++r->submitted;
	snprintf(r->bodies[n], sizeof(r->bodies[n]), "B%u\r\n", n);
	struct smtp_envelope e = { .tag = n,
				   .from = STR("f@x.example"),
				   .rcpt = STR("r@y.example"),
				   .body = str_z(r->bodies[n]),
				   .dot_safe = !r->sc->stuffing };
	if (r->sc->body.p)
		e.body = r->sc->body;
	if (r->sc->rcpt)
		e.rcpt = str_z(r->sc->rcpt);
	assert_true(smtp_session_submit(r->s, &e));
}

static void events(struct run *r)
{
	struct smtp_event e;
	while (smtp_session_next(r->s, &e)) {
		switch (e.kind) {
		case SMTP_EVENT_READY: submit(r); break;
		case SMTP_EVENT_TLS:
			buf_add_lit(&r->events, "tls ");
			smtp_session_tls_done(r->s);
			break;
		case SMTP_EVENT_COMMIT:
			buf_addf(&r->events, "commit:%d ", (int)e.tag);
			if (r->sc->wait_go)
				r->pending_go = e.tag;
			else
				smtp_session_go(r->s, e.tag);
			break;
		case SMTP_EVENT_DONE:
			buf_addf(&r->events, "done:%d=%s/%s/%d ", (int)e.tag, smtp_outcome_name(e.verdict.outcome),
				 smtp_phase_name(e.phase), e.code);
			break;
		case SMTP_EVENT_STEP: buf_addf(&r->events, "step:%s=%d ", smtp_phase_name(e.phase), e.ok); break;
		case SMTP_EVENT_CLOSED: {
			struct smtp_rest rest;
			smtp_session_rest(r->s, &rest);
			buf_addf(&r->events, "closed:%s/%s", smtp_outcome_name(e.verdict.outcome),
				 smtp_phase_name(e.phase));
			for (size_t i = 0; i < rest.uncommitted_n; i++)
				buf_addf(&r->events, " back:%d", (int)rest.uncommitted[i]);
			for (size_t i = 0; i < rest.in_doubt_n; i++)
				buf_addf(&r->events, " doubt:%d", (int)rest.in_doubt[i]);
			break;
		}
		case SMTP_EVENT_NONE: break;
		}
	}
}

/* Takes the output away, `most` bytes at a time. */
static void drain(struct run *r, size_t most)
{
	events(r);
	struct iovec v[3];
	size_t n;
	while ((n = smtp_session_out(r->s, v, 3)) > 0) {
		size_t took = 0;
		for (size_t i = 0; i < n && took < most; i++) {
			size_t part = v[i].iov_len < most - took ? v[i].iov_len : most - took;
			buf_add_mem(&r->wrote, v[i].iov_base, part);
			took += part;
		}
		smtp_session_sent(r->s, took);
		events(r);
	}
}

static void feed(struct run *r, str bytes, size_t *offset, size_t cut, size_t piece, size_t most)
{
	while (bytes.n) {
		size_t n = *offset < cut ? cut - *offset : piece;
		n = n < bytes.n ? n : bytes.n;
		char *copy = malloc(n);
		memcpy(copy, bytes.p, n);
		smtp_session_feed(r->s, str_of(copy, n));
		free(copy);
		*offset += n;
		bytes = str_from(bytes, n);
		drain(r, most);
	}
}

static void play(const struct script *sc, size_t cut, size_t piece, size_t most)
{
	struct run r = { .sc = sc, .s = smtp_session_new(&sc->params) };
	buf_init(&r.wrote, 1 << 20);
	buf_init(&r.events, 1 << 16);
	size_t offset = 0;
	drain(&r, most);
	for (const char *const *l = sc->lines; *l; l++) {
		str rest = str_z(*l + 1);
		if (**l == 'S')
			feed(&r, rest, &offset, cut, piece, most);
		else if (**l == 'X')
			smtp_session_lost(r.s, smtp_session_phase(r.s), STR("gone"));
		else if (**l == 'Q')
			smtp_session_quit(r.s);
		else if (**l == 'G')
			smtp_session_go(r.s, r.pending_go);
		if (**l != 'C') {
			drain(&r, most);
			continue;
		}
		if (!str_eq(buf_str(&r.wrote), rest))
			print_message("cut %zu: wrote <%.*s>, not <%.*s>\n", cut, STR_FMT(buf_str(&r.wrote)),
				      STR_FMT(rest));
		assert_true(str_eq(buf_str(&r.wrote), rest));
		buf_reset(&r.wrote);
	}
	assert_int_equal(r.wrote.n, 0);
	buf_add_byte(&r.events, 0);
	assert_string_equal(r.events.p, sc->want);
	buf_deinit(&r.wrote);
	buf_deinit(&r.events);
	smtp_session_free(r.s);
}

static void check(const struct script *sc)
{
	size_t total = 0;
	for (const char *const *l = sc->lines; *l; l++)
		total += **l == 'S' ? strlen(*l) - 1 : 0;
	for (size_t cut = 0; cut <= total; cut++)
		play(sc, cut, total + 1, SIZE_MAX);
	play(sc, 0, 1, 1);
}

#define LINES(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define HELLO "S220 hi\r\n", "CEHLO [127.0.0.1]\r\n"
#define PIPED HELLO, "S250-x\r\n250 PIPELINING\r\n"
#define LOCKSTEP HELLO, "S250 x\r\n"
#define ENV "MAIL FROM:<f@x.example>\r\nRCPT TO:<r@y.example>\r\nDATA\r\n"

static void the_envelope_rides_behind_the_dot(void **state)
{
	(void)state;
	check(&(struct script){
		.messages = 3,
		.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", "CB1\r\n.\r\n" ENV,
			       "S250 queued\r\n250 a\r\n250 b\r\n354 c\r\n", "CB2\r\n.\r\n" ENV,
			       "S250 queued\r\n250 a\r\n250 b\r\n354 c\r\n", "CB3\r\n.\r\n", "S250 queued\r\n", "Q",
			       "CQUIT\r\n", "S221 bye\r\n"),
		.want = "commit:1 done:1=accepted/dot/250 commit:2 done:2=accepted/dot/250 commit:3 "
			"done:3=accepted/dot/250 closed:accepted/quit",
	});
}

static void lockstep_without_pipelining(void **state)
{
	(void)state;
	const char *const *lines = LINES(LOCKSTEP, "CMAIL FROM:<f@x.example>\r\n", "S250 a\r\n",
					 "CRCPT TO:<r@y.example>\r\n", "S250 b\r\n", "CDATA\r\n", "S354 c\r\n",
					 "CB1\r\n.\r\n", "S250 q\r\n", "CMAIL FROM:<f@x.example>\r\n", "S250 a\r\n",
					 "CRCPT TO:<r@y.example>\r\n", "S550 5.1.1 no\r\n", "Q", "CQUIT\r\n", "X");
	check(&(struct script){
		.messages = 2,
		.lines = lines,
		.want = "commit:1 done:1=accepted/dot/250 done:2=bounced/rcpt/550 closed:accepted/quit" });
	/* the next one after a refused recipient begins with RSET */
	check(&(struct script){ .messages = 2,
				.lines = LINES(LOCKSTEP, "CMAIL FROM:<f@x.example>\r\n", "S250 a\r\n",
					       "CRCPT TO:<r@y.example>\r\n", "S550 no such user\r\n", "CRSET\r\n",
					       "S250 ok\r\n", "CMAIL FROM:<f@x.example>\r\n", "X"),
				.want = "done:1=bounced/rcpt/550 closed:throttled/mail back:2" });
	/* offered but switched off */
	check(&(struct script){ .messages = 1,
				.params = { .no_pipelining = true },
				.lines = LINES(PIPED, "CMAIL FROM:<f@x.example>\r\n", "X"),
				.want = "closed:throttled/mail back:1" });
}

static void refused_recipients_in_a_pipeline(void **state)
{
	(void)state;
	/* DATA refused, as it should */
	check(&(struct script){ .messages = 2,
				.lines = LINES(PIPED, "C" ENV, "S250 a\r\n550 5.1.1 no\r\n503 no recipients\r\n",
					       "CRSET\r\n" ENV, "S250 r\r\n250 a\r\n250 b\r\n354 c\r\n", "CB2\r\n.\r\n",
					       "S250 q\r\n"),
				.want = "done:1=bounced/rcpt/550 commit:2 done:2=accepted/dot/250 " });
	/* DATA answered 354 all the same: RFC 2920 section 3.1 */
	check(&(struct script){ .messages = 2,
				.lines = LINES(PIPED, "C" ENV, "S250 a\r\n450 4.7.1 later\r\n354 go\r\n", "C.\r\n",
					       "S554 no valid recipients\r\n", "CRSET\r\n" ENV),
				.want = "done:1=retry/rcpt/450 " });
	/* MAIL refused */
	check(&(struct script){ .messages = 2,
				.lines = LINES(PIPED, "C" ENV, "S451 busy\r\n503 x\r\n503 x\r\n", "C" ENV),
				.want = "done:1=throttled/mail/451 " });
	/* a refused second message does not disturb the first one's reply */
	check(&(struct script){ .messages = 3,
				.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", "CB1\r\n.\r\n" ENV,
					       "S250 q\r\n250 a\r\n550 user unknown\r\n554 no\r\n", "CRSET\r\n" ENV),
				.want = "commit:1 done:1=accepted/dot/250 done:2=bounced/rcpt/550 " });
	/* DATA itself refused */
	check(&(struct script){ .messages = 1,
				.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n451 4.3.0 no\r\n"),
				.want = "done:1=retry/data/451 " });
}

static void drops_and_what_is_known_then(void **state)
{
	(void)state;
	static const struct {
		const char *server, *client, *want;
	} cases[] = {
		{ "S", "C", "closed:throttled/mail back:1" },
		{ "S250 a\r\n", "C", "closed:throttled/rcpt back:1" },
		{ "S250 a\r\n250 b\r\n", "C", "closed:throttled/data back:1" },
		{ "S250 a\r\n250 b\r\n354 c\r\n", "CB1\r\n.\r\n" ENV, "commit:1 closed:throttled/dot back:2 doubt:1" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct script sc = { .messages = 3, .want = cases[i].want };
		/* before 354 the second message waits too, so it comes back as well */
		char want[200];
		if (i < 3) {
			snprintf(want, sizeof(want), "%s back:2", cases[i].want);
			sc.want = want;
		}
		if (i == 3) {
			sc.want = "commit:1 closed:throttled/dot back:2 back:3 doubt:1";
		}
		sc.lines = LINES(PIPED, "C" ENV, cases[i].server, cases[i].client, "X");
		check(&sc);
	}
	struct script accepted = { .messages = 3,
				   .want = "commit:1 done:1=accepted/dot/250 closed:throttled/mail back:2 back:3",
				   .lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", "CB1\r\n.\r\n" ENV,
						  "S250 q\r\n", "X") };
	check(&accepted);
	/* the dot was not handed over completely: not in doubt */
	struct smtp_params p = {};
	struct smtp_session *s = smtp_session_new(&p);
	struct smtp_event e;
	struct iovec v[4];
	smtp_session_feed(s, STR("220 x\r\n"));
	assert_false(smtp_session_next(s, &e));
	smtp_session_sent(s, 18);
	smtp_session_feed(s, STR("250-x\r\n250 PIPELINING\r\n"));
	assert_true(smtp_session_next(s, &e) && e.kind == SMTP_EVENT_READY);
	struct smtp_envelope m = { .tag = 9,
				   .from = STR("f@x.example"),
				   .rcpt = STR("r@y.example"),
				   .body = STR("hello\r\n"),
				   .dot_safe = true };
	assert_true(smtp_session_submit(s, &m));
	smtp_session_sent(s, sizeof(ENV) - 1);
	smtp_session_feed(s, STR("250 a\r\n250 b\r\n354 c\r\n"));
	while (smtp_session_next(s, &e) && e.kind != SMTP_EVENT_COMMIT)
		;
	assert_int_equal(e.kind, SMTP_EVENT_COMMIT);
	assert_int_equal(smtp_session_out(s, v, 4), 0); /* nothing leaves before the go */
	smtp_session_go(s, 9);
	assert_int_equal(smtp_session_out(s, v, 4), 2);
	smtp_session_sent(s, 7 + 2); /* "hello CRLF" and ".CR", not its LF */
	smtp_session_lost(s, SMTP_PHASE_DOT, STR("gone"));
	struct smtp_rest rest;
	smtp_session_rest(s, &rest);
	assert_int_equal(rest.in_doubt_n, 0);
	assert_int_equal(rest.uncommitted_n, 1);
	smtp_session_free(s);
}

static void the_server_says_421(void **state)
{
	(void)state;
	check(&(struct script){ .lines = LINES("S421 too many connections\r\n"), .want = "closed:throttled/greeting" });
	check(&(struct script){ .messages = 2,
				.lines = LINES(PIPED, "C" ENV, "S250 a\r\n421 4.3.2 closing\r\n", "X"),
				.want = "closed:throttled/rcpt back:1 back:2" });
	/* as the answer to the dot it is an answer: not in doubt */
	check(&(struct script){ .messages = 2,
				.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", "CB1\r\n.\r\n" ENV,
					       "S421 4.3.2 closing\r\n"),
				.want = "commit:1 done:1=throttled/dot/421 closed:throttled/dot back:2" });
	/* idle: an orderly end */
	check(&(struct script){ .messages = 1,
				.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", "CB1\r\n.\r\n",
					       "S250 q\r\n", "S421 idle too long\r\n"),
				.want = "commit:1 done:1=accepted/dot/250 closed:accepted/mail" });
	check(&(struct script){
		.messages = 1,
		.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", "CB1\r\n.\r\n", "S250 q\r\n", "X"),
		.want = "commit:1 done:1=accepted/dot/250 closed:accepted/mail" });
}

static void nonsense_ends_the_connection(void **state)
{
	(void)state;
	check(&(struct script){ .lines = LINES("SSSH-2.0-OpenSSH\r\n"), .want = "closed:throttled/greeting" });
	check(&(struct script){ .messages = 1,
				.lines = LINES(PIPED, "C" ENV, "S250-a\r\n251 b\r\n"),
				.want = "closed:throttled/mail back:1" });
	check(&(struct script){ .messages = 1,
				.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n250 c\r\n"),
				.want = "closed:retry/data back:1" });
	check(&(struct script){ .lines = LINES(PIPED, "S250 surprise\r\n"), .want = "closed:throttled/mail" });
	check(&(struct script){ .lines = LINES("S554 go away\r\n"), .want = "closed:sender_pause/greeting" });
}

static void hello_and_its_extensions(void **state)
{
	(void)state;
	check(&(struct script){
		.lines = LINES(HELLO, "S502 what\r\n", "CHELO [127.0.0.1]\r\n", "S250 ok\r\n", "Q", "CQUIT\r\n"),
		.want = "" });
	check(&(struct script){ .params = { .helo = STR("mail.acme.example") },
				.lines = LINES("S220-a\r\n220 b\r\n", "CEHLO mail.acme.example\r\n", "S550 no\r\n",
					       "CHELO mail.acme.example\r\n", "S550 no\r\n"),
				.want = "closed:sender_pause/ehlo" });
	check(&(struct script){ .messages = 1,
				.lines = LINES(HELLO, "S250-x\r\n250-SIZE 1000\r\n250 PIPELINING\r\n",
					       "CMAIL FROM:<f@x.example> SIZE=4\r\nRCPT TO:<r@y.example>\r\nDATA\r\n"),
				.want = "" });
	check(&(struct script){
		.messages = 1, .lines = LINES(HELLO, "S250-x\r\n250 SIZE 3\r\n"), .want = "done:1=refused/mail/0 " });
	check(&(struct script){
		.messages = 1, .rcpt = "ü@y.example", .lines = LINES(PIPED), .want = "done:1=refused/mail/0 " });
	check(&(struct script){
		.messages = 1,
		.rcpt = "ü@y.example",
		.lines = LINES(HELLO, "S250-x\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 PIPELINING\r\n",
			       "CMAIL FROM:<f@x.example> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<ü@y.example>\r\n"
			       "DATA\r\n"),
		.want = "" });
	check(&(struct script){ .messages = 1,
				.rcpt = "a@b>\r\nRCPT TO:<c@d",
				.lines = LINES(PIPED),
				.want = "done:1=bounced/mail/0 " });
}

static void encryption(void **state)
{
	(void)state;
	struct smtp_params start = { .security = SMTP_SECURITY_STARTTLS }, tls = { .security = SMTP_SECURITY_TLS };
	check(&(struct script){ .params = tls, .lines = LINES(HELLO), .want = "tls " });
	check(&(struct script){ .params = start,
				.lines = LINES(HELLO, "S250-x\r\n250 STARTTLS\r\n", "CSTARTTLS\r\n", "S220 go\r\n",
					       "CEHLO [127.0.0.1]\r\n", "S250-x\r\n250 STARTTLS\r\n", "Q", "CQUIT\r\n"),
				.want = "tls " });
	check(&(struct script){
		.params = start, .lines = LINES(HELLO, "S250 x\r\n"), .want = "closed:sender_pause/tls" });
	check(&(struct script){ .params = start,
				.lines =
					LINES(HELLO, "S250-x\r\n250 STARTTLS\r\n", "CSTARTTLS\r\n", "S454 not now\r\n"),
				.want = "closed:throttled/tls" });
	/* bytes put behind the reply in clear (CVE-2011-0411) */
	struct smtp_session *s = smtp_session_new(&start);
	struct smtp_event e;
	smtp_session_feed(s, STR("220 x\r\n250-x\r\n250 STARTTLS\r\n220 go\r\n250 injected\r\n"));
	assert_true(smtp_session_next(s, &e));
	assert_int_equal(e.kind, SMTP_EVENT_CLOSED);
	smtp_session_free(s);
}

static void logging_in(void **state)
{
	(void)state;
	struct smtp_params plain = { .auth = SMTP_AUTH_PLAIN, .username = STR("ann"), .secret = STR("pw") };
	struct smtp_params login = plain, oauth = plain;
	login.auth = SMTP_AUTH_LOGIN;
	oauth.auth = SMTP_AUTH_XOAUTH2;
	check(&(struct script){ .params = plain,
				.lines = LINES(HELLO, "S250-x\r\n250 AUTH PLAIN LOGIN\r\n",
					       "CAUTH PLAIN AGFubgBwdw==\r\n", "S235 ok\r\n", "Q", "CQUIT\r\n"),
				.want = "" });
	const char *const *as_login =
		LINES(HELLO, "S250-x\r\n250 AUTH LOGIN\r\n", "CAUTH LOGIN\r\n", "S334 VXNlcm5hbWU6\r\n", "CYW5u\r\n",
		      "S334 UGFzc3dvcmQ6\r\n", "CcHc=\r\n", "S535 5.7.8 wrong\r\n");
	check(&(struct script){ .params = login, .lines = as_login, .want = "closed:sender_pause/auth" });
	check(&(struct script){ .params = plain, .lines = as_login, .want = "closed:sender_pause/auth" });
	check(&(struct script){ .params = oauth,
				.lines = LINES(HELLO, "S250-x\r\n250 AUTH=XOAUTH2\r\n",
					       "CAUTH XOAUTH2 dXNlcj1hbm4BYXV0aD1CZWFyZXIgcHcBAQ==\r\n",
					       "S334 eyJz\r\n", "C\r\n", "S535 5.7.8 expired\r\n"),
				.want = "closed:sender_pause/auth" });
	check(&(struct script){ .params = oauth,
				.lines = LINES(HELLO, "S250-x\r\n250 AUTH PLAIN\r\n"),
				.want = "closed:sender_pause/auth" });
	check(&(struct script){ .params = plain,
				.lines = LINES(HELLO, "S250-x\r\n250 AUTH PLAIN\r\n", "CAUTH PLAIN AGFubgBwdw==\r\n",
					       "S454 4.7.0 later\r\n"),
				.want = "closed:throttled/auth" });
}

static void contents(void **state)
{
	(void)state;
	check(&(struct script){
		.messages = 1,
		.body = STR(".a\r\n..b\r\nc.d\r\n.\r\n"),
		.stuffing = true,
		.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", "C..a\r\n...b\r\nc.d\r\n..\r\n.\r\n"),
		.want = "commit:1 " });
	check(&(struct script){ .messages = 1,
				.body = STR("no line end"),
				.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", "Cno line end\r\n.\r\n"),
				.want = "commit:1 " });
	/* a large one leaves before the question; only the dot waits */
	struct buf BUF_AUTO big, line;
	buf_init(&big, 1 << 20);
	buf_init(&line, 1 << 20);
	while (big.n < 100000)
		buf_add_lit(&big, "sixteen bytes.\r\n");
	buf_addf(&line, "C%.*s", STR_FMT(buf_str(&big)));
	buf_add_byte(&line, 0);
	struct script sc = { .messages = 1,
			     .body = buf_str(&big),
			     .wait_go = true,
			     .want = "commit:1 done:1=accepted/dot/250 ",
			     .lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", line.p, "G", "C.\r\n",
					    "S250 q\r\n") };
	play(&sc, 0, SIZE_MAX, SIZE_MAX);
	play(&sc, 0, SIZE_MAX, 1000);
	/* gone before the go: the content was out, the dot was not */
	sc.want = "commit:1 closed:throttled/mail back:1";
	sc.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", line.p, "X");
	play(&sc, 0, SIZE_MAX, SIZE_MAX);
}

static void bounded_connections(void **state)
{
	(void)state;
	check(&(struct script){
		.messages = 5,
		.params = { .max_messages = 2 },
		.lines = LINES(PIPED, "C" ENV, "S250 a\r\n250 b\r\n354 c\r\n", "CB1\r\n.\r\n" ENV,
			       "S250 q\r\n250 a\r\n250 b\r\n354 c\r\n", "CB2\r\n.\r\n", "S250 q\r\n", "CQUIT\r\n",
			       "S221 bye\r\n"),
		.want = "commit:1 done:1=accepted/dot/250 commit:2 done:2=accepted/dot/250 closed:accepted/quit" });
}

static void waits_follow_the_rfc(void **state)
{
	(void)state;
	struct smtp_params p = { .timeouts = { .dot = 7 } };
	struct smtp_session *s = smtp_session_new(&p);
	struct smtp_event e;
	uint64_t a, b;
	assert_int_equal(smtp_session_wait(s, &a), INT64_C(300000000));
	smtp_session_feed(s, STR("22")); /* a trickle is no progress */
	assert_false(smtp_session_next(s, &e));
	assert_int_equal(smtp_session_wait(s, &b), INT64_C(300000000));
	assert_int_equal(a, b);
	smtp_session_feed(s, STR("0 x\r\n"));
	assert_false(smtp_session_next(s, &e));
	assert_int_equal(smtp_session_wait(s, &b), INT64_C(180000000)); /* to write */
	assert_int_not_equal(a, b);
	smtp_session_free(s);
}

/* "354" and "250" in one piece, before the dot: nobody knows what was accepted, and the connection is out of step. */
static void accepted_before_the_dot(void **state)
{
	(void)state;
	static const char *const early[] = { "250 a\r\n250 b\r\n354 c\r\n250 queued already\r\n",
					     "250 a\r\n250 b\r\n354 c\r\n250-queued\r\n250 already\r\n",
					     "250 a\r\n250 b\r\n354 c\r\n250 q\r\n250 r\r\n" };
	for (size_t i = 0; i < sizeof(early) / sizeof(*early); i++)
		for (int late_go = 0; late_go < 2; late_go++) {
			struct smtp_params p = {};
			struct smtp_session *s = smtp_session_new(&p);
			struct smtp_event e;
			struct smtp_rest rest;
			smtp_session_feed(s, STR("220 x\r\n"));
			assert_false(smtp_session_next(s, &e));
			smtp_session_sent(s, 18);
			smtp_session_feed(s, STR("250-x\r\n250 PIPELINING\r\n"));
			assert_true(smtp_session_next(s, &e) && e.kind == SMTP_EVENT_READY);
			struct smtp_envelope m = { .tag = 9,
						   .from = STR("f@x.example"),
						   .rcpt = STR("r@y.example"),
						   .body = STR("hello\r\n"),
						   .dot_safe = true };
			assert_true(smtp_session_submit(s, &m));
			smtp_session_sent(s, sizeof(ENV) - 1);
			smtp_session_feed(s, str_z(early[i]));
			bool done = false, closed = false;
			while (smtp_session_next(s, &e)) {
				done |= e.kind == SMTP_EVENT_DONE;
				closed |= e.kind == SMTP_EVENT_CLOSED;
				if (e.kind == SMTP_EVENT_COMMIT && !late_go)
					smtp_session_go(s, 9);
			}
			assert_false(done);
			assert_true(closed);
			smtp_session_rest(s, &rest);
			assert_int_equal(rest.in_doubt_n, 1);
			assert_int_equal(rest.uncommitted_n, 0);
			smtp_session_free(s);
		}
}

static void a_probe_sends_nothing(void **state)
{
	(void)state;
	struct smtp_params p = {};
	struct smtp_session *s = smtp_session_new(&p);
	smtp_session_probe(s, STR("f@x.example"));
	static const char *const said[] = { "220 x\r\n", "250 y\r\n", "250 fine\r\n", "221 bye\r\n" };
	struct buf BUF_AUTO b;
	buf_init(&b, 1000);
	struct smtp_event e;
	for (size_t i = 0; i < sizeof(said) / sizeof(*said); i++) {
		struct iovec v[4];
		size_t n = smtp_session_out(s, v, 4), bytes = 0;
		for (size_t k = 0; k < n; k++)
			bytes += v[k].iov_len;
		smtp_session_sent(s, bytes);
		smtp_session_feed(s, str_z(said[i]));
		while (smtp_session_next(s, &e))
			buf_addf(&b, "%d:%s:%d ", e.kind, smtp_phase_name(e.phase), e.ok);
	}
	buf_add_byte(&b, 0);
	assert_string_equal(b.p, "5:greeting:1 5:mail:1 6:quit:0 ");
	smtp_session_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_envelope_rides_behind_the_dot),
		cmocka_unit_test(lockstep_without_pipelining),
		cmocka_unit_test(refused_recipients_in_a_pipeline),
		cmocka_unit_test(drops_and_what_is_known_then),
		cmocka_unit_test(the_server_says_421),
		cmocka_unit_test(nonsense_ends_the_connection),
		cmocka_unit_test(hello_and_its_extensions),
		cmocka_unit_test(encryption),
		cmocka_unit_test(logging_in),
		cmocka_unit_test(contents),
		cmocka_unit_test(bounded_connections),
		cmocka_unit_test(waits_follow_the_rfc),
		cmocka_unit_test(accepted_before_the_dot),
		cmocka_unit_test(a_probe_sends_nothing),
	};
	return cmocka_run_group_tests_name("session", tests, NULL, NULL);
}
