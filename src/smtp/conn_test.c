/* Connections over real sockets: a well-behaved peer, rotten ones by name, TLS, and Postfix's smtp-sink. */
#include "base/time.h"
#include "smtp/conn.h"
#include "smtp/peer_test.h"
#include "smtp/probe.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char certificate[] = "/tmp/loumass-cert-XXXXXX";
static SSL_CTX *server_tls;

struct client {
	struct loop *loop;
	unsigned submitted, total, bad;
	bool wait_go;
	struct loop_timer later;
	uint64_t asked;
	struct smtp_conn *conn;
	/* what came of it */
	unsigned accepted, retry, bounced, throttled, other, commits, uncommitted, doubt;
	enum smtp_outcome end;
	enum smtp_phase end_phase;
	char words[300];
};

static void on_ready(void *ctx, struct smtp_conn *c)
{
	struct client *x = ctx;
	if (x->submitted == x->total) {
		smtp_conn_quit(c);
		return;
	}
	struct smtp_envelope e = { .tag = ++x->submitted,
				   .from = STR("f@x.example"),
				   .rcpt = STR("r@y.example"),
				   .body = STR("Subject: hello\r\n\r\nbody\r\n.dot\r\n") };
	if (x->submitted <= x->bad)
		e.rcpt = STR("bad@y.example");
	assert_true(smtp_conn_submit(c, &e));
}

static void on_later(struct loop_timer *t)
{
	struct client *x = t->ctx;
	smtp_conn_go(x->conn, x->asked);
}

static enum smtp_go on_commit(void *ctx, struct smtp_conn *c, uint64_t tag)
{
	struct client *x = ctx;
	x->commits++;
	if (!x->wait_go)
		return SMTP_GO;
	x->asked = tag;
	x->conn = c;
	loop_timer_set(x->loop, &x->later, loop_now(x->loop) + 1000);
	return SMTP_WAIT;
}

static void on_done(void *ctx, struct smtp_conn *c, uint64_t tag, const struct smtp_result *r)
{
	(void)c;
	(void)tag;
	struct client *x = ctx;
	switch (r->verdict.outcome) {
	case SMTP_ACCEPTED: x->accepted++; break;
	case SMTP_RETRY: x->retry++; break;
	case SMTP_BOUNCED: x->bounced++; break;
	case SMTP_THROTTLED: x->throttled++; break;
	default: x->other++;
	}
}

static void on_closed(void *ctx, struct smtp_conn *c, const struct smtp_closed *r)
{
	(void)c;
	struct client *x = ctx;
	x->uncommitted += (unsigned)r->rest.uncommitted_n;
	x->doubt += (unsigned)r->rest.in_doubt_n;
	x->end = r->verdict.outcome;
	x->end_phase = r->phase;
	snprintf(x->words, sizeof(x->words), "%.*s", STR_FMT(r->text));
	assert_int_equal(r->delivered, x->accepted);
	loop_stop(x->loop);
}

static const struct smtp_conn_callbacks callbacks = {
	.ready = on_ready, .about_to_commit = on_commit, .done = on_done, .closed = on_closed
};

static struct client deliver(const struct peer *p, struct smtp_params params, unsigned total, unsigned bad,
			     bool wait_go)
{
	struct client x = { .total = total, .bad = bad, .wait_go = wait_go };
	assert_false(err_is(loop_new(&x.loop)));
	x.later = (struct loop_timer){ .on = on_later, .ctx = &x };
	if (!params.host.n)
		params.host = STR("127.0.0.1");
	params.port = p->port;
	smtp_conn_open(x.loop, &params, &callbacks, &x);
	assert_false(err_is(loop_run(x.loop)));
	loop_free(x.loop);
	assert_int_equal(x.accepted + x.retry + x.bounced + x.throttled + x.other + x.uncommitted + x.doubt,
			 x.submitted);
	return x;
}

