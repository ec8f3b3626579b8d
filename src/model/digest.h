/* SPDX-License-Identifier: MIT */
/*
 * A digest: the XXH3-128 of some bytes of a file, in canonical (big endian)
 * order, and how many of the file's bytes it covers.
 *
 * Stages.  A file of at most DIGEST_WHOLE bytes is read whole at once.  Of a
 * longer one the partial stage covers the first DIGEST_HEAD bytes and, if it
 * is longer than DIGEST_LONG, the last DIGEST_TAIL bytes after them; the full
 * stage covers all of it.  The sizes are the same for every volume: digests
 * are compared across drives.
 *
 * Measured on the 119,200 files of a /usr that share their size, 758 MB: these
 * read 436 MB and open 4,426 files again.  Heads of 4096 bytes, and 8192 bytes
 * at once, would read 511 MB and open 3,444; in time they differ by 2 %.  A tail
 * for each file would read 46 MB more and open 373 fewer.
 *
 * Catalogues of schema version 1 have heads and tails of 4096 bytes.  Digests of
 * other extents never meet, so files whose size is among those go on like that
 * (store_partial_bytes()): what is known of a drive in a drawer stays of use.
 * Who changes an extent again lets older programs refuse the catalogue by its
 * version (store/migrate.c).
 */
#ifndef CATALOG_MODEL_DIGEST_H
#define CATALOG_MODEL_DIGEST_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define DIGEST_BYTES 16
#define DIGEST_HEAD INT64_C(2048)
#define DIGEST_TAIL INT64_C(2048)
#define DIGEST_WHOLE (DIGEST_HEAD + DIGEST_TAIL)
#define DIGEST_LONG (INT64_C(1) << 20)
#define DIGEST_OLD_HEAD INT64_C(4096) /* and tail */

struct digest {
	int64_t covered; /* bytes of the file it covers; == size when full */
	uint8_t bytes[DIGEST_BYTES];
};

/* How many bytes the partial stage covers of a file of this size. */
static inline int64_t
digest_partial_bytes(int64_t size)
{
	if (size <= DIGEST_WHOLE)
		return size;
	return size <= DIGEST_LONG ? DIGEST_HEAD : DIGEST_HEAD + DIGEST_TAIL;
}

/* The same in schema version 1. */
static inline int64_t
digest_old_partial_bytes(int64_t size)
{
	if (size <= 2 * DIGEST_OLD_HEAD)
		return size;
	return size <= DIGEST_LONG ? DIGEST_OLD_HEAD : 2 * DIGEST_OLD_HEAD;
}

/* How many of the bytes that a partial digest covers are the head; the others
 * are the tail. */
static inline int64_t
digest_head_bytes(int64_t size, int64_t covered)
{
	return size <= DIGEST_LONG ? covered : covered / 2;
}

/*
 * A file longer than DIGEST_LONG is read in steps, as long as another is alike;
 * what a step ends at depends on its size alone.  After `covered` bytes comes
 * the next, which is four times as far, a gigabyte at most, and the last is
 * the end.
 */
static inline int64_t
digest_next_step(int64_t size, int64_t covered)
{
	const int64_t most = INT64_C(1) << 30;
	int64_t step;

	if (size <= DIGEST_LONG)
		return size;
	if (covered < DIGEST_LONG)
		step = DIGEST_LONG;
	else if (covered < most)
		step = 3 * covered;
	else
		step = most;
	covered = covered < DIGEST_LONG ? DIGEST_LONG : covered + step;
	/* No step for a small rest. */
	return covered > size - step / 2 ? size : covered;
}

static inline bool
digest_is_equal(const struct digest *a, const struct digest *b)
{
	return a->covered == b->covered &&
		memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

#endif
