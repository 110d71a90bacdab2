/* A hostile server against the machine: byte 0 picks the settings, 0xff bytes cut the stream into reads. Whatever it
 * says, each message submitted ends exactly once: done, uncommitted or in doubt, and in doubt only after its go. */
#include "smtp/session.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MESSAGES 6

struct run {
	struct smtp_session *s;
	unsigned submitted, ended[MESSAGES + 1];
	bool gone[MESSAGES + 1], closed;
};

static void end(struct run *r, uint64_t tag)
{
	if (tag == 0 || tag > r->submitted || r->ended[tag]++)
		abort();
}

static void submit(struct run *r)
{
	if (r->submitted == MESSAGES)
		return;
	struct smtp_envelope e = { .tag = ++r->submitted,
				   .from = STR("a@b.example"),
				   .rcpt = STR("c@d.example"),
				   .body = STR("x\r\n.y\r\n"),
				   .dot_safe = r->submitted % 2 };
	if (!smtp_session_submit(r->s, &e))
		abort();
}

static void events(struct run *r)
{
	struct smtp_event e;
	while (smtp_session_next(r->s, &e)) {
		if (r->closed)
			abort(); /* nothing comes after the end */
		if (e.kind == SMTP_EVENT_READY) {
			submit(r);
		} else if (e.kind == SMTP_EVENT_TLS) {
			smtp_session_tls_done(r->s);
		} else if (e.kind == SMTP_EVENT_COMMIT) {
			r->gone[e.tag] = true;
			smtp_session_go(r->s, e.tag);
		} else if (e.kind == SMTP_EVENT_DONE) {
			if (e.verdict.outcome == SMTP_ACCEPTED && !r->gone[e.tag])
				abort(); /* accepted before it was sent */
			end(r, e.tag);
		} else if (e.kind == SMTP_EVENT_CLOSED) {
			r->closed = true;
		}
	}
}

static void drain(struct run *r)
{
	struct iovec v[4];
	size_t n;
	events(r);
	while ((n = smtp_session_out(r->s, v, 4)) > 0) {
		size_t sum = 0;
		for (size_t i = 0; i < n; i++)
			sum += v[i].iov_len;
		smtp_session_sent(r->s, sum);
		events(r);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	struct smtp_params p = { .security = (enum smtp_security)(data[0] % 3),
				 .auth = (enum smtp_auth)(data[0] / 3 % 4),
				 .username = STR("u"),
				 .secret = STR("s"),
				 .max_messages = data[0] & 64 ? 3 : 0,
				 .no_pipelining = data[0] & 128 };
	struct run r = { .s = smtp_session_new(&p) };
	str rest = str_of((const char *)data + 1, size - 1), piece;
	drain(&r);
	while (str_next(&rest, '\xff', &piece)) {
		smtp_session_feed(r.s, piece);
		drain(&r);
	}
	smtp_session_lost(r.s, smtp_session_phase(r.s), STR("gone"));
	drain(&r);
	struct smtp_rest left;
	smtp_session_rest(r.s, &left);
	for (size_t i = 0; i < left.uncommitted_n; i++)
		end(&r, left.uncommitted[i]);
	for (size_t i = 0; i < left.in_doubt_n; i++) {
		if (!r.gone[left.in_doubt[i]])
			abort();
		end(&r, left.in_doubt[i]);
	}
	for (unsigned i = 1; i <= r.submitted; i++)
		if (r.ended[i] != 1)
			abort();
	smtp_session_free(r.s);
	return 0;
}