static void many_messages_on_one_connection(void **state)
{
	(void)state;
	for (int way = 0; way < 4; way++) {
		struct peer p = { .pipelining = way & 1, .rot = way & 2 ? ROT_ONE_BYTE : ROT_NONE };
		peer_start(&p);
		struct client x = deliver(&p, (struct smtp_params){}, 200, 0, false);
		peer_stop(&p);
		assert_int_equal(x.accepted, 200);
		assert_int_equal(x.commits, 200);
		assert_int_equal(x.end, SMTP_ACCEPTED);
		assert_int_equal(p.messages, 200);
		assert_int_equal(p.connections, 1);
	}
}

static void the_journal_may_take_its_time(void **state)
{
	(void)state;
	struct peer p = { .pipelining = true };
	peer_start(&p);
	struct client x = deliver(&p, (struct smtp_params){}, 20, 0, true);
	peer_stop(&p);
	assert_int_equal(x.accepted, 20);
	assert_int_equal(p.messages, 20);
}

static void rotten_peers(void **state)
{
	(void)state;
	static const struct {
		enum rot rot;
		enum smtp_phase phase;
		unsigned accepted, doubt;
	} cases[] = {
		{ ROT_SILENT, SMTP_PHASE_GREETING, 0, 0 }, { ROT_TRICKLE, SMTP_PHASE_GREETING, 0, 0 },
		{ ROT_DROP_MAIL, SMTP_PHASE_MAIL, 0, 0 },  { ROT_DROP_RCPT, SMTP_PHASE_RCPT, 0, 0 },
		{ ROT_DROP_DOT, SMTP_PHASE_DOT, 0, 1 },	   { ROT_421_SECOND, SMTP_PHASE_MAIL, 1, 0 },
		{ ROT_DROP_DATA, SMTP_PHASE_DOT, 0, 1 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		for (int piped = 0; piped < 2; piped++) {
			struct peer p = { .pipelining = piped, .rot = cases[i].rot };
			struct smtp_params params = { .timeouts = { .greeting = 300 * US_PER_MS } };
			peer_start(&p);
			struct client x = deliver(&p, params, 3, 0, false);
			peer_stop(&p);
			assert_int_equal(x.end, SMTP_THROTTLED);
			assert_int_equal(x.end_phase, cases[i].phase);
			assert_int_equal(x.accepted, cases[i].accepted);
			assert_int_equal(x.doubt, cases[i].doubt);
			assert_int_equal(p.messages, cases[i].accepted + (cases[i].rot == ROT_DROP_DOT));
		}
}

static void refusals_do_not_end_the_connection(void **state)
{
	(void)state;
	struct peer p = { .pipelining = true, .rot = ROT_354_ANYWAY };
	peer_start(&p);
	struct client x = deliver(&p, (struct smtp_params){}, 6, 3, false);
	peer_stop(&p);
	assert_int_equal(x.bounced, 3);
	assert_int_equal(x.accepted, 3);
	assert_int_equal(p.messages, 3);
	assert_int_equal(p.empty_messages, 3);
	for (int piped = 0; piped < 2; piped++) {
		struct peer g = { .pipelining = piped, .rot = ROT_GREYLIST_FIRST };
		peer_start(&g);
		x = deliver(&g, (struct smtp_params){}, 5, 0, false);
		peer_stop(&g);
		assert_int_equal(x.retry, 1);
		assert_int_equal(x.accepted, 4);
	}
}

static void nobody_listens(void **state)
{
	(void)state;
	struct peer p = {};
	peer_start(&p);
	peer_stop(&p);
	struct client x = deliver(&p, (struct smtp_params){}, 1, 0, false);
	assert_int_equal(x.end, SMTP_THROTTLED);
	assert_int_equal(x.end_phase, SMTP_PHASE_CONNECT);
	assert_non_null(strstr(x.words, "refused"));
	x = deliver(&p, (struct smtp_params){ .host = STR("no-such-host.invalid") }, 1, 0, false);
	assert_int_equal(x.end_phase, SMTP_PHASE_CONNECT);
	assert_int_equal(x.end, SMTP_THROTTLED);
}

static void encrypted_connections(void **state)
{
	(void)state;
	for (int implicit = 0; implicit < 2; implicit++) {
		struct peer p = { .pipelining = true,
				  .implicit_tls = implicit,
				  .starttls = !implicit,
				  .auth = true,
				  .tls = server_tls };
		struct smtp_params params = { .host = STR("localhost"),
					      .auth = SMTP_AUTH_PLAIN,
					      .username = STR("ann"),
					      .secret = STR("secret"),
					      .security = implicit ? SMTP_SECURITY_TLS : SMTP_SECURITY_STARTTLS };
		peer_start(&p);
		struct client x = deliver(&p, params, 50, 0, false);
		assert_int_equal(x.accepted, 50);
		x = deliver(&p, params, 50, 0, false);
		assert_int_equal(x.accepted, 50);
		assert_int_equal(p.resumed, 1); /* the second connection takes up the first one's session */
		/* another name than the certificate's */
		params.host = STR("127.0.0.1");
		x = deliver(&p, params, 1, 0, false);
		assert_int_equal(x.end, SMTP_SENDER_PAUSE);
		assert_int_equal(x.end_phase, SMTP_PHASE_TLS);
		assert_non_null(strstr(x.words, "certificate is not trusted"));
		params.tls_any_certificate = true;
		x = deliver(&p, params, 2, 0, false);
		assert_int_equal(x.accepted, 2);
		/* a wrong password */
		params.secret = STR("guess");
		x = deliver(&p, params, 2, 0, false);
		assert_int_equal(x.end, SMTP_SENDER_PAUSE);
		assert_int_equal(x.end_phase, SMTP_PHASE_AUTH);
		peer_stop(&p);
		assert_int_equal(p.messages, 102);
		assert_int_equal(p.logins, 3);
		/* nonsense instead of a handshake */
		struct peer broken = {
			.rot = ROT_BROKEN_TLS, .implicit_tls = implicit, .starttls = !implicit, .tls = server_tls
		};
		peer_start(&broken);
		x = deliver(&broken, params, 1, 0, false);
		assert_int_equal(x.end_phase, SMTP_PHASE_TLS);
		assert_int_equal(x.end, SMTP_THROTTLED);
		peer_stop(&broken);
	}
}

static void probes_say_what_is_wrong(void **state)
{
	(void)state;
	struct arena ARENA_AUTO a = {};
	struct smtp_probe_result r;
	struct peer p = { .starttls = true, .auth = true, .tls = server_tls };
	struct smtp_params params = { .host = STR("localhost"),
				      .auth = SMTP_AUTH_PLAIN,
				      .username = STR("ann"),
				      .secret = STR("secret"),
				      .security = SMTP_SECURITY_STARTTLS };
	peer_start(&p);
	params.port = p.port;
	assert_false(err_is(smtp_probe(&a, &params, STR("f@x.example"), 10 * US_PER_S, &r)));
	assert_true(r.ok);
	assert_int_equal(r.n, 4);
	static const char *const steps[] = { "connect", "tls", "auth", "mail" };
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(r.steps[i].step, steps[i]);
	assert_true(str_starts(r.steps[1].reply, STR("TLSv1.")));
	params.secret = STR("guess");
	assert_false(err_is(smtp_probe(&a, &params, STR("f@x.example"), 10 * US_PER_S, &r)));
	assert_false(r.ok);
	assert_int_equal(r.n, 3);
	assert_true(r.steps[1].ok && !r.steps[2].ok && str_eq(r.steps[2].reply, STR("wrong")));
	params.security = SMTP_SECURITY_NONE;
	assert_false(err_is(smtp_probe(&a, &params, STR("f@x.example"), 10 * US_PER_S, &r)));
	assert_false(r.ok);
	peer_stop(&p);
	assert_false(err_is(smtp_probe(&a, &params, STR("f@x.example"), 10 * US_PER_S, &r)));
	assert_true(!r.ok && r.n == 1 && str_eq(str_z(r.steps[0].step), STR("connect")));
	struct peer silent = { .rot = ROT_SILENT };
	peer_start(&silent);
	params.port = silent.port;
	assert_false(err_is(smtp_probe(&a, &params, STR("f@x.example"), 200 * US_PER_MS, &r)));
	assert_true(!r.ok && r.n == 1 && !r.steps[0].ok);
	peer_stop(&silent);
	assert_int_equal(p.messages, 0);
}

/* --- Postfix's sink --- */

static uint16_t free_port(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &n), 0);
	close(fd);
	return ntohs(a.sin_port);
}

