/* SPDX-License-Identifier: MIT */
/*
 * A few archives that are read at a time, each by a child process
 * (archive/reader.h) that one thread polls: the loop of archives_run() and of
 * members_run().  Private to hash/archive/.
 *
 * Threads: all of it belongs to one, and no other may be running, since
 * children are forked.
 */
#ifndef CATALOG_HASH_ARCHIVE_CHILDREN_H
#define CATALOG_HASH_ARCHIVE_CHILDREN_H

#include "archive/reader.h"
#include "hash/transaction.h"

#include <stddef.h>

/* More children than that are a burden to a disk, and to others. */
#define CHILDREN_MAX 4u

/*
 * What the run does; arg is its own, a task what it keeps of an archive that
 * is being read.  Negative answers end children_run().
 */
struct children_ops {
	/* Begin the next archive by children_start(), or find that it needs no
	 * child.  1, or 0 when there is no other. */
	int (*feed)(void *arg, struct error *err);
	/* Take what the child has said (archive_reader_take()).  1: there may
	 * be more; 0: it is done with, and what became of it is written. */
	int (*take)(void *task, struct archive_reader *reader,
		struct error *err);
	/* Its child is gone. */
	void (*free)(void *task);
	/* Asked between any two steps. */
	bool (*should_stop)(void *arg);
	/* A few times a second. */
	void (*on_progress)(void *arg);
};

struct child {
	struct archive_reader *reader; /* NULL: none is at work here */
	void *task;
};

struct children {
	const struct children_ops *ops; /* borrowed */
	void *arg;
	struct transaction *transaction; /* borrowed; committed when due */
	struct child list[CHILDREN_MAX];
	size_t n_busy;
	size_t n_max; /* at a time */
	int64_t progress_ns;
};

/* n_jobs: so many at a time; 0: what suits this machine. */
void children_init(struct children *c, const struct children_ops *ops,
	void *arg, struct transaction *transaction, unsigned int n_jobs);

/*
 * Feed, wait and take what was said until there is nothing more to do or the
 * run is to stop; then children may be left (children_kill()), as after an
 * error.
 */
int children_run(struct children *c, struct error *err);

/* For feed, at most once a call.  fd and name as in archive_reader_start(); the
 * task keeps the fd.  Takes the task over, unless it fails. */
int children_start(struct children *c, void *task, int fd, const char *name,
	const struct archive_limits *limits, struct error *err);

/* End a child that is still at work and hand its task back; NULL if there is
 * none. */
void *children_kill(struct children *c);

/* All of them, and free their tasks. */
void children_stop(struct children *c);

#endif
