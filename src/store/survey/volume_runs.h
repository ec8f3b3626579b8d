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
};

/* *ret is zero; to be cleared whatever it says. */
int volume_runs_load(struct volume_runs *ret, struct halves *halves,
	struct error *err);
void volume_runs_clear(struct volume_runs *runs);
uint16_t volume_runs_place(const struct volume_runs *runs, int64_t dir_id);
int64_t volume_runs_id(const struct volume_runs *runs, int64_t dir_id);
/* The same, for directories in the order of their numbers: *run is that of the
 * one before, at first 0. */
uint16_t volume_runs_next(const struct volume_runs *runs, size_t *run,
	int64_t dir_id);

#endif
