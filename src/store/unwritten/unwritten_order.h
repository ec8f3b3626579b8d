/* SPDX-License-Identifier: MIT */
/*
 * Private to unwritten/: the names that wait, and their order, which is that of
 * the catalogue.
 */
#ifndef CATALOG_STORE_UNWRITTEN_ORDER_H
#define CATALOG_STORE_UNWRITTEN_ORDER_H

#include "model/entry.h"
#include "store/idmap.h"
#include "store/incoming.h"
#include "store/query.h"
#include "store/unwritten/unwritten_contents.h"
#include "store/unwritten/unwritten_names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names of a directory, one behind the other in memory and in order. */
struct unwritten_run {
	struct unwritten_name *first;
	uint32_t dir_id;
	uint32_t n;
	size_t number; /* of the run, as they came */
};

enum unwritten_state {
	UNWRITTEN_TAKEN,  /* names come */
	UNWRITTEN_SORTED, /* all are there */
	UNWRITTEN_NONE,	  /* none wait any more */
	UNWRITTEN_LOST,
};

struct unwritten {
	enum unwritten_state state;
	struct unwritten_names names;
	size_t n;
	size_t most;		    /* tests have less */
	struct unwritten_run *runs; /* until they are sorted */
	size_t n_runs;
	struct unwritten_name *newest;
	struct unwritten_name **order; /* by key, once they are sorted */
	size_t next;		       /* in it: those before are written */
	size_t near;		       /* where one was found */
	size_t longest;		       /* name */
	bool is_committed;	       /* what is noted of them besides */
	bool is_built;		       /* they were written as pages */
	struct idmap volumes;	       /* of directories */
	int64_t volume_dir;	       /* whose volume was asked for */
	int64_t volume_id;
	struct unwritten_contents contents;
	int64_t n_given;	  /* contents, to names, since it was asked */
	struct incoming incoming; /* its rows are a part of the order */
	uint64_t of_entries[(QUERY_N + 63) / 64]; /* statements, a bit each */
};

/* Of what is in a directory; 0 if there is no such. */
int64_t unwritten_volume(const struct unwritten *u, int64_t dir_id);

/* As by the primary key of entry. */
int unwritten_compare(const struct unwritten_name *name, int64_t dir_id,
	const char *bytes, size_t len);
/* The next one; it was added to the names. */
void unwritten_note(struct unwritten *u, struct unwritten_name *name);
/* Once, when all were taken.  May there be two of one name?  Then the one that
 * came first is before the other. */
bool unwritten_sort(struct unwritten *u);
/* The first of the order that is not before the key, u->n if there is none.
 * Quick if asked in order. */
size_t unwritten_find(struct unwritten *u, int64_t dir_id, const char *name,
	size_t len);

/* --- unwritten.c --------------------------------------------------------- */

/* All there are, in order: no more are taken. */
struct unwritten *unwritten_sorted(struct store *store);
/* It is not there, or is told anew: its totals count no more.  *ret is the
 * entry. */
int unwritten_take_back(struct store *store, const struct unwritten_name *name,
	struct entry *ret, struct error *err);
/* None wait any more; code is negative if not all are there. */
void unwritten_end(struct store *store, int code);

/* --- unwritten_write.c --------------------------------------------------- */

/* Of the rows that a statement is given. */
void unwritten_column(sqlite3_context *context, const void *rows, size_t i,
	int number);

#endif
