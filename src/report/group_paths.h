/* SPDX-License-Identifier: MIT */
/*
 * The first groups in the order of the paths of their first copies, or the last
 * ones, without a look at the paths of all; private to src/report.
 */
#ifndef CATALOG_REPORT_GROUP_PATHS_H
#define CATALOG_REPORT_GROUP_PATHS_H

#include "report/groups.h"
#include "store/content/ranking.h"

struct group_paths;

/* Of those that were ranked, with the set of them and, in reverse, the last ones,
 * as the options say; all but *ret is borrowed.  *ret is NULL where there is no
 * such way. */
int group_paths_open(struct group_paths **ret, struct store *store,
	const struct ranking *groups, const struct report_dupes *options,
	struct copies *copies, struct error *err);
/* Do they come in order?  Else there are as many as are asked for, and some
 * more. */
bool group_paths_in_order(const struct group_paths *p);
/* 1 with a group and its path, which is borrowed until the next call, 0 at the
 * end.  One may come twice with one path: two volumes that are away may have
 * been in one place. */
int group_paths_next(struct group_paths *p, struct group *ret,
	struct error *err);
void group_paths_close(struct group_paths *p);
DEFINE_CLEANUP(struct group_paths *, group_paths_close);

#endif
