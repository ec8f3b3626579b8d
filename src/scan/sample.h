/* SPDX-License-Identifier: MIT */
/* A few files of a root as they are known, and as they are. */
#ifndef CATALOG_SCAN_SAMPLE_H
#define CATALOG_SCAN_SAMPLE_H

#include "scan/lessons.h"

struct walker;
struct walk_root;

/*
 * Fill at most `most` pairs; their entries have no names.  Only regular files
 * that are there under the name that is known; mount points are not touched.
 * A failure to read the catalogue is in w->error.
 */
size_t sample_root(struct walker *w, const struct walk_root *root,
	struct lesson *ret, size_t most);

#endif
