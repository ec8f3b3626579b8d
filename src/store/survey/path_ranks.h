/* SPDX-License-Identifier: MIT */
/*
 * Where directories stand in the order of copies: by the name of their volume,
 * then by path as strcmp() has it, each with a slash behind it ("a-b" is before
 * "a/").  And where that is in the order of all paths.  Private to src/store.
 */
#ifndef CATALOG_STORE_SURVEY_PATH_RANKS_H
#define CATALOG_STORE_SURVEY_PATH_RANKS_H

#include "store/store.h"

#include <stddef.h>
#include <stdint.h>

struct path_volume;

struct path_ranks {
	/* By directory.id below n: its rank, and the last one of those below it;
	 * 0 where there is no way to it. */
	uint32_t *first;
	uint32_t *last;
	int64_t n;
	struct path_volume *volumes; /* by path, those above before others */
	size_t n_volumes;
};

/* What is behind a directory of that rank, and before the next one, is in the
 * order of paths not before `least` and not behind `most`. */
struct path_bounds {
	int64_t least;
	int64_t most;
};

/* 1, or 0: paths of a volume do not begin alike, two are of one place, or a scan
 * has left directories without a way to them.  *ret is zero, to be cleared
 * whatever it says. */
int path_ranks_load(struct path_ranks *ret, struct store *store,
	struct error *err);
void path_ranks_clear(struct path_ranks *ranks);
struct path_bounds path_ranks_bounds(const struct path_ranks *ranks,
	uint32_t rank);

#endif
