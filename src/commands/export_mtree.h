/* SPDX-License-Identifier: MIT */
/* What `export --to=mtree` hands to src/archive. */
#ifndef CATALOG_COMMANDS_EXPORT_MTREE_H
#define CATALOG_COMMANDS_EXPORT_MTREE_H

#include "report/export/export.h"

/* Paths are relative to the one directory given; of several tops, or single
 * files, to "/". */
int export_mtree(struct store *store, const struct tree_top *tops,
	size_t n_tops, FILE *stream, struct exported *ret, struct error *err);

#endif
