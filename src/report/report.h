/* SPDX-License-Identifier: MIT */
/*
 * Reports: rows of the catalogue handed to an output, one function each.  What
 * several of them share is here; each has, or shares, a header of its own:
 *
 *   browse.h     ls, tree		    find.h       find
 *   changes.h    changes		    inventory.h  volumes, roots, scans,
 *   compare.h    compare				 problems, archives
 *   du.h         du			    metrics.h    metrics
 *   dupes.h      dupes			    sql.h        sql
 *   export.h     export		    sums.h       types, ages, owners,
 *   few.h        copies				 top, twins
 *   verify.h     verify		    where.h      where
 *
 * For all of them:
 *
 * The output is the caller's, new: the report begins and ends it.  What the
 * scoped ones see is what store/scope.h was told; paths are those of the
 * places the store was told.  Nothing is printed elsewhere, so remarks about
 * an empty or incomplete answer are the caller's, who gets the numbers.
 *
 * All return 0 or a negative code: that of the store, of the output (-EPIPE:
 * the reader went away), or -EINTR with ERROR_INTERRUPTED.
 */
#ifndef CATALOG_REPORT_REPORT_H
#define CATALOG_REPORT_REPORT_H

#include "store/archive/inside.h"

#include <stddef.h>
#include <stdint.h>

#define REPORT_NO_LIMIT (-1)

/* A path within a volume, and all below it; "" for all of the volume. */
struct report_place {
	int64_t volume_id;
	const char *within;
};

struct report_places {
	const struct report_place *list; /* none: everything */
	size_t n;
};

/* What an operand names: an entry of a directory, or the directory itself if
 * name_len is 0. */
struct report_target {
	int64_t dir_id;
	const char *name;
	size_t name_len;
	/* The archive that the file is, and where in it; archive_id 0 if it is
	 * none.  is_inside: what is in there is meant, not the file. */
	struct inside inside;
	bool is_inside;
};

enum report_entry_order {
	REPORT_ENTRY_BY_NAME,
	REPORT_ENTRY_BY_SIZE, /* this and the next: the largest first */
	REPORT_ENTRY_BY_ALLOCATED,
	REPORT_ENTRY_BY_FILES,
	REPORT_ENTRY_BY_MTIME, /* the newest first */
};

#endif
