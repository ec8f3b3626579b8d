/* SPDX-License-Identifier: MIT */
/*
 * What a reader's thread does with a job: open the file, digest what its stage
 * covers, make sure that it did not change meanwhile.
 */
#ifndef CATALOG_HASH_READER_H
#define CATALOG_HASH_READER_H

#include "hash/digest.h"
#include "hash/ground.h"
#include "hash/job.h"
#include "util/queue.h"

#include <stdatomic.h>

struct reader;

/* Borrows all; belongs to one thread for life.  done is where jobs go back, and
 * where it tells, by job_note(), how far it came with a very large file;
 * n_untaken counts the files that it puts there. */
struct reader *reader_new(struct digest_watch *watch,
	const struct grounds *grounds, struct queue *done,
	atomic_size_t *n_untaken);
void reader_free(struct reader *reader);

/*
 * Sets the status of the job and, if that is 0, its digest.  Of a team each
 * member's: the full digest if another member has the same head,
 * else the partial one.  A team that lacks descriptors or memory is left
 * unread, with that for the status of its first member; see job_is_starved().
 * Returns the job that is to go back: of many small files some may have gone
 * already, and then it leads the rest.
 */
struct job *reader_read(struct reader *reader, struct job *job);
void reader_give_back(struct reader *reader, struct job *job);

/* Sort jobs as order_jobs() does; not for teams. */
void reader_order(const struct reader *reader, struct job **jobs, size_t n);
/* It will be read soon: open it and let the kernel read ahead, of a file of up
 * to whole_bytes all there is.  Whatever goes wrong is left to reader_read();
 * not for teams. */
void reader_prepare(const struct reader *reader, struct job *job,
	int64_t whole_bytes);

/* Was it turned away for lack of descriptors or memory? */
bool job_is_starved(const struct job *job);

#endif
