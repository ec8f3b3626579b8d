/* SPDX-License-Identifier: MIT */
/* Was everything read that can be read now?  See hash.c. */
#ifndef CATALOG_HASH_SETTLED_H
#define CATALOG_HASH_SETTLED_H

#include "hash/hash.h"

/* 1, with what waits for other volumes in *ret, or 0. */
int settled_check(struct store *store, const struct hash_places *places,
	struct hash_stats *ret, struct error *err);
/* It is now: note it, in a transaction of its own. */
int settled_note(struct store *store, const struct hash_places *places,
	struct hash_stats *stats, struct error *err);

#endif
