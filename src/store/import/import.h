/* SPDX-License-Identifier: MIT */
/*
 * Taking over what another catalogue knows.
 *
 * Volumes are the same if their identities are.  Of what both know, the newer
 * scan wins, for each directory: the time of a directory is the start of the
 * latest scan that ended of a root that holds it.  What loses is not looked at
 * but for its digests, which hold as long as size, times and inode are those
 * that they were read under.
 */
#ifndef CATALOG_STORE_IMPORT_IMPORT_H
#define CATALOG_STORE_IMPORT_IMPORT_H

#include "store/store.h"

struct import_options {
	bool accept_loss; /* else much of a volume may not go */
	/* done of total names; may be NULL. */
	void (*on_progress)(void *arg, int64_t done, int64_t total);
	void *arg;
};

struct import_result {
	int64_t volumes; /* that were not known */
	int64_t roots;	 /* whose latest scan was taken over */
	int64_t older;	 /* known here by the same scan or a later one */
	int64_t added;	 /* names */
	int64_t removed;
	int64_t modified;
	int64_t moved;
	int64_t digests; /* names that got a full one */
};

/*
 * Refuses, with a sentence, a catalogue that is not whole or in which a scan
 * runs or was cut off.  Reads all of it.  0, or a negative code.
 */
int store_import_check(struct store *from, struct error *err);

/*
 * In a transaction of both: nothing is taken over by halves.  from is only
 * read.  ERROR_INCOMPLETE when more of a volume would go than a scan would let
 * go; then, as after any failure, roll back.
 */
int store_import(struct store *store, struct store *from,
	const struct import_options *options, struct import_result *ret,
	struct error *err);

#endif
