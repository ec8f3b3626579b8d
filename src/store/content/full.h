/* SPDX-License-Identifier: MIT */
/*
 * Private to store/: which contents were read in full, a bit each, for looks at
 * many names.
 */
#ifndef CATALOG_STORE_CONTENT_FULL_H
#define CATALOG_STORE_CONTENT_FULL_H

#include "store/survey/halves.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct full_contents {
	uint64_t *bits;
	size_t n; /* all have numbers below */
};

/* *ret is zero; to be cleared whatever it says. */
int full_contents_load(struct full_contents *ret, struct halves *halves,
	struct error *err);
void full_contents_clear(struct full_contents *full);

static inline bool
full_contents_has(const struct full_contents *full, int64_t id)
{
	return id > 0 && (size_t)id < full->n &&
		(full->bits[id / 64] >> (id % 64) & 1) != 0;
}

#endif
