/* SPDX-License-Identifier: MIT */
/*
 * If rows are to come as they are, but not all, they are counted and stream.
 * Else all are kept, packed, and sorted by one column when the last was seen;
 * rows alike in it stay as they came.  With a limit no more than twice as many
 * are kept.  What is not known comes last, whatever the order.
 *
 * Rows that continue one are kept with it.  Such a group goes by the best of
 * its rows in the order that is not reversed: the largest, if the largest come
 * first; reversed, all groups come the other way round, each as it is.
 */
#include "output/order.h"

#include "output/pack.h"
#include "util/alloc.h"
#include "util/bytes.h"
#include "util/path.h"

#include <stdlib.h>
#include <string.h>

#define NO_COLUMN SIZE_MAX
/* So many are kept before any is dropped. */
#define KEEP_MIN 1024

struct packed {
	struct packed *next; /* continues it */
	char bytes[];
};

struct key {
	const char *bytes; /* in one of the rows */
	size_t len;
	int64_t number;
	bool is_null;
};

struct group {
	struct packed *first;
	struct packed *last;
	struct key key;
	size_t at; /* as they came */
};

struct order {
	struct output_order how;
	const struct output_column *columns;
	size_t n_columns;
	size_t by;     /* a column, or NO_COLUMN */
	size_t number; /* likewise */
	struct strbuf scratch;
	struct group *groups;
	size_t n;
	size_t room;
	size_t n_seen;
	/* When all were seen. */
	bool is_sorted;
	size_t next;
	struct packed *rest; /* of the group before */
	struct output_value *values;
};

struct order *
order_new(const struct output_order *how)
{
	struct order *o = xcalloc(1, sizeof(*o));

	o->how = *how;
	o->by = o->number = NO_COLUMN;
	o->scratch = (struct strbuf)STRBUF_INIT;
	return o;
}

static void
free_groups(struct order *o, size_t from)
{
	for (size_t i = from; i < o->n; i++)
		for (struct packed *p = o->groups[i].first, *next; p;
			p = next) {
			next = p->next;
			free(p);
		}
	o->n = from < o->n ? from : o->n;
}

void
order_free(struct order *o)
{
	if (!o)
		return;
	free_groups(o, 0);
	free(o->groups);
	if (o->values)
		unpack_free(o->values, o->n_columns);
	free(o->values);
	strbuf_clear(&o->scratch);
	free(o);
}

static size_t
find_column(const struct order *o, const char *key)
{
	for (size_t i = 0; i < o->n_columns && key; i++)
		if (o->columns[i].key && strcmp(o->columns[i].key, key) == 0)
			return i;
	return NO_COLUMN;
}

void
order_begin(struct order *o, const struct output_column *columns,
	size_t n_columns)
{
	o->columns = columns;
	o->n_columns = n_columns;
	o->by = find_column(o, o->how.key);
	o->number = find_column(o, o->how.number);
	o->values = xcalloc(n_columns + 1, sizeof(o->values[0]));
}

static bool
streams(const struct order *o)
{
	return o->by == NO_COLUMN && !o->how.reverse;
}

/* --- order ---------------------------------------------------------------- */

static bool
is_bytes(enum output_type type)
{
	return type == OUTPUT_TEXT || type == OUTPUT_PATH ||
		type == OUTPUT_HEX || type == OUTPUT_DECIMAL;
}

static int
compare_keys(const struct order *o, const struct key *a, const struct key *b,
	bool reverse)
{
	const enum output_type type = o->columns[o->by].type;
	int order;

	if (a->is_null || b->is_null)
		return a->is_null - b->is_null;
	if (type == OUTPUT_PATH)
		order = path_compare(a->bytes, b->bytes);
	else if (is_bytes(type))
		order = bytes_compare(a->bytes, a->len, b->bytes, b->len);
	else
		order = (a->number > b->number) - (a->number < b->number);
	return o->how.descending != reverse ? -order : order;
}

static int
compare_groups(const void *a, const void *b, void *arg)
{
	const struct order *o = arg;
	const struct group *x = a;
	const struct group *y = b;
	int order = o->by == NO_COLUMN ?
		0 :
		compare_keys(o, &x->key, &y->key, o->how.reverse);

	if (order)
		return order;
	order = (x->at > y->at) - (x->at < y->at);
	return o->how.reverse ? -order : order;
}

static void
sort(struct order *o)
{
	if (o->n > 1)
		qsort_r(o->groups, o->n, sizeof(o->groups[0]), compare_groups,
			o);
	if (o->how.limit >= 0 && o->n > (uint64_t)o->how.limit)
		free_groups(o, (size_t)o->how.limit);
}

/* --- what is kept --------------------------------------------------------- */

static struct packed *
pack(struct order *o, struct key *ret_key, const struct output_value *values)
{
	size_t at = 0;
	struct packed *row;
	struct output_value v;

	strbuf_truncate(&o->scratch, 0);
	for (size_t i = 0; i < o->n_columns; i++) {
		if (i == o->by)
			at = o->scratch.len;
		pack_value(&o->scratch, &values[i]);
	}
	row = xcalloc(1, sizeof(*row) + o->scratch.len + 1);
	memcpy(row->bytes, o->scratch.buf, o->scratch.len);
	*ret_key = (struct key){ .is_null = true };
	if (o->by == NO_COLUMN)
		return row;
	(void)unpack_values(&v, 1, row->bytes + at); /* no list */
	*ret_key = (struct key){ v.bytes, v.len, v.number, v.is_null };
	return row;
}

/* A group is whole when the next one begins: then it may be dropped. */
static void
make_room(struct order *o)
{
	const uint64_t limit = (uint64_t)o->how.limit;

	if (o->how.limit >= 0 && o->n >= KEEP_MIN && o->n / 2 >= limit)
		sort(o);
	if (o->n < o->room)
		return;
	o->room = o->room ? o->room * 2 : 64;
	o->groups = xreallocarray(o->groups, o->room, sizeof(o->groups[0]));
}

static void
keep(struct order *o, const struct output_value *values, bool continued)
{
	struct key key;
	struct packed *row = pack(o, &key, values);
	struct group *group;

	if (continued && o->n > 0) {
		group = &o->groups[o->n - 1];
		group->last->next = row;
		group->last = row;
		if (o->by != NO_COLUMN &&
			compare_keys(o, &key, &group->key, false) < 0)
			group->key = key;
		return;
	}
	make_room(o);
	o->groups[o->n++] = (struct group){ row, row, key, o->n_seen++ };
}

bool
order_passes(struct order *o, const struct output_value *values, bool continued)
{
	if (!streams(o)) {
		keep(o, values, continued);
		return false;
	}
	if (!continued || !o->how.by_group)
		o->n_seen++;
	return o->how.limit < 0 || o->n_seen <= (uint64_t)o->how.limit;
}

const struct output_value *
order_next(struct order *o, bool *ret_continued)
{
	const struct packed *row = o->rest;

	if (streams(o))
		return NULL;
	if (!o->is_sorted)
		sort(o);
	o->is_sorted = true;
	*ret_continued = row != NULL;
	if (!row && o->next == o->n)
		return NULL;
	if (!row)
		row = o->groups[o->next++].first;
	o->rest = row->next;
	unpack_free(o->values, o->n_columns);
	(void)unpack_values(o->values, o->n_columns, row->bytes);
	if (o->number != NO_COLUMN)
		o->values[o->number] = output_number((int64_t)o->next);
	return o->values;
}
