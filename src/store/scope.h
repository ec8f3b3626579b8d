/* SPDX-License-Identifier: MIT */
/*
 * What the _SCOPED queries of rows.h are limited to.  Kept in the connection,
 * not in the catalogue; empty at first.
 */
#ifndef CATALOG_STORE_SCOPE_H
#define CATALOG_STORE_SCOPE_H

#include "store/archive/inside.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>

int store_scope_clear(struct store *store, struct error *err);
/* A directory and everything below it, as it is now.  A whole volume: its
 * top_id. */
int store_scope_add_directory(struct store *store, int64_t dir_id,
	struct error *err);
/* One name. */
int store_scope_add_entry(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, struct error *err);
/* What is in the archive of that name: for reports that know of members.  Its
 * problems are in the scope, but not the file. */
int store_scope_add_member(struct store *store, int64_t dir_id,
	const char *name, size_t name_len, const struct inside *inside,
	struct error *err);

/* From now on it is known of each directory whether it is in the scope. */
int store_scope_mark(struct store *store, struct error *err);
bool store_scope_has(const struct store *store, int64_t dir_id);
/* 1: it has directories with so many names below that one had better look at all
 * names there are; 0. */
int store_scope_is_large(struct store *store, struct error *err);

#endif
