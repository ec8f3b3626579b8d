/* SPDX-License-Identifier: MIT */
/*
 * Groups one after another, each with its copies.  The first ones are looked up
 * one by one; where there are many, some thousands are read ahead and their
 * copies found in one look at all names.  Private to src/report.
 */
#ifndef CATALOG_REPORT_GROUP_BATCH_H
#define CATALOG_REPORT_GROUP_BATCH_H

#include "report/copies.h"
#include "report/doubts.h"
#include "report/groups.h"
#include "util/cleanup.h"

struct group_batch;

/* One of groups and doubts, which are borrowed; names likewise. */
int group_batch_open(struct group_batch **ret, const struct names *names,
	struct groups *groups, struct doubts *doubts, bool is_scoped,
	struct error *err);
/* 1 with a group, or 0 at the end.  most: so many, this one included, will be
 * loaded; 0: only their numbers are of interest; negative: all. */
int group_batch_next(struct group_batch *b, struct group *ret, int64_t most,
	struct error *err);
/* Fill copies with that group; they are valid until the next call. */
int group_batch_load(struct group_batch *b, struct copies *copies,
	struct error *err);
void group_batch_close(struct group_batch *b);
DEFINE_CLEANUP(struct group_batch *, group_batch_close);

#endif
