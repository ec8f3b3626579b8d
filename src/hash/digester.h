/* SPDX-License-Identifier: MIT */
/*
 * Private to digest.c and reading.c: what they share, and the home of xxHash in
 * this layer.
 */
#ifndef CATALOG_HASH_DIGESTER_H
#define CATALOG_HASH_DIGESTER_H

#include "hash/digest.h"
#include "hash/passing.h"

/* For the fields of a state, see reading_save(). */
#define XXH_STATIC_LINKING_ONLY
#include <xxhash.h>

/* Where the library was built to choose among AVX2 and its like at run time
 * (then this header is installed with it), hashing is twice as fast. */
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>
#endif

/* Stays in the second level cache with the page it is copied from: 64 KiB
 * read 1.2 times as fast as 256 KiB. */
#define BUFFER_BYTES ((size_t)64 * 1024)

struct digester {
	struct digest_watch *watch;
	XXH3_state_t *state;
	uint8_t *buffer;
	int64_t untold; /* bytes read that the watch does not count yet */
	struct passing own;
	struct passing *passing; /* of what is being read: own, a reading's */
};

struct reading {
	XXH3_state_t *state; /* of what was read from the start */
	int64_t done;	     /* how much that is */
	struct passing passing;
};

/* What is known of that many bytes. */
void digester_set(struct digest *ret, XXH128_hash_t hash, int64_t covered);
/* From *done to `end`, which the file must reach, if not in a hole. */
int digester_read_on(struct digester *d, XXH3_state_t *state, int fd,
	int64_t *done, int64_t end);

#endif
