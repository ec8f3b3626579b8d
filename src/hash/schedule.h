/* SPDX-License-Identifier: MIT */
/*
 * Who reads which file when: a pool of readers for each volume that is
 * mounted, so that two disks never wait for each other.
 *
 * Threads: one thread (the one that owns the catalogue) submits jobs and
 * takes them back; readers see nothing but the jobs they are given.
 * Ownership: a job belongs to the schedule from schedule_submit() until
 * schedule_wait() hands it back.  No call but schedule_wait() blocks, as
 * long as schedule_has_room() is asked first.
 */
#ifndef CATALOG_HASH_SCHEDULE_H
#define CATALOG_HASH_SCHEDULE_H

#include "hash/digest.h"
#include "hash/hash.h"
#include "model/entry.h"
#include "util/cleanup.h"
#include "util/strbuf.h"

/* One file to read: an inode, under one of its names. */
struct job {
	int64_t volume_id;
	enum stage stage;
	struct entry facts;  /* without a name: it has several */
	struct strbuf path;  /* of the first name, below the ground */
	size_t place;	     /* which of the places that is */
	int64_t parent_id;   /* full stage: the partial content */
	uint64_t ticket;     /* the submitter's own */
	struct strbuf names; /* see job_add_name() */
	/* Set by the reader: */
	int status; /* 0, or a negative errno of access.h or digest.h */
	struct digest digest;
	/* The schedule's own: */
	struct job *next_starved;
	bool is_alone; /* tried with nothing else in flight */
};

struct job *job_new(void);
void job_free(struct job *job);
DEFINE_CLEANUP(struct job *, job_free);

/* Every name of the inode shares what is read of it. */
void job_add_name(struct job *job, int64_t dir_id, const char *name,
	size_t len);
/* Walks the names: *at starts at 0.  False at the end.  Borrowed. */
bool job_next_name(const struct job *job, size_t *at, int64_t *ret_dir_id,
	const char **ret_name, size_t *ret_len);

struct schedule;

/* places is borrowed.  One that cannot be opened counts as not mounted.
 * n_readers 0: as many as the place says or suit the kind of volume.  budget
 * (may be NULL) is borrowed: it paces the readers. */
struct schedule *schedule_new(const struct hash_places *places,
	unsigned int n_readers, struct budget *budget);
/* Stops the readers, waits for them and frees every job left. */
void schedule_free(struct schedule *s);
DEFINE_CLEANUP(struct schedule *, schedule_free);

bool schedule_is_online(const struct schedule *s, int64_t volume_id);
/* A place of the volume that shows the directory `within` it, and the rest of
 * that path below the place.  False if none does. */
bool schedule_find_place(const struct schedule *s, int64_t volume_id,
	const char *within, size_t *ret_place, const char **ret_rest);

/* Do inode numbers in that place tell files apart and their names together? */
bool schedule_trusts_inodes(const struct schedule *s, size_t place);

/* Room for one more job on an online volume? */
bool schedule_has_room(const struct schedule *s, int64_t volume_id);
int schedule_submit(struct schedule *s, struct job *job, struct error *err);
/* A job that is done, or NULL when none was in time or none is left. */
struct job *schedule_wait(struct schedule *s, int timeout_ms);
/* Submitted and not handed back. */
size_t schedule_in_flight(const struct schedule *s);
/* Let every reader give up; their jobs come back with -EINTR. */
void schedule_stop(struct schedule *s);
int64_t schedule_bytes_read(const struct schedule *s);

#endif
