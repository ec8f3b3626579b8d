/* SPDX-License-Identifier: MIT */
/*
 * A segment of the index of names (name_index.h) while it is made, in memory:
 * which grams are in which of its blocks, and that by gram.  Knows nothing of
 * the store, so one may be packed in a thread of its own while the names of the
 * next are read.
 *
 * Memory: 4 bytes for each different gram of a block, a quarter more while it
 * grows, and half as many again while it is packed; some 40 MiB for names of 20
 * bytes.  A large one lets go of it when it is packed.
 */
#ifndef CATALOG_STORE_NAMES_NAME_SEGMENT_H
#define CATALOG_STORE_NAMES_NAME_SEGMENT_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct name_segment {
	uint64_t *seen;	 /* a bit a gram: it is in the last block */
	uint32_t *grams; /* of one block after the other */
	size_t n_grams;
	size_t room;
	size_t *starts; /* of the blocks, in grams */
	size_t n_blocks;
	struct strbuf forms;  /* of a name */
	struct strbuf packed; /* the postings, one behind the other */
};

struct name_posting {
	uint32_t gram;
	uint32_t len;
	const char *blocks; /* grams_pack(); borrowed from the segment */
};

void name_segment_init(struct name_segment *s);
void name_segment_clear(struct name_segment *s);

/* At most GRAM_SET; names are added to the last one. */
void name_segment_begin_block(struct name_segment *s);
void name_segment_add(struct name_segment *s, const char *name, size_t len);
/* All names are there.  Of its names it has nothing then but the postings. */
void name_segment_pack(struct name_segment *s);
/* Has it so many that there had better be no other beside it? */
bool name_segment_is_large(const struct name_segment *s);
/* By gram; *cursor is 0 at first.  0 at the end, when it is as new. */
int name_segment_next(struct name_segment *s, size_t *cursor,
	struct name_posting *ret);

#endif
