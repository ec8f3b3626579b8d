/* SPDX-License-Identifier: MIT */
/*
 * Which volume a directory is on, for looks at many names.  Directories get
 * their numbers as they are found, so those of one volume follow each other.
 * Private to src/store.
 *
 * A volume has a place in the list of all, in the order of their ids; place 0
 * is that of none.
 */
#ifndef CATALOG_STORE_SURVEY_VOLUME_RUNS_H
#define CATALOG_STORE_SURVEY_VOLUME_RUNS_H

#include "store/survey/halves.h"
#include "util/cleanup.h"

#include <stddef.h>
#include <stdint.h>

/* Numbers of directories from `first` up to the next run are of one volume. */
struct volume_run {
	int64_t first;
	uint16_t place;
};

struct volume_runs {
	int64_t *ids; /* of the volumes, by their places */
	size_t n_ids;
	struct volume_run *list;
	size_t n;
	unsigned int n_users;
};

/* Those there are now, which a reader keeps until its transaction ends.  To be
 * put back, by the thread that got them. */
int volume_runs_get(struct volume_runs **ret, struct halves *halves,
	struct error *err);
void volume_runs_put(struct volume_runs *runs); /* NULL is fine */
DEFINE_CLEANUP(struct volume_runs *, volume_runs_put);

uint16_t volume_runs_place(const struct volume_runs *runs, int64_t dir_id);
int64_t volume_runs_id(const struct volume_runs *runs, int64_t dir_id);
/* The same, for directories in the order of their numbers: *run is that of the
 * one before, at first 0. */
uint16_t volume_runs_next(const struct volume_runs *runs, size_t *run,
	int64_t dir_id);

#endif
