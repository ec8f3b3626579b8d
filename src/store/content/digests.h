/* SPDX-License-Identifier: MIT */
/*
 * Which contents have these digests?  No index has digests alone, so one pass
 * over all contents looks for many, in two threads.  Private to src/store.
 */
#ifndef CATALOG_STORE_CONTENT_DIGESTS_H
#define CATALOG_STORE_CONTENT_DIGESTS_H

#include "model/digest.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

/* The first and the last; of two ranges one is in the other, or they share
 * nothing. */
struct digest_range {
	uint8_t first[DIGEST_BYTES];
	uint8_t last[DIGEST_BYTES];
};

struct found_digest {
	int64_t content_id;
	int64_t size;
	uint8_t digest[DIGEST_BYTES];
};

/* Of what was read in full, by content_id. */
struct found_digests {
	struct found_digest *items;
	size_t n;
};
#define FOUND_DIGESTS_INIT                                                     \
	{                                                                      \
		NULL, 0                                                        \
	}

/* The ranges are put in order.  *ret is to be cleared, whatever it says; the
 * store has a transaction open. */
int digests_find(struct store *store, struct found_digests *ret,
	struct digest_range *ranges, size_t n, struct error *err);
bool digest_is_in(const struct digest_range *range, const uint8_t *digest);
void found_digests_clear(struct found_digests *found);

#endif
