/* SPDX-License-Identifier: MIT */
/*
 * Private to schedule.c: the readers of one disk or share (lane_plan.h), and
 * the queue of jobs for them.
 *
 * Threads start with the first job: a volume with nothing to read costs
 * nothing.  As many as there are processors begin.  While most jobs make their
 * readers sleep, which is what a file that is not in memory does, or nothing
 * comes back at all, there are twice as many, up to the plan.
 *
 * That thread has much to do where files are small.  So while many that were
 * read are still to be taken from `done`, one reader less goes on than there
 * are processors, which leaves it one: whatever the others read sooner would
 * only wait for it, and longer.
 *
 * Where files are to be read in order, a thread of its own takes all jobs that
 * wait and sorts them by where they are on the disk (order.h), for all readers:
 * however many there are, they go through the files in one order.
 *
 *	lane_submit -> jobs -> sorter -> sorted -> readers -> done
 *
 * The sorter takes jobs when a reader has nothing to do, and hands them on as
 * `sorted` has room; new ones gather in `jobs` to be sorted together.  Where
 * one reader is all there may be, it finds the next files opened by the sorter.
 * Several open theirs themselves, since it is the way to a server that takes
 * time there, and read long files one at a time: two at once would send the
 * head of a disk behind that server to and fro between them.
 *
 * All calls are for the thread that owns the schedule.
 */
#ifndef CATALOG_HASH_LANE_H
#define CATALOG_HASH_LANE_H

#include "hash/digest.h"
#include "hash/ground.h"
#include "hash/job.h"
#include "hash/lane_plan.h"
#include "util/error.h"
#include "util/queue.h"
#include "util/thread.h"

#include <stdatomic.h>

/* Files in flight on a volume: enough to sort a disk's work, that a slow volume
 * seldom holds up the others, and that readers have something to do while what
 * others read is stored; a few hundred bytes each. */
#define LANE_WINDOW 12288

/* All zero but for the plan and what is borrowed: not started. */
struct lane {
	struct lane_plan plan;
	struct digest_watch *watch;
	const struct grounds *grounds;
	struct queue *done;	  /* where read jobs go */
	struct queue *jobs;	  /* NULL: not started */
	struct queue *sorted;	  /* if plan.in_order */
	struct thread *sorter;	  /* likewise */
	struct mutex *long_files; /* likewise; held by who reads one */
	struct mutex *lock;	  /* of the next four */
	struct cond *read;	  /* there is one less */
	size_t n_unread;	  /* jobs between the sorter and `done` */
	struct cond *taken;	  /* there are fewer */
	bool is_stopping;
	atomic_size_t n_untaken; /* files in `done` */
	struct thread *readers[LANE_READERS_MAX];
	size_t n_readers;
	atomic_size_t n_begun; /* readers */
	size_t in_flight;      /* files */
	size_t n_done;	       /* jobs since they were counted */
	atomic_size_t n_slept; /* and those that made their readers sleep */
};

/* Takes the job over, also if it fails.  Does not block while at most
 * LANE_WINDOW files are in flight. */
int lane_submit(struct lane *lane, struct job *job, struct error *err);
/* Once more, of one that was not read. */
void lane_retry(struct lane *lane, struct job *job);
/* The job was taken from `done`; */
void lane_note_taken(struct lane *lane, const struct job *job);
/* and will not go back. */
void lane_note_done(struct lane *lane, const struct job *job);
/* Nothing came back for some time: what waits may need more readers. */
void lane_note_idle(struct lane *lane);
/* Waits for the readers, and frees the jobs that nobody took. */
void lane_stop(struct lane *lane);

#endif
