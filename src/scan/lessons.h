/* SPDX-License-Identifier: MIT */
/*
 * What a run learns of a volume: whether its inode numbers and ctimes outlive
 * a remount, how fine its times are, whether its clock was shifted.
 *
 * One struct lessons a volume and run, shared by its walkers.  Before the
 * first directory is walked, a sample of what is known is compared with what
 * is there (lessons_begin); the writer is told of what that taught, before
 * anything that was compared by it.  How fine the times are is known at the
 * end, from all that was seen.
 */
#ifndef CATALOG_SCAN_LESSONS_H
#define CATALOG_SCAN_LESSONS_H

#include "model/trust.h"
#include "model/volume.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Names compared; and what it takes of them to learn from. */
#define LESSONS_SAMPLE 64u
#define LESSONS_LEAST 20u

struct lessons;
struct walker;
struct walk_root;

/*
 * The volume as it is stored; the granularity of its type; when the last scan
 * of it that ended began, 0 never.
 */
struct lessons *lessons_new(const struct volume *volume, int64_t of_type_ns,
	int64_t last_scan_ns);
void lessons_free(struct lessons *l);
/* Before the walk; the root is borrowed. */
void lessons_add_root(struct lessons *l, const struct walk_root *root);

/*
 * What to compare by in this run: the same answer for every walker.  The first
 * one samples while the others wait.  NULL and w->error on failure.
 */
const struct trust *lessons_begin(struct lessons *l, struct walker *w);

/* For the writer, once it was told (OPERATION_LEARN). */
const struct trust *lessons_trust(const struct lessons *l);
/* How much further the clock is off than the last time, 0 if it is not. */
int64_t lessons_new_shift(const struct lessons *l);
/* Were inode numbers found unstable by this run? */
bool lessons_found_renumbered(const struct lessons *l);

/* --- how fine the times are --------------------------------------------- */

#define LESSONS_GRAINS 5

/* Of the files a walker saw. */
struct times_seen {
	uint64_t n; /* with different times, or nearly */
	int64_t last_ns;
	uint64_t mtimes[LESSONS_GRAINS]; /* that are multiples of the grain */
	uint64_t both[LESSONS_GRAINS];	 /* mtimes, and their ctimes, too */
};

void times_note(struct times_seen *times, const struct entry *seen);
void lessons_add_times(struct lessons *l, const struct times_seen *times);
/* When no walker is left: what the volume's granularity is to be. */
int64_t lessons_granularity(const struct lessons *l);

/* --- exposed for tests -------------------------------------------------- */

/* A known file and what it is now, as lstat says. */
struct lesson {
	struct entry known;
	struct entry seen;
};

/* Improve t by what n compared files say. */
void lessons_judge(struct trust *t, const struct lesson *sample, size_t n,
	int64_t last_scan_ns);
/* From the granularity of the type, and the last one learned. */
int64_t lessons_grain(const struct times_seen *times, int64_t of_type,
	int64_t learned);

#endif
