/* SPDX-License-Identifier: MIT */
/*
 * A run of `catalog scan`: directories in, the catalogue brought up to date,
 * one result a root.
 *
 *   targets (which volume, which place)    targets.c record.c
 *     -> walkers, a crew a volume           crews.c crew.c walker.c walk.c
 *        -> queue of batches                batch.c
 *           -> writer, this thread          writer.c
 */
#ifndef CATALOG_SCAN_SCAN_H
#define CATALOG_SCAN_SCAN_H

#include "store/scans.h"
#include "store/store.h"
#include "store/volumes.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scan_progress {
	int64_t entries;  /* names seen so far, all roots */
	int64_t expected; /* names the last scans of them saw, 0 unknown */
};

struct scan_options {
	const char *const *dirs; /* none: every known root that is online */
	size_t n_dirs;
	const char *const *excludes; /* globs; see scan/filter.h */
	size_t n_excludes;
	const char *name; /* for the volume of the (only) DIR, or NULL */
	bool all_volumes; /* follow mount points below the roots */
	bool accept_loss; /* apply removals that the brake would hold */
	bool has_hash;	  /* remember for the roots what is to be read */
	enum root_hash hash;
	bool has_archives;     /* remember: files up to this size are to be */
	int64_t archives;      /* looked into; 0: no more */
	int64_t archive_depth; /* likewise; 0: as it was */
	unsigned int jobs;     /* walkers per volume, 0: by its kind */
	int64_t timeout_ns;    /* give a volume up that does not answer for so
			     * long; 0 never */
	/* Files are to be read next, NULL: they are not.  Called when all was
	 * walked, once, and only while the catalogue is a draft whose names
	 * wait for what is in them; it may take max_ns. */
	int (*on_walked)(void *arg, int64_t max_ns, struct error *err);
	void *walked_arg;
	bool as_if_far; /* for tests: read as if a server answered */
	/* Called from scan_run()'s thread a few times a second; may be NULL. */
	void (*on_progress)(const struct scan_progress *p, void *arg);
	void *arg;
};

enum scan_status {
	SCAN_COMPLETE,
	SCAN_INCOMPLETE,  /* something could not be read: problems say what */
	SCAN_INTERRUPTED, /* what was done is committed */
	SCAN_OFFLINE,	  /* the volume is not there; nothing was changed */
	SCAN_HELD,	  /* too much would go: see n_held */
	SCAN_COVERED,	  /* lies inside another DIR of the same run */
	SCAN_REFUSED,	  /* missing, not a directory, a pseudo file system */
};

struct scan_result {
	enum scan_status status;
	char *path;	      /* of the root, absolute */
	char *volume_name;    /* NULL where it never came to that */
	char *message;	      /* a sentence for people, or NULL */
	enum error_kind kind; /* of a REFUSED one */
	struct scan_row row;  /* the counts; its strings are not to be used */
	bool is_renumbered;   /* its inodes proved not to outlive a remount */
	int64_t n_held;	      /* names that would be removed */
	char **mounts;	 /* mount points not followed, relative; the first */
	size_t n_mounts; /* SCAN_MOUNTS_NAMED of row.skipped */
};

#define SCAN_MOUNTS_NAMED 20u

/* "complete" "incomplete" ... as in the catalogue and in ndjson. */
const char *scan_status_name(enum scan_status status);

/*
 * The store is open for writing and the run lock held.  A root that fails is
 * in its result; what fails the run (the disk is full) is the return value,
 * and then everything up to the last commit is kept.  *ret_results is the
 * caller's even on failure: free with scan_results_free().
 */
int scan_run(struct store *store, const struct scan_options *options,
	struct scan_result **ret_results, size_t *ret_n, struct error *err);
void scan_results_free(struct scan_result *results, size_t n);

#endif
