/* SPDX-License-Identifier: MIT */
/* While standing.h is filled: private to standing_load.c and
 * standing_sizes.c. */
#ifndef CATALOG_STORE_SURVEY_STANDING_LOOK_H
#define CATALOG_STORE_SURVEY_STANDING_LOOK_H

#include "store/internal.h"
#include "store/scope_set.h"
#include "store/survey/halves.h"
#include "store/survey/sightings.h"
#include "store/survey/standing.h"

/* An inode with several links that was not read in full. */
struct linked_file {
	int64_t size;
	uint32_t first_dir;
	uint8_t flags;
	bool is_outside; /* all its names are */
};

/* A name of one that is not of the size that another name has: one of them is
 * not what it was. */
struct odd_file {
	int64_t inode;
	struct linked_file file;
	uint16_t volume;
};

/* One thread's part. */
struct standing_look {
	struct standing *standing;
	const struct scope_set *scope; /* NULL: all is in it */
	struct sizes sizes;
	struct sightings_part *sightings; /* NULL: not wanted */
	struct idmap *linked; /* by the place of the volume: inode -> file */
	size_t n_linked;
	struct odd_file *odd;
	size_t n_odd;
	size_t room_odd;
	size_t run;	     /* of the directory that was met last */
	int64_t first_alone; /* as in struct standing */
	int64_t first_on_one;
	bool out_of_memory;
};

/* The sizes of what was not read in full.  Contents, volumes and attributes
 * are known. */
int standing_load_sizes(struct halves *halves, struct standing_look *first,
	struct standing_look *second, struct error *err);
#endif
