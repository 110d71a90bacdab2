/* `loumass up`: everything on one machine. Runs the private PostgreSQL (unless DATABASE_URL names another), migrates,
 * and supervises `serve` and `work`: one that dies is started again, after a pause that doubles from PAUSE_FIRST to
 * PAUSE_MOST while it keeps dying young. SIGTERM and SIGINT: work drains first, then serve, then the database stops.
 *
 * Migrations and the demo's data are commands of ours, run as children, so that a signal ends them at once. `serve` is
 * started before them when the database is somebody else's: it takes opens and clicks whether that answers or not. It
 * says itself that it listens (the protocol of sd_notify(3), on a socket of ours), so that no other program that has
 * the port can be taken for it. */
#include "base/log.h"
#include "base/time.h"
#include "bin/roles.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAUSE_FIRST (500 * US_PER_MS)
#define PAUSE_MOST (30 * US_PER_S)
#define GROWN_UP (30 * US_PER_S) /* one that lived so long begins anew with PAUSE_FIRST */
#define WAITING_PAUSE (2 * US_PER_S)
#define WAITING_SAY (30 * US_PER_S)
#define STOP_WORK_MS 45000
#define STOP_SERVE_MS 30000

struct child {
	const char *role;
	pid_t pid; /* 0: not running */
	int64_t started, due, pause;
	const char **env;
};
enum { WORK, SERVE, CHILDREN };

/* What comes before `work`: one command after the other, again while the database does not answer. */
enum stage { STAGE_MIGRATE, STAGE_SEED, STAGE_RUN };

struct up {
	struct runtime *rt;
	struct child children[CHILDREN];
	int64_t pg_due, pg_pause;
	enum stage stage;
	pid_t command; /* of the stage; 0: none runs */
	int64_t command_due, said;
	int notify_fd;
	bool demo, listens, notified, announced, stop;
};

/* What flags said goes to the children by their environment; `notify` is where they say that they are ready. */
static const char **up_child_env(struct runtime *rt, const char *notify)
{
	const char **env = arena_array(&rt->arena, const char *, config_items_n + 2);
	size_t n = 0;
	for (size_t i = 0; i < config_items_n; i++)
		if (rt->loaded.values[i].source == CONFIG_FLAG)
			env[n++] = arena_printf(&rt->arena, "%s=%.*s", config_items[i].env,
						STR_FMT(rt->loaded.values[i].text))
					   .p;
	env[n] = arena_printf(&rt->arena, "NOTIFY_SOCKET=%s", notify).p;
	return env;
}

static err up_notify_open(struct up *up, char name[64])
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	snprintf(name, 64, "@loumass-up-%d-%llx", (int)getpid(), (unsigned long long)clock_mono());
	size_t n = strnlen(name, 64);
	memcpy(at.sun_path, name, n);
	at.sun_path[0] = 0;
	up->notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int one = 1;
	if (up->notify_fd < 0 || setsockopt(up->notify_fd, SOL_SOCKET, SO_PASSCRED, &one, sizeof(one)) < 0 ||
	    bind(up->notify_fd, (struct sockaddr *)&at, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n)) < 0)
		return err_make(ERR_IO, "no socket can be made for the children to report on");
	return OK;
}

/* Reads what the children said; only `serve` of now counts. */
static void up_notify_read(struct up *up)
{
	char text[256];
	union {
		char buf[CMSG_SPACE(sizeof(struct ucred))];
		struct cmsghdr align;
	} control;
	struct iovec iov = { text, sizeof(text) - 1 };
	for (;;) {
		struct msghdr m = {
			.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.buf, .msg_controllen = sizeof(control)
		};
		ssize_t n = recvmsg(up->notify_fd, &m, MSG_DONTWAIT);
		if (n < 0)
			return;
		text[n] = 0;
		struct cmsghdr *c = CMSG_FIRSTHDR(&m);
		struct ucred from = {};
		if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_CREDENTIALS)
			memcpy(&from, CMSG_DATA(c), sizeof(from));
		if (from.pid != 0 && from.pid == up->children[SERVE].pid && strstr(text, "READY=1"))
			up->listens = true;
	}
}

static err up_spawn(struct child *c)
{
	const char *argv[] = { process_self(), c->role, NULL };
	struct process_options o = {
		.argv = argv, .env = c->env, .out = -1, .err = -1, .own_group = true, .die_with_us = SIGTERM
	};
	c->started = clock_mono();
	err e = process_spawn(&o, &c->pid);
	if (err_is(e)) {
		c->pid = 0;
		log_error("up.spawn", "%s: %s", c->role, e.why);
	} else {
		log_info("up.started", "%s is process %d", c->role, (int)c->pid);
	}
	return e;
}

