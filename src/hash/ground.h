/* SPDX-License-Identifier: MIT */
/*
 * The mounted directories that files are opened below: one for each place of
 * hash.h, opened once for a run.
 */
#ifndef CATALOG_HASH_GROUND_H
#define CATALOG_HASH_GROUND_H

#include "hash/hash.h"
#include "model/trust.h"
#include "util/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct ground {
	int fd; /* -1: could not be opened, counts as not mounted */
	dev_t device;
	bool is_overlay;    /* its files have devices of their own */
	bool is_unmapped;   /* see grounds_note_unmapped() */
	struct trust trust; /* what lstat of its files proves */
};

struct grounds;

/* places is borrowed. */
struct grounds *grounds_open(const struct hash_places *places);
void grounds_close(struct grounds *g);
DEFINE_CLEANUP(struct grounds *, grounds_close);

/* Of places[i]. */
const struct ground *grounds_at(const struct grounds *g, size_t i);
/*
 * The number of a ground that shows the directory `within` a volume, and the
 * rest of that path below it (borrowed from within).  False if none does.
 */
bool grounds_find(const struct grounds *g, int64_t volume_id,
	const char *within, size_t *ret, const char **ret_rest);

/* Files there do not say where on the disk they are: none is asked again.  For
 * any thread. */
void grounds_note_unmapped(const struct grounds *g, size_t i);
bool grounds_is_unmapped(const struct grounds *g, size_t i);

/* The volume does not answer: nothing of it is found any more. */
void grounds_lose(struct grounds *g, int64_t volume_id);

/* Is the open file on an overlay? */
bool ground_is_overlay(int fd);

#endif
