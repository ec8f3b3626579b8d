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

/* The same of members of archives: is none left to read, nor any file that may
 * be equal to one?  *ret_pending: members that wait for other volumes. */
int settled_members_check(struct store *store, const struct hash_places *places,
	int64_t *ret_pending, struct error *err);
/* Within a transaction. */
int settled_members_note(struct store *store, const struct hash_places *places,
	int64_t pending, struct error *err);
int settled_members_reset(struct store *store, struct error *err);

#endif
