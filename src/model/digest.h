/* SPDX-License-Identifier: MIT */
/*
 * A digest: the XXH3-128 of some bytes of a file, in canonical (big endian)
 * order, and how many of the file's bytes it covers.
 *
 * Stages.  A file of at most DIGEST_WHOLE bytes is read whole at once.  Of a
 * longer one the partial stage covers the first DIGEST_HEAD and the last
 * DIGEST_TAIL bytes in that order; the full stage covers all of it.  The
 * sizes are the same for every volume: digests are compared across drives.
 */
#ifndef CATALOG_MODEL_DIGEST_H
#define CATALOG_MODEL_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#define DIGEST_BYTES 16
#define DIGEST_HEAD INT64_C(4096)
#define DIGEST_TAIL INT64_C(4096)
#define DIGEST_WHOLE (DIGEST_HEAD + DIGEST_TAIL)

struct digest {
	int64_t covered; /* bytes of the file it covers; == size when full */
	uint8_t bytes[DIGEST_BYTES];
};

#endif
