/* SPDX-License-Identifier: MIT */
/*
 * The scope (scope.h) as a set, for looks at all names: directories by their
 * bits, and what was asked for by itself in a sorted list.  Private to
 * src/store.
 *
 * Threads: any number may ask.
 */
#ifndef CATALOG_STORE_SCOPE_SET_H
#define CATALOG_STORE_SCOPE_SET_H

#include "store/internal.h"
#include "store/pages/stored.h"
#include "util/arena.h"

struct scope_name {
	int64_t dir_id;
	const char *name; /* in the arena */
	size_t len;
};

struct scope_set {
	struct subtree_bits dirs;   /* with all that is in them */
	struct subtree_bits others; /* with one of the names */
	struct scope_name *names;   /* by directory and name */
	size_t n;
	size_t room;
	struct arena arena;
};

#define SCOPE_SET_INIT                                                         \
	{                                                                      \
		.arena = ARENA_INIT                                            \
	}

/* To be cleared whatever it says; it is borrowed from the scope, which is not
 * to change before. */
int scope_set_load(struct scope_set *ret, struct store *store,
	struct error *err);
void scope_set_clear(struct scope_set *set);
/* No name is in a directory before this one. */
int64_t scope_set_first(const struct scope_set *set);
bool scope_set_has(const struct scope_set *set,
	const struct stored_entry *entry);

#endif
