/* Pushes personalised messages through our SMTP connections as fast as the server takes them, and prints one line of
 * JSON: messages a second, CPU a message. `smtp_push HOST PORT SESSIONS MESSAGES BYTES [lockstep]`. To be set beside
 * `smtp-source -d -s SESSIONS -m MESSAGES -l BYTES` against the same smtp-sink. */
#include "base/num.h"
#include "smtp/conn.h"
#include "wire/message.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define SESSIONS_MAX 512

struct push {
	struct loop *loop;
	struct message *m;
	struct smtp_conn *conn[SESSIONS_MAX];
	struct buf bodies[SESSIONS_MAX][SMTP_SLOTS];
	uint64_t next, total, accepted, failed;
	unsigned sessions, closed;
	int64_t date;
};

struct link {
	struct push *p;
	unsigned n;
	unsigned used;
};

static void ready(void *ctx, struct smtp_conn *c)
{
	struct link *l = ctx;
	struct push *p = l->p;
	if (p->next >= p->total) {
		smtp_conn_quit(c);
		return;
	}
	uint64_t tag = ++p->next;
	struct buf *body = &p->bodies[l->n][l->used++ % SMTP_SLOTS];
	char id[32], tracking[64], address[64], variables[96];
	snprintf(id, sizeof(id), "cbench%019llu", (unsigned long long)tag);
	snprintf(tracking, sizeof(tracking), "bench%019llu0123456789abcdef0123", (unsigned long long)tag);
	snprintf(address, sizeof(address), "person%llu@example.com", (unsigned long long)tag);
	snprintf(variables, sizeof(variables), "{\"company\":\"Company %llu\",\"plan\":\"pro\"}",
		 (unsigned long long)tag);
	struct message_to to = { .id = str_z(id),
				 .tracking_id = str_z(tracking),
				 .date_us = p->date,
				 .values = { .email = str_z(address),
					     .first_name = STR("Ann"),
					     .last_name = STR("Example"),
					     .variables = str_z(variables) } };
	buf_reset(body);
	if (err_is(message_splice(p->m, &to, body)))
		abort();
	struct smtp_envelope e = { .tag = tag,
				   .from = STR("news@acme.example"),
				   .rcpt = str_z(address),
				   .body = buf_str(body),
				   .dot_safe = true };
	if (!smtp_conn_submit(c, &e))
		abort();
}

static enum smtp_go commit(void *ctx, struct smtp_conn *c, uint64_t tag)
{
	(void)ctx;
	(void)c;
	(void)tag;
	return SMTP_GO;
}

static void done(void *ctx, struct smtp_conn *c, uint64_t tag, const struct smtp_result *r)
{
	(void)c;
	(void)tag;
	struct push *p = ((struct link *)ctx)->p;
	*(r->verdict.outcome == SMTP_ACCEPTED ? &p->accepted : &p->failed) += 1;
}

static void closed(void *ctx, struct smtp_conn *c, const struct smtp_closed *r)
{
	(void)c;
	struct push *p = ((struct link *)ctx)->p;
	if (r->verdict.outcome != SMTP_ACCEPTED)
		fprintf(stderr, "closed: %.*s\n", STR_FMT(r->text));
	p->failed += r->rest.uncommitted_n + r->rest.in_doubt_n;
	if (++p->closed == p->sessions)
		loop_stop(p->loop);
}

static struct message *make_message(size_t bytes)
{
	static const struct link_keys keys = { .n = 1, .key = { { 1, 2, 3 } } };
	struct buf BUF_AUTO html;
	buf_init(&html, 32u << 20);
	buf_add_lit(&html, "<html><body><p>Dear {{firstName | default: \"friend\"}},</p><p>news for {{company}}.</p>");
	buf_add_lit(&html, "{% if plan == \"pro\" %}<p>Thank you for being a pro.</p>{% endif %}");
	buf_add_lit(&html,
		    "<p><a href=\"https://acme.example/a\">one</a> <a href=\"https://acme.example/b\">two</a></p>");
	while (html.n * 2 + 1800 < bytes) /* it goes out twice: as HTML and as text */
		buf_add_lit(&html,
			    "<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod.</p>\r\n");
	buf_add_lit(&html, "<p><a href=\"{{unsubscribeUrl}}\">Unsubscribe</a></p></body></html>");
	struct message_spec s = { .from_email = STR("news@acme.example"),
				  .from_name = STR("Acme"),
				  .subject = STR("News for {{firstName}}"),
				  .html = buf_str(&html),
				  .tracking = true,
				  .base_url = STR("https://m.acme.example"),
				  .keys = &keys };
	struct tpl_error e;
	struct message *m = NULL;
	if (err_is(message_compile(&s, &e, &m)))
		fprintf(stderr, "%s\n", e.message);
	return m;
}

