/* SPDX-License-Identifier: MIT */
#include "store/idmap.h"

#include <stdlib.h>
#include <string.h>

void
idmap_init(struct idmap *map, size_t value_size)
{
	*map = (struct idmap){ .value_size = value_size };
}

/* Rowids come in runs; Fibonacci hashing spreads runs evenly. */
static size_t
start_of(const struct idmap *map, int64_t key)
{
	uint64_t h = (uint64_t)key * UINT64_C(0x9e3779b97f4a7c15);

	return (size_t)(h >> 20) & (map->n_slots - 1);
}

static size_t
slot_of(const struct idmap *map, int64_t key)
{
	size_t slot = start_of(map, key);

	while (map->keys[slot] != key && map->keys[slot] != IDMAP_FREE)
		slot = (slot + 1) & (map->n_slots - 1);
	return slot;
}

static bool
allocate(struct idmap *map, size_t n_slots)
{
	map->keys = reallocarray(NULL, n_slots, sizeof(*map->keys));
	map->values = calloc(n_slots, map->value_size);
	if (!map->keys || !map->values) {
		free(map->keys);
		free(map->values);
		return false;
	}
	for (size_t i = 0; i < n_slots; i++)
		map->keys[i] = IDMAP_FREE;
	map->n_slots = n_slots;
	return true;
}

static bool
grow(struct idmap *map)
{
	struct idmap old = *map;
	size_t cursor = 0;
	int64_t key;
	void *value;

	if (!allocate(map, old.n_slots ? old.n_slots * 2 : 64)) {
		*map = old;
		return false;
	}
	while (idmap_next(&old, &cursor, &key, &value)) {
		size_t slot = slot_of(map, key);

		map->keys[slot] = key;
		memcpy(map->values + slot * map->value_size, value,
			map->value_size);
	}
	free(old.keys);
	free(old.values);
	return true;
}

void *
idmap_find(const struct idmap *map, int64_t key)
{
	size_t slot;

	if (map->n == 0)
		return NULL;
	slot = slot_of(map, key);
	if (map->keys[slot] == IDMAP_FREE)
		return NULL;
	return map->values + slot * map->value_size;
}

void *
idmap_at(struct idmap *map, int64_t key)
{
	void *value = idmap_find(map, key);
	size_t slot;

	if (value)
		return value;
	if (map->n >= map->n_slots / 3 * 2 && !grow(map))
		return NULL;
	slot = slot_of(map, key);
	map->keys[slot] = key;
	map->n++;
	return map->values + slot * map->value_size;
}

bool
idmap_note(struct idmap *map, int64_t key, int64_t value)
{
	const size_t before = map->n;
	int64_t *known = idmap_at(map, key);

	if (known && map->n > before)
		*known = value;
	return known;
}

bool
idmap_note_all(struct idmap *map, const struct idmap *other)
{
	size_t cursor = 0;
	int64_t key;
	void *value;

	while (idmap_next(other, &cursor, &key, &value))
		if (!idmap_note(map, key, *(const int64_t *)value))
			return false;
	return true;
}

void
idmap_expect(const struct idmap *map, int64_t key)
{
	size_t slot;

	if (map->n_slots == 0)
		return;
	slot = start_of(map, key);
	__builtin_prefetch(&map->keys[slot]);
	__builtin_prefetch(map->values + slot * map->value_size, 1);
}

bool
idmap_next(const struct idmap *map, size_t *cursor, int64_t *ret_key,
	void **ret_value)
{
	for (; *cursor < map->n_slots; (*cursor)++) {
		if (map->keys[*cursor] == IDMAP_FREE)
			continue;
		*ret_key = map->keys[*cursor];
		*ret_value = map->values + *cursor * map->value_size;
		(*cursor)++;
		return true;
	}
	return false;
}

void
idmap_clear(struct idmap *map)
{
	free(map->keys);
	free(map->values);
	idmap_init(map, map->value_size);
}
