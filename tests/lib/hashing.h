/* SPDX-License-Identifier: MIT */
/*
 * A catalogue in memory and up to three directories that are its volumes, for
 * tests of hashing.  Everything that cannot go wrong is asserted.
 */
#ifndef CATALOG_TESTS_HASHING_H
#define CATALOG_TESTS_HASHING_H

#include "hash/hash.h"

#define HASHING_VOLUMES 3

struct hashing {
	struct store *store;
	char *dirs[HASHING_VOLUMES];
	struct hash_place list[HASHING_VOLUMES];
	struct hash_places places; /* all of them */
	struct hash_options options;
	struct hash_stats stats;
};

void hashing_init(struct hashing *x, size_t n_volumes);
void hashing_clear(struct hashing *x);
/* Record what is in the directories now. */
void hashing_index(struct hashing *x);
/* hash_run() with x->options; the result is in x->stats. */
void hashing_run(struct hashing *x);
void hashing_run_on(struct hashing *x, const struct hash_places *places);
/* What indexed_groups() must say. */
void hashing_assert_groups(struct hashing *x, const char *expected);
/* A file of `size` bytes of the letter but for one '!' at `odd` (-1: none). */
void hashing_put_file(const char *dir, const char *name, int64_t size,
	char letter, int64_t odd);

#endif
