/* SPDX-License-Identifier: MIT */
/*
 * A map from numbers (rowids) to small values of one size, for notes that a
 * transaction gathers.  Open addressing, at most 2/3 full; values are zero
 * when first asked for and move when others are added.
 */
#ifndef CATALOG_STORE_IDMAP_H
#define CATALOG_STORE_IDMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct idmap {
	size_t value_size;
	size_t n;
	size_t n_slots; /* 0 or a power of two */
	int64_t *keys;	/* IDMAP_FREE where nothing is */
	char *values;
};

#define IDMAP_FREE INT64_MIN

void idmap_init(struct idmap *map, size_t value_size);
/* The value, added if need be; NULL when there is no memory.  Valid until the
 * next idmap_at() of another key. */
void *idmap_at(struct idmap *map, int64_t key);
/* Of numbers: the value, unless there is one; false when there is no memory. */
bool idmap_note(struct idmap *map, int64_t key, int64_t value);
/* All of another one's, likewise. */
bool idmap_note_all(struct idmap *map, const struct idmap *other);
/* The value or NULL. */
void *idmap_find(const struct idmap *map, int64_t key);
/* It will be looked for soon: the memory may bring it. */
void idmap_expect(const struct idmap *map, int64_t key);
/* Walk: *cursor starts at 0; false at the end. */
bool idmap_next(const struct idmap *map, size_t *cursor, int64_t *ret_key,
	void **ret_value);
/* Empty it and free its memory. */
void idmap_clear(struct idmap *map);

#endif
