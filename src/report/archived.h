/* SPDX-License-Identifier: MIT */
/*
 * A look at members of archives, for the reports that look at all files.  The
 * archives are those that the report is about; one with several names is looked
 * at once, and no member twice.  Private to src/report.
 */
#ifndef CATALOG_REPORT_ARCHIVED_H
#define CATALOG_REPORT_ARCHIVED_H

#include "report/sums.h"
#include "report/tally.h"
#include "store/archive/inside.h"

/* A member that is no directory; all borrowed. */
struct archived {
	int64_t dir_id; /* the archive's */
	const char *name;
	size_t name_len;
	int64_t archive_id;
	int64_t number; /* its own, and that of what it is in */
	int64_t parent;
	const char *member_name;
	size_t member_name_len;
	struct member member;
};

typedef void archived_fn(const struct archived *a, void *arg);

/*
 * By directory and name of the archive, and what is in one directory of it
 * together.  Without options->members: what operands say is in archives, only.
 */
int archived_visit(struct store *store, const struct report_sums *options,
	archived_fn *visit, void *arg, struct error *err);

/* Does it count?  Then what it adds is in *ret: what it takes unpacked. */
bool archived_take(const struct archived *a, const struct report_sums *options,
	struct sum *ret);

#endif