static void up_plan_restart(struct child *c)
{
	int64_t now = clock_mono();
	if (now - c->started > GROWN_UP || !c->pause)
		c->pause = PAUSE_FIRST;
	else
		c->pause = i64_min(c->pause * 2, PAUSE_MOST);
	c->pid = 0;
	c->due = now + c->pause;
}

static void up_reap(struct up *up)
{
	for (size_t i = 0; i < CHILDREN; i++) {
		struct child *c = &up->children[i];
		int status;
		if (!c->pid || waitpid(c->pid, &status, WNOHANG) != c->pid)
			continue;
		char text[64];
		up_plan_restart(c);
		log_error("up.died", "%s %s; starting it again in %.1f s", c->role, process_status_text(status, text),
			  (double)c->pause / US_PER_S);
	}
}

static void up_restart_due(struct up *up)
{
	for (size_t i = up->stage == STAGE_RUN ? WORK : SERVE; i < CHILDREN; i++)
		if (!up->children[i].pid && up->children[i].due <= clock_mono() && err_is(up_spawn(&up->children[i])))
			up_plan_restart(&up->children[i]);
}

static void up_watch_cluster(struct up *up)
{
	struct cluster *pg = up->rt->cluster;
	if (!pg || cluster_alive(pg) || clock_mono() < up->pg_due)
		return;
	log_error("up.died", "the private PostgreSQL is gone; starting it again");
	err e = cluster_start(pg);
	if (!err_is(e)) {
		up->pg_pause = 0;
		return;
	}
	up->pg_pause = up->pg_pause ? i64_min(up->pg_pause * 2, PAUSE_MOST) : PAUSE_FIRST;
	up->pg_due = clock_mono() + up->pg_pause;
}

/* The port, before anything else is begun: another program's answer must not look like ours. */
static err up_port_free(struct runtime *rt)
{
	const struct config *c = rt->app.config;
	char port[16];
	const char *host = c->listen_host;
	if (!host[0] || strcmp(host, "*") == 0)
		host = NULL;
	snprintf(port, sizeof(port), "%lld", (long long)c->listen_port);
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE }, *found;
	if (c->listen_port == 0 || getaddrinfo(host, port, &hints, &found) != 0)
		return OK; /* `serve` says what is wrong with it */
	int taken = 0;
	for (struct addrinfo *a = found; a && !taken; a = a->ai_next) {
		int FD_AUTO fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
		int one = 1;
		if (fd < 0)
			continue;
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		if (a->ai_family == AF_INET6)
			setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
		if ((bind(fd, a->ai_addr, a->ai_addrlen) < 0 || listen(fd, 1) < 0) && errno != EADDRNOTAVAIL)
			taken = errno;
	}
	freeaddrinfo(found);
	if (!taken)
		return OK;
	return err_make(
		ERR_IO,
		arena_printf(&rt->arena,
			     "cannot listen on %s port %s: %s; set another address with --listen, LOUMASS_LISTEN "
			     "or `listen` in the configuration file",
			     host ? host : "*", port, taken == EADDRINUSE ? "another program has it" : strerror(taken))
			.p);
}

static void up_announce(const struct config *c)
{
	printf("LOUMASS %s is at %s\n", LOUMASS_VERSION, c->url);
	if (c->demo)
		printf("Demo data is in it: press \"Try the demo\", or sign in with the address and password of "
		       "`loumass seed --demo`.\n");
	else
		printf("Make an account with: loumass user create you@example.com\n");
	fflush(stdout);
}

/* ---- The commands that come first */
static err up_stage_begin(struct up *up)
{
	static const char *const words[][3] = {
		[STAGE_MIGRATE] = { "migrate", "deploy", NULL }, [STAGE_SEED] = { "seed", "--demo", NULL }
	};
	const char *argv[] = { process_self(), words[up->stage][0], words[up->stage][1], NULL };
	/* What it prints is for a terminal of its own; what goes wrong is on stderr. */
	struct process_options o = { .argv = argv,
				     .env = up->children[WORK].env,
				     .out = up->stage == STAGE_SEED ? -1 : 2,
				     .err = -1,
				     .own_group = true,
				     .die_with_us = SIGTERM };
	return process_spawn(&o, &up->command);
}

/* host:port of a connection string, without user, password and database. */
static str up_stage_host(const struct config *c)
{
	str url = str_z(c->database_url), rest;
	size_t at = str_find(url, STR("://"));
	if (at == STR_NPOS)
		return STR("DATABASE_URL");
	rest = str_from(url, at + 3);
	size_t end = 0;
	while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?')
		end++;
	rest = str_upto(rest, end);
	for (size_t i = rest.n; i > 0; i--)
		if (rest.p[i - 1] == '@')
			return str_from(rest, i);
	return rest.n ? rest : STR("DATABASE_URL");
}

