/* The lanes, found by the hash of their sender's id: one exists while its sender has mail here, and a little longer. */
#include "send/lane_int.h"
#include <stdlib.h>

#define LANE_TABLE_FIRST 64u

static struct lane **lane_place(const struct engine *e, str sender_id)
{
	return &e->lane_table[str_hash(sender_id) & (e->lane_table_n - 1)];
}

static void lane_table_grow(struct engine *e)
{
	e->lane_table_n = e->lane_table_n ? 2 * e->lane_table_n : LANE_TABLE_FIRST;
	free(e->lane_table);
	e->lane_table = calloc(e->lane_table_n, sizeof(*e->lane_table));
	if (!e->lane_table)
		abort();
	for (struct lane *l = e->lanes; l; l = l->next) {
		struct lane **at = lane_place(e, l->sender_id);
		l->next_hash = *at;
		*at = l;
	}
}

struct lane *lanes_find(const struct engine *e, str sender_id)
{
	struct lane *l = e->lane_table_n ? *lane_place(e, sender_id) : NULL;
	while (l && !str_eq(l->sender_id, sender_id))
		l = l->next_hash;
	return l;
}

struct lane *lanes_add(struct engine *e, str sender_id)
{
	struct lane *l = calloc(1, sizeof(*l));
	if (!l)
		abort();
	if (e->n_lanes >= e->lane_table_n)
		lane_table_grow(e);
	l->e = e;
	l->sender_id = arena_dup(&l->arena, sender_id);
	l->version = -1;
	l->turns_tail = &l->turns;
	l->next = e->lanes;
	l->at = &e->lanes;
	if (l->next)
		l->next->at = &l->next;
	e->lanes = l;
	struct lane **place = lane_place(e, sender_id);
	l->next_hash = *place;
	*place = l;
	e->n_lanes++;
	return l;
}

void lanes_drop(struct engine *e, struct lane *l)
{
	struct lane **place = lane_place(e, l->sender_id);
	while (*place != l)
		place = &(*place)->next_hash;
	*place = l->next_hash;
	*l->at = l->next;
	if (l->next)
		l->next->at = l->at;
	e->n_lanes--;
	loop_timer_stop(e->loop, &l->wake);
	for (struct turn *t = l->turns, *next; t; t = next) {
		next = t->next;
		free(t);
	}
	free(l->pace);
	arena_deinit(&l->arena);
	free(l);
}
