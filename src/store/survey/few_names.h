/* SPDX-License-Identifier: MIT */
/* The names that a report by size shows first. */
#ifndef CATALOG_STORE_SURVEY_FEW_NAMES_H
#define CATALOG_STORE_SURVEY_FEW_NAMES_H

#include "util/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of more nobody looks at the first ones only. */
#define FEW_FIRST_MAX 4096

struct few_name {
	int64_t dir_id;
	int64_t size_bytes;
	const char *name; /* in the arena, as all of these */
	size_t name_len;
};

struct few_names {
	struct few_name *list;
	size_t n;
	size_t room;
	size_t n_first; /* so many are the first of what was kept, in order */
	struct arena arena;
};

#define FEW_NAMES_INIT                                                         \
	{                                                                      \
		.arena = ARENA_INIT                                            \
	}

/* Copies the name. */
void few_names_add(struct few_names *names, const struct few_name *name);
/* The same, where nobody asks for more than the first `most`: not all others
 * stay.  Always the same most and reverse, and no few_names_add(). */
void few_names_keep(struct few_names *names, const struct few_name *name,
	size_t most, bool reverse);
/* The largest first, or the smallest; then by directory and name. */
void few_names_sort(struct few_names *names, bool reverse);
void few_names_clear(struct few_names *names);

#endif
