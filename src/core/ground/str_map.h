/* A map from texts to numbers, of one unit of work: lives in its arena, only grows, keeps the texts by reference. For
 * core's batch work (stats, event_track). Keys may be hostile in content but not in number: batches are bounded. */
#pragma once
#include "base/arena.h"

struct str_map {
	struct arena *a;
	struct str_map_slot {
		str key;
		uint64_t hash;
		size_t value; /* + 1; 0: free */
	} * slots;
	size_t n, cap;
};

#define STR_MAP_NONE ((size_t)-1)

static inline struct str_map_slot *str_map_probe(struct str_map_slot *slots, size_t cap, str key, uint64_t hash)
{
	size_t i = hash & (cap - 1);
	while (slots[i].value && (slots[i].hash != hash || !str_eq(slots[i].key, key)))
		i = (i + 1) & (cap - 1);
	return &slots[i];
}

static inline size_t str_map_get(const struct str_map *m, str key)
{
	return m->n ? str_map_probe(m->slots, m->cap, key, str_hash(key))->value - 1 : STR_MAP_NONE;
}

static inline void str_map_grow(struct str_map *m)
{
	size_t cap = m->cap ? m->cap * 4 : 64;
	struct str_map_slot *slots = arena_array(m->a, struct str_map_slot, cap);
	for (size_t i = 0; i < m->cap; i++)
		if (m->slots[i].value)
			*str_map_probe(slots, cap, m->slots[i].key, m->slots[i].hash) = m->slots[i];
	m->slots = slots;
	m->cap = cap;
}

/* The value of the key, set to `value` when it is new. */
static inline size_t str_map_put(struct str_map *m, str key, size_t value)
{
	if (m->n * 2 >= m->cap)
		str_map_grow(m);
	uint64_t hash = str_hash(key);
	struct str_map_slot *s = str_map_probe(m->slots, m->cap, key, hash);
	if (!s->value) {
		*s = (struct str_map_slot){ .key = key, .hash = hash, .value = value + 1 };
		m->n++;
	}
	return s->value - 1;
}
