/* SPDX-License-Identifier: MIT */
/*
 * The catalogue's tree, one name after the other, for exports.
 *
 * Depth first, the names of a directory in memcmp order, a directory before
 * what is in it.  Nothing is held but the way down, so neither the number of
 * names nor the size of a directory matters.
 */
#ifndef CATALOG_REPORT_EXPORT_TREE_H
#define CATALOG_REPORT_EXPORT_TREE_H

#include "model/entry.h"
#include "store/entries.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where to begin: a directory, or one name in it. */
struct tree_top {
	int64_t dir_id;
	const char *name; /* NULL: the directory itself and all below */
	size_t name_len;
};

/* One name; everything is borrowed until the sink returns. */
struct tree_name {
	struct entry entry; /* mode 0: only the way to a scanned root */
	const char *path;   /* absolute */
	size_t path_len;    /* its last component is entry.name, but for a
				* volume's own root, whose name is empty */
	const char *below;  /* path below the top; "" for the top */
	size_t below_len;
	const char *volume;
	int64_t volume_id;
	bool is_online;
	bool is_top;
	bool is_directory;
	enum directory_state state; /* of a directory */
	const void *digest;	    /* in full, DIGEST_BYTES; NULL: not known */
};

/* Each returns 0 or a negative code, which ends the walk. */
struct tree_sink {
	int (*name)(void *arg, const struct tree_name *name, struct error *err);
	/* All below a directory was told; may be NULL. */
	int (*leave)(void *arg, struct error *err);
};

/* Tops that lie in others are left out: no name comes twice. */
int report_tree(struct store *store, const struct tree_top *tops, size_t n_tops,
	const struct tree_sink *sink, void *arg, struct error *err);

#endif
