/* `loumass up`: everything on one machine. Runs the private PostgreSQL (unless DATABASE_URL names another), migrates,
 * and supervises `serve` and `work`: one that dies is started again, after a pause that doubles from PAUSE_FIRST to
 * PAUSE_MOST while it keeps dying young. SIGTERM and SIGINT: work drains first, then serve, then the database stops. */
#include "base/log.h"
#include "base/time.h"
#include "bin/roles.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/process.h"
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAUSE_FIRST (500 * US_PER_MS)
#define PAUSE_MOST (30 * US_PER_S)
#define GROWN_UP (30 * US_PER_S) /* one that lived so long begins anew with PAUSE_FIRST */
#define STOP_WORK_MS 45000
#define STOP_SERVE_MS 30000

struct child {
	const char *role;
	pid_t pid; /* 0: not running */
	int64_t started, due, pause;
};
enum { WORK, SERVE, CHILDREN };

struct up {
	struct runtime *rt;
	const char **env;
	struct child children[CHILDREN];
	int64_t pg_due, pg_pause;
	bool ready, stop;
};

/* What flags said goes to the children by their environment. */
static const char **child_env(struct runtime *rt)
{
	const char **env = arena_array(&rt->arena, const char *, config_items_n + 2);
	size_t n = 0;
	for (size_t i = 0; i < config_items_n; i++)
		if (rt->loaded.values[i].source == CONFIG_FLAG)
			env[n++] = arena_printf(&rt->arena, "%s=%.*s", config_items[i].env,
						STR_FMT(rt->loaded.values[i].text))
					   .p;
	return env;
}

static err spawn(struct up *up, struct child *c)
{
	const char *argv[] = { process_self(), c->role, NULL };
	struct process_options o = {
		.argv = argv, .env = up->env, .out = -1, .err = -1, .own_group = true, .die_with_us = SIGTERM
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

static void plan_restart(struct child *c)
{
	int64_t now = clock_mono();
	if (now - c->started > GROWN_UP || !c->pause)
		c->pause = PAUSE_FIRST;
	else
		c->pause = i64_min(c->pause * 2, PAUSE_MOST);
	c->pid = 0;
	c->due = now + c->pause;
}

static void reap(struct up *up)
{
	for (size_t i = 0; i < CHILDREN; i++) {
		struct child *c = &up->children[i];
		int status;
		if (!c->pid || waitpid(c->pid, &status, WNOHANG) != c->pid)
			continue;
		char text[64];
		plan_restart(c);
		log_error("up.died", "%s %s; starting it again in %.1f s", c->role, process_status_text(status, text),
			  (double)c->pause / US_PER_S);
	}
}

static void restart_due(struct up *up)
{
	for (size_t i = 0; i < CHILDREN; i++)
		if (!up->children[i].pid && up->children[i].due <= clock_mono() && err_is(spawn(up, &up->children[i])))
			plan_restart(&up->children[i]);
}

static void watch_cluster(struct up *up)
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

/* ---- Does it serve? */
static bool answers(const struct config *c)
{
	str host = str_z(c->listen_host);
	bool any = host.n == 0 || str_eq(host, STR("*")) || str_eq(host, STR("0.0.0.0")) || str_eq(host, STR("::"));
	char port[16];
	snprintf(port, sizeof(port), "%lld", (long long)c->listen_port);
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found;
	if (getaddrinfo(any ? "127.0.0.1" : host.p, port, &hints, &found) != 0)
		return false;
	int FD_AUTO fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) == 0;
	freeaddrinfo(found);
	static const char ask[] = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
	char answer[13] = {};
	struct timeval patience = { .tv_sec = 5 };
	if (ok)
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	ok = ok && send(fd, ask, sizeof(ask) - 1, MSG_NOSIGNAL) == (ssize_t)sizeof(ask) - 1;
	ok = ok && recv(fd, answer, sizeof(answer) - 1, MSG_WAITALL) == (ssize_t)sizeof(answer) - 1;
	return ok && memcmp(answer + 9, "200", 3) == 0;
}

static void announce(const struct config *c)
{
	printf("LOUMASS %s is at %s\n", LOUMASS_VERSION, c->url);
	if (c->demo)
		printf("Demo data is in it: press \"Try the demo\", or sign in with the address and password of "
		       "`loumass seed --demo`.\n");
	else
		printf("Make an account with: loumass user add you@example.com\n");
	fflush(stdout);
}

/* ---- One command of ours, to its end (seed). */
static err run_command(struct up *up, const char *const *argv)
{
	struct process_options o = { .argv = argv, .env = up->env, .out = -1, .err = -1, .die_with_us = SIGTERM };
	pid_t pid;
	int status;
	TRY(process_spawn(&o, &pid));
	TRY(process_wait(pid, &status));
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? OK
							     : err_make(ERR_IO, "the demo data could not be loaded");
}

/* ---- Ending */
static void end_child(struct child *c, int ms)
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

static err supervise(struct up *up)
{
	const struct config *c = up->rt->app.config;
	for (size_t i = 0; i < CHILDREN; i++)
		TRY(spawn(up, &up->children[i]));
	while (!up->stop) {
		int sig = signals_wait(up->ready ? 500 : 100);
		up->stop = sig == SIGTERM || sig == SIGINT;
		if (up->stop)
			break;
		watch_cluster(up);
		reap(up);
		if (!up->ready && !up->children[SERVE].pid)
			return err_make(ERR_IO, "serve could not start; its log says why");
		restart_due(up);
		if (!up->ready && answers(c)) {
			up->ready = true;
			announce(c);
			process_notify("READY=1");
		}
	}
	log_info("up.drain", "stopping: work, serve, database");
	process_notify("STOPPING=1");
	return OK;
}

static err prepare(struct up *up, bool demo)
{
	struct runtime *rt = up->rt;
	TRY(runtime_data_dir(rt->app.config));
	if (!rt->app.config->database_url[0]) {
		struct cluster_options o = { .data = rt->app.config->data,
					     .bin = rt->app.config->pg_bin[0] ? rt->app.config->pg_bin : NULL };
		TRY(cluster_open(&o, &rt->cluster));
		TRY(cluster_start(rt->cluster));
	}
	TRY(runtime_open(rt, RUNTIME_DATABASE | RUNTIME_WAIT, "loumass up", 2));
	TRY(runtime_migrate(rt));
	db_close(rt->app.db);
	rt->app.db = NULL;
	if (!demo)
		return OK;
	const char *const seed[] = { process_self(), "seed", "--demo", NULL };
	return run_command(up, seed);
}

err up_main(struct runtime *rt, bool demo)
{
	struct up up = { .rt = rt, .env = child_env(rt), .children = { { .role = "work" }, { .role = "serve" } } };
	TRY(signals_init());
	err e = prepare(&up, demo);
	if (!err_is(e))
		e = supervise(&up);
	end_child(&up.children[WORK], STOP_WORK_MS);
	end_child(&up.children[SERVE], STOP_SERVE_MS);
	return e; /* runtime_close stops the database */
}