static double seconds(clockid_t c)
{
	struct timespec t;
	clock_gettime(c, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The splice alone. */
static void time_splice(struct push *p)
{
	struct buf BUF_AUTO b;
	buf_init(&b, MESSAGE_MAX);
	struct message_to to = { .id = STR("cbench0000000000000000001"),
				 .date_us = p->date,
				 .tracking_id = STR("bench00000000000000000010123456789abcdef0123"),
				 .values = { .email = STR("p@example.com"),
					     .first_name = STR("Ann"),
					     .last_name = STR("Example"),
					     .variables = STR("{\"company\":\"Company 1\",\"plan\":\"pro\"}") } };
	double from = seconds(CLOCK_PROCESS_CPUTIME_ID);
	const int rounds = 200000;
	for (int i = 0; i < rounds; i++) {
		buf_reset(&b);
		if (err_is(message_splice(p->m, &to, &b)))
			abort();
	}
	double us = (seconds(CLOCK_PROCESS_CPUTIME_ID) - from) / rounds * 1e6;
	printf("{\"splice_us\": %.3f, \"bytes\": %zu}\n", us, b.n);
}

int main(int argc, char **argv)
{
	uint64_t port, sessions, total, bytes;
	if (argc < 6 || !num_parse_u64(str_z(argv[2]), &port) || !num_parse_u64(str_z(argv[3]), &sessions) ||
	    !num_parse_u64(str_z(argv[4]), &total) || !num_parse_u64(str_z(argv[5]), &bytes) ||
	    sessions > SESSIONS_MAX || sessions == 0) {
		fprintf(stderr, "usage: smtp_push HOST PORT SESSIONS MESSAGES BYTES [lockstep]\n");
		return 2;
	}
	static struct push p;
	static struct link links[SESSIONS_MAX];
	p = (struct push){ .total = total,
			   .sessions = (unsigned)sessions,
			   .m = make_message(bytes),
			   .date = (int64_t)time(NULL) * 1000000 };
	if (!p.m || err_is(loop_new(&p.loop)))
		return 1;
	time_splice(&p);
	struct smtp_params params = {
		.host = str_z(argv[1]), .port = (uint16_t)port, .helo = STR("bench.example"), .no_pipelining = argc > 6
	};
	struct smtp_conn_callbacks cb = { .ready = ready, .about_to_commit = commit, .done = done, .closed = closed };
	double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	for (unsigned i = 0; i < sessions; i++) {
		links[i] = (struct link){ .p = &p, .n = i };
		for (int s = 0; s < SMTP_SLOTS; s++)
			buf_init(&p.bodies[i][s], MESSAGE_MAX);
		p.conn[i] = smtp_conn_open(p.loop, &params, &cb, &links[i]);
	}
	err e = loop_run(p.loop);
	wall = seconds(CLOCK_MONOTONIC) - wall;
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	struct rusage ru;
	getrusage(RUSAGE_SELF, &ru);
	printf("{\"accepted\": %llu, \"failed\": %llu, \"per_s\": %.0f, \"cpu_us\": %.2f, \"max_rss_kb\": %ld}\n",
	       (unsigned long long)p.accepted, (unsigned long long)p.failed, (double)p.accepted / wall,
	       cpu / (double)(p.accepted ? p.accepted : 1) * 1e6, ru.ru_maxrss);
	for (unsigned i = 0; i < sessions; i++)
		for (int s = 0; s < SMTP_SLOTS; s++)
			buf_deinit(&p.bodies[i][s]);
	message_free(p.m);
	loop_free(p.loop);
	smtp_cleanup();
	return err_is(e) || p.failed ? 1 : 0;
}
