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
	char *name; /* NULL: the directory itself */
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
	struct candidate own; /* of the directory that is being read */
	bool has_floor;
	int64_t floor; /* smaller ones cannot be among them */
};

/* Does a come before b in the report? */
bool top_is_before(const struct report_sums *options, const struct candidate *a,
	const struct candidate *b);
/* The name is copied if it is kept. */
void top_offer(struct top *t, struct candidate *c, const char *name);

#endif
