/* SPDX-License-Identifier: MIT */
/* Directories with all that is below them, and which of them are alike. */
#ifndef CATALOG_MODEL_TREE_H
#define CATALOG_MODEL_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tree {
	int64_t dir_id;
	int64_t volume_id;
	int64_t archive_id; /* 0: a directory; else what is in that archive */
	int64_t number;	    /* the directory in it; 0: all of it */
};

/*
 * A group of equal directories; or one whose content is all in another one,
 * which is the first of the two then.
 */
struct tree_group {
	bool is_contained;
	int64_t size;	     /* of all names of files in one; of the one that
			      * is contained */
	int64_t files;	     /* likewise: names that are no directories */
	int64_t directories; /* below it */
	int64_t wasted;	     /* what is free for certain without the others:
			      * files with several links do not count */
	size_t first;	     /* in members */
	size_t n;
};

struct trees {
	struct tree_group *groups;
	size_t n_groups;
	struct tree *members;
	size_t n_members;
};

#endif
