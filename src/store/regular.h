/* SPDX-License-Identifier: MIT */
/*
 * Private to store/: which attributes are those of regular files, a bit each,
 * for looks at many names.
 */
#ifndef CATALOG_STORE_REGULAR_H
#define CATALOG_STORE_REGULAR_H

#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct regular {
	uint64_t *bits;
	size_t n; /* attributes that there were */
};

/* Replaces what is in *ret. */
int regular_load(struct store *store, struct regular *ret, struct error *err);
void regular_clear(struct regular *regular);

static inline bool
regular_has(const struct regular *regular, int64_t attribute_id)
{
	return attribute_id >= 0 && (size_t)attribute_id < regular->n &&
		(regular->bits[attribute_id / 64] >> (attribute_id % 64) & 1) !=
		0;
}

#endif
