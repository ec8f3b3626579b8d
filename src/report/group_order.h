/* SPDX-License-Identifier: MIT */
/* In which order groups of equal files are shown; private to groups.c. */
#ifndef CATALOG_REPORT_GROUP_ORDER_H
#define CATALOG_REPORT_GROUP_ORDER_H

#include "report/groups.h"

/* 0 where only content.id tells them apart in the catalogue. */
int group_by_rank(enum report_order order, const struct group *a,
	const struct group *b);
/* For qsort(): of those alike, by path, size and digest; and the other way
 * round. */
int group_by_content(const void *a, const void *b);
int group_by_content_last(const void *a, const void *b);

#endif
