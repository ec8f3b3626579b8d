/* SPDX-License-Identifier: MIT */
/*
 * Where names may be that a filter lets through; private to src/store.
 */
#ifndef CATALOG_STORE_NAMES_NAME_RANGES_H
#define CATALOG_STORE_NAMES_NAME_RANGES_H

#include "store/find/wanted.h"
#include "store/store.h"
#include "util/strbuf.h"

/* Entries from one name on to before another, in the order of `entry`. */
struct name_range {
	int64_t dir_id;
	size_t name_at; /* in names */
	size_t name_len;
	int64_t end_dir_id;
	size_t end_name_at;
	size_t end_name_len;
};

struct name_ranges {
	struct name_range *items;
	size_t n_items;
	size_t room;
	struct strbuf names;
	int64_t n_blocks; /* of names, about, in all of them together */
};

#define NAME_RANGES_INIT                                                       \
	{                                                                      \
		NULL, 0, 0, STRBUF_INIT, 0                                     \
	}

/* 1: no name outside of these fits.  0: there is no index, or it does not
 * help. */
int name_ranges_find(struct name_ranges *ret, struct store *store,
	const struct wanted *filter, struct error *err);
void name_ranges_clear(struct name_ranges *ranges);

#endif
