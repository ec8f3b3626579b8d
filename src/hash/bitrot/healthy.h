/* SPDX-License-Identifier: MIT */
/* Where else is the content that a rotten file had? */
#ifndef CATALOG_HASH_BITROT_HEALTHY_H
#define CATALOG_HASH_BITROT_HEALTHY_H

#include "hash/bitrot/bitrot.h"

struct copy_of {
	int64_t content_id; /* the stored one */
	int64_t volume_id;  /* of the file that had it */
	uint64_t inode;
	struct digest digest;
};

/*
 * A copy that is here and was read just now, else one that is offline and may
 * be healthy, else none.  ret is empty before; ret->name is the caller's to
 * free.
 */
int healthy_copy(struct store *store, const struct hash_places *places,
	const struct copy_of *of, struct bitrot_copy *ret, struct error *err);

#endif
