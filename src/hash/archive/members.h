/* SPDX-License-Identifier: MIT */
/*
 * Find out which members of archives are equal to files, or to each other:
 * reads, once, the archives that hold members which may have a copy, and then
 * the files that may be equal to a member.
 */
#ifndef CATALOG_HASH_ARCHIVE_MEMBERS_H
#define CATALOG_HASH_ARCHIVE_MEMBERS_H

#include "hash/archive/archives.h"
#include "hash/hash.h"
#include "store/archive/member_work.h"

struct members_options {
	struct member_filter filter;
	struct budget_limits limits; /* of time and bytes of archives */
	unsigned int n_jobs;	     /* children at a time; 0: what suits */
	/* May be NULL.  Called a few times a second. */
	void (*on_progress)(void *arg, int64_t done, int64_t total);
	void *progress_arg;
};

struct members_stats {
	int64_t archives; /* that were read for it */
	int64_t bytes;	  /* of members, unpacked */
	int64_t digests;  /* of members */
	int64_t problems; /* archives that could not be read, or not whole */
	int64_t pending;  /* members of archives that are not mounted */
	bool is_limited;
	bool interrupted;
};

/*
 * The store is open for writing, by this thread, outside a transaction, and no
 * other thread is running: children are forked.  Commits about once a second,
 * a whole archive at a time.  What cannot be read is a problem and no failure,
 * nor is an interrupt.
 */
int members_run(struct store *store, const struct hash_places *places,
	const struct members_options *options, struct members_stats *ret,
	struct error *err);

/*
 * All that tells which members are equal to what: members_run(), then the
 * files beside them, by `how` (its limits and readers; its filter is ours).
 * Notes when nothing is left.  Files among themselves are hash_run()'s, which
 * comes first.
 */
int members_find(struct store *store, const struct hash_places *places,
	const struct members_options *options, const struct hash_options *how,
	struct members_stats *ret, struct hash_stats *ret_files,
	struct error *err);

#endif
