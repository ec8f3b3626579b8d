/* SPDX-License-Identifier: MIT */
/*
 * In which directories files of a size may be: a look at all names notes a few
 * bits of each one's size, so that who asks for some sizes afterwards looks at a
 * few directories instead of all.  Private to src/store.
 */
#ifndef CATALOG_STORE_SURVEY_SIGHTINGS_H
#define CATALOG_STORE_SURVEY_SIGHTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sighted_dir {
	int64_t id;
	size_t end; /* behind the mark of its last name */
};

/* One thread's. */
struct sightings_part {
	uint16_t *marks; /* of all names, in the order in which they came */
	size_t n;
	size_t room;
	struct sighted_dir *dirs;
	size_t n_dirs;
};

struct sightings {
	struct sightings_part first;
	struct sightings_part second;
	bool is_whole; /* all names were noted */
};

/* Sizes that are asked for; {0} is none. */
struct sizes_asked {
	uint64_t bits[(UINT16_MAX + 1) / 64];
};

void sightings_free(struct sightings *sightings); /* NULL is fine */
/* None was noted yet. */
void sightings_begin(struct sightings *sightings);
/* A name; those of a directory come one after the other. */
void sightings_note(struct sightings_part *part, int64_t dir_id, int64_t size);

void sizes_ask(struct sizes_asked *asked, int64_t size);
/* Directories with more names than that are not sooner searched for than all are
 * looked at. */
size_t sightings_worth(const struct sightings *sightings);
/* The directories that have a name of such a size, and perhaps some more, in
 * order; *ret is to be freed.  False: they have more names than `most`. */
bool sightings_find(const struct sightings *sightings,
	const struct sizes_asked *asked, size_t most, int64_t **ret,
	size_t *ret_n);

#endif
