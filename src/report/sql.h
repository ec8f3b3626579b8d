/* SPDX-License-Identifier: MIT */
/* sql: what is asked in SQL. */
#ifndef CATALOG_REPORT_SQL_H
#define CATALOG_REPORT_SQL_H

#include "output/output.h"
#include "store/store.h"
#include "util/error.h"

#include <stdio.h>

/* Each statement in sql, with an output of its own if it has columns. */
int report_sql(struct store *store, const char *sql, FILE *stream,
	const struct output_options *options, struct error *err);

#endif
