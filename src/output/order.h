/* SPDX-License-Identifier: MIT */
/* Rows in another order than they come in; private to src/output. */
#ifndef CATALOG_OUTPUT_ORDER_H
#define CATALOG_OUTPUT_ORDER_H

#include "output/format.h"

struct order;

struct order *order_new(const struct output_order *how);
void order_free(struct order *order);

void order_begin(struct order *order, const struct output_column *columns,
	size_t n_columns);
/* Is the row, as it comes, to be printed now?  If not it was kept, or is
 * beyond the limit. */
bool order_passes(struct order *order, const struct output_value *values,
	bool continued);
/* What was kept, in order: NULL at the end.  Borrowed until the next call. */
const struct output_value *order_next(struct order *order, bool *ret_continued);

#endif
