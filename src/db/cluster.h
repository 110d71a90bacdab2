/* The private PostgreSQL: a cluster under <data>/pg, made by initdb from the installed PostgreSQL, reachable by a unix
 * socket that only its owner and root can open, durable, tuned to the machine, run as an unprivileged user when we are
 * root. For the supervisor (start, keep, stop) and for commands that look for a running one. One thread at a time.
 *
 * <data>/pg/data is the cluster, <data>/pg/run its socket (or a private directory under /tmp when that path is too
 * long), <data>/pg/log its log. As root, when its user cannot reach <data>, <data>/pg is a link into /var/lib/loumass.
 *
 * The server is a child in a session of its own: it outlives a killed supervisor, and the next one adopts it. */
#pragma once
#include "base/err.h"
#include <stdbool.h>
#include <sys/types.h>

struct cluster;

struct cluster_options {
	const char *data; /* our data directory; made when missing */
	const char *bin;  /* directory of initdb and postgres; NULL: the newest installed */
	bool scratch;	  /* for tests: small, fast to make, not durable */
};

/* Takes the cluster (ERR_CONFLICT: another loumass has it), makes it when there is none. ERR_UNAVAILABLE: no PostgreSQL
 * is installed; ERR_INVALID: it was made by a version that is not installed; ERR_IO. The reason is logged. */
err cluster_open(const struct cluster_options *o, struct cluster **out);
/* Starts it, or adopts one that runs, and waits until it answers and has its database. Recovery after a crash may take
 * long: it waits for as long as the server lives. */
err cluster_start(struct cluster *c);
/* Is the process there? Reaps it when it is our child. */
bool cluster_alive(struct cluster *c);
pid_t cluster_pid(const struct cluster *c); /* 0: not started */
/* Fast shutdown; immediate when that takes longer than a minute. */
err cluster_stop(struct cluster *c);
/* Gives it up without stopping it. Takes NULL. */
void cluster_close(struct cluster *c);
/* postgresql://loumass@localhost/loumass?host=..., good for libpq and for Prisma. Valid as long as c. */
const char *cluster_url(const struct cluster *c);

/* A program of PostgreSQL ("pg_dump") in `bin`, or the newest installed. ERR_UNAVAILABLE. */
#define CLUSTER_PROGRAM_MAX 500u
err cluster_program(const char *bin, const char *name, char out[CLUSTER_PROGRAM_MAX]);
/* A connection string as the environment of libpq's programs ("PGHOST=…"), so that no password stands in a command
 * line; NULL-terminated, in the arena. */
struct arena;
err cluster_client_env(struct arena *a, const char *url, const char *const **env, const char **dbname);

#define CLUSTER_URL_MAX 512u
/* The connection string of a cluster that another process runs. ERR_UNAVAILABLE: none answers. */
err cluster_find(const char *data, char url[CLUSTER_URL_MAX]);
