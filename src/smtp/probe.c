/* See probe.h: a loop and a connection of its own, watched through its steps. */
#include "smtp/probe.h"
#include "base/num.h"
#include "base/time.h"
#include "os/patience.h"
#include "smtp/conn.h"

struct prober {
	struct arena *a;
	const struct smtp_params *p;
	struct smtp_probe_result r;
	struct loop *loop;
	struct smtp_conn *conn; /* NULL: closed */
};

static const char *const step_names[] = { "connect", "tls", "auth", "mail" };

static enum smtp_probe_step probe_step_of(enum smtp_phase phase)
{
	switch (phase) {
	case SMTP_PHASE_TLS: return SMTP_PROBE_TLS;
	case SMTP_PHASE_AUTH: return SMTP_PROBE_AUTH;
	case SMTP_PHASE_CONNECT:
	case SMTP_PHASE_GREETING:
	case SMTP_PHASE_EHLO: return SMTP_PROBE_CONNECT;
	default: return SMTP_PROBE_MAIL;
	}
}

/* Each step is noted once; a failure replaces an earlier success of the same step (EHLO refused after a greeting). */
static void probe_on_step(void *ctx, struct smtp_conn *c, enum smtp_phase phase, bool ok, str text)
{
	(void)c;
	struct prober *x = ctx;
	const char *name = step_names[probe_step_of(phase)];
	size_t i = 0;
	while (i < x->r.n && x->r.steps[i].step != name)
		i++;
	if (i == x->r.n) {
		if (x->r.n == SMTP_PROBE_STEPS)
			return;
		x->r.n++;
	} else if (ok || !x->r.steps[i].ok) {
		return; /* the first failure says why; that the connection was closed then does not */
	}
	x->r.steps[i] = (struct smtp_probe_line){ .step = name, .ok = ok, .reply = arena_dup(x->a, text) };
}

static void probe_on_closed(void *ctx, struct smtp_conn *c, const struct smtp_closed *r)
{
	(void)c;
	struct prober *x = ctx;
	if (r->verdict.outcome != SMTP_ACCEPTED && r->text.n == 0 && x->r.n)
		x->r.steps[x->r.n - 1].reply = str_z(r->verdict.reason);
	x->conn = NULL;
}

static void probe_on_ready(void *ctx, struct smtp_conn *c)
{
	(void)ctx;
	(void)c;
}

static enum smtp_go probe_on_commit(void *ctx, struct smtp_conn *c, uint64_t tag)
{
	(void)ctx;
	(void)c;
	(void)tag;
	return SMTP_WAIT; /* a probe sends nothing */
}

static void probe_on_done(void *ctx, struct smtp_conn *c, uint64_t tag, const struct smtp_result *r)
{
	(void)ctx;
	(void)c;
	(void)tag;
	(void)r;
}

err smtp_probe(struct arena *a, const struct smtp_params *p, str from, int64_t timeout_us,
	       struct smtp_probe_result *out)
{
	struct prober x = { .a = a, .p = p };
	TRY(patience_wait("a mail server"));
	TRY(loop_new(&x.loop));
	static const struct smtp_conn_callbacks cb = { .ready = probe_on_ready,
						       .about_to_commit = probe_on_commit,
						       .done = probe_on_done,
						       .closed = probe_on_closed,
						       .step = probe_on_step };
	int64_t until = loop_now(x.loop) + timeout_us;
	x.conn = smtp_conn_open(x.loop, p, &cb, &x);
	smtp_conn_probe(x.conn, from);
	err e = OK;
	while (x.conn && !err_is(e)) {
		int64_t left = until - loop_now(x.loop);
		if (left <= 0 || patience_over()) {
			smtp_conn_abort(x.conn);
			if (x.r.n && !x.r.steps[x.r.n - 1].ok)
				x.r.steps[x.r.n - 1].reply = STR("the server did not answer in time");
		} else {
			e = loop_step(x.loop, i64_min(left, PATIENCE_LOOK_US));
		}
	}
	if (x.conn)
		smtp_conn_abort(x.conn);
	loop_free(x.loop);
	TRY(e);
	x.r.ok = x.r.n > 0;
	bool mail = false;
	for (size_t i = 0; i < x.r.n; i++) {
		x.r.ok = x.r.ok && x.r.steps[i].ok;
		mail = mail || x.r.steps[i].step == step_names[SMTP_PROBE_MAIL];
	}
	x.r.ok = x.r.ok && mail;
	*out = x.r;
	return OK;
}
