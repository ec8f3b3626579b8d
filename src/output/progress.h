/* SPDX-License-Identifier: MIT */
/*
 * One line on stderr that is redrawn a few times a second while something
 * long runs; nothing at all when stderr is not a terminal, TERM is dumb or
 * quiet was asked for.  Control characters in the label are escaped, the
 * line never wraps.  One thread calls it.
 */
#ifndef CATALOG_OUTPUT_PROGRESS_H
#define CATALOG_OUTPUT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress;

/* unit_is_bytes: counts are shown as sizes.  Never NULL. */
struct progress *progress_new(const char *verb, bool unit_is_bytes, bool quiet);
/*
 * done of total (0: unknown, then only count and rate are shown; else
 * per cent and ETA too); detail (may be NULL) is a path or volume name,
 * shortened in the middle to fit.  Redraws at most every 100 ms.
 */
void progress_update(struct progress *p, int64_t done, int64_t total,
	const char *detail);
/* Clear the line, e.g. before a message.  The next update redraws it. */
void progress_clear(struct progress *p);
void progress_free(struct progress *p); /* clears */

#endif
