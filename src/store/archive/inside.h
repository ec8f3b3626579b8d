/* SPDX-License-Identifier: MIT */
/*
 * Reading what is in archives: members by their paths and paths of members.
 *
 * A path within an archive is what is behind the first "//" of ARCHIVE//MEMBER.
 * Its components have a "/" between them; behind a member that is an archive
 * itself are two.  It begins with a "/" if the name is an absolute one: that is
 * a directory without a name, at the top of an archive and nowhere else.
 */
#ifndef CATALOG_STORE_ARCHIVE_INSIDE_H
#define CATALOG_STORE_ARCHIVE_INSIDE_H

#include "model/member.h"
#include "store/entries.h"
#include "store/store.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

/* Where in archives: that member, or all of the archive. */
struct inside {
	int64_t archive_id; /* 0: in none */
	int64_t number;	    /* 0: all of it */
};

/* The archive that the file of this name is; *ret 0 if it is none, or nobody
 * looked.  *ret_is_deep: so may be its members.  1 if there is such a name. */
int store_archive_at(struct store *store, int64_t *ret, bool *ret_is_deep,
	int64_t dir_id, const char *name, size_t name_len, struct error *err);

/* A member that was found. */
struct inside_entry {
	struct member member; /* path: its name alone, borrowed; no level */
	int64_t parent;	      /* what it is in; 0: the archive's top */
	int64_t number;
	bool has_members; /* it is a directory, or an archive with any */
};

/* By its path; of several of that name the last.  1, or 0 if there is none.
 * The name in *ret is borrowed from the path. */
int store_inside_find(struct store *store, struct inside_entry *ret,
	int64_t archive_id, const char *path, size_t path_len,
	struct error *err);
/* By its number; without its name.  1 or 0. */
int store_inside_get(struct store *store, struct inside_entry *ret,
	const struct inside *inside, struct error *err);
/* Append "//" and the path. */
int store_inside_path(struct store *store, struct strbuf *ret,
	const struct inside *inside, struct error *err);

/* The path as it is written here: no "." in it and nothing doubled. */
void inside_path_clean(struct strbuf *ret, const char *path);
/* Append a name to the path of what it is in, or to that and "//". */
void inside_path_append(struct strbuf *path, const char *name, size_t len);

/* --- all of an archive ---------------------------------------------------- */

struct inside_tree;

/* Some 40 bytes a member. */
int inside_tree_load(struct inside_tree **ret, struct store *store,
	int64_t archive_id, struct error *err);
int64_t inside_tree_archive(const struct inside_tree *tree);
/* Is it that member or below it?  0 is everything. */
bool inside_tree_is_within(const struct inside_tree *tree, int64_t number,
	int64_t top);
/* What is in a directory or in a member that is an archive, 0: in all of it,
 * unpacked.  Archives in it are files.  Of other members: nothing. */
struct totals inside_tree_totals(const struct inside_tree *tree,
	int64_t number);
/* The files in it, with those of archives in it. */
int64_t inside_tree_members(const struct inside_tree *tree, int64_t number);
/* All numbers are below. */
int64_t inside_tree_end(const struct inside_tree *tree);
void inside_tree_free(struct inside_tree *tree);
DEFINE_CLEANUP(struct inside_tree *, inside_tree_free);

#endif
