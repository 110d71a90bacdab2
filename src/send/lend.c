#include "send/lend.h"
#include "base/num.h"
#include "base/time.h"
#include "core/sender/google.h"
#include "gmail/gmail.h"
#include "http/fetch.h"
#include "os/loop.h"
#include "os/patience.h"
#include "smtp/conn.h"
#include "smtp/imap.h"
#include "smtp/probe.h"

#define PROBE_US (20 * US_PER_S)
#define ONCE_US (60 * US_PER_S)
#define FOREIGN_US (10 * US_PER_S) /* of a request to an address that a user named */

static void lend_params_of(const struct deliver_smtp *server, struct smtp_params *out)
{
	*out = (struct smtp_params){
		.host = server->host,
		.port = (uint16_t)server->port,
		.security = smtp_security_of(server->security),
		.auth = smtp_auth_of(server->auth),
		.tls_any_certificate = !server->tls_verify,
		.public_only = server->public_only,
		.username = server->username,
		.secret = server->secret,
	};
}

static err lend_probe(struct arena *a, const struct deliver_smtp *server, str from, struct sender_test *out)
{
	struct smtp_params p;
	struct smtp_probe_result r;
	lend_params_of(server, &p);
	TRY(smtp_probe(a, &p, from, PROBE_US, &r));
	*out = (struct sender_test){ .ok = r.ok, .n = r.n };
	for (size_t i = 0; i < r.n; i++)
		out->steps[i] = (struct sender_test_step){ .step = r.steps[i].step,
							   .ok = r.steps[i].ok,
							   .reply = r.steps[i].reply };
	return OK;
}

struct once {
	struct arena *arena;
	struct loop *loop;
	struct smtp_envelope envelope;
	bool submitted, committed, closed, done;
	err outcome;
};

static err lend_refused(struct once *o, enum err_code code, str words)
{
	return err_make(code, arena_printf(o->arena, "the mail server said: %.*s", STR_FMT(words)).p);
}

static void lend_once_ready(void *ctx, struct smtp_conn *c)
{
	struct once *o = ctx;
	if (!o->submitted)
		o->submitted = smtp_conn_submit(c, &o->envelope);
}

static enum smtp_go lend_once_commit(void *ctx, struct smtp_conn *c, uint64_t tag)
{
	(void)c, (void)tag;
	((struct once *)ctx)->committed = true;
	return SMTP_GO;
}

static void lend_once_done(void *ctx, struct smtp_conn *c, uint64_t tag, const struct smtp_result *r)
{
	struct once *o = ctx;
	(void)tag;
	o->done = true;
	if (r->verdict.outcome == SMTP_ACCEPTED)
		o->outcome = OK;
	else
		o->outcome = lend_refused(o, r->code >= 500 ? ERR_INVALID : ERR_UNAVAILABLE, r->text);
	smtp_conn_quit(c);
}

static void lend_once_closed(void *ctx, struct smtp_conn *c, const struct smtp_closed *r)
{
	struct once *o = ctx;
	(void)c;
	o->closed = true;
	if (!o->done)
		o->outcome = lend_refused(o, r->rest.in_doubt_n ? ERR_UNCERTAIN : ERR_UNAVAILABLE, r->text);
}

/* One message over a connection and a loop of its own. */
static err lend_send_once(struct arena *a, const struct deliver_smtp *server, str from, str to, str message)
{
	static const struct smtp_conn_callbacks callbacks = { .ready = lend_once_ready,
							      .about_to_commit = lend_once_commit,
							      .done = lend_once_done,
							      .closed = lend_once_closed };
	struct once o = { .arena = a, .envelope = { .tag = 1, .from = from, .rcpt = to, .body = message } };
	struct smtp_params p;
	lend_params_of(server, &p);
	p.timeouts.connect = p.timeouts.greeting = p.timeouts.command = 15 * US_PER_S;
	for (size_t i = 0; i < to.n && !o.envelope.utf8; i++)
		o.envelope.utf8 = (unsigned char)to.p[i] >= 0x80;
	TRY(patience_wait("a mail server"));
	TRY(loop_new(&o.loop));
	struct smtp_conn *c = smtp_conn_open(o.loop, &p, &callbacks, &o);
	err stepped = loop_step(o.loop, 0);
	int64_t deadline = loop_now(o.loop) + ONCE_US;
	/* What may have been taken is waited for: it is better known than guessed. */
	while (!o.closed && !err_is(stepped) && loop_now(o.loop) < deadline && (o.committed || !patience_over()))
		stepped = loop_step(o.loop, US_PER_S / 5);
	if (!o.closed)
		smtp_conn_abort(c);
	loop_free(o.loop);
	return o.outcome;
}

