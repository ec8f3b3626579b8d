/* SPDX-License-Identifier: MIT */
/*
 * What the reports over all files have in common: which files count, every
 * inode once, and how sums are sorted.  Private to src/report.
 */
#ifndef CATALOG_REPORT_TALLY_H
#define CATALOG_REPORT_TALLY_H

#include "report/sums.h"

#include "store/survey/survey.h"
#include "util/arena.h"

struct sum {
	int64_t files;
	int64_t bytes;
	int64_t blocks;
};

/* Files with several links that were counted; volume_id 0: a free slot. */
struct seen_link {
	int64_t volume_id;
	int64_t inode;
};

struct tally {
	const struct report_sums *options;
	bool defers; /* what has several links: for the first of two tallies */
	struct stored_entry *deferred; /* names in the arena */
	size_t n_deferred;
	struct arena names;
	struct survey_attribute *attributes;
	size_t n_attributes;
	struct seen_link *seen;
	size_t n_seen;
	size_t n_slots; /* 0 or a power of two */
	struct sum total;
};

int tally_init(struct tally *t, struct store *store,
	const struct report_sums *options, struct error *err);
void tally_clear(struct tally *t);

/*
 * Does the file count?  Then what it adds is in *ret, and its mode, owner and
 * group in *ret_attribute, which is borrowed.  Adds it to the total.
 */
bool tally_take(struct tally *t, const struct stored_entry *e, struct sum *ret,
	const struct survey_attribute **ret_attribute);

/*
 * One look at all files, or at the scope.  Where two threads may share the
 * work, visit() gets `second` for one half of the directories, in a thread of
 * its own, and 1 is returned: the caller adds up what both have found.  Then
 * only the first tally counts files with several links, those of the second
 * half when the look is over.
 */
struct pass {
	stored_entry_fn *visit;
	bool is_scoped;
	const int64_t *floor; /* as in struct survey_job */
	void *first;
	struct tally *tally; /* of the first; NULL: names only */
	void *second;
	struct tally *second_tally; /* to be initialised if it is used */
	bool is_whole; /* a directory must not be in both: nothing deferred */
};
int tally_pass(struct store *store, struct pass *pass, struct error *err);

void sum_add(struct sum *to, const struct sum *s);
/* Negative if a comes before b, 0 where the order says nothing. */
int sum_compare(const struct report_sums *options, const struct sum *a,
	const struct sum *b);

/* --- columns that these reports share ---------------------------------- */

#define SUM_COLUMNS                                                            \
	{ "files", "FILES", OUTPUT_NUMBER, OUTPUT_EVERYWHERE, false },         \
		{ "apparent", "SIZE", OUTPUT_SIZE, OUTPUT_EVERYWHERE, false }, \
		{ "allocated", "ON DISK", OUTPUT_SIZE, OUTPUT_EVERYWHERE,      \
			false },                                               \
	{                                                                      \
		"share", "SHARE", OUTPUT_SHARE,                                \
			OUTPUT_EVERYWHERE | OUTPUT_IF_ROOM, false              \
	}
#define N_SUM_COLUMNS 4

/* Those four, of the total's bytes. */
void sum_fill(struct output_value *v, const struct sum *s,
	const struct sum *total);

#endif
