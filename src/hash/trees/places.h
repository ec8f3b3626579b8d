/* SPDX-License-Identifier: MIT */
/*
 * Which contents are in which directories, and the other way round; private to
 * hash/trees/.
 */
#ifndef CATALOG_HASH_TREES_PLACES_H
#define CATALOG_HASH_TREES_PLACES_H

#include <stddef.h>
#include <stdint.h>

/* As they are met, by directory: a directory's number in the upper half, a
 * content's in the lower one. */
struct place_list {
	uint64_t *items; /* freed by free() */
	size_t n;
	size_t room;
};

/* Of each key the values: items[starts[key]] up to items[starts[key + 1]]. */
struct place_rows {
	uint32_t *starts;
	uint32_t *items;
	uint32_t n; /* all keys are below */
};

struct places {
	struct place_rows by_dir;     /* as they were met */
	struct place_rows by_content; /* in order, each once */
};

struct span {
	uint32_t first;
	uint32_t end;
};

/* content is less than UINT32_MAX. */
void places_note(struct place_list *list, uint32_t dir, uint32_t content);

/* Of directories with numbers below n_dirs.  *ret is zero; to be cleared whatever
 * it says.  0, -ENOMEM, or -EOVERFLOW: there are too many. */
int places_index(struct places *ret, const struct place_list *list,
	uint32_t n_dirs);
void places_clear(struct places *places);

/* The items of one key, and of several that follow each other. */
static inline struct span
places_of(const struct place_rows *rows, uint32_t key)
{
	return (struct span){ rows->starts[key], rows->starts[key + 1] };
}

static inline struct span
places_from(const struct place_rows *rows, uint32_t key, uint32_t end)
{
	return (struct span){ rows->starts[key], rows->starts[end] };
}

/* Where in a key's row, which is in order, those begin that are not less. */
uint32_t places_behind(const struct place_rows *rows, uint32_t key,
	uint32_t from);
/* Those of them that are less than `to`. */
struct span places_between(const struct place_rows *rows, uint32_t key,
	uint32_t from, uint32_t to);

#endif
