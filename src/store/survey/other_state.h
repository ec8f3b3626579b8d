/* SPDX-License-Identifier: MIT */
/* What other.c notes and other_state.c judges by; private to both. */
#ifndef CATALOG_STORE_SURVEY_OTHER_STATE_H
#define CATALOG_STORE_SURVEY_OTHER_STATE_H

#include "store/internal.h"
#include "store/survey/first_sizes.h"
#include "store/survey/other.h"
#include "store/survey/standing.h"

/* Is a name of this side on the other? */
enum { OTHER_MISSING, OTHER_UNKNOWN, OTHER_THERE };

/* Of one size, there. */
enum {
	THERE_UNREAD = 1, /* a file of it was not read at all */
	THERE_PART = 2,	  /* one was read in part */
	THERE_LOOSE = 4,  /* one was read in full, and what its partial digest
			   * is is not known */
	THERE_ANY = 8,
};

/* A content: */
enum other_kind {
	KIND_FULL = 1,	  /* is there */
	KIND_PART = 2,	  /* likewise; it is not all of the file */
	KIND_REFINED = 4, /* what one of these refines */
};

/* A size that was asked for, or of a file that was not read. */
struct size_facts {
	struct standing_names here; /* only on this side, and not read */
	uint8_t there;
};

/* A name of either side. */
struct other_name {
	int64_t dir_id;
	int64_t size;
	int64_t content_id;
	bool is_there;
};

/* So many are asked from memory before the first one is looked at. */
#define OTHER_WAITING ((size_t)16)

/* One thread's part of it. */
struct other_look {
	struct other *other;
	struct idmap sizes; /* size -> struct size_facts */
	struct idmap links; /* inodes there that have several names */
	int64_t dir_id;	    /* that was met last, */
	bool is_here;	    /* and its sides */
	bool is_there;
	bool out_of_memory;
	struct other_name waiting[OTHER_WAITING]; /* a ring */
	size_t n_met;				  /* names, of all */
};

struct other {
	struct other_sides sides;
	struct standing *standing; /* with enum other_kind as seen */
	struct subtree_bits here;
	struct subtree_bits there;
	bool has_links;
	struct other_look look;
	struct other_totals totals;
	int64_t min_size; /* of the first few that are wanted none is smaller, */
	int64_t max_size; /* and none larger */
	bool is_one_size; /* all of them are */
};

/* Contents from one number to another. */
struct other_part {
	struct other *other;
	size_t from;
	size_t to;
	struct other_totals totals;
	struct first_sizes first;
};
/* All of them: the second half by another thread, if they are many. */
void other_by_two(struct other *o, struct other_part parts[2],
	void (*run)(void *part));

/* Has this side a content that the other has not got in full? */
bool other_asks(const struct other *o, size_t id);
/* The size of a content some way behind that one will be looked for. */
void other_expect(const struct other *o, size_t id);
/* Fills totals and what follows them. */
void other_sum_up(struct other *o);
/* Of a file on this side, and not there by its place or its inode; id of its
 * content, or 0. */
int other_state_of_file(const struct other *o, int64_t size, int64_t id);
/* Of any name; OTHER_THERE where it does not count. */
int other_state(const struct other *o, const struct stored_entry *e);

#endif
