/* SPDX-License-Identifier: MIT */
/*
 * The catalogue in other programs' formats, streamed in the order of tree.h.
 *
 * Offline volumes are exported like any other: nothing is looked at but the
 * catalogue.  Return values as in report.h.
 */
#ifndef CATALOG_REPORT_EXPORT_EXPORT_H
#define CATALOG_REPORT_EXPORT_EXPORT_H

#include "output/output.h"
#include "report/export/tree.h"

#include <stdio.h>

struct exported {
	int64_t names;	    /* written */
	int64_t undigested; /* regular files left out for want of a digest */
	int64_t unfit;	    /* left out: the format cannot hold the name */
};

/* Rows as those of `find`, in the output's own format. */
int report_export_rows(struct store *store, const struct tree_top *tops,
	size_t n_tops, struct output *output, struct exported *ret,
	struct error *err);
/* ncdu's JSON, for `ncdu -f`: one tree, so several tops get a root above. */
int report_export_ncdu(struct store *store, const struct tree_top *tops,
	size_t n_tops, FILE *stream, struct exported *ret, struct error *err);
/* "DIGEST  PATH" lines for `xxhsum -c`, of files with a full digest. */
int report_export_xxhsum(struct store *store, const struct tree_top *tops,
	size_t n_tops, FILE *stream, struct exported *ret, struct error *err);
/* Text for PostgreSQL's COPY FROM STDIN; table: a script for psql(1) that
 * makes a table of this name and fills it. */
int report_export_postgres(struct store *store, const struct tree_top *tops,
	size_t n_tops, const char *table, FILE *stream, struct exported *ret,
	struct error *err);
/* The same rows in COPY's binary format. */
int report_export_pgbinary(struct store *store, const struct tree_top *tops,
	size_t n_tops, FILE *stream, struct exported *ret, struct error *err);

#endif
