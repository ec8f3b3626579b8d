/* SPDX-License-Identifier: MIT */
/*
 * What a scan found, kept in memory, and the directories that lead to it: a
 * walk then goes through these and asks the catalogue for nothing more.
 * Private to src/store.
 */
#ifndef CATALOG_STORE_FIND_FIND_TREE_H
#define CATALOG_STORE_FIND_FIND_TREE_H

#include "model/digest.h"
#include "store/entries.h"
#include "store/find/find_span.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An entry as the catalogue has it; where others follow, at a multiple of 8
 * bytes. */
struct find_row {
	int64_t size_bytes;
	int64_t blocks;
	int64_t mtime_ns;
	int64_t lag;
	int64_t inode;
	int64_t attribute_id;
	int32_t dir_id;
	int32_t child_id; /* of a directory, else 0 */
	uint32_t nlink;
	uint32_t name_len;
	unsigned char digest[DIGEST_BYTES];
	bool has_digest;
	char name[];
};

struct find_tree;

/* A copy of the row and its name, behind those that are in bytes. */
void find_row_add(struct strbuf *bytes, const struct find_row *row,
	const char *name, size_t len);
/* Of the row that begins there. */
void find_row_set_digest(struct strbuf *bytes, size_t at, const void *digest);
/* The row at *at, which becomes where the next one is; NULL at the end. */
const struct find_row *find_row_next(const struct strbuf *bytes, size_t *at);

/*
 * Of the rows in these pieces, whose bytes it takes; directories have numbers
 * below n.  NULL where there is no memory.
 */
struct find_tree *find_tree_new(struct strbuf *pieces, size_t n_pieces,
	int64_t n);
void find_tree_free(struct find_tree *tree);
DEFINE_CLEANUP(struct find_tree *, find_tree_free);

/* A directory that may lead to a row.  One that is known is left alone. */
void find_tree_note(struct find_tree *tree, const struct directory *dir);
/* Each that the catalogue has. */
int find_tree_note_all(struct find_tree *tree, struct store *store,
	struct error *err);
/* The directory above one that was noted, or 0. */
int64_t find_tree_above(const struct find_tree *tree, int64_t dir_id);

/* Where a walk is in a directory. */
struct find_cursor {
	struct find_span rows;
	int32_t *children; /* by name */
	struct find_span children_left;
	/* What it is at: a row, or a directory that leads to one. */
	const struct find_row *row; /* NULL: not found itself */
	int64_t child_id;
	const char *name;
	size_t name_len;
	bool is_way;
};

/* Before its first name, or behind its last one to go backwards; leads(arg,
 * id): is that directory to be entered? */
void find_cursor_start(struct find_cursor *ret, const struct find_tree *tree,
	int64_t dir_id, bool is_reverse,
	bool (*leads)(const void *arg, int64_t dir_id), const void *arg);
/* To the next name, in the order of their bytes.  False at the end. */
bool find_cursor_next(struct find_cursor *c, const struct find_tree *tree);
void find_cursor_clear(struct find_cursor *c);

#endif
