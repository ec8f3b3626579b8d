/* SPDX-License-Identifier: MIT */
/* The copies in one group of equal files; private to src/report. */
#ifndef CATALOG_REPORT_COPIES_H
#define CATALOG_REPORT_COPIES_H

#include "model/digest.h"
#include "report/names.h"
#include "util/arena.h"

/* One inode: hard links are one copy, under the first of their paths.  Or a
 * member of an archive, once for each inode of that. */
struct copy {
	int64_t archive_id; /* 0: it is a file */
	int64_t number;	    /* of the member */
	int64_t volume_id;
	int64_t inode;
	int64_t nlink;
	int64_t mtime_ns;
	const char *volume; /* its name; borrowed from names */
	const char *path;   /* in the arena */
	const char *member; /* the end of it, of a member; else NULL */
	bool has_mtime;
	bool is_unread; /* not enough to know that it is one; of candidates */
	bool online;
};

struct copies {
	const struct names *names; /* borrowed */
	struct rows *rows;	   /* ROWS_MEMBERS */
	struct rows *links;	   /* ROWS_LINKS, when they were asked for */
	struct rows *members;	   /* ROWS_MEMBER_COPIES, likewise */
	bool is_scoped;
	struct strbuf path; /* scratch */
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
/* From now on members of archives are copies, too; copies_list() says which
 * they are. */
int copies_want_members(struct copies *c, struct error *err);
/* The files with this content (0: there are none), and the members if they are
 * wanted. */
struct group;
int copies_load_group(struct copies *c, const struct group *group,
	struct error *err);
/* Add the members of a cursor whose columns are those of ROWS_MEMBER_COPIES. */
int copies_add_members(struct copies *c, struct rows *rows, struct error *err);
/* And those that have this content. */
int copies_add_members_of(struct copies *c, const uint8_t digest[DIGEST_BYTES],
	int64_t size, struct error *err);
/* The same with the one file that the row of another cursor is about, whose
 * first columns are those of ROWS_MEMBERS. */
int copies_load_file(struct copies *c, const struct rows *row,
	struct error *err);

/* Piece by piece: names of one inode must follow each other. */
void copies_forget(struct copies *c);
/* What is known of a name already, but for its path: that is this one of that
 * directory.  volume is borrowed. */
void copies_put(struct copies *c, const struct copy *copy, const char *dir,
	const char *name, size_t name_len);
int copies_add(struct copies *c, const struct rows *row, struct error *err);
void copies_sort(struct copies *c);

/* Null where a member has none. */
struct output_value copy_inode(const struct copy *copy);
struct output_value copy_nlink(const struct copy *copy);
struct output_value copy_mtime(const struct copy *copy);

/* The copies as the objects "files" of ndjson; valid as long as they are. */
struct output_value copies_list(struct copies *c);

#endif
