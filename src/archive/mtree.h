/* SPDX-License-Identifier: MIT */
/*
 * Writing mtree(5) lists, by libarchive.  Streams: what libarchive gathers of
 * the list is let go of every so many names.
 */
#ifndef CATALOG_ARCHIVE_MTREE_H
#define CATALOG_ARCHIVE_MTREE_H

#include "model/entry.h"
#include "util/cleanup.h"
#include "util/error.h"

#include <stddef.h>
#include <stdio.h>

struct mtree;

/* stream is borrowed.  -ELIBACC: libarchive cannot be loaded. */
int mtree_new(struct mtree **ret, FILE *stream, struct error *err);
/* path: relative, "" for the directory that the list is about.  The entry's
 * own name is not looked at.  -EPIPE: the reader went away. */
int mtree_add(struct mtree *m, const char *path, const struct entry *entry,
	struct error *err);
/* Write what is still held. */
int mtree_end(struct mtree *m, struct error *err);
void mtree_free(struct mtree *m);
DEFINE_CLEANUP(struct mtree *, mtree_free);

#endif
