/* SPDX-License-Identifier: MIT */
/*
 * The N best so far in a heap, the worst of them on top, so that a file costs
 * one comparison unless it is among them.  Private to top.c.
 */
#ifndef CATALOG_REPORT_TOP_HEAP_H
#define CATALOG_REPORT_TOP_HEAP_H

#include "report/sums.h"
#include "report/tally.h"
#include "store/archive/inside.h"

struct candidate {
	struct sum sum;
	int64_t number; /* as they came */
	int64_t dir_id;
	int64_t mtime_ns;
	uint32_t mode;
	char *name;  /* NULL: the directory itself */
	char *place; /* of the directory, to compare; NULL: not known */
	size_t place_len;
	size_t name_len;
	struct inside inside; /* of what is in the archive of that name */
	bool is_member;
	bool has_mtime; /* of a member */
};

struct top {
	struct tally tally;
	bool directories;
	struct candidate *heap;
	size_t n;
	size_t room;
	int64_t n_offered;
	/* Those that went though they are no worse than the worst. */
	struct candidate *ties;
	size_t n_ties;
	size_t room_ties;
	bool too_many_ties; /* some are not in that list */
	/* Of directory.id: what comes first of those alike.  NULL: as they
	 * came, or by their places where they have them. */
	const int32_t *ranks;
	size_t n_ranks;
	struct candidate own; /* of the directory that is being read */
	bool has_floor;
	int64_t floor; /* smaller ones cannot be among them */
};

/* Negative if a comes before b in the report, 0 if they are alike. */
int top_compare_keys(const struct report_sums *options,
	const struct candidate *a, const struct candidate *b);
/* The same, by name and place if they are alike. */
bool top_is_before(const struct top *t, const struct candidate *a,
	const struct candidate *b);
/* Those left out that are alike to the worst that is kept, to these; true if
 * that was all of them. */
bool top_take_ties(struct top *t, struct top *from);
/* The name is copied if it is kept. */
void top_offer(struct top *t, struct candidate *c, const char *name);

#endif