#define COMMAND_UNAVAILABLE 4 /* cli.h: the database does not answer */

static err up_stage_step(struct up *up)
{
	int status;
	if (up->stage == STAGE_RUN || clock_mono() < up->command_due)
		return OK;
	if (!up->command)
		return up_stage_begin(up);
	if (waitpid(up->command, &status, WNOHANG) != up->command)
		return OK;
	up->command = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		up->stage = up->stage == STAGE_MIGRATE && up->demo ? STAGE_SEED : STAGE_RUN;
		return OK;
	}
	if (!(WIFEXITED(status) && WEXITSTATUS(status) == COMMAND_UNAVAILABLE && up->rt->app.config->database_url[0]))
		return err_make(ERR_IO, up->stage == STAGE_MIGRATE ? "the migrations could not be applied"
								   : "the demo data could not be loaded");
	str host = up_stage_host(up->rt->app.config);
	if (!up->said || clock_mono() - up->said > WAITING_SAY) {
		log_warn("up.waiting", "waiting for the database at %.*s", STR_FMT(host));
		up->said = clock_mono();
	}
	up->command_due = clock_mono() + WAITING_PAUSE;
	return OK;
}

/* ---- Ending */
static void up_end_child(struct child *c, int ms)
{
	int status;
	char text[64];
	if (!c->pid)
		return;
	kill(c->pid, SIGTERM);
	if (err_is(process_wait_for(c->pid, ms, &status))) {
		log_error("up.stop", "%s does not end; killing it", c->role);
		kill(c->pid, SIGKILL);
		err_ignore(process_wait(c->pid, &status)); /* gone either way */
	} else {
		log_info("up.stopped", "%s %s", c->role, process_status_text(status, text));
	}
	c->pid = 0;
}

static err up_supervise(struct up *up)
{
	const struct config *c = up->rt->app.config;
	if (c->database_url[0])
		TRY(up_spawn(&up->children[SERVE]));
	while (!up->stop) {
		int sig = signals_wait(up->announced ? 500 : 50);
		up->stop = sig == SIGTERM || sig == SIGINT;
		if (up->stop)
			break;
		up_watch_cluster(up);
		up_reap(up);
		up_notify_read(up);
		/* A child that ends before it was ever ready will not be better the next time. */
		if (!up->listens && up->children[SERVE].started && !up->children[SERVE].pid)
			return err_make(ERR_IO, "serve could not start; the lines above say why");
		TRY(up_stage_step(up));
		if (up->stage == STAGE_RUN || c->database_url[0])
			up_restart_due(up);
		if (up->listens && up->stage == STAGE_RUN && !up->announced) {
			up->announced = true;
			up_announce(c);
		}
		if (up->listens && !up->notified) {
			up->notified = true;
			process_notify("READY=1");
		}
	}
	log_info("up.drain", "stopping: work, serve, database");
	process_notify("STOPPING=1");
	return OK;
}

static err up_prepare(struct up *up)
{
	struct runtime *rt = up->rt;
	char notify[64];
	TRY(up_port_free(rt));
	TRY(runtime_local(rt, RUNTIME_CREATE));
	TRY(up_notify_open(up, notify));
	up->children[WORK].env = up_child_env(rt, "");
	up->children[SERVE].env = up_child_env(rt, notify);
	if (rt->app.config->database_url[0])
		return OK;
	struct cluster_options o = { .data = rt->app.config->data,
				     .bin = rt->app.config->pg_bin[0] ? rt->app.config->pg_bin : NULL };
	TRY(cluster_open(&o, &rt->cluster));
	return cluster_start(rt->cluster);
}

/* A command that a signal cut short; what it had begun is rolled back. */
static void up_end_command(struct up *up)
{
	int status;
	if (!up->command)
		return;
	kill(up->command, SIGKILL);
	err_ignore(process_wait(up->command, &status)); /* gone either way */
}

err up_main(struct runtime *rt, bool demo)
{
	struct up up = {
		.rt = rt, .demo = demo, .notify_fd = -1, .children = { { .role = "work" }, { .role = "serve" } }
	};
	TRY(signals_init());
	err e = up_prepare(&up);
	if (!err_is(e))
		e = up_supervise(&up);
	else if (signals_end_pending())
		e = OK; /* ^C while the database started */
	up_end_command(&up);
	up_end_child(&up.children[WORK], STOP_WORK_MS);
	up_end_child(&up.children[SERVE], STOP_SERVE_MS);
	if (up.notify_fd >= 0)
		close(up.notify_fd);
	return e; /* runtime_close stops the database */
}
