/* SPDX-License-Identifier: MIT */
/* The copies in one group of equal files; private to src/report. */
#ifndef CATALOG_REPORT_COPIES_H
#define CATALOG_REPORT_COPIES_H

#include "report/names.h"
#include "util/arena.h"

/* One inode: hard links are one copy, under the first of their paths. */
struct copy {
	int64_t volume_id;
	int64_t inode;
	int64_t nlink;
	int64_t mtime_ns;
	const char *volume; /* its name; borrowed from names */
	const char *path;   /* in the arena */
	bool online;
};

struct copies {
	const struct names *names; /* borrowed */
	struct rows *rows;	   /* ROWS_MEMBERS */
	struct rows *links;	   /* ROWS_LINKS, when they were asked for */
	struct strbuf path;	   /* scratch */
	struct arena paths;
	struct copy *items; /* by volume and path */
	size_t n;
	size_t room;
	struct output_value *values; /* copies_list() */
	size_t n_values;	     /* room for so many copies */
};

/* names is borrowed. */
int copies_init(struct copies *c, const struct names *names, bool is_scoped,
	struct error *err);
void copies_clear(struct copies *c);

/* Fill c->items with the group of this content; they are valid until the next
 * call. */
int copies_load(struct copies *c, int64_t content_id, struct error *err);
/* The same with the one file that the row of another cursor is about, whose
 * first columns are those of ROWS_MEMBERS. */
int copies_load_file(struct copies *c, const struct rows *row,
	struct error *err);

/* Piece by piece: names of one inode must follow each other. */
void copies_forget(struct copies *c);
int copies_add(struct copies *c, const struct rows *row, struct error *err);
void copies_sort(struct copies *c);

/* The copies as the objects "files" of ndjson; valid as long as they are. */
struct output_value copies_list(struct copies *c);

#endif
