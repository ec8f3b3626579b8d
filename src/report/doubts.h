/* SPDX-License-Identifier: MIT */
/*
 * Groups of files that may be equal, with the volumes that have to be there
 * to find out; private to src/report.
 */
#ifndef CATALOG_REPORT_DOUBTS_H
#define CATALOG_REPORT_DOUBTS_H

#include "output/output.h"
#include "report/dupes.h"
#include "report/groups.h"
#include "store/store.h"
#include "store/survey/gather.h"

struct doubts;

/* After store_find_unsettled(). */
int doubts_open(struct doubts **ret, struct store *store,
	const struct report_dupes *options, struct error *err);
void doubts_close(struct doubts *d);
/* 1 with a group, without a digest, or 0 at the end. */
int doubts_next(struct doubts *d, struct group *ret);
/* Have the names of the n groups that were handed out last gathered. */
int doubts_gather(struct doubts *d, struct gather *g, size_t n,
	struct error *err);
/* The names of the volumes that these copies wait for, as items of a list;
 * valid until the next call. */
const struct output_value *doubts_waits_for(struct doubts *d,
	const struct copies *copies, size_t *ret_n);

#endif
