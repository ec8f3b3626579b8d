/* SPDX-License-Identifier: MIT */
/*
 * Compare bytes, for those who do not trust a digest.
 */
#ifndef CATALOG_HASH_VERIFY_H
#define CATALOG_HASH_VERIFY_H

#include "hash/hash.h"
#include "util/cleanup.h"

struct verify_stats {
	int64_t files_read;
	int64_t different; /* files not equal to the first of their group */
	int64_t problems;  /* files that could not be read, or changed */
	int64_t offline;   /* files that could not be compared for that */
	bool interrupted;
};

struct verifier;

/* store and places are borrowed.  One thread, the store's. */
struct verifier *verifier_new(struct store *store,
	const struct hash_places *places);
void verifier_free(struct verifier *v);
DEFINE_CLEANUP(struct verifier *, verifier_free);

/*
 * Read the files that have this full content and compare each with the first
 * of them that can be read.  The digest of a file that differs or cannot be
 * read is cleared, in a transaction of its own, so that it is in no group
 * (problem rows say why); what is offline is left as it is.  The next
 * hash_run() reads it again.  If the first is the odd one out, it is the others
 * that leave, and meet again after that run.  Adds to *stats.
 */
int verifier_group(struct verifier *v, int64_t content_id,
	struct verify_stats *stats, struct error *err);

#endif
