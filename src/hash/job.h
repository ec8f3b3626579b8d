/* SPDX-License-Identifier: MIT */
/*
 * A job: one file to read, and what was read of it.  Or a team of them: the
 * files of one size on one volume, which one reader takes through all stages,
 * so that each is opened once and no byte is read twice.
 *
 * Owned by one thread at a time; see schedule.h.
 */
#ifndef CATALOG_HASH_JOB_H
#define CATALOG_HASH_JOB_H

#include "hash/digest.h"
#include "model/entry.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Files in a team: as many descriptors a reader holds open. */
#define TEAM_MAX 64
/* So much of them at most: what a crash costs is a second or two of a slow
 * disk, and the others of a lane do not wait for long. */
#define TEAM_BYTES (INT64_C(8) << 20)

enum stage {
	STAGE_PARTIAL, /* its ends, or all of a small file: model/digest.h */
	STAGE_FULL,
};

/* One file to read: an inode, under one of its names. */
struct job {
	int64_t volume_id;
	enum stage stage;
	struct entry facts;	 /* without a name: it has several */
	struct strbuf path;	 /* of the first name, below the ground */
	size_t place;		 /* which of the places that is */
	int64_t parent_id;	 /* full stage: the content that is known */
	int64_t until;		 /* how many bytes to digest: the ends (partial
				  * stage), up to a step, or all */
	struct digest base;	 /* of the known content, which steps refine */
	struct walk *walk;	 /* the submitter's own; NULL: not by steps */
	struct reading *reading; /* where to go on, or NULL; see steps.h */
	uint64_t ticket;	 /* the submitter's own */
	bool is_fresh;		 /* to be read from the disk, not from memory */
	int fd;			 /* opened ahead by its reader, or -1 */
	struct digest stored;	 /* bitrot.c: what it should be */
	struct digest before;	 /* and what it was when it was read before */
	struct strbuf names;	 /* see job_add_name() */
	struct job *next;	 /* of the team, owned */
	size_t n_members;	 /* of the team it leads; 0 of a note; 1 else */
	struct job *next_ready;	 /* of a row of jobs */
	/* Set by the reader: */
	int status; /* 0, or a negative errno of access.h or digest.h */
	struct digest digest;
	struct digest *steps; /* on the way there, if it was several; owned */
	size_t n_steps;
	struct digest partial; /* of a team's file that was read in full
				* because another was alike; covered 0 else */
	/* The schedule's own: */
	uint64_t position; /* on its disk: see order.h */
	struct job *next_starved;
	bool is_alone; /* tried with nothing else in flight */
};

struct job *job_new(void);
/* With the whole team. */
void job_free(struct job *job);
DEFINE_CLEANUP(struct job *, job_free);
/* One of those that job_keep() was given, or a new one. */
struct job *job_reuse(struct job **spares);
/* Free all but the jobs themselves and the room of their strings, the whole
 * team's, and all of a note; *spares is owned, by job_free(). */
void job_keep(struct job **spares, struct job *job);
/* For queue_new(). */
void job_free_item(void *job);

/* How far its reading came, with its names, for whoever submitted it. */
struct job *job_note(const struct job *job);

/* A row of jobs, by next_ready, all owned.  All zero: none. */
struct jobs {
	struct job *first;
	struct job *last;
	size_t n;
};

void jobs_add(struct jobs *jobs, struct job *job);
/* The first, or NULL. */
struct job *jobs_take(struct jobs *jobs);
void jobs_clear(struct jobs *jobs);

/* Every name of the inode shares what is read of it. */
void job_add_name(struct job *job, int64_t dir_id, const char *name,
	size_t len);
/* Walks the names: *at starts at 0.  False at the end.  Borrowed. */
bool job_next_name(const struct job *job, size_t *at, int64_t *ret_dir_id,
	const char **ret_name, size_t *ret_len);

/* One file, or two whose numbers meet where these prove nothing. */
bool job_same_inode(const struct job *a, const struct job *b);

/* How many bytes it will read, as far as that is known. */
int64_t job_cost(const struct job *job);

#endif
