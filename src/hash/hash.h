/* SPDX-License-Identifier: MIT */
/*
 * Find out which files are equal: reads, in stages, the files whose size (and
 * then whose first bytes) another file has too, and records the digests in
 * the catalogue, where the groups are then there to be read.
 */
#ifndef CATALOG_HASH_HASH_H
#define CATALOG_HASH_HASH_H

#include "hash/budget.h"
#include "store/content/contents.h"
#include "store/store.h"
#include "util/error.h"
#include "volume/device.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a volume is mounted now.  A volume may have several. */
struct hash_place {
	int64_t volume_id;
	const char *mount_point;
	const char *mount_root; /* relative; "" for all of the volume */
	int64_t granularity_ns; /* of its time stamps */
	bool inodes_stable;
	bool ctime_ignored;
	int64_t clock_shift_ns; /* of lstat, from what is stored */
	bool rotational;
	bool network;
	struct device_disks disks; /* that it is on, as far as is known */
	unsigned int n_jobs;	   /* readers; 0: what suits it */
};

struct hash_places {
	const struct hash_place *places;
	size_t n_places;
};

struct hash_progress {
	int64_t files_done; /* reads of a file in one stage */
	int64_t bytes_done;
	int64_t bytes_total; /* known to be needed so far; it may grow */
};

struct hash_options {
	struct candidates_filter filter; /* which files; all zero: all */
	struct budget_limits limits;
	unsigned int n_jobs; /* readers a volume; 0: what suits it */
	/* Look again even if nothing changed since all was read: gives files
	 * that could not be read another try. */
	bool retry;
	/* May be NULL.  Called a few times a second by the caller's thread. */
	void (*on_progress)(void *arg, const struct hash_progress *progress);
	void *progress_arg;
};

struct hash_stats {
	int64_t files_read; /* opened and read as far as was needed then */
	int64_t bytes_read;
	int64_t digests;       /* names that were given a digest */
	int64_t problems;      /* files that could not be read, or changed */
	int64_t pending_files; /* on volumes that are not mounted: what a */
	int64_t pending_bytes; /* complete answer would have to read */
	bool is_settled;       /* nothing on mounted volumes is left */
	bool is_limited;       /* stopped at options->limits */
	bool interrupted;
};

/*
 * The store is open for writing, by this thread, outside a transaction.
 * Commits every few seconds: whatever ends it, what was read stays.
 * Files that cannot be read are problems and no failure.  An interrupt is no
 * failure either: see ret->interrupted.  ret is set in any case.
 */
int hash_run(struct store *store, const struct hash_places *places,
	const struct hash_options *options, struct hash_stats *ret,
	struct error *err);

#endif
