/* SPDX-License-Identifier: MIT */
/*
 * Files longer than DIGEST_LONG are read in full by steps (model/digest.h),
 * as long as another one is alike.  This remembers, for each size whose files
 * are being read so, how many of them are out and whether to look again which
 * are still alike when the last is back; and of each file where its hash is,
 * so that the next step goes on from there.
 *
 * A walk is one look at a size.  It may be taken, for the next one, when all
 * jobs that began in it came back and one of them had not come to the end of
 * its file.
 */
#ifndef CATALOG_HASH_STEPS_H
#define CATALOG_HASH_STEPS_H

#include "hash/job.h"

struct steps;
struct walk;

struct steps *steps_new(void);
void steps_free(struct steps *steps);
DEFINE_CLEANUP(struct steps *, steps_free);

/* Is a file of this size so large that a run that is cut off leaves a
 * checkpoint of its hash (store/content/checkpoints.h)?  Then each step of it
 * is a job, so that what is known of its steps is stored as well. */
static inline bool
steps_has_checkpoints(int64_t size)
{
	return size >= INT64_C(64) << 20;
}

/* A size to look at again.  False if there is none. */
bool steps_take(struct steps *steps, int64_t *ret_size);
struct walk *steps_begin(struct steps *steps, int64_t size);
/* Set how far the job is to read, and where to go on if that is kept. */
void steps_job_begins(struct steps *steps, struct walk *walk, struct job *job,
	bool to_the_end);
/* Could the file not be read in an earlier step of its size?  by_inode: under
 * whichever of its names. */
bool steps_has_failed(const struct steps *steps, const struct job *job,
	bool by_inode);
/* May the job go on from there?  If so, the reading is the job's. */
bool steps_resume(struct job *job, struct reading *reading);
/* It came back. */
void steps_job_ends(struct steps *steps, struct job *job);
/* No further job will begin in this walk. */
void steps_end(struct steps *steps, struct walk *walk);

/* A file that waits for a volume that is not mounted. */
void steps_note_pending(struct walk *walk, int64_t size);
/* Those of the last look at each size. */
void steps_pending(const struct steps *steps, int64_t *ret_files,
	int64_t *ret_bytes);

#endif
