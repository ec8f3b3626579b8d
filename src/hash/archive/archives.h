/* SPDX-License-Identifier: MIT */
/*
 * Look into files: which are archives, and what is in them.  Beside hashing,
 * because it opens files by the same rules (hash/access.h).
 */
#ifndef CATALOG_HASH_ARCHIVE_ARCHIVES_H
#define CATALOG_HASH_ARCHIVE_ARCHIVES_H

#include "hash/hash.h"

struct archives_progress {
	int64_t files_done;
	int64_t files_total;
};

struct archives_options {
	int64_t max_size;    /* of a file */
	int64_t levels;	     /* 1: archives in archives are files */
	unsigned int n_jobs; /* children at a time; 0: what suits */
	int64_t time_ns;     /* for each; 0: that of docs/ARCHIVES.md */
	/* May be NULL.  Called a few times a second. */
	void (*on_progress)(void *arg, const struct archives_progress *p);
	void *progress_arg;
};

struct archives_stats {
	int64_t looked;	  /* files whose beginning was read */
	int64_t archives; /* names that were found to be one */
	int64_t opened;	  /* of which so many were read for it */
	int64_t members;
	int64_t problems;
	bool interrupted;
};

/*
 * The files of the scope (store/scope.h) that were not looked into.  The store
 * is open for writing, by this thread, outside a transaction, and no other
 * thread is running: children are forked.  Commits about once a second.  What
 * cannot be read is a problem and no failure, nor is an interrupt.
 */
int archives_run(struct store *store, const struct hash_places *places,
	const struct archives_options *options, struct archives_stats *ret,
	struct error *err);

#endif