static err lend_http(struct arena *a, const struct deliver_http *in, int *status, str *body)
{
	struct fetch_request rq = { .method = str_absent(in->form) ? "GET" : "POST",
				    .url = in->url,
				    .body = in->form,
				    .body_type = "application/x-www-form-urlencoded",
				    .total_us = in->public_only ? FOREIGN_US : 0,
				    .allow_http = !in->public_only,
				    .allow_private = !in->public_only };
	struct fetch_answer out;
	TRY(patience_wait("a web server"));
	err e = fetch(a, &rq, &out);
	if (in->public_only && (e.code == ERR_FORBIDDEN || e.code == ERR_INVALID))
		return err_make(ERR_FORBIDDEN, e.why);
	if (err_is(e))
		return err_make(ERR_UNAVAILABLE, e.why);
	*status = out.status;
	*body = out.body;
	return OK;
}

static void lend_step(struct sender_test *t, const char *name, bool ok, str reply)
{
	t->steps[t->n++] = (struct sender_test_step){ .step = name, .ok = ok, .reply = reply };
}

/* The steps before the one that failed went well. */
static void lend_steps_before(struct sender_test *t, const char *failed, bool tls)
{
	static const char *const names[] = { "connect", "tls", "auth", "folder" };
	for (size_t i = 0; i < 4 && !str_eq(str_z(names[i]), str_z(failed)); i++)
		if (i != 1 || tls)
			lend_step(t, names[i], true, STR_NULL);
}

static struct imap_params lend_imap_of(const struct deliver_mailbox *box)
{
	return (struct imap_params){
		.host = box->host,
		.port = (uint16_t)box->port,
		.security = str_eq(box->security, STR("tls"))	     ? IMAP_SECURITY_TLS
			    : str_eq(box->security, STR("starttls")) ? IMAP_SECURITY_STARTTLS
								     : IMAP_SECURITY_NONE,
		.any_certificate = !box->tls_verify,
		.public_only = box->public_only,
		.xoauth2 = str_eq(box->auth, STR("xoauth2")),
		.username = box->username,
		.secret = box->secret,
		.timeout_us = PROBE_US,
	};
}

/* One log-in for all of them. */
static err lend_sent(struct arena *a, const struct deliver_mailbox *box, const str *message_ids, size_t n, bool *found)
{
	struct imap_params p = lend_imap_of(box);
	struct imap_folder at;
	struct imap *c = NULL;
	str folder;
	TRY(imap_open(a, &p, NULL, &c));
	err e = imap_sent_folder(c, a, &folder);
	if (!err_is(e))
		e = imap_examine(c, a, folder, &at);
	for (size_t i = 0; i < n && !err_is(e); i++)
		e = imap_has_message(c, a, message_ids[i], &found[i]);
	imap_close(c);
	return e;
}

static err lend_mailbox(struct arena *a, const struct deliver_mailbox *box, struct sender_test *out)
{
	struct imap_params p = lend_imap_of(box);
	struct sender_test t = {};
	struct imap_folder folder;
	struct imap *c = NULL;
	const char *at = "connect";
	err e = imap_open(a, &p, &at, &c);
	if (!err_is(e)) {
		at = "folder";
		e = imap_examine(c, a, box->folder, &folder);
	}
	lend_steps_before(&t, at, p.security != IMAP_SECURITY_NONE);
	t.ok = !err_is(e);
	lend_step(&t, at, t.ok, t.ok ? arena_printf(a, "%u messages", folder.exists) : str_z(e.why));
	imap_close(c);
	if (e.code == ERR_LIMIT)
		return e;
	*out = t;
	return OK;
}

static err lend_gmail(const struct app *app, struct arena *a, str sender_id, str message, str thread_id)
{
	struct gmail_request rq;
	struct fetch_answer answer = {};
	str token = STR_NULL;
	if (str_absent(message))
		gmail_probe(a, app->config->google_gmail, &rq);
	else
		gmail_send(a, app->config->google_gmail, message, thread_id, &rq);
	for (int tries = 0; tries < 2; tries++) { /* a refused token is refreshed once */
		TRY(google_token(app, a, sender_id, token, &token));
		struct fetch_header auth = { "Authorization", arena_printf(a, "Bearer %.*s", STR_FMT(token)) };
		struct fetch_request f = { .method = rq.method,
					   .url = rq.url,
					   .headers = &auth,
					   .n_headers = 1,
					   .body = rq.body,
					   .body_type = rq.type,
					   .answer_max = GMAIL_ANSWER_MAX,
					   .allow_http = true, /* the operator named it */
					   .allow_private = true };
		TRY(fetch(a, &f, &answer));
		if (answer.status != 401)
			break;
	}
	if (answer.status == 200)
		return OK;
	struct gmail_error e;
	gmail_error_read(a, answer.body, &e);
	str words = str_absent(e.message) ? STR("no reason given") : str_upto(e.message, 300);
	return err_make(answer.status == 400 ? ERR_INVALID : ERR_UNAVAILABLE,
			arena_printf(a, "Gmail answered %d: %.*s", answer.status, STR_FMT(words)).p);
}

const struct deliver send_lend = { .probe = lend_probe,
				   .send = lend_send_once,
				   .mailbox = lend_mailbox,
				   .sent = lend_sent,
				   .gmail = lend_gmail,
				   .http = lend_http };
