/* SPDX-License-Identifier: MIT */
#include "store/find/find_keys.h"

#include "util/alloc.h"
#include "util/bytes.h"

#include <stdlib.h>

/* One costs some 5 us to look up; so many are a few MiB. */
#define KEYS_MOST 50000

static void
give_up(struct find_keys *keys)
{
	find_keys_clear(keys);
	keys->too_many = true;
}

void
find_keys_add(struct find_keys *keys, int64_t dir_id, const char *name,
	size_t len)
{
	if (keys->n_items == KEYS_MOST)
		give_up(keys);
	if (keys->too_many)
		return;
	if (keys->n_items == keys->room) {
		keys->room = keys->room * 2 + 64;
		keys->items = xreallocarray(keys->items, keys->room,
			sizeof(*keys->items));
	}
	keys->items[keys->n_items++] =
		(struct find_key){ dir_id, keys->names.len, len };
	strbuf_add(&keys->names, name, len);
}

void
find_keys_join(struct find_keys *to, const struct find_keys *from)
{
	if (from->too_many)
		give_up(to);
	for (size_t i = 0; i < from->n_items; i++)
		find_keys_add(to, from->items[i].dir_id,
			from->names.buf + from->items[i].name,
			from->items[i].name_len);
}

static int
compare(const void *a, const void *b, void *arg)
{
	const struct find_key *x = a;
	const struct find_key *y = b;
	const char *names = arg;

	if (x->dir_id != y->dir_id)
		return x->dir_id < y->dir_id ? -1 : 1;
	return bytes_compare(names + x->name, x->name_len, names + y->name,
		y->name_len);
}

void
find_keys_sort(struct find_keys *keys)
{
	size_t n = 0;

	if (keys->n_items > 1)
		qsort_r(keys->items, keys->n_items, sizeof(*keys->items),
			compare, keys->names.buf);
	for (size_t i = 0; i < keys->n_items; i++)
		if (n == 0 ||
			compare(&keys->items[n - 1], &keys->items[i],
				keys->names.buf) != 0)
			keys->items[n++] = keys->items[i];
	keys->n_items = n;
}

struct find_span
find_keys_of(const struct find_keys *keys, int64_t dir_id, bool is_reverse)
{
	return find_span_of(keys->items, keys->n_items, sizeof(*keys->items),
		dir_id, is_reverse);
}

void
find_keys_clear(struct find_keys *keys)
{
	free(keys->items);
	strbuf_clear(&keys->names);
	*keys = (struct find_keys)FIND_KEYS_INIT;
}
