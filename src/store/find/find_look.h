/* SPDX-License-Identifier: MIT */
/*
 * One thread's part of a look at all entries, or at those that the index of
 * names leaves: the next piece that nobody looked at, until there is none.
 * Private to find_scan.c, which starts the threads and puts together what they
 * found.
 */
#ifndef CATALOG_STORE_FIND_FIND_LOOK_H
#define CATALOG_STORE_FIND_FIND_LOOK_H

#include "store/content/digests.h"
#include "store/find/find.h"
#include "store/find/find_marks.h"
#include "store/find/find_tree.h"
#include "store/find/wanted_sql.h"
#include "store/internal.h"
#include "store/names/name_ranges.h"
#include "util/strbuf.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* That many of all entries, where there are no ranges. */
#define FIND_LOOK_PIECES 128

/* What the threads share. */
struct find_look {
	const char *path; /* of the catalogue */
	const struct wanted *filter;
	const struct found_digests *found;
	struct wanted_empty empty;
	const struct wanted_dirs *dirs;
	const struct find_bound *bound; /* NULL: none */
	struct subtree_bits reach;	/* directories; no bits: all */
	bool archives;			/* lead somewhere, too */
	bool counts;			/* instead of marking */
	int64_t generation;
	int64_t n_directories;
	const struct name_ranges *ranges; /* the pieces; NULL: of all */
	int n_pieces;
	atomic_int next_piece;
	atomic_bool give_up; /* too many are marked, or something failed */
	bool keeps;	     /* what is found, too */
	bool digests;	     /* theirs, too */
	int64_t most_kept;
	bool is_few;
	atomic_bool too_many; /* to be kept */
	/* What is kept is found, wherever it is: then it says what else may be
	 * among the first few (find_bound.h), here of all pieces.  A row in
	 * `kept`, where a piece does not change any more when it is done. */
	bool raises;
	_Atomic(const struct find_row *) last;
	struct strbuf *kept; /* of each piece */
	atomic_llong n_kept; /* bytes */
	atomic_llong n_marked;
	atomic_llong n_counted;
};

/* Into marks, kept or n_counted.  When it gave up, which has set give_up, what
 * was found is no use. */
int find_look(struct find_look *w, struct store *store,
	struct find_marks *marks, struct error *err);

#endif
