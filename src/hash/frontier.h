/* SPDX-License-Identifier: MIT */
/*
 * Which sizes have all the partial digests they will get, so that the files
 * that are still alike can be read in full while smaller ones are not even
 * looked at.
 *
 * Sizes are opened one after the other.  Reads of a size are counted in and
 * out by the ticket that opening it gave.  A size can be taken, once, when the
 * next one was opened (or all were) and none of its reads is out.
 */
#ifndef CATALOG_HASH_FRONTIER_H
#define CATALOG_HASH_FRONTIER_H

#include "util/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frontier;

struct frontier *frontier_new(size_t capacity);
void frontier_free(struct frontier *f);
DEFINE_CLEANUP(struct frontier *, frontier_free);

/* Room for one more size that was not taken yet? */
bool frontier_has_room(const struct frontier *f);
/* The same size as in the last call gives the same ticket. */
uint64_t frontier_open(struct frontier *f, int64_t size);
/* No size will follow. */
void frontier_close(struct frontier *f);
void frontier_read_begins(struct frontier *f, uint64_t ticket);
void frontier_read_ends(struct frontier *f, uint64_t ticket);
/* The size needs no further look; no read of it is out and none will be. */
void frontier_skip(struct frontier *f, uint64_t ticket);
bool frontier_take(struct frontier *f, int64_t *ret_size);

#endif
