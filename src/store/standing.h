/* SPDX-License-Identifier: MIT */
/*
 * How far what was read tells files apart: by content and by size.  What
 * unsettled.h and few.h rest on.  Private to src/store.
 */
#ifndef CATALOG_STORE_STANDING_H
#define CATALOG_STORE_STANDING_H

#include "store/idmap.h"
#include "store/query.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of one content; they are in a list by their ids. */
struct content_standing {
	uint32_t parent; /* the content it refines, or 0 */
	uint32_t copies; /* saturates, as the next one does */
	uint16_t volumes;
	uint8_t flags;
	uint8_t seen; /* by a survey of few.c */
};

enum {
	CONTENT_FULL = 1,
	CONTENT_MANY = 2, /* two files have it, or one has what refines it */
};

/* Numbers of directories from `first` up to the next run are of one volume. */
struct volume_run {
	int64_t first;
	int64_t volume_id;
};

/* The files of one size that were not read in full. */
struct size_standing {
	int64_t dir_id; /* the first that was met: any of its names, */
	int64_t inode;	/* and which one it is */
	uint32_t flags;
};

enum {
	SIZE_TWO = 1,	    /* two inodes */
	SIZE_UNREAD = 2,    /* one was not read at all */
	SIZE_PART = 4,	    /* one was read in part, */
	SIZE_PART_MANY = 8, /* and another one has what was read of it */
	SIZE_FULL = 16,	    /* another one was read in full, */
	SIZE_LOOSE = 32,    /* and it is not known what its parts are */
};

struct standing {
	int64_t min_size;
	struct content_standing *contents;
	size_t n_contents;
	struct volume_run *runs;
	size_t n_runs;
	uint64_t *regular; /* attributes of regular files, a bit each */
	size_t n_attributes;
	struct idmap sizes; /* size -> struct size_standing */
	bool out_of_memory;
};

/* One name. */
struct standing_entry {
	int64_t size;
	int64_t content_id;
	int64_t attribute_id;
};

/* Look at all entries, or with `contents_only` at none.  Replaces
 * store->standing. */
int standing_load(struct store *store, int64_t min_size, bool contents_only,
	struct error *err);
void standing_free(struct standing *s);
/* Its SQL functions: see the statements of standing.c in query.def. */
int standing_register(struct store *store, struct error *err);

bool standing_is_regular(const struct standing *s, int64_t attribute_id);
/* NULL if there is none. */
struct content_standing *standing_content(const struct standing *s, int64_t id);
int64_t standing_volume(const struct standing *s, int64_t dir_id);
/* May it have a copy that nobody looked for yet? */
bool standing_is_unsettled(const struct standing *s,
	const struct standing_entry *e);
/* The same; or if it was read in full, may an unsettled file be its copy? */
bool standing_is_open(const struct standing *s, const struct standing_entry *e);

#endif
