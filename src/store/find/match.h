/* SPDX-License-Identifier: MIT */
/*
 * What the SQL functions of match.c compare with, handed to them as a pointer
 * that is bound; private to src/store.
 *
 *	match_name(MATCH, name)  is the name like the pattern?
 *	match_path(MATCH, name)  the path, of a name in the directory of now?
 *	match_path(MATCH, dir_id, name)  the path, of a name in this directory?
 *	match_id(MATCH, id)      is the number in the set?  Not if it is NULL
 */
#ifndef CATALOG_STORE_FIND_MATCH_H
#define CATALOG_STORE_FIND_MATCH_H

#include "store/find/wanted.h"
#include "store/find/wanted_dirs.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

struct subtree_bits;

#define MATCH_POINTER "catalog match"

struct match;

/* path, borrowed, is the directory of now; NULL unless for match_path()
 * of two. */
int match_new_pattern(struct match **ret, const struct wanted *f,
	struct strbuf *path, struct error *err);
/* For match_path() of three: dirs, borrowed, know the path of each. */
int match_new_paths(struct match **ret, const struct wanted *f,
	const struct wanted_dirs *dirs, struct error *err);
/* An empty set with room for so many; ids are added in ascending order. */
struct match *match_new_ids(size_t room);
/* The set of these directories, borrowed. */
struct match *match_new_bits(const struct subtree_bits *dirs);
/* The set of the modes that f (borrowed), or with negate its negation, lets
 * through: of what has no owner. */
struct match *match_new_mode(const struct wanted *f, bool negate);
void match_add_id(struct match *m, int64_t id);
size_t match_n_ids(const struct match *m);
int64_t match_get_id(const struct match *m, size_t i);
/* What the functions above say, without SQL: of a set; of match_new_pattern()
 * without a path; of match_new_paths(). */
bool match_has_id(const struct match *m, int64_t id);
bool match_has_name(const struct match *m, const char *name, size_t len);
bool match_has_path(const struct match *m, int64_t dir_id, const char *name,
	size_t len);
/* See pattern_given_up(); 0 for NULL. */
int64_t match_given_up(const struct match *m);
void match_free(struct match *m);

#endif
