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

struct doubts;

/* After store_find_unsettled(). */
int doubts_open(struct doubts **ret, struct store *store,
	const struct report_dupes *options, struct error *err);
void doubts_close(struct doubts *d);
/* 1 with a group, without a digest, or 0 at the end. */
int doubts_next(struct doubts *d, struct group *ret, struct error *err);
/* Fill copies with the group. */
int doubts_load(struct doubts *d, struct copies *copies,
	const struct group *group, struct error *err);
/* The names of the volumes that the group last loaded waits for, as items of a
 * list; valid until the next load. */
const struct output_value *doubts_waits_for(struct doubts *d,
	const struct names *names, size_t *ret_n);

#endif
