#include "base/limits.h"
#include "base/log.h"
#include "flow/flow_int.h"
#include <stdlib.h>

#define GRAPHS_KEPT 32u

static void graph_free(struct graph *g)
{
	for (size_t i = 0; g->subjects && i < g->steps.n; i++)
		tpl_free(g->subjects[i]);
	arena_deinit(&g->arena);
	free(g);
}

/* Subjects are compiled where a later mail may need what an earlier one said. One that cannot be is left out: the mail
 * itself will say so. */
static void graph_compile_subjects(struct graph *g)
{
	g->subjects = arena_array(&g->arena, struct tpl *, g->steps.n + 1);
	for (size_t i = 0; i < g->steps.n; i++) {
		struct tpl_error error;
		if (g->steps.v[i].type == STEP_EMAIL && !str_empty(g->steps.v[i].subject) &&
		    err_is(tpl_compile(g->steps.v[i].subject, TPL_HEADER, &error, &g->subjects[i])))
			g->subjects[i] = NULL;
	}
}

static bool graph_compile(struct graph *g, str text)
{
	struct step_problems *problems = arena_new(&g->arena, struct step_problems);
	if (err_is(steps_compile_text(&g->arena, text, problems, &g->steps)))
		return false;
	g->broken = problems->errors > 0;
	g->goals = arena_array(&g->arena, int, g->steps.n + 1);
	g->counts = arena_array(&g->arena, struct step_count, g->steps.n + 1);
	for (size_t i = 0; i < g->steps.n; i++) {
		const struct step *s = &g->steps.v[i];
		g->threads |= s->type == STEP_EMAIL && s->reply_to_thread;
		if (s->type == STEP_GOAL && !str_empty(s->event))
			g->goals[g->n_goals++] = (int)i;
	}
	if (g->threads)
		graph_compile_subjects(g);
	return g->steps.n > 0;
}

static err graph_load(system_db db, str sequence_id, int64_t version, struct graph **out)
{
	struct arena ARENA_AUTO a = {};
	struct q_flow_version_row row;
	struct q_flow_version_in in = { .sequence_id = sequence_id, .version = version };
	err e = q_flow_version(db, &a, &in, &row);
	*out = NULL;
	if (e.code == ERR_NOT_FOUND)
		return OK;
	TRY(e);
	struct graph *g = calloc(1, sizeof(*g));
	if (!g)
		abort();
	g->sequence_id = arena_dup(&g->arena, sequence_id);
	g->version = version;
	if (graph_compile(g, arena_dup(&g->arena, row.steps))) {
		*out = g;
		return OK;
	}
	log_warn("flow.steps", "version %lld of sequence %.*s cannot be read", (long long)version,
		 STR_FMT(sequence_id));
	graph_free(g);
	return OK;
}

err graphs_get(struct graphs *gs, system_db db, str sequence_id, int64_t version, struct graph **out)
{
	struct graph *g = gs->list;
	while (g && !(g->version == version && str_eq(g->sequence_id, sequence_id)))
		g = g->next;
	if (!g) {
		TRY(graph_load(db, sequence_id, version, &g));
		if (g) {
			g->next = gs->list;
			gs->list = g;
			gs->n++;
		}
	}
	if (g)
		g->used = gs->batch;
	*out = g;
	return OK;
}

void graphs_prune(struct graphs *gs)
{
	while (gs->n > GRAPHS_KEPT) {
		struct graph **oldest = &gs->list;
		for (struct graph **at = &gs->list; *at; at = &(*at)->next)
			if ((*at)->used < (*oldest)->used)
				oldest = at;
		struct graph *g = *oldest;
		*oldest = g->next;
		gs->n--;
		graph_free(g);
	}
	for (struct graph *g = gs->list; g; g = g->next) {
		if (g->counted)
			memset(g->counts, 0, (g->steps.n + 1) * sizeof(*g->counts));
		g->counted = false;
	}
	gs->batch++;
}

void graphs_deinit(struct graphs *gs)
{
	for (struct graph *g = gs->list, *next; g; g = next) {
		next = g->next;
		graph_free(g);
	}
	*gs = (struct graphs){};
}
