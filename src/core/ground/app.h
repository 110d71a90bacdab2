/* What the faces (api, send, track, …) are given by main: the configuration, the database and the keys. Made once per
 * process, read-only afterwards. */
#pragma once
#include "core/ground/config.h"
#include "db/db.h"
#include "db/tenant.h"
#include "wire/dns.h"
#include <stdatomic.h>

struct keyring;
struct net;
struct deliver;

struct app {
	const struct config *config;
	struct db *db;
	const struct keyring *keys;
	const struct deliver *deliver; /* the network, as core sees it (core/sender/deliver.h) */
	const struct net *net;	       /* the web, likewise (core/ground/net.h); NULL: not in this process */
	/* DNS, as core sees it: blocking, for workers (dns/dns.h says what it promises). NULL: not in this process. */
	err (*ask_dns)(struct arena *a, const char *servers, struct dns_question *q, size_t n);
	const char *node; /* this data directory's name, made on first run: "node-…"; who wrote which local file */
	int64_t started_at;
	/* What waits in this machine's tracking journals, and for how long (µs); NULL: nobody knows here. */
	void (*track_waiting)(const struct app *app, uint64_t *bytes, int64_t *lag);
	/* Set once the database has answered and its schema is right; NULL: that was so before the process began. */
	const atomic_bool *schema_ok;
};

/* May the database be asked for more than whether it is there? */
static inline bool app_ready(const struct app *app)
{
	return !app->schema_ok || atomic_load(app->schema_ok);
}

static inline system_db app_system(const struct app *app)
{
	return system_of(app->db);
}

/* Something that runs in the background of `serve` or `work`. Each floor-5 folder exports its own as constants; bin/
 * lists them. start returns when the service runs or has failed; drain asks it to finish what it has in hand and
 * returns when that is done or the deadline (clock_mono) has passed; stop ends it and frees the state. */
struct service {
	const char *name;
	err (*start)(const struct app *app, void **state);
	void (*drain)(void *state, int64_t deadline); /* NULL: nothing to finish */
	void (*stop)(void *state);
};