static bool answers(uint16_t port)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				 .sin_port = htons(port) };
	for (int i = 0; i < 500; i++) {
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		bool ok = connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0;
		close(fd);
		if (ok)
			return true;
		usleep(10000);
	}
	return false;
}

static unsigned count_messages(const char *file)
{
	FILE *f = fopen(file, "r");
	char line[1024];
	unsigned n = 0;
	while (f && fgets(line, sizeof(line), f))
		n += strncmp(line, "Subject: hello", 14) == 0;
	if (f)
		fclose(f);
	return n;
}

static void into_postfix_sink(void **state)
{
	(void)state;
	const char *program = "/usr/sbin/smtp-sink";
	if (access(program, X_OK) != 0) {
		print_message("smtp-sink is not installed\n");
		skip();
	}
	char dir[] = "/tmp/loumass-sink-XXXXXX", dump[64], at[32];
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chmod(dir, 0777), 0);
	snprintf(dump, sizeof(dump), "%s/all", dir);
	struct peer p = { .port = free_port() };
	snprintf(at, sizeof(at), "127.0.0.1:%u", p.port);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		if (getuid() == 0)
			execl(program, program, "-u", "postfix", "-D", dump, at, "64", (char *)NULL);
		else
			execl(program, program, "-D", dump, at, "64", (char *)NULL);
		_exit(127);
	}
	assert_true(answers(p.port));
	struct client x = deliver(&p, (struct smtp_params){}, 500, 0, false);
	assert_int_equal(x.accepted, 500);
	x = deliver(&p, (struct smtp_params){ .no_pipelining = true }, 100, 0, false);
	assert_int_equal(x.accepted, 100);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	char command[128];
	unsigned stored = 0;
	snprintf(command, sizeof(command), "ls %s", dir);
	FILE *ls = popen(command, "r");
	char name[256];
	while (ls && fgets(name, sizeof(name), ls)) {
		char path[400];
		name[strcspn(name, "\n")] = 0;
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		stored += count_messages(path);
		unlink(path);
	}
	if (ls)
		pclose(ls);
	rmdir(dir);
	assert_int_equal(stored, 600);
}

int main(void)
{
	int fd = mkstemp(certificate);
	if (fd < 0)
		return 1;
	close(fd);
	signal(SIGPIPE, SIG_IGN);
	server_tls = peer_tls(certificate);
	setenv("SSL_CERT_FILE", certificate, 1); /* before the first client context is made */
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_messages_on_one_connection),
		cmocka_unit_test(the_journal_may_take_its_time),
		cmocka_unit_test(rotten_peers),
		cmocka_unit_test(refusals_do_not_end_the_connection),
		cmocka_unit_test(nobody_listens),
		cmocka_unit_test(encrypted_connections),
		cmocka_unit_test(probes_say_what_is_wrong),
		cmocka_unit_test(into_postfix_sink),
	};
	int r = cmocka_run_group_tests_name("conn", tests, NULL, NULL);
	smtp_cleanup();
	SSL_CTX_free(server_tls);
	unlink(certificate);
	return r;
}
