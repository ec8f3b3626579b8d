/* SPDX-License-Identifier: MIT */
/* Points in time as people type them. */
#ifndef CATALOG_UTIL_WHEN_H
#define CATALOG_UTIL_WHEN_H

#include "util/error.h"

#include <stdint.h>

/*
 * "90m", "12h", "3d", "2w", "1y" (365 days), "3 days ago": that long before
 * now_ns.  "today", "yesterday": from its first moment.  "2026-03-01",
 * "2026-03-01 14:05[:30]" (or with T): local time; with a Z at the end UTC.
 * 0, or a negative code with a sentence that quotes the text.
 */
int parse_when(int64_t *ret_ns, const char *text, int64_t now_ns,
	struct error *err);

/* A time of modification, or so: both ends belong to it. */
struct when_range {
	int64_t min_ns;
	int64_t max_ns;
};

/*
 * How long ago, by the units above and y (365 days); a number alone is days.
 *	-7d   within the last 7 days, or in the future
 *	+1y   longer ago than that
 *	7d    7 days ago, but not 8 yet, as find(1) has it
 * Or when, in local time, or UTC with a Z behind the time of day:
 *	2026-03, 2026-03-01, "2026-03-01 14:05", today, yesterday   in it
 *	-2026-03-01   then or later
 *	+2026-03-01   before
 *	2026-03-01..2026-04-15   also with one end left out
 */
int parse_when_range(struct when_range *ret, const char *text, int64_t now_ns,
	struct error *err);

#endif
