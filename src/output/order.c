/* SPDX-License-Identifier: MIT */
/*
 * For reports of few rows, such as one a volume.  If they are to come as they
 * are, but not all, they are counted and stream.  Else all are copied, and
 * sorted by one column when the last was seen; rows alike in it stay as they
 * came.  What is not known comes last, whatever the order.
 */
#include "output/order.h"

#include "util/alloc.h"
#include "util/arena.h"

#include <stdlib.h>
#include <string.h>

#define NO_COLUMN SIZE_MAX

struct kept {
	const struct order *order;
	struct output_value *values; /* owned */
	size_t at;		     /* as they came */
};

struct order {
	struct output_order how;
	const struct output_column *columns;
	size_t n_columns;
	size_t by; /* a column, or NO_COLUMN */
	struct arena bytes;
	struct kept *rows;
	size_t n;
	size_t room;
	size_t next;
	bool is_sorted;
};

struct order *
order_new(const struct output_order *how)
{
	struct order *o = xcalloc(1, sizeof(*o));

	o->how = *how;
	o->by = NO_COLUMN;
	return o;
}

static void
free_values(struct output_value *values, size_t n)
{
	void *items;

	for (size_t i = 0; i < n; i++) {
		/* Ours, though rows may only read it. */
		memcpy(&items, &values[i].items, sizeof(items));
		free(items);
	}
	free(values);
}

void
order_free(struct order *o)
{
	if (!o)
		return;
	for (size_t i = 0; o->rows && i < o->n; i++)
		free_values(o->rows[i].values, o->n_columns);
	free(o->rows);
	arena_clear(&o->bytes);
	free(o);
}

void
order_begin(struct order *o, const struct output_column *columns,
	size_t n_columns)
{
	o->columns = columns;
	o->n_columns = n_columns;
	for (size_t i = 0; i < n_columns && o->how.key; i++)
		if (columns[i].key && strcmp(columns[i].key, o->how.key) == 0)
			o->by = i;
}

static bool
streams(const struct order *o)
{
	return o->by == NO_COLUMN && !o->how.reverse;
}

static struct output_value *copy_values(struct order *o,
	const struct output_value *values, size_t n);

/* Its items are plain values or objects, none of which has a list. */
static void
copy_value(struct order *o, struct output_value *v)
{
	if (v->bytes)
		v->bytes = arena_copy(&o->bytes, v->bytes, v->len);
	if (v->items)
		v->items = copy_values(o, v->items,
			v->n_items * v->n_item_columns);
}

static struct output_value *
copy_values(struct order *o, const struct output_value *values, size_t n)
{
	struct output_value *copy = xcalloc(n + 1, sizeof(*copy));

	memcpy(copy, values, n * sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		copy_value(o, &copy[i]);
	return copy;
}

bool
order_passes(struct order *o, const struct output_value *values)
{
	if (streams(o)) {
		o->n++;
		return o->how.limit < 0 || (int64_t)o->n <= o->how.limit;
	}
	if (o->n == o->room) {
		o->room = o->room ? o->room * 2 : 64;
		o->rows = xreallocarray(o->rows, o->room, sizeof(o->rows[0]));
	}
	o->rows[o->n] =
		(struct kept){ o, copy_values(o, values, o->n_columns), o->n };
	o->n++;
	return false;
}

/* --- at the end ----------------------------------------------------------- */

static bool
is_bytes(enum output_type type)
{
	return type == OUTPUT_TEXT || type == OUTPUT_PATH ||
		type == OUTPUT_HEX || type == OUTPUT_DECIMAL;
}

static int
compare_bytes(const struct output_value *a, const struct output_value *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int order = len > 0 ? memcmp(a->bytes, b->bytes, len) : 0;

	return order ? order : (a->len > b->len) - (a->len < b->len);
}

static int
compare_values(const struct order *o, const struct output_value *a,
	const struct output_value *b)
{
	enum output_type type = o->columns[o->by].type;
	int order;

	if (a->is_null || b->is_null)
		return a->is_null - b->is_null;
	order = is_bytes(type) ?
		compare_bytes(a, b) :
		(a->number > b->number) - (a->number < b->number);
	return o->how.descending != o->how.reverse ? -order : order;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct kept *x = a;
	const struct kept *y = b;
	const struct order *o = x->order;
	int order = o->by == NO_COLUMN ?
		0 :
		compare_values(o, &x->values[o->by], &y->values[o->by]);

	if (order)
		return order;
	order = (x->at > y->at) - (x->at < y->at);
	return o->how.reverse ? -order : order;
}

const struct output_value *
order_next(struct order *o)
{
	if (streams(o) ||
		(o->how.limit >= 0 && o->next >= (uint64_t)o->how.limit))
		return NULL;
	if (!o->is_sorted && o->n > 1)
		qsort(o->rows, o->n, sizeof(o->rows[0]), compare_rows);
	o->is_sorted = true;
	return o->next < o->n ? o->rows[o->next++].values : NULL;
}
