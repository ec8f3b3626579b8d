/* SPDX-License-Identifier: MIT */
/*
 * A filter as a test of rows that come from the pages of the file
 * (pages/look.h): what wanted_sql.h says in SQL, for who looks at all names
 * there are.  Private to src/store; one thread each.
 */
#ifndef CATALOG_STORE_FIND_WANTED_ROW_H
#define CATALOG_STORE_FIND_WANTED_ROW_H

#include "store/find/wanted_sql.h"
#include "store/pages/look.h"

#include <stdbool.h>

struct wanted_row;

/*
 * 1; 0 if a row does not say by itself whether it is meant.  filter NULL is
 * everything; of the context, borrowed, only digests, empty, dirs and reach
 * count.  ERROR_USAGE as wanted_check().
 */
int wanted_row_new(struct wanted_row **ret, struct store *store,
	const struct wanted *filter, const struct wanted_context *context,
	struct error *err);
/* The two say together whether it has a name of its own, in reach
 * (wanted_sql_found()): the first from what LOOK_NAME tells. */
bool wanted_row_is_in_reach(const struct wanted_row *row,
	const struct stored_entry *entry);
bool wanted_row_is_way(const struct wanted_row *row,
	const struct stored_entry *entry);
/* What has to be known of it to say the next. */
enum look_known wanted_row_asks(const struct wanted_row *row);
bool wanted_row_fits(const struct wanted_row *row,
	const struct stored_entry *entry);
/* As wanted_sql_given_up(). */
int64_t wanted_row_given_up(const struct wanted_row *row);
void wanted_row_free(struct wanted_row *row);
DEFINE_CLEANUP(struct wanted_row *, wanted_row_free);

#endif
