/* SPDX-License-Identifier: MIT */
/*
 * Who reads which file when: a pool of readers for each disk or share of which
 * a volume is mounted, so that two disks never wait for each other.
 *
 * Threads: one thread (the one that owns the catalogue) submits jobs and
 * takes them back; readers see nothing but the jobs they are given.
 * Ownership: a job belongs to the schedule from schedule_submit() until
 * schedule_wait() hands it back.  No call but schedule_wait() blocks, as
 * long as schedule_has_room() is asked first.
 */
#ifndef CATALOG_HASH_SCHEDULE_H
#define CATALOG_HASH_SCHEDULE_H

#include "hash/hash.h"
#include "hash/job.h"
#include "util/cleanup.h"

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

/* Is it an online volume whose files may be read in teams? */
bool schedule_takes_teams(const struct schedule *s, int64_t volume_id);
/* Room for one more job or team on an online volume? */
bool schedule_has_room(const struct schedule *s, int64_t volume_id);
int schedule_submit(struct schedule *s, struct job *job, struct error *err);
/* A job or team that is done, or a note on one, or NULL when none was in time
 * or none is left. */
struct job *schedule_wait(struct schedule *s, int timeout_ms);
/* Files submitted and not handed back. */
size_t schedule_in_flight(const struct schedule *s);
/* Let every reader give up; their jobs come back with -EINTR. */
void schedule_stop(struct schedule *s);
int64_t schedule_bytes_read(const struct schedule *s);

#endif
