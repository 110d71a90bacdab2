/* The roles of the program, as commands: up, serve, work. For bin/ only. */
#pragma once
#include "bin/runtime.h"

/* These run until SIGTERM or SIGINT and drain; they take their signals themselves (os/process.h). */
err serve_main(struct runtime *rt);
err work_main(struct runtime *rt);
err up_main(struct runtime *rt, bool demo);

/* Services in the order they start; they are drained and stopped the other way round. */
#define SERVICES_MAX 16
struct services {
	const struct service *const *list;
	void *state[SERVICES_MAX];
	size_t n, started;
};
err services_start(struct services *s, const struct service *const *list, size_t n, const struct app *app);
void services_drain(struct services *s, int64_t deadline);
void services_stop(struct services *s);
void *services_state(const struct services *s, const struct service *which);

/* The role's own thread: says that it is there, sweeps, keeps partitions ahead. */
struct keeper;
err keeper_start(const struct app *app, const char *role, struct keeper **out);
void keeper_stop(struct keeper *k); /* takes NULL */
