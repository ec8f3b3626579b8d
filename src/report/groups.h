/* SPDX-License-Identifier: MIT */
/*
 * Groups of equal files in an order that depends on the files alone; private
 * to src/report.
 */
#ifndef CATALOG_REPORT_GROUPS_H
#define CATALOG_REPORT_GROUPS_H

#include "model/digest.h"
#include "report/copies.h"
#include "report/dupes.h"
#include "store/content/ranking.h"
#include "util/cleanup.h"

struct group {
	int64_t content_id;
	int64_t size;
	int64_t copies;
	int64_t wasted;
	uint8_t digest[DIGEST_BYTES];
	const char *path; /* of the first copy, if it decides; borrowed */
};

struct rows;
/* What a row of ROWS_GROUPS or ROWS_GROUP says. */
void group_from_rows(struct group *ret, const struct rows *rows);

struct groups;

/* copies is borrowed, and used when the order is by path. */
int groups_open(struct groups **ret, struct store *store,
	const struct report_dupes *options, struct copies *copies,
	struct error *err);
/* 1 with a group, 0 at the end, which may be any time after options->limit. */
int groups_next(struct groups *groups, struct group *ret, struct error *err);
/* What all of them come to, if that is known; else NULL. */
const struct ranking *groups_ranking(const struct groups *groups);
void groups_close(struct groups *groups);
DEFINE_CLEANUP(struct groups *, groups_close);

#endif
