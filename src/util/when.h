/* SPDX-License-Identifier: MIT */
/* Points in time as people type them. */
#ifndef CATALOG_UTIL_WHEN_H
#define CATALOG_UTIL_WHEN_H

#include "util/error.h"

#include <stdint.h>

/*
 * "90m", "12h", "3d", "2w": that long before now_ns.  "2026-03-01",
 * "2026-03-01 14:05[:30]" (or with T): local time; with a Z at the end UTC.
 * 0, or a negative code with a sentence that quotes the text.
 */
int parse_when(int64_t *ret_ns, const char *text, int64_t now_ns,
	struct error *err);

#endif
